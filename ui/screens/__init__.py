# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The screens by room. They are imported when they are first shown, so that the window starts quickly."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from beratung.domain.errors import N_

if TYPE_CHECKING:
    from ui.screens.base import Screen
    from ui.session import Session


@dataclass(frozen=True)
class Entry:
    """A screen of the rail: where its class is, how it is called, and who sees it."""

    room: str
    target: str
    """``module:Class``."""
    title: str
    """A message id."""
    icon: str
    roles: frozenset[str]

    def build(self, session: "Session") -> "Screen":
        """Import the screen and make it."""
        module, name = self.target.split(":")
        screen: Screen = getattr(import_module(module), name)(session)
        return screen


_COUNSEL = frozenset({"counsellor"})
_ALL = frozenset({"counsellor", "sprachmittler", "supervisor", "admin"})

ENTRIES: tuple[Entry, ...] = (
    Entry("today", "ui.screens.today.screen:TodayScreen", N_("Today"), "sun", _ALL),
    Entry("cases", "ui.screens.cases.screen:CasesScreen", N_("Cases"), "folders", _COUNSEL),
    Entry("offers", "ui.screens.offers.screen:OffersScreen", N_("Offers"), "map-pin-heart", _ALL),
    Entry("letters", "ui.screens.letters.screen:LettersScreen", N_("Letters"), "mail", _COUNSEL),
    Entry("calendar", "ui.screens.calendar.screen:CalendarScreen", N_("Calendar"), "calendar", _COUNSEL),
    Entry("statistics", "ui.screens.statistics.screen:StatisticsScreen", N_("Statistics"), "chart-bar",
          frozenset({"counsellor", "supervisor"})),
    Entry("administration", "ui.screens.administration.screen:AdministrationScreen", N_("Administration"), "settings",
          _ALL),
)  # fmt: skip


def entry(room: str) -> Entry:
    """Return the entry of a room."""
    return next(e for e in ENTRIES if e.room == room)
