# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Draws the open window into a PNG where there is no display: for ``make run`` and for the README."""

import argparse
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from beratung.domain.errors import BeratungError
from beratung.i18n import explain
from ui import jobs, opening
from ui.main_window import MainWindow
from ui.session import Place, Session
from ui.settings import Settings

PATIENCE = 20.0
"""Seconds for all screens to load."""
_QUIET = 0.4


def take_picture(app: QApplication, settings: Settings, options: argparse.Namespace) -> int:
    """Open the centre, show a place, save the picture and return the exit code."""
    from ui.start import build_window, read_password

    if not (settings.centre and options.user and options.password_file):
        sys.stderr.write("--picture needs --centre, --user and --password-file.\n")
        return 2
    window = build_window(app, settings)
    sys.excepthook = sys.__excepthook__
    width, _x, height = str(options.size).partition("x")
    try:
        window.resize(int(width), int(height))
        password = read_password(options.password_file)
        centre = opening.open_centre(Path(settings.centre), options.user, password)
    except (BeratungError, OSError, ValueError) as error:
        sys.stderr.write((explain(error) if isinstance(error, BeratungError) else str(error)) + "\n")
        return 1
    window.show()
    window.open(centre)
    settle(app)
    _go(window, options.show)
    settle(app)
    is_saved = window.grab().save(options.picture, "PNG")
    window.lock()
    if not is_saved:
        sys.stderr.write(f"The picture cannot be written to {options.picture}.\n")
        return 1
    return 0


def _go(window: MainWindow, show: str) -> None:
    """Show a room (``administration:users`` a part of it), or the offers of the first open case."""
    if window.workspace is None:
        return
    session = window.workspace.session
    room, _colon, part = show.partition(":")
    place = Place(room, tab=part or None) if show and show != "case" else _first_case(session)
    if place is not None:
        window.workspace.go(place)


def _first_case(session: Session) -> Place | None:
    """Return the offers of a case that has much to show; None for a user who reads none."""
    if not session.may_counsel():
        return None
    rows = [
        row for row in session.centre.clients.roster() if row.case is not None and row.is_open and row.status
    ]
    rows.sort(key=lambda row: (not row.needs_interpreter, row.next_due is None, row.name))
    return Place("cases", case=rows[0].case, tab="offers") if rows else None


def settle(app: QApplication) -> None:
    """Wait until no job is left and nothing is waiting to be drawn."""
    until = time.monotonic() + PATIENCE
    quiet_since = time.monotonic()
    while time.monotonic() < until and time.monotonic() - quiet_since < _QUIET:
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if jobs.is_busy():
            quiet_since = time.monotonic()
            time.sleep(0.01)
