# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Takes over what interpreters told: answers, absences, times; and keeps what they are shown in order.

Each message is taken over in a commit of its own that also drops it, so a program that dies loses nothing, and two
programs take each over once. What a message claims is checked: it must come from the one who was asked.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from beratung.appointments.interpreter_desk import worked_of
from beratung.appointments.interpreter_files import checked_weekly, may_come
from beratung.appointments.interpreter_room import LAST_WEEK, SERVED, Room, replace
from beratung.appointments.offering import (
    SHOWN,
    WAITING,
    book,
    changed_offer,
    give_booked,
    take_back,
    with_state,
    withdrawn,
)
from beratung.appointments.plausible import check_line, is_readable
from beratung.appointments.requests import appointment_of
from beratung.appointments.timesheet import as_worked, cost_of
from beratung.domain.appointments import Absence, week_of
from beratung.domain.base import Domain
from beratung.domain.errors import BadInput, NotFound, RecordConflict, TimeTaken
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterRequest,
    Offer,
    OfferState,
    RequestState,
    WorkedTime,
)
from beratung.domain.interpreting_messages import Answer, AwayNotice, TimesNotice, Verdict
from beratung.domain.interpreting_views import Happening, Taken
from beratung.domain.sharing import Claim, Message
from beratung.domain.work import Work

_BACK = timedelta(weeks=26)
_UNPLACED = timedelta(days=60)
"""After so long a message that belongs to nothing anybody can read is thrown away."""
_MOST_HEARD, _MOST_ABSENCES = 400, 500
_OPEN = frozenset({RequestState.OPEN, RequestState.OFFERED})
Placed = dict[UUID, tuple[UUID, UUID]]
"""Request and offer's interpreter, by slice."""


class TakingOver(Room):
    """The inbox."""

    def take_over(self) -> tuple[Happening, ...]:
        """Take over everything that waits, and return what happened; may be called at any time, also twice.

        Offers that rest on an older key are made anew, requests whose time is over without anybody become unserved,
        and bookings long past are taken out of the interpreters' view.
        """
        happened: list[Happening] = []
        if not self._records.may_read(Domain.SCHEDULING):
            return ()
        with self._records.work() as work:
            waiting = sorted(work.inbox(Message), key=lambda message: (message.at or _EPOCH, message.id))
        for message in waiting:
            with suppress(RecordConflict, NotFound):
                happened += self._take(message)
        with suppress(RecordConflict, NotFound):
            happened += self._tidy()
        with suppress(RecordConflict, NotFound):
            self._show_files()
        return tuple(happened)

    def _take(self, message: Message) -> list[Happening]:
        try:
            return self._taken(message)
        except TimeTaken:  # another program was faster than this look
            return self._taken(message)

    def _taken(self, message: Message) -> list[Happening]:
        """One message in one commit."""
        with self._records.work() as work:
            found: list[Happening] | None
            if not is_readable(message):
                found = []
            elif isinstance(message, Answer):
                found = self._answer(work, message)
            elif isinstance(message, AwayNotice):
                found = self._away(work, message)
            elif isinstance(message, TimesNotice):
                found = self._times(work, message)
            else:
                return []
            if found is None:
                if message.at is not None and message.at > self._clock.now() - _UNPLACED:
                    return []
                found = []
            work.drop(message.id)
            work.commit()
        return found

    # Answers.

    def _answer(self, work: Work, message: Answer) -> list[Happening] | None:
        """None: it belongs to nothing that this user can read."""
        place = self._placed(work, message.slice)
        if place is None:
            return None
        request, offer = place
        file = self._author(work, offer, message)
        if file is None or message.id in offer.heard:
            return []
        offer = replace(offer, heard=(*offer.heard, message.id)[-_MOST_HEARD:])
        request = changed_offer(request, offer)
        if message.verdict is Verdict.ACCEPT:
            return self._accepted(work, request, offer, file, message)
        if message.verdict is Verdict.DECLINE:
            return self._declined(work, request, offer, file, message)
        return self._proposed(work, request, offer, file, message)

    def _accepted(
        self, work: Work, request: InterpreterRequest, offer: Offer, file: InterpreterFile, message: Answer
    ) -> list[Happening]:
        start = message.start
        if offer.state not in WAITING or request.state not in _OPEN or start is None:
            return self._too_late(work, request, offer, file)
        if start not in offer.starts:  # of an offer that was replaced since: the new one stands
            work.release(offer.slice)
            work.put(request)
            return []
        try:
            appointment = appointment_of(work, request)
            if not (may_come(work, request, file, self._clock.today()) and appointment.is_live):
                return self._too_late(work, request, offer, file)
            cost = cost_of(file.fee, request.end - request.start)
            booked = book(
                work, request, appointment, offer, file=file, start=start, now=self._clock.now(), cost_cents=cost
            )  # fmt: skip
        except (TimeTaken, NotFound):
            return self._too_late(work, request, offer, file)
        work.put(booked)
        return [self._happening(Taken.BOOKED, booked, file)]

    def _too_late(
        self, work: Work, request: InterpreterRequest, offer: Offer, file: InterpreterFile
    ) -> list[Happening]:
        """He accepted what is not free any more: his time is his again, and he sees that it is cancelled."""
        if offer.state is OfferState.ACCEPTED and request.state in SERVED:
            return []
        work.release(offer.slice)
        if self.desk.has_program(file):
            give_booked(work, request, file, replace(offer, is_by_phone=False), is_cancelled=True)
        state = OfferState.WITHDRAWN if offer.state in WAITING else offer.state
        request = changed_offer(request, replace(offer, state=state, epoch=0))
        work.put(with_state(request))
        return [self._happening(Taken.TOO_LATE, request, file)]

    def _declined(
        self, work: Work, request: InterpreterRequest, offer: Offer, file: InterpreterFile, message: Answer
    ) -> list[Happening]:
        now = self._clock.now()
        said = replace(
            offer, state=OfferState.DECLINED, decline=message.decline, words=message.words[:500], answered_at=now,
            epoch=0,
        )  # fmt: skip
        if offer.state in WAITING:
            take_back(work, offer)
            work.put(with_state(changed_offer(request, said)))
            return [self._happening(Taken.DECLINED, request, file, message)]
        if (
            offer.state is not OfferState.ACCEPTED
            or request.state is not RequestState.BOOKED
            or request.end <= now
        ):
            work.put(request)
            return []
        freed = self.desk.freed(work, request, is_told=True)
        said = replace(said, agreed=tuple(start for start in offer.agreed if start != request.start))
        work.put(with_state(changed_offer(freed, said)))
        return [self._happening(Taken.CALLED_OFF, request, file, message)]

    def _proposed(
        self, work: Work, request: InterpreterRequest, offer: Offer, file: InterpreterFile, message: Answer
    ) -> list[Happening]:
        if offer.state not in WAITING or request.state not in _OPEN:
            work.put(request)
            return []
        said = replace(
            offer, state=OfferState.PROPOSED, proposed=message.proposed[:20], words=message.words[:500],
            answered_at=self._clock.now(),
        )  # fmt: skip
        work.release(offer.slice)
        said = self.desk.offered(work, request, appointment_of(work, request), said)
        work.put(with_state(changed_offer(request, said)))
        return [self._happening(Taken.PROPOSED, request, file, message)]

    # Absences and times.

    def _away(self, work: Work, message: AwayNotice) -> list[Happening] | None:
        file = next((file for file in work.all(InterpreterFile) if file.user == message.by), None)
        if file is None:
            return None
        if message.id in file.heard:
            return []
        known = {entry.id: entry for entry in work.all(Absence, file.id) if entry.of == file.id}
        gone = (
            set(known) - {away.id for away in message.absences} if message.is_whole else set(message.removed)
        )
        for id_ in gone & set(known):
            work.remove(known[id_])
        happened: list[Happening] = []
        for away in message.absences[:_MOST_ABSENCES]:
            if away.end <= away.start:
                continue
            new = Absence(id=uuid4(), subject=file.id, of=file.id, start=away.start, end=away.end,
                          is_whole_days=away.is_whole_days)  # fmt: skip
            if away.id in known:
                new = replace(new, id=away.id, version=known[away.id].version)
            work.put(new)
            happened += self._at_booking(work, file, away.start, away.end)
        changed = replace(file, heard=(*file.heard, message.id)[-_MOST_HEARD:])
        if message.weekly is not None:
            with suppress(BadInput):
                changed = replace(changed, weekly=checked_weekly(message.weekly))
        work.put(changed)
        return [Happening(what=Taken.ABSENCE, interpreter=file.id, name=file.name), *happened]

    def _at_booking(
        self, work: Work, file: InterpreterFile, start: datetime, end: datetime
    ) -> list[Happening]:
        """Bookings that an absence covers: a person decides what becomes of them."""
        found = self._since(work, self._clock.today())
        return [
            self._happening(Taken.ABSENT_AT_BOOKING, request, file)
            for request in found
            if request.state is RequestState.BOOKED
            and request.interpreter == file.id
            and request.start < end
            and start < request.end
        ]

    def _times(self, work: Work, message: TimesNotice) -> list[Happening] | None:
        happened: list[Happening] = []
        is_placed = False
        for slice_, line in message.lines[:200]:
            place = self._placed(work, slice_)
            if place is None:
                continue
            is_placed = True
            request, offer = place
            file = self._author(work, offer, message)
            if file is None or request.state not in SERVED or offer.state is not OfferState.ACCEPTED:
                continue
            blank = worked_of(work, file.id, offer.number) or WorkedTime(
                id=uuid4(), subject=file.id, request=request.id, number=offer.number, start=request.start,
                end=request.end, zone=request.zone,
            )  # fmt: skip
            is_his = line.number == offer.number and request.start <= self._clock.now()
            if message.id in blank.heard or blank.is_confirmed or not is_his:
                continue
            try:
                line = check_line(replace(line, zone=request.zone), request.start, request.end)  # noqa: PLW2901
            except BadInput:
                continue
            heard = (*blank.heard, message.id)[-_MOST_HEARD:]
            worked = as_worked(line, replace(blank, heard=heard))
            work.put(worked)
            give_booked(work, request, file, offer, worked=worked)
            happened.append(self._happening(Taken.TIMES, request, file))
        return happened if is_placed else None

    # Order.

    def _tidy(self) -> list[Happening]:
        """Offers anew under the newest key, and what is over."""
        happened = []
        with self._records.work() as work:
            now = self._clock.now()
            newest = self._epoch(work)
            since = week_of((now - _BACK).date())
            for request in work.during(InterpreterRequest, since, LAST_WEEK):
                changed = request
                if request.state in _OPEN and max((request.start, *request.starts)) <= now:
                    changed = replace(withdrawn(work, request), state=RequestState.UNSERVED)
                elif request.state in _OPEN:
                    changed = self._renewed(work, request, newest)
                    if changed != request:
                        happened.append(self._happening(Taken.RENEWED, changed, None))
                elif request.end < now - SHOWN:
                    changed = self._out_of_view(work, request)
                if changed != request:
                    work.put(changed)
            work.commit()
        return happened

    def _show_files(self) -> None:
        """Show their files to those whose accounts were confirmed after the files were made."""
        with self._records.work() as look:
            files = [file for file in look.all(InterpreterFile) if self.desk.has_program(file)]
            unseen = [file.id for file in files if not _is_shown(look, file)]
        if unseen:
            with self._records.work() as work:
                for file in unseen:
                    self.desk.show_own(work, file)
                work.commit()

    def _renewed(self, work: Work, request: InterpreterRequest, newest: int) -> InterpreterRequest:
        for offer in request.offers:
            if offer.state in WAITING and not offer.is_by_phone and offer.epoch != newest:
                with suppress(NotFound):
                    fresh = self.desk.offered(work, request, appointment_of(work, request), offer)
                    request = changed_offer(request, fresh)
        return request

    @staticmethod
    def _out_of_view(work: Work, request: InterpreterRequest) -> InterpreterRequest:
        """Past bookings leave the interpreter's view; a time sheet that waits for times has had ten weeks."""
        for offer in request.offers:
            if offer.epoch:
                with suppress(NotFound):
                    work.withdraw(offer.slice)
                request = changed_offer(request, replace(offer, epoch=0))
        return replace(request, state=RequestState.DONE) if request.state is RequestState.BOOKED else request

    @staticmethod
    def _epoch(work: Work) -> int:
        [sealed] = work.seal_claims((Claim(resource=uuid4(), slot=0),))
        return sealed.epoch

    # Finding.

    def _placed(self, work: Work, slice_: UUID) -> tuple[InterpreterRequest, Offer] | None:
        """The request and the offer of a slice."""
        since = week_of((self._clock.now() - _BACK).date())
        for request in work.during(InterpreterRequest, since, LAST_WEEK):
            for offer in request.offers:
                if offer.slice == slice_:
                    return request, offer
        return None

    @staticmethod
    def _author(work: Work, offer: Offer, message: Message) -> InterpreterFile | None:
        """The file of who was asked, if it is he who wrote."""
        try:
            file = work.get(InterpreterFile, offer.interpreter)
        except NotFound:
            return None
        return file if file.user is not None and file.user == message.by else None

    @staticmethod
    def _happening(
        what: Taken, request: InterpreterRequest, file: InterpreterFile | None, message: Answer | None = None
    ) -> Happening:
        return Happening(
            what=what,
            interpreter=file.id if file is not None else None,
            name=file.name if file is not None else "",
            request=request.id,
            appointment=request.appointment,
            start=request.start,
            reason=message.decline if message is not None else None,
            words=message.words[:500] if message is not None else "",
        )


def _is_shown(look: Work, file: InterpreterFile) -> bool:
    """Whether the interpreter sees his file; the unit of work must not be committed after that."""
    if file.own_slice is None:
        return False
    try:
        look.withdraw(file.own_slice)
    except NotFound:
        return False
    return True


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
