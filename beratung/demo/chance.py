# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Chance that is the same every time: one stream of numbers for each household."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Chance:
    """Draws from a stream that its name alone decides; only for synthetic data."""

    def __init__(self, *name: object) -> None:
        self._random = random.Random("/".join(str(part) for part in name))  # noqa: S311

    def id(self) -> UUID:
        """Return an id that looks random."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def one(self, some: Sequence[T]) -> T:
        """Return one of several."""
        return some[self.below(len(some))]

    def weighted(self, some: Sequence[T], weights: Sequence[int]) -> T:
        """Return one of several, heavier ones more often."""
        at = self.below(sum(weights))
        for entry, weight in zip(some, weights, strict=True):
            at -= weight
            if at < 0:
                return entry
        return some[-1]

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a number from low to high, both included."""
        return low + self.below(high - low + 1)

    def happens(self, percent: int) -> bool:
        """Whether something of this probability happens."""
        return self.below(100) < percent

    def day(self, first: date, last: date) -> date:
        """Return a day from first to last, both included; first where the order is wrong."""
        return first + timedelta(days=self.between(0, max(0, (last - first).days)))
