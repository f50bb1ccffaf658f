# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the supervisor's page shows: protected tables as they would leave the house, and the release ledger.

No view holds a number that is hidden: where a cell is not published its ``value`` is None and its text a sign.
Labels are German, as on paper; sentences that explain are message ids and go through the translator.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from beratung.domain.base import Value
from beratung.domain.errors import N_

HIDDEN_SIGN = "."
EMPTY_SIGN = "–"


class CellState(StrEnum):
    """What became of a cell."""

    PUBLISHED = "published"
    EMPTY = "empty"
    """Nobody is in it, and that is printed."""
    HIDDEN = "hidden"
    """Hidden because few people are in it, or so that no such cell can be reckoned back.

    Which of both is not told: whoever knows which cells are small can often reckon them from the totals.
    """
    MERGED = "merged"
    """Hidden like all small numbers and all empty cells of a report that hides both."""


WHY = {
    CellState.PUBLISHED: "",
    CellState.EMPTY: N_("Nobody is counted here."),
    CellState.HIDDEN: N_(
        "This number is hidden because so few people are behind it that one of them could be recognised, or because "
        "such a small number could be worked out from it."
    ),
    CellState.MERGED: N_("Here stands a small number or none at all; which of both stays in the house."),
}
"""Why a cell looks as it does, one plain sentence each, as message ids."""


class ReportCell(Value, frozen=True, kw_only=True):
    """A cell as it is shown and exported: ``text`` is "12", "–" or "."; ``value`` is None where it is hidden."""

    text: str
    value: int | None
    state: CellState

    @property
    def is_hidden(self) -> bool:
        """Whether the number stays in the house."""
        return self.value is None

    @property
    def why(self) -> str:
        """Why it looks as it does: a message id, empty for an ordinary number."""
        return WHY[self.state]


class ReportCategory(Value, frozen=True, kw_only=True):
    """A category of a dimension, as it is called on paper; ``code`` is empty for the total."""

    code: str
    label: str


class ReportRow(Value, frozen=True, kw_only=True):
    """A line of a table: what it is about, one category for each dimension down the side, and its cells."""

    head: tuple[ReportCategory, ...]
    cells: tuple[ReportCell, ...]
    is_total: bool = False


class ReportTable(Value, frozen=True, kw_only=True):
    """A table: the last dimension runs across, the others down the side; one of one dimension has one column.

    ``columns`` end with the total where there are several; the last row (or rows) are totals. ``sides`` and ``across``
    are the labels of the dimensions, ``dimensions`` their names in the same order (sides first).
    """

    name: str
    title: str
    measure: str
    """What is counted, for example ``consultations``."""
    measure_label: str
    dimensions: tuple[str, ...]
    sides: tuple[str, ...]
    across: str
    columns: tuple[ReportCategory, ...]
    rows: tuple[ReportRow, ...]
    threshold: int
    note: str = ""

    def cells(self) -> "Iterator[ReportCell]":
        """Every cell, row by row."""
        for row in self.rows:
            yield from row.cells


class MergeProposal(Value, frozen=True, kw_only=True):
    """Rare categories that had better be one, and what that would change.

    ``hidden_after`` is the share of hidden cells with it (0 to 1), None where it was not tried.
    """

    dimension: str
    dimension_label: str
    grouping: str = ""
    """Id of the way to sort that the report uses; several may share a dimension."""
    categories: tuple[str, ...]
    labels: tuple[str, ...]
    label: str
    hidden_before: float
    hidden_after: float | None = None


class SharedRow(Value, frozen=True, kw_only=True):
    """A row of which all people share one category of a sensitive dimension: it tells that of each of them."""

    table: str
    title: str
    row: str
    """Labels of its categories; empty for the total of a table."""
    dimension_label: str
    category: str


class MethodNote(Value, frozen=True, kw_only=True):
    """How the tables were made and protected: what a reader must know. ``lines`` are German sentences."""

    threshold: int
    zeros: str
    lines: tuple[str, ...]


class ProtectedReport(Value, frozen=True, kw_only=True):
    """A report as it would leave the house."""

    definition: str
    title: str
    period: str
    period_label: str
    tables: tuple[ReportTable, ...]
    method: MethodNote
    cells: int
    hidden: int
    least_hidden: int
    """The hidden cells without those of which a proven bound leaves open whether they are needed."""
    is_safe: bool = True
    is_proven: bool = False
    """Whether it is proven that no fewer further cells would be enough."""
    is_stopped: bool = False
    """It was made quickly or stopped: safe, but more may be hidden than needed."""
    is_released: bool = False
    """These very numbers left the house before; they are frozen."""
    is_former: bool = False
    """Released, and the report was changed since: other tables, sortings, parts of the people or names."""
    late: int = 0
    """Entries that came after the period was frozen and are not in these numbers."""
    merges: tuple[MergeProposal, ...] = ()
    earlier: tuple[int, ...] = ()
    """Numbers of the releases in the ledger with which it was protected together."""
    shared: tuple[SharedRow, ...] = ()
    """Rows that tell something of everybody in them; a warning to the house before it releases them."""
    left_out: tuple[str, ...] = ()
    """For a look into a report: titles of the tables in which this part would tell of few people."""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a look into a report: which categories of which dimensions it was narrowed to."""

    @property
    def hidden_share(self) -> float:
        """Share of cells that are hidden, 0 to 1."""
        return self.hidden / self.cells if self.cells else 0.0

    @property
    def gap(self) -> int:
        """By how many cells more than the proven bound are hidden."""
        return 0 if self.is_proven else max(0, self.hidden - self.least_hidden)


class ReportInfo(Value, frozen=True, kw_only=True):
    """A report that can be made."""

    id: str
    title: str
    about: str
    is_own: bool
    """Built in this centre, not brought along."""
    kinds: tuple[str, ...]
    """Kinds of periods it is made for: ``month``, ``quarter``, ``half``, ``year``."""
    note: str = ""


class PeriodInfo(Value, frozen=True, kw_only=True):
    """A period of which a report can be made; ``code`` is 2026-Q3, 2026, 2026-H1 or 2026-05."""

    code: str
    label: str
    kind: str
    is_over: bool
    is_frozen: bool
    """It (or a part of it) left the house before, so its numbers do not change any more."""
    is_in_programme: bool = True


class TrendPoint(Value, frozen=True, kw_only=True):
    """One period of a trend."""

    period: str
    label: str
    cell: ReportCell


class TrendLine(Value, frozen=True, kw_only=True):
    """One category over the periods."""

    category: ReportCategory
    points: tuple[TrendPoint, ...]


class Trend(Value, frozen=True, kw_only=True):
    """A table's rows over the quarters of some years; protected together, hidden points are gaps."""

    title: str
    measure_label: str
    lines: tuple[TrendLine, ...]


class ReleasedFile(Value, frozen=True, kw_only=True):
    """A file that was written."""

    path: str
    sha256: str
    size: int


class LedgerLine(Value, frozen=True, kw_only=True):
    """A release as the ledger lists it."""

    id: UUID
    number: int
    at: datetime
    by: str
    definition: str
    title: str
    period: str
    period_label: str
    to_whom: str
    is_revision: bool
    cells: int
    hidden: int
    files: tuple[str, ...]
    fingerprint: str


class Released(Value, frozen=True, kw_only=True):
    """What a release wrote, and its line in the ledger."""

    line: LedgerLine
    report: ProtectedReport
    files: tuple[ReleasedFile, ...]
    is_repeated: bool = False
    """The same numbers had left the house before: the same files were written again, to somebody else perhaps."""


class AuditStep(Value, frozen=True, kw_only=True):
    """What the audit found about one release; ``problem`` is a message id, empty where all is well."""

    number: int
    title: str
    period: str
    hidden: int
    witnesses: int
    problem: str = ""
    details: dict[str, str | int] = msgspec.field(default_factory=dict)


class LedgerAudit(Value, frozen=True, kw_only=True):
    """The whole ledger checked."""

    steps: tuple[AuditStep, ...]
    is_anew: bool
    """Whether all was reckoned anew, not only from the stored proofs."""
    is_whole: bool = True
    """False where it was cancelled."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not any(step.problem for step in self.steps)


class Detail(StrEnum):
    """How much of a table a period prints."""

    FULL = "full"
    MARGINS = "margins"
    """Each dimension by itself."""
    NONE = "none"


class Waiting(Value, frozen=True, kw_only=True):
    """A report of which some periods of a year have not left the house."""

    definition: str
    title: str
    periods: tuple[str, ...]
    """Codes of the periods."""
    labels: tuple[str, ...]
    is_begun: bool = False
    """Others of its periods have left the house."""


class YearState(Value, frozen=True, kw_only=True):
    """Whether the facts of a year still exist, or were folded into counts for good."""

    year: int
    is_over: bool
    is_counted: bool
    """Whether everything of before is counted; only then it can be closed."""
    is_closed: bool = False
    closed_at: datetime | None = None
    closed_by: str = ""
    facts: int = 0
    """How many there are; none once the year is closed."""
    late: int = 0
    """Entries that came too late for the numbers; while the year is open they can go out as a correction."""
    dropped: int = 0
    """Those of them that came after the year was closed."""
    waiting: tuple[Waiting, ...] = ()
    """What of the year's programme has not left the house; it still can when the year is closed."""
    has_links: bool = False
    """Of a closed year: some clients' records still say that they were counted; counsellors' programs cut that."""


class ProgrammeLine(Value, frozen=True, kw_only=True):
    """How detailed a table is in the quarters (and half-years, months) and in the year."""

    definition: str
    title: str
    table: str
    table_title: str
    within_year: Detail
    year: Detail


class Programme(Value, frozen=True, kw_only=True):
    """What is released in a year. Once the first report of the year left the house it cannot be changed."""

    year: int
    lines: tuple[ProgrammeLine, ...]
    is_fixed: bool
    fixed_by: int = 0
    """Number of the release that fixed it; 0 where it is still open."""
