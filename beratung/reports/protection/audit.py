# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What readers can reckon of each hidden cell, exactly, whatever was hidden and by whom. Pure."""

import msgspec
import numpy as np

from beratung.reports.protection.attacker import Attack, Model
from beratung.reports.protection.needs import Needs
from beratung.reports.protection.problem import Problem


class Ends(msgspec.Struct, frozen=True):
    """The least and the greatest value that a hidden cell can have, and whether that is wide enough."""

    low: int
    high: int
    is_safe: bool

    @property
    def is_recoverable(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high


def audit(problem: Problem, hidden: np.ndarray) -> dict[int, Ends]:
    """The ends of every hidden cell over all whole tables that readers cannot rule out."""
    needs = Needs.of(problem)
    attack = Attack(Model(problem), hidden | ~problem.watched())
    found = {}
    for cell in (int(place) for place in np.flatnonzero(hidden)):
        high, low = attack.furthest(cell, 1), attack.furthest(cell, -1)
        is_safe = high >= needs.high[cell] and low <= needs.low[cell] and high - low >= needs.span[cell]
        found[cell] = Ends(low, high, bool(is_safe))
    return found
