# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Collects garbage in the GUI thread alone, and only between events.

Python collects wherever it allocates: in the thread of a job, or in the midst of a call of Qt that walks over all
widgets. A widget that dies there takes the process along. So the automatic collection stays off while the window
is open, and a timer does its work.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks."""


class Collecting(QObject):
    """Does what Python's own collector would do, at moments when nothing is being walked over."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def spare(self) -> None:
        """Leave out of every later look what is there now: the code of the rooms stays as long as the program."""
        gc.freeze()

    def look(self) -> None:
        """Collect the oldest generation that has grown beyond its threshold; nothing where none has."""
        grown = [
            n
            for n, (n_now, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if n_now > most
        ]
        if grown:
            gc.collect(grown[-1])
