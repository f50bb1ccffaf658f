# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report as JSON for other programs: every cell with its categories, its count or null where it is hidden."""

import json

from beratung.domain.statistics_views import ProtectedReport, ReportCategory, ReportTable
from beratung.reports.export.content import Imprint, notes


def write_json(report: ProtectedReport, imprint: Imprint) -> bytes:
    """The whole report as one document."""
    document = {
        "report": report.definition,
        "title": report.title,
        "period": report.period,
        "tables": [_table(table) for table in report.tables],
        "hidden_share": round(report.hidden_share, 4),
        "method": list(notes(report, imprint)),
        "release": {
            "house": imprint.house,
            "number": imprint.number,
            "on": imprint.made_on.isoformat(),
            "fingerprint": imprint.fingerprint,
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _table(table: ReportTable) -> dict[str, object]:
    cells: list[dict[str, object]] = []
    for row in table.rows:
        heads = {name: head.code for name, head in zip(table.dimensions, row.head, strict=False) if head.code}
        for column, cell in zip(table.columns, row.cells, strict=True):
            across = {table.dimensions[-1]: column.code} if table.across and column.code else {}
            cells.append({"key": heads | across, "count": cell.value})
    labels = {
        name: {"label": label}
        for name, label in zip(table.dimensions, (*table.sides, table.across), strict=False)
    }
    return {
        "name": table.name,
        "title": table.title,
        "measure": table.measure,
        "dimensions": [{"name": name, **labels[name]} for name in table.dimensions],
        "categories": {
            name: [{"code": head.code, "label": head.label} for head in _heads(table, at) if head.code]
            for at, name in enumerate(table.dimensions)
        },
        "cells": cells,
    }


def _heads(table: ReportTable, at: int) -> list[ReportCategory]:
    if table.across and at == len(table.dimensions) - 1:
        return list(table.columns)
    return list(dict.fromkeys(row.head[at] for row in table.rows))
