# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The fields by themselves, worked by keys as a person does."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.cases import GermanLevel, GermanSkill
from beratung.domain.codes import Codes
from beratung.domain.people import Birth, Language, Name, NameKind, Precision
from beratung.offers.codes import load_codes
from tests.ui import audit
from tests.ui.shell import dress
from ui import language
from ui.models import dates
from ui.models.choices import languages, municipalities, nationalities, statuses, topics
from ui.widgets.date_field import BirthField, DateField
from ui.widgets.form import Field, Form
from ui.widgets.inputs import Menu, NumberField, TextBox, TextLine, Tick, said
from ui.widgets.language_rows import GermanEditor, language_rows
from ui.widgets.name_editor import NameEditor, NameRow
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments, TriState

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    dates.follow(lambda: TODAY)
    yield
    dates.follow(date.today)


@pytest.fixture(scope="module")
def codes() -> Codes:
    return load_codes()


@pytest.fixture
def stage(qtbot: QtBot) -> QWidget:
    """Return a shown window with a button to leave a field for."""
    dress(spoken="en")
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 500)
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("elsewhere"))
    window.show()
    window.activateWindow()
    return window


def put(stage: QWidget, field: QWidget) -> None:
    """Show a field on the stage and give it the keyboard."""
    layout = stage.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()
    field.setFocus()


def leave(stage: QWidget) -> None:
    """Put the keyboard elsewhere."""
    button = stage.findChild(QPushButton)
    assert button is not None
    button.setFocus()


def test_a_date_is_written_out_when_it_is_left(stage: QWidget) -> None:
    field = DateField()
    put(stage, field)
    QTest.keyClicks(field.line, "12.3.92")
    assert field.value() == date(1992, 3, 12)
    assert field.line.text() == "12.3.92"
    leave(stage)
    assert field.line.text() == "12.03.1992"


def test_a_date_says_quietly_what_it_understood(stage: QWidget) -> None:
    field = DateField()
    put(stage, field)
    QTest.keyClicks(field.line, "in 2 Wochen")
    assert field.line.accessibleDescription() == "Tue, 08.12.2026"
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.line.text() == "08.12.2026"
    assert field.line.accessibleDescription() == "Tue, in 14 days"


def test_a_date_complains_only_when_typing_has_ended(stage: QWidget) -> None:
    field = DateField()
    put(stage, field)
    QTest.keyClicks(field.line, "31.02.")
    assert field.problem()
    assert not field.shows_problem()
    leave(stage)
    assert field.shows_problem()
    assert field.problem() == "There is no 31.02. in the calendar."
    assert field.line.property("tone") == "invalid"
    assert field.value() is None


def test_a_birth_in_the_future_is_refused(stage: QWidget) -> None:
    field = BirthField()
    put(stage, field)
    QTest.keyClicks(field.date.line, "25.11.2026")
    leave(stage)
    assert field.problem() == "This date lies in the future."
    assert field.value() is None


def test_arrows_move_a_date(stage: QWidget) -> None:
    field = DateField()
    put(stage, field)
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    assert field.value() == TODAY
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    QTest.keyClick(field.line, Qt.Key.Key_PageDown)
    assert field.value() == date(2026, 10, 25)


def test_the_calendar_opens_by_key_and_gives_its_day_back(stage: QWidget, qtbot: QtBot) -> None:
    field = DateField()
    put(stage, field)
    field.set_value(date(2026, 12, 8))
    QTest.keyClick(field.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field.calendar
    assert calendar is not None
    assert calendar.selectedDate().toPython() == date(2026, 12, 8)
    calendar.setSelectedDate(calendar.selectedDate().addDays(1))
    calendar.activated.emit(calendar.selectedDate())
    assert field.value() == date(2026, 12, 9)


def test_a_year_alone_is_a_birth_by_year(stage: QWidget) -> None:
    field = BirthField()
    put(stage, field)
    QTest.keyClicks(field.date.line, "1992")
    leave(stage)
    assert field.value() == Birth(on=date(1992, 1, 1), precision=Precision.YEAR)
    assert field.date.line.text() == "1992"
    assert "33 years old" in field.date.line.accessibleDescription()
    field.set_value(Birth(on=date(1980, 5, 4), precision=Precision.ESTIMATED))
    assert field.value() == Birth(on=date(1980, 5, 4), precision=Precision.ESTIMATED)


def test_precision_is_chosen_by_arrows(stage: QWidget) -> None:
    field = BirthField()
    put(stage, field)
    QTest.keyClicks(field.date.line, "4.5.80")
    QTest.keyClick(field.date.line, Qt.Key.Key_Tab)
    strip = stage.focusWidget()
    assert strip is not None
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert field.value() == Birth(on=date(1980, 5, 4), precision=Precision.ESTIMATED)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("syr", "475"), ("سوريا", "475"), ("475", "475"), ("türk", "163"), ("turk", "163"), ("SY", "475")],
)
def test_a_nationality_is_found_in_any_spelling(stage: QWidget, codes: Codes, typed: str, code: str) -> None:
    picker = Picker(lambda: nationalities(codes), several=True)
    put(stage, picker)
    picker.line.insert(typed)
    picker.line.textEdited.emit(picker.line.text())
    assert picker.is_open()
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert picker.codes() == (code,)
    assert not picker.is_open()
    assert picker.line.text() == ""


def test_several_are_picked_and_taken_out_by_keys(stage: QWidget, codes: Codes, qtbot: QtBot) -> None:
    picker = Picker(lambda: nationalities(codes), several=True)
    put(stage, picker)
    for word in ("syri", "afgh"):
        QTest.keyClicks(picker.line, word)
        QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert picker.codes() == ("475", "423")
    with qtbot.waitSignal(picker.changed):
        QTest.keyClick(picker.line, Qt.Key.Key_Backspace)
    assert picker.codes() == ("475",)
    QTest.keyClick(picker.line, Qt.Key.Key_Tab)
    chip = stage.focusWidget()
    assert chip is not None
    assert audit.name_of(chip) == "Remove Syria"
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert picker.codes() == ()
    assert picker.line.hasFocus()


def test_arrows_choose_and_escape_closes(stage: QWidget, codes: Codes) -> None:
    picker = Picker(lambda: languages(codes))
    put(stage, picker)
    picker.set_code("ar")
    QTest.keyClick(picker.line, Qt.Key.Key_Down)
    assert picker.is_open()
    QTest.keyClick(picker.line, Qt.Key.Key_Escape)
    assert not picker.is_open()
    assert picker.code() == "ar"
    QTest.keyClick(picker.line, Qt.Key.Key_Down)
    QTest.keyClick(picker.line, Qt.Key.Key_Down)
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert picker.code() not in ("ar", None)


def test_what_the_list_does_not_have_is_said(stage: QWidget, codes: Codes) -> None:
    picker = Picker(lambda: languages(codes))
    put(stage, picker)
    QTest.keyClicks(picker.line, "Klingonisch")
    assert not picker.is_open()
    leave(stage)
    assert picker.problem() == "Please choose an entry of the list."
    assert picker.code() is None


def test_the_only_match_is_taken_on_leaving(stage: QWidget, codes: Codes) -> None:
    picker = Picker(lambda: languages(codes))
    put(stage, picker)
    QTest.keyClicks(picker.line, "tigrinja")
    leave(stage)
    assert picker.code() == "ti"
    assert not picker.line.hasFocus()


def test_a_free_picker_only_suggests(stage: QWidget, codes: Codes) -> None:
    picker = Picker(lambda: languages(codes), is_free=True)
    put(stage, picker)
    QTest.keyClicks(picker.line, "Amt")
    leave(stage)
    assert picker.code() == "Amt"
    picker.set_code("Jugendamt")
    assert picker.line.text() == "Jugendamt"


def test_a_status_is_found_by_paragraph_and_a_place_by_its_district(codes: Codes) -> None:
    dress(spoken="de")
    found = Picker(lambda: statuses(codes))
    assert "ae_25_2_fl" in [c.code for c in found.found("25 abs. 2 flücht")]
    places = Picker(lambda: municipalities(codes))
    assert {c.detail for c in places.found("harz")} >= {"Harz"}
    assert all(c.group for c in topics(codes))


def test_three_answers_by_arrows(stage: QWidget, qtbot: QtBot) -> None:
    field = TriState()
    put(stage, field)
    assert field.value() is None
    strip = stage.focusWidget()
    assert strip is not None
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(strip, Qt.Key.Key_Left)
    assert field.value() is False
    field.set_value(True)
    assert field.value() is True


def test_a_number_with_a_comma_and_thousands(stage: QWidget) -> None:
    field = NumberField(is_whole=False, most=10_000)
    put(stage, field)
    QTest.keyClicks(field, "1.200,50")
    assert field.value() == 1200.5
    field.set_value(1.2)
    assert field.text() == "1,2"
    field.set_value(None)
    QTest.keyClicks(field, "viel")
    leave(stage)
    assert field.problem() == "Please type a number."
    whole = NumberField(most=90)
    whole.setText("1,5")
    assert whole.problem() == "Please type a whole number."
    whole.setText("91")
    assert whole.problem() == "Please type a number from 0 to 90."
    whole.setText("1.200")
    assert NumberField().value() is None
    assert whole.problem() == "Please type a number from 0 to 90."


def test_a_name_in_another_script_runs_its_own_way(stage: QWidget) -> None:
    row = NameRow()
    put(stage, row)
    row.text.line.insert("أمل")
    row.text.line.textEdited.emit("أمل")
    assert row.kind.value() is NameKind.ORIGINAL_SCRIPT
    assert row.text.chip.text == "Arabic script"
    assert row.text.line.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert row.value() == Name(text="أمل", kind=NameKind.ORIGINAL_SCRIPT, script="Arab")


@pytest.mark.parametrize("name", ["Łącki", "Đặng", "J̌ǎn", "O’Neill", "Çağla-Şükriye", "Ꞌeua", "n̂a"])
def test_names_of_din_91379_survive(stage: QWidget, name: str) -> None:
    editor = NameEditor()
    put(stage, editor)
    editor.given.line.setText(name)
    import unicodedata

    assert editor.value()[0].text == unicodedata.normalize("NFC", name)


def test_names_come_back_as_they_were(stage: QWidget) -> None:
    editor = NameEditor()
    names = (
        Name(text="Amal Nur", kind=NameKind.GIVEN, script="Latn"),
        Name(text="Musterfrau", kind=NameKind.FAMILY, script="Latn"),
        Name(text="Probe", kind=NameKind.BIRTH, script="Latn"),
        Name(text="أمل", kind=NameKind.ORIGINAL_SCRIPT, script="Arab"),
    )
    editor.set_value(names)
    assert editor.value() == names


def test_languages_and_levels_come_back_as_they_were(stage: QWidget, codes: Codes) -> None:
    rows = language_rows(codes)
    put(stage, rows)
    spoken = (Language(code="ar", spoken="C2", interpreter=True), Language(code="en"))
    rows.set_values(spoken)
    assert rows.values() == spoken
    german = GermanEditor()
    levels = (
        GermanLevel(
            skill=GermanSkill.OVERALL, level="A2", source="certificate", on=TODAY - timedelta(days=9)
        ),
        GermanLevel(skill=GermanSkill.SPEAKING, level="B1", source="self_estimate"),
        GermanLevel(skill=GermanSkill.OVERALL, level="A1", source="test"),
    )
    german.set_value(levels)
    assert german.value() == levels


def test_rows_are_added_and_taken_away_by_keys(stage: QWidget, codes: Codes) -> None:
    rows = language_rows(codes)
    put(stage, rows)
    rows.set_values([Language(code="ar")])
    rows.add_button.setFocus()
    QTest.keyClick(rows.add_button, Qt.Key.Key_Space)
    assert len(rows.rows) == 2
    focused = stage.focusWidget()
    assert focused is not None
    assert rows.rows[1].isAncestorOf(focused)
    QTest.keyClicks(focused, "dari")
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert [x.code for x in rows.values()] == ["ar", "fa-AF"]
    rows.removers[0].click()
    assert [x.code for x in rows.values()] == ["fa-AF"]


def test_a_field_says_what_is_wrong_below_itself(stage: QWidget) -> None:
    field = Field("Born", BirthField())
    put(stage, field)
    field.widget.setFocus()
    birth = field.widget
    assert isinstance(birth, BirthField)
    QTest.keyClicks(birth.date.line, "31.02.2020")
    assert not field.message.isVisible()
    leave(stage)
    assert field.message.isVisible()
    assert field.message.text() == "There is no 31.02. in the calendar."
    field.set_problem("from the service")
    birth.date.line.clear()
    leave(stage)
    assert not field.message.isVisible()


def test_alt_and_a_letter_go_to_a_group(stage: QWidget) -> None:
    form = Form()
    first = form.add_group("&Person")
    second = form.add_group("&Work")
    one, other = TextLine(), TextLine()
    first.add_field("Name", one)
    second.add_field("Job", other)
    put(stage, form)
    one.setFocus()
    QTest.keyClick(stage, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert other.hasFocus()
    assert audit.name_of(other) == "Job"


def test_a_form_goes_to_what_is_wrong(stage: QWidget) -> None:
    form = Form()
    group = form.add_group("&Person")
    name, born = TextLine(), DateField()
    group.add_field("Name", name)
    group.add_field("Born", born)
    put(stage, form)
    born.line.setText("31.02.2020")
    name.setFocus()
    assert not form.tell()
    assert born.line.hasFocus()
    born.line.setText("")
    assert form.tell()


def test_a_menu_keeps_what_it_does_not_know_and_ignores_the_wheel(stage: QWidget) -> None:
    menu: Menu[str] = Menu(said([("a", "one"), ("b", "two")]))
    put(stage, menu)
    menu.set_value("zzz")
    assert menu.value() == "zzz"
    menu.set_value("a")
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert menu.value() == "b"


def test_tab_leaves_a_box_of_text(stage: QWidget) -> None:
    box, after = TextBox(), Tick("agreed")
    put(stage, box)
    put(stage, after)
    box.setFocus()
    QTest.keyClicks(box, "some words")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert box.value() == "some words"
    QTest.keyClick(after, Qt.Key.Key_Space)
    assert after.value()


def test_fields_speak_another_language_at_once(stage: QWidget, codes: Codes) -> None:
    picker = Picker(lambda: nationalities(codes), several=True)
    put(stage, picker)
    picker.set_codes(["475"])
    assert picker.accessibleDescription() == "Syria"
    language.switch(dress(), "de")
    picker.retranslate()
    assert picker.accessibleDescription() == "Syrien"


def test_a_strip_paints_and_names_itself(stage: QWidget) -> None:
    strip: Segments[str] = Segments(lambda: [("a", "one"), ("b", "two")], "b")
    put(stage, strip)
    strip.set_name("Which")
    assert strip.value() == "b"
    assert [audit.name_of(s) for s in strip.segments] == ["one", "two"]
    assert not strip.grab().isNull()
