# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The one place that starts HiGHS. Pure: it knows numbers only.

HiGHS keeps one pool of threads for the whole process: two solvers that ask for different numbers of threads
would silently not run. So everybody gets the same, and a status other than the one asked for is a failure.
"""

from typing import Any

import highspy
import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
THREADS = 1


class SolverFailed(RuntimeError):
    """The solver gave neither a solution nor a proof that there is none."""


def solver(**options: float | str | bool) -> highspy.Highs:
    """Return a quiet solver with the thread count of the process."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, float | str | bool] = {
        "output_flag": False,
        "threads": THREADS,
        "random_seed": 0,
        "parallel": "off",
        **options,
    }
    for name, value in settings.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverFailed(name)
    return highs


def is_optimal(highs: highspy.Highs) -> bool:
    """Whether the last run ended with a proven optimum."""
    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def is_infeasible(highs: highspy.Highs) -> bool:
    """Whether the last run proved that there is no solution."""
    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)
