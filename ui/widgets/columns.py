# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Two layouts that fit the width they get: fields side by side in columns, and chips that flow."""

from dataclasses import dataclass

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui import theme


@dataclass
class _Cell:
    item: QLayoutItem
    span: int
    breaks: bool


class ColumnsLayout(QLayout):
    """Fields side by side in as many equal columns as the width allows.

    An item may span several columns; with ``breaks`` it begins a new line.
    """

    def __init__(
        self, parent: QWidget | None = None, *, column: int = 230, most: int = 4, gap_y: int = 12
    ) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._cells: list[_Cell] = []
        self._column, self._most = column, most
        self._gap_x, self._gap_y = 16, gap_y

    def add(self, widget: QWidget, span: int = 1, *, breaks: bool = False) -> None:
        """Put a widget behind the others."""
        self.addWidget(widget)
        self._cells[-1].span = span
        self._cells[-1].breaks = breaks

    def addItem(self, item: QLayoutItem) -> None:
        self._cells.append(_Cell(item, 1, breaks=False))

    def count(self) -> int:
        return len(self._cells)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._cells[index].item if 0 <= index < len(self._cells) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._cells.pop(index).item if 0 <= index < len(self._cells) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        wide = theme.px(self._column) * min(self._most, max(len(self._cells), 1))
        return QSize(wide + margins.left() + margins.right(), self.heightForWidth(wide))

    def minimumSize(self) -> QSize:
        widths = [c.item.minimumSize().width() for c in self._cells if not c.item.isEmpty()]
        margins = self.contentsMargins()
        return QSize(
            min(max(widths, default=0), theme.px(self._column)) + margins.left() + margins.right(), 0
        )

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        columns = max(
            1, min(self._most, (inner.width() + self._gap_x) // (theme.px(self._column) + self._gap_x))
        )
        width = (inner.width() - self._gap_x * (columns - 1)) / columns
        y = inner.top()
        for line in self._lines(columns):
            column, height = 0, 0
            for cell in line:
                span = min(cell.span, columns)
                wide = round(width * span + self._gap_x * (span - 1))
                tall = _height(cell.item, wide)
                height = max(height, tall)
                if not is_trial:
                    x = round(column * (width + self._gap_x))
                    if self._is_mirrored():
                        x = inner.width() - x - wide
                    cell.item.setGeometry(QRect(inner.left() + x, y, wide, tall))
                column += span
            y += height + self._gap_y
        return max(y - self._gap_y, inner.top()) - rect.top() + margins.bottom()

    def _lines(self, columns: int) -> list[list[_Cell]]:
        lines: list[list[_Cell]] = []
        used = columns
        for cell in self._cells:
            if cell.item.isEmpty():
                continue
            span = min(cell.span, columns)
            if used + span > columns or cell.breaks:
                lines.append([])
                used = 0
            lines[-1].append(cell)
            used += span
        return lines

    def _is_mirrored(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft


class FlowLayout(QLayout):
    """Widgets one after the other, wrapped like words; the last one may take what is left of its line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6, stretches_last: bool = False) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        self._gap, self._stretches_last = gap, stretches_last

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget at a place among the others."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        sizes = [i.sizeHint() for i in self._items if not i.isEmpty()]
        wide = sum(s.width() + self._gap for s in sizes) - self._gap if sizes else 0
        tall = max((s.height() for s in sizes), default=0)
        return self._with_margins(QSize(wide, tall))

    def minimumSize(self) -> QSize:
        sizes = [i.minimumSize() for i in self._items if not i.isEmpty()]
        wide = max((s.width() for s in sizes), default=0)
        return self._with_margins(QSize(wide, max((s.height() for s in sizes), default=0)))

    def _with_margins(self, size: QSize) -> QSize:
        m: QMargins = self.contentsMargins()
        return QSize(size.width() + m.left() + m.right(), size.height() + m.top() + m.bottom())

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        x, y, tall = 0, inner.top(), 0
        items = [i for i in self._items if not i.isEmpty()]
        for item in items:
            hint = item.sizeHint()
            wide = min(hint.width(), inner.width())
            if x and x + wide > inner.width():
                x, y, tall = 0, y + tall + self._gap, 0
            if self._stretches_last and item is items[-1]:
                wide = inner.width() - x
            if not is_trial:
                left = inner.width() - x - wide if self._is_mirrored() else x
                item.setGeometry(QRect(QPoint(inner.left() + left, y), QSize(wide, hint.height())))
            x += wide + self._gap
            tall = max(tall, hint.height())
        return y + tall - rect.top() + self.contentsMargins().bottom()

    def _is_mirrored(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return max(item.sizeHint().height(), item.minimumSize().height())
