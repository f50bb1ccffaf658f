# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protected reports in a colleague's words."""

from PySide6.QtCore import QLocale

from beratung.domain.statistics_views import MergeProposal, ProtectedReport, ReportTable
from beratung.i18n import _, ngettext
from ui.models.plotted import Bar
from ui.widgets.tile_map import Tile


def say_share(share: float) -> str:
    """A share as percent with one digit behind the comma."""
    return f"{QLocale().toString(share * 100, 'f', 1)} %"


def say_hidden(report: ProtectedReport) -> str:
    """How much of a report stays in the house."""
    hidden = report.hidden
    if not hidden:
        return _("Nothing had to be hidden")
    said = ngettext(
        "%(hidden)d of %(cells)d numbers stays in the house (%(share)s)",
        "%(hidden)d of %(cells)d numbers stay in the house (%(share)s)",
        hidden,
    )
    return said % {"hidden": hidden, "cells": report.cells, "share": say_share(report.hidden_share)}


def say_proof(report: ProtectedReport) -> str:
    """How good the choice of hidden numbers is."""
    if not report.hidden:
        return _("No number is so small that it could show a person.")
    alike = _("Small numbers and those that protect them look alike, so that none can be worked out.")
    return f"{alike} {_say_end(report)}".rstrip()


def _say_end(report: ProtectedReport) -> str:
    if report.is_proven:
        return _("Fewer would not be safe; that is proven.")
    if report.gap:
        said = ngettext("Perhaps %(n)d fewer would do.", "Perhaps up to %(n)d fewer would do.", report.gap)
        return said % {"n": report.gap}
    return ""


def say_effect(merge: MergeProposal) -> str:
    """What a merge would change; empty where it was not tried."""
    if merge.hidden_after is None:
        return ""
    return _("Then %(after)s is hidden instead of %(before)s.") % {
        "after": say_share(merge.hidden_after),
        "before": say_share(merge.hidden_before),
    }


MOST_PARTS = 5
"""With more columns the parts of a bar could not be told apart."""


def keys_of(table: ReportTable) -> list[str]:
    """What the parts of the bars of a table are; none where it has one column, or too many."""
    keys = [column.label for column in table.columns if column.code]
    return keys if 1 < len(keys) <= MOST_PARTS else []


def bars_of(table: ReportTable) -> list[Bar]:
    """The lines of a table by their total, or by their only number; lines of totals are left out."""
    is_parted = bool(keys_of(table))
    found = []
    for row in table.rows:
        if row.is_total or not row.cells:
            continue
        words = " · ".join(category.label for category in row.head if category.code)
        cells = zip(table.columns, row.cells, strict=True)
        parts = tuple(cell.value for column, cell in cells if column.code) if is_parted else ()
        found.append(Bar(words, row.cells[-1].value, parts))
    return found


def tiles_of(table: ReportTable) -> list[Tile]:
    """The lines of a table by their total, for the map; empty where it has more than one side."""
    if len(table.sides) != 1:
        return []
    return [
        Tile(row.head[0].code, row.head[0].label, row.cells[-1].value)
        for row in table.rows
        if row.cells and not row.is_total
    ]


_MOST_SHARED = 3


def say_shared(report: ProtectedReport) -> str:
    """Warn of lines in which everybody shares one sensitive category; empty where there are none."""
    if not report.shared:
        return ""
    said = [
        f"{row.row or row.title}: {row.dimension_label} {row.category}"
        for row in report.shared[:_MOST_SHARED]
    ]
    more = len(report.shared) - len(said)
    if more > 0:
        said.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return _(
        "In some lines everybody shares one category, and the line tells that of each of them: %(lines)s."
    ) % {"lines": "; ".join(said)}
