# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The product's own fonts as reportlab embeds them, and which characters they have."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from threading import RLock

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from beratung.letters.errors import NoGlyph
from beratung.resources import path

PRESS = RLock()
"""Held while a PDF is made: fonts keep state while they are embedded and are shared by all threads."""

FAMILIES = (
    "",
    "Arabic",
    "Hebrew",
    "Ethiopic",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Georgian",
    "Armenian",
    "Math",
)
"""In the order in which a character is looked for; the empty one is Latin, Greek and Cyrillic."""

FSI, PDI = "\u2068", "\u2069"
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that steer joining and direction; they are never drawn."""

_PRIVATE = 0xF0000


def iso(text: str) -> str:
    """Wrap a date, phone, name or address in isolates, so that its order survives in any direction."""
    return f"{FSI}{text}{PDI}" if text else ""


class LetterFont(TTFont):  # type: ignore[misc]
    """A TrueType font that embeds any of its glyphs and says for each which text it stands for."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(name, str(file), asciiReadable=False)
        self.file = file
        self.characters = frozenset(map(chr, self.face.charToGlyph))
        self._texts: dict[int, str] = {}
        self._codes: dict[tuple[int, str], int] = {}

    def width(self, text: str) -> float:
        """Return the width of plain text in thousandths of the size."""
        widths = self.face.charWidths
        return float(sum(widths[ord(c)] for c in text))

    def advance(self, glyph: int) -> float:
        """Return the advance of a glyph in thousandths of the size."""
        return float(self.face.hmetrics[glyph][0])

    def code(self, glyph: int, text: str) -> str:
        """Return the character that draws a glyph which stands for ``text`` (empty: for nothing)."""
        if len(text) == 1 and text != "\xa0" and self.face.charToGlyph.get(ord(text)) == glyph:
            return text
        known = self._codes.get((glyph, text))
        if known is None:
            known = _PRIVATE + len(self._codes)
            self._codes[glyph, text] = known
            self._texts[known] = text
            self.face.charToGlyph[known] = glyph
            self.face.charWidths[known] = self.advance(glyph)
        return chr(known)

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:
        """Add the subsets that a document uses; called by reportlab when the document is written."""
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            base = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("ascii")
            internal = self.getSubsetInternalName(number, doc)[1:]
            font = pdfdoc.PDFTrueTypeFont()
            font.Name = internal
            font.BaseFont = base
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = pdfdoc.PDFArray([self.face.getCharWidth(code) for code in subset])
            to_unicode = pdfdoc.PDFStream(content=self._to_unicode(subset), filters=[pdfdoc.PDFZCompress])
            font.ToUnicode = doc.Reference(to_unicode, f"toUnicode:{base}")
            font.FontDescriptor = self.face.addSubsetObjects(doc, base, subset)
            doc.Reference(font, internal)
            doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]

    def _to_unicode(self, subset: list[int]) -> str:
        entries = []
        for position, code in enumerate(subset):
            if code == 0 or (code == 32 and position != 32):
                continue
            text = self._texts.get(code, chr(code))
            if text:
                entries.append(f"<{position:02X}> <{text.encode('utf-16-be').hex().upper()}>")
        blocks = [entries[i : i + 100] for i in range(0, len(entries), 100)]
        maps = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{maps}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        )


@lru_cache
def font_file(family: str, *, bold: bool) -> Path:
    """Return the file of a family; families with one weight give that."""
    file = path("fonts", f"BeratungSans{family}-{'Bold' if bold else 'Regular'}.ttf")
    return file if file.is_file() else path("fonts", f"BeratungSans{family}-Regular.ttf")


def font(family: str = "", *, bold: bool = False) -> LetterFont:
    """Return a font of the product; each is read once, and there is only one object of it."""
    return _font(font_file(family, bold=bold))


@lru_cache
def _font(file: Path) -> LetterFont:
    return LetterFont(file.stem, file)


@lru_cache
def plain_characters() -> frozenset[str]:
    """Return the characters that need no shaping: Latin, Greek and Cyrillic without combining marks."""
    return frozenset(
        c for c in font().characters if unicodedata.category(c)[0] != "M" and c not in INVISIBLE and c >= " "
    )


def is_plain(text: str) -> bool:
    """Whether text can be drawn letter by letter with the Latin font."""
    return plain_characters().issuperset(text)


def without_isolates(text: str) -> str:
    """Return text without the characters that are never drawn."""
    return text if INVISIBLE.isdisjoint(text) else "".join(c for c in text if c not in INVISIBLE)


def without_directions(text: str) -> str:
    """Return text without isolates and other marks of direction; joiners stay, they belong to the spelling."""
    return "".join(c for c in text if c not in INVISIBLE or c in "\u200c\u200d")


@lru_cache(maxsize=4096)
def family_of(character: str) -> str | None:
    """Return the first family that has a character, None where no font has it."""
    return next((family for family in FAMILIES if character in font(family).characters), None)


def missing(text: str) -> str:
    """Return the first character that no font has, or an empty text."""
    return next((c for c in text if not _is_layout(c) and family_of(c) is None), "")


def check_printable(text: str, place: str) -> None:
    """Refuse text that would need a box.

    Raises:
        NoGlyph: names the place and the character by its code point.
    """
    character = missing(text)
    if character:
        raise NoGlyph(place=place, character=f"U+{ord(character):04X}")


def _is_layout(character: str) -> bool:
    return character in INVISIBLE or character in "\n\t\r"
