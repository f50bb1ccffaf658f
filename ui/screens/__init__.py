# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The screens by room. They are imported when they are first shown, so that the window starts quickly."""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from beratung.domain.errors import N_

if TYPE_CHECKING:
    from ui.screens.base import Screen
    from ui.session import Session


class Entry(NamedTuple):
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


_COUNSELLOR, _SPRACHMITTLER, _SUPERVISOR, _ADMIN = "counsellor", "sprachmittler", "supervisor", "admin"
_COUNSEL = frozenset({_COUNSELLOR})

ENTRIES: tuple[Entry, ...] = (
    Entry("today", "ui.screens.today.screen:TodayScreen", N_("Today"), "sun", _COUNSEL),
    Entry("cases", "ui.screens.cases.screen:CasesScreen", N_("Cases"), "folders", _COUNSEL),
    Entry("offers", "ui.screens.offers.screen:OffersScreen", N_("Offers"), "map-pin-heart",
          frozenset({_COUNSELLOR, _ADMIN})),
    Entry("letters", "ui.screens.letters.screen:LettersScreen", N_("Letters"), "mail", _COUNSEL),
    Entry("calendar", "ui.screens.calendar.screen:CalendarScreen", N_("Calendar"), "calendar", _COUNSEL),
    Entry("interpreters", "ui.screens.interpreters.screen:InterpretersScreen", N_("Interpreters"), "language", _COUNSEL),
    Entry("statistics", "ui.screens.statistics.screen:StatisticsScreen", N_("Statistics"), "chart-bar",
          frozenset({_COUNSELLOR, _SUPERVISOR})),
    Entry("sprachmittler", "ui.screens.sprachmittler.screen:SprachmittlerScreen", N_("Requests"), "messages",
          frozenset({_SPRACHMITTLER})),
    Entry("administration", "ui.screens.administration.screen:AdministrationScreen", N_("Administration"), "settings",
          frozenset({_COUNSELLOR, _SPRACHMITTLER, _SUPERVISOR, _ADMIN})),
)  # fmt: skip
"""In the order of the rail. Roles see their own screens and nothing of the others."""

_HOMES = ((_COUNSELLOR, "today"), (_SUPERVISOR, "statistics"), (_SPRACHMITTLER, "sprachmittler"))


def home(roles: Iterable[str]) -> str:
    """Return the room in which a user with these roles begins."""
    held = set(roles)
    return next((room for role, room in _HOMES if role in held), "administration")


def entry(room: str) -> Entry:
    """Return the entry of a room."""
    return next(e for e in ENTRIES if e.room == room)
