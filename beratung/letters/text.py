# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Breaks text into lines. Plain Latin is set here, letter by letter; everything else by the shaper."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from beratung.letters import fonts
from beratung.letters.fonts import LetterFont

MM = 72 / 25.4
"""Points in a millimetre."""

INK = (0.08, 0.10, 0.12)
MUTED = (0.30, 0.34, 0.38)

_BREAKS = re.compile(r"(?<= )(?=[^ ])|(?<=[^\W\d_][-/–])(?=[^\W\d_])")
"""Empty places where a line may end: after blanks, and after a hyphen or slash between letters."""

_BREAKS_IN_LONG = re.compile(r"(?<=[-/@._])(?=[^-/@._])")
"""Further places in a word that is wider than a line, such as an e-mail address."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_WORDS = re.compile(f"[{_RTL}](?:[{_RTL}\u200c\u200d .:/-]*[{_RTL}])?")

_BOUND = re.compile(r"(?:§|\bAbs\.|\bNr\.|\bArt\.|\bSatz|\bS\.) (?=\d)|\be\. (?=V\.)")


class Style(NamedTuple):
    """How text looks: size and leading in points, weight, colour, and the direction of its paragraphs."""

    size: float = 10.0
    leading: float = 14.0
    bold: bool = False
    colour: tuple[float, float, float] = INK
    rtl: bool = False


class Run(NamedTuple):
    """Characters of one font (codes of `LetterFont.code`); a plain run has no ``xs``: they simply follow on."""

    font: LetterFont
    codes: str
    x: float
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    outlines: tuple[tuple[float, float, str], ...] = ()
    """Marks drawn as shapes: x, y and a path in PDF operators, in thousandths of the size."""


class Line(NamedTuple):
    """A line ready to draw: runs from left to right and its width, in thousandths of the size; its text."""

    runs: tuple[Run, ...]
    width: float
    text: str
    is_shaped: bool = False


def clean(text: str) -> str:
    """Return text in NFC with line ends unified, control characters gone and "§ 44" kept on one line."""
    joined = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    joined = _BOUND.sub(lambda match: match.group()[:-1] + "\xa0", joined)
    return "".join(c for c in joined if c >= " " or c in "\n\t").replace("\t", " ")


def needs_shaping(text: str, style: Style) -> bool:
    """Whether the shaper has to set this text."""
    return style.rtl or not fonts.is_plain(fonts.without_isolates(text).replace("\n", " "))


def isolated(text: str) -> str:
    """Wrap every stretch of right-to-left words in isolates, so that numbers beside it keep their place."""
    if any(c in text for c in "\u2066\u2067\u2068"):
        return text
    return _RTL_WORDS.sub(lambda match: fonts.iso(match.group()), text)


def wrap(text: str, style: Style, width: float, place: str = "") -> list[Line]:
    """Break text into lines of at most ``width`` points; ``place`` names it in an error.

    Raises:
        NoGlyph: a character that no font has.
        ShapingMissing: it needs Qt's libraries and they are not there.
    """
    text = clean(text)
    limit = width * 1000 / style.size
    if not needs_shaping(text, style):
        font = fonts.font(bold=style.bold)
        plain = fonts.without_isolates(text)
        return [line for part in plain.split("\n") for line in _wrap_plain(part, font, limit)]
    fonts.check_printable(text, place)
    from beratung.letters import shaping

    text = text if style.rtl else isolated(text)
    shaped = shaping.shape(text, bold=style.bold, width=limit, rtl=style.rtl)
    return [
        Line(
            tuple(Run(r.font, r.codes, 0.0, r.xs, r.ys, r.outlines) for r in line.runs),
            line.width,
            line.text,
            is_shaped=True,
        )
        for line in shaped
    ]


def natural_width(text: str, style: Style, place: str = "") -> float:
    """Return the width in points of text on one line."""
    return max((line.width for line in wrap(text, style, 1e6, place)), default=0.0) * style.size / 1000


def _wrap_plain(text: str, font: LetterFont, limit: float) -> list[Line]:
    """Break one paragraph at blanks, after hyphens, and only where a word is wider than a line inside it."""
    lines: list[str] = []
    current = ""
    for piece in _pieces(text, font, limit):
        if current and font.width((current + piece).rstrip(" ")) > limit:
            lines.append(current.rstrip(" "))
            current = piece
        else:
            current += piece
    lines.append(current.rstrip(" "))
    return [Line((Run(font, line, 0.0),) if line else (), font.width(line), line) for line in lines]


def _pieces(text: str, font: LetterFont, limit: float) -> Iterable[str]:
    """Yield the pieces between which a line may end, none wider than a line; together they are the text."""
    for piece in _BREAKS.split(text):
        if font.width(piece.rstrip(" ")) <= limit:
            yield piece
            continue
        for part in _BREAKS_IN_LONG.split(piece):
            rest = part
            while font.width(rest.rstrip(" ")) > limit and len(rest) > 1:
                cut = _fitting(rest, font, limit)
                yield rest[:cut]
                rest = rest[cut:]
            yield rest


def _fitting(piece: str, font: LetterFont, limit: float) -> int:
    """Return how many characters of a word fit on a line, at least one."""
    total = 0.0
    for count, character in enumerate(piece):
        total += font.width(character)
        if total > limit:
            return max(count, 1)
    return len(piece)
