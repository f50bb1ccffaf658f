# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The accounts of a centre as an unlocked user changes them: invite, confirm, grant, change roles, suspend."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain, Role
from beratung.vault import stating
from beratung.vault.acknowledging import signed_by
from beratung.vault.circle_members import drop_members
from beratung.vault.circles import make_grant, read_grant
from beratung.vault.encoding import decode, derived_id, encode
from beratung.vault.errors import (
    AccountClosed,
    FingerprintDiffers,
    KeyFileDamaged,
    LastHolder,
    NameMissing,
    NameTaken,
    NoSuchUser,
    NotAllowed,
    RolesMissing,
    Tampered,
    VaultError,
)
from beratung.vault.files import read_either
from beratung.vault.fingerprints import fingerprint, is_same_fingerprint
from beratung.vault.joining import ANSWER, drop_answer, drop_joining, fingerprint_of_keys, invitation_file
from beratung.vault.keyfile import folded
from beratung.vault.keyring import Keyring
from beratung.vault.membership import (
    MAY_CONFIRM,
    MAY_INVITE,
    MOST_NAME,
    is_good_name,
    read_acceptance,
    read_invitation,
)
from beratung.vault.protocols import VaultItems
from beratung.vault.raising import (
    check_vouching,
    confirm_roles,
    promise_roles,
    promised,
    split_roles,
    waiting_roles,
)
from beratung.vault.revocation import granted_to, state_revocation
from beratung.vault.statements import (
    FINAL,
    GRANT,
    INVITATION,
    STORAGE,
    SUSPENSION,
    USER,
    GrantContext,
    Invitation,
    Membership,
    Signed,
    domains_of,
    holders_of,
    keys_digest,
)
from beratung.vault.storage_grant import has_storage_grant, write_storage_grant
from beratung.vault.trust import UserPublic


class Invited(msgspec.Struct, frozen=True):
    """An invitation that was made: hand ``file`` over, and let ``fingerprint`` be compared on acceptance."""

    user: UUID
    file: bytes
    fingerprint: str
    """The centre's; the program that accepts shows the same."""

    def __repr__(self) -> str:
        return f"<Invited {self.user}>"


class Pending(msgspec.Struct, frozen=True):
    """A user who cannot work yet, or not with everything that his roles promise."""

    user: UUID
    name: str
    roles: frozenset[Role]
    fingerprint: str
    """Empty until his program has accepted the invitation."""
    missing: tuple[str, ...]
    """Domains and ``storage``; who holds them must still grant them."""
    invited_by: UUID | None = None
    """Who promised the roles that nobody has confirmed yet; None where nothing waits for a confirmation."""

    def __repr__(self) -> str:
        return f"<Pending {self.user}>"


class Accounts:
    """Changes accounts in the name of one unlocked user.

    ``items`` and ``keys`` are where the centre keeps signed items and key files. Let the caller put each call
    into one transaction of the store. What is signed here without the role for it would simply not count for
    anybody; it is refused beforehand to say so.
    """

    def __init__(self, keyring: Keyring, items: VaultItems, keys: Path) -> None:
        self._keyring = keyring
        self._items = items
        self._keys = keys

    def invite(self, name: str, roles: frozenset[Role], now: datetime) -> Invited:
        """Invite a user; his own program makes his keys, so that nobody else ever knows them.

        Raises:
            NotAllowed: only somebody with the role admin invites.
            NameMissing, NameTaken, RolesMissing: bad input.
        """
        self._need(MAY_INVITE)
        if not is_good_name(name):
            raise NameMissing(place="user", most=MOST_NAME)
        taken = [user.name for user in self._keyring.users()]
        taken += [invitation.name for _, invitation in self._invited()]
        if folded(name) in {folded(other) for other in taken}:
            raise NameTaken(place="user")
        if not roles:
            raise RolesMissing(place="roles")
        user = uuid4()
        signed = stating.invitation(self._keyring.secret, user, name, roles, now)
        self._items.put_item(INVITATION, derived_id(INVITATION, user), encode(signed))
        return Invited(
            user, invitation_file(self._keyring.trust, signed), fingerprint(self._keyring.secret.pin)
        )

    def withdraw(self, user: UUID) -> None:
        """Take back an invitation that nobody has confirmed, and its keys; raises NotAllowed, NoSuchUser."""
        self._need(MAY_INVITE)
        if user not in {invitation.user for _, invitation in self._invited()}:
            raise NoSuchUser(place="user")
        self._items.remove_item(derived_id(INVITATION, user))
        drop_joining(self._keys, user)

    def named(self, name: str) -> UUID:
        """The id of a user or of somebody invited; raises NoSuchUser."""
        for user in self._keyring.users():
            if folded(user.name) == folded(name):
                return user.id
        for _, invitation in self._invited():
            if folded(invitation.name) == folded(name):
                return invitation.user
        raise NoSuchUser(place="user")

    def pending(self) -> tuple[Pending, ...]:
        """Everyone who waits for something, by name."""
        granted = self._granted()
        found = []
        for signed, invitation in self._invited():
            roles = frozenset(invitation.roles)
            try:
                answer = self._answer(invitation.user)
            except KeyFileDamaged:
                answer = None
            shown = fingerprint_of_keys(answer) if answer else ""
            found.append(Pending(invitation.user, invitation.name, roles, shown, _wanted(roles), signed.by))
        for member in self._keyring.users():
            promise = waiting_roles(self._keyring, self._items, member)
            user = promised(self._keyring, self._items, member)
            missing = self._missing(user, granted)
            if missing and not user.is_suspended:
                by = promise[0].by if promise else None
                found.append(Pending(user.id, user.name, user.roles, user.fingerprint, missing, by))
        return tuple(sorted(found, key=lambda entry: entry.name))

    def grant(
        self, user: UUID, compared: str, now: datetime, *, answer: bytes | None = None
    ) -> tuple[str, ...]:
        """Confirm a user whose fingerprint was compared, and grant him what his roles promise and I hold.

        Returns what is still missing; somebody else who holds it must grant it. ``answer`` stands in for the
        file that the accepting program leaves in the key folder.

        Raises:
            FingerprintDiffers: it is not the one of this user's keys; nothing is granted.
            NoSuchUser: neither a member nor invited, or he has not accepted yet.
            NotAllowed: a Sprachmittler confirms nobody; a suspended user is granted nothing.
            SecondPersonNeeded: who holds no domain, or invited him and does not hold all, confirms no holder of one.
        """
        self._need(MAY_CONFIRM)
        keyring, secret = self._keyring, self._keyring.secret
        member = keyring.trust.member(user)
        if member is None:
            member = self._confirm(user, compared, now, answer)
        elif not is_same_fingerprint(member.fingerprint, compared):
            raise FingerprintDiffers
        if member.is_suspended or member.is_recovery:
            raise NotAllowed
        member = confirm_roles(keyring, self._items, member, now)
        acceptance = keyring.trust.entry(user).keys
        missing = set(self._missing(member, self._granted()))
        if STORAGE in missing:
            write_storage_grant(
                self._keys,
                secret,
                acceptance,
                trust=keyring.trust,
                storage_key=keyring.storage_key,
                now=now,
                epoch=keyring.storage_epoch,
                items=self._items,
            )
        for (circle, domain, epoch), raw in keyring.circle_keys.all_raw():
            if domain.value in missing and circle == keyring.default_circle:
                item = make_grant(secret, acceptance, domain, raw, circle=circle, epoch=epoch, now=now)
                self._items.put_item(GRANT, *item)
        return self._missing(member, self._granted())

    def change_roles(self, user: UUID, roles: frozenset[Role], now: datetime) -> tuple[str, ...]:
        """Give another user other roles; grants that they do not promise any more are deleted.

        Returns what he is still to be granted. What he has opened before stays known to him. Roles that hold more
        than one can vouch for wait until somebody who can grants them.

        Raises:
            NotAllowed: without the role admin, or for one's own account.
            LastHolder: nobody else could open a domain any more.
            NoSuchUser, RolesMissing, AddFirst: bad input.
        """
        self._need(MAY_INVITE)
        former = self._other(user)
        if not roles:
            raise RolesMissing(place="roles")
        self._check_holders(user, domains_of(former.roles) - domains_of(roles))
        wanted, (roles, waits) = roles, split_roles(roles, former.roles, self._keyring.user.roles)
        entry = self._keyring.trust.entry(user)
        secret, serial = self._keyring.secret, entry.serial + 1
        invited = stating.invitation(secret, user, former.name, roles, now, serial=serial)
        accepted = decode(Membership, entry.raw, USER).acceptance
        acknowledged = signed_by(self._keyring.trust, self._items, user)
        item = stating.membership(
            secret, invited, accepted, user=user, serial=serial, acknowledged=acknowledged
        )
        self._items.put_item(USER, *item)
        self._take(user, frozenset(Domain) - domains_of(roles), 0, now)
        self._items.remove_item(derived_id(INVITATION, user))
        if waits:
            promise_roles(self._keyring, self._items, self._other(user), wanted, now)
        return self._missing(promised(self._keyring, self._items, self._other(user)), self._granted())

    def suspend(self, user: UUID, now: datetime) -> None:
        """Suspend another user at once: his account opens no more, and nothing that he signs counts any more.

        What he signed before is acknowledged and stays. His keys are not changed by this.

        Raises:
            NotAllowed: without the role admin, or for one's own account.
            LastHolder: nobody else could open a domain any more.
            NoSuchUser: there is none.
        """
        self._suspend(user, now, is_lifted=False)

    def reinstate(self, user: UUID, now: datetime) -> None:
        """End a suspension. Raises NotAllowed, NoSuchUser, or AccountClosed for one that is final."""
        self._suspend(user, now, is_lifted=True)

    def revoke(self, user: UUID, now: datetime) -> None:
        """Close another user's account for ever, and state which keys he knows: they are due to be changed.

        His grants are deleted. Once is enough: for an account that is closed already nothing happens.

        Raises:
            NotAllowed: without the role admin, or for one's own account.
            LastHolder: nobody else could open a domain any more.
            NoSuchUser: there is none.
        """
        self._need(MAY_INVITE)
        member = self._other(user)
        if member.is_revoked:
            return
        self._suspend(user, now, is_lifted=False, is_final=True)
        self._take(user, frozenset(Domain), self._keyring.storage_epoch, now)

    def _take(self, user: UUID, domains: frozenset[Domain], storage: int, now: datetime) -> None:
        """Drop a user's grants of these domains, and state that he knows what they held."""
        granted = [(id_, key) for id_, key in granted_to(self._items, user) if key.domain in domains]
        if granted or storage:
            known = [key for _, key in granted]
            state_revocation(self._keyring.secret, self._items, user, known, now, storage=storage)
        for id_, _ in granted:
            self._items.remove_item(id_)
        if Domain.CASE in domains:
            drop_members(self._items, frozenset({user}))
        self._keyring.refresh(self._items, now)

    def _suspend(self, user: UUID, now: datetime, *, is_lifted: bool, is_final: bool = False) -> None:
        self._need(MAY_INVITE)
        member = self._other(user)
        if member.is_revoked:
            raise AccountClosed
        if not is_lifted:
            self._check_holders(user, domains_of(member.roles))
        item = stating.suspension(
            self._keyring.secret,
            user,
            now,
            serial=FINAL if is_final else self._keyring.trust.next_suspension(user),
            acknowledged=signed_by(self._keyring.trust, self._items, user),
            is_lifted=is_lifted,
        )
        self._items.put_item(SUSPENSION, *item)
        self._keyring.refresh(self._items, now)

    def _need(self, roles: frozenset[Role]) -> None:
        if not self._keyring.user.roles & roles:
            raise NotAllowed

    def _other(self, user: UUID) -> UserPublic:
        member = self._keyring.trust.member(user)
        if member is None:
            raise NoSuchUser(place="user")
        if user == self._keyring.user.id or member.is_recovery:
            raise NotAllowed
        return member

    def _confirm(self, user: UUID, compared: str, now: datetime, answer: bytes | None) -> UserPublic:
        """Turn an invitation and the user's answer into a membership."""
        invited = next((signed for signed, i in self._invited() if i.user == user), None)
        accepted = self._answer(user, answer)
        if invited is None or accepted is None:
            raise NoSuchUser(place="user")
        if not is_same_fingerprint(fingerprint_of_keys(accepted), compared):
            raise FingerprintDiffers
        check_vouching(self._keyring, invited, frozenset())
        item = stating.membership(self._keyring.secret, invited, accepted, user=user)
        self._items.put_item(USER, *item)
        self._items.remove_item(derived_id(INVITATION, user))
        self._keyring.refresh(self._items, now)
        drop_answer(self._keys, user)
        return self._other(user)

    def _invited(self) -> list[tuple[Signed, Invitation]]:
        """Invitations that count and that nobody has confirmed."""
        trust, found = self._keyring.trust, []
        for _, raw in self._items.items(INVITATION):
            try:
                signed = decode(Signed, raw, INVITATION)
                invitation = read_invitation(signed, trust.centre, self._keyring.secret.pin, INVITATION)
            except VaultError:
                continue
            if trust.member(invitation.user) is None and trust.counts(signed, INVITATION, MAY_INVITE):
                found.append((signed, invitation))
        return sorted(found, key=lambda pair: pair[1].name)

    def _answer(self, user: UUID, answer: bytes | None = None) -> Signed | None:
        """The public keys that an invited user's program left, checked; None if there is no answer yet."""

        def parse(data: bytes) -> Signed:
            signed = decode(Signed, data, INVITATION)
            pin = self._keyring.secret.pin
            if read_acceptance(signed, self._keyring.centre, pin, INVITATION).user != user:
                raise Tampered(INVITATION)
            return signed

        return read_either(self._keys / f"{user}{ANSWER}", parse) if answer is None else parse(answer)

    def _grants(self) -> list[tuple[UUID, GrantContext]]:
        """Every grant whose signature counts."""
        found = []
        for id_, raw in self._items.items(GRANT):
            try:
                signed, grant = read_grant(raw)
            except VaultError:
                continue
            if self._keyring.trust.counts(signed, GRANT, holders_of(grant.context.what)):
                found.append((id_, grant.context))
        return found

    def _granted(self) -> dict[tuple[UUID, str], set[int]]:
        """The epochs of the default circle's domains that each user was granted for the keys he has now."""
        found: dict[tuple[UUID, str], set[int]] = {}
        for _, context in self._grants():
            keys = self._keyring.trust.keys_of(context.grantee)
            if keys and context.keys == keys_digest(keys) and context.circle == self._keyring.default_circle:
                found.setdefault((context.grantee, context.what), set()).add(context.epoch)
        return found

    def _missing(self, user: UserPublic, granted: dict[tuple[UUID, str], set[int]]) -> tuple[str, ...]:
        found = (
            []
            if has_storage_grant(self._keys, user.id, self._items, self._keyring.storage_epoch)
            else [STORAGE]
        )
        found += [w for w in _wanted(user.roles)[1:] if not self._has(user.id, w, granted)]
        return tuple(found)

    def _has(self, user: UUID, what: str, granted: dict[tuple[UUID, str], set[int]]) -> bool:
        """Whether a user was granted every epoch of a domain of the default circle."""
        stated = self._keyring.circle_keys.stated
        epochs = {slot[2] for slot in stated if slot[:2] == (self._keyring.default_circle, what)}
        return epochs <= granted.get((user, what), set())

    def _check_holders(self, user: UUID, domains: frozenset[Domain]) -> None:
        """Raises LastHolder if, without this user, nobody could open one of these domains.

        Somebody who invites is always left: it is who does this.
        """
        others = [u for u in self._keyring.users() if u.id != user and not u.is_suspended]
        granted = self._granted()
        for domain in domains:
            if not any(domain in domains_of(u.roles) and self._has(u.id, domain, granted) for u in others):
                raise LastHolder
        if Domain.CASE in domains:
            self._keyring.circle_members.check_last(user)


def _wanted(roles: frozenset[Role]) -> tuple[str, ...]:
    """What somebody of these roles is granted: the storage key and the domains' keys."""
    domains = domains_of(roles)
    return (STORAGE, *(domain.value for domain in Domain if domain in domains))
