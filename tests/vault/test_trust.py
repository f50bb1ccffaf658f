# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whose statements count, and what happens when a role is taken away or a user is suspended."""

import random
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Role
from beratung.vault import Suspended, Tampered, stating
from beratung.vault.encoding import Statement, decode, encode
from beratung.vault.errors import VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.keyring import Keyring, read_trust
from beratung.vault.membership import ACCEPTANCE, CONFIRMATION, read_membership, read_root, read_suspension
from beratung.vault.statements import (
    INVITATION,
    ROOT,
    SUSPENSION,
    USER,
    Acceptance,
    Confirmation,
    Invitation,
    Membership,
    Signed,
    Suspension,
    membership_id,
    read,
)
from beratung.vault.stating import acceptance, invitation, membership, suspension
from beratung.vault.trust import Trust
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryItems,
    Sample,
)

replace = msgspec.structs.replace
NOTHING: frozenset[bytes] = frozenset()


def item_of(sample: Sample, name: str) -> tuple[UUID, bytes]:
    entry = sample.rings[FOUNDER].trust.entry(sample.rings[name].user.id)
    return entry.id, entry.raw


def names(trust: Trust) -> set[str]:
    return {member.name for member in trust.members() if not member.is_recovery}


def with_newcomer(
    sample: Sample,
    inviter: Keyring,
    confirmer: Keyring,
    roles: frozenset[Role] = frozenset({Role.COUNSELLOR}),
) -> tuple[MemoryItems, UserSecret]:
    """Items with one more user, signed by these two, whatever their roles allow."""
    secret = UserSecret.generate(sample.founded.centre, uuid4(), inviter.secret.pin)
    invited = invitation(inviter.secret, secret.user, "neue", roles, NOW)
    items = sample.items.copy()
    items.put_item(USER, *membership(confirmer.secret, invited, acceptance(secret), user=secret.user))
    return items, secret


@pytest.mark.parametrize(
    ("inviter", "confirmer", "counts"),
    [
        (FOUNDER, FOUNDER, True),
        (ADMIN, ADMIN, False),
        (ADMIN, COUNSELLOR, True),
        (ADMIN, SUPERVISOR, True),
        (ADMIN, SPRACHMITTLER, False),
        (COUNSELLOR, COUNSELLOR, False),
        (SUPERVISOR, FOUNDER, False),
        (SPRACHMITTLER, FOUNDER, False),
    ],
)
def test_who_may_invite_and_confirm(shared: Sample, inviter: str, confirmer: str, counts: bool) -> None:
    items, secret = with_newcomer(shared, shared.rings[inviter], shared.rings[confirmer])
    trust = read_trust(shared.rings[FOUNDER].secret, items)
    assert (trust.member(secret.user) is not None) == counts
    assert [r.id for r in trust.rejected] == ([] if counts else [membership_id(secret.user, 1)])


def test_a_stranger_signs_nobody_in(shared: Sample) -> None:
    """An admin of his own making, with a root of his own, is outside the chain."""
    stranger = UserSecret.generate(shared.founded.centre, uuid4(), shared.rings[FOUNDER].secret.pin)
    own = membership(
        stranger,
        invitation(stranger, stranger.user, "fremd", frozenset({Role.ADMIN}), NOW),
        acceptance(stranger),
        user=stranger.user,
    )
    items = shared.items.copy()
    items.put_item(USER, *own)
    newcomer = UserSecret.generate(stranger.centre, uuid4(), stranger.pin)
    invited = invitation(stranger, newcomer.user, "neue", frozenset({Role.COUNSELLOR}), NOW)
    items.put_item(USER, *membership(stranger, invited, acceptance(newcomer), user=newcomer.user))
    trust = read_trust(shared.rings[FOUNDER].secret, items)
    assert trust.member(stranger.user) is trust.member(newcomer.user) is None
    assert len(trust.rejected) == 2


def test_another_root_is_refused_whole(shared: Sample, tmp_path: Path) -> None:
    from tests.vault.samples import make_sample

    other = make_sample(tmp_path / "other")
    with pytest.raises(Tampered):
        read_trust(shared.rings[FOUNDER].secret, other.items)
    mixed = shared.items.copy()
    for id_, raw in other.items.items(USER):
        mixed.put_item(USER, id_, raw)
    trust = read_trust(shared.rings[FOUNDER].secret, mixed)
    assert names(trust) == names(shared.rings[FOUNDER].trust)
    assert len(trust.rejected) == 5


def test_a_swapped_public_key_is_refused(shared: Sample) -> None:
    """The server puts its own key in place of a user's: nothing is sealed to it."""
    mine = UserSecret.generate(
        shared.founded.centre, shared.rings[COUNSELLOR].user.id, shared.rings[FOUNDER].secret.pin
    )
    id_, raw = item_of(shared, COUNSELLOR)
    forged = replace(decode(Membership, raw, USER), acceptance=acceptance(mine))
    trust = read_trust(shared.rings[FOUNDER].secret, shared.items.changed(id_, encode(forged)))
    assert trust.member(mine.user) is None
    assert [rejected.id for rejected in trust.rejected] == [id_]


def test_bit_flips_of_a_membership_are_refused(shared: Sample) -> None:
    id_, raw = item_of(shared, COUNSELLOR)
    dice, user = random.Random(15), shared.rings[COUNSELLOR].user.id
    for _ in range(1500):
        place = dice.randrange(len(raw) * 8)
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        trust = read_trust(shared.rings[FOUNDER].secret, shared.items.changed(id_, bytes(flipped)))
        assert trust.member(user) is None


def test_bit_flips_of_the_root_are_refused(shared: Sample) -> None:
    ((id_, raw),) = shared.items.items(ROOT)
    dice = random.Random(16)
    for _ in range(1500):
        place = dice.randrange(len(raw) * 8)
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(VaultError):
            read_trust(shared.rings[FOUNDER].secret, shared.items.changed(id_, bytes(flipped)))


def test_a_membership_in_another_place_is_refused(shared: Sample) -> None:
    id_, raw = item_of(shared, COUNSELLOR)
    items = shared.items.copy()
    items.remove_item(id_)
    items.put_item(USER, uuid4(), raw)
    trust = read_trust(shared.rings[FOUNDER].secret, items)
    assert COUNSELLOR not in names(trust)


class Forge:
    """Makes memberships whose parts are changed and signed again by the founder and the user himself."""

    def __init__(self, sample: Sample) -> None:
        self.founder = sample.rings[FOUNDER].secret
        self.centre, self.pin = self.founder.centre, self.founder.pin
        self.user = UserSecret.generate(self.centre, uuid4(), self.pin)
        self.invited = read(
            Invitation, invitation(self.founder, self.user.user, "neue", frozenset({Role.ADMIN}), NOW), "x"
        )
        self.accepted = read(Acceptance, acceptance(self.user), "x")

    def sign(self, secret: UserSecret, purpose: str, value: Statement) -> Signed:
        body = encode(value)
        return Signed(body, secret.user, secret.sign(purpose, body))

    def made(self, **changes: object) -> bytes:
        """``invited__name="x"`` changes a field of the invitation before everything is signed."""
        parts: dict[str, dict[str, Any]] = {"invited": {}, "accepted": {}, "confirmed": {}}
        for name, value in changes.items():
            part, field = name.split("__")
            parts[part][field] = value
        invited = self.sign(self.founder, INVITATION, replace(self.invited, **parts["invited"]))
        accepted = self.sign(self.user, ACCEPTANCE, replace(self.accepted, **parts["accepted"]))
        confirmation = read(
            Confirmation,
            decode(
                Membership, membership(self.founder, invited, accepted, user=self.user.user)[1], "x"
            ).confirmation,
            "x",
        )
        confirmed = self.sign(self.founder, CONFIRMATION, replace(confirmation, **parts["confirmed"]))
        return encode(Membership(1, invited, accepted, confirmed))

    def read(self, raw: bytes) -> object:
        return read_membership(raw, self.centre, self.pin)


def test_the_forge_makes_good_memberships_too(shared: Sample) -> None:
    forge = Forge(shared)
    assert forge.read(forge.made())


@pytest.mark.parametrize(
    "changes",
    [
        {"invited__centre": UUID(int=1)},
        {"invited__user": UUID(int=1)},
        {"invited__serial": 0},
        {"invited__serial": -3},
        {"invited__name": ""},
        {"invited__name": " blank"},
        {"invited__name": "line\nbreak"},
        {"invited__name": "x" * 101},
        {"invited__roles": ()},
        {"invited__roles": (Role.SUPERVISOR, Role.ADMIN)},
        {"invited__roles": (Role.ADMIN, Role.ADMIN)},
        {"invited__is_recovery": True},
        {"invited__pin": bytes(32)},
        {"accepted__centre": UUID(int=1)},
        {"accepted__user": UUID(int=1)},
        {"accepted__pin": bytes(32)},
        {"accepted__verify_key": bytes(32)},
        {"accepted__verify_key": b""},
        {"accepted__hpke_public": b""},
        {"accepted__hpke_public": b"\xff" * 1216},
        {"confirmed__centre": UUID(int=1)},
        {"confirmed__user": UUID(int=1)},
        {"confirmed__invitation": bytes(32)},
        {"confirmed__acceptance": bytes(32)},
    ],
)
def test_parts_that_do_not_fit_are_refused_though_rightly_signed(
    shared: Sample, changes: dict[str, Any]
) -> None:
    forge = Forge(shared)
    with pytest.raises(Tampered):
        forge.read(forge.made(**changes))


def test_a_root_is_signed_by_itself_alone(shared: Sample) -> None:
    forge = Forge(shared)
    with pytest.raises(Tampered):
        read_root(forge.made(), forge.centre, forge.pin)


def own_root(secret: UserSecret, serial: int = 1) -> bytes:
    """A founder's membership as somebody makes it for himself."""
    invited = invitation(secret, secret.user, "wurzel", frozenset(Role), NOW, serial=serial)
    return membership(secret, invited, acceptance(secret), user=secret.user, serial=serial)[1]


def test_naming_the_pinned_root_does_not_make_a_root(shared: Sample) -> None:
    """The pin stands in every invitation; only the founder's own key fits it."""
    founder = shared.rings[FOUNDER].secret
    assert read_root(own_root(founder), founder.centre, founder.pin).name == "wurzel"
    for user in (founder.user, uuid4()):
        forger = UserSecret.generate(founder.centre, user, founder.pin)
        with pytest.raises(Tampered):
            read_root(own_root(forger), founder.centre, founder.pin)
    with pytest.raises(Tampered):
        read_root(own_root(founder, serial=2), founder.centre, founder.pin)


def test_a_suspension_of_another_centre_is_refused(shared: Sample) -> None:
    forge = Forge(shared)
    body = Suspension(1, UUID(int=1), forge.user.user, 1, False, (), NOW)
    with pytest.raises(Tampered):
        read_suspension(encode(forge.sign(forge.founder, SUSPENSION, body)), forge.centre)


# What takes effect, and what survives it.


def suspended(
    sample: Sample,
    by: str,
    target: str,
    *,
    serial: int = 1,
    acknowledged: frozenset[bytes] = NOTHING,
    is_lifted: bool = False,
) -> None:
    ring = sample.rings[by]
    user = sample.rings[target].user.id
    item = suspension(ring.secret, user, NOW, serial=serial, acknowledged=acknowledged, is_lifted=is_lifted)
    sample.items.put_item(SUSPENSION, *item)


def trust_of(sample: Sample) -> Trust:
    return read_trust(sample.rings[FOUNDER].secret, sample.items)


def is_suspended(sample: Sample, name: str) -> bool:
    member = trust_of(sample).member(sample.rings[name].user.id)
    assert member is not None
    return member.is_suspended


def test_a_suspended_user_is_refused_and_the_others_are_not(sample: Sample) -> None:
    suspended(sample, ADMIN, COUNSELLOR)
    assert is_suspended(sample, COUNSELLOR)
    with pytest.raises(Suspended):
        sample.fresh(COUNSELLOR)
    assert sample.fresh(SUPERVISOR).user.name == SUPERVISOR
    ring = sample.rings[COUNSELLOR]
    with pytest.raises(Suspended):
        ring.refresh(sample.items, NOW)
    with pytest.raises(VaultError):
        _ = ring.user


@pytest.mark.parametrize("by", [COUNSELLOR, SUPERVISOR, SPRACHMITTLER])
def test_only_the_administration_suspends(sample: Sample, by: str) -> None:
    target = ADMIN if by != ADMIN else COUNSELLOR
    suspended(sample, by, target)
    assert not is_suspended(sample, target)
    assert [rejected.kind for rejected in trust_of(sample).rejected] == [SUSPENSION]


def test_nobody_is_suspended_whom_nobody_knows(sample: Sample) -> None:
    item = suspension(sample.rings[ADMIN].secret, uuid4(), NOW, serial=1, acknowledged=NOTHING)
    sample.items.put_item(SUSPENSION, *item)
    assert [rejected.id for rejected in trust_of(sample).rejected] == [item[0]]


def test_a_suspension_ends_with_a_later_one(sample: Sample) -> None:
    suspended(sample, ADMIN, COUNSELLOR)
    suspended(sample, ADMIN, COUNSELLOR, serial=2, is_lifted=True)
    assert not is_suspended(sample, COUNSELLOR)
    assert sample.fresh(COUNSELLOR).user.name == COUNSELLOR
    suspended(sample, FOUNDER, COUNSELLOR, serial=3)
    assert is_suspended(sample, COUNSELLOR)
    assert trust_of(sample).next_suspension(sample.rings[COUNSELLOR].user.id) == 4


def test_what_a_suspended_admin_signs_afterwards_does_not_count(sample: Sample) -> None:
    admin = frozenset({Role.ADMIN})
    items, before = with_newcomer(sample, sample.rings[ADMIN], sample.rings[ADMIN], admin)
    sample.items = items
    known = trust_of(sample).statements_by(sample.rings[ADMIN].user.id)
    suspended(sample, FOUNDER, ADMIN, acknowledged=known)
    sample.items, after = with_newcomer(sample, sample.rings[ADMIN], sample.rings[ADMIN], admin)
    trust = trust_of(sample)
    assert trust.member(before.user) is not None
    assert trust.member(after.user) is None


def test_a_suspended_admin_can_suspend_nobody_in_return(sample: Sample) -> None:
    sample.join("zweite verwaltung", Role.ADMIN)
    suspended(sample, "zweite verwaltung", ADMIN)
    suspended(sample, ADMIN, COUNSELLOR)
    assert is_suspended(sample, ADMIN)
    assert not is_suspended(sample, COUNSELLOR)


def test_two_who_suspend_each_other_are_both_suspended(sample: Sample) -> None:
    sample.join("zweite verwaltung", Role.ADMIN)
    suspended(sample, "zweite verwaltung", ADMIN)
    suspended(sample, ADMIN, "zweite verwaltung")
    assert is_suspended(sample, ADMIN)
    assert is_suspended(sample, "zweite verwaltung")
    assert not is_suspended(sample, FOUNDER)
    assert trust_of(sample).rejected


def changed_roles(
    sample: Sample,
    by: str,
    target: str,
    roles: frozenset[Role],
    *,
    serial: int = 2,
    acknowledged: frozenset[bytes] = NOTHING,
) -> None:
    trust = trust_of(sample)
    entry = trust.entry(sample.rings[target].user.id)
    invited = invitation(sample.rings[by].secret, entry.user, entry.name, roles, NOW, serial=serial)
    accepted = decode(Membership, entry.raw, USER).acceptance
    item = membership(
        sample.rings[by].secret, invited, accepted, user=entry.user, serial=serial, acknowledged=acknowledged
    )
    sample.items.put_item(USER, *item)


def test_a_founder_who_gave_his_roles_away_stays_the_root_of_what_was_acknowledged(sample: Sample) -> None:
    known = trust_of(sample).statements_by(sample.rings[FOUNDER].user.id)
    changed_roles(sample, ADMIN, FOUNDER, frozenset({Role.COUNSELLOR}), acknowledged=known)
    trust = trust_of(sample)
    assert names(trust) == {FOUNDER, COUNSELLOR, SPRACHMITTLER, SUPERVISOR, ADMIN}
    assert trust.rejected == []
    member = trust.member(sample.rings[FOUNDER].user.id)
    assert member is not None
    assert member.roles == {Role.COUNSELLOR}
    items, secret = with_newcomer(sample, sample.rings[FOUNDER], sample.rings[FOUNDER])
    assert read_trust(sample.rings[ADMIN].secret, items).member(secret.user) is None


def test_taking_roles_away_without_acknowledging_takes_back_what_was_signed(sample: Sample) -> None:
    changed_roles(sample, ADMIN, FOUNDER, frozenset({Role.COUNSELLOR}))
    trust = trust_of(sample)
    assert COUNSELLOR not in names(trust)
    assert names(trust) == {FOUNDER}


def test_nobody_changes_his_own_roles(sample: Sample) -> None:
    changed_roles(sample, ADMIN, ADMIN, frozenset({Role.ADMIN, Role.COUNSELLOR}))
    changed_roles(sample, FOUNDER, FOUNDER, frozenset({Role.ADMIN}))
    trust = trust_of(sample)
    member = trust.member(sample.rings[ADMIN].user.id)
    assert member is not None
    assert member.roles == {Role.ADMIN}
    assert len(trust.rejected) == 2


def test_roles_can_be_given_back(sample: Sample) -> None:
    user = sample.rings[SUPERVISOR].user.id
    changed_roles(sample, ADMIN, SUPERVISOR, frozenset({Role.SPRACHMITTLER}))
    changed_roles(sample, FOUNDER, SUPERVISOR, frozenset({Role.SUPERVISOR, Role.COUNSELLOR}), serial=3)
    member = trust_of(sample).member(user)
    assert member is not None
    assert member.roles == {Role.SUPERVISOR, Role.COUNSELLOR}


def test_a_gap_in_the_serials_is_refused(sample: Sample) -> None:
    changed_roles(sample, ADMIN, SUPERVISOR, frozenset({Role.SPRACHMITTLER}), serial=3)
    assert len(trust_of(sample).rejected) == 1


def test_two_who_take_each_other_s_roles_lose_them_both(sample: Sample) -> None:
    sample.join("zweite verwaltung", Role.ADMIN)
    changed_roles(sample, "zweite verwaltung", ADMIN, frozenset({Role.SPRACHMITTLER}))
    changed_roles(sample, ADMIN, "zweite verwaltung", frozenset({Role.SPRACHMITTLER}))
    trust = trust_of(sample)
    for name in (ADMIN, "zweite verwaltung"):
        member = trust.member(sample.rings[name].user.id)
        assert member is not None
        assert Role.ADMIN not in member.roles


def new_keys(sample: Sample, inviter: Keyring, confirmer: Keyring, target: str) -> UserSecret:
    entry = trust_of(sample).entry(sample.rings[target].user.id)
    secret = UserSecret.generate(sample.founded.centre, entry.user, sample.rings[FOUNDER].secret.pin)
    invited = invitation(inviter.secret, entry.user, entry.name, entry.roles, NOW, serial=2)
    known = trust_of(sample).statements_by(entry.user)
    item = membership(
        confirmer.secret, invited, acceptance(secret), user=entry.user, serial=2, acknowledged=known
    )
    sample.items.put_item(USER, *item)
    return secret


def test_one_admin_alone_cannot_put_new_keys_under_a_known_name(sample: Sample) -> None:
    new_keys(sample, sample.rings[ADMIN], sample.rings[ADMIN], COUNSELLOR)
    trust = trust_of(sample)
    keys = trust.keys_of(sample.rings[COUNSELLOR].user.id)
    assert keys is not None
    assert keys.verify_key == sample.rings[COUNSELLOR].secret.signing.public
    assert len(trust.rejected) == 1


def test_two_people_can_and_old_signatures_still_verify(sample: Sample) -> None:
    old = sample.rings[COUNSELLOR]
    signature = old.sign("head", b"message")
    secret = new_keys(sample, sample.rings[ADMIN], sample.rings[SUPERVISOR], COUNSELLOR)
    ring = Keyring(secret, sample.founded.storage_key, sample.items, DEVICE, NOW)
    assert ring.verify(old.user.id, "head", b"message", signature)
    assert ring.verify(old.user.id, "head", b"message", ring.sign("head", b"message"))
    with pytest.raises(Tampered):
        sample.fresh(COUNSELLOR)


def test_old_keys_state_nothing_new(sample: Sample) -> None:
    new_keys(sample, sample.rings[FOUNDER], sample.rings[SUPERVISOR], ADMIN)
    sample.items, secret = with_newcomer(sample, sample.rings[ADMIN], sample.rings[ADMIN])
    assert trust_of(sample).member(secret.user) is None


# The recovery identity.


def recovery_of(sample: Sample) -> Keyring:
    from beratung.vault import recover

    return recover(sample.keys, sample.founded.recovery.code, NOW).keyring(sample.items, DEVICE)


def test_the_recovery_identity_decides_where_two_fight(sample: Sample) -> None:
    sample.join("zweite verwaltung", Role.ADMIN)
    suspended(sample, "zweite verwaltung", ADMIN)
    suspended(sample, ADMIN, "zweite verwaltung")
    recovery = recovery_of(sample)
    user = sample.rings[ADMIN].user.id
    item = suspension(recovery.secret, user, NOW, serial=2, acknowledged=NOTHING, is_lifted=True)
    sample.items.put_item(SUSPENSION, *item)
    other = sample.rings["zweite verwaltung"].user.id
    item = suspension(recovery.secret, other, NOW, serial=2, acknowledged=NOTHING)
    sample.items.put_item(SUSPENSION, *item)
    assert not is_suspended(sample, ADMIN)
    assert is_suspended(sample, "zweite verwaltung")


def test_the_recovery_identity_outlasts_a_root_that_turns_against_it(sample: Sample) -> None:
    recovery = recovery_of(sample)
    root = sample.rings[FOUNDER].user.id
    known = trust_of(sample).statements_by(root)
    sample.items.put_item(
        SUSPENSION,
        *suspension(sample.rings[FOUNDER].secret, recovery.user.id, NOW, serial=1, acknowledged=NOTHING),
    )
    sample.items.put_item(SUSPENSION, *suspension(recovery.secret, root, NOW, serial=1, acknowledged=known))
    trust = trust_of(sample)
    member = trust.member(recovery.user.id)
    assert member is not None
    assert not member.is_suspended
    assert is_suspended(sample, FOUNDER)
    assert names(trust) == {FOUNDER, COUNSELLOR, SPRACHMITTLER, SUPERVISOR, ADMIN}


@pytest.mark.parametrize("by", [ADMIN, COUNSELLOR])
def test_nobody_makes_or_suspends_a_recovery_identity_but_the_root(sample: Sample, by: str) -> None:
    ring = sample.rings[by]
    fake = UserSecret.generate(sample.founded.centre, uuid4(), ring.secret.pin)
    invited = invitation(ring.secret, fake.user, "recovery", frozenset(), NOW, is_recovery=True)
    sample.items.put_item(USER, *membership(ring.secret, invited, acceptance(fake), user=fake.user))
    recovery = next(m for m in trust_of(sample).members() if m.is_recovery)
    item = suspension(ring.secret, recovery.id, NOW, serial=1, acknowledged=NOTHING)
    sample.items.put_item(SUSPENSION, *item)
    trust = trust_of(sample)
    assert trust.member(fake.user) is None
    member = trust.member(recovery.id)
    assert member is not None
    assert not member.is_suspended
    assert len(trust.rejected) == 2


def test_the_chain_of_a_user_is_enough_to_check_him(sample: Sample) -> None:
    ring = sample.join("spaet", Role.SPRACHMITTLER, by=ADMIN)
    trust = trust_of(sample)
    alone = Trust(trust.centre, ring.secret.pin, trust.root_item, trust.chain(ring.user.id))
    assert alone.rejected == []
    assert names(alone) == {FOUNDER, ADMIN, "spaet"}


def test_unknown_users_have_nothing(shared: Sample) -> None:
    trust = shared.rings[FOUNDER].trust
    nobody = uuid4()
    assert trust.member(nobody) is None
    assert trust.keys_of(nobody) is None
    assert trust.next_suspension(nobody) == 1
    assert trust.statements_by(nobody) == frozenset()
    assert not trust.counts(Signed(b"", nobody, b""), "probe", frozenset(Role))


def test_statements_are_made_in_one_place(shared: Sample) -> None:
    """The order of the roles handed in makes no second spelling."""
    secret = shared.rings[FOUNDER].secret
    one = stating.invitation(secret, UUID(int=1), "x", frozenset({Role.ADMIN, Role.SUPERVISOR}), NOW)
    other = stating.invitation(secret, UUID(int=1), "x", frozenset({Role.SUPERVISOR, Role.ADMIN}), NOW)
    assert one == other
