# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What stands where nothing is yet: what will stand here, and the first step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Picture, Text

_WIDEST = 620
"""Pixels of a line that is still easy to read."""


class EmptyState(QWidget):
    """An icon, a title, a sentence and one button."""

    def __init__(  # noqa: PLR0917 -- icon, title, text and button are read in this order everywhere
        self,
        icon: str,
        title: str = "",
        text: str = "",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Picture(icon, "muted", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = Text("", "section")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = Text("", "body", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = SecondaryButton(on_click=on_action)
        column.addWidget(self.title)
        self.text.setMaximumWidth(theme.px(_WIDEST))
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.text, 100)
        line.addStretch(1)
        column.addLayout(line)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.say(title, text, action)

    def say(self, title: str, text: str = "", action: str = "") -> None:
        """Set the words; without ``action`` there is no button."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(action)
        self.button.setVisible(bool(action))
