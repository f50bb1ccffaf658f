# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unlock window opens centres on a server, at the first computer, after a move, and at another one."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.centre.demo import PASSWORD, make_demo
from tests.builders import TODAY
from tests.ui.shell import dress, settle
from ui import opening
from ui.screens.unlock.screen import UnlockScreen
from ui.settings import Settings

pytestmark = pytest.mark.postgres


def unlocked(qtbot: QtBot, screen: UnlockScreen, user: str = "beraterin") -> Centre:
    """What the screen opens when name and password are typed."""
    found: list[Centre] = []
    screen.opened.connect(found.append)
    screen.user.setText(user)
    screen.password.setText(PASSWORD)
    screen.submit()
    qtbot.waitUntil(lambda: bool(found) or bool(screen.error.text.text()), timeout=20_000)
    assert found, screen.error.text.text()
    return found[0]


def test_a_moved_centre_opens_from_its_folder_and_from_another_computer(
    qtbot: QtBot, tmp_path: Path, address: str
) -> None:
    dress()
    folder = tmp_path / "zentrum"
    make_demo(folder, 3, 7, on=TODAY)
    here = Centre.open(folder, user="beraterin", password=PASSWORD)
    here.move(address)
    screen = UnlockScreen(Settings())
    qtbot.addWidget(screen)
    screen.set_folder(folder)
    settle()
    assert "127.0.0.1" in screen.centre_place.text()
    assert "beratung@" not in screen.centre_place.text()
    centre = unlocked(qtbot, screen)
    file = tmp_path / "arbeitsplatz"
    file.write_bytes(centre.workstation_file())
    centre.lock()
    other = UnlockScreen(Settings())
    qtbot.addWidget(other)
    assert not other.server_button.isHidden()
    other.take_part(tmp_path / "fehlt", tmp_path / "neu")
    settle()
    assert "fehlt" in other.error.text.text()
    other.take_part(file, tmp_path / "neu")
    settle()
    assert other.folder == tmp_path / "neu"
    centre = unlocked(qtbot, other)
    assert centre.clients.roster()
    centre.lock()
    assert opening.read_info(tmp_path / "neu") is not None
