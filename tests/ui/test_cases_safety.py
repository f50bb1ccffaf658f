# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Nothing is lost and nothing shows: two people writing, drafts, locking, the other language, the keyboard's list."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Draft, ReleaseField
from beratung.domain.people import Name, NameKind
from tests.fakes.people import AMAL, FAKES, TODAY
from tests.ui.cases_kit import Desk, press, type_keys
from tests.ui.shell import settle
from ui.models.merge import Clash
from ui.models.people import SavedView
from ui.screens.cases.case_page import TABS
from ui.screens.cases.drafts import DraftKeeper
from ui.session import NEW_CLIENT, Place
from ui.workspace import Workspace

replace = msgspec.structs.replace


def as_somebody_else(desk: Desk, **fields: object) -> None:
    """Change Amal's record as a colleague at another desk would, without telling this window."""
    desk.centre.clients.change(replace(desk.centre.clients.show(AMAL.client), **fields))


def edit_phone(desk: Desk, text: str) -> None:
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    desk.screen.case_page.person.form.phone.setFocus()
    type_keys(text)


def test_two_people_change_different_fields_and_both_are_kept(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    edit_phone(desk, "0391 1")
    as_somebody_else(desk, nationalities=("475", "163"))
    assert desk.screen.case_page.save()
    settle()
    client = desk.view(AMAL.case).client
    assert client.contact.phone == "0391 1"
    assert client.nationalities == ("475", "163")
    assert desk.screen.case_page.person.saver.dialog is None


def test_two_people_change_the_same_field_and_are_asked(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    tab.form.names.given.line.setFocus()
    tab.form.names.given.line.selectAll()
    type_keys("Amel")
    other = tuple(
        replace(n, text="Amaal") if n.kind is NameKind.GIVEN else n for n in desk.view(AMAL.case).client.names
    )
    as_somebody_else(desk, names=other, nationalities=("475", "163"))
    assert tab.save()
    settle()
    dialog = tab.saver.dialog
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Amel" in said
    assert "Amaal" in said
    dialog.save_button.click()
    settle()
    client = desk.view(AMAL.case).client
    assert client.name(NameKind.GIVEN) == "Amel"
    assert client.nationalities == ("475", "163")


def test_the_other_version_can_be_taken(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    tab.form.names.given.line.setFocus()
    tab.form.names.given.line.selectAll()
    type_keys("Amel")
    as_somebody_else(desk, names=(Name(text="Amaal", kind=NameKind.GIVEN),))
    tab.save()
    settle()
    dialog = tab.saver.dialog
    assert dialog is not None
    dialog.choose_theirs(Clash("names"))
    dialog.save_button.click()
    settle()
    assert desk.view(AMAL.case).client.name(NameKind.GIVEN) == "Amaal"


def test_back_to_editing_keeps_what_was_typed(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    tab.form.names.given.line.setFocus()
    tab.form.names.given.line.selectAll()
    type_keys("Amel")
    as_somebody_else(desk, names=(Name(text="Amaal", kind=NameKind.GIVEN),))
    tab.save()
    settle()
    dialog = tab.saver.dialog
    assert dialog is not None
    dialog.reject()
    settle()
    assert tab.is_dirty
    assert tab.form.names.given.value() == "Amel"
    assert tab.save()
    settle()
    assert tab.saver.dialog is not None
    tab.saver.dialog.reject()


def drafts(desk: Desk) -> list[Draft]:
    with desk.centre.records.work() as work:
        return work.all(Draft)


def hurry(desk: Desk) -> None:
    """Let the two seconds until a draft is sealed be over."""
    for keeper in desk.workspace.findChildren(DraftKeeper):
        keeper.hurry()
    settle()


def reopen(desk: Desk) -> None:
    """Drop the window's memory as a kill would, and open the same records anew."""
    window, centre = desk.window, desk.centre
    assert window.workspace is not None
    window.workspace.forget()
    desk.workspace = Workspace(centre, window.settings)  # type: ignore[arg-type]
    desk.workspace.resize(1280, 800)
    desk.workspace.show()
    desk.go(Place("cases"))
    from ui.screens.cases.screen import CasesScreen

    desk.screen = desk.workspace.findChildren(CasesScreen)[0]


def test_a_consultation_half_written_comes_back_after_a_kill(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="new-consultation"))
    desk.screen.case_page.consultations.form.text.setFocus()
    type_keys("Halb geschrieben")
    hurry(desk)
    assert len(drafts(desk)) == 1
    assert b"Halb" in drafts(desk)[0].content
    reopen(desk)
    desk.go(Place("cases", case=AMAL.case, tab="consultations"))
    tab = desk.screen.case_page.consultations
    assert tab.is_editing
    assert tab.form.text.value() == "Halb geschrieben"
    assert tab.save()
    settle()
    assert "Halb geschrieben" in [c.text for c in desk.view(AMAL.case).consultations]
    assert drafts(desk) == []
    desk.workspace.close()


def test_a_person_half_changed_comes_back_and_meets_what_others_saved(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    edit_phone(desk, "0391 2")
    hurry(desk)
    as_somebody_else(desk, nationalities=("163",))
    reopen(desk)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    tab = desk.screen.case_page.person
    assert tab.is_dirty
    assert tab.form.phone.value() == "0391 2"
    assert tab.save()
    settle()
    client = desk.view(AMAL.case).client
    assert (client.contact.phone, client.nationalities) == ("0391 2", ("163",))
    assert drafts(desk) == []
    desk.workspace.close()


def test_somebody_half_recorded_comes_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab=NEW_CLIENT))
    desk.screen.new_person.form.names.given.line.setFocus()
    type_keys("Beispiel")
    hurry(desk)
    reopen(desk)
    desk.go(Place("cases", tab=NEW_CLIENT))
    page = desk.screen.new_person
    assert page.form.names.given.value() == "Beispiel"
    assert page.banner.isVisibleTo(page)
    page.save()
    settle()
    assert drafts(desk) == []
    assert any(row.name == "Beispiel" for row in desk.centre.clients.roster())
    desk.workspace.close()


def test_locking_seals_the_draft_before_the_keys_are_gone(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="new-consultation"))
    desk.screen.case_page.consultations.form.text.setFocus()
    type_keys("Kurz vor der Sperre")
    desk.workspace.session.about_to_lock.emit()
    assert [b"Kurz vor der Sperre" in d.content for d in drafts(desk)] == [True]


def test_locking_empties_every_list_and_form(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    for tab in TABS:
        desk.go(Place("cases", case=AMAL.case, tab=tab))
    page, people = desk.screen.case_page, desk.screen.list_page
    desk.workspace.session.about_to_lock.emit()
    settle()
    assert people.model.rowCount() == 0
    assert page.view is None
    assert page.person.form.names.value() == ()
    assert page.consultations.timeline.entries == []
    texts = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Musterfrau" not in texts


def test_no_name_in_titles_tips_or_clipboard(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    clipboard = QGuiApplication.clipboard()
    held: list[str] = []

    def look() -> None:
        held.append(clipboard.text())

    clipboard.dataChanged.connect(look)
    clipboard.setText("untouched")
    desk.go(Place("cases", case=AMAL.case))
    for tab in TABS:
        desk.go(Place("cases", case=AMAL.case, tab=tab))
    titles = [desk.window.windowTitle(), desk.window.toolTip(), desk.workspace.windowTitle()]
    assert all(fake.family not in title for fake in FAKES for title in titles)
    clipboard.dataChanged.disconnect(look)
    assert set(held) <= {"untouched", ""}  # the guard takes it back after a while


def test_another_language_is_spoken_everywhere_at_once(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="person"))
    desk.screen.case_page.person.form.phone.setFocus()
    type_keys("0391 3")
    desk.window.speak("en")
    settle()
    try:
        page = desk.screen.case_page
        assert page.header.subtitle.text().startswith("born 14.03.1992 · Syria")
        assert page.letter_button.text() == "Write letter"
        assert page.tabs.tabText(1) == "Person and family"
        assert page.person.form.phone.value() == "0391 3"
        assert page.person.is_dirty
        assert page.tab == "person"
        page.show_tab("overview")
        settle()
        said = [label.text() for label in page.overview.findChildren(QLabel) if label.isVisible()]
        asked = [text for text in said if text.startswith("Next question: ")]
        proposed = desk.workspace.session.centre.match(AMAL.case, TODAY).next_question
        assert proposed is not None
        assert asked == [f"Next question: {proposed.text_en}"]
    finally:
        desk.window.speak("de")


def test_the_list_is_worked_by_keys(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    page = desk.screen.list_page
    assert page.filter.hasFocus()
    type_keys("amal")
    assert [row.client for row in page.model.rows] == [AMAL.client]
    desk.workspace.go_back()
    desk.workspace.go_back()
    assert len(page.model.rows) == len(FAKES)
    page.list.setFocus()
    press(Qt.Key.Key_End)
    assert page.list.currentIndex().row() == len(FAKES) - 1
    press(Qt.Key.Key_Home)
    QTest.keyClicks(page.list, "amal m")
    person = page.list.person()
    assert person is not None
    assert person.client == AMAL.client
    press(Qt.Key.Key_Return)
    settle()
    assert desk.screen.case_page.case == AMAL.case
    desk.go(Place("cases"))
    kept = page.list.person()
    assert kept is not None
    assert kept.client == AMAL.client


def test_the_list_follows_what_is_saved_and_keeps_its_place(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    page = desk.screen.list_page
    page.list.choose_row(page.model.row_of(AMAL.client) or 0)
    desk.centre.clients.record({"given_name": "Zora", "family_name": "Aaprobe"})
    settle()
    assert len(page.model.rows) == len(FAKES) + 1
    person = page.list.person()
    assert person is not None
    assert person.client == AMAL.client


def test_a_view_without_anybody_offers_the_next_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    page = desk.screen.list_page
    page.tabs.setCurrentIndex(list(SavedView).index(SavedView.CLOSED))
    assert page.nobody.isVisible()
    page.filter.setFocus()
    type_keys("amal")
    page.nobody.button.click()
    assert [row.client for row in page.model.rows] == [AMAL.client]


def test_the_preview_tells_the_next_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    page = desk.screen.list_page
    page.list.choose_row(page.model.row_of(AMAL.client) or 0)

    def words() -> str:
        return " ".join(label.text() for label in page.preview.findChildren(QLabel) if label.isVisible())

    qtbot.waitUntil(lambda: "Anmeldung zum Sprachkurs nachfragen" in words(), timeout=3000)


def test_a_consent_is_given_used_and_revoked(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", case=AMAL.case, tab="consents"))
    tab = desk.screen.case_page.consents
    tab.begin()
    assert not tab.form.tell()
    tab.form.recipient.setFocus()
    type_keys("Jobcenter Beispielstadt")
    tab.form.ticks.ticks[ReleaseField.NAME].setFocus()
    press(Qt.Key.Key_Space)
    assert tab.save()
    settle()
    given = next(c for c in desk.view(AMAL.case).consents if c.recipient == "Jobcenter Beispielstadt")
    assert given.fields == (ReleaseField.NAME,)
    assert given.is_valid(TODAY)
    tab.list.choose(given.id)
    tab.revoke_button.click()
    settle()
    revoked = next(c for c in desk.view(AMAL.case).consents if c.id == given.id)
    assert revoked.revoked_on == TODAY
    desk.undo()
    restored = next(c for c in desk.view(AMAL.case).consents if c.id == given.id)
    assert restored.revoked_on is None
    assert tab.list.hasFocus()


@pytest.fixture
def a_list(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    rows = (
        "Vorname;Nachname;geboren;Staatsangehörigkeit;Bemerkung",
        "Amal;Musterfrau;14.03.1992;Syrien;x",
        "Jürgen;Beispiel;31.02.1990;Polen;x",
        "Olena;Testenko;02.08.1984;Ukraine;x",
    )
    path.write_text("\r\n".join(rows), encoding="cp1252")
    return path


def test_a_list_is_looked_at_before_anything_is_written(qtbot: QtBot, a_list: Path) -> None:
    desk = Desk(qtbot)
    before = len(desk.centre.clients.roster())
    desk.go(Place("cases", tab="import"))
    page = desk.screen.import_page
    page.look_at(a_list)
    settle()
    assert page.import_button.isVisible()
    assert page.rows.rowCount() == 1
    assert page.rows.index(0, 0).data() == 3
    page.tabs.setCurrentIndex(1)
    assert page.rows.index(0, 0).data() == 2
    assert len(desk.centre.clients.roster()) == before
    page.run_import()
    settle()
    assert len(desk.centre.clients.roster()) == before + 2
    assert desk.screen.page() is desk.screen.list_page


def test_a_column_goes_where_the_user_says(qtbot: QtBot, a_list: Path) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab="import"))
    page = desk.screen.import_page
    page.look_at(a_list)
    settle()
    menu = page.menus["geboren"]
    menu.set_value(None)
    menu.changed.emit()
    settle()
    assert page.preview is not None
    assert page.preview.rejected == ()
    page.run_import()
    settle()
    assert any(row.name == "Jürgen Beispiel" and row.born is None for row in desk.centre.clients.roster())


def test_a_file_that_is_no_list_is_refused_in_one_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot)
    desk.go(Place("cases", tab="import"))
    page = desk.screen.import_page
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no table at all")
    page.look_at(broken)
    settle()
    assert page.banner.isVisible()
    assert page.banner.text.text().startswith("broken.xlsx: ")
    assert not page.import_button.isVisible()
    page.look_at(tmp_path / "missing.csv")
    settle()
    assert page.banner.isVisible()


def test_every_tab_shows_something_for_everybody(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    for fake in FAKES:
        for tab in TABS:
            desk.go(Place("cases", case=fake.case, tab=tab))
        view = desk.screen.case_page.view
        assert view is not None
        assert view.client.id == fake.client
        assert desk.screen.case_page.header.title.text() == f"{fake.given} {fake.family}"
