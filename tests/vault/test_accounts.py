# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Founding, inviting, confirming, granting, changing roles, suspending: as people do it."""

import random
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import (
    FOUNDER_ROLES,
    FingerprintDiffers,
    FounderRolesMissing,
    InvitationDamaged,
    KdfCost,
    Keyring,
    LastHolder,
    NameMissing,
    NameTaken,
    NoSuchUser,
    NotAllowed,
    RolesMissing,
    Suspended,
    Tampered,
    TooNew,
    VaultError,
    WeakPassword,
    accept,
    found,
    founding,
    joining,
    look_at,
    unlock,
)
from beratung.vault.circles import make_grant, read_grant
from beratung.vault.encoding import decode, encode
from beratung.vault.errors import AddFirst, SecondPersonNeeded
from beratung.vault.fingerprints import fingerprint, is_same_fingerprint
from beratung.vault.joining import fingerprint_of_keys, invitation_file
from beratung.vault.keyfile import UserSecret
from beratung.vault.statements import GRANT, INVITATION, STORAGE, Invitation, Signed, read
from beratung.vault.stating import acceptance, invitation
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    PASSWORD,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryItems,
    Sample,
)

COUNSEL = frozenset({Role.COUNSELLOR})
FLOOR = KdfCost.FLOOR


def test_a_founder_holds_everything_and_nobody_else_is_there(tmp_path: Path) -> None:
    founded = found(user="Erste Person", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=FLOOR)
    items = MemoryItems()
    founded.write(items, tmp_path / "keys")
    ring = unlock(tmp_path / "keys", "Erste Person", PASSWORD, NOW).keyring(items, DEVICE)
    assert {domain for domain in Domain if ring.may_read(domain)} == set(Domain)
    assert [user.id for user in ring.users()] == [founded.user]
    assert ring.user.roles == FOUNDER_ROLES
    assert founded.centre == ring.centre == founded.recovery.centre
    assert founded.recovery.fingerprint == fingerprint(ring.secret.pin)


def test_the_key_file_comes_last(tmp_path: Path) -> None:
    """So that a centre that was written by halves cannot be unlocked."""
    founded = found(user="Erste Person", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=FLOOR)

    class Full(MemoryItems):
        def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
            if len(self.rows) == 3:
                raise OSError("full")
            super().put_item(kind, id, body)

    with pytest.raises(OSError, match="full"):
        founded.write(Full(), tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


def test_two_centres_share_nothing(tmp_path: Path) -> None:
    made = [found(user="x", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=FLOOR) for _ in range(2)]
    assert made[0].storage_key != made[1].storage_key
    assert made[0].centre != made[1].centre
    assert made[0].recovery.code != made[1].recovery.code
    assert made[0].recovery.fingerprint != made[1].recovery.fingerprint


@pytest.mark.parametrize("name", ["", " ", "  vorn", "zu lang " * 20, "zeile\nzwei", "null\0"])
def test_a_founder_has_a_name(name: str) -> None:
    with pytest.raises(NameMissing):
        found(user=name, password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=FLOOR)


@pytest.mark.parametrize("missing", sorted(FOUNDER_ROLES))
def test_a_founder_has_every_role_that_keeps_a_domain_alive(missing: Role) -> None:
    with pytest.raises(FounderRolesMissing):
        found(user="x", password=PASSWORD, roles=FOUNDER_ROLES - {missing}, now=NOW, cost=FLOOR)
    found(user="x", password=PASSWORD, roles=frozenset(Role), now=NOW, cost=FLOOR)


def test_a_founder_has_a_good_password() -> None:
    with pytest.raises(WeakPassword):
        found(user="x", password="kurz", roles=FOUNDER_ROLES, now=NOW, cost=FLOOR)


def test_the_cost_is_calibrated_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(founding, "calibrate", lambda: KdfCost(65536, 5, 4))
    founded = found(user="x", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW)
    assert founded._cost == KdfCost(65536, 5, 4)


# Joining.


def test_the_whole_way_in(sample: Sample) -> None:
    admin = sample.accounts(ADMIN)
    invited = admin.invite("Neue Kollegin", COUNSEL, NOW)
    assert admin.named("neue kollegin") == invited.user
    (waiting,) = admin.pending()
    assert (waiting.name, waiting.fingerprint) == ("Neue Kollegin", "")
    assert waiting.missing == (STORAGE, "identity", "case", "scheduling", "statistics")

    view = look_at(invited.file)
    assert "Neue" not in f"{waiting!r} {view!r} {invited!r}"
    assert (view.user, view.name, view.roles, view.invited_by) == (
        invited.user,
        "Neue Kollegin",
        COUNSEL,
        ADMIN,
    )
    assert view.centre == sample.founded.centre
    assert view.fingerprint == invited.fingerprint == sample.founded.recovery.fingerprint

    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    assert accepted.fingerprint not in repr(accepted)
    assert admin.pending()[0].fingerprint == accepted.fingerprint

    with pytest.raises(SecondPersonNeeded):
        admin.grant(invited.user, accepted.fingerprint, NOW)
    left = sample.accounts(SUPERVISOR).grant(invited.user, accepted.fingerprint, NOW)
    assert left == ("identity", "case", "scheduling")
    ring = unlock(sample.keys, "Neue Kollegin", PASSWORD, NOW).keyring(sample.items, DEVICE)
    assert set(ring.missing()) == {Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING}

    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    counsellor = sample.accounts(COUNSELLOR)
    assert counsellor.pending()[0].missing == left
    assert counsellor.grant(invited.user, accepted.fingerprint, NOW) == ()
    assert counsellor.pending() == ()
    assert counsellor.named("NEUE KOLLEGIN") == invited.user
    ring.refresh(sample.items, NOW)
    assert ring.missing() == ()
    assert ring.rejected == ()
    assert sorted(
        path.suffix for path in sample.keys.iterdir() if path.name.startswith(str(invited.user))
    ) == [
        ".2",
        ".2",
        ".grant",
        ".key",
    ]


def test_confirming_and_granting_by_one_who_holds_everything_is_one_step(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL | {Role.SUPERVISOR}, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    assert sample.accounts().grant(invited.user, accepted.fingerprint.lower().replace("-", " "), NOW) == ()
    ring = unlock(sample.keys, "neue", PASSWORD, NOW).keyring(sample.items, DEVICE)
    assert {domain for domain in Domain if ring.may_read(domain)} == set(Domain)


def test_an_answer_can_be_carried_by_hand(sample: Sample, tmp_path: Path) -> None:
    invited = sample.accounts().invite("fern", COUNSEL, NOW)
    accepted = accept(invited.file, tmp_path / "elsewhere", PASSWORD, FLOOR)
    with pytest.raises(NoSuchUser):
        sample.accounts().grant(invited.user, accepted.fingerprint, NOW)
    assert sample.accounts().grant(invited.user, accepted.fingerprint, NOW, answer=accepted.answer) == ()


def test_another_fingerprint_grants_nothing(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accept(invited.file, sample.keys, PASSWORD, FLOOR)
    before = dict(sample.items.rows)
    other = sample.rings[COUNSELLOR].user
    for wrong in (other.fingerprint, "", "0000-0000-0000-0000-0000"):
        with pytest.raises(FingerprintDiffers):
            sample.accounts().grant(invited.user, wrong, NOW)
    with pytest.raises(FingerprintDiffers):
        sample.accounts().grant(other.id, sample.rings[ADMIN].user.fingerprint, NOW)
    assert sample.items.rows == before
    assert not (sample.keys / f"{invited.user}.grant").exists()


def test_an_answer_by_somebody_else_shows_another_fingerprint(sample: Sample) -> None:
    """Whoever can write into the key folder can put his own keys there; comparing finds him out."""
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    attacker = UserSecret.generate(sample.founded.centre, invited.user, sample.rings[FOUNDER].secret.pin)
    answer = acceptance(attacker)
    assert fingerprint_of_keys(answer) != accepted.fingerprint
    with pytest.raises(FingerprintDiffers):
        sample.accounts().grant(invited.user, accepted.fingerprint, NOW, answer=encode(answer))


def test_an_answer_of_another_user_is_refused(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    other = UserSecret.generate(sample.founded.centre, uuid4(), sample.rings[FOUNDER].secret.pin)
    answer = acceptance(other)
    with pytest.raises(Tampered):
        sample.accounts().grant(invited.user, fingerprint_of_keys(answer), NOW, answer=encode(answer))


def test_a_swapped_invitation_shows_itself_in_both_fingerprints(sample: Sample, tmp_path: Path) -> None:
    """A stranger's invitation pins a stranger's root: neither fingerprint is the centre's."""
    from tests.vault.samples import make_sample

    other = make_sample(tmp_path / "other")
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    false = other.accounts().invite("neue", COUNSEL, NOW)
    assert look_at(false.file).fingerprint != invited.fingerprint
    accepted = accept(false.file, sample.keys, PASSWORD, FLOOR)
    with pytest.raises(VaultError):
        sample.accounts().grant(invited.user, accepted.fingerprint, NOW, answer=accepted.answer)


def test_a_damaged_answer_is_no_answer(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accept(invited.file, sample.keys, PASSWORD, FLOOR)
    for name in (".join", ".join.2"):
        (sample.keys / f"{invited.user}{name}").write_bytes(b"garbage")
    assert sample.accounts().pending()[0].fingerprint == ""


@pytest.mark.parametrize("by", [COUNSELLOR, SUPERVISOR, SPRACHMITTLER])
def test_only_the_administration_invites(sample: Sample, by: str) -> None:
    with pytest.raises(NotAllowed):
        sample.accounts(by).invite("neue", COUNSEL, NOW)


def test_a_sprachmittler_confirms_nobody(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    with pytest.raises(NotAllowed):
        sample.accounts(SPRACHMITTLER).grant(invited.user, accepted.fingerprint, NOW)


@pytest.mark.parametrize("name", [COUNSELLOR, "BERATERIN", " beraterin", ""])
def test_names_are_good_and_taken_once(sample: Sample, name: str) -> None:
    with pytest.raises((NameTaken, NameMissing)):
        sample.accounts().invite(name, COUNSEL, NOW)


def test_an_invited_name_is_taken_until_withdrawn(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    with pytest.raises(NameTaken):
        sample.accounts().invite("Neue", COUNSEL, NOW)
    with pytest.raises(NoSuchUser):
        sample.accounts().named("andere")
    sample.accounts().withdraw(invited.user)
    assert sample.accounts().pending() == ()
    with pytest.raises(NoSuchUser):
        sample.accounts().named("neue")
    sample.accounts().invite("Neue", COUNSEL, NOW)


def test_whoever_was_invited_by_mistake_is_forgotten_with_the_keys_made_for_it(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    with pytest.raises(NotAllowed):
        sample.accounts(COUNSELLOR).withdraw(invited.user)
    sample.accounts().withdraw(invited.user)
    assert not [path for path in sample.keys.iterdir() if str(invited.user) in path.name]
    with pytest.raises(NoSuchUser):
        sample.accounts().grant(invited.user, accepted.fingerprint, NOW)
    with pytest.raises(NoSuchUser):
        sample.accounts().withdraw(invited.user)
    again = sample.accounts().invite("neue", COUNSEL, NOW)
    accept(again.file, sample.keys, PASSWORD, FLOOR)


def test_an_invitation_of_somebody_who_works_is_none(sample: Sample) -> None:
    """Taking it back would take his keys."""
    user = sample.accounts().named(COUNSELLOR)
    before = sorted(path.name for path in sample.keys.iterdir())
    with pytest.raises(NoSuchUser):
        sample.accounts().withdraw(user)
    assert sorted(path.name for path in sample.keys.iterdir()) == before


def test_an_account_has_a_role(sample: Sample) -> None:
    with pytest.raises(RolesMissing):
        sample.accounts().invite("neue", frozenset(), NOW)


def test_an_invitation_with_a_colleague_s_number_puts_no_keys_aside(sample: Sample) -> None:
    ring, victim = sample.rings[ADMIN], sample.rings[COUNSELLOR].user.id
    signed = invitation(ring.secret, victim, "ganz neu", frozenset({Role.COUNSELLOR}), NOW)
    before = (sample.keys / f"{victim}.key").read_bytes()
    with pytest.raises(InvitationDamaged):
        accept(invitation_file(ring.trust, signed), sample.keys, PASSWORD, KdfCost.FLOOR)
    assert (sample.keys / f"{victim}.key").read_bytes() == before


def test_a_name_that_has_a_key_file_is_not_accepted_again(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    accept(invited.file, sample.keys, PASSWORD, FLOOR)
    with pytest.raises(NameTaken):
        accept(invited.file, sample.keys, PASSWORD, FLOOR)


def test_a_weak_password_accepts_nothing(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    with pytest.raises(WeakPassword):
        accept(invited.file, sample.keys, "kurz", FLOOR)
    assert not list(sample.keys.glob(f"{invited.user}*"))


def test_a_damaged_invitation_is_refused_in_our_words(shared: Sample, sample: Sample) -> None:
    file = sample.accounts().invite("neue", COUNSEL, NOW).file
    dice = random.Random(18)
    for _ in range(1500):
        place = dice.randrange(len(file) * 8)
        flipped = bytearray(file)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises((InvitationDamaged, TooNew)):
            look_at(bytes(flipped))
    for length in range(0, len(file), 7):
        with pytest.raises(InvitationDamaged):
            look_at(file[:length])


def test_an_invitation_by_who_may_not_invite_is_refused(sample: Sample) -> None:
    from beratung.vault.joining import invitation_file

    for by in (COUNSELLOR, SPRACHMITTLER):
        ring = sample.rings[by]
        signed = invitation(ring.secret, uuid4(), "neue", COUNSEL, NOW)
        with pytest.raises(InvitationDamaged):
            look_at(invitation_file(ring.trust, signed))
        sample.items.put_item(INVITATION, uuid4(), encode(signed))
    assert sample.accounts().pending() == ()


def test_an_invitation_by_somebody_outside_the_chain_is_refused(sample: Sample) -> None:
    from beratung.vault.joining import invitation_file

    stranger = UserSecret.generate(sample.founded.centre, uuid4(), sample.rings[FOUNDER].secret.pin)
    signed = invitation(stranger, uuid4(), "neue", COUNSEL, NOW)
    with pytest.raises(InvitationDamaged):
        look_at(invitation_file(sample.rings[FOUNDER].trust, signed))


def test_an_invitation_with_anything_beside_its_chain_is_refused(sample: Sample) -> None:
    from beratung.vault.joining import _MAGIC, _InvitationFile

    file = sample.accounts().invite("neue", COUNSEL, NOW).file
    parsed = decode(_InvitationFile, file.removeprefix(_MAGIC), "x")
    look_at(_MAGIC + encode(parsed))
    with pytest.raises(InvitationDamaged):
        look_at(_MAGIC + encode(msgspec.structs.replace(parsed, chain=((uuid4(), b"garbage"),))))


def test_accepting_calibrates_the_cost_unless_given(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[KdfCost] = []

    def calibrate() -> KdfCost:
        asked.append(FLOOR)
        return FLOOR

    monkeypatch.setattr(joining, "calibrate", calibrate)
    for name, cost in (("eine", None), ("andere", FLOOR)):
        accept(sample.accounts().invite(name, COUNSEL, NOW).file, sample.keys, PASSWORD, cost)
    assert asked == [FLOOR]


def test_garbage_among_invitations_is_passed_over(sample: Sample) -> None:
    sample.items.put_item(INVITATION, uuid4(), b"garbage")
    assert sample.accounts().pending() == ()


def test_an_invitation_of_a_member_does_not_wait(sample: Sample) -> None:
    """Somebody puts a confirmed invitation back: it makes nobody pending and confirms nobody again."""
    invited = sample.accounts().invite("neue", COUNSEL, NOW)
    kept = dict(sample.items.items(INVITATION))
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    sample.accounts().grant(invited.user, accepted.fingerprint, NOW)
    for id_, body in kept.items():
        sample.items.put_item(INVITATION, id_, body)
        assert read(Invitation, decode(Signed, body, "x"), "x").user == invited.user
    assert sample.accounts().pending() == ()


@pytest.mark.parametrize("who", ["stranger", "uninvited"])
def test_nobody_is_granted_anything_uninvited(sample: Sample, who: str) -> None:
    user = uuid4() if who == "stranger" else sample.accounts().invite("neue", COUNSEL, NOW).user
    with pytest.raises(NoSuchUser):
        sample.accounts().grant(user, "0000-0000-0000-0000-0000", NOW)


def test_granting_again_changes_nothing(sample: Sample) -> None:
    user = sample.rings[COUNSELLOR].user
    before = dict(sample.items.rows)
    assert sample.accounts().grant(user.id, user.fingerprint, NOW) == ()
    assert sample.items.rows == before


def test_who_holds_nothing_grants_nothing(sample: Sample) -> None:
    invited = sample.accounts(ADMIN).invite("neue", frozenset(Role), NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    with pytest.raises(SecondPersonNeeded):
        sample.accounts(ADMIN).grant(invited.user, accepted.fingerprint, NOW)
    left = sample.accounts(SUPERVISOR).grant(invited.user, accepted.fingerprint, NOW)
    assert set(left) == {"identity", "case", "scheduling"}
    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    assert sample.accounts(COUNSELLOR).grant(invited.user, accepted.fingerprint, NOW) == ()


def test_the_recovery_identity_is_granted_nothing_by_hand(sample: Sample) -> None:
    ring = sample.rings[FOUNDER]
    recovery = next(m for m in ring.trust.members() if m.is_recovery)
    with pytest.raises(NotAllowed):
        sample.accounts().grant(recovery.id, recovery.fingerprint, NOW)
    with pytest.raises(NotAllowed):
        sample.accounts().suspend(recovery.id, NOW)
    with pytest.raises(NoSuchUser):
        sample.accounts().named("recovery")


# Roles and suspension.


def test_roles_are_given_and_taken(sample: Sample) -> None:
    admin, user = sample.accounts(ADMIN), sample.rings[FOUNDER].user.id
    ring = sample.rings[FOUNDER]
    assert admin.change_roles(user, COUNSEL, NOW) == ()
    ring.refresh(sample.items, NOW)
    assert ring.user.roles == COUNSEL
    assert not ring.may_read(Domain.AUDIT)
    assert ring.may_read(Domain.CASE)
    assert ring.rejected == ()
    for name in (COUNSELLOR, SUPERVISOR, ADMIN):
        assert sample.fresh(name).rejected == ()
        assert sample.fresh(name).missing() == ()
    with pytest.raises(AddFirst):
        admin.change_roles(user, frozenset({Role.SUPERVISOR}), NOW)
    assert admin.change_roles(user, COUNSEL | {Role.SUPERVISOR}, NOW) == ("audit",)
    sample.rings[SUPERVISOR].refresh(sample.items, NOW)
    fingerprint_ = ring.user.fingerprint
    assert sample.accounts(SUPERVISOR).grant(user, fingerprint_, NOW) == ()
    sample.rings[ADMIN].refresh(sample.items, NOW)
    assert admin.change_roles(user, frozenset({Role.SUPERVISOR}), NOW) == ()
    ring.refresh(sample.items, NOW)
    assert {domain for domain in Domain if ring.may_read(domain)} == {Domain.STATISTICS, Domain.AUDIT}


def test_what_was_granted_before_a_change_of_roles_stays_granted(sample: Sample) -> None:
    """A counsellor who becomes a Sprachmittler had let a colleague in: she stays in."""
    invited = sample.accounts(ADMIN).invite("neue", COUNSEL, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    sample.accounts(COUNSELLOR).grant(invited.user, accepted.fingerprint, NOW)
    sample.rings[ADMIN].refresh(sample.items, NOW)
    sample.accounts(ADMIN).change_roles(
        sample.rings[COUNSELLOR].user.id, frozenset({Role.SPRACHMITTLER}), NOW
    )
    ring = unlock(sample.keys, "neue", PASSWORD, NOW).keyring(sample.items, DEVICE)
    assert ring.may_read(Domain.CASE)
    assert ring.rejected == ()
    assert not sample.fresh(COUNSELLOR).may_read(Domain.CASE)


def test_the_last_holder_keeps_his_roles(sample: Sample) -> None:
    admin = sample.accounts(ADMIN)
    admin.change_roles(sample.rings[FOUNDER].user.id, COUNSEL, NOW)
    with pytest.raises(LastHolder):
        admin.change_roles(sample.rings[SUPERVISOR].user.id, COUNSEL, NOW)
    with pytest.raises(LastHolder):
        admin.suspend(sample.rings[SUPERVISOR].user.id, NOW)
    admin.change_roles(sample.rings[FOUNDER].user.id, frozenset({Role.SPRACHMITTLER}), NOW)
    with pytest.raises(LastHolder):
        admin.change_roles(sample.rings[COUNSELLOR].user.id, frozenset({Role.SPRACHMITTLER}), NOW)
    with pytest.raises(LastHolder):
        admin.suspend(sample.rings[COUNSELLOR].user.id, NOW)


def test_an_admin_is_always_left(sample: Sample) -> None:
    """Whoever suspends the other admins is one himself, and nobody suspends himself."""
    sample.accounts(ADMIN).change_roles(sample.rings[FOUNDER].user.id, COUNSEL, NOW)
    second = sample.join("zweite", Role.ADMIN, by=ADMIN)
    sample.accounts("zweite").suspend(sample.rings[ADMIN].user.id, NOW)
    with pytest.raises(NotAllowed):
        sample.accounts("zweite").suspend(second.user.id, NOW)
    assert [u.name for u in second.users() if Role.ADMIN in u.roles and not u.is_suspended] == ["zweite"]
    sample.accounts("zweite").reinstate(sample.rings[ADMIN].user.id, NOW)
    assert sample.fresh(ADMIN).user.roles == {Role.ADMIN}


def test_a_suspended_user_gets_nothing_until_reinstated(sample: Sample) -> None:
    user = sample.rings[COUNSELLOR].user
    sample.accounts(ADMIN).suspend(user.id, NOW)
    with pytest.raises(Suspended):
        unlock(sample.keys, COUNSELLOR, PASSWORD, NOW).keyring(sample.items, DEVICE)
    sample.rings[FOUNDER].refresh(sample.items, NOW)
    assert [u.is_suspended for u in sample.rings[FOUNDER].users() if u.id == user.id] == [True]
    with pytest.raises(NotAllowed):
        sample.accounts().grant(user.id, user.fingerprint, NOW)
    assert sample.accounts().pending() == ()
    sample.accounts(ADMIN).reinstate(user.id, NOW)
    ring = unlock(sample.keys, COUNSELLOR, PASSWORD, NOW).keyring(sample.items, DEVICE)
    assert ring.may_read(Domain.CASE)


def test_a_suspended_counsellor_s_grants_stay(sample: Sample) -> None:
    invited = sample.accounts(ADMIN).invite("neue", COUNSEL, NOW)
    accepted = accept(invited.file, sample.keys, PASSWORD, FLOOR)
    sample.accounts(COUNSELLOR).grant(invited.user, accepted.fingerprint, NOW)
    sample.rings[ADMIN].refresh(sample.items, NOW)
    sample.accounts(ADMIN).suspend(sample.rings[COUNSELLOR].user.id, NOW)
    ring = unlock(sample.keys, "neue", PASSWORD, NOW).keyring(sample.items, DEVICE)
    assert ring.may_read(Domain.CASE)
    assert ring.rejected == ()


@pytest.mark.parametrize("by", [COUNSELLOR, SUPERVISOR, SPRACHMITTLER])
def test_only_the_administration_changes_accounts(sample: Sample, by: str) -> None:
    user = sample.rings[FOUNDER].user.id
    for call in (
        lambda: sample.accounts(by).suspend(user, NOW),
        lambda: sample.accounts(by).reinstate(user, NOW),
        lambda: sample.accounts(by).change_roles(user, COUNSEL, NOW),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_nobody_changes_himself(sample: Sample) -> None:
    me = sample.rings[ADMIN].user.id
    with pytest.raises(NotAllowed):
        sample.accounts(ADMIN).suspend(me, NOW)
    with pytest.raises(NotAllowed):
        sample.accounts(ADMIN).change_roles(me, COUNSEL, NOW)
    with pytest.raises(NoSuchUser):
        sample.accounts(ADMIN).suspend(uuid4(), NOW)
    with pytest.raises(RolesMissing):
        sample.accounts(ADMIN).change_roles(sample.rings[COUNSELLOR].user.id, frozenset(), NOW)


def test_garbage_among_the_grants_stops_no_change_of_accounts(sample: Sample) -> None:
    for kind in ("grant", "circle"):
        sample.items.put_item(kind, uuid4(), b"garbage")
    sample.accounts(ADMIN).suspend(sample.rings[COUNSELLOR].user.id, NOW)
    assert isinstance(sample.fresh(FOUNDER), Keyring)


@pytest.mark.parametrize("signer", [ADMIN, SPRACHMITTLER])
def test_a_grant_that_does_not_count_is_missing(sample: Sample, signer: str) -> None:
    """A forged grant in the table does not make anybody believe that he was let in."""
    user, forger = sample.rings[COUNSELLOR].user, sample.rings[signer].secret
    keys = sample.rings[FOUNDER].trust.entry(user.id).keys
    circle = sample.rings[FOUNDER].default_circle
    forged = make_grant(forger, keys, Domain.CASE, bytes(32), circle=circle, epoch=1, now=NOW)
    sample.items.put_item(GRANT, *forged)
    (waiting,) = sample.accounts().pending()
    assert (waiting.user, waiting.missing) == (user.id, ("case",))
    assert sample.accounts().grant(user.id, user.fingerprint, NOW) == ()
    assert sample.fresh(COUNSELLOR).rejected == ()


def test_a_grant_of_a_further_circle_is_not_the_default_circle_s(sample: Sample) -> None:
    user, ring = sample.rings[COUNSELLOR].user, sample.rings[FOUNDER]
    keys = ring.trust.entry(user.id).keys
    own = next(id_ for id_, raw in sample.items.items(GRANT) if _is_for(raw, user.id, Domain.CASE))
    sample.items.remove_item(own)
    other = make_grant(ring.secret, keys, Domain.CASE, bytes(32), circle=uuid4(), epoch=1, now=NOW)
    sample.items.put_item(GRANT, *other)
    assert [entry.missing for entry in sample.accounts().pending()] == [("case",)]


def _is_for(raw: bytes, user: UUID, domain: Domain) -> bool:
    context = read_grant(raw)[1].context
    return (context.grantee, context.what) == (user, domain)


def test_fingerprints_are_compared_as_people_type() -> None:
    made = fingerprint(b"probe")
    assert len(made) == 24
    assert made.count("-") == 4
    assert is_same_fingerprint(made, made.lower().replace("-", " "))
    assert is_same_fingerprint("0011", "OOIL")
    assert not is_same_fingerprint(made, fingerprint(b"prob"))
    assert not is_same_fingerprint("", "")
