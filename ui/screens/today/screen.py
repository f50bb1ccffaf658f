# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What now? Everything that is due, most pressing first, and what nobody has planned yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout

from beratung.domain.cases import Draft
from beratung.domain.errors import N_
from beratung.domain.views import TodayView
from beratung.domain.work import Changes
from beratung.i18n import _, ngettext
from ui import jobs, theme
from ui.commands.command import Command
from ui.screens.base import Screen
from ui.screens.today import lines
from ui.screens.today.access import AccessCard
from ui.screens.today.appointments import AppointmentsCard
from ui.screens.today.backup_line import BackupLine
from ui.session import Place, Session
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.page import Page
from ui.widgets.waiting_card import WaitingCard

_TWO_COLUMNS = 860
_LEAST = 300
"""Height of a list, below which the page scrolls as a whole."""


@dataclass(frozen=True)
class _Loaded:
    """What the page shows, read in one go."""

    view: TodayView
    drafts: tuple[Draft, ...]
    names: Mapping[UUID, str]


def say_long_day(day: date) -> str:
    """Say a day with its weekday and month in words."""
    locale, picture = QLocale(), "dddd, d. MMMM yyyy"
    if locale.language() is not QLocale.Language.German:
        picture = locale.dateFormat(QLocale.FormatType.LongFormat)
    return locale.toString(QDate(day.year, day.month, day.day), picture)


class TodayScreen(Screen):
    """Lists of what waits; Enter goes to the case, the space bar marks a next step as done."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._loaded: _Loaded | None = None
        self._waiting: dict[str, lines.Waiting] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page(scrolls=True)
        outer.addWidget(self.page)
        self.access = AccessCard(session)
        self.page.add(self.access)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(14)
        self.due = WaitingCard("circle-check", has_actions=True)
        self.unplanned = WaitingCard("list-check")
        self.drafts = WaitingCard("pencil")
        self._side = QVBoxLayout()
        self._side.setSpacing(14)
        self._side.addWidget(self.unplanned, 3)
        self._side.addWidget(self.drafts, 2)
        self.appointments = AppointmentsCard(session)
        main = QVBoxLayout()
        main.setSpacing(14)
        main.addWidget(self.appointments, 2)
        main.addWidget(self.due, 3)
        self._columns.addLayout(main, 5)
        self._columns.addLayout(self._side, 4)
        self.page.add(self._columns, 1)
        self.backup = BackupLine(session)
        self.page.add(self.backup)
        self.done_button = SecondaryButton(icon="check", on_click=self.mark_done)
        self.open_button = PrimaryButton(on_click=lambda: self._open(self.due.list.current_key()))
        self.due.foot.addWidget(self.done_button)
        self.due.foot.addStretch(1)
        self.due.foot.addWidget(self.open_button)
        for card in (self.due, self.unplanned, self.drafts):
            card.opened.connect(self._open)
        self.due.chosen.connect(self._on_chosen)
        session.bus.changed.connect(self._on_changed)

    # -- the screen's duties ------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        del place
        self.reload()

    def retranslate(self) -> None:
        self.due.say(
            _("What is due"),
            _("Nothing is due"),
            _("Residence titles that run out, next steps and consents will stand here, most pressing first."),
        )
        self.unplanned.say(
            _("Without a next step"),
            _("Every open case has a next step"),
            _("An open case for which nothing is planned will stand here, so that nobody is forgotten."),
        )
        self.drafts.say(
            _("Drafts"),
            _("No drafts"),
            _("What you type and do not save waits here, sealed, until you go on."),
        )
        self.appointments.retranslate()
        self.access.retranslate()
        self.backup.retranslate()
        self.done_button.setText(_("Mark as done"))
        self.open_button.setText(_("Open the case"))
        self._show()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("today-done", N_("Mark the next step as done"), self.mark_done, "Ctrl+D", "check",
                    is_enabled=lambda: self._chosen_step() is not None, group=N_("Today")),
            Command("today-reload", N_("Read again"), self.reload, "F5", "refresh", group=N_("Today")),
        )  # fmt: skip

    # -- reading --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what waits, off the GUI thread."""
        centre, on = self.session.centre, self.session.today()

        def read() -> _Loaded:
            found = tuple(centre.cases.drafts())
            names = {row.case: row.name for row in centre.clients.roster() if row.case} if found else {}
            return _Loaded(centre.cases.today(on), found, names)

        jobs.run(self, read, self._on_loaded)
        self.access.reload()
        self.appointments.reload()

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds() & {"Client", "Case", "Consultation", "Consent", "Draft"}:
            self.reload()

    def _on_loaded(self, loaded: _Loaded) -> None:
        is_first = self._loaded is None
        self._loaded = loaded
        self._show()
        focus = QApplication.focusWidget()
        if is_first and self.isVisible() and (focus is None or focus.isAncestorOf(self)):
            self.setFocus()

    def _show(self) -> None:
        today = say_long_day(self.session.today())
        loaded = self._loaded
        if loaded is None:
            self.page.header.set_title(_("Today"), today)
            return
        cases = ngettext("%(n)d open case", "%(n)d open cases", loaded.view.open_cases) % {
            "n": loaded.view.open_cases
        }
        self.page.header.set_title(_("Today"), f"{today} · {cases}")
        codes = self.session.centre.codes
        due = lines.deadlines(loaded.view, codes)
        unplanned = lines.without_step(loaded.view.without_next_step)
        drafts = lines.drafts(loaded.drafts, loaded.names)
        self._waiting = {line.key: line for line in (*due, *unplanned, *drafts)}
        urgent = sum(line.is_urgent for line in due)
        note = ngettext("%(n)d urgent", "%(n)d urgent", urgent) % {"n": urgent} if urgent else ""
        self.due.show_entries((line.entry for line in due), note)
        self.unplanned.show_entries(
            (line.entry for line in unplanned), str(len(unplanned)) if unplanned else ""
        )
        self.drafts.show_entries((line.entry for line in drafts), str(len(drafts)) if drafts else "")
        self.session.count("today", urgent)

    # -- doing ------------------------------------------------------------------------------------------

    def _on_chosen(self, key: str) -> None:
        line = self._waiting.get(key)
        self.open_button.setEnabled(line is not None)
        self.done_button.setVisible(line is not None and line.step is not None)

    def _chosen_step(self) -> UUID | None:
        line = self._waiting.get(self.due.list.current_key())
        return line.step if line is not None else None

    def _open(self, key: str) -> None:
        line = self._waiting.get(key)
        if line is not None:
            self.session.go(line.place)

    def mark_done(self) -> None:
        """Mark the chosen next step as done today; the message offers to take that back."""
        step = self._chosen_step()
        if step is None:
            return
        cases, on = self.session.centre.cases, self.session.today()
        said = _("The next step is marked as done.")

        def take_back() -> None:
            jobs.run(self, lambda: cases.mark_undone(step), lambda _changes: None, self.session.problem)

        jobs.run(self, lambda: cases.mark_done(step, on), lambda _changes: self.session.toast(said, take_back),
                 self.session.problem)  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= theme.px(_TWO_COLUMNS)
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        self.due.setMinimumHeight(0 if is_wide else theme.px(_LEAST))
        self.appointments.setMinimumHeight(theme.px(_LEAST / 2) if is_wide else theme.px(_LEAST * 0.8))
        self.unplanned.setMinimumHeight(theme.px(_LEAST / 2) if is_wide else theme.px(_LEAST))
        self.drafts.setMinimumHeight(theme.px(_LEAST / 2))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.ActiveWindowFocusReason) -> None:
        """Put the cursor into the first list that holds something."""
        del reason
        if not (
            self.appointments.take_focus()
            or self.due.take_focus()
            or self.unplanned.take_focus()
            or self.drafts.take_focus()
        ):
            super().setFocus()
