# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A safe plan at once: hides along the cheapest change of the table that moves an unsafe cell. Pure."""

from collections.abc import Callable

import highspy
import numpy as np

from beratung.reports.protection.attacker import Attack
from beratung.reports.protection.needs import Found
from beratung.reports.protection.reader import Reader
from beratung.solving import SolverFailed, is_optimal, solver


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

    def repaired(self, hidden: np.ndarray) -> np.ndarray:
        """Hide more until every hidden cell is safe; raises CannotRepair."""
        hidden, reader = hidden.copy(), self._reader
        for _ in range(len(hidden)):
            before = hidden.copy()
            found, cuts = reader.of_tables(hidden)
            unsafe = sorted({cut.cell for cut in cuts})
            if not unsafe:
                found, cuts = reader.attack(hidden)
                if not cuts:
                    return hidden
                unsafe = sorted({cut.cell for cut in cuts})
            for cell in unsafe:
                again = Found(Attack(reader.model, hidden), reader.needs, found.tables)
                if not reader.is_met(again, cell):
                    self._move(hidden, cell)
            if (before == hidden).all():  # the cheapest way does not lead on: every cell that a cut names
                for cut in cuts:
                    hidden[list(cut.weights)] = True
            if (before == hidden).all():
                raise CannotRepair(unsafe)
        raise SolverFailed("repair")

    def pruned(self, hidden: np.ndarray, is_over: Callable[[], bool], most: int) -> np.ndarray:
        """Leave out what is not needed, the dearest first; at most so many tries."""
        hidden, reader = hidden.copy(), self._reader
        extra = np.flatnonzero(hidden & reader.candidate)
        for cell in sorted(extra, key=lambda cell: (-self._weights[cell], cell))[:most]:
            if is_over():
                break
            hidden[cell] = False
            if not reader.is_safe(hidden) or (reader.whole is not None and reader.attack(hidden)[1]):
                hidden[cell] = True
        return hidden

    def _move(self, hidden: np.ndarray, cell: int) -> None:
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
                hidden |= self._moved(hidden, cell, way)

    def _moved(self, hidden: np.ndarray, cell: int, way: int) -> np.ndarray:
        """The cells that change with one that moves by so much, along the cheapest way."""
        reader = self._reader
        problem, rows = reader.problem, reader.model.rows
        cells, columns = len(problem.keys), rows.columns
        may = hidden | reader.candidate
        up, down = np.zeros(columns), np.zeros(columns)
        up[:cells] = np.where(may, float(problem.counts.max()), 0)
        down[:cells] = np.where(may, np.maximum(problem.counts - problem.lows, 0), 0)
        cost = np.zeros(columns)
        cost[:cells] = np.where(hidden, 0.0, self._weights)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * columns, len(rows.right)
        lp.col_cost_ = np.concatenate([cost, cost]) + 1e-6
        least, most = np.zeros(2 * columns), np.concatenate([up, down])
        for column, ways in ((cell, max(way, 0)), (columns + cell, max(-way, 0))):
            least[column] = most[column] = float(ways)
        lp.col_lower_, lp.col_upper_ = least, most
        lp.row_lower_, lp.row_upper_ = rows.right, rows.right
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = (2 * rows.start).astype(np.int32)
        index, value = [], []
        for row in range(len(rows.right)):
            span = slice(rows.start[row], rows.start[row + 1])
            index += [rows.index[span], rows.index[span] + columns]
            value += [rows.value[span], -rows.value[span]]
        lp.a_matrix_.index_ = np.concatenate(index).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate(value)
        highs = solver()
        highs.passModel(lp)
        highs.run()
        if not is_optimal(highs):
            return hidden
        flow = np.array(highs.getSolution().col_value)
        moved: np.ndarray = (flow[:columns] + flow[columns:])[:cells] > 1e-6
        return moved
