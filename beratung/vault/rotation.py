# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""New keys after somebody left: which are due, who can make them, and the next epoch of a domain.

What is due follows from what is stored, so that nobody has to remember it: a key is due while its newest epoch is
one that a revocation names, or one that was granted to somebody whose roles do not hold it. The next epoch is
stated with a proof made by the former one and granted to those who are left. That is one transaction of
the store (statement, grants, digests, claims, inbox), so a program that is killed leaves the former state or the
new one; then the key is due no more, and the run goes on with the next.

The new key goes to nobody for his role alone: an administrator could give himself one. Who gets it was granted
the former epoch by somebody who holds it provably, up to who stated that epoch or the recovery identity.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.access import Circles
from beratung.vault.circles import Slot, make_grant, new_key, read_grant, state_key
from beratung.vault.errors import NoKey, NotAllowed, Tampered, VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import KEY
from beratung.vault.protocols import VaultItems
from beratung.vault.revocation import Revocations
from beratung.vault.slices import state_inbox
from beratung.vault.statements import (
    CIRCLE,
    GRANT,
    STORAGE,
    GrantContext,
    domains_of,
    holders_of,
    keys_digest,
)
from beratung.vault.storage_grant import StorageKey, make_storage_grant
from beratung.vault.trust import Trust, UserPublic


def newest_slots(keyring: Keyring) -> dict[tuple[UUID, Domain], int]:
    """The newest epoch that is stated of each circle and domain."""
    found: dict[tuple[UUID, Domain], int] = {}
    for circle, domain, epoch in keyring.circle_keys.stated:
        found[circle, domain] = max(epoch, found.get((circle, domain), 0))
    return found


def overdue(keyring: Keyring, items: VaultItems) -> dict[tuple[UUID, Domain], datetime | None]:
    """The circles' domains whose newest key somebody knows who must not use it, with the time he left."""
    newest = newest_slots(keyring)
    found: dict[tuple[UUID, Domain], datetime | None] = {}
    for word in Revocations(keyring.trust, items).found:
        for known in word.known:
            place = (known.circle, known.domain)
            if known.epoch >= newest.get(place, known.epoch + 1):
                found[place] = min(word.made_at, found.get(place) or word.made_at)
    for context in _grants(keyring.trust, items):
        user = keyring.trust.member(context.grantee)
        place = (context.circle, Domain(context.what))
        if context.epoch == newest.get(place) and user is not None and not _may_hold(user, place[1]):
            found.setdefault(place, None)
    return found


def overdue_storage(keyring: Keyring, items: VaultItems) -> datetime | None:
    """Since when somebody who left knows the newest storage key; None where nobody does."""
    words = Revocations(keyring.trust, items).found
    return min((word.made_at for word in words if word.storage >= keyring.storage_epoch), default=None)


def may_renew(keyring: Keyring, circle: UUID, domain: Domain) -> bool:
    """Whether this user can begin the next epoch: he holds the newest key, and his word about it counts.

    Of the audit key only the founder's and the recovery identity's word counts.
    """
    user, epoch = keyring.user, newest_slots(keyring).get((circle, domain))
    held = {slot for slot, _ in keyring.circle_keys.all_raw()}
    return (circle, domain, epoch) in held and _word_counts(keyring.trust, user, domain)


def may_renew_storage(user: UserPublic) -> bool:
    """Whether a user can make a new storage key: his roles let him grant it."""
    return not user.is_suspended and (user.is_recovery or bool(user.roles & holders_of(STORAGE)))


def holders(keyring: Keyring, items: VaultItems, circle: UUID, domain: Domain) -> tuple[UserPublic, ...]:
    """The living users who hold the newest key of a circle's domain provably, by name."""
    epoch = newest_slots(keyring).get((circle, domain), 0)
    proven = _proven(keyring, items, (circle, domain, epoch))
    users = [keyring.trust.member(user) for user in proven]
    living = [
        user for user in users if user is not None and not user.is_suspended and _may_hold(user, domain)
    ]
    return tuple(sorted((user for user in living if not user.is_recovery), key=lambda user: user.name))


def who_may_renew(
    keyring: Keyring, items: VaultItems, circle: UUID, domain: Domain
) -> tuple[UserPublic, ...]:
    """The living users who can begin the next epoch, by name."""
    found = holders(keyring, items, circle, domain)
    return tuple(user for user in found if _word_counts(keyring.trust, user, domain))


def renew(keyring: Keyring, items: VaultItems, circle: UUID, domain: Domain, now: datetime) -> None:
    """Begin the next epoch of a circle's domain; of a further circle that of all its domains.

    Let the caller put this into one transaction of the store with everything that follows from the key, inside
    ``keyring.tentatively()``: the keyring holds the new key before it is stored.

    Raises:
        NotAllowed: the user's word about this key does not count.
        NoKey: he does not hold the newest key.
    """
    if not _word_counts(keyring.trust, keyring.user, domain):
        raise NotAllowed
    if circle != keyring.default_circle:
        Circles(keyring, items).renew(circle, now)
        return
    epoch = newest_slots(keyring).get((circle, domain), 0)
    former = dict(keyring.circle_keys.all_raw()).get((circle, domain, epoch))
    if former is None:
        raise NoKey
    grantees = {user.id for user in holders(keyring, items, circle, domain)} | {keyring.user.id}
    grantees |= {user.id for user in keyring.trust.members() if user.is_recovery}
    secret, slot, raw = keyring.secret, (circle, domain, epoch + 1), new_key(domain)
    items.put_item(CIRCLE, *state_key(secret, slot, raw, now, former=former))
    for user in sorted(grantees):
        keys = keyring.trust.entry(user).keys
        item = make_grant(secret, keys, domain, raw, circle=circle, epoch=epoch + 1, now=now)
        items.put_item(GRANT, *item)
    keyring.refresh(items, now)
    if slot not in dict(keyring.circle_keys.all_raw()):
        raise Tampered(CIRCLE)
    if domain is Domain.SCHEDULING:
        state_inbox(keyring, items, now)


def next_storage(keyring: Keyring, items: VaultItems, now: datetime) -> tuple[StorageKey, dict[UUID, bytes]]:
    """A new key for the database, and the grants of it for everybody who is left, and for the recovery identity.

    Its epoch is higher than any that somebody who left is said to know. Raises NotAllowed.
    """
    if not may_renew_storage(keyring.user):
        raise NotAllowed
    trust, words = keyring.trust, Revocations(keyring.trust, items).found
    key = StorageKey(os.urandom(KEY), 1 + max([keyring.storage_epoch, *(word.storage for word in words)]))
    living = [user.id for user in trust.members() if not user.is_suspended]
    grants = {
        user: make_storage_grant(keyring.secret, trust.entry(user).keys, key, trust=trust, now=now)
        for user in living
    }
    return key, grants


def _word_counts(trust: Trust, user: UserPublic, domain: Domain) -> bool:
    if domain is Domain.AUDIT:
        return user.is_recovery or user.id == trust.root
    return user.is_recovery or _may_hold(user, domain)


def _may_hold(user: UserPublic, domain: Domain) -> bool:
    """Whether somebody's roles hold a domain, and his account was not closed for ever."""
    return not user.is_revoked and (user.is_recovery or domain in domains_of(user.roles))


def _grants(trust: Trust, items: VaultItems) -> Iterable[GrantContext]:
    """Every grant of a domain's key that counts and is for the keys that its grantee has now."""
    for _, raw in items.items(GRANT):
        try:
            signed, grant = read_grant(raw)
        except VaultError:
            continue
        context = grant.context
        keys = trust.keys_of(context.grantee)
        is_right = (
            context.what in frozenset(Domain)
            and context.granter == signed.by
            and keys is not None
            and context.keys == keys_digest(keys)
        )
        if is_right and trust.counts(signed, GRANT, holders_of(context.what)):
            yield context


def _proven(keyring: Keyring, items: VaultItems, slot: Slot) -> frozenset[UUID]:
    """Who holds a key: who stated it, the recovery identity, and whom somebody of these granted it."""
    waiting = {(c.granter, c.grantee) for c in _grants(keyring.trust, items) if _slot(c) == slot}
    found = {user.id for user in keyring.trust.members() if user.is_recovery}
    if slot in keyring.circle_keys.makers:
        found.add(keyring.circle_keys.makers[slot])
    while more := {grantee for granter, grantee in waiting if granter in found} - found:
        found |= more
    return frozenset(found)


def _slot(context: GrantContext) -> Slot:
    return context.circle, Domain(context.what), context.epoch
