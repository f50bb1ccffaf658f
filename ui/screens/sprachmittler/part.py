# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of an interpreter's page share."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from beratung.domain.work import Changes
from ui import jobs
from ui.session import Session
from ui.widgets.labels import Text


class Part(QWidget):
    """A part of the page: built once, read anew when it is shown or something came in."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def load(self) -> None:
        """Read what is shown, off the GUI thread."""

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""

    def do(self, work: Callable[[], Changes], said: str, undo: Callable[[], Changes] | None = None) -> None:
        """Run something that changes what is shown, say so in passing, and offer to take it back."""

        def take_back() -> None:
            if undo is not None:
                jobs.run(self, undo, lambda _changes: self.load(), self.session.problem)

        def done(_changes: Changes) -> None:
            self.session.toast(said, take_back if undo is not None else None)
            self.load()

        jobs.run(self, work, done, self.session.problem)


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
