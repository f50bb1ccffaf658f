# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A month at a glance: each day with its first entries and how many more there are."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from beratung.i18n import ngettext
from ui import theme
from ui.models.grid import MonthDay, MonthLine
from ui.widgets import painted_access
from ui.widgets.week_grid_paint import Brushes

_WEEK = 7
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_WEEK, Qt.Key.Key_Down: _WEEK}
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class MonthGrid(QWidget):
    """Weeks below one another. Arrows go from day to day, Enter opens one.

    Signals:
        day_opened: a date that was opened (Enter, double click, a press on its number).
        day_chosen: a date that the cursor is on now.
        opened: the key of an entry that was pressed.
    """

    day_opened = Signal(object)
    day_chosen = Signal(object)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        painted_access.install(MonthGrid)
        self._days: tuple[MonthDay, ...] = ()
        self._names: tuple[str, ...] = ()
        self._at = 0
        self._shows_focus = False
        self._brushes: Brushes | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(300))
        theme.notifier().changed.connect(self._redraw)

    def show_days(self, days: Sequence[MonthDay], names: Sequence[str]) -> None:
        """Show whole weeks of days, and the names of the weekdays above."""
        kept = self.current_day()
        self._days, self._names = tuple(days), tuple(names)
        self._at = next((n for n, d in enumerate(self._days) if d.day == kept), 0)
        self.update()

    def choose(self, day: date) -> None:
        """Put the cursor on a day without telling anyone."""
        self._at = next((n for n, d in enumerate(self._days) if d.day == day), self._at)
        self.update()

    def current_day(self) -> date | None:
        """Return the day that the cursor is on."""
        return self._days[self._at].day if self._at < len(self._days) else None

    # -- for screen readers ------------------------------------------------------------------------------

    def entry_count(self) -> int:
        """Return how many days there are."""
        return len(self._days)

    def entry_text(self, number: int) -> str:
        """Return a day in words, with what is on it."""
        day = self._days[number]
        count = ngettext("%(n)d appointment", "%(n)d appointments", len(day.lines)) % {"n": len(day.lines)}
        lines = (f"{line.time} {line.title}" for line in day.lines)
        return ", ".join(part for part in (day.spoken, day.shut, count, *lines) if part)

    def entry_rect(self, number: int) -> QRect:
        """Return where a day is painted."""
        return self._cell(number)

    def entry_at(self, pos: QPoint) -> int:
        """Return the day at a place; -1 where there is none."""
        return next((n for n in range(len(self._days)) if self._cell(n).contains(pos)), -1)

    def current_entry(self) -> int:
        """Return the day under the cursor."""
        return self._at if self._days else -1

    # -- geometry and painting -----------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._brushes = None
        self.setMinimumHeight(theme.px(300))
        self.update()

    def _above(self) -> int:
        return QFontMetrics(theme.font("secondary")).height() + theme.px(14)

    def _cell(self, number: int) -> QRect:
        weeks = max(len(self._days) // _WEEK, 1)
        column, week = number % _WEEK, number // _WEEK
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            column = _WEEK - 1 - column
        above, wide = self._above(), self.width() / _WEEK
        tall = (self.height() - above) / weeks
        left, top = round(column * wide), round(above + week * tall)
        return QRect(left, top, round((column + 1) * wide) - left, round(above + (week + 1) * tall) - top)

    def _line(self) -> int:
        return QFontMetrics(theme.font("secondary")).height() + 3

    def _lines_of(self, number: int) -> list[tuple[QRect, MonthLine]]:
        """Return the entries of a day that can be seen, with their places."""
        cell, day = self._cell(number), self._days[number]
        top = cell.top() + self._day_height()
        room = max((cell.bottom() - top - 2) // self._line(), 0)
        fit = len(day.lines) if len(day.lines) <= room else max(room - 1, 0)
        return [
            (QRect(cell.left() + 4, top + n * self._line(), cell.width() - 8, self._line() - 2), line)
            for n, line in enumerate(day.lines[:fit])
        ]

    def _day_height(self) -> int:
        return QFontMetrics(theme.font("body")).height() + theme.px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._brushes is None or self._brushes.ratio != self.devicePixelRatioF():
            self._brushes = Brushes(self.devicePixelRatioF())
        c, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(theme.font("secondary", QFont.Weight.DemiBold))
        painter.setPen(c.color("muted"))
        for number, name in enumerate(self._names):
            cell = self._cell(number)
            place = QRect(cell.left() + 8, 0, cell.width() - 12, self._above())
            painter.drawText(place, _LEADING, name)
        for number in range(len(self._days)):
            self._paint_day(painter, number, self._brushes)
        painter.end()

    def _paint_day(self, painter: QPainter, number: int, brushes: Brushes) -> None:
        c, day, cell = theme.colours(), self._days[number], self._cell(number)
        is_closed = bool(day.shut) or not day.is_open or not day.is_inside
        painter.fillRect(
            cell, brushes.closed if is_closed else brushes.today if day.is_today else brushes.open
        )
        if day.shut:
            painter.fillRect(cell, brushes.hatch)
        painter.setPen(QPen(c.color("hairline"), 1))
        painter.drawLine(cell.topLeft(), cell.topRight())
        painter.drawLine(cell.topRight(), cell.bottomRight())
        self._paint_number(painter, cell, day)
        lines = self._lines_of(number)
        for rect, line in lines:
            self._paint_line(painter, rect, line, brushes)
        left = len(day.lines) - len(lines)
        if left:
            top = cell.top() + self._day_height() + len(lines) * self._line()
            painter.setFont(brushes.detail)
            painter.setPen(c.color("muted"))
            place = QRect(cell.left() + 8, top, cell.width() - 12, self._line() - 2)
            words = ngettext("%(n)d more", "%(n)d more", left) % {"n": left}
            painter.drawText(place, _LEADING, words)
        if number == self._at and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(c.color("focus" if self._shows_focus else "accent"), 2))
            painter.drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_number(self, painter: QPainter, cell: QRect, day: MonthDay) -> None:
        c = theme.colours()
        font = theme.font("body", QFont.Weight.DemiBold if day.is_today else QFont.Weight.Normal)
        metrics, words = QFontMetrics(font), str(day.day.day)
        side = metrics.height() + 4
        place = QRect(cell.left() + 6, cell.top() + 4, max(metrics.horizontalAdvance(words) + 12, side), side)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            place.moveRight(cell.right() - 6)
        painter.setFont(font)
        if day.is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.color("accent"))
            painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        painter.setPen(c.color("on_accent" if day.is_today else "text" if day.is_inside else "muted"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        if day.shut:
            small = QFontMetrics(theme.font("secondary"))
            rest = QRect(place.right() + 6, place.top(), cell.right() - place.right() - 10, side)
            painter.setFont(theme.font("secondary"))
            painter.setPen(c.color("muted"))
            painter.drawText(
                rest, _LEADING, small.elidedText(day.shut, Qt.TextElideMode.ElideRight, rest.width())
            )

    def _paint_line(self, painter: QPainter, rect: QRect, line: MonthLine, brushes: Brushes) -> None:
        tone = brushes.tones.get(line.tone, brushes.tones["neutral"])
        painter.setPen(QPen(tone.bar, 1, Qt.PenStyle.DashLine) if line.tone == "off" else Qt.PenStyle.NoPen)
        painter.setBrush(tone.ground)
        painter.drawRoundedRect(QRectF(rect), 4, 4)
        inner = rect.adjusted(5, 0, -3, 0)
        painter.setFont(brushes.title)
        painter.setPen(tone.text)
        used = 0
        if inner.width() > 2.6 * brushes.title_metrics.horizontalAdvance("00:00"):
            painter.setFont(brushes.detail)
            painter.setPen(tone.detail)
            painter.drawText(inner, _LEADING, line.time)
            used = brushes.detail_metrics.horizontalAdvance(line.time) + 6
            painter.setFont(brushes.struck if line.tone == "off" else brushes.title)
            painter.setPen(tone.text)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        rest = inner.adjusted(0, 0, -used, 0) if is_mirrored else inner.adjusted(used, 0, 0, 0)
        text = brushes.title_metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, _LEADING, text)

    # -- keys and mouse --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._shows_focus = True
        key = Qt.Key(event.key())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        step = _STEPS.get(key, 0) * (-1 if is_mirrored and abs(_STEPS.get(key, 0)) == 1 else 1)
        at = self._at + step
        if step and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if 0 <= at < len(self._days):
                self._go(at)
            elif self._days:
                self.day_chosen.emit(self._days[self._at].day + timedelta(days=step))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._days:
            self.day_opened.emit(self._days[self._at].day)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._days:
            self._go(self._at - self._at % _WEEK + (0 if key is Qt.Key.Key_Home else _WEEK - 1))
        else:
            event.ignore()

    def _go(self, at: int) -> None:
        self._at = at
        self.update()
        painted_access.tell_current(self, at)
        self.day_chosen.emit(self._days[at].day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shows_focus = False
        number = self.entry_at(event.position().toPoint())
        if number < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._go(number)
        for rect, line in self._lines_of(number):
            if rect.contains(event.position().toPoint()):
                self.opened.emit(line.key)
                return

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.entry_at(event.position().toPoint())
        if number >= 0:
            self.day_opened.emit(self._days[number].day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        mouse = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
        self._shows_focus = event.reason() not in mouse
        super().focusInEvent(event)
        if self._days:
            painted_access.tell_current(self, self._at)


def weekday_names() -> list[str]:
    """Return the short names of the weekdays, Monday first."""
    locale = QLocale()
    return [locale.standaloneDayName(number, QLocale.FormatType.ShortFormat) for number in range(1, 8)]
