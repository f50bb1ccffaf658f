# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unlock screen: one sentence, a visible wait, caps lock, and nothing personal before it is open."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from beratung.centre import Centre, WrongPassword
from beratung.domain.errors import Refused
from beratung.domain.views import CentreInfo
from tests.fakes.centre import fake_centre
from tests.fakes.people import an_id
from tests.ui.shell import dress, settle
from ui import opening
from ui.main_window import MainWindow
from ui.screens.unlock.delay import Delay
from ui.settings import Settings
from ui.widgets.password_field import PasswordField, caps_lock_by_text


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    dress(spoken="en")
    made = MainWindow(Settings(centre="/nowhere/Beispielzentrum", language="en"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.lock()
    dress()


def fill(window: MainWindow, password: str = "wrong") -> None:
    window.unlock.user.setText("beraterin")
    window.unlock.password.setText(password)


def refuse(_folder: Path, _user: str, _password: str) -> Centre:
    raise WrongPassword


def test_button_waits_for_user_and_password(window: MainWindow) -> None:
    assert not window.unlock.open_button.isEnabled()
    window.unlock.user.setText("beraterin")
    assert not window.unlock.open_button.isEnabled()
    window.unlock.password.setText("x")
    assert window.unlock.open_button.isEnabled()


def test_nothing_but_the_folder_is_shown_before(window: MainWindow) -> None:
    assert window.unlock.centre_name.text() == "Beispielzentrum"
    assert window.unlock.user.text() == ""
    assert window.unlock.user.placeholderText() == ""
    assert window.unlock.user.completer() is None


def test_right_password_opens_off_the_gui_thread(qtbot: QtBot, window: MainWindow) -> None:
    from PySide6.QtCore import QThread

    threads: list[bool] = []

    def open_it(_folder: Path, user: str, password: str) -> Centre:
        threads.append(QThread.currentThread() is window.thread())
        assert (user, password) == ("beraterin", "demo-demo-demo")
        return fake_centre()

    window.unlock._opener = open_it
    fill(window, "demo-demo-demo")
    QTest.keyClick(window.unlock.password, Qt.Key.Key_Return)
    assert window.unlock.password.text() == ""
    assert window.unlock.progress.isVisible()
    assert not window.unlock.open_button.isEnabled()
    settle()
    assert threads == [False]
    assert window.workspace is not None
    assert Settings.load().centre == "/nowhere/Beispielzentrum"


def test_wrong_password_says_one_sentence_and_counts_down(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "seconds_to_wait", lambda _folder: 1.2)
    window.unlock._opener = refuse
    fill(window)
    window.unlock.submit()
    settle()
    said = window.unlock.error.text.text()
    assert said.startswith("User name or password is not right.")
    assert "2 seconds" in said
    assert window.unlock.password.text() == ""
    window.unlock.password.setText("again")
    assert not window.unlock.open_button.isEnabled(), "the next try must wait"
    window.unlock.submit()
    assert not window.unlock._is_busy
    qtbot.waitUntil(window.unlock.open_button.isEnabled, timeout=3000)
    assert window.unlock.error.text.text() == "User name or password is not right."


def test_another_fault_is_no_wrong_password(window: MainWindow) -> None:
    class Elsewhere(Refused):
        message = "The folder lies on a network drive."

    def fail(_folder: Path, _user: str, _password: str) -> Centre:
        raise Elsewhere

    window.unlock._opener = fail
    fill(window)
    window.unlock.submit()
    settle()
    assert window.unlock.error.text.text() == "The folder lies on a network drive."
    assert window.unlock.delay.left() == 0


def test_delay_counts_in_whole_seconds(qtbot: QtBot) -> None:
    del qtbot
    now = [100.0]
    delay = Delay(clock=lambda: now[0])
    told: list[int] = []
    delay.ticked.connect(told.append)
    delay.wait(3.4)
    now[0] += 1
    delay.tick()
    now[0] += 10
    delay.tick()
    assert told == [4, 3, 0]
    assert not delay._timer.isActive()


def test_caps_lock_is_concluded_from_letters() -> None:
    assert caps_lock_by_text("A", has_shift=False) is True
    assert caps_lock_by_text("a", has_shift=True) is True
    assert caps_lock_by_text("A", has_shift=True) is False
    assert caps_lock_by_text("a", has_shift=False) is False
    assert caps_lock_by_text("ß", has_shift=False) is False
    assert caps_lock_by_text("1", has_shift=False) is None
    assert caps_lock_by_text("", has_shift=False) is None
    assert caps_lock_by_text("ب", has_shift=False) is None


def test_caps_lock_is_said(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window.unlock.password, Qt.Key.Key_A)
    assert window.unlock.caps.isHidden()
    QTest.keyClicks(window.unlock.password, "A", Qt.KeyboardModifier.NoModifier)
    window.unlock.password._set_caps(True)
    assert window.unlock.caps.text.text() == "Caps lock is on."
    QTest.keyClick(window.unlock.password, Qt.Key.Key_CapsLock)
    assert window.unlock.caps.isHidden()


def test_password_is_hidden_until_it_is_to_be_seen(qtbot: QtBot) -> None:
    dress()
    field = PasswordField()
    qtbot.addWidget(field)
    field.setText("secret")
    assert field.displayText() == "●" * 6
    field.eye.click()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    assert field.take() == "secret"
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.text() == ""


def test_demo_centre_says_so(window: MainWindow) -> None:
    info = CentreInfo(id=an_id("centre"), name="Demozentrum", layout=1, backend="sqlite", is_demo=True)
    folder = cast("Path", window.unlock.folder)
    window.unlock._on_info(folder, info)
    assert window.unlock.centre_name.text() == "Demozentrum"
    assert "demo-demo-demo" in window.unlock.hint.text()
    window.unlock._on_info(Path("/another"), None)
    assert window.unlock.centre_name.text() == "Demozentrum", "an answer about another folder is ignored"


def test_folder_without_a_centre_says_so(window: MainWindow, tmp_path: Path) -> None:
    window.unlock.set_folder(tmp_path)
    settle()
    assert "no centre in this folder" in window.unlock.error.text.text()


def test_without_a_centre_there_is_a_first_step(qtbot: QtBot) -> None:
    dress()
    made = MainWindow(Settings())
    qtbot.addWidget(made)
    made.show()
    assert not made.unlock.form.isVisible()
    assert made.unlock.create_button.isVisible()
    made.unlock.create_button.click()
    assert made.setup is not None
    made.setup.back()
    assert made.pages.currentWidget() is made.unlock
    assert made.setup is None


def test_after_locking_the_user_stays_and_the_password_is_asked(window: MainWindow) -> None:
    window.unlock.user.setText("beraterin")
    window.open(fake_centre())
    settle()
    window.lock()
    assert window.unlock.user.text() == "beraterin"
    assert window.unlock.password.text() == ""
    assert "Locked" in window.unlock.hint.text()


def test_language_can_be_chosen_before_unlocking(window: MainWindow) -> None:
    assert window.unlock.language_button.text() == "Deutsch"
    window.unlock.language_button.click()
    assert Settings.load().language == "de"
    assert window.unlock.language_button.text() == "English"


def test_start_imports_nothing_that_unlocking_needs() -> None:
    import subprocess
    import sys

    code = "import sys, ui.start; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(run.stdout.split())
    heavy = {"beratung.centre", "cryptography", "sqlalchemy", "reportlab", "msgspec", "sqlcipher3", "anyascii",
             "ui.workspace", "PySide6.QtSvg", "PySide6.QtNetwork", "PySide6.QtDBus"}  # fmt: skip
    assert not heavy & loaded


def test_painting_is_told_once(qtbot: QtBot) -> None:
    dress()
    made = MainWindow(Settings())
    qtbot.addWidget(made)
    told: list[float] = []
    made.painted.connect(lambda: told.append(time.monotonic()))
    made.show()
    qtbot.waitUntil(lambda: bool(told))
    made.update()
    qtbot.wait(30)
    assert len(told) == 1
