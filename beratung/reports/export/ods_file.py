# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report as an OpenDocument spreadsheet: one sheet for each table and one for the note of method."""

import io
from xml.sax.saxutils import escape

from odfdo import Cell, Column, Document, Row, Table

from beratung.domain.statistics_views import ProtectedReport, ReportCell
from beratung.reports.export.content import Block, Imprint, blocks, guarded, notes, subtitle
from beratung.reports.export.packing import pack, unpack

_STYLES = """
<style:style style:name="{name}" style:family="table-cell"><style:text-properties {text}/>
<style:table-cell-properties {cell}/><style:paragraph-properties {paragraph}/></style:style>"""
_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = b"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def write_ods(report: ProtectedReport, imprint: Imprint) -> bytes:
    """The spreadsheet; the same report gives the same bytes."""
    document = Document("spreadsheet")
    body = document.body
    body.clear()
    _styles(document)
    heading = f"{report.title}, {report.period_label}"
    for number, block in enumerate(blocks(report), 1):
        body.append(_sheet(f"Tabelle {number}", block, heading))
    method = Table("Methode")
    method.append_column(Column(style="wide"))
    method.append_row(_row([_text(heading, "title")]))
    for line in notes(report, imprint):
        method.append_row(_row([_text(line, "wrapped")]))
    body.append(method)
    held = io.BytesIO()
    document.save(held)
    parts = unpack(held.getvalue())
    kept = [
        ("mimetype", _MIME),
        ("content.xml", parts["content.xml"]),
        ("styles.xml", parts["styles.xml"]),
        ("meta.xml", _meta(report, imprint)),
        ("META-INF/manifest.xml", _MANIFEST),
    ]
    return pack(kept, imprint.made_on)


def _styles(document: Document) -> None:
    looks = {
        "title": ('fo:font-weight="bold" fo:font-size="14pt"', "", ""),
        "muted": ('fo:color="#4d565e"', "", ""),
        "head": ('fo:font-weight="bold"', 'fo:background-color="#e8eef0" fo:wrap-option="wrap"', ""),
        "across": (
            'fo:font-weight="bold"',
            'fo:background-color="#e8eef0" fo:wrap-option="wrap" style:text-align-source="fix"',
            'fo:text-align="end"',
        ),
        "number": ("", 'style:text-align-source="fix"', 'fo:text-align="end"'),
        "total": (
            'fo:font-weight="bold"',
            'fo:border-top="0.5pt solid #9aa5ab" style:text-align-source="fix"',
            'fo:text-align="end"',
        ),
        "totalhead": ('fo:font-weight="bold"', 'fo:border-top="0.5pt solid #9aa5ab"', ""),
        "wrapped": ("", 'fo:wrap-option="wrap"', ""),
    }
    for name, (text, cell, paragraph) in looks.items():
        markup = _STYLES.format(name=name, text=text, cell=cell, paragraph=paragraph)
        document.insert_style(markup.strip(), automatic=True)
    for name, width in (("label", "6.5cm"), ("count", "2.4cm"), ("wide", "22cm")):
        markup = (
            f'<style:style style:name="{name}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width}"/></style:style>'
        )
        document.insert_style(markup, automatic=True)


def _sheet(name: str, block: Block, heading: str) -> Table:
    sheet = Table(name)
    sheet.append_column(Column(style="label", repeated=len(block.heads)))
    sheet.append_column(Column(style="count", repeated=len(block.columns)))
    for text, style in (
        (heading, "muted"), (block.table.title, "title"), (subtitle(block.table), "muted"), (block.table.note, "muted"),
    ):  # fmt: skip
        sheet.append_row(_row([_text(text, style)] if text else []))
    sheet.append_row(
        _row([*(_text(h, "head") for h in block.heads), *(_text(c, "across") for c in block.columns)])
    )
    for heads, cells, is_total in block.rows:
        texts = [_text(head, "totalhead" if is_total else "") for head in heads]
        sheet.append_row(_row([*texts, *(_count(cell, "total" if is_total else "number") for cell in cells)]))
    return sheet


def _row(cells: list[Cell]) -> Row:
    row = Row()
    for cell in cells:
        row.append_cell(cell)
    return row


def _text(text: str, style: str = "") -> Cell:
    return Cell(guarded(text), style=style or None)


def _count(cell: ReportCell, style: str) -> Cell:
    """A count as a number, a sign as a text."""
    return Cell(cell.value if cell.value else cell.text, style=style)


def _meta(report: ProtectedReport, imprint: Imprint) -> bytes:
    """Properties with a title and the day of the release, and nobody's name."""
    stamp = f"{imprint.made_on.isoformat()}T00:00:00"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3"><office:meta><meta:generator>Beratung</meta:generator>
<dc:title>{escape(guarded(report.title))}</dc:title><dc:language>de-DE</dc:language>
<meta:creation-date>{stamp}</meta:creation-date><dc:date>{stamp}</dc:date></office:meta></office:document-meta>
""".encode()
