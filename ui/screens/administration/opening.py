# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When the centre is open: hours of each weekday, the Land with its holidays, closing days, and what is usual."""

from datetime import date

import msgspec

from beratung.domain.appointments import LAENDER, CalendarSettings, ClosingDay, OpeningTime
from beratung.domain.errors import N_, BeratungError
from beratung.i18n import _
from ui import jobs
from ui.models.calendar_words import say_weekday
from ui.models.choices import Choice
from ui.models.dates import Lean
from ui.models.grid import DAY
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.date_field import DateField
from ui.widgets.form import Group
from ui.widgets.inputs import NumberField, TextLine, Tick
from ui.widgets.picker import Picker
from ui.widgets.row_list import Row, RowList
from ui.widgets.time_field import TimeField

replace = msgspec.structs.replace
_NAMES = {
    "BB": N_("Brandenburg"), "BE": N_("Berlin"), "BW": N_("Baden-Württemberg"), "BY": N_("Bavaria"),
    "HB": N_("Bremen"), "HE": N_("Hesse"), "HH": N_("Hamburg"), "MV": N_("Mecklenburg-Vorpommern"),
    "NI": N_("Lower Saxony"), "NW": N_("North Rhine-Westphalia"), "RP": N_("Rhineland-Palatinate"),
    "SH": N_("Schleswig-Holstein"), "SL": N_("Saarland"), "SN": N_("Saxony"), "ST": N_("Saxony-Anhalt"),
    "TH": N_("Thuringia"),
}  # fmt: skip
_MONDAY = date(2026, 1, 5)


class HoursRow(Row[OpeningTime]):
    """One opening time: a weekday, from, to."""

    def __init__(self) -> None:
        super().__init__(column=120, most=3)
        self.weekday = Picker(_weekdays, placeholder=N_("Weekday"))
        self.opens, self.closes = TimeField(), TimeField()
        self.add_field(N_("Weekday"), self.weekday)
        self.add_field(N_("From"), self.opens)
        self.add_field(N_("To"), self.closes)

    def value(self) -> OpeningTime | None:
        code, opens, closes = self.weekday.code(), self.opens.value(), self.closes.value()
        if code is None or opens is None or closes is None:
            return None
        return OpeningTime(weekday=int(code), opens=opens, closes=closes)

    def set_value(self, value: OpeningTime) -> None:
        self.weekday.set_code(str(value.weekday))
        self.opens.set_value(value.opens)
        self.closes.set_value(value.closes)

    def problem(self) -> str:
        """Say what is wrong: an end before its beginning."""
        found = self.value()
        if found is None or found.opens < found.closes <= DAY:
            return ""
        return _("The end must lie after the start.")


class ClosingRow(Row[ClosingDay]):
    """Days on which the centre is closed besides the holidays."""

    def __init__(self) -> None:
        super().__init__(column=150, most=3)
        self.first, self.last = DateField(lean=Lean.FUTURE), DateField(lean=Lean.FUTURE)
        self.words = TextLine(N_("e.g. between the years"), most=100)
        self.add_field(N_("First day"), self.first)
        self.add_field(N_("Last day"), self.last)
        self.add_field(N_("What for"), self.words)

    def value(self) -> ClosingDay | None:
        first = self.first.value()
        if first is None:
            return None
        return ClosingDay(first=first, last=self.last.value() or first, name=self.words.value())

    def set_value(self, value: ClosingDay) -> None:
        self.first.set_value(value.first)
        self.last.set_value(value.last)
        self.words.set_value(value.name)


def _weekdays() -> list[Choice]:
    days = [date(_MONDAY.year, _MONDAY.month, _MONDAY.day + number) for number in range(7)]
    return [Choice(str(number), say_weekday(day, "dddd")) for number, day in enumerate(days)]


class OpeningPanel(Panel):
    """Settings of the calendar; saved on leaving and with Ctrl+S."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stored: CalendarSettings | None = None
        self.open = Group(N_("&Opening hours"), column=150, most=3)
        self.hours: RowList[OpeningTime] = RowList(HoursRow, N_("Another opening time"))
        self.open.add_rows(self.hours)
        self.off = Group(N_("&Holidays and closing days"), column=200, most=2)
        self.land = Picker(lambda: [Choice(code, _(_NAMES[code])) for code in LAENDER])
        self.off.add_field(N_("Holidays of"), self.land)
        self.closing: RowList[ClosingDay] = RowList(ClosingRow, N_("More closing days"))
        self.off.add_rows(self.closing)
        self.usual = Group(N_("&What is usual"), column=200, most=2)
        self.minutes = NumberField(least=5, most=600)
        self.remind = NumberField(least=0, most=30)
        self.link = TextLine(most=1000)
        self.moves_up = Tick(N_("Who waits for a place in a group gets one at once"))
        self.usual.add_field(N_("Minutes of an appointment"), self.minutes)
        self.usual.add_field(N_("Remind so many working days ahead"), self.remind)
        self.usual.add_field(N_("Link for video calls"), self.link, 2)
        self.usual.add_field("", self.moves_up, 2)
        for group in (self.open, self.off, self.usual):
            self.cards.addWidget(group)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        for group in (self.open, self.off, self.usual):
            group.retranslate()

    def load(self) -> None:
        centre = self.session.centre
        jobs.run(self, lambda: centre.settings.calendar, self._on_loaded, self.session.problem)

    def _on_loaded(self, settings: CalendarSettings) -> None:
        self._stored = settings
        self.hours.set_values(sorted(settings.hours, key=lambda time: (time.weekday, time.opens)))
        self.land.set_code(settings.land)
        self.closing.set_values(sorted(settings.closing, key=lambda days: days.first))
        self.minutes.set_value(settings.minutes)
        self.remind.set_value(settings.remind_days)
        self.link.set_value(settings.video_link)
        self.moves_up.setChecked(settings.moves_up)

    def typed(self, stored: CalendarSettings) -> CalendarSettings:
        """Return what the form says."""
        remind = self.remind.whole()
        return replace(
            stored,
            hours=self.hours.values(),
            land=self.land.code() or stored.land,
            closing=self.closing.values(),
            minutes=self.minutes.whole() or stored.minutes,
            remind_days=stored.remind_days if remind is None else remind,
            video_link=self.link.value(),
            moves_up=self.moves_up.isChecked(),
        )

    def may_leave(self) -> bool:
        self.save()
        return True

    def save(self) -> None:
        stored = self._stored
        if stored is None:
            return
        wanted = self.typed(stored)
        as_shown = replace(
            stored,
            hours=tuple(sorted(stored.hours, key=lambda time: (time.weekday, time.opens))),
            closing=tuple(sorted(stored.closing, key=lambda days: days.first)),
        )
        if wanted == as_shown:
            return
        self._stored = wanted
        said = _("The opening hours and what is usual are saved.")
        jobs.run(
            self.session,
            self._storing(wanted),
            lambda _n: self.session.toast(said, lambda: self._take_back(stored)),
            self._on_failed,
        )

    def _storing(self, wanted: CalendarSettings) -> "Storing":
        return Storing(self.session, wanted)

    def _take_back(self, before: CalendarSettings) -> None:
        jobs.run(self.session, self._storing(before), lambda _n: self.load(), self.session.problem)

    def _on_failed(self, error: BeratungError) -> None:
        self._stored = None
        self.load()
        self.session.problem(error)


class Storing:
    """Stores the settings of the calendar when it is called, off the GUI thread."""

    def __init__(self, session: Session, calendar: CalendarSettings) -> None:
        self._centre, self._calendar = session.centre, calendar

    def __call__(self) -> None:
        self._centre.change_settings(replace(self._centre.settings, calendar=self._calendar))
