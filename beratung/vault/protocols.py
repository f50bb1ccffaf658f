# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the vault needs stored; the store fulfils these protocols."""

from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

import msgspec


class VaultItems(Protocol):
    """The table ``vault_item(id, kind, body)``: users, grants, circles, suspensions. All signed."""

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        """All items of one kind, in any order."""

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        """Store an item; one of the same id is replaced. Durable when it returns, or with the caller's work."""

    def remove_item(self, id: UUID) -> None:  # noqa: A002
        """Remove an item; nothing happens if there is none."""


class AuditRow(msgspec.Struct, frozen=True):
    """One row of the table ``audit(chain, seq, entry)``, unique by chain and seq."""

    chain: UUID
    seq: int
    entry: bytes


class AuditRows(Protocol):
    """The table of audit entries. ``chain`` stands for one user on one device; ``seq`` counts from 1."""

    def append_audit(self, chain: UUID, seq: int, entry: bytes) -> None:
        """Insert one entry in the transaction that is open."""

    def audit_head(self, chain: UUID) -> AuditRow | None:
        """The last entry of one chain, None where there is none; seen from inside the open transaction."""

    def audit_heads(self) -> list[AuditRow]:
        """The last entry of every chain."""

    def audit_rows(self, chain: UUID | None = None, since: int = 0) -> Iterator[AuditRow]:
        """Entries with ``seq > since`` of one chain or of all, ordered by chain and seq."""
