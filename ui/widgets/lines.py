# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Labels with their words, one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.labels import Text


class Lines(QWidget):
    """Labels with their words, one below the other; the same ones say other words next time."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._pairs: list[tuple[Text, Text]] = []

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show other words."""
        while len(self._pairs) < len(lines):
            label, words = Text("", "secondary", "muted"), Text("", "body", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, len(self._pairs), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, len(self._pairs), 1)
            self._pairs.append((label, words))
        for number, pair in enumerate(self._pairs):
            said = lines[number] if number < len(lines) else ("", "")
            for text, word in zip(pair, said, strict=True):
                text.setText(word)
                text.setVisible(number < len(lines))
