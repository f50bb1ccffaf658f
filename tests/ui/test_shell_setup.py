# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The wizard: nothing is made by halves, and no centre without a sheet that was tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from beratung.domain.errors import BadInput, Refused
from beratung.vault import RecoveryRefused
from beratung.vault.recovery_code import code_of, judge, new_code
from tests.fakes.centre import fake_centre
from tests.letters.reading import text_of
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.models.strength import strength_of
from ui.opening import Created
from ui.screens.setup import sheet
from ui.screens.setup.screen import SetupScreen
from ui.settings import Settings

CODE, OTHER_CODE = code_of(bytes(range(20))), code_of(bytes(20))
PASSWORD = "pferd batterie heft"


class Tried(Created):
    """A centre in memory, which one sheet opens."""

    def try_sheet(self, code: str) -> None:
        if code != CODE:
            raise RecoveryRefused


def code_on(pdf: bytes) -> str:
    """The code as it is read off the sheet: after its title, eight groups of five beside their numbers."""
    printed = text_of(pdf).partition("Recovery code")[2].partition("Checksum")[0]
    groups: list[str] = []
    for word in (word for word in printed.split() if len(word) >= 5):  # a number may stick to its group
        groups.append(
            next(part for part in (word[:5], word[-5:]) if judge("".join([*groups, part]))[len(groups)])
        )
    code = "-".join(groups)
    assert all(judge(code))
    return code


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    dress(spoken="en")
    made = MainWindow(Settings(language="en"))
    qtbot.addWidget(made)
    made.show()
    made.show_setup()
    yield made
    if made.setup is not None:
        made.setup._created = None
    dress()


def wizard(window: MainWindow) -> SetupScreen:
    assert window.setup is not None
    return window.setup


def fill(setup: SetupScreen, folder: Path) -> None:
    setup.centre.name.setText("Beispielzentrum")
    setup.centre.folder.setText(str(folder))
    setup.go_on()
    setup.user.user.setText("m.muster")
    setup.user.password.first.setText(PASSWORD)
    setup.user.password.again.setText(PASSWORD)


def step(setup: SetupScreen) -> int:
    return setup.pile.currentIndex()


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda p: (p / "x").mkdir(), "not empty"),
        (lambda p: (p.rmdir(), p.write_text("file")), "This is a file"),
    ],
)
def test_folders_that_cannot_be_taken(window: MainWindow, tmp_path: Path, prepare: object, said: str) -> None:
    setup, folder = wizard(window), tmp_path / "centre"
    folder.mkdir()
    prepare(folder)  # type: ignore[operator]
    setup.centre.name.setText("Beispielzentrum")
    setup.centre.folder.setText(str(folder))
    setup.go_on()
    assert step(setup) == 0
    assert said in setup.centre.error.text.text()
    setup.centre.folder.setText(str(tmp_path / "free"))
    assert setup.centre.error.isHidden()
    setup.go_on()
    assert step(setup) == 1


def test_a_relative_folder_is_refused(window: MainWindow) -> None:
    setup = wizard(window)
    setup.centre.name.setText("Beispielzentrum")
    setup.centre.folder.setText("here")
    setup.go_on()
    assert "full path" in setup.centre.error.text.text()


def test_name_and_folder_are_needed(window: MainWindow) -> None:
    setup = wizard(window)
    assert not setup.next_button.isEnabled()
    setup.centre.name.setText(" ")
    assert not setup.next_button.isEnabled()


def test_passwords_must_agree_and_be_long(window: MainWindow, tmp_path: Path) -> None:
    setup = wizard(window)
    fill(setup, tmp_path / "new")
    setup.user.password.again.setText("pferd batterie hexe")
    assert "differ" in setup.user.password.strength.text.text()
    setup.go_on()
    assert step(setup) == 1
    assert "differ" in setup.user.error.text.text()
    setup.user.password.first.setText("short")
    setup.user.password.again.setText("short")
    setup.go_on()
    assert "Too short" in setup.user.error.text.text()


def test_words_for_passwords(qtbot: QtBot) -> None:
    del qtbot
    dress(spoken="en")
    assert strength_of("elfzeichen!").level == 0
    assert strength_of("a" * 40).level == 0
    assert strength_of("zwölf zeich.").level == 1
    assert strength_of("sechzehn zeichen").level == 2
    assert strength_of("pferd batterie heft klammer").level == 3
    dress()


def test_the_vault_agrees_on_what_is_too_weak() -> None:
    from beratung.vault import WeakPassword, check_new_password

    for password in ("elfzeichen!", "a" * 40, "ababababababab", "zwölf zeich.", PASSWORD):
        try:
            check_new_password(password)
            is_taken = True
        except WeakPassword:
            is_taken = False
        assert strength_of(password).is_enough == is_taken, password


def test_the_first_user_keeps_the_centre_whole(window: MainWindow, tmp_path: Path) -> None:
    setup = wizard(window)
    fill(setup, tmp_path / "new")
    setup.user.boxes[Role.ADMIN].setChecked(False)
    setup.go_on()
    assert step(setup) == 1
    assert "roles" in setup.user.error.text.text()


def test_from_nothing_to_an_open_centre(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    setup = wizard(window)
    asked: dict[str, object] = {}

    def create(folder: Path, **wanted: object) -> Created:
        asked.update(wanted, folder=folder)
        return Tried(fake_centre(), tmp_path, b"%PDF")

    setup._create = create
    fill(setup, tmp_path / "new")
    setup.go_on()
    assert setup.progress.isVisible()
    settle()
    assert asked["name"] == "Beispielzentrum"
    assert asked["password"] == PASSWORD
    assert asked["roles"] == {Role.COUNSELLOR, Role.SUPERVISOR, Role.ADMIN}
    assert step(setup) == 2
    assert setup.user.password.first.text() == ""
    assert not setup.next_button.isEnabled(), "the sheet must be kept first"
    assert not setup.back_button.isVisible(), "what is made cannot be made again"
    window.close()
    assert window.isVisible(), "the sheet must be tried before the window closes"
    setup.sheet.mark_out("Saved.")
    setup.go_on()
    assert step(setup) == 3
    assert not setup.next_button.isEnabled(), "the whole code is typed"
    setup.trial.code.fill(OTHER_CODE)
    setup.go_on()
    settle()
    assert "does not belong" in setup.trial.error.text.text()
    assert step(setup) == 3
    setup.trial.code.fill(CODE.lower())
    assert setup.trial.error.isHidden()
    QTest.keyClick(setup.trial.code.groups[7], Qt.Key.Key_Return)
    settle()
    assert window.workspace is not None
    assert window.setup is None
    assert Settings.load().centre == str(tmp_path / "new")
    assert CODE.split("-", maxsplit=1)[0] not in (tmp_path / "home").as_posix()
    window.lock()


def test_a_fault_leads_back_to_the_place(window: MainWindow, tmp_path: Path) -> None:
    class NetworkDrive(Refused):
        message = "The folder lies on a network drive."

    class Weak(BadInput):
        message = "%(place)s: too weak."

    setup, faults = wizard(window), [NetworkDrive(), Weak(place="password")]

    def create(_folder: Path, **_wanted: object) -> Created:
        raise faults.pop(0)

    setup._create = create
    fill(setup, tmp_path / "new")
    setup.go_on()
    settle()
    assert step(setup) == 0
    assert setup.centre.error.text.text() == "The folder lies on a network drive."
    setup.go_on()
    setup.go_on()
    settle()
    assert step(setup) == 1
    assert setup.user.error.text.text() == "password: too weak."


def test_sheet_is_printed_from_memory(qtbot: QtBot, tmp_path: Path) -> None:
    from beratung.letters import recovery_sheet
    from tests.fakes.people import TODAY, an_id

    del qtbot
    dress()
    pdf = recovery_sheet("Beispielzentrum", CODE.split("-"), an_id("centre"), "AAAA-BBBB", TODAY)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFullPage(True)
    assert sheet.draw_sheet(printer, Created(fake_centre(), tmp_path, pdf))
    assert (tmp_path / "out.pdf").stat().st_size > 10_000
    assert repr(Created(fake_centre(), tmp_path, pdf)) == "<Created>"


def test_a_real_centre_is_made_and_opened_again(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    setup = wizard(window)
    fill(setup, tmp_path / "new")
    setup.go_on()
    settle(60)
    assert step(setup) == 2, setup._step().error.text.text()
    created = setup._created
    assert created is not None
    assert created.sheet.startswith(b"%PDF")
    created.save_sheet(tmp_path / "sheet.pdf")
    setup.sheet.mark_out("Saved.")
    setup.go_on()
    code = code_on(created.sheet)
    setup.trial.code.fill(new_code())
    setup.go_on()
    settle(30)
    assert "does not belong" in setup.trial.error.text.text()
    setup.trial.code.fill(code)
    setup.go_on()
    settle(30)
    assert window.workspace is not None
    window.lock()
    window.unlock.user.setText("m.muster")
    window.unlock.password.setText("wrong password")
    window.unlock.submit()
    settle(60)
    assert window.unlock.error.text.text().startswith("User name or password is not right.")
    qtbot.waitUntil(lambda: window.unlock.delay.left() == 0, timeout=10_000)
    window.unlock.password.setText(PASSWORD)
    window.unlock.submit()
    settle(60)
    assert window.workspace is not None
    window.lock()
