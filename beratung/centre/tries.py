# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Wrong passwords of this run of the program: each makes the next try wait longer."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from beratung.vault import delay_after


class Tries:
    """Counts failures by key folder; nothing of it is written anywhere."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._lock = Lock()
        self._failures: dict[Path, tuple[int, float]] = {}

    def seconds_left(self, keys: Path) -> float:
        """Return how long the next try will wait."""
        with self._lock:
            failures, last = self._failures.get(keys, (0, 0.0))
        return max(0.0, last + delay_after(failures) - self._clock())

    def wait(self, keys: Path) -> None:
        """Wait until the next try may be made."""
        left = self.seconds_left(keys)
        if left > 0:
            self._pause(left)

    def failed(self, keys: Path) -> None:
        """Count a wrong password."""
        with self._lock:
            failures, _ = self._failures.get(keys, (0, 0.0))
            self._failures[keys] = (failures + 1, self._clock())

    def succeeded(self, keys: Path) -> int:
        """Forget the failures; return how many there were."""
        with self._lock:
            return self._failures.pop(keys, (0, 0.0))[0]


TRIES = Tries()
"""The failures of this run of the program."""
