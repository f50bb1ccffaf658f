# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Attacks one set of hidden cells after another, and keeps the tables that it found on the way. Pure.

First comes the reader who looks at the tables alone, since he is quick; only where he finds nothing, the one
who knows that a single population stands behind all of them.
"""

import numpy as np

from beratung.reports.protection.attacker import Attack, Model
from beratung.reports.protection.needs import Cut, Found, Needs, Settled, examine, settle
from beratung.reports.protection.problem import Problem
from beratung.solving import SolverFailed

KEPT = 400
AT_ONCE = 10
"""Cells that are looked into where the reals see nothing."""


class Reader:
    """What readers find out of one problem."""

    def __init__(self, problem: Problem, candidate: np.ndarray) -> None:
        self.problem = problem
        self.candidate = candidate
        self.always = problem.always()
        self.needs = Needs.of(problem)
        self.model = Model(problem, has_joint=False)
        whole = Model(problem)
        self.whole = whole if whole.joints else None
        self._known: list[np.ndarray] = []
        self._base: np.ndarray | None = None
        self._populations: list[np.ndarray] = []

    def attack(self, hidden: np.ndarray) -> tuple[Found, list[Cut]]:
        """Everything that readers find out, as cuts; none if whole tables show every hidden cell safe."""
        found, cuts = self.of_tables(hidden)
        if not cuts and self.whole is not None:
            found, cuts = self._of_population(hidden, found)
        return found, cuts

    def of_tables(self, hidden: np.ndarray) -> tuple[Found, list[Cut]]:
        """What the reader of the tables alone finds out."""
        found = Found(Attack(self.model, hidden), self.needs, self._known)
        _spread(found)
        cuts = self._cuts(found)
        self._known = (found.tables + self._known)[:KEPT]
        return found, cuts

    def is_safe(self, hidden: np.ndarray) -> bool:
        """Whether the reader of the tables alone finds nothing; stops at the first find."""
        found = Found(Attack(self.model, hidden), self.needs, self._known)
        is_safe = all(self.is_met(found, cell) for cell in found.targets)
        self._known = (found.tables + self._known)[:KEPT]
        return is_safe

    def is_met(self, found: Found, cell: int) -> bool:
        """Whether whole tables show a cell safe."""
        return found.is_met(cell) or (not examine(found, cell, self.always) and settle(found, cell).is_met)

    def _cuts(self, found: Found) -> list[Cut]:
        """Where the reals forbid what a cell needs; else where whole numbers do."""
        cuts: list[Cut] = []
        for cell in found.targets:
            if not found.is_met(cell):
                cuts += examine(found, cell, self.always)
        if cuts:
            return cuts
        for cell in found.targets:
            settled = settle(found, cell) if not found.is_met(cell) else Settled(is_met=True)
            if not settled.is_met:
                cuts.append(self._outside(found, cell, is_strict=settled.is_strict))
                if len(cuts) >= AT_ONCE:
                    break
        return cuts

    def _of_population(self, hidden: np.ndarray, margins: Found) -> tuple[Found, list[Cut]]:
        """The same for a reader who also knows that one population stands behind all tables."""
        attack = Attack(self.whole or self.model, hidden)
        found = Found(attack, self.needs, self._populations)
        cells = len(self.problem.keys)
        for table in chosen_tables(margins):
            if _is_new(found, table):
                population = attack.completed(table[:cells], self._population())
                if population is not None:
                    found.learn(population)
        cuts = self._cuts(found)
        self._populations = (found.tables + self._populations)[:KEPT]
        return found, cuts

    def _population(self) -> np.ndarray:
        """One population behind the true tables."""
        if self._base is None and self.whole is not None:
            self._base = Attack(self.whole, np.zeros(len(self.candidate), bool)).any_population()
        if self._base is None:
            raise SolverFailed("population")
        return self._base

    def _outside(self, found: Found, cell: int, *, is_strict: bool) -> Cut:
        """No set within the one that was tried is safe: at least one cell outside it must be hidden."""
        outside = np.flatnonzero(self.candidate & ~found.attack.hidden)
        return Cut({int(at): 1.0 for at in outside}, cell, bool(self.always[cell]), is_strict)


def _spread(found: Found) -> None:
    """A few tables that move many cells at once."""
    for sign in (1.0, -1.0):
        table, _ = found.attack.extreme(dict.fromkeys(found.targets, sign))
        found.learn(table)


def _is_new(found: Found, table: np.ndarray) -> bool:
    """Whether a table would show a cell safer than it is known to be, where that is still needed."""
    cells = np.array([cell for cell in found.targets if not found.is_met(cell)], np.int64)
    values = table[cells]
    return bool(((values > found.high[cells]) | (values < found.low[cells])).any())


def chosen_tables(found: Found) -> list[np.ndarray]:
    """A few of the tables that were found, enough to show every cell safe that all of them show safe.

    The one that helps most cells comes first; of equals, the one that was found first.
    """
    needs, count = found.needs, len(found.high)
    targets = np.array(found.targets, np.int64)
    if not found.tables or not len(targets):
        return []
    cells = np.array([table[:count][targets] for table in found.tables])
    wanted_low = np.minimum(
        needs.low[targets], np.maximum(found.low[targets], found.high[targets] - needs.span[targets])
    )
    wanted_high = np.maximum(needs.high[targets], wanted_low + needs.span[targets])
    wanted_high = np.minimum(found.high[targets], wanted_high)
    reaches_high, reaches_low = cells >= wanted_high, cells <= wanted_low
    open_high, open_low = np.ones(len(targets), bool), np.ones(len(targets), bool)
    chosen: list[np.ndarray] = []
    while True:
        gains = reaches_high[:, open_high].sum(1) + reaches_low[:, open_low].sum(1)
        best = int(gains.argmax())
        if not gains[best]:
            return chosen
        chosen.append(found.tables[best])
        open_high &= ~reaches_high[best]
        open_low &= ~reaches_low[best]
