# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When? Everything of a week that has a day already, with a way to each case."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QVBoxLayout

from beratung.domain.errors import N_
from beratung.domain.views import TodayView
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs
from ui.commands.command import Command
from ui.models.sections import Entry
from ui.models.words import say_day
from ui.screens.base import Screen
from ui.screens.today import lines
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.page import Page
from ui.widgets.waiting_card import WaitingCard


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class CalendarScreen(Screen):
    """A week of deadlines, day by day."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._monday = monday_of(session.today())
        self._view: TodayView | None = None
        self._waiting: dict[str, lines.Waiting] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.before = IconButton("chevron-left", on_click=lambda: self.step(-7))
        self.now = SecondaryButton(on_click=self.show_this_week)
        self.after = IconButton("chevron-right", on_click=lambda: self.step(7))
        for button in (self.before, self.now, self.after):
            self.page.header.add_action(button)
        self.banner = Banner("accent", icon="calendar")
        self.page.add(self.banner)
        self.card = WaitingCard("calendar", has_actions=True)
        self.card.opened.connect(self._open)
        self.page.add(self.card, 1)
        self.open_button = PrimaryButton(on_click=lambda: self._open(self.card.list.current_key()))
        self.card.foot.addStretch(1)
        self.card.foot.addWidget(self.open_button)
        session.bus.changed.connect(self._on_changed)

    def show_place(self, place: Place) -> None:
        del place
        self.reload()

    def commands(self) -> tuple[Command, ...]:
        group = N_("Calendar")
        return (
            Command(
                "week-before",
                N_("Week before"),
                lambda: self.step(-7),
                "Alt+PgUp",
                "chevron-left",
                group=group,
            ),
            Command(
                "week-after",
                N_("Week after"),
                lambda: self.step(7),
                "Alt+PgDown",
                "chevron-right",
                group=group,
            ),
            Command("week-now", N_("This week"), self.show_this_week, "Alt+Home", "calendar", group=group),
        )

    def step(self, days: int) -> None:
        """Show another week."""
        self._monday += timedelta(days=days)
        self.reload()

    def show_this_week(self) -> None:
        """Show the week of today."""
        self._monday = monday_of(self.session.today())
        self.reload()

    def reload(self) -> None:
        """Read the week, off the GUI thread."""
        cases, monday = self.session.centre.cases, self._monday

        def done(view: TodayView) -> None:
            if monday == self._monday:
                self._view = view
                self.retranslate()

        jobs.run(self, lambda: cases.today(monday), done)

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds() & {"Client", "Case", "Consultation", "Consent"}:
            self.reload()

    def retranslate(self) -> None:
        sunday = self._monday + timedelta(days=6)
        week = self._monday.isocalendar().week
        words = _("Week %(week)d: %(first)s to %(last)s") % {
            "week": week, "first": say_day(self._monday), "last": say_day(sunday),
        }  # fmt: skip
        self.page.header.set_title(_("Calendar"), words)
        self.before.set_name(_("Week before"))
        self.after.set_name(_("Week after"))
        self.now.setText(_("This week"))
        self.open_button.setText(_("Open the case"))
        self.banner.say(
            _("Appointments with people, rooms and interpreters will stand here"),
            _(
                "Until then you see everything of the week that has a day: next steps, residence titles and consents."
            ),
        )
        self.card.say(
            _("In this week"),
            _("Nothing is due in this week"),
            _("Next steps with a day, and what runs out, stand here under their day."),
        )
        self._show()

    def _show(self) -> None:
        if self._view is None:
            return
        last = self._monday + timedelta(days=6)
        codes = self.session.centre.codes
        found = [line for line in (*self._view.residence, *self._view.next_steps, *self._view.consents)
                 if line.on is not None and self._monday <= line.on <= last]  # fmt: skip
        found.sort(key=lambda line: (line.on or last, line.name))
        today = self.session.today()
        self._waiting = {}
        entries = []
        for line in found:
            waiting = lines.waiting(line, codes, today)
            day = line.on or last
            self._waiting[waiting.key] = waiting
            entries.append(
                Entry(waiting.key, self._say_weekday(day), waiting.entry.look, waiting.entry.spoken)
            )
        self.card.show_entries(entries, str(len(entries)) if entries else "")

    def _say_weekday(self, day: date) -> str:
        return QLocale().toString(QDate(day.year, day.month, day.day), "dddd, dd.MM.")

    def _open(self, key: str) -> None:
        waiting = self._waiting.get(key)
        if waiting is not None:
            self.session.go(waiting.place)
