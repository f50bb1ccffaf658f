# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Freshness: the state digest of each circle and domain, signed by its last writer, and the chain of states.

A digest is the sum modulo 2**256 of one keyed term per live row, so that a save subtracts the old row's
term and adds the new one's. Old rows put back, rows left out and rows from elsewhere change the sum; only
holders of the circle's key can compute it. The state chains all heads of a commit to the commit before.
"""

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from beratung.domain.base import Domain
from beratung.vault import Keyring, WrappedKey
from beratung.vault.encoding import Part, digest, packed

COMMON = "common"
"""Stands in the place of a domain for what every user keeps: items, tombstones, the ends of audit chains."""
NOBODY = UUID(int=0)
MODULUS = 1 << 256

Place = tuple[UUID, str]
COMMON_PLACE: Place = (NOBODY, COMMON)


class Meta(msgspec.Struct, frozen=True):
    """The one row of the table ``meta``."""

    store: UUID
    generation: int
    state: bytes
    previous: bytes


class Head(msgspec.Struct, frozen=True):
    """The state of one circle and domain after the commit of this generation."""

    circle: UUID
    domain: str
    generation: int
    digest: int
    writer: UUID = NOBODY
    signature: bytes = b""

    @property
    def place(self) -> Place:
        """The circle and the domain."""
        return self.circle, self.domain

    def columns(self) -> dict[str, object]:
        """The row of the table ``head``."""
        return {
            "circle": self.circle.bytes,
            "domain": self.domain,
            "generation": self.generation,
            "digest": self.digest.to_bytes(32, "big"),
            "writer": self.writer.bytes,
            "signature": self.signature,
        }

    def statement(self, store: UUID) -> bytes:
        """What the writer signs."""
        return packed(store, self.circle, self.domain, self.generation, self.digest.to_bytes(32, "big"))


Heads = Mapping[Place, Head]


def signed(head: Head, store: UUID, keyring: Keyring | None) -> Head:
    """The head with its writer's signature; without a keyring (a centre being made) it stays unsigned."""
    if keyring is None:
        return head
    signature = keyring.sign("head", head.statement(store))
    return msgspec.structs.replace(head, writer=keyring.user.id, signature=signature)


def is_signed(head: Head, store: UUID, keyring: Keyring) -> bool:
    """Whether the writer named really signed this head."""
    return keyring.verify(head.writer, "head", head.statement(store), head.signature)


def state(store: UUID, generation: int, previous: bytes, heads: Iterable[Head]) -> bytes:
    """The chained hash that the anchor remembers."""
    lines = sorted(
        packed(head.circle, head.domain, head.generation, head.digest.to_bytes(32, "big"), head.writer)
        for head in heads
    )
    return digest("beratung-state1", store, generation, previous, *lines)


class CommonTerms:
    """Terms of the common digest; keyed by the storage key, which every user of the centre holds."""

    def __init__(self, storage_key: bytes) -> None:
        self._key = hashlib.blake2b(storage_key, digest_size=32, person=b"beratung-common").digest()

    def item(self, item: UUID, kind: str, body: bytes) -> int:
        """The term of a vault item."""
        return self._term("item", item, kind, body)

    def chain_end(self, chain: UUID, seq: int, entry: bytes) -> int:
        """The term of the last entry of an audit chain."""
        return self._term("audit", chain, seq, entry)

    def tombstone(self, subject: UUID, day: str, writer: UUID, signature: bytes) -> int:
        """The term of a tombstone."""
        return self._term("tombstone", subject, day, writer, signature)

    def _term(self, *parts: Part) -> int:
        return int.from_bytes(hashlib.blake2b(packed(*parts), key=self._key, digest_size=32).digest(), "big")


def key_term(keyring: Keyring, row: WrappedKey) -> int:
    """The term of a subject key in its circle's digest: as a row of version 0."""
    content = digest("subject_key", row.subject, row.domain.value, row.circle, row.epoch, row.wrapped)
    return keyring.digest_term(row.domain, row.circle, row.id, 0, content)


def row_term(keyring: Keyring, place: Place, record: UUID, version: int, row_mac: bytes) -> int:
    """The term of a record in its circle's digest."""
    return keyring.digest_term(Domain(place[1]), place[0], record, version, row_mac)
