# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protected cases through the window of a real centre: two counsellors, one who opens the case and one who asks."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.domain.restricted_views import RequestState
from tests.ui import audit
from tests.ui.desk import ADMIN, FIRST, LATE, SUPERVISOR, Desk, a_case, name_of, opened
from tests.ui.shell import settle
from tests.ui.test_shell_window import Onlooker
from ui.screens.administration.restricted import RestrictedPanel
from ui.screens.administration.users import UsersPanel
from ui.screens.cases.access_page import AccessPage
from ui.screens.cases.case_page import CasePage
from ui.screens.cases.own_requests import OwnRequestLine
from ui.screens.cases.restricting import ProtectDialog, say_who_opens
from ui.screens.cases.screen import CasesScreen
from ui.screens.today.screen import TodayScreen
from ui.session import ACCESS, Place
from ui.widgets.chip import Chip

REASON = "Vertretung bis Freitag"


@pytest.fixture
def desk(qtbot: QtBot, demo: Path) -> Iterator[Desk]:
    made = Desk(qtbot, demo, FIRST)
    yield made
    made.leave()


@pytest.fixture
def protected(demo: Path) -> UUID:
    """A case that only the first counsellor opens."""
    with opened(demo, FIRST) as centre:
        case = a_case(centre)
        centre.restricted.restrict(case, ())
    return case


@pytest.fixture
def late(qtbot: QtBot, demo: Path, protected: UUID) -> Iterator[Desk]:
    """The window of the colleague who does not open it."""
    made = Desk(qtbot, demo, LATE)
    yield made
    made.leave()
    del protected


def case_page(desk: Desk, case: UUID) -> CasePage:
    page = desk.go(Place("cases", case=case), CasesScreen).page()
    assert isinstance(page, CasePage)
    return page


def access_page(desk: Desk, place: Place) -> AccessPage:
    page = desk.go(place, CasesScreen).page()
    assert isinstance(page, AccessPage)
    return page


def signs(page: CasePage) -> dict[str, str]:
    return {chip.text: chip.accessibleName() for chip in page.header.findChildren(Chip)}


def names(centre: Centre) -> set[str]:
    return {row.name for row in centre.clients.roster()}


def user_id(centre: Centre, name: str) -> UUID:
    return next(user.id for user in centre.users() if user.name == name)


def ask(page: AccessPage, reason: str = REASON) -> None:
    page.words.setPlainText(reason)
    page.ask_button.click()
    settle(30)


# Protecting


def test_a_case_is_protected_and_opened_up_again(desk: Desk, demo: Path) -> None:
    case = a_case(desk.centre)
    name = name_of(desk.centre, case)
    page = case_page(desk, case)
    assert "protected" not in signs(page)
    page.protect()
    dialog = desk.dialog(ProtectDialog)
    audit.assert_accessible(dialog)
    assert "You alone" in dialog.alone.text.text()
    assert [box.text() for box in dialog.boxes.values()] == [LATE]
    dialog.do.click()
    assert "The case is protected now." in desk.said()
    settle(30)
    assert signs(page)["protected"] == "Only you open this case."
    with opened(demo, LATE) as other:
        assert name not in names(other)
    desk.undo()
    assert "protected" not in signs(page)
    with opened(demo, LATE) as other:
        assert name in names(other)


def test_colleagues_are_let_in_and_shut_out(desk: Desk, demo: Path) -> None:
    case = a_case(desk.centre)
    late = user_id(desk.centre, LATE)
    page = case_page(desk, case)
    page.protect()
    dialog = desk.dialog(ProtectDialog)
    QTest.keyClick(dialog.boxes[late], Qt.Key.Key_Space)
    assert not dialog.alone.isVisible()
    dialog.do.click()
    settle(30)
    assert signs(page)["protected"] == f"Only you and {LATE} open this case."
    with opened(demo, LATE) as other:
        assert other.cases.show(case).case.id == case
    page.protect()
    dialog = desk.dialog(ProtectDialog)
    audit.assert_accessible(dialog)
    assert dialog.boxes[late].isChecked()
    assert not dialog.do.isEnabled()
    assert dialog.number.text() == str(case)
    dialog.boxes[late].setChecked(False)
    dialog.do.click()
    assert "is changed" in desk.said()
    settle(30)
    with opened(demo, LATE) as other:
        assert other.restricted.is_closed_to_me(case)
    desk.undo()
    with opened(demo, LATE) as other:
        assert not other.restricted.is_closed_to_me(case)
    page.protect()
    dialog = desk.dialog(ProtectDialog)
    dialog.open_button.click()
    assert "All counsellors" in desk.said()
    settle(30)
    assert "protected" not in signs(page)
    desk.undo()
    assert signs(page)["protected"] == f"Only you and {LATE} open this case."


def test_the_number_of_a_case_is_copied(desk: Desk, protected: UUID) -> None:
    case_page(desk, protected).protect()
    dialog = desk.dialog(ProtectDialog)
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == str(protected)
    dialog.reject()


def test_the_menu_and_the_palette_lead_there(desk: Desk) -> None:
    case = a_case(desk.centre)
    page = case_page(desk, case)
    menu = page.build_menu()
    assert any(action.text().startswith("Protect the case") for action in menu.actions())
    menu.deleteLater()
    shown = desk.workspace.shown()
    assert shown is not None
    command = next(c for c in shown.commands() if c.id == "cases.protect")
    assert command.is_enabled()
    command.run()
    desk.dialog(ProtectDialog).reject()
    assert "access" in {command.id for command in desk.workspace.registry}


# Asking


def test_who_is_not_let_in_finds_nothing_and_may_ask(late: Desk, protected: UUID, demo: Path) -> None:
    with opened(demo, FIRST) as first:
        name = name_of(first, protected)
    assert name not in names(late.centre)
    assert not late.centre.clients.search(name)
    page = access_page(late, Place("cases", case=protected))
    assert page.banner.isVisible()
    assert not page.number.isVisible()
    assert not page.ask_button.isEnabled()
    audit.assert_accessible(late.workspace)
    ask(page)
    assert "on its way" in late.said()
    assert not page.card.isVisible()
    (line,) = page.findChildren(OwnRequestLine)
    assert "still to come" in line.text.text()
    audit.assert_accessible(late.workspace)
    with opened(demo, FIRST) as first:
        (request,) = first.restricted.requests()
    assert request.reason == REASON
    assert request.by.name == LATE
    assert name not in page.header.title.text()


def test_a_request_is_withdrawn(late: Desk, protected: UUID, demo: Path) -> None:
    page = access_page(late, Place("cases", case=protected))
    ask(page)
    page.findChildren(OwnRequestLine)[0].away_button.click()
    settle(30)
    assert page.card.isVisible()
    assert not page.own.isVisible()
    with opened(demo, FIRST) as first:
        assert first.restricted.requests() == ()


def test_the_number_of_a_case_is_typed(late: Desk, protected: UUID) -> None:
    page = access_page(late, Place("cases", tab=ACCESS))
    assert page.number.isVisible()
    assert not page.banner.isVisible()
    page.number_line.setText("this is no number")
    page.number_line.textEdited.emit("")
    ask(page)
    assert "not a case number" in page.number.message.text()
    page.number_line.setText(str(uuid4()))
    page.number_line.textEdited.emit("")
    ask(page)
    assert "does not exist" in page.trouble.text.text()
    page.number_line.setText(f" {protected} ")
    page.number_line.textEdited.emit("")
    ask(page)
    assert "on its way" in late.said()
    assert late.centre.restricted.own_requests()[0].case == protected


def test_too_long_a_reason_is_said_before_it_is_sent(late: Desk, protected: UUID) -> None:
    page = access_page(late, Place("cases", case=protected))
    page.words.setPlainText("x" * 2001)
    assert "at most 2000" in page.reason.message.text()
    assert not page.ask_button.isEnabled()


def test_a_case_that_is_gone_still_leads_to_the_list(late: Desk) -> None:
    screen = late.go(Place("cases", case=uuid4()), CasesScreen)
    assert screen.page() is screen.list_page
    assert "does not exist" in late.trouble()


def test_locking_forgets_what_was_typed(late: Desk, protected: UUID) -> None:
    page = access_page(late, Place("cases", case=protected))
    page.words.setPlainText(REASON)
    late.workspace.session.about_to_lock.emit()
    assert page.words.value() == ""
    assert page.case is None


# Answering


def test_a_colleague_is_let_in_with_a_word(late: Desk, protected: UUID, qtbot: QtBot, demo: Path) -> None:
    ask(access_page(late, Place("cases", case=protected)))
    first = Desk(qtbot, demo, FIRST)
    today = first.go(Place("today"), TodayScreen)
    (row,) = today.access.rows()
    audit.assert_accessible(first.workspace)
    assert LATE in row.grant_button.accessibleDescription()
    row.words.setText("Gern, bis Freitag")
    row.grant_button.click()
    assert f"{LATE} opens this case" in first.said()
    settle(30)
    assert not today.access.isVisible()

    answered = late.go(Place("today"), TodayScreen)
    assert answered.access.isVisible()
    (line,) = answered.access.findChildren(OwnRequestLine)
    assert "has given you access" in line.text.text()
    assert "Gern, bis Freitag" in line.told.text()
    line.open_button.click()
    settle(30)
    shown = late.workspace.shown()
    assert isinstance(shown, CasesScreen)
    page = shown.page()
    assert isinstance(page, CasePage)
    assert page.view is not None
    assert signs(page)["protected"] == f"Only you and {FIRST} open this case."
    assert late.centre.restricted.own_requests() == ()
    first.leave()


def test_a_colleague_is_declined_and_puts_the_answer_away(
    late: Desk, protected: UUID, qtbot: QtBot, demo: Path
) -> None:
    ask(access_page(late, Place("cases", case=protected)))
    first = Desk(qtbot, demo, FIRST)
    (row,) = first.go(Place("today"), TodayScreen).access.rows()
    row.decline_button.click()
    assert f"{LATE} is told" in first.said()
    today = late.go(Place("today"), TodayScreen)
    (own,) = late.centre.restricted.own_requests()
    assert own.state is RequestState.DECLINED
    (line,) = today.access.findChildren(OwnRequestLine)
    assert "has not given you access" in line.text.text()
    assert not line.open_button.isVisible()
    line.away_button.click()
    settle(30)
    assert not today.access.isVisible()
    assert late.centre.restricted.own_requests() == ()
    first.leave()


def test_what_is_being_typed_outlives_a_reload(late: Desk, protected: UUID, qtbot: QtBot, demo: Path) -> None:
    ask(access_page(late, Place("cases", case=protected)))
    first = Desk(qtbot, demo, FIRST)
    today = first.go(Place("today"), TodayScreen)
    today.access.rows()[0].words.setText("Einen Moment")
    today.reload()
    settle(30)
    today.access.retranslate()
    assert today.access.rows()[0].words.text() == "Einen Moment"
    first.leave()


def test_a_request_of_a_colleague_comes_by_itself(desk: Desk, protected: UUID, demo: Path) -> None:
    today = desk.go(Place("today"), TodayScreen)
    assert not today.access.isVisible()
    with opened(demo, LATE) as other:
        other.restricted.request(protected, REASON)
    today.access._timer.timeout.emit()
    settle(30)
    (row,) = today.access.rows()
    assert row.request.reason == REASON


def test_the_keyboard_goes_through_a_request_as_the_eye_does(
    desk: Desk, protected: UUID, demo: Path, qtbot: QtBot
) -> None:
    with opened(demo, LATE) as other:
        other.restricted.request(protected, REASON)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    today = desk.go(Place("today"), TodayScreen)
    (row,) = today.access.rows()
    row.words.setFocus()
    for wanted in (row.grant_button, row.decline_button, row.open_button):
        focus = desk.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert desk.window.focusWidget() is wanted
    QTest.keyClick(row.open_button, Qt.Key.Key_Tab)
    after = desk.window.focusWidget()
    assert after is not None
    assert today.isAncestorOf(after)
    assert not row.isAncestorOf(after)


def test_an_answer_that_comes_too_late_is_said_in_the_row(desk: Desk, protected: UUID, demo: Path) -> None:
    with opened(demo, LATE) as other:
        other.restricted.request(protected, REASON)
        today = desk.go(Place("today"), TodayScreen)
        (row,) = today.access.rows()
        other.restricted.forget(row.request.id)
    row.grant_button.click()
    settle(30)
    for left in today.access.rows():  # unless the window has heard already that nobody asks any more
        assert "does not exist" in left.note.text.text()
        assert left.isEnabled()
    with opened(demo, LATE) as other:
        assert other.restricted.is_closed_to_me(protected)


def test_a_case_that_is_protected_meanwhile_goes_from_the_screen(qtbot: QtBot, demo: Path) -> None:
    desk = Desk(qtbot, demo, LATE)
    case = a_case(desk.centre)
    page = case_page(desk, case)
    name = name_of(desk.centre, case)
    assert name in page.header.title.text()
    with opened(demo, FIRST) as first:
        first.restricted.restrict(case, ())
    shown = access_page(desk, Place("cases", case=case))
    assert shown.case == case
    assert name not in page.header.title.text()
    assert page.view is None
    desk.leave()


def test_no_part_is_ever_a_window_of_its_own(late: Desk, protected: UUID, demo: Path) -> None:
    with opened(demo, LATE) as other:
        request = other.restricted.request(protected, REASON)
    with opened(demo, FIRST) as first:
        first.restricted.answer(request, is_granted=False, words="Bitte nicht")
    onlooker = Onlooker(late.window)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(onlooker)
    try:
        late.go(Place("today"), TodayScreen)
        access_page(late, Place("cases", case=protected))
        access_page(late, Place("cases", tab=ACCESS))
        late.part("restricted", RestrictedPanel)
        late.part("users", UsersPanel)
        late.window.speak("de")
        late.window.speak("en")
    finally:
        app.removeEventFilter(onlooker)
    assert onlooker.strays == []


def test_who_opens_a_case_is_said_with_all_names(desk: Desk) -> None:
    own = desk.centre.user
    others = [msgspec.structs.replace(own, id=uuid4(), name=name) for name in ("a", "b", "c")]
    said = [say_who_opens([own, *others[:number]], own.id) for number in range(4)]
    assert said == [
        "Only you open this case.",
        "Only you and a open this case.",
        "Only you, a and b open this case.",
        "Only you, a, b and c open this case.",
    ]


# The administration


def test_counsellors_see_their_own_protected_cases(desk: Desk, protected: UUID) -> None:
    panel = desk.part("restricted", RestrictedPanel)
    assert "There is 1 protected case" in panel.banner.title.text()
    assert panel.card.model.shown_keys() == (str(protected),)
    audit.assert_accessible(desk.workspace)
    panel.members_button.click()
    dialog = desk.dialog(ProtectDialog)
    dialog.boxes[user_id(desk.centre, LATE)].setChecked(True)
    dialog.do.click()
    settle(30)
    (entry,) = panel._cases
    assert {user.name for user in entry.members} == {FIRST, LATE}
    panel.open_button.click()
    settle(30)
    assert isinstance(desk.workspace.shown(), CasesScreen)


def test_the_administration_sees_a_number_and_nothing_else(qtbot: QtBot, demo: Path, protected: UUID) -> None:
    desk = Desk(qtbot, demo, ADMIN)
    panel = desk.part("restricted", RestrictedPanel)
    assert "There is 1 protected case" in panel.banner.title.text()
    assert not panel.card.isVisible()
    assert not panel.ask_button.isVisible()
    assert panel._cases == ()
    audit.assert_accessible(desk.workspace)
    desk.leave()
    del protected


def test_a_colleague_sees_the_number_and_no_case(late: Desk) -> None:
    panel = late.part("restricted", RestrictedPanel)
    assert "There is 1 protected case" in panel.banner.title.text()
    assert panel.card.model.shown_keys() == ()
    panel.ask_button.click()
    settle(30)
    shown = late.workspace.shown()
    assert isinstance(shown, CasesScreen)
    assert isinstance(shown.page(), AccessPage)


def test_a_supervisor_has_no_such_part(qtbot: QtBot, demo: Path) -> None:
    desk = Desk(qtbot, demo, SUPERVISOR)
    desk.workspace.go(Place("administration", tab="restricted"))
    settle(30)
    assert not desk.workspace.findChildren(RestrictedPanel)
    desk.leave()
