# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What tests of the case screens share: the screen in an open window, and ways to drive it by keys."""

from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.views import CaseView
from tests.ui.shell import open_window, settle
from ui.screens.cases.screen import CasesScreen
from ui.session import Place

_PLAIN = Qt.KeyboardModifier.NoModifier


class Desk:
    """An open window on the cases."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window, self.workspace, self.centre = open_window(qtbot)
        self.window.resize(1280, 800)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.go(Place("cases"))
        self.screen = self.workspace.findChildren(CasesScreen)[0]

    def go(self, place: Place) -> None:
        """Go somewhere and wait until it is there."""
        assert self.workspace.go(place)
        settle()

    def view(self, case: UUID) -> CaseView:
        """Return a case as it is stored."""
        return self.centre.cases.show(case)

    def said(self) -> str:
        """Return the message at the bottom."""
        return self.workspace.toast_box.text.text()

    def undo(self) -> None:
        """Take back what the message is about."""
        self.workspace.undo()
        settle()


def type_keys(text: str) -> None:
    """Type into whatever has the keyboard."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(focus(), letter)
        else:
            QApplication.sendEvent(focus(), QKeyEvent(QEvent.Type.KeyPress, 0, _PLAIN, letter))


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
    """Press keys one after the other on whatever has the keyboard."""
    for key in keys:
        QTest.keyClick(focus(), key, modifier)


def focus() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab_to(wanted: QWidget, most: int = 60) -> None:
    """Press Tab until a widget has the keyboard."""
    for _step in range(most):
        if focus() is wanted or wanted.isAncestorOf(focus()) or wanted.focusProxy() is focus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {wanted}")
