# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The preview of pages and the list of what leaves the house, each by itself."""

import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.cases import ReleaseField
from beratung.domain.offers import OfferBrief
from beratung.domain.views import PlannedField, ReleaseState
from tests.fakes.people import AMAL
from tests.ui.audit import assert_accessible
from tests.ui.shell import open_window, settle
from ui.session import Session
from ui.widgets.page_preview import PageView
from ui.widgets.release_list import ReleaseList

N, NOT, EMPTY = ReleaseState.RELEASED, ReleaseState.NOT_RELEASED, ReleaseState.EMPTY


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    window, workspace, _centre = open_window(qtbot)
    window.speak("en")
    return workspace.session


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> PageView:
    made = PageView(session)
    qtbot.addWidget(made)
    made.resize(520, 460)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def a_letter(session: Session, paragraphs: int = 1) -> bytes:
    brief = OfferBrief(id="jmd", name="Jugendmigrationsdienst", provider="JMD-Träger")
    concern = "\n".join(f"Absatz {n}: Bitte um einen Termin." for n in range(paragraphs))
    letters = session.centre.letters
    plan = letters.plan_referral(AMAL.case, brief, to_client=True, concern=concern)
    return letters.preview(plan, (ReleaseField.NAME, ReleaseField.CONCERN))


def is_sharp(view: PageView) -> bool:
    """Whether the first page is drawn for just as many dots as the screen shows of it."""
    pictures = view.canvas.pictures()
    return bool(pictures) and pictures[0].width() == round(
        view.canvas.page_width() * view.devicePixelRatioF()
    )


def test_pages_are_drawn_as_wide_as_the_screen_has_dots(
    qtbot: QtBot, session: Session, view: PageView
) -> None:
    view.show_pdf(a_letter(session), "Preview")
    qtbot.waitUntil(lambda: is_sharp(view))
    pictures = view.canvas.pictures()
    assert len(pictures) == view.canvas.pages == 1
    assert pictures[0].height() > pictures[0].width()
    colours = {pictures[0].pixelColor(x, y).name() for x in range(0, 450, 3) for y in range(0, 600, 3)}
    assert len(colours) > 3


def test_page_keys_go_from_page_to_page(session: Session, view: PageView) -> None:
    view.show_pdf(a_letter(session, 120), "Preview")
    settle()
    canvas = view.canvas
    assert canvas.pages >= 2
    view.setFocus()
    assert QApplication.focusWidget() is canvas
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.current_page() == 1
    QTest.keyClick(canvas, Qt.Key.Key_PageUp)
    assert canvas.current_page() == 0
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.current_page() == canvas.pages - 1
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.current_page() == 0
    assert canvas.accessibleDescription() == f"Page 1 of {canvas.pages}"


def test_zoom_by_key_wheel_and_button(qtbot: QtBot, session: Session, view: PageView) -> None:
    view.show_pdf(a_letter(session), "Preview")
    settle()
    canvas = view.canvas
    fitted = canvas.zoom
    assert canvas.fits_width
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom > fitted
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.zoom < fitted
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.fits_width
    assert canvas.zoom == fitted
    turn = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), turn)
    assert canvas.zoom > fitted
    qtbot.waitUntil(lambda: is_sharp(view))


def test_a_letter_drawn_anew_does_not_jump(session: Session, view: PageView) -> None:
    view.show_pdf(a_letter(session, 120))
    settle()
    view.canvas.verticalScrollBar().setValue(200)
    view.show_pdf(a_letter(session, 121))
    settle()
    assert view.canvas.verticalScrollBar().value() == 200


def test_nothing_of_a_letter_is_left_after_locking(session: Session, view: PageView) -> None:
    view.show_pdf(a_letter(session))
    settle()
    session.about_to_lock.emit()
    settle()
    assert view.canvas.pages == 0
    assert view.canvas.pictures() == []


def test_preview_writes_no_file(
    session: Session, view: PageView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(tmp_path.rglob("*"))
    view.show_pdf(a_letter(session))
    settle()
    assert view.canvas.pages == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_page_view_can_be_used_by_everybody(session: Session, view: PageView) -> None:
    assert_accessible(view)
    view.show_pdf(a_letter(session, 120), "Preview")
    settle()
    assert_accessible(view)
    view.retranslate()


def a_plan(*fields: tuple[ReleaseField, str, ReleaseState, bool]) -> tuple[PlannedField, ...]:
    return tuple(PlannedField(field=f, text=t, state=s, is_sensitive=x) for f, t, s, x in fields)


NAME = (ReleaseField.NAME, "Amal Musterfrau", N, False)
STATUS = (ReleaseField.RESIDENCE, "§ 25 Abs. 2 AufenthG", N, True)
BORN = (ReleaseField.BORN, "14.03.1992", NOT, False)
FAMILY = (ReleaseField.FAMILY, "", EMPTY, True)


@pytest.fixture
def releases(qtbot: QtBot, session: Session) -> ReleaseList:
    del session
    made = ReleaseList()
    qtbot.addWidget(made)
    made.resize(420, 400)
    made.show()
    return made


def test_only_what_is_released_can_be_ticked(releases: ReleaseList) -> None:
    releases.show_fields(a_plan(NAME, BORN, STATUS, FAMILY))
    assert releases.row(ReleaseField.NAME).isEnabled()
    assert not releases.row(ReleaseField.BORN).isEnabled()
    assert not releases.row(ReleaseField.BORN).isChecked()
    releases.tick(set(ReleaseField))
    assert releases.ticked() == (ReleaseField.NAME, ReleaseField.RESIDENCE)


def test_sensitive_fields_are_ticked_by_hand_only(releases: ReleaseList) -> None:
    releases.show_fields(a_plan(NAME, STATUS))
    assert releases.ticked() == (ReleaseField.NAME,)
    releases.row(ReleaseField.RESIDENCE).click()
    assert releases.ticked() == (ReleaseField.NAME, ReleaseField.RESIDENCE)


def test_ticks_stay_when_the_letter_is_planned_anew(releases: ReleaseList) -> None:
    releases.show_fields(a_plan(NAME, STATUS))
    releases.row(ReleaseField.NAME).click()
    releases.row(ReleaseField.RESIDENCE).click()
    releases.show_fields(a_plan(NAME, STATUS, (ReleaseField.CONCERN, "Bitte um einen Termin.", N, False)))
    assert releases.ticked() == (ReleaseField.RESIDENCE, ReleaseField.CONCERN)
    releases.show_fields(a_plan((ReleaseField.NAME, "x", NOT, False), STATUS))
    releases.show_fields(a_plan(NAME, STATUS))
    assert releases.ticked() == (ReleaseField.RESIDENCE,)


def test_the_very_words_and_the_state_are_read_out(releases: ReleaseList) -> None:
    releases.show_fields(a_plan(NAME, BORN, STATUS, FAMILY))
    box = releases.row(ReleaseField.BORN)
    assert "14.03.1992" in box.accessibleName()
    assert box.accessibleDescription() == "not released"
    assert releases.row(ReleaseField.RESIDENCE).accessibleDescription() == "released, sensitive"
    assert_accessible(releases)


def test_empty_fields_are_named_and_cannot_be_ticked(releases: ReleaseList) -> None:
    releases.show_fields(a_plan(NAME, FAMILY))
    assert "Family members" in releases.rest.text()
    with pytest.raises(KeyError):
        releases.row(ReleaseField.FAMILY)
    releases.clear()
    assert releases.ticked() == ()
    assert not releases.rest.isVisible()
