# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The code of the rooms, read while the user types the password, so that no first look at a room waits for it."""

from collections.abc import Sequence
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from ui import jobs
from ui.screens import ENTRIES

PLOTS = "ui.widgets.plots"
"""Rooms read it only when something is plotted; it takes longest of all."""
PAUSE = 40
"""Milliseconds after each module in which the window has the computer to itself."""


def modules() -> tuple[str, ...]:
    """Return what the rooms need, those first in which most begin."""
    return (*(entry.target.partition(":")[0] for entry in ENTRIES), PLOTS)


class Ahead(QObject):
    """Imports one module after the other off the GUI thread.

    Signals:
        finished: all are there.
    """

    finished = Signal()

    def __init__(self, parent: QObject, wanted: Sequence[str] | None = None) -> None:
        super().__init__(parent)
        self._left = list(modules() if wanted is None else wanted)

    def go_on(self) -> None:
        """Import the next one, if any is left."""
        if not self._left:
            self.finished.emit()
            return
        name = self._left.pop(0)
        jobs.run(self, lambda: import_module(name), self._on_imported, pool=jobs.side_pool())

    def _on_imported(self, _module: object) -> None:
        QTimer.singleShot(PAUSE, self, self.go_on)
