# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which months are frozen: what left the house keeps its numbers.

A page of facts of a frozen month is not changed any more. What is written about such a month later is kept apart as
late: it counts in no report of that month, and in the report of the year as a part of its own.
"""

from collections.abc import Iterable

from beratung.domain.errors import NotFound
from beratung.domain.releases import LEDGER, LedgerHead
from beratung.domain.work import Work


def frozen_months(work: Work) -> frozenset[str]:
    """The months (``2026-07``) whose facts do not change any more, in this unit of work."""
    try:
        return frozenset(work.get(LedgerHead, LEDGER).frozen)
    except NotFound:
        return frozenset()


def with_months(frozen: Iterable[str], months: Iterable[str]) -> tuple[str, ...]:
    """Frozen months together with further ones, in their order."""
    return tuple(sorted({*frozen, *months}))
