# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar: what is booked, moved, called off; by whom, where, and what takes it back."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from beratung.appointments import errors
from beratung.appointments.booking import Booking
from beratung.appointments.groups import CALLED_OFF, WITH_LIST, follow_list
from beratung.appointments.handed import read_appointment
from beratung.appointments.reading import members, series_of
from beratung.appointments.repeating import local_day
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    CancelledBy,
    Participant,
    ParticipantState,
    Repeat,
    Scope,
)
from beratung.domain.base import Record
from beratung.domain.calendar_views import Done, Undo
from beratung.domain.checking import check_length
from beratung.domain.clock_times import midnight
from beratung.domain.errors import NotFound
from beratung.domain.reading import LONG
from beratung.domain.sharing import slots

replace = msgspec.structs.replace
STATES = {
    CancelledBy.CLIENT: AppointmentState.CANCELLED_BY_CLIENT,
    CancelledBy.CENTRE: AppointmentState.CANCELLED_BY_CENTRE,
}
CANCELLERS = {state: by for by, state in STATES.items()}
PARTS = 16
"""In which claims are looked through, so that nobody waits for it."""
OUTCOMES = {AppointmentState.HELD, AppointmentState.NO_SHOW}


class AppointmentService(Booking):
    """Appointments, groups, rooms and absences.

    Whoever makes it registers `release_deleted` as a follower, so that what is deleted with a client gives its
    times back. Every change returns what takes it back: hand that to `undo`.
    """

    def cancel(self, appointment: UUID, by: CancelledBy, note: str = "", *, scope: Scope = Scope.ONE) -> Done:
        """Call an appointment off and give its time back; it stays in the calendar and in the counts.

        Raises:
            IsCancelled: it is called off already.
        """
        check_length(note, "note", LONG)

        def called_off(before: Appointment) -> Appointment:
            words = "\n".join(filter(None, (before.note, note.strip())))
            untold = by is CancelledBy.CENTRE and self._is_told_later(before)
            return replace(before, state=STATES[by], note=words, is_untold=untold)

        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            meant = [(a, self._listed(work, a)) for a in members(work, found, scope, self._now())]
        if not found.is_live:
            raise errors.IsCancelled
        if found.kind_of is AppointmentKind.FOREIGN:
            raise errors.IsForeign
        with self._diary() as diary:
            for before, listed in meant:
                diary.change(before, called_off(before))
                for p in listed:
                    if p.state in {ParticipantState.PLANNED, ParticipantState.WAITING}:
                        is_told = p.state is ParticipantState.WAITING or by is CancelledBy.CLIENT
                        state = CALLED_OFF[by]
                        diary.change(p, replace(p, state=state, lane=0, is_untold=not is_told))
            return self._commit(diary)

    def set_state(self, appointment: UUID, state: AppointmentState) -> Done:
        """Say what became of an appointment: took place, did not come, or is expected after all.

        Of a group that took place, those who were expected count as come.

        Raises:
            NotYetOver: it has not begun.
            Taken: it was called off, and its time is not free any more.
        """
        if state.is_cancelled:
            return self.cancel(appointment, CANCELLERS[state])
        with self._records.work() as work:
            before = work.get(Appointment, appointment)
            listed = self._listed(work, before)
        if state in OUTCOMES and before.start > self._now():
            raise errors.NotYetOver
        after = replace(before, state=state, is_untold=False)
        with self._diary() as diary:
            diary.change(before, after)
            if state is AppointmentState.HELD:
                for p in listed:
                    if p.state is ParticipantState.PLANNED:
                        diary.change(p, replace(p, state=ParticipantState.HELD))
            return self._commit(diary, [after])

    def remove(self, appointment: UUID, *, scope: Scope = Scope.ONE) -> Done:
        """Delete an appointment that was entered by mistake; nothing of it is counted."""
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            series = series_of(work, found)
            meant = [(a, self._listed(work, a)) for a in members(work, found, scope, self._now())]
        with self._diary() as diary:
            for before, listed in meant:
                for p in listed:
                    diary.remove(p)
                diary.remove(before)
            if series is not None:
                gone = [a for a, _ in meant]
                others = self._others(series, gone)
                days = {local_day(a) for a in gone if not a.is_apart}
                left_out = tuple(sorted({*series.left_out, *days}))
                if others:
                    diary.change(series, replace(series, ids=others, left_out=left_out))
                else:
                    diary.remove(series)
            return self._commit(diary)

    def undo(self, undo: Undo) -> Done:
        """Take a change back; what this returns makes it again.

        Raises:
            Taken: somebody has taken the time meanwhile.
            RecordConflict: somebody changed it meanwhile.
        """
        with self._diary() as diary:
            diary.take_back(undo)
            for before, after in undo.pairs:
                if isinstance(after, Appointment) and after.kind_of in WITH_LIST:
                    follow_list(diary, after, before if isinstance(before, Appointment) else None)
            return self._commit(diary, [b for b, _ in undo.pairs if isinstance(b, Appointment)])

    # From outside.

    def read(self, data: object) -> tuple[Appointment, Repeat | None]:
        """Read an appointment from the object that ``appointment add`` takes: people and rooms by name or id.

        Raises:
            BadInput: an unknown key, or what does not fit; the place names it.
        """
        people = {name.casefold(): own for own, name in self._people().items()}
        rooms = {room.name.casefold(): room.id for room in self.rooms()}
        return read_appointment(data, people=people, rooms=rooms, own=self._user.id, usual=self._settings())

    def fill(self, records: Iterable[Record]) -> Done:
        """Store many new records of a calendar at once, as they are, and take their times: for a demo."""
        with self._diary() as diary:
            for record in records:
                diary.add(record)
            return self._commit(diary)

    # Reminding, tidying.

    def mark_reminded(self, of: UUID, on: date | None = None) -> Done:
        """Say that the client was reminded of an appointment, or told that it was moved; ``of`` as in the due list."""
        day = on if on is not None else self._clock.today()
        with self._diary() as diary:
            before: Appointment | Participant
            try:
                before = diary.work.get(Appointment, of)
            except NotFound:
                before = diary.work.get(Participant, of)
            diary.change(before, replace(before, reminded_on=day, is_untold=False))
            return self._commit(diary)

    def clear_past(self) -> None:
        """Remove the claims of days that are over: for a moment now and then, in the background."""
        today = midnight(self._clock.today(), self.opening.zone)
        for part in range(PARTS):
            with self._records.work() as work:
                work.clear_claims(slots(today, today).start, part, PARTS)
                work.commit()
