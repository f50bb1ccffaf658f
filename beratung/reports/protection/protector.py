# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Hides the fewest further cells so that no hidden one can be reckoned back, and proves that it is the fewest.

Which cells to hide is a covering problem whose rows are found as they are needed: each time a reader could
reckon too much, the duals of his reckoning say of which cells one must be hidden. (Fischetti and Salazar,
Solving the cell suppression problem on tabular data with linear constraints, 2001.) Where that does not come
to an end within the budget, a quick plan does. The budget counts rounds and nodes, never seconds, so that the
outcome is the same everywhere.

A set is safe only if it can be shown so without the true table. In tiny tables that may take more cells than
the readers alone would; then the fewest are not claimed.
"""

import math
from collections.abc import Callable

import msgspec
import numpy as np

from beratung.reports.protection.cover import Cover
from beratung.reports.protection.needs import Found
from beratung.reports.protection.problem import Problem
from beratung.reports.protection.reader import Reader
from beratung.reports.protection.reckoning import Ending, Paused
from beratung.reports.protection.repair import CannotRepair, Repair
from beratung.reports.protection.witnesses import chosen_tables
from beratung.solving import SolverFailed

ROUNDS = 80
PATIENCE = 12
"""Rounds after which a search ends in which the bound does not rise."""
TRIES = 200
WORK = 300_000_000
"""How much the solver does in search of the fewest cells, in steps times columns, before the quick plan."""
PRUNING = 60_000_000
"""How much it does to leave out again what the quick plan hides for nothing."""
Progress = Callable[[int, int], None]


class Pattern(msgspec.Struct, frozen=True):
    """Which cells are hidden, the whole tables that show them safe, and how good that is."""

    hidden: np.ndarray
    tables: list[np.ndarray]
    lower_bound: int
    is_proven: bool
    is_stopped: bool


class Unprotectable(Exception):
    """Whatever is hidden, these cells stay too clear."""

    def __init__(self, cells: list[int]) -> None:
        super().__init__()
        self.cells = cells


class Protector:
    """One search for the fewest cells.

    Once the ``ending`` has come it takes the quick plan; ``on_round`` hears how many cells are hidden so far and how few
    it may be at best.
    """

    def __init__(
        self,
        problem: Problem,
        ending: Ending | None = None,
        *,
        on_round: Progress | None = None,
    ) -> None:
        self.problem = problem
        self.always = problem.always()
        self.candidate = problem.candidates()
        self._ending = ending or Ending(math.inf, None)
        self.clock = self._ending.clock
        self.reader = Reader(problem, self.candidate, self.clock)
        self.cover = Cover(problem, self.candidate)
        self._on_round = on_round or (lambda _hidden, _least: None)

    def run(self) -> Pattern:
        """Search; raises Unprotectable, or OutOfTime when it was stopped and no plan was at hand soon after."""
        lower, least, idle, is_rough, chosen = 0, -1.0, 0, True, np.zeros(len(self.always), bool)
        self.clock.is_paused = self._ending.is_over
        for _ in range(ROUNDS):
            choice = self.cover.cheapest(is_rough=is_rough)
            if choice is None:
                raise Unprotectable(self.cover.blamed())
            idle = 0 if choice.least > least + 0.4 else idle + 1
            chosen, least = choice.cells, max(least, choice.least)
            if not any(cut.is_strict for cut in self.cover.cuts):
                lower = max(lower, math.ceil(choice.least - 1e-6))
            self._on_round(int(chosen.sum()), lower)
            if self._ending.is_over() or idle > PATIENCE or self.cover.nodes_left <= 0 or self._is_dear(idle):
                break
            try:
                found, cuts = self.reader.attack(self.always | chosen)
            except Paused:
                break
            if not cuts and (choice.is_exact or not is_rough):
                return self._pattern(found, lower)
            is_rough = bool(cuts)  # among equals the best weights count only when nothing else is left to do
            self.cover.cuts += cuts
        return self._quick(chosen, lower)

    def _is_dear(self, idle: int) -> bool:
        """Whether the search cost all it may, or so much that a bound that does not rise is not waited for."""
        return self.clock.spent > WORK or (self.clock.spent > WORK // 2 and idle > 2)

    def _quick(self, chosen: np.ndarray, lower: int) -> Pattern:
        """A safe plan from the cheapest choice so far."""
        is_stopped = self._ending.is_over()
        self.clock.is_paused = None
        repair = Repair(self.reader, self.cover.weights)
        try:
            hidden = repair.repaired(self.always | chosen)
        except CannotRepair as failed:
            raise Unprotectable(failed.cells) from failed
        count = int((hidden & ~self.always).sum())
        if (
            self.clock.spent < 2 * WORK or count > 1.1 * lower
        ):  # where all is dear, near the bound is near enough
            hidden = repair.pruned(hidden, self._ending.is_over, TRIES, self.clock.spent + PRUNING)
        found, cuts = self.reader.attack(hidden)
        if cuts:
            raise SolverFailed("pattern")
        return self._pattern(found, lower, is_stopped=is_stopped or self._ending.is_over())

    def _pattern(self, found: Found, lower: int, *, is_stopped: bool = False) -> Pattern:
        hidden = found.attack.hidden
        count = int((hidden & ~self.always).sum())
        return Pattern(
            hidden, chosen_tables(found, self.reader.base()), min(lower, count), lower >= count, is_stopped
        )
