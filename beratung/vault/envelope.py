# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Envelope v1: one sealed blob for each record, bound to everything that its row shows.

Layout, 78 bytes around the padded plaintext::

    01 | suite 01 | epoch u32 | subject key id 16 | salt 24 | commitment 16 | ciphertext | tag 16

The record key and the commitment are HKDF-Expand(HKDF-Expand(subject key, "env1"), salt): 192 random bits
for each message, so the nonce of AES-256-GCM is constant and no count of messages has to be watched. The
commitment is compared before decryption: a blob opens under one key only. The associated data name the
centre, the subject key with its domain, circle and epoch, and the row, every part with its length.
"""

import struct
from functools import lru_cache
from hmac import compare_digest
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from beratung.domain.base import Domain, Shelf
from beratung.vault.encoding import packed
from beratung.vault.errors import Tampered
from beratung.vault.primitives import NONCE, Secret, expand, mac
from beratung.vault.rows import RowHeader, WrappedKey

OVERHEAD = 78
WHERE = "record"

_SHA256 = SHA256()
_LEAST = 64
_DOUBLING = 16 << 10
_ROW = struct.Struct(">I16sIQIQ")
_size = struct.Struct(">I").unpack_from
_CLEAR = struct.Struct(">I16sI16sI16sI16sIQIQIQ")
_DOMAINS = {domain: packed(domain) for domain in Domain}
_SHELVES = {shelf: packed(shelf) for shelf in Shelf}


class SubjectKey(Secret):
    """One subject's key of one domain, open. Its repr shows ids only; it cannot be pickled or copied."""

    __slots__ = (
        "_aad",
        "_circle",
        "_head",
        "_id",
        "_name",
        "_record",
        "_subject",
        "circle",
        "domain",
        "epoch",
        "id",
        "subject",
    )

    def __init__(self, key: bytes, centre: UUID, row: WrappedKey) -> None:
        self.id = row.id
        self.subject = row.subject
        self.domain: Domain = row.domain
        self.circle = row.circle
        self.epoch = row.epoch
        self._record = expand(key, b"env1")
        self._name = key
        self._id, self._subject, self._circle = row.id.int, row.subject.int, row.circle.int
        self._head = b"\x01\x01" + row.epoch.to_bytes(4, "big") + row.id.bytes
        self._aad = packed("env1", centre, row.domain, row.subject, row.circle, row.epoch, row.id)

    def __repr__(self) -> str:
        return f"<SubjectKey {self.id} {self.domain}>"

    def pseudonym(self, purpose: str) -> bytes:
        """16 bytes that stand for the subject and that nobody can make again once the key is deleted."""
        return mac(expand(self._name, packed("pseudonym1", purpose)), self.subject.bytes)[:16]

    def seal(self, header: RowHeader, plaintext: bytes) -> bytes:
        """Seal a record; raises ValueError if the header names another key."""
        aad = self._context(header)
        if aad is None:
            raise ValueError("the header belongs to another key")
        salt = urandom(24)
        derived = HKDFExpand(_SHA256, 48, salt).derive(self._record)
        size = len(plaintext)
        room = 1 << (size + 3).bit_length() if 60 < size < 16000 else bucket(size + 4)
        padded = (size.to_bytes(4, "big") + plaintext).ljust(room, b"\0")
        return self._head + salt + derived[32:] + AESGCM(derived[:32]).encrypt(NONCE, padded, aad)

    def open(self, header: RowHeader, blob: bytes) -> bytes:
        """Open a record; raises Tampered for another row, another key, or any changed bit."""
        aad = self._context(header)
        if aad is None or blob[:22] != self._head:
            raise Tampered(WHERE)
        derived = HKDFExpand(_SHA256, 48, blob[22:46]).derive(self._record)
        if not compare_digest(derived[32:], blob[46:62]):
            raise Tampered(WHERE)
        try:
            padded = AESGCM(derived[:32]).decrypt(NONCE, blob[62:], aad)
        except InvalidTag:
            raise Tampered(WHERE) from None
        return padded[4 : 4 + _size(padded)[0]]

    def _context(self, header: RowHeader) -> bytes | None:
        """The associated data, None if the row names another key, subject, domain, circle or epoch.

        Written for speed: numbers are compared in place of UUIDs, whose comparison is a Python call.
        """
        if (
            header.key.int != self._id
            or header.subject.int != self._subject
            or header.circle.int != self._circle
            or header.domain is not self.domain
            or header.epoch != self.epoch
        ):
            return None
        clear = _ROW.pack(16, header.id.int.to_bytes(16, "big"), 8, header.version, 8, header.layout)
        return self._aad + _SHELVES[header.shelf] + clear + _packed_week(header.week)


@lru_cache(maxsize=2048)
def _packed_week(week: str | None) -> bytes:
    return packed(week)


def bucket(size: int) -> int:
    """The padded size: 64 * 2**k up to 16 KiB, above that at most 12 % more (Padmé).

    So the length of a record tells the database hardly anything.
    """
    if size <= _DOUBLING:
        return 1 << max(_LEAST.bit_length() - 1, (size - 1).bit_length())
    exponent = size.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (size + mask) & ~mask


def row_context(header: RowHeader, blob_hash: bytes) -> bytes:
    """Every clear column and the hash of the blob, each with its length, and none told from empty."""
    return (
        _CLEAR.pack(
            *(16, header.id.int.to_bytes(16, "big"), 16, header.subject.int.to_bytes(16, "big")),
            *(16, header.key.int.to_bytes(16, "big"), 16, header.circle.int.to_bytes(16, "big")),
            *(8, header.version, 8, header.layout, 8, header.epoch),
        )
        + _SHELVES[header.shelf]
        + _DOMAINS[header.domain]
        + packed(header.week, blob_hash)
    )
