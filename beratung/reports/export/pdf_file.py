# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report as PDF: a heading, each table with a plot of its totals, and the note of method on the last page."""

import io
import re
from threading import RLock
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from beratung.domain.statistics_views import ProtectedReport
from beratung.reports.errors import NotPrintable
from beratung.reports.export.content import Block, Imprint, blocks, notes, subtitle
from beratung.reports.export.plot import bars
from beratung.reports.wording import words
from beratung.resources import path

PRESS = RLock()
"""Held while a PDF is made: fonts keep state while they are embedded."""
INK, MUTED, LINE = HexColor("#14191f"), HexColor("#4d565e"), HexColor("#c3ccd1")
HEAD, TOTAL = HexColor("#e8eef0"), HexColor("#f4f7f8")
WIDE = 7
"""From so many on the page lies on its side."""
_LEAST, _LABEL = 14 * mm, 34 * mm


def write_pdf(report: ProtectedReport, imprint: Imprint) -> bytes:
    """The PDF; the same report gives the same bytes."""
    with PRESS:
        _fonts()
        _check(report, imprint)
        styles = _styles()
        story = _title(report, imprint, styles)
        listed = list(blocks(report))
        kinds = ["wide" if len(block.columns) >= WIDE else "tall" for block in listed]
        for block, kind, before in zip(listed, kinds, [*kinds[:1], *kinds], strict=False):
            if kind != before:
                story += [NextPageTemplate(kind), PageBreak()]
            story += _block(block, styles, _width(kind), is_first=block is listed[0])
        story += _method(report, imprint, styles)
        held = io.BytesIO()
        _document(held, report, imprint, kinds[0]).build(story)
        return held.getvalue()


def _fonts() -> None:
    if "Bericht" not in pdfmetrics.getRegisteredFontNames():
        for name, file in (
            ("Bericht", "BeratungSans-Regular.ttf"),
            ("Bericht-Bold", "BeratungSans-Bold.ttf"),
        ):
            pdfmetrics.registerFont(TTFont(name, str(path("fonts", file))))


def _check(report: ProtectedReport, imprint: Imprint) -> None:
    """Refuse text that would need a box.

    Raises:
        NotPrintable: names the table and the character.
    """
    known = pdfmetrics.getFont("Bericht").face.charToGlyph
    texts = [(report.title, report.title), ("house", imprint.house)]
    for block in blocks(report):
        labels = (label for row in block.rows for label in row[0])
        own = block.table
        texts += [(own.name, text) for text in (own.title, own.note, *block.heads, *block.columns, *labels)]
    for place, text in texts:
        for character in text:
            if ord(character) not in known and character.isprintable():
                raise NotPrintable(place=place[:60], character=f"U+{ord(character):04X}")


def _styles() -> dict[str, ParagraphStyle]:
    plain = ParagraphStyle("plain", fontName="Bericht", fontSize=8, leading=10.5, textColor=INK)

    def like(name: str, **changes: Any) -> ParagraphStyle:  # noqa: ANN401
        return ParagraphStyle(name, parent=plain, **changes)

    return {
        "plain": plain,
        "title": like("title", fontName="Bericht-Bold", fontSize=18, leading=23),
        "sub": like("sub", fontSize=10, leading=14, textColor=MUTED, spaceAfter=5 * mm),
        "table": like("table", fontName="Bericht-Bold", fontSize=11, leading=14, spaceBefore=5 * mm),
        "muted": like("muted", textColor=MUTED, spaceAfter=2 * mm),
        "head": like("head", fontName="Bericht-Bold", fontSize=7.5, leading=9),
        "across": like("across", fontName="Bericht-Bold", fontSize=7.5, leading=9, alignment=TA_RIGHT),
        "bold": like("bold", fontName="Bericht-Bold"),
        "note": like("note", fontSize=9, leading=13, spaceAfter=1.6 * mm),
    }


def _width(kind: str) -> float:
    size = landscape(A4) if kind == "wide" else A4
    return float(size[0] - 40 * mm)


def _document(held: io.BytesIO, report: ProtectedReport, imprint: Imprint, first: str) -> BaseDocTemplate:
    document = BaseDocTemplate(
        held,
        invariant=1,
        title=f"{report.title}, {report.period_label}",
        author="Beratung",
        creator="Beratung",
        producer="Beratung",
        subject="",
        lang="de-DE",
        displayDocTitle=1,
    )
    foot = f"{imprint.house} · {report.title}, {report.period_label} · Nr. {imprint.number}"

    def draw(canvas: Any, _document: Any) -> None:  # noqa: ANN401 - reportlab's own
        canvas.setFont("Bericht", 7.5)
        canvas.setFillColor(MUTED)
        canvas.drawString(20 * mm, 11 * mm, foot)
        page = words().page.split("%(count)s", maxsplit=1)[0].replace(" von ", "") % {
            "page": canvas.getPageNumber()
        }
        canvas.drawRightString(canvas._pagesize[0] - 20 * mm, 11 * mm, page)  # noqa: SLF001

    templates = []
    for kind in sorted(("tall", "wide"), key=lambda name: name != first):
        width, height = landscape(A4) if kind == "wide" else A4
        frame = Frame(20 * mm, 18 * mm, width - 40 * mm, height - 36 * mm, 0, 0, 0, 0, id=kind)
        templates.append(PageTemplate(id=kind, frames=[frame], pagesize=(width, height), onPage=draw))
    document.addPageTemplates(templates)
    return document


def _title(report: ProtectedReport, imprint: Imprint, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    made = f"{report.period_label} · {imprint.house} · {imprint.made_on:%d.%m.%Y}"
    return [Paragraph(escape(report.title), styles["title"]), Paragraph(escape(made), styles["sub"])]


def _block(
    block: Block, styles: dict[str, ParagraphStyle], width: float, *, is_first: bool
) -> list[Flowable]:
    """A table under its heading, in as many parts as its columns need, and the plot of its totals."""
    table = block.table
    heading: list[Flowable] = [
        Paragraph(escape(table.title), styles["table"]),
        Paragraph(escape(subtitle(table)), styles["muted"]),
    ]
    if table.note:
        heading.append(Paragraph(escape(table.note), styles["muted"]))
    drawn = [_table(block, chosen, styles, width) for chosen in _parts(block, width)]
    top = [*heading, drawn[0]]
    found: list[Flowable] = [CondPageBreak(60 * mm), *(top if is_first else [KeepTogether(top)])]
    for more in drawn[1:]:
        continued = Paragraph(f"{escape(table.title)} ({words().continued})", styles["muted"])
        found += [Spacer(1, 4 * mm), KeepTogether([continued, more])]
    plot = bars(table, width, "Bericht")
    if plot is not None:
        found += [Spacer(1, 5 * mm), plot]
    found.append(Spacer(1, 4 * mm))
    return found


def _table(block: Block, chosen: range, styles: dict[str, ParagraphStyle], width: float) -> Table:
    heads = [Paragraph(escape(text), styles["head"]) for text in block.heads]
    across = [Paragraph(escape(block.columns[at]), styles["across"]) for at in chosen]
    rows: list[list[Any]] = [[*heads, *across]]
    looks: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), "Bericht", 8),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("ALIGN", (len(heads), 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    for at, (labels, cells, is_total) in enumerate(block.rows, 1):
        style = styles["bold"] if is_total else styles["plain"]
        texts = [Paragraph(escape(label), style) for label in labels]
        rows.append([*texts, *(_sign(cells[column].text) for column in chosen)])
        if is_total:
            looks += [
                ("FONT", (len(heads), at), (-1, at), "Bericht-Bold", 8),
                ("BACKGROUND", (0, at), (-1, at), TOTAL),
            ]
    widths = _widths(block, chosen, width)
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(looks), hAlign="LEFT")


def _columns(block: Block) -> list[float]:
    """How wide each column with numbers is: as its longest word."""
    return [
        max(_LEAST, *(stringWidth(word, "Bericht-Bold", 7.5) + 7 for word in re.split(r"[ /-]", column)))
        for column in block.columns
    ]


def _labels(block: Block, width: float) -> list[float]:
    """How wide the labels are: as their text, but no more than a part of the page."""
    longest = [
        max(stringWidth(text, "Bericht-Bold", 8) for text in (head, *(row[0][at] for row in block.rows)))
        for at, head in enumerate(block.heads)
    ]
    return [min(text + 8, max(_LABEL, 0.4 * width / len(longest))) for text in longest]


def _parts(block: Block, width: float) -> list[range]:
    """Which columns stand in one table: as many as fit beside the labels."""
    each, room = _columns(block), width - sum(_labels(block, width))
    parts, start, used = [], 0, 0.0
    for at, wide in enumerate(each):
        if at > start and used + wide > room:
            parts.append(range(start, at))
            start, used = at, 0.0
        used += wide
    return [*parts, range(start, len(each))]


def _widths(block: Block, chosen: range, width: float) -> list[float]:
    """The widths of a table, with what is left of the page shared out."""
    columns, labels = _columns(block), _labels(block, width)
    each = [columns[at] for at in chosen]
    spare = max(0.0, width - sum(each) - sum(labels)) / len(each)
    return [*labels, *(one + min(spare, 12 * mm) for one in each)]


def _sign(text: str) -> str:
    """Numbers with a narrow gap between thousands."""
    return f"{int(text):,}".replace(",", "\u202f") if text.isdigit() else text


def _method(report: ProtectedReport, imprint: Imprint, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    lines = [Paragraph(escape(line), styles["note"]) for line in notes(report, imprint)]
    heading = Paragraph(words().note, styles["table"])
    return [KeepTogether([Spacer(1, 6 * mm), heading, Spacer(1, 1.5 * mm), *lines])]
