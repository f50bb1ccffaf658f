# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is to be minded about a time before it is booked, and beside what is booked already. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from beratung.appointments.hours import Opening
from beratung.domain.appointments import Absence, Appointment, AppointmentKind, Room
from beratung.domain.calendar_views import Hint, HintKind
from beratung.domain.errors import N_
from beratung.domain.interpreting import InterpreterRequest
from beratung.domain.planning import Mode

SHORT_GAP = timedelta(minutes=30)
"""Below it, two places in a row are worth a word; nobody here knows how far apart they are."""
TAKEN_PERSON = N_("Somebody who takes part has another appointment from %(start)s to %(end)s.")
TAKEN_ROOM = N_("The room is taken from %(start)s to %(end)s.")
TAKEN_HIDDEN = N_("This time is taken already. Please choose another one.")
TWICE = N_("The client has another appointment from %(start)s to %(end)s.")
FOREIGN = N_("There is an entry of another calendar from %(start)s to %(end)s.")
ABSENT_PERSON = N_("Somebody who takes part is absent then.")
ABSENT_ROOM = N_("The room cannot be used then.")
HOLIDAY = N_("This day is a holiday: %(name)s.")
CLOSED_DAY = N_("The centre is closed on this day.")
CLOSED = N_("This lies outside the opening hours.")
SEATS = N_("Seats in the room: %(seats)d. People expected: %(people)d.")
TRAVEL = N_("The interpreter is at another place shortly before or after. Minutes between: %(minutes)d.")
PAST = N_("This time is over already.")
ASKED_AGAIN = N_("An interpreter is booked and will be asked again for the new time.")
NOT_FREE = N_("The interpreter who is booked is not free then; the request will be open again.")


class Look(msgspec.Struct):
    """What stands in the calendar around a time."""

    opening: Opening
    rooms: Mapping[UUID, Room]
    absences: Mapping[UUID, list[Absence]]
    """By whom they are of."""
    around: tuple[Appointment, ...]
    """Everything that this user may see in the days around; occurrences of what comes again stand each for itself."""
    booked: Mapping[UUID, InterpreterRequest]
    """Requests with an interpreter, by appointment."""
    participants: Mapping[UUID, int]
    """How many take part, by appointment."""


def overlap(one: Appointment, other: Appointment) -> bool:
    """Whether two times have a moment in common."""
    return one.start < other.end and other.start < one.end


def taken(appointment: Appointment, others: Iterable[Appointment], look: Look) -> Iterator[Hint]:
    """Who and what is not free, and whatever else stands at the same time."""
    for other in others:
        if other.id == appointment.id or not other.is_live or not overlap(appointment, other):
            continue
        details: dict[str, str | int] = {"start": clock(other.start, look), "end": clock(other.end, look)}
        is_foreign = AppointmentKind.FOREIGN in {other.kind_of, appointment.kind_of}
        for of in (of for of in appointment.people if of in other.people):
            kind, message = (HintKind.FOREIGN, FOREIGN) if is_foreign else (HintKind.TAKEN, TAKEN_PERSON)
            yield Hint(kind=kind, message=message, details=details, start=other.start, of=of, by=other.id)
        for of in (of for of in appointment.rooms if of in other.rooms and not is_foreign):
            yield Hint(
                kind=HintKind.TAKEN,
                message=TAKEN_ROOM,
                details=details,
                start=other.start,
                of=of,
                by=other.id,
            )
        is_single = appointment.kind_of is AppointmentKind.SINGLE
        if is_single and other.kind_of is AppointmentKind.SINGLE and other.subject == appointment.subject:
            yield Hint(
                kind=HintKind.CLIENT_TWICE, message=TWICE, details=details, start=other.start, by=other.id
            )


def clock(moment: datetime, look: Look) -> str:
    """A time of day as it stands in hints."""
    return moment.astimezone(look.opening.zone).strftime("%H:%M")


def house(appointment: Appointment, look: Look) -> Iterator[Hint]:
    """Opening hours, holidays, absences and seats."""
    opening = look.opening
    day = appointment.start.astimezone(opening.zone).date()
    at = appointment.start
    if name := opening.holiday(day):
        details: dict[str, str | int] = {"name": name}
        yield Hint(kind=HintKind.HOLIDAY, message=HOLIDAY, details=details, start=at)
    elif opening.closing(day) is not None:
        yield Hint(kind=HintKind.HOLIDAY, message=CLOSED_DAY, start=at)
    elif not opening.is_open(appointment.start, appointment.end):
        yield Hint(kind=HintKind.CLOSED, message=CLOSED, start=at)
    for of in appointment.people + appointment.rooms:
        for absence in look.absences.get(of, ()):
            if absence.start < appointment.end and appointment.start < absence.end:
                message = ABSENT_ROOM if of in look.rooms else ABSENT_PERSON
                yield Hint(kind=HintKind.ABSENT, message=message, of=of, start=absence.start)
    yield from seats(appointment, look)


def seats(appointment: Appointment, look: Look) -> Iterator[Hint]:
    """Whether everybody finds a chair: the house's people, the client or the group, and an interpreter on site."""
    if not appointment.rooms or appointment.mode is not Mode.SITE:
        return
    request = look.booked.get(appointment.id)
    expected = len(appointment.people) + (request is not None and request.mode is Mode.SITE)
    if appointment.kind_of is AppointmentKind.SINGLE:
        expected += 1
    elif appointment.kind_of is not AppointmentKind.OWN:
        expected += max(appointment.places, look.participants.get(appointment.id, 0))
    known = [look.rooms[of].seats for of in appointment.rooms if of in look.rooms]
    total = sum(number for number in known if number is not None)
    if known and None not in known and expected > total:
        yield Hint(
            kind=HintKind.SEATS,
            message=SEATS,
            details={"seats": total, "people": expected},
            of=appointment.rooms[0],
            start=appointment.start,
        )


def travel(appointment: Appointment, others: Iterable[Appointment], look: Look) -> Iterator[Hint]:
    """Whether the booked interpreter comes from another place, or must go there, with little time between."""
    mine = look.booked.get(appointment.id)
    if mine is None or mine.mode is not Mode.SITE:
        return
    for other in others:
        theirs = look.booked.get(other.id)
        if (
            other.id == appointment.id
            or theirs is None
            or theirs.interpreter != mine.interpreter
            or theirs.mode is not Mode.SITE
            or theirs.place.casefold() == mine.place.casefold()
        ):
            continue
        gap = max(other.start - appointment.end, appointment.start - other.end)
        if timedelta() <= gap < SHORT_GAP:
            minutes = int(gap.total_seconds()) // 60
            yield Hint(
                kind=HintKind.TRAVEL,
                message=TRAVEL,
                details={"minutes": minutes},
                start=other.start,
                of=mine.interpreter,
                by=other.id,
            )


class Beside:
    """What of other appointments is worth a mark, found without comparing every pair; claims guard the rest."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._clients: defaultdict[UUID, list[Appointment]] = defaultdict(list)
        self._foreign: defaultdict[UUID, list[Appointment]] = defaultdict(list)
        self._jobs: defaultdict[UUID | None, list[Appointment]] = defaultdict(list)
        for entry in look.around:
            if not entry.is_live:
                continue
            if entry.kind_of is AppointmentKind.SINGLE:
                self._clients[entry.subject].append(entry)
            elif entry.kind_of is AppointmentKind.FOREIGN:
                for of in entry.people:
                    self._foreign[of].append(entry)
            if (request := look.booked.get(entry.id)) is not None:
                self._jobs[request.interpreter].append(entry)

    def kinds(self, entry: Appointment) -> list[HintKind]:
        """What to mark on an appointment."""
        others: list[Appointment] = []
        if entry.kind_of is AppointmentKind.SINGLE and len(self._clients[entry.subject]) > 1:
            others += self._clients[entry.subject]
        if self._foreign and entry.kind_of is not AppointmentKind.FOREIGN:
            others += [other for of in entry.people for other in self._foreign.get(of, ())]
        kinds = [hint.kind for hint in taken(entry, others, self._look)] if others else []
        if (request := self._look.booked.get(entry.id)) is not None:
            kinds += [hint.kind for hint in travel(entry, self._jobs[request.interpreter], self._look)]
        return kinds
