# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Opened records in memory, so that a list is decrypted once.

An entry is right as long as the row's MAC is the same, whoever changed what in between; a shelf is complete
for the one generation it was last compared with. Nothing of it survives locking.
"""

import threading
from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from beratung.domain.base import Domain, Record, Shelf
from beratung.domain.work import Touched

Where = tuple[Domain, Shelf]
NUMBER = attrgetter("int")
"""Orders ids as they compare, without a Python call for each comparison."""
LARGEST = 16 * 1024
"""Larger blobs (letters) are opened anew each time."""


def where_of(record: Record) -> Where:
    """The domain and shelf of a record."""
    return record.domain, record.shelf


class Entry(NamedTuple):
    """What a row opened to; the record itself is left out where it is large."""

    mac: bytes
    kind: type[Record]
    subject: UUID
    record: Record | None


def differences(before: Mapping[UUID, Entry], after: Mapping[UUID, Entry]) -> set[Touched]:
    """The records that are not the same in both."""
    gone = [(record, entry) for record, entry in before.items() if record not in after]
    changed = [
        (record, entry)
        for record, entry in after.items()
        if (known := before.get(record)) is not entry and (known is None or known.mac != entry.mac)
    ]
    return {Touched(entry.kind.__name__, record, entry.subject) for record, entry in gone + changed}


class ShelfCache:
    """The entries of one domain and shelf, by record."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Entry] = {}
        self.generation: int | None = None
        self.news: set[Touched] = set()
        """What others changed, noticed in passing and not told to anybody yet."""
        self._order: list[UUID] | None = None

    def ordered(self) -> list[UUID]:
        """All ids in ascending order."""
        if self._order is None:
            self._order = sorted(self.entries, key=NUMBER)
        return self._order

    def replace(self, entries: dict[UUID, Entry], generation: int) -> None:
        """Take over the complete entries of a generation; what others changed since the last one is news."""
        if self.generation is not None:
            self.news |= differences(self.entries, entries)
        self.entries, self.generation, self._order = entries, generation, None

    def set(self, record: UUID, entry: Entry | None) -> None:
        """Change or drop one entry."""
        if entry is None:
            self.entries.pop(record, None)
        else:
            self.entries[record] = entry
        self._order = None

    def update(self, entries: Mapping[UUID, Entry]) -> None:
        """Take over some entries."""
        self.entries.update(entries)
        self._order = None


class RecordCache:
    """All shelves; ``lock`` guards every use."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.shelves: dict[Where, ShelfCache] = {}

    def shelf(self, where: Where) -> ShelfCache:
        """The entries of one domain and shelf."""
        return self.shelves.setdefault(where, ShelfCache())

    def committed(self, before: int, after: int, changes: dict[UUID, tuple[Where, Entry | None]]) -> None:
        """Carry complete shelves over a commit of our own."""
        with self.lock:
            for record, (where, entry) in changes.items():
                shelf = self.shelf(where)
                if shelf.generation in {None, before}:
                    shelf.set(record, entry)
            for shelf in self.shelves.values():
                if shelf.generation == before:
                    shelf.generation = after

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.shelves.clear()
