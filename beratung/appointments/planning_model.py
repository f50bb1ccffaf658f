# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The plan as a mixed-integer programme: one variable for each choice, solved aim after aim by HiGHS.

Choices of one interpreter that exclude one another make a graph; it is covered by cliques, of each of which
at most one choice is taken. Cliques bind the relaxation far tighter than pairs do.
"""

import time
from collections import defaultdict
from collections.abc import Callable

import highspy
import msgspec
import numpy as np

from beratung.appointments.planning_greedy import polished
from beratung.appointments.planning_rules import Choice, Rules
from beratung.solving import Numbers, is_optimal, solver

BELOW_ONE = 0.99
"""Aims of whole numbers are proven best once the bound is less than one away."""
EXACT_KM = 0.01
"""Two plans whose ways differ by less are equally good."""


class Solved(msgspec.Struct, frozen=True):
    """The best choices that were found, and how sure that is."""

    chosen: list[Choice]
    most: int
    is_proven: bool
    is_stopped: bool


class Model:
    """The programme over the choices of the rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.instead = _dominated(rules)
        self.choices = [choice for choice in rules.choices if choice not in self.instead]
        self._rows: list[tuple[float, float, list[int], list[float]]] = []
        self._build()

    def solve(
        self, start: list[Choice], seconds: float, is_cancelled: Callable[[], bool] = lambda: False
    ) -> Solved:
        """Solve step after step, each without giving up what the one before has reached."""
        rules, until = self.rules, time.monotonic() + seconds
        best, most = list(map(self._kept, start)), len({choice.request for choice in self.choices})
        for number, (gains, tolerance, kept) in enumerate(self._steps()):
            left = until - time.monotonic()
            if left <= 0 or is_cancelled():
                return Solved(best, most, is_proven=False, is_stopped=True)
            chosen, bound, is_best = self._improve(gains, best, tolerance, left, is_cancelled)
            best = list(map(self._kept, polished(rules, max(best, chosen, key=rules.score))))
            if number == 0:
                most = min(most, int(bound / float(gains.max()) * (1 + 1e-9) + 1))
            if not is_best:
                return Solved(best, most, is_proven=False, is_stopped=True)
            if number == 0:
                most = len(best)
            for aim in kept:
                self._rows.append((float(aim @ self._values(best)), highspy.kHighsInf, *_sparse(aim)))
        return Solved(best, most, is_proven=True, is_stopped=False)

    def _kept(self, choice: Choice) -> Choice:
        """The choice that stands for one that was left out."""
        while choice in self.instead:
            choice = self.instead[choice]
        return choice

    def _steps(self) -> list[tuple[Numbers, float, tuple[Numbers, ...]]]:
        """What each choice is worth in each step, which difference counts, and the sums to hold from then on.

        The first two steps join two aims: the first weighs more than all there can be of the second.
        """
        rules, requests = self.rules, self.rules.instance.requests
        count, one = len(requests), np.ones(len(self.choices))
        priority = np.array([requests[c.request].priority for c in self.choices], float)
        kept = np.array([c in rules.proposed for c in self.choices], float)
        previous = np.array([rules.is_previous(c) for c in self.choices], float)
        travel = np.array([rules.travel(c) for c in self.choices], float)
        return [
            ((2 * count + 1) * one + priority, BELOW_ONE, (one, priority)),
            ((count + 1) * kept + previous, BELOW_ONE, (kept, previous)),
            (-travel, EXACT_KM, ()),
        ]

    def _improve(
        self,
        gains: Numbers,
        start: list[Choice],
        tolerance: float,
        seconds: float,
        is_cancelled: Callable[[], bool],
    ) -> tuple[list[Choice], float, bool]:
        """The best choices for one aim, the bound, and whether it is reached."""
        highs = solver(time_limit=seconds, mip_rel_gap=0.0, mip_abs_gap=tolerance)
        highs.passModel(self._programme(gains))
        solution = highspy.HighsSolution()
        solution.col_value = list(self._values(start))
        highs.setSolution(solution)
        highs.cbMipInterrupt.subscribe(lambda event: event.interrupt() if is_cancelled() else None)
        highs.run()
        values = highs.getSolution().col_value
        chosen = [choice for choice, value in zip(self.choices, values, strict=True) if value > 0.5]
        if not self._is_sound(chosen):
            chosen = start
        return chosen, -highs.getInfo().mip_dual_bound, is_optimal(highs)

    def _is_sound(self, chosen: list[Choice]) -> bool:
        values = self._values(chosen)
        return all(
            low - 1e-6 <= sum(w * values[c] for c, w in zip(columns, weights, strict=True)) <= high + 1e-6
            for low, high, columns, weights in self._rows
        )

    def _values(self, chosen: list[Choice]) -> Numbers:
        wanted = set(chosen)
        return np.array([choice in wanted for choice in self.choices], float)

    def _programme(self, gains: Numbers) -> highspy.HighsLp:
        count = len(self.choices)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = count, len(self._rows)
        lp.col_cost_ = -gains
        lp.col_lower_, lp.col_upper_ = np.zeros(count), np.ones(count)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * count
        lp.row_lower_ = np.array([row[0] for row in self._rows])
        lp.row_upper_ = np.array([row[1] for row in self._rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0] + [len(row[2]) for row in self._rows], dtype=np.int32)
        lp.a_matrix_.index_ = np.concatenate([np.array(row[2], np.int32) for row in self._rows])
        lp.a_matrix_.value_ = np.concatenate([np.array(row[3], float) for row in self._rows])
        return lp

    def _build(self) -> None:
        of_request: dict[int, list[int]] = defaultdict(list)
        of_person: dict[int, list[int]] = defaultdict(list)
        frozen = set(self.rules.frozen.values())
        for column, choice in enumerate(self.choices):
            of_request[choice.request].append(column)
            of_person[choice.interpreter].append(column)
        for columns in of_request.values():
            low = 1.0 if self.choices[columns[0]] in frozen else 0.0
            self._rows.append((low, 1.0, columns, [1.0] * len(columns)))
        for person, columns in of_person.items():
            for clique in _cliques(self.rules, [self.choices[c] for c in columns]):
                at = [columns[place] for place in clique]
                confirmed = sum(self.choices[column] in frozen for column in at)
                self._rows.append((0.0, float(max(1, confirmed)), at, [1.0] * len(at)))
            lengths = [float(self.choices[c].end - self.choices[c].start) for c in columns]
            fixed = sum(
                self.choices[c].end - self.choices[c].start for c in columns if self.choices[c] in frozen
            )
            most = float(max(fixed, self.rules.instance.interpreters[person].max_seconds))
            by_request: dict[int, float] = {}
            for column, length in zip(columns, lengths, strict=True):
                by_request[self.choices[column].request] = length
            if sum(by_request.values()) > most:
                self._rows.append((0.0, most / 900, columns, [length / 900 for length in lengths]))


def _sparse(gains: Numbers) -> tuple[list[int], list[float]]:
    columns = [int(column) for column in np.flatnonzero(gains)]
    return columns, [float(gains[column]) for column in columns]


def _collisions(rules: Rules, choices: list[Choice]) -> list[int]:
    """For each choice of one person, the others of other requests that it excludes, as bits."""
    near = [0] * len(choices)
    for one, choice in enumerate(choices):
        for other in range(one):
            if choice.request != choices[other].request and rules.collide(choice, choices[other]):
                near[one] |= 1 << other
                near[other] |= 1 << one
    return near


def _dominated(rules: Rules) -> dict[Choice, Choice]:
    """Choices that another one of the same request and person can always stand for: it excludes no more.

    Most starts of a free person are of this kind. Taken out one after the other, so that of two that exclude
    the same one stays.
    """
    of_person: dict[int, list[Choice]] = defaultdict(list)
    for choice in rules.choices:
        of_person[choice.interpreter].append(choice)
    instead: dict[Choice, Choice] = {}
    frozen = set(rules.frozen.values())
    for choices in of_person.values():
        near = _collisions(rules, choices)
        of_request: dict[int, list[int]] = defaultdict(list)
        for place, choice in enumerate(choices):
            of_request[choice.request].append(place)
        alive = (1 << len(choices)) - 1
        is_changing = True
        while is_changing:
            is_changing = False
            for places in of_request.values():
                for one in places:
                    left = near[one] & alive
                    for other in places:
                        is_there = other != one and alive >> one & alive >> other & 1
                        if (
                            is_there
                            and not near[other] & alive & ~left
                            and choices[one] not in rules.proposed
                        ):
                            alive &= ~(1 << one)
                            instead[choices[one]] = choices[other]
                            is_changing = True
                            break
    return {choice: other for choice, other in instead.items() if choice not in frozen}


def _cliques(rules: Rules, choices: list[Choice]) -> list[list[int]]:
    """Sets of choices of one person that all exclude one another, until every excluded pair is in one."""
    wanted = _collisions(rules, choices)
    same: dict[int, int] = defaultdict(int)
    for place, choice in enumerate(choices):
        same[choice.request] |= 1 << place
    near = [wanted[at] | same[choice.request] & ~(1 << at) for at, choice in enumerate(choices)]
    ordered = sorted(range(len(choices)), key=lambda place: choices[place].start)
    found: list[list[int]] = []
    for one in ordered:
        while wanted[one]:
            clique, common = [one], near[one]
            prefer = wanted[one]
            while common:
                pool = (common & prefer) or common
                other = (pool & -pool).bit_length() - 1
                clique.append(other)
                common &= near[other]
            mask = sum(1 << place for place in clique)
            for place in clique:
                wanted[place] &= ~mask
            found.append(sorted(clique))
    return found
