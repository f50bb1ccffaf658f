# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The audit finds what it must, and finds nothing on the window's own screens."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from tests.ui import audit
from tests.ui.shell import EVERYTHING, dress, open_window, settle
from ui.commands.sheet import ShortcutSheet
from ui.main_window import MainWindow
from ui.session import Place
from ui.settings import Settings

ROOMS = ("today", "calendar", "statistics")
PARTS = ("look", "letterhead", "users", "check", "about")


def test_the_audit_finds_what_is_wrong(qtbot: QtBot) -> None:
    bad = QWidget()
    qtbot.addWidget(bad)
    column = QVBoxLayout(bad)
    icon_only, field = QToolButton(), QLineEdit()
    one, other = QPushButton("&Save"), QPushButton("&Send")
    for widget in (icon_only, field, one, other):
        column.addWidget(widget)
    small = QPushButton("tiny")
    small.setFixedSize(20, 20)
    column.addWidget(small)
    bad.show()
    found = "\n".join(audit.problems(bad))
    assert "no name: QLineEdit" in found
    assert "no name: QToolButton" in found or not audit.can_focus(icon_only)
    assert "too small: QPushButton('tiny')" in found
    assert "claimed twice: Alt+s" in found
    with pytest.raises(AssertionError):
        audit.assert_accessible(bad)


def test_the_audit_is_silent_where_all_is_well(qtbot: QtBot) -> None:
    good = QWidget()
    qtbot.addWidget(good)
    column = QVBoxLayout(good)
    field = QLineEdit()
    field.setAccessibleName("Name")
    column.addWidget(field)
    column.addWidget(QPushButton("&Save"))
    good.show()
    assert audit.problems(good) == []


@pytest.mark.parametrize("spoken", ["de", "en"])
@pytest.mark.parametrize("room", ROOMS)
def test_rooms(qtbot: QtBot, room: str, spoken: str) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.speak(spoken)
    workspace.go(Place(room))
    settle()
    audit.assert_accessible(workspace)
    window.speak("de")


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_administration(qtbot: QtBot, part: str) -> None:
    _window, workspace, _centre = open_window(qtbot)
    workspace.go(Place("administration", tab=part))
    settle()
    audit.assert_accessible(workspace)


def test_workspace_of_a_sprachmittler(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot, frozenset({Role.SPRACHMITTLER}))
    audit.assert_accessible(workspace)


@pytest.mark.parametrize("centre", ["", "/nowhere/Beispielzentrum"])
def test_unlock_screen(qtbot: QtBot, centre: str) -> None:
    dress()
    window = MainWindow(Settings(centre=centre))
    qtbot.addWidget(window)
    window.show()
    audit.assert_accessible(window)


def test_wizard(qtbot: QtBot, tmp_path: Path) -> None:
    dress()
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    window.show_setup()
    assert window.setup is not None
    audit.assert_accessible(window)
    window.setup.centre.name.setText("Beispielzentrum")
    window.setup.centre.folder.setText(str(tmp_path / "new"))
    window.setup.go_on()
    audit.assert_accessible(window)
    for number in (2, 3):
        window.setup._go_to(number)
        audit.assert_accessible(window)


def test_sheet_of_keys(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    sheet = ShortcutSheet(workspace.registry, help_text="# Heute\n\nWas ansteht.")
    qtbot.addWidget(sheet)
    sheet.show()
    audit.assert_accessible(sheet)


def test_the_keyboard_goes_round_without_a_trap(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot, EVERYTHING)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workspace.rail.button("today").setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _step in range(60):
        here = QApplication.focusWidget()
        if here is None or here in seen:
            break
        seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is seen[0]
    named = {widget.accessibleName() for widget in seen if widget is not None}
    assert workspace.search in seen
    assert workspace.rail.button("lock").accessibleName() in named


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_becomes_wider_than_a_small_screen(qtbot: QtBot, scale: float) -> None:
    dress(scale=scale)
    window = MainWindow(Settings(centre="/nowhere/Beispielzentrum", text_scale=scale))
    qtbot.addWidget(window)
    window.show()
    assert window.unlock.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().width() <= 1280
    dress(scale=1.0)
