# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a user signed while he could, to be kept when his keys or roles change."""

from uuid import UUID

from beratung.domain.base import Role
from beratung.vault.backup_records import CHECKED, purpose_of
from beratung.vault.backups import BACKUP
from beratung.vault.circle_members import MEMBER
from beratung.vault.encoding import decode
from beratung.vault.errors import VaultError
from beratung.vault.incarnation import INCARNATION
from beratung.vault.protocols import VaultItems
from beratung.vault.requests import ANSWER, REQUEST
from beratung.vault.statements import CIRCLE, GRANT, MESSAGE, REVOCATION, SLICE, Signed
from beratung.vault.trust import Trust

_PURPOSES = {
    kind: kind for kind in (CIRCLE, GRANT, REVOCATION, INCARNATION, MEMBER, SLICE, MESSAGE, REQUEST, ANSWER)
} | {kind: purpose_of(kind) for kind in (BACKUP, CHECKED)}
"""What is acknowledged, and what it was signed for."""


def signed_by(trust: Trust, items: VaultItems, user: UUID) -> frozenset[bytes]:
    """Everything that counts and that a user signed, to be acknowledged when his keys or roles change."""
    found = set(trust.statements_by(user))
    for kind, purpose in _PURPOSES.items():
        for _, raw in items.items(kind):
            try:
                signed = decode(Signed, raw, kind)
            except VaultError:
                continue
            if signed.by == user and trust.counts(signed, purpose, frozenset(Role)):
                found.add(signed.fingerprint(purpose))
    return frozenset(found)
