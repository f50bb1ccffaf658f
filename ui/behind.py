# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is done with the centre while nobody waits: all rows compared, the calendar tidied, lists kept sealed.

Facts for statistics are written for what was there before the program kept any.

Everything happens in steps of a few hundredths of a second in the pool of the centre, so that whatever the user
asks for comes in between.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from beratung.domain.views import Verification
from ui import jobs

if TYPE_CHECKING:
    from beratung.centre import Centre

KEEP_EVERY = 5 * 60 * 1000
"""Milliseconds between two looks whether lists should be kept anew."""
STEP = 0.05


class Behind(QObject):
    """Compares once, and keeps lists from then on; ``compared`` carries a `Verification`."""

    compared = Signal(object)

    def __init__(self, centre: "Centre", parent: QObject) -> None:
        super().__init__(parent)
        self._centre = centre
        self._lists = centre.lists
        self._tidy = centre.tidy_calendar
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self.keep)

    def start(self) -> None:
        """Compare, then keep."""
        self._run(self._lists.compare, self._on_compared)
        self._timer.start()

    def keep(self) -> None:
        """Keep what is due, step by step."""

        def done(is_all: bool) -> None:
            if not is_all:
                self.keep()

        self._run(lambda: self._lists.keep(STEP), done)

    def _on_compared(self, outcome: Verification | None) -> None:
        if outcome is None:
            self._run(self._lists.compare, self._on_compared)
            return
        self.compared.emit(outcome)
        self._run(self._tidy, lambda _none: None)
        self.keep()
        self._fill()

    def _fill(self) -> None:
        """Write facts that are missing, step by step."""

        def done(is_all: bool) -> None:
            if not is_all:
                self._fill()

        self._run(lambda: self._centre.facts.step(STEP), done)

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        """Run a step; what fails here fails again, in words, where the user does something."""
        jobs.run(self, work, done, lambda _error: None)
