# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report as CSV that a German Excel opens by itself: semicolons, decimal commas, UTF-8 with a mark at its start."""

import csv
import io

from beratung.domain.statistics_views import ProtectedReport
from beratung.reports.export.content import Imprint, blocks, guarded, notes, subtitle


def write_csv(report: ProtectedReport, imprint: Imprint) -> bytes:
    """All tables one below the other, then the note of method."""
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow([guarded(f"{report.title}, {report.period_label}")])
    for block in blocks(report):
        out.writerow([])
        out.writerow([guarded(block.table.title)])
        out.writerow([guarded(subtitle(block.table))])
        if block.table.note:
            out.writerow([guarded(block.table.note)])
        out.writerow([guarded(head) for head in (*block.heads, *block.columns)])
        for heads, cells, _is_total in block.rows:
            out.writerow([*(guarded(head) for head in heads), *(cell.text for cell in cells)])
    out.writerow([])
    share = f"{report.hidden_share * 100:.1f}".replace(".", ",")
    out.writerow(["Anteil der nicht veröffentlichten Felder in Prozent", share])
    for line in notes(report, imprint):
        out.writerow([guarded(line)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
