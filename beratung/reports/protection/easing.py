# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What earlier releases leave to hide of new numbers. Pure.

A year of 60 of which 59 were published by quarters lies between 60 and 62 for every reader, whatever is hidden now.
That its number of events should be open by a fifth cannot be had any more, and nobody's secret depends on it: the
number is large. So a large new number that is hidden beside must only span what can still be had with everything
new hidden, and never less than the threshold asks. One that is closer than that already is public and is not hidden.
What small numbers need, and what earlier releases promised, stays as it is.
"""

import msgspec
import numpy as np

from beratung.reports.protection.attacker import Attack, Model
from beratung.reports.protection.needs import NEAR, Needs
from beratung.reports.protection.problem import Problem
from beratung.reports.protection.reckoning import Clock


def eased(problem: Problem, clock: Clock) -> Problem:
    """The problem with spans that can still be had, where something was released before."""
    if not problem.fixed and not problem.bound:
        return problem
    model = Model(problem, has_joint=False)
    while True:
        spans, vain = _found(problem, model, clock)
        problem = msgspec.structs.replace(
            problem, eased={**problem.eased, **spans}, vain=problem.vain | frozenset(vain)
        )
        if not vain:
            return problem


def _found(problem: Problem, model: Model, clock: Clock) -> tuple[dict[int, int], list[int]]:
    """Spans of cells with less room than they should have, and cells with too little to be worth hiding."""
    candidate = problem.candidates()
    attack = Attack(model, problem.always() | candidate, clock=clock)
    needs = Needs.of(problem)
    floors = problem.thresholds - 1
    spans, vain = {}, []
    for cell in (int(place) for place in np.flatnonzero(candidate)):
        clock.look()
        least = max(int(floors[cell]), problem.spans.get(cell, 0))
        if not _is_close(attack, cell, int(needs.span[cell])):
            continue
        room = _room(attack, cell)
        if room < least:
            vain.append(cell)
        elif room < needs.span[cell]:
            spans[cell] = room
    return spans, vain


def _is_close(attack: Attack, cell: int, span: int) -> bool:
    """Whether a cell has less room than that, over the reals."""
    above = attack.extreme({cell: 1.0})[1]
    below = -attack.extreme({cell: -1.0})[1]
    return above - below < span - NEAR


def _room(attack: Attack, cell: int) -> int:
    """How far apart the values of a cell are in whole tables other than the true one."""
    high, low = attack.furthest(cell, 1), attack.furthest(cell, -1)
    while low < high and attack.whole(cell, at_least=high) is None:
        high -= 1
    while low < high and attack.whole(cell, at_most=low) is None:
        low += 1
    return high - low
