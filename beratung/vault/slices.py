# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices, sealed to one user's own keys, and the inbox, where those write who hold no domain.

A slice is made by somebody whose role holds scheduling. A message is sealed to the inbox of the default circle, an
HPKE key pair that follows from the scheduling key: its public half is stated and signed by a holder, so that
everyone can write and only holders read. HPKE proves no sender, so both are signed by who wrote them; what
they are about (id, reader and his keys, writer, time) is signed and sealed with them.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Role
from beratung.vault.encoding import (
    Count,
    Instant,
    Statement,
    Versioned,
    decode,
    derived_id,
    digest,
    encode,
    packed,
)
from beratung.vault.envelope import bucket
from beratung.vault.errors import NoInbox, NoKey, NoSuchUser, NotAllowed, Tampered, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import HPKE_PRIVATE, OpeningKey, Secret, expand, is_hpke_public, seal_to
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import INBOX, MESSAGE, SLICE, Signed, holders_of, keys_digest, read

_SIZE = 4
_PLACE = Domain.SCHEDULING


class SharedRow(msgspec.Struct, frozen=True):
    """One row of the table ``slice``: ``reader`` is a user (``epoch`` 0), or the circle of an inbox."""

    id: UUID
    reader: UUID
    writer: UUID
    epoch: int
    body: bytes

    @property
    def purpose(self) -> str:
        """What the writer's signature is for."""
        return MESSAGE if self.epoch else SLICE


class Opened(msgspec.Struct, frozen=True):
    """A slice or message, open: who wrote it when, and its content."""

    by: UUID
    at: datetime
    content: bytes

    def __repr__(self) -> str:
        return f"<Opened by {self.by}>"


class _Context(Versioned, frozen=True):
    """``keys`` is the digest of what the content is sealed to."""

    centre: UUID
    id: UUID
    reader: UUID
    keys: bytes
    epoch: Count
    writer: UUID
    made_at: Instant


class _Shared(Statement, frozen=True):
    context: _Context
    sealed: bytes


class _InboxKey(Versioned, frozen=True):
    centre: UUID
    epoch: Count
    public: bytes
    made_at: Instant


class SharedKeys(Secret):
    """What one user seals and opens slices and messages with; made for one unit of work."""

    __slots__ = ("_inboxes", "_keyring")

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._inboxes: dict[int, OpeningKey] = {}

    def slice(self, id_: UUID, to: UUID, content: bytes, now: datetime) -> SharedRow:
        """Seal something to a user.

        Raises:
            NotAllowed: the writer's roles do not hold scheduling, so his signature would not count.
            NoSuchUser: the reader is no member, or is suspended.
        """
        keyring = self._keyring
        if not keyring.user.roles & holders_of(_PLACE):
            raise NotAllowed
        member, keys = keyring.trust.member(to), keyring.trust.keys_of(to)
        if member is None or keys is None or member.is_suspended or member.is_recovery:
            raise NoSuchUser(place="user")
        context = self._context(id_, to, keys_digest(keys), 0, now)
        return self._sealed(context, keys.hpke_public, content)

    def message(self, items: VaultItems, id_: UUID, content: bytes, now: datetime) -> SharedRow:
        """Seal something to those who hold scheduling now; raises NoInbox."""
        epoch, public = inbox_of(self._keyring, items)
        circle = self._keyring.default_circle
        return self._sealed(self._context(id_, circle, digest("inbox1", public), epoch, now), public, content)

    def check(self, row: SharedRow) -> None:
        """Raises Tampered unless who is named as the writer could write this row, and did."""
        self._read(row)

    def open(self, row: SharedRow) -> Opened:
        """Open a row.

        Raises:
            NoKey: it is for somebody else, for keys the user no longer has, or for an inbox he cannot open.
            Tampered: the writer named did not write it, could not, or anything was changed.
        """
        shared, keyring = self._read(row), self._keyring
        context = shared.context
        if row.epoch:
            opening = self._inbox(row.epoch)
            is_mine = row.reader == keyring.default_circle
            keys = digest("inbox1", opening.public)
        else:
            own = keyring.trust.entry(keyring.user.id).keys
            opening, is_mine, keys = keyring.secret.opening, row.reader == own.user, keys_digest(own)
        if not is_mine or context.keys != keys:
            raise NoKey
        padded = opening.open(_info(row.purpose, context), shared.sealed, row.purpose)
        size = int.from_bytes(padded[:_SIZE])
        return Opened(context.writer, context.made_at, padded[_SIZE : _SIZE + size])

    def _inbox(self, epoch: int) -> OpeningKey:
        known = self._inboxes.get(epoch)
        if known is None:
            key = self._keyring.circle_keys.key(self._keyring.default_circle, _PLACE, epoch)
            if key is None:
                raise NoKey
            known = self._inboxes[epoch] = _inbox_of(key.raw)
        return known

    def _context(self, id_: UUID, reader: UUID, keys: bytes, epoch: int, now: datetime) -> _Context:
        keyring = self._keyring
        return _Context(
            1,
            centre=keyring.centre,
            id=id_,
            reader=reader,
            keys=keys,
            epoch=epoch,
            writer=keyring.user.id,
            made_at=now,
        )

    def _sealed(self, context: _Context, public: bytes, content: bytes) -> SharedRow:
        purpose = MESSAGE if context.epoch else SLICE
        size = len(content).to_bytes(_SIZE)
        padded = (size + content).ljust(bucket(_SIZE + len(content)), b"\0")
        body = encode(_Shared(context, seal_to(public, _info(purpose, context), padded)))
        secret = self._keyring.secret
        signed = Signed(body, secret.user, secret.sign(purpose, body))
        return SharedRow(context.id, context.reader, context.writer, context.epoch, encode(signed))

    def _read(self, row: SharedRow) -> _Shared:
        purpose, trust = row.purpose, self._keyring.trust
        signed = decode(Signed, row.body, purpose)
        shared = decode(_Shared, signed.body, purpose)
        context = shared.context
        roles = frozenset(Role) if row.epoch else holders_of(_PLACE)
        named = (context.centre, context.id, context.reader, context.writer, context.epoch)
        is_right = (
            named == (self._keyring.centre, row.id, row.reader, row.writer, row.epoch)
            and signed.by == row.writer
            and trust.counts(signed, purpose, roles)
        )
        if not is_right:
            raise Tampered(purpose)
        return shared


def _info(purpose: str, context: _Context) -> bytes:
    return packed(f"{purpose}1", encode(context))


def _inbox_of(scheduling: bytes) -> OpeningKey:
    return OpeningKey(expand(scheduling, b"inbox", HPKE_PRIVATE))


def inbox_id(epoch: int) -> UUID:
    """Where the statement about an inbox lies."""
    return derived_id(INBOX, epoch)


def inbox_item(secret: UserSecret, scheduling: bytes, epoch: int, now: datetime) -> tuple[UUID, bytes]:
    """The signed statement of the inbox that follows from a scheduling key, as a vault item."""
    body = encode(_InboxKey(1, secret.centre, epoch, _inbox_of(scheduling).public, now))
    return inbox_id(epoch), encode(Signed(body, secret.user, secret.sign(INBOX, body)))


def inbox_of(keyring: Keyring, items: VaultItems) -> tuple[int, bytes]:
    """The epoch and the public half of the inbox that is open now; raises NoInbox."""
    place = (keyring.default_circle, _PLACE)
    epoch = max((slot[2] for slot in keyring.circle_keys.stated if slot[:2] == place), default=0)
    for id_, raw in items.items(INBOX):
        if id_ == inbox_id(epoch) and (public := _stated(keyring, raw, epoch)) is not None:
            return epoch, public
    raise NoInbox


def state_inbox(keyring: Keyring, items: VaultItems, now: datetime) -> bool:
    """State the inbox of the newest scheduling key unless a statement that counts says the same.

    For who holds the key: after a new epoch, and when who stated it was suspended. Returns whether it was needed.
    """
    key = keyring.circle_keys.newest(keyring.default_circle, _PLACE)
    if key is None or not keyring.user.roles & holders_of(_PLACE):
        return False
    public = _inbox_of(key.raw).public
    for id_, raw in items.items(INBOX):
        if id_ == inbox_id(key.epoch) and _stated(keyring, raw, key.epoch) == public:
            return False
    items.put_item(INBOX, *inbox_item(keyring.secret, key.raw, key.epoch, now))
    return True


def _stated(keyring: Keyring, raw: bytes, epoch: int) -> bytes | None:
    """The public half in a statement, None where it does not count."""
    try:
        signed = decode(Signed, raw, INBOX)
        stated = read(_InboxKey, signed, INBOX)
    except VaultError:
        return None
    is_right = (stated.centre, stated.epoch) == (keyring.centre, epoch) and is_hpke_public(stated.public)
    return stated.public if is_right and keyring.trust.counts(signed, INBOX, holders_of(_PLACE)) else None
