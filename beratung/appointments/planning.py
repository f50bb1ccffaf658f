# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The best week: which interpreter takes which request, and when. Pure: it knows no centre and no clock.

Aims, one after the other: most requests served; highest sum of priorities; fewest changes of an earlier
proposal; most requests with the interpreter of before; shortest travel. A quick plan is made first, and
nothing worse than it is ever returned.
"""

import time
from collections import Counter
from collections.abc import Callable

from beratung.appointments.planning_check import faults
from beratung.appointments.planning_greedy import Week, greedy
from beratung.appointments.planning_model import Model
from beratung.appointments.planning_rules import Choice, Rules
from beratung.domain.planning import Instance, Plan, Rule, Unserved
from beratung.solving import SolverFailed

SECONDS = 20.0


def plan(
    instance: Instance, *, seconds: float = SECONDS, is_cancelled: Callable[[], bool] | None = None
) -> Plan:
    """Plan a week; stops after so many seconds with the best that was found by then.

    Raises:
        SolverFailed: the plan breaks a rule, found by code that had no part in making it.
    """
    began = time.monotonic()
    rules = Rules(instance)
    chosen = greedy(rules)
    most, is_proven, is_stopped = len({choice.request for choice in rules.choices}), True, False
    if rules.choices:
        model = Model(rules)
        left = max(0.0, seconds - (time.monotonic() - began))
        solved = model.solve(chosen, left, is_cancelled or _never)
        chosen, most = solved.chosen, solved.most
        is_proven, is_stopped = solved.is_proven, solved.is_stopped
    chosen = sorted(chosen)
    found = Plan(
        assignments=tuple(map(rules.assignment, chosen)),
        unserved=_unserved(rules, chosen),
        score=rules.score(chosen),
        most=max(most, len(chosen)),
        is_proven=is_proven,
        is_stopped=is_stopped,
        seconds=time.monotonic() - began,
    )
    wrong = faults(instance, found)
    if wrong:
        raise SolverFailed(wrong[0])
    return found


def _never() -> bool:
    return False


def _unserved(rules: Rules, chosen: list[Choice]) -> tuple[Unserved, ...]:
    """Every request that is left out, with the rule that keeps each interpreter from it."""
    week = Week(rules, chosen)
    found = []
    for place, request in enumerate(rules.instance.requests):
        if place in week.of:
            continue
        reasons = dict(rules.why[place])
        blocked: set[str] = set()
        for choice in (choice for choice in rules.choices if choice.request == place):
            jobs = week.in_the_way(choice)
            blocked.update(rules.instance.requests[job.request].id for job in jobs)
            reasons[choice.interpreter] = Rule.TAKEN if jobs else reasons.get(choice.interpreter, Rule.HOURS)
        counts = Counter(reasons.values())
        found.append(
            Unserved(
                request=request.id,
                rules=tuple((rule, counts[rule]) for rule in Rule if counts[rule]),
                blocked_by=tuple(sorted(blocked)),
            )
        )
    return tuple(found)
