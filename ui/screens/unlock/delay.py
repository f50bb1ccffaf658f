# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How long to wait after wrong passwords: 1, 2, 4 ... 60 seconds, counted down before the user's eyes."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

LONGEST = 60


def seconds_after(failures: int) -> int:
    """Return the wait after so many wrong passwords in a row."""
    return 0 if failures <= 0 else min(LONGEST, 2 ** min(failures - 1, 6))


class Delay(QObject):
    """Counts failures and the seconds that are left to wait.

    Signals:
        ticked: the seconds that are left; 0 when the next try may begin.
    """

    ticked = Signal(int)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._until = 0.0
        self.failures = 0
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self.tick)

    def fail(self) -> int:
        """Count a failure, begin to wait and return for how long."""
        self.failures += 1
        seconds = seconds_after(self.failures)
        self._until = self._clock() + seconds
        self._timer.start()
        self.tick()
        return seconds

    def succeed(self) -> None:
        """Forget the failures."""
        self.failures = 0
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
