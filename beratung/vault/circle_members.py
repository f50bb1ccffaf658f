# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who is in which further circle: stated by a member, with a proof that only a holder of the circle's key can make.

A statement is of one epoch. Who is shut out is not in the next one, and with the keys that he kept he can state
nothing for it. Who holds the circle's key checks the proof; anybody else can only see that the chain of those who
signed begins with who founded the circle.
"""

from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.circles import CircleKeys, DomainKey
from beratung.vault.encoding import Count, Instant, Versioned, decode, derived_id, encode, packed
from beratung.vault.errors import LastMember, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import mac, same
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import (
    Acceptance,
    Signed,
    default_circle,
    domains_of,
    holders_of,
    keys_digest,
    read,
)
from beratung.vault.stating import Item
from beratung.vault.trust import Rejected, Trust, UserPublic

MEMBER = "member"
CIRCLE_DOMAINS = (Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING)
"""What a further circle has keys of; the key of ``case`` proves its members."""


class Member(Versioned, frozen=True):
    """From this epoch on this user, with these keys, is in the circle."""

    centre: UUID
    circle: UUID
    epoch: Count
    user: UUID
    keys: bytes
    proof: bytes
    made_at: Instant


def member_id(circle: UUID, epoch: int, user: UUID) -> UUID:
    """Where the statement about a member lies."""
    return derived_id(MEMBER, circle, epoch, user)


def state_member(secret: UserSecret, key: DomainKey, member: Acceptance, made_at: Instant) -> Item:
    """The signed statement that a user is in the circle of this key of ``case``, as a vault item."""
    digest = keys_digest(member)
    body = encode(
        Member(
            1,
            centre=secret.centre,
            circle=key.circle,
            epoch=key.epoch,
            user=member.user,
            keys=digest,
            proof=_proof(key, member.user, digest),
            made_at=made_at,
        )
    )
    signed = Signed(body, secret.user, secret.sign(MEMBER, body))
    return MEMBER, member_id(key.circle, key.epoch, member.user), encode(signed)


def _proof(key: DomainKey, user: UUID, keys: bytes) -> bytes:
    return mac(key.raw, packed("member1", key.centre, key.circle, key.epoch, user, keys))


class CircleMembers:
    """The members of the further circles, as far as one user can check them."""

    def __init__(self, trust: Trust, keys: CircleKeys, items: VaultItems) -> None:
        self.rejected: list[Rejected] = []
        self._trust = trust
        self._keys = keys
        self._stated: dict[UUID, dict[int, dict[UUID, UUID]]] = {}
        for id_, raw in items.items(MEMBER):
            try:
                self._take(id_, raw)
            except VaultError:
                self.rejected.append(Rejected(MEMBER, id_))

    def circles(self) -> frozenset[UUID]:
        """Every further circle that is stated, also those the user is not in."""
        own = default_circle(self._trust.centre)
        found = {circle for circle, domain, _ in self._keys.stated if domain is Domain.CASE}
        return frozenset(found - {own})

    def of(self, circle: UUID) -> tuple[UserPublic, ...]:
        """The members of a circle in its newest epoch, also suspended ones, by name."""
        found = [self._trust.member(user) for user in self._users(circle)]
        return tuple(sorted((user for user in found if user is not None), key=lambda user: user.name))

    def living(self, circle: UUID) -> tuple[UserPublic, ...]:
        """The members who can open the circle now."""
        return tuple(user for user in self.of(circle) if may_be_member(user))

    def check_last(self, user: UUID) -> None:
        """Raise LastMember if, without this user, nobody living could open some circle."""
        for circle in self._stated:
            living = {member.id for member in self.living(circle)}
            if living == {user}:
                raise LastMember

    def _take(self, id_: UUID, raw: bytes) -> None:
        signed = decode(Signed, raw, MEMBER)
        stated = read(Member, signed, MEMBER)
        key = self._keys.key(stated.circle, Domain.CASE, stated.epoch)
        is_right = (
            stated.centre == self._trust.centre
            and id_ == member_id(stated.circle, stated.epoch, stated.user)
            and self._trust.counts(signed, MEMBER, holders_of(Domain.CASE))
            and (key is None or same(stated.proof, _proof(key, stated.user, stated.keys)))
        )
        if not is_right:
            self.rejected.append(Rejected(MEMBER, id_))
            return
        now = self._trust.keys_of(stated.user)
        if now is not None and stated.keys == keys_digest(now):
            epochs = self._stated.setdefault(stated.circle, {})
            epochs.setdefault(stated.epoch, {})[stated.user] = signed.by

    def _users(self, circle: UUID) -> frozenset[UUID]:
        stated = self._stated.get(circle, {})
        newest = self._keys.newest(circle, Domain.CASE)
        if newest is not None:
            return frozenset(stated.get(newest.epoch, ()))
        return self._traced(circle, stated)

    def _traced(self, circle: UUID, stated: dict[int, dict[UUID, UUID]]) -> frozenset[UUID]:
        """For who cannot check a proof: those whom somebody let in who was in, from the founder on.

        Each epoch begins with who made its key, and he must have been in the one before.
        """
        inside: set[UUID] = set()
        for epoch in sorted(stated):
            maker = self._keys.makers.get((circle, Domain.CASE, epoch))
            if maker is None or not (epoch == 1 or maker in inside or self._is_recovery(maker)):
                break
            waiting, inside, found = dict(stated[epoch]), set(), {maker}
            while found:
                inside |= found
                found = {user for user, by in waiting.items() if by in inside or self._is_recovery(by)}
                found -= inside
            inside &= waiting.keys()
        return frozenset(inside)

    def _is_recovery(self, user: UUID) -> bool:
        member = self._trust.member(user)
        return member is not None and member.is_recovery


def may_be_member(user: UserPublic) -> bool:
    """Whether somebody can be in a circle: a counsellor whose account is not suspended."""
    return not user.is_suspended and domains_of(user.roles) >= set(CIRCLE_DOMAINS)


def drop_members(items: VaultItems, users: frozenset[UUID]) -> None:
    """Remove what is stated of these users' circles, because their roles do not hold them any more."""
    for id_, raw in items.items(MEMBER):
        try:
            stated = read(Member, decode(Signed, raw, MEMBER), MEMBER)
        except VaultError:
            continue
        if stated.user in users:
            items.remove_item(id_)
