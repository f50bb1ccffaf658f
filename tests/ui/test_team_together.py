# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Two counsellors with a window and a program at one server: screens follow, and both changes are kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.domain.base import Role
from beratung.domain.people import Client, Name, NameKind
from beratung.vault import KdfCost
from tests.builders import RECORD
from tests.store import postgres
from tests.store.postgres import Cluster
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.screens.cases.case_page import CasePage
from ui.session import Place
from ui.settings import Settings

SECRET = "Ein-gutes-Passwort-2026"

pytestmark = pytest.mark.postgres


class Desks:
    """My window, and a colleague's program."""

    def __init__(self, qtbot: QtBot, folder: Path, address: str) -> None:
        made, _ = Centre.create(
            folder, name="Netz", user="chefin", password=SECRET, backend=address, cost=KdfCost.FLOOR
        )
        invited = made.invite("kollege", frozenset({Role.COUNSELLOR}))
        accepted = Centre.accept(folder, invited.file, SECRET, cost=KdfCost.FLOOR)
        made.grant("kollege", accepted.fingerprint)
        self.recorded = made.clients.record(RECORD)
        self.colleague = Centre.open(folder, user="kollege", password=SECRET)
        self.mine = made
        dress()
        self.window = MainWindow(Settings())
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.open(made)
        workspace = self.window.workspace
        assert workspace is not None
        self.workspace = workspace
        settle(20)
        workspace.go(Place("cases", case=self.recorded.case, tab="person"))
        settle(20)
        self.page = workspace.findChildren(CasePage)[0]

    def change(self, **fields: object) -> None:
        """Save as the colleague."""
        found = self.colleague.clients.show(self.recorded.client)
        self.colleague.clients.change(msgspec.structs.replace(found, **fields))

    def stored(self) -> Client:
        """What the server has."""
        return self.colleague.clients.show(self.recorded.client)

    def close(self) -> None:
        """Lock both."""
        self.window.lock()
        self.colleague.lock()


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server that the tests may kill."""
    try:
        with postgres.cluster_to_kill() as running:
            yield running
    except postgres.NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path, server: Cluster, request: pytest.FixtureRequest) -> Iterator[Desks]:
    """Two desks at an empty database."""
    name = f"u{abs(hash(request.node.name))}"
    both = Desks(qtbot, tmp_path / "zentrum", postgres.new_database(server.address, name))
    yield both
    both.close()


def given(text: str) -> tuple[Name, ...]:
    """A given name."""
    return (Name(text=text, kind=NameKind.GIVEN), Name(text="Musterfrau", kind=NameKind.FAMILY))


def shows(desks: Desks, text: str) -> Callable[[], bool]:
    """Whether the page says something, in a label or in a field."""

    def look() -> bool:
        said = [label.text() for label in desks.page.findChildren(QLabel)]
        typed = [line.text() for line in desks.page.findChildren(QLineEdit)]
        return any(text in words for words in said + typed)

    return look


def test_what_a_colleague_saves_is_on_the_screen_at_once(qtbot: QtBot, desks: Desks) -> None:
    assert not shows(desks, "Amaal")()
    desks.change(names=given("Amaal"))
    qtbot.waitUntil(shows(desks, "Amaal"), timeout=5000)


def test_two_changes_of_one_record_come_together(qtbot: QtBot, desks: Desks) -> None:
    desks.page.person.form.phone.setText("0391 1")
    desks.page.person.form.phone.textEdited.emit("0391 1")
    desks.change(nationalities=("475", "163"))
    assert desks.page.save()
    qtbot.waitUntil(lambda: desks.stored().contact.phone == "0391 1", timeout=10_000)
    assert desks.stored().nationalities == ("475", "163")


def test_who_changes_the_same_is_shown_both(qtbot: QtBot, desks: Desks) -> None:
    tab = desks.page.person
    tab.form.names.given.line.setText("Amel")
    tab.form.names.given.line.textEdited.emit("Amel")
    desks.change(names=given("Amaal"))
    assert tab.save()
    qtbot.waitUntil(lambda: tab.saver.dialog is not None, timeout=10_000)
    dialog = tab.saver.dialog
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Amel" in said
    assert "Amaal" in said
    dialog.save_button.click()
    qtbot.waitUntil(lambda: desks.stored().name(NameKind.GIVEN) == "Amel", timeout=10_000)


def test_a_save_while_the_server_is_away_arrives_by_itself(
    qtbot: QtBot, desks: Desks, server: Cluster
) -> None:
    desks.page.person.form.phone.setText("0391 2")
    desks.page.person.form.phone.textEdited.emit("0391 2")
    server.kill()
    try:
        qtbot.waitUntil(desks.workspace.link_line.isVisible, timeout=10_000)
        assert desks.page.save()
        qtbot.wait(500)
    finally:
        server.start()
    qtbot.waitUntil(desks.workspace.link_line.isHidden, timeout=20_000)
    qtbot.waitUntil(lambda: desks.stored().contact.phone == "0391 2", timeout=20_000)
