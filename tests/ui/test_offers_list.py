# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list under titles: its model, its keys, and what of it is read out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from beratung.domain.offers import Verdict
from tests.ui.shell import dress
from ui import theme
from ui.models.folding import haystack, needles
from ui.models.looks import LOOK, VERDICTS, RowKind, RowLook
from ui.models.sections import KEY, Entry, SectionModel
from ui.widgets.section_list import SectionList


def entry(key: str, section: str = "", verdict: Verdict = Verdict.YES, detail: str = "§ 1") -> Entry:
    sign = VERDICTS[verdict]
    look = RowLook(f"Angebot {key}", detail, sign)
    return Entry(key, section, look, f"Angebot {key}, {sign.label}", haystack(f"Angebot {key}"))


ENTRIES = (entry("eins", "Bildung"), entry("zwei", "Bildung", Verdict.UNKNOWN), entry("drei", "Arbeit"))
FOLDED = (entry("vier", verdict=Verdict.NO), entry("fünf", verdict=Verdict.NO))


@pytest.fixture
def model(qapp: QApplication) -> SectionModel:
    dress()
    made = SectionModel()
    made.show(ENTRIES, FOLDED, "Derzeit nicht · %(n)d")
    return made


@pytest.fixture
def view(qtbot: QtBot, model: SectionModel) -> SectionList:
    made = SectionList(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(420, 360)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def kinds(model: SectionModel) -> list[RowKind]:
    return [model.index(row).data(LOOK).kind for row in range(model.rowCount())]


def test_model_keeps_the_rules_of_qt(model: SectionModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    model.open_fold(True)
    model.search(needles("angebot"))
    model.mark_changed({"eins": "war offen"})
    model.clear()


def test_titles_stand_once_before_their_rows_and_cannot_be_chosen(model: SectionModel) -> None:
    section, row, fold = RowKind.SECTION, RowKind.ROW, RowKind.FOLD
    assert kinds(model) == [section, row, row, section, row, fold]
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEnabled
    assert model.shown_keys() == ("eins", "zwei", "drei")


def test_fold_counts_what_it_hides_and_shows_it_when_opened(model: SectionModel) -> None:
    fold = model.index(model.rowCount() - 1)
    assert fold.data() == "Derzeit nicht · 2"
    assert model.row_of("vier") == -1
    model.open_fold(True)
    assert model.shown_keys()[-2:] == ("vier", "fünf")


def test_search_finds_in_what_is_folded_away(model: SectionModel) -> None:
    model.search(needles("FUENF"))
    assert model.shown_keys() == ("fünf",)
    model.search(needles("eins angebot"))
    assert model.shown_keys() == ("eins",)
    model.search(())
    assert model.shown_keys() == ("eins", "zwei", "drei")


def test_a_change_is_marked_by_a_word_and_a_tint(model: SectionModel) -> None:
    model.mark_changed({"zwei": "war möglich"})
    look = model.index(model.row_of("zwei")).data(LOOK)
    assert (look.before, look.glow) == ("war möglich", 1.0)
    model.set_glow(0.25)
    assert model.index(model.row_of("zwei")).data(LOOK).glow == 0.25
    model.mark_changed({})
    assert model.index(model.row_of("zwei")).data(LOOK).before == ""


def test_arrows_skip_titles_and_ends_are_reached(view: SectionList) -> None:
    assert view.current_key() == "eins"
    for key, expected in (
        (Qt.Key.Key_Down, "zwei"),
        (Qt.Key.Key_Down, "drei"),
        (Qt.Key.Key_Up, "zwei"),
        (Qt.Key.Key_Home, "eins"),
        (Qt.Key.Key_End, ""),
    ):
        QTest.keyClick(view, key)
        assert view.current_key() == expected
    assert view.currentIndex().data(LOOK).kind is RowKind.FOLD


def is_fold_open(model: SectionModel) -> bool:
    return model.is_fold_open


def test_fold_opens_and_closes_by_keyboard(view: SectionList, model: SectionModel) -> None:
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert is_fold_open(model)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current_key() == "vier"
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert not is_fold_open(model)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert is_fold_open(model)


def test_letters_jump_to_a_row(view: SectionList) -> None:
    QTest.keyClicks(view, "Angebot d")
    assert view.current_key() == "drei"


def test_enter_opens_and_tells_the_key(qtbot: QtBot, view: SectionList) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["zwei"]


def test_chosen_is_told_once_and_not_when_set_by_the_program(view: SectionList) -> None:
    told: list[str] = []
    view.chosen.connect(told.append)
    view.choose("drei")
    assert told == []
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert told == ["zwei"]


def test_a_screen_reader_hears_the_verdict(view: SectionList, model: SectionModel) -> None:
    interface = QAccessible.queryAccessibleInterface(view)
    row = model.row_of("zwei")
    child = interface.child(row)
    assert child.text(QAccessible.Text.Name) == f"Angebot zwei, {VERDICTS[Verdict.UNKNOWN].label}"
    assert child.text(QAccessible.Text.Description) == "§ 1"


def test_keys_of_titles_are_empty(model: SectionModel) -> None:
    assert model.index(0).data(KEY) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chosen_row_looks_other_than_the_rest(view: SectionList, scheme: str) -> None:
    dress(scheme)
    view.choose("zwei")
    picture = view.viewport().grab().toImage()
    place = view.visualRect(view.currentIndex())
    soft = theme.colours().accent_soft.lower()
    assert picture.pixelColor(place.left() + 8, place.top() + 4).name() == soft
    assert picture.pixelColor(place.left() + 1, place.center().y()).name() == theme.colours().accent.lower()
    dress()


def test_a_row_that_is_out_of_sight_is_brought_into_sight(view: SectionList, model: SectionModel) -> None:
    model.show([entry(f"zeile{n}") for n in range(77)])
    assert view.choose("zeile60")
    place = view.visualRect(view.currentIndex())
    assert view.viewport().rect().contains(place)
    before = view.verticalScrollBar().value()
    view.choose("zeile61")
    assert view.verticalScrollBar().value() == before
    assert not view.choose("gibt es nicht")
