# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From a stored row to an opened record and back."""

from typing import Any
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record, Shelf
from beratung.store import codec, errors
from beratung.store.cache import LARGEST, Entry
from beratung.store.engine import Row
from beratung.store.keys import SubjectKeys
from beratung.vault import Keyring, RowHeader, SubjectKey, Tampered, WrappedKey

DOMAINS = {domain.value: domain for domain in Domain}
SHELVES = {shelf.value: shelf for shelf in Shelf}


class Sealed(msgspec.Struct, frozen=True):
    """A row of the table ``record`` with the wrapped key it names."""

    header: RowHeader
    mac: bytes
    blob: bytes
    wrapped: bytes | None

    @property
    def key(self) -> WrappedKey:
        """The key that must have sealed it, as the row itself describes it."""
        head = self.header
        if self.wrapped is None:
            raise errors.Damaged(place=f"record {head.id}")
        return WrappedKey(head.key, head.subject, head.domain, head.circle, head.epoch, self.wrapped)


class Opener:
    """Opens rows; ids that many rows share are made once."""

    def __init__(self, keyring: Keyring, keys: SubjectKeys) -> None:
        self._keyring = keyring
        self._keys = keys
        self._circles: dict[bytes, UUID] = {}
        self._readable: dict[tuple[str, bytes], bool] = {}

    def may_read(self, domain: str, circle: bytes) -> bool:
        """Whether the user holds the key of this circle and domain."""
        known = self._readable.get((domain, circle))
        if known is None:
            known = (
                self._keyring.may_read(DOMAINS[domain], self.circle(circle)) if domain in DOMAINS else False
            )
            self._readable[domain, circle] = known
        return known

    def circle(self, circle: bytes) -> UUID:
        """The id of a circle."""
        known = self._circles.get(circle)
        if known is None:
            known = self._circles[circle] = UUID(bytes=circle)
        return known

    def sealed(self, row: Row) -> Sealed:
        """The row with its types; raises Damaged where it is no row of ours."""
        record, shelf, subject, key, domain, circle, version, layout, epoch, week, mac, blob, wrapped = row
        try:
            header = RowHeader(
                UUID(bytes=record),
                SHELVES[shelf],
                UUID(bytes=subject),
                UUID(bytes=key),
                DOMAINS[domain],
                self.circle(circle),
                version,
                layout,
                epoch,
                week,
            )
        except (KeyError, ValueError):
            raise errors.Damaged(place="record") from None
        if min(version, layout, epoch) < 0:
            raise errors.Damaged(place=f"record {header.id}")
        return Sealed(header, mac, blob, wrapped)

    def open(self, row: Sealed) -> Record:
        """Open a row.

        Raises:
            Damaged: it is not what was sealed for this place.
            NewerLayout: a newer version of the program wrote it.
        """
        header = row.header
        try:
            key = self._keys.is_open(header.key) or self._keys.opened(row.key)
            body = self._keyring.open(key, header, row.blob)
        except Tampered:
            raise errors.Damaged(place=f"record {header.id}") from None
        found = codec.decode(body, header.layout)
        if found.id != header.id or found.version != header.version or found.subject != header.subject:
            raise errors.Damaged(place=f"record {header.id}")
        return found

    def entry(self, row: Sealed) -> tuple[Entry, Record]:
        """Open a row for the cache."""
        found = self.open(row)
        return entry_of(row.mac, found, len(row.blob)), found


def entry_of(mac: bytes, record: Record, size: int) -> Entry:
    """What the cache keeps of a record."""
    return Entry(mac, type(record), record.subject, record if size <= LARGEST else None)


def seal(keyring: Keyring, key: SubjectKey, record: Record) -> tuple[dict[str, Any], bytes]:
    """The row of a record whose version is already the new one, and the row's MAC."""
    kind = type(record)
    header = RowHeader(
        record.id,
        kind.shelf,
        record.subject,
        key.id,
        kind.domain,
        key.circle,
        record.version,
        kind.layout,
        key.epoch,
        week_of(record),
    )
    blob = keyring.seal(key, header, codec.encode(record))
    mac = keyring.row_mac(header, blob)
    columns = {
        "id": record.id.bytes,
        "shelf": header.shelf.value,
        "subject": record.subject.bytes,
        "key": key.id.bytes,
        "domain": header.domain.value,
        "circle": key.circle.bytes,
        "version": record.version,
        "layout": header.layout,
        "epoch": key.epoch,
        "week": header.week,
        "row_mac": mac,
        "blob": blob,
    }
    return columns, mac


def week_of(record: Record) -> str | None:
    """The ISO week in clear, for the one shelf whose lists load a window of time."""
    if type(record).shelf is not Shelf.APPOINTMENT:
        return None
    week: str | None = getattr(record, "week", None)
    return week
