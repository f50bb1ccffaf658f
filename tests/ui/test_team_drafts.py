# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What somebody types while the server is away is there again afterwards."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Draft
from beratung.domain.work import Changes
from beratung.store.errors import ServerUnreachable
from tests.fakes.people import AMAL
from tests.ui.shell import open_window, settle
from ui.screens.cases.drafts import DraftKeeper, Typed


def test_locking_without_a_server_keeps_what_was_typed_on_this_computer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _window, workspace, centre = open_window(qtbot)
    owner = QObject(workspace)
    keeper = DraftKeeper(workspace.session, "note", lambda: (AMAL.client, AMAL.case, Typed()), owner)

    def away(_draft: Draft) -> Changes:
        raise ServerUnreachable

    monkeypatch.setattr(centre.cases, "keep_draft", away)
    keeper.touch()
    keeper.hurry()  # two seconds have passed, and the server took nothing
    settle()
    assert workspace.banner.isVisible()
    keeper.flush()
    [draft] = centre.aside.drafts.values()
    assert draft.subject == AMAL.client
    assert draft.form == "note"
    keeper.flush()  # and not once more
    keeper.drop()
    settle()
    assert centre.aside.drafts == {}


def test_what_was_kept_is_not_kept_twice(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _window, workspace, centre = open_window(qtbot)
    owner = QObject(workspace)
    keeper = DraftKeeper(workspace.session, "note", lambda: (AMAL.client, AMAL.case, Typed()), owner)
    kept: list[Draft] = []

    def keep(draft: Draft) -> Changes:
        kept.append(draft)
        return Changes()

    monkeypatch.setattr(centre.cases, "keep_draft", keep)
    keeper.touch()
    keeper.hurry()
    settle()
    keeper.flush()
    assert len(kept) == 1
    keeper.touch()
    keeper.flush()
    assert len(kept) == 2
    assert centre.aside.drafts == {}
