# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The time sheet of one interpreter and month: a table, the sums, and two lines to sign on."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from beratung.domain.interpreting import FeeModel
from beratung.domain.interpreting_views import TimeSheet, TimeSheetLine
from beratung.domain.letters import Letterhead
from beratung.letters.flow import Column, Flow, drop
from beratung.letters.fonts import PRESS
from beratung.letters.sheet import About, Sheet
from beratung.letters.tags import Element
from beratung.letters.text import MM, MUTED, Line, Style, wrap
from beratung.letters.times_csv import euros
from beratung.letters.wording import day

LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 20.0, 272.0
ACCENT, HAIRLINE = (0.09, 0.39, 0.42), (0.80, 0.83, 0.84)
AGENCY = Style(size=12, leading=16, bold=True)
TITLE = Style(size=19, leading=25, bold=True)
BODY = Style(size=9.5, leading=13)
SMALL = Style(size=8.5, leading=12, colour=MUTED)
CELL = Style(size=8.5, leading=12)
HEAD = Style(size=8, leading=11, bold=True, colour=MUTED)
SUM = Style(size=9, leading=13, bold=True)
ROOM_TO_SIGN = 22.0
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


class _Field(NamedTuple):
    """A column of the table: its heading, its left edge and width in millimetres, and whether numbers stand in it."""

    heading: str
    left: float
    width: float
    is_number: bool = False


FIELDS = (
    _Field("Einsatz", 0.0, 20.0),
    _Field("Datum", 20.0, 19.0),
    _Field("Zeit", 39.0, 23.0),
    _Field("Minuten", 62.0, 15.0, True),
    _Field("Weg (Min.)", 77.0, 17.0, True),
    _Field("km", 94.0, 9.0, True),
    _Field("Euro", 103.0, 16.0, True),
    _Field("Bestätigt", 122.0, 16.0),
    _Field("Bemerkung", 138.0, 32.0),
)


def compose_times(sheet: TimeSheet, sender: Letterhead, made_at: datetime) -> bytes:
    """Return the time sheet as PDF, A4."""
    with PRESS:
        paper = Sheet(About("Stundennachweis", "de-DE", made_at))
        paper.new_page()
        page = _Page(paper, sheet, sender)
        page.draw(made_at)
        return paper.finish()


class _Page:
    """One time sheet while it is drawn."""

    def __init__(self, paper: Sheet, sheet: TimeSheet, sender: Letterhead) -> None:
        self._paper = paper
        self._sheet = sheet
        self._sender = sender
        self._table: Element | None = None
        self._flow = Flow(paper, Column(LEFT, RIGHT - LEFT, TOP, BOTTOM), TOP, paper.new_page)

    def draw(self, made_at: datetime) -> None:
        """Draw everything from the top, then number the pages."""
        self._heading()
        self._lines()
        self._sums()
        self._sign()
        self._numbers(made_at)

    def _heading(self) -> None:
        flow, sheet = self._flow, self._sheet
        if self._sender.agency:
            flow.paragraph(self._sender.agency, AGENCY)
            flow.y += 3.0
        flow.paragraph("Stundennachweis Sprachmittlung", TITLE, tag="H1")
        flow.paragraph(
            f"{MONTHS[sheet.month - 1]} {sheet.year} · {sheet.name}", Style(size=12, leading=17), place="Name"
        )
        flow.space(2.0)
        flow.paragraph(fee_words(sheet.fee) if sheet.is_fee_known else "Honorar: nicht hinterlegt.", SMALL)
        flow.space(5.0)

    def _lines(self) -> None:
        if not self._sheet.lines:
            self._flow.paragraph("In diesem Monat gab es keine Einsätze.", BODY)
            return
        self._table = self._paper.element("Table")
        self._headings()
        for line in self._sheet.lines:
            cells = [
                wrap(text, CELL, (f.width - 1.5) * MM, f.heading)
                for f, text in zip(FIELDS, cell_texts(line), strict=True)
            ]
            height = max(map(len, cells)) * CELL.leading / MM + 2.0
            if self._flow.y + height > BOTTOM:
                self._paper.new_page()
                self._flow.y = TOP
                self._headings()
            self._row(cells, CELL, "TD", height)

    def _headings(self) -> None:
        self._row([wrap(f.heading, HEAD, 60 * MM) for f in FIELDS], HEAD, "TH", 6.0)
        self._rule(0.75, ACCENT)

    def _row(self, cells: Sequence[Sequence[Line]], style: Style, tag: str, height: float) -> None:
        row = self._paper.element("TR", self._table)
        top = self._flow.y + 1.0
        for f, lines in zip(FIELDS, cells, strict=True):
            attributes = "<< /O /Table /Scope /Column >>" if tag == "TH" else ""
            with self._paper.marked(self._paper.element(tag, row, attributes=attributes)):
                for number, line in enumerate(lines):
                    left = LEFT + f.left
                    if f.is_number:
                        left += f.width - line.width * style.size / 1000 / MM
                    self._paper.text(line, style, left, top + number * style.leading / MM + drop(style))
        self._flow.y += height
        if tag == "TD":
            self._rule(0.4, HAIRLINE)

    def _sums(self) -> None:
        sheet, flow = self._sheet, self._flow
        flow.space(4.0)
        flow.need(40.0 + ROOM_TO_SIGN)
        hours = f"{sheet.minutes // 60} Std. {sheet.minutes % 60:02d} Min."
        way = f"{sheet.travel_minutes // 60} Std. {sheet.travel_minutes % 60:02d} Min."
        jobs = "1 Einsatz" if len(sheet.lines) == 1 else f"{len(sheet.lines)} Einsätze"
        parts = {
            name: sum(getattr(line, name) for line in sheet.lines)
            for name in ("time_cents", "job_cents", "km_cents", "other_cents")
        }
        rows = [("Gesprächszeit", f"{hours} ({jobs})"), ("Wegzeit", way), ("Kilometer", str(sheet.km))]
        named = zip(("Honorar", "Pauschalen", "Fahrtkosten", "Sonstiges"), parts.values(), strict=True)
        rows += [(name, f"{euros(cents)} Euro") for name, cents in named if cents]
        flow.table([(name, text) for name, text in rows if text])
        flow.space(1.5)
        flow.paragraph(f"Zusammen: {euros(sheet.cents)} Euro", SUM)
        if not sheet.is_fee_known:
            flow.paragraph("Ohne hinterlegtes Honorar enthält die Summe nur Auslagen.", SMALL)
        if sheet.open_lines:
            flow.paragraph(_open_words(sheet.open_lines), SMALL)

    def _sign(self) -> None:
        flow = self._flow
        flow.need(ROOM_TO_SIGN + 10.0)
        flow.y += ROOM_TO_SIGN
        with self._paper.artifact():
            for left in (LEFT, LEFT + 90.0):
                self._paper.rule((left, flow.y), (left + 75.0, flow.y), 0.5, (0.4, 0.4, 0.4))
        for left, words in (
            (LEFT, "Datum, Unterschrift Sprachmittlung"),
            (LEFT + 90.0, "Datum, sachlich richtig (Beratungsstelle)"),
        ):
            with self._paper.marked(self._paper.element("P")):
                self._paper.text(wrap(words, SMALL, 80 * MM)[0], SMALL, left, flow.y + 1.0 + drop(SMALL))

    def _numbers(self, made_at: datetime) -> None:
        count = self._paper.page_count
        for page in range(count):
            self._paper.on_page(page)
            with self._paper.artifact("/Type /Pagination /Subtype /Footer"):
                words = f"Erstellt am {day(made_at.date())} · Seite {page + 1} von {count}"
                self._paper.text(wrap(words, SMALL, 170 * MM)[0], SMALL, LEFT, 285.0)

    def _rule(self, width: float, colour: tuple[float, float, float]) -> None:
        with self._paper.artifact():
            self._paper.rule((LEFT, self._flow.y), (RIGHT, self._flow.y), width, colour)


def cell_texts(line: TimeSheetLine) -> tuple[str, ...]:
    """Return what stands in the cells of one line."""
    zone = ZoneInfo(line.zone)
    start, end = line.start.astimezone(zone), line.end.astimezone(zone)
    return (
        line.number,
        day(start.date()),
        f"{start:%H:%M}–{end:%H:%M}",
        str(line.minutes),
        str(line.travel_minutes),
        str(line.km),
        euros(line.cents),
        "ja" if line.is_confirmed else "offen",
        line.words,
    )


def fee_words(fee: FeeModel) -> str:
    """Return what was agreed, in words."""
    parts = []
    if fee.cents and fee.unit_minutes:
        parts.append(f"{euros(fee.cents)} Euro je angefangene {fee.unit_minutes} Minuten")
    elif fee.cents:
        parts.append(f"{euros(fee.cents)} Euro je Einsatz")
    if fee.job_cents:
        parts.append(f"{euros(fee.job_cents)} Euro Pauschale je Einsatz")
    if fee.km_cents:
        parts.append(f"{euros(fee.km_cents)} Euro je Kilometer")
    if fee.note.strip():
        parts.append(fee.note.strip())
    return f"Honorar: {', '.join(parts)}." if parts else "Honorar: keines vereinbart."


def _open_words(count: int) -> str:
    if count == 1:
        return "Ein Einsatz ist noch nicht bestätigt."
    return f"{count} Einsätze sind noch nicht bestätigt."
