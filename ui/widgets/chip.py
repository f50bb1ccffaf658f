# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A chip: a word on a soft ground, with a sign where the colour means something."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.labels import Picture, Text

VERDICT_ICONS = {"yes": "circle-check", "unknown": "help-circle", "no": "circle-x"}


class Chip(QFrame):
    """A word in a tone (``yes``, ``unknown``, ``no``, ``accent``, ``info``, ``neutral``)."""

    def __init__(
        self, text: str = "", tone: str = "accent", icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme.px(21))  # a sheet draws corners that are higher than half as none at all
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 9, 2)
        row.setSpacing(4)
        self._picture = Picture("circle-check", size=14)
        self._text = Text("", "chip")
        row.addWidget(self._picture)
        row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_word(text, tone, icon)

    def show_word(self, text: str, tone: str, icon: str | None = None) -> None:
        """Show another word; a verdict brings its sign."""
        theme.set_tone(self, tone)
        role = {"neutral": "muted"}.get(tone, tone)
        self._text.set_tone(role)
        self._text.setText(text)
        name = icon or VERDICT_ICONS.get(tone)
        self._picture.setVisible(name is not None)
        if name is not None:
            self._picture.show_icon(name, role)

    @property
    def text(self) -> str:
        """The word."""
        return self._text.text()
