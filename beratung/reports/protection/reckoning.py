# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Equations over cells and people, reduced to what is open in them, and the solver's work on them. Pure.

What a reader knows goes to the right side, and rows that are left without an open column only have to be true. So
the work depends on how much is hidden, and not on how large the tables are.
"""

import math
import time
from collections.abc import Callable

import highspy
import msgspec
import numpy as np

from beratung.domain.errors import N_, Refused
from beratung.solving import SolverFailed, is_infeasible, is_optimal, solver

EXACT = 1e-6
GRACE = 20.0
"""Seconds that a stopped search may still take for the quick plan and its proof."""


class OutOfTime(Refused):
    """Stopped before anything could be shown safe."""

    message = N_(
        "The search was stopped before these tables could be shown to be safe. Please give it more time."
    )


class Paused(Exception):
    """The time for a search is over; what it found so far can be used."""


class Clock:
    """How much work was done, and when to stop.

    ``stop_at`` is the moment of ``time.monotonic`` at which nothing goes on any more. While ``is_paused`` is set, a
    search ends as soon as it says so.
    """

    def __init__(self, stop_at: Callable[[], float] = lambda: math.inf) -> None:
        self.spent = 0
        self.is_paused: Callable[[], bool] | None = None
        self._stop_at = stop_at

    def look(self) -> None:
        """Raise Paused or OutOfTime if it is time to."""
        if self.is_paused is not None and self.is_paused():
            raise Paused
        self.left()

    def spend(self, highs: highspy.Highs, columns: int) -> None:
        """Count the work of a run: the steps of the simplex method, by how long each takes."""
        self.spent += max(1, int(highs.getInfo().simplex_iteration_count)) * columns

    def left(self) -> float:
        """Seconds left; raises OutOfTime when there are none."""
        left = self._stop_at() - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left


UNLIMITED = Clock()


class Ending:
    """When a search is to end: at a moment of ``time.monotonic``, or as soon as it was cancelled.

    From the first time that it says so, a plan must be at hand within the grace; then the clock stops everything.
    """

    def __init__(self, until: float, is_cancelled: Callable[[], bool] | None) -> None:
        self._until = until
        self._is_cancelled = is_cancelled or (lambda: False)
        self._stop_at = until + GRACE
        self.clock = Clock(self._last)

    def is_over(self) -> bool:
        """Whether to come to an end."""
        now = time.monotonic()
        if now > self._until or self._is_cancelled():
            self._stop_at = min(self._stop_at, now + GRACE)
            return True
        return False

    def _last(self) -> float:
        self.is_over()
        return self._stop_at


class Rows(msgspec.Struct, frozen=True):
    """The equations over cells and the joint cells behind them, row by row."""

    columns: int
    start: np.ndarray
    index: np.ndarray
    value: np.ndarray
    right: np.ndarray

    def of(self) -> np.ndarray:
        """By entry, the row in which it stands."""
        return np.repeat(np.arange(len(self.right)), np.diff(self.start))


class Open(msgspec.Struct, frozen=True):
    """What is left of equations when all columns are settled whose least and greatest values are one."""

    table: np.ndarray
    """All columns, settled ones at their value."""
    columns: np.ndarray
    rows: np.ndarray
    start: np.ndarray
    index: np.ndarray
    value: np.ndarray
    right: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def whole_of(self, values: np.ndarray) -> np.ndarray:
        """All columns, the open ones at these values."""
        table = self.table.copy()
        table[self.columns] = values
        return table

    def program(self) -> highspy.HighsLp:
        """The equations for the solver, without a goal."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.columns), len(self.rows)
        lp.col_cost_ = np.zeros(len(self.columns))
        lp.col_lower_, lp.col_upper_ = self.low, self.high
        lp.row_lower_, lp.row_upper_ = self.right, self.right
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = self.start, self.index, self.value
        return lp

    def loaded(self, **options: float | str | bool) -> highspy.Highs:
        """A solver over the reals."""
        highs = solver(**options)
        highs.passModel(self.program())
        return highs

    def solved(self, clock: Clock, **options: float | str | bool) -> np.ndarray | None:
        """A whole table that fits; None if there is none, SolverFailed if that stayed undecided."""
        if not len(self.columns):
            return self.table
        lp = self.program()
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.columns)
        highs = solver(**{**timed(clock), **options})
        highs.passModel(lp)
        highs.run()
        clock.spend(highs, len(self.columns))
        if is_infeasible(highs):
            return None
        if not is_optimal(highs):
            clock.left()
            raise SolverFailed("witness")
        found: np.ndarray = np.rint(self.whole_of(np.array(highs.getSolution().col_value)))
        return found


def timed(clock: Clock) -> dict[str, float | str | bool]:
    """The solver's own limit of time; none if there is none, so that nothing depends on the machine."""
    left = clock.left()
    return {} if math.isinf(left) else {"time_limit": left}


def opened(rows: Rows, low: np.ndarray, high: np.ndarray) -> Open | None:
    """Settle all columns that can have one value only; None if a row of settled ones is untrue."""
    is_open = low < high
    table = low.astype(float)
    columns = np.flatnonzero(is_open)
    number = np.full(rows.columns, -1)
    number[columns] = np.arange(len(columns))
    kept, of = is_open[rows.index], rows.of()
    count = len(rows.right)
    known = np.bincount(of, np.where(kept, 0.0, rows.value * table[rows.index]), count)
    entries = np.bincount(of[kept], minlength=count)
    live = np.flatnonzero(entries)
    right = rows.right - known
    if np.abs(right[entries == 0]).max(initial=0.0) > EXACT:
        return None
    start = np.concatenate([[0], np.cumsum(entries[live])]).astype(np.int32)
    index = number[rows.index[kept]].astype(np.int32)
    return Open(
        table, columns, live, start, index, rows.value[kept], right[live], low[columns], high[columns]
    )
