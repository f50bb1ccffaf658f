# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Turns the requests of a week into an instance for the planner, and its plan back into words. Pure.

The planner knows few rules; whatever else keeps somebody from a request is told to it as an exclusion, and the words
for who was not served are those of this room's own rules.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from math import cos, radians
from typing import NamedTuple
from uuid import UUID

from beratung.appointments.availability import joined
from beratung.appointments.rules import level_of
from beratung.appointments.travel import SPEED_KMH, centre_of, place_asked, place_of, travel_minutes
from beratung.domain.errors import N_
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterKind,
    InterpreterRequest,
    Offer,
    OfferState,
)
from beratung.domain.interpreting_views import (
    Candidate,
    Fallback,
    Fit,
    HardRule,
    House,
    LeftOut,
    PlannedJob,
    Reason,
    WeekPlan,
)
from beratung.domain.known_places import KnownPlace
from beratung.domain.planning import Assignment, Instance, Interpreter, Mode, Plan, Request, Unserved

SLOT_SECONDS = 15 * 60
_NO_LIMIT = 7 * 24 * 3600
_KM_A_DEGREE = 111.19
_WAITING = frozenset({OfferState.SENT, OfferState.PROPOSED})
_Reason = tuple[HardRule | None, str, tuple[tuple[str, str | int], ...]]
TAKEN = N_("Would fit, but is needed for other requests at these times.")
NO_HOURS_LEFT = N_("Has no hours left once the other requests are served.")


class Wanted(NamedTuple):
    """A request of the week with everybody's fit; ``fixed`` is the interpreter who is booked already."""

    request: InterpreterRequest
    candidates: Mapping[UUID, Candidate]
    client_name: str
    fixed: UUID | None = None


class Week(NamedTuple):
    """All that planning a week needs."""

    week: str
    house: House
    files: tuple[InterpreterFile, ...]
    """Active people, no outside services."""
    pools: tuple[InterpreterFile, ...]
    wanted: tuple[Wanted, ...]
    has_program: frozenset[UUID]


def instance_of(week: Week) -> Instance:
    """The week as the planner reads it: ids and numbers, no name."""
    return Instance(
        slot_seconds=SLOT_SECONDS,
        speed_kmh=float(SPEED_KMH),
        interpreters=tuple(_interpreter(file, week) for file in week.files),
        requests=tuple(_request(entry, week) for entry in week.wanted),
        confirmed=tuple(
            Assignment(str(entry.request.id), str(entry.fixed), _seconds(entry.request.start))
            for entry in week.wanted
            if entry.fixed is not None
        ),
        proposed=tuple(_proposed(week)),
    )


def read_plan(plan: Plan, week: Week) -> WeekPlan:
    """The plan in words."""
    wanted = {str(entry.request.id): entry for entry in week.wanted}
    files = {str(file.id): file for file in week.files}
    offered = {(job.request, job.interpreter, job.start) for job in _proposed(week)}
    jobs = []
    for job in plan.assignments:
        entry, file = wanted[job.request], files[job.interpreter]
        start = datetime.fromtimestamp(job.start, UTC)
        jobs.append(
            PlannedJob(
                request=entry.request.id,
                interpreter=file.id,
                interpreter_name=file.name,
                client_name=entry.client_name,
                language=entry.request.language,
                start=start,
                end=start + (entry.request.end - entry.request.start),
                zone=entry.request.zone,
                is_fixed=entry.fixed is not None,
                is_kept=tuple(job) in offered,
                is_moved=start != entry.request.start,
                is_previous=entry.request.previous == file.id,
                by_phone=file.id not in week.has_program,
            )
        )
    unknown = sum(
        _is_way_unknown(wanted[job.request].request, files[job.interpreter], week) for job in plan.assignments
    )
    return WeekPlan(
        week=week.week,
        jobs=tuple(sorted(jobs, key=lambda job: (job.start, job.request))),
        left_out=tuple(left_out(entry, wanted[entry.request], week) for entry in plan.unserved),
        requests=len(week.wanted),
        served=plan.score.served,
        most=plan.most,
        priorities=plan.score.priorities,
        kept=plan.score.kept,
        previous=plan.score.previous,
        travel_km=None if unknown else round(-plan.score.travel_km, 1),
        unknown_ways=unknown,
        is_proven=plan.is_proven,
        is_stopped=plan.is_stopped,
        seconds=plan.seconds,
    )


def left_out(unserved: Unserved, entry: Wanted, week: Week) -> LeftOut:
    """Why a request is not served: for each interpreter the first rule against it, counted; then outside services."""
    counts: dict[_Reason, int] = {}
    for file in week.files:
        key = _reason(entry.candidates[file.id], unserved)
        counts[key] = counts.get(key, 0) + 1
    order = list(HardRule)
    why = [
        Reason(rule=rule, count=count, words=words, details=dict(details))
        for (rule, words, details), count in counts.items()
    ]
    why.sort(
        key=lambda reason: (len(order) if reason.rule is None else order.index(reason.rule), -reason.count)
    )
    request = entry.request
    return LeftOut(
        request=request.id,
        client_name=entry.client_name,
        language=request.language,
        start=request.start,
        end=request.end,
        zone=request.zone,
        why=tuple(why),
        fallbacks=tuple(fallbacks(entry, week.pools)),
    )


def _reason(one: Candidate, unserved: Unserved) -> _Reason:
    if one.fit is Fit.NOT:
        check = one.against[0]
        return (check.rule, check.words, tuple(sorted(check.details.items())))
    return (None, TAKEN if unserved.blocked_by else NO_HOURS_LEFT, ())


def fallbacks(entry: Wanted, pools: Iterable[InterpreterFile]) -> list[Fallback]:
    """The outside services that could serve a request, with their cost as far as it is known; the cheapest first."""
    found = []
    for pool in pools:
        one = entry.candidates[pool.id]
        if one.fit is not Fit.NOT:
            found.append(
                Fallback(
                    pool=pool.id,
                    name=pool.name,
                    fit=one.fit,
                    cost_cents=one.cost_cents,
                    unknown=one.unknown,
                    source=pool.source,
                )
            )
    return sorted(found, key=lambda one: (one.cost_cents is None, one.cost_cents or 0, one.name, one.pool))


def _interpreter(file: InterpreterFile, week: Week) -> Interpreter:
    """Available is when a job of the week would do for him: what he is booked for unseen is left out so."""
    free = [
        (start, start + (entry.request.end - entry.request.start))
        for entry in week.wanted
        for start in entry.candidates[file.id].starts
        if entry.candidates[file.id].fit is not Fit.NOT
    ]
    excluded = {
        str(entry.request.id)
        for entry in week.wanted
        if entry.fixed is None and entry.candidates[file.id].fit is Fit.NOT
    }
    return Interpreter(
        id=str(file.id),
        languages={entry.code: max(1, level_of(entry.level)) for entry in file.languages},
        gender=file.gender.value if file.gender is not None else None,
        modes=frozenset(file.modes or tuple(Mode)),
        place=_point(place_of(file.municipality, week.house), file.travel_minutes, week.house),
        available=tuple((_seconds(start), _seconds(end)) for start, end in joined(free)),
        max_seconds=file.max_hours * 3600 if file.max_hours is not None else _NO_LIMIT,
        has_pledge=file.pledged_on is not None,
        excluded_clients=frozenset(excluded),
    )


def _request(entry: Wanted, week: Week) -> Request:
    """Level, gender and the rest stand in the exclusions already; what is left to the planner is time and place."""
    request = entry.request
    starts = {request.start} if entry.fixed is not None else _starts(entry)
    return Request(
        id=str(request.id),
        client=str(request.id),
        language=request.language,
        min_level=1,
        gender=None,
        mode=request.mode,
        place=_point(place_asked(request, week.house), None, week.house),
        seconds=int((request.end - request.start).total_seconds()),
        starts=tuple(sorted(_seconds(start) for start in starts)),
        priority=request.priority,
        previous=str(request.previous) if request.previous is not None and request.same_person else None,
    )


def _starts(entry: Wanted) -> set[datetime]:
    """Every start that does for somebody who fits and belongs to the week."""
    return {
        start
        for one in entry.candidates.values()
        if one.fit is not Fit.NOT and one.interpreter.kind_of is InterpreterKind.PERSON
        for start in one.starts
    }


def _proposed(week: Week) -> list[Assignment]:
    """What waits for an answer, so that a new plan changes as little as possible of it."""
    people = {file.id for file in week.files}
    found = []
    for entry in week.wanted:
        waiting: list[Offer] = [
            offer
            for offer in entry.request.offers
            if offer.state in _WAITING and offer.interpreter in people and offer.starts
        ]
        if entry.fixed is None and waiting:
            first = waiting[0]
            found.append(Assignment(str(entry.request.id), str(first.interpreter), _seconds(first.starts[0])))
    return found


def _point(place: KnownPlace | None, minutes: int | None, house: House) -> tuple[float, float]:
    """Km from the centre. Where only the minutes to the centre are known, that far away; where nothing is, nought."""
    centre = centre_of(house)
    if place is not None and centre is not None:
        east = (place.longitude - centre.longitude) * _KM_A_DEGREE * cos(radians(centre.latitude))
        return (east, (place.latitude - centre.latitude) * _KM_A_DEGREE)
    if minutes is not None:
        return (minutes / 60 * SPEED_KMH, 0.0)
    return (0.0, 0.0)


def _is_way_unknown(request: InterpreterRequest, file: InterpreterFile, week: Week) -> bool:
    return request.mode is Mode.SITE and travel_minutes(file, request, week.house) is None


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def first_day(week: str) -> date | None:
    """The Monday of an ISO week such as 2026-W48, None where the calendar has none."""
    try:
        year, number = week.split("-W")
        if len(year) != 4 or len(number) != 2:
            return None
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return None
