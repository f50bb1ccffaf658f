# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Figures that are measured beside a comparison in one run and given as a ratio."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table; times in milliseconds, medians of interleaved rounds."""

    name: str
    ours: float
    comparison: float
    goal: str
    """In words: ``at most 1.5 times`` or ``at most 3 ms``."""
    against: str
    """What the comparison is."""

    @property
    def ratio(self) -> float:
        """How many times the comparison."""
        return self.ours / self.comparison if self.comparison else float("nan")
