# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Grants and statements about keys: forged, re-targeted, exchanged, and none of it accepted."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.domain.work import Action
from beratung.vault import ClockWrong, Keyring, NoKey, Tampered, stating
from beratung.vault.circles import (
    Slot,
    check_of,
    link_of,
    make_grant,
    new_key,
    open_grant,
    read_grant,
    state_key,
)
from beratung.vault.encoding import decode, encode, packed
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import OpeningKey, seal_to
from beratung.vault.statements import (
    CIRCLE,
    GRANT,
    STORAGE,
    USER,
    CircleKey,
    Grant,
    GrantContext,
    Signed,
    circle_key_id,
    circle_of,
    grant_id,
    read,
)
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

replace = msgspec.structs.replace


def grant_for(sample: Sample, name: str, domain: Domain = Domain.CASE) -> tuple[UUID, Signed, Grant]:
    """The grant of a domain to a user."""
    user = sample.rings[name].user.id
    for id_, raw in sample.items.items(GRANT):
        signed, grant = read_grant(raw)
        if (grant.context.grantee, grant.context.what) == (user, domain):
            return id_, signed, grant
    raise LookupError


def resigned(grant: Grant, by: UserSecret, *, named: UUID | None = None) -> bytes:
    """A grant signed by somebody, or in somebody's name."""
    body = encode(grant)
    return encode(Signed(body, named or by.user, by.sign(GRANT, body)))


def resealed(grant: Grant, public: bytes, raw: bytes, **changes: object) -> Grant:
    """A grant with another context or key, sealed rightly."""
    context = replace(grant.context, **changes)
    return Grant(1, context, seal_to(public, packed("grant1", encode(context)), raw))


def open_with(sample: Sample, name: str, id_: UUID, body: bytes) -> Keyring:
    return sample.fresh(name, sample.items.changed(id_, body))


def is_refused(ring: Keyring, domain: Domain = Domain.CASE) -> bool:
    return not ring.may_read(domain) and [r.kind for r in ring.rejected] == [GRANT]


def test_the_real_grant_opens(shared: Sample) -> None:
    id_, signed, _ = grant_for(shared, COUNSELLOR)
    assert open_with(shared, COUNSELLOR, id_, encode(signed)).may_read(Domain.CASE)


def test_an_unsigned_grant_is_refused(shared: Sample) -> None:
    id_, signed, _ = grant_for(shared, COUNSELLOR)
    for signature in (b"", bytes(64), os.urandom(64)):
        assert is_refused(open_with(shared, COUNSELLOR, id_, encode(replace(signed, signature=signature))))


@pytest.mark.parametrize("signer", [ADMIN, SPRACHMITTLER, SUPERVISOR, COUNSELLOR])
def test_a_grant_in_the_founder_s_name_by_another_key_is_refused(shared: Sample, signer: str) -> None:
    id_, signed, grant = grant_for(shared, COUNSELLOR)
    forged = resigned(grant, shared.rings[signer].secret, named=signed.by)
    assert is_refused(open_with(shared, COUNSELLOR, id_, forged))


@pytest.mark.parametrize("signer", [ADMIN, SPRACHMITTLER, SUPERVISOR])
def test_a_grant_by_who_does_not_hold_the_domain_is_refused(
    shared: Sample, founder: Keyring, signer: str
) -> None:
    """Even with the right key inside: the signer's role is not given this domain."""
    id_, _, grant = grant_for(shared, COUNSELLOR)
    forger, target = shared.rings[signer], shared.rings[COUNSELLOR]
    key = founder.circle_keys.key(founder.default_circle, Domain.CASE, 1)
    assert key is not None
    made = resealed(grant, target.secret.opening.public, key.raw, granter=forger.user.id)
    assert is_refused(open_with(shared, COUNSELLOR, id_, resigned(made, forger.secret)))


def test_a_grant_by_a_colleague_who_holds_it_counts(shared: Sample, founder: Keyring) -> None:
    id_, _, grant = grant_for(shared, FOUNDER)
    colleague = shared.rings[COUNSELLOR]
    key = colleague.circle_keys.key(founder.default_circle, Domain.CASE, 1)
    assert key is not None
    made = resealed(grant, founder.secret.opening.public, key.raw, granter=colleague.user.id)
    assert open_with(shared, FOUNDER, id_, resigned(made, colleague.secret)).may_read(Domain.CASE)


def test_a_signer_outside_the_root_s_chain_is_refused(shared: Sample) -> None:
    id_, _, grant = grant_for(shared, COUNSELLOR)
    stranger = UserSecret.generate(shared.founded.centre, uuid4(), shared.rings[FOUNDER].secret.pin)
    made = replace(grant, context=replace(grant.context, granter=stranger.user))
    assert is_refused(open_with(shared, COUNSELLOR, id_, resigned(made, stranger)))


def test_a_granter_who_is_not_the_signer_is_refused(shared: Sample, founder: Keyring) -> None:
    id_, _, grant = grant_for(shared, COUNSELLOR)
    made = replace(grant, context=replace(grant.context, granter=shared.rings[ADMIN].user.id))
    assert is_refused(open_with(shared, COUNSELLOR, id_, resigned(made, founder.secret)))


def test_the_admin_grants_himself_nothing(shared: Sample) -> None:
    """With his own keys, his own signature, and every row of the database."""
    admin = shared.rings[ADMIN]
    items = shared.items.copy()
    for domain in (Domain.IDENTITY, Domain.CASE, Domain.STATISTICS):
        _, signed, grant = grant_for(shared, COUNSELLOR, domain)
        context = replace(grant.context, grantee=admin.user.id)
        for forged in (
            encode(signed),
            resigned(replace(grant, context=context), admin.secret),
            resigned(
                resealed(
                    grant,
                    admin.secret.opening.public,
                    os.urandom(32),
                    grantee=admin.user.id,
                    granter=admin.user.id,
                ),
                admin.secret,
            ),
        ):
            items.put_item(GRANT, grant_id(context), forged)
            assert not shared.fresh(ADMIN, items).may_read(domain)


@pytest.mark.parametrize(
    "changes",
    [
        {"centre": UUID(int=1)},
        {"what": "identity"},
        {"what": "nonsense"},
        {"circle": UUID(int=1)},
        {"epoch": 2},
        {"keys": bytes(32)},
        {"granter": UUID(int=1)},
        {"not_before": NOW - timedelta(days=1)},
        {"v": 1, "grantee": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_re_targeted_grant_is_refused(shared: Sample, founder: Keyring, changes: dict[str, Any]) -> None:
    """The founder's own signature under another context: the sealed part does not open in it."""
    id_, _, grant = grant_for(shared, SUPERVISOR, Domain.STATISTICS)
    target = SUPERVISOR
    if "grantee" in changes:
        target = COUNSELLOR
        changes = {
            "grantee": shared.rings[COUNSELLOR].user.id,
            "keys": grant_for(shared, COUNSELLOR)[2].context.keys,
        }
    made = replace(grant, context=replace(grant.context, **changes))
    items = shared.items.copy()
    items.remove_item(id_)
    items.remove_item(grant_for(shared, target, Domain.STATISTICS)[0])
    items.put_item(GRANT, grant_id(made.context), resigned(made, founder.secret))
    ring = shared.fresh(target, items)
    assert not ring.may_read(Domain.STATISTICS)
    assert not any(
        slot[1] is not Domain.AUDIT and target == SUPERVISOR for slot, _ in ring.circle_keys.all_raw()
    )


@pytest.mark.parametrize("field", ["centre", "grantee", "keys", "granter"])
def test_a_context_that_is_wrong_by_itself_is_refused(shared: Sample, founder: Keyring, field: str) -> None:
    """Sealed to the right user, signed by the founder, and still not for this user, these keys, this centre."""
    _, _, grant = grant_for(shared, COUNSELLOR)
    target = shared.rings[COUNSELLOR]
    right = resealed(grant, target.secret.opening.public, bytes(32))
    wrong = resealed(
        grant, target.secret.opening.public, bytes(32), **{field: bytes(32) if field == "keys" else uuid4()}
    )
    assert open_with_trust(target, resigned(right, founder.secret)) == bytes(32)
    with pytest.raises(Tampered):
        open_with_trust(target, resigned(wrong, founder.secret))


def open_with_trust(ring: Keyring, raw: bytes) -> bytes:
    return open_grant(ring.secret, ring.trust, *read_grant(raw), NOW)


def test_a_grant_may_begin_within_a_day(shared: Sample, founder: Keyring) -> None:
    """Clocks of two computers differ; a day is forgiven, not more."""
    _, _, grant = grant_for(shared, COUNSELLOR)
    target = shared.rings[COUNSELLOR]
    for later, opens in ((timedelta(days=1), True), (timedelta(days=1, seconds=1), False)):
        made = resealed(grant, target.secret.opening.public, bytes(32), not_before=NOW + later)
        raw = resigned(made, founder.secret)
        if opens:
            assert open_with_trust(target, raw) == bytes(32)
            continue
        with pytest.raises(ClockWrong):
            open_with_trust(target, raw)


def test_a_grant_in_another_place_is_refused(shared: Sample) -> None:
    id_, signed, _ = grant_for(shared, COUNSELLOR)
    items = shared.items.copy()
    items.remove_item(id_)
    items.put_item(GRANT, uuid4(), encode(signed))
    assert is_refused(shared.fresh(COUNSELLOR, items))


def test_no_exchange_of_two_grants_is_accepted(shared: Sample) -> None:
    rows = shared.items.items(GRANT)
    for id_, _ in rows:
        for other, body in rows:
            if id_ == other:
                continue
            items = shared.items.changed(id_, body)
            user = read_grant(shared.items.rows[id_][1])[1].context
            name = next((n for n, ring in shared.rings.items() if ring.user.id == user.grantee), None)
            if name is not None:
                assert not shared.fresh(name, items).may_read(Domain(user.what))


def test_bit_flips_of_grants_are_refused(shared: Sample) -> None:
    _, signed, _ = grant_for(shared, COUNSELLOR)
    raw, dice = encode(signed), random.Random(17)
    ring = shared.rings[COUNSELLOR]
    for _ in range(2000):
        place = dice.randrange(len(raw) * 8)
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises((Tampered, ValueError)):
            open_grant(ring.secret, ring.trust, *read_grant(bytes(flipped)), NOW)


def test_another_key_than_the_stated_one_is_refused(shared: Sample, founder: Keyring) -> None:
    """A counsellor cannot slip a colleague a key of his own under the circle's name."""
    id_, _, grant = grant_for(shared, COUNSELLOR)
    target = shared.rings[COUNSELLOR]
    for raw in (os.urandom(32), b"", os.urandom(96)):
        made = resealed(grant, target.secret.opening.public, raw)
        assert is_refused(open_with(shared, COUNSELLOR, id_, resigned(made, founder.secret)))


def test_a_grant_for_former_keys_is_refused(shared: Sample, founder: Keyring) -> None:
    id_, _, grant = grant_for(shared, COUNSELLOR)
    old = UserSecret.generate(shared.founded.centre, shared.rings[COUNSELLOR].user.id, founder.secret.pin)
    key = founder.circle_keys.key(founder.default_circle, Domain.CASE, 1)
    assert key is not None
    made = resealed(grant, old.opening.public, key.raw)
    assert is_refused(open_with(shared, COUNSELLOR, id_, resigned(made, founder.secret)))
    with pytest.raises(Tampered):
        open_grant(old, founder.trust, *read_grant(resigned(made, founder.secret)), NOW)


def test_a_grant_that_begins_later_says_so(shared: Sample, founder: Keyring) -> None:
    keys = founder.trust.keys_of(shared.rings[COUNSELLOR].user.id)
    key = founder.circle_keys.key(founder.default_circle, Domain.CASE, 1)
    assert keys is not None
    assert key is not None
    id_, body = make_grant(
        founder.secret, keys, Domain.CASE, key.raw, circle=key.circle, epoch=1, now=NOW + timedelta(days=3)
    )
    with pytest.raises(ClockWrong):
        open_with(shared, COUNSELLOR, id_, body)


def test_a_storage_grant_in_the_table_is_no_domain(shared: Sample, founder: Keyring) -> None:
    keys = founder.trust.keys_of(shared.rings[COUNSELLOR].user.id)
    assert keys is not None
    items = shared.items.copy()
    items.put_item(
        GRANT,
        *make_grant(
            founder.secret, keys, STORAGE, bytes(32), circle=founder.default_circle, epoch=1, now=NOW
        ),
    )
    assert shared.fresh(COUNSELLOR, items).rejected == ()


def test_a_domain_grant_is_no_storage_grant(sample: Sample, founder: Keyring) -> None:
    from beratung.vault import KeyFileDamaged
    from beratung.vault.files import write_twice
    from beratung.vault.storage_grant import StorageGrant, read_storage_key

    target = sample.rings[COUNSELLOR]
    path = sample.keys / f"{target.user.id}.grant"
    real = decode(StorageGrant, path.read_bytes(), "x")
    keys = founder.trust.keys_of(target.user.id)
    assert keys is not None
    for what, raw in ((Domain.CASE.value, bytes(32)), (STORAGE, bytes(31))):
        _, body = make_grant(founder.secret, keys, what, raw, circle=founder.default_circle, epoch=1, now=NOW)
        write_twice(path, encode(replace(real, grant=body)))
        with pytest.raises(KeyFileDamaged):
            read_storage_key(sample.keys, target.secret, NOW)
    write_twice(path, encode(replace(real, chain=(*real.chain, (uuid4(), b"garbage")))))
    with pytest.raises(KeyFileDamaged):
        read_storage_key(sample.keys, target.secret, NOW)
    write_twice(path, encode(real))
    assert read_storage_key(sample.keys, target.secret, NOW) == sample.founded.storage_key


# Statements about keys, epochs and further circles.


def with_key(
    sample: Sample,
    by: str,
    slot: Slot,
    raw: bytes,
    *,
    former: bytes = b"",
    nonce: bytes = b"",
    to: tuple[str, ...] = (COUNSELLOR,),
    items: MemoryItems | None = None,
) -> MemoryItems:
    """Items with one more key of a circle, stated and granted by one user to others."""
    items = (items or sample.items).copy()
    secret = sample.rings[by].secret
    items.put_item(CIRCLE, *state_key(secret, slot, raw, NOW, former=former, nonce=nonce))
    for name in to:
        keys = sample.rings[FOUNDER].trust.keys_of(sample.rings[name].user.id)
        assert keys is not None
        circle, domain, epoch = slot
        items.put_item(GRANT, *make_grant(secret, keys, domain, raw, circle=circle, epoch=epoch, now=NOW))
    return items


def raw_of(ring: Keyring, domain: Domain) -> bytes:
    return dict(ring.circle_keys.all_raw())[ring.default_circle, domain, 1]


@pytest.mark.parametrize("domain", list(Domain))
def test_a_new_epoch_by_a_holder_is_taken_over(shared: Sample, founder: Keyring, domain: Domain) -> None:
    slot = (founder.default_circle, domain, 2)
    target = SUPERVISOR if domain is Domain.AUDIT else COUNSELLOR
    items = with_key(shared, FOUNDER, slot, new_key(domain), former=raw_of(founder, domain), to=(target,))
    ring = shared.fresh(target, items)
    assert ring.rejected == ()
    if domain is Domain.AUDIT:
        assert sorted(ring.circle_keys.audit) == [1, 2]
        public = ring.circle_keys.audit_public
        assert public is not None
        assert public[0] == 2
        return
    assert ring.epoch(domain, ring.default_circle) == 2
    old, _ = a_key(founder, domain)
    row, key = ring.new_subject_key(uuid4(), domain)
    assert (ring.unwrap(old).epoch, row.epoch) == (1, 2)
    header = header_for(row)
    assert ring.open(ring.unwrap(row), header, ring.seal(key, header, b"probe")) == b"probe"
    with pytest.raises(NoKey):
        founder.unwrap(row)


@pytest.mark.parametrize("domain", list(Domain))
def test_a_new_epoch_by_who_never_held_the_former_is_refused(
    shared: Sample, founder: Keyring, domain: Domain
) -> None:
    """A member of another circle with the role for the domain, but without this key."""
    slot = (founder.default_circle, domain, 2)
    for former in (b"", os.urandom(32)):
        target = SUPERVISOR if domain is Domain.AUDIT else COUNSELLOR
        items = with_key(shared, FOUNDER, slot, new_key(domain), former=former, to=(target,))
        ring = shared.fresh(target, items)
        assert circle_key_id(*slot) in [r.id for r in ring.rejected]
        assert slot not in ring.circle_keys.stated
        assert slot not in dict(ring.circle_keys.all_raw())
        assert ring.may_read(domain)
        if domain is not Domain.AUDIT:
            assert ring.epoch(domain, ring.default_circle) == 1


@pytest.mark.parametrize(
    ("by", "domain"),
    [
        (ADMIN, Domain.CASE),
        (SPRACHMITTLER, Domain.CASE),
        (SUPERVISOR, Domain.CASE),
        (COUNSELLOR, Domain.AUDIT),
    ],
)
def test_a_new_epoch_by_a_role_without_the_domain_is_refused(
    shared: Sample, founder: Keyring, by: str, domain: Domain
) -> None:
    slot = (founder.default_circle, domain, 2)
    items = with_key(shared, by, slot, new_key(domain), former=raw_of(founder, domain), to=(FOUNDER,))
    ring = shared.fresh(FOUNDER, items)
    assert circle_key_id(*slot) in [r.id for r in ring.rejected]
    public = ring.circle_keys.audit_public
    assert public is not None
    assert public[0] == 1


@pytest.mark.parametrize("by", [COUNSELLOR, SUPERVISOR])
def test_nobody_founds_the_default_circle_again(shared: Sample, founder: Keyring, by: str) -> None:
    domain = Domain.STATISTICS
    slot = (founder.default_circle, domain, 1)
    items = with_key(shared, by, slot, new_key(domain), to=(COUNSELLOR, SUPERVISOR))
    ring = shared.fresh(SUPERVISOR, items)
    assert not ring.may_read(domain)
    assert circle_key_id(*slot) in [r.id for r in ring.rejected]


def test_a_further_circle_belongs_to_its_members(shared: Sample) -> None:
    sample = shared
    nonce = os.urandom(16)
    circle = circle_of(sample.rings[COUNSELLOR].user.id, nonce)
    slot = (circle, Domain.CASE, 1)
    items = with_key(sample, COUNSELLOR, slot, new_key(Domain.CASE), nonce=nonce, to=(COUNSELLOR,))
    member, other = sample.fresh(COUNSELLOR, items), sample.fresh(FOUNDER, items)
    assert member.circles(Domain.CASE) == [member.default_circle, circle]
    assert member.epoch(Domain.CASE, circle) == 1
    assert member.missing() == ()
    assert other.circles(Domain.CASE) == [other.default_circle]
    assert not other.may_read(Domain.CASE, circle)
    row, _ = member.new_subject_key(uuid4(), Domain.CASE, circle)
    with pytest.raises(NoKey):
        other.unwrap(row)


def test_nobody_founds_another_s_circle_again(shared: Sample, founder: Keyring) -> None:
    nonce = os.urandom(16)
    circle = circle_of(shared.rings[COUNSELLOR].user.id, nonce)
    items = with_key(
        shared, FOUNDER, (circle, Domain.CASE, 1), new_key(Domain.CASE), nonce=nonce, to=(COUNSELLOR,)
    )
    ring = shared.fresh(COUNSELLOR, items)
    assert ring.circles(Domain.CASE) == [ring.default_circle]
    assert circle_key_id(circle, Domain.CASE, 1) in [r.id for r in ring.rejected]


def restated(sample: Sample, **changes: object) -> tuple[UUID, bytes]:
    """The founder's statement about the key of the cases with a change, signed again by him."""
    secret = sample.rings[FOUNDER].secret
    id_ = circle_key_id(sample.rings[FOUNDER].default_circle, Domain.CASE, 1)
    stated = replace(read(CircleKey, decode(Signed, sample.items.rows[id_][1], "x"), "x"), **changes)
    body = encode(stated)
    return circle_key_id(stated.circle, stated.domain, max(stated.epoch, 0)), encode(
        Signed(body, secret.user, secret.sign(CIRCLE, body))
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"centre": UUID(int=1)},
        {"circle": UUID(int=1)},
        {"epoch": 0},
        {"epoch": 2},
        {"check": bytes(32)},
        {"epoch": -1},
        {"link": b"x"},
        {"nonce": b"x"},
        {"public": b"x"},
        {"made_at": NOW.replace(tzinfo=None)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_statement_that_does_not_fit_is_refused(shared: Sample, changes: dict[str, object]) -> None:
    """Signed by the founder, and in the place that it names."""
    items = shared.items.copy()
    items.remove_item(circle_key_id(shared.rings[FOUNDER].default_circle, Domain.CASE, 1))
    id_, body = restated(shared, **changes)
    items.put_item(CIRCLE, id_, body)
    ring = shared.fresh(COUNSELLOR, items)
    assert not ring.may_read(Domain.CASE)
    assert ring.missing() == (Domain.CASE,)
    grant = grant_for(shared, COUNSELLOR)[0]
    assert sorted(r.id for r in ring.rejected) == sorted([grant] if "check" in changes else [id_, grant])


def test_a_statement_in_another_place_is_refused(shared: Sample) -> None:
    id_ = circle_key_id(shared.rings[FOUNDER].default_circle, Domain.CASE, 1)
    items = shared.items.copy()
    items.remove_item(id_)
    items.put_item(CIRCLE, uuid4(), shared.items.rows[id_][1])
    assert not shared.fresh(COUNSELLOR, items).may_read(Domain.CASE)


@pytest.mark.parametrize("public", [b"", b"\xff" * 1216, b"x" * 1217])
def test_an_audit_key_that_nothing_can_be_sealed_to_is_refused(
    shared: Sample, founder: Keyring, public: bytes
) -> None:
    """A supervisor's new epoch must not stop everybody from saving."""
    slot = (founder.default_circle, Domain.AUDIT, 2)
    secret = shared.rings[SUPERVISOR].secret
    id_, raw = state_key(secret, slot, new_key(Domain.AUDIT), NOW, former=raw_of(founder, Domain.AUDIT))
    body = encode(replace(read(CircleKey, decode(Signed, raw, "x"), "x"), public=public))
    items = shared.items.copy()
    items.put_item(CIRCLE, id_, encode(Signed(body, secret.user, secret.sign(CIRCLE, body))))
    ring = shared.fresh(COUNSELLOR, items)
    assert [r.id for r in ring.rejected] == [id_]
    rows = MemoryAudit()
    ring.append_audit(rows, [ring.audit_event(Action.READ, "case")], NOW)
    assert len(rows.rows) == 1


def test_an_audit_key_whose_halves_do_not_belong_together_is_refused(
    shared: Sample, founder: Keyring
) -> None:
    """Who holds the private half notices that everybody else seals to another one."""
    slot, raw, other = (founder.default_circle, Domain.AUDIT, 2), new_key(Domain.AUDIT), new_key(Domain.AUDIT)
    items = with_key(shared, FOUNDER, slot, raw, former=raw_of(founder, Domain.AUDIT), to=(SUPERVISOR,))
    assert sorted(shared.fresh(SUPERVISOR, items).circle_keys.audit) == [1, 2]
    id_, secret = circle_key_id(*slot), founder.secret
    stated = read(CircleKey, decode(Signed, items.rows[id_][1], "x"), "x")
    body = encode(replace(stated, public=OpeningKey(other).public))
    items.put_item(CIRCLE, id_, encode(Signed(body, secret.user, secret.sign(CIRCLE, body))))
    ring = shared.fresh(SUPERVISOR, items)
    assert sorted(ring.circle_keys.audit) == [1]
    assert [r.kind for r in ring.rejected] == [GRANT]


def test_only_founder_and_recovery_sheet_change_whom_the_trail_is_sealed_to(
    shared: Sample, founder: Keyring
) -> None:
    """Counsellors cannot check a link of the audit key; an administrator could make himself a supervisor."""
    admin, slot = shared.rings[ADMIN], (founder.default_circle, Domain.AUDIT, 2)
    own = UserSecret.generate(admin.centre, uuid4(), admin.secret.pin)
    invited = stating.invitation(admin.secret, own.user, "puppe", frozenset({Role.SUPERVISOR}), NOW)
    items = shared.items.copy()
    confirmer = shared.rings[COUNSELLOR].secret
    items.put_item(USER, *stating.membership(confirmer, invited, stating.acceptance(own), user=own.user))
    stated = state_key(own, slot, new_key(Domain.AUDIT), NOW, former=os.urandom(96))
    items.put_item(CIRCLE, *stated)
    ring = shared.fresh(COUNSELLOR, items)
    assert ring.circle_keys.audit_public == founder.circle_keys.audit_public
    assert [rejected.id for rejected in ring.rejected] == [stated[0]]


def test_the_trail_belongs_to_the_default_circle(shared: Sample, founder: Keyring) -> None:
    """Another circle's audit key of the same number would take the place of the real one."""
    nonce = os.urandom(16)
    circle = circle_of(shared.rings[FOUNDER].user.id, nonce)
    items = with_key(
        shared, FOUNDER, (circle, Domain.AUDIT, 1), new_key(Domain.AUDIT), nonce=nonce, to=(SUPERVISOR,)
    )
    ring = shared.fresh(SUPERVISOR, items)
    assert {epoch: key.raw() for epoch, key in ring.circle_keys.audit.items()} == {
        1: raw_of(founder, Domain.AUDIT)
    }
    assert len(ring.rejected) == 2


@pytest.mark.parametrize("size", [0, 31, 33, 96])
def test_a_key_of_a_wrong_size_is_refused_though_stated(shared: Sample, size: int) -> None:
    nonce = os.urandom(16)
    circle = circle_of(shared.rings[COUNSELLOR].user.id, nonce)
    items = with_key(shared, COUNSELLOR, (circle, Domain.CASE, 1), os.urandom(size), nonce=nonce)
    ring = shared.fresh(COUNSELLOR, items)
    assert [r.kind for r in ring.rejected] == [GRANT]
    assert ring.circles(Domain.CASE) == [ring.default_circle]


def test_numbers_below_zero_lock_nobody_out(shared: Sample, founder: Keyring) -> None:
    """Rightly signed nonsense is left out like any other."""
    from beratung.vault.statements import SUSPENSION, Suspension
    from beratung.vault.stating import suspension

    _, _, grant = grant_for(shared, COUNSELLOR)
    items = shared.items.copy()
    items.put_item(
        GRANT,
        uuid4(),
        resigned(resealed(grant, founder.secret.opening.public, b"", epoch=-1), founder.secret),
    )
    _, body = suspension(founder.secret, uuid4(), NOW, serial=1, acknowledged=frozenset())
    stated = decode(Signed, body, "x")
    low = encode(replace(read(Suspension, stated, "x"), serial=-1))
    items.put_item(
        SUSPENSION, uuid4(), encode(Signed(low, founder.user.id, founder.secret.sign(SUSPENSION, low)))
    )
    ring = shared.fresh(COUNSELLOR, items)
    assert sorted(r.kind for r in ring.rejected) == [GRANT, SUSPENSION]
    assert ring.may_read(Domain.CASE)


def test_garbage_among_the_items_is_listed_and_locks_nobody_out(shared: Sample) -> None:
    items = shared.items.copy()
    for kind in ("user", "suspension", "circle", "grant"):
        items.put_item(kind, uuid4(), b"garbage")
    ring = shared.fresh(COUNSELLOR, items)
    assert sorted(r.kind for r in ring.rejected) == ["circle", "grant", "suspension", "user"]
    assert ring.may_read(Domain.CASE)


def test_checks_and_links_depend_on_every_part() -> None:
    centre, circle = UUID(int=1), UUID(int=2)
    base = (circle, Domain.CASE, 1)
    others: list[Slot] = [
        (UUID(int=3), Domain.CASE, 1),
        (circle, Domain.IDENTITY, 1),
        (circle, Domain.CASE, 2),
    ]
    make: Callable[[UUID, Slot, bytes], bytes]
    for make in (check_of, lambda c, s, raw: link_of(c, s, raw, b"check")):
        values = {make(centre, slot, b"k" * 32) for slot in (base, *others)}
        values |= {make(UUID(int=9), base, b"k" * 32), make(centre, base, b"l" * 32)}
        assert len(values) == 6


def test_without_an_audit_key_nothing_is_written(shared: Sample) -> None:
    items = shared.items.copy()
    items.remove_item(circle_key_id(shared.rings[FOUNDER].default_circle, Domain.AUDIT, 1))
    ring = Keyring(shared.rings[COUNSELLOR].secret, bytes(32), items, DEVICE, NOW)
    with pytest.raises(Tampered):
        ring.append_audit(MemoryAudit(), [], NOW)


def test_a_grant_names_its_context_only(shared: Sample) -> None:
    _, _, grant = grant_for(shared, COUNSELLOR)
    assert isinstance(grant.context, GrantContext)
    assert repr(grant) == "<Grant>"
    assert Role.COUNSELLOR.value not in repr(grant.context)
