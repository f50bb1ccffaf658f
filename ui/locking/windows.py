# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Windows tells a window when its session is locked and when the computer goes to sleep."""

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

WM_POWERBROADCAST = 0x0218
WM_WTSSESSION_CHANGE = 0x02B1
PBT_APMSUSPEND = 0x0004
WTS_SESSION_LOCK = 0x7
_NOTIFY_FOR_THIS_SESSION = 0


class Message(ctypes.Structure):
    """``MSG`` of the Windows API, as far as it is read here."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
    )


def is_lock(message: int, wparam: int) -> bool:
    """Say whether a message means that the session was locked or that the computer goes to sleep."""
    return (message, wparam) in {
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK),
        (WM_POWERBROADCAST, PBT_APMSUSPEND),
    }


class SessionFilter(QAbstractNativeEventFilter):
    """Looks at every native message, and tells about locks."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        if QByteArray(kind).data() in {b"windows_generic_MSG", b"windows_dispatcher_MSG"}:
            read = Message.from_address(int(message))
            if is_lock(read.message, read.wparam):
                self._tell()
        return False, 0


def listen(window: int, tell: Callable[[], None]) -> SessionFilter:
    """Ask Windows to tell the window about its session; the caller keeps the result alive."""
    native = SessionFilter(tell)
    app = QCoreApplication.instance()
    if app is not None:
        app.installNativeEventFilter(native)
    library = getattr(ctypes, "windll", None)
    if library is not None:
        library.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window), _NOTIFY_FOR_THIS_SESSION)
    return native
