# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The appointment slip: when and where, in the client's language and in German, on half a page.

It names nobody and no reason: it lies on tables and hangs on doors.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from beratung.domain.base import Value
from beratung.domain.letters import Letterhead
from beratung.domain.planning import Mode
from beratung.letters.flow import Column, Flow
from beratung.letters.fonts import PRESS, iso
from beratung.letters.qr import Square, draw_qr
from beratung.letters.sheet import A5, About, Sheet
from beratung.letters.text import MUTED, Style
from beratung.letters.texts import SlipTexts, slip_texts
from beratung.letters.wording import day

LEFT, RIGHT, TOP, BOTTOM = 16.0, 132.0, 15.0, 198.0
QR_SIZE, QR_TOP = 38.0, 158.0
ACCENT = (0.09, 0.39, 0.42)
AGENCY = Style(size=11.5, leading=15, bold=True)
SMALL = Style(size=9, leading=12.5, colour=MUTED)
GERMAN = "de"


class Slip(Value, frozen=True, kw_only=True):
    """What a slip tells."""

    start: datetime
    end: datetime
    zone: str
    mode: Mode = Mode.SITE
    place: tuple[str, ...] = ()
    """Where it is, line by line, if not at the agency."""
    rooms: tuple[str, ...] = ()
    link: str = ""
    has_interpreter: bool = False
    uid: str = ""
    """Under which the client's telephone keeps it; without one there is no QR code."""


def compose_slip(slip: Slip, sender: Letterhead, language: str, made_at: datetime) -> bytes:
    """Return the slip as PDF, A5; ``language`` is one of `slip_languages`.

    Raises:
        NoGlyph, ShapingMissing: it cannot be set; the error names the place.
    """
    texts = slip_texts(language)
    with PRESS:
        sheet = Sheet(About(slip_texts(GERMAN).title, texts.language, made_at), A5)
        sheet.new_page()
        _Page(sheet, slip, sender, texts, is_german=language == GERMAN).draw(made_at)
        return sheet.finish()


class _Page:
    """One slip while it is drawn: the client's language first, German small below it."""

    def __init__(
        self, sheet: Sheet, slip: Slip, sender: Letterhead, texts: SlipTexts, *, is_german: bool
    ) -> None:
        self._sheet = sheet
        self._slip = slip
        self._sender = sender
        self._texts = texts
        self._german = None if is_german else slip_texts(GERMAN)
        self._flow = Flow(sheet, Column(LEFT, RIGHT - LEFT, TOP, BOTTOM), TOP, sheet.new_page)
        zone = ZoneInfo(slip.zone)
        self._start, self._end = slip.start.astimezone(zone), slip.end.astimezone(zone)

    def draw(self, made_at: datetime) -> None:
        """Draw everything from the top."""
        self._head()
        self._both("title", size=24, bold=True)
        self._flow.space(5.0)
        self._when()
        self._flow.space(4.0)
        self._where()
        self._flow.space(4.0)
        self._rest()
        if self._slip.uid:
            self._code(made_at)

    def _head(self) -> None:
        flow = self._flow
        for text, style in ((self._sender.agency, AGENCY), (self._sender.department, SMALL)):
            if text:
                flow.paragraph(text, style)
        flow.y += 2.0
        with self._sheet.artifact():
            self._sheet.rule((LEFT, flow.y), (RIGHT, flow.y), 0.75, ACCENT)
        flow.y += 6.0

    def _when(self) -> None:
        """The weekday in both languages; the date and the time as German clocks and calendars show them."""
        self._label("when")
        time = iso(f"{self._start:%H:%M} – {self._end:%H:%M}")
        comma = "،" if self._texts.is_rtl else ","
        self._say(f"{self._weekday(self._texts)}{comma} {iso(day(self._start.date()))}", size=18, bold=True)
        self._say(self._texts.clock % {"time": time}, size=18, bold=True)
        if self._german is not None:
            self._flow.paragraph(
                f"{self._weekday(self._german)}, {day(self._start.date())}, {self._german.clock % {'time': time}}",
                SMALL,
            )

    def _where(self) -> None:
        if self._slip.mode is Mode.PHONE:
            self._both("phone_call", size=13, bold=True)
            return
        if self._slip.mode is Mode.VIDEO:
            self._both("video", size=13, bold=True)
            if self._slip.link:
                self._flow.space(1.5)
                self._label("link")
                self._flow.paragraph(self._slip.link, Style(size=10, leading=14))
            return
        sender = self._sender
        own = (sender.street, f"{sender.postal_code} {sender.town}".strip())
        lines = [line for line in (*(self._slip.place or own), *self._slip.rooms) if line]
        if lines:
            self._label("where")
            for line in lines:
                self._flow.paragraph(
                    iso(line), Style(size=13, leading=18, rtl=self._texts.is_rtl), place=self._texts.where
                )

    def _rest(self) -> None:
        if self._slip.has_interpreter:
            self._both("interpreter")
        phone = self._sender.phone.replace(" ", "\xa0")  # a number stays on one line
        self._both("cancel" if phone else "cancel_plain", {"phone": iso(phone)})
        self._both("bring")

    def _code(self, made_at: datetime) -> None:
        """The appointment for the telephone's own calendar, with a word on what it is for."""
        left = LEFT - 2.0 if self._texts.is_rtl else RIGHT - QR_SIZE + 2.0
        self._flow.y = max(self._flow.y, QR_TOP + 13.0)
        content = qr_calendar(self._slip, self._sender, made_at)
        column = self._flow.column
        beside = Column(LEFT + QR_SIZE if self._texts.is_rtl else LEFT, column.width - QR_SIZE, TOP, BOTTOM)
        self._flow.column = beside
        self._say(self._texts.qr, size=10)
        if self._german is not None:
            self._flow.paragraph(self._german.qr, SMALL)
        self._flow.column = column
        draw_qr(self._sheet, Square(content, self._texts.qr, left, QR_TOP, QR_SIZE))

    def _label(self, key: str) -> None:
        words = [getattr(self._texts, key)]
        if self._german is not None:
            words.append(getattr(self._german, key))
        self._say(" · ".join(iso(word) for word in words), size=9, muted=True)

    def _both(
        self, key: str, filled: dict[str, str] | None = None, *, size: float = 11.0, bold: bool = False
    ) -> None:
        """Say a sentence in the client's language, and small in German."""
        self._say(getattr(self._texts, key) % (filled or {}), size=size, bold=bold)
        if self._german is not None:
            self._flow.paragraph(getattr(self._german, key) % (filled or {}), SMALL)
        self._flow.space(2.5)

    def _say(self, text: str, *, size: float = 11.0, bold: bool = False, muted: bool = False) -> None:
        style = Style(size=size, leading=size * 1.4, bold=bold, rtl=self._texts.is_rtl)
        self._flow.paragraph(text, style._replace(colour=MUTED) if muted else style)

    def _weekday(self, texts: SlipTexts) -> str:
        return texts.weekdays[self._start.weekday()]


def qr_calendar(slip: Slip, sender: Letterhead, made_at: datetime) -> str:
    """Return the appointment as a calendar of few bytes: no name, no reason, not even the agency's."""
    own = (sender.street, f"{sender.postal_code} {sender.town}".strip())
    place = ", ".join(line for line in (slip.place or own) if line) if slip.mode is Mode.SITE else ""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Beratung//DE",
        "BEGIN:VEVENT",
        f"UID:{slip.uid}",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(slip.start)}",
        f"DTEND:{_utc(slip.end)}",
        "SUMMARY:Termin",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A text as RFC 5545 writes it."""
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.split())
