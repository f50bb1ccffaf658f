# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The quick check behind the first screen: every row against the signed heads, kept lists against the rows.

It reads no envelope. What it shows is that no row is missing, old or from elsewhere, as far as the user holds the
keys; whether each row and each envelope is intact is for `verify`, and for whoever opens them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.kept import Kinds
from beratung.domain.views import Finding
from beratung.store import statements
from beratung.store.engine import Link, Row
from beratung.store.errors import StoreError
from beratung.store.freshness import read_heads, read_meta
from beratung.store.heads import COMMON, MODULUS, Heads, Place
from beratung.store.rows import DOMAINS
from beratung.store.snapshots import STAMPS, places_of, prints_of
from beratung.store.verify import NOT_NEWEST
from beratung.vault import DomainKey
from beratung.vault.encoding import packed

if TYPE_CHECKING:
    from beratung.store.store import Store

BATCH = 4000
"""So many rows are one step: a few hundredths of a second."""


_KEY_START = packed("subject_key")


def _key_content(row: Row) -> bytes:
    """What `key_term` hashes of a subject key, from the row as it lies in the table."""
    _, subject, domain, circle, epoch, wrapped = row
    return hashlib.sha256(_KEY_START + packed(subject, domain, circle, epoch, wrapped)).digest()


class Comparing:
    """One run over the tables in one transaction, some thousand rows at each `step`; then read what was found.

    ``known`` are the fingerprints of subjects that are known from kept lists alone.
    """

    def __init__(self, store: "Store", kinds: Kinds, known: Mapping[UUID, bytes]) -> None:
        self.findings: list[Finding] = []
        self.differing: set[UUID] = set()
        self._store = store
        self._places = places_of(kinds)
        self._known = known
        self._sums: defaultdict[Place, int] = defaultdict(int)
        self.prints: dict[UUID, bytes] = {}
        """The fingerprints of all rows of these kinds, but for restricted cases."""
        self._of_subject: defaultdict[bytes, int] = defaultdict(int)
        self._elsewhere: set[bytes] = set()
        self._keys: dict[tuple[bytes, str], tuple[Place, DomainKey | None]] = {}
        self._steps = self._run()

    def step(self) -> bool:
        """Go on for a moment; whether there is more to do."""
        try:
            next(self._steps)
        except StopIteration:
            return False
        except StoreError as error:
            self.findings.append(Finding(where="database", what=error.message, details=dict(error.details)))
            return False
        return True

    def stop(self) -> None:
        """Give the transaction back."""
        self._steps.close()

    def _run(self) -> Generator[None]:
        with self._store.database.transaction(writes=False) as link:
            heads = read_heads(link, read_meta(link))
            yield
            if not any(self._store.may_read(domain) for domain in Domain):
                return
            yield from self._rows(link)
            yield from self._subject_keys(link)
            self._compare(heads)

    def _rows(self, link: Link) -> Iterator[None]:
        home = self._store.keyring.default_circle.bytes
        sums, of_subject = self._sums, self._of_subject
        for count, (row, subject, domain, shelf, circle, version, mac) in enumerate(link.stream(STAMPS), 1):
            if not count % BATCH:
                yield
            if circle != home:
                self._elsewhere.add(subject)
            place, key = self._key(circle, domain)
            if key is None:
                continue
            term = key.term(row, version, mac)
            sums[place] += term
            if circle == home and (domain, shelf) in self._places:
                of_subject[subject] += term

    def _subject_keys(self, link: Link) -> Iterator[None]:
        for count, raw in enumerate(link.stream(statements.ALL_KEYS), 1):
            if not count % BATCH:
                yield
            place, key = self._key(raw[3], raw[2])
            if key is not None:
                self._sums[place] += key.term(raw[0], 0, _key_content(raw))

    def _key(self, circle: bytes, domain: str) -> tuple[Place, DomainKey | None]:
        found = self._keys.get((circle, domain))
        if found is None:
            keyring, place = self._store.keyring, (UUID(bytes=circle), domain)
            key = keyring.circle_keys.newest(place[0], DOMAINS[domain]) if domain in DOMAINS else None
            found = self._keys[circle, domain] = place, key
        return found

    def _compare(self, heads: Heads) -> None:
        keyring = self._store.keyring
        for place in self._sums.keys() | heads.keys():
            circle, domain = place
            if domain == COMMON or not keyring.may_read(Domain(domain), circle):
                continue
            head = heads.get(place)
            if head is not None and head.epoch != keyring.epoch(Domain(domain), circle):
                continue  # the next save under the new key makes the digest anew
            if (self._sums[place] - (head.digest if head else 0)) % MODULUS:
                self.findings.append(
                    Finding(where=f"record, subject_key: {domain} {circle}", what=NOT_NEWEST)
                )
        self.prints = prints_of(self._of_subject, self._elsewhere)
        self.differing = {subject for subject, was in self._known.items() if self.prints.get(subject) != was}
