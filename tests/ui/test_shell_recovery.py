# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A forgotten password and an older state, through the window, on a real centre with a real sheet."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from beratung.vault import KdfCost
from beratung.vault.recovery_code import judge, new_code
from tests.centre.small import ADMIN, COUNSELLOR, FOUNDER, NEW, PASSWORD, Small, _small, small  # noqa: F401
from tests.ui import audit
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.screens.unlock.accept import ACCOUNT, SHEET, AcceptScreen
from ui.screens.unlock.recover import RecoverScreen
from ui.settings import Settings
from ui.widgets.code_field import CodeField


@pytest.fixture
def window(qtbot: QtBot, small: Small) -> Iterator[MainWindow]:  # noqa: F811
    dress(spoken="en")
    made = MainWindow(Settings(centre=str(small.folder), language="en"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.lock()
    settle(30)
    dress()


def recovering(window: MainWindow, name: str = COUNSELLOR) -> RecoverScreen:
    window.unlock.user.setText(name)
    window.unlock.forgot_button.click()
    assert window.recover is not None
    return window.recover


def typed(screen: RecoverScreen, code: str) -> None:
    screen.code.fill(code)
    screen.go_on()
    settle(30)


def choose(screen: RecoverScreen, password: str = NEW) -> None:
    screen.password.first.setText(password)
    screen.password.again.setText(password)


@pytest.fixture
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new key files cost the least that is allowed, so that the tests do not wait."""
    monkeypatch.setattr("beratung.vault.recovery.calibrate", lambda: KdfCost.FLOOR)


# -- the field for the code --------------------------------------------------------------------------


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[CodeField]:
    dress(spoken="en")
    made = CodeField(judge)
    qtbot.addWidget(made)
    made.show()
    made.focus()
    yield made
    dress()


def focused(field: CodeField) -> int:
    found: QWidget | None = field.focusWidget()
    return next(at for at, group in enumerate(field.groups) if group is found)


def test_typing_goes_from_group_to_group(field: CodeField) -> None:
    code = new_code()
    for character in code.lower().replace("-", ""):
        QTest.keyClicks(field.groups[focused(field)], character)
    assert field.text() == code
    assert field.is_complete()
    assert field.note.isHidden()


def test_each_group_is_judged_as_soon_as_it_is_whole(field: CodeField) -> None:
    code = new_code()
    wrong = ("2" if code[0] != "2" else "3") + code[1:5]
    QTest.keyClicks(field.groups[0], wrong[:4])
    assert field.note.isHidden()
    QTest.keyClicks(field.groups[0], wrong[4])
    assert "group 1" in field.note.text.text()
    assert field.groups[0].accessibleDescription() == "mistyped"
    field.groups[5].setText(code.split("-")[5])
    assert field.groups[5].accessibleDescription() == "fits", "a group is judged without those before it"
    field.groups[0].setText(code[:5])
    assert field.note.isHidden()
    assert field.groups[0].accessibleDescription() == "fits"


def test_a_whole_code_is_pasted(field: CodeField) -> None:
    code = new_code()
    QGuiApplication.clipboard().setText(f" {code} ")
    QTest.keyClick(field.groups[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == code
    assert focused(field) == 7


def test_the_cursor_walks_over_the_groups(field: CodeField) -> None:
    QTest.keyClicks(field.groups[0], "AB")
    QTest.keyClick(field.groups[0], Qt.Key.Key_Space)
    assert focused(field) == 1
    QTest.keyClick(field.groups[1], Qt.Key.Key_Backspace)
    assert focused(field) == 0
    assert field.groups[0].text() == "AB"
    QTest.keyClick(field.groups[0], Qt.Key.Key_Right)
    assert focused(field) == 1
    QTest.keyClick(field.groups[1], Qt.Key.Key_Left)
    assert focused(field) == 0
    QTest.keyClick(field.groups[0], Qt.Key.Key_Left)
    QTest.keyClick(field.groups[0], Qt.Key.Key_Left)
    QTest.keyClick(field.groups[0], Qt.Key.Key_Left)
    assert focused(field) == 0


# -- forgotten the password ------------------------------------------------------------------------------


@pytest.mark.usefixtures("_cheap")
def test_from_the_sheet_to_a_new_password(window: MainWindow, small: Small) -> None:  # noqa: F811
    screen = recovering(window)
    assert not screen.next_button.isEnabled()
    audit.assert_accessible(window)
    typed(screen, small.code.lower())
    assert screen.code.text().replace("-", "") == "", "the code is forgotten as soon as it was used"
    assert screen._chosen() is not None
    assert screen._chosen().name == COUNSELLOR  # type: ignore[union-attr]
    assert [b.text().split(" ")[0] for b in screen._buttons.buttons()] == sorted([ADMIN, COUNSELLOR, FOUNDER])
    choose(screen, "kurz")
    screen.go_on()
    assert "Too short" in screen.error.text.text()
    choose(screen)
    audit.assert_accessible(window)
    QTest.keyClick(screen.password.again, Qt.Key.Key_Return)
    settle(60)
    assert screen._done is not None, screen.error.text.text()
    assert "envelope" in screen.banner.text.text()
    audit.assert_accessible(window)
    screen.next_button.click()
    assert window.pages.currentWidget() is window.unlock
    assert window.unlock.user.text() == COUNSELLOR
    assert window.recover is None
    settle()
    small.opened(COUNSELLOR, NEW).lock()


def test_a_wrong_code_is_said_and_changes_nothing(window: MainWindow, small: Small) -> None:  # noqa: F811
    before = small.bytes()
    screen = recovering(window)
    screen.code.fill(small.code[:-1])
    assert not screen.next_button.isEnabled()
    typed(screen, new_code())
    assert screen.error.text.text() == "This recovery code does not belong to this centre."
    assert screen.accept_button.isHidden()
    assert screen._sheet is None
    screen.back()
    assert window.pages.currentWidget() is window.unlock
    assert small.bytes() == before


@pytest.mark.usefixtures("_cheap")
def test_a_suspended_account_is_named_and_let_in_again(window: MainWindow, small: Small) -> None:  # noqa: F811
    centre = small.opened()
    centre.suspend(COUNSELLOR)
    centre.lock()
    screen = recovering(window, "")
    typed(screen, small.code)
    assert screen._chosen() is None
    button = screen._buttons.buttons()[0]
    assert "suspended" in button.text()
    button.setChecked(True)
    assert "suspension ends" in screen.lifts.text.text()
    choose(screen)
    screen.go_on()
    settle(60)
    assert "not suspended any more" in screen.banner.text.text()
    small.opened(COUNSELLOR, NEW).lock()


def test_leaving_forgets_the_sheet(window: MainWindow, small: Small) -> None:  # noqa: F811
    screen = recovering(window)
    typed(screen, small.code)
    sheet = screen._sheet
    assert sheet is not None
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    settle()
    assert sheet.is_closed
    assert window.recover is None


def test_an_open_sheet_does_not_stay_when_the_desktop_locks(window: MainWindow, small: Small) -> None:  # noqa: F811
    screen = recovering(window)
    typed(screen, small.code)
    sheet = screen._sheet
    assert sheet is not None
    window.lock()
    settle()
    assert sheet.is_closed
    assert window.pages.currentWidget() is window.unlock


# -- an older state ---------------------------------------------------------------------------------------


@pytest.fixture
def rolled_back(small: Small) -> Small:  # noqa: F811
    old = small.copied("old")
    small.opened().lock()
    small.opened().lock()
    small.put_back(old)
    return small


def refused(window: MainWindow) -> AcceptScreen:
    window.unlock.user.setText(COUNSELLOR)
    window.unlock.password.setText(PASSWORD)
    assert window.unlock.found_button.isHidden()
    window.unlock.submit()
    settle(60)
    assert "older than what was last saved" in window.unlock.error.text.text()
    audit.assert_accessible(window)
    window.unlock.found_button.click()
    assert window.accept is not None
    return window.accept


def test_the_administration_accepts_what_was_found(window: MainWindow, rolled_back: Small) -> None:
    screen = refused(window)
    assert "saves are missing" in screen.banner.title.text()
    assert "last written on" in screen.banner.text.text()
    assert screen.ways.value() == ACCOUNT
    audit.assert_accessible(window)
    screen.user.setText(COUNSELLOR)
    screen.password.setText(PASSWORD)
    screen.go_on()
    assert screen.password.text() == ""
    settle(60)
    assert "Only the administration" in screen.error.text.text()
    screen.user.setText(ADMIN)
    screen.password.setText(PASSWORD)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    settle(60)
    assert screen._is_done, screen.error.text.text()
    audit.assert_accessible(window)
    screen.next_button.click()
    assert window.pages.currentWidget() is window.unlock
    centre = rolled_back.opened(FOUNDER)
    assert [line.user_name for line in centre.trail.show() if line.kind == "state"] == [ADMIN]
    centre.lock()


def test_the_sheet_accepts_what_was_found(window: MainWindow, rolled_back: Small) -> None:
    screen = recovering(window)
    typed(screen, rolled_back.code)
    assert "older than what was last saved" in screen.error.text.text()
    screen.accept_button.click()
    assert window.recover is None
    accept = window.accept
    assert accept is not None
    accept.ways.set_value(SHEET)
    accept._on_way()
    assert accept.code.isVisible()
    assert not accept.next_button.isEnabled()
    accept.code.fill(rolled_back.code)
    audit.assert_accessible(window)
    accept.go_on()
    settle(60)
    assert accept._is_done, accept.error.text.text()
    rolled_back.opened(FOUNDER).lock()


def test_without_the_file_that_remembers_it_is_said_too(window: MainWindow, small: Small) -> None:  # noqa: F811
    (small.folder / "beratung.anchor").unlink()
    window.unlock.user.setText(ADMIN)
    window.unlock.password.setText(PASSWORD)
    window.unlock.submit()
    settle(60)
    window.unlock.found_button.click()
    assert window.accept is not None
    assert window.accept.banner.title.text() == "Nothing shows whether this data is the newest"
    window.accept.back()
    window.unlock.user.setText(ADMIN)
    window.unlock.password.setText("falsch-falsch-falsch")
    window.unlock.submit()
    assert window.unlock.found_button.isHidden(), "what was said of the last try is gone"
    settle(60)
