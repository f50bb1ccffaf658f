# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Places for ways are typed, kept on leaving, and refused where they cannot be."""

from pytestqt.qtbot import QtBot

from tests.ui.shell import EVERYTHING, open_window, settle
from ui.screens.administration.screen import AdministrationScreen
from ui.screens.administration.ways import PlaceRow, WaysPanel
from ui.session import Place


def test_a_place_is_kept_on_leaving(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot, EVERYTHING)
    workspace.go(Place("administration", tab="ways"))
    settle()
    screen = workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    panel = screen._panels["ways"]
    assert isinstance(panel, WaysPanel)
    panel.rows.set_values(centre.settings.places)
    row = panel.rows._insert(len(panel.rows.rows))
    assert isinstance(row, PlaceRow)
    row.municipality.set_code("15003000")
    row.latitude.set_value(52.12)
    assert row.value() is None
    row.longitude.set_value(11.63)
    row.is_centre.set_value(True)
    workspace.go(Place("today"))
    settle()
    (kept,) = centre.settings.places
    assert (kept.municipality, kept.latitude, kept.is_centre) == ("15003000", 52.12, True)
    assert kept.name == "Magdeburg"


def test_two_centres_are_refused_in_words(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot, EVERYTHING)
    workspace.go(Place("administration", tab="ways"))
    settle()
    screen = workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    panel = screen._panels["ways"]
    assert isinstance(panel, WaysPanel)
    for code in ("15003000", "15002000"):
        row = panel.rows._insert(len(panel.rows.rows))
        assert isinstance(row, PlaceRow)
        row.municipality.set_code(code)
        row.latitude.set_value(52.0)
        row.longitude.set_value(11.0)
        row.is_centre.set_value(True)
    panel.save()
    settle()
    assert centre.settings.places == ()
    assert workspace.banner.isVisible()
