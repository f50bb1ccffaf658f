# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Freshness: the state digest of each circle and domain, signed by its last writer, and the chain of states.

A digest is the sum modulo 2**256 of one keyed term per live row, so that a save subtracts the old row's
term and adds the new one's. Old rows put back, rows left out and rows from elsewhere change the sum; only
holders of the circle's key can compute it. The state chains all heads of a commit to the commit before.
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from typing import Self
from uuid import UUID

import msgspec

from beratung.domain.base import Domain
from beratung.vault import Keyring, WrappedKey
from beratung.vault.encoding import digest

COMMON = "common"
"""Stands in the place of a domain for what every user keeps: items, tombstones, the ends of audit chains,
slices and claims."""
NOBODY = UUID(int=0)
MODULUS = 1 << 256
PURPOSE = "head"

Place = tuple[UUID, str]
COMMON_PLACE: Place = (NOBODY, COMMON)


class Meta(msgspec.Struct, frozen=True):
    """The one row of the table ``meta``."""

    store: UUID
    generation: int
    state: bytes
    previous: bytes


class Head(msgspec.Struct, frozen=True):
    """The state of one circle and domain after the commit of this generation.

    One signature covers all heads of a commit: it is over the leaf of all heads and the leaves of those that
    changed, of which each of these keeps the list.
    ``epoch`` is that of the circle's key under which the digest was made. Made by ``Head.of``.
    """

    circle: UUID
    domain: str
    generation: int
    digest: int
    epoch: int
    leaf: bytes
    writer: UUID = NOBODY
    leaves: bytes = b""
    signature: bytes = b""

    @classmethod
    def of(cls, place: Place, generation: int, digest: int, epoch: int) -> Self:
        """An unsigned head."""
        circle, domain = place
        numbers = _HEAD.pack(circle.bytes, domain.encode(), generation, epoch, digest.to_bytes(32, "big"))
        return cls(circle, domain, generation, digest, epoch, hashlib.sha256(numbers).digest())

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
            "epoch": self.epoch,
            "writer": self.writer.bytes,
            "leaves": self.leaves,
            "signature": self.signature,
        }


Heads = Mapping[Place, Head]
_HEAD = struct.Struct(">16s20sQI32s")
_ALL = hashlib.sha256(b"beratung-all-heads1").digest()
"""Begins a list of leaves whose second entry stands for all heads; the lists of older versions have none."""


def signed(changed: list[Head], every: Iterable[Head], store: UUID, keyring: Keyring | None) -> list[Head]:
    """The heads that a commit changed, signed; without a keyring (a centre being made) they stay unsigned.

    What is signed names all heads as they are after the commit, so that no single one can be put back.
    """
    if keyring is None:
        return changed
    leaves = _ALL + _leaf_of_all(every) + b"".join(sorted(head.leaf for head in changed))
    signature = keyring.sign(PURPOSE, store.bytes + leaves)
    writer = keyring.user.id
    return [
        msgspec.structs.replace(head, writer=writer, leaves=leaves, signature=signature) for head in changed
    ]


def _leaf_of_all(heads: Iterable[Head]) -> bytes:
    return hashlib.sha256(_ALL + b"".join(sorted(head.leaf for head in heads))).digest()


def is_whole(heads: Heads, generation: int) -> bool:
    """Whether the commit of this generation, the newest, left all heads as they are."""
    newest = [head for head in heads.values() if head.generation >= generation]
    if not newest:
        return not heads
    of_all = _leaf_of_all(heads.values())
    return all(
        head.generation == generation and (head.leaves[:32] != _ALL or head.leaves[32:64] == of_all)
        for head in newest
    )


def is_signed(head: Head, store: UUID, keyring: Keyring) -> bool:
    """Whether the writer named really signed this head."""
    leaves = [head.leaves[at : at + 32] for at in range(0, len(head.leaves), 32)]
    return head.leaf in leaves and keyring.verify(
        head.writer, PURPOSE, store.bytes + head.leaves, head.signature
    )


def state(store: UUID, generation: int, previous: bytes, heads: Iterable[Head]) -> bytes:
    """The chained hash that the anchor remembers."""
    leaves = b"".join(sorted(head.leaf for head in heads))
    start = b"beratung-state1" + store.bytes + generation.to_bytes(8, "big") + previous
    return hashlib.sha256(start + leaves).digest()


class CommonTerms:
    """Terms of the common digest; keyed by the storage key, which every user of the centre holds."""

    def __init__(self, storage_key: bytes) -> None:
        self._key = hashlib.blake2b(storage_key, digest_size=32, person=b"beratung-common").digest()

    def item(self, item: UUID, kind: str, body: bytes) -> int:
        """The term of a vault item."""
        return self._term(b"item", item.bytes, kind.encode().ljust(40, b"\0") + body)

    def chain_end(self, chain: UUID, seq: int, entry: bytes) -> int:
        """The term of the last entry of an audit chain."""
        return self._term(b"audit", chain.bytes, seq.to_bytes(8, "big") + entry)

    def tombstone(self, subject: UUID, day: str, writer: UUID, signature: bytes) -> int:
        """The term of a tombstone."""
        return self._term(b"tombstone", subject.bytes, day.encode().ljust(10) + writer.bytes + signature)

    def shared(self, id_: UUID, reader: UUID, writer: UUID, epoch: int, body: bytes) -> int:
        """The term of a slice or message."""
        clear = reader.bytes + writer.bytes + epoch.to_bytes(8, "big", signed=True)
        return self._term(b"slice", id_.bytes, clear + body)

    def claim(self, value: bytes, booking: UUID, epoch: int, sealed: bytes) -> int:
        """The term of a claim of time."""
        return self._term(b"claim", value, booking.bytes + epoch.to_bytes(8, "big", signed=True) + sealed)

    def _term(self, kind: bytes, row: bytes, rest: bytes) -> int:
        """Every part but the last has a fixed length, so that no two rows give the same bytes."""
        content = hashlib.blake2b(row + rest, key=self._key, digest_size=32, person=kind)
        return int.from_bytes(content.digest(), "big")


def key_term(keyring: Keyring, row: WrappedKey) -> int:
    """The term of a subject key in its circle's digest: as a row of version 0."""
    content = digest("subject_key", row.subject, row.domain.value, row.circle, row.epoch, row.wrapped)
    return keyring.digest_term(row.domain, row.circle, row.id, 0, content)


def row_term(keyring: Keyring, place: Place, record: UUID, version: int, row_mac: bytes) -> int:
    """The term of a record in its circle's digest."""
    return keyring.digest_term(Domain(place[1]), place[0], record, version, row_mac)
