# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A thin bar for long work: what is being done, how long it may still take, and Cancel."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from beratung.i18n import _, ngettext
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text

PATIENCE = 250
"""Milliseconds before the bar appears: short work never flashes."""
MEANINGFUL = 3.0
"""Seconds of work before a remaining time is said."""


def remaining(done: int, total: int, seconds: float) -> str:
    """Say how long the rest may take, rounded as a person would; empty while nobody can know."""
    if done <= 0 or total <= done or seconds < MEANINGFUL:
        return ""
    left = seconds * (total - done) / done
    if left < 10:
        return _("a few seconds left")
    if left < 90:
        return _("about %(n)d seconds left") % {"n": round(left / 10) * 10}
    minutes = round(left / 60)
    return ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}


class _Work(QObject):
    """One piece of work; its methods may be called from any thread."""

    progressed = Signal(int, int)
    finished = Signal()

    def progress(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.progressed.emit(done, total)

    def finish(self) -> None:
        """Take the bar away."""
        self.finished.emit()


class ProgressStrip(QWidget):
    """Shows the newest of the pieces of work that are under way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._works: list[_Work] = []
        self._cancel: Callable[[], None] | None = None
        self._began = 0.0
        self._words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 6, 24, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        self.text = Text("", "secondary", "muted")
        self.button = QuietButton(on_click=self._on_cancel)
        line.addWidget(self.text, 1)
        line.addWidget(self.button)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        column.addLayout(line)
        column.addWidget(self.bar)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self.hide()

    def begin(self, text: str, cancel: Callable[[], None] | None = None) -> _Work:
        """Show the bar, after a moment of patience, until ``finish`` of the result is called."""
        work = _Work(self)
        work.progressed.connect(self._on_progress)
        work.finished.connect(lambda: self._on_finished(work))
        self._works.append(work)
        self._cancel, self._words, self._began = cancel, text, time.monotonic()
        self.text.setText(text)
        self.button.setText(_("Cancel"))
        self.button.setVisible(cancel is not None)
        self.button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(text)
        self._timer.start(PATIENCE)
        return work

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        rest = remaining(done, total, time.monotonic() - self._began)
        self.text.setText(f"{self._words} · {rest}" if rest else self._words)

    def _on_finished(self, work: _Work) -> None:
        if work in self._works:
            self._works.remove(work)
            work.deleteLater()
        if not self._works:
            self._timer.stop()
            self.hide()

    def _on_cancel(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self.button.setEnabled(False)
