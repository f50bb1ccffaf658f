# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Offers" of a case, over the real rules: what is shown, asked, answered and taken back."""

import time
from typing import TypeVar, cast

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Consent, ReleaseField
from beratung.domain.errors import RecordConflict
from beratung.domain.offers import Matching, OfferMatch, Verdict
from beratung.domain.work import Changes
from tests.fakes.centre import FakeCentre
from tests.fakes.people import AMAL, TODAY, an_id
from tests.ui.audit import assert_accessible
from tests.ui.shell import open_window, settle
from ui.main_window import MainWindow
from ui.models.looks import LOOK, VERDICTS
from ui.screens.cases.screen import CasesScreen
from ui.screens.offers.case_offers import CaseOffers
from ui.screens.offers.matches import Catalogue, count, proposed, what_changed
from ui.screens.offers.trees import combine, decide, telling, tree
from ui.session import Place
from ui.widgets.criterion_line import CriterionGroup, CriterionLine
from ui.widgets.labels import Text
from ui.workspace import Workspace

W = TypeVar("W", bound=QWidget)


class Opened:
    """A window on the offers of one case."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window: MainWindow
        self.workspace: Workspace
        self.centre: FakeCentre
        self.window, self.workspace, self.centre = open_window(qtbot)
        self.window.speak("en")
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.workspace.go(Place("cases", case=AMAL.case, tab="offers"))
        settle()
        screen = cast("CasesScreen", self.workspace.shown())
        self.offers: CaseOffers = screen.case_page.offers

    def matching(self) -> Matching:
        """What the rules say of the case now."""
        return self.centre.match(AMAL.case, TODAY)

    def asked(self) -> str:
        """The field that is asked for now."""
        question = self.offers.banner.question
        return question.field if question is not None else ""

    def ask_yes_no(self) -> str:
        """Ask for a field of yes or no that some open offer needs, and return it."""
        fields = self.centre.offers.fields()
        for match in self.matching().offers:
            for name in match.missing:
                info = fields[name]
                if info.kind == "yes_no" and not info.home and not (info.is_derived or info.is_sensitive):
                    self.select(match.offer)
                    self.offers.ask_field(name)
                    settle()
                    return name
        raise AssertionError("no such field")

    def select(self, offer: str) -> None:
        """Show an offer and let its card be laid out."""
        self.offers.select_offer(offer)
        settle()

    def live(self, kind: type[W]) -> list[W]:
        """The widgets of a kind on the card that is shown."""
        detail = self.offers.detail
        return [found for found in detail.findChildren(kind) if found.isVisibleTo(detail)]

    def press(self, label: str) -> None:
        """Press a button of the banner."""
        buttons = [b for b in self.offers.banner.findChildren(QPushButton) if b.isVisible()]
        next(b for b in buttons if b.text() == label).click()
        settle()


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def test_every_offer_is_there_and_counted(opened: Opened) -> None:
    matching = opened.matching()
    numbers = count(matching)
    note = opened.offers.card.note.text()
    assert f"{numbers[Verdict.YES]} possible" in note
    assert f"{numbers[Verdict.UNKNOWN]} open" in note
    assert f"{matching.law_as_of:%d.%m.%Y}" in note
    opened.offers.model.open_fold(True)
    assert set(opened.offers.model.shown_keys()) == {m.offer for m in proposed(matching)}


def test_what_is_not_possible_is_folded_away_but_counted(opened: Opened) -> None:
    matching = opened.matching()
    no = {m.offer for m in proposed(matching) if m.verdict is Verdict.NO}
    assert no
    assert not no & set(opened.offers.model.shown_keys())
    fold = opened.offers.model.index(opened.offers.model.rowCount() - 1)
    assert str(len(no)) in fold.data()


def test_rows_show_sign_word_and_reason(opened: Opened) -> None:
    for match in proposed(opened.matching()):
        row = opened.offers.model.row_of(match.offer)
        if match.verdict is Verdict.NO:
            continue
        look = opened.offers.model.index(row).data(LOOK)
        assert look.sign == VERDICTS[match.verdict]
        assert look.title == match.name
        assert look.detail


def test_possible_offers_come_first_in_their_section(opened: Opened) -> None:
    model = opened.offers.model
    seen: list[str] = []
    for row in range(model.rowCount()):
        look = model.index(row).data(LOOK)
        if look.sign is None:
            seen = []
        elif look.sign == VERDICTS[Verdict.YES]:
            assert VERDICTS[Verdict.UNKNOWN].word not in seen
        seen += [look.sign.word] if look.sign else []


def test_detail_gives_every_decisive_condition_with_its_sign(opened: Opened) -> None:
    match = next(m for m in opened.matching().offers if m.offer == "ik_anspruch")
    opened.select("ik_anspruch")
    assert opened.offers.detail.match == match
    said = {line.accessibleName() for line in opened.live(CriterionLine)}
    for part in tree(match.criteria):
        sign = VERDICTS[decide(part)].label
        texts = {f"{sign}: {c.text_en or c.text}" for c in part.items()}
        assert {text.casefold() for text in texts} & {text.casefold() for text in said}


def test_groups_say_that_one_suffices(opened: Opened) -> None:
    opened.select("ik_anspruch")
    before = len(opened.live(CriterionLine))
    next(b for b in opened.live(QPushButton) if "other way" in b.text()).click()
    settle()
    assert any("One of these is enough" in group.accessibleName() for group in opened.live(CriterionGroup))
    assert len(opened.live(CriterionLine)) > before


def test_facts_are_shown_with_source_and_day(opened: Opened) -> None:
    opened.select("ik_anspruch")
    lines = [line.detail.text().replace("\N{NO-BREAK SPACE}", " ") for line in opened.live(CriterionLine)]
    assert any("eAT seen on 12.10.2026" in line for line in lines)
    assert any("A2" in line and "certificate seen on 03.06.2026" in line for line in lines)


def test_contact_is_never_invented(opened: Opened) -> None:
    opened.select("jmd")
    assert "No contact recorded." in [label.text() for label in opened.live(Text)]


def test_answer_changes_the_list_in_place_and_is_marked(opened: Opened) -> None:
    field = opened.ask_yes_no()
    before = opened.matching()
    opened.press("Yes")
    after = opened.matching()
    changed = what_changed(before, after)
    assert changed
    fact = opened.centre.cases.show(AMAL.case).case.facts[field]
    assert (fact.value, fact.source, fact.on) == (True, "client", TODAY)
    model = opened.offers.model
    model.open_fold(True)
    for offer, word in changed.items():
        look = model.index(model.row_of(offer)).data(LOOK)
        verdict = next(m.verdict for m in after.offers if m.offer == offer)
        assert look.sign == VERDICTS[verdict]
        assert look.before == word
    note = opened.offers.card.note.text()
    assert f"{count(after)[Verdict.UNKNOWN]} open" in note


def test_the_proposed_question_moves_on_after_an_answer(opened: Opened) -> None:
    first = opened.asked()
    proposed_first = opened.matching().next_question
    assert proposed_first is not None
    assert first == proposed_first.fact
    opened.press("I do not know")
    proposed_next = opened.matching().next_question
    assert proposed_next is not None
    assert opened.asked() == proposed_next.fact != first
    assert opened.centre.cases.show(AMAL.case).case.facts[first].value is None


def test_undo_brings_back_the_case_as_it_was(opened: Opened) -> None:
    before = opened.centre.cases.show(AMAL.case)
    matched = opened.matching()
    opened.ask_yes_no()
    opened.press("No")
    assert opened.centre.cases.show(AMAL.case).case.facts != before.case.facts
    opened.workspace.undo()
    settle()
    after = opened.centre.cases.show(AMAL.case)
    assert after.case.facts == before.case.facts
    assert [m.verdict for m in opened.matching().offers] == [m.verdict for m in matched.offers]


def test_undo_of_a_birth_date_restores_the_person(opened: Opened) -> None:
    before = opened.centre.cases.show(AMAL.case).client
    opened.offers.ask_field("age")
    opened.press("Enter a date")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "3.4.1971")
    QTest.keyClick(focus, Qt.Key.Key_Return)
    settle()
    changed = opened.centre.cases.show(AMAL.case).client
    assert changed.born is not None
    assert changed.born.on.year == 1971
    opened.workspace.undo()
    settle()
    again = opened.centre.cases.show(AMAL.case).client
    assert msgspec.structs.replace(again, version=0) == msgspec.structs.replace(before, version=0)


def test_undo_is_refused_when_somebody_changed_the_case_since(opened: Opened) -> None:
    opened.ask_yes_no()
    opened.press("Yes")
    case = opened.centre.cases.show(AMAL.case).case
    opened.centre.cases.change(msgspec.structs.replace(case, counsellor="kollege"))
    settle()
    facts = opened.centre.cases.show(AMAL.case).case.facts
    opened.workspace.undo()
    settle()
    assert opened.centre.cases.show(AMAL.case).case.facts == facts
    assert opened.offers.problem.isVisible()


def test_a_refused_answer_says_so_and_can_be_given_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = opened.ask_yes_no()

    def refuse(*_what: object) -> Changes:
        raise RecordConflict

    with monkeypatch.context() as while_refused:
        while_refused.setattr(opened.centre.cases, "answer", refuse)
        opened.press("Yes")
    assert opened.offers.problem.isVisible()
    assert opened.asked() == field
    opened.press("Yes")
    assert not opened.offers.problem.isVisible()
    assert opened.centre.cases.show(AMAL.case).case.facts[field].value is True


def test_change_made_elsewhere_is_matched_anew(opened: Opened) -> None:
    case = opened.centre.cases.show(AMAL.case).case
    opened.centre.cases.change(msgspec.structs.replace(case, residence=()))
    settle()
    assert f"{count(opened.matching())[Verdict.UNKNOWN]} open" in opened.offers.card.note.text()


def test_change_is_noticed_even_if_nobody_brings_the_case_along(qtbot: QtBot, opened: Opened) -> None:
    alone = CaseOffers(opened.workspace.session, opened.window)
    alone.show_case(opened.centre.cases.show(AMAL.case))
    settle()
    case = opened.centre.cases.show(AMAL.case).case
    opened.centre.cases.change(msgspec.structs.replace(case, residence=()))
    expected = f"{count(opened.matching())[Verdict.UNKNOWN]} open"
    qtbot.waitUntil(lambda: expected in alone.card.note.text())


def test_one_answer_is_matched_once(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.ask_yes_no()
    real, times = opened.offers._take, []

    def counted(matching: Matching, catalogue: Catalogue) -> None:
        times.append(matching)
        real(matching, catalogue)

    monkeypatch.setattr(opened.offers, "_take", counted)
    opened.press("Yes")
    QTest.qWait(450)
    settle()
    assert len(times) == 1


def test_missing_fact_can_be_answered_from_its_condition(opened: Opened) -> None:
    match = next(m for m in opened.matching().offers if m.verdict is Verdict.UNKNOWN and m.missing)
    opened.select(match.offer)
    button = next(line.button for line in opened.live(CriterionLine) if line.button is not None)
    button.click()
    assert opened.asked() in match.missing
    opened.offers.banner.left.emit()
    question = opened.matching().next_question
    assert question is not None
    assert opened.asked() == question.fact


def test_keyboard_alone_reaches_an_offer_its_reasons_and_the_letter(qtbot: QtBot, opened: Opened) -> None:
    view = opened.offers.list
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Down)
    key = view.current_key()
    assert opened.offers.detail.match is not None
    assert opened.offers.detail.match.offer == key
    assert opened.offers.detail.match.verdict is Verdict.NO
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is opened.offers.detail.area
    with qtbot.waitSignal(opened.workspace.session.went) as went:
        QTest.keyClick(opened.window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert went.args == [Place("letters", case=AMAL.case, offer=key)]
    settle()


def test_filter_is_opened_by_key_and_narrows_by_word_and_verdict(qtbot: QtBot, opened: Opened) -> None:
    offers = opened.offers
    offers.list.setFocus()
    QTest.keyClick(offers.list, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert offers.filter.isVisible()
    assert offers.filter.search.hasFocus()
    QTest.keyClicks(offers.filter.search, "integrationskurs")
    qtbot.waitUntil(lambda: not offers.filter.is_waiting)
    found = set(offers.model.shown_keys())
    assert "ik_anspruch" in found
    assert "kindergeld" not in found
    QTest.keyClick(offers.filter.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not offers.filter.is_waiting)
    offers.filter.switch(frozenset({Verdict.YES}))
    offers.filter.switched.emit()
    yes = {m.offer for m in proposed(opened.matching()) if m.verdict is Verdict.YES}
    assert set(offers.model.shown_keys()) == yes
    QTest.keyClick(offers.filter.search, Qt.Key.Key_Escape)
    assert not offers.filter.isVisible()
    assert set(offers.model.shown_keys()) > yes


def test_empty_search_says_so(opened: Opened) -> None:
    opened.offers.model.search(("gibtesnicht",))
    opened.offers.filter.searched.emit(("gibtesnicht",))
    assert not opened.offers.list.isVisible()
    assert opened.offers._empty.title.text() == "No offer is shown"
    assert opened.offers._empty.isVisible()


def test_language_is_switched_while_the_tab_is_open(opened: Opened) -> None:
    english = opened.offers.card.title.text()
    opened.window.speak("de")
    german = opened.offers.detail.refer.text()
    opened.window.speak("en")
    assert opened.offers.card.title.text() == english == "Possible offers"
    assert opened.offers.detail.refer.text() == "&Refer"
    assert german


def test_locking_forgets_everything(opened: Opened) -> None:
    offers = opened.offers
    opened.workspace.session.about_to_lock.emit()
    assert offers.model.rowCount() == 0
    assert offers.detail.match is None
    assert offers.banner.question is None


def test_list_of_77_is_shown_at_once(opened: Opened) -> None:
    began = time.process_time()
    for _round in range(5):
        opened.offers.retranslate()
        opened.offers.list.viewport().grab()
    assert (time.process_time() - began) / 5 < 0.5


def test_help_is_about_the_tab(opened: Opened) -> None:
    screen = opened.workspace.shown()
    assert screen is not None
    assert screen.help_topic() == "case-offers"
    opened.workspace.go(Place("cases", case=AMAL.case, tab="consents"))
    settle()
    assert screen.help_topic() == "case"


def test_nothing_is_out_of_reach(opened: Opened) -> None:
    opened.offers.filter.show()
    assert_accessible(opened.offers)


def verdict_of(match: OfferMatch) -> Verdict:
    return combine([decide(part) for part in tree(match.criteria)], is_any=False)


def test_verdict_of_a_tree_of_conditions() -> None:
    match = _a_match(("yes", (0,)), ("no", (1, 0)), ("yes", (1, 1, 0)), ("unknown", (1, 1, 1)))
    assert verdict_of(match) is Verdict.UNKNOWN
    parts = tree(match.criteria)
    assert [decide(part) for part in parts] == [Verdict.YES, Verdict.UNKNOWN]
    assert [decide(way) for way in parts[1].parts] == [Verdict.NO, Verdict.UNKNOWN]
    assert verdict_of(_a_match(("yes", (0,)), ("no", (1,)))) is Verdict.NO
    assert verdict_of(_a_match(("no", (0, 0)), ("yes", (0, 1)))) is Verdict.YES


def test_alternatives_inside_of_alternatives_stay_apart() -> None:
    match = _a_match(("no", (0, 0)), ("yes", (0, 1, 0)), ("yes", (0, 1, 1, 0)), ("unknown", (0, 1, 1, 1)))
    told, hidden = telling(tree(match.criteria)[0], 8)
    assert [item.path for item in told.items()] == [(0, 1, 0), (0, 1, 1, 0)]
    assert hidden == 2
    assert verdict_of(match) is Verdict.YES


def test_trees_of_all_offers_give_the_verdict_of_the_engine(opened: Opened) -> None:
    for match in opened.matching().offers:
        if match.criteria:
            assert verdict_of(match) is match.verdict or match.verdict is Verdict.UNKNOWN, match.offer


def _a_match(*criteria: tuple[str, tuple[int, ...]]) -> OfferMatch:
    from beratung.domain.offers import CriterionResult, OfferKind, OfferStatus

    return OfferMatch(
        offer="x", name="X", verdict=Verdict.YES, kind=OfferKind.CLAIM, status=OfferStatus.AKTIV,
        criteria=tuple(
            CriterionResult(text="t", verdict=Verdict(verdict), fact="f", path=path,
                            group=path[0] + 1 if len(path) > 1 else 0,
                            alternative=path[1] + 1 if len(path) > 1 else 0)
            for verdict, path in criteria
        ),
    )  # fmt: skip


def test_consents_do_not_change_the_offers(opened: Opened) -> None:
    before = opened.offers.card.note.text()
    opened.centre.privacy.give_consent(
        Consent(id=an_id("another"), subject=AMAL.client, case=AMAL.case, recipient="Beispielträger Zwei",
                fields=(ReleaseField.NAME,), given_on=TODAY)
    )  # fmt: skip
    settle()
    assert opened.offers.card.note.text() == before
