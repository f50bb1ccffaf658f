# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Parts of lists kept sealed in the database: read instead of every record, destroyed with every deletion."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select

from beratung.domain.base import Domain, Record
from beratung.domain.kept import Kinds, Prints, no_collecting
from beratung.store import statements
from beratung.store.engine import Row
from beratung.store.reader import Reader
from beratung.store.rows import Opener
from beratung.store.tables import record, snapshot, subject_key
from beratung.store.writing import Writing
from beratung.vault import Tampered
from beratung.vault.encoding import packed
from beratung.vault.snapshots import open_list, seal_list

if TYPE_CHECKING:
    from beratung.store.store import Store

LAYOUT = 2
"""Counted up whenever what lies around the indexes' own content changes: older parts then do not open."""
DOMAINS = (Domain.IDENTITY, Domain.CASE)
"""A list holds content of both, so it takes the keys of both."""
_PRINT = 1 << 128

_OF_CIRCLE = snapshot.c.circle == bindparam("circle")
_KEPT = select(snapshot.c.name, snapshot.c.generation).where(_OF_CIRCLE)
_ONE = select(snapshot.c.generation, snapshot.c.wrapped, snapshot.c.body).where(
    _OF_CIRCLE, snapshot.c.name == bindparam("name")
)
_DELETE = snapshot.delete().where(
    snapshot.c.name == bindparam("the_name"), snapshot.c.circle == bindparam("the_circle")
)
_INSERT = snapshot.insert()
_CHANGED = select(record.c.subject, record.c.generation).where(
    record.c.domain == bindparam("domain"),
    record.c.shelf == bindparam("shelf"),
    record.c.generation > bindparam("since"),
)
_IN_PART = (record.c.subject >= bindparam("first"), record.c.subject <= bindparam("last"))
STAMPS = select(
    record.c.id,
    record.c.subject,
    record.c.domain,
    record.c.shelf,
    record.c.circle,
    record.c.version,
    record.c.row_mac,
)
_STAMPS_IN_PART = STAMPS.where(*_IN_PART)
_STAMPS_OF_SUBJECT = STAMPS.where(record.c.subject == bindparam("subject"))
_ROWS = statements.ALL_ROWS.where(*_IN_PART)
_ROWS_OF_SUBJECT = statements.ALL_ROWS.where(record.c.subject == bindparam("subject"))
_SUBJECTS_OF_CIRCLE = select(subject_key.c.subject).where(subject_key.c.circle == bindparam("circle"))


def _bounds(part: int) -> dict[str, object]:
    width = 1 << 122
    return {
        "first": (part * width).to_bytes(16, "big"),
        "last": ((part + 1) * width - 1).to_bytes(16, "big"),
    }


def prints_of(sums: Mapping[bytes, int], elsewhere: Collection[bytes]) -> dict[UUID, bytes]:
    """Fingerprints from the sums of terms, without the subjects of restricted cases."""
    return {
        UUID(bytes=subject): (total % _PRINT).to_bytes(16, "big")
        for subject, total in sums.items()
        if subject not in elsewhere
    }


def places_of(kinds: Kinds) -> set[tuple[str, str]]:
    """The domains and shelves of some kinds, as the rows name them."""
    return {(kind.domain.value, kind.shelf.value) for kind in kinds}


class Snapshots:
    """The `Keeper` of a store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def generation(self) -> int:
        """The number of the newest commit."""
        with self._store.reading() as reader:
            return reader.generation or 0

    @contextmanager
    def look(self) -> Iterator["StoreLook"]:
        """Look at the newest state, in one transaction."""
        with self._store.reading() as reader, no_collecting():
            yield StoreLook(self._store, reader)

    @contextmanager
    def keeping(self, kinds: Kinds, generation: int) -> Iterator["StoreKeeping | None"]:
        """Keep parts of this commit; None where it is not the newest, or the user lacks a key."""
        keyring = self._store.keyring
        holds = all(keyring.may_read(domain, keyring.default_circle) for domain in DOMAINS)
        if not holds or not {kind.domain for kind in kinds} <= set(DOMAINS):
            yield None
            return
        with self._store.writing() as writing:
            is_newest = writing.meta.generation == generation and not writing.is_dirty
            yield StoreKeeping(self._store, writing) if is_newest else None


class StoreLook:
    """The records after one commit."""

    def __init__(self, store: "Store", reader: Reader) -> None:
        self.generation = reader.generation or 0
        self._store = store
        self._link = reader.link
        self._keyring = store.keyring
        self._opener = Opener(store.keyring, store.keys)

    def kept(self) -> Mapping[str, int]:
        """Which parts are kept, and of which commit."""
        rows = self._link.rows(_KEPT, {"circle": self._keyring.default_circle.bytes})
        return {name: generation for name, generation in rows if generation <= self.generation}

    def open(self, name: str) -> bytes | None:
        """A kept part, None where it does not open: then the records tell."""
        row = self._link.row(_ONE, {"circle": self._keyring.default_circle.bytes, "name": name})
        if row is None or not all(self._keyring.may_read(d, self._keyring.default_circle) for d in DOMAINS):
            return None
        context = _context(self._store, name, row[0])
        try:
            return open_list(self._keyring, DOMAINS, context, bytes(row[1]), bytes(row[2]))
        except Tampered:
            return None

    def changed(self, kinds: Kinds, since: int) -> Iterable[tuple[UUID, int]]:
        """Whose records were written after a commit, and when."""
        for domain, shelf in places_of(kinds):
            values = {"domain": domain, "shelf": shelf, "since": since}
            for subject, generation in self._link.rows(_CHANGED, values):
                yield UUID(bytes=subject), generation

    def elsewhere(self) -> Iterable[UUID]:
        """Subjects of restricted cases that this user may read."""
        circles = {circle for domain in DOMAINS for circle in self._keyring.circles(domain)}
        found: set[UUID] = set()
        for circle in circles - {self._keyring.default_circle}:
            rows = self._link.rows(_SUBJECTS_OF_CIRCLE, {"circle": circle.bytes})
            found.update(UUID(bytes=row[0]) for row in rows)
        return found

    def all(self, kinds: Kinds, part: int | None = None) -> Iterator[Record]:
        """Every readable record of a part, or of all."""
        if part is not None:
            yield from self._opened(self._link.stream(_ROWS, _bounds(part)), kinds)
            return
        for domain, shelf in places_of(kinds):
            if not self._keyring.may_read(Domain(domain)):
                continue
            values = {"domain": domain, "shelf": shelf}
            yield from self._opened(self._link.stream(statements.ROWS_OF_SHELF, values), kinds)

    def of_subject(self, kinds: Kinds, subject: UUID) -> list[Record]:
        """Every readable record of a subject."""
        return list(self._opened(self._link.rows(_ROWS_OF_SUBJECT, {"subject": subject.bytes}), kinds))

    def _opened(self, rows: Iterable[Row], kinds: Kinds) -> Iterator[Record]:
        places = places_of(kinds)
        for row in rows:
            if (row[4], row[1]) in places and self._opener.may_read(row[4], row[5]):
                found = self._opener.open(self._opener.sealed(row))
                if isinstance(found, kinds):
                    yield found


class StoreKeeping:
    """A write transaction in which parts are kept; it makes no commit of records."""

    def __init__(self, store: "Store", writing: Writing) -> None:
        self._store = store
        self._writing = writing

    def prints(self, kinds: Kinds, part: int) -> Prints:
        """The sum of the digest terms of each subject's rows, modulo 2**128; none of restricted cases."""
        return self._summed(kinds, self._writing.link.stream(_STAMPS_IN_PART, _bounds(part)))

    def print_of(self, kinds: Kinds, subject: UUID) -> bytes | None:
        """The fingerprint of a subject; None where there is no row, or the case is a restricted one."""
        rows = self._writing.link.rows(_STAMPS_OF_SUBJECT, {"subject": subject.bytes})
        return self._summed(kinds, rows).get(subject)

    def _summed(self, kinds: Kinds, rows: Iterable[Row]) -> dict[UUID, bytes]:
        places, keyring = places_of(kinds), self._store.keyring
        home = keyring.default_circle
        terms = {
            domain.value: key.term
            for domain in DOMAINS
            if (key := keyring.circle_keys.newest(home, domain)) is not None
        }
        sums: defaultdict[bytes, int] = defaultdict(int)
        elsewhere: set[bytes] = set()
        for row, subject, domain, shelf, circle, version, mac in rows:
            if circle != home.bytes:
                elsewhere.add(subject)
            elif (domain, shelf) in places:
                sums[subject] += terms[domain](row, version, mac)
        return prints_of(sums, elsewhere)

    def keep(self, name: str, body: bytes) -> None:
        """Keep a part in place of the one before."""
        keyring, generation = self._store.keyring, self._writing.meta.generation
        wrapped, sealed = seal_list(keyring, DOMAINS, _context(self._store, name, generation), body)
        circle = keyring.default_circle
        self._writing.link.run(_DELETE, {"the_name": name, "the_circle": circle.bytes})
        columns = {
            "name": name,
            "circle": circle.bytes,
            "domain": DOMAINS[-1].value,
            "epoch": keyring.epoch(DOMAINS[-1], circle),
            "generation": generation,
            "wrapped": wrapped,
            "body": sealed,
        }
        self._writing.link.run(_INSERT, columns)


def _context(store: "Store", name: str, generation: int) -> bytes:
    return packed("lists", LAYOUT, store.freshness.store, name, generation)
