# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The blocks of the grid as entries, for screen readers (`PaintedEntries`)."""

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QWidget

from ui.models.grid import Board, Placed
from ui.models.grid_moves import Cursor


class GridEntries:
    """What a grid says of its blocks."""

    board: Board
    cursor_at: Cursor

    def viewport(self) -> QWidget:
        """Return the widget in which the blocks are painted."""
        raise NotImplementedError

    def rect_of(self, column: int, placed: Placed) -> QRectF:
        """Return where a block is painted."""
        raise NotImplementedError

    def placed_at(self, pos: QPoint) -> tuple[int, Placed] | None:
        """Return the block at a place, with its column."""
        raise NotImplementedError

    def entry_count(self) -> int:
        """Return how many blocks there are, each counted in every column."""
        return len(self.board.entries)

    def entry_text(self, number: int) -> str:
        """Return a block in words."""
        column, placed = self.board.entries[number]
        whose = self.board.columns[column].subtitle
        return f"{whose}: {placed.block.spoken}" if whose else placed.block.spoken

    def entry_rect(self, number: int) -> QRect:
        """Return where a block is painted."""
        place = self.viewport().geometry()
        rect = self.rect_of(*self.board.entries[number]).toRect().translated(place.topLeft())
        return rect.intersected(place)

    def entry_at(self, pos: QPoint) -> int:
        """Return the block at a place; -1 where there is none."""
        found = self.placed_at(pos - self.viewport().pos())
        return self.board.entries.index(found) if found is not None else -1

    def current_entry(self) -> int:
        """Return the block under the cursor; -1 where it is in a free time."""
        at = self.cursor_at
        found = (n for n, (c, p) in enumerate(self.board.entries) if c == at.column and p.block.key == at.key)
        return next(found, -1) if at.key else -1
