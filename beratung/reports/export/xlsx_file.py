# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report as a workbook: one sheet for each table and one for the note of method, plain cells and nothing else."""

import io
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from beratung.domain.statistics_views import ProtectedReport, ReportCell
from beratung.reports.export.content import Block, Imprint, blocks, guarded, notes, subtitle
from beratung.reports.export.packing import pack, unpack

_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_MUTED = Font(color="FF4D565E")
_HEAD = PatternFill("solid", fgColor="FFE8EEF0")
_LINE = Border(top=Side(style="thin", color="FF9AA5AB"))
_RIGHT = Alignment(horizontal="right")
_WRAP = Alignment(wrap_text=True, vertical="top")
_ACROSS = Alignment(horizontal="right", vertical="bottom", wrap_text=True)


def write_xlsx(report: ProtectedReport, imprint: Imprint) -> bytes:
    """The workbook; the same report gives the same bytes."""
    book = Workbook()
    first = book.active
    for number, block in enumerate(blocks(report), 1):
        sheet = first if number == 1 and isinstance(first, Worksheet) else book.create_sheet()
        sheet.title = f"Tabelle {number}"
        _fill(sheet, block, f"{report.title}, {report.period_label}")
    sheet = book.create_sheet("Methode")
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate((f"{report.title}, {report.period_label}", *notes(report, imprint)), 1):
        cell = _write(sheet, row, 1, line)
        cell.alignment = _WRAP
        if row == 1:
            cell.font = _TITLE
    about = book.properties
    about.creator, about.lastModifiedBy, about.title = "Beratung", "Beratung", guarded(report.title)
    about.created = about.modified = datetime.combine(imprint.made_on, time(0))
    held = io.BytesIO()
    book.save(held)
    parts = unpack(held.getvalue())
    parts["docProps/core.xml"] = _without_stamps(parts["docProps/core.xml"], imprint)
    return pack(parts.items(), imprint.made_on)


def _without_stamps(core: bytes, imprint: Imprint) -> bytes:
    """The properties with the day of the release in place of the moment of saving."""
    import re

    stamp = f"{imprint.made_on.isoformat()}T00:00:00Z".encode()
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", lambda found: found[1] + stamp, core)


def _fill(sheet: Worksheet, block: Block, heading: str) -> None:
    _write(sheet, 1, 1, heading).font = _MUTED
    _write(sheet, 2, 1, block.table.title).font = _TITLE
    _write(sheet, 3, 1, subtitle(block.table)).font = _MUTED
    top = 5
    if block.table.note:
        _write(sheet, 4, 1, block.table.note).font = _MUTED
        top = 6
    for at, head in enumerate((*block.heads, *block.columns), 1):
        cell = _write(sheet, top, at, head)
        cell.font, cell.fill = _BOLD, _HEAD
        cell.alignment = _ACROSS if at > len(block.heads) else _WRAP
    for below, (heads, cells, is_total) in enumerate(block.rows, top + 1):
        written = [_write(sheet, below, at, head) for at, head in enumerate(heads, 1)]
        written += [_number(sheet, below, at, cell) for at, cell in enumerate(cells, len(heads) + 1)]
        if is_total:
            for done in written:
                done.font, done.border = _BOLD, _LINE
    for at in range(1, len(block.heads) + 1):
        longest = max((len(row[0][at - 1]) for row in block.rows), default=10)
        sheet.column_dimensions[get_column_letter(at)].width = min(48, max(14, longest + 2))
    for at in range(len(block.heads) + 1, len(block.heads) + len(block.columns) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 13
    sheet.freeze_panes = f"{get_column_letter(len(block.heads) + 1)}{top + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell | MergedCell:
    """A text, never a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = guarded(text)
    cell.data_type = "s"
    return cell


def _number(sheet: Worksheet, row: int, column: int, found: ReportCell) -> Cell | MergedCell:
    """A count as a number, a sign as a text."""
    cell = sheet.cell(row, column)
    if found.value:
        cell.value = found.value
        cell.number_format = "#,##0"
    else:
        cell.value = found.text
        cell.data_type = "s"
    cell.alignment = _RIGHT
    return cell
