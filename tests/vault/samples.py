# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre with one user of each role, made with real keys at the lowest cost, and stores in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from beratung.domain.base import Domain, Role, Shelf
from beratung.vault import (
    FOUNDER_ROLES,
    Accounts,
    AuditRow,
    Founded,
    KdfCost,
    Keyring,
    RowHeader,
    SubjectKey,
    WrappedKey,
    accept,
    found,
    unlock,
)
from beratung.vault.encoding import encode
from beratung.vault.joining import fingerprint_of_keys
from beratung.vault.keyfile import UserSecret
from beratung.vault.stating import acceptance

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PASSWORD = "probe-probe-probe"
DEVICE = UUID("00000000-0000-4000-8000-00000000d001")

FOUNDER, COUNSELLOR, SPRACHMITTLER, SUPERVISOR, ADMIN = (
    "gruenderin",
    "beraterin",
    "sprachmittler",
    "leitung",
    "verwaltung",
)
ROLES = {
    COUNSELLOR: frozenset({Role.COUNSELLOR}),
    SPRACHMITTLER: frozenset({Role.SPRACHMITTLER}),
    SUPERVISOR: frozenset({Role.SUPERVISOR}),
    ADMIN: frozenset({Role.ADMIN}),
}


class MemoryItems:
    """Vault items in memory."""

    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[str, bytes]] = {}

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return [(id_, body) for id_, (of, body) in self.rows.items() if of == kind]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        self.rows[id] = (kind, body)

    def remove_item(self, id: UUID) -> None:  # noqa: A002
        self.rows.pop(id, None)

    def copy(self) -> Self:
        other = type(self)()
        other.rows = dict(self.rows)
        return other

    def changed(self, id_: UUID, body: bytes) -> Self:
        """A copy in which one item has another body."""
        other = self.copy()
        other.rows[id_] = (self.rows[id_][0], body)
        return other


class MemoryAudit:
    """Audit rows in memory, with the rule that a chain has no gaps."""

    def __init__(self) -> None:
        self.rows: list[AuditRow] = []

    def append_audit(self, chain: UUID, seq: int, entry: bytes) -> None:
        head = self.audit_head(chain)
        assert seq == (head.seq if head else 0) + 1
        self.rows.append(AuditRow(chain, seq, entry))

    def audit_head(self, chain: UUID) -> AuditRow | None:
        return next((row for row in reversed(self.rows) if row.chain == chain), None)

    def audit_heads(self) -> list[AuditRow]:
        return list({row.chain: row for row in self.rows}.values())

    def audit_rows(self, chain: UUID | None = None, since: int = 0) -> Iterator[AuditRow]:
        wanted = [row for row in self.rows if row.seq > since and chain in {None, row.chain}]
        return iter(sorted(wanted, key=lambda row: (row.chain, row.seq)))


@dataclass
class Sample:
    """A centre and everybody's keyrings."""

    founded: Founded
    items: MemoryItems
    keys: Path
    rings: dict[str, Keyring] = field(default_factory=dict)

    def accounts(self, name: str = FOUNDER) -> Accounts:
        return Accounts(self.rings[name], self.items, self.keys)

    def fresh(self, name: str, items: MemoryItems | None = None) -> Keyring:
        """A new keyring of a user, over these or other items, without a password."""
        ring = self.rings[name]
        return Keyring(ring.secret, ring.storage_key, items or self.items, DEVICE, NOW)

    def apart(self, keys: Path) -> "Sample":
        """A copy whose items and key folder can be changed."""
        keys.mkdir(parents=True, exist_ok=True)
        for path in self.keys.iterdir():
            (keys / path.name).write_bytes(path.read_bytes())
        other = Sample(self.founded, self.items.copy(), keys)
        other.rings = {name: self.fresh(name, other.items) for name in self.rings}
        return other

    def join(self, name: str, *roles: Role, by: str = FOUNDER) -> Keyring:
        """A further user whose program is this test: no key file, so no derivation."""
        accounts = self.accounts(by)
        invited = accounts.invite(name, frozenset(roles), NOW)
        secret = UserSecret.generate(self.founded.centre, invited.user, self.rings[by].secret.pin)
        answer = acceptance(secret)
        accounts.grant(invited.user, fingerprint_of_keys(answer), NOW, answer=encode(answer))
        ring = Keyring(secret, self.founded.storage_key, self.items, DEVICE, NOW)
        for other in self.rings.values():
            other.refresh(self.items, NOW)
        self.rings[name] = ring
        return ring


def make_sample(keys: Path) -> Sample:
    """Found a centre and let one user of each role join, with key files and passwords."""
    founded = found(user=FOUNDER, password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=KdfCost.FLOOR)
    items = MemoryItems()
    founded.write(items, keys)
    sample = Sample(founded, items, keys)
    sample.rings[FOUNDER] = founded.open(items, DEVICE)
    for name, roles in ROLES.items():
        accounts = sample.accounts()
        invited = accounts.invite(name, roles, NOW)
        accepted = accept(invited.file, keys, PASSWORD, KdfCost.FLOOR)
        accounts.grant(invited.user, accepted.fingerprint, NOW)
        sample.rings[name] = unlock(keys, name, PASSWORD, NOW).keyring(items, DEVICE)
    for name in sample.rings:
        sample.rings[name] = sample.fresh(name)
    return sample


def header_for(row: WrappedKey, **changes: object) -> RowHeader:
    """The clear row of a record under this key."""
    values: dict[str, object] = {
        "id": uuid4(),
        "shelf": Shelf.ENTRY,
        "subject": row.subject,
        "key": row.id,
        "domain": row.domain,
        "circle": row.circle,
        "version": 3,
        "layout": 1,
        "epoch": row.epoch,
        "week": "2026-W48",
    }
    return RowHeader(**(values | changes))  # type: ignore[arg-type]


def a_key(
    ring: Keyring, domain: Domain = Domain.CASE, subject: UUID | None = None
) -> tuple[WrappedKey, SubjectKey]:
    """A fresh subject's key."""
    return ring.new_subject_key(subject or uuid4(), domain)
