# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A plot of the totals of a table: lying bars, longest scale first; a hidden one has no bar and says so."""

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from beratung.domain.statistics_views import ReportCell, ReportTable
from beratung.reports.wording import words

BAR, INK, MUTED, LINE = HexColor("#2f6f7e"), HexColor("#14191f"), HexColor("#4d565e"), HexColor("#c3ccd1")
ROW, SIZE = 4.6 * mm, 7.5
MOST = 24
"""More bars are no picture any more."""


def bars(table: ReportTable, width: float, font: str) -> Drawing | None:
    """The plot, or None where there is nothing to compare."""
    lines = [line for line in _totals(table) if line[0]]
    if not 2 <= len(lines) <= MOST or not any(cell.value for _, cell in lines):
        return None
    left = min(0.38 * width, max(stringWidth(label, font, SIZE) for label, _ in lines) + 3 * mm)
    longest = max(cell.value or 0 for _, cell in lines)
    room = min(width, 165 * mm) - left - 16 * mm
    height = ROW * len(lines) + 2 * mm
    drawing = Drawing(min(width, 165 * mm), height)
    for at, (label, cell) in enumerate(lines):
        base = height - ROW * (at + 1)
        text = _fitted(label, font, left - 2 * mm)
        drawing.add(
            String(
                left - 2 * mm,
                base + 1.3 * mm,
                text,
                fontName=font,
                fontSize=SIZE,
                fillColor=INK,
                textAnchor="end",
            )
        )
        long = room * (cell.value or 0) / longest
        if cell.value:
            drawing.add(Rect(left, base + 0.6 * mm, long, ROW - 1.4 * mm, fillColor=BAR, strokeColor=None))
        shown = words().hidden if cell.is_hidden else cell.text
        drawing.add(
            String(
                left + long + 1.5 * mm, base + 1.3 * mm, shown, fontName=font, fontSize=SIZE,
                fillColor=MUTED if cell.is_hidden else INK,
            )
        )  # fmt: skip
    drawing.add(Line(left, 1 * mm, left, height, strokeColor=LINE, strokeWidth=0.5))
    return drawing


def _totals(table: ReportTable) -> list[tuple[str, ReportCell]]:
    """What each category of the first dimension has in all."""
    return [
        (row.head[0].label, row.cells[-1])
        for row in table.rows
        if row.head[0].code and not any(part.code for part in row.head[1:])
    ]


def _fitted(text: str, font: str, width: float) -> str:
    if stringWidth(text, font, SIZE) <= width:
        return text
    while text and stringWidth(f"{text}…", font, SIZE) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
