# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The head of a screen: a title, chips beside it, a line below, and the main action at the end."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.chip import Chip
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Text


class Header(QWidget):
    """Title, chips, one line of what matters, and actions at the end (``add_action``)."""

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        self._line = QHBoxLayout()
        self._line.setSpacing(10)
        self.title = Text("", "title")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(10)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._line.addWidget(self.title)
        self._line.addLayout(self._chips)
        self._line.addStretch(1)
        self._line.addLayout(self._actions)
        self.subtitle = Text("", "body", "muted", wrap=True)
        outer.addLayout(self._line)
        outer.addWidget(self.subtitle)
        self.setMinimumHeight(theme.px(theme.CONTROL))
        self.set_title(title, subtitle)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Set the title and the line below it."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def set_chips(self, chips: Iterable[Chip]) -> None:
        """Replace the chips beside the title."""
        empty_out(self._chips)
        for chip in chips:
            self._chips.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(self, button: QWidget) -> None:
        """Put a button at the end of the line of the title."""
        self._actions.addWidget(button)
