# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the pages beside unlocking have in common: they ask for a secret, work once, and are done."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.screens.setup.frame import Frame
from ui.widgets.note import Note


class AskingPage(Frame):
    """Subclasses name what rests while they work, say when they are done, and forget what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_busy = False
        self.error = Note()

    def _resting(self) -> tuple[QWidget, ...]:
        """What cannot be used while the page works, besides the way back."""
        raise NotImplementedError

    def _is_over(self) -> bool:
        """Whether there is nothing left to ask."""
        raise NotImplementedError

    def _allow(self) -> None:
        """Let the way on be taken, or not."""
        raise NotImplementedError

    def forget(self) -> None:
        """Forget what was typed."""
        raise NotImplementedError

    def show_problem(self, text: str) -> None:
        """Show a sentence below what is asked."""
        self.error.say(text)

    def must_stay(self) -> bool:
        """Say whether the page works right now, which must not be cut short."""
        return self._is_busy

    def back(self) -> None:
        """Leave; nothing was changed."""
        if not self._is_busy:
            self.forget()
            self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape and not self._is_over():
            self.back()
        else:
            super().keyPressEvent(event)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.progress.setVisible(is_busy)
        for part in (*self._resting(), self.back_button):
            part.setEnabled(not is_busy)
        self._allow()
