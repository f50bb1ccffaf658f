# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Looking at the calendar: some days, one appointment, what to mind about a time, who is to be reminded."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from beratung.appointments import hints, viewing
from beratung.appointments.base import CalendarBase
from beratung.appointments.checking import check_times
from beratung.appointments.repeating import occurrences
from beratung.domain.appointments import (
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Participant,
    ParticipantState,
    RemindBy,
    Repeat,
    Room,
)
from beratung.domain.calendar_views import (
    CalendarEntry,
    CalendarView,
    Hint,
    HintKind,
    Reminder,
    Tally,
)
from beratung.domain.clock_times import span_of
from beratung.domain.errors import NotFound, TimeTaken
from beratung.domain.interpreting import InterpreterFile, InterpreterRequest, OfferState, RequestState
from beratung.domain.people import Client, Contact
from beratung.domain.sharing import claims
from beratung.domain.work import Action, Work

replace = msgspec.structs.replace
DAY = timedelta(days=1)
FAR = timedelta(weeks=6)
"""How far ahead the due list looks for what was moved or called off."""


class Asking(CalendarBase):
    """The part of the service that changes nothing."""

    def calendar(
        self,
        first: date,
        last: date,
        *,
        people: Collection[UUID] | None = None,
        rooms: Collection[UUID] | None = None,
        interpreters: Collection[UUID] | None = None,
    ) -> CalendarView:
        """Return some days, both ends included; of everybody, or of those that are named."""
        opening = self.opening
        with self._records.work() as work:
            window = viewing.read(work, first, last, opening.settings.zone)
        look = viewing.look_at(window, opening, first, last, self.times)
        pictures = self._pictures(window, look)
        named = [
            e for e in map(pictures.entry, look.around) if viewing.concerns(e, people, rooms, interpreters)
        ]
        return CalendarView(
            first=first,
            last=last,
            zone=opening.settings.zone,
            entries=tuple(viewing.by_start(named)),
            absences=viewing.absence_lines(window.absences, span_of(first, last, opening.zone), opening.zone),
            days=tuple(opening.line(first + DAY * step) for step in range((last - first).days + 1)),
            people=viewing.columns(self._people(), self._user.id),
            rooms=viewing.columns({room.id: room.name for room in window.rooms if room.is_used}),
            interpreters=viewing.columns({file.id: file.name for file in window.files if file.is_active}),
        )

    def agenda(self, on: date | None = None, person: UUID | None = None) -> tuple[CalendarEntry, ...]:
        """Return what somebody has on a day, oneself today where nobody is named."""
        day = on if on is not None else self._clock.today()
        return self.calendar(day, day, people=[person if person is not None else self._user.id]).entries

    def appointment(self, appointment: UUID) -> Appointment:
        """Return the record of an appointment, to be changed."""
        with self._records.work() as work:
            return work.get(Appointment, appointment)

    def show(self, appointment: UUID) -> CalendarEntry:
        """Return one appointment as the calendar shows it; the audit log keeps that it was looked at."""
        opening = self.opening
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            day = found.start.astimezone(opening.zone).date()
            window = viewing.read(work, day, day, opening.settings.zone)
        if found.kind_of is AppointmentKind.SINGLE:
            with self._records.work() as work:  # apart: what others book meanwhile is no conflict with a look
                work.note(Action.READ, found.subject, "appointment")
                work.commit()
        look = viewing.look_at(window, opening, day, day, self.times)
        return self._pictures(window, look).entry(found)

    def of_client(self, client: UUID) -> tuple[CalendarEntry, ...]:
        """Return every appointment of a client, groups too, newest first."""
        with self._records.work() as work:
            own = work.all(Appointment, client)
            taking_part = {p.appointment: p for p in work.all(Participant, client)}
            for appointment in taking_part:
                try:
                    own.append(work.get(Appointment, appointment))
                except NotFound:
                    continue
            window = viewing.Window(
                own,
                list(taking_part.values()),
                work.all(InterpreterRequest, client),
                work.all(InterpreterFile),
                [],
                [],
            )
        look = viewing.look_at(window, self.opening, self._clock.today(), self._clock.today())
        pictures = viewing.Pictures(window, look, self.names([client]))
        found = [pictures.entry(entry, with_hints=False) for entry in own]
        return tuple(reversed(viewing.by_start(found)))

    def _pictures(self, window: viewing.Window, look: hints.Look) -> viewing.Pictures:
        singles = {a.subject for a in look.around if a.kind_of is AppointmentKind.SINGLE}
        return viewing.Pictures(window, look, self.names(singles))

    # What to mind.

    def check(self, appointment: Appointment, *, repeat: Repeat | None = None) -> tuple[Hint, ...]:
        """Say what to mind before an appointment is booked, changed or moved; of a series, for each of its days.

        Hints of the kind ``TAKEN`` are what booking would refuse.

        Raises:
            BadInput: with the field that cannot be.
        """
        if repeat is None:
            start, end = check_times(appointment.start, appointment.end)
            return self._hints(replace(appointment, start=start, end=end))
        found = occurrences(self._checked(appointment), repeat, self.opening).appointments
        return tuple(hint for entry in found for hint in self._hints(entry, thorough=False))

    def check_move(
        self,
        appointment: UUID,
        start: datetime,
        end: datetime,
        *,
        people: tuple[UUID, ...] | None = None,
        rooms: tuple[UUID, ...] | None = None,
    ) -> tuple[Hint, ...]:
        """Say what to mind before an appointment is moved."""
        now = self.appointment(appointment)
        return self.check(
            replace(
                now,
                start=start,
                end=end,
                people=now.people if people is None else people,
                rooms=now.rooms if rooms is None else rooms,
            )
        )

    def _hints(self, wanted: Appointment, *, thorough: bool = True) -> tuple[Hint, ...]:
        """What to mind. Where it need not be thorough, other appointments are read only if the time is taken."""
        opening = self.opening
        first, last = (moment.astimezone(opening.zone).date() for moment in (wanted.start, wanted.end))
        with self._records.work() as work:
            busy = self._busy(work, wanted)
            requests = [r for r in work.all(InterpreterRequest, wanted.subject) if r.appointment == wanted.id]
            found = [hint for request in requests for hint in self._about_interpreter(work, request, wanted)]
            is_wide = thorough or bool(busy)
            window = (
                viewing.read(work, first, last, opening.settings.zone)
                if is_wide
                else self._house(work, wanted)
            )
        window = window._replace(requests=[*window.requests, *requests])
        look = viewing.look_at(window, opening, first, last, self.times)
        found += hints.taken(wanted, look.around, look)
        told = {hint.of for hint in found if hint.is_refusal}
        found += [
            Hint(kind=HintKind.TAKEN, message=hints.TAKEN_HIDDEN, start=wanted.start, of=of)
            for of in busy
            if of not in told
        ]
        found += hints.house(wanted, look)
        found += hints.travel(wanted, look.around, look)
        if wanted.end <= self._now():
            found.append(Hint(kind=HintKind.PAST, message=hints.PAST, start=wanted.start))
        return tuple(found)

    @staticmethod
    def _about_interpreter(work: Work, request: InterpreterRequest, wanted: Appointment) -> Iterator[Hint]:
        """Whether who is booked can come at the new time."""
        accepted = [offer for offer in request.offers if offer.state is OfferState.ACCEPTED]
        is_moved = (request.start, request.end) != (wanted.start, wanted.end)
        if request.state is not RequestState.BOOKED or not is_moved or not accepted:
            return
        offer, message = accepted[-1], hints.ASKED_AGAIN
        work.release(offer.slice)
        try:
            work.claim(offer.slice, claims(offer.interpreter, wanted.start, wanted.end))
        except TimeTaken:
            message = hints.NOT_FREE
        yield Hint(kind=HintKind.INTERPRETER, message=message, start=wanted.start, of=offer.interpreter)

    def _house(self, work: Work, wanted: Appointment) -> viewing.Window:
        own = work.all(Appointment, wanted.subject) if wanted.subject != wanted.id else []
        return viewing.Window(own, [], [], [], work.all(Room), work.all(Absence))

    @staticmethod
    def _busy(work: Work, wanted: Appointment) -> list[UUID]:
        """Whose time somebody else has; asks the claims, which know of restricted cases too."""
        if wanted.kind_of is AppointmentKind.FOREIGN:
            return []
        try:
            booking = work.get(Appointment, wanted.id).booking
        except NotFound:
            booking = wanted.booking
        work.release(booking)
        busy = []
        for of in dict.fromkeys(wanted.people + wanted.rooms):
            try:
                work.claim(booking, claims(of, wanted.start, wanted.end))
            except TimeTaken:
                busy.append(of)
        return busy

    def _refusals(self, wanted: Sequence[Appointment]) -> tuple[Hint, ...]:
        found = [hint for entry in wanted for hint in self._hints(entry, thorough=False)]
        return tuple(hint for hint in found if hint.is_refusal)

    # Reminding and counting.

    def due_list(self, on: date | None = None) -> tuple[Reminder, ...]:
        """Return who is to be reminded on a day, by start.

        These are those whose appointment comes within the days that the centre has set, and those whom nobody has
        told yet that it was moved or called off, in the next weeks.
        """
        day = on if on is not None else self._clock.today()
        opening = self.opening
        last = opening.working_days_after(day, opening.settings.remind_days)
        near = span_of(day, last, opening.zone)
        far = span_of(day, day + FAR, opening.zone)
        with self._records.work() as work:
            window = viewing.read(work, day, day + FAR, opening.settings.zone)
            by_id = {entry.id: entry for entry in window.appointments}
            pairs: list[tuple[Appointment | Participant, Appointment]] = [
                (a, a) for a in window.appointments if a.kind_of is AppointmentKind.SINGLE
            ]
            pairs += [(p, by_id[p.appointment]) for p in window.participants if p.appointment in by_id]
            due = [(of, a) for of, a in pairs if _is_due(of, near if not of.is_untold else far)]
            contacts = {of.subject: _contact(work, of.subject) for of, _ in due}
        names = self.names(contacts.keys())
        found = [self._reminder(of, a, contacts[of.subject], names.get(of.subject, "")) for of, a in due]
        return tuple(sorted(found, key=lambda line: (line.start, line.id)))

    def _reminder(
        self, of: Appointment | Participant, a: Appointment, contact: Contact, who: str
    ) -> Reminder:
        zone = self.opening.zone
        return Reminder(
            id=of.id,
            appointment=a.id,
            client=of.subject,
            who=who,
            phone=contact.phone,
            contact_note=contact.note,
            start=a.start.astimezone(zone),
            end=a.end.astimezone(zone),
            by=of.remind,
            reminded_on=of.reminded_on,
            is_changed=of.is_untold,
        )

    def tally(self, first: date, last: date) -> Tally:
        """Count the appointments of clients on some days by what became of them, each participant for himself."""
        opening = self.opening
        span = span_of(first, last, opening.zone)
        with self._records.work() as work:
            window = viewing.read(work, first, last, opening.settings.zone)
        singles = [a for a in window.appointments if a.kind_of is AppointmentKind.SINGLE]
        counted = Counter(e.state.value for e in singles if span[0] <= e.start < span[1])
        waiting = ParticipantState.WAITING
        counted += Counter(
            p.state.value
            for p in window.participants
            if span[0] <= p.start < span[1] and p.state is not waiting
        )
        return Tally(**counted)


def _is_due(of: Appointment | Participant, span: tuple[datetime, datetime]) -> bool:
    if not span[0] <= of.start < span[1] or of.remind is RemindBy.NONE:
        return False
    if of.is_untold:
        return True
    is_planned = of.state in {AppointmentState.PLANNED, ParticipantState.PLANNED}
    return is_planned and of.reminded_on is None


def _contact(work: Work, client: UUID) -> Contact:
    try:
        return work.get(Client, client).contact
    except NotFound:
        return Contact()
