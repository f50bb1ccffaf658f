# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which months are frozen, and which years are closed: what left the house keeps its numbers.

A page of facts of a frozen month is not changed any more. What is written about such a month later is kept apart as
late: it counts in no report of that month, and in the report of the year as a part of its own.
Of a closed year there are no pages any more: what is written about it later is not kept, only how often that was.
"""

from collections.abc import Iterable

import msgspec

from beratung.domain.errors import NotFound
from beratung.domain.releases import LEDGER, LedgerHead
from beratung.domain.statistics import ClosedYear
from beratung.domain.work import Work


class Standing(msgspec.Struct, frozen=True):
    """What does not change any more."""

    months: frozenset[str] = frozenset()
    """Frozen ones: ``2026-07``."""
    years: frozenset[int] = frozenset()
    """Closed ones."""

    def is_frozen(self, month: str) -> bool:
        """Whether pages of a month do not change any more."""
        return month in self.months

    def is_closed(self, month: str) -> bool:
        """Whether there are no pages of a month any more."""
        return int(month[:4]) in self.years


def standing(work: Work) -> Standing:
    """What is frozen and closed in this unit of work."""
    try:
        head = work.get(LedgerHead, LEDGER)
    except NotFound:
        return Standing()
    return Standing(frozenset(head.frozen), frozenset(head.closed))


def closed_year(work: Work, year: int) -> ClosedYear | None:
    """What a year was closed as, None while it is open."""
    return next((closed for closed in work.all(ClosedYear) if closed.year == year), None)


def frozen_months(work: Work) -> frozenset[str]:
    """The months whose facts do not change any more."""
    return standing(work).months


def with_months(frozen: Iterable[str], months: Iterable[str]) -> tuple[str, ...]:
    """Frozen months together with further ones, in their order."""
    return tuple(sorted({*frozen, *months}))
