# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The banner that asks: answers that fit the field, all by keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.offers import FieldInfo, FieldKind
from beratung.offers import OfferService
from beratung.offers.codes import load_codes
from tests.fakes.people import TODAY
from tests.fakes.records import FakeRecords, FixedClock
from tests.ui.audit import assert_accessible
from tests.ui.shell import dress
from ui.models.choices import Choice
from ui.models.dates import add_months
from ui.models.questions import AnswerKind, Question, as_fact, question_for, say_value
from ui.widgets.date_field import DateField
from ui.widgets.picker import Picker
from ui.widgets.question_banner import QuestionBanner

FIELDS = OfferService(FakeRecords(), FixedClock(TODAY)).fields()
CODES = load_codes()


@pytest.fixture
def banner(qtbot: QtBot) -> QuestionBanner:
    dress()
    made = QuestionBanner()
    qtbot.addWidget(made)
    made.resize(1100, 80)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def buttons(banner: QWidget) -> list[QPushButton]:
    return [b for b in banner.findChildren(QPushButton) if b.isVisible()]


def ask(banner: QuestionBanner, kind: AnswerKind, *choices: str) -> None:
    words = tuple(Choice(word, word.title()) for word in choices)
    banner.ask(Question("field", "Was ist?", "Entscheidet viel.", kind, words), TODAY)
    banner.focus_first()


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    del qtbot
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)


def test_yes_and_no(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.YES_NO)
    with qtbot.waitSignal(banner.answered) as yes:
        press(qtbot, Qt.Key.Key_Space)
    with qtbot.waitSignal(banner.answered) as no:
        press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert (yes.args, no.args) == ([True], [False])


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_not_knowing_is_always_an_answer(qtbot: QtBot, banner: QuestionBanner, kind: AnswerKind) -> None:
    ask(banner, kind, "ja", "nein")
    with qtbot.waitSignal(banner.not_known):
        QTest.mouseClick(buttons(banner)[-1], Qt.MouseButton.LeftButton)


def test_a_date_by_how_long_ago(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.DATE)
    press(qtbot, Qt.Key.Key_Space)
    number = banner.findChildren(QSpinBox)[0]
    assert QApplication.focusWidget() is number
    number.setValue(14)
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Return)
    assert answered.args == [add_months(TODAY, -14)]


def test_weeks_ago(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.DATE)
    press(qtbot, Qt.Key.Key_Space)
    banner.findChildren(QSpinBox)[0].setValue(3)
    unit = banner.findChildren(QComboBox)[0]
    unit.setCurrentIndex(unit.findData("week"))
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Return)
    assert answered.args == [TODAY - timedelta(weeks=3)]


def test_a_date_typed_freely(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.DATE)
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    field = banner.findChildren(DateField)[0]
    QTest.keyClicks(field.line, "2.2.26")
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Return)
    assert answered.args == [date(2026, 2, 2)]


def test_nonsense_is_no_answer_and_escape_goes_back(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.DATE)
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    field = banner.findChildren(DateField)[0]
    QTest.keyClicks(field.line, "31.02.2026")
    with qtbot.assertNotEmitted(banner.answered):
        press(qtbot, Qt.Key.Key_Return)
    assert field.shows_problem()
    with qtbot.assertNotEmitted(banner.left):
        press(qtbot, Qt.Key.Key_Escape)
    assert len(buttons(banner)) == 3


def test_few_choices_are_buttons(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.CHOICE, "f", "m", "d")
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert answered.args == ["m"]


def test_many_choices_are_found_by_typing(qtbot: QtBot, banner: QuestionBanner) -> None:
    banner.ask(question_for(FIELDS["residence_status"], CODES), TODAY)
    banner.focus_first()
    picker = banner.findChildren(Picker)[0]
    QTest.keyClicks(picker.line, "60a")
    press(qtbot, Qt.Key.Key_Return)
    assert picker.code() in CODES.statuses
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Return)
    assert answered.args == [picker.code()]


def test_several_choices_come_as_a_list(qtbot: QtBot, banner: QuestionBanner) -> None:
    banner.ask(question_for(FIELDS["foreign_qualification"], CODES), TODAY)
    picker = banner.findChildren(Picker)[0]
    two = tuple(option.value for option in FIELDS["foreign_qualification"].options[:2])
    picker.set_codes(two)
    with qtbot.waitSignal(banner.answered) as answered:
        QTest.mouseClick(buttons(banner)[0], Qt.MouseButton.LeftButton)
    assert answered.args == [two]


def test_a_number_must_be_typed_to_count(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.NUMBER)
    with qtbot.assertNotEmitted(banner.answered):
        press(qtbot, Qt.Key.Key_Return)
    banner.findChildren(QSpinBox)[0].setValue(0)
    with qtbot.waitSignal(banner.answered) as answered:
        press(qtbot, Qt.Key.Key_Return)
    assert answered.args == [0]


def test_a_question_out_of_turn_can_be_left(qtbot: QtBot, banner: QuestionBanner) -> None:
    banner.ask(Question("field", "Was ist?", kind=AnswerKind.CHOICE, choices=tuple(
        Choice(c, c) for c in "abcdef")), TODAY, is_out_of_turn=True)  # fmt: skip
    assert banner.title.text() == "Was ist?"
    banner.focus_first()
    with qtbot.waitSignal(banner.left):
        QTest.keyClick(banner.findChildren(Picker)[0].line, Qt.Key.Key_Tab)
        press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space)


def test_waiting_takes_no_answer(qtbot: QtBot, banner: QuestionBanner) -> None:
    ask(banner, AnswerKind.YES_NO)
    banner.set_waiting(True)
    with qtbot.assertNotEmitted(banner.answered):
        QTest.mouseClick(buttons(banner)[0], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", sorted(name for name, info in FIELDS.items() if not info.is_derived))
def test_every_field_can_be_asked_and_its_values_said(banner: QuestionBanner, name: str) -> None:
    info = FIELDS[name]
    question = question_for(info, CODES)
    banner.ask(question, TODAY)
    assert_accessible(banner)
    assert question.text
    if question.kind in {AnswerKind.CHOICE, AnswerKind.SEVERAL}:
        assert question.choices
        said = [say_value(info, CODES, choice.code) for choice in question.choices]
        assert all(said)


def test_values_in_words() -> None:
    months = FieldInfo(name="m", kind=FieldKind.MONTHS, label="", label_en="", question="", question_en="")
    assert say_value(months, CODES, 36).startswith("36 ")
    assert "999" not in say_value(months, CODES, 999)
    assert say_value(FIELDS["residence_status"], CODES, "ae_24").startswith("§ 24 AufenthG (")
    assert say_value(FIELDS["district_ags"], CODES, "15003000") == "Magdeburg"
    assert say_value(FIELDS["district_ags"], CODES, "15085") == "Harz"
    assert say_value(None, CODES, None) == ""
    assert say_value(None, CODES, True) != say_value(None, CODES, False)


def test_a_day_is_kept_in_its_iso_form() -> None:
    assert as_fact(date(2026, 2, 2)) == "2026-02-02"
    assert as_fact(("a", "b")) == ("a", "b")


def test_every_question_fits_beside_the_rail_of_a_small_window(banner: QuestionBanner) -> None:
    for info in FIELDS.values():
        banner.ask(question_for(info, CODES), TODAY, is_out_of_turn=True)
        assert banner.minimumSizeHint().width() <= 1280 - 196 - 2 * 24, info.name
