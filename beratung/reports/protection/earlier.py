# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Cells that an earlier release hid and that nobody counts any more. Pure.

Their counts are unknown to us as they are to a reader. One possible whole table stands in for them; all bounds
are independent of which one it is.
"""

import msgspec
import numpy as np

from beratung.reports.protection.attacker import Attack, Model, TooLarge
from beratung.reports.protection.crowd import Crowd
from beratung.reports.protection.file import Contradiction
from beratung.reports.protection.problem import Problem
from beratung.reports.protection.reckoning import UNLIMITED, Clock
from beratung.solving import SolverFailed


def with_stand_ins(problem: Problem, clock: Clock = UNLIMITED) -> Problem:
    """The problem with a possible count in every cell; raises Contradiction if there is none."""
    if not problem.bound:
        return problem
    bound = ~problem.known()
    table = _any_population(problem, bound, clock)
    if table is None:
        raise Contradiction(place="released")
    counts = np.where(bound, table[: len(problem.keys)].astype(np.int64), problem.counts)
    return msgspec.structs.replace(problem, counts=counts)


def _any_population(problem: Problem, unknown: np.ndarray, clock: Clock) -> np.ndarray | None:
    try:
        return Attack(Model(problem), unknown, clock=clock).any_population()
    except (TooLarge, SolverFailed):
        found = Crowd(problem, clock).any_population()
        if found is None:
            raise
        return found[0]
