# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An interpreter's page by keyboard alone, and a menu that tells each choice once."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell import dress
from tests.ui.test_sprachmittler import asked
from ui.widgets.inputs import Menu


def test_the_keyboard_begins_in_the_list_and_escape_leaves_a_refusal(qtbot: QtBot) -> None:
    screen = asked(qtbot).screen
    part = screen.requests
    assert QApplication.focusWidget() is part.card.list
    part.decline_button.click()
    assert QApplication.focusWidget() is part.reason
    assert screen.go_back()
    assert not part.send_decline.isVisible()
    assert part.accept_button.isVisible()
    assert QApplication.focusWidget() is part.card.list
    assert not screen.go_back()


def test_a_menu_tells_each_choice_once(qtbot: QtBot) -> None:
    dress()
    menu: Menu[str] = Menu(lambda: [(word, word) for word in ("Eins", "Zwei", "Drei")])
    qtbot.addWidget(menu)
    told: list[str] = []
    menu.changed.connect(lambda: told.append(menu.value()))
    menu.show()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_D)
    QTest.keyClick(menu, Qt.Key.Key_Home)
    assert told == ["Zwei", "Drei", "Eins"]
