# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The ways in which the calendar is looked at: a grid of days, a month, a list."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from beratung.domain.calendar_views import CalendarEntry, CalendarView
from beratung.i18n import _
from ui.models.calendar_board import board_of, minute_of, month_days, shown_days, shown_hours
from ui.models.calendar_lists import agenda_of, month_of
from ui.models.calendar_range import ViewKind, monday_of
from ui.models.grid import Board
from ui.screens.today.lines import Waiting
from ui.session import Place
from ui.widgets.card import Card
from ui.widgets.month_grid import MonthGrid, weekday_names
from ui.widgets.waiting_card import WaitingCard
from ui.widgets.week_grid import WeekGrid

_MIDNIGHT = 24 * 60


class CalendarViews(QStackedWidget):
    """Shows one of the views.

    Signals:
        chosen: the key of the appointment that is current now; empty where none is.
        opened: the key of an appointment that was opened.
        day_opened: a date that is to be seen alone.
        day_chosen: a date of the month that the cursor is on now.
    """

    chosen = Signal(str)
    opened = Signal(str)
    day_opened = Signal(object)
    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due: dict[str, Waiting] = {}
        self.grid = WeekGrid()
        self.month = MonthGrid()
        self.list = WaitingCard("calendar")
        for widget in (self.grid, self.month):
            card = Card(inset=False)
            card.body.setContentsMargins(5, 4, 5, 5)
            card.add(widget, 1)
            self.addWidget(card)
        self.addWidget(self.list)
        for signal in (self.grid.chosen, self.list.list.chosen):
            signal.connect(self.chosen)
        for signal in (self.grid.opened, self.month.opened, self.list.opened):
            signal.connect(self.opened)
        self.grid.day_wanted.connect(lambda n: self.day_opened.emit(self.grid.board.columns[n].day))
        self.month.day_opened.connect(self.day_opened)
        self.month.day_chosen.connect(self.day_chosen)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.grid.setAccessibleName(_("Calendar"))
        self.month.setAccessibleName(_("Month"))
        self.list.say(
            _("Appointments"),
            _("No appointments"),
            _("What is booked in these four weeks will stand here, day by day."),
        )

    def show_due(self, due: Sequence[Waiting]) -> None:
        """Take what has a day without being an appointment, for the list."""
        self._due = {waiting.key: waiting for waiting in due}

    def place_of(self, key: str) -> Place | None:
        """Return where something leads that is no appointment; None for appointments."""
        waiting = self._due.get(key)
        return waiting.place if waiting is not None else None

    def show_view(
        self,
        view: CalendarView,
        kind: ViewKind,
        on: date,
        ids: Collection[UUID],
        today: date,
        *,
        with_cancelled: bool,
    ) -> None:
        """Show what was read, for those who are looked at."""
        if kind is ViewKind.MONTH:
            days = month_of(view, month_days(on), ids, on, today, with_cancelled=with_cancelled)
            self.month.show_days(days, weekday_names())
            self.month.choose(on)
            self.setCurrentIndex(1)
        elif kind is ViewKind.LIST:
            entries = agenda_of(view, ids, self._due.values(), with_cancelled=True)
            self.list.show_entries(entries, str(len(entries)) if entries else "")
            self.setCurrentWidget(self.list)
        else:
            shown = [on] if kind is ViewKind.DAY else shown_days(view, monday_of(on), today)
            self.grid.set_shown(*shown_hours(view))
            self.grid.show_board(board_of(view, shown, ids, today, with_cancelled=with_cancelled))
            self.setCurrentIndex(0)

    def choose(self, entry: CalendarEntry) -> None:
        """Bring an appointment into sight and put the cursor on it, without telling anyone."""
        key = str(entry.id)
        self.grid.choose(key)
        columns = self.grid.board.columns_of(key)
        if columns:
            start = minute_of(entry.start, entry.start.date())
            self.grid.bring_into_sight(columns[0], start, min(start + 60, _MIDNIGHT))
        self.list.list.choose(key)

    def take_focus(self, kind: ViewKind, reason: Qt.FocusReason) -> None:
        """Put the keyboard into the view that is shown."""
        widgets: dict[ViewKind, QWidget] = {ViewKind.MONTH: self.month, ViewKind.LIST: self.list.list}
        widgets.get(kind, self.grid).setFocus(reason)

    def clear(self) -> None:
        """Forget everything."""
        self.grid.show_board(Board())
        self.month.show_days((), ())
        self._due = {}
        self.list.show_entries(())
