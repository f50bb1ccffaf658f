# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is painted over the columns of the grid: the chosen block, a ghost, and the line of now."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme
from ui.models.grid import Placed, say_time
from ui.models.grid_moves import Ghost
from ui.widgets import week_grid_paint as paint

if TYPE_CHECKING:
    from ui.widgets.week_grid import WeekGrid


def paint_over(grid: "WeekGrid", painter: QPainter) -> None:
    """Paint what changes more often than the columns do."""
    painter.setLayoutDirection(grid.layoutDirection())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_now(grid, painter)
    _paint_current(grid, painter)
    if grid.ghost is not None:
        _paint_ghost(grid, painter, grid.ghost)


def _paint_now(grid: "WeekGrid", painter: QPainter) -> None:
    now = grid.now_minute()
    if now < 0:
        return
    colour = theme.colours().color("no")
    y = grid.y_of(now)
    for number, column in enumerate(grid.board.columns):
        if column.is_today:
            left, right = grid.column_span(number)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(left, y), QPointF(right - 1, y))


def _paint_current(grid: "WeekGrid", painter: QPainter) -> None:
    """Mark the chosen block in all its columns, or the free time of the cursor."""
    c, at = theme.colours(), grid.cursor_at
    if not grid.board.columns:
        return
    key = at.key or grid.hovered
    for number, placed in _seen(grid):
        if placed.block.key not in {at.key, grid.hovered} or not key:
            continue
        rect = grid.rect_of(number, placed)
        is_chosen = placed.block.key == at.key
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if is_chosen:
            role = "focus" if grid.shows_focus and grid.hasFocus() else "accent"
            painter.setPen(QPen(c.color(role), 2))
        else:
            painter.setPen(QPen(c.color("control_border"), 1))
        painter.drawRoundedRect(rect, paint.RADIUS, paint.RADIUS)
    if not at.key and grid.hasFocus() and grid.shows_focus:
        rect = _slot(grid, at.column, at.start, at.end)
        painter.setBrush(_faint(c.color("accent"), 0.10))
        painter.setPen(QPen(c.color("focus"), 2))
        painter.drawRoundedRect(rect, paint.RADIUS, paint.RADIUS)


def _seen(grid: "WeekGrid") -> list[tuple[int, Placed]]:
    wide = grid.viewport().width()
    found = []
    for number, placed in grid.board.placed.items():
        left, right = grid.column_span(number)
        if right > 0 and left < wide:
            found += [(number, item) for item in placed]
    return found


def _slot(grid: "WeekGrid", column: int, start: int, end: int) -> QRectF:
    left, right = grid.column_span(column)
    top, bottom = grid.y_of(start), grid.y_of(end)
    return QRectF(left + paint.INSET, top + 1, right - left - 2 * paint.INSET - 1, max(bottom - top - 2, 8))


def _faint(colour: QColor, share: float) -> QColor:
    result = QColor(colour)
    result.setAlphaF(share)
    return result


def _paint_ghost(grid: "WeekGrid", painter: QPainter, ghost: Ghost) -> None:
    """Paint where something would lie, in every column that it would take, and what is against it."""
    c = theme.colours()
    role = "accent" if ghost.is_possible and not ghost.warnings else "unknown" if ghost.is_possible else "no"
    day = grid.board.columns[ghost.column].day
    for number, column in enumerate(grid.board.columns):
        is_main = number == ghost.column
        is_touched = column.day == day and column.resource in ghost.resources
        if not is_main and not is_touched:
            continue
        rect = _slot(grid, number, ghost.start, ghost.end)
        painter.setPen(QPen(c.color(role), 2, Qt.PenStyle.SolidLine if is_main else Qt.PenStyle.DashLine))
        ground = getattr(c, f"{role}_soft")
        painter.setBrush(_faint(QColor(ground), 0.94 if is_main else 0.5))
        painter.drawRoundedRect(rect, paint.RADIUS, paint.RADIUS)
        if is_main:
            _paint_ghost_words(grid, painter, rect, ghost, c.color(role))


def _paint_ghost_words(
    grid: "WeekGrid", painter: QPainter, rect: QRectF, ghost: Ghost, colour: QColor
) -> None:
    brushes = grid.brushes
    inner = rect.adjusted(8, 2, -6, -2)
    lines = [say_time(ghost.start, ghost.end)]
    if ghost.title:
        lines.append(ghost.title)
    painter.setPen(theme.colours().color("text"))
    for number, words in enumerate(lines):
        if (number + 1) * brushes.line > rect.height() and number:
            break
        painter.setFont(brushes.title if number == 0 else brushes.detail)
        text = brushes.title_metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(inner.width()))
        place = QRectF(inner.left(), inner.top() + number * brushes.line, inner.width(), brushes.line)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
    reasons = (*ghost.problems, *ghost.warnings)
    if reasons:
        _paint_plate(grid, painter, rect, reasons, colour)


def _paint_plate(
    grid: "WeekGrid", painter: QPainter, rect: QRectF, reasons: tuple[str, ...], colour: QColor
) -> None:
    """Write what is against it below the ghost, on a plate of its own; above it where there is no room."""
    brushes, c = grid.brushes, theme.colours()
    shown = reasons[:3]
    wide = max(brushes.detail_metrics.horizontalAdvance(words) for words in shown) + 26
    wide = min(wide, grid.viewport().width() - 8)
    tall = len(shown) * brushes.line + 10
    x = min(max(rect.left(), 4), grid.viewport().width() - wide - 4)
    y = rect.bottom() + 4
    if y + tall > grid.viewport().height():
        y = max(rect.top() - tall - 4, 4)
    plate = QRectF(x, y, wide, tall)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(c.color("raised"))
    painter.drawRoundedRect(plate, theme.RADIUS, theme.RADIUS)
    painter.setFont(brushes.detail)
    painter.setPen(colour)
    for number, words in enumerate(shown):
        text = brushes.detail_metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(wide - 20))
        place = QRectF(x + 10, y + 5 + number * brushes.line, wide - 20, brushes.line)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
