# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whether a report was changed since it left the house: its released pages stay as they were, and say so. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from beratung.domain.statistics_views import ProtectedReport, ReportTable
from beratung.reports.making import Page

Told = tuple[object, ...]


def marked(report: ProtectedReport, output: Mapping[str, Any], page: Page) -> ProtectedReport:
    """A released page with how much came late since, and a mark where the report is laid out, narrowed or named anew."""
    then = report.title, _released(report, output)
    is_former = then != (page.title, _today(page))
    return msgspec.structs.replace(report, is_former=is_former, late=page.late)


def _released(report: ProtectedReport, output: Mapping[str, Any]) -> dict[str, Told]:
    within = {table["name"]: table["within"] for table in output["tables"]}
    return {
        table.name: (table.title, table.threshold, within.get(table.name, _as_revised(table, within)), _sides(table))
        for table in report.tables
    }  # fmt: skip


def _as_revised(table: ReportTable, within: Mapping[str, Any]) -> object:
    """A correction has its tables in parts, of which the one that was kept says what the table is about."""
    return within.get(f"{table.name}~kept")


def _sides(table: ReportTable) -> dict[str, dict[str, str]]:
    """The categories of each dimension with their labels."""
    found: dict[str, dict[str, str]] = {name: {} for name in table.dimensions}
    for row in table.rows:
        for name, category in zip(table.dimensions, row.head, strict=False):
            found[name] |= {category.code: category.label} if category.code else {}
    if table.across:
        found[table.dimensions[-1]] = {one.code: one.label for one in table.columns if one.code}
    return found


def _today(page: Page) -> dict[str, Told]:
    return {
        shape.name: (
            shape.title,
            shape.threshold,
            dict(shape.within),
            {side.name: dict(side.categories) for side in shape.sides},
        )
        for shape in page.shapes
    }
