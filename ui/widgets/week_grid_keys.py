# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The keyboard on the grid of days.

Arrows walk through free times and blocks alike; Shift and an arrow makes longer or shorter, Ctrl and an arrow moves.
What was moved lies where it is shown once Ctrl is let go (or with Enter); Esc leaves it where it was.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent

from beratung.i18n import _
from ui.models.grid import DAY, STEP, GridBlock, say_time
from ui.models.grid_moves import Act, Cursor, Ghost, Wish, begin, judge, shifted, stretched
from ui.widgets import painted_access
from ui.widgets.week_grid_mouse import USUAL

if TYPE_CHECKING:
    from ui.widgets.week_grid import WeekGrid

_SLOT = 30
PATIENCE = 900
"""Milliseconds after the last key until what was moved stays there."""
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class GridKeys:
    """What the keyboard is doing."""

    def __init__(self, grid: "WeekGrid") -> None:
        self._grid = grid
        self._pending: Ghost | None = None
        self._timer = QTimer(grid)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(lambda: self._finish(is_final=False))

    def give_up(self) -> bool:
        """Leave what was being moved where it was; False where nothing was."""
        pending, self._pending = self._pending, None
        self._timer.stop()
        if pending is not None:
            self._grid.show_ghost(None)
        return pending is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False where it means nothing."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key is Qt.Key.Key_Escape:
            return self._grid.mouse.give_up() or self.give_up()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._pending is not None:
                self._finish(is_final=True)
            else:
                self._open()
            return True
        if modifiers & _CTRL and (key in _SIDEWAYS or key in _UPWARDS):
            return self._carry(key, is_far=bool(modifiers & _SHIFT))
        if modifiers == _SHIFT and key in _UPWARDS:
            self._stretch(_UPWARDS[key] * STEP)
            return True
        if modifiers in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier}:
            return self._walk(key)
        return False

    def release(self, event: QKeyEvent) -> None:
        """Let what was moved lie once Ctrl or Shift is let go."""
        if self._pending is not None and event.key() in {Qt.Key.Key_Control, Qt.Key.Key_Shift}:
            self._finish(is_final=False)

    def say_cursor(self) -> None:
        """Tell a screen reader where the cursor is."""
        grid, at = self._grid, self._grid.cursor_at
        if not grid.hasFocus() or at.column >= len(grid.board.columns):
            return
        block = grid.current()
        words = {"day": grid.board.columns[at.column].spoken, "time": say_time(at.start, at.end)}
        if block is not None:
            painted_access.tell_current(grid, grid.current_entry())
        else:
            grid.say(_("%(day)s, %(time)s, free") % words)

    # -- walking -----------------------------------------------------------------------------------------

    def _walk(self, key: Qt.Key) -> bool:
        grid, at = self._grid, self._grid.cursor_at
        if key in _UPWARDS:
            self._go_along(_UPWARDS[key])
        elif key in _SIDEWAYS:
            by = _SIDEWAYS[key] * (-1 if grid.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1)
            column = at.column + by
            if not 0 <= column < len(grid.board.columns):
                return False
            self._land(column, at.start)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            spans = grid.board.columns[at.column].open
            first, last = (spans[0].start, spans[-1].end - _SLOT) if spans else (8 * 60, 18 * 60 - _SLOT)
            self._land(at.column, first if key is Qt.Key.Key_Home else last)
        else:
            return False
        return True

    def _here(self) -> list[GridBlock]:
        return [placed.block for placed in self._grid.board.placed.get(self._grid.cursor_at.column, ())]

    def _go_along(self, by: int) -> None:
        """Go to the next block or free half hour of the day."""
        grid, at, blocks = self._grid, self._grid.cursor_at, self._here()
        order = sorted(blocks, key=lambda b: (b.start, b.end, b.key))
        keys = [block.key for block in order]
        if at.key in keys:
            number = keys.index(at.key) + by
            neighbour = order[number] if 0 <= number < len(order) else None
            if neighbour is not None and neighbour.start < at.end and at.start < neighbour.end:
                self._at_block(at.column, neighbour)
                return
        if by > 0:
            start = at.end if at.key else at.start + _SLOT
            later = [b for b in order if b.start < start + _SLOT and b.end > start and b.key != at.key]
        else:
            start = at.start - _SLOT
            later = [b for b in reversed(order) if b.start < at.start and b.end > start and b.key != at.key]
        if later:
            self._at_block(at.column, later[0])
        elif 0 <= start < DAY:
            grid.put_cursor(Cursor(at.column, start, min(start + _SLOT, DAY)))

    def _land(self, column: int, start: int) -> None:
        """Go to a time of another column: onto what lies there, or into the free time."""
        grid = self._grid
        there = [
            p.block
            for p in grid.board.placed.get(column, ())
            if p.block.start < start + _SLOT and p.block.end > start
        ]
        if there:
            self._at_block(column, there[0])
        else:
            grid.put_cursor(Cursor(column, start, min(start + _SLOT, DAY)))

    def _at_block(self, column: int, block: GridBlock) -> None:
        self._grid.put_cursor(Cursor(column, block.start, block.end, block.key))

    def _open(self) -> None:
        grid, at = self._grid, self._grid.cursor_at
        if at.key:
            grid.opened.emit(at.key)
            return
        is_plain = at.end - at.start == _SLOT
        end = min(at.start + USUAL, DAY) if is_plain else at.end
        grid.wished.emit(Wish(grid.board.columns[at.column], at.start, end))

    # -- moving --------------------------------------------------------------------------------------------

    def _begin(self, act: Act) -> Ghost | None:
        """Return what is being moved already, or what lies under the cursor."""
        grid, at, block = self._grid, self._grid.cursor_at, self._grid.current()
        if block is None or not block.is_movable:
            return None
        if self._pending is not None and self._pending.key == block.key and self._pending.act is act:
            return self._pending
        self._finish(is_final=False)
        return begin(grid.board, act, at.column, block)

    def _carry(self, key: Qt.Key, *, is_far: bool) -> bool:
        ghost = self._begin(Act.MOVE)
        if ghost is None:
            return True
        grid = self._grid
        if key in _UPWARDS:
            by = _UPWARDS[key] * (60 if is_far else STEP)
            self._show(shifted(grid.board, ghost, ghost.column, ghost.start + by, 0))
            return True
        by = _SIDEWAYS[key] * (-1 if grid.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1)
        column = ghost.column + by
        if 0 <= column < len(grid.board.columns):
            self._show(shifted(grid.board, ghost, column, ghost.start, 0))
        return True

    def _stretch(self, by: int) -> None:
        grid, at = self._grid, self._grid.cursor_at
        if not at.key:
            end = min(
                max(at.end + by * (_SLOT // STEP if at.end - at.start >= _SLOT else 1), at.start + STEP), DAY
            )
            grid.put_cursor(Cursor(at.column, at.start, end))
            return
        ghost = self._begin(Act.END)
        if ghost is not None:
            self._show(stretched(grid.board, ghost, ghost.end + by, 0))

    def _show(self, ghost: Ghost) -> None:
        grid = self._grid
        ghost = judge(grid.board, ghost)
        self._pending = ghost
        grid.show_ghost(ghost)
        grid.bring_into_sight(ghost.column, ghost.start, ghost.end)
        grid.say(ghost.words)
        self._timer.start()

    def _finish(self, *, is_final: bool) -> None:
        """Let it lie where it is shown; what would clash waits for another key, unless that is the last word."""
        ghost = self._pending
        if ghost is None or not (ghost.is_possible or is_final):
            return
        self._pending = None
        self._timer.stop()
        self._grid.drop(ghost)
