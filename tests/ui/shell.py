# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What tests of the window share: an application in its colours, an open window, and patience for jobs."""

from datetime import date
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from tests.fakes.centre import FakeCentre, fake_centre
from tests.fakes.people import TODAY
from ui import jobs, language, theme
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.start import build_application
from ui.workspace import Workspace

COUNSELLOR = frozenset({Role.COUNSELLOR})
EVERYTHING = frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.ADMIN})


_alive: list[MainWindow] = []
"""The window of the running test: one whose last reference goes would take its widgets along."""


def dress(scheme: str = "light", spoken: str = "de", scale: float = 1.0) -> QApplication:
    """Give the application of the tests its colours and its language."""
    app = build_application()
    theme.apply(app, theme.Scheme(scheme), scale)
    language.switch(app, spoken)
    language.complete(app)
    return app


def settle(seconds: float = 5.0) -> None:
    """Wait until every job is done and its result has been handed over."""
    import time

    until = time.monotonic() + seconds
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if not jobs.is_busy():
            QCoreApplication.processEvents()
            return
        assert time.monotonic() < until, "a job does not end"
        time.sleep(0.002)


def open_window(
    qtbot: QtBot,
    roles: frozenset[Role] = EVERYTHING,
    *,
    today: date = TODAY,
    settings: Settings | None = None,
) -> tuple[MainWindow, Workspace, FakeCentre]:
    """Return a shown window over a centre in memory, with its workspace and that centre."""
    dress()
    window = MainWindow(settings or Settings())
    _alive[:] = [window]
    qtbot.addWidget(window)
    window.show()
    centre = fake_centre(today, roles)
    window.open(centre)
    settle()
    assert window.workspace is not None
    return window, window.workspace, cast("FakeCentre", centre)
