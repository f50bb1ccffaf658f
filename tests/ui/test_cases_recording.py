# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A client and a consultation are recorded, corrected, deleted: by keyboard alone where a person would."""

from datetime import timedelta
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Channel, CloseReason, Consultation
from beratung.domain.people import Gender, NameKind, Precision
from beratung.domain.statistics import Unmet, UnmetNeed
from tests.fakes.people import AMAL, TODAY
from tests.ui.cases_kit import Desk, focus, press, tab_to, type_keys
from tests.ui.shell import settle
from ui.screens.cases.closing import CloseCaseDialog, DeleteClientDialog
from ui.screens.cases.rows import FamilyRow, QualificationRow, ResidenceRow
from ui.session import NEW_CLIENT, NEW_CONSULTATION, Place
from ui.widgets.name_editor import NameRow
from ui.widgets.row_list import RowList

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
CTRL = Qt.KeyboardModifier.ControlModifier
W = TypeVar("W")


def row_of(rows: RowList[Any], kind: type[W]) -> W:
    """Return the first row as what it is."""
    row = rows.rows[0]
    assert isinstance(row, kind)
    return row


def test_a_person_is_recorded_by_keyboard_alone(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab=NEW_CLIENT))
    form = desk.screen.new_person.form
    assert focus() is form.names.given.line
    type_keys("Tigist")
    press(TAB)
    type_keys("Probe")
    tab_to(form.born.date)
    type_keys("1988")
    tab_to(form.nationalities)
    type_keys("erit")
    press(ENTER)
    tab_to(form.gender)
    press(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    row = form.languages.rows[0]
    tab_to(row)
    type_keys("tigri")
    press(ENTER)
    tab_to(form.municipality)
    type_keys("stendal")
    press(ENTER)
    tab_to(form.residence.rows[0])
    type_keys("gestattung")
    press(ENTER)
    QTest.keyClick(desk.workspace, Qt.Key.Key_S, CTRL)
    settle()
    view = desk.screen.case_page.view
    assert view is not None, desk.workspace.banner.text.text()
    client, case = view.client, view.case
    assert client.display_name == "Tigist Probe"
    assert client.born is not None
    assert (client.born.on.year, client.born.precision) == (1988, Precision.YEAR)
    assert client.gender is Gender.F
    assert client.nationalities == ("224",)
    assert [x.code for x in client.languages] == ["ti"]
    assert client.address.municipality in desk.centre.codes.municipalities
    assert case.residence[0].status == "gestattung"
    assert case.counsellor == "beraterin"
    assert desk.screen.page() is desk.screen.case_page


def test_nobody_is_recorded_with_a_birth_date_that_cannot_be(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = len(desk.centre.clients.roster())
    desk.go(Place("cases", tab=NEW_CLIENT))
    form = desk.screen.new_person.form
    form.names.given.line.setFocus()
    type_keys("Amal")
    form.born.date.line.setFocus()
    type_keys("31.02.1990")
    desk.screen.save()
    settle()
    assert len(desk.centre.clients.roster()) == before
    assert focus() is form.born.date.line
    assert form.born.shows_problem()


def test_an_anonymous_client_is_allowed(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab=NEW_CLIENT))
    desk.screen.new_person.form.nationalities.set_codes(["475"])
    desk.screen.save()
    settle()
    view = desk.screen.case_page.view
    assert view is not None
    assert view.client.names == ()
    assert (
        desk.screen.case_page.header.title.text() == "Anonyme Person"
        or desk.screen.case_page.header.title.text()
    )


def test_a_double_is_pointed_out_while_typing_and_opened_instead(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = len(desk.centre.clients.roster())
    desk.go(Place("cases", tab=NEW_CLIENT))
    page = desk.screen.new_person
    page.form.names.given.line.setFocus()
    type_keys("Amal")
    press(TAB)
    type_keys("Musterfrau")
    qtbot.waitUntil(lambda: bool(page.duplicates.found), timeout=3000)
    assert page.duplicates.found[0].client == AMAL.client
    page.duplicates.chosen.emit(page.duplicates.found[0])
    settle()
    assert desk.screen.case_page.case == AMAL.case
    assert len(desk.centre.clients.roster()) == before


def test_what_the_service_refuses_is_said_at_its_field(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab=NEW_CLIENT))
    form = desk.screen.new_person.form
    form.postal_code.setFocus()
    type_keys("39/104")
    form.names.given.line.setFocus()
    desk.screen.save()
    settle()
    assert focus() is form.postal_code
    field = next(f for group in form.groups for f in group.fields if f.widget is form.postal_code)
    assert field.message.isVisible()
    assert "39104" in field.message.text()


def test_a_consultation_is_written_by_keyboard_alone(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case))
    desk.workspace.new_consultation()
    settle()
    form = desk.screen.case_page.consultations.form
    tab_to(form.topics)
    type_keys("wohnung")
    press(ENTER)
    tab_to(form.text)
    type_keys("Wohnung gesucht.")
    press(TAB)
    type_keys("Makler anrufen")
    press(TAB)
    type_keys("in 2 wochen")
    tab_to(form.unmet)
    type_keys("13")
    press(ENTER)
    tab_to(form.querschnitt)
    type_keys("ehrenamt")
    press(ENTER)
    form.minutes.setFocus()
    type_keys("30")
    form.channel.setFocus()
    press(Qt.Key.Key_Right)
    QTest.keyClick(desk.workspace, Qt.Key.Key_S, CTRL)
    settle()
    notes = desk.view(AMAL.case).consultations
    assert len(notes) == 2
    entry = next(c for c in notes if c.next_step == "Makler anrufen")
    assert entry.topics == ("wohnen",)
    assert entry.unmet == (UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=26),)
    assert entry.querschnitt == ("ehrenamt",)
    assert entry.text == "Wohnung gesucht."
    assert (entry.minutes, entry.channel) == (30, Channel.PHONE)
    assert entry.due == TODAY + timedelta(days=14)
    assert entry.author == "beraterin"
    assert entry.language == "ar"
    assert not desk.screen.case_page.consultations.is_editing
    desk.undo()
    assert len(desk.view(AMAL.case).consultations) == 1


def test_a_consultation_is_corrected_and_the_correction_taken_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="consultations"))
    tab = desk.screen.case_page.consultations
    tab.timeline.entries[0].setFocus()
    press(ENTER)
    assert tab.is_editing
    tab.form.text.selectAll()
    type_keys("Richtig ist dies.")
    assert tab.save()
    settle()
    assert desk.view(AMAL.case).consultations[0].text == "Richtig ist dies."
    desk.undo()
    assert desk.view(AMAL.case).consultations[0].text == "Erfundenes Gespräch über den Sprachkurs."


def test_a_step_is_done_by_one_key(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="consultations"))
    tab = desk.screen.case_page.consultations
    tab.timeline.entries[0].setFocus()
    press(Qt.Key.Key_Space)
    settle()
    assert desk.view(AMAL.case).consultations[0].done_on == TODAY
    desk.undo()
    assert desk.view(AMAL.case).consultations[0].done_on is None


def test_escape_closes_the_form_and_undo_brings_it_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab=NEW_CONSULTATION))
    tab = desk.screen.case_page.consultations
    tab.form.text.setFocus()
    type_keys("Angefangen")
    desk.workspace.go_back()
    desk.workspace.go_back()
    assert not tab.form.isVisible()
    desk.undo()
    assert tab.form.isVisible()
    assert tab.form.text.value() == "Angefangen"


def test_an_anonymous_consultation_needs_no_person(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.workspace.new_consultation()
    settle()
    page = desk.screen.note_page
    assert desk.screen.page() is page
    page.form.text.setFocus()
    type_keys("Frage zu Kindergeld.")
    page.form.minutes.setFocus()
    type_keys("10")
    assert page.save()
    settle()
    assert not page.is_dirty
    with desk.centre.records.work() as work:
        anonymous = [c for c in work.all(Consultation) if c.case is None]
    assert [c.text for c in anonymous] == ["Frage zu Kindergeld."]
    assert anonymous[0].subject == anonymous[0].id


def test_the_person_of_a_new_consultation_is_found_by_name(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.workspace.new_consultation()
    settle()
    page = desk.screen.note_page
    page.search.setFocus()
    type_keys("amal muster")
    qtbot.waitUntil(lambda: [r.client for r in page.model.rows][:1] == [AMAL.client], timeout=3000)
    press(ENTER)
    settle()
    assert desk.screen.case_page.case == AMAL.case
    assert desk.screen.case_page.consultations.is_editing


def test_everything_of_a_person_is_changed_saved_and_taken_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    before = desk.view(AMAL.case)
    row_of(tab.form.names.others, NameRow).text.line.setFocus()
    tab.form.phone.setFocus()
    type_keys("0391 000000")
    row_of(tab.form.residence, ResidenceRow).note.setFocus()
    type_keys("Erwerbstätigkeit erlaubt")
    tab.form.family.add()
    row_of(tab.form.family, FamilyRow).text.setFocus()
    type_keys("Kind Muster")
    tab.form.qualifications.add()
    row_of(tab.form.qualifications, QualificationRow).title.setFocus()
    type_keys("Krankenpflege")
    tab.form.employment.add()
    tab.facts.show_field("debts")
    assert tab.bar.isVisible()
    QTest.keyClick(desk.workspace, Qt.Key.Key_S, CTRL)
    settle()
    after = desk.view(AMAL.case)
    assert after.client.contact.phone == "0391 000000"
    assert after.client.names == before.client.names
    assert after.client.family[0].name == "Kind Muster"
    assert after.case.residence[0].note == "Erwerbstätigkeit erlaubt"
    assert after.case.qualifications[0].title == "Krankenpflege"
    assert after.case.employment[0].kind == "employed"
    assert not tab.is_dirty
    desk.undo()
    restored = desk.view(AMAL.case)
    assert restored.client.contact.phone == ""
    assert restored.client.family == ()
    assert restored.case.residence == before.case.residence


def test_a_form_that_nobody_touched_changes_nothing(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    view = desk.view(AMAL.case)
    assert tab.records() == (view.client, view.case)


@pytest.mark.parametrize(
    "group",
    ["&Person", "&Languages", "&Address and contact", "&Residence", "&German", "&Work", "&Family", "&Case"],
)
def test_a_letter_leads_to_every_group(qtbot: QtBot, group: str) -> None:
    desk = Desk(qtbot)
    desk.window.speak("en")
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    letter = group[group.index("&") + 1].upper()
    QTest.keyClick(desk.workspace, Qt.Key[f"Key_{letter}"], Qt.KeyboardModifier.AltModifier)
    card = next(g for g in desk.screen.case_page.person.form.groups if g.title.text() == group)
    assert card.isAncestorOf(focus())
    assert focus().focusPolicy() & Qt.FocusPolicy.TabFocus
    desk.window.speak("de")


def test_leaving_the_page_saves(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    desk.screen.case_page.person.form.phone.setFocus()
    type_keys("0391 111")
    desk.go(Place("cases"))
    assert desk.view(AMAL.case).client.contact.phone == "0391 111"


def test_what_is_wrong_keeps_the_user_on_the_page(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    form = desk.screen.case_page.person.form
    form.born.date.line.setFocus()
    form.born.date.line.selectAll()
    type_keys("31.02.1990")
    assert not desk.workspace.go(Place("offers"))
    assert focus() is form.born.date.line
    assert desk.view(AMAL.case).client.born is not None


def test_a_fact_is_answered_with_source_and_day(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    tab.facts.search.setFocus()
    type_keys("schulden")
    assert 0 < tab.facts.model.rowCount() < 40
    tab.facts.show_field("debts")
    settle()
    press(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert tab.save()
    settle()
    fact = desk.view(AMAL.case).case.facts["debts"]
    assert fact.value is True
    assert (fact.source, fact.on) == ("client", TODAY)
    assert desk.view(AMAL.case).case.facts["in_school"].value is False


def test_a_case_is_closed_with_a_reason_and_opened_again(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case))
    desk.screen.case_page.close_case()
    dialog = desk.window.findChild(CloseCaseDialog)
    assert dialog is not None
    dialog.reason.set_value(CloseReason.MOVED)
    dialog.do.click()
    settle()
    closing = desk.view(AMAL.case).case.closing
    assert closing is not None
    assert closing.reason is CloseReason.MOVED
    assert desk.screen.case_page.closed_banner.isVisible()
    desk.undo()
    assert desk.view(AMAL.case).case.is_open


def test_deleting_says_what_is_lost_and_removes_everything(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case))
    desk.screen.case_page.delete_client()
    settle()
    dialog = desk.window.findChild(DeleteClientDialog)
    assert dialog is not None
    assert not dialog.do.isEnabled()
    dialog.sure.setFocus()
    press(Qt.Key.Key_Space)
    assert dialog.do.isEnabled()
    dialog.do.click()
    settle()
    assert all(row.client != AMAL.client for row in desk.centre.clients.roster())
    assert desk.screen.page() is desk.screen.list_page
    assert all(row.client != AMAL.client for row in desk.screen.list_page.model.rows)
    assert QApplication.activeModalWidget() is None


def test_names_of_a_person_stay_as_typed(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    names = desk.screen.case_page.person.form.names.value()
    assert {n.kind for n in names} == {NameKind.GIVEN, NameKind.FAMILY, NameKind.ORIGINAL_SCRIPT}
