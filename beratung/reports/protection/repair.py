# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A safe plan at once: hides along the cheapest change of the table that moves an unsafe cell. Pure."""

from collections.abc import Callable

import highspy
import numpy as np

from beratung.reports.protection.reader import Reader
from beratung.reports.protection.reckoning import EXACT, timed
from beratung.solving import SolverFailed, solver

GAP, BRANCHES = 0.3, 200
"""How far from the cheapest a change in whole numbers may be, and how long it is looked for."""
TINY = 1e-3
"""What a step of a hidden cell costs: of all cheapest ways a short one."""


class CannotRepair(Exception):
    """These cells stay unsafe whatever is hidden beside them."""

    def __init__(self, cells: list[int]) -> None:
        super().__init__()
        self.cells = cells


class Repair:
    """Makes a set of hidden cells safe, and leaves out again what was not needed."""

    def __init__(self, reader: Reader, weights: np.ndarray) -> None:
        self._reader = reader
        self._weights = weights
        problem = reader.problem
        self._may = may = reader.always | reader.candidate
        self._up = np.where(may, float(problem.counts.max(initial=1)), 0.0)
        self._down = np.where(may, np.maximum(problem.counts - problem.lows, 0), 0.0)
        self._steps: highspy.Highs | None = None

    def repaired(self, hidden: np.ndarray) -> np.ndarray:
        """Hide more until every hidden cell is safe; raises CannotRepair."""
        hidden, reader = hidden.copy(), self._reader
        for _ in range(len(hidden)):
            before = hidden.copy()
            cuts = reader.of_reals(hidden)
            is_real = bool(cuts)
            if not cuts:
                cuts = reader.attack(hidden)[1]
                if not cuts:
                    return hidden
            unsafe = sorted({cut.cell for cut in cuts})
            for cell in unsafe:
                reader.clock.look()
                self._move(hidden, cell, is_whole=not is_real)
            if (before == hidden).all():  # the cheapest way does not lead on: every cell that a cut names
                for cut in cuts:
                    hidden[[named for named in cut.weights if self._may[named]]] = True
            if (before == hidden).all():
                raise CannotRepair(unsafe)
        raise SolverFailed("repair")

    def pruned(self, hidden: np.ndarray, is_over: Callable[[], bool], most: int, work: int) -> np.ndarray:
        """Leave out what is not needed, the dearest first; at most so many tries, and so much work in all."""
        hidden, reader = hidden.copy(), self._reader
        extra = np.flatnonzero(hidden & reader.candidate)
        for cell in sorted(extra, key=lambda cell: (-self._weights[cell], cell))[:most]:
            if is_over() or reader.clock.spent > work:
                break
            hidden[cell] = False
            if not reader.is_safe(hidden) or (reader.whole is not None and reader.attack(hidden)[1]):
                hidden[cell] = True
        return hidden

    def _move(self, hidden: np.ndarray, cell: int, *, is_whole: bool) -> None:
        reader, needs = self._reader, self._reader.needs
        problem = reader.problem
        count = int(problem.counts[cell])
        rise = max(int(needs.high[cell]) - count, 0)
        fall = max(count - int(needs.low[cell]), 0)
        span, room = int(needs.span[cell]), count - int(problem.lows[cell])
        rise = max(rise, span - min(room, span))
        fall = max(fall, span - rise)
        for way in (rise, -fall):
            if way:
                hidden |= self._moved(hidden, cell, way, is_whole=is_whole)

    def _moved(self, hidden: np.ndarray, cell: int, way: int, *, is_whole: bool) -> np.ndarray:
        """The cells that change with one that moves by so much, along the cheapest way."""
        cells, columns = len(hidden), self._reader.model.columns
        cost = np.full(columns, TINY)
        cost[:cells] += np.where(hidden, 0.0, self._weights)
        if self._steps is None:
            self._steps = solver()
            self._steps.passModel(self._program())
        highs = self._steps
        if is_whole:
            lp = self._program()
            lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
            highs = solver(mip_rel_gap=GAP, mip_max_nodes=BRANCHES, **timed(self._reader.clock))
            highs.passModel(lp)
        highs.changeColsCost(
            2 * columns, np.arange(2 * columns, dtype=np.int32), np.concatenate([cost, cost])
        )
        for column, least in ((cell, max(way, 0)), (columns + cell, max(-way, 0))):
            highs.changeColBounds(column, float(least), float(least))
        highs.run()
        self._reader.clock.spend(highs, 2 * columns)
        is_found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        flow = np.array(highs.getSolution().col_value) if is_found else np.zeros(2 * columns)
        for column, most in ((cell, self._up[cell]), (columns + cell, self._down[cell])):
            highs.changeColBounds(column, 0.0, float(most))
        moved: np.ndarray = hidden | (((flow[:columns] + flow[columns:])[:cells] > EXACT) & self._may)
        return moved

    def _program(self) -> highspy.HighsLp:
        """Steps up and down of every cell that may be hidden."""
        columns, rows = self._reader.model.columns, self._reader.model.rows
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * columns, len(rows.right)
        lp.col_cost_ = np.zeros(2 * columns)
        lp.col_lower_, lp.col_upper_ = np.zeros(2 * columns), np.concatenate([self._up, self._down])
        lp.row_lower_, lp.row_upper_ = rows.right, rows.right
        index, value = np.empty(2 * len(rows.index), np.int32), np.empty(2 * len(rows.index))
        index[0::2], index[1::2] = rows.index, rows.index + columns
        value[0::2], value[1::2] = rows.value, -rows.value
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = 2 * rows.start, index, value
        return lp
