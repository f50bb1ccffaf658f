# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Making the signed statements that ``membership`` and ``trust`` read."""

from datetime import datetime
from uuid import UUID

from beratung.domain.base import Role
from beratung.vault.encoding import digest, encode
from beratung.vault.keyfile import UserSecret
from beratung.vault.membership import ACCEPTANCE, CONFIRMATION
from beratung.vault.statements import (
    INVITATION,
    SUSPENSION,
    Acceptance,
    Confirmation,
    Invitation,
    Membership,
    Signed,
    Suspension,
    membership_id,
    suspension_id,
)

Item = tuple[str, UUID, bytes]
"""Kind, id and body of a vault item."""


def invitation(
    secret: UserSecret,
    user: UUID,
    name: str,
    roles: frozenset[Role],
    now: datetime,
    *,
    serial: int = 1,
    is_recovery: bool = False,
) -> Signed:
    """State that a user shall have this name and these roles."""
    ordered = tuple(sorted(roles))
    body = encode(Invitation(1, secret.centre, user, serial, name, ordered, is_recovery, secret.pin, now))
    return Signed(body, secret.user, secret.sign(INVITATION, body))


def acceptance(secret: UserSecret, pin_mac: bytes = b"") -> Signed:
    """State one's own public keys."""
    keys = Acceptance(
        1, secret.centre, secret.user, secret.pin, secret.opening.public, secret.signing.public, pin_mac
    )
    body = encode(keys)
    return Signed(body, secret.user, secret.sign(ACCEPTANCE, body))


def membership(
    secret: UserSecret,
    invited: Signed,
    accepted: Signed,
    *,
    user: UUID,
    serial: int = 1,
    acknowledged: frozenset[bytes] = frozenset(),
) -> tuple[UUID, bytes]:
    """Confirm that an invitation and keys belong together; the membership as an item's id and body."""
    body = encode(
        Confirmation(
            1,
            centre=secret.centre,
            user=user,
            invitation=digest(invited.body),
            acceptance=digest(accepted.body),
            acknowledged=tuple(sorted(acknowledged)),
        )
    )
    confirmed = Signed(body, secret.user, secret.sign(CONFIRMATION, body))
    return membership_id(user, serial), encode(Membership(1, invited, accepted, confirmed))


def suspension(
    secret: UserSecret,
    user: UUID,
    now: datetime,
    *,
    serial: int,
    acknowledged: frozenset[bytes],
    is_lifted: bool = False,
) -> tuple[UUID, bytes]:
    """State that a user is suspended, or is so no more; as an item's id and body."""
    known = tuple(sorted(acknowledged))
    body = encode(Suspension(1, secret.centre, user, serial, is_lifted, known, now))
    signed = Signed(body, secret.user, secret.sign(SUSPENSION, body))
    return suspension_id(user, serial), encode(signed)
