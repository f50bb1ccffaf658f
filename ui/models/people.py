# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The people of a centre as a list: saved views, search as one types, and the model that Qt shows.

A ``PeopleIndex`` is frozen work done off the GUI thread: folded words and sorted views. Searching it costs a
few milliseconds for 100,000 people, so that it happens at every key; a longer query narrows the last result.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.views import PersonRow
from beratung.i18n import _
from ui.models.folding import fold, haystack, needles
from ui.models.words import (
    dotted,
    say_birth,
    say_country,
    say_day,
    say_german,
    say_language,
    say_place,
    say_programme,
    say_status,
    say_status_short,
    say_until,
)

Index = QModelIndex | QPersistentModelIndex
ENDS_WITHIN = timedelta(days=90)


class SavedView(StrEnum):
    """A question about all cases that is asked again and again."""

    OPEN = "open"
    MINE = "mine"
    RESIDENCE_ENDS = "residence_ends"
    NO_NEXT_STEP = "no_next_step"
    INTERPRETER = "interpreter"
    CLOSED = "closed"


VIEW_TITLES = {
    SavedView.OPEN: N_("All open"),
    SavedView.MINE: N_("Mine"),
    SavedView.RESIDENCE_ENDS: N_("Residence title ends"),
    SavedView.NO_NEXT_STEP: N_("Without next step"),
    SavedView.INTERPRETER: N_("Interpreter needed"),
    SavedView.CLOSED: N_("Closed"),
}


class _Entry(NamedTuple):
    hay: str
    row: PersonRow


class PeopleIndex:
    """All people in the order of the roster, folded once; never changed, a new one takes over what still holds."""

    def __init__(self, rows: Iterable[PersonRow], codes: Codes, before: "PeopleIndex | None" = None) -> None:
        known = before.entries if before is not None else {}
        self.entries: dict[UUID, _Entry] = {}
        for row in rows:
            entry = known.get(row.client)
            if entry is None or entry.row is not row:
                entry = _Entry(_hay(row, codes), row)
            self.entries[row.client] = entry
        self._views: dict[tuple[SavedView, str, date], list[_Entry]] = {}
        self._last: tuple[tuple[SavedView, str, date], tuple[str, ...], list[_Entry]] | None = None

    def __len__(self) -> int:
        return len(self.entries)

    def count(self, view: SavedView, user: str, on: date) -> int:
        """Return how many people a saved view holds."""
        return len(self._view(view, user, on))

    def prepare(self, user: str, on: date) -> "PeopleIndex":
        """Sort every saved view now, so that showing one costs nothing later."""
        for view in SavedView:
            self._view(view, user, on)
        return self

    def select(self, view: SavedView, query: str, user: str, on: date) -> list[PersonRow]:
        """Return the people of a saved view in whom every word of a query is found, in the view's order."""
        words = needles(query)
        asked = (view, user, on)
        entries = self._view(*asked)
        if self._last is not None and self._last[0] == asked and _narrows(self._last[1], words):
            entries = self._last[2]
        for word in words:
            entries = [e for e in entries if word in e[0]]
        self._last = (asked, words, entries)
        return [e[1] for e in entries]

    def _view(self, view: SavedView, user: str, on: date) -> list[_Entry]:
        asked = (view, user, on)
        if asked not in self._views:
            belongs = _belongs(view, user, on)
            chosen = [e for e in self.entries.values() if belongs(e.row)]
            if view is SavedView.RESIDENCE_ENDS:
                chosen.sort(key=lambda e: e.row.status_until or date.max)
            self._views[asked] = chosen
        return self._views[asked]


def _hay(row: PersonRow, codes: Codes) -> str:
    status = codes.statuses.get(row.status or "")
    return haystack(
        row.name,
        *row.other_names,
        say_day(row.born.on) if row.born else "",
        *(codes.nationalities[c].name for c in row.nationalities if c in codes.nationalities),
        *(codes.languages[c].name for c in row.languages if c in codes.languages),
        say_place(codes, row.municipality),
        status.name if status else "",
    )


def _narrows(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Say whether whoever matches the later words matched the earlier ones too."""
    return all(any(word in longer for longer in after) for word in before)


def _belongs(view: SavedView, user: str, on: date) -> Callable[[PersonRow], bool]:
    if view is SavedView.CLOSED:
        return lambda row: not row.is_open
    if view is SavedView.MINE:
        return lambda row: row.is_open and row.counsellor == user
    if view is SavedView.RESIDENCE_ENDS:
        last = on + ENDS_WITHIN
        return lambda row: row.is_open and row.status_until is not None and row.status_until <= last
    if view is SavedView.NO_NEXT_STEP:
        return lambda row: row.is_open and not row.has_next_step
    if view is SavedView.INTERPRETER:
        return lambda row: row.is_open and row.needs_interpreter
    return lambda row: row.is_open


@dataclass(frozen=True)
class Column:
    """A column of the list: its title and what stands in it."""

    title: str
    say: Callable[[PersonRow], str]


PersonRole = Qt.ItemDataRole.UserRole + 1
"""The whole ``PersonRow``, for the delegate and the preview."""


class PeopleModel(QAbstractTableModel):
    """People as a table; the list shows the first column and paints the rest of the row into it."""

    def __init__(self, codes: Codes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._rows: Sequence[PersonRow] = ()
        self._keys: list[str] | None = None
        self._columns = (
            Column(N_("Name"), say_person),
            Column(N_("Born"), lambda r: say_birth(r.born)),
            Column(N_("Nationality"), lambda r: ", ".join(say_country(codes, c) for c in r.nationalities)),
            Column(N_("Residence status"), lambda r: say_status(codes, r.status)),
            Column(N_("Ends"), lambda r: say_day(r.status_until)),
            Column(N_("Level of German"), lambda r: r.german),
            Column(N_("Municipality"), lambda r: say_place(codes, r.municipality)),
            Column(N_("Programme"), lambda r: say_programme(r.programme)),
            Column(N_("Next step"), lambda r: say_day(r.next_due)),
        )

    def show(self, rows: Sequence[PersonRow]) -> None:
        """Show other people."""
        self.beginResetModel()
        self._rows = rows
        self._keys = None
        self.endResetModel()

    def clear(self) -> None:
        """Forget everybody, as locking does."""
        self.show(())

    @property
    def rows(self) -> Sequence[PersonRow]:
        """The people shown, in their order."""
        return self._rows

    def person(self, row: int) -> PersonRow:
        """Return the person of a row."""
        return self._rows[row]

    def row_of(self, client: UUID) -> int | None:
        """Return the row of a client, None where it is not shown."""
        return next((i for i, row in enumerate(self._rows) if row.client == client), None)

    def row_starting_with(self, letters: str, start: int) -> int | None:
        """Return the next row from ``start`` on whose name or second name begins with some letters."""
        wanted = fold(letters)
        if not wanted or not self._rows:
            return None
        if self._keys is None:
            self._keys = [f" {fold(row.name)}" for row in self._rows]
        wanted = f" {wanted}"
        size = len(self._keys)
        return next((i % size for i in range(start, start + size) if wanted in self._keys[i % size]), None)

    def describe(self, row: PersonRow) -> str:
        """Say a person in the words of the list's second line."""
        codes = self._codes
        status = f"{say_status_short(codes, row.status)} {say_until(row.status_until)}".strip()
        return dotted(
            (
                say_birth(row.born),
                ", ".join(say_country(codes, c) for c in row.nationalities),
                status,
                say_german(row.german),
                say_place(codes, row.municipality),
            )
        )

    def interpreter(self, row: PersonRow) -> str:
        """Say the first language for which an interpreter may be needed."""
        return say_language(self._codes, row.languages[0]) if row.languages else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        person = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[index.column()].say(person)
        if role == PersonRole:
            return person
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return dotted((say_person(person), self.describe(person), say_programme(person.programme)))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return _(self._columns[section].title) if section < len(self._columns) else None


def say_person(row: PersonRow) -> str:
    """Say the name of a person, or that the client is anonymous."""
    return row.name or _("Anonymous client")
