# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""macOS tells everybody who asks when its login window has locked the screen.

Best effort: the notification ``com.apple.screenIsLocked`` is not documented by Apple, though it has been sent
since 10.7. Without it the idle lock and the sleep that the idle clock notices remain.
"""

import contextlib
import ctypes
import ctypes.util
from collections.abc import Callable

_NAME = b"com.apple.screenIsLocked"
_UTF8 = 0x08000100
_DELIVER_IMMEDIATELY = 4
_CALLBACK = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)


def listen(tell: Callable[[], None]) -> object:
    """Ask for the notification; the caller keeps the result alive."""

    def on_locked(*_arguments: object) -> None:
        tell()

    callback = _CALLBACK(on_locked)
    with contextlib.suppress(OSError, AttributeError):
        core = ctypes.CDLL(ctypes.util.find_library("CoreFoundation") or "CoreFoundation")
        core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterAddObserver.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, _CALLBACK, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long,
        ]  # fmt: skip
        core.CFNotificationCenterAddObserver(
            core.CFNotificationCenterGetDistributedCenter(),
            None,
            callback,
            core.CFStringCreateWithCString(None, _NAME, _UTF8),
            None,
            _DELIVER_IMMEDIATELY,
        )
    return callback


def conceal() -> None:
    """Mark what the pasteboard holds as concealed, by the sign that clipboard histories of macOS honour.

    Best effort: Qt offers no way to name a type of macOS itself, so it is added behind Qt's back.
    """
    with contextlib.suppress(OSError, AttributeError):
        runtime = ctypes.CDLL(ctypes.util.find_library("objc") or "objc")
        runtime.objc_getClass.restype = runtime.sel_registerName.restype = ctypes.c_void_p
        runtime.objc_getClass.argtypes = runtime.sel_registerName.argtypes = [ctypes.c_char_p]

        def send(target: int, selector: bytes, *arguments: int | bytes | None) -> int:
            kinds = [ctypes.c_char_p if isinstance(a, bytes) else ctypes.c_void_p for a in arguments]
            call = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *kinds)(
                ("objc_msgSend", runtime)
            )
            return call(target, runtime.sel_registerName(selector), *arguments) or 0

        def text(value: bytes) -> int:
            return send(runtime.objc_getClass(b"NSString"), b"stringWithUTF8String:", value)

        concealed = text(b"org.nspasteboard.ConcealedType")
        board = send(runtime.objc_getClass(b"NSPasteboard"), b"generalPasteboard")
        types = send(runtime.objc_getClass(b"NSArray"), b"arrayWithObject:", concealed)
        send(board, b"addTypes:owner:", types, None)
        send(board, b"setString:forType:", text(b""), concealed)
