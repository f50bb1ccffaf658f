# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The administration keeps accounts in a real centre: suspend, lift, change roles, close for ever, and say who helps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.centre.demo import PASSWORD
from beratung.domain.base import Domain, Role
from beratung.domain.errors import BeratungError
from beratung.domain.rotation_views import Due, DuePart, Rotated
from beratung.vault import KdfCost, Suspended
from tests.ui import audit
from tests.ui.desk import ADMIN, FIRST, INTERPRETER, LATE, SUPERVISOR, Desk, invite, opened
from tests.ui.shell import settle
from ui.screens.administration.pending import PendingRow
from ui.screens.administration.revoking import RevokeDialog
from ui.screens.administration.rotation import say_due, say_outcome
from ui.screens.administration.users import UsersPanel
from ui.widgets.chip import Chip


@pytest.fixture
def desk(qtbot: QtBot, demo: Path) -> Iterator[Desk]:
    made = Desk(qtbot, demo, ADMIN)
    yield made
    made.leave()


@pytest.fixture
def panel(desk: Desk) -> UsersPanel:
    return desk.part("users", UsersPanel)


def chips(panel: UsersPanel, name: str) -> list[str]:
    return [chip.text for chip in panel.row(name).findChildren(Chip)]


def choose(panel: UsersPanel, name: str, entry: str) -> None:
    """Choose something in the menu of a user."""
    menu = panel.row(name).build_menu()
    action = next(action for action in menu.actions() if action.text().startswith(entry))
    action.trigger()
    menu.deleteLater()
    settle(30)


def opens(folder: Path, name: str) -> bool:
    try:
        Centre.open(folder, user=name, password=PASSWORD).lock()
    except Suspended:
        return False
    return True


def test_a_suspension_holds_at_once_and_is_taken_back(desk: Desk, panel: UsersPanel, demo: Path) -> None:
    assert "suspended" not in chips(panel, INTERPRETER)
    choose(panel, INTERPRETER, "Suspend")
    assert INTERPRETER in desk.said()
    assert "suspended" in chips(panel, INTERPRETER)
    assert not opens(demo, INTERPRETER)
    desk.undo()
    assert "suspended" not in chips(panel, INTERPRETER)
    assert opens(demo, INTERPRETER)
    choose(panel, INTERPRETER, "Suspend")
    choose(panel, INTERPRETER, "Lift")
    assert "can open the centre again" in desk.said()
    assert opens(demo, INTERPRETER)


def test_the_last_holder_stays_and_the_row_says_why(panel: UsersPanel, demo: Path) -> None:
    choose(panel, SUPERVISOR, "Suspend")
    row = panel.row(SUPERVISOR)
    assert "Nobody else could open this area" in row.note.text.text()
    assert row.note.isVisible()
    assert opens(demo, SUPERVISOR)


def test_nobody_does_anything_to_himself_or_without_the_role(
    qtbot: QtBot, demo: Path, panel: UsersPanel
) -> None:
    assert not panel.row(ADMIN).menu_button.isVisible()
    assert panel.row(FIRST).menu_button.isVisible()
    other = Desk(qtbot, demo, FIRST)
    seen = other.part("users", UsersPanel)
    assert {row.user.name for row in seen.rows()} == {FIRST, LATE, ADMIN, SUPERVISOR, INTERPRETER}
    assert not any(row.menu_button.isVisible() for row in seen.rows())
    assert not seen.invite_button.isVisible()
    other.leave()


def test_roles_are_changed_below_the_name(desk: Desk, panel: UsersPanel, demo: Path) -> None:
    choose(panel, LATE, "Change roles")
    editor = panel.row(LATE).editor
    assert editor is not None
    assert not editor.save_button.isEnabled()
    audit.assert_accessible(desk.workspace)
    editor.boxes[Role.COUNSELLOR].setChecked(False)
    assert not editor.save_button.isEnabled()
    assert "at least one role" in editor.outlook.text()
    editor.boxes[Role.ADMIN].setChecked(True)
    assert "no longer be opened" in editor.outlook.text()
    editor.save_button.click()
    assert LATE in desk.said()
    assert panel.row(LATE).editor is None
    assert panel.row(LATE).user.roles == {Role.ADMIN}
    with opened(demo, LATE) as centre:
        assert not centre.may_counsel()


def test_a_role_that_needs_a_second_person_names_who_that_is(desk: Desk, panel: UsersPanel) -> None:
    choose(panel, INTERPRETER, "Change roles")
    editor = panel.row(INTERPRETER).editor
    assert editor is not None
    editor.boxes[Role.COUNSELLOR].setChecked(True)
    editor.save_button.click()
    assert "Still to be given" in desk.said()
    assert "waits for keys" in chips(panel, INTERPRETER)
    (row,) = panel.findChildren(PendingRow)
    assert not row.is_for_me()
    assert FIRST in row.told.text()
    assert LATE in row.told.text()


def test_an_editor_is_closed_without_a_trace(panel: UsersPanel) -> None:
    choose(panel, LATE, "Change roles")
    editor = panel.row(LATE).editor
    assert editor is not None
    editor.boxes[Role.ADMIN].setChecked(True)
    editor.cancel_button.click()
    settle()
    assert panel.row(LATE).editor is None
    assert panel.row(LATE).user.roles == {Role.COUNSELLOR}


def test_a_refused_change_of_roles_stays_in_the_editor(panel: UsersPanel) -> None:
    choose(panel, SUPERVISOR, "Change roles")
    editor = panel.row(SUPERVISOR).editor
    assert editor is not None
    editor.boxes[Role.ADMIN].setChecked(True)
    editor.boxes[Role.SUPERVISOR].setChecked(False)
    editor.save_button.click()
    settle(30)
    assert "Nobody else could open this area" in editor.trouble.text.text()
    assert editor.isEnabled()
    assert editor.roles() == {Role.ADMIN}


def test_an_account_is_closed_for_ever_after_one_clear_question(
    desk: Desk, panel: UsersPanel, demo: Path
) -> None:
    choose(panel, LATE, "Close the account")
    dialog = desk.dialog(RevokeDialog)
    audit.assert_accessible(dialog)
    assert LATE in dialog.windowTitle()
    assert not dialog.do.isEnabled()
    QTest.keyClick(dialog.sure, Qt.Key.Key_Space)
    assert dialog.do.isEnabled()
    dialog.do.click()
    assert "is closed" in desk.said()
    assert "closed for ever" in chips(panel, LATE)
    assert not panel.row(LATE).menu_button.isVisible()
    assert not opens(demo, LATE)
    with opened(demo, ADMIN) as centre, pytest.raises(BeratungError):
        centre.reinstate(LATE)


def test_closing_is_refused_in_the_dialog(desk: Desk, panel: UsersPanel, demo: Path) -> None:
    choose(panel, SUPERVISOR, "Close the account")
    dialog = desk.dialog(RevokeDialog)
    dialog.sure.click()
    dialog.do.click()
    settle(30)
    assert dialog.isVisible()
    assert "Nobody else could open this area" in dialog.refused.text()
    dialog.reject()
    settle()
    assert opens(demo, SUPERVISOR)


def test_who_waits_is_told_whom_to_ask(desk: Desk, demo: Path, qtbot: QtBot) -> None:
    name = "o.beispiel"
    fingerprint = invite(demo, name, frozenset({Role.COUNSELLOR, Role.SUPERVISOR}))
    panel = desk.part("users", UsersPanel)
    (row,) = panel.findChildren(PendingRow)
    assert not row.typed.isVisible()
    assert "has to be confirmed by" in row.told.text()
    assert SUPERVISOR in row.told.text()
    other = Desk(qtbot, demo, SUPERVISOR)
    (mine,) = other.part("users", UsersPanel).findChildren(PendingRow)
    assert mine.typed.isVisible()
    mine.typed.setText(fingerprint)
    QTest.keyClick(mine.typed, Qt.Key.Key_Return)
    assert "Somebody else must grant" in other.said()
    (mine,) = other.part("users", UsersPanel).findChildren(PendingRow)
    assert not mine.typed.isVisible()
    assert "people, cases, appointments (from " in mine.told.text()
    assert FIRST in mine.told.text()
    other.leave()


def test_the_keyboard_stays_with_the_user_it_was_at(desk: Desk, panel: UsersPanel, qtbot: QtBot) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    choose(panel, INTERPRETER, "Suspend")
    qtbot.waitUntil(lambda: desk.window.focusWidget() is panel.row(INTERPRETER).menu_button)


def test_the_keyboard_goes_from_row_to_row_and_into_the_editor(
    desk: Desk, panel: UsersPanel, qtbot: QtBot
) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    panel.row(FIRST).edit_roles()
    settle()
    editor = panel.row(FIRST).editor
    assert editor is not None
    editor.boxes[Role.ADMIN].setChecked(True)
    panel.row(FIRST).menu_button.setFocus()
    expected = [
        *editor.boxes.values(),
        editor.save_button,
        editor.cancel_button,
        panel.row(SUPERVISOR).menu_button,
    ]
    for wanted in expected:
        focus = desk.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert desk.window.focusWidget() is wanted


def test_every_part_of_the_panel_is_accessible(desk: Desk, panel: UsersPanel) -> None:
    choose(panel, INTERPRETER, "Suspend")
    audit.assert_accessible(desk.workspace)
    assert f"More for {FIRST}" in panel.row(FIRST).menu_button.accessibleName()


# Keys that are due to be changed


def test_nothing_is_due_in_a_centre_that_nobody_left(qtbot: QtBot, tmp_path: Path) -> None:
    made, _sheet = Centre.create(
        tmp_path / "new", name="Beispielzentrum", user=FIRST, password=PASSWORD, cost=KdfCost.FLOOR
    )
    made.lock()
    desk = Desk(qtbot, tmp_path / "new", FIRST)
    assert not desk.part("users", UsersPanel).rotation.isVisible()
    desk.leave()


def keys_due(centre: Centre) -> list[DuePart]:
    return [due.part for due in centre.rotation.due() if due.may_run]


def test_one_button_changes_the_keys_that_a_leaver_knows(qtbot: QtBot, demo: Path) -> None:
    desk = Desk(qtbot, demo, FIRST)
    with opened(demo, ADMIN) as centre:
        centre.revoke(LATE)
        (waits,) = {due.holders for due in centre.rotation.due() if due.domain is Domain.CASE}
        assert waits == (FIRST,)
        assert DuePart.DOMAIN not in keys_due(centre)
    card = desk.part("users", UsersPanel).rotation
    assert card.isVisible()
    assert "You can change these: people, cases" in card.banner.text.text()
    audit.assert_accessible(desk.workspace)
    card.button.click()
    assert "new." in desk.said()
    assert keys_due(desk.centre) == []
    assert not card.button.isVisible()
    desk.leave()


def test_whoever_cannot_change_the_keys_learns_who_can(desk: Desk, panel: UsersPanel) -> None:
    choose(panel, LATE, "Close the account")
    dialog = desk.dialog(RevokeDialog)
    dialog.sure.click()
    dialog.do.click()
    settle(30)
    assert panel.rotation.isVisible()
    assert f"{FIRST} can change these: people, cases, appointments" in panel.rotation.banner.text.text()


def test_a_part_that_is_changed_is_not_called_the_whole(qtbot: QtBot, demo: Path) -> None:
    with opened(demo, ADMIN) as centre:
        centre.revoke(LATE)
    desk = Desk(qtbot, demo, ADMIN)
    assert "are changed" not in desk.said()
    assert keys_due(desk.centre) == []
    assert desk.part("users", UsersPanel).rotation.isVisible()
    desk.leave()


def test_unlocking_changes_what_is_due_by_itself(qtbot: QtBot, demo: Path) -> None:
    with opened(demo, ADMIN) as centre:
        centre.revoke(LATE)
    desk = Desk(qtbot, demo, FIRST)
    assert "are changed" in desk.said()
    assert keys_due(desk.centre) == []
    desk.leave()


def test_what_is_due_is_said_in_groups(panel: UsersPanel) -> None:
    due = [
        Due(part=DuePart.DOMAIN, domain=Domain.CASE, may_run=True),
        Due(part=DuePart.CLIENTS, domain=Domain.CASE, may_run=True),
        Due(part=DuePart.DOMAIN, domain=Domain.IDENTITY, may_run=True, is_restricted=True),
        Due(part=DuePart.STORAGE, may_run=False, holders=(ADMIN, FIRST)),
        Due(part=DuePart.DOMAIN, domain=Domain.AUDIT, may_run=False, needs_sheet=True),
    ]
    assert say_due(due).split("\n") == [
        "You can change these: cases, people in protected cases.",
        f"{ADMIN} or {FIRST} can change these: the database.",
        "Only with the recovery sheet: audit trail.",
    ]
    del panel


def test_the_outcome_says_whether_anything_is_left(panel: UsersPanel) -> None:
    left = Due(part=DuePart.STORAGE, may_run=False, holders=(FIRST,))
    assert "3 keys are new. The rest" in say_outcome(
        Rotated(domains=1, clients=1, is_storage_new=True, left=(left,))
    )
    assert "closed to whoever left" in say_outcome(Rotated(domains=1))
    del panel
