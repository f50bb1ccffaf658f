# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Roles that wait: a user shall hold more than who said so can vouch for, and a second person confirms it."""

from datetime import datetime

import msgspec

from beratung.domain.base import Role
from beratung.vault import stating
from beratung.vault.acknowledging import signed_by
from beratung.vault.encoding import decode, derived_id, encode
from beratung.vault.errors import AddFirst, SecondPersonNeeded, VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.membership import MAY_INVITE, read_invitation
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import INVITATION, USER, Invitation, Membership, Signed, domains_of, read
from beratung.vault.trust import UserPublic
from beratung.vault.vouching import may_vouch

Waiting = tuple[Signed, Invitation]


def waiting_roles(keyring: Keyring, items: VaultItems, user: UserPublic) -> Waiting | None:
    """The roles that somebody who may invite has promised a member, and that nobody has confirmed yet."""
    trust, wanted = keyring.trust, derived_id(INVITATION, user.id)
    for id_, raw in items.items(INVITATION):
        if id_ != wanted:
            continue
        try:
            signed = decode(Signed, raw, INVITATION)
            invitation = read_invitation(signed, trust.centre, keyring.secret.pin, INVITATION)
        except VaultError:
            continue
        is_next = invitation.user == user.id and invitation.serial == trust.entry(user.id).serial + 1
        if is_next and not invitation.is_recovery and trust.counts(signed, INVITATION, MAY_INVITE):
            return signed, invitation
    return None


def split_roles(
    roles: frozenset[Role], former: frozenset[Role], changer: frozenset[Role]
) -> tuple[frozenset[Role], bool]:
    """The roles that somebody may give at once, and whether the others wait for a second person.

    Raises:
        AddFirst: nothing would be left until somebody confirms.
    """
    if may_vouch(roles, former, changer, is_own_invitation=True):
        return roles, False
    kept = frozenset(role for role in roles if domains_of(frozenset({role})) <= domains_of(former))
    if not kept:
        raise AddFirst
    return kept, True


def promise_roles(
    keyring: Keyring, items: VaultItems, user: UserPublic, roles: frozenset[Role], now: datetime
) -> None:
    """Let roles wait for a second person."""
    serial = keyring.trust.entry(user.id).serial + 1
    signed = stating.invitation(keyring.secret, user.id, user.name, roles, now, serial=serial)
    items.put_item(INVITATION, derived_id(INVITATION, user.id), encode(signed))


def promised(keyring: Keyring, items: VaultItems, user: UserPublic) -> UserPublic:
    """A member as he will be when the roles that wait are confirmed."""
    waiting = waiting_roles(keyring, items, user)
    return user if waiting is None else msgspec.structs.replace(user, roles=frozenset(waiting[1].roles))


def check_vouching(keyring: Keyring, invited: Signed, former: frozenset[Role]) -> None:
    """Raise SecondPersonNeeded where the user's confirmation of an invitation would not count."""
    own, roles = keyring.user, frozenset(read(Invitation, invited, INVITATION).roles)
    is_own = keyring.trust.is_one_person({invited.by, own.id})
    if not may_vouch(roles, former, own.roles, is_own_invitation=is_own):
        raise SecondPersonNeeded


def confirm_roles(keyring: Keyring, items: VaultItems, user: UserPublic, now: datetime) -> UserPublic:
    """Give a member the roles that wait, if there are any; raises SecondPersonNeeded."""
    waiting = waiting_roles(keyring, items, user)
    if waiting is None:
        return user
    signed, invitation = waiting
    check_vouching(keyring, signed, user.roles)
    item = stating.membership(
        keyring.secret,
        signed,
        decode(Membership, keyring.trust.entry(user.id).raw, USER).acceptance,
        user=user.id,
        serial=invitation.serial,
        acknowledged=signed_by(keyring.trust, items, user.id),
    )
    items.put_item(USER, *item)
    items.remove_item(derived_id(INVITATION, user.id))
    keyring.refresh(items, now)
    return msgspec.structs.replace(user, roles=frozenset(invitation.roles))
