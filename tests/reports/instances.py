# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Tables of all kinds for the tests, the same for the same seed."""

import random
from collections.abc import Sequence
from typing import Any

from tests.reports.tables import population, problem

KINDS: dict[str, Sequence[tuple[dict[str, int], tuple[tuple[str, ...], ...]]]] = {
    "flat": [
        ({"nat": 6}, (("nat",),)),
        ({"nat": 7, "dist": 5}, (("nat", "dist"),)),
        ({"a": 5, "b": 4}, (("a", "b"),)),
    ],
    "deep": [
        ({"a": 4, "b": 3, "c": 2}, (("a", "b", "c"),)),
        ({"quarter": 4, "nat": 3, "dist": 2}, (("quarter", "nat", "dist"),)),
    ],
    "linked": [
        ({"a": 5, "b": 4, "c": 3}, (("a", "b"), ("b", "c"))),
        ({"a": 4, "b": 4, "c": 3}, (("a", "b"), ("b", "c"), ("a", "c"))),
        ({"a": 4, "b": 3, "c": 3, "d": 3}, (("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"))),
        ({"quarter": 4, "nat": 5, "dist": 3}, (("quarter", "nat"), ("nat", "dist"))),
    ],
}


def instance(seed: int) -> dict[str, Any]:
    """One set of tables; kinds, sizes, thresholds and zeros take turns."""
    chance = random.Random(f"instance {seed}")
    kind = list(KINDS)[seed % len(KINDS)]
    sizes, shapes = chance.choice(KINDS[kind])
    people = population(chance.choice((60, 120, 300)), sizes, seed, chance.choice((0.5, 1.0, 1.5)))
    zeros = "merged" if seed % 5 == 4 else "printed"
    return problem(people, *shapes, threshold=chance.choice((3, 3, 3, 2, 5)), zeros=zeros)
