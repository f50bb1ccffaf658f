# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list that shows a `SectionModel`: keyboard complete, quick, and quiet about its focus."""

from PySide6.QtCore import QEasingCurve, QModelIndex, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QWidget

from ui import theme
from ui.models.looks import LOOK, RowKind, RowLook
from ui.models.sections import KEY, Index, SectionModel
from ui.widgets.verdict_row import VerdictDelegate

_BACKWARDS = {
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MovePrevious,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MoveEnd,
}
_GLOW = 2600
"""Milliseconds in which the tint of what has changed fades."""


class SectionList(QListView):
    """A list of offers, letters or people under titles.

    Arrows, Home and End move, letters jump, Enter opens, and Left and Right close and open the fold.

    Signals:
        chosen: the key of the row that is current now; empty where none is.
        opened: the key of the row that was opened (Enter, double click).
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, model: SectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = model
        self.shows_focus = False
        self._is_setting = False
        self._key = ""
        self.setModel(model)
        self.setProperty("kind", "rows")
        self.setItemDelegate(VerdictDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InQuad)
        self._fade.valueChanged.connect(lambda value: model.set_glow(float(value)))
        theme.notifier().changed.connect(self.doItemsLayout)

    def choose(self, key: str, *, scroll: bool = True) -> bool:
        """Make a row the current one without telling anyone; False where it is not shown."""
        row = self._sections.row_of(key)
        if row < 0:
            return False
        self._is_setting = True
        index = self._sections.index(row)
        keep = self.verticalScrollBar().value()
        self.doItemsLayout()
        is_in_sight = self.viewport().rect().contains(self.visualRect(index))
        self.setCurrentIndex(index)
        if not scroll:
            self.verticalScrollBar().setValue(keep)
        elif not is_in_sight:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._is_setting = False
        self._key = key
        return True

    def choose_none(self) -> None:
        """Let no row be the current one, without telling anyone."""
        self._is_setting = True
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()
        self._is_setting = False
        self._key = ""

    def current_key(self) -> str:
        """Return the key of the current row; empty where none is."""
        index = self.currentIndex()
        return str(index.data(KEY) or "") if index.isValid() else ""

    def glow(self) -> None:
        """Let the tint of what has changed fade; it stays still where the system wants no motion."""
        self._fade.stop()
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) <= 0:
            self._sections.set_glow(1.0)
            return
        self._fade.setDuration(_GLOW)
        self._fade.start()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go to a row that can be chosen; titles are skipped, also by Home, End and the page keys."""
        last = self._sections.rowCount() - 1
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: last}
        if action in ends:
            row = ends[action]
        else:
            found = super().moveCursor(action, modifiers)
            row = found.row() if found.isValid() else self.currentIndex().row()
        backwards = action in _BACKWARDS
        for step in (-1, 1) if backwards else (1, -1):
            here = row
            while 0 <= here <= last:
                index = self._sections.index(here)
                if self._sections.flags(index) & Qt.ItemFlag.ItemIsEnabled:
                    return index
                here += step
        return QModelIndex()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._is_setting or not current.isValid():
            return
        key = str(current.data(KEY) or "")
        if key and key != self._key:
            self._key = key
            self.chosen.emit(key)

    def toggle_fold(self) -> None:
        """Open or close what is folded away, and stay where one is."""
        is_open = not self._sections.is_fold_open
        keep = self.verticalScrollBar().value()
        self._is_setting = True
        self._sections.open_fold(is_open)
        fold = self._fold_row()
        if fold >= 0:
            self.setCurrentIndex(self._sections.index(fold))
        self._is_setting = False
        self.verticalScrollBar().setValue(keep)
        if is_open and fold >= 0:
            self.scrollTo(self._sections.index(fold), QAbstractItemView.ScrollHint.PositionAtTop)

    def _fold_row(self) -> int:
        looks = (self._look(self._sections.index(row)) for row in range(self._sections.rowCount()))
        return next((row for row, look in enumerate(looks) if look.kind is RowKind.FOLD), -1)

    def _look(self, index: QModelIndex) -> RowLook:
        look = index.data(LOOK)
        return look if isinstance(look, RowLook) else RowLook("")

    def _is_fold(self, index: QModelIndex) -> bool:
        return index.isValid() and self._look(index).kind is RowKind.FOLD

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_focus = True
        key, index = event.key(), self.currentIndex()
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if self._is_fold(index):
            is_open = self._sections.is_fold_open
            arrows = {Qt.Key.Key_Right: not is_open, Qt.Key.Key_Left: is_open}
            if enter or key == Qt.Key.Key_Space or arrows.get(Qt.Key(key), False):
                self.toggle_fold()
                return
        elif enter and self.current_key():
            self.opened.emit(self.current_key())
            return
        if key == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)
        if self.currentIndex().row() == self._sections.first_row():
            self.verticalScrollBar().setValue(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_focus = False
        index = self.indexAt(event.position().toPoint())
        if self._is_fold(index) and event.button() is Qt.MouseButton.LeftButton:
            self.toggle_fold()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.current_key():
            self.opened.emit(self.current_key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        mouse = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
        if event.reason() not in mouse:
            self.shows_focus = True
        if not self.currentIndex().isValid() and self._sections.first_row() >= 0:
            self.setCurrentIndex(self._sections.index(self._sections.first_row()))
        super().focusInEvent(event)
