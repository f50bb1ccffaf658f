# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The table of claims: the database itself refuses that a time is taken twice."""

from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from beratung.domain.errors import TimeTaken
from beratung.domain.sharing import SealedClaim
from beratung.store.engine import Link, Row
from beratung.store.heads import CommonTerms
from beratung.store.tables import claim
from beratung.vault import ClaimKeys, Keyring, NoKey, Tampered

if TYPE_CHECKING:
    from beratung.store.writing import Writing

CLAIMS = select(claim.c.value, claim.c.booking, claim.c.epoch, claim.c.sealed)
_CLAIM = CLAIMS.where(claim.c.value == bindparam("value"))
_PART = CLAIMS.where(claim.c.value >= bindparam("first"), claim.c.value < bindparam("end"))
_OF_BOOKING = CLAIMS.where(claim.c.booking == bindparam("booking"))
_INSERT = claim.insert()
_DELETE = claim.delete().where(claim.c.value == bindparam("value"))


class ClaimRow(msgspec.Struct, frozen=True):
    """One row of the table ``claim``."""

    booking: UUID
    claim: SealedClaim


def is_free(
    link: Link, booking: UUID, claims: Iterable[SealedClaim], freed: Container[UUID] = frozenset()
) -> bool:
    """Whether nobody but this booking, and those that are about to be released, has taken any of these times."""
    owners = (_owner(link, wanted.value) for wanted in claims)
    return all(owner in {None, booking} or owner in freed for owner in owners)


def insert(writing: "Writing", booking: UUID, claims: Iterable[SealedClaim]) -> None:
    """Take times for a booking; those that it has already stay. Raises TimeTaken."""
    rows: list[ClaimRow] = []
    for wanted in {wanted.value: wanted for wanted in claims}.values():
        owner = _owner(writing.link, wanted.value)
        if owner not in {None, booking}:
            raise TimeTaken
        if owner is None:
            rows.append(ClaimRow(booking, wanted))
    _insert(writing, rows)


def release(writing: "Writing", booking: UUID) -> None:
    """Give back every time of a booking."""
    _delete(writing, [_row(row) for row in writing.link.rows(_OF_BOOKING, {"booking": booking.bytes})])


def rekey(writing: "Writing") -> int:
    """Make the claims of older epochs anew under the newest key, bookings unchanged; returns how many.

    What does not open under the key of its own epoch was put there by somebody who does not hold it, and is
    removed; what was made under a key that this user does not hold stays.
    """
    keys = ClaimKeys(writing.keyring)
    rows = [_row(row) for row in writing.link.rows(CLAIMS)]
    old = [row for row in rows if row.claim.epoch != keys.epoch and keys.holds(row.claim.epoch)]
    new = {row.claim.value: row for row in rows if row.claim.epoch == keys.epoch}
    known = len(new)
    for row in old:
        with suppress(Tampered):
            renewed = keys.rekey(row.claim)
            new.setdefault(renewed.value, ClaimRow(row.booking, renewed))
    _delete(writing, old)
    _insert(writing, list(new.values())[known:])
    return len(new) - known


def past(link: Link, keys: ClaimKeys, before: int, part: tuple[int, int] = (0, 1)) -> list[ClaimRow]:
    """The claims of slots that are over; of so many parts of the table one."""
    number, parts = part
    first, end = (256 * border // parts for border in (number, number + 1))
    values = {"first": bytes([first]), "end": bytes([end]) if end < 256 else b"\xff" * 33}
    rows = (_row(row) for row in link.stream(_PART, values))
    return [row for row in rows if _is_before(keys, row.claim, before)]


def clear(writing: "Writing", rows: Iterable[ClaimRow]) -> int:
    """Remove claims that are still there as they were; returns how many."""
    found = (writing.link.row(_CLAIM, {"value": row.claim.value}) for row in rows)
    there = [_row(row) for row in found if row is not None]
    _delete(writing, there)
    return len(there)


def digest(link: Link, terms: CommonTerms) -> int:
    """The sum over all claims, for the common digest."""
    return sum(_term(terms, row.booking, row.claim) for row in map(_row, link.stream(CLAIMS)))


def forged(link: Link, keyring: Keyring) -> Iterator[UUID]:
    """The bookings of claims that nobody with the key made, as far as the user holds it."""
    keys = ClaimKeys(keyring)
    for row in map(_row, link.stream(CLAIMS)):
        try:
            keys.open(row.claim)
        except NoKey:
            continue
        except Tampered:
            yield row.booking


def _owner(link: Link, value: bytes) -> UUID | None:
    row = link.row(_CLAIM, {"value": value})
    return UUID(bytes=row[1]) if row is not None else None


def _is_before(keys: ClaimKeys, sealed: SealedClaim, before: int) -> bool:
    try:
        return keys.open(sealed).slot < before
    except (NoKey, Tampered):
        return False


def _insert(writing: "Writing", rows: list[ClaimRow]) -> None:
    if rows:
        writing.link.run_each(_INSERT, [_columns(row.booking, row.claim) for row in rows])
        writing.count_common(sum(_term(writing.terms, row.booking, row.claim) for row in rows))


def _delete(writing: "Writing", rows: list[ClaimRow]) -> None:
    if rows:
        writing.link.run_each(_DELETE, [{"value": row.claim.value} for row in rows])
        writing.count_common(-sum(_term(writing.terms, row.booking, row.claim) for row in rows))


def _row(row: Row) -> ClaimRow:
    value, booking, epoch, sealed = row
    return ClaimRow(UUID(bytes=booking), SealedClaim(value=bytes(value), epoch=epoch, sealed=bytes(sealed)))


def _columns(booking: UUID, sealed: SealedClaim) -> dict[str, object]:
    return {
        "value": sealed.value,
        "booking": booking.bytes,
        "epoch": sealed.epoch,
        "sealed": sealed.sealed,
    }


def _term(terms: CommonTerms, booking: UUID, sealed: SealedClaim) -> int:
    return terms.claim(sealed.value, booking, sealed.epoch, sealed.sealed)
