# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the palette has found, as a list with headings, and how a line of it is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import paint as paint_icon

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Found:
    """A line: what it is called, what stands beside it, and what happens when it is chosen."""

    title: str
    run: Callable[[], None]
    detail: str = ""
    icon: str = "bolt"
    key: str = ""

    def __repr__(self) -> str:
        return "<Found>"


@dataclass(frozen=True)
class Heading:
    """A heading between lines; it cannot be chosen."""

    title: str


class FoundModel(QAbstractListModel):
    """Headings and lines."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Found | Heading, ...] = ()

    def show_rows(self, rows: Sequence[Found | Heading]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, index: int) -> Found | Heading | None:
        """Return a line, None outside the list."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def first(self) -> int:
        """Return the first line that can be chosen, -1 if there is none."""
        return next((n for n, row in enumerate(self._rows) if isinstance(row, Found)), -1)

    def step(self, index: int, by: int) -> int:
        """Return the next line that can be chosen in a direction, going round at the end."""
        for distance in range(1, len(self._rows) + 1):
            at = (index + by * distance) % len(self._rows)
            if isinstance(self._rows[at], Found):
                return at
        return index

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 -- Qt's own signature
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.title if isinstance(row, Heading) else f"{row.title}, {row.detail}".rstrip(", ")
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row()) if index.isValid() else None
        if isinstance(row, Found):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class FoundDelegate(QStyledItemDelegate):
    """Draws a heading in capitals, a line with icon, title, detail and key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_heading = isinstance(index.data(Qt.ItemDataRole.UserRole), Heading)
        return QSize(option.rect.width(), theme.px(28 if is_heading else 38))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            painter.setFont(theme.font("secondary", QFont.Weight.DemiBold))
            painter.setPen(theme.colours().color("muted"))
            box = option.rect.adjusted(12, 0, -12, -4)
            align = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading
            painter.drawText(box, int(align), row.title.upper())
        elif isinstance(row, Found):
            self._paint_line(painter, option, row)
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, row: Found) -> None:
        colours = theme.colours()
        area = option.rect.adjusted(4, 1, -4, -1)

        def place(box: QRect) -> QRect:
            return QStyle.visualRect(option.direction, area, box)

        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color("accent_soft"))
            painter.drawRoundedRect(QRectF(area), 6, 6)
        side = theme.px(18)
        box = QRect(area.left() + 10, area.center().y() - side // 2, side, side)
        paint_icon(painter, place(box), row.icon, colours.accent if is_chosen else colours.muted)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        left = box.right() + 10
        right = area.right() - 10
        if row.key:
            small = theme.font("secondary")
            width = QFontMetrics(small).horizontalAdvance(row.key)
            painter.setFont(small)
            painter.setPen(colours.color("muted"))
            painter.drawText(
                place(QRect(right - width, area.top(), width + 1, area.height())), align, row.key
            )
            right -= width + 12
        bold = theme.font("body", QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, right - left)
        painter.setFont(bold)
        painter.setPen(colours.color("text"))
        width = metrics.horizontalAdvance(title)
        painter.drawText(place(QRect(left, area.top(), width + 2, area.height())), align, title)
        left += width + 10
        if row.detail and right - left > 30:
            small = theme.font("secondary")
            words = QFontMetrics(small).elidedText(row.detail, Qt.TextElideMode.ElideRight, right - left)
            painter.setFont(small)
            painter.setPen(colours.color("muted"))
            painter.drawText(place(QRect(left, area.top(), right - left, area.height())), align, words)
