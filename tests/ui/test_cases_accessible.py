# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every page of the cases can be read out, reached by keyboard and hit by an unsteady hand, in both languages."""

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes.people import AMAL
from tests.ui import audit
from tests.ui.shell import open_window, settle
from ui.screens.cases.case_page import TABS
from ui.screens.cases.closing import CloseCaseDialog, DeleteClientDialog
from ui.screens.cases.screen import CasesScreen
from ui.session import IMPORT, NEW_CLIENT, NEW_CONSULTATION, Place

PLACES = (
    Place("cases"),
    Place("cases", tab=NEW_CLIENT),
    Place("cases", tab=NEW_CONSULTATION),
    Place("cases", tab=IMPORT),
    Place("cases", case=AMAL.case, tab=NEW_CONSULTATION),
    *(Place("cases", case=AMAL.case, tab=tab) for tab in TABS),
)


@pytest.mark.parametrize("spoken", ["de", "en"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{'case-' if place.case else ''}{place.tab}")
def test_pages(qtbot: QtBot, place: Place, spoken: str) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.speak(spoken)
    workspace.go(place)
    settle()
    try:
        audit.assert_accessible(workspace)
    finally:
        window.speak("de")


def test_dialogs(qtbot: QtBot) -> None:
    window, _workspace, _centre = open_window(qtbot)
    for dialog in (
        CloseCaseDialog(window),
        DeleteClientDialog(window, notes=3, letters=1, needs_second=True),
    ):
        dialog.show()
        audit.assert_accessible(dialog)
        dialog.close()


def test_the_form_of_a_consent(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    workspace.go(Place("cases", case=AMAL.case, tab="consents"))
    settle()
    workspace.findChildren(CasesScreen)[0].case_page.consents.begin()
    audit.assert_accessible(workspace)
