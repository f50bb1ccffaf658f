# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of the service that asks: requests, candidates with reasons, what leaves, offers, bookings after a call."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from beratung.appointments.interpreter_desk import booked_offer
from beratung.appointments.interpreter_room import replace
from beratung.appointments.interpreting_errors import (
    AlreadyRequested,
    AppointmentOver,
    NobodyChosen,
    NotBooked,
    NoTimeLeft,
    RequestClosed,
    does_not_fit,
)
from beratung.appointments.knowing import Knowing
from beratung.appointments.offering import (
    LIVE,
    WAITING,
    book,
    changed_offer,
    new_number,
    offer_of,
    shown,
    with_state,
    withdrawn,
)
from beratung.appointments.requests import appointment_of, checked, client_of, prefilled, requests_of
from beratung.appointments.rules import candidate, ranked
from beratung.appointments.timesheet import cost_of
from beratung.domain.appointments import Appointment
from beratung.domain.base import Value
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import (
    DeclineReason,
    InterpreterFile,
    InterpreterRequest,
    Offer,
    OfferState,
    RequestState,
)
from beratung.domain.interpreting_views import Candidate, Check, HardRule, RequestLine, Shown
from beratung.domain.work import Changes, Work

_OPEN = frozenset({RequestState.OPEN, RequestState.OFFERED})
_SOFT = frozenset({HardRule.LEAD, HardRule.AVAILABLE, HardRule.HOURS, HardRule.REGION, HardRule.REFUSAL})
"""What a person may decide otherwise after a call; never the law, the client's choice or a double booking."""


class Requested(Value, frozen=True, kw_only=True):
    """A request that was stored."""

    request: InterpreterRequest
    changes: Changes


class RequestDesk(Knowing):
    """Requests and offers."""

    # Requests.

    def draft(self, appointment: UUID) -> InterpreterRequest:
        """Return a request with everything that is known already; nothing is stored."""
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            return prefilled(work, found, self._house(), self._clock.now(), self._user)

    def request(self, appointment: UUID, **wishes: object) -> Requested:
        """Ask for an interpreter; ``wishes`` are fields of the draft that shall be different.

        Raises:
            AppointmentOver: it is over or cancelled.
            AlreadyRequested: for this appointment and language.
            BadInput: with the field that cannot be; above all a name that would leave.
        """
        return self.add(replace(self.draft(appointment), **wishes))

    def add(self, request: InterpreterRequest) -> Requested:
        """Store a draft as a person left it."""
        with self._records.work() as work:
            appointment = appointment_of(work, request)
            if not appointment.is_live or appointment.end <= self._clock.now():
                raise AppointmentOver
            same = (other for other in requests_of(work, appointment) if other.state in LIVE)
            if any(other.language == request.language for other in same):
                raise AlreadyRequested
            stored = work.put(self._checked(work, request, appointment))
            return Requested(request=stored, changes=work.commit())

    def change(self, request: InterpreterRequest) -> Requested:
        """Store other wishes; offers that wait are taken back, because they say something else.

        Raises:
            RequestClosed: somebody is booked, or it is over.
        """
        with self._records.work() as work:
            before = work.get(InterpreterRequest, request.id)
            if before.state not in _OPEN:
                raise RequestClosed
            kept = replace(request, offers=before.offers, state=before.state, interpreter=None)
            changed = self._checked(work, withdrawn(work, kept), appointment_of(work, before))
            return Requested(request=work.put(changed), changes=work.commit())

    def get_request(self, request: UUID) -> RequestLine:
        """Return one request; raises NotFound."""
        with self._records.work() as work:
            return self._line(work, work.get(InterpreterRequest, request), self._files(work))

    def requests_of(self, appointment: UUID) -> tuple[InterpreterRequest, ...]:
        """Return the requests of an appointment, the newest first."""
        with self._records.work() as work:
            found = requests_of(work, work.get(Appointment, appointment))
        return tuple(sorted(found, key=lambda request: (request.made_at, request.id), reverse=True))

    def requests(
        self, first: date, last: date, *, states: Collection[RequestState] = ()
    ) -> tuple[RequestLine, ...]:
        """Return the requests of the weeks of two days, by start; ``states`` limits them."""
        with self._records.work() as work:
            files = self._files(work)
            found = [
                self._line(work, request, files)
                for request in self._between(work, first, last)
                if not states or request.state in states
            ]
        return tuple(sorted(found, key=lambda line: (line.request.start, line.request.id)))

    def cancel(self, request: UUID) -> Changes:
        """Say that no interpreter is needed any more; whoever was asked or booked learns it."""
        with self._records.work() as work:
            found = self._live(work, request)
            work.put(self.desk.cancelled(work, found))
            return work.commit()

    def unserved(self, request: UUID) -> Changes:
        """Say that nobody was found; kept for the statistics of unmet needs."""
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state not in _OPEN:
                raise RequestClosed
            work.put(replace(withdrawn(work, found), state=RequestState.UNSERVED))
            return work.commit()

    def reopen(self, request: UUID) -> Changes:
        """Look for somebody again after all."""
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state not in {RequestState.UNSERVED, RequestState.CANCELLED}:
                raise RequestClosed
            if not appointment_of(work, found).is_live:
                raise AppointmentOver
            work.put(with_state(replace(found, state=RequestState.OPEN)))
            return work.commit()

    # Candidates.

    def candidates(self, request: UUID | InterpreterRequest) -> tuple[Candidate, ...]:
        """Return everybody with a reason for each rule, who fits first; for a stored request or a draft."""
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request) if isinstance(request, UUID) else request
            files = list(self._files(work).values())
            starts = self._house_starts(work, found, appointment_of(work, found))
            usable = replace(found, starts=tuple(start for start in found.starts if start in starts))
            known = self._situation(work, found)
            ready = [candidate(file, usable, known) for file in files]
        asked = {offer.interpreter for offer in found.offers if offer.state in WAITING}
        return ranked([replace(one, is_asked=one.interpreter.id in asked) for one in ready])

    # What leaves, and the answers.

    def preview(self, request: UUID, interpreters: Iterable[UUID]) -> tuple[Shown, ...]:
        """Return exactly what each of them will see; the same pseudonyms are used when it is sent."""
        ready = {one.interpreter.id: one for one in self.candidates(request)}
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            seen = []
            for chosen in interpreters:
                if chosen not in ready:
                    raise NotFound
                one = ready[chosen]
                has_program = self.desk.has_program(one.interpreter)
                seen.append(shown(found, one.interpreter, self._offer(found, one), has_program=has_program))
        return tuple(seen)

    def offer(
        self,
        request: UUID,
        interpreters: Iterable[UUID],
        *,
        starts: Collection[datetime] | None = None,
        answer_by: datetime | None = None,
    ) -> Changes:
        """Ask them; who works without the program is noted as asked and must be called.

        ``starts`` limits the times that are offered.

        Raises:
            NobodyChosen: there is nobody to ask.
            DoesNotFit: a hard rule keeps somebody from it.
            NoTimeLeft: no time is free on both sides.
        """
        chosen = tuple(dict.fromkeys(interpreters))
        if not chosen:
            raise NobodyChosen(place="interpreters")
        ready = {one.interpreter.id: one for one in self.candidates(request)}
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state not in _OPEN:
                raise RequestClosed
            appointment = appointment_of(work, found)
            if not appointment.is_live:
                raise AppointmentOver
            for person in chosen:
                if person not in ready:
                    raise NotFound
                one = ready[person]
                _refuse(one.against, may_insist=False)
                offer = self._offer(found, one, starts)
                if not offer.starts:
                    raise NoTimeLeft
                offer = self.desk.offered(work, found, appointment, replace(offer, answer_by=answer_by))
                found = _with_offer(found, offer)
            work.put(with_state(found))
            changes = work.commit()
        for person in chosen:
            self._numbers.pop((request, person), None)
        return changes

    def withdraw(self, request: UUID, interpreters: Iterable[UUID] | None = None) -> Changes:
        """Take offers back, of all or of some; raises RequestClosed for who is booked already."""
        only = None if interpreters is None else frozenset(interpreters)
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state not in _OPEN:
                raise RequestClosed
            changed = withdrawn(work, found, only=only)
            if changed != found:
                work.put(changed)
            return work.commit()

    def declined(
        self, request: UUID, interpreter: UUID, reason: DeclineReason | None = None, words: str = ""
    ) -> Changes:
        """Note that somebody who was asked by phone cannot."""
        with self._records.work() as work:
            found = self._live(work, request)
            file = work.get(InterpreterFile, interpreter)
            known = offer_of(found, interpreter, *WAITING) or self._blank(found, file)
            found = withdrawn(work, found, only=frozenset({interpreter}))
            said = replace(
                known, state=OfferState.DECLINED, decline=reason, words=words, answered_at=self._clock.now(), epoch=0
            )  # fmt: skip
            work.put(with_state(_with_offer(found, said)))
            return work.commit()

    def book_directly(
        self, request: UUID, interpreter: UUID, *, start: datetime | None = None, insist: bool = False
    ) -> Changes:
        """Book somebody who agreed outside the program, or an outside service.

        ``insist`` sets aside what a person may decide otherwise: lead time, availability, hours, region.

        Raises:
            DoesNotFit: a rule keeps him from it.
            TimeTaken: he, or the appointment, is taken at that time.
        """
        ready = {one.interpreter.id: one for one in self.candidates(request)}
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state not in _OPEN:
                raise RequestClosed
            if interpreter not in ready:
                raise NotFound
            one = ready[interpreter]
            file = one.interpreter
            begin = start if start is not None else found.start
            _refuse([check for check in one.against if check.rule is not HardRule.FREE], may_insist=insist)
            if begin not in one.starts and not insist:
                raise NoTimeLeft
            offer = offer_of(found, interpreter, *WAITING) or self._blank(found, file)
            appointment = appointment_of(work, found)
            if not appointment.is_live:
                raise AppointmentOver
            work.put(
                book(
                    work, found, appointment, offer, file=file, start=begin, now=self._clock.now(),
                    cost_cents=cost_of(file.fee, found.end - found.start),
                )
            )  # fmt: skip
            return work.commit()

    def unbook(self, request: UUID, *, is_told: bool = True) -> Changes:
        """Give a booking up and look for somebody else; he sees that it was cancelled."""
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
            if found.state is not RequestState.BOOKED or booked_offer(found) is None:
                raise NotBooked
            work.put(self.desk.freed(work, found, is_told=is_told))
            return work.commit()

    # Inside.

    def _live(self, work: Work, request: UUID) -> InterpreterRequest:
        found = work.get(InterpreterRequest, request)
        if found.state not in LIVE:
            raise RequestClosed
        return found

    def _checked(
        self, work: Work, request: InterpreterRequest, appointment: Appointment
    ) -> InterpreterRequest:
        client = client_of(work, appointment)
        return checked(request, appointment, client, self._codes, self._clock.now())

    def _offer(
        self, request: InterpreterRequest, one: Candidate, starts: Collection[datetime] | None = None
    ) -> Offer:
        """The offer to one candidate: his former one where it waits, so that nobody sees two of one request."""
        times = tuple(start for start in one.starts if starts is None or start in starts)
        waiting = offer_of(request, one.interpreter.id, *WAITING)
        blank = waiting if waiting is not None else self._blank(request, one.interpreter)
        return replace(
            blank,
            starts=times,
            sent_at=self._clock.now(),
            state=OfferState.SENT,
            is_by_phone=not self.desk.has_program(one.interpreter),
        )

    def _blank(self, request: InterpreterRequest, file: InterpreterFile) -> Offer:
        """An offer under a pseudonym and a booking of its own."""
        number = self._numbers.setdefault((request.id, file.id), new_number())
        return Offer(
            interpreter=file.id,
            slice=uuid4(),
            number=number,
            sent_at=self._clock.now(),
            is_by_phone=True,
        )


def _with_offer(request: InterpreterRequest, offer: Offer) -> InterpreterRequest:
    if any(other.slice == offer.slice for other in request.offers):
        return changed_offer(request, offer)
    return replace(request, offers=(*request.offers, offer))


def _refuse(against: Iterable[Check], *, may_insist: bool) -> None:
    """Refuse with the first reason that cannot be set aside."""
    for check in against:
        if not (may_insist and check.rule in _SOFT):
            raise does_not_fit(check.words, check.details)
