# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What stands still around the grid of days: the days above it and the hours beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.models.grid import GridColumn, clock

if TYPE_CHECKING:
    from ui.widgets.week_grid import WeekGrid


class GridHead(QWidget):
    """The days, and below each the people and rooms that have a column of their own.

    Signals:
        day_pressed: the number of a column whose day was pressed.
    """

    day_pressed = Signal(int)

    def __init__(self, grid: "WeekGrid") -> None:
        super().__init__(grid)
        self._grid = grid
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def wanted_height(self) -> int:
        """Return how tall it must be."""
        day = QFontMetrics(theme.font("section")).height() + theme.px(14)
        names = QFontMetrics(theme.font("secondary")).height() + theme.px(6)
        return day + (names if self._grid.board.has_resources else 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self._grid.column_at(event.position().x())
        if column >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.day_pressed.emit(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        c, grid = theme.colours(), self._grid
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), c.color("surface"))
        names = QFontMetrics(theme.font("secondary")).height() + theme.px(6)
        tall = self.height() - (names if grid.board.has_resources else 0)
        columns = grid.board.columns
        first = 0
        for number in range(1, len(columns) + 1):
            if number == len(columns) or columns[number].day != columns[first].day:
                self._paint_day(painter, columns[first], self._across(first, number - 1, 0, tall))
                first = number
        if grid.board.has_resources:
            for number, column in enumerate(columns):
                self._paint_name(painter, column, self._across(number, number, tall, names))
        painter.setPen(QPen(c.color("hairline"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _across(self, first: int, last: int, top: int, height: int) -> QRect:
        one, other = self._grid.column_span(first), self._grid.column_span(last)
        left, right = min(one[0], other[0]), max(one[1], other[1])
        return QRect(round(left), top, round(right - left), height)

    def _paint_day(self, painter: QPainter, column: GridColumn, rect: QRect) -> None:
        c = theme.colours()
        if rect.right() < 0 or rect.left() > self.width():
            return
        painter.setPen(QPen(c.color("hairline"), 1))
        painter.drawLine(rect.right(), rect.top() + 6, rect.right(), self.height())
        shown = rect.intersected(self.rect()).adjusted(theme.px(6), 0, -4, 0)
        font = theme.font("body", QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        title = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, shown.width())
        role = "muted" if column.shut else "text"
        if column.is_today:
            wide = metrics.horizontalAdvance(title) + theme.px(14)
            chip = QRectF(
                shown.left(),
                rect.top() + (rect.height() - metrics.height() - 6) / 2,
                wide,
                metrics.height() + 6,
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.color("accent"))
            painter.drawRoundedRect(chip, theme.RADIUS, theme.RADIUS)
            painter.setPen(c.color("on_accent"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, title)
            used = wide + theme.px(4)
        else:
            painter.setPen(c.color(role))
            painter.drawText(shown, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, title)
            used = metrics.horizontalAdvance(title) + theme.px(8)
        if column.shut and shown.width() - used > theme.px(30):
            small = QFontMetrics(theme.font("secondary"))
            words = small.elidedText(column.shut, Qt.TextElideMode.ElideRight, round(shown.width() - used))
            painter.setFont(theme.font("secondary"))
            painter.setPen(c.color("muted"))
            place = shown.adjusted(round(used), 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_name(self, painter: QPainter, column: GridColumn, rect: QRect) -> None:
        if rect.right() < 0 or rect.left() > self.width():
            return
        c = theme.colours()
        metrics = QFontMetrics(theme.font("secondary"))
        inner = rect.adjusted(theme.px(6), 0, -4, -theme.px(4))
        painter.setFont(theme.font("secondary"))
        painter.setPen(c.color("muted"))
        words = metrics.elidedText(column.subtitle, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)


class GridHours(QWidget):
    """The hours beside the columns."""

    def __init__(self, grid: "WeekGrid") -> None:
        super().__init__(grid)
        self._grid = grid

    def wanted_width(self) -> int:
        """Return how wide it must be."""
        return QFontMetrics(theme.font("secondary")).horizontalAdvance("00:00") + theme.px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        c, grid = theme.colours(), self._grid
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.color("surface"))
        painter.setFont(theme.font("secondary"))
        tall = QFontMetrics(theme.font("secondary")).height()
        painter.setPen(c.color("muted"))
        now = grid.now_minute()
        for hour in range(1, 24):
            y = round(grid.y_of(hour * 60))
            is_covered = now >= 0 and abs(grid.y_of(now) - y) < tall
            if -tall <= y <= self.height() + tall and not is_covered:
                place = QRect(0, y - tall // 2, self.width() - theme.px(8), tall)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, clock(hour * 60)
                )
        if now >= 0:
            y = round(grid.y_of(now))
            plate = QRectF(3, y - tall / 2 - 1, self.width() - 6, tall + 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.color("no"))
            painter.drawRoundedRect(plate, 5, 5)
            painter.setPen(c.color("surface"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, clock(now))
        painter.setPen(QPen(c.color("hairline"), 1))
        x = 0 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else self.width() - 1
        painter.drawLine(x, 0, x, self.height())
        painter.end()
