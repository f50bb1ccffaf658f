# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of the service that keeps time sheets: lines written for people without the program, confirmed, summed."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

from beratung.appointments.interpreter_desk import booked_offer, worked_of
from beratung.appointments.interpreter_room import SERVED, Room, replace
from beratung.appointments.interpreting_errors import LineConfirmed, NotBooked, NotOver
from beratung.appointments.offering import SHOWN, changed_offer, give_booked
from beratung.appointments.plausible import check_line
from beratung.appointments.timesheet import as_worked, sheet_of
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterRequest,
    RequestState,
    SheetLine,
    WorkedTime,
)
from beratung.domain.interpreting_views import TimeSheet
from beratung.domain.work import Changes, Work


class SheetDesk(Room):
    """Time sheets."""

    def write_times(self, request: UUID, line: SheetLine) -> Changes:
        """Write the times of a booking, for who does not work with the program; the number is filled in.

        Raises:
            NotBooked, NotOver, LineConfirmed: there is nothing to write (yet, any more).
            LineImplausible: the times have little to do with the booking.
        """
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            offer = booked_offer(found)
            if found.state not in SERVED or offer is None:
                raise NotBooked
            if found.start > self._clock.now():
                raise NotOver
            checked = check_line(replace(line, number=offer.number), found.start, found.end)
            blank = worked_of(work, offer.interpreter, offer.number) or WorkedTime(
                id=uuid4(), subject=offer.interpreter, request=found.id, number=offer.number, start=found.start,
                end=found.end, zone=found.zone,
            )  # fmt: skip
            if blank.is_confirmed:
                raise LineConfirmed
            worked = as_worked(checked, blank)
            work.put(worked)
            file = work.get(InterpreterFile, offer.interpreter)
            if self.desk.has_program(file):
                give_booked(work, found, file, offer, worked=worked)
            return work.commit()

    def confirm_times(self, lines: Iterable[UUID]) -> Changes:
        """Confirm lines of time sheets: the fee of today holds for them from now on, and nobody changes them."""
        return self._set(lines, is_confirmed=True)

    def reopen_times(self, lines: Iterable[UUID]) -> Changes:
        """Take a confirmation back, so that a line can be corrected."""
        return self._set(lines, is_confirmed=False)

    def missing_times(self, interpreter: UUID, year: int, month: int) -> tuple[InterpreterRequest, ...]:
        """Return the bookings of a month for which nobody wrote the times."""
        first, last = _month(year, month)
        with self._records.work() as work:
            written = {entry.number for entry in work.all(WorkedTime, interpreter)}
            found = [
                request
                for request in self._between(work, first, last)
                if request.state in SERVED and request.interpreter == interpreter
            ]
        offers = {request.id: booked_offer(request) for request in found}
        return tuple(
            sorted(
                (
                    request
                    for request in found
                    if (offer := offers[request.id]) is not None
                    and offer.number not in written
                    and request.end <= self._clock.now()
                    and (request.start.year, request.start.month) == (year, month)
                ),
                key=lambda request: (request.start, request.id),
            )
        )

    def sheet(self, interpreter: UUID, year: int, month: int) -> TimeSheet:
        """Return what somebody worked in a month, with checked sums; raises NotFound."""
        with self._records.work() as work:
            file = work.get(InterpreterFile, interpreter)
            worked = work.all(WorkedTime, interpreter)
        return sheet_of(file, worked, year, month)

    def sheets(self, year: int, month: int) -> tuple[TimeSheet, ...]:
        """Return the sheets of everybody who worked in a month, by name."""
        first, last = _month(year, month)
        with self._records.work() as work:
            files = self._files(work)
            own = self._of_month(work, first, last)
        found = [sheet_of(files[id_], own[id_], year, month) for id_ in own if id_ in files]
        return tuple(
            sorted(
                (sheet for sheet in found if sheet.lines), key=lambda s: (s.name.casefold(), s.interpreter)
            )
        )

    def show_bookings(self, interpreter: UUID) -> Changes:
        """Show an interpreter who works with the program (now) his bookings of the last weeks and those to come."""
        since = (self._clock.now() - SHOWN).date()
        with self._records.work() as work:
            file = work.get(InterpreterFile, interpreter)
            for request in self._since(work, since) if self.desk.has_program(file) else ():
                offer = booked_offer(request)
                if offer is None or request.state not in SERVED or offer.interpreter != interpreter:
                    continue
                shown = replace(offer, is_by_phone=False, epoch=max(1, offer.epoch))
                give_booked(work, request, file, shown, worked=worked_of(work, interpreter, offer.number))
                if shown != offer:
                    work.put(changed_offer(request, shown))
            return work.commit()

    def _of_month(self, work: Work, first: date, last: date) -> dict[UUID, list[WorkedTime]]:
        from beratung.domain.appointments import week_of

        found: dict[UUID, list[WorkedTime]] = {}
        for entry in work.during(WorkedTime, week_of(first), week_of(last)):
            found.setdefault(entry.subject, []).append(entry)
        return found

    def _set(self, lines: Iterable[UUID], *, is_confirmed: bool) -> Changes:
        with self._records.work() as work:
            for id_ in dict.fromkeys(lines):
                worked = work.get(WorkedTime, id_)
                if worked.is_confirmed is is_confirmed:
                    continue
                file = work.get(InterpreterFile, worked.subject)
                changed = work.put(
                    replace(
                        worked,
                        is_confirmed=is_confirmed,
                        confirmed_by=self._user if is_confirmed else "",
                        fee=file.fee if is_confirmed else None,
                    )
                )
                self._tell(work, file, changed)
            return work.commit()

    def _tell(self, work: Work, file: InterpreterFile, worked: WorkedTime) -> None:
        """Let the booking and its interpreter know."""
        try:
            request = work.get(InterpreterRequest, worked.request)
        except NotFound:  # the client was deleted; what was worked is paid all the same
            return
        state = RequestState.DONE if worked.is_confirmed else RequestState.BOOKED
        if request.state in SERVED and request.state is not state:
            request = work.put(replace(request, state=state))
        offer = booked_offer(request)
        if offer is not None and offer.epoch and self.desk.has_program(file):
            give_booked(work, request, file, offer, worked=worked)


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)
