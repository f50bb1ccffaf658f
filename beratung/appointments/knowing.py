# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Gathers what the rules ask for: exclusions, refusals, absences, hours, and who is free by the database's word."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from beratung.appointments.availability import Span
from beratung.appointments.diary import wanted
from beratung.appointments.interpreter_files import excluded_from
from beratung.appointments.interpreter_room import Room, booked_minutes, monday
from beratung.appointments.offering import WAITING, at_start, is_taken, offer_of, own_claims
from beratung.appointments.rules import Situation
from beratung.domain.appointments import Absence, Appointment
from beratung.domain.interpreting import (
    DeclineReason,
    InterpreterFile,
    InterpreterRequest,
    OfferState,
)
from beratung.domain.work import Work

_WEEKS_BEFORE = timedelta(weeks=8)


class Knowing(Room):
    """What the rules ask for."""

    def _situation(self, work: Work, request: InterpreterRequest) -> Situation:
        """Everything that the rules ask for; they look through this unit of work, which must not be committed."""
        first = monday(request.start, request.zone)
        around = self._between(work, first - _WEEKS_BEFORE, first + timedelta(days=6))
        week = [other for other in around if monday(other.start, other.zone) == first]
        away: dict[UUID, tuple[Span, ...]] = {}
        for absence in work.all(Absence):
            away[absence.of] = (*away.get(absence.of, ()), (absence.start, absence.end))
        return Situation(
            today=self._clock.today(),
            now=self._clock.now(),
            house=self._house(),
            excluded=excluded_from(work, request),
            declined=_declined(work, request),
            away=away,
            minutes=booked_minutes(other for other in week if other.id != request.id),
            load=booked_minutes(other for other in around if other.id != request.id),
            is_free=lambda file, start: _is_free(work, request, file, start),
        )

    @staticmethod
    def _house_starts(
        look: Work, request: InterpreterRequest, appointment: Appointment
    ) -> frozenset[datetime]:
        """The starts at which the people and rooms of the appointment are free, the present one among them."""
        found = {request.start}
        for start in request.starts:
            times = wanted(at_start(appointment, start))
            if not is_taken(look, appointment.booking, times):
                found.add(start)
        return frozenset(found)


def _is_free(look: Work, request: InterpreterRequest, file: InterpreterFile, start: datetime) -> bool:
    """Whether the database would let him be booked; what he holds for this request himself does not count."""
    offer = offer_of(request, file.id, *WAITING, OfferState.ACCEPTED)
    times = own_claims(request, file.id, start)[:-1]
    return not is_taken(look, offer.slice if offer is not None else uuid4(), times)


def _declined(work: Work, request: InterpreterRequest) -> dict[UUID, DeclineReason | None]:
    """Who declined this request, or said of any other that he may know the client."""
    found: dict[UUID, DeclineReason | None] = {}
    for other in work.all(InterpreterRequest, request.subject):
        for offer in other.offers:
            is_known = offer.decline is DeclineReason.KNOWN
            if offer.state is OfferState.DECLINED and (is_known or other.id == request.id):
                found[offer.interpreter] = offer.decline if is_known else found.get(offer.interpreter)
    return found
