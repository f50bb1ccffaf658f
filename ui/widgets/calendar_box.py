# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The month that a date field opens below itself."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCalendarWidget, QFrame, QVBoxLayout, QWidget

from beratung.i18n import current


class CalendarBox(QFrame):
    """A month to choose a day from, inside the window so that locking hides it too.

    Signals:
        taken: the day that was chosen.
    """

    taken = Signal(object)

    def __init__(self, owner: QWidget, chosen: date, latest: date | None) -> None:
        super().__init__(owner.window())
        self._owner = owner
        self.setProperty("kind", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(current().language))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if latest is not None:
            self.calendar.setMaximumDate(QDate(latest.year, latest.month, latest.day))
        self.calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        self.calendar.clicked.connect(self._on_chosen)
        self.calendar.activated.connect(self._on_chosen)
        column.addWidget(self.calendar)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._close, context=_INSIDE)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def open_below(self) -> None:
        """Show the month below its field, or above it where there is no room."""
        window, size = self._owner.window(), self.sizeHint()
        below = self._owner.mapTo(window, QPoint(0, self._owner.height() + 4))
        if below.y() + size.height() > window.height() - 8:
            below.setY(max(8, self._owner.mapTo(window, QPoint(0, -4)).y() - size.height()))
        below.setX(max(8, min(below.x(), window.width() - size.width() - 8)))
        self.setGeometry(QRect(below, size))
        self.show()
        self.raise_()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_chosen(self, day: QDate) -> None:
        self.taken.emit(date(day.year(), day.month(), day.day()))
        self.deleteLater()

    def _close(self) -> None:
        self._owner.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Close as soon as the keyboard goes elsewhere."""
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.deleteLater()


_INSIDE = Qt.ShortcutContext.WidgetWithChildrenShortcut
