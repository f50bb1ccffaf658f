# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Counts down before the user's eyes how long the next try must wait after wrong passwords."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal


class Delay(QObject):
    """Counts the seconds that are left to wait; the centre says how many there are.

    Signals:
        ticked: the seconds that are left; 0 when the next try may begin.
    """

    ticked = Signal(int)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self.tick)

    def wait(self, seconds: float) -> None:
        """Begin to count down."""
        self._until = self._clock() + seconds
        if seconds > 0:
            self._timer.start()
        self.tick()

    def stop(self) -> None:
        """Forget the wait."""
        self._until = 0.0
        self._timer.stop()

    def left(self) -> int:
        """Return the seconds that are left, rounded up."""
        return max(0, math.ceil(self._until - self._clock()))

    def tick(self) -> None:
        """Tell how long it is still."""
        left = self.left()
        if left == 0:
            self._timer.stop()
        self.ticked.emit(left)
