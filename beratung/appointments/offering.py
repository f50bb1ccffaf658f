# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What leaves for an interpreter: slices with sealed claims of the times they offer, and the booking that follows.

An offer's slice id is also the booking under which the interpreter's time is claimed. Each offered choice claims the
interpreter's time, for another start also that of the people and rooms of the appointment, and one mark of the
request, the same for every choice of everybody: so only one of those who are asked can accept.
"""

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from beratung.appointments.diary import wanted
from beratung.domain.appointments import Appointment, AppointmentKind, RemindBy
from beratung.domain.errors import NotFound, TimeTaken
from beratung.domain.interpreting import (
    BookedTime,
    Choice,
    InterpreterFile,
    InterpreterRequest,
    Offer,
    OfferedRequest,
    OfferState,
    RequestState,
    WorkedTime,
)
from beratung.domain.interpreting_views import Shown
from beratung.domain.sharing import Claim, claims, slots
from beratung.domain.work import Work

replace = msgspec.structs.replace
WINDOW = timedelta(weeks=4)
"""So far apart from the appointment may other starts lie."""
SHOWN = timedelta(weeks=10)
"""So long a past booking is shown to its interpreter."""
WAITING = frozenset({OfferState.SENT, OfferState.PROPOSED})
LIVE = frozenset({RequestState.OPEN, RequestState.OFFERED, RequestState.BOOKED})
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_number() -> str:
    """A fresh pseudonym, such as E-7K3QX; nothing follows from it."""
    return "E-" + "".join(secrets.choice(ALPHABET) for _ in range(5))


def mark(request: InterpreterRequest) -> Claim:
    """What every choice of a request claims; later than any of them, so that it stays as long as they do."""
    return Claim(resource=request.id, slot=slots(request.start + WINDOW, request.start + WINDOW).start)


def own_claims(request: InterpreterRequest, file: UUID, start: datetime) -> tuple[Claim, ...]:
    """What a booking claims in the end: the interpreter's time, and the mark of the request."""
    return (*claims(file, start, start + (request.end - request.start)), mark(request))


def choice_claims(
    request: InterpreterRequest, appointment: Appointment, file: UUID, start: datetime
) -> tuple[Claim, ...]:
    """What accepting claims at once: for another start also the people and rooms, as far as they have it not yet."""
    own = own_claims(request, file, start)
    if start == appointment.start:
        return own
    has = set(wanted(appointment))
    moved = wanted(at_start(appointment, start))
    return own + tuple(claim for claim in moved if claim not in has)


def at_start(appointment: Appointment, start: datetime) -> Appointment:
    """An appointment moved to another start; of a series it goes its own way then."""
    if start == appointment.start:
        return appointment
    end = start + (appointment.end - appointment.start)
    is_untold = appointment.is_untold or appointment.remind is not RemindBy.NONE
    return replace(
        appointment, start=start, end=end, is_apart=appointment.series is not None, is_untold=is_untold
    )


def may_move(appointment: Appointment) -> bool:
    """Whether another start can be offered: others do not depend on it."""
    return appointment.kind_of is AppointmentKind.SINGLE


def is_taken(look: Work, booking: UUID, times: Iterable[Claim]) -> bool:
    """Whether another booking has one of these times now; the unit of work must not be committed after that."""
    try:
        look.claim(booking, times)
    except TimeTaken:
        return True
    return False


def shown(request: InterpreterRequest, file: InterpreterFile, offer: Offer, *, has_program: bool) -> Shown:
    """What one interpreter sees, by the same slice that is sent."""
    seen = _slice(request, offer, file)
    return Shown(
        interpreter=file.id,
        name=file.name,
        has_program=has_program,
        number=seen.number,
        language=seen.language,
        dialect=seen.dialect,
        mode=seen.mode,
        place=seen.place,
        zone=seen.zone,
        gender=seen.gender,
        setting=seen.setting,
        times=tuple((choice.start, choice.end) for choice in seen.choices),
    )


def give_offer(
    work: Work,
    request: InterpreterRequest,
    appointment: Appointment,
    offer: Offer,
    *,
    file: InterpreterFile,
) -> Offer:
    """Show a request to an interpreter with the program; returns the offer with the epoch of its claims."""
    times = {start: choice_claims(request, appointment, file.id, start) for start in offer.starts}
    sealed = _slice(request, offer, file, times=times, work=work)
    work.give(sealed)
    epochs = {claim.epoch for choice in sealed.choices for claim in choice.claims}
    return replace(offer, epoch=max(epochs, default=0))


def give_booked(
    work: Work,
    request: InterpreterRequest,
    file: InterpreterFile,
    offer: Offer,
    *,
    worked: WorkedTime | None = None,
    is_cancelled: bool = False,
) -> None:
    """Show a booking to an interpreter with the program, in place of the offer."""
    from beratung.appointments.timesheet import as_line

    if file.user is None or offer.is_by_phone:
        return
    work.give(
        BookedTime(
            id=offer.slice,
            to=file.user,
            number=offer.number,
            start=request.start,
            end=request.end,
            zone=request.zone,
            language=request.language,
            dialect=request.dialect,
            mode=request.mode,
            place="" if is_cancelled else request.place,
            link="" if is_cancelled else request.link,
            setting=request.setting,
            is_cancelled=is_cancelled,
            token=uuid4(),
            line=as_line(worked) if worked is not None else None,
            sheet=worked.id if worked is not None and worked.is_confirmed else None,
        )
    )


def take_back(work: Work, offer: Offer) -> None:
    """Take a slice back and give the claimed times back; what is gone already is no fault."""
    work.release(offer.slice)
    if not offer.is_by_phone:
        with suppress(NotFound):
            work.withdraw(offer.slice)


def withdrawn(
    work: Work, request: InterpreterRequest, keep: UUID | None = None, *, only: frozenset[UUID] | None = None
) -> InterpreterRequest:
    """Take back every offer that waits but one; ``only`` limits it to some interpreters."""
    offers = []
    for offer in request.offers:
        is_meant = only is None or offer.interpreter in only
        if offer.state in WAITING and offer.slice != keep and is_meant:
            take_back(work, offer)
            offers.append(replace(offer, state=OfferState.WITHDRAWN, epoch=0))
        else:
            offers.append(offer)
    return with_state(replace(request, offers=tuple(offers)))


def with_state(request: InterpreterRequest) -> InterpreterRequest:
    """A request with the state that follows from its offers, unless it is over or was given up."""
    if request.state not in {RequestState.OPEN, RequestState.OFFERED}:
        return request
    waits = any(offer.state in WAITING for offer in request.offers)
    return replace(request, state=RequestState.OFFERED if waits else RequestState.OPEN)


def changed_offer(request: InterpreterRequest, offer: Offer) -> InterpreterRequest:
    """A request with one offer replaced."""
    offers = tuple(offer if other.slice == offer.slice else other for other in request.offers)
    return replace(request, offers=offers)


def offer_of(request: InterpreterRequest, interpreter: UUID, *states: OfferState) -> Offer | None:
    """The newest offer to an interpreter in one of these states."""
    found = [o for o in request.offers if o.interpreter == interpreter and (not states or o.state in states)]
    return found[-1] if found else None


def book(
    work: Work,
    request: InterpreterRequest,
    appointment: Appointment,
    offer: Offer,
    *,
    file: InterpreterFile,
    start: datetime,
    now: datetime,
    cost_cents: int | None = None,
) -> InterpreterRequest:
    """Book who accepted: claim the time, move the appointment where need be, take the other offers back.

    Raises:
        TimeTaken: the time or the request is somebody else's.
    """
    moved = at_start(appointment, start)
    work.release(offer.slice)
    if moved is not appointment:
        work.release(appointment.booking)
        moved = replace(moved, booked_under=uuid4())
        work.claim(moved.booking, wanted(moved))
    booked = replace(request, start=start, end=start + (request.end - request.start), starts=())
    work.claim(offer.slice, (*claims(file.id, booked.start, booked.end), mark(request)))
    if moved is not appointment:
        work.put(moved)
    agreed = tuple(dict.fromkeys((*offer.agreed, start)))
    won = replace(
        offer, state=OfferState.ACCEPTED, answered_at=now, agreed=agreed, decline=None, proposed=(), epoch=1
    )
    known = any(other.slice == offer.slice for other in request.offers)
    booked = changed_offer(booked, won) if known else replace(booked, offers=(*booked.offers, won))
    booked = withdrawn(work, booked, won.slice)
    booked = replace(booked, state=RequestState.BOOKED, interpreter=file.id, cost_cents=cost_cents)
    give_booked(work, booked, file, won)
    return booked


def _slice(
    request: InterpreterRequest,
    offer: Offer,
    file: InterpreterFile,
    *,
    times: Mapping[datetime, tuple[Claim, ...]] | None = None,
    work: Work | None = None,
) -> OfferedRequest:
    """All that an interpreter sees; no name, no case, no reason, nothing that two requests have in common."""
    length = request.end - request.start
    choices = tuple(
        Choice(
            start=start,
            end=start + length,
            claims=work.seal_claims(times[start]) if work is not None and times is not None else (),
        )
        for start in offer.starts
    )
    return OfferedRequest(
        id=offer.slice,
        to=file.user or offer.slice,
        number=offer.number,
        language=request.language,
        dialect=request.dialect,
        mode=request.mode,
        place=request.place,
        zone=request.zone,
        gender=request.gender,
        setting=request.setting,
        choices=choices,
        answer_by=offer.answer_by,
        token=uuid4(),
        proposed=offer.proposed,
    )
