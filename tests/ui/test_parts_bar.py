# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every part of a screen can be seen and reached, also where the tabs find no room."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.shell import dress
from ui.widgets.parts_bar import PartsBar

PARTS = [(str(number), f"Part number {number}") for number in range(10)]


def test_tabs_become_a_menu_where_they_find_no_room(qtbot: QtBot) -> None:
    dress()
    bar = PartsBar()
    chosen: list[str] = []
    qtbot.addWidget(bar)
    bar.tab_chosen.connect(chosen.append)
    bar.set_tabs(PARTS)
    bar.choose("3")
    bar.resize(bar.strip.sizeHint().width() + 20, 50)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    assert bar.strip.isVisible()
    assert not bar.menu.isVisible()
    bar.strip.setFocus()
    QTest.keyClick(bar.strip, Qt.Key.Key_Right)
    bar.choose(chosen[-1])
    bar.resize(400, 50)
    assert bar.menu.isVisible()
    assert not bar.strip.isVisible()
    assert bar.menu.hasFocus()
    QTest.keyClick(bar.menu, Qt.Key.Key_Down)
    assert chosen == ["4", "5"]
    bar.choose("5")
    bar.resize(bar.strip.sizeHint().width() + 20, 50)
    assert bar.strip.isVisible()
    assert bar.strip.current_key() == "5"
