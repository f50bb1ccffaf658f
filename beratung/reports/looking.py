# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Looks into reports: rare categories merged, one part of the people, one table over the quarters.

Whatever is looked at is protected together with what left the house and with the page it was opened from, so that
looking twice tells no more than looking once.
"""

import math
from collections.abc import Callable, Iterable, Sequence

import msgspec

from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import Grouping, ReportDefinition, merged
from beratung.domain.statistics_views import (
    MergeProposal,
    ProtectedReport,
    ReportCategory,
    ReportTable,
    Trend,
    TrendLine,
    TrendPoint,
)
from beratung.reports.making import Earlier, Made, Page, make
from beratung.reports.wording import words

MOST_PROPOSALS = 4
RARE = 0.2
"""From this share of hidden cells on a category is proposed for merging."""
LEAST_LEFT = 3
"""So many categories stay at least."""

Counting = Callable[[ReportDefinition], Page]


class Trial(msgspec.Struct, frozen=True):
    """A report whose merges are tried out: the page as it is, and how to count and protect another."""

    own: ReportDefinition
    report: ProtectedReport
    earlier: Sequence[Earlier]
    counting: Counting
    seconds: float = math.inf
    cancel: Callable[[], bool] | None = None

    def proposals(self) -> tuple[MergeProposal, ...]:
        """Merges of rare categories, those that help most first, with the share that would stay hidden."""
        found = []
        for grouping in _used(self.own, self.report):
            rare = _rare(self.report.tables, grouping)
            if rare and not (self.cancel is not None and self.cancel()):
                found.append(self._tried(grouping, rare))
        useful = [one for one in found if one.hidden_after is None or one.hidden_after < one.hidden_before]
        return tuple(sorted(useful, key=_order)[:MOST_PROPOSALS])

    def _tried(self, grouping: Grouping, rare: tuple[str, ...]) -> MergeProposal:
        label = words().rest
        labels = {category.id: category.text() for category in grouping.categories}
        after: float | None = None
        try:
            page = self.counting(merged(self.own, grouping.id, rare, {"de": label}))
            made = make(page, self.earlier, seconds=self.seconds, is_cancelled=self.cancel)
            after = made.report.hidden_share
        except BeratungError:
            after = None  # it cannot be made safe this way either
        return MergeProposal(
            dimension=grouping.name,
            dimension_label=grouping.label.get("de", grouping.id),
            grouping=grouping.id,
            categories=rare,
            labels=tuple(labels[code] for code in rare),
            label=label,
            hidden_before=self.report.hidden_share,
            hidden_after=after,
        )


def _order(proposal: MergeProposal) -> tuple[float, str]:
    return (2.0 if proposal.hidden_after is None else proposal.hidden_after, proposal.dimension)


def _used(own: ReportDefinition, report: ProtectedReport) -> list[Grouping]:
    shown = {name for table in report.tables for name in table.dimensions}
    laid_out = {name for table in own.tables for name in table.dimensions}
    return [g for g in own.groupings if g.name in shown and g.id in laid_out]


def _rare(tables: Iterable[ReportTable], grouping: Grouping) -> tuple[str, ...]:
    """Categories of which much is hidden, and the one that takes the rest."""
    cells: dict[str, list[bool]] = {category.id: [] for category in grouping.categories}
    for table in tables:
        if grouping.name not in table.dimensions:
            continue
        at = table.dimensions.index(grouping.name)
        is_across = bool(table.across) and at == len(table.dimensions) - 1
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                code = column.code if is_across else row.head[at].code
                if code in cells and cell.value != 0:
                    cells[code].append(cell.is_hidden)
    share = {code: sum(hidden) / len(hidden) for code, hidden in cells.items() if hidden}
    order = sorted(share, key=lambda code: (-share[code], code))
    rare = [code for code in order if share[code] >= RARE]
    rest = next((category.id for category in grouping.categories if category.is_rest), "")
    if rare and rest and rest not in rare:
        rare.append(rest)
    most = max(0, len(grouping.categories) - LEAST_LEFT + 1)
    chosen = rare[:most] if rest not in rare[most:] else [*rare[: max(0, most - 1)], rest]
    return tuple(sorted(chosen)) if len(chosen) > 1 else ()


def trend_of(table: str, made: Sequence[Made]) -> Trend:
    """One table over several periods, by its first dimension; raises StopIteration where none has it."""
    pages = [(one, next((t for t in one.report.tables if t.name == table), None)) for one in made]
    first = next(found for _, found in pages if found is not None)
    lines: dict[str, list[TrendPoint]] = {}
    labels: dict[str, ReportCategory] = {}
    for one, found in pages:
        for row in found.rows if found is not None else ():
            if any(part.code for part in row.head[1:]):
                continue
            labels.setdefault(row.head[0].code, row.head[0])
            point = TrendPoint(period=one.report.period, label=one.report.period_label, cell=row.cells[-1])
            lines.setdefault(row.head[0].code, []).append(point)
    return Trend(
        title=first.title,
        measure_label=first.measure_label,
        lines=tuple(TrendLine(category=labels[code], points=tuple(points)) for code, points in lines.items()),
    )
