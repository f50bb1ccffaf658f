# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list that a picker opens below its line."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.models.choices import Choice

Index = QModelIndex | QPersistentModelIndex


class _Role(IntEnum):
    CHOICE = Qt.ItemDataRole.UserRole + 1
    TITLE = Qt.ItemDataRole.UserRole + 2


class ChoiceModel(QAbstractListModel):
    """The entries that match, with a title before each group."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: list[Choice | str] = []

    def show(self, choices: Sequence[Choice]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._lines = []
        group = ""
        for choice in choices:
            if choice.group and choice.group != group:
                group = choice.group
                self._lines.append(group)
            self._lines.append(choice)
        self.endResetModel()

    def choice(self, row: int) -> Choice | None:
        """Return the entry of a row; None for a title."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Choice) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line if isinstance(line, str) else line.label
        if role == _Role.CHOICE:
            return line if isinstance(line, Choice) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.choice(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _ChoiceDelegate(QStyledItemDelegate):
    """Paints an entry: the label, and its detail quietly at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.px(30) if index.data(_Role.CHOICE) else theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        rect = QRect(option.rect)
        direction = option.direction
        choice = index.data(_Role.CHOICE)
        inner = rect.adjusted(10, 0, -10, 0)
        painter.save()
        painter.setLayoutDirection(direction)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        if not isinstance(choice, Choice):
            painter.setFont(theme.font("secondary", QFont.Weight.DemiBold))
            painter.setPen(c.color("muted"))
            painter.drawText(inner.adjusted(0, 4, 0, 0), leading, str(index.data()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.color("accent_soft"))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        small = QFontMetrics(theme.font("secondary"))
        detail = small.elidedText(choice.detail, Qt.TextElideMode.ElideRight, inner.width() // 2)
        taken = small.horizontalAdvance(detail) + 12 if detail else 0
        painter.setFont(theme.font("body"))
        painter.setPen(c.color("text"))
        room = QRect(inner.left(), inner.top(), inner.width() - taken, inner.height())
        label = QFontMetrics(theme.font("body")).elidedText(
            choice.label, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(QStyle.visualRect(direction, rect, room), leading, label)
        painter.setFont(theme.font("secondary"))
        painter.setPen(c.color("muted"))
        end = QRect(inner.right() - taken, inner.top(), taken, inner.height())
        trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QStyle.visualRect(direction, rect, end), trailing, detail)
        painter.restore()


class ChoiceList(QFrame):
    """The list of entries, a child of the window so that locking hides it too."""

    taken = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setProperty("kind", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        self.model = ChoiceModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ChoiceDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._on_clicked)
        self.view.entered.connect(self.view.setCurrentIndex)
        column.addWidget(self.view)
        self.hide()

    def show_choices(self, choices: Sequence[Choice], current: str, *, marks_first: bool = True) -> None:
        """Show entries and mark one of them, else the first where ``marks_first``."""
        self.model.show(choices)
        rows = [r for r in range(self.model.rowCount()) if self.model.choice(r) is not None]
        marked = next(
            (r for r in rows if current and self.choice_code(r) == current),
            rows[0] if rows and marks_first else -1,
        )
        self.mark(marked)

    def choice_code(self, row: int) -> str:
        """Return the code of a row, empty for a title."""
        choice = self.model.choice(row)
        return choice.code if choice else ""

    def mark(self, row: int) -> None:
        """Mark a row."""
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        if row == 1 and self.model.choice(0) is None:
            self.view.scrollToTop()
        else:
            self.view.scrollTo(index)

    def move_mark(self, step: int) -> None:
        """Mark the next entry in a direction, past titles."""
        row = self.view.currentIndex().row()
        count = self.model.rowCount()
        left = abs(step)
        target = row
        while left and 0 <= row + (1 if step > 0 else -1) < count:
            row += 1 if step > 0 else -1
            if self.model.choice(row) is not None:
                target, left = row, left - 1
        self.mark(target)

    def marked(self) -> Choice | None:
        """Return the entry that is marked."""
        return self.model.choice(self.view.currentIndex().row())

    def open_at(self, owner: QWidget) -> None:
        """Show the list below a field, or above it where there is no room below."""
        window = owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        rows = self.model.rowCount()
        tall = sum(self.view.sizeHintForRow(r) for r in range(min(rows, 12))) + 12
        top = owner.mapTo(window, QPoint(0, owner.height() + 4))
        if top.y() + tall > window.height() - 8:
            above = owner.mapTo(window, QPoint(0, -4)).y()
            if above > window.height() - top.y():
                tall = min(tall, above - 8)
                top.setY(above - tall)
            else:
                tall = max(min(tall, window.height() - top.y() - 8), theme.px(64))
        wide = max(owner.width(), theme.px(260))
        left = max(8, min(top.x(), window.width() - wide - 8))
        self.setGeometry(left, top.y(), wide, tall)
        self.show()
        self.raise_()

    def _on_clicked(self, index: QModelIndex) -> None:
        choice = self.model.choice(index.row())
        if choice is not None:
            self.taken.emit(choice)
