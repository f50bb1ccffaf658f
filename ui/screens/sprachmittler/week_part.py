# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""My week: what is booked, with a file for one's own calendar, and the times that were really worked."""

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.interpreting import SheetLine
from beratung.domain.interpreting_views import OwnBooking
from beratung.i18n import _, ngettext
from ui import files, jobs
from ui.models.calendar_words import MODES, say_long
from ui.models.interpreting_words import say_details, say_talk, say_when
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.times import instant, local
from ui.models.words import dotted, say_day, say_language
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import DangerButton, IconButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.form import Field
from ui.widgets.inputs import NumberField, TextLine
from ui.widgets.lines import Lines
from ui.widgets.note import Note
from ui.widgets.record_list import RecordList, side_by_side
from ui.widgets.time_field import TimeField

_SHOW, _WRITE = range(2)
_STATES = {
    "cancelled": Sign("circle-x", "no", N_("called off")),
    "confirmed": Sign("circle-check", "yes", N_("confirmed")),
    "written": Sign("pencil", "accent", N_("written down")),
    "promised": Sign("circle-check", "accent", N_("accepted")),
    "missing": Sign("clock", "unknown", N_("times missing")),
}


class WeekPart(Part):
    """Bookings of a week by day; the chosen one stands beside the list."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        today = session.today()
        self._monday = today - timedelta(days=today.weekday())
        row = QHBoxLayout()
        self.before = IconButton("chevron-left", on_click=lambda: self.step(-7))
        self.now = SecondaryButton(on_click=self.show_this_week)
        self.after = IconButton("chevron-right", on_click=lambda: self.step(7))
        for button in (self.before, self.now, self.after):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.card = RecordList("calendar", self._entry)
        self.card.chosen.connect(self._show)
        self.column.addLayout(side_by_side((self.card, 4), (self._build_side(), 5)), 1)

    def _build_side(self) -> QWidget:
        self.side = Card(" ")
        self.lines = Lines()
        self.side.add(self.lines)
        self.note = Note()
        self.side.add(self.note)
        self.pile = QStackedWidget()
        show = QWidget()
        buttons = QHBoxLayout(show)
        buttons.setContentsMargins(0, 0, 0, 0)
        self.call_off_button = DangerButton(on_click=self.call_off)
        self.file_button = SecondaryButton(icon="calendar", on_click=self.save_file)
        self.write_button = PrimaryButton(icon="pencil", on_click=self.begin_writing)
        buttons.addWidget(self.call_off_button)
        buttons.addStretch(1)
        buttons.addWidget(self.file_button)
        buttons.addWidget(self.write_button)
        self.pile.addWidget(show)
        self.pile.addWidget(self._build_writing())
        self.side.add(self.pile)
        self.side.body.addStretch(1)
        return self.side

    def _build_writing(self) -> QWidget:
        self.begins, self.ends = TimeField(), TimeField()
        self.travel = NumberField(N_("minutes"), most=1440)
        self.km = NumberField(N_("km"), most=2000)
        self.other = NumberField(N_("EUR"), is_whole=False, most=10_000)
        self.words = TextLine()
        self.fields = (
            Field(N_("From"), self.begins), Field(N_("To"), self.ends), Field(N_("Way, there and back"), self.travel),
            Field(N_("Kilometres"), self.km), Field(N_("Other expenses"), self.other), Field(N_("A word to us, if you like"), self.words),
        )  # fmt: skip
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for start in (0, 2):
            row = QHBoxLayout()
            for field in self.fields[start : start + 2 if start == 0 else start + 3]:
                row.addWidget(field)
            column.addLayout(row)
        column.addWidget(self.fields[5])
        row = QHBoxLayout()
        self.back_button = QuietButton(on_click=lambda: self.pile.setCurrentIndex(_SHOW))
        self.save_button = PrimaryButton(icon="device-floppy", on_click=self.write)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        column.addLayout(row)
        return page

    # -- reading -------------------------------------------------------------------------------------

    def step(self, days: int) -> None:
        """Show another week."""
        self._monday += timedelta(days=days)
        self.load()

    def show_this_week(self) -> None:
        """Show the week of today."""
        today = self.session.today()
        self._monday = today - timedelta(days=today.weekday())
        self.load()

    def load(self) -> None:
        service, first = self.session.centre.workspace, self._monday

        def done(found: tuple[OwnBooking, ...]) -> None:
            if first == self._monday:
                self._on_loaded(found)

        jobs.run(self, lambda: service.my_week(first, first + timedelta(days=6)), done, self.session.problem)

    def _on_loaded(self, found: tuple[OwnBooking, ...]) -> None:
        self.card.show_records(found)
        sunday = self._monday + timedelta(days=6)
        words = _("Week %(week)d: %(first)s to %(last)s") % {
            "week": self._monday.isocalendar().week, "first": say_day(self._monday), "last": say_day(sunday),
        }  # fmt: skip
        self.card.set_title(words)
        self._show()

    def _entry(self, booking: OwnBooking) -> Entry:
        begins, ends = local(booking.start, booking.zone), local(booking.end, booking.zone)
        title = f"{begins:%H:%M}–{ends:%H:%M}  {say_talk(self.session.centre.codes, booking)}"
        detail = dotted((_(MODES[booking.mode]), booking.place))
        sign = self._sign(booking)
        spoken = ", ".join(filter(None, (title, detail, sign.label if sign is not None else "")))
        return Entry(str(booking.id), say_long(begins.date()), RowLook(title, detail, sign), spoken)

    def _sign(self, booking: OwnBooking) -> Sign | None:
        if booking.is_cancelled or booking.is_called_off:
            return _STATES["cancelled"]
        if booking.is_promised:
            return _STATES["promised"]
        if booking.is_confirmed:
            return _STATES["confirmed"]
        if booking.has_written or booking.line is not None:
            return _STATES["written"]
        return _STATES["missing"] if self._is_over(booking) else None

    def _is_over(self, booking: OwnBooking) -> bool:
        return booking.start <= self.session.centre.clock.now()

    def current(self) -> OwnBooking | None:
        """The booking that is shown."""
        return self.card.current()

    def _show(self) -> None:
        booking = self.current()
        self.side.setVisible(booking is not None)
        self.pile.setCurrentIndex(_SHOW)
        if booking is None:
            return
        self.side.set_title(say_when(booking.start, booking.end, booking.zone))
        self.lines.show_lines(say_details(self.session.centre.codes, booking))
        is_live = not (booking.is_cancelled or booking.is_called_off or booking.is_promised)
        is_over = self._is_over(booking)
        self.call_off_button.setVisible(is_live and not is_over)
        self.file_button.setVisible(is_live and not is_over)
        self.write_button.setVisible(is_live and is_over and not booking.is_confirmed)
        line = booking.line
        if booking.is_promised:
            self.note.say(_("You accepted. The time is yours; the centre is being told."), "accent", "clock")
        elif booking.is_cancelled:
            self.note.say(_("The centre called this off."), "no")
        elif booking.is_called_off:
            self.note.say(_("You called this off; the centre is being told."), "unknown", "clock")
        elif line is not None:
            self.note.say(_say_line(line), "accent", "clipboard-list")
        else:
            self.note.say("")

    # -- doing ---------------------------------------------------------------------------------------

    def call_off(self) -> None:
        """Call a booking off; the centre looks for somebody else."""
        booking = self.current()
        if booking is None:
            return
        service, own = self.session.centre.workspace, booking.id
        self.do(lambda: service.call_off(own), _("The centre is told that you cannot come."))

    def save_file(self) -> None:
        """Write the booking as a file for one's own calendar; it names nobody."""
        booking = self.current()
        path = files.ask_save(self, _("Save for your calendar"), "einsatz.ics", "iCalendar (*.ics)")
        if booking is None or path is None:
            return
        centre, target = self.session.centre, path if path.suffix else path.with_suffix(".ics")

        def write() -> None:
            target.write_bytes(
                centre.exchange.job_file(
                    [booking], lambda code: say_language(centre.codes, code), centre.clock.now()
                )
            )

        def done(_nothing: None) -> None:
            self.session.toast(_("The calendar file is saved."))

        jobs.run(self, write, done, self.session.problem)

    def begin_writing(self) -> None:
        """Write the times down, beginning with those that were agreed."""
        booking = self.current()
        if booking is None:
            return
        start = booking.line.start if booking.line is not None else booking.start
        end = booking.line.end if booking.line is not None else booking.end
        for field, moment in ((self.begins, start), (self.ends, end)):
            here = local(moment, booking.zone)
            field.set_value(60 * here.hour + here.minute)
        line = booking.line
        self.travel.set_value(line.travel_minutes if line is not None else None)
        self.km.set_value(line.km if line is not None else None)
        self.other.set_value(line.other_cents / 100 if line is not None and line.other_cents else None)
        self.words.set_value(line.words if line is not None else "")
        self.pile.setCurrentIndex(_WRITE)
        self.begins.setFocus()

    def write(self) -> None:
        """Tell the centre what was worked."""
        booking, begins, ends = self.current(), self.begins.value(), self.ends.value()
        if booking is None or begins is None or ends is None or any(field.problem() for field in self.fields):
            for field in self.fields:
                field.tell()
            return
        day: date = local(booking.start, booking.zone).date()
        try:
            start, end = instant(day, begins, booking.zone), instant(day, ends, booking.zone)
        except BeratungError as wrong:
            self.session.problem(wrong)
            return
        line = SheetLine(
            number=booking.number, start=start, end=end, zone=booking.zone, travel_minutes=self.travel.whole() or 0,
            km=self.km.whole() or 0, other_cents=round((self.other.value() or 0) * 100), words=self.words.value().strip(),
        )  # fmt: skip
        service, own = self.session.centre.workspace, booking.id
        self.do(lambda: service.write_times(own, line), _("The times go to the centre."))

    def retranslate(self) -> None:
        self.before.set_name(_("Week before"))
        self.after.set_name(_("Week after"))
        self.now.setText(_("This week"))
        self.card.list.setAccessibleName(_("My week"))
        self.card.say_empty(
            _("Nothing is booked in this week"), _("What you accept stands here under its day.")
        )
        self.call_off_button.setText(_("I cannot come"))
        self.file_button.setText(_("For my calendar"))
        self.write_button.setText(_("Write the times down"))
        self.back_button.setText(_("Back"))
        self.save_button.setText(_("Send"))
        for field in self.fields:
            field.retranslate()
        self._on_loaded(self.card.records)


def _say_line(line: SheetLine) -> str:
    begins, ends = local(line.start, line.zone), local(line.end, line.zone)
    way = ngettext("%(n)d minute of way", "%(n)d minutes of way", line.travel_minutes) % {
        "n": line.travel_minutes
    }
    km = _("%(n)d km") % {"n": line.km}
    said = dotted((f"{begins:%H:%M}–{ends:%H:%M}", way if line.travel_minutes else "", km if line.km else ""))
    return _("Written down: %(what)s") % {"what": said}
