# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Attacks one set of hidden cells after another, and keeps the tables that it found on the way. Pure.

First comes the reader who looks at the tables alone, since he is quick; only where he finds nothing, the one
who knows that a single population stands behind all of them.
"""

import msgspec
import numpy as np

from beratung.reports.protection.attacker import MOST_JOINT, Attack, Model, TooLarge
from beratung.reports.protection.crowd import Crowd, People
from beratung.reports.protection.moves import Moves, way_of, widely_moved
from beratung.reports.protection.needs import NEAR, Cut, Found, Needs, Settled, examine, settle
from beratung.reports.protection.problem import Problem
from beratung.reports.protection.reckoning import UNLIMITED, Clock
from beratung.solving import SolverFailed

KEPT = 400
AT_ONCE = 10
"""Cells that are looked into where the reals see nothing."""
FEW = 12
"""Cells that are better looked at one by one."""
SEVERAL = 40
"""Cells that are better looked at together, where every kind of people counts."""
WIDELY = 120
"""Searches for tables that move many cells at once."""
REMEMBERED = 4_000_000
"""Numbers in tables over the reals that are kept for the next set of hidden cells."""


class Reader:
    """What readers find out of one problem."""

    def __init__(self, problem: Problem, candidate: np.ndarray, clock: Clock = UNLIMITED) -> None:
        self.problem = problem
        self.candidate = candidate
        self.clock = clock
        self.always = problem.always()
        self.needs = Needs.of(problem)
        self.model = Model(problem, has_joint=False)
        self.whole, self._crowd = self._people_behind()
        self._is_exact = self.whole is not None
        self._known: list[np.ndarray] = []
        self._seen: list[np.ndarray] = []
        self._base: np.ndarray | None = None
        self._populations: list[np.ndarray] = []
        self._people: People | None = None
        self._peopled: list[tuple[np.ndarray, People]] = []

    def _people_behind(self) -> tuple[Model | None, Crowd | None]:
        """All kinds of people behind the tables, unless those are too many; and a crowd, to find some of them fast."""
        try:
            whole = Model(self.problem)
        except TooLarge:
            return None, Crowd(self.problem, self.clock, is_settled=True)
        if not whole.joints:
            return None, None
        is_coupled = whole.slack < whole.columns
        return whole, None if is_coupled else Crowd(self.problem, self.clock, is_settled=True)

    def base(self) -> np.ndarray:
        """The true table, with people behind it where several tables are about the same ones."""
        if self.whole is None:
            return self.problem.counts
        return self._population() if self._base is None else self._base

    def attack(self, hidden: np.ndarray) -> tuple[Found, list[Cut]]:
        """Everything that readers find out, as cuts; none if whole tables show every hidden cell safe."""
        found, cuts = self.of_tables(hidden)
        if not cuts and self._crowd is not None:
            found, cuts = self._of_crowd(self._crowd, found)
        elif not cuts and self.whole is not None:
            found, cuts = self._of_population(hidden, self._populations)
        return found, cuts

    def of_tables(self, hidden: np.ndarray) -> tuple[Found, list[Cut]]:
        """What the reader of the tables alone finds out."""
        attack = Attack(self.model, hidden, clock=self.clock)
        found = Found(attack, self.needs, self._known)
        _spread(found)
        cuts = self._examined(found)
        if not cuts:
            self._search(found, self.problem.counts)
            cuts = self._settled(found)
        self._known = (found.tables + self._known)[:KEPT]
        return found, cuts

    def of_reals(self, hidden: np.ndarray) -> list[Cut]:
        """What the reals alone forbid of what hidden cells need."""
        return self._examined(Found(Attack(self.model, hidden, clock=self.clock), self.needs, self._known))

    def is_safe(self, hidden: np.ndarray) -> bool:
        """Whether the reader of the tables alone finds nothing; stops at the first find."""
        found = Found(Attack(self.model, hidden, clock=self.clock), self.needs, self._known)
        moves = Moves(found.attack, self.problem.counts)
        is_safe = all(self._is_shown(found, moves, cell) for cell in found.targets)
        self._known = (found.tables + self._known)[:KEPT]
        return is_safe

    def is_met(self, found: Found, cell: int) -> bool:
        """Whether whole tables show a cell safe."""
        return found.is_met(cell) or (not examine(found, cell, self.always) and settle(found, cell).is_met)

    def _is_shown(self, found: Found, moves: Moves, cell: int) -> bool:
        self.clock.look()
        return _moves_to(found, moves, cell) or self.is_met(found, cell)

    def _examined(self, found: Found) -> list[Cut]:
        """Where the reals forbid what a cell needs."""
        cuts: list[Cut] = []
        low, high = self._remembered(found)
        attack, needs = found.attack, found.needs
        for cell in found.targets:
            span = high[cell] - low[cell]
            is_wide = high[cell] >= needs.high[cell] - NEAR and span >= needs.span[cell] - NEAR
            if is_wide and low[cell] <= needs.low[cell] + NEAR:
                continue  # one of the tables seen so far allows for it
            self.clock.look()
            before = len(attack.seen)
            cuts += examine(found, cell, self.always)
            for table in attack.seen[before:]:
                np.maximum(high, table[: len(high)], out=high)
                np.minimum(low, table[: len(low)], out=low)
        kept = REMEMBERED // max(1, len(self.candidate))
        self._seen = (attack.seen + self._seen)[:kept]
        return cuts

    def _remembered(self, found: Found) -> tuple[np.ndarray, np.ndarray]:
        """The ends of every cell in all tables seen before that still fit."""
        low = np.minimum(found.low, self.problem.counts).astype(float)
        high = np.maximum(found.high, self.problem.counts).astype(float)
        shown = ~found.attack.hidden
        counts = self.problem.counts[shown]
        for table in self._seen:
            if np.abs(table[shown] - counts).max(initial=0.0) <= NEAR:
                np.maximum(high, table, out=high)
                np.minimum(low, table, out=low)
        return low, high

    def _settled(self, found: Found) -> list[Cut]:
        """Where whole numbers forbid what a cell needs."""
        cuts: list[Cut] = []
        for cell in found.targets:
            self.clock.look()
            settled = settle(found, cell) if not found.is_met(cell) else Settled(is_met=True)
            if not settled.is_met:
                cuts.append(self._outside(found, cell, is_strict=settled.is_strict))
                if len(cuts) >= AT_ONCE:
                    break
        return cuts

    def _search(self, found: Found, base: np.ndarray) -> None:
        """Whole tables for as many cells as can be had cheaply: by small steps, then many cells at once."""
        moves = Moves(found.attack, base)
        for cell in found.targets:
            self.clock.look()
            _moves_to(found, moves, cell)
        tries = np.zeros(len(self.candidate))
        for number in range(WIDELY):
            left = [cell for cell in found.targets if not found.is_met(cell)]
            if len(left) <= FEW:
                return
            self.clock.look()
            weights = (0.5 + ((np.arange(len(tries)) * 7_919 + number * 104_729) % 1009) / 1009) / (1 + tries)
            tries[left] += 1
            table = widely_moved(found, left, weights)
            if table is None:
                return
            found.learn(table)

    def _of_population(self, hidden: np.ndarray, known: list[np.ndarray]) -> tuple[Found, list[Cut]]:
        """The same for a reader who also knows that one population stands behind all tables."""
        attack = Attack(self.whole or self.model, hidden, clock=self.clock)
        found = Found(attack, self.needs, known)
        if sum(not found.is_met(cell) for cell in found.targets) > SEVERAL:
            self._search(found, self._population())
        cuts = self._examined_whole(found) or self._settled(found)
        self._populations = (found.tables + self._populations)[:KEPT]
        return found, cuts

    def _of_crowd(self, crowd: Crowd, margins: Found) -> tuple[Found, list[Cut]]:
        """The same where kinds of people are looked for only as tables need them.

        What is found is a whole population; that nothing was found proves nothing, and no bound rests on it.
        """
        counts, hidden = self.problem.counts, margins.attack.hidden
        people = self._crowd_base(crowd)
        if people is None:
            self._crowd = None
            return self._of_population(hidden, self._populations)
        shown = Found(margins.attack, self.needs, [table for table, _ in self._peopled])
        moves = Moves(margins.attack, counts)

        def learn(table: np.ndarray) -> bool:
            self.clock.look()
            steps = {int(cell): int(table[cell] - counts[cell]) for cell in np.flatnonzero(table != counts)}
            behind = crowd.completed(people, steps)
            if behind is not None and shown.learn(table):
                self._peopled.insert(0, (np.rint(table).astype(np.int64), behind))
            return behind is not None

        for cell in shown.targets:
            for _ in range(3):
                way = 0 if shown.is_met(cell) else way_of(shown, cell)
                moved = moves.moved(cell, way) if way else None
                if moved is None or not learn(moved):
                    break
        left = list(margins.tables)
        while (
            left
        ):  # people behind a table that moves many cells are dear: the one that helps most comes first
            unmet = [cell for cell in shown.targets if not shown.is_met(cell)]
            gains = [sum(_helps(shown, table, cell) for cell in unmet) for table in left]
            if not max(gains):
                break
            learn(left.pop(gains.index(max(gains))))
        self._peopled = self._peopled[: 4 * KEPT]
        return self._of_kinds(crowd, people, hidden)

    def _of_kinds(self, crowd: Crowd, people: People, hidden: np.ndarray) -> tuple[Found, list[Cut]]:
        """Look once more, with all kinds of people that were of any use so far; then with every kind if that can be."""
        every = [people, *(behind for _, behind in self._peopled)]
        keys = crowd.keys_of(every)
        vectors = [crowd.vector(table, one, keys) for table, one in self._peopled]
        base = crowd.vector(self.problem.counts, people, keys)
        model = Model(self.problem, kinds=keys)
        found = Found(Attack(model, hidden, clock=self.clock), self.needs, vectors)
        self._search(found, base)
        if self._is_exact and self.whole is not None:
            exact = [joint.keys for joint in self.whole.joints]
            self._base = crowd.moved(base, keys, exact)
            known = [crowd.moved(table, keys, exact) for table in found.tables]
            return self._of_population(hidden, known + self._populations)
        self.whole, self._base = model, base
        cuts = self._settled(found)
        return found, [msgspec.structs.replace(cut, is_strict=True) for cut in cuts]

    def _crowd_base(self, crowd: Crowd) -> People | None:
        """People behind the true tables; None if none were found and every kind can be looked at instead."""
        if self._people is None:
            found = crowd.any_population()
            if found is None and not self._is_exact:
                raise TooLarge(cells=sum(clan.clique.size for clan in crowd.clans), limit=MOST_JOINT)
            self._people = found[1] if found is not None else None
        return self._people

    def _examined_whole(self, found: Found) -> list[Cut]:
        cuts: list[Cut] = []
        for cell in found.targets:
            if not found.is_met(cell):
                self.clock.look()
                cuts += examine(found, cell, self.always)
        return cuts

    def _population(self) -> np.ndarray:
        """One population behind the true tables."""
        if self._base is None and self.whole is not None:
            nothing = np.zeros(len(self.candidate), bool)
            self._base = Attack(self.whole, nothing, clock=self.clock).any_population()
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


def _helps(found: Found, table: np.ndarray, cell: int) -> bool:
    """Whether a table would show a cell safer than it is known to be."""
    return bool(table[cell] > found.high[cell] or table[cell] < found.low[cell])


def _moves_to(found: Found, moves: Moves, cell: int) -> bool:
    """Try small steps until a cell is shown safe."""
    for _ in range(3):
        way = 0 if found.is_met(cell) else way_of(found, cell)
        table = moves.moved(cell, way) if way else None
        if table is None or not found.learn(table):
            break
    return found.is_met(cell)
