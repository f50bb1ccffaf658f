# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A card that says in a title and a sentence what something is for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.card import Card
from ui.widgets.labels import Picture, Text


class FeatureCard(Card):
    """Icon, title, sentence; further widgets go below with ``add``."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Picture(icon, "accent", 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.heading = Text("", "section", wrap=True)
        self.text = Text("", "body", "muted", wrap=True)
        words.addWidget(self.heading)
        words.addWidget(self.text)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.add(row, 1)

    def say(self, title: str, text: str) -> None:
        """Set title and sentence."""
        self.heading.setText(title)
        self.text.setText(text)


class Side(QWidget):
    """Cards beside each other, below each other where the room is too narrow."""

    def __init__(self, *cards: QWidget, narrow: int = 760, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = narrow
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(14)
        for card in cards:
            self._box.addWidget(card, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = event.size().width() >= theme.px(self._narrow)
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        super().resizeEvent(event)
