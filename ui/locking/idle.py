# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Notices that nobody has touched keyboard or mouse for a while, sleep of the computer included."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

WARNING = 30.0
"""Seconds before locking at which the user is told."""
_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}


def seconds_awake_or_asleep() -> float:
    """Return a clock that never goes back and also counts the time asleep where the system can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


class IdleWatch(QObject):
    """Watches the windows of the application (not every widget: that would slow down all of it).

    Signals:
        idle: nobody has done anything for the time that was set.
        soon_idle: that will be so in half a minute.
    """

    idle = Signal()
    soon_idle = Signal()

    def __init__(
        self,
        minutes: float = 5,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = seconds_awake_or_asleep,
    ) -> None:
        super().__init__(parent)
        self._clock, self._wall = clock, time.time
        self.minutes = minutes
        self._is_on = False
        self._has_warned = False
        self._last = self._last_wall = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.check)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Notice input in a window; every window that gets the focus is watched."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._is_on = True
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Stop counting: the centre is locked."""
        self._is_on = False
        self._timer.stop()

    def touch(self) -> None:
        """Count from now on."""
        self._last, self._last_wall, self._has_warned = self._clock(), self._wall(), False

    def check(self) -> None:
        """Compare what has passed with the limit; the wall clock counts too, since some clocks sleep."""
        if not self._is_on:
            return
        passed = max(self._clock() - self._last, self._wall() - self._last_wall)
        limit = self.minutes * 60
        if passed >= limit:
            self.stop()
            self.idle.emit()
        elif passed >= limit - WARNING and not self._has_warned and limit > 2 * WARNING:
            self._has_warned = True
            self.soon_idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._is_on:
            self.check()
            if self._is_on:
                self.touch()
        return super().eventFilter(watched, event)
