# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A colleague comes into a real centre through the window: invited, accepted, confirmed, unlocked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.domain.base import Role
from beratung.vault import FOUNDER_ROLES, KdfCost
from tests.ui import audit
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.screens.administration.own_password import PasswordCard
from ui.screens.administration.pending import PendingRow
from ui.screens.administration.screen import AdministrationScreen
from ui.screens.administration.users import UsersPanel
from ui.session import Place
from ui.settings import Settings

FOUNDER, PASSWORD = "m.muster", "pferd batterie heft"
OTHER, OTHERS = "n.beispiel", "klammer wolke tasse"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made, _sheet = Centre.create(
        tmp_path / "centre", name="Beispielzentrum", user=FOUNDER, password=PASSWORD, roles=FOUNDER_ROLES,
        cost=KdfCost.FLOOR,
    )  # fmt: skip
    made.lock()
    return tmp_path / "centre"


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    dress(spoken="en")
    made = MainWindow(Settings(centre=str(folder), language="en"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.lock()
    settle(30)
    dress()


def unlock(window: MainWindow, user: str, password: str) -> None:
    window.unlock.user.setText(user)
    window.unlock.password.setText(password)
    window.unlock.submit()
    settle(60)
    assert window.workspace is not None, window.unlock.error.text.text()


def users(window: MainWindow) -> UsersPanel:
    assert window.workspace is not None
    window.workspace.go(Place("administration", tab="users"))
    settle(30)
    screen = window.workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    panel = screen._panel("users")
    assert isinstance(panel, UsersPanel)
    return panel


def test_from_invitation_to_work(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "new.einladung"
    unlock(window, FOUNDER, PASSWORD)
    panel = users(window)
    panel.invite_button.click()
    assert not panel.invite.invite_button.isEnabled()
    panel.invite.name.setText(OTHER)
    panel.invite.boxes[Role.COUNSELLOR].setChecked(True)
    audit.assert_accessible(window)
    panel.invite._ask = lambda: file
    panel.invite.invite()
    settle(30)
    assert file.is_file(), panel.invite.trouble.text.text()
    assert panel.pending.isVisible()
    panel.findChildren(PendingRow)[0].withdraw_button.click()
    settle(30)
    assert not panel.pending.isVisible()
    panel.invite_button.click()
    panel.invite.name.setText(OTHER)
    panel.invite.boxes[Role.COUNSELLOR].setChecked(True)
    file.unlink()
    panel.invite.invite()
    settle(30)
    assert panel.pending.isVisible()
    window.lock()

    window.unlock.join_button.click()
    assert window.join is not None
    window.join.read(tmp_path / "missing")
    settle()
    assert "cannot be read" in window.join.error.text.text()
    window.join.read(file)
    settle()
    assert OTHER in window.join.text.text()
    assert FOUNDER in window.join.text.text()
    assert not window.join.next_button.isEnabled()
    window.join.password.first.setText(OTHERS)
    window.join.password.again.setText(OTHERS)
    audit.assert_accessible(window)
    QTest.keyClick(window.join.password.again, Qt.Key.Key_Return)
    settle(60)
    fingerprint = window.join._own
    assert fingerprint, window.join.error.text.text()
    assert fingerprint in window.join.banner.title.text()
    window.join.next_button.click()
    assert window.pages.currentWidget() is window.unlock
    assert window.unlock.user.text() == OTHER

    unlock(window, FOUNDER, PASSWORD)
    panel = users(window)
    row = panel.findChildren(PendingRow)[0]
    row.typed.setText("0000-0000-0000-0000-0000")
    row.confirm()
    settle(30)
    assert "not the one of this account" in row.note.text.text()
    row.typed.setText(fingerprint.lower())
    row.confirm()
    settle(30)
    assert not panel.pending.isVisible()
    window.lock()

    unlock(window, OTHER, OTHERS)
    assert window.workspace is not None
    assert window.workspace.session.may_counsel()


def test_a_password_is_changed_only_with_the_old_one(window: MainWindow, qtbot: QtBot) -> None:
    unlock(window, FOUNDER, PASSWORD)
    card: PasswordCard = users(window).password
    card.open_button.click()
    assert not card.save_button.isEnabled()
    card.old.setText("not the old one")
    card.new.first.setText(OTHERS)
    card.new.again.setText(OTHERS)
    audit.assert_accessible(window)
    card.save()
    settle(60)
    assert "not right" in card.trouble.text.text()
    assert card.form.isVisible()
    card.old.setText(PASSWORD)
    card.save()
    settle(60)
    assert not card.form.isVisible(), card.trouble.text.text()
    assert card.new.first.text() == ""
    window.lock()
    unlock(window, FOUNDER, OTHERS)
    del qtbot


def test_a_new_password_that_is_too_weak_is_not_taken(window: MainWindow) -> None:
    unlock(window, FOUNDER, PASSWORD)
    card = users(window).password
    card.open_button.click()
    card.old.setText(PASSWORD)
    card.new.first.setText("short")
    card.new.again.setText("short")
    card.save()
    assert "Too short" in card.trouble.text.text()
    card.cancel_button.click()
    assert card.old.text() == card.new.first.text() == ""
