# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An unlocked user: the keys he holds, in memory only."""

import hashlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from beratung.domain.base import Domain
from beratung.domain.work import Action
from beratung.vault.audit import AuditEvent, AuditHead, AuditReader, AuditWriter
from beratung.vault.circle_members import CircleMembers
from beratung.vault.circles import CircleKeys, DomainKey
from beratung.vault.envelope import SubjectKey
from beratung.vault.errors import Locked, NoKey, Suspended, Tampered
from beratung.vault.incarnation import INCARNATION, Incarnations
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import KEY, Secret, same
from beratung.vault.protocols import AuditRows, VaultItems
from beratung.vault.rows import RowHeader, WrappedKey
from beratung.vault.statements import (
    ROOT,
    SUSPENSION,
    USER,
    default_circle,
    domains_of,
)
from beratung.vault.trust import Rejected, Trust, UserPublic

_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,31}")
_PSEUDONYM = "audit"


class _Open(NamedTuple):
    """Everything that ``forget`` drops, exchanged in one step so that no thread sees a half."""

    secret: UserSecret
    storage_key: bytes
    storage_epoch: int
    trust: Trust
    circles: CircleKeys
    members: CircleMembers
    user: UserPublic
    writer: AuditWriter
    incarnations: Incarnations


def read_trust(secret: UserSecret, items: VaultItems) -> Trust:
    """The members of the centre as far as they can be traced to the root this user pinned."""
    for _, root in items.items(ROOT):
        return Trust(secret.centre, secret.pin, root, items.items(USER), items.items(SUSPENSION))
    raise Tampered(ROOT)


class Keyring(Secret):
    """What an unlocked user holds. Every method may be called from any thread.

    After ``forget`` every method raises Locked. Python cannot promise that no copy of a key stays in memory.
    """

    __slots__ = ("_exchange", "_open", "centre", "default_circle", "device")

    def __init__(
        self,
        secret: UserSecret,
        storage_key: bytes,
        items: VaultItems,
        device: UUID,
        now: datetime,
        *,
        storage_epoch: int = 1,
    ) -> None:
        self.centre = secret.centre
        self.device = device
        self.default_circle = default_circle(secret.centre)
        writer = AuditWriter(secret, device)
        self._exchange = threading.Lock()
        self._open: _Open | None = _read(secret, (storage_key, storage_epoch), writer, items, now)

    @property
    def user(self) -> UserPublic:
        """The user himself, as the others know him."""
        return self._held.user

    @property
    def storage_key(self) -> bytes:
        """The raw key of the database file, 32 bytes."""
        return self._held.storage_key

    @property
    def storage_epoch(self) -> int:
        """How many times, plus one, the key of the database was changed."""
        return self._held.storage_epoch

    @property
    def trust(self) -> Trust:
        """Whose signature counts in this centre."""
        return self._held.trust

    @property
    def circle_keys(self) -> CircleKeys:
        """The keys of circles, for what grants them on."""
        return self._held.circles

    @property
    def circle_members(self) -> CircleMembers:
        """Who is in which further circle."""
        return self._held.members

    @property
    def secret(self) -> UserSecret:
        """The user's private keys, for what signs and seals in the vault itself."""
        return self._held.secret

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Vault items that do not count, for a check of the centre to report."""
        held = self._held
        rejected = held.trust.rejected + held.circles.rejected + held.members.rejected
        return tuple(rejected + held.incarnations.rejected)

    @property
    def incarnation(self) -> int:
        """The number of the newest signed word that an older state is meant; 0 where there is none. It only grows."""
        return self._held.incarnations.number

    @property
    def incarnations(self) -> Incarnations:
        """Every signed word that an older state is meant."""
        return self._held.incarnations

    def users(self) -> tuple[UserPublic, ...]:
        """Everyone in the centre, also the suspended, without the recovery identity."""
        return tuple(member for member in self._held.trust.members() if not member.is_recovery)

    def missing(self) -> tuple[Domain, ...]:
        """Domains that the user's roles entitle to and whose key nobody has granted yet."""
        held = self._held
        wanted = domains_of(held.user.roles)
        has = {
            domain
            for (circle, domain), keys in held.circles.domains.items()
            if keys and circle == self.default_circle
        }
        if held.circles.audit:
            has.add(Domain.AUDIT)
        return tuple(domain for domain in Domain if domain in wanted - has)

    def may_read(self, domain: Domain, circle: UUID | None = None) -> bool:
        """Whether a key of this domain is held, of one circle or of any (``None``)."""
        held = self._held.circles
        if domain is Domain.AUDIT:
            return bool(held.audit)
        if circle is not None:
            return bool(held.domains.get((circle, domain)))
        return any(keys for (_, held_domain), keys in held.domains.items() if held_domain is domain)

    def circles(self, domain: Domain) -> list[UUID]:
        """The circles whose key of this domain is held, the default circle first."""
        found = [
            circle for (circle, held), keys in self._held.circles.domains.items() if keys and held is domain
        ]
        return sorted(found, key=lambda circle: (circle != self.default_circle, circle))

    def epoch(self, domain: Domain, circle: UUID) -> int:
        """The current epoch of a circle's domain key; raises NoKey."""
        return self._newest(circle, domain).epoch

    def new_subject_key(
        self, subject: UUID, domain: Domain, circle: UUID | None = None
    ) -> tuple[WrappedKey, SubjectKey]:
        """Make a fresh key of a subject in a domain (default circle where none is named)."""
        domain_key = self._newest(circle or self.default_circle, domain)
        raw = os.urandom(KEY)
        row = domain_key.wrap(raw, uuid4(), subject)
        return row, SubjectKey(raw, self.centre, row)

    def successor_key(self, subject: UUID, domain: Domain, circle: UUID) -> WrappedKey:
        """Make a fresh key of a subject to be used later; raises NoKey."""
        return self._newest(circle, domain).wrap(os.urandom(KEY), uuid4(), subject)

    def unwrap(self, wrapped: WrappedKey) -> SubjectKey:
        """Open a subject's key; raises NoKey or Tampered. The caller may keep the result by id."""
        return self._key(wrapped.circle, wrapped.domain, wrapped.epoch).unwrap(wrapped)

    def seal(self, key: SubjectKey, header: RowHeader, plaintext: bytes) -> bytes:
        """Seal a record into an envelope that opens under this key and this header only."""
        if self._open is None:
            raise Locked
        return key.seal(header, plaintext)

    def open(self, key: SubjectKey, header: RowHeader, blob: bytes) -> bytes:
        """Open an envelope; raises Tampered if anything differs from what was sealed."""
        if self._open is None:
            raise Locked
        return key.open(header, blob)

    def row_mac(self, header: RowHeader, blob: bytes) -> bytes:
        """32 bytes over every clear column and the blob, under the circle's key of the row's epoch."""
        key = self._key(header.circle, header.domain, header.epoch)
        return key.row_mac(header, hashlib.sha256(blob).digest())

    def check_row_mac(self, header: RowHeader, blob: bytes, mac: bytes) -> None:
        """Raises Tampered unless the MAC is right."""
        if not same(self.row_mac(header, blob), mac):
            raise Tampered("row")

    def digest_term(self, domain: Domain, circle: UUID, record: UUID, version: int, row_mac: bytes) -> int:
        """A live row's term of the state digest, 0 <= term < 2**256, under the newest key that is held."""
        return self._newest(circle, domain).digest_term(record, version, row_mac)

    def sign(self, purpose: str, message: bytes) -> bytes:
        """The user's Ed25519 signature; one made for another purpose or centre never verifies.

        Purposes of the vault's own begin otherwise than those of callers.
        """
        return self._held.secret.sign(f"of:{purpose}", message)

    def verify(
        self,
        user: UUID,
        purpose: str,
        message: bytes,
        signature: bytes,
        domains: frozenset[Domain] = frozenset(),
    ) -> bool:
        """Whether this user of the centre signed this, whenever; also true of one suspended later.

        With ``domains`` only if his roles held all of these when he had the keys that he signed with.
        """
        return self._held.trust.verify(user, f"of:{purpose}", message, signature, domains)

    def audit_event(self, action: Action, kind: str, key: SubjectKey | None = None) -> AuditEvent:
        """One line for the trail.

        ``key`` is the subject's key (identity before case where both exist): the pseudonym comes from it and
        dies with it. ``kind`` is a fixed word in small letters; anything else is a ValueError, so that no name
        can slip in.
        """
        if not _KIND.fullmatch(kind):
            raise ValueError("a kind is one word in small letters")
        return AuditEvent(action, kind, b"" if key is None else key.pseudonym(_PSEUDONYM))

    def append_audit(self, rows: AuditRows, events: Sequence[AuditEvent], now: datetime) -> None:
        """Seal, sign and append one entry to this user's and device's chain.

        Call it once, last, in each transaction that changed or read something. Costs one AEAD and one
        signature; nothing is written without events.
        """
        held = self._held
        if held.circles.audit_public is None:
            raise Tampered("audit")
        held.writer.append(rows, events, now, held.circles.audit_public)

    def audit_committed(self) -> None:
        """Call after the transaction became durable, so that the next entries get smaller."""
        self._held.writer.committed()

    @property
    def audit_chain(self) -> UUID:
        """The chain that this program appends to."""
        return self._held.writer.chain

    @property
    def audit_tip(self) -> AuditHead | None:
        """The last entry that this run made durable, to be remembered outside the database."""
        return self._held.writer.tip

    def audit_reader(self) -> AuditReader:
        """Opens the trail; raises NoKey for everyone but who holds the private half."""
        held = self._held
        if not held.circles.audit:
            raise NoKey
        return AuditReader(self.centre, held.circles.audit)

    def refresh(self, items: VaultItems, now: datetime) -> None:
        """Take over users, suspensions and grants that others stored meanwhile.

        Raises Suspended, and forgets everything, if the user himself was suspended.
        """
        held = self._held
        try:
            found = _read(held.secret, (held.storage_key, held.storage_epoch), held.writer, items, now)
        except Suspended:
            self.forget()
            raise
        with self._exchange:
            if self._open is None:  # locked meanwhile: it stays so
                raise Locked
            key, epoch = self._open.storage_key, self._open.storage_epoch
            self._open = found._replace(storage_key=key, storage_epoch=epoch)

    def adopt_storage(self, raw: bytes, epoch: int) -> None:
        """Take over the key under which the database opens from now on."""
        with self._exchange:
            self._open = self._held._replace(storage_key=raw, storage_epoch=epoch)

    @contextmanager
    def tentatively(self) -> Iterator[None]:
        """Take back what `refresh` takes over in the block where the block fails.

        A key of a new epoch that was never stored must not seal anything.
        """
        held = self._held
        try:
            yield
        except BaseException:
            with self._exchange:
                if self._open is not None:
                    self._open = held
            raise

    def forget(self) -> None:
        """Drop all keys: every later call raises Locked."""
        with self._exchange:
            self._open = None

    @property
    def _held(self) -> _Open:
        held = self._open
        if held is None:
            raise Locked
        return held

    def _key(self, circle: UUID, domain: Domain, epoch: int) -> DomainKey:
        key = self._held.circles.key(circle, domain, epoch)
        if key is None:
            raise NoKey
        return key

    def _newest(self, circle: UUID, domain: Domain) -> DomainKey:
        key = self._held.circles.newest(circle, domain)
        if key is None:
            raise NoKey
        return key


def _read(
    secret: UserSecret,
    storage: tuple[bytes, int],
    writer: AuditWriter,
    items: VaultItems,
    now: datetime,
) -> _Open:
    """Check everything that is stored and open what is for this user."""
    trust = read_trust(secret, items)
    user = trust.member(secret.user)
    if user is None or user.verify_key != secret.signing.public or user.hpke_public != secret.opening.public:
        raise Tampered(USER)
    if user.is_suspended:
        raise Suspended
    circles = CircleKeys(secret, trust, items, now)
    lives = Incarnations(trust, items.items(INCARNATION))
    members = CircleMembers(trust, circles, items)
    return _Open(secret, *storage, trust, circles, members, user, writer, lives)
