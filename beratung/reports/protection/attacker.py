# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a reader can reckon: the least and greatest value of a hidden cell over all whole tables that fit.

The reader knows every published number, how cells add up, that nobody is counted in parts or below zero, and
that all tables come from one population. The relaxation to real numbers bounds him from outside; whole tables
that fit (witnesses) are the proof. A run of the solver that ends otherwise than at its optimum proves nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations, product

import highspy
import msgspec
import numpy as np

from beratung.domain.errors import N_, Refused
from beratung.reports.protection.families import ColumnRow, Columns, coupled, joints_of
from beratung.reports.protection.problem import Clique, Key, Population, Problem
from beratung.reports.protection.reckoning import EXACT, UNLIMITED, Clock, Open, Rows, opened
from beratung.solving import SolverFailed, is_optimal

MOST_JOINT = 5000
"""Cells of joint tables, those left out in which nobody can be, that are modelled exactly."""
MOST_LISTED = 100_000
"""Cells of joint tables among which those in which nobody can be are looked for."""
NODES = 2_000
"""Branches that are looked at for one witness."""
PRIMAL = 4
"""From one question to the next only what is sought changes: the last table stays a good beginning."""
WIDE = 12
"""How many times the greatest number a latent sum over a year can be."""


class Joint(msgspec.Struct, frozen=True):
    """A joint table: the keys of its cells, and the column of the first."""

    clique: Clique
    keys: tuple[Key, ...]
    first: int
    population: Population

    def placed(self) -> Columns:
        """Where its cells are."""
        within = self.population.within
        places = {key - within: self.first + at for at, key in enumerate(self.keys)}
        return Columns(within, self.clique.dimensions, places)


class TooLarge(Refused):
    """More joint cells than are modelled."""

    message = N_(
        "Together these tables allow for %(cells)d kinds of people; at most %(limit)d can be reckoned with. "
        "Please merge categories, or release fewer tables together."
    )


class Model:
    """The equations of a problem; columns are its cells, then, unless left out, the joint cells."""

    def __init__(
        self, problem: Problem, *, has_joint: bool = True, kinds: Sequence[Iterable[Key]] | None = None
    ) -> None:
        self.problem = problem
        self.place = {key: at for at, key in enumerate(problem.keys)}
        self.joints: list[Joint] = []
        columns = len(problem.keys)
        cliques = joints_of(problem, MOST_JOINT) if has_joint else []
        joint = sum(clique.size for _, clique in cliques)
        if kinds is None and joint > MOST_LISTED:
            raise TooLarge(cells=joint, limit=MOST_JOINT)
        for number, (population, clique) in enumerate(cliques):
            keys = tuple(self._joint_keys(population, clique) if kinds is None else kinds[number])
            self.joints.append(Joint(clique, keys, columns, population))
            columns += len(keys)
        if kinds is None and columns - len(problem.keys) > MOST_JOINT:
            raise TooLarge(cells=columns - len(problem.keys), limit=MOST_JOINT)
        self.slack = columns
        """The first column that is about nobody, but about how far people of a year and of its parts differ."""
        coupling, self.columns = coupled(problem, [joint.placed() for joint in self.joints], columns)
        self.rows = self._rows(coupling)

    def _joint_keys(self, population: Population, clique: Clique) -> list[Key]:
        keys = (
            frozenset(zip(clique.dimensions, chosen, strict=True)) for chosen in product(*clique.categories)
        )
        problem, within = self.problem, population.within
        printed = problem.lows > 0
        printed[list(problem.fixed)] = True
        empty = {problem.keys[place] for place in np.flatnonzero(printed & (problem.counts == 0))}
        return [
            key | within  # a printed zero leaves nobody in any part of it
            for key in keys
            if not any(within.union(pair) in empty for pair in combinations(key, 2))
        ]

    def _rows(self, coupling: list[ColumnRow]) -> Rows:
        """Each total is the sum of its parts; each cell over dimensions of a joint table is a sum of its cells."""
        rows: list[tuple[list[int], list[float]]] = []
        for total, parts in self.problem.sums:
            rows.append(([total, *parts], [-1.0, *([1.0] * len(parts))]))
        owned: dict[tuple[frozenset[str], Key], list[list[int]]] = {}
        for joint in self.joints:
            rows += self._margins(joint, owned)
        several = Counter(
            (joint.population.within, shape) for joint in self.joints for shape in self._shapes(joint)
        )
        for (shape, key), sides in owned.items():  # two joint tables agree on what they share
            if key not in self.place:
                within = frozenset(pair for pair in key if pair[0] not in shape)
                if len(sides) < several[within, shape]:  # nobody in one of them
                    rows += [(side, [1.0] * len(side)) for side in sides]
                for side in sides[1:]:
                    rows.append((sides[0] + side, [1.0] * len(sides[0]) + [-1.0] * len(side)))
        rows += coupling
        start = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
        index = np.concatenate([np.array(row[0], np.int32) for row in rows] or [np.empty(0, np.int32)])
        value = np.concatenate([np.array(row[1]) for row in rows] or [np.empty(0)])
        return Rows(self.columns, start, index, value, np.zeros(len(rows)))

    def _shapes(self, joint: Joint) -> list[frozenset[str]]:
        """The widest parts that a joint table shares with a table or another joint table."""
        inside = set(joint.clique.dimensions)
        of_tables = _widest({frozenset(inside & set(table.dimensions)) for table in joint.population.tables})
        of_joints = _widest(
            {
                frozenset(inside & set(other.clique.dimensions))
                for other in self.joints
                if other is not joint and other.population is joint.population
            }
        )
        # what is shared with a joint table alone does not tie its narrower parts to any table
        widest = [*of_tables, *(s for s in of_joints if not any(s <= wider for wider in of_tables))]
        return widest or [frozenset()]  # who shares no dimension is as many as all

    def _margins(
        self, joint: Joint, owned: dict[tuple[frozenset[str], Key], list[list[int]]]
    ) -> list[tuple[list[int], list[float]]]:
        rows = []
        within = joint.population.within
        fixed = {dimension for dimension, _ in within}
        shapes = self._shapes(joint)
        own = dict(zip(joint.clique.dimensions, map(frozenset, joint.clique.categories), strict=True))
        for shape in shapes:
            margin: dict[Key, list[int]] = {}
            for at, key in enumerate(joint.keys):
                part = frozenset(entry for entry in key if entry[0] in shape or entry in within)
                margin.setdefault(part, []).append(joint.first + at)
            rows += [
                ([self.place[key]], [1.0])
                for key in self.problem.keys
                if key >= within
                and {dimension for dimension, _ in key} == shape | fixed
                and key not in margin
                and all(category in own[d] for d, category in key - within)  # else it stands for several
            ]
            for key, parts in margin.items():
                owned.setdefault((shape, key), []).append(parts)
                if key in self.place:
                    rows.append(([self.place[key], *parts], [-1.0, *([1.0] * len(parts))]))
        return rows


def _widest(shapes: set[frozenset[str]]) -> list[frozenset[str]]:
    return sorted((s for s in shapes if s and not any(s < wider for wider in shapes)), key=sorted)


class Attack:
    """The reader, faced with one set of hidden cells.

    Only what he does not know is a column of his reckoning: the hidden cells and the people behind them.
    """

    def __init__(self, model: Model, hidden: np.ndarray, *, clock: Clock = UNLIMITED) -> None:
        self.model = model
        self.hidden = hidden
        self.clock = clock
        problem = model.problem
        self.problem = problem
        cells = len(problem.keys)
        watched = problem.watched()
        self.most = float(problem.counts.max(initial=1, where=watched) + problem.thresholds.max(initial=1))
        self.tops = np.where(watched, self.most, WIDE * self.most)
        """By cell, more than any reader has to think of."""
        self.low = np.zeros(model.columns)
        self.high = np.full(model.columns, self.most)
        self.high[model.slack :] = WIDE * self.most
        self.low[:cells] = np.where(hidden, problem.lows, problem.counts)
        self.high[:cells] = np.where(hidden, self.tops, problem.counts)
        self.seen: list[np.ndarray] = []
        """Every table, over the reals, that was an answer."""
        self._loaded: tuple[Open, highspy.Highs] | None = None
        self._costs = np.zeros(model.columns)
        self.needed_truth = False
        """Whether the last search ended with no table but the true one, or undecided."""

    def extreme(self, gains: dict[int, float]) -> tuple[np.ndarray, float]:
        """The table (over the reals) in which a weighted sum of cells is greatest, and that sum."""
        if self._loaded is None:
            left = opened(self.model.rows, self.low, self.high)
            if left is None:
                raise SolverFailed("attack")
            self._loaded = left, left.loaded(simplex_strategy=PRIMAL)
        left, highs = self._loaded
        self._costs = np.zeros(self.model.columns)
        for column, gain in gains.items():
            self._costs[column] = gain
        count = len(left.columns)
        if not count:
            return left.table, float(self._costs @ left.table)
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), -self._costs[left.columns])
        highs.run()
        if not is_optimal(highs):
            raise SolverFailed("attack")
        self.clock.spend(highs, count)
        table = left.whole_of(np.array(highs.getSolution().col_value))
        self.seen.append(table)
        return table, float(self._costs @ table)

    def duals(self) -> tuple[np.ndarray, np.ndarray]:
        """Of the last run: the duals of rows and the reduced costs of columns, for maximising."""
        if self._loaded is None:
            raise SolverFailed("duals")
        left, highs = self._loaded
        rows = self.model.rows
        duals = np.zeros(len(rows.right))
        if len(left.columns):
            duals[left.rows] = -np.array(highs.getSolution().row_dual)
        by_entry = rows.value * duals[rows.of()]
        return duals, self._costs - np.bincount(rows.index, by_entry, self.model.columns)

    def whole(self, cell: int, at_least: int | None = None, at_most: int | None = None) -> np.ndarray | None:
        """A whole table in which a cell has at least, or at most, this value; None if there is none.

        The true table is no answer: if the solver comes upon it, some other cell has to differ.
        """
        self.needed_truth = False
        low, high = self.low.copy(), self.high.copy()
        low[cell] = max(low[cell], low[cell] if at_least is None else at_least)
        high[cell] = min(high[cell], high[cell] if at_most is None else at_most)
        try:
            return self._other_than_true(cell, low, high)
        except SolverFailed:  # not decided: never taken for safe, and no bound rests on it
            self.needed_truth = True
            return None

    def _other_than_true(self, cell: int, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        table = self._solved(low, high)
        if table is None or not self.is_true(table):
            return table
        known = np.flatnonzero(self.hidden & self.problem.known())
        for other in sorted(known, key=lambda place: place != cell):
            count = int(self.problem.counts[other])
            for least, most in ((count + 1, high[other]), (low[other], count - 1)):
                if least <= most and most >= low[other] and least <= high[other]:
                    changed_low, changed_high = low.copy(), high.copy()
                    changed_low[other], changed_high[other] = max(low[other], least), min(high[other], most)
                    table = self._solved(changed_low, changed_high)
                    if table is not None:
                        return table
        self.needed_truth = True
        return None

    def furthest(self, cell: int, sign: int) -> int:
        """The greatest, or for -1 the least, value of a cell in any whole table, be it the true one."""
        table, value = self.extreme({cell: float(sign)})
        if self.fits(table):
            return int(np.rint(table[cell]))
        bound = math.floor(value + EXACT)  # no whole table goes beyond the reals
        low, high = self.low.copy(), self.high.copy()
        while True:
            low[cell], high[cell] = (bound, high[cell]) if sign > 0 else (low[cell], -bound)
            whole = self._solved(low, high)
            if whole is not None:
                return int(whole[cell])
            bound -= 1

    def any_population(self) -> np.ndarray | None:
        """A whole table, be it the true one."""
        return self._solved(self.low, self.high)

    def is_true(self, table: np.ndarray) -> bool:
        """Whether a table is the true one, as far as that is known; never if nothing known is hidden."""
        places = np.flatnonzero(self.hidden & self.problem.known())
        return bool(len(places) and np.array_equal(np.rint(table[places]), self.problem.counts[places]))

    def _solved(self, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        if (low > high).any():
            return None
        left = opened(self.model.rows, low, high)
        if left is None:
            return None
        return left.solved(self.clock, mip_max_nodes=NODES)

    def fits(self, table: np.ndarray) -> bool:
        """Whether a table of whole numbers is one that the reader cannot rule out."""
        rows, whole = self.model.rows, np.rint(table)
        if np.abs(table - whole).max(initial=0.0) > EXACT:
            return False
        if (whole < self.low).any() or (whole > self.high).any():
            return False
        products = rows.value * whole[rows.index]
        sums = np.add.reduceat(products, rows.start[:-1]) if len(rows.right) else np.zeros(0)
        return bool(np.array_equal(sums, rows.right))
