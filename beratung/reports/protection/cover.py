# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The cheapest choice of cells that satisfies all cuts so far. Pure."""

import highspy
import msgspec
import numpy as np

from beratung.reports.protection.needs import Cut
from beratung.reports.protection.problem import Problem
from beratung.solving import SolverFailed, is_infeasible, is_optimal, solver

NODES = 300
"""Branches that are looked at in one search."""
ROUGH, EXACT = 0.49, 1e-5


class Choice(msgspec.Struct, frozen=True):
    """Cells to hide beside those that are hidden anyway, the least number of them, and whether nothing is cheaper."""

    cells: np.ndarray
    least: float
    is_exact: bool


class Cover:
    """The covering problem."""

    def __init__(self, problem: Problem, candidate: np.ndarray) -> None:
        self.candidate = candidate
        self.weights = _weights(problem, candidate)
        self.cuts: list[Cut] = []
        self.nodes_left = NODES

    def cheapest(self, *, is_rough: bool = False) -> Choice | None:
        """Solve; None if no choice satisfies all cuts. A rough choice may be dearer by less than half a cell."""
        nothing = np.zeros(len(self.candidate), bool)
        if not self.cuts:
            return Choice(nothing, 0.0, is_exact=True)
        if any(cut.is_sure and not self._row(cut) for cut in self.cuts):
            return None
        columns = np.flatnonzero(self.candidate)
        gap = ROUGH if is_rough else EXACT
        highs = solver(mip_rel_gap=0.0, mip_abs_gap=gap, mip_max_nodes=max(1, self.nodes_left))
        highs.passModel(self._model(columns))
        highs.run()
        if is_infeasible(highs):
            return None
        values = np.array(highs.getSolution().col_value)
        info = highs.getInfo()
        self.nodes_left -= max(1, int(info.mip_node_count))
        if not len(values) or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise SolverFailed("cover")
        nothing[columns[values > 0.5]] = True
        # what a cell weighs more than one is at most a half for all together
        return Choice(nothing, max(0.0, float(info.mip_dual_bound) - 0.5), not is_rough and is_optimal(highs))

    def blamed(self) -> list[int]:
        """The cells because of which there is no choice."""
        alone = {cut.cell for cut in self.cuts if cut.is_sure and not self._row(cut)}
        return sorted(alone or {cut.cell for cut in self.cuts if cut.is_sure})

    def _row(self, cut: Cut) -> dict[int, float]:
        return {cell: weight for cell, weight in cut.weights.items() if self.candidate[cell]}

    def _model(self, columns: np.ndarray) -> highspy.HighsLp:
        at = {int(cell): number for number, cell in enumerate(columns)}
        rows = []
        for cut in self.cuts:
            row = {at[cell]: weight for cell, weight in self._row(cut).items()}
            if not cut.is_sure:
                row[at[cut.cell]] = -1.0
            rows.append(row)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(columns), len(rows)
        lp.col_cost_ = self.weights[columns]
        lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        lp.row_lower_ = np.array([1.0 if cut.is_sure else 0.0 for cut in self.cuts]) - 1e-7
        lp.row_upper_ = np.full(len(rows), highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([cell for row in rows for cell in row], np.int32)
        lp.a_matrix_.value_ = np.array([weight for row in rows for weight in row.values()], float)
        return lp


def _weights(problem: Problem, candidate: np.ndarray) -> np.ndarray:
    """One for each cell, and a little more for totals and big cells; all the little together below a half."""
    widest = max((len(table.dimensions) + len(table.within) for table in problem.tables), default=0)
    depth = np.array([widest - len(key) for key in problem.keys], float)
    little = 1 + 8 * depth + np.log2(1 + problem.counts)
    total = float(little[candidate].sum()) or 1.0
    weights: np.ndarray = 1 + 0.5 * little / total
    return weights
