# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A sign and a sentence below a field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.widgets.labels import Picture, Text


class Note(QFrame):
    """A sign and a sentence; hidden while there is nothing to say."""

    def __init__(self, icon: str = "circle-x", tone: str = "no") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 2)
        row.setSpacing(6)
        self._picture = Picture(icon, tone, 16)
        self.text = Text("", "secondary", tone, wrap=True)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.hide()

    def say(self, text: str, tone: str | None = None, icon: str | None = None) -> None:
        """Show a sentence; an empty one hides the note."""
        if tone is not None:
            self.text.set_tone(tone)
            self._picture.show_icon(icon or "circle-x", tone)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
