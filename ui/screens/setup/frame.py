# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The frame of what happens before a centre is open: a heading, a card in the middle, back and on below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.labels import Picture, Text
from ui.widgets.page import Scroll

_WIDTH = 620


class Frame(QWidget):
    """Subclasses fill ``card``; ``back`` and ``go_on`` are what the buttons do.

    Signals:
        cancelled: the user went back before anything was made.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = Scroll()
        outer.addWidget(area)
        line = QHBoxLayout()
        line.setContentsMargins(24, 24, 24, 24)
        line.addStretch(1)
        self._middle = self._build_middle()
        line.addWidget(self._middle)
        line.addStretch(1)
        area.column.addStretch(1)
        area.column.addLayout(line)
        area.column.addStretch(2)

    def _build_middle(self) -> QWidget:
        middle = QWidget()
        middle.setFixedWidth(theme.px(_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Picture("compass", "accent", 28))
        self.heading = Text("", "title")
        head.addWidget(self.heading)
        head.addStretch(1)
        self.count = Text("", "body", "muted")
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        self.card = Card()
        self.card.body.setContentsMargins(24, 22, 24, 22)
        column.addWidget(self.card)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        self.back_button = QuietButton(on_click=self.back)
        self.next_button = PrimaryButton(on_click=self.go_on)
        return middle

    def add_foot(self) -> None:
        """Put bar and buttons below what the card holds."""
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        self.card.add(self.progress)
        self.card.add(buttons)

    def refit(self) -> None:
        """Give the card the height of what it holds now; call it after parts were shown or hidden."""
        self.card.body.invalidate()
        self._middle.updateGeometry()

    def back(self) -> None:
        """Go one step back."""
        self.cancelled.emit()

    def go_on(self) -> None:
        """Go one step on."""
