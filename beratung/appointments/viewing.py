# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads the days of a calendar and puts them into views."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments import hints
from beratung.appointments.hints import Look
from beratung.appointments.hours import Opening
from beratung.domain.appointments import (
    ALWAYS,
    ZONE,
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Participant,
    ParticipantState,
    Room,
    week_of,
)
from beratung.domain.calendar_views import AbsenceLine, CalendarEntry, Column, HintKind
from beratung.domain.clock_times import span_of
from beratung.domain.interpreting import InterpreterFile, InterpreterRequest, RequestState
from beratung.domain.work import Work

DAY = timedelta(days=1)
Times = Callable[[Appointment, datetime, datetime], Iterable[tuple[datetime, datetime]]]
"""The times of a foreign event between two instants."""
_SERVED = {RequestState.BOOKED, RequestState.DONE}
_ORDER = {state: rank for rank, state in enumerate(RequestState)}


def own_time(
    appointment: Appointment, first: datetime, past: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """The time at which it begins, for what does not come again."""
    if appointment.start < past and first < appointment.end:
        yield appointment.start, appointment.end


class Window(NamedTuple):
    """What was read of some days: everything this user may see, and what belongs to it."""

    appointments: list[Appointment]
    participants: list[Participant]
    requests: list[InterpreterRequest]
    files: list[InterpreterFile]
    rooms: list[Room]
    absences: list[Absence]


def read(work: Work, first: date, last: date, zone: str = ZONE) -> Window:
    """Read some days; a day more on each side where the centre's days are not those by which weeks are told."""
    more = DAY * (zone != ZONE)
    weeks = week_of(first - more), week_of(last + more)
    return Window(
        work.during(Appointment, *weeks) + work.during(Appointment, ALWAYS, ALWAYS),
        work.during(Participant, *weeks),
        work.during(InterpreterRequest, *weeks),
        work.all(InterpreterFile),
        work.all(Room),
        work.all(Absence),
    )


def spread(window: Window, first: datetime, past: datetime, times: Times) -> tuple[Appointment, ...]:
    """Everything that touches a span; what comes again stands once for each time, with the id of the one record."""
    found: list[Appointment] = []
    for entry in window.appointments:
        if entry.is_spread:
            pairs = times(entry, first, past)
            found += [msgspec.structs.replace(entry, start=start, end=end) for start, end in pairs]
        elif entry.start < past and first < entry.end:
            found.append(entry)
    return tuple(found)


def look_at(window: Window, opening: Opening, first: date, last: date, times: Times = own_time) -> Look:
    """What stands around some days, for hints."""
    absences: defaultdict[UUID, list[Absence]] = defaultdict(list)
    for absence in window.absences:
        absences[absence.of].append(absence)
    span = span_of(first, last, opening.zone)
    return Look(
        opening=opening,
        rooms={room.id: room for room in window.rooms},
        absences=absences,
        around=spread(window, *span, times),
        booked={r.appointment: r for r in window.requests if r.state in _SERVED},
        participants=Counter(p.appointment for p in window.participants if p.takes_place),
    )


class Pictures:
    """Makes the entries of a view; ``names`` are those of the clients."""

    def __init__(self, window: Window, look: Look, names: Mapping[UUID, str]) -> None:
        self._look = look
        self._clients = names
        self._waiting = Counter(
            p.appointment for p in window.participants if p.state is ParticipantState.WAITING
        )
        self._requests = {r.appointment: r for r in sorted(window.requests, key=lambda r: -_ORDER[r.state])}
        self._requests |= dict(look.booked)
        self._names = {file.id: file.name for file in window.files}
        self._beside = hints.Beside(look)
        self._zone: ZoneInfo = look.opening.zone

    def entry(self, found: Appointment, *, with_hints: bool = True) -> CalendarEntry:
        """An appointment as the calendar shows it."""
        request = self._requests.get(found.id)
        interpreter = request.interpreter if request is not None and request.state in _SERVED else None
        is_single = found.kind_of is AppointmentKind.SINGLE
        return CalendarEntry(
            id=found.id,
            version=found.version,
            kind=found.kind_of,
            state=found.state,
            start=found.start.astimezone(self._zone),
            end=found.end.astimezone(self._zone),
            who=self._clients.get(found.subject, "") if is_single else "",
            client=found.subject if is_single else None,
            case=found.case,
            title=found.title,
            people=found.people,
            rooms=found.rooms,
            mode=found.mode,
            place=found.place,
            link=found.link,
            interpreter=interpreter,
            interpreter_name=self._names.get(interpreter, "") if interpreter is not None else "",
            request=request.id if request is not None else None,
            request_state=request.state if request is not None else None,
            participants=self._look.participants.get(found.id, 0),
            waiting=self._waiting.get(found.id, 0),
            places=found.places,
            series=found.series,
            is_apart=found.is_apart,
            note=found.note,
            author=found.author,
            hints=self._hints(found) if with_hints and found.state is AppointmentState.PLANNED else (),
        )

    def _hints(self, found: Appointment) -> tuple[HintKind, ...]:
        kinds = [hint.kind for hint in hints.house(found, self._look)]
        return tuple(dict.fromkeys(kinds + self._beside.kinds(found)))


def absence_lines(
    absences: Iterable[Absence], span: tuple[datetime, datetime], zone: ZoneInfo
) -> tuple[AbsenceLine, ...]:
    """The absences that touch a span, by start."""
    found = [
        AbsenceLine(
            id=entry.id,
            version=entry.version,
            of=entry.of,
            start=entry.start.astimezone(zone),
            end=entry.end.astimezone(zone),
            is_whole_days=entry.is_whole_days,
        )
        for entry in absences
        if entry.start < span[1] and span[0] < entry.end
    ]
    return tuple(sorted(found, key=lambda line: (line.start, line.id)))


def columns(names: Mapping[UUID, str], own: UUID | None = None) -> tuple[Column, ...]:
    """Columns by name, one's own first."""
    found = [Column(id=id_, name=name, is_self=id_ == own) for id_, name in names.items()]
    return tuple(sorted(found, key=lambda column: (not column.is_self, column.name.casefold(), column.id)))


def concerns(
    entry: CalendarEntry,
    people: Collection[UUID] | None,
    rooms: Collection[UUID] | None,
    interpreters: Collection[UUID] | None,
) -> bool:
    """Whether an entry is of any of those asked for; of everybody where nobody in particular was."""
    if people is None and rooms is None and interpreters is None:
        return True
    return (
        any(of in (people or ()) for of in entry.people)
        or any(of in (rooms or ()) for of in entry.rooms)
        or (entry.interpreter is not None and entry.interpreter in (interpreters or ()))
    )


def by_start(entries: Iterable[CalendarEntry]) -> Sequence[CalendarEntry]:
    """Entries in the order in which they begin."""
    return sorted(entries, key=lambda entry: (entry.start, entry.end, entry.id))
