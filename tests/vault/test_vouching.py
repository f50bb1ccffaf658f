# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An administrator alone makes no counsellor, however many accounts he makes."""

from itertools import combinations
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import NotAllowed
from beratung.vault.circles import make_grant, new_key, state_key
from beratung.vault.encoding import decode, derived_id, encode
from beratung.vault.errors import AddFirst, SecondPersonNeeded
from beratung.vault.joining import fingerprint_of_keys
from beratung.vault.keyfile import UserSecret
from beratung.vault.keyring import Keyring
from beratung.vault.slices import inbox_item
from beratung.vault.statements import (
    CIRCLE,
    GRANT,
    INBOX,
    INVITATION,
    SUSPENSION,
    USER,
    Membership,
    Signed,
    domains_of,
)
from beratung.vault.stating import acceptance, invitation, membership, suspension
from beratung.vault.vouching import may_vouch
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    Sample,
)

COUNSEL = frozenset({Role.COUNSELLOR})
ALL_ROLES = [frozenset(found) for size in range(5) for found in combinations(Role, size)]


def puppet(sample: Sample, inviter: UserSecret, confirmer: UserSecret, roles: frozenset[Role]) -> UserSecret:
    """An account that these two made, whatever their roles allow."""
    secret = UserSecret.generate(sample.founded.centre, uuid4(), inviter.pin)
    invited = invitation(inviter, secret.user, f"puppe {secret.user}", roles, NOW)
    sample.items.put_item(USER, *membership(confirmer, invited, acceptance(secret), user=secret.user))
    return secret


def counts(sample: Sample, secret: UserSecret) -> bool:
    return sample.fresh(FOUNDER).trust.member(secret.user) is not None


@pytest.mark.parametrize("roles", [COUNSEL, frozenset({Role.SUPERVISOR}), frozenset(Role)])
def test_a_chain_of_puppets_never_reaches_a_domain(sample: Sample, roles: frozenset[Role]) -> None:
    admin = sample.rings[ADMIN].secret
    makers = [admin]
    for _ in range(3):
        second = puppet(sample, makers[-1], admin, frozenset({Role.ADMIN}))
        assert counts(sample, second)
        makers.append(second)
    for inviter in makers:
        for confirmer in makers:
            assert not counts(sample, puppet(sample, inviter, confirmer, roles))


def test_whoever_confirms_holds_a_domain(sample: Sample) -> None:
    admin = sample.rings[ADMIN].secret
    for name in (FOUNDER, COUNSELLOR, SUPERVISOR):
        assert counts(sample, puppet(sample, admin, sample.rings[name].secret, COUNSEL))
    assert not counts(sample, puppet(sample, admin, sample.rings[SPRACHMITTLER].secret, COUNSEL))
    both = sample.join("beides", Role.ADMIN, Role.COUNSELLOR)
    assert counts(sample, puppet(sample, both.secret, both.secret, COUNSEL))
    assert not counts(sample, puppet(sample, both.secret, both.secret, frozenset({Role.SUPERVISOR})))
    assert counts(sample, puppet(sample, both.secret, admin, frozenset({Role.ADMIN})))


def test_the_rule_itself() -> None:
    for roles in ALL_ROLES:
        for former in ALL_ROLES:
            for confirmer in ALL_ROLES:
                for is_own in (False, True):
                    may = may_vouch(roles, former, confirmer, is_own_invitation=is_own)
                    gained, held = domains_of(roles) - domains_of(former), domains_of(confirmer)
                    assert may == (gained <= held or (not is_own and held != frozenset()))
                    if gained and not held:
                        assert not may


def raised_by(sample: Sample, by: UserSecret, target: str, roles: frozenset[Role], serial: int = 2) -> bool:
    """Whether a change of roles by one signer counts."""
    entry = sample.fresh(FOUNDER).trust.entry(sample.rings[target].user.id)
    invited = invitation(by, entry.user, entry.name, roles, NOW, serial=serial)
    accepted = decode(Membership, entry.raw, USER).acceptance
    sample.items.put_item(USER, *membership(by, invited, accepted, user=entry.user, serial=serial))
    member = sample.fresh(FOUNDER).trust.member(entry.user)
    assert member is not None
    return member.roles == roles


def test_a_harmless_account_is_not_raised_by_one_admin(sample: Sample) -> None:
    admin = sample.rings[ADMIN].secret
    assert not raised_by(sample, admin, SPRACHMITTLER, COUNSEL)
    assert raised_by(sample, sample.rings[FOUNDER].secret, SPRACHMITTLER, COUNSEL)
    assert raised_by(sample, admin, SPRACHMITTLER, frozenset({Role.SPRACHMITTLER}), serial=3)


def test_a_domain_taken_away_is_given_back_by_two(sample: Sample) -> None:
    admin = sample.rings[ADMIN].secret
    assert raised_by(sample, admin, COUNSELLOR, frozenset({Role.SPRACHMITTLER}))
    assert not raised_by(sample, admin, COUNSELLOR, COUNSEL, serial=3)


def test_roles_that_were_lost_vouch_for_nobody(sample: Sample) -> None:
    """Once a counsellor, now an administrator only: what he confirms from now on makes no counsellor."""
    both = sample.join("frueher", Role.ADMIN, Role.COUNSELLOR)
    early = puppet(sample, both.secret, both.secret, COUNSEL)
    sample.rings[FOUNDER].refresh(sample.items, NOW)
    sample.accounts().change_roles(both.user.id, frozenset({Role.ADMIN}), NOW)
    assert counts(sample, early), "what was signed before is acknowledged"
    assert not counts(sample, puppet(sample, both.secret, both.secret, COUNSEL))
    assert counts(sample, puppet(sample, both.secret, both.secret, frozenset({Role.ADMIN})))
    assert counts(sample, puppet(sample, both.secret, sample.rings[COUNSELLOR].secret, COUNSEL))


def test_roles_lost_and_given_back_are_judged_by_what_stood_before(sample: Sample) -> None:
    """A change of roles that an administrator confirmed before he lost his domains rests on the one before it."""
    both = sample.join("frueher", Role.ADMIN, Role.COUNSELLOR)
    assert raised_by(sample, both.secret, SPRACHMITTLER, COUNSEL)
    assert raised_by(sample, sample.rings[FOUNDER].secret, "frueher", frozenset({Role.ADMIN}))
    member = sample.fresh(FOUNDER).trust.member(sample.rings[SPRACHMITTLER].user.id)
    assert member is not None
    assert member.roles == {Role.SPRACHMITTLER}, "nobody acknowledged it"


def test_new_keys_are_a_new_person(sample: Sample) -> None:
    """Two administrators, of whom one is a puppet, put keys of their own under a counsellor's name."""
    admin = sample.rings[ADMIN].secret
    second = puppet(sample, admin, admin, frozenset({Role.ADMIN}))
    user = sample.rings[COUNSELLOR].user
    stolen = UserSecret.generate(sample.founded.centre, user.id, admin.pin)
    for inviter, confirmer, is_taken in (
        (admin, second, False),
        (second, admin, False),
        (admin, sample.rings[SUPERVISOR].secret, True),
    ):
        invited = invitation(inviter, user.id, user.name, user.roles, NOW, serial=2)
        item = membership(confirmer, invited, acceptance(stolen), user=user.id, serial=2)
        sample.items.put_item(USER, *item)
        member = sample.fresh(FOUNDER).trust.member(user.id)
        assert member is not None
        assert (member.verify_key != user.verify_key) is is_taken


@pytest.mark.parametrize("other", [Role.SUPERVISOR, Role.COUNSELLOR])
def test_accounts_that_one_person_made_are_no_second_person(sample: Sample, other: Role) -> None:
    """Who administers and holds a domain lets his own puppet invite, and confirms himself."""
    wanted = frozenset({Role.SUPERVISOR, Role.COUNSELLOR} - {other})
    both = sample.join("beides", Role.ADMIN, other).secret
    first = puppet(sample, both, both, frozenset({Role.ADMIN}))
    second = puppet(sample, first, both, frozenset({Role.ADMIN}))
    for inviter in (both, first, second):
        assert not counts(sample, puppet(sample, inviter, both, wanted))
    trust = sample.fresh(FOUNDER).trust
    assert trust.is_one_person({both.user, first.user, second.user})
    admin = sample.rings[ADMIN].secret
    assert counts(sample, puppet(sample, admin, both, wanted)), "two people"
    shared = puppet(sample, admin, both, frozenset({Role.ADMIN}))
    assert not sample.fresh(FOUNDER).trust.is_one_person({both.user, shared.user})


def test_one_admin_with_puppets_puts_no_keys_under_a_harmless_name(sample: Sample) -> None:
    """What is sealed to a Sprachmittler must not be sealed to who made two accounts of his own."""
    admin, user = sample.rings[ADMIN].secret, sample.rings[SPRACHMITTLER].user
    puppets = [puppet(sample, admin, admin, frozenset({Role.ADMIN})) for _ in range(2)]
    stolen = UserSecret.generate(sample.founded.centre, user.id, admin.pin)
    pairs = [(admin, puppets[0]), (puppets[0], admin), (puppets[0], puppets[1])]
    for inviter, confirmer in [*pairs, (admin, sample.rings[COUNSELLOR].secret)]:
        invited = invitation(inviter, user.id, user.name, user.roles, NOW, serial=2)
        item = membership(confirmer, invited, acceptance(stolen), user=user.id, serial=2)
        sample.items.put_item(USER, *item)
        keys = sample.fresh(FOUNDER).trust.keys_of(user.id)
        assert keys is not None
        assert (keys.verify_key == user.verify_key) is (confirmer in (admin, *puppets))


def test_an_acknowledgement_makes_nobody_more_than_he_was(sample: Sample) -> None:
    """An administrator suspends an account of his own making and names what it signed: keys, grants, an inbox."""
    admin, home = sample.rings[ADMIN].secret, sample.rings[FOUNDER].default_circle
    second = puppet(sample, admin, admin, frozenset({Role.ADMIN}))
    key, trust = new_key(Domain.SCHEDULING), sample.fresh(FOUNDER).trust
    keys = trust.entry(sample.rings[COUNSELLOR].user.id).keys
    grant = make_grant(second, keys, Domain.SCHEDULING, key, circle=home, epoch=2, now=NOW)
    stated = state_key(second, (home, Domain.SCHEDULING, 2), key, NOW, former=key)
    forged = {CIRCLE: stated, GRANT: grant, INBOX: inbox_item(second, key, 2, NOW)}
    for kind, item in forged.items():
        sample.items.put_item(kind, *item)
    known = {decode(Signed, raw, kind).fingerprint(kind) for kind, (_, raw) in forged.items()}
    said = suspension(admin, second.user, NOW, serial=1, acknowledged=frozenset(known))
    sample.items.put_item(SUSPENSION, *said)
    for name in (COUNSELLOR, SPRACHMITTLER):
        ring = sample.fresh(name)
        assert {entry.id for entry in ring.rejected} >= {stated[0]}
        assert (home, Domain.SCHEDULING, 2) not in ring.circle_keys.stated
    assert sample.fresh(COUNSELLOR).epoch(Domain.SCHEDULING, home) == 1


# Roles that wait for a second person.


def test_a_role_that_opens_something_waits_for_a_counsellor(sample: Sample) -> None:
    admin, user = sample.accounts(ADMIN), sample.rings[SPRACHMITTLER].user
    left = admin.change_roles(user.id, COUNSEL | {Role.SPRACHMITTLER}, NOW)
    assert left == ("identity", "case", "scheduling", "statistics")
    assert sample.fresh(SPRACHMITTLER).user.roles == {Role.SPRACHMITTLER}
    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    counsellor = sample.accounts(COUNSELLOR)
    (waiting,) = counsellor.pending()
    assert (waiting.user, waiting.roles, waiting.missing) == (user.id, COUNSEL | {Role.SPRACHMITTLER}, left)
    with pytest.raises(SecondPersonNeeded):
        admin.grant(user.id, user.fingerprint, NOW)
    assert counsellor.grant(user.id, user.fingerprint, NOW) == ()
    assert counsellor.pending() == ()
    ring = sample.fresh(SPRACHMITTLER)
    assert ring.user.roles == COUNSEL | {Role.SPRACHMITTLER}
    assert ring.may_read(Domain.CASE)
    assert ring.rejected == ()
    assert sample.items.items(INVITATION) == []


def test_what_was_promised_is_replaced_by_the_next_change(sample: Sample) -> None:
    admin, user = sample.accounts(ADMIN), sample.rings[SPRACHMITTLER].user
    admin.change_roles(user.id, COUNSEL | {Role.SPRACHMITTLER}, NOW)
    assert admin.change_roles(user.id, frozenset({Role.ADMIN, Role.SPRACHMITTLER}), NOW) == ()
    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    assert sample.accounts(COUNSELLOR).pending() == ()
    assert sample.fresh(SPRACHMITTLER).user.roles == {Role.ADMIN, Role.SPRACHMITTLER}


def test_nothing_is_taken_before_its_successor_is_there(sample: Sample) -> None:
    user = sample.rings[SUPERVISOR].user.id
    sample.accounts().change_roles(sample.rings[COUNSELLOR].user.id, COUNSEL | {Role.SUPERVISOR}, NOW)
    before = dict(sample.items.rows)
    sample.rings[ADMIN].refresh(sample.items, NOW)
    with pytest.raises(AddFirst):
        sample.accounts(ADMIN).change_roles(user, COUNSEL, NOW)
    assert sample.items.rows == before


def test_a_promise_that_does_not_count_is_not_confirmed(sample: Sample) -> None:
    """Only somebody who may invite promises roles, for this user, for his next number, in this place."""
    ring, user = sample.rings[COUNSELLOR], sample.rings[SPRACHMITTLER].user
    place = derived_id(INVITATION, user.id)

    def promise(by: Keyring, **changes: Any) -> bytes:  # noqa: ANN401
        values: dict[str, Any] = {"user": user.id, "serial": 2} | changes
        signed = invitation(
            by.secret,
            values["user"],
            user.name,
            COUNSEL,
            NOW,
            serial=values["serial"],
        )
        return encode(signed)

    admin = sample.rings[ADMIN]
    good = decode(Signed, promise(admin), INVITATION)
    recovery = invitation(admin.secret, user.id, user.name, frozenset(), NOW, serial=2, is_recovery=True)
    for body in (
        promise(ring),
        promise(admin, serial=1),
        promise(admin, serial=3),
        promise(admin, user=ring.user.id),
        encode(msgspec.structs.replace(good, signature=bytes(64))),
        encode(recovery),
        b"\x01",
    ):
        sample.items.put_item(INVITATION, place, body)
        sample.accounts(COUNSELLOR).grant(user.id, user.fingerprint, NOW)
        assert sample.fresh(SPRACHMITTLER).user.roles == {Role.SPRACHMITTLER}
    sample.items.remove_item(place)
    sample.items.put_item(INVITATION, uuid4(), encode(good))
    sample.accounts(COUNSELLOR).grant(user.id, user.fingerprint, NOW)
    assert sample.fresh(SPRACHMITTLER).user.roles == {Role.SPRACHMITTLER}
    sample.items.put_item(INVITATION, place, encode(good))
    sample.accounts(COUNSELLOR).grant(user.id, user.fingerprint, NOW)
    assert sample.fresh(SPRACHMITTLER).user.roles == COUNSEL


def test_who_invites_with_a_domain_of_his_own_still_needs_a_second_for_another(sample: Sample) -> None:
    both = sample.join("beides", Role.ADMIN, Role.COUNSELLOR)
    invited = sample.accounts("beides").invite("neue", frozenset({Role.SUPERVISOR}), NOW)
    secret = UserSecret.generate(both.centre, invited.user, both.secret.pin)
    answer = acceptance(secret)
    shown = fingerprint_of_keys(answer)
    with pytest.raises(SecondPersonNeeded) as refused:
        sample.accounts("beides").grant(invited.user, shown, NOW, answer=encode(answer))
    assert isinstance(refused.value, NotAllowed)
    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    left = sample.accounts(COUNSELLOR).grant(invited.user, shown, NOW, answer=encode(answer))
    assert left == ("audit",)
    assert Keyring(secret, both.storage_key, sample.items, DEVICE, NOW).may_read(Domain.STATISTICS)
