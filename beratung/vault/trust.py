# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whose signature counts: everything is traced to the root that each user pinned in his own key file.

The items are a log: memberships and suspensions are added, never changed. A statement counts if everyone
who signed it was a member with the role for it. When a role is taken away or a user is suspended, what he
signed stops to count, unless the statement that does so acknowledges it by name. So no clock is trusted.
"""

from collections.abc import Iterable, Iterator
from typing import cast
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Role
from beratung.vault.errors import VaultError
from beratung.vault.fingerprints import fingerprint
from beratung.vault.membership import (
    Entry,
    MemberEntry,
    Needed,
    SuspensionEntry,
    read_membership,
    read_root,
    read_suspension,
)
from beratung.vault.primitives import is_signed
from beratung.vault.statements import (
    FINAL,
    SUSPENSION,
    USER,
    Acceptance,
    Signed,
    domains_of,
    keys_digest,
)
from beratung.vault.vouching import may_vouch


class UserPublic(msgspec.Struct, frozen=True):
    """What everyone in a centre knows of a user, checked up to the pinned root."""

    id: UUID
    name: str
    roles: frozenset[Role]
    hpke_public: bytes
    verify_key: bytes
    fingerprint: str
    is_suspended: bool = False
    is_recovery: bool = False
    is_revoked: bool = False
    """Closed for ever; such a user is suspended too."""

    def __repr__(self) -> str:
        return f"<UserPublic {self.id}>"


class Rejected(msgspec.Struct, frozen=True):
    """A vault item that does not count: forged, damaged, or signed by somebody without the role."""

    kind: str
    id: UUID


class Trust:
    """The members of a centre as far as their signatures can be traced to the pinned root.

    Raises Tampered if the root itself is missing or not the pinned one; any other bad item is left out and
    listed in ``rejected``, so that one forged row locks nobody out.

    Two who suspend each other are both suspended, until the recovery identity decides.
    """

    def __init__(
        self,
        centre: UUID,
        pin: bytes,
        root: bytes,
        memberships: Iterable[tuple[UUID, bytes]] = (),
        suspensions: Iterable[tuple[UUID, bytes]] = (),
    ) -> None:
        self.centre = centre
        self.rejected: list[Rejected] = []
        self._root = read_root(root, centre, pin)
        self._signatures: dict[tuple[bytes, bytes], bool] = {}
        self._members: dict[UUID, list[MemberEntry]] = {}
        self._suspensions: dict[UUID, list[SuspensionEntry]] = {}
        self._limits: dict[UUID, frozenset[Role]] = {}
        self._stopped: set[UUID] = set()
        self._acknowledged: dict[UUID, set[bytes]] = {}
        entries: list[Entry] = []
        for kind, items in ((USER, memberships), (SUSPENSION, suspensions)):
            for id_, raw in items:
                entry = self._read(kind, raw, pin)
                if entry is None or entry.id != id_:
                    self.rejected.append(Rejected(kind, id_))
                else:
                    entries.append(entry)
        self._settle(entries)

    @property
    def root(self) -> UUID:
        """The founder."""
        return self._root.user

    @property
    def root_item(self) -> bytes:
        """The founder's first membership, as it is stored."""
        return self._root.raw

    def member(self, user: UUID) -> UserPublic | None:
        """A user by id, None if no membership of his counts."""
        entries = self._members.get(user)
        if not entries:
            return None
        latest = entries[-1]
        return UserPublic(
            id=user,
            name=latest.name,
            roles=self._roles(latest),
            hpke_public=latest.keys.hpke_public,
            verify_key=latest.keys.verify_key,
            fingerprint=fingerprint(keys_digest(latest.keys)),
            is_suspended=user in self._stopped,
            is_recovery=latest.is_recovery,
            is_revoked=user in self._stopped and self.next_suspension(user) > FINAL,
        )

    def members(self) -> tuple[UserPublic, ...]:
        """Everyone, also the suspended and the recovery identity, by name."""
        found = [member for user in self._members if (member := self.member(user)) is not None]
        return tuple(sorted(found, key=lambda member: (member.name, member.id)))

    def keys_of(self, user: UUID) -> Acceptance | None:
        """The public keys that a user has now."""
        entries = self._members.get(user)
        return entries[-1].keys if entries else None

    def entry(self, user: UUID) -> MemberEntry:
        """The newest membership of a user who is a member; KeyError for anybody else."""
        return self._members[user][-1]

    def next_suspension(self, user: UUID) -> int:
        """The serial that the next suspension of a user needs."""
        entries = self._suspensions.get(user)
        return entries[-1].serial + 1 if entries else 1

    def counts(self, signed: Signed, purpose: str, roles: frozenset[Role]) -> bool:
        """Whether a signature is right and its maker is, or was when it was acknowledged, somebody of these roles.

        An acknowledgement keeps what somebody could sign; it makes nobody more than he was.
        """
        entries = self._members.get(signed.by)
        if not entries:
            return False
        if signed.fingerprint(purpose) in self._acknowledged.get(signed.by, ()):
            could = (entry for entry in entries if entry.is_recovery or entry.roles & roles)
            return any(self._is_signed(entry, signed, purpose) for entry in could)
        latest = entries[-1]
        may = latest.is_recovery or bool(self._roles(latest) & roles)
        return may and signed.by not in self._stopped and self._is_signed(latest, signed, purpose)

    def verify(
        self,
        user: UUID,
        purpose: str,
        message: bytes,
        signature: bytes,
        domains: frozenset[Domain] = frozenset(),
    ) -> bool:
        """Whether one of the keys that this user has or had made this signature, whenever.

        With ``domains`` only keys that he had while his roles held all of these.
        """
        return any(
            is_signed(entry.keys.verify_key, self.centre, purpose, message, signature)
            for entry in self._members.get(user, ())
            if entry.is_recovery or domains <= domains_of(entry.roles)
        )

    def statements_by(self, user: UUID) -> frozenset[bytes]:
        """Fingerprints of every membership and suspension that counts and that this user signed."""
        return frozenset(
            need.signed.fingerprint(need.purpose)
            for entry in self._all()
            for need in entry.needs
            if need.signed.by == user
        )

    def chain(self, user: UUID) -> list[tuple[UUID, bytes]]:
        """The memberships, besides the root's, that somebody who knows only the root needs to check this user."""
        wanted, seen = [user], {user}
        while wanted:
            for entry in self._members.get(wanted.pop(), ()):
                for need in entry.needs:
                    if need.signed.by not in seen:
                        seen.add(need.signed.by)
                        wanted.append(need.signed.by)
        entries = [entry for id_ in sorted(seen) for entry in self._members.get(id_, ())]
        return [(entry.id, entry.raw) for entry in entries if entry is not self._root]

    def _read(self, kind: str, raw: bytes, pin: bytes) -> Entry | None:
        try:
            if kind == USER:
                return read_membership(raw, self.centre, pin)
            return read_suspension(raw, self.centre)
        except VaultError:
            return None

    def _all(self) -> Iterator[Entry]:
        for members in self._members.values():
            yield from members
        for suspensions in self._suspensions.values():
            yield from suspensions

    def _roles(self, latest: MemberEntry) -> frozenset[Role]:
        return latest.roles & self._limits.get(latest.user, latest.roles)

    def _is_signed(self, entry: MemberEntry, signed: Signed, purpose: str) -> bool:
        """A signature check by one key, done once for each pair."""
        known = (signed.fingerprint(purpose) + signed.signature, entry.keys.verify_key)
        if known not in self._signatures:
            self._signatures[known] = is_signed(
                entry.keys.verify_key, self.centre, purpose, signed.body, signed.signature
            )
        return self._signatures[known]

    def _settle(self, entries: list[Entry]) -> None:
        """Find what counts, then take back what those signed who lost a role; until nothing changes."""
        void: set[bytes] = set()
        done: set[UUID] = set()
        while True:
            left_over = self._spread(entries, void)
            waiting = [entry for entry in self._reductions() if entry.id not in done]
            if not waiting:
                break
            group = self._first_of(waiting)
            for entry in group:
                done.add(entry.id)
                self._limit(entry)
            for entry in group:
                void |= self._void(entry.user)
        self.rejected += [Rejected(entry.kind, entry.id) for entry in left_over]

    def _spread(self, entries: list[Entry], void: set[bytes]) -> list[Entry]:
        """Start from the root and add whatever rests on what is there; returns what rests on nothing."""
        self._members = {self._root.user: [self._root]}
        self._suspensions = {}
        waiting = sorted(entries, key=lambda entry: (entry.kind != USER, entry.serial))
        while True:
            left_over = [entry for entry in waiting if not self._add(entry, void)]
            if len(left_over) == len(waiting):
                return left_over
            waiting = left_over

    def _add(self, entry: Entry, void: set[bytes]) -> bool:
        """Add an entry if it follows the former one of its user and everyone who signed it could."""
        rests = all(
            need.signed.by != entry.user
            and need.signed.fingerprint(need.purpose) not in void
            and self._could(need, entry)
            for need in entry.needs
        )
        if isinstance(entry, MemberEntry):
            members = self._members.get(entry.user, [])
            former = members[-1] if members else None
            if not rests or entry.serial != (former.serial + 1 if former else 1):
                return False
            if former is not None and former.keys != entry.keys and not self._has_four_eyes(entry):
                return False
            if not self._is_vouched(entry, former):
                return False
            self._members.setdefault(entry.user, []).append(entry)
            return True
        if not rests or entry.user not in self._members:
            return False
        self._suspensions.setdefault(entry.user, []).append(cast("SuspensionEntry", entry))
        self._suspensions[entry.user].sort(key=lambda suspension: suspension.serial)
        return True

    def _could(self, need: Needed, entry: Entry) -> bool:
        """Whether the signer had the role in any membership of his. Only the root makes recovery identities."""
        makes_recovery = isinstance(entry, MemberEntry) and entry.is_recovery
        touches_recovery = any(member.is_recovery for member in self._members.get(entry.user, ()))
        for signer in self._members.get(need.signed.by, ()):
            is_root = signer is self._root
            if (makes_recovery or touches_recovery) and not (is_root or signer.is_recovery):
                continue
            if (signer.is_recovery or signer.roles & need.roles) and self._is_signed(
                signer, need.signed, need.purpose
            ):
                return True
        return False

    def _is_vouched(
        self, entry: MemberEntry, former: MemberEntry | None, limit: frozenset[Role] | None = None
    ) -> bool:
        """Whether who confirmed this membership could, by the roles he ever had or, later, by those he has left.

        New keys are a new person: they gain all that their roles promise.
        """
        invited, confirmed = entry.needs
        signers = [
            member
            for member in self._members.get(confirmed.signed.by, ())
            if self._is_signed(member, confirmed.signed, confirmed.purpose)
        ]
        if any(signer.is_recovery for signer in signers):
            return True
        before = former.roles if former is not None and former.keys == entry.keys else frozenset()
        is_own = self.is_one_person({invited.signed.by, confirmed.signed.by})
        ever: frozenset[Role] = frozenset().union(*(signer.roles for signer in signers))
        return may_vouch(entry.roles, before, ever if limit is None else limit, is_own_invitation=is_own)

    def _has_four_eyes(self, entry: Entry) -> bool:
        """New keys for a known user need two people, or the recovery identity."""
        signers = {need.signed.by for need in entry.needs}
        return not self.is_one_person(signers) or self._is_by_recovery(entry)

    def is_one_person(self, signers: Iterable[UUID]) -> bool:
        """Whether all of these may be accounts of one person; the founder's own word beside another's is that of two."""
        users = set(signers)
        return len(users) < 2 or (self.root not in users and len({self._person(user) for user in users}) < 2)

    def _person(self, user: UUID) -> UUID:
        """Who stands behind an account: who alone made it, where it holds no domain and so nobody vouched for it."""
        entries = self._members[user]
        first = entries[0]
        if first is self._root or first.is_recovery or any(domains_of(entry.roles) for entry in entries):
            return user
        makers = {self._person(need.signed.by) for need in first.needs}
        return makers.pop() if len(makers) == 1 else user

    def _is_by_recovery(self, entry: Entry) -> bool:
        return any(
            member.is_recovery for need in entry.needs for member in self._members.get(need.signed.by, ())
        )

    def _reductions(self) -> list[Entry]:
        """What may take power from somebody: his newest membership but the first, his newest suspension."""
        found: list[Entry] = [members[-1] for members in self._members.values() if members[-1].serial > 1]
        found += [entries[-1] for entries in self._suspensions.values() if not entries[-1].is_lifted]
        return found

    def _first_of(self, waiting: list[Entry]) -> list[Entry]:
        """What takes effect first: the recovery identity's word, then what nobody contests, then the rest."""
        first = [entry for entry in waiting if self._is_by_recovery(entry)]
        return first or [entry for entry in waiting if not _is_contested(entry, waiting)] or waiting

    def _limit(self, entry: Entry) -> None:
        if isinstance(entry, MemberEntry):
            self._limits[entry.user] = entry.roles
        else:
            self._stopped.add(entry.user)
        self._acknowledged.setdefault(entry.user, set()).update(entry.acknowledged)

    def _void(self, user: UUID) -> set[bytes]:
        """What this user signed and what does not count any more."""
        return {
            need.signed.fingerprint(need.purpose)
            for entry in self._all()
            for need in entry.needs
            if need.signed.by == user and not self._stands(entry, need)
        }

    def _stands(self, entry: Entry, need: Needed) -> bool:
        """Whether a signature that an entry rests on counts now that its maker may have lost a role."""
        if not self.counts(need.signed, need.purpose, need.roles):
            return False
        is_known = need.signed.fingerprint(need.purpose) in self._acknowledged.get(need.signed.by, ())
        if is_known or not isinstance(entry, MemberEntry) or need is not entry.needs[-1]:
            return True
        members = self._members[entry.user]
        former = members[entry.serial - 2] if entry.serial > 1 else None
        return self._is_vouched(entry, former, self._roles(self._members[need.signed.by][-1]))


def _is_contested(entry: Entry, others: list[Entry]) -> bool:
    """Whether another statement takes power from somebody who signed this one, and does not acknowledge it."""
    return any(
        need.signed.by == other.user and need.signed.fingerprint(need.purpose) not in other.acknowledged
        for other in others
        for need in entry.needs
    )
