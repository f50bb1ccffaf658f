# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One user's membership or suspension, read from a vault item and checked on its own."""

from dataclasses import dataclass, field
from uuid import UUID

from beratung.domain.base import Role
from beratung.vault.encoding import decode, digest
from beratung.vault.errors import Tampered
from beratung.vault.primitives import is_hpke_public, is_signed
from beratung.vault.statements import (
    FINAL,
    INVITATION,
    SUSPENSION,
    USER,
    Acceptance,
    Confirmation,
    Invitation,
    Membership,
    Signed,
    Suspension,
    membership_id,
    pin_of,
    read,
    suspension_id,
)

ACCEPTANCE = "acceptance"
CONFIRMATION = "confirmation"
MOST_NAME = 100

MAY_INVITE = frozenset({Role.ADMIN})
MAY_CONFIRM = frozenset({Role.ADMIN, Role.COUNSELLOR, Role.SUPERVISOR})


@dataclass(slots=True, frozen=True)
class Needed:
    """A signature that a statement rests on: one of these roles must have made it."""

    signed: Signed
    purpose: str
    roles: frozenset[Role]


@dataclass(slots=True, repr=False)
class Entry:
    """A statement about a user that is well formed; whether it counts is for ``Trust`` to say."""

    kind: str
    id: UUID
    user: UUID
    serial: int
    needs: tuple[Needed, ...]
    acknowledged: frozenset[bytes]
    raw: bytes


@dataclass(slots=True, repr=False)
class MemberEntry(Entry):
    """A membership."""

    name: str = ""
    roles: frozenset[Role] = frozenset()
    is_recovery: bool = False
    keys: Acceptance = field(
        default_factory=lambda: Acceptance(1, UUID(int=0), UUID(int=0), b"", b"", b"", b"")
    )


@dataclass(slots=True, repr=False)
class SuspensionEntry(Entry):
    """A suspension or its end."""

    is_lifted: bool = False


def is_good_name(name: str) -> bool:
    """Whether a user may be called so: printable, not blank, not endless."""
    return 0 < len(name) <= MOST_NAME and name == name.strip() and name.isprintable()


def read_acceptance(signed: Signed, centre: UUID, pin: bytes, where: str) -> Acceptance:
    """Parse and check what a user's program says of his keys, proof of possession included."""
    acceptance = read(Acceptance, signed, where)
    is_right = (
        acceptance.centre == centre
        and acceptance.pin == pin
        and acceptance.user == signed.by
        and is_signed(acceptance.verify_key, centre, ACCEPTANCE, signed.body, signed.signature)
        and is_hpke_public(acceptance.hpke_public)
    )
    if not is_right:
        raise Tampered(where)
    return acceptance


def read_invitation(signed: Signed, centre: UUID, pin: bytes, where: str) -> Invitation:
    """Parse and check an invitation, but for the signature."""
    invitation = read(Invitation, signed, where)
    is_right = (
        invitation.centre == centre
        and invitation.pin == pin
        and invitation.serial >= 1
        and is_good_name(invitation.name)
        and list(invitation.roles) == sorted(set(invitation.roles))
        and bool(invitation.roles) is not invitation.is_recovery
    )
    if not is_right:
        raise Tampered(where)
    return invitation


def read_membership(raw: bytes, centre: UUID, pin: bytes, where: str = "user") -> MemberEntry:
    """Parse a membership and check that its three parts speak of one user; raises Tampered."""
    membership = decode(Membership, raw, where)
    invitation = read_invitation(membership.invitation, centre, pin, where)
    acceptance = read_acceptance(membership.acceptance, centre, pin, where)
    confirmation = read(Confirmation, membership.confirmation, where)
    is_right = (
        invitation.user == acceptance.user == confirmation.user
        and confirmation.centre == centre
        and confirmation.invitation == digest(membership.invitation.body)
        and confirmation.acceptance == digest(membership.acceptance.body)
    )
    if not is_right:
        raise Tampered(where)
    return MemberEntry(
        kind=USER,
        id=membership_id(invitation.user, invitation.serial),
        user=invitation.user,
        serial=invitation.serial,
        needs=(
            Needed(membership.invitation, INVITATION, MAY_INVITE),
            Needed(membership.confirmation, CONFIRMATION, MAY_CONFIRM),
        ),
        acknowledged=frozenset(confirmation.acknowledged),
        raw=raw,
        name=invitation.name,
        roles=frozenset(invitation.roles),
        is_recovery=invitation.is_recovery,
        keys=acceptance,
    )


def read_root(raw: bytes, centre: UUID, pin: bytes, where: str = "root") -> MemberEntry:
    """Parse the founder's membership, signed by himself alone, and check it against the pinned root."""
    entry = read_membership(raw, centre, pin, where)
    key = entry.keys.verify_key
    is_right = (
        entry.serial == 1
        and pin_of(centre, entry.user, key) == pin
        and all(
            need.signed.by == entry.user
            and is_signed(key, centre, need.purpose, need.signed.body, need.signed.signature)
            for need in entry.needs
        )
    )
    if not is_right:
        raise Tampered(where)
    return entry


def read_suspension(raw: bytes, centre: UUID) -> SuspensionEntry:
    """Parse a suspension, but for the signature; raises Tampered."""
    signed = decode(Signed, raw, SUSPENSION)
    suspension = read(Suspension, signed, SUSPENSION)
    is_last = suspension.serial >= FINAL
    if suspension.centre != centre or suspension.serial > FINAL or (is_last and suspension.is_lifted):
        raise Tampered(SUSPENSION)
    return SuspensionEntry(
        kind=SUSPENSION,
        id=suspension_id(suspension.user, suspension.serial),
        user=suspension.user,
        serial=suspension.serial,
        needs=(Needed(signed, SUSPENSION, MAY_INVITE),),
        acknowledged=frozenset(suspension.acknowledged),
        raw=raw,
        is_lifted=suspension.is_lifted,
    )
