# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of a page with tabs share."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.work import Changes
from ui import jobs
from ui.session import Session


class Part(QWidget):
    """A part of a page: built once, read anew when it is shown or something came in.

    ``least_height`` is what it needs, in pixels at ordinary size; in a lower window it scrolls as a whole.
    """

    least_height = 0

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

    def forget(self) -> None:
        """Forget what was read: the centre is locked."""

    def do(self, work: Callable[[], Changes], said: str, undo: Callable[[], Changes] | None = None) -> None:
        """Run something that changes what is shown, say so in passing, and offer to take it back."""

        def take_back() -> None:
            if undo is not None:
                jobs.run(self, undo, lambda _changes: self.load(), self.session.problem)

        def done(_changes: Changes) -> None:
            self.session.toast(said, take_back if undo is not None else None)
            self.load()

        jobs.run(self, work, done, self.session.problem)
