# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Notices that the desktop was locked or goes to sleep, on each system by its own word.

Linux: the screen savers of freedesktop, GNOME, Cinnamon and MATE on the session bus, logind on the system bus.
Windows: notifications of the session. macOS: the distributed notification of the login window (best effort).
"""

import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)
LOGIND = "org.freedesktop.login1"
ACTIVE = SLOT("on_active_changed(bool)")
LOCK = SLOT("on_lock()")


def session_path(session: str) -> str:
    """Return the path of a session at logind; it escapes what D-Bus does not allow in a path."""
    escaped = "".join(
        c if c.isascii() and (c.isalpha() or (c.isdigit() and n > 0)) else f"_{ord(c):02x}"
        for n, c in enumerate(session)
    )
    return f"/org/freedesktop/login1/session/{escaped}"


class DesktopLock(QObject):
    """Tells when the desktop locks.

    Signals:
        locked: the desktop was locked, or the computer is about to sleep.
    """

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep: object = None

    def listen(self, window: QWidget) -> None:
        """Begin to listen; ``window`` receives the notifications on Windows."""
        if sys.platform == "win32":
            from ui.locking.windows import listen

            self._keep = listen(int(window.winId()), self.locked.emit)
        elif sys.platform == "darwin":
            from ui.locking.mac import listen as listen_mac

            self._keep = listen_mac(self.locked.emit)
        else:
            self._listen_to_dbus()

    def _listen_to_dbus(self) -> None:
        import os

        from PySide6.QtDBus import QDBusConnection

        # PySide6's stubs ask for bytes where only str is taken at run time
        session: Any = QDBusConnection.sessionBus()
        if session.isConnected():
            for name in SCREEN_SAVERS:
                session.connect("", "", name, "ActiveChanged", self, ACTIVE)
        system: Any = QDBusConnection.systemBus()
        if system.isConnected():
            own = os.environ.get("XDG_SESSION_ID", "")
            path = session_path(own) if own else ""
            system.connect(LOGIND, path, f"{LOGIND}.Session", "Lock", self, LOCK)
            system.connect(LOGIND, "", f"{LOGIND}.Manager", "PrepareForSleep", self, ACTIVE)

    @Slot(bool)
    def on_active_changed(self, is_active: bool) -> None:
        """A screen saver came or went, or the computer goes to sleep or wakes up."""
        if is_active:
            self.locked.emit()

    @Slot()
    def on_lock(self) -> None:
        """The session manager asked for a lock."""
        self.locked.emit()
