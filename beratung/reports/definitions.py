# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports as data: those that come with the program (``resources/reports``) and those that a centre made itself."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from beratung.domain.codes import Codes
from beratung.domain.errors import BadInput
from beratung.domain.report_definitions import Grouping, ReportDefinition, TableDefinition
from beratung.reports.checking import check_definition
from beratung.reports.errors import NoSuchReport, ReportExists, TooManyReports
from beratung.reports.groupings import Groupings, OfferWords
from beratung.resources import read_yaml

_KIND = "setting"
_ID = UUID("c0ffee00-5e77-4000-8000-000000000002")
"""The one item that holds a centre's own definitions."""
MOST_OWN = 200
SENSITIVE_PAIR = 5
"""So many people at least stand behind a number that says two things of them, one of them sensitive."""

STANDARD = ("year", "mbe", "jmd", "gbb", "district", "land", "interpreting", "referrals")
"""The files of ``resources/reports``, in the order of the list."""


class Items(Protocol):
    """Where a centre's own definitions are kept: public data, as the settings are."""

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        """All items of one kind."""

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        """Store or replace an item."""


class Definitions:
    """All reports of a centre, with their groupings filled in."""

    def __init__(self, codes: Codes, offers: Mapping[str, OfferWords], items: Items) -> None:
        self._items = items
        self._groupings = Groupings(codes, offers)
        self._standard = {d.id: d for d in map(self._read, STANDARD)}

    def all(self) -> tuple[ReportDefinition, ...]:
        """Every report: those of the program first, then the centre's own by their title."""
        own = sorted(self._own().values(), key=lambda found: found.title.get("de", "").casefold())
        return (*self._standard.values(), *own)

    def get(self, name: str) -> ReportDefinition:
        """A report by its id.

        Raises:
            NoSuchReport: there is none.
        """
        found = self._standard.get(name) or self._own().get(name)
        if found is None:
            known = ", ".join(definition.id for definition in self.all())
            raise NoSuchReport(place=name[:60], known=known)
        return found

    @property
    def groupings(self) -> Mapping[str, Grouping]:
        """Those that all reports share, by id."""
        return self._groupings.shared

    def filled(self, definition: ReportDefinition) -> ReportDefinition:
        """The definition with every grouping that its tables name, filled in.

        Raises:
            BadInput: a grouping of its own does not take everybody exactly once.
        """
        shared = self.groupings
        own: dict[str, Grouping] = {}
        tables = definition.tables
        for grouping in definition.groupings:
            if not (grouping.is_standard and grouping.id in shared):
                own[grouping.id], renamed = self._groupings.filled(grouping)
                tables = tuple(_renamed(table, grouping.id, renamed) for table in tables)
        named = dict.fromkeys(name for table in tables for name in (*table.dimensions, *table.filter))
        further = (shared[name] for name in named if name in shared and name not in own)
        return msgspec.structs.replace(definition, groupings=(*own.values(), *further), tables=tables)

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        """The definition, filled in.

        Raises:
            BadInput: something in it cannot be counted; it names the table and the remedy.
        """
        found = self.filled(definition)
        check_definition(found, self.groupings)
        tables = tuple(_with_care(table, found) for table in found.tables)
        return msgspec.structs.replace(found, tables=tables)

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        """Keep a definition of the centre's own, in place of one with the same id.

        Raises:
            BadInput: something in it cannot be counted; it names the table and the remedy.
            ReportExists: a report of the program has this id.
        """
        if definition.id in self._standard:
            raise ReportExists(place=definition.id)
        found = self.checked(msgspec.structs.replace(definition, is_own=True))
        kept = {**self._plain(), found.id: self._slim(found)}
        if len(kept) > MOST_OWN:
            raise TooManyReports(place=definition.id, limit=MOST_OWN)
        self._store(kept.values())
        return found

    def remove(self, name: str) -> None:
        """Forget a definition of the centre's own; what was released stays in the ledger.

        Raises:
            NoSuchReport: the centre has none of this id.
        """
        kept = self._plain()
        if name not in kept:
            raise NoSuchReport(place=name[:60], known=", ".join(kept))
        del kept[name]
        self._store(kept.values())

    def _slim(self, definition: ReportDefinition) -> ReportDefinition:
        """Without the groupings that all share: those follow the program."""
        own = tuple(grouping for grouping in definition.groupings if not grouping.is_standard)
        return msgspec.structs.replace(definition, groupings=own)

    def _own(self) -> dict[str, ReportDefinition]:
        """The centre's own reports; what cannot be counted (any more) is left out."""
        found = {}
        for name, definition in self._plain().items():
            try:
                found[name] = self.checked(definition)
            except BadInput:
                continue
        return found

    def _plain(self) -> dict[str, ReportDefinition]:
        """As stored. Every user can write the item with a program of his own: what is no list of reports is none."""
        for item, body in self._items.items(_KIND):
            if item == _ID:
                try:
                    kept = msgspec.msgpack.decode(body, type=tuple[ReportDefinition, ...])
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    return {}
                return {
                    d.id: msgspec.structs.replace(d, is_own=True) for d in kept if d.id not in self._standard
                }
        return {}

    def _store(self, kept: Iterable[ReportDefinition]) -> None:
        self._items.put_item(_KIND, _ID, msgspec.msgpack.encode(tuple(kept)))

    def _read(self, name: str) -> ReportDefinition:
        return self.checked(read_yaml(f"reports/{name}.yaml", ReportDefinition))


def _with_care(table: TableDefinition, definition: ReportDefinition) -> TableDefinition:
    """A table that shows something sensitive of people of whom it shows more, with at least `SENSITIVE_PAIR`."""
    about = [definition.grouping(name) for name in (*table.dimensions, *table.filter)]
    people = {grouping.name for grouping in about if grouping.column != "programme"}
    threshold = table.threshold if table.threshold is not None else definition.threshold
    if len(people) < 2 or threshold >= SENSITIVE_PAIR or not any(grouping.is_sensitive for grouping in about):
        return table
    return msgspec.structs.replace(table, threshold=SENSITIVE_PAIR)


def _renamed(table: TableDefinition, grouping: str, names: Mapping[str, str]) -> TableDefinition:
    """A filter that names a category as somebody called it, as it is called everywhere."""
    if grouping not in table.filter:
        return table
    named = names.get(table.filter[grouping], table.filter[grouping])
    return msgspec.structs.replace(table, filter={**table.filter, grouping: named})
