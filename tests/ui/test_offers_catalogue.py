# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The screen "Offers": what there is, how sure it is, and whom it fits."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from beratung.domain.offers import OfferStatus, Verdict
from tests.fakes.centre import FakeCentre
from tests.fakes.people import FAKES, TODAY
from tests.ui.audit import assert_accessible
from tests.ui.shell import EVERYTHING, open_window, settle
from ui.models.looks import LOOK, STATES
from ui.screens.help import TOPICS, help_text
from ui.screens.offers.screen import OffersScreen
from ui.screens.offers.words import say_freshness, say_region
from ui.session import Place
from ui.widgets.criterion_line import CriterionLine
from ui.widgets.labels import Text
from ui.workspace import Workspace

Opened = tuple[OffersScreen, Workspace, FakeCentre]


def open_offers(qtbot: QtBot, roles: frozenset[Role] = EVERYTHING, offer: str | None = None) -> Opened:
    window, workspace, centre = open_window(qtbot, roles)
    window.speak("en")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workspace.go(Place("offers", offer=offer))
    settle()
    return cast("OffersScreen", workspace.shown()), workspace, centre


def wait_for_search(qtbot: QtBot, screen: OffersScreen) -> None:
    qtbot.waitUntil(lambda: not screen.filter.is_waiting)
    settle()


def test_all_77_offers_stand_under_their_handlungsfeld(qtbot: QtBot) -> None:
    screen, _workspace, centre = open_offers(qtbot)
    catalogue = centre.offers.catalogue()
    assert set(screen.model.shown_keys()) == {info.id for info in catalogue}
    assert len(screen.model.shown_keys()) == 77
    titles = [screen.model.index(row).data() for row in range(screen.model.rowCount())]
    for info in catalogue:
        row = screen.model.row_of(info.id)
        above = next(t for t in reversed(titles[:row]) if t in _sections(centre))
        assert above == centre.codes.handlungsfeld(info.handlungsfeld[0]).label("en")


def _sections(centre: FakeCentre) -> set[str]:
    return {entry.label("en") for entry in centre.codes.handlungsfelder.values()}


def test_state_is_a_sign_with_a_word(qtbot: QtBot) -> None:
    screen, _workspace, centre = open_offers(qtbot)
    for info in centre.offers.catalogue():
        look = screen.model.index(screen.model.row_of(info.id)).data(LOOK)
        assert look.sign == STATES[info.status]
        assert say_freshness(info).split(" · ")[-1] in look.detail


def test_filters_by_handlungsfeld_state_and_word(qtbot: QtBot) -> None:
    screen, _workspace, centre = open_offers(qtbot)
    screen.field.setCurrentIndex(screen.field.findData(6))
    within = {info.id for info in centre.offers.catalogue() if 6 in info.handlungsfeld}
    assert set(screen.model.shown_keys()) == within
    screen.filter.switch(frozenset({OfferStatus.UNGEPRUEFT}))
    screen.filter.switched.emit()
    unsure = {
        i.id for i in centre.offers.catalogue() if i.id in within and i.status is OfferStatus.UNGEPRUEFT
    }
    assert set(screen.model.shown_keys()) == unsure
    QTest.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is screen.filter.search
    QTest.keyClicks(screen.filter.search, "suchtberatung")
    wait_for_search(qtbot, screen)
    assert screen.model.shown_keys() == ("suchtberatung",)
    assert screen.detail.offer == "suchtberatung"


def test_details_show_what_is_known_and_invent_nothing(qtbot: QtBot) -> None:
    screen, _workspace, centre = open_offers(qtbot, offer="ik_anspruch")
    info = centre.offers.offer("ik_anspruch")
    texts = [label.text() for label in screen.detail.findChildren(Text) if label.isVisibleTo(screen)]
    everything = "\n".join(texts)
    assert info.name in texts
    assert "No contact recorded." in texts
    assert info.cost[1:] in everything
    assert info.law in everything
    assert info.source in everything
    assert info.documents[0] in everything
    assert say_region(centre.codes, info.region) in everything
    conditions = [c for c in screen.detail.findChildren(CriterionLine) if c.isVisibleTo(screen)]
    assert len(conditions) >= len(info.conditions)


def test_a_place_names_an_offer_and_the_place_is_kept(qtbot: QtBot) -> None:
    screen, workspace, _centre = open_offers(qtbot, offer="einbuergerung")
    assert screen.list.current_key() == "einbuergerung"
    assert screen.current_place() == Place("offers", offer="einbuergerung")
    workspace.go(Place("offers", offer="psz"))
    settle()
    assert screen.detail.offer == "psz"


def test_whom_an_offer_fits_is_asked_on_demand_and_leads_to_the_case(qtbot: QtBot) -> None:
    screen, workspace, centre = open_offers(qtbot, offer="mbe")
    assert screen.fits is not None
    screen.detail.show_fits()
    settle()
    assert screen.fits.model.rowCount() == 0
    screen.fits.search.click()
    settle()
    expected = centre.offers.who_fits("mbe", (Verdict.YES, Verdict.UNKNOWN), on=TODAY)
    assert expected
    assert screen.fits.model.shown_keys() == tuple(str(fit.case) for fit in expected)
    first = screen.fits.model.index(0).data(LOOK)
    assert first.title == expected[0].name
    screen.fits.list.setFocus()
    QTest.keyClick(screen.fits.list, Qt.Key.Key_Return)
    settle()
    here = workspace.history.here
    assert here is not None
    assert (here.room, here.case, here.tab) == ("cases", expected[0].case, "offers")


def test_search_for_people_can_be_stopped_and_shows_whom_it_found(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, _workspace, centre = open_offers(qtbot, offer="mbe")
    assert screen.fits is not None
    screen.detail.show_fits()
    real = centre.offers.match_one

    def slow(*args: object, **kwargs: object) -> object:
        QTest.qSleep(150)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(centre.offers, "match_one", slow)
    screen.fits.start()
    qtbot.wait(200)
    screen.fits.start()
    settle()
    assert screen.fits.model.rowCount() < len(FAKES)
    assert not screen.fits.search.isVisible()


def test_another_offer_forgets_who_was_found(qtbot: QtBot) -> None:
    screen, workspace, _centre = open_offers(qtbot, offer="mbe")
    assert screen.fits is not None
    screen.detail.show_fits()
    screen.fits.start()
    settle()
    workspace.go(Place("offers", offer="jmd"))
    settle()
    assert screen.fits.model.rowCount() == 0


def test_nobody_is_named_to_an_administrator(qtbot: QtBot) -> None:
    screen, _workspace, _centre = open_offers(qtbot, frozenset({Role.ADMIN}))
    assert screen.fits is None
    assert len(screen.model.shown_keys()) == 77


def test_locking_forgets_the_people_that_were_found(qtbot: QtBot) -> None:
    screen, workspace, _centre = open_offers(qtbot, offer="mbe")
    assert screen.fits is not None
    screen.detail.show_fits()
    screen.fits.start()
    settle()
    workspace.session.about_to_lock.emit()
    assert screen.fits.model.rowCount() == 0


@pytest.mark.parametrize("spoken", ["de", "en"])
@pytest.mark.parametrize("shows_fits", [False, True])
def test_nothing_is_out_of_reach(qtbot: QtBot, spoken: str, shows_fits: bool) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.speak(spoken)
    workspace.go(Place("offers", offer="mbe"))
    settle()
    screen = cast("OffersScreen", workspace.shown())
    if shows_fits and screen.fits is not None:
        screen.detail.show_fits()
        screen.fits.start()
        settle()
    assert_accessible(workspace)
    window.speak("de")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_screen_has_a_help_page_in_both_languages(topic: str) -> None:
    german, english = help_text(topic, "de"), help_text(topic, "en")
    assert german.startswith("# ")
    assert english.startswith("# ")
    assert german != english
    assert german.count("\n- ") == english.count("\n- ")
    assert "!" not in german + english


def test_unknown_topics_and_languages_fall_back() -> None:
    assert help_text("nowhere", "de") == help_text("today", "de")
    assert help_text("offers", "xx") == help_text("offers", "de")
