# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every file of a release says: the tables as rows of cells, and the note of method.

Which hidden cell is small itself and which only stands beside one is never told outside the house: in every file both
are the same sign. So is how many there are of either.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from beratung.domain.statistics_views import ProtectedReport, ReportCell, ReportTable

RISKY = "=+-@\t\r\n|"
"""What a text begins with that a spreadsheet would take for a formula."""


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """Who hands a report out, when, and where it stands in the release ledger."""

    house: str
    made_on: date
    number: int
    fingerprint: str


class Block(msgspec.Struct, frozen=True):
    """A table as rows: texts on the left, then cells."""

    table: ReportTable
    heads: tuple[str, ...]
    """Headers of the columns with texts."""
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[ReportCell, ...], bool], ...]


def blocks(report: ProtectedReport) -> Iterator[Block]:
    """Each table with its headers and rows."""
    for table in report.tables:
        rows = tuple((tuple(h.label for h in row.head), row.cells, row.is_total) for row in table.rows)
        yield Block(table, table.sides, tuple(column.label for column in table.columns), rows)


def subtitle(table: ReportTable) -> str:
    """What a table counts and how it is laid out."""
    return f"{table.measure_label}, {table.across}" if table.across else table.measure_label


def notes(report: ProtectedReport, imprint: Imprint) -> Sequence[str]:
    """The note of method, line by line, with the place in the ledger."""
    return (*report.method.lines, ledger_words(imprint))


def ledger_words(imprint: Imprint) -> str:
    """Where the release stands in the ledger."""
    return (
        f"Freigabe Nr. {imprint.number} vom {imprint.made_on:%d.%m.%Y}, {imprint.house}, "
        f"Prüfsumme {imprint.fingerprint[:16]}."
    )


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, on one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{plain}" if plain[:1] in RISKY and plain else plain


def file_stem(report: ProtectedReport) -> str:
    """How the files of a release are called: report and period, nothing else."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in report.definition)
    return f"{safe}_{report.period}"
