# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keeps requests in step with their appointments, and shown files with what is stored, in the same unit of work."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from uuid import UUID

import msgspec

from beratung.appointments.interpreter_files import may_come, own_file
from beratung.appointments.offering import (
    WAITING,
    book,
    changed_offer,
    give_booked,
    give_offer,
    take_back,
    with_state,
    withdrawn,
)
from beratung.appointments.requests import client_of, kept_in_step, requests_of
from beratung.domain.appointments import Absence, Appointment
from beratung.domain.errors import NotFound, TimeTaken
from beratung.domain.interpreting import (
    Exclusion,
    InterpreterFile,
    InterpreterRequest,
    Offer,
    OfferState,
    RequestState,
    WorkedTime,
)
from beratung.domain.interpreting_messages import Answer
from beratung.domain.interpreting_views import House
from beratung.domain.work import Change, Clock, Work

replace = msgspec.structs.replace
Reachable = Callable[[], frozenset[UUID]]
"""The accounts to which something can be shown."""
_TIMES = ("start", "end")
_OVER = frozenset({RequestState.DONE, RequestState.UNSERVED})


class Desk:
    """Follows appointments (`InterpreterDesk`) and, as a follower, whatever is deleted or changed elsewhere."""

    def __init__(self, clock: Clock, house: Callable[[], House], reachable: Reachable) -> None:
        self._clock = clock
        self._house = house
        self._reachable = reachable

    # Appointments.

    def on_moved(self, work: Work, appointment: Appointment) -> None:
        """An appointment has another time, place or mode, or takes place again after all."""
        for request in requests_of(work, appointment):
            if request.state not in _OVER:
                changed = self._moved(work, request, appointment)
                if changed != request:
                    work.put(changed)

    def on_cancelled(self, work: Work, appointment: Appointment) -> None:
        """An appointment does not take place: whoever was asked or booked learns it, and his time is free."""
        for request in requests_of(work, appointment):
            if request.state not in _OVER and request.state is not RequestState.CANCELLED:
                work.put(self.cancelled(work, request))

    def cancelled(self, work: Work, request: InterpreterRequest) -> InterpreterRequest:
        """A request that is not needed any more; who was booked sees that it was cancelled."""
        if request.state is RequestState.BOOKED:
            request = self.freed(work, request, is_told=True)
        return replace(withdrawn(work, request), state=RequestState.CANCELLED)

    def freed(self, work: Work, request: InterpreterRequest, *, is_told: bool) -> InterpreterRequest:
        """A booked request without its interpreter; ``is_told`` shows him that it was cancelled."""
        offer = booked_offer(request)
        if offer is not None:
            work.release(offer.slice)
            file = self._file(work, offer.interpreter)
            if is_told and file is not None and self.has_program(file):
                give_booked(work, request, file, offer, is_cancelled=True)
            elif not offer.is_by_phone:
                take_back(work, offer)
            request = changed_offer(request, replace(offer, state=OfferState.WITHDRAWN, epoch=0))
        return with_state(replace(request, state=RequestState.OPEN, interpreter=None, cost_cents=None))

    def has_program(self, file: InterpreterFile) -> bool:
        """Whether something can be shown to an interpreter."""
        return file.user is not None and file.user in self._reachable()

    def offered(
        self, work: Work, request: InterpreterRequest, appointment: Appointment, offer: Offer
    ) -> Offer:
        """Show a request to somebody, or note that he is asked by phone."""
        file = work.get(InterpreterFile, offer.interpreter)
        if not self.has_program(file):
            return replace(offer, is_by_phone=True)
        return give_offer(work, request, appointment, replace(offer, is_by_phone=False), file=file)

    def _moved(self, work: Work, request: InterpreterRequest, appointment: Appointment) -> InterpreterRequest:
        """What becomes of a request: agreed before, agreed still, or asked anew."""
        changed = kept_in_step(request, appointment, self._house(), client_of(work, appointment))
        if changed == request and request.state is not RequestState.CANCELLED:
            return request
        is_same_time = all(getattr(changed, part) == getattr(request, part) for part in _TIMES)
        if request.state is RequestState.CANCELLED:
            changed = replace(changed, state=RequestState.OPEN)
            is_same_time = False
        if request.state is RequestState.BOOKED and is_same_time:
            self._tell_booked(work, changed)
            return changed
        former = booked_offer(request)
        changed = self._freed_for_move(work, changed) if former is not None else changed
        again = self._agreed_again(work, changed, appointment)
        if again is not None:
            return again
        waiting = [offer for offer in request.offers if offer.state in WAITING]
        for offer in [*waiting, *([former] if former is not None else [])]:
            changed = self._ask_again(work, changed, appointment, offer)
        return with_state(changed)

    def _freed_for_move(self, work: Work, request: InterpreterRequest) -> InterpreterRequest:
        return self.freed(work, replace(request, state=RequestState.BOOKED), is_told=False)

    def _agreed_again(
        self, work: Work, request: InterpreterRequest, appointment: Appointment
    ) -> InterpreterRequest | None:
        """Booked without asking, where somebody had agreed to this very time and it is still free."""
        for offer in reversed(request.offers):
            if offer.state is OfferState.DECLINED or request.start not in offer.agreed:
                continue
            file = self._file(work, offer.interpreter)
            if file is None or not may_come(work, request, file, self._clock.today()):
                continue
            with suppress(TimeTaken):
                return book(
                    work, request, appointment, offer, file=file, start=request.start, now=self._clock.now()
                )
        return None

    def _ask_again(
        self, work: Work, request: InterpreterRequest, appointment: Appointment, offer: Offer
    ) -> InterpreterRequest:
        work.release(offer.slice)
        file = self._file(work, offer.interpreter)
        if file is None or not may_come(work, request, file, self._clock.today()):
            take_back(work, offer)
            return changed_offer(request, replace(offer, state=OfferState.WITHDRAWN, epoch=0))
        asked = replace(
            offer, state=OfferState.SENT, starts=(request.start,), proposed=(), sent_at=self._clock.now()
        )
        try:
            return changed_offer(request, self.offered(work, request, appointment, asked))
        except NotFound:
            return changed_offer(request, replace(offer, state=OfferState.WITHDRAWN, epoch=0))

    def _tell_booked(self, work: Work, request: InterpreterRequest) -> None:
        offer = booked_offer(request)
        file = self._file(work, offer.interpreter) if offer is not None else None
        if offer is not None and file is not None and self.has_program(file):
            give_booked(work, request, file, offer, worked=worked_of(work, file.id, offer.number))

    @staticmethod
    def _file(work: Work, interpreter: UUID) -> InterpreterFile | None:
        try:
            return work.get(InterpreterFile, interpreter)
        except NotFound:
            return None

    # Everything else.

    def follow(self, changes: Iterable[Change], work: Work) -> None:
        """A follower: what is deleted leaves nothing behind, and everybody sees his own file as it is."""
        files: set[UUID] = set()
        for change in changes:
            record = change.record
            if isinstance(record, InterpreterFile | Absence | WorkedTime):
                files.add(record.of if isinstance(record, Absence) else record.subject)
            if change.after is None:
                self._deleted(work, record)
        for file in files:
            self.show_own(work, file)

    def _deleted(self, work: Work, record: object) -> None:
        if isinstance(record, InterpreterRequest):
            for offer in record.offers:
                take_back(work, offer)
            slices = {offer.slice for offer in record.offers}
            for answer in work.inbox(Answer) if slices else ():
                if answer.slice in slices:
                    work.drop(answer.id)
        elif isinstance(record, Exclusion):
            with suppress(NotFound):
                work.remove(work.get(Exclusion, record.half))
        elif isinstance(record, InterpreterFile) and record.own_slice is not None:
            with suppress(NotFound):
                work.withdraw(record.own_slice)

    def show_own(self, work: Work, interpreter: UUID) -> None:
        """Show an interpreter his file as it is, where he works with the program."""
        file = self._file(work, interpreter)
        if file is not None and self.has_program(file):
            shown = own_file(work, file, self._clock.now())
            if shown is not None:
                work.give(shown)


def booked_offer(request: InterpreterRequest) -> Offer | None:
    """The offer of who is booked."""
    accepted = [offer for offer in request.offers if offer.state is OfferState.ACCEPTED]
    return accepted[-1] if accepted else None


def worked_of(work: Work, interpreter: UUID, number: str) -> WorkedTime | None:
    """The line of the time sheet for a booking."""
    found = [entry for entry in work.all(WorkedTime, interpreter) if entry.number == number]
    return found[-1] if found else None
