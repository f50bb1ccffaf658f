# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protected reports in a colleague's words."""

from PySide6.QtCore import QLocale

from beratung.domain.statistics_views import MergeProposal, ProtectedReport, ReportTable
from beratung.i18n import _, ngettext
from ui.widgets.plots import Bar


def say_share(share: float) -> str:
    """A share as percent with one digit behind the comma."""
    return f"{QLocale().toString(share * 100, 'f', 1)} %"


def say_hidden(report: ProtectedReport) -> str:
    """How much of a report stays in the house."""
    hidden = report.hidden_small + report.hidden_beside
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
    if not report.hidden_small and not report.hidden_beside:
        return _("No number is so small that it could show a person.")
    small = ngettext("%(n)d is small itself", "%(n)d are small themselves", report.hidden_small) % {
        "n": report.hidden_small
    }
    beside = ngettext(
        "%(n)d is hidden so that none can be worked out",
        "%(n)d are hidden so that none can be worked out",
        report.hidden_beside,
    ) % {"n": report.hidden_beside}
    if report.is_proven:
        end = _("Fewer would not be safe; that is proven.")
    elif report.gap:
        end = ngettext("Perhaps %(n)d fewer would do.", "Perhaps up to %(n)d fewer would do.", report.gap) % {
            "n": report.gap
        }
    else:
        end = ""
    return f"{small}, {beside}. {end}".rstrip()


def say_merge(merge: MergeProposal) -> str:
    """A proposal to merge categories, with its effect where that was tried."""
    labels = ", ".join(merge.labels)
    said = _("%(dimension)s: %(labels)s as one") % {"dimension": merge.dimension_label, "labels": labels}
    if merge.hidden_after is None:
        return said
    effect = _("hidden then %(after)s instead of %(before)s") % {
        "after": say_share(merge.hidden_after),
        "before": say_share(merge.hidden_before),
    }
    return f"{said} – {effect}"


def bars_of(table: ReportTable) -> list[Bar]:
    """The lines of a table by their total, or by their only number; lines of totals are left out."""
    found = []
    for row in table.rows:
        if row.is_total or not row.cells:
            continue
        words = " · ".join(category.label for category in row.head if category.code)
        found.append(Bar(words, row.cells[-1].value))
    return found
