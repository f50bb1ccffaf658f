# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A card: a surface with a hairline around it, and a title where it needs one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.widgets.labels import Text


class Card(QFrame):
    """A surface that holds one thing. ``body`` is its layout; ``head`` the line of the title.

    ``inset`` False lets rows reach from edge to edge; the title keeps its margin.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None, *, inset: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(16, 14, 16, 8)
        self.head.setSpacing(8)
        self.title = Text(title, "section")
        self.note = Text("", "secondary", "muted")
        self.note.hide()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.head.addWidget(self.note, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head = QWidget()
        self._head.setLayout(self.head)
        outer.addWidget(self._head)
        self._head.setVisible(bool(title))
        self.body = QVBoxLayout()
        side = 16 if inset else 0
        self.body.setContentsMargins(side, 0 if title else side, side, 16 if inset else 0)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str, note: str = "") -> None:
        """Set the title, and a quiet note at the end of its line."""
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._head.setVisible(bool(title))
        margins = self.body.contentsMargins()
        if title and margins.top():
            self.body.setContentsMargins(margins.left(), 0, margins.right(), margins.bottom())

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below what is there."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)
