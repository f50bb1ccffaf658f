# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A tagged PDF of A4 or smaller pages, drawn in millimetres from the top left corner.

Built towards PDF/UA-1 (structure tree, artifacts, language, title, embedded fonts); not certified, so nothing
in the file claims it. The same content gives the same bytes. Every file is made under `fonts.PRESS`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
)

from beratung.letters.fonts import LetterFont
from beratung.letters.tags import Element, Root
from beratung.letters.text import MM, Line, Run, Style

WIDTH, HEIGHT = 210.0, 297.0
A5 = 148.0, 210.0
Colour = tuple[float, float, float]


class About(NamedTuple):
    """What a PDF says of itself: a title without a person's name, its language, when it was made."""

    title: str
    language: str
    made_at: datetime


class Sheet:
    """Pages to draw on; `finish` returns the PDF."""

    def __init__(self, about: About, size: tuple[float, float] = (WIDTH, HEIGHT)) -> None:
        self._about = about
        self._width, self._height = size
        self._doc = PDFDocument(invariant=1, pdfVersion=(1, 7), lang=about.language)
        self._pages: list[list[str]] = []
        self._root = Root()
        self.body = Element("Document", self._root)
        self.page = -1
        """Index of the page that is drawn on."""
        self._is_marked = False

    @property
    def page_count(self) -> int:
        """How many pages there are by now."""
        return len(self._pages)

    def new_page(self) -> None:
        """Begin a page."""
        self._pages.append([])
        self._root.owners.append([])
        self.page = len(self._pages) - 1

    def element(
        self, tag: str, parent: Element | None = None, *, alt: str = "", attributes: str = ""
    ) -> Element:
        """Add a structure element in reading order."""
        return Element(tag, parent or self.body, alt=alt, attributes=attributes)

    def figure(self, alt: str, box: tuple[float, float, float, float]) -> Element:
        """Add a figure with its description and its place: left, top, right, bottom in millimetres."""
        left, top, right, bottom = box
        place = f"{left * MM:.2f} {(self._height - bottom) * MM:.2f} {right * MM:.2f} {(self._height - top) * MM:.2f}"
        attributes = f"<< /O /Layout /Placement /Block /BBox [{place}] >>"
        return self.element("Figure", alt=alt, attributes=attributes)

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Draw content that belongs to an element."""
        number = self._root.own(self.page, element)
        self._say(f"/{element.tag} << /MCID {number} >> BDC")
        self._is_marked = True
        yield
        self._is_marked = False
        self._say("EMC")

    @contextmanager
    def artifact(self, kind: str = "/Type /Layout") -> Iterator[None]:
        """Draw what says nothing to a listener: marks, rules, page numbers."""
        self._say(f"/Artifact << {kind} >> BDC")
        self._is_marked = True
        yield
        self._is_marked = False
        self._say("EMC")

    def text(self, line: Line, style: Style, x: float, baseline: float) -> None:
        """Draw a line of text with its left end at x, in millimetres."""
        if not self._is_marked:
            raise ValueError("every text belongs to an element or is an artifact")
        red, green, blue = style.colour
        self._say(f"BT {red:g} {green:g} {blue:g} rg")
        left, base = x * MM, (self._height - baseline) * MM
        for run in line.runs:
            if line.is_shaped:
                self._shaped(run, style.size, left, base)
            else:
                self._say(f"1 0 0 1 {left + run.x * style.size / 1000:.3f} {base:.3f} Tm")
                self._plain(run.font, run.codes, style.size)
        if line.runs:
            end = left + line.width * style.size / 1000
            self._say(f"1 0 0 1 {end:.3f} {base:.3f} Tm")
            self._plain(line.runs[0].font, " ", style.size)  # keeps words of two lines apart
        self._say("ET")
        scale = style.size / 1000
        for dx, dy, path in (outline for run in line.runs for outline in run.outlines):
            self._say(
                f"q {scale:g} 0 0 {scale:g} {left + dx * scale:.3f} {base + dy * scale:.3f} cm {path} Q"
            )

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], width: float, colour: Colour
    ) -> None:
        """Draw a straight line from (x, y) to (x, y), ``width`` in points."""
        (x1, y1), (x2, y2) = start, end
        red, green, blue = colour
        self._say(
            f"{red:g} {green:g} {blue:g} RG {width:g} w {x1 * MM:.3f} {(self._height - y1) * MM:.3f} m "
            f"{x2 * MM:.3f} {(self._height - y2) * MM:.3f} l S"
        )

    def squares(self, cells: list[tuple[float, float, float]], size: float) -> None:
        """Fill rows of black squares: (x, y, length) in millimetres, each ``size`` high."""
        self._say("0 0 0 rg")
        for x, y, length in cells:
            bottom = (self._height - y - size) * MM
            self._say(f"{x * MM:.3f} {bottom:.3f} {length * MM:.3f} {size * MM:.3f} re")
        self._say("f")

    def on_page(self, page: int) -> None:
        """Draw on an earlier page again, for what is known only at the end."""
        self.page = page

    def finish(self) -> bytes:
        """Return the PDF; nothing can be drawn afterwards."""
        doc = self._doc
        parent = doc.Reference(doc.Pages)
        fonts = doc.Reference(doc.idToObject["BasicFonts"])
        box = PDFArray([0, 0, round(self._width * MM, 3), round(self._height * MM, 3)])
        for number, content in enumerate(self._pages):
            stream = PDFStream(content="\n".join(content) + "\n", filters=[pdfdoc.PDFZCompress])
            entries = {
                "Type": PDFName("Page"),
                "Parent": parent,
                "MediaBox": box,
                "Contents": doc.Reference(stream),
                "Resources": PDFDictionary({"Font": fonts}),
                "StructParents": number,
                "Tabs": PDFName("S"),
            }
            doc.addPage(PDFDictionary(entries))
            doc.updateSignature("\n".join(content))
        self._root.register(doc)
        catalog = doc.Catalog
        catalog.StructTreeRoot = self._root
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        catalog.Metadata = _metadata(self._about)
        doc.info = _Info(self._about)
        doc.updateSignature(self._about.made_at.isoformat())
        return bytes(doc.GetPDFData(None))

    def _say(self, code: str) -> None:
        self._pages[self.page].append(code)

    def _plain(self, font: LetterFont, codes: str, size: float) -> None:
        for subset, characters in font.splitString(codes, self._doc):
            name = font.getSubsetInternalName(subset, self._doc)
            self._say(f"{name} {size:g} Tf <{characters.hex()}> Tj")

    def _shaped(self, run: Run, size: float, left: float, base: float) -> None:
        """Draw glyphs where the shaper put them, as few strings as possible: readers find whole words then."""
        font, scale = run.font, size / 1000
        pieces: list[str] = []
        current, height, pen = "", 0.0, 0.0
        for code, x, y in zip(run.codes, run.xs, run.ys, strict=True):
            ((subset, character),) = font.splitString(code, self._doc)
            name = font.getSubsetInternalName(subset, self._doc)
            if name != current or y != height or not pieces:
                self._strings(pieces)
                self._say(f"{name} {size:g} Tf 1 0 0 1 {left + x * scale:.3f} {base + y * scale:.3f} Tm")
                pieces, current, height = [], name, y
                pen = x
            step = round(pen - x)
            if step:
                pieces.append(f"> {step} <")
            pieces.append(character.hex())
            pen += font.face.getCharWidth(ord(code)) - step
        self._strings(pieces)

    def _strings(self, pieces: list[str]) -> None:
        if pieces:
            self._say(f"[<{''.join(pieces)}>] TJ")


class _Info(PDFObject):  # type: ignore[misc]
    """The document information dictionary: a title and dates, never a person."""

    invariant = 1

    def __init__(self, about: About) -> None:
        self._about = about

    def digest(self, signature: object) -> None:
        """Part of reportlab's protocol; the content is already in the signature."""

    def format(self, document: object) -> bytes:
        """Return the dictionary as PDF; called by reportlab."""
        stamp = PDFString(self._about.made_at.strftime("D:%Y%m%d%H%M%SZ"))
        entries = {
            "Title": PDFString(self._about.title),
            "Producer": PDFString("Beratung"),
            "CreationDate": stamp,
            "ModDate": stamp,
        }
        return bytes(PDFDictionary(entries).format(document))


def _metadata(about: About) -> PDFStream:
    """Return the same as XMP, uncompressed, as readers expect it."""
    stamp = about.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    title, language = escape(about.title), escape(about.language)
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<pdf:Producer>Beratung</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""
    dictionary = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    return PDFStream(dictionary=dictionary, content=packet.encode("utf-8"), filters=[])
