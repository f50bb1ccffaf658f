# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What left the house as statistics: the release ledger and the programme of a year. Sealed under ``statistics``.

All of it has one subject of its own, `LEDGER`: it is about no client. Each entry names the hash of the one before it,
and the head how many there are, so that none can be changed or taken out unseen.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from beratung.domain.base import Domain, Record, Shelf, Value
from beratung.domain.statistics_views import Detail

LEDGER = UUID("1ed9e700-0000-4000-8000-000000000001")
"""The subject of everything here, and the id of the head."""


class LedgerHead(Record, frozen=True, kw_only=True, tag="ledger_head"):
    """The end of the ledger, and which months (``2026-07``) are frozen because they left the house."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.DOCUMENT

    count: int = 0
    last: str = ""
    """Hash of the last entry."""
    frozen: tuple[str, ...] = ()
    """Months in their order."""
    closed: tuple[int, ...] = ()
    """Years whose facts were folded into counts for good; all their months are frozen."""


class LedgerEntry(Record, frozen=True, kw_only=True, tag="ledger_entry"):
    """One release: what, when, to whom; its tables and their proof lie in `paper`."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.DOCUMENT

    number: int
    at: datetime
    by: str
    """Name of the account; it stays in the house."""
    definition: str
    title: str
    period: str
    year: int
    to_whom: str
    is_revision: bool = False
    repeats: int = 0
    """Number of the release whose numbers were handed out once more; 0 where they are new."""
    cells: int = 0
    hidden: int = 0
    files: tuple[str, ...] = ()
    paper: UUID
    """Id of the `LedgerPaper`; that of the first release where this one repeats it."""
    paper_hash: str
    previous: str
    """Hash of the entry before; empty for the first."""
    hash: str = ""


class LedgerPaper(Record, frozen=True, kw_only=True, tag="ledger_paper"):
    """What a release was made of: counted tables, protected tables, proof, all as compressed JSON."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.PAPER

    body: bytes

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} v{self.version}>"


class PlannedTable(Value, frozen=True, kw_only=True):
    """How detailed a table is in the parts of the year and in the year."""

    definition: str
    table: str
    within_year: Detail
    year: Detail


class YearProgramme(Record, frozen=True, kw_only=True, tag="year_programme"):
    """The programme of a year; `fixed_by` is the release that fixed it, 0 while it is open."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.DOCUMENT

    year: int
    tables: tuple[PlannedTable, ...] = ()
    fixed_by: int = 0
