# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the window says of the way to a server, and of colleagues at its end."""

import pytest
from pytestqt.qtbot import QtBot

from beratung.i18n import _
from beratung.store.errors import Moved, RolledBack
from beratung.vault import Suspended
from tests.ui.shell import open_window
from ui.widgets import link_line


@pytest.fixture(autouse=True)
def _no_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_line, "CALM", 0)


def test_a_lost_way_is_said_and_unsaid_by_itself(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot)
    line = workspace.link_line
    assert line.isHidden()
    centre.connection.tell(is_there=False)
    qtbot.waitUntil(line.isVisible)
    assert line.banner.title.text() == _("No connection to the server. What you typed stays here.")
    assert line.banner.title.text() in line.banner.accessibleName()
    centre.connection.tell(is_there=True)
    qtbot.waitUntil(line.isHidden)
    assert workspace.toast_box.text.text() == _("The server is there again.")


def test_a_short_gap_is_not_worth_a_word(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_line, "CALM", 60_000)
    _window, workspace, centre = open_window(qtbot)
    centre.connection.tell(is_there=False)
    centre.connection.tell(is_there=True)
    assert workspace.link_line.isHidden()
    assert not workspace.toast_box.isVisible()


def test_who_was_suspended_is_locked_out_with_a_word(qtbot: QtBot) -> None:
    window, workspace, centre = open_window(qtbot)
    centre.connection.fail(Suspended())
    qtbot.waitUntil(lambda: centre.is_locked)
    assert window.workspace is None
    assert window.pages.currentWidget() is window.unlock
    assert centre.connection.has_given_up
    del workspace


def test_an_older_state_is_said_and_the_screen_stays(qtbot: QtBot) -> None:
    window, workspace, centre = open_window(qtbot)
    centre.connection.fail(RolledBack(place="PostgreSQL", found=3, expected=9))
    qtbot.waitUntil(workspace.banner.isVisible)
    assert "PostgreSQL" in workspace.banner.title.text()
    assert window.workspace is workspace
    centre.connection.fail(Moved(where="postgresql://db/zentrum", place="/x"))
    qtbot.waitUntil(lambda: centre.is_locked)
