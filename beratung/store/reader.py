# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reading records inside one transaction, from memory wherever the rows have not changed."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import Executable, bindparam, literal_column, select

from beratung.domain.base import Domain, Record, Shelf
from beratung.domain.errors import NotFound
from beratung.domain.kept import no_collecting
from beratung.domain.work import Touched
from beratung.store import statements, tables
from beratung.store.cache import NUMBER, Entry, RecordCache, ShelfCache, Where
from beratung.store.engine import Link, Row, Values
from beratung.store.rows import DOMAINS, SHELVES, Opener

R = TypeVar("R", bound=Record)
_NEWER = select(
    tables.record.c.id, tables.record.c.domain, tables.record.c.shelf, tables.record.c.circle
).where(
    tables.record.c.domain.in_([literal_column(f"'{domain}'") for domain in Domain]),
    tables.record.c.shelf.in_([literal_column(f"'{shelf}'") for shelf in Shelf]),
    tables.record.c.generation > bindparam("since"),
)
"""What was written after a commit; domain and shelf are named so that the index serves."""
_ITEM_IDS = select(tables.vault_item.c.id)
FEW = 200
"""Up to so many changed rows are fetched one by one, more by reading the whole shelf."""


class Reader:
    """Reads the state of one generation.

    Where the transaction holds rows of its own that are not committed yet, ``generation`` is None and the
    cache only saves opening what it has opened before.
    """

    def __init__(self, link: Link, opener: Opener, cache: RecordCache, generation: int | None) -> None:
        self.generation = generation
        self._link = link
        self._opener = opener
        self._cache = cache

    @property
    def link(self) -> Link:
        """The transaction."""
        return self._link

    def find(self, record: UUID) -> tuple[bytes, Record] | None:
        """A readable record of any kind with its row's MAC, None where there is none."""
        row = self._link.row(statements.ROW, {"id": record.bytes})
        if row is None or not self._opener.may_read(row[4], row[5]):
            return None
        sealed = self._opener.sealed(row)
        with self._cache.lock:
            shelf = self._cache.shelf((sealed.header.domain, sealed.header.shelf))
            known = shelf.entries.get(record)
        if known is not None and known.mac == sealed.mac and known.record is not None:
            return known.mac, known.record
        entry, found = self._opener.entry(sealed)
        if self.generation is not None:
            with self._cache.lock:
                if shelf.generation is None:
                    shelf.set(record, entry)
        return entry.mac, found

    def get(self, kind: type[R], record: UUID) -> tuple[bytes, R]:
        """A record with its row's MAC; raises NotFound."""
        with self._cache.lock:
            shelf = self._cache.shelf((kind.domain, kind.shelf))
            known = shelf.entries.get(record) if self._is_complete(shelf) else None
        if known is not None and isinstance(known.record, kind):
            return known.mac, known.record
        found = self.find(record)
        if found is None or not isinstance(found[1], kind):
            raise NotFound
        return found[0], found[1]

    def all(self, kind: type[R], subject: UUID | None = None) -> list[R]:
        """Every readable record of a kind, in the order of the ids."""
        where = (kind.domain, kind.shelf)
        return self._records(kind, self._whole(where) if subject is None else self._some(where, subject))

    def during(self, kind: type[R], first_week: str, last_week: str) -> list[R]:
        """Every readable record of a kind in some ISO weeks, in the order of the ids."""
        where = (kind.domain, kind.shelf)
        values = {
            "domain": where[0].value,
            "shelf": where[1].value,
            "first_week": first_week,
            "last_week": last_week,
        }
        with self._cache.lock:
            shelf = self._cache.shelf(where)
            known = shelf.entries
        listing = self._link.rows(statements.LIST_WEEKS, values)
        entries = self._compared(listing, where, known, statements.ROWS_OF_WEEKS, values)
        if self.generation is not None:
            with self._cache.lock:
                if shelf.generation is None:
                    shelf.update(entries)
        return self._records(kind, in_order(entries))

    def find_large(self, record: UUID) -> Record:
        """A record that is too large for the cache."""
        [row] = self._link.rows(statements.ROW, {"id": record.bytes})
        return self._opener.open(self._opener.sealed(row))

    def of_subject(self, subject: UUID) -> list[tuple[bytes, Record]]:
        """Every readable record of a subject, of whatever kind."""
        stamps = self._link.rows(statements.STAMPS_OF_SUBJECT, {"subject": subject.bytes})
        found = [self.find(UUID(bytes=row[0])) for row in sorted(stamps)]
        return [entry for entry in found if entry is not None]

    def news(self, since: int) -> set[Touched]:
        """What was changed after a generation; the lists in memory are brought to the newest state."""
        with self._cache.lock:
            lists = {where for where, shelf in self._cache.shelves.items() if shelf.generation is not None}
        found: set[Touched] = set()
        for where in lists:
            self._whole(where)
            with self._cache.lock:
                shelf = self._cache.shelf(where)
                found |= shelf.news
                shelf.news = set()
        found |= self._gone(lists)
        for raw, domain, kind, circle in self._link.rows(_NEWER, {"since": since}):
            if (DOMAINS.get(domain), SHELVES.get(kind)) in lists or not self._opener.may_read(domain, circle):
                continue
            row = self.find(UUID(bytes=raw))
            found |= {Touched(type(row[1]).__name__, row[1].id, row[1].subject)} if row else set()
        return found

    def shredded(self) -> frozenset[bytes]:
        """The subjects that were deleted."""
        return frozenset(bytes(row[0]) for row in self._link.rows(statements.TOMBSTONES))

    def _gone(self, complete: set[Where]) -> set[Touched]:
        """What single records in memory are not stored any more, where no whole list would tell."""
        with self._cache.lock:
            known = {
                where: dict(shelf.entries)
                for where, shelf in self._cache.shelves.items()
                if where not in complete
            }
        lost = [pair for where, entries in known.items() for pair in self._missing(where, entries)]
        with self._cache.lock:
            for shelf in self._cache.shelves.values():
                for record, _ in lost:
                    shelf.entries.pop(record, None)
        return {Touched(entry.kind.__name__, record, entry.subject) for record, entry in lost}

    def _missing(self, where: Where, entries: dict[UUID, Entry]) -> list[tuple[UUID, Entry]]:
        """Which of these entries of a shelf have no row any more."""
        if len(entries) <= FEW:
            gone = [r for r in entries if self._link.row(statements.STAMP, {"id": r.bytes}) is None]
        else:
            values = {"domain": where[0].value, "shelf": where[1].value}
            stored = {bytes(row[0]) for row in self._link.rows(statements.LIST_SHELF, values)}
            gone = [record for record in entries if record.bytes not in stored]
        return [(record, entries[record]) for record in gone]

    def people(self) -> frozenset[bytes]:
        """The ids of the vault's items; one comes or goes whenever somebody states something new about users."""
        return frozenset(bytes(row[0]) for row in self._link.rows(_ITEM_IDS))

    def _is_complete(self, shelf: ShelfCache) -> bool:
        return self.generation is not None and shelf.generation == self.generation

    def _records(self, kind: type[R], entries: list[tuple[UUID, Entry]]) -> list[R]:
        found = []
        for record, entry in entries:
            if issubclass(entry.kind, kind):
                opened = entry.record if entry.record is not None else self.find_large(record)
                found.append(opened)
        return found  # type: ignore[return-value]

    def _whole(self, where: Where) -> list[tuple[UUID, Entry]]:
        with self._cache.lock:
            shelf = self._cache.shelf(where)
            if self._is_complete(shelf):
                return [(record, shelf.entries[record]) for record in shelf.ordered()]
            known = dict(shelf.entries)
        values = {"domain": where[0].value, "shelf": where[1].value}
        rows = statements.ROWS_OF_SHELF
        if known:
            entries = self._compared(
                self._link.rows(statements.LIST_SHELF, values), where, known, rows, values
            )
        else:
            entries = self._opened(known, rows, values)
        if self.generation is not None:
            with self._cache.lock:
                if shelf.generation is None or shelf.generation < self.generation:
                    shelf.replace(entries, self.generation)
        return in_order(entries)

    def _some(self, where: Where, subject: UUID) -> list[tuple[UUID, Entry]]:
        values = {"domain": where[0].value, "shelf": where[1].value, "subject": subject.bytes}
        with self._cache.lock:
            known = self._cache.shelf(where).entries
        listing = self._link.rows(statements.LIST_SUBJECT, values)
        shelf = {"domain": values["domain"], "shelf": values["shelf"]}
        return in_order(self._compared(listing, where, known, statements.ROWS_OF_SHELF, shelf))

    def _compared(
        self, listing: list[Row], where: Where, known: dict[UUID, Entry], rows: Executable, values: Values
    ) -> dict[UUID, Entry]:
        """The entries of a listing: those whose MAC is known from memory, the others opened.

        ``rows`` with ``values`` gives the rows of the listing, or more, for when many are missing.
        """
        entries: dict[UUID, Entry] = {}
        missing: list[UUID] = []
        for raw, circle, mac in listing:
            if not self._opener.may_read(where[0].value, circle):
                continue
            record = UUID(bytes=raw)
            entry = known.get(record)
            if entry is not None and entry.mac == mac:
                entries[record] = entry
            else:
                missing.append(record)
        if len(missing) > FEW:
            wanted = set(missing)
            return entries | {k: v for k, v in self._opened(known, rows, values).items() if k in wanted}
        for record in missing:
            [row] = self._link.rows(statements.ROW, {"id": record.bytes})
            entries[record] = self._opener.entry(self._opener.sealed(row))[0]
        return entries

    def _opened(self, known: dict[UUID, Entry], rows: Executable, values: Values) -> dict[UUID, Entry]:
        """Every readable row of a query, opened unless it is known."""
        entries: dict[UUID, Entry] = {}
        opener = self._opener
        with no_collecting():
            for row in self._link.stream(rows, values):
                if not opener.may_read(row[4], row[5]):
                    continue
                sealed = opener.sealed(row)
                entry = known.get(sealed.header.id)
                if entry is None or entry.mac != sealed.mac:
                    entry = opener.entry(sealed)[0]
                entries[sealed.header.id] = entry
        return entries


def in_order(entries: dict[UUID, Entry]) -> list[tuple[UUID, Entry]]:
    """The entries in the order of their ids."""
    return [(record, entries[record]) for record in sorted(entries, key=NUMBER)]
