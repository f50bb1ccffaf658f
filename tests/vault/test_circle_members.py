# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Further circles: founded, joined, left, recovered; and who claims to be in one without its key."""

import random
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import (
    KdfCost,
    Keyring,
    LastHolder,
    NoKey,
    NoSuchUser,
    NotAllowed,
    Tampered,
    recover,
    unlock,
)
from beratung.vault.access import Circles
from beratung.vault.circle_members import (
    CIRCLE_DOMAINS,
    MEMBER,
    Member,
    drop_members,
    member_id,
    state_member,
)
from beratung.vault.circles import DomainKey, link_of, make_grant, new_key, state_key
from beratung.vault.encoding import decode, encode
from beratung.vault.errors import LastMember, NotACounsellor
from beratung.vault.rotation import newest_slots
from beratung.vault.statements import CIRCLE, GRANT, Signed, circle_key_id, keys_digest, read
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    PASSWORD,
    SPRACHMITTLER,
    SUPERVISOR,
    Sample,
    a_key,
)

NEW = "ganz neues passwort"
SECOND, THIRD = "zweite", "dritter"


@pytest.fixture
def circle(sample: Sample) -> UUID:
    """A circle of the counsellor and a second one; a third is outside, like the founder."""
    for name in (SECOND, THIRD):
        sample.join(name, Role.COUNSELLOR)
    return founded(sample, COUNSELLOR, SECOND)


def founded(sample: Sample, by: str, *others: str) -> UUID:
    circle = Circles(sample.rings[by], sample.items).found([id_of(sample, name) for name in others], NOW)
    refresh(sample)
    return circle


def refresh(sample: Sample) -> None:
    for ring in sample.rings.values():
        ring.refresh(sample.items, NOW)


def id_of(sample: Sample, name: str) -> UUID:
    return sample.rings[name].user.id


def members(sample: Sample, circle: UUID, seen_by: str) -> list[str]:
    return [user.name for user in sample.fresh(seen_by).circle_members.of(circle)]


def recovered(sample: Sample) -> Keyring:
    opened = recover(sample.keys, sample.founded.recovery.code, NOW)
    return opened.keyring(sample.items, DEVICE)


def rejected(sample: Sample, name: str) -> list[UUID]:
    return [entry.id for entry in sample.fresh(name).rejected]


def test_a_circle_is_for_its_members_and_the_recovery_sheet(sample: Sample, circle: UUID) -> None:
    for name, ring in sample.rings.items():
        for domain in CIRCLE_DOMAINS:
            assert ring.may_read(domain, circle) == (name in {COUNSELLOR, SECOND})
        assert not ring.may_read(Domain.STATISTICS, circle)
        assert members(sample, circle, name) == sorted([COUNSELLOR, SECOND])
        assert rejected(sample, name) == []
        assert ring.circle_members.circles() == {circle}
    sheet = recovered(sample)
    assert all(sheet.may_read(domain, circle) for domain in CIRCLE_DOMAINS)
    row, key = sample.rings[SECOND].new_subject_key(uuid4(), Domain.CASE, circle)
    assert sample.rings[COUNSELLOR].unwrap(row).id == key.id
    for name in (FOUNDER, THIRD, ADMIN, SUPERVISOR, SPRACHMITTLER):
        with pytest.raises(NoKey):
            sample.rings[name].unwrap(row)


def test_who_is_let_in_reads_what_was_written_before(sample: Sample, circle: UUID) -> None:
    row, _ = sample.rings[COUNSELLOR].new_subject_key(uuid4(), Domain.CASE, circle)
    Circles(sample.rings[SECOND], sample.items).renew(circle, NOW)
    refresh(sample)
    Circles(sample.rings[SECOND], sample.items).admit(circle, id_of(sample, THIRD), NOW)
    refresh(sample)
    assert sample.rings[THIRD].unwrap(row).id == row.id
    assert sample.rings[THIRD].epoch(Domain.CASE, circle) == 2
    assert members(sample, circle, FOUNDER) == sorted([COUNSELLOR, SECOND, THIRD])
    seen = Circles(sample.rings[THIRD], sample.items).members(circle)
    assert [user.name for user in seen] == sorted([COUNSELLOR, SECOND, THIRD])
    Circles(sample.rings[THIRD], sample.items).admit(circle, id_of(sample, FOUNDER), NOW)
    assert members(sample, circle, ADMIN) == sorted([COUNSELLOR, SECOND, THIRD, FOUNDER])
    assert rejected(sample, FOUNDER) == []


def test_who_is_shut_out_opens_nothing_that_comes_after(sample: Sample, circle: UUID) -> None:
    """With every key that he kept."""
    kept = {
        (domain, key.epoch): key
        for domain in CIRCLE_DOMAINS
        if (key := sample.rings[SECOND].circle_keys.newest(circle, domain)) is not None
    }
    Circles(sample.rings[COUNSELLOR], sample.items).expel(circle, id_of(sample, SECOND), NOW)
    refresh(sample)
    assert not sample.rings[SECOND].may_read(Domain.CASE, circle)
    for domain in CIRCLE_DOMAINS:
        row, _ = sample.rings[COUNSELLOR].new_subject_key(uuid4(), domain, circle)
        assert row.epoch == 2
        for key in kept.values():
            with pytest.raises(Tampered):
                key.unwrap(row)
    for name in (COUNSELLOR, SECOND, ADMIN):
        assert members(sample, circle, name) == [COUNSELLOR]
        assert rejected(sample, name) == []
    assert recovered(sample).epoch(Domain.SCHEDULING, circle) == 2


def test_who_was_shut_out_states_nobody_into_the_next_epoch(sample: Sample, circle: UUID) -> None:
    ring = sample.rings[SECOND]
    old = ring.circle_keys.newest(circle, Domain.CASE)
    assert old is not None
    Circles(sample.rings[COUNSELLOR], sample.items).expel(circle, ring.user.id, NOW)
    own = ring.trust.entry(ring.user.id).keys
    forged = state_member(ring.secret, DomainKey(ring.centre, circle, Domain.CASE, 2, old.raw), own, NOW)
    sample.items.put_item(*forged)
    for judge in (COUNSELLOR, "recovery"):
        keyring = recovered(sample) if judge == "recovery" else sample.fresh(judge)
        assert [user.name for user in keyring.circle_members.of(circle)] == [COUNSELLOR]
        assert [entry.id for entry in keyring.rejected] == [forged[1]]
    assert members(sample, circle, ADMIN) == [COUNSELLOR], "nobody who is in has let him in"
    assert not sample.fresh(SECOND).may_read(Domain.CASE, circle)


def test_who_was_never_in_states_himself_in_vain(sample: Sample, circle: UUID) -> None:
    ring = sample.rings[THIRD]
    own = ring.trust.entry(ring.user.id).keys
    fake = DomainKey(ring.centre, circle, Domain.CASE, 1, new_key(Domain.CASE))
    forged = state_member(ring.secret, fake, own, NOW)
    sample.items.put_item(*forged)
    for name in (COUNSELLOR, ADMIN, THIRD):
        assert members(sample, circle, name) == sorted([COUNSELLOR, SECOND])
    assert rejected(sample, COUNSELLOR) == [forged[1]]
    assert {user.name for user in recovered(sample).circle_members.of(circle)} == {COUNSELLOR, SECOND}
    # A new epoch of his own, with himself alone in it, is no more than that.
    raw, slot = new_key(Domain.CASE), (circle, Domain.CASE, 2)
    sample.items.put_item(CIRCLE, *state_key(ring.secret, slot, raw, NOW, former=new_key(Domain.CASE)))
    key = DomainKey(ring.centre, circle, Domain.CASE, 2, raw)
    sample.items.put_item(*state_member(ring.secret, key, own, NOW))
    for name in (COUNSELLOR, ADMIN):
        assert members(sample, circle, name) == sorted([COUNSELLOR, SECOND])


@pytest.mark.parametrize("epoch", [2, 3, 9])
@pytest.mark.parametrize("is_granted", [True, False])
def test_nobody_outside_begins_an_epoch_nor_jumps_over_one(
    sample: Sample, circle: UUID, epoch: int, is_granted: bool
) -> None:
    """A counsellor who is not in the circle states a key of his own and grants it to a member."""
    ring, key = sample.rings[THIRD], new_key(Domain.CASE)
    stated = state_key(ring.secret, (circle, Domain.CASE, epoch), key, NOW, former=key)
    sample.items.put_item(CIRCLE, *stated)
    if is_granted:
        keys = ring.trust.entry(id_of(sample, COUNSELLOR)).keys
        grant = make_grant(ring.secret, keys, Domain.CASE, key, circle=circle, epoch=epoch, now=NOW)
        sample.items.put_item(GRANT, *grant)
    member = sample.fresh(COUNSELLOR)
    assert member.epoch(Domain.CASE, circle) == 1
    assert [entry.id for entry in member.rejected] == [stated[0]]
    assert members(sample, circle, COUNSELLOR) == sorted([COUNSELLOR, SECOND])
    assert newest_slots(member)[circle, Domain.CASE] == 1, "the next key can still be begun"


@pytest.mark.parametrize("signer", [ADMIN, SUPERVISOR, SPRACHMITTLER])
def test_only_counsellors_state_members(sample: Sample, circle: UUID, signer: str) -> None:
    """Even one who was told the key."""
    told = sample.rings[COUNSELLOR].circle_keys.newest(circle, Domain.CASE)
    assert told is not None
    ring = sample.rings[signer]
    stated = state_member(ring.secret, told, ring.trust.entry(id_of(sample, THIRD)).keys, NOW)
    sample.items.put_item(*stated)
    for judge in (COUNSELLOR, ADMIN):
        assert members(sample, circle, judge) == sorted([COUNSELLOR, SECOND])
        assert rejected(sample, judge) == [stated[1]]


def test_a_moved_or_changed_statement_is_refused(sample: Sample, circle: UUID) -> None:
    other = founded(sample, COUNSELLOR, THIRD)
    place = member_id(circle, 1, id_of(sample, SECOND))
    raw = dict(sample.items.items(MEMBER))[place]
    signed = decode(Signed, raw, MEMBER)
    stated = read(Member, signed, MEMBER)
    secret = sample.rings[COUNSELLOR].secret
    for changes in (
        {"circle": other},
        {"user": id_of(sample, THIRD)},
        {"epoch": 2},
        {"centre": uuid4()},
        {"keys": bytes(32)},
        {"proof": bytes(32)},
    ):
        body = encode(msgspec.structs.replace(stated, **changes))
        for signature in (signed.signature, secret.sign(MEMBER, body)):
            forged = encode(Signed(body, signed.by, signature))
            items = sample.items.changed(place, forged)
            ring = sample.fresh(COUNSELLOR, items)
            assert id_of(sample, SECOND) not in {user.id for user in ring.circle_members.of(circle)}
            assert [entry.id for entry in ring.rejected] == [place]
            assert id_of(sample, THIRD) not in {user.id for user in ring.circle_members.of(circle)}
    dice = random.Random(7)
    for _ in range(200):
        flipped = bytearray(raw)
        at = dice.randrange(len(raw) * 8)
        flipped[at // 8] ^= 1 << at % 8
        ring = sample.fresh(COUNSELLOR, sample.items.changed(place, bytes(flipped)))
        assert [entry.id for entry in ring.rejected] == [place]
        assert [user.name for user in ring.circle_members.of(circle)] == [COUNSELLOR]


def test_a_circle_without_its_first_statement_has_no_members_for_others(sample: Sample, circle: UUID) -> None:
    sample.items.remove_item(circle_key_id(circle, Domain.CASE, 1))
    assert members(sample, circle, ADMIN) == []
    assert sample.fresh(ADMIN).circle_members.circles() == frozenset()
    assert sample.fresh(ADMIN).circle_members.of(uuid4()) == ()


def test_nobody_outside_changes_a_circle(sample: Sample, circle: UUID) -> None:
    before = dict(sample.items.rows)
    for name in (FOUNDER, THIRD, ADMIN):
        circles = Circles(sample.rings[name], sample.items)
        with pytest.raises(NoKey):
            circles.admit(circle, id_of(sample, THIRD), NOW)
        with pytest.raises(NoKey):
            circles.expel(circle, id_of(sample, SECOND), NOW)
        with pytest.raises(NoKey):
            circles.dissolve(circle)
    inside = Circles(sample.rings[COUNSELLOR], sample.items)
    default = sample.rings[COUNSELLOR].default_circle
    with pytest.raises(NoKey):
        inside.expel(default, id_of(sample, SECOND), NOW)
    with pytest.raises(NotAllowed):
        inside.expel(circle, id_of(sample, COUNSELLOR), NOW)
    for name in (ADMIN, SUPERVISOR, SPRACHMITTLER):
        with pytest.raises(NotACounsellor):
            inside.admit(circle, id_of(sample, name), NOW)
    sheet = next(user for user in sample.rings[FOUNDER].trust.members() if user.is_recovery)
    for nobody in (uuid4(), sheet.id):
        with pytest.raises(NoSuchUser):
            inside.found([nobody], NOW)
    assert sample.items.rows == before


def test_a_suspended_member_is_not_taken_along(sample: Sample, circle: UUID) -> None:
    Circles(sample.rings[COUNSELLOR], sample.items).admit(circle, id_of(sample, THIRD), NOW)
    refresh(sample)
    sample.accounts().suspend(id_of(sample, THIRD), NOW)
    ring = sample.fresh(COUNSELLOR)
    assert len(ring.circle_members.of(circle)) == 3
    assert {user.name for user in ring.circle_members.living(circle)} == {COUNSELLOR, SECOND}
    with pytest.raises(NotACounsellor):
        Circles(ring, sample.items).admit(circle, id_of(sample, THIRD), NOW)
    Circles(ring, sample.items).renew(circle, NOW)
    sample.accounts().reinstate(id_of(sample, THIRD), NOW)
    assert not sample.fresh(THIRD).may_read(Domain.CASE, circle)
    assert members(sample, circle, COUNSELLOR) == sorted([COUNSELLOR, SECOND])


def test_what_a_member_stated_stays_when_he_is_suspended(sample: Sample, circle: UUID) -> None:
    """Founder and first member of the circle are suspended: who they let in stays in."""
    Circles(sample.rings[SECOND], sample.items).admit(circle, id_of(sample, THIRD), NOW)
    refresh(sample)
    for name in (COUNSELLOR, SECOND):
        sample.accounts().suspend(id_of(sample, name), NOW)
    assert members(sample, circle, THIRD) == sorted([COUNSELLOR, SECOND, THIRD])
    assert members(sample, circle, ADMIN) == sorted([COUNSELLOR, SECOND, THIRD])
    assert sample.fresh(THIRD).may_read(Domain.CASE, circle)
    with pytest.raises(LastMember):
        sample.accounts().suspend(id_of(sample, THIRD), NOW)


def test_the_last_living_member_stays(sample: Sample, circle: UUID) -> None:
    admin = sample.accounts(ADMIN)
    admin.suspend(id_of(sample, SECOND), NOW)
    for refused in (
        lambda: admin.suspend(id_of(sample, COUNSELLOR), NOW),
        lambda: admin.change_roles(id_of(sample, COUNSELLOR), frozenset({Role.ADMIN}), NOW),
    ):
        with pytest.raises(LastMember) as fault:
            refused()
        assert isinstance(fault.value, LastHolder)
    admin.suspend(id_of(sample, THIRD), NOW)
    admin.reinstate(id_of(sample, SECOND), NOW)
    admin.suspend(id_of(sample, COUNSELLOR), NOW)


def test_who_loses_the_role_leaves_his_circles(sample: Sample, circle: UUID) -> None:
    admin = sample.accounts(ADMIN)
    admin.change_roles(id_of(sample, SECOND), frozenset({Role.SPRACHMITTLER}), NOW)
    assert members(sample, circle, COUNSELLOR) == [COUNSELLOR]
    assert not sample.fresh(SECOND).may_read(Domain.CASE, circle)
    sample.items.put_item(MEMBER, uuid4(), b"\x01")
    drop_members(sample.items, frozenset({id_of(sample, COUNSELLOR)}))
    assert members(sample, circle, COUNSELLOR) == []


def test_a_dissolved_circle_leaves_nothing(sample: Sample, circle: UUID) -> None:
    other = founded(sample, COUNSELLOR)
    before = dict(sample.items.rows)
    third = founded(sample, SECOND)
    for kind in (GRANT, CIRCLE, MEMBER):
        sample.items.put_item(kind, uuid4(), b"\x01")
    damaged = {id_ for id_, row in sample.items.rows.items() if row[1] == b"\x01"}
    Circles(sample.rings[SECOND], sample.items).dissolve(third)
    assert {id_: row for id_, row in sample.items.rows.items() if id_ not in damaged} == before
    assert sample.rings[SECOND].may_read(Domain.CASE, third), "until it looks again"
    refresh(sample)
    assert not sample.rings[SECOND].may_read(Domain.CASE, third)
    assert sample.rings[ADMIN].circle_members.circles() == {circle, other}


# The recovery sheet.


def test_a_reset_gives_back_the_circles_that_another_member_gave(sample: Sample, circle: UUID) -> None:
    """The counsellor founded it, the second let the founder in: all come back with new keys, nobody else."""
    Circles(sample.rings[SECOND], sample.items).admit(circle, id_of(sample, FOUNDER), NOW)
    refresh(sample)
    row, _ = sample.rings[SECOND].new_subject_key(uuid4(), Domain.CASE, circle)
    for name in (FOUNDER, COUNSELLOR):
        recover(sample.keys, sample.founded.recovery.code, NOW).reset(sample.items, name, NEW, KdfCost.FLOOR)
        ring = unlock(sample.keys, name, NEW, NOW).keyring(sample.items, DEVICE)
        assert ring.unwrap(row).id == row.id
        assert ring.rejected == ()
        assert {user.name for user in ring.circle_members.of(circle)} == {FOUNDER, COUNSELLOR, SECOND}
        Circles(ring, sample.items).renew(circle, NOW)
        again = sample.fresh(SECOND)
        assert {user.name for user in again.circle_members.of(circle)} == {FOUNDER, COUNSELLOR, SECOND}
        row, _ = again.new_subject_key(uuid4(), Domain.CASE, circle)
    assert members(sample, circle, ADMIN) == sorted([FOUNDER, COUNSELLOR, SECOND])


def test_a_reset_gives_nothing_to_who_only_says_he_is_in(sample: Sample, circle: UUID) -> None:
    """A supervisor cannot even say so; a counsellor says it with a key of his own making, and adds grants."""
    from beratung.vault.circles import make_grant

    ring = sample.rings[FOUNDER]
    own = ring.trust.entry(ring.user.id).keys
    fake = DomainKey(ring.centre, circle, Domain.CASE, 1, new_key(Domain.CASE))
    sample.items.put_item(*state_member(ring.secret, fake, own, NOW))
    for domain in CIRCLE_DOMAINS:
        raw = new_key(domain)
        grant = make_grant(ring.secret, own, domain, raw, circle=circle, epoch=1, now=NOW)
        sample.items.put_item(GRANT, *grant)
    recover(sample.keys, sample.founded.recovery.code, NOW).reset(sample.items, FOUNDER, NEW, KdfCost.FLOOR)
    after = unlock(sample.keys, FOUNDER, NEW, NOW).keyring(sample.items, DEVICE)
    assert after.may_read(Domain.CASE)
    assert not any(after.may_read(domain, circle) for domain in CIRCLE_DOMAINS)


def test_who_was_shut_out_gets_nothing_back_by_the_sheet(sample: Sample, circle: UUID) -> None:
    """Also where he puts his old grants and the old statement back."""
    old = dict(sample.items.rows)
    Circles(sample.rings[COUNSELLOR], sample.items).expel(circle, id_of(sample, SECOND), NOW)
    for id_, row in old.items():
        sample.items.rows.setdefault(id_, row)
    founder = sample.rings[FOUNDER]
    secret = sample.rings[SECOND].secret
    assert keys_digest(founder.trust.entry(secret.user).keys)
    from beratung.vault.keyfile import write_key_file

    write_key_file(sample.keys, secret, SECOND, PASSWORD, KdfCost.FLOOR)
    recover(sample.keys, sample.founded.recovery.code, NOW).reset(sample.items, SECOND, NEW, KdfCost.FLOOR)
    after = unlock(sample.keys, SECOND, NEW, NOW).keyring(sample.items, DEVICE)
    assert after.may_read(Domain.CASE)
    assert not after.may_read(Domain.CASE, circle)


def test_the_link_of_the_next_epoch_is_made_with_the_former_key(sample: Sample, circle: UUID) -> None:
    Circles(sample.rings[COUNSELLOR], sample.items).renew(circle, NOW)
    ring = sample.fresh(SECOND)
    for domain in CIRCLE_DOMAINS:
        former = ring.circle_keys.key(circle, domain, 1)
        stated = ring.circle_keys.stated[circle, domain, 2]
        assert former is not None
        assert stated.link == link_of(ring.centre, (circle, domain, 2), former.raw, stated.check)
    row, key = a_key(ring)
    assert ring.unwrap(row).id == key.id
