# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: the account closes for ever, what he knows is due to be changed, and opens nothing new."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import (
    AccountClosed,
    Keyring,
    LastHolder,
    Locked,
    NoKey,
    NotAllowed,
    Suspended,
    Tampered,
    rotation,
)
from beratung.vault.access import Circles
from beratung.vault.circles import DomainKey, make_grant, read_grant, state_key
from beratung.vault.encoding import decode, encode, packed
from beratung.vault.primitives import OpeningKey
from beratung.vault.recovery import recover
from beratung.vault.revocation import Known, Revocation, Revocations, revocation_id, state_revocation
from beratung.vault.statements import CIRCLE, FINAL, GRANT, REVOCATION, SUSPENSION, Signed, suspension_id
from beratung.vault.stating import suspension
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryAudit,
    MemoryItems,
    Sample,
    a_key,
    header_for,
)
from tests.vault.test_roles import RECORD_DOMAINS, all_secrets

LATER = NOW + timedelta(days=1)
COUNSEL = frozenset(RECORD_DOMAINS)


def renewed(sample: Sample, name: str = FOUNDER) -> Keyring:
    """Change everything that is due and that this user can; the others learn of it."""
    ring = sample.rings[name]
    ring.refresh(sample.items, NOW)
    for circle, domain in rotation.overdue(ring, sample.items):
        with ring.tentatively():
            if (circle, domain) in rotation.overdue(ring, sample.items):
                rotation.renew(ring, sample.items, circle, domain, LATER)
    for other in list(sample.rings):
        try:
            sample.rings[other] = sample.fresh(other)
        except Suspended:
            del sample.rings[other]
    return sample.rings[name]


def due(sample: Sample, name: str = FOUNDER) -> set[Domain]:
    ring = sample.fresh(name)
    return {domain for _, domain in rotation.overdue(ring, sample.items)}


def test_a_closed_account_opens_no_more_and_is_never_opened_again(sample: Sample) -> None:
    leaver = sample.rings[COUNSELLOR].user
    accounts = sample.accounts(ADMIN)
    accounts.suspend(leaver.id, NOW)
    accounts.revoke(leaver.id, NOW)
    accounts.revoke(leaver.id, NOW)  # twice is no fault
    with pytest.raises(Suspended):
        sample.fresh(COUNSELLOR)
    (seen,) = [user for user in sample.fresh(FOUNDER).users() if user.id == leaver.id]
    assert seen.is_revoked
    assert seen.is_suspended
    for refused in (
        lambda: accounts.reinstate(leaver.id, NOW),
        lambda: accounts.suspend(leaver.id, NOW),
        lambda: recover(sample.keys, sample.founded.recovery.code, NOW).reinstate(sample.items, COUNSELLOR),
    ):
        with pytest.raises(AccountClosed):
            refused()
    with pytest.raises(NotAllowed):
        accounts.grant(leaver.id, leaver.fingerprint, NOW)
    assert len(sample.items.items(REVOCATION)) == 1


def test_no_later_word_lifts_the_last_one(sample: Sample) -> None:
    """An administrator with a program of his own can write what he likes."""
    leaver, admin = sample.rings[COUNSELLOR].user, sample.rings[ADMIN]
    sample.accounts(ADMIN).revoke(leaver.id, NOW)
    for serial in (1, FINAL, FINAL + 1):
        lifted = suspension(
            admin.secret, leaver.id, NOW, serial=serial, acknowledged=frozenset(), is_lifted=True
        )
        other = sample.items.copy()
        if serial == FINAL:
            lifted = (suspension_id(leaver.id, 1), lifted[1])
        other.put_item(SUSPENSION, *lifted)
        with pytest.raises(Suspended):
            Keyring(sample.rings[COUNSELLOR].secret, bytes(32), other, DEVICE, NOW)


def test_the_last_holder_is_not_closed_out(sample: Sample) -> None:
    second = sample.join("zweite", Role.ADMIN)
    sample.accounts("zweite").revoke(sample.rings[COUNSELLOR].user.id, NOW)
    with pytest.raises(LastHolder):
        sample.accounts("zweite").revoke(sample.rings[FOUNDER].user.id, NOW)
    assert second.user.roles == {Role.ADMIN}


@pytest.mark.parametrize("name", [COUNSELLOR, SUPERVISOR, SPRACHMITTLER])
def test_only_an_administrator_closes_accounts(sample: Sample, name: str) -> None:
    with pytest.raises(NotAllowed):
        sample.accounts(name).revoke(sample.rings[ADMIN].user.id, NOW)
    with pytest.raises(NotAllowed):
        sample.accounts(FOUNDER).revoke(sample.rings[FOUNDER].user.id, NOW)


def test_what_is_due_follows_from_what_the_leaver_knew(sample: Sample) -> None:
    assert due(sample) == set()
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    assert due(sample) == due(sample, ADMIN) == due(sample, SPRACHMITTLER) == set(COUNSEL)
    ring = sample.fresh(ADMIN)
    assert set(rotation.overdue(ring, sample.items).values()) == {NOW}
    assert rotation.overdue_storage(ring, sample.items) == NOW
    assert (
        rotation.overdue_storage(
            Keyring(ring.secret, bytes(32), sample.items, DEVICE, NOW, storage_epoch=2), sample.items
        )
        is None
    )
    assert not [
        raw
        for _, raw in sample.items.items(GRANT)
        if read_grant(raw)[1].context.grantee == sample.rings[COUNSELLOR].user.id
    ]
    renewed(sample)
    assert due(sample) == set()


def test_a_sprachmittler_knows_no_domain(sample: Sample) -> None:
    sample.accounts(ADMIN).revoke(sample.rings[SPRACHMITTLER].user.id, NOW)
    assert due(sample) == set()
    assert rotation.overdue_storage(sample.fresh(FOUNDER), sample.items) == NOW


def test_taking_a_role_away_makes_its_keys_due(sample: Sample) -> None:
    user = sample.join("beide", Role.COUNSELLOR, Role.SUPERVISOR).user.id
    sample.accounts(FOUNDER).grant(user, sample.rings["beide"].user.fingerprint, NOW)
    sample.accounts(ADMIN).change_roles(user, frozenset({Role.COUNSELLOR}), NOW)
    assert due(sample) == {Domain.AUDIT}
    assert rotation.overdue_storage(sample.fresh(FOUNDER), sample.items) is None
    sample.accounts(ADMIN).change_roles(user, frozenset({Role.SPRACHMITTLER}), LATER)
    assert due(sample) == set(Domain)
    renewed(sample)
    assert due(sample) == set()


def test_a_grant_that_stayed_makes_its_key_due(sample: Sample) -> None:
    """Somebody granted the newest key while an administrator took the role away."""
    user = sample.rings[COUNSELLOR].user.id
    kept = dict(sample.items.rows)
    sample.accounts(ADMIN).change_roles(user, frozenset({Role.SPRACHMITTLER}), NOW)
    renewed(sample)
    founder = sample.rings[FOUNDER]
    for domain in (Domain.CASE, Domain.AUDIT):
        raw = dict(founder.circle_keys.all_raw())[
            founder.default_circle, domain, 2 if domain is Domain.CASE else 1
        ]
        item = make_grant(
            founder.secret,
            founder.trust.entry(user).keys,
            domain,
            raw,
            circle=founder.default_circle,
            epoch=2 if domain is Domain.CASE else 1,
            now=NOW,
        )
        sample.items.put_item(GRANT, *item)
    assert rotation.overdue(sample.fresh(FOUNDER), sample.items) == {
        (founder.default_circle, Domain.CASE): None,
        (founder.default_circle, Domain.AUDIT): None,
    }
    sample.items.rows |= {id_: row for id_, row in kept.items() if row[0] == GRANT}
    assert due(sample) == {Domain.CASE, Domain.AUDIT}, "old epochs are known for ever and due no more"


def test_every_key_that_the_leaver_kept_opens_nothing_new(sample: Sample) -> None:
    sample.join("beide", Role.COUNSELLOR, Role.SUPERVISOR)
    leaver = sample.rings["beide"]
    old_rows = {domain: a_key(leaver, domain) for domain in RECORD_DOMAINS}
    kept = list(all_secrets(leaver))
    kept_grants = [raw for _, raw in sample.items.items(GRANT)]
    sample.accounts(ADMIN).revoke(leaver.user.id, NOW)
    founder = renewed(sample)
    for domain, (old, old_key) in old_rows.items():
        assert founder.unwrap(old).id == old.id, "what was written before stays readable for the others"
        assert founder.epoch(domain, founder.default_circle) == 2
        row, key = founder.new_subject_key(old.subject, domain)
        header = header_for(row)
        blob = founder.seal(key, header, b"marker")
        for name in (FOUNDER, COUNSELLOR) if domain is not Domain.STATISTICS else (FOUNDER, SUPERVISOR):
            ring = sample.rings[name]
            assert ring.open(ring.unwrap(row), header, blob) == b"marker"
        for secret in [*kept, key_bytes(old_key)]:
            with pytest.raises(Tampered):
                DomainKey(founder.centre, row.circle, domain, row.epoch, secret[:32]).unwrap(row)
        with pytest.raises(Tampered):
            old_key.open(header, blob)
        with pytest.raises(NoKey):
            leaver.unwrap(row)
    assert opened_of(leaver, kept_grants) == 5
    assert opened_of(leaver, [raw for _, raw in sample.items.items(GRANT)]) == 0


def key_bytes(key: object) -> bytes:
    return key._name  # type: ignore[attr-defined, no-any-return]


def opened_of(ring: Keyring, grants: list[bytes]) -> int:
    """How many grants somebody opens with his private key and no check at all."""
    opened = 0
    for raw in grants:
        grant = read_grant(raw)[1]
        try:
            ring.secret.opening.open(packed("grant1", encode(grant.context)), grant.sealed, "probe")
            opened += 1
        except Tampered:
            pass
    return opened


def test_the_trail_goes_on_under_a_key_that_the_leaver_has_not(sample: Sample) -> None:
    from beratung.domain.work import Action
    from beratung.vault import AuditReader

    second = sample.join("zweite", Role.SUPERVISOR)
    old = {epoch: OpeningKey(key.raw()) for epoch, key in second.circle_keys.audit.items()}
    sample.accounts(ADMIN).revoke(second.user.id, NOW)
    renewed(sample)
    rows, writer = MemoryAudit(), sample.rings[SPRACHMITTLER]
    writer.append_audit(rows, [writer.audit_event(Action.READ, "case")], NOW)
    assert list(AuditReader(writer.centre, old).lines(rows.rows)) == []
    assert [line.kind for line in sample.rings[SUPERVISOR].audit_reader().lines(rows.rows)] == ["case"]


def test_the_audit_key_is_changed_by_the_founder_or_the_sheet_alone(sample: Sample) -> None:
    second = sample.join("zweite", Role.SUPERVISOR)
    circle = second.default_circle
    sample.accounts(ADMIN).revoke(second.user.id, NOW)
    supervisor = sample.fresh(SUPERVISOR)
    assert not rotation.may_renew(supervisor, circle, Domain.AUDIT)
    assert rotation.may_renew(supervisor, circle, Domain.STATISTICS)
    assert not rotation.may_renew(supervisor, circle, Domain.CASE)
    with pytest.raises(NotAllowed):
        rotation.renew(supervisor, sample.items, circle, Domain.AUDIT, NOW)
    assert [u.name for u in rotation.holders(supervisor, sample.items, circle, Domain.AUDIT)] == [
        FOUNDER,
        SUPERVISOR,
    ]
    assert [u.name for u in rotation.who_may_renew(supervisor, sample.items, circle, Domain.AUDIT)] == [
        FOUNDER
    ]
    sheet = recover(sample.keys, sample.founded.recovery.code, NOW).keyring(sample.items, DEVICE)
    assert rotation.may_renew(sheet, circle, Domain.AUDIT)
    assert rotation.may_renew_storage(sheet.user)
    assert not rotation.may_renew_storage(sample.rings[SPRACHMITTLER].user)
    rotation.renew(sheet, sample.items, circle, Domain.AUDIT, NOW)
    assert due(sample) == {Domain.STATISTICS}
    assert sample.fresh(SUPERVISOR).circle_keys.audit.keys() == {1, 2}


def test_who_does_not_hold_the_newest_key_renews_nothing(sample: Sample) -> None:
    for name, error in ((ADMIN, NotAllowed), (SPRACHMITTLER, NotAllowed)):
        ring = sample.rings[name]
        with pytest.raises(error):
            rotation.renew(ring, sample.items, ring.default_circle, Domain.CASE, NOW)
    puppet = sample.join("puppe", Role.COUNSELLOR)
    for _, key in [(id_, read_grant(raw)[1].context) for id_, raw in sample.items.items(GRANT)]:
        if key.grantee == puppet.user.id:
            sample.items.remove_item(
                next(id_ for id_, raw in sample.items.items(GRANT) if read_grant(raw)[1].context == key)
            )
    ring = sample.fresh("puppe")
    with pytest.raises(NoKey):
        rotation.renew(ring, sample.items, ring.default_circle, Domain.CASE, NOW)


def test_a_role_alone_gets_no_new_key(sample: Sample) -> None:
    """A puppet of the administrator grants itself something sealed to itself: nobody can look inside."""
    puppet = sample.join("puppe", Role.COUNSELLOR)
    circle = puppet.default_circle
    for id_, raw in list(sample.items.items(GRANT)):
        if read_grant(raw)[1].context.grantee == puppet.user.id:
            sample.items.remove_item(id_)
    keys = puppet.trust.entry(puppet.user.id).keys
    forged = make_grant(puppet.secret, keys, Domain.CASE, bytes(32), circle=circle, epoch=1, now=NOW)
    sample.items.put_item(GRANT, *forged)
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    founder = renewed(sample)
    got = {
        read_grant(raw)[1].context.grantee
        for _, raw in sample.items.items(GRANT)
        if read_grant(raw)[1].context.epoch == 2
    }
    assert puppet.user.id not in got
    assert founder.user.id in got
    assert not sample.fresh("puppe").may_read(Domain.CASE)


def test_a_suspended_user_gets_the_new_key_when_he_is_back(sample: Sample) -> None:
    away = sample.join("pause", Role.COUNSELLOR)
    sample.accounts(ADMIN).suspend(away.user.id, NOW)
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    renewed(sample)
    sample.accounts(ADMIN).reinstate(away.user.id, NOW)
    sample.rings[FOUNDER].refresh(sample.items, NOW)
    assert due(sample) == set()
    (waits,) = sample.accounts(FOUNDER).pending()
    assert (waits.name, set(waits.missing)) == ("pause", {domain.value for domain in COUNSEL})
    sample.accounts(FOUNDER).grant(away.user.id, away.user.fingerprint, NOW)
    ring = Keyring(away.secret, bytes(32), sample.items, DEVICE, NOW)
    assert ring.epoch(Domain.CASE, ring.default_circle) == 2


def test_the_recovery_sheet_opens_every_epoch(sample: Sample) -> None:
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    founder = renewed(sample)
    row, key = a_key(founder, Domain.CASE)
    header = header_for(row)
    sheet = recover(sample.keys, sample.founded.recovery.code, NOW).keyring(sample.items, DEVICE)
    assert sheet.open(sheet.unwrap(row), header, founder.seal(key, header, b"marker")) == b"marker"


def test_a_further_circle_is_renewed_by_its_members(sample: Sample) -> None:
    founder, leaver = sample.rings[FOUNDER], sample.rings[COUNSELLOR]
    third = sample.join("dritte", Role.COUNSELLOR)
    circle = Circles(founder, sample.items).found([leaver.user.id, third.user.id], NOW)
    sample.accounts(ADMIN).revoke(leaver.user.id, NOW)
    admin = sample.fresh(ADMIN)
    overdue = {domain for of, domain in rotation.overdue(admin, sample.items) if of == circle}
    assert overdue == {Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING}
    renewed(sample)
    ring = sample.rings["dritte"]
    assert ring.epoch(Domain.CASE, circle) == 2
    row, _ = ring.new_subject_key(uuid4(), Domain.CASE, circle)
    with pytest.raises(NoKey):
        leaver.unwrap(row)
    assert due(sample) == set()


def test_words_about_keys_that_do_not_count(sample: Sample) -> None:
    founder = sample.rings[FOUNDER]
    victim, slot = sample.rings[COUNSELLOR].user.id, Known(founder.default_circle, Domain.CASE, 1)
    state_revocation(sample.rings[SUPERVISOR].secret, sample.items, victim, [slot], NOW)
    sample.items.put_item(REVOCATION, uuid4(), b"no such thing")
    admin = sample.rings[ADMIN]
    state_revocation(admin.secret, sample.items, admin.user.id, [slot], NOW)
    good = MemoryItems()
    state_revocation(admin.secret, good, victim, [slot], NOW)
    ((_, raw),) = good.items(REVOCATION)
    sample.items.put_item(REVOCATION, uuid4(), raw)
    words = Revocations(founder.trust, sample.items)
    assert words.found == []
    assert len(words.rejected) == 4
    assert due(sample) == set()
    assert revocation_id(victim, 1) != revocation_id(victim, 2)
    body = decode(Revocation, decode(Signed, raw, REVOCATION).body, REVOCATION)
    assert (body.user, body.known, body.storage) == (victim, (slot,), 0)


def test_what_an_administrator_stated_holds_after_he_left(sample: Sample) -> None:
    sample.join("zweite", Role.ADMIN)
    sample.accounts("zweite").revoke(sample.rings[COUNSELLOR].user.id, NOW)
    sample.rings[FOUNDER].refresh(sample.items, NOW)
    sample.accounts(FOUNDER).revoke(sample.rings["zweite"].user.id, LATER)
    assert due(sample) == set(COUNSEL)
    assert {u.name for u in sample.fresh(FOUNDER).users() if u.is_revoked} == {COUNSELLOR, "zweite"}


def test_a_word_about_a_key_that_nobody_states_is_no_matter(sample: Sample) -> None:
    admin = sample.rings[ADMIN]
    state_revocation(
        admin.secret, sample.items, sample.rings[COUNSELLOR].user.id, [Known(uuid4(), Domain.CASE, 1)], NOW
    )
    assert due(sample) == set()


def test_damaged_and_strange_grants_disturb_nobody(sample: Sample) -> None:
    founder = sample.rings[FOUNDER]
    sample.items.put_item(GRANT, uuid4(), b"no grant")
    stranger = make_grant(
        founder.secret,
        founder.trust.entry(founder.user.id).keys,
        "other",
        bytes(32),
        circle=founder.default_circle,
        epoch=1,
        now=NOW,
    )
    sample.items.put_item(GRANT, *stranger)
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    renewed(sample)
    assert due(sample) == set()


def test_a_word_that_is_not_stored_changes_nothing(sample: Sample) -> None:
    """The store loses the statement: then nothing may be sealed under the new key."""

    class Forgetful(MemoryItems):
        def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
            if kind != CIRCLE:
                super().put_item(kind, id, body)

    items = Forgetful()
    items.rows = dict(sample.items.rows)
    founder = sample.rings[FOUNDER]
    with pytest.raises(Tampered), founder.tentatively():
        rotation.renew(founder, items, founder.default_circle, Domain.CASE, NOW)
    assert founder.epoch(Domain.CASE, founder.default_circle) == 1


def test_a_key_is_taken_back_when_its_transaction_fails(sample: Sample) -> None:
    founder, items = sample.rings[FOUNDER], sample.items.copy()

    def fail() -> None:
        with founder.tentatively():
            rotation.renew(founder, items, founder.default_circle, Domain.CASE, NOW)
            assert founder.epoch(Domain.CASE, founder.default_circle) == 2
            raise ZeroDivisionError

    def lock() -> None:
        with founder.tentatively():
            founder.forget()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert founder.epoch(Domain.CASE, founder.default_circle) == 1
    with pytest.raises(ZeroDivisionError):
        lock()
    with pytest.raises(Locked):
        founder.epoch(Domain.CASE, founder.default_circle)


def test_a_leaver_cannot_begin_an_epoch_himself(sample: Sample) -> None:
    """He holds the former key and can make a proof; his signature does not count any more."""
    leaver = sample.rings[COUNSELLOR]
    former = dict(leaver.circle_keys.all_raw())[leaver.default_circle, Domain.CASE, 1]
    sample.accounts(ADMIN).revoke(leaver.user.id, NOW)
    slot = (leaver.default_circle, Domain.CASE, 2)
    sample.items.put_item(CIRCLE, *state_key(leaver.secret, slot, bytes(32), NOW, former=former))
    founder = renewed(sample)
    assert founder.epoch(Domain.CASE, founder.default_circle) == 2
    assert founder.circle_keys.makers[slot] == founder.user.id
