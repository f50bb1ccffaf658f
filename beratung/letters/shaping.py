# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Sets text of any script with Qt's `QTextLayout`: the one file of the core that may use Qt.

Qt itemises, orders (UAX #9), breaks (UAX #14) and shapes (HarfBuzz); reportlab draws the glyphs from the same
font file. Loaded only for text that is not plain Latin, so that all else works without Qt's libraries.
"""

import sys
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from beratung.letters import fonts
from beratung.letters.errors import ShapingMissing
from beratung.letters.fonts import INVISIBLE, LetterFont, without_isolates

try:
    from PySide6 import QtGui
    from PySide6.QtCore import Qt
except ImportError as error:  # a system library such as libEGL or libxkbcommon is not there
    raise ShapingMissing from error

EM = 1000
"""Text is set at this size in pixels, which is the fonts' own unit, and scaled when it is drawn."""


class Glyphs(NamedTuple):
    """Glyphs of one font from left to right: characters of `LetterFont.code`, x and y in ems / 1000.

    ``outlines`` are marks and dots that stand for no text of their own: (x, y, path in PDF operators). Drawn
    as shapes they stay out of the text layer, and whoever copies a name from the PDF gets just the name.
    """

    font: LetterFont
    codes: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    outlines: tuple[tuple[float, float, str], ...]


class ShapedLine(NamedTuple):
    """A line: its runs from left to right, its width in ems / 1000, and the text it stands for."""

    runs: tuple[Glyphs, ...]
    width: float
    text: str


def shape(text: str, *, bold: bool, width: float, rtl: bool) -> list[ShapedLine]:
    r"""Break text into lines of at most ``width`` (ems / 1000) and shape them.

    A word that is wider than a line is broken inside. ``rtl`` is the direction of the paragraph. Line ends
    (``\n``) in the text are kept. The caller holds `fonts.PRESS` and has checked that every character prints.
    """
    _application()
    lines = []
    for paragraph in text.split("\n"):
        lines += _shape_paragraph(paragraph, bold=bold, width=width, rtl=rtl)
    return lines


def _shape_paragraph(text: str, *, bold: bool, width: float, rtl: bool) -> list[ShapedLine]:
    if not text:
        return [ShapedLine((), 0.0, "")]
    units = _Utf16(text)
    layout = QtGui.QTextLayout(text, _qt_font("", bold))
    option = QtGui.QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QtGui.QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.setFormats(_formats(text, units, bold))
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1.0))
        found.append(line)
    layout.endLayout()
    return [_read_line(line, units, bold) for line in found]


def _read_line(line: QtGui.QTextLine, units: "_Utf16", bold: bool) -> ShapedLine:
    """Turn a line of Qt into glyph runs, sorted from left to right, starting at x = 0."""
    flags = QtGui.QTextLayout.GlyphRunRetrievalFlag
    wanted = flags.RetrieveGlyphIndexes | flags.RetrieveGlyphPositions | flags.RetrieveStringIndexes
    start, end = line.textStart(), line.textStart() + line.textLength()
    left = line.naturalTextRect().left()
    found = line.glyphRuns(-1, -1, wanted)
    clusters = _clusters({i for run in found for i in run.stringIndexes()}, end)
    runs = [_read_run(run, bold, left, units, clusters) for run in found]
    base = _baseline(runs)
    level = [_moved(run, base) for run in runs if run.codes or run.outlines]
    level.sort(key=lambda r: min(r.xs, default=0.0))
    return ShapedLine(tuple(level), line.naturalTextWidth(), units.text(start, end).rstrip())


def _read_run(
    run: QtGui.QGlyphRun, bold: bool, left: float, units: "_Utf16", clusters: dict[int, int]
) -> Glyphs:
    """Turn a run of Qt into characters to draw; y still counts downwards from the top of the line."""
    raw = run.rawFont()
    font = _font_of_run(raw, bold)
    glyphs, positions, starts = run.glyphIndexes(), run.positions(), run.stringIndexes()
    texts = _texts(glyphs, starts, font, units, clusters)
    drawn: list[tuple[str, float, float]] = []
    outlines: list[tuple[float, float, str]] = []
    for glyph, position, start, text in zip(glyphs, positions, starts, texts, strict=True):
        x, y = position.x() - left, position.y()
        if text:
            drawn.append((font.code(glyph, text), x, y))
        elif units.character(start) not in INVISIBLE:
            outlines.append((x, y, _outline(raw, font, glyph)))
    if run.isRightToLeft():  # Qt lists them in reading order
        drawn.reverse()
    codes = "".join(code for code, _, _ in drawn)
    return Glyphs(font, codes, tuple(x for _, x, _ in drawn), tuple(y for _, _, y in drawn), tuple(outlines))


def _moved(run: Glyphs, base: float) -> Glyphs:
    """Return a run with y counted upwards from the baseline."""
    ys = tuple(base - y for y in run.ys)
    return run._replace(ys=ys, outlines=tuple((x, base - y, path) for x, y, path in run.outlines))


_OUTLINES: dict[tuple[str, int], str] = {}


def _outline(raw: QtGui.QRawFont, font: LetterFont, glyph: int) -> str:
    """Return the shape of a glyph as PDF path operators, in ems / 1000."""
    key = (font.fontName, glyph)
    if key not in _OUTLINES:
        _OUTLINES[key] = _operators(raw.pathForGlyph(glyph))
    return _OUTLINES[key]


def _operators(path: QtGui.QPainterPath) -> str:
    kinds = QtGui.QPainterPath.ElementType
    words: list[str] = []
    index = 0
    while index < path.elementCount():
        element = path.elementAt(index)
        if element.type is kinds.CurveToElement:
            points = [path.elementAt(index + i) for i in range(3)]
            words += [f"{p.x:.1f} {-p.y:.1f}" for p in points] + ["c"]
            index += 3
            continue
        words.append(
            f"{element.x:.1f} {-element.y:.1f} {'m' if element.type is kinds.MoveToElement else 'l'}"
        )
        index += 1
    return " ".join([*words, "f"]) if words else ""


def _clusters(starts: set[int], end: int) -> dict[int, int]:
    """Return where each cluster that begins at one of the starts ends."""
    ordered = sorted(starts)
    return dict(zip(ordered, [*ordered[1:], end], strict=True))


def _texts(
    glyphs: list[int], starts: list[int], font: LetterFont, units: "_Utf16", clusters: dict[int, int]
) -> list[str]:
    """Share out the characters of each cluster among its glyphs that have a width; marks stand for nothing.

    One character each, and the last one takes the rest: read in a row they give the text of the cluster.
    """
    texts = [""] * len(glyphs)
    for start, group in groupby(range(len(glyphs)), key=lambda i: starts[i]):
        members = list(group)
        bearers = [i for i in members if font.advance(glyphs[i]) > 0] or members[:1]
        visible = without_isolates(units.text(start, clusters[start]))
        for place, bearer in enumerate(bearers):
            is_last = place == len(bearers) - 1
            texts[bearer] = visible[place:] if is_last else visible[place : place + 1]
    return texts


def _formats(text: str, units: "_Utf16", bold: bool) -> list[QtGui.QTextLayout.FormatRange]:
    """Give every stretch of text the family that has its characters, so that Qt never looks for one."""
    formats = []
    families = _families(text)
    for family, group in groupby(range(len(text)), key=lambda i: families[i]):
        members = list(group)
        piece = QtGui.QTextLayout.FormatRange()
        # PySide gives access to the members of this plain struct only as attributes.
        piece.start = units.offset(members[0])
        piece.length = units.offset(members[-1] + 1) - piece.start
        form = QtGui.QTextCharFormat()
        form.setFont(_qt_font(family, bold))
        piece.format = form
        formats.append(piece)
    return formats


def _families(text: str) -> list[str]:
    """Choose a family for every character; marks, spaces and signs stay with what stands before them."""
    families: list[str] = []
    current = ""
    for character in text:
        if character in INVISIBLE:
            families.append(current)
            continue
        stays = character in fonts.font(current).characters and not character.isalpha()
        if not stays or current == "Math":
            own = fonts.family_of(character)
            current = own if own is not None else current
        families.append(current)
    return families


class _Utf16:
    """Offsets of a text as Qt counts them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets = [0]
        for character in text:
            self._offsets.append(self._offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
        self._index = {offset: i for i, offset in enumerate(self._offsets)}

    def offset(self, index: int) -> int:
        return self._offsets[index]

    def character(self, offset: int) -> str:
        return self._text[self._index[offset]]

    def text(self, start: int, end: int) -> str:
        return self._text[self._index[start] : self._index[end]]


def _baseline(runs: list[Glyphs]) -> float:
    """The height at which most glyphs stand; marks are above or below it."""
    heights = [round(y, 2) for run in runs for y in run.ys]
    return max(set(heights), key=heights.count) if heights else 0.0


def _font_of_run(raw: QtGui.QRawFont, bold: bool) -> LetterFont:
    """Return our font of a run, and make sure that Qt really used the same file."""
    family = _FAMILIES[raw.familyName()]
    if bytes(raw.fontTable("head").data()) != _head(family, bold):
        raise ShapingMissing
    return fonts.font(family, bold=bold)


@lru_cache
def _head(family: str, bold: bool) -> bytes:
    return bytes(fonts.font(family, bold=bold).face.get_table("head"))


_FAMILIES = {f"Beratung Sans {family}".strip(): family for family in fonts.FAMILIES}


@lru_cache
def _qt_font(family: str, bold: bool) -> QtGui.QFont:
    """Return a Qt font of one family that never borrows glyphs from another."""
    _load(family)
    font = QtGui.QFont([f"Beratung Sans {family}".strip()])
    font.setPixelSize(EM)
    font.setWeight(QtGui.QFont.Weight.Bold if bold else QtGui.QFont.Weight.Normal)
    font.setHintingPreference(QtGui.QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QtGui.QFont.StyleStrategy.NoFontMerging)
    return font


@lru_cache
def _load(family: str) -> None:
    """Hand the files of a family to Qt."""
    for file in {fonts.font_file(family, bold=False), fonts.font_file(family, bold=True)}:
        if QtGui.QFontDatabase.addApplicationFontFromData(file.read_bytes()) < 0:
            raise ShapingMissing


_KEEP: list[QtGui.QGuiApplication] = []


def _application() -> None:
    """Make an application without a window where there is none yet; in a window there is one.

    Where a program has loaded the widgets, it will want a `QApplication` later, and only one can ever be made.
    """
    if QtGui.QGuiApplication.instance() is not None:
        return
    widgets = sys.modules.get("PySide6.QtWidgets")
    kind = widgets.QApplication if widgets is not None else QtGui.QGuiApplication
    _KEEP.append(kind(["beratung", "-platform", "offscreen"]))
