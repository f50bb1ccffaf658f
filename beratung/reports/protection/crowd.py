# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""People behind tables that allow for too many kinds of them to be listed: only the kinds that are needed. Pure.

First comes one population behind the true tables: kinds of people are added to a small program as long as its duals say
that one would help, then numbers are made whole. Another table is completed from there: the few cells that change say
which kinds of people can change.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import highspy
import numpy as np

from beratung.reports.protection.attacker import MOST_JOINT
from beratung.reports.protection.families import joints_of
from beratung.reports.protection.problem import Clique, Key, Population, Problem
from beratung.reports.protection.reckoning import Clock, timed
from beratung.solving import is_optimal, solver

AT_ONCE = 300
"""Kinds of people that are added in one step."""
STEPS = 400
NEAR = 1e-7
BRANCHES = 2_000
MOST_NEAR = 3_000
"""Kinds of people among whom a change is looked for."""
Kind = tuple[int, ...]
People = list[dict[Kind, int]]
"""By joint table, how many there are of which kind."""


class Side:
    """What one joint table shares with a table, or with another joint table."""

    def __init__(self, axes: tuple[int, ...], rows: np.ndarray, sign: float) -> None:
        self.axes = axes
        self.rows = rows
        self.sign = sign


class Clan:
    """One joint table of which only some cells are looked at; a kind of people is a place in it."""

    def __init__(self, population: Population, clique: Clique) -> None:
        self.population = population
        self.clique = clique
        self.shape = tuple(len(side) for side in clique.categories)
        self.sides: list[Side] = []
        self.may: np.ndarray = np.ones(self.shape, bool)
        self.kinds: dict[tuple[int, ...], int] = {}

    def broad(self, axes: tuple[int, ...], values: np.ndarray) -> np.ndarray:
        """Values over some axes, laid along all of them."""
        shape = [size if axis in axes else 1 for axis, size in enumerate(self.shape)]
        found: np.ndarray = values.reshape(shape)
        return found

    def key(self, kind: tuple[int, ...]) -> Key:
        """The key of a kind of people."""
        sides = zip(self.clique.dimensions, self.clique.categories, kind, strict=True)
        return self.population.within.union((dimension, side[at]) for dimension, side, at in sides)

    def rows_of(self, kind: tuple[int, ...]) -> tuple[list[int], list[float]]:
        """The rows in which a kind of people stands."""
        rows = [int(side.rows[tuple(kind[axis] for axis in side.axes)]) for side in self.sides]
        return rows, [side.sign for side in self.sides]

    def best(self, duals: np.ndarray) -> list[Kind]:
        """The kinds of people that would help most, by the duals of the rows."""
        worth = np.zeros(self.shape)
        for side in self.sides:
            worth += self.broad(side.axes, side.sign * duals[side.rows])
        worth[~self.may] = 0.0
        flat = worth.ravel()
        good = np.flatnonzero(flat > NEAR)
        order = good[np.argsort(-flat[good], kind="stable")][:AT_ONCE]
        return [tuple(int(axis) for axis in np.unravel_index(place, self.shape)) for place in order]


class Crowd:
    """All joint tables of a problem, and the equations that bind their people to the cells."""

    def __init__(self, problem: Problem, clock: Clock, *, is_settled: bool = False) -> None:
        self.problem = problem
        self.clock = clock
        self._unknown = np.zeros(len(problem.keys), bool) if is_settled else ~problem.known()
        joints = joints_of(problem, MOST_JOINT)
        self._most = float(problem.counts.max(initial=1)) * 100
        self.clans = [Clan(population, clique) for population, clique in joints]
        self.place = {key: at for at, key in enumerate(problem.keys)}
        self.rows: list[dict[int, float]] = [
            {total: -1.0, **dict.fromkeys(parts, 1.0)} for total, parts in problem.sums
        ]
        self.free = len(self.rows)
        """Rows before this one are about cells alone."""
        for clan in self.clans:
            self._bind(clan)
        for one, other in combinations(self.clans, 2):
            self._join(one, other)

    def _bind(self, clan: Clan) -> None:
        """Every cell of a table is the number of people in it; where nobody is for sure, nobody is behind."""
        problem, dimensions = self.problem, clan.clique.dimensions
        empty = (problem.lows > 0) | np.isin(np.arange(len(problem.keys)), list(problem.fixed))
        empty &= problem.known() & (problem.counts == 0)
        for axes in _shapes(clan):
            sides = [clan.clique.categories[axis] for axis in axes]
            rows, may = np.empty([len(side) for side in sides], np.int64), None
            may = np.ones(rows.shape, bool)
            for at in np.ndindex(rows.shape):
                pairs = ((dimensions[a], sides[n][at[n]]) for n, a in enumerate(axes))
                cell = self.place[clan.population.within.union(pairs)]
                rows[at], may[at] = len(self.rows), not empty[cell]
                self.rows.append({cell: -1.0})
            clan.sides.append(Side(axes, rows, 1.0))
            clan.may = clan.may & clan.broad(axes, may)

    def _join(self, one: Clan, other: Clan) -> None:
        """Two joint tables agree on what they share, if no table says so."""
        if one.population is not other.population:
            return
        shared = sorted(set(one.clique.dimensions) & set(other.clique.dimensions))
        tables = (set(table.dimensions) for table in one.population.tables)
        if not shared or any(table.issuperset(shared) for table in tables):
            return
        sizes = [one.shape[one.clique.dimensions.index(name)] for name in shared]
        rows = np.arange(len(self.rows), len(self.rows) + int(np.prod(sizes))).reshape(sizes)
        self.rows += [{} for _ in range(rows.size)]
        for clan, sign in ((one, 1.0), (other, -1.0)):
            axes = tuple(clan.clique.dimensions.index(name) for name in shared)
            clan.sides.append(Side(axes, rows, sign))

    def any_population(self) -> tuple[np.ndarray, People] | None:
        """A whole table with the known counts, and people behind it; None if none was found."""
        highs, cells, kinds = self._approached()
        if highs is None:
            return None
        first = len(cells) + 2 * (len(self.rows) - self.free)
        values = np.array(highs.getSolution().col_value)[first:]
        self._fill(highs, kinds, np.floor(values + NEAR))
        values = np.concatenate([values, np.zeros(len(kinds) - len(values))])
        for slack in (0.0, 1.0, 3.0):
            found = self._rounded(highs, cells, first, np.maximum(np.floor(values + NEAR) - slack, 0))
            if found is not None:
                counts = self.problem.counts.copy()
                counts[cells] = found[: len(cells)]
                people: People = [{} for _ in self.clans]
                for (clan, kind), count in zip(kinds, found[first:], strict=True):
                    if count:
                        people[clan][kind] = int(count)
                return counts, people
        return None

    def completed(self, people: People, steps: dict[int, int]) -> People | None:
        """People behind a table in which some cells differ by these steps; None if they are not found nearby.

        Looked for among those of whom every category but one or two stands in a cell that changes, as far as any of
        its dimension does.
        """
        for free in (1, 2):
            found = self._completed(people, steps, free)
            if found is not None:
                return found
        return None

    def _completed(self, people: People, steps: dict[int, int], free: int) -> People | None:
        every = enumerate(self.clans)
        kinds = [(number, kind) for number, clan in every for kind in self._near(clan, steps, free)]
        if not kinds:
            return people
        rows: dict[int, dict[int, float]] = {}
        for column, (number, kind) in enumerate(kinds):
            for row, sign in zip(*self.clans[number].rows_of(kind), strict=True):
                rows.setdefault(row, {})[column] = sign
        wanted = {}
        for number in range(self.free, len(self.rows)):
            change = sum(-value * steps.get(cell, 0) for cell, value in self.rows[number].items())
            if change and number not in rows:
                return None
            wanted[number] = change
        have = np.array([people[number].get(kind, 0) for number, kind in kinds], float)
        step = self._stepped(rows, wanted, have)
        if step is None:
            return None
        found = [dict(own) for own in people]
        for (number, kind), change in zip(kinds, step, strict=True):
            if change:
                found[number][kind] = found[number].get(kind, 0) + int(change)
                if not found[number][kind]:
                    del found[number][kind]
        return found

    def keys_of(self, every: Iterable[People]) -> list[tuple[Key, ...]]:
        """By joint table, the keys of all kinds of people in some populations."""
        kinds: list[set[Kind]] = [set() for _ in self.clans]
        for people in every:
            for own, counts in zip(kinds, people, strict=True):
                own.update(counts)
        return [
            tuple(clan.key(kind) for kind in sorted(own)) for clan, own in zip(self.clans, kinds, strict=True)
        ]

    def vector(self, cells: np.ndarray, people: People, keys: Sequence[tuple[Key, ...]]) -> np.ndarray:
        """A table with the people behind it as one vector, in the order of the keys."""
        counts = [
            {clan.key(kind): count for kind, count in own.items()}
            for clan, own in zip(self.clans, people, strict=True)
        ]
        behind = [own.get(key, 0) for own, order in zip(counts, keys, strict=True) for key in order]
        return np.concatenate([cells, np.array(behind, np.int64)])

    def moved(
        self, vector: np.ndarray, keys: Sequence[tuple[Key, ...]], others: Sequence[tuple[Key, ...]]
    ) -> np.ndarray:
        """The same vector in the order of other keys."""
        first = len(self.problem.keys)
        values = iter(vector[first:])
        counts = [{key: next(values) for key in order} for order in keys]
        behind = [own.get(key, 0) for own, order in zip(counts, others, strict=True) for key in order]
        return np.concatenate([vector[:first], np.array(behind, np.int64)])

    def _near(self, clan: Clan, steps: dict[int, int], free: int) -> list[Kind]:
        """The kinds of people among whom a change is looked for."""
        within, dimensions = clan.population.within, clan.clique.dimensions
        changed: dict[str, set[str]] = {}
        for cell in steps:
            key = self.problem.keys[cell]
            if key >= within and all(d in dimensions for d, _ in key - within):
                for dimension, category in key - within:
                    changed.setdefault(dimension, set()).add(category)
        if not changed:
            return []
        sides = [
            np.array([dimension not in changed or name in changed[dimension] for name in side])
            for dimension, side in zip(dimensions, clan.clique.categories, strict=True)
        ]
        near = np.zeros(clan.shape, bool)
        for others in combinations(range(len(sides)), max(0, len(sides) - free)):
            one = np.ones(clan.shape, bool)
            for axis in others:  # the rest make up for what those who change leave behind
                one &= clan.broad((axis,), sides[axis])
            near |= one
        return [tuple(map(int, place)) for place in np.argwhere(near & clan.may)[:MOST_NEAR]]

    def _stepped(
        self, rows: dict[int, dict[int, float]], wanted: dict[int, float], have: np.ndarray
    ) -> np.ndarray | None:
        """The smallest change, in whole numbers."""
        count, order = len(have), sorted(rows)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * count, len(order)
        lp.col_cost_ = np.ones(2 * count)
        lp.col_lower_ = np.zeros(2 * count)
        lp.col_upper_ = np.concatenate([np.full(count, highspy.kHighsInf), have])
        lp.row_lower_ = lp.row_upper_ = np.array([wanted[number] for number in order], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(2 * len(rows[number]) for number in order)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array(
            [c for n in order for at in rows[n] for c in (at, count + at)], np.int32
        )
        lp.a_matrix_.value_ = np.array([v for n in order for s in rows[n].values() for v in (s, -s)])
        for is_whole in (False, True):
            if is_whole:
                lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
            highs = solver(
                **({"mip_max_nodes": 50, "mip_rel_gap": 1.0, **timed(self.clock)} if is_whole else {})
            )
            highs.passModel(lp)
            highs.run()
            self.clock.spend(highs, 2 * count)
            if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
                return None
            values = np.array(highs.getSolution().col_value)
            if np.abs(values - np.rint(values)).max(initial=0.0) < NEAR * 10:
                found: np.ndarray = np.rint(values[:count] - values[count:])
                return found
        return None

    def _approached(self) -> tuple[highspy.Highs | None, np.ndarray, list[tuple[int, Kind]]]:
        """Over the reals: add kinds of people until nothing is missing; None if something stays missing."""
        problem = self.problem
        cells = np.flatnonzero(self._unknown)
        at = {int(cell): number for number, cell in enumerate(cells)}
        slacks = len(self.rows) - self.free
        entries: list[tuple[list[int], list[float]]] = []
        right = np.zeros(len(self.rows))
        for number, row in enumerate(self.rows):
            right[number] = -sum(
                value * int(problem.counts[cell]) for cell, value in row.items() if cell not in at
            )
            own = [(at[cell], value) for cell, value in row.items() if cell in at]
            if number >= self.free:
                more = len(cells) + 2 * (number - self.free)
                own += [(more, 1.0), (more + 1, -1.0)]
            entries.append(([column for column, _ in own], [value for _, value in own]))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cells) + 2 * slacks, len(self.rows)
        lp.col_cost_ = np.concatenate([np.zeros(len(cells)), np.ones(2 * slacks)])
        lp.col_lower_ = np.concatenate([problem.lows[cells].astype(float), np.zeros(2 * slacks)])
        lp.col_upper_ = np.full(lp.num_col_, self._most)
        lp.row_lower_ = lp.row_upper_ = right
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, _ in entries)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([column for columns, _ in entries for column in columns], np.int32)
        lp.a_matrix_.value_ = np.array([value for _, values in entries for value in values])
        highs = solver()
        highs.passModel(lp)
        kinds: list[tuple[int, Kind]] = []
        for _ in range(STEPS):
            self.clock.look()
            highs.run()
            self.clock.spend(highs, len(self.rows))
            if not is_optimal(highs):
                return None, cells, kinds
            if highs.getInfo().objective_function_value < NEAR:
                return highs, cells, kinds
            duals = np.array(highs.getSolution().row_dual)
            before = len(kinds)
            for number, clan in enumerate(self.clans):
                for kind in clan.best(duals):
                    self._add(highs, kinds, number, kind)
            if len(kinds) == before:
                return None, cells, kinds
        return None, cells, kinds

    def _fill(self, highs: highspy.Highs, kinds: list[tuple[int, Kind]], least: np.ndarray) -> None:
        """Add the kinds of people that could be among those who are left when the rest has found its place."""
        left = np.zeros(len(self.rows))
        for number in range(self.free, len(self.rows)):
            left[number] = sum(self.problem.counts[cell] for cell in self.rows[number])
        for (number, kind), count in zip(kinds, least, strict=True):
            rows, signs = self.clans[number].rows_of(kind)
            left[rows] -= count * np.array(signs)
        for number, clan in enumerate(self.clans):
            may = clan.may.copy()
            for side in clan.sides:
                is_bound = np.array([len(self.rows[row]) for row in side.rows.ravel()]).reshape(
                    side.rows.shape
                )
                may &= clan.broad(side.axes, (left[side.rows] > 0) | (is_bound == 0))
            for place in np.argwhere(may)[:MOST_NEAR]:
                self._add(highs, kinds, number, tuple(map(int, place)))

    def _add(self, highs: highspy.Highs, kinds: list[tuple[int, Kind]], number: int, kind: Kind) -> None:
        clan = self.clans[number]
        if kind not in clan.kinds:
            clan.kinds[kind] = len(kinds)
            kinds.append((number, kind))
            rows, signs = clan.rows_of(kind)
            highs.addCol(0.0, 0.0, self._most, len(rows), np.array(rows, np.int32), np.array(signs))

    def _rounded(
        self, highs: highspy.Highs, cells: np.ndarray, first: int, least: np.ndarray
    ) -> np.ndarray | None:
        """Whole numbers of people, not fewer of a kind than given."""
        lp = highs.getLp()
        low = np.array(lp.col_lower_)
        low[first:] = least
        whole = solver(mip_max_nodes=BRANCHES, mip_heuristic_effort=0.3, **timed(self.clock))
        lp.col_lower_ = low
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
        whole.passModel(lp)
        whole.setOptionValue("objective_target", 0.5)
        whole.run()
        self.clock.spend(whole, len(self.rows))
        info = whole.getInfo()
        is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not is_found or info.objective_function_value > 0.5:
            return None
        found: np.ndarray = np.rint(np.array(whole.getSolution().col_value))
        return found


def _shapes(clan: Clan) -> list[tuple[int, ...]]:
    """The widest parts that a joint table shares with tables, as axes."""
    dimensions = clan.clique.dimensions
    shapes = {frozenset(dimensions) & set(table.dimensions) for table in clan.population.tables}
    widest = [shape for shape in shapes if shape and not any(shape < wider for wider in shapes)]
    shared = widest or [frozenset()]  # who shares no dimension is as many as all
    return sorted(tuple(sorted(dimensions.index(name) for name in shape)) for shape in shared)
