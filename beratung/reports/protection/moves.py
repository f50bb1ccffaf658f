# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whole tables by small steps from a known one: who must change places so that one cell comes out otherwise. Pure.

The step that moves the fewest people is a small linear program whose answer is often in whole numbers; where it is
not, one whole program moves as many cells as it can at once.
"""

import highspy
import numpy as np

from beratung.reports.protection.attacker import Attack
from beratung.reports.protection.needs import Found
from beratung.reports.protection.reckoning import EXACT, Open, opened, timed
from beratung.solving import is_optimal, solver

DUAL = 1
SHARE = 0.2
"""How far from the best a table may be that moves many cells at once."""
BRANCHES = 20
SOME = 1_000_003


def way_of(found: Found, cell: int) -> int:
    """By how much a cell should move from its true count for what is not shown yet; 0 if no step helps."""
    needs, problem = found.needs, found.attack.problem
    count, least = int(problem.counts[cell]), int(problem.lows[cell])
    if not found.is_high(cell):
        return max(int(needs.high[cell]) - count, 1)
    if found.is_low(cell):
        return 0
    span = int(needs.span[cell])
    wanted = min(int(found.high[cell]) - span, int(needs.low[cell]))
    if wanted < least:
        return max(int(found.low[cell]) + span - count, 0)
    if wanted < count:
        return wanted - count
    return -1 if count > least else int(wanted > count)


class Moves:
    """The steps from one whole table within one attack."""

    def __init__(self, attack: Attack, base: np.ndarray) -> None:
        self.attack = attack
        self.base = base
        left = opened(attack.model.rows, attack.low, attack.high)
        self._highs: highspy.Highs | None = None
        if left is not None:
            self._left: Open = left
            self._at = {int(column): number for number, column in enumerate(left.columns)}
            self._down = np.maximum(base[left.columns] - left.low, 0)
            self._up = np.maximum(left.high - base[left.columns], 0)
            self._highs = self._loaded()

    def moved(self, cell: int, way: int) -> np.ndarray | None:
        """A whole table in which a cell is at least so much higher (or lower); None if the step is not whole."""
        highs, at = self._highs, self._at.get(cell)
        if highs is None or at is None:
            return None
        count = len(self._left.columns)
        up, down = float(self._up[at]), float(self._down[at])
        if way > up or -way > down:
            return None
        highs.changeColBounds(at, float(max(way, 0)), up if way > 0 else 0.0)
        highs.changeColBounds(count + at, float(max(-way, 0)), down if way < 0 else 0.0)
        highs.run()
        self.attack.clock.spend(highs, count)
        table = None
        if is_optimal(highs):
            values = np.array(highs.getSolution().col_value)
            step = values[:count] - values[count:]
            if np.abs(step - np.rint(step)).max(initial=0.0) < EXACT:
                table = self.base.copy()
                table[self._left.columns] += np.rint(step).astype(table.dtype)
        highs.changeColBounds(at, 0.0, up)
        highs.changeColBounds(count + at, 0.0, down)
        return table

    def _loaded(self) -> highspy.Highs:
        """Steps up and steps down, each at about the same price; no two prices are alike."""
        left = self._left
        count = len(left.columns)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * count, len(left.rows)
        lp.col_cost_ = 1 + 0.3 * ((np.arange(2 * count) * 611_953) % SOME) / SOME
        lp.col_lower_, lp.col_upper_ = np.zeros(2 * count), np.concatenate([self._up, self._down])
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(left.rows))
        index, value = np.empty(2 * len(left.index), np.int32), np.empty(2 * len(left.index))
        index[0::2], index[1::2] = left.index, left.index + count
        value[0::2], value[1::2] = left.value, -left.value
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = 2 * left.start, index, value
        highs = solver(simplex_strategy=DUAL)
        highs.passModel(lp)
        return highs


def widely_moved(found: Found, cells: list[int], weights: np.ndarray) -> np.ndarray | None:
    """A whole table in which as many of these cells as possible are high, or low, enough; None if none was found.

    Each cell is split at what it must reach: only the part up to there is wanted.
    """
    attack, needs = found.attack, found.needs
    left = opened(attack.model.rows, attack.low, attack.high)
    if left is None:
        return None
    count = len(left.columns)
    at = {int(column): number for number, column in enumerate(left.columns)}
    split = np.array([at[cell] for cell in cells if cell in at], np.int64)
    lp = left.program()
    cost, over = np.zeros(count), np.zeros(len(split))
    high = left.high.copy()
    for number, place in enumerate(split):
        cell = int(left.columns[place])
        is_low = found.is_high(cell)
        wanted = (
            min(int(found.high[cell] - needs.span[cell]), int(needs.low[cell]))
            if is_low
            else int(needs.high[cell])
        )
        high[place] = min(max(wanted, left.low[place]), left.high[place])
        cost[place], over[number] = (0.0, weights[cell]) if is_low else (-weights[cell], 0.0)
    second = np.full(count, -1)
    second[split] = count + np.arange(len(split))
    size = 1 + (second[left.index] >= 0)
    index, value = np.repeat(left.index, size), np.repeat(left.value, size)
    index[np.cumsum(size)[size == 2] - 1] = second[left.index][size == 2]
    starts = np.concatenate([[0], np.cumsum(size)])[left.start].astype(np.int32)
    lp.num_col_ = count + len(split)
    lp.col_cost_ = np.concatenate([cost, over])
    lp.col_lower_ = np.concatenate([left.low, np.zeros(len(split))])
    lp.col_upper_ = np.concatenate([high, left.high[split] - left.low[split]])
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    options = {
        "mip_heuristic_effort": 0.0,
        "mip_detect_symmetry": False,
        "mip_rel_gap": SHARE,
        "mip_max_nodes": BRANCHES,
    }
    highs = solver(**options, **timed(attack.clock))
    highs.passModel(lp)
    highs.run()
    attack.clock.spend(highs, count)
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.rint(np.array(highs.getSolution().col_value))
    values[split] += values[count:]
    return left.whole_of(values[:count])
