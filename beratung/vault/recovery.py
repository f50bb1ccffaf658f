# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When nobody knows the password any more: the recovery code gives a user new keys and a new password."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault import stating
from beratung.vault.acknowledging import signed_by
from beratung.vault.circle_members import state_member
from beratung.vault.circles import DomainKey, make_grant, read_grant
from beratung.vault.encoding import decode
from beratung.vault.errors import AccountClosed, NoSuchUser, RecoveryRefused, Suspended, Tampered, VaultError
from beratung.vault.files import read_either
from beratung.vault.kdf import KdfCost, calibrate, check_new_password
from beratung.vault.keyfile import UserSecret, folded, write_key_file
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import same
from beratung.vault.protocols import VaultItems
from beratung.vault.recovery_code import RecoveryKeys, bytes_of
from beratung.vault.statements import (
    GRANT,
    STORAGE,
    SUSPENSION,
    USER,
    Acceptance,
    Membership,
    circle_of,
    domains_of,
    holders_of,
    keys_digest,
    membership_id,
    read,
)
from beratung.vault.storage_grant import SUFFIX, StorageGrant, StorageGrants, write_storage_grant
from beratung.vault.trust import Trust, UserPublic
from beratung.vault.unlocking import Opening


class Recovered(Opening):
    """The recovery identity, open: open the database (``Store.unlock``), then ``reset``.

    Its keyring opens every domain, also for checking a restored centre.
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: Path, secret: UserSecret, now: datetime) -> None:
        grants = StorageGrants(keys, secret, now)
        super().__init__(secret, grants, grants.keys()[0], now)
        self._keys = keys

    def reset(self, items: VaultItems, name: str, password: str, cost: KdfCost | None = None) -> UUID:
        """Give a user new keys under a new password, and grant them what the old ones had.

        What he signed before is acknowledged. His old password opens nothing new from now on; let the caller
        put this into one transaction of the store.

        Raises:
            NoSuchUser, WeakPassword: bad input.
            Suspended: a suspended account is not reset.
        """
        check_new_password(password)
        keyring = self.keyring(items, UUID(int=0))
        user = _named(keyring, name)
        if user.is_suspended:
            raise Suspended
        fresh = UserSecret.generate(self.centre, user.id, self._secret.pin)
        former = _slots(keyring, items, user)
        circles = _circles(keyring, user)
        trust = self._state(keyring, items, user, fresh)
        for (circle, domain, epoch), raw in keyring.circle_keys.all_raw():
            if (circle, domain.value, epoch) in former:
                grant = make_grant(
                    self._secret,
                    trust.entry(user.id).keys,
                    domain,
                    raw,
                    circle=circle,
                    epoch=epoch,
                    now=self._now,
                )
                items.put_item(GRANT, *grant)
        for key in circles:
            items.put_item(*state_member(self._secret, key, trust.entry(user.id).keys, self._now))
        write_storage_grant(
            self._keys,
            self._secret,
            trust.entry(user.id).keys,
            trust=trust,
            storage_key=self.storage_key,
            now=self._now,
            epoch=keyring.storage_epoch,
            items=items,
        )
        write_key_file(self._keys, fresh, user.name, password, cost or calibrate())
        return user.id

    def reinstate(self, items: VaultItems, name: str) -> UUID:
        """End a user's suspension, whoever stated it; this also decides where two suspended each other.

        Raises NoSuchUser, or AccountClosed for one that is final.
        """
        keyring = self.keyring(items, UUID(int=0))
        user = _named(keyring, name)
        if user.is_revoked:
            raise AccountClosed
        item = stating.suspension(
            self._secret,
            user.id,
            self._now,
            serial=keyring.trust.next_suspension(user.id),
            acknowledged=signed_by(keyring.trust, items, user.id),
            is_lifted=True,
        )
        items.put_item(SUSPENSION, *item)
        return user.id

    def _state(self, keyring: Keyring, items: VaultItems, user: UserPublic, fresh: UserSecret) -> Trust:
        """The user's next membership, with the new keys."""
        serial = keyring.trust.entry(user.id).serial + 1
        invited = stating.invitation(self._secret, user.id, user.name, user.roles, self._now, serial=serial)
        item = stating.membership(
            self._secret,
            invited,
            stating.acceptance(fresh),
            user=user.id,
            serial=serial,
            acknowledged=signed_by(keyring.trust, items, user.id),
        )
        items.put_item(USER, *item)
        keyring.refresh(items, self._now)
        return keyring.trust


def _named(keyring: Keyring, name: str) -> UserPublic:
    """The user of this name; raises NoSuchUser."""
    for user in keyring.users():
        if folded(user.name) == folded(name):
            return user
    raise NoSuchUser(place="user")


def _slots(keyring: Keyring, items: VaultItems, user: UserPublic) -> set[tuple[UUID, str, int]]:
    """What the user is to hold: of his roles' domains those of the default circle, and what he was granted besides.

    Anybody who can write items can put a grant there, and its sealed part opens for nobody but the user: so of a
    further circle only who is proven to be in it gets the keys. Where no member is stated, as in older centres, a
    grant is repeated only if the circle's own maker signed it for the keys the user has now.
    """
    trust, stated = keyring.trust, keyring.circle_keys.stated
    domains, keys = domains_of(user.roles), keys_digest(trust.entry(user.id).keys)
    circles = {keyring.default_circle, *(key.circle for key in _circles(keyring, user))}
    found = {
        (circle, domain.value, epoch)
        for circle, domain, epoch in stated
        if circle in circles and domain in domains
    }
    for _, raw in items.items(GRANT):
        try:
            signed, grant = read_grant(raw)
        except VaultError:
            continue
        context = grant.context
        if (context.grantee, context.keys) != (user.id, keys) or context.what not in domains:
            continue
        if keyring.circle_members.of(context.circle):
            continue
        first = stated.get((context.circle, Domain(context.what), 1))
        is_makers = first is not None and circle_of(signed.by, first.nonce) == context.circle
        if is_makers and trust.counts(signed, GRANT, holders_of(context.what)):
            found.add((context.circle, context.what, context.epoch))
    return found


def _circles(keyring: Keyring, user: UserPublic) -> list[DomainKey]:
    """The newest keys, by which members are proven, of the further circles that a user is in."""
    members, keys = keyring.circle_members, keyring.circle_keys
    mine = [circle for circle in members.circles() if user.id in {member.id for member in members.of(circle)}]
    newest = [keys.newest(circle, Domain.CASE) for circle in mine]
    return [key for key in newest if key is not None]


def recover(keys: Path, code: str, now: datetime) -> Recovered:
    """Open a centre with the code of its recovery sheet.

    The root of trust is checked with a key that follows from the code, so that nobody can slip another
    centre under the sheet.

    Raises:
        RecoveryCodeLength, RecoveryCodeMistyped: mistyped; the group is named.
        RecoveryRefused: the code belongs to no centre in this key folder.
        KeyFileDamaged: the recovery identity's grant is damaged or forged.
    """
    recovery = RecoveryKeys(bytes_of(code))
    pinned = read_either(keys / f"{recovery.user}{SUFFIX}", lambda data: _pinned(recovery, data))
    if pinned is None:
        raise RecoveryRefused
    secret = recovery.secret(*pinned)
    return Recovered(keys, secret, now)


def _pinned(recovery: RecoveryKeys, data: bytes) -> tuple[UUID, bytes]:
    """Centre and pin from the grant of the storage key, checked with the code; raises Tampered."""
    file = decode(StorageGrant, data, STORAGE)
    raw = dict(file.chain).get(membership_id(recovery.user, 1), b"")
    acceptance = read(Acceptance, decode(Membership, raw, STORAGE).acceptance, STORAGE)
    if not same(acceptance.pin_mac, recovery.pin_mac(acceptance.centre, acceptance.pin)):
        raise Tampered(STORAGE)
    return acceptance.centre, acceptance.pin
