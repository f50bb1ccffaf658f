# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Making a letter in the window, over the real letters: from the case to the file, and what is refused."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Consent, ReleaseField, ResidenceTitle
from tests.fakes.centre import FakeCentre
from tests.fakes.people import AMAL, TODAY, an_id
from tests.ui.audit import assert_accessible
from tests.ui.shell import open_window, settle
from ui.main_window import MainWindow
from ui.screens.cases.screen import CasesScreen
from ui.screens.letters import printing
from ui.screens.letters.compose import ComposeView
from ui.screens.letters.screen import LettersScreen
from ui.screens.letters.wish import wish_of
from ui.session import Place
from ui.workspace import Workspace

OFFER = "ik_anspruch"
RELEASED = (ReleaseField.NAME, ReleaseField.BORN, ReleaseField.GERMAN, ReleaseField.CONCERN)
CONCERN = "Bitte um einen Platz im Kurs."


def give_consent(centre: FakeCentre, recipient: str, *fields: ReleaseField, **more: object) -> Consent:
    consent = Consent(
        id=an_id(f"consent {recipient}"), subject=AMAL.client, case=AMAL.case, recipient=recipient,
        fields=fields or RELEASED, purpose="Vermittlung", given_on=TODAY - timedelta(days=3), language="ar",
    )  # fmt: skip
    consent = msgspec.structs.replace(consent, **more)
    centre.privacy.give_consent(consent)
    return consent


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(
            document[n].get_textpage().get_text_range().replace("\r\n", " ") for n in range(len(document))
        )
    finally:
        document.close()


class Opened:
    """A window over a centre in memory."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window: MainWindow
        self.workspace: Workspace
        self.centre: FakeCentre
        self.window, self.workspace, self.centre = open_window(qtbot)
        self.window.speak("en")
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.provider = self.centre.offers.offer(OFFER).provider

    def compose(self, offer: str = OFFER, concern: str = CONCERN) -> ComposeView:
        """Begin a letter, type a concern and let it be drawn."""
        self.workspace.go(Place("letters", case=AMAL.case, offer=offer))
        settle()
        view = self.screen().compose
        if concern:
            QTest.keyClicks(view.form.concern, concern)
            self.wait()
        return view

    def screen(self) -> LettersScreen:
        """The screen of the letters."""
        return cast("LettersScreen", self.workspace.shown())

    def wait(self) -> None:
        """Wait until what was typed has become a page."""
        planner = self.screen().compose.planner
        QTest.qWait(20)
        while planner.is_waiting:
            QTest.qWait(20)
        settle()

    def alt(self, letter: Qt.Key) -> None:
        """Press Alt and a letter; a button shows for a moment that it is pressed before it acts."""
        QTest.keyClick(self.window, letter, Qt.KeyboardModifier.AltModifier)
        QTest.qWait(200)
        settle()

    def type(self, *keys: Qt.Key, to: QWidget | None = None) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            target = to or QApplication.focusWidget() or self.window
            QTest.keyClick(target, key)


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def test_from_the_case_to_the_saved_file_by_keyboard_alone(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_consent(opened.centre, opened.provider)
    target, asked = tmp_path / "out" / "brief.pdf", []
    target.parent.mkdir()

    def ask(_parent: QWidget, suggested: str) -> Path:
        asked.append(suggested)
        return target

    monkeypatch.setattr(printing, "ask_path", ask)
    opened.workspace.go(Place("cases", case=AMAL.case, tab="offers"))
    settle()
    offers = cast("CasesScreen", opened.workspace.shown()).case_page.offers
    offers.list.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(offers.list, "Integrationskurs (Anspruch")
    assert offers.list.current_key() == OFFER
    opened.alt(Qt.Key.Key_R)
    view = opened.screen().compose
    assert QApplication.focusWidget() is view.form.concern
    QTest.keyClicks(view.form.concern, CONCERN)
    opened.wait()
    opened.alt(Qt.Key.Key_L)
    assert QApplication.focusWidget() is view.release.fields.row(ReleaseField.NAME)
    opened.type(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    opened.wait()
    QTest.keyClick(opened.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert view.done.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    letter = opened.centre.letters.postbook()[0]
    stored = opened.centre.letters.letter(letter.id)
    assert target.read_bytes() == stored.pdf
    assert asked == [opened.centre.letters.suggested_name(letter.number)]
    assert "Musterfrau" not in asked[0]
    assert stored.fields == (ReleaseField.NAME, ReleaseField.GERMAN, ReleaseField.CONCERN)
    words = words_of(stored.pdf)
    assert "Amal Musterfrau" in words
    assert "14.03.1992" not in words
    assert CONCERN in words


def test_letter_and_referral_stand_in_the_case_with_the_consent(opened: Opened) -> None:
    consent = give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.show_release()
    view.issue()
    settle()
    case = opened.centre.cases.show(AMAL.case)
    assert [letter.consent for letter in case.letters] == [consent.id]
    assert [(r.offer, r.letter) for r in case.referrals] == [(OFFER, case.letters[0].id)]


def test_what_is_issued_is_what_was_seen(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert view.may_issue()
    QTest.keyClicks(view.form.concern, " Und ein Einstufungstest.")
    assert not view.may_issue()
    opened.wait()
    assert view.may_issue()
    view.release.fields.row(ReleaseField.NAME).click()
    assert not view.may_issue()
    settle()
    assert view.may_issue()


def test_nothing_is_issued_before_the_list_was_in_sight(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    opened.window.resize(1000, 620)
    view = opened.compose()
    view.area.verticalScrollBar().setValue(0)
    settle()
    assert view.may_issue()
    view.issue()
    settle()
    assert opened.centre.letters.postbook() == ()
    view.issue()
    settle()
    assert len(opened.centre.letters.postbook()) == 1


def test_unticked_field_is_absent_from_the_preview(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert "Amal Musterfrau" in words_of(view.preview.canvas.pdf)
    assert "14.03.1992" in words_of(view.preview.canvas.pdf)
    view.release.fields.row(ReleaseField.BORN).click()
    settle()
    assert "14.03.1992" not in words_of(view.preview.canvas.pdf)
    assert "Amal Musterfrau" in words_of(view.preview.canvas.pdf)


def test_without_consent_nothing_can_leave_and_both_ways_are_offered(qtbot: QtBot, opened: Opened) -> None:
    view = opened.compose()
    assert not view.may_issue()
    assert view.ticked() == ()
    assert not any(view.release.fields.row(f).isEnabled() for f in (ReleaseField.NAME, ReleaseField.BORN))
    view.issue()
    settle()
    assert opened.centre.letters.postbook() == ()
    words = words_of(view.preview.canvas.pdf)
    assert "Musterfrau" not in words
    assert CONCERN not in words
    view.show_release()
    assert view.release.record.isVisible()
    assert view.release.to_client.isVisible()
    with qtbot.waitSignal(opened.workspace.session.went) as went:
        view.release.record.click()
    assert went.args == [Place("cases", case=AMAL.case, tab="consents", offer=OFFER)]
    settle()


@pytest.mark.parametrize(
    "more",
    [
        {"until": TODAY - timedelta(days=1)},
        {"revoked_on": TODAY - timedelta(days=1)},
        {"given_on": TODAY + timedelta(days=1)},
    ],
    ids=["expired", "revoked", "not yet"],
)
def test_a_consent_that_does_not_hold_is_named_and_refused(opened: Opened, more: dict[str, object]) -> None:
    with opened.centre.records.work() as work:
        work.put(
            msgspec.structs.replace(
                Consent(id=an_id("bad"), subject=AMAL.client, case=AMAL.case, recipient=opened.provider,
                        fields=RELEASED, given_on=TODAY - timedelta(days=9)),
                **more,
            )
        )  # fmt: skip
        work.commit()
    view = opened.compose()
    assert not view.may_issue()
    assert view.release.consent.title.text() != "There is a consent for this recipient."


def test_to_the_clients_own_hand_needs_no_consent(opened: Opened) -> None:
    view = opened.compose()
    view.release.to_client.click()
    opened.wait()
    assert view.may_issue()
    view.show_release()
    view.issue()
    settle()
    letter = opened.centre.letters.postbook()[0]
    assert letter.to_client
    assert letter.consent is None
    assert "Amal Musterfrau" in words_of(opened.centre.letters.letter(letter.id).pdf)


def test_people_without_status_are_warned_for_before_anything_is_made(opened: Opened) -> None:
    case = opened.centre.cases.show(AMAL.case).case
    opened.centre.cases.change(
        msgspec.structs.replace(case, residence=(ResidenceTitle(status="ohne_papiere"),))
    )
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert view.reporting.isVisible()
    assert "§ 87" in view.reporting.title.text()
    assert not view.may_issue()
    view.told.click()
    assert view.may_issue()
    view.show_release()
    view.issue()
    settle()
    assert len(opened.centre.letters.postbook()) == 1


def test_no_warning_where_there_is_none_to_give(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert not view.reporting.isVisible()


def test_another_recipient_needs_a_consent_of_its_own(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert view.may_issue()
    view.form.recipient.selectAll()
    QTest.keyClicks(view.form.recipient, "Zweite Stelle")
    opened.wait()
    assert not view.may_issue()
    give_consent(opened.centre, "Zweite Stelle")
    settle()
    opened.wait()
    assert view.may_issue()


def test_revoking_while_the_page_is_open_takes_the_button_away(opened: Opened) -> None:
    consent = give_consent(opened.centre, opened.provider)
    view = opened.compose()
    assert view.may_issue()
    opened.centre.privacy.revoke_consent(consent.id, TODAY)
    settle()
    opened.wait()
    assert not view.may_issue()
    assert view.ticked() == ()


def test_address_and_enclosures_are_printed(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.form.address.setPlainText("Beispielweg 9\n39104 Magdeburg")
    view.form.enclosures.setPlainText("Kopie des Aufenthaltstitels")
    opened.wait()
    words = words_of(view.preview.canvas.pdf)
    assert "Beispielweg 9" in words
    assert "Kopie des Aufenthaltstitels" in words


def test_an_address_that_is_too_long_is_said_and_mended(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.form.address.setPlainText("\n".join(f"Zeile {n}" for n in range(12)))
    opened.wait()
    assert view.problem.isVisible()
    assert not view.may_issue()
    view.form.address.setPlainText("Beispielweg 9")
    opened.wait()
    assert not view.problem.isVisible()
    assert view.may_issue()


def test_offer_is_chosen_on_the_page_where_none_was_named(opened: Opened) -> None:
    opened.workspace.go(Place("letters", case=AMAL.case))
    settle()
    view = opened.screen().compose
    assert not view.preview.isVisible()
    assert view.form.offer.line.hasFocus()
    QTest.keyClicks(view.form.offer.line, "jugendmigr")
    QTest.keyClick(view.form.offer.line, Qt.Key.Key_Return)
    opened.wait()
    assert view.form.offer.code() == "jmd"
    assert view.form.recipient.value() == opened.centre.offers.offer("jmd").provider
    assert view.preview.isVisible()


def test_what_was_typed_is_kept_sealed_and_taken_up_again(opened: Opened) -> None:
    opened.compose()
    opened.workspace.go(Place("today"))
    settle()
    drafts = [d for d in opened.centre.cases.drafts() if d.form == "letter"]
    assert [wish.concern for d in drafts if (wish := wish_of(d)) is not None] == [CONCERN]
    assert CONCERN not in repr(drafts)
    opened.workspace.go(Place("letters"))
    settle()
    opened.workspace.go(Place("letters", case=AMAL.case, offer=OFFER))
    settle()
    assert opened.screen().compose.form.concern.value() == CONCERN


def test_the_draft_goes_when_the_letter_is_made(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.keep()
    assert [d.form for d in opened.centre.cases.drafts()] == ["letter"]
    view.show_release()
    view.issue()
    settle()
    assert opened.centre.cases.drafts() == ()


def test_locking_forgets_the_page_and_keeps_the_draft(opened: Opened) -> None:
    view = opened.compose()
    opened.workspace.session.about_to_lock.emit()
    settle()
    assert view.form.wish().concern == ""
    assert view.release.fields.ticked() == ()
    assert view.preview.canvas.pages == 0
    assert [d.form for d in opened.centre.cases.drafts()] == ["letter"]


def test_printing_puts_every_page_on_paper_without_a_file_of_its_own(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, titles = tmp_path / "paper.pdf", []
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))

    def ask(_parent: QWidget, title: str, pages: int) -> QPrinter:
        titles.append((title, pages))
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(paper))
        return printer

    monkeypatch.setattr(printing, "ask_printer", ask)
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    opened.workspace.print_page()
    settle()
    assert not paper.exists()
    view.show_release()
    view.issue()
    settle()
    QTest.keyClick(opened.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle()
    number = opened.centre.letters.postbook()[0].number
    pages = opened.centre.letters.page_count(opened.centre.letters.letter(view.issued_id()).pdf)
    assert titles == [(f"Letter {number}", pages)]
    printed = paper.read_bytes()
    assert opened.centre.letters.page_count(printed) == pages
    picture = opened.centre.letters.render_page(printed, 0, 300)
    assert len(set(picture[20:])) > 10
    assert list(spool.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_lost(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "ask_path", lambda *_what: tmp_path / "no" / "such" / "brief.pdf")
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.show_release()
    view.issue()
    settle()
    view.save()
    settle()
    assert opened.workspace.banner.isVisible()
    assert view.save_button.isVisible()


def test_language_is_switched_while_a_letter_is_made(opened: Opened) -> None:
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    opened.window.speak("de")
    opened.window.speak("en")
    settle()
    assert view.issue_button.text() == "Issue the letter"
    assert view.release.title.text() == "This leaves the house"
    assert view.form.concern.value() == CONCERN
    assert view.may_issue()


@pytest.mark.parametrize("spoken", ["de", "en"])
@pytest.mark.parametrize("has_consent", [True, False])
def test_nothing_is_out_of_reach(opened: Opened, spoken: str, has_consent: bool) -> None:
    if has_consent:
        give_consent(opened.centre, opened.provider)
    opened.window.speak(spoken)
    opened.compose()
    assert_accessible(opened.workspace)
    opened.window.speak("de")


def test_a_file_without_an_ending_becomes_a_pdf(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([("/tmp/x/Brief", ""), ("/tmp/x/brief.PDF", ""), ("", "")])
    told: list[str] = []

    def choose(_parent: QWidget, _title: str, suggested: str, kinds: str, **_more: object) -> tuple[str, str]:
        told.append(f"{suggested} {kinds}")
        return next(answers)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window = opened.window
    assert printing.ask_path(window, "Brief-7.pdf") == Path("/tmp/x/Brief.pdf")
    assert printing.ask_path(window, "Brief-7.pdf") == Path("/tmp/x/brief.PDF")
    assert printing.ask_path(window, "Brief-7.pdf") is None
    assert told[0] == f"{Path.home() / 'Brief-7.pdf'} PDF (*.pdf)"


@pytest.mark.parametrize("is_wanted", [True, False])
def test_printer_is_asked_for_by_a_dialog_that_names_nobody(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, is_wanted: bool
) -> None:
    seen: list[tuple[str, int]] = []

    def answer(dialog: QPrintDialog) -> int:
        seen.append((dialog.printer().docName(), dialog.maxPage()))
        return int(QDialog.DialogCode.Accepted if is_wanted else QDialog.DialogCode.Rejected)

    monkeypatch.setattr(QPrintDialog, "exec", answer)
    printer = printing.ask_printer(opened.window, "Letter 7", 2)
    assert (printer is not None) is is_wanted
    assert seen == [("Letter 7", 2)]


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_printer_that_cannot_be_reached_is_said(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*_what: object) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "no" / "such" / "paper.pdf"))
        return printer

    monkeypatch.setattr(printing, "ask_printer", ask)
    give_consent(opened.centre, opened.provider)
    view = opened.compose()
    view.show_release()
    view.issue()
    settle()
    view.print_page()
    settle()
    assert opened.workspace.banner.isVisible()
    assert "printer cannot be reached" in opened.workspace.banner.title.text()
