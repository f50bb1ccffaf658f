# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whose calendar is shown: a month to jump in, and people, rooms and interpreters to be ticked."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QSizePolicy, QVBoxLayout, QWidget

from beratung.domain.calendar_views import CalendarView
from beratung.i18n import _, current
from ui import theme
from ui.models.calendar_board import INTERPRETERS, PEOPLE, ROOMS, all_choices
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.inputs import Tick
from ui.widgets.labels import Text
from ui.widgets.page import Scroll


class WhoCard(Card):
    """A month and three lists of ticks.

    Signals:
        changed: others are ticked.
        day_chosen: a date that was pressed in the month.
    """

    changed = Signal()
    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._ticks: dict[UUID, Tick] = {}
        self._shown: tuple[tuple[UUID, str, str], ...] = ()
        self.month = QCalendarWidget()
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setGridVisible(False)
        self.month.clicked.connect(self._on_day)
        self.month.activated.connect(self._on_day)
        theme.notifier().changed.connect(self._dress)
        self.add(self.month)
        area = Scroll()
        self._lists = QVBoxLayout()
        self._lists.setSpacing(1)
        area.column.addLayout(self._lists)
        self.cancelled = Tick("")
        self.cancelled.changed.connect(self.changed)
        area.column.addWidget(self.cancelled)
        area.column.addStretch(1)
        self.add(area, 1)
        self.none_button = QuietButton(on_click=self._on_only_me)
        self.add(self.none_button)

    def chosen(self) -> frozenset[UUID]:
        """Return who is ticked."""
        return frozenset(own for own, tick in self._ticks.items() if tick.isChecked())

    @property
    def with_cancelled(self) -> bool:
        """Whether appointments that were called off are shown too."""
        return self.cancelled.isChecked()

    def show_view(self, view: CalendarView, chosen: Collection[UUID]) -> None:
        """Offer everybody of a calendar and tick who is looked at."""
        every = tuple((c.id, c.column.name, c.group) for c in all_choices(view))
        if every != self._shown:
            self._shown = every
            self._build()
        for own, tick in self._ticks.items():
            tick.setChecked(own in chosen)

    def show_day(self, day: date) -> None:
        """Mark a day in the month without telling anyone."""
        self.month.blockSignals(True)
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.month.blockSignals(False)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.month.setLocale(QLocale(current().language))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setAccessibleName(_("Month"))
        self._dress()
        self.cancelled.setText(_("Show what was called off"))
        self.none_button.setText(_("Only my own"))
        self._build()

    def _dress(self) -> None:
        """Let the weekend be quiet, in the colours of now."""
        plain = QTextCharFormat()
        plain.setForeground(theme.colours().color("muted"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(day, plain)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.month.setVisible(event.size().width() - 34 >= self.month.minimumSizeHint().width())

    def clear(self) -> None:
        """Forget everybody."""
        self._shown = ()
        self._build()

    def _build(self) -> None:
        ticked = self.chosen()
        empty_out(self._lists)
        self._ticks = {}
        titles = {PEOPLE: _("People"), ROOMS: _("Rooms"), INTERPRETERS: _("Interpreters")}
        last = ""
        for own, name, group in self._shown:
            if group != last:
                last = group
                title = Text(titles[group], "caps", "muted")
                title.setContentsMargins(0, 8, 0, 2)
                self._lists.addWidget(title)
            tick = Tick("")
            tick.setText(name.replace("&", "&&"))
            tick.setAccessibleDescription(titles[group])
            tick.setToolTip(name)
            tick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            tick.setChecked(own in ticked)
            tick.changed.connect(self.changed)
            self._ticks[own] = tick
            self._lists.addWidget(tick)

    def _on_day(self, day: QDate) -> None:
        self.day_chosen.emit(date(day.year(), day.month(), day.day()))

    def _on_only_me(self) -> None:
        for tick in self._ticks.values():
            tick.setChecked(False)
        self.changed.emit()
