# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Further circles as an unlocked member changes them: found one, let somebody in, shut somebody out."""

import os
from collections.abc import Container, Iterable
from datetime import datetime
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.circle_members import CIRCLE_DOMAINS, MEMBER, Member, may_be_member, state_member
from beratung.vault.circles import DomainKey, make_grant, new_key, read_grant, state_key
from beratung.vault.encoding import decode
from beratung.vault.errors import NoKey, NoSuchUser, NotACounsellor, NotAllowed, VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import CIRCLE, GRANT, Acceptance, CircleKey, Signed, circle_of, read
from beratung.vault.trust import UserPublic

_NONCE = 16


class Circles:
    """Changes further circles in the name of one unlocked user.

    Let the caller put each call into one transaction of the store. The recovery identity is granted every key.
    """

    def __init__(self, keyring: Keyring, items: VaultItems) -> None:
        self._keyring = keyring
        self._items = items

    def members(self, circle: UUID) -> tuple[UserPublic, ...]:
        """Who is in a circle, by name."""
        return self._keyring.circle_members.of(circle)

    def found(self, members: Iterable[UUID], now: datetime) -> UUID:
        """Make a circle of these users and oneself; nobody else gets its keys, but for the recovery identity.

        Raises:
            NoSuchUser, NotACounsellor: somebody who cannot be in a circle.
        """
        grantees = self._grantees({self._keyring.user.id, *members})
        nonce = os.urandom(_NONCE)
        circle = circle_of(self._keyring.user.id, nonce)
        self._begin(circle, grantees, now, nonce=nonce)
        return circle

    def admit(self, circle: UUID, user: UUID, now: datetime) -> None:
        """Let one more user into a circle, with all that was written in it; twice is no fault.

        Raises:
            NoKey: one is not in the circle oneself.
            NoSuchUser, NotACounsellor: somebody who cannot be in a circle.
        """
        newest = self._proving(circle)
        [grantee] = self._grantees({user})
        secret = self._keyring.secret
        for (of, domain, epoch), raw in self._keyring.circle_keys.all_raw():
            if of == circle:
                item = make_grant(secret, grantee, domain, raw, circle=circle, epoch=epoch, now=now)
                self._items.put_item(GRANT, *item)
        self._items.put_item(*state_member(secret, newest, grantee, now))
        self._keyring.refresh(self._items, now)

    def expel(self, circle: UUID, user: UUID, now: datetime) -> None:
        """Shut a member out: everybody else who can be in the circle gets its next keys, he keeps no grant.

        Raises:
            NoKey: one is not in the circle oneself.
            NotAllowed: nobody shuts himself out; he would have made the keys.
        """
        self.renew(circle, now, without=frozenset({user}))

    def renew(self, circle: UUID, now: datetime, *, without: frozenset[UUID] = frozenset()) -> None:
        """Begin the next epoch of a circle for its living members but some; nobody else keeps a grant.

        Raises:
            NoKey: one is not in the circle oneself.
            NotAllowed: nobody shuts himself out.
        """
        self._proving(circle)
        if self._keyring.user.id in without:
            raise NotAllowed
        stay = {member.id for member in self._keyring.circle_members.living(circle)} - without
        self._begin(circle, self._grantees(stay), now)
        recoveries = {user.id for user in self._keyring.trust.members() if user.is_recovery}
        self._remove_grants(circle, stay | recoveries)
        self._keyring.refresh(self._items, now)

    def dissolve(self, circle: UUID) -> None:
        """Remove everything that is stated and granted of a circle that seals nothing any more.

        The keys stay in memory until the next refresh, for the digests of the transaction that this belongs to.

        Raises:
            NoKey: one is not in the circle oneself.
        """
        self._proving(circle)
        self._remove_grants(circle)
        for kind, statement in ((CIRCLE, CircleKey), (MEMBER, Member)):
            for id_, raw in self._items.items(kind):
                try:
                    stated = read(statement, decode(Signed, raw, kind), kind)
                except VaultError:
                    continue
                if stated.circle == circle:  # type: ignore[attr-defined]
                    self._items.remove_item(id_)

    def _begin(self, circle: UUID, grantees: list[Acceptance], now: datetime, *, nonce: bytes = b"") -> None:
        """State and grant the next keys of a circle, the first where it has none, and who is in it."""
        keyring, secret = self._keyring, self._keyring.secret
        recoveries = [
            keyring.trust.entry(user.id).keys for user in keyring.trust.members() if user.is_recovery
        ]
        for domain in CIRCLE_DOMAINS:
            former = keyring.circle_keys.newest(circle, domain)
            epoch = former.epoch + 1 if former else 1
            raw, slot = new_key(domain), (circle, domain, epoch)
            stated = state_key(secret, slot, raw, now, former=former.raw if former else b"", nonce=nonce)
            self._items.put_item(CIRCLE, *stated)
            for grantee in (*grantees, *recoveries):
                item = make_grant(secret, grantee, domain, raw, circle=circle, epoch=epoch, now=now)
                self._items.put_item(GRANT, *item)
            if domain is Domain.CASE:
                key = DomainKey(secret.centre, *slot, raw)
                for grantee in grantees:
                    self._items.put_item(*state_member(secret, key, grantee, now))
        keyring.refresh(self._items, now)

    def _grantees(self, users: Iterable[UUID]) -> list[Acceptance]:
        """The keys of users who can be in a circle."""
        trust, found = self._keyring.trust, []
        for user in sorted(users):
            member = trust.member(user)
            if member is None or member.is_recovery:
                raise NoSuchUser(place="user")
            if not may_be_member(member):
                raise NotACounsellor(place="user")
            found.append(trust.entry(user).keys)
        return found

    def _proving(self, circle: UUID) -> DomainKey:
        """The key that proves the members of a further circle; raises NoKey."""
        key = self._keyring.circle_keys.newest(circle, Domain.CASE)
        if key is None or circle == self._keyring.default_circle:
            raise NoKey
        return key

    def _remove_grants(self, circle: UUID, stay: Container[UUID] = frozenset()) -> None:
        """Remove all grants of a circle but those of who stays."""
        for id_, raw in self._items.items(GRANT):
            try:
                _, grant = read_grant(raw)
            except VaultError:
                continue
            if grant.context.circle == circle and grant.context.grantee not in stay:
                self._items.remove_item(id_)
