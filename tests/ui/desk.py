# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A colleague's desk: the window over a real centre with real keys, unlocked for one of the demo's users."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from beratung.centre import Centre
from beratung.centre.demo import PASSWORD
from beratung.domain.base import Role
from beratung.vault import KdfCost
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.screens.administration.panel import Panel
from ui.screens.administration.screen import AdministrationScreen
from ui.screens.base import Screen
from ui.session import Place
from ui.settings import Settings
from ui.workspace import Workspace

FIRST, LATE = "beraterin", "n.beispiel"
"""The two counsellors."""
ADMIN, SUPERVISOR, INTERPRETER = "verwaltung", "leitung", "sprachmittler"

D = TypeVar("D", bound=QDialog)
S = TypeVar("S", bound=Screen)
P = TypeVar("P", bound=Panel)


@contextmanager
def opened(folder: Path, user: str) -> Iterator[Centre]:
    """Open a centre without a window, as another program would."""
    centre = Centre.open(folder, user=user, password=PASSWORD)
    try:
        yield centre
    finally:
        centre.lock()


def invite(folder: Path, name: str, roles: frozenset[Role]) -> str:
    """Invite somebody who accepts at once; return the fingerprint."""
    with opened(folder, ADMIN) as centre:
        invited = centre.invite(name, roles)
    return Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR).fingerprint


def add_colleague(folder: Path, name: str) -> None:
    """Add a second counsellor who can work at once."""
    fingerprint = invite(folder, name, frozenset({Role.COUNSELLOR}))
    with opened(folder, FIRST) as centre:
        assert centre.grant(name, fingerprint) == ()


class Desk:
    """A shown window, open for one user."""

    def __init__(self, qtbot: QtBot, folder: Path, user: str, *, scale: float = 1.0) -> None:
        dress(spoken="en", scale=scale)
        self.window = MainWindow(Settings(centre=str(folder), language="en", text_scale=scale))
        qtbot.addWidget(self.window)
        self.window.resize(1280, 860)
        self.window.show()
        self.window.open(Centre.open(folder, user=user, password=PASSWORD))
        settle(30)

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        assert self.window.workspace is not None
        return self.window.workspace

    @property
    def centre(self) -> Centre:
        """The centre that is open here."""
        return self.workspace.session.centre

    def leave(self) -> None:
        """Lock the window."""
        self.window.lock()
        settle(30)
        dress()

    def go(self, place: Place, kind: type[S]) -> S:
        """Go somewhere and return the screen."""
        assert self.workspace.go(place)
        settle(30)
        screen = self.workspace.shown()
        assert isinstance(screen, kind)
        return screen

    def part(self, key: str, kind: type[P]) -> P:
        """Return a part of the administration."""
        panel = self.go(Place("administration", tab=key), AdministrationScreen)._panel(key)
        assert isinstance(panel, kind)
        return panel

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog that is open."""
        settle(30)
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        assert len(found) == 1
        return found[0]

    def said(self) -> str:
        """Return the message at the bottom."""
        settle(30)
        return self.workspace.toast_box.text.text()

    def undo(self) -> None:
        """Take back what the message is about."""
        self.workspace.undo()
        settle(30)

    def trouble(self) -> str:
        """Return what the banner of the window says; empty where it is hidden."""
        banner = self.workspace.banner
        return banner.title.text() if banner.isVisible() else ""


def a_case(centre: Centre) -> UUID:
    """Return a case of somebody with a name, always the same of a demo."""
    rows = [row for row in centre.clients.roster() if row.case is not None and row.name and row.is_open]
    return cast("UUID", min(rows, key=lambda row: row.name).case)


def name_of(centre: Centre, case: UUID) -> str:
    """Return the name of the person in a case."""
    return next(row.name for row in centre.clients.roster() if row.case == case)
