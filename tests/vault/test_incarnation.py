# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Only an administrator or the recovery sheet may say that an older state is the right one."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Role
from beratung.vault import Keyring, NotAllowed, recover
from beratung.vault.encoding import decode, encode
from beratung.vault.incarnation import INCARNATION, Incarnation, Reason, may_state, state_incarnation
from beratung.vault.statements import Signed, read
from tests.vault.samples import ADMIN, COUNSELLOR, DEVICE, FOUNDER, NOW, SUPERVISOR, Sample

STORE = uuid4()
MINUTES = int(NOW.timestamp()) // 60


def stated(ring: Keyring, after: int = 0) -> tuple[UUID, bytes]:
    return state_incarnation(
        ring.secret,
        ring.trust,
        after=after,
        store=STORE,
        generation=17,
        state=b"s" * 32,
        reason=Reason.RESTORED,
        source=b"m" * 32,
        now=NOW,
    )


def put(sample: Sample, ring: Keyring, after: int = 0) -> None:
    sample.items.put_item(INCARNATION, *stated(ring, after))


def test_a_centre_that_was_never_put_back_has_number_nought(founder: Keyring) -> None:
    assert founder.incarnation == 0


def test_everyone_sees_a_new_incarnation_and_a_later_one_is_higher(sample: Sample) -> None:
    put(sample, sample.rings[ADMIN])
    ring = sample.fresh(COUNSELLOR)
    assert ring.incarnation == MINUTES
    put(sample, sample.rings[FOUNDER], after=ring.incarnation)
    ring.refresh(sample.items, NOW)
    assert ring.incarnation == MINUTES + 1
    assert not ring.rejected


def test_the_recovery_sheet_may_state_one(sample: Sample) -> None:
    recovered = recover(sample.keys, sample.founded.recovery.code, NOW)
    put(sample, recovered.keyring(sample.items, DEVICE))
    assert sample.fresh(COUNSELLOR).incarnation == MINUTES


@pytest.mark.parametrize("name", [COUNSELLOR, SUPERVISOR])
def test_who_has_no_role_for_it_is_refused_and_counts_for_nobody(sample: Sample, name: str) -> None:
    ring = sample.rings[name]
    with pytest.raises(NotAllowed):
        stated(ring)
    id_, body = stated(sample.rings[ADMIN])
    signed = decode(Signed, body, INCARNATION)
    forged = Signed(signed.body, ring.user.id, ring.secret.sign(INCARNATION, signed.body))
    sample.items.put_item(INCARNATION, id_, encode(forged))
    seen = sample.fresh(FOUNDER)
    assert seen.incarnation == 0
    assert [(item.kind, item.id) for item in seen.rejected] == [(INCARNATION, id_)]


def test_neither_a_stranger_nor_a_suspended_administrator_may(sample: Sample) -> None:
    admin = sample.rings[ADMIN]
    assert not may_state(admin.trust, uuid4())
    sample.accounts().suspend(admin.user.id, NOW)
    assert not may_state(sample.fresh(FOUNDER).trust, admin.user.id)


def test_a_statement_counts_in_its_own_place_and_centre_only(sample: Sample) -> None:
    admin = sample.rings[ADMIN]
    id_, body = stated(admin)
    known = read(Incarnation, decode(Signed, body, INCARNATION), INCARNATION)
    elsewhere = encode(msgspec.structs.replace(known, centre=uuid4()))
    for item, content in (
        (uuid4(), body),
        (id_, body[:-1]),
        (id_, encode(Signed(elsewhere, admin.user.id, admin.secret.sign(INCARNATION, elsewhere)))),
    ):
        items = sample.items.copy()
        items.put_item(INCARNATION, item, content)
        assert sample.fresh(FOUNDER, items).incarnation == 0


@pytest.mark.parametrize("change", ["suspended", "no admin any more"])
def test_it_stays_when_its_maker_leaves(sample: Sample, change: str) -> None:
    admin = sample.rings[ADMIN]
    put(sample, admin)
    founder = sample.fresh(FOUNDER)
    sample.rings[FOUNDER] = founder
    if change == "suspended":
        sample.accounts().suspend(admin.user.id, NOW)
    else:
        sample.accounts().change_roles(admin.user.id, frozenset({Role.SPRACHMITTLER}), NOW)
    seen = sample.fresh(COUNSELLOR)
    assert seen.incarnation == MINUTES
    late = state_incarnation(
        admin.secret,
        admin.trust,
        after=seen.incarnation,
        store=STORE,
        generation=1,
        state=b"t" * 32,
        reason=Reason.ACCEPTED,
        now=NOW + timedelta(hours=1),
    )
    sample.items.put_item(INCARNATION, *late)
    assert sample.fresh(COUNSELLOR).incarnation == MINUTES


def test_the_newest_statement_says_what_it_goes_on_from(sample: Sample) -> None:
    admin = sample.rings[ADMIN]
    assert admin.incarnations.newest is None
    put(sample, admin)
    newest = sample.fresh(COUNSELLOR).incarnations.newest
    assert newest is not None
    assert (newest.store, newest.generation, newest.state) == (STORE, 17, b"s" * 32)
    assert (newest.reason, newest.source, newest.made_at) == (Reason.RESTORED, b"m" * 32, NOW)
