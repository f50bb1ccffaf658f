# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lets paragraphs, tables and lists flow down a column and over to the next page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from beratung.letters.fonts import without_directions
from beratung.letters.sheet import Sheet
from beratung.letters.tags import Element
from beratung.letters.text import MM, MUTED, Line, Style, wrap

BODY = Style()
LABEL = Style(size=9, leading=14, colour=MUTED)
HEADING = Style(bold=True)
HAIRLINE = (0.80, 0.83, 0.84)
ROW_PAD = 1.1
LABEL_WIDTH = 44.0
ENTIRE = 3
"""Paragraphs of up to so many lines are never split; longer ones keep two lines on either page."""


class Column(NamedTuple):
    """Where text flows, in millimetres: left edge, width, first line of later pages, lowest line."""

    x: float
    width: float
    top: float
    bottom: float


class Flow:
    """A position in a column that moves down as things are drawn."""

    def __init__(self, sheet: Sheet, column: Column, y: float, new_page: Callable[[], None]) -> None:
        self.sheet = sheet
        self.column = column
        self.y = y
        self._new_page = new_page

    def space(self, height: float) -> None:
        """Leave some room, in millimetres; at the top of a page there is none."""
        if self.y > self.column.top:
            self.y += height

    def need(self, height: float) -> None:
        """Go to a new page if less than so much room is left."""
        if self.y + height > self.column.bottom and self.y > self.column.top:
            self._new_page()
            self.y = self.column.top

    def paragraph(self, text: str, style: Style = BODY, *, tag: str = "P", place: str = "") -> None:
        """Draw a paragraph."""
        lines = wrap(text, style, self.column.width * MM, place)
        self._lines(lines, style, self.sheet.element(tag), self.column.x)

    def heading(self, text: str, keep: float = 20.0) -> None:
        """Draw a heading that stays with what follows, ``keep`` millimetres of it."""
        lines = wrap(text, HEADING, self.column.width * MM)
        self.need(height(lines, HEADING) + keep)
        self._lines(lines, HEADING, self.sheet.element("H2"), self.column.x)

    def table(self, rows: Sequence[tuple[str, str]], place: str = "") -> None:
        """Draw rows of a label and its value, a hairline under each."""
        table = self.sheet.element("Table")
        for label, value in rows:
            labels = wrap(label, LABEL, (LABEL_WIDTH - 4) * MM)
            values = wrap(value, BODY, (self.column.width - LABEL_WIDTH) * MM, place or label)
            self._row(self.sheet.element("TR", table), labels, values)

    def items(self, texts: Sequence[str], place: str = "") -> None:
        """Draw a list, one entry below the other."""
        listing = self.sheet.element("L")
        for text in texts:
            lines = wrap(text, BODY, (self.column.width - 5) * MM, place)
            entry = self.sheet.element("LI", listing)
            self.need(height(lines, BODY))
            with self.sheet.marked(self.sheet.element("Lbl", entry)):
                self.sheet.text(wrap("–", BODY, 20)[0], BODY, self.column.x, self.y + drop(BODY))
            self._lines(lines, BODY, self.sheet.element("LBody", entry), self.column.x + 5)

    def _row(self, row: Element, labels: list[Line], values: list[Line]) -> None:
        tall = max(height(labels, LABEL), height(values, BODY)) + 2 * ROW_PAD
        self.need(min(tall, self.column.bottom - self.column.top))
        self.y += ROW_PAD
        start, page = self.y, self.sheet.page
        head = self.sheet.element("TH", row, attributes="<< /O /Table /Scope /Row >>")
        self._lines(labels, LABEL, head, self.column.x)
        after_label = self.y
        self.y = start
        self._lines(values, BODY, self.sheet.element("TD", row), self.column.x + LABEL_WIDTH)
        if self.sheet.page == page:
            self.y = max(self.y, after_label)
        self.y += ROW_PAD
        with self.sheet.artifact():
            right = self.column.x + self.column.width
            self.sheet.rule((self.column.x, self.y), (right, self.y), 0.5, HAIRLINE)

    def _lines(self, lines: list[Line], style: Style, element: Element, x: float) -> None:
        """Draw lines, over as many pages as they need, all in one element."""
        step = style.leading / MM
        owner = spoken(self.sheet, element, lines)
        rest = lines
        while rest:
            count = self._fitting(len(rest), step, is_first=rest is lines)
            if count == 0:
                self._new_page()
                self.y = self.column.top
                continue
            with self.sheet.marked(owner):
                for line in rest[:count]:
                    self.sheet.text(line, style, self._left(line, style, x), self.y + drop(style))
                    self.y += step
            rest = rest[count:]

    def _left(self, line: Line, style: Style, x: float) -> float:
        """Return where a line begins: right-to-left paragraphs end at the right edge."""
        if not style.rtl:
            return x
        return self.column.x + self.column.width - line.width * style.size / 1000 / MM

    def _fitting(self, total: int, step: float, *, is_first: bool) -> int:
        """Return how many of the next lines belong on this page."""
        room = int((self.column.bottom - self.y) / step + 1e-6)
        at_top = self.y <= self.column.top
        if room >= total:
            return total
        if at_top:
            return max(min(room, total - 2), 1)
        if (is_first and total <= ENTIRE) or room < 2:
            return 0
        return min(room, total - 2) if total - room < 2 else room


def drop(style: Style) -> float:
    """Return how far below the top of a line its baseline is, in millimetres."""
    return (style.leading + style.size * 0.714) / 2 / MM


def height(lines: Sequence[Line], style: Style) -> float:
    """Return the height of lines in millimetres."""
    return len(lines) * style.leading / MM


def spoken(sheet: Sheet, element: Element, lines: Sequence[Line]) -> Element:
    """Return the element that owns the lines; shaped text gets one that says what it stands for."""
    if not any(line.is_shaped for line in lines):
        return element
    span = sheet.element("Span", element)
    span.actual = without_directions(" ".join(line.text for line in lines if line.text))
    return span


@contextmanager
def drawing(sheet: Sheet, tag: str, lines: Sequence[Line]) -> Iterator[None]:
    """Mark what is drawn as one element that holds these lines."""
    with sheet.marked(spoken(sheet, sheet.element(tag), lines)):
        yield
