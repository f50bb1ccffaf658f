# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One registry: no key twice, everything by keyboard, the palette finds people, offers and actions."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from beratung.i18n import speak
from tests.fakes.people import AMAL
from tests.ui.shell import COUNSELLOR, EVERYTHING, open_window, settle
from ui.commands.command import Command
from ui.commands.found import Found, FoundModel, Heading
from ui.commands.palette import matching
from ui.commands.registry import DuplicateCommand, Registry, native, portable
from ui.commands.sheet import ShortcutSheet
from ui.session import ROOMS
from ui.widgets.labels import Text
from ui.workspace import Workspace


def nothing() -> None:
    """Do nothing."""


def command(name: str, shortcut: str = "", title: str = "") -> Command:
    return Command(name, title or name, nothing, shortcut)


def test_no_key_is_given_twice() -> None:
    registry = Registry([command("one", "Ctrl+S")])
    with pytest.raises(DuplicateCommand):
        registry.add(command("two", "ctrl+s"))
    with pytest.raises(DuplicateCommand):
        registry.add(command("one", "Ctrl+T"))
    registry.add(command("three"))
    registry.add(command("four"))


def test_clashes_of_a_screen_are_named() -> None:
    registry = Registry([command("save", "Ctrl+S"), command("plain")])
    others = [command("mine", "Ctrl+S"), command("plain"), command("fine", "Ctrl+E"), command("no key")]
    assert registry.clashes(others) == ["mine", "plain"]


def test_keys_are_written_as_on_the_keyboard(qtbot: QtBot) -> None:
    from tests.ui.shell import dress

    del qtbot
    dress(spoken="de")
    assert native("Ctrl+L") == "Strg+L"
    dress(spoken="en")
    assert native("Ctrl+L") == "Ctrl+L"
    dress(spoken="de")


def space(qtbot: QtBot) -> Workspace:
    return open_window(qtbot, EVERYTHING)[1]


def test_keys_of_the_promise(qtbot: QtBot) -> None:
    registry = space(qtbot).registry
    keys = {portable(c.shortcut): c.id for c in registry if c.shortcut}
    for number, room in enumerate(ROOMS, start=1):
        assert keys[f"Ctrl+{number}"] == f"go-{room}"
    promised = {"Ctrl+K": "search", "Ctrl+N": "new-consultation", "Ctrl+L": "lock", "Ctrl+S": "save",
                "Ctrl+P": "print", "F1": "help", "F9": "hide", "Esc": "back", "?": "keys", "Ctrl+Z": "undo"}  # fmt: skip
    assert {key: keys[key] for key in promised} == promised


@pytest.mark.parametrize("room", ["today", "calendar", "statistics", "administration"])
def test_screens_bring_keys_of_their_own(qtbot: QtBot, room: str) -> None:
    from ui.session import Place

    workspace = space(qtbot)
    workspace.go(Place(room))
    settle()
    screen = workspace.shown()
    assert screen is not None
    assert workspace.registry.clashes(screen.commands()) == []
    Registry(screen.commands())


def test_every_command_has_a_group_and_stands_on_the_sheet(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    assert all(c.group for c in workspace.registry if c.shortcut)
    sheet = ShortcutSheet(workspace.registry)
    qtbot.addWidget(sheet)
    words = {label.text() for label in sheet.findChildren(Text)}
    for entry in workspace.registry:
        if entry.shortcut:
            assert native(entry.shortcut) in words


def test_matching_takes_every_word_in_any_order() -> None:
    speak("en")
    commands = [
        command("a", title="New consultation"),
        command("b", title="New person"),
        command("c", title="Lock"),
    ]
    assert [f.title for f in matching(commands, "consul new")] == ["New consultation"]
    assert [f.title for f in matching(commands, "")] == ["New consultation", "New person", "Lock"]
    hidden = Command("d", "Lock it", nothing, in_palette=False)
    off = Command("e", "Lock up", nothing, is_enabled=lambda: False)
    assert [f.title for f in matching([*commands, hidden, off], "lock")] == ["Lock"]
    speak("de")


def test_model_of_the_palette(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    del qtbot
    model = FoundModel()
    rows: list[Found | Heading] = [
        Heading("People"),
        Found("Amal Musterfrau", nothing, "geb. 1992"),
        Found("B", nothing),
        Heading("Offers"),
    ]
    model.show_rows(rows)
    check: Any = qtmodeltester
    check.check(model)
    assert model.first() == 1
    assert model.step(1, 1) == 2
    assert model.step(2, 1) == 1
    assert model.step(1, -1) == 2
    spoken = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Amal Musterfrau, geb. 1992"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert "Amal" not in repr(rows)


def type_into_palette(qtbot: QtBot, workspace: Workspace, text: str) -> list[str]:
    workspace.palette_box.open()
    QTest.keyClicks(workspace.search, text)
    qtbot.waitUntil(lambda: not workspace.palette_box._timer.isActive())
    settle()
    rows = [workspace.palette_box.model.row(n) for n in range(workspace.palette_box.model.rowCount())]
    return [row.title for row in rows if row is not None]


def test_palette_finds_a_person_and_goes_there(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    went: list[object] = []
    workspace.session.went.disconnect(workspace.go)
    workspace.session.went.connect(went.append)
    assert f"{AMAL.given} {AMAL.family}" in type_into_palette(qtbot, workspace, "musterfr amal")
    assert workspace.palette_box.isVisible()
    QTest.keyClick(workspace.search, Qt.Key.Key_Return)
    assert [getattr(place, "case", None) for place in went] == [AMAL.case]
    assert not workspace.palette_box.isVisible()
    assert workspace.search.text() == ""


def test_palette_finds_an_offer(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    assert any(
        "Integrationskurs" in title for title in type_into_palette(qtbot, workspace, "integrationskurs")
    )


def test_palette_finds_an_action_and_says_when_nothing_is_found(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    speak("en")
    assert "Lock the centre" in type_into_palette(qtbot, workspace, "lock cent")
    workspace.palette_box.close_up()
    assert type_into_palette(qtbot, workspace, "qqqq") == []
    assert "Nothing found" in workspace.palette_box.hint.text()
    speak("de")


def test_arrows_choose_and_escape_closes_without_leaving(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    workspace.palette_box.open()
    first = workspace.palette_box.list.currentIndex().row()
    QTest.keyClick(workspace.search, Qt.Key.Key_Down)
    assert workspace.palette_box.list.currentIndex().row() == first + 1
    QTest.keyClick(workspace.search, Qt.Key.Key_Up)
    assert workspace.palette_box.list.currentIndex().row() == first
    before = workspace.history.here
    QTest.keyClick(workspace.search, Qt.Key.Key_Escape)
    assert not workspace.palette_box.isVisible()
    assert workspace.history.here == before


def test_an_old_answer_never_replaces_a_newer_one(qtbot: QtBot) -> None:
    workspace = space(qtbot)
    workspace.palette_box.open()
    workspace.search.setText("amal")
    workspace.palette_box._look_up()
    asked = workspace.palette_box._asked
    workspace.search.setText("oleks")
    workspace.palette_box._look_up()
    workspace.palette_box._on_found(asked, "People", [Found("too late", nothing)])
    rows = [workspace.palette_box.model.row(n) for n in range(workspace.palette_box.model.rowCount())]
    assert all(row is None or row.title != "too late" for row in rows)
    settle()


def test_question_mark_is_typed_in_a_field_and_opens_the_sheet_elsewhere(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, workspace, _centre = open_window(qtbot, COUNSELLOR)
    opened: list[int] = []
    monkeypatch.setattr(workspace, "_open_sheet", lambda _text: opened.append(1))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workspace.palette_box.open()
    QTest.keyClicks(workspace.search, "?")
    assert workspace.search.text() == "?"
    assert not opened
    workspace.palette_box.close_up()
    screen = workspace.shown()
    assert isinstance(screen, QWidget)
    workspace.rail.button("today").setFocus()
    QTest.keyClicks(workspace.rail.button("today"), "?")
    assert opened
    assert not isinstance(window.focusWidget(), QLineEdit)
