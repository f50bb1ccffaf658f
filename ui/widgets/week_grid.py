# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A grid of days: what is booked, drawn to scale, to be moved, made longer and filled by mouse and keyboard.

Columns are painted once into pictures, so that scrolling only moves these; what moves (a ghost, the chosen block, the
line of now) is painted over them.
"""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ui import theme
from ui.models.grid import Board, GridBlock, Placed
from ui.models.grid_moves import Act, Cursor, Ghost, Wish, as_move, is_changed, judge
from ui.widgets import painted_access
from ui.widgets import week_grid_paint as paint
from ui.widgets.week_grid_entries import GridEntries
from ui.widgets.week_grid_head import GridHead, GridHours
from ui.widgets.week_grid_keys import GridKeys
from ui.widgets.week_grid_mouse import GridMouse
from ui.widgets.week_grid_over import paint_over

HOUR = 50
"""Height of an hour at the usual size of text, where the opening hours do not fill the window."""
_LEAST_WIDTH = 92
_SOON = 30


class WeekGrid(QAbstractScrollArea, GridEntries):
    """Days beside one another.

    Signals:
        chosen: the key of the block that is current now; empty where the cursor is in a free time.
        opened: the key of a block that was opened (Enter, double click).
        wished: a ``Wish``: something is to be booked in a free time.
        moved: a ``Move``: a block is to lie elsewhere.
        refused: words: what was dropped would take somebody's time twice.
        day_wanted: the number of a column whose day was pressed.
    """

    chosen = Signal(str)
    opened = Signal(str)
    wished = Signal(object)
    moved = Signal(object)
    refused = Signal(str)
    day_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        painted_access.install(WeekGrid)
        self.board = Board()
        self.cursor_at = Cursor()
        self.ghost: Ghost | None = None
        self.hovered = ""
        self.shows_focus = False
        self._now = -1
        self._brushes: paint.Brushes | None = None
        self._pictures: dict[int, QPixmap] = {}
        self._hour = float(HOUR)
        self._wide = 100.0
        self._shown = (8 * 60, 18 * 60)
        self._is_placed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head, self.hours = GridHead(self), GridHours(self)
        corner = QWidget()
        corner.setProperty("kind", "plain")
        self.setCornerWidget(corner)
        self.head.day_pressed.connect(self.day_wanted)
        self.mouse, self.keys = GridMouse(self), GridKeys(self)
        self.viewport().setMouseTracking(True)
        self.viewport().setProperty("kind", "plain")
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.hours.update())
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.head.update())
        theme.notifier().changed.connect(self.redraw)

    # -- what is shown --------------------------------------------------------------------------------

    def show_board(self, board: Board) -> None:
        """Show other columns and blocks; the cursor stays on its block, or at its time, as far as they are there."""
        if len(board.columns) != len(self.board.columns):
            self._is_placed = False
        self.board, self.ghost, self._pictures = board, None, {}
        self.mouse.give_up()
        self.keys.give_up()
        at = self.cursor_at
        column = min(at.column, max(len(board.columns) - 1, 0))
        if at.key in board.by_key:
            numbers = board.columns_of(at.key)
            block = board.by_key[at.key]
            column = at.column if at.column in numbers or not numbers else numbers[0]
            self.cursor_at = Cursor(column, block.start, block.end, at.key)
        else:
            self.cursor_at = Cursor(column, at.start, at.end)
        self._lay_out()
        self.update_all()

    def set_shown(self, start: int, end: int) -> None:
        """Say which part of the day should fill the window."""
        if (start, end) != self._shown:
            self._shown, self._is_placed = (start, end), False
            self._lay_out()

    def set_now(self, minute: int) -> None:
        """Draw the line of now at a minute of today; -1 draws none."""
        if minute != self._now:
            self._now = minute
            self.update_all()

    def now_minute(self) -> int:
        """Return the minute of now, where a column of today is shown; else -1."""
        return self._now if any(column.is_today for column in self.board.columns) else -1

    def choose(self, key: str, *, tells: bool = False) -> None:
        """Put the cursor on a block; an empty key leaves the block."""
        block = self.board.by_key.get(key)
        at = self.cursor_at
        if block is None:
            self.put_cursor(Cursor(at.column, at.start, at.end), tells=tells)
            return
        numbers = self.board.columns_of(key)
        column = at.column if at.column in numbers or not numbers else numbers[0]
        self.put_cursor(Cursor(column, block.start, block.end, key), tells=tells)

    def put_cursor(self, at: Cursor, *, tells: bool = True) -> None:
        """Move the cursor, bring it into sight, and say where it is."""
        has_changed = at.key != self.cursor_at.key
        self.cursor_at = at
        self.viewport().update()
        if tells:
            self.bring_into_sight(at.column, at.start, at.end)
            if has_changed:
                self.chosen.emit(at.key)
            self.keys.say_cursor()

    def current(self) -> GridBlock | None:
        """Return the block under the cursor."""
        return self.board.by_key.get(self.cursor_at.key)

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Show where something would lie."""
        if ghost != self.ghost:
            self.ghost = ghost
            self.viewport().update()

    def propose(self, proposal: tuple[date, int, int, frozenset[UUID]] | None, key: str = "") -> None:
        """Show a time that a form speaks of: day, start, end and whose time it takes; None shows nothing."""
        columns = self.board.columns
        at = -1
        if proposal is not None:
            fits = [n for n, c in enumerate(columns) if c.day == proposal[0]]
            at = next((n for n in fits if columns[n].resource in proposal[3]), fits[0] if fits else -1)
        if proposal is None or at < 0:
            self.show_ghost(None)
            return
        _day, start, end, resources = proposal
        self.show_ghost(judge(self.board, Ghost(Act.CREATE, at, start, end, key, resources=resources)))
        self.bring_into_sight(at, start, end)

    def drop(self, ghost: Ghost) -> None:
        """Make true what the ghost shows, or say what stands against it.

        The ghost of a move stays until another board is shown, so that nothing jumps back meanwhile.
        """
        if ghost.key and ghost.is_possible and is_changed(self.board, ghost):
            self.show_ghost(ghost)
            self.moved.emit(as_move(self.board, ghost))
            return
        self.show_ghost(None)
        if ghost.key and not ghost.is_possible:
            self.refused.emit(ghost.words)
        elif not ghost.key:
            self.put_cursor(Cursor(ghost.column, ghost.start, ghost.end), tells=False)
            self.wished.emit(Wish(self.board.columns[ghost.column], ghost.start, ghost.end))

    def say(self, words: str) -> None:
        """Let a screen reader say something."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # -- geometry --------------------------------------------------------------------------------------

    @property
    def hour(self) -> float:
        """Height of an hour in pixels."""
        return self._hour

    @property
    def wide(self) -> float:
        """Width of a column in pixels."""
        return self._wide

    def column_span(self, column: int) -> tuple[float, float]:
        """Return where a column begins and ends in the window of the grid."""
        offset = self.horizontalScrollBar().value()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            right = self.viewport().width() + offset - column * self._wide
            return right - self._wide, right
        return column * self._wide - offset, (column + 1) * self._wide - offset

    def column_at(self, x: float) -> int:
        """Return the column at a place; -1 where there is none."""
        offset = self.horizontalScrollBar().value()
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        along = self.viewport().width() + offset - x if is_mirrored else x + offset
        column = int(along // self._wide)
        return column if 0 <= column < len(self.board.columns) else -1

    def y_of(self, minute: float) -> float:
        """Return where a minute of the day is."""
        return minute * self._hour / 60 - self.verticalScrollBar().value()

    def minute_at(self, y: float) -> float:
        """Return the minute of the day at a place."""
        return (y + self.verticalScrollBar().value()) * 60 / self._hour

    def rect_of(self, column: int, placed: Placed) -> QRectF:
        """Return where a block is painted."""
        left, _right = self.column_span(column)
        rect = paint.block_rect(placed, self._wide, self._hour)
        rect = paint.mirrored(rect, self._wide, self.layoutDirection())
        return rect.translated(left, -self.verticalScrollBar().value())

    def placed_at(self, pos: QPoint) -> tuple[int, Placed] | None:
        """Return the block at a place, with its column."""
        column = self.column_at(pos.x())
        for placed in reversed(self.board.placed.get(column, ())):
            if self.rect_of(column, placed).contains(pos.toPointF()):
                return column, placed
        return None

    def bring_into_sight(self, column: int, start: int, end: int) -> None:
        """Scroll until a time can be seen."""
        bar, tall = self.verticalScrollBar(), self.viewport().height()
        top, bottom = start * self._hour / 60, end * self._hour / 60
        if top - _SOON < bar.value():
            bar.setValue(round(top) - _SOON)
        elif bottom + _SOON > bar.value() + tall:
            bar.setValue(round(min(bottom - tall + _SOON, top - _SOON)))
        across, wide = self.horizontalScrollBar(), self.viewport().width()
        left = column * self._wide
        if left < across.value():
            across.setValue(round(left))
        elif left + self._wide > across.value() + wide:
            across.setValue(round(left + self._wide - wide))

    def redraw(self) -> None:
        """Paint everything anew: colours or sizes have changed."""
        self._brushes, self._pictures = None, {}
        self._lay_out()
        self.update_all()

    def update_all(self) -> None:
        """Paint the grid and what stands around it."""
        for widget in (self.viewport(), self.head, self.hours):
            widget.update()

    def _lay_out(self) -> None:
        """Find out how tall an hour and how wide a column is, and what must be scrolled."""
        across = self.hours.wanted_width()
        above = self.head.wanted_height()
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setViewportMargins(0 if is_mirrored else across, above, across if is_mirrored else 0, 0)
        place = self.viewport().geometry()
        self.head.setGeometry(place.x(), place.y() - above, place.width(), above)
        side = place.right() + 1 if is_mirrored else place.x() - across
        self.hours.setGeometry(side, place.y(), across, place.height())
        start, end = self._shown
        hour = max(theme.px(HOUR), place.height() / max((end - start) / 60 + 0.5, 1))
        number = max(len(self.board.columns), 1)
        least = theme.px(_LEAST_WIDTH)
        wide = max(place.width() / number, least)
        if (hour, wide) != (self._hour, self._wide):
            self._hour, self._wide, self._pictures = hour, wide, {}
        down, along = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(place.height())
        down.setRange(0, max(round(24 * hour) - place.height(), 0))
        along.setPageStep(place.width())
        along.setSingleStep(round(wide / 4))
        along.setRange(0, max(round(number * wide) - place.width(), 0))
        if not self._is_placed and self.board.columns and place.height() > 100:
            self._is_placed = True
            down.setValue(round((start - 15) * hour / 60))

    # -- painting --------------------------------------------------------------------------------------

    @property
    def brushes(self) -> paint.Brushes:
        """What painting needs in the colours of now."""
        ratio = self.devicePixelRatioF()
        if self._brushes is None or self._brushes.ratio != ratio:
            self._brushes, self._pictures = paint.Brushes(ratio), {}
        return self._brushes

    def _picture(self, column: int) -> QPixmap:
        brushes = self.brushes
        if column not in self._pictures:
            left, right = round(column * self._wide), round((column + 1) * self._wide)
            size = QSize(right - left, round(24 * self._hour))
            self._pictures[column] = paint.column_picture(
                self.board.columns[column],
                self.board.placed.get(column, ()),
                size,
                brushes,
                self.layoutDirection(),
            )
        return self._pictures[column]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.brushes.closed)
        wide, top = self.viewport().width(), -self.verticalScrollBar().value()
        for number in range(len(self.board.columns)):
            left, right = self.column_span(number)
            if right > 0 and left < wide:
                painter.drawPixmap(round(left), top, self._picture(number))
        paint_over(self, painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self.redraw()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        del dx, dy
        self.viewport().update()

    # -- keys and mouse ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_focus = True
        if not self.board.columns or not self.keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.keys.release(event)
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        mouse = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
        self.shows_focus = event.reason() not in mouse
        super().focusInEvent(event)
        self.viewport().update()
        self.keys.say_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.give_up()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_focus = False
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mouse.double(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.placed_at(event.pos())
            words = found[1].block.spoken if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self.viewport()) if words else QToolTip.hideText()
            return True
        if event.type() is QEvent.Type.Leave and self.hovered:
            self.hovered = ""
            self.viewport().update()
        return super().viewportEvent(event)
