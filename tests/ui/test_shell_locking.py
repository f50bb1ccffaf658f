# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The centre locks by itself: idle, asleep, and with the desktop."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from pytestqt.qtbot import QtBot

from tests.ui.shell import open_window
from ui.locking import windows
from ui.locking.desktop import DesktopLock, session_path
from ui.locking.idle import IdleWatch


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def watch(minutes: float = 5) -> tuple[IdleWatch, Clock, list[str]]:
    clock = Clock()
    idle = IdleWatch(minutes, clock=clock)
    idle._wall = clock
    told: list[str] = []
    idle.idle.connect(lambda: told.append("idle"))
    idle.soon_idle.connect(lambda: told.append("soon"))
    idle.start()
    return idle, clock, told


def test_it_warns_and_then_locks(qtbot: QtBot) -> None:
    del qtbot
    idle, clock, told = watch()
    clock.now += 269
    idle.check()
    assert told == []
    clock.now += 2
    idle.check()
    idle.check()
    assert told == ["soon"]
    clock.now += 29
    idle.check()
    idle.check()
    assert told == ["soon", "idle"]


def test_input_starts_the_count_anew(qtbot: QtBot) -> None:
    del qtbot
    idle, clock, told = watch()
    clock.now += 290
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    idle.eventFilter(idle, key)
    clock.now += 200
    idle.check()
    assert "idle" not in told


def test_input_after_the_time_comes_too_late(qtbot: QtBot) -> None:
    del qtbot
    idle, clock, told = watch()
    clock.now += 301
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(), QPointF(), Qt.MouseButton.NoButton,
                       Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    idle.eventFilter(idle, move)
    assert told == ["idle"]


def test_sleep_counts_even_where_the_clock_sleeps_too(qtbot: QtBot) -> None:
    del qtbot
    idle, _clock, told = watch()
    wall = Clock()
    wall.now += 100_000
    idle._wall = wall
    idle.check()
    assert told == ["idle"]


def test_a_locked_centre_is_not_counted(qtbot: QtBot) -> None:
    del qtbot
    idle, clock, told = watch()
    idle.stop()
    clock.now += 10_000
    idle.check()
    assert told == []


def test_keys_in_the_window_reach_the_watch(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.load_behind()
    assert window.idle is not None
    clock = Clock()
    window.idle._clock = window.idle._wall = clock
    window.idle.start()
    clock.now += 250
    handle = window.windowHandle()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(handle, key)
    assert window.idle._last == clock.now
    del workspace


def test_the_window_locks_when_nobody_is_there(qtbot: QtBot) -> None:
    window, _workspace, centre = open_window(qtbot)
    window.load_behind()
    assert window.idle is not None
    clock = Clock()
    window.idle._clock = window.idle._wall = clock
    window.idle.start()
    clock.now += 5 * 60
    window.idle.check()
    assert centre.is_locked
    assert window.workspace is None


def test_paths_of_sessions_are_escaped_as_logind_does() -> None:
    assert session_path("2") == "/org/freedesktop/login1/session/_32"
    assert session_path("c1") == "/org/freedesktop/login1/session/c1"
    assert session_path("a-b") == "/org/freedesktop/login1/session/a_2db"


def test_a_screen_saver_that_goes_is_no_reason_to_lock(qtbot: QtBot) -> None:
    del qtbot
    lock = DesktopLock()
    told: list[int] = []
    lock.locked.connect(lambda: told.append(1))
    lock.on_active_changed(False)
    assert told == []
    lock.on_active_changed(True)
    lock.on_lock()
    assert told == [1, 1]


def test_messages_of_windows() -> None:
    assert windows.is_lock(windows.WM_WTSSESSION_CHANGE, windows.WTS_SESSION_LOCK)
    assert not windows.is_lock(windows.WM_WTSSESSION_CHANGE, 0x8)
    assert windows.is_lock(windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND)
    told: list[int] = []
    native = windows.SessionFilter(lambda: told.append(1))
    message = windows.Message(None, windows.WM_WTSSESSION_CHANGE, windows.WTS_SESSION_LOCK, 0)
    assert native.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message)) == (False, 0)
    assert told == [1]
    native.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(message))
    assert told == [1]


@pytest.fixture
def session_bus(tmp_path: Path) -> Iterator[str]:
    """A message bus of the test's own."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed")
    run = subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address=1", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    address = run.stdout.readline().strip()
    yield address
    run.terminate()
    run.wait(10)
    run.stdout.close()


LISTENER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from ui.locking.desktop import DesktopLock
app = QApplication([])
window = QWidget()
lock = DesktopLock()
lock.locked.connect(lambda: (print("locked", flush=True), app.quit()))
lock.listen(window)
print("ready", flush=True)
QTimer.singleShot(20000, lambda: app.exit(1))
sys.exit(app.exec())
"""


@pytest.mark.parametrize("saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_the_desktop_of_linux_is_heard(session_bus: str, saver: str) -> None:
    import sys

    send = shutil.which("dbus-send")
    if send is None:
        pytest.skip("dbus-send is not installed")
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": session_bus, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", LISTENER], stdout=subprocess.PIPE, text=True, env=environment
    ) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline().strip() == "ready"
        path = "/" + saver.replace(".", "/")
        for active in ("false", "true"):
            subprocess.run(
                [send, "--session", "--type=signal", path, f"{saver}.ActiveChanged", f"boolean:{active}"],
                env=environment, check=True, timeout=20,
            )  # fmt: skip
        assert listener.stdout.readline().strip() == "locked"
        assert listener.wait(20) == 0
