# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The audit trail's entries: who did what to which subject when, readable only for the supervisor.

Each user has a chain for each device. An entry names the hash of the one before, is signed by its writer,
and its content is sealed under a session key that the program makes anew each time it is started and seals,
once, to the public half of the audit key pair by HPKE. So a save costs one AEAD and one signature; the price
is that somebody who reads the memory of a running program can read what that run has written into the trail,
and no other run. Entries that open a session, and every hundredth, carry the heads of all other chains:
whoever cuts off the end of one chain contradicts the others.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beratung.domain.work import Action
from beratung.vault.encoding import Count, Instant, Statement, Versioned, decode, derived_id, encode, packed
from beratung.vault.envelope import bucket
from beratung.vault.errors import Tampered, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import KEY, OpeningKey, Secret, mac, same, seal_to
from beratung.vault.protocols import AuditRow, AuditRows

AUDIT = "audit"
CHECKPOINT_EVERY = 100
MOST_EVENTS = 4096
"""An import of ten thousand clients is split into several entries."""

_START = bytes(32)
_NONCE = 12


class AuditEvent(Statement, frozen=True):
    """One line of the trail, made by ``Keyring.audit_event``; ``subject`` is a pseudonym or empty."""

    action: Action
    kind: str
    subject: bytes


class AuditHead(Statement, frozen=True):
    """How far a chain has come: the number and the hash of its last entry."""

    chain: UUID
    seq: Count
    hash: bytes


class _Clear(Versioned, frozen=True):
    centre: UUID
    user: UUID
    device: UUID
    seq: Count
    former: bytes
    epoch: Count
    session: bytes
    opening: bytes
    heads: tuple[AuditHead, ...]


class _Entry(Statement, frozen=True):
    clear: bytes
    sealed: bytes
    signature: bytes


class _Content(Versioned, frozen=True):
    at: Instant
    passed: int
    events: tuple[AuditEvent, ...]


class AuditLine(msgspec.Struct, frozen=True):
    """An event as the supervisor reads it. ``subject`` is empty where nothing personal was touched."""

    chain: UUID
    seq: int
    user: UUID
    device: UUID
    at: datetime
    action: Action
    kind: str
    subject: bytes


class Fault(StrEnum):
    """What a check of the trail finds."""

    DAMAGED = "damaged"
    """An entry was changed, moved, or not signed by the user whose chain it is in."""
    MISSING = "missing"
    """One or more entries were taken out."""
    BROKEN = "broken"
    """An entry does not follow the one before it."""
    CUT = "cut"
    """Another chain or a known head has seen entries that are not there (any more)."""
    REWRITTEN = "rewritten"
    """Another chain or a known head has seen another entry in this place."""
    SEALED_WRONG = "sealed_wrong"
    """An entry is signed rightly but cannot be opened with the audit key."""
    CLOCK = "clock"
    """The clock was set while the program ran, by more than five minutes."""


class ChainFault(msgspec.Struct, frozen=True):
    """A finding, with the place: ``user`` is None where nothing of the chain can be read."""

    fault: Fault
    chain: UUID
    seq: int
    user: UUID | None = None


def chain_id(centre: UUID, user: UUID, device: UUID) -> UUID:
    """The chain of a user on a device."""
    return derived_id(AUDIT, centre, user, device)


def head_of(row: AuditRow) -> AuditHead:
    """How far a chain has come when this is its last row."""
    return AuditHead(row.chain, row.seq, hashlib.sha256(row.entry).digest())


def _session_id(key: bytes) -> bytes:
    """The name of a session commits to its key, so that two keys never fit one entry."""
    return mac(key, b"session1")[:16]


def _session_info(centre: UUID, user: UUID, device: UUID, epoch: int, session: bytes) -> bytes:
    return packed("audit-session1", centre, user, device, epoch, session)


class AuditWriter(Secret):
    """Writes the chain of one user on one device, with a session key of this run."""

    def __init__(self, secret: UserSecret, device: UUID) -> None:
        self._secret = secret
        self._device = device
        self.chain = chain_id(secret.centre, secret.user, device)
        self._lock = threading.Lock()
        key = os.urandom(KEY)
        self._key = key
        self._session = _session_id(key)
        self._cipher = AESGCM(key)
        self._opening: tuple[int, bytes] | None = None
        self._is_opened = False
        self._last = time.monotonic()
        self._written: AuditHead | None = None
        self.tip: AuditHead | None = None

    def append(
        self, rows: AuditRows, events: Sequence[AuditEvent], now: datetime, public: tuple[int, bytes]
    ) -> None:
        """Append entries with these events to the chain, in the transaction that ``rows`` is in."""
        with self._lock:
            head = rows.audit_head(self.chain)
            for start in range(0, len(events), MOST_EVENTS):
                head = self._append(rows, head, tuple(events[start : start + MOST_EVENTS]), now, public)

    def committed(self) -> None:
        """The transaction of the last ``append`` is durable: the session need not be opened again."""
        with self._lock:
            if self._written is not None:
                self._is_opened = True
                self.tip = self._written

    def _append(
        self,
        rows: AuditRows,
        head: AuditRow | None,
        events: tuple[AuditEvent, ...],
        now: datetime,
        public: tuple[int, bytes],
    ) -> AuditRow:
        epoch, opening = self._open_session(public)
        seq = head.seq + 1 if head else 1
        is_checkpoint = bool(opening) or seq % CHECKPOINT_EVERY == 0
        others = (
            [head_of(row) for row in rows.audit_heads() if row.chain != self.chain] if is_checkpoint else []
        )
        clear = encode(
            _Clear(
                1,
                centre=self._secret.centre,
                user=self._secret.user,
                device=self._device,
                seq=seq,
                former=hashlib.sha256(head.entry).digest() if head else _START,
                epoch=epoch,
                session=self._session,
                opening=opening,
                heads=tuple(sorted(others, key=lambda other: other.chain)),
            )
        )
        tick, self._last = self._last, time.monotonic()
        content = encode(_Content(1, now, round((self._last - tick) * 1000), events))
        framed = (len(content).to_bytes(4) + content).ljust(bucket(len(content) + 4), b"\0")
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, framed, clear)
        signature = self._secret.sign(AUDIT, packed(clear, sealed))
        row = AuditRow(self.chain, seq, encode(_Entry(clear, sealed, signature)))
        rows.append_audit(row.chain, row.seq, row.entry)
        self._written = head_of(row)
        return row

    def _open_session(self, public: tuple[int, bytes]) -> tuple[int, bytes]:
        """The epoch, and the session key sealed to it until an entry that carries it is durable."""
        epoch, key = public
        if self._opening is None or self._opening[0] != epoch:
            secret = self._secret
            info = _session_info(secret.centre, secret.user, self._device, epoch, self._session)
            self._opening = (epoch, seal_to(key, info, self._key))
            self._is_opened = False
        return epoch, b"" if self._is_opened else self._opening[1]


class _Read(msgspec.Struct, frozen=True):
    row: AuditRow
    clear: _Clear
    entry: _Entry


def _parse(row: AuditRow, centre: UUID) -> _Read:
    """Parse an entry and check that it is where it says; raises Tampered."""
    entry = decode(_Entry, row.entry, AUDIT)
    clear = decode(_Clear, entry.clear, AUDIT)
    is_right = (
        clear.centre == centre
        and clear.seq == row.seq
        and chain_id(centre, clear.user, clear.device) == row.chain
    )
    if not is_right:
        raise Tampered(AUDIT)
    return _Read(row, clear, entry)


class AuditReader(Secret):
    """Opens entries with the private halves of the audit key pair."""

    def __init__(self, centre: UUID, keys: dict[int, OpeningKey]) -> None:
        self._centre = centre
        self._keys = keys
        self._sessions: dict[tuple[UUID, bytes, int], AESGCM] = {}

    def lines(self, rows: Iterable[AuditRow]) -> Iterator[AuditLine]:
        """Every event of rows that can be read, in their order; what cannot is for ``check`` to report."""
        for row in rows:
            try:
                read = _parse(row, self._centre)
                content = self.content(read)
            except VaultError:
                continue
            for event in content.events:
                yield AuditLine(
                    row.chain,
                    row.seq,
                    read.clear.user,
                    read.clear.device,
                    content.at,
                    event.action,
                    event.kind,
                    event.subject,
                )

    def content(self, read: _Read) -> _Content:
        """Open one entry; entries of a chain must come in order, as the first of a session opens it."""
        clear, sealed = read.clear, read.entry.sealed
        name = (read.row.chain, clear.session, clear.epoch)
        if clear.opening and name not in self._sessions:
            self._sessions[name] = self._session(clear)
        cipher = self._sessions.get(name)
        if cipher is None:
            raise Tampered(AUDIT)
        try:
            framed = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], read.entry.clear)
        except (InvalidTag, ValueError):
            raise Tampered(AUDIT) from None
        return decode(_Content, framed[4 : 4 + int.from_bytes(framed[:4])], AUDIT)

    def _session(self, clear: _Clear) -> AESGCM:
        held = self._keys.get(clear.epoch)
        if held is None:
            raise Tampered(AUDIT)
        info = _session_info(self._centre, clear.user, clear.device, clear.epoch, clear.session)
        key = held.open(info, clear.opening, AUDIT)
        if len(key) != KEY or not same(_session_id(key), clear.session):
            raise Tampered(AUDIT)
        return AESGCM(key)


Verify = Callable[[UUID, str, bytes, bytes], bool]


class AuditCheck:
    """Checks every chain: its links, its signatures, what the chains say of one another.

    With a reader also that every entry opens. A chain that its own user rewrote from some point on, with his
    own key, is found as far as another chain or a known head has seen what was there before.
    """

    def __init__(self, centre: UUID, verify: Verify, reader: AuditReader | None) -> None:
        self._centre = centre
        self._verify = verify
        self._reader = reader
        self.faults: list[ChainFault] = []
        self._hashes: dict[tuple[UUID, int], bytes] = {}
        self._length: dict[UUID, int] = {}
        self._mentioned: set[AuditHead] = set()
        self._opened: set[tuple[UUID, bytes, int]] = set()
        self._at: dict[tuple[UUID, bytes], datetime] = {}

    def run(self, rows: Iterable[AuditRow], known: Iterable[AuditHead] = ()) -> list[ChainFault]:
        """Check rows that come ordered by chain and number, against heads known from elsewhere too."""
        for row in rows:
            self._check(row)
        for head in sorted(self._mentioned | set(known), key=lambda head: (head.chain, head.seq)):
            found = self._hashes.get((head.chain, head.seq))
            if head.seq > self._length.get(head.chain, 0):
                self._add(Fault.CUT, head.chain, head.seq)
            elif found is not None and not same(found, head.hash):
                self._add(Fault.REWRITTEN, head.chain, head.seq)
        return self.faults

    def _add(self, fault: Fault, chain: UUID, seq: int, user: UUID | None = None) -> None:
        self.faults.append(ChainFault(fault, chain, seq, user))

    def _check(self, row: AuditRow) -> None:
        length = self._length.get(row.chain, 0)
        former = self._hashes.get((row.chain, length), _START)
        self._hashes[row.chain, row.seq] = hashlib.sha256(row.entry).digest()
        self._length[row.chain] = row.seq
        try:
            read = _parse(row, self._centre)
        except VaultError:
            self._add(Fault.DAMAGED, row.chain, row.seq)
            return
        clear, entry = read.clear, read.entry
        if not self._verify(clear.user, AUDIT, packed(entry.clear, entry.sealed), entry.signature):
            self._add(Fault.DAMAGED, row.chain, row.seq, clear.user)
            return
        if row.seq != length + 1:
            self._add(Fault.MISSING, row.chain, length + 1, clear.user)
        elif not same(clear.former, former):
            self._add(Fault.BROKEN, row.chain, row.seq, clear.user)
        self._mentioned.update(clear.heads)
        self._check_content(read)

    def _check_content(self, read: _Read) -> None:
        clear, row = read.clear, read.row
        session = (row.chain, clear.session, clear.epoch)
        if clear.opening:
            self._opened.add(session)
        if session not in self._opened:
            self._add(Fault.SEALED_WRONG, row.chain, row.seq, clear.user)
            return
        if self._reader is None:
            return
        try:
            content = self._reader.content(read)
        except VaultError:
            self._add(Fault.SEALED_WRONG, row.chain, row.seq, clear.user)
            return
        name = (row.chain, clear.session)
        former = self._at.get(name)
        self._at[name] = content.at
        if former is not None and abs((content.at - former).total_seconds() - content.passed / 1000) > 300:
            self._add(Fault.CLOCK, row.chain, row.seq, clear.user)
