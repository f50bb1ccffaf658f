# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The window: rail, history, roles, privacy key, language, lock."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from beratung.domain.views import Finding
from tests.fakes.centre import FakeCentre
from tests.fakes.people import AMAL, FAKES
from tests.ui.shell import COUNSELLOR, EVERYTHING, open_window, settle
from ui import language
from ui.navigation import History
from ui.screens import ENTRIES, home
from ui.screens.administration.screen import PARTS
from ui.screens.base import Screen
from ui.screens.cases.case_page import TABS
from ui.session import IMPORT, NEW_CLIENT, NEW_CONSULTATION, Place
from ui.settings import Settings
from ui.widgets.waiting_card import WaitingCard
from ui.workspace import entries_for

NAMES = [fake.family for fake in FAKES]


def press(window: QWidget, name: str) -> None:
    """Trigger the action of a command."""
    found = window.findChildren(QAction, name)
    assert found, name
    found[0].trigger()
    settle()


def texts(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel))


def test_the_title_names_nobody(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    assert window.windowTitle() == "Beratung"
    workspace.go(Place("today"))
    assert window.windowTitle() == "Beratung"


def test_ctrl_and_a_number_go_to_a_room(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    press(window, "go-statistics")
    assert workspace.rail.button("statistics").isChecked()
    assert not workspace.rail.button("today").isChecked()
    press(window, "go-calendar")
    assert workspace.history.here == Place("calendar")


def test_a_click_on_the_rail_goes_to_a_room(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    QTest.mouseClick(workspace.rail.button("calendar"), Qt.MouseButton.LeftButton)
    assert workspace.history.here == Place("calendar")
    assert workspace.rail.button("calendar").isChecked()


def test_screens_are_made_when_they_are_first_shown(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    assert list(workspace._screens) == ["today"]
    workspace.go(Place("statistics"))
    assert list(workspace._screens) == ["today", "statistics"]


def test_escape_goes_back_and_first_leaves_a_field(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workspace.go(Place("statistics"))
    workspace.go(Place("administration", tab="letterhead"))
    settle()
    screen = workspace.shown()
    assert screen is not None
    field = screen._panels["letterhead"].agency  # type: ignore[attr-defined]
    field.setFocus()
    workspace.go_back()
    assert workspace.history.here == Place("administration", tab="letterhead")
    assert not field.hasFocus()
    workspace.go_back()
    assert workspace.history.here.room == "statistics"
    workspace.go_back()
    assert workspace.history.here == Place("today")
    workspace.go_back()
    assert workspace.history.here == Place("today")


def test_a_screen_that_may_not_be_left_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _window, workspace, _centre = open_window(qtbot)
    screen = workspace.shown()
    assert isinstance(screen, Screen)
    monkeypatch.setattr(type(screen), "may_leave", lambda _self: False)
    QTest.mouseClick(workspace.rail.button("calendar"), Qt.MouseButton.LeftButton)
    assert workspace.shown() is screen
    assert workspace.rail.button("today").isChecked()
    assert not workspace.rail.button("calendar").isChecked()


def test_history_forgets_the_oldest_and_counts_no_place_twice() -> None:
    history = History()
    assert history.back() is None
    for number in range(80):
        history.visit(Place("cases", tab=str(number)))
        history.visit(Place("cases", tab=str(number)))
    history.amend(Place("cases", tab="moved"))
    assert history.here == Place("cases", tab="moved")
    steps = 0
    while history.back() is not None:
        steps += 1
    assert steps == 49


@pytest.mark.parametrize(
    ("roles", "rooms", "start"),
    [
        (
            COUNSELLOR,
            [
                "today",
                "cases",
                "offers",
                "letters",
                "calendar",
                "interpreters",
                "statistics",
                "administration",
            ],
            "today",
        ),
        (frozenset({Role.SPRACHMITTLER}), ["sprachmittler", "administration"], "sprachmittler"),
        (frozenset({Role.SUPERVISOR}), ["statistics", "administration"], "statistics"),
        (frozenset({Role.ADMIN}), ["offers", "administration"], "administration"),
    ],
)
def test_roles_see_only_their_screens(roles: frozenset[Role], rooms: list[str], start: str) -> None:
    assert [entry.room for entry in entries_for(roles)] == rooms
    assert home(str(role) for role in roles) == start


@pytest.mark.parametrize("role", [Role.SPRACHMITTLER, Role.SUPERVISOR, Role.ADMIN])
def test_nobody_else_sees_a_client(qtbot: QtBot, role: Role) -> None:
    window, workspace, _centre = open_window(qtbot, frozenset({role}))
    for entry in workspace.entries:
        if entry.room != "offers":
            assert workspace.go(Place(entry.room))
            settle()
    assert not workspace.new_button.isVisible()
    assert "new-consultation" not in [c.id for c in workspace.registry]
    assert not workspace.go(Place("cases", case=AMAL.case))
    assert workspace.banner.isVisible()
    said = texts(window)
    assert not [name for name in NAMES if name in said]


def test_the_privacy_key_hides_and_blocks(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    before = workspace.content.grab().toImage()
    press(window, "hide")
    assert workspace.curtain.isVisible()
    assert workspace.curtain.geometry() == workspace.content.rect()
    covered = workspace.content.grab().toImage()
    assert covered.size() == before.size()
    assert covered != before
    press(window, "hide")
    assert not workspace.curtain.isVisible()
    press(window, "hide")
    press(window, "go-calendar")
    assert not workspace.curtain.isVisible()


def test_what_the_curtain_shows_cannot_be_read(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    workspace.toggle_curtain()
    picture = workspace.curtain._picture
    assert picture.width() <= workspace.content.width() // 28
    assert picture.height() <= workspace.content.height() // 28


def test_the_rail_shows_icons_alone_in_a_narrow_window(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.resize(QSize(1360, 860))
    qtbot.waitUntil(lambda: not workspace.rail.is_narrow)
    assert workspace.rail.width() == 196
    window.resize(QSize(1000, 700))
    qtbot.waitUntil(lambda: workspace.rail.is_narrow)
    assert workspace.rail.width() == 64
    assert workspace.rail.button("today").toolTip() != ""
    assert workspace.rail.button("today").accessibleName() == f"{workspace.rail.button('today').text()} 4"


def test_the_number_of_urgent_things_stands_in_the_rail(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    assert workspace.rail.button("today").number == 4
    workspace.session.count("letters", 2)
    assert workspace.rail.button("letters").number == 2
    assert "2" in workspace.rail.button("letters").accessibleName()


class Onlooker(QObject):
    """Notes every part that is shown as a window of its own, and so takes the keyboard from the real one."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.window = window
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if is_shown and watched is not self.window and not isinstance(watched, QDialog | QMenu):
            self.strays.append(type(watched).__name__)
        return False


def test_no_part_is_ever_a_window_of_its_own(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    onlooker = Onlooker(window)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(onlooker)
    try:
        for entry in entries_for(EVERYTHING):
            if entry.room != "today":
                workspace.go(Place(entry.room))
                settle()
        workspace.go(Place("today"))
        for tab in (*TABS, NEW_CONSULTATION):
            workspace.go(Place("cases", case=AMAL.case, tab=tab))
            settle()
        for tab in (NEW_CLIENT, IMPORT, NEW_CONSULTATION):
            workspace.go(Place("cases", tab=tab))
            settle()
        workspace.go(Place("letters", case=AMAL.case))
        settle()
        for part, *_rest in PARTS:
            workspace.go(Place("administration", tab=part))
            settle()
        for build in (WaitingCard("calendar", has_actions=True), WaitingCard("calendar")):
            qtbot.addWidget(build)
        window.speak("en")
        window.speak("de")
    finally:
        app.removeEventFilter(onlooker)
    assert onlooker.strays == []


def test_the_language_switches_everywhere_at_once(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    for entry in ENTRIES:
        if entry.room in {"calendar", "statistics", "administration"}:
            workspace.go(Place(entry.room))
    settle()
    window.speak("en")
    assert workspace.rail.button("today").text() == "Today"
    assert workspace.new_button.text() == "New consultation"
    assert language.spoken() == "en"
    workspace.go(Place("statistics"))
    assert "What may be told without telling on anybody" in texts(workspace)
    assert window.unlock.create_button.text() == "Create a centre"
    window.speak("de")
    assert language.spoken() == "de"


def test_right_to_left_languages_mirror_the_window(qtbot: QtBot) -> None:
    assert language.direction("ar") is Qt.LayoutDirection.RightToLeft
    assert language.direction("fa") is Qt.LayoutDirection.RightToLeft
    assert language.direction("de") is Qt.LayoutDirection.LeftToRight
    _window, workspace, _centre = open_window(qtbot)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        QApplication.processEvents()
        assert workspace.rail.mapTo(workspace, workspace.rail.rect().center()).x() > workspace.width() // 2
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_new_consultation_is_for_the_case_that_is_open(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    went: list[Place] = []

    def go(place: Place) -> bool:
        went.append(place)
        return True

    workspace.go = go  # type: ignore[method-assign]
    workspace.history.visit(Place("cases", case=AMAL.case, tab="offers"))
    workspace.new_consultation()
    workspace.history.visit(Place("offers", offer="x"))
    workspace.new_consultation()
    assert went == [
        Place("cases", case=AMAL.case, tab=NEW_CONSULTATION),
        Place("cases", case=None, tab=NEW_CONSULTATION),
    ]


def test_locking_hides_everything_and_forgets_it(qtbot: QtBot) -> None:
    window, workspace, centre = open_window(qtbot)
    dialog = QDialog(window)
    dialog.setWindowTitle("anything")
    qtbot.addWidget(dialog)
    dialog.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.clipboard().setText("Amal Musterfrau")
    saved: list[bool] = []
    workspace.session.about_to_lock.connect(lambda: saved.append(centre.is_locked))
    press(window, "lock")
    assert saved == [False], "screens must be able to save before the keys are forgotten"
    assert centre.is_locked
    assert window.workspace is None
    assert not dialog.isVisible()
    assert window.pages.currentWidget() is window.unlock
    settle()
    said = texts(window)
    assert not [name for name in NAMES if name in said]
    assert QApplication.clipboard().text() == ""


def test_locking_twice_is_no_fault(qtbot: QtBot) -> None:
    window, _workspace, centre = open_window(qtbot)
    window.lock()
    window.lock()
    assert centre.is_locked


def test_the_centre_is_locked_even_if_a_screen_fails_to_save(qtbot: QtBot) -> None:
    window, workspace, centre = open_window(qtbot)

    def fail() -> None:
        raise RuntimeError

    workspace.session.about_to_lock.connect(fail)
    with qtbot.captureExceptions() as caught:
        window.lock()
    assert caught
    assert centre.is_locked
    assert window.workspace is None


def test_closing_the_window_locks(qtbot: QtBot) -> None:
    window, _workspace, centre = open_window(qtbot)
    window.close()
    assert centre.is_locked


def test_undo_takes_back_once(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    undone: list[int] = []
    workspace.toast("done", lambda: undone.append(1))
    assert workspace.toast_box.isVisible()
    press(window, "undo")
    press(window, "undo")
    assert undone == [1]
    assert not workspace.toast_box.isVisible()


def test_trouble_becomes_a_banner_that_quotes_nothing(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.show_trouble(ValueError("Amal Musterfrau"))
    assert workspace.banner.isVisible()
    assert "Amal" not in workspace.banner.title.text() + workspace.banner.text.text()


def test_a_bigger_text_rebuilds_the_window_and_stays_where_one_is(qtbot: QtBot) -> None:
    settings = Settings()
    window, workspace, centre = open_window(qtbot, EVERYTHING, settings=settings)
    workspace.go(Place("administration", tab="look"))
    settings.text_scale = 2.0
    workspace.session.look_changed.emit()
    qtbot.waitUntil(lambda: window.workspace is not workspace)
    settle()
    assert window.workspace is not None
    assert window.workspace.history.here == Place("administration", tab="look")
    assert not centre.is_locked
    settings.text_scale = 1.0
    window.refresh_look()
    QApplication.processEvents()
    settle()


def test_damage_is_said_without_being_asked_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Finding(where="record", what="a row is older than its head")
    monkeypatch.setattr(FakeCentre, "findings", (found,))
    _window, workspace, _centre = open_window(qtbot)
    settle()
    assert workspace.banner.isVisible()
    assert "Verwaltung" in workspace.banner.title.text() + workspace.banner.text.text()


def test_a_sound_centre_is_not_talked_about(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    settle()
    assert not workspace.banner.isVisible()
