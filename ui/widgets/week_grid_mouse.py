# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The mouse on the grid of days: choosing, moving, making longer, and drawing a new time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.models.grid import DAY, STEP, Placed, snap
from ui.models.grid_moves import Act, Cursor, Ghost, Wish, begin, drawn, shifted, stretched

if TYPE_CHECKING:
    from ui.widgets.week_grid import WeekGrid

_EDGE = 6
"""Pixels at the upper and lower edge of a block that make it longer or shorter."""
_REACH = 7
"""Pixels within which the edge of a neighbour or a quarter of an hour draws the mouse near."""
_SLOT = 30
USUAL = 60
"""Minutes of what is booked by a double click."""


class GridMouse:
    """What the mouse is doing."""

    def __init__(self, grid: "WeekGrid") -> None:
        self._grid = grid
        self._from: QPoint | None = None
        self._at = QPoint()
        self._start: Ghost | None = None
        self._grab = 0.0
        """Of a move: minutes between the start of the block and the mouse; of a new time: its anchor."""
        self._is_dragging = False
        self._is_fine = False
        self._timer = QTimer(grid)
        self._timer.setInterval(30)
        self._timer.timeout.connect(self._on_edge)

    def give_up(self) -> bool:
        """Let go of what is being dragged; False where nothing is."""
        was_dragging = self._is_dragging
        self._from, self._start, self._is_dragging = None, None, False
        self._timer.stop()
        if was_dragging:
            self._grid.show_ghost(None)
        return was_dragging

    def press(self, event: QMouseEvent) -> None:
        """Choose what is under the mouse, and be ready to drag it."""
        grid, pos = self._grid, event.position().toPoint()
        column = grid.column_at(pos.x())
        if event.button() is not Qt.MouseButton.LeftButton or column < 0:
            return
        grid.keys.give_up()
        self._from = self._at = pos
        minute = grid.minute_at(pos.y())
        found = grid.placed_at(pos)
        if found is not None:
            block = found[1].block
            grid.put_cursor(Cursor(column, block.start, block.end, block.key))
            act = self._act(found, pos)
            self._grab = minute - block.start
            self._start = begin(grid.board, act, column, block) if block.is_movable else None
            return
        slot = int(minute // _SLOT) * _SLOT
        grid.put_cursor(Cursor(column, slot, slot + _SLOT))
        anchor = min(snap(minute, grid.board.edges(column), _REACH * 60 / grid.hour), DAY - STEP)
        self._grab = anchor
        self._start = begin(grid.board, Act.CREATE, column, (anchor, anchor + STEP))

    def move(self, event: QMouseEvent) -> None:
        """Drag, or show what can be done where the mouse is."""
        pos = event.position().toPoint()
        self._is_fine = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(pos)
            return
        self._at = pos
        far = (pos - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self._start is not None and (self._is_dragging or far):
            self._is_dragging = True
            self._timer.start()
            self._drag()

    def release(self, event: QMouseEvent) -> None:
        """Drop what was dragged."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        ghost = self._grid.ghost if self._is_dragging else None
        self._from, self._start, self._is_dragging = None, None, False
        self._timer.stop()
        if ghost is not None:
            self._grid.drop(ghost)

    def double(self, event: QMouseEvent) -> None:
        """Open a block, or book in a free time."""
        grid, pos = self._grid, event.position().toPoint()
        column = grid.column_at(pos.x())
        if event.button() is not Qt.MouseButton.LeftButton or column < 0:
            return
        self.give_up()
        found = grid.placed_at(pos)
        if found is not None:
            grid.opened.emit(found[1].block.key)
            return
        start = min(int(grid.minute_at(pos.y()) // _SLOT) * _SLOT, DAY - USUAL)
        grid.wished.emit(Wish(grid.board.columns[column], start, start + USUAL))

    def _act(self, found: tuple[int, Placed], pos: QPoint) -> Act:
        rect = self._grid.rect_of(*found)
        if rect.height() >= 3 * _EDGE:
            if pos.y() - rect.top() < _EDGE:
                return Act.START
            if rect.bottom() - pos.y() < _EDGE:
                return Act.END
        return Act.MOVE

    def _drag(self) -> None:
        grid, start = self._grid, self._start
        if start is None:
            return
        reach = 0.0 if self._is_fine else _REACH * 60 / grid.hour
        minute = grid.minute_at(self._at.y())
        if start.act is Act.CREATE:
            grid.show_ghost(drawn(grid.board, start, int(self._grab), minute, reach))
        elif start.act is Act.MOVE:
            column = grid.column_at(min(max(self._at.x(), 1), grid.viewport().width() - 2))
            column = column if column >= 0 else start.column
            grid.show_ghost(shifted(grid.board, start, column, minute - self._grab, reach))
        else:
            grid.show_ghost(stretched(grid.board, start, minute, reach))

    def _on_edge(self) -> None:
        """Scroll while something is held at the upper or lower edge."""
        grid, y = self._grid, self._at.y()
        tall = grid.viewport().height()
        by = -10 if y < 16 else 10 if y > tall - 16 else 0
        if by:
            bar = grid.verticalScrollBar()
            bar.setValue(bar.value() + by)
            self._drag()

    def _hover(self, pos: QPoint) -> None:
        grid = self._grid
        found = grid.placed_at(pos)
        key = found[1].block.key if found is not None else ""
        shape = Qt.CursorShape.ArrowCursor
        if found is not None and found[1].block.is_movable:
            is_edge = self._act(found, pos) is not Act.MOVE
            shape = Qt.CursorShape.SizeVerCursor if is_edge else Qt.CursorShape.PointingHandCursor
        if grid.viewport().cursor().shape() is not shape:
            grid.viewport().setCursor(shape)
        if key != grid.hovered:
            grid.hovered = key
            grid.viewport().update()
