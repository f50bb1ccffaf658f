# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of the service that plans a week: a proposal with reasons, and what a person confirmed of it."""

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from beratung.appointments.interpreter_room import LAST_WEEK, replace
from beratung.appointments.interpreting_errors import DoesNotFit, NoSuchWeek, NoTimeLeft, RequestClosed
from beratung.appointments.offering import WAITING
from beratung.appointments.request_desk import RequestDesk
from beratung.appointments.requests import appointment_of
from beratung.appointments.rules import candidate
from beratung.appointments.week_plan import Wanted, Week, first_day, instance_of, read_plan
from beratung.domain.errors import NotFound, RecordConflict, TimeTaken
from beratung.domain.interpreting import InterpreterFile, InterpreterKind, InterpreterRequest, RequestState
from beratung.domain.interpreting_views import Applied, Candidate, WeekPlan

_PLANNED = frozenset({RequestState.OPEN, RequestState.OFFERED, RequestState.BOOKED})
SECONDS = 20.0
Progress = Callable[[int, int], None]


class PlanDesk(RequestDesk):
    """The planned week."""

    def plan_week(
        self,
        week: str,
        *,
        seconds: float = SECONDS,
        progress: Progress | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> WeekPlan:
        """Propose the best assignment for an ISO week; bookings stay as they are, and nothing is changed.

        Raises:
            NoSuchWeek: the calendar has no such week.
        """
        from beratung.appointments.planning import plan  # the solver is heavy

        ready = self._week(week, progress or _nobody, is_cancelled or _never)
        found = plan(instance_of(ready), seconds=seconds, is_cancelled=is_cancelled)
        return read_plan(found, ready)

    def apply(self, proposal: WeekPlan, chosen: Collection[UUID] | None = None) -> Applied:
        """Do what a person confirmed: offers go out; who works without the program is noted and must be called.

        ``chosen`` are requests of the proposal; None is all of them. Each is decided anew, so what changed
        meanwhile is refused and nothing else with it. An offer of the same is left as it is.
        """
        offered: list[UUID] = []
        to_call: list[UUID] = []
        refused: list[UUID] = []
        for job in proposal.jobs:
            if job.is_fixed or (chosen is not None and job.request not in chosen):
                continue
            try:
                if not job.is_kept:
                    self.offer(job.request, [job.interpreter], starts=(job.start,))
                    self._withdraw_others(job.request, job.interpreter)
                elif self._is_gone(job.request):
                    raise RequestClosed
            except (DoesNotFit, NoTimeLeft, NotFound, RecordConflict, RequestClosed, TimeTaken):
                refused.append(job.request)
            else:
                (to_call if job.by_phone else offered).append(job.request)
        return Applied(offered=tuple(offered), to_call=tuple(to_call), refused=tuple(refused))

    def _withdraw_others(self, request: UUID, interpreter: UUID) -> None:
        with self._records.work() as work:
            found = work.get(InterpreterRequest, request)
        others = {offer.interpreter for offer in found.offers if offer.state in WAITING} - {interpreter}
        if others:
            self.withdraw(request, others)

    def _is_gone(self, request: UUID) -> bool:
        with self._records.work() as work:
            state = work.get(InterpreterRequest, request).state
        return state not in {RequestState.OPEN, RequestState.OFFERED}

    def _week(self, week: str, progress: Progress, is_cancelled: Callable[[], bool]) -> Week:
        first = first_day(week)
        if first is None or week >= LAST_WEEK:
            raise NoSuchWeek(place="week")
        with self._records.work() as work:
            files = [file for file in self._files(work).values() if file.is_active]
            live = [r for r in self._between(work, first, first + timedelta(days=6)) if r.state in _PLANNED]
        people = {file.id for file in files if file.kind_of is InterpreterKind.PERSON}
        now = self._clock.now()
        meant = [
            request
            for request in live
            if (request.state is RequestState.BOOKED and request.interpreter in people)
            or (request.state is not RequestState.BOOKED and max((request.start, *request.starts)) > now)
        ]
        wanted = []
        for number, request in enumerate(sorted(meant, key=lambda request: (request.start, request.id)), 1):
            if is_cancelled():
                break
            wanted.append(self._wanted(request, files))
            progress(number, len(meant))
        return Week(
            week=week,
            house=self._house(),
            files=tuple(file for file in files if file.id in people),
            pools=tuple(file for file in files if file.id not in people),
            wanted=tuple(wanted),
            has_program=frozenset(file.id for file in files if self.desk.has_program(file)),
        )

    def _wanted(self, request: InterpreterRequest, files: list[InterpreterFile]) -> Wanted:
        """One request with everybody's fit."""
        with self._records.work() as work:
            name = self._name(work, request)
            fixed = request.interpreter if request.state is RequestState.BOOKED else None
            usable = replace(request, starts=())
            if fixed is None:
                starts = self._house_starts(work, request, appointment_of(work, request))
                usable = replace(request, starts=tuple(start for start in request.starts if start in starts))
            known = self._situation(work, request)
            ready: dict[UUID, Candidate] = {file.id: candidate(file, usable, known) for file in files}
        return Wanted(request=request, candidates=ready, client_name=name, fixed=fixed)


def _nobody(_done: int, _all: int) -> None:
    return


def _never() -> bool:
    return False
