# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Canonical bytes: one value has one encoding, and every other spelling of it is refused."""

import hashlib
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec

from beratung.vault.errors import Tampered, TooNew

T = TypeVar("T", bound="Statement")

MOST_BYTES = 1 << 20
"""No statement, key file or grant is ever larger; larger input is refused before it is parsed."""

_ENCODER = msgspec.msgpack.Encoder(uuid_format="bytes")
_NONE = b"\xff\xff\xff\xff"

Count = Annotated[int, msgspec.Meta(ge=0)]
"""A number that no statement may have below zero."""

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its zone; one without would compare with no other."""

Part = bytes | str | int | UUID | None


class Statement(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A part of a file or of a signed message, encoded as a MessagePack array. Its repr shows nothing."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Versioned(Statement, frozen=True):
    """A statement that begins with the number of its format, so that a newer one is told from a broken one."""

    v: int


def encode(value: Statement) -> bytes:
    """The one encoding of a statement."""
    return _ENCODER.encode(value)


def decode(kind: type[T], data: bytes, where: str, most: int = MOST_BYTES) -> T:
    """Parse a statement of at most so many bytes.

    Raises:
        TooNew: its format number is higher than this program knows.
        Tampered: anything else, also a second spelling of a valid statement.
    """
    if len(data) > most:
        raise Tampered(where)
    try:
        value = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        if issubclass(kind, Versioned) and _number(data) > 1:
            raise TooNew(where) from None
        raise Tampered(where) from None
    if isinstance(value, Versioned) and value.v != 1:
        raise TooNew(where) if value.v > 1 else Tampered(where)
    if _ENCODER.encode(value) != data:
        raise Tampered(where)
    return value


def _number(data: bytes) -> int:
    """The format number at the head of an array that could not be parsed, 0 if there is none."""
    try:
        first = msgspec.msgpack.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 0
    return first[0] if isinstance(first, list) and first and isinstance(first[0], int) else 0


def packed(*parts: Part) -> bytes:
    """Join parts so that no two different lists of parts give the same bytes: each with its length.

    Numbers must be 0 <= n < 2**64; None differs from the empty text.
    """
    out = bytearray()
    for part in parts:
        if part is None:
            out += _NONE
            continue
        if isinstance(part, str):
            raw = part.encode()
        elif isinstance(part, UUID):
            raw = part.bytes
        elif isinstance(part, int):
            raw = part.to_bytes(8, "big")
        else:
            raw = part
        out += len(raw).to_bytes(4, "big")
        out += raw
    return bytes(out)


def derived_id(*parts: Part) -> UUID:
    """A UUID (version 8) that follows from its parts, so that an item can lie in one place only."""
    raw = bytearray(hashlib.sha256(packed("beratung-id1", *parts)).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return UUID(bytes=bytes(raw))


def digest(*parts: Part) -> bytes:
    """SHA-256 over the packed parts."""
    return hashlib.sha256(packed(*parts)).digest()
