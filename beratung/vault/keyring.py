# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An unlocked user: the keys he holds, in memory only."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.work import Action
from beratung.vault.protocols import AuditRows, VaultItems
from beratung.vault.rows import RowHeader, WrappedKey


class SubjectKey:
    """One subject's key of one domain, open. Its repr shows ids only; it cannot be pickled."""

    __slots__ = ("circle", "domain", "epoch", "id", "subject")

    id: UUID
    subject: UUID
    domain: Domain
    circle: UUID
    epoch: int


class AuditEvent:
    """One line of an audit entry, made by ``Keyring.audit_event``."""


class Keyring:
    """What an unlocked user holds. Every method may be called from any thread."""

    user: "UserPublic"
    centre: UUID
    device: UUID
    storage_key: bytes
    default_circle: UUID

    def may_read(self, domain: Domain, circle: UUID | None = None) -> bool:
        """Whether a key of this domain is held, of one circle or of any (``None``)."""
        raise NotImplementedError

    def circles(self, domain: Domain) -> list[UUID]:
        """The circles whose key of this domain is held, the default circle first."""
        raise NotImplementedError

    def epoch(self, domain: Domain, circle: UUID) -> int:
        """The current epoch of a circle's domain key; raises NoKey."""
        raise NotImplementedError

    def new_subject_key(
        self, subject: UUID, domain: Domain, circle: UUID | None = None
    ) -> tuple[WrappedKey, SubjectKey]:
        """Make a fresh key of a subject in a domain (default circle where none is named)."""
        raise NotImplementedError

    def unwrap(self, wrapped: WrappedKey) -> SubjectKey:
        """Open a subject's key; raises NoKey or Tampered. The caller may keep the result by id."""
        raise NotImplementedError

    def seal(self, key: SubjectKey, header: RowHeader, plaintext: bytes) -> bytes:
        """Seal a record into an envelope that opens under this key and this header only."""
        raise NotImplementedError

    def open(self, key: SubjectKey, header: RowHeader, blob: bytes) -> bytes:
        """Open an envelope; raises Tampered if anything differs from what was sealed."""
        raise NotImplementedError

    def row_mac(self, header: RowHeader, blob: bytes) -> bytes:
        """32 bytes over every clear column and the blob, under the circle's key of the row's epoch."""
        raise NotImplementedError

    def check_row_mac(self, header: RowHeader, blob: bytes, mac: bytes) -> None:
        """Raises Tampered unless the MAC is right."""
        raise NotImplementedError

    def digest_term(self, domain: Domain, circle: UUID, record: UUID, version: int, row_mac: bytes) -> int:
        """A live row's term of the state digest, 0 <= term < 2**256."""
        raise NotImplementedError

    def sign(self, purpose: str, message: bytes) -> bytes:
        """The user's Ed25519 signature; one made for another purpose or centre never verifies."""
        raise NotImplementedError

    def verify(self, user: UUID, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether this user of the centre signed this, whenever; also true of one suspended later."""
        raise NotImplementedError

    def audit_event(self, action: Action, kind: str, key: SubjectKey | None = None) -> AuditEvent:
        """One line for the trail. ``key`` is the subject's key (identity before case where both exist):
        from it comes the pseudonym, which dies with the key. ``kind`` is a word of a-z and ``_``."""
        raise NotImplementedError

    def append_audit(self, rows: AuditRows, events: Sequence[AuditEvent], now: datetime) -> None:
        """Seal, sign and append one entry to this user's and device's chain: call it once, last, in each
        transaction that changed or read something. Costs one AEAD and one signature."""
        raise NotImplementedError

    def audit_committed(self) -> None:
        """Call after the transaction became durable, so that the next entries get smaller."""
        raise NotImplementedError

    def refresh(self, items: VaultItems, now: datetime) -> None:
        """Take over users, suspensions and grants that others stored meanwhile."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop all keys: every later call raises Locked."""
        raise NotImplementedError
