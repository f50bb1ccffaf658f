# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The line that narrows a list: a field to search in and words to switch on and off."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.models.folding import needles
from ui.models.looks import Sign
from ui.widgets.buttons import SecondaryButton
from ui.widgets.search_field import SearchField

K = TypeVar("K")

_PAUSE = 60
"""Milliseconds after the last letter before the list is searched."""


class FilterLine(QWidget, Generic[K]):
    """A search field, and a button to switch each kind of row on and off.

    Signals:
        searched: the folded words that must all occur.
        switched: other kinds of rows are to be shown.
        left: Escape in the empty search field.
        went_down: the arrow down: on to the list.
    """

    searched = Signal(object)
    switched = Signal()
    left = Signal()
    went_down = Signal()

    def __init__(
        self, signs: Mapping[K, Sign], beside: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """Take the kinds of rows; a widget ``beside`` the search field moves the buttons to a second line."""
        super().__init__(parent)
        self._signs = dict(signs)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 0, 16, 8)
        outer.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(6)
        outer.addLayout(row)
        self.search = _Line()
        self.search.left.connect(self._on_escape)
        self.search.went_down.connect(self.went_down)
        self.search.setMinimumWidth(120)
        row.addWidget(self.search, 1)
        if beside is not None:
            row.addWidget(beside, 1)
            row = QHBoxLayout()
            row.setSpacing(6)
            outer.addLayout(row)
        self._switches: dict[K, QPushButton] = {}
        for key, sign in self._signs.items():
            button = SecondaryButton(icon=sign.icon)
            button.set_icon(sign.icon, sign.role)
            button.setCheckable(True)
            button.clicked.connect(lambda _on: self.switched.emit())
            self._switches[key] = button
            row.addWidget(button)
        if beside is not None:
            row.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(lambda: self.searched.emit(self.words()))
        self.search.textChanged.connect(lambda _text: self._timer.start())

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that has not been searched yet."""
        return self._timer.isActive()

    def words(self) -> tuple[str, ...]:
        """Return the folded words that are searched."""
        return needles(self.search.text())

    def shown(self) -> frozenset[K]:
        """Return the kinds of rows that are to be shown."""
        return frozenset(key for key, button in self._switches.items() if button.isChecked())

    def switch(self, kinds: frozenset[K]) -> None:
        """Switch kinds of rows on, and all others off, without telling anyone."""
        for key, button in self._switches.items():
            button.setChecked(key in kinds)

    def count(self, numbers: Mapping[K, int]) -> None:
        """Say how many rows there are of each kind."""
        for key, button in self._switches.items():
            button.setText(f"{self._signs[key].label} {numbers.get(key, 0)}")

    def reset(self) -> None:
        """Search for nothing."""
        self.search.clear()

    def _on_escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.left.emit()


class _Line(SearchField):
    """The search field; Escape and the arrow down mean something here."""

    left = Signal()
    went_down = Signal()

    def event(self, event: QEvent) -> bool:
        is_early = event.type() is QEvent.Type.ShortcutOverride
        if is_early and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)
