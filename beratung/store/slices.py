# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The table of slices and messages: sealed and signed rows, each for one user or for an inbox."""

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select

from beratung.store import errors
from beratung.store.engine import Link, Row
from beratung.store.heads import CommonTerms
from beratung.store.tables import slice_
from beratung.vault import Keyring, SharedKeys, SharedRow, VaultError
from beratung.vault.statements import MESSAGE, SLICE

if TYPE_CHECKING:
    from beratung.store.writing import Writing

SLICES = select(slice_.c.id, slice_.c.reader, slice_.c.writer, slice_.c.epoch, slice_.c.body)
_SLICE = SLICES.where(slice_.c.id == bindparam("id"))
_OF_READER = SLICES.where(slice_.c.reader == bindparam("reader")).order_by(slice_.c.id)
PURPOSES = frozenset({SLICE, MESSAGE})
"""What `VaultItems.items` gives from this table in place of its own."""

_INSERT = slice_.insert()
_DELETE = slice_.delete().where(slice_.c.id == bindparam("id"))


def of_reader(link: Link, reader: UUID) -> list[SharedRow]:
    """What lies there for a user, or in the inbox of a circle."""
    return [_row(row) for row in link.rows(_OF_READER, {"reader": reader.bytes})]


def marks(link: Link, reader: UUID) -> frozenset[bytes]:
    """What tells whether something came, went or changed for a user, or in the inbox of a circle."""
    rows = link.rows(_OF_READER, {"reader": reader.bytes})
    return frozenset(bytes(row[0]) + sha256(bytes(row[4])).digest() for row in rows)


def find(link: Link, id_: UUID) -> SharedRow | None:
    """One row."""
    row = link.row(_SLICE, {"id": id_.bytes})
    return _row(row) if row is not None else None


def put(writing: "Writing", row: SharedRow) -> None:
    """Store a row, or replace one of the same id for the same reader; raises Taken."""
    former = find(writing.link, row.id)
    if former is not None:
        if (former.reader, former.purpose) != (row.reader, row.purpose):
            raise errors.Taken
        remove(writing, row.id)
    writing.link.run(
        _INSERT,
        {
            "id": row.id.bytes,
            "reader": row.reader.bytes,
            "writer": row.writer.bytes,
            "epoch": row.epoch,
            "body": row.body,
        },
    )
    writing.count_common(_term(writing.terms, row))


def remove(writing: "Writing", id_: UUID) -> bool:
    """Remove a row; returns whether it was there."""
    row = find(writing.link, id_)
    if row is None:
        return False
    writing.link.run(_DELETE, {"id": id_.bytes})
    writing.count_common(-_term(writing.terms, row))
    return True


def remove_all_of(writing: "Writing", reader: UUID) -> int:
    """Remove every slice of a user who has left; returns how many."""
    rows = of_reader(writing.link, reader)
    for row in rows:
        remove(writing, row.id)
    return len(rows)


def bodies(link: Link, purpose: str) -> list[tuple[UUID, bytes]]:
    """Every slice, or every message, as signed: for what has to acknowledge it."""
    return [(row.id, row.body) for row in map(_row, link.rows(SLICES)) if row.purpose == purpose]


def digest(link: Link, terms: CommonTerms) -> int:
    """The sum over all slices and messages, for the common digest."""
    return sum(_term(terms, _row(row)) for row in link.stream(SLICES))


def forged(link: Link, keyring: Keyring) -> Iterator[UUID]:
    """The rows that who is named as their writer did not write, or could not."""
    keys = SharedKeys(keyring)
    for row in map(_row, link.stream(SLICES)):
        try:
            keys.check(row)
        except VaultError:
            yield row.id


def _row(row: Row) -> SharedRow:
    id_, reader, writer, epoch, body = row
    return SharedRow(UUID(bytes=id_), UUID(bytes=reader), UUID(bytes=writer), epoch, bytes(body))


def _term(terms: CommonTerms, row: SharedRow) -> int:
    return terms.shared(row.id, row.reader, row.writer, row.epoch, row.body)
