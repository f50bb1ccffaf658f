# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The Postbuch in the window: what left the house, the letter as it went out, and what became of it."""

from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Letter, ReferralOutcome, ReleaseField
from tests.fakes.centre import FakeCentre
from tests.fakes.people import AMAL, FAKES
from tests.ui.audit import assert_accessible
from tests.ui.shell import open_window, settle
from ui.main_window import MainWindow
from ui.models.looks import LOOK, RowKind, RowLook
from ui.screens.letters import printing
from ui.screens.letters.outcome import SIGNS
from ui.screens.letters.postbook import Answer, PostbookView
from ui.screens.letters.screen import LettersScreen
from ui.session import Place
from ui.workspace import Workspace


def send(centre: FakeCentre, person: int, offer: str) -> Letter:
    """Make a letter for a client's own hand."""
    letters = centre.letters
    plan = letters.plan_referral(
        FAKES[person].case, centre.offers.offer(offer), to_client=True, concern="Bitte."
    )
    return letters.issue(plan, (ReleaseField.NAME,)).letter


class Opened:
    """A window on the Postbuch with three letters."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window: MainWindow
        self.workspace: Workspace
        self.centre: FakeCentre
        self.window, self.workspace, self.centre = open_window(qtbot)
        self.window.speak("en")
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.first = send(self.centre, 0, "ik_anspruch")
        self.second = send(self.centre, 1, "jmd")
        self.third = send(self.centre, 0, "kindergeld")
        self.workspace.go(Place("letters"))
        settle()

    @property
    def book(self) -> PostbookView:
        """The Postbuch."""
        return cast("LettersScreen", self.workspace.shown()).postbook

    def look(self, letter: Letter) -> RowLook:
        """How the row of a letter looks."""
        look = self.book.model.index(self.book.model.row_of(str(letter.id))).data(LOOK)
        assert isinstance(look, RowLook)
        return look


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def outcome_of(opened: Opened, letter: Letter) -> ReferralOutcome:
    return next(r.outcome for r in opened.centre.cases.referrals() if r.letter == letter.id)


def test_letters_stand_newest_first_under_their_month(opened: Opened) -> None:
    model = opened.book.model
    assert model.shown_keys() == tuple(str(x.id) for x in (opened.third, opened.second, opened.first))
    title = model.index(0).data(LOOK)
    assert title.kind is RowKind.SECTION
    assert title.title == "November 2026"
    row = opened.look(opened.second)
    assert row.title == opened.second.recipient
    for part in (f"No. {opened.second.number}", "23.11.2026", "Oleksandr Beispielenko", "handed over"):
        assert part in row.detail
    assert row.sign == SIGNS[ReferralOutcome.OPEN]


def test_the_letter_is_shown_as_it_went_out(opened: Opened) -> None:
    view = opened.book
    assert view.list.current_key() == str(opened.third.id)
    assert view.preview.canvas.pdf == opened.centre.letters.letter(opened.third.id).pdf
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_End)
    settle()
    assert view.preview.canvas.pdf == opened.centre.letters.letter(opened.first.id).pdf
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.preview.canvas


def test_rail_counts_the_letters_without_an_answer(opened: Opened) -> None:
    counted: list[tuple[str, int]] = []
    opened.workspace.session.counted.connect(lambda room, n: counted.append((room, n)))
    opened.centre.cases.set_outcome(_referral(opened, opened.first), ReferralOutcome.ACCEPTED, "")
    settle()
    assert "2 awaiting an answer" in opened.book.header.subtitle.text()
    assert counted[-1] == ("letters", 2)


def _referral(opened: Opened, letter: Letter) -> UUID:
    return next(r.id for r in opened.centre.cases.referrals() if r.letter == letter.id)


def test_outcome_is_set_here_and_can_be_taken_back(opened: Opened) -> None:
    line = opened.book.outcome
    assert not line.store.isEnabled()
    line.outcome.set_value(ReferralOutcome.WAITING_LIST)
    line.outcome.changed.emit()
    line.note.setFocus()
    QTest.keyClicks(line.note, "Platz 12")
    QTest.keyClick(line.note, Qt.Key.Key_Return)
    settle()
    stored = next(r for r in opened.centre.cases.referrals() if r.letter == opened.third.id)
    assert (stored.outcome, stored.note) == (ReferralOutcome.WAITING_LIST, "Platz 12")
    assert opened.look(opened.third).sign == SIGNS[ReferralOutcome.WAITING_LIST]
    opened.workspace.undo()
    settle()
    assert outcome_of(opened, opened.third) is ReferralOutcome.OPEN
    assert line.outcome.value() is ReferralOutcome.OPEN


def test_filter_by_answer_and_search_by_number_name_and_recipient(qtbot: QtBot, opened: Opened) -> None:
    view = opened.book
    opened.centre.cases.set_outcome(_referral(opened, opened.first), ReferralOutcome.DECLINED, "")
    settle()
    view.filter.switch(frozenset({Answer.KNOWN}))
    view.filter.switched.emit()
    assert view.model.shown_keys() == (str(opened.first.id),)
    view.filter.switch(frozenset(Answer))
    view.filter.switched.emit()
    QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.filter.search.hasFocus()
    for typed, expected in (("musterfrau", {opened.first, opened.third}), ("beispielenko", {opened.second})):
        view.filter.search.clear()
        QTest.keyClicks(view.filter.search, typed)
        qtbot.waitUntil(lambda: not view.filter.is_waiting)
        settle()
        assert set(view.model.shown_keys()) == {str(letter.id) for letter in expected}


def test_a_place_names_a_letter(opened: Opened) -> None:
    opened.workspace.go(Place("letters", record=opened.first.id))
    settle()
    assert opened.book.list.current_key() == str(opened.first.id)
    screen = opened.workspace.shown()
    assert screen is not None
    assert screen.current_place() == Place("letters", record=opened.first.id)


def test_saved_file_is_the_stored_letter_and_its_name_names_nobody(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_parent: object, suggested: str) -> Path:
        asked.append(suggested)
        return tmp_path / "brief.pdf"

    monkeypatch.setattr(printing, "ask_path", ask)
    QTest.keyClick(opened.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert (tmp_path / "brief.pdf").read_bytes() == opened.centre.letters.letter(opened.third.id).pdf
    assert asked == [opened.centre.letters.suggested_name(opened.third.number)]


def test_link_leads_to_the_case(opened: Opened) -> None:
    opened.book.case_button.click()
    settle()
    here = opened.workspace.history.here
    assert here is not None
    assert (here.room, here.case, here.tab, here.record) == ("cases", AMAL.case, "documents", opened.third.id)


def test_new_letter_appears_by_itself(opened: Opened) -> None:
    new = send(opened.centre, 2, "jmd")
    settle()
    assert opened.book.model.shown_keys()[0] == str(new.id)
    assert opened.book.list.current_key() == str(opened.third.id)


def test_empty_postbook_says_what_will_stand_here(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    workspace.go(Place("letters"))
    settle()
    book = cast("LettersScreen", workspace.shown()).postbook
    assert not book.list.isVisible()
    assert not book.preview.isVisible()
    assert_accessible(workspace)


def test_locking_forgets_all_letters(opened: Opened) -> None:
    book = opened.book
    opened.workspace.session.about_to_lock.emit()
    assert book.model.rowCount() == 0
    assert book.current() is None
    assert book.preview.canvas.pdf == b""


@pytest.mark.parametrize("spoken", ["de", "en"])
def test_nothing_is_out_of_reach(opened: Opened, spoken: str) -> None:
    opened.window.speak(spoken)
    assert_accessible(opened.workspace)
    opened.window.speak("de")


def test_outcomes_are_told_by_sign_and_word(opened: Opened) -> None:
    del opened
    assert set(SIGNS) == set(ReferralOutcome)
    assert len({sign.word for sign in SIGNS.values()}) == len(SIGNS)
    assert len({sign.icon for sign in SIGNS.values()}) == len(SIGNS)
