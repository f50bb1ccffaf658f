# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The commands that work on every screen, and what the palette finds besides them."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from beratung.domain.errors import N_
from ui import jobs
from ui.commands.command import Command
from ui.commands.found import Found
from ui.commands.palette import OFFERS, PEOPLE, Lookup
from ui.models.folding import haystack, matches, needles
from ui.session import ACCESS, IMPORT, NEW_CLIENT, ROOMS, Place, Session

if TYPE_CHECKING:
    from beratung.domain.views import Hit
    from ui.workspace import Workspace

GO = N_("Go to")
DO = N_("Do")
WINDOW = N_("Window")

_GO_TITLES = {
    "today": N_("Show today"),
    "cases": N_("Show cases"),
    "offers": N_("Show offers"),
    "letters": N_("Show letters"),
    "calendar": N_("Show calendar"),
    "statistics": N_("Show statistics"),
    "sprachmittler": N_("Show requests"),
    "interpreters": N_("Show interpreters"),
    "administration": N_("Show administration"),
}


def standard_commands(space: "Workspace") -> list[Command]:
    """Return what can be done everywhere, in the order of the sheet of shortcuts."""
    numbered = sorted(space.entries, key=lambda entry: entry.room not in ROOMS)
    commands = [_go(space, n, room.room, room.icon) for n, room in enumerate(numbered, start=1)]
    if space.session.may_counsel():
        commands += _counselling(space)
    commands += [
        Command("save", N_("Save"), space.save, "Ctrl+S", "device-floppy", group=DO),
        Command("print", N_("Print"), space.print_page, "Ctrl+P", "printer", group=DO),
        Command("undo", N_("Undo the last step"), space.undo, "Ctrl+Z", "arrow-back-up", group=DO, in_palette=False),
        Command("search", N_("Search person, offer or action"), space.palette_box.open, "Ctrl+K", "search",
                group=WINDOW, in_palette=False),
        Command("back", N_("Back"), space.go_back, "Esc", "arrow-left", group=WINDOW, in_palette=False),
        Command("hide", N_("Hide or show personal data"), space.toggle_curtain, "F9", "eye-off", group=WINDOW),
        Command("lock", N_("Lock the centre"), space.lock_wanted.emit, "Ctrl+L", "lock", group=WINDOW),
        Command("help", N_("Help for this page"), space.show_help, "F1", "help-circle", group=WINDOW),
        Command("keys", N_("Show all keys"), space.show_keys, "?", "keyboard", group=WINDOW),
    ]  # fmt: skip
    return commands


def _go(space: "Workspace", number: int, room: str, icon: str) -> Command:
    shortcut = f"Ctrl+{number}" if number <= 9 else ""
    return Command(
        f"go-{room}", _GO_TITLES[room], lambda: _ignore(space.go(Place(room))), shortcut, icon, group=GO
    )


def _counselling(space: "Workspace") -> list[Command]:
    def go(tab: str) -> Callable[[], None]:
        return lambda: space.session.go(Place("cases", tab=tab))

    return [
        Command(
            "new-consultation",
            N_("New consultation"),
            space.new_consultation,
            "Ctrl+N",
            "message-plus",
            group=DO,
        ),
        Command(
            "new-client", N_("Record a new person"), go(NEW_CLIENT), "Ctrl+Shift+N", "user-plus", group=DO
        ),
        Command("import", N_("Import an existing list"), go(IMPORT), "", "file-import", group=DO),
        Command("access", N_("Ask for access to a protected case"), go(ACCESS), "", "shield-lock", group=DO),
    ]


def _ignore(_result: object) -> None:
    """Take a result that nobody asks for."""


def people_and_offers(session: Session, rooms: Collection[str]) -> list[tuple[str, Lookup]]:
    """Return the lookups of the palette, for the rooms that the user sees, under the headings of what they find."""
    lookups: list[tuple[str, Lookup]] = []
    if "cases" in rooms:
        lookups.append((N_("People"), _people(session)))
    if "offers" in rooms:
        lookups.append((N_("Offers"), _offers(session)))
    return lookups


def _people(session: Session) -> Lookup:
    def found(hit: "Hit") -> Found:
        from ui.models.words import DOT, say_birth, say_country

        row = hit.row
        countries = [say_country(session.centre.codes, code) for code in row.nationalities[:1]]
        detail = DOT.join(part for part in (say_birth(row.born), *countries) if part)
        place = Place("cases", case=row.case, record=None if row.case else row.client)
        return Found(row.name or "–", lambda: session.go(place), detail, "user")

    def look_up(text: str, tell: Callable[[list[Found]], None]) -> None:
        jobs.run(
            session,
            lambda: session.centre.clients.search(text, limit=PEOPLE),
            lambda hits: tell([found(hit) for hit in hits]),
        )

    return look_up


def _offers(session: Session) -> Lookup:
    known: list[tuple[str, str, str]] = []

    def gather() -> list[tuple[str, str, str]]:
        if not known:
            known.extend((o.id, o.name, haystack(o.name, o.id)) for o in session.centre.offers.catalogue())
        return known

    def look_up(text: str, tell: Callable[[list[Found]], None]) -> None:
        words = needles(text)

        def show(offers: list[tuple[str, str, str]]) -> None:
            tell([
                Found(name, partial(session.go, Place("offers", offer=key)), icon="map-pin-heart")
                for key, name, hay in offers if matches(words, hay)
            ][:OFFERS])  # fmt: skip

        jobs.run(session, gather, show)

    return look_up
