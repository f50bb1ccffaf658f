# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lines of words, each with a cross that takes it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui.widgets.buttons import IconButton
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text


@dataclass(frozen=True)
class Taken:
    """A line: its words, quiet ones below them, and what takes it out."""

    words: str
    detail: str
    remove: Callable[[], None]


class TakenOut(QWidget):
    """Lines that can be taken out, or a word that there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.removers: list[IconButton] = []

    def show_lines(self, lines: Sequence[Taken], nothing: str) -> None:
        """Show other lines."""
        empty_out(self._column)
        self.removers = []
        for number, line in enumerate(lines):
            if number:
                self._column.addWidget(Line())
            self._column.addWidget(self._line(line))
        if not lines:
            self._column.addWidget(Text(nothing, "body", "muted", wrap=True))

    def _line(self, line: Taken) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(line.words, "body", wrap=True))
        if line.detail:
            words.addWidget(Text(line.detail, "secondary", "muted", wrap=True))
        row.addLayout(words, 1)
        remover = IconButton("x", _("Take out: %(what)s") % {"what": line.words}, line.remove)
        self.removers.append(remover)
        row.addWidget(remover)
        return holder
