# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A protected table: numbers as they would leave the house, and for a hidden one the reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from beratung.domain.statistics_views import CellState, ReportTable
from ui import theme
from ui.models.protected_rows import BAR, IS_TOTAL, STATE, ProtectedRows
from ui.widgets.protected_heads import PAD, TableHead

Index = QModelIndex | QPersistentModelIndex
GROUNDS = {CellState.HIDDEN: "unknown_soft", CellState.MERGED: "unknown_soft"}
"""The ground of a hidden cell; the sign and the sentence below the table say it too."""
INKS = {
    CellState.HIDDEN: "unknown",
    CellState.MERGED: "unknown",
    CellState.EMPTY: "muted",
}


class _Cells(QStyledItemDelegate):
    """Paints a cell: a number (with its bar where it is alone), a dash, or a point on the ground of its reason."""

    def __init__(self, table: "ProtectedTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        whole = QRect(option.rect)
        rect = QRect(whole)
        state, bar = index.data(STATE), index.data(BAR)
        if self._table.rows.is_narrow():
            rect.setWidth(self._table.number_width)
            if bar is not None:
                room = whole.adjusted(rect.width() + theme.px(4), theme.px(7), -theme.px(24), -theme.px(7))
                room.setWidth(max(round(room.width() * bar), 2))
                painter.fillRect(room, c.color("accent"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = GROUNDS.get(state)
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.color(ground))
            painter.drawRoundedRect(QRectF(rect).adjusted(3, 2, -3, -2), 5, 5)
        is_total = bool(index.data(IS_TOTAL))
        weight = QFont.Weight.DemiBold if is_total or ground is not None else QFont.Weight.Normal
        painter.setFont(theme.font("body", weight))
        painter.setPen(c.color(INKS.get(state, "text")))
        inner = rect.adjusted(theme.px(8), 0, -theme.px(PAD), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.fillRect(QRect(whole.left(), whole.bottom(), whole.width(), 1), c.color("hairline"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(c.color("focus"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), 5, 5)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(theme.font("body", QFont.Weight.DemiBold))
        return QSize(metrics.horizontalAdvance(str(index.data() or "")) + theme.px(28), theme.px(30))


class ProtectedTable(QTableView):
    """Arrows move from cell to cell; the heads stay where they are while the rest scrolls.

    Signals:
        explained: what the cell under the cursor says, with the reason where it is hidden.
    """

    explained = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ProtectedRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView, QTableView:focus { border: 0; border-radius: 0; }")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.number_width = 0
        self.across = TableHead(Qt.Orientation.Horizontal, self)
        self.down = TableHead(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(self.across)
        self.setVerticalHeader(self.down)
        theme.notifier().changed.connect(self._fit)

    def show_table(self, table: ReportTable | None) -> None:
        """Show another table, keeping the place where it has the same shape."""
        before = self.currentIndex()
        place = (before.row(), before.column()) if before.isValid() else None
        old = self.rows.table
        is_same = (
            old is not None and table is not None and old.name == table.name and old.columns == table.columns
        )
        self.rows.show(table)
        self._fit()
        if is_same and place is not None and self.rows.index(*place).isValid():
            self.setCurrentIndex(self.rows.index(*place))
        if table is not None:
            self.setAccessibleName(table.title)

    def retranslate(self) -> None:
        """Say the heads in the language spoken now."""
        self.rows.show(self.rows.table)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.scrollTo(self.rows.index(current.row(), current.column()))
        self.explained.emit(self.rows.spoken(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Give every column the room its words and numbers need."""
        bold = QFontMetrics(theme.font("body", QFont.Weight.DemiBold))
        self.down.setDefaultSectionSize(theme.px(30))
        self.down.fit()
        for column in range(self.rows.columnCount()):
            texts = [str(self.rows.index(row, column).data()) for row in range(self.rows.rowCount())]
            width = max((bold.horizontalAdvance(text) for text in texts), default=0) + theme.px(8 + PAD)
            self.number_width = max(width, self.across.width_for(column), theme.px(56))
            self.setColumnWidth(column, self.number_width)
        self.across.fit()
        self.across.setStretchLastSection(self.rows.is_narrow())
        self.across.setVisible(not self.rows.is_narrow())
        self.updateGeometries()
