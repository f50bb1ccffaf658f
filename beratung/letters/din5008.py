# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The business letter of DIN 5008, form B: where everything stands on an A4 page, in millimetres.

The address field lies behind the window of a DL envelope: x 20, y 45, 85 wide, 45 high, of which 17.7 for the
return line and remarks (filled upwards) and 27.3 for the address.
"""

from collections.abc import Sequence

import msgspec

from beratung.domain.letters import Letterhead
from beratung.letters.errors import AddressTooLong
from beratung.letters.flow import Column, Flow, drawing, drop
from beratung.letters.sheet import About, Colour, Sheet
from beratung.letters.text import MM, MUTED, Line, Style, natural_width, wrap

LEFT, RIGHT = 25.0, 190.0
ADDRESS_X, ADDRESS_WIDTH = 25.0, 80.0
ADDRESS_SPLIT, ADDRESS_END = 62.7, 90.0
INFO_X, INFO_Y, INFO_WIDTH, INFO_LABEL = 125.0, 50.0, 70.0, 25.0
INFO_END = 90.0
BEFORE_SUBJECT = 8.46
FOLDS, HOLE = (105.0, 210.0), 148.5
FOOTER, PAGE_NUMBER = 272.0, 268.0
BOTTOM = 262.0
LATER_TOP = 32.0

ACCENT: Colour = (0.09, 0.39, 0.42)
MARK: Colour = (0.45, 0.45, 0.45)

AGENCY = Style(size=15, leading=19, bold=True)
DEPARTMENT = Style(size=9.5, leading=13, colour=MUTED)
RETURN = Style(size=7, leading=9.5, colour=MUTED)
REMARK = Style(size=8, leading=10)
ADDRESS = Style(size=10, leading=27.3 / 6 * MM)
ADDRESS_SMALL = Style(size=8, leading=27.3 / 8 * MM)
INFO_KEY = Style(size=8, leading=13, colour=MUTED)
INFO_VALUE = Style(size=9, leading=13)
SUBJECT = Style(size=10.5, leading=14, bold=True)
FOOT = Style(size=7.5, leading=10, colour=MUTED)

MOST_REMARKS = 4
MOST_LINES = 8
ADDRESS_PLACE, HEAD_PLACE = "Anschrift", "Briefkopf"
"""How an error names the place: letters are German, and so are their parts."""
MOST_FOOTER_LINES = 5
FOOTER_COLUMNS = ((25.0, 52.0), (80.0, 52.0), (135.0, 55.0))


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the body of a letter; whatever is empty is left out."""

    sender: Letterhead
    remarks: tuple[str, ...] = ()
    recipient: tuple[str, ...]
    """Name and address lines; an empty address leaves the name alone."""
    info: tuple[tuple[str, str], ...]
    """Key words and values of the info block."""
    subject: str
    page_words: str
    """``Seite %(page)d von %(count)d``."""
    later_head: str = ""
    """What stands above later pages."""
    footer: tuple[tuple[str, ...], ...] = ()
    """Up to three columns with the sender's particulars."""


class FormB:
    """A letter: the head is drawn at once, the body through `flow`, page numbers on `finish`."""

    def __init__(self, about: About, head: Head) -> None:
        self.sheet = Sheet(about)
        self._head = head
        self._new_page()
        self._marks()
        self._letterhead()
        self._address()
        below = max(self._info(), ADDRESS_END)
        column = Column(LEFT, RIGHT - LEFT, LATER_TOP, BOTTOM)
        self.flow = Flow(self.sheet, column, below + BEFORE_SUBJECT, self._new_page)
        self.flow.paragraph(head.subject, SUBJECT, tag="H1")
        self.flow.space(2 * 14 / MM)

    def finish(self) -> bytes:
        """Return the PDF."""
        count = self.sheet.page_count
        for page in range(count):
            self.sheet.on_page(page)
            words = self._head.page_words % {"page": page + 1, "count": count}
            with self.sheet.artifact("/Type /Pagination /Subtype /Footer"):
                self._right(words, FOOT, RIGHT, PAGE_NUMBER)
                self._footer()
            if page and self._head.later_head:
                with self.sheet.artifact("/Type /Pagination /Subtype /Header"):
                    self._draw(self._head.later_head, FOOT, LEFT, 20.0)
                    self.sheet.rule((LEFT, 25.0), (RIGHT, 25.0), 0.5, ACCENT)
        return self.sheet.finish()

    def _new_page(self) -> None:
        self.sheet.new_page()

    def _marks(self) -> None:
        """Draw fold marks and the hole mark at the left edge."""
        with self.sheet.artifact():
            for y in FOLDS:
                self.sheet.rule((5.0, y), (8.5, y), 0.25, MARK)
            self.sheet.rule((5.0, HOLE), (10.0, HOLE), 0.25, MARK)

    def _letterhead(self) -> None:
        """Draw the name of the agency; without one the top stays free for printed paper."""
        sender = self._head.sender
        y = 12.0
        for text, style in ((sender.agency, AGENCY), (sender.department, DEPARTMENT)):
            lines = wrap(text, style, (RIGHT - LEFT) * MM, HEAD_PLACE)[:2] if text else []
            if lines:
                y = self._block(lines, style, LEFT, y, "P")
        if sender.agency or sender.department:
            with self.sheet.artifact():
                self.sheet.rule((LEFT, y + 1.5), (RIGHT, y + 1.5), 0.75, ACCENT)

    def _address(self) -> None:
        """Draw return line and remarks upwards from the split, the address downwards."""
        lines: list[tuple[Line, Style]] = []
        returned = return_line(self._head.sender)
        if returned:
            style = RETURN
            if natural_width(returned, style) > ADDRESS_WIDTH * MM:
                style = Style(size=6, leading=8, colour=MUTED)
            lines += [(line, style) for line in wrap(returned, style, ADDRESS_WIDTH * MM, HEAD_PLACE)[:2]]
        for remark in self._head.remarks[:MOST_REMARKS]:
            lines += [(line, REMARK) for line in wrap(remark, REMARK, ADDRESS_WIDTH * MM)[:1]]
        y = ADDRESS_SPLIT - 0.8 - sum(style.leading for _, style in lines) / MM
        for line, style in lines:
            y = self._block([line], style, ADDRESS_X, y, "P")
        found, style = address_lines(self._head.recipient)
        self._block(found, style, ADDRESS_X, ADDRESS_SPLIT, "P")

    def _info(self) -> float:
        """Draw the info block and return where it ends."""
        y = INFO_Y
        for key, value in self._head.info:
            keys = wrap(key, INFO_KEY, INFO_LABEL * MM)
            values = wrap(value, INFO_VALUE, (INFO_WIDTH - INFO_LABEL) * MM, key)
            with drawing(self.sheet, "P", [*keys, *values]):
                self._column(keys, INFO_KEY, INFO_X, y)
                y = self._column(values, INFO_VALUE, INFO_X + INFO_LABEL, y)
        return y

    def _footer(self) -> None:
        """Draw the sender's particulars in up to three columns."""
        columns = [[text for text in texts if text] for texts in self._head.footer]
        if not any(columns):
            return
        self.sheet.rule((LEFT, FOOTER), (RIGHT, FOOTER), 0.5, ACCENT)
        for (x, width), texts in zip(FOOTER_COLUMNS, columns, strict=False):
            lines = [line for text in texts for line in wrap(text, FOOT, width * MM, HEAD_PLACE)]
            self._column(lines[:MOST_FOOTER_LINES], FOOT, x, FOOTER + 1.5)

    def _block(self, lines: Sequence[Line], style: Style, x: float, y: float, tag: str) -> float:
        with drawing(self.sheet, tag, lines):
            return self._column(lines, style, x, y)

    def _column(self, lines: Sequence[Line], style: Style, x: float, y: float) -> float:
        for line in lines:
            self.sheet.text(line, style, x, y + drop(style))
            y += style.leading / MM
        return y

    def _draw(self, text: str, style: Style, x: float, y: float) -> None:
        self.sheet.text(wrap(text, style, (RIGHT - LEFT) * MM)[0], style, x, y)

    def _right(self, text: str, style: Style, x: float, y: float) -> None:
        line = wrap(text, style, (RIGHT - LEFT) * MM)[0]
        self.sheet.text(line, style, x - line.width * style.size / 1000 / MM, y)


def return_line(sender: Letterhead) -> str:
    """Return the sender on one line, as it stands above the address."""
    town = f"{sender.postal_code} {sender.town}".strip()
    return " · ".join(part for part in (sender.agency, sender.street, town) if part)


def address_lines(recipient: Sequence[str]) -> tuple[list[Line], Style]:
    """Break name and address into the lines of the address zone, smaller where that is needed.

    Raises:
        AddressTooLong: it does not fit at 8 points either.
    """
    texts = [text for text in recipient if text.strip()]
    for style, most in ((ADDRESS, 6), (ADDRESS_SMALL, MOST_LINES)):
        lines = [line for text in texts for line in wrap(text, style, ADDRESS_WIDTH * MM, ADDRESS_PLACE)]
        if len(lines) <= most:
            return lines, style
    raise AddressTooLong(place=ADDRESS_PLACE, most=MOST_LINES)
