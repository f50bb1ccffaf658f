# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices open for their reader alone, messages for who holds scheduling; both only from who may write them."""

import os
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from beratung.domain.base import Domain, Role
from beratung.vault import Keyring, NoInbox, NoKey, NoSuchUser, NotAllowed, Tampered, VaultError
from beratung.vault import slices as module
from beratung.vault.circles import new_key
from beratung.vault.encoding import decode, encode
from beratung.vault.primitives import OpeningKey
from beratung.vault.slices import SharedKeys, SharedRow, inbox_id, inbox_of, state_inbox
from beratung.vault.statements import INBOX, SUSPENSION, Signed
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryItems,
    Sample,
)
from tests.vault.test_circles import raw_of, with_key

EVERYONE = (FOUNDER, COUNSELLOR, SPRACHMITTLER, SUPERVISOR, ADMIN)
HOLDERS = (FOUNDER, COUNSELLOR)
LATER = NOW + timedelta(hours=2)


def a_slice(sample: Sample, content: bytes = b"probe", *, to: str = SPRACHMITTLER) -> SharedRow:
    reader = sample.rings[to].user.id
    return SharedKeys(sample.rings[COUNSELLOR]).slice(uuid4(), reader, content, LATER)


def a_message(sample: Sample, by: str = SPRACHMITTLER, items: MemoryItems | None = None) -> SharedRow:
    return SharedKeys(sample.rings[by]).message(items or sample.items, uuid4(), b"ja gern", LATER)


def epoch_two(sample: Sample, founder: Keyring, *to: str) -> MemoryItems:
    slot = (founder.default_circle, Domain.SCHEDULING, 2)
    former = raw_of(founder, Domain.SCHEDULING)
    return with_key(sample, FOUNDER, slot, new_key(Domain.SCHEDULING), former=former, to=to)


def test_a_slice_opens_for_its_reader_and_says_who_wrote_it_when(shared: Sample) -> None:
    opened = SharedKeys(shared.rings[SPRACHMITTLER]).open(a_slice(shared))
    assert (opened.by, opened.at, opened.content) == (shared.rings[COUNSELLOR].user.id, LATER, b"probe")
    assert "probe" not in repr(opened)


@pytest.mark.parametrize("name", [FOUNDER, COUNSELLOR, SUPERVISOR, ADMIN])
def test_a_slice_opens_for_nobody_else_not_even_its_writer(shared: Sample, name: str) -> None:
    row = a_slice(shared)
    with pytest.raises(NoKey):
        SharedKeys(shared.rings[name]).open(row)
    SharedKeys(shared.rings[name]).check(row)
    shared_body = decode(module._Shared, decode(Signed, row.body, "slice").body, "slice")
    with pytest.raises(Tampered):
        shared.rings[name].secret.opening.open(
            module._info("slice", shared_body.context), shared_body.sealed, "probe"
        )


@pytest.mark.parametrize("name", [SPRACHMITTLER, SUPERVISOR, ADMIN])
def test_a_slice_is_given_by_who_holds_scheduling(shared: Sample, name: str) -> None:
    ring = shared.rings[name]
    with pytest.raises(NotAllowed):
        SharedKeys(ring).slice(uuid4(), shared.rings[SPRACHMITTLER].user.id, b"", NOW)


@pytest.mark.parametrize("name", [SPRACHMITTLER, SUPERVISOR, ADMIN])
def test_a_slice_forged_by_another_role_is_refused(
    shared: Sample, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "holders_of", lambda domain: frozenset(Role))
        row = SharedKeys(shared.rings[name]).slice(
            uuid4(), shared.rings[SPRACHMITTLER].user.id, b"komm her", NOW
        )
    with pytest.raises(Tampered):
        SharedKeys(shared.rings[SPRACHMITTLER]).open(row)


def test_a_reader_is_a_member_who_works_here(sample: Sample) -> None:
    keys = SharedKeys(sample.rings[COUNSELLOR])
    recovery = next(user for user in sample.rings[FOUNDER].trust.members() if user.is_recovery)
    sample.accounts().suspend(sample.rings[ADMIN].user.id, NOW)
    sample.rings[COUNSELLOR].refresh(sample.items, NOW)
    for reader in (uuid4(), recovery.id, sample.rings[ADMIN].user.id):
        with pytest.raises(NoSuchUser):
            keys.slice(uuid4(), reader, b"", NOW)


@pytest.mark.parametrize("name", EVERYONE)
def test_everyone_writes_to_the_inbox_and_holders_read_it(shared: Sample, name: str) -> None:
    row = a_message(shared, name)
    assert (row.reader, row.epoch) == (shared.rings[FOUNDER].default_circle, 1)
    for other in EVERYONE:
        if other in HOLDERS:
            keys = SharedKeys(shared.rings[other])
            for opened in (keys.open(row), keys.open(a_message(shared, name))):
                assert (opened.by, opened.content) == (shared.rings[name].user.id, b"ja gern")
        else:
            with pytest.raises(NoKey):
                SharedKeys(shared.rings[other]).open(row)
            SharedKeys(shared.rings[other]).check(row)


def changes(row: SharedRow, shared: Sample) -> dict[str, SharedRow]:
    other = shared.rings[FOUNDER].user.id
    return {
        "id": replace(row, id=uuid4()),
        "reader": replace(row, reader=other),
        "writer": replace(row, writer=other),
        "epoch": replace(row, epoch=row.epoch + 1),
        "kind": replace(row, epoch=0 if row.epoch else 1),
    }


@pytest.mark.parametrize("make", [a_slice, a_message])
@pytest.mark.parametrize("column", ["id", "reader", "writer", "epoch", "kind"])
def test_every_column_is_signed(shared: Sample, make: Callable[[Sample], SharedRow], column: str) -> None:
    changed = changes(make(shared), shared)[column]
    for name in (SPRACHMITTLER, FOUNDER):
        with pytest.raises(Tampered):
            SharedKeys(shared.rings[name]).open(changed)


def test_no_exchange_of_two_rows_is_accepted(shared: Sample) -> None:
    rows = [a_slice(shared, bytes([n])) for n in range(4)] + [a_slice(shared, to=ADMIN)]
    rows += [a_message(shared) for _ in range(4)] + [a_message(shared, SUPERVISOR)]
    for one in rows:
        for other in rows:
            if one is not other:
                with pytest.raises(Tampered):
                    SharedKeys(shared.rings[FOUNDER]).check(replace(one, body=other.body))


@pytest.mark.parametrize("make", [a_slice, a_message])
def test_every_changed_bit_is_noticed(shared: Sample, make: Callable[[Sample], SharedRow]) -> None:
    row = make(shared)
    keys = SharedKeys(shared.rings[FOUNDER])
    for at in range(0, len(row.body) * 8, 7):
        flipped = bytearray(row.body)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(VaultError):
            keys.check(replace(row, body=bytes(flipped)))


@pytest.mark.parametrize("sealed", [b"", b"x", os.urandom(1136), os.urandom(1200)])
def test_sealed_rubbish_of_a_colleague_is_noticed(
    shared: Sample, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "seal_to", lambda *parts: sealed)
        row = a_slice(shared)
    with pytest.raises(Tampered):
        SharedKeys(shared.rings[SPRACHMITTLER]).open(row)


def test_who_got_new_keys_is_told_that_old_slices_are_not_for_them(shared: Sample) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "keys_digest", lambda keys: bytes(32))
        row = a_slice(shared)
    with pytest.raises(NoKey):
        SharedKeys(shared.rings[SPRACHMITTLER]).open(row)


def test_the_length_of_a_slice_tells_little(shared: Sample) -> None:
    assert len({len(a_slice(shared, bytes(size)).body) for size in (0, 1, 30, 60)}) == 1


def test_what_a_suspended_user_wrote_before_stays_and_nothing_new_counts(sample: Sample) -> None:
    before, answer = a_slice(sample), a_message(sample, COUNSELLOR)
    writer = sample.rings[COUNSELLOR]
    sample.items.rows[before.id] = ("slice", before.body)
    sample.items.rows[answer.id] = ("message", answer.body)
    unseen = a_slice(sample)
    sample.accounts().suspend(writer.user.id, NOW)
    after = SharedKeys(writer).slice(uuid4(), sample.rings[SPRACHMITTLER].user.id, b"komm her", NOW)
    ring = sample.fresh(SPRACHMITTLER)
    assert SharedKeys(ring).open(before).content == b"probe"
    assert SharedKeys(sample.fresh(FOUNDER)).open(answer).content == b"ja gern"
    for row in (after, unseen):
        with pytest.raises(Tampered):
            SharedKeys(ring).open(row)


# The inbox.


def test_a_new_centre_has_an_inbox(shared: Sample, founder: Keyring) -> None:
    assert inbox_of(shared.rings[SPRACHMITTLER], shared.items)[0] == 1
    assert not state_inbox(founder, shared.items, NOW)


def test_an_older_centre_gets_its_inbox_from_the_next_holder(sample: Sample) -> None:
    sample.items.remove_item(inbox_id(1))
    with pytest.raises(NoInbox):
        a_message(sample)
    for name in (SPRACHMITTLER, SUPERVISOR, ADMIN):
        assert not state_inbox(sample.rings[name], sample.items, NOW)
    assert state_inbox(sample.rings[COUNSELLOR], sample.items, NOW)
    assert SharedKeys(sample.rings[FOUNDER]).open(a_message(sample)).content == b"ja gern"


def test_after_a_new_key_nothing_goes_to_the_old_inbox(sample: Sample, founder: Keyring) -> None:
    old = a_message(sample)
    items = epoch_two(sample, founder, COUNSELLOR)
    ring = sample.fresh(SPRACHMITTLER, items)
    with pytest.raises(NoInbox):
        SharedKeys(ring).message(items, uuid4(), b"", NOW)
    holder = sample.fresh(COUNSELLOR, items)
    assert state_inbox(holder, items, NOW)
    new = SharedKeys(ring).message(items, uuid4(), b"neu", NOW)
    assert new.epoch == 2
    assert SharedKeys(holder).open(new).content == b"neu"
    assert SharedKeys(holder).open(old).content == b"ja gern"
    with pytest.raises(NoKey):
        SharedKeys(founder).open(new)


def stated(sample: Sample, by: str, public: bytes, *, epoch: int = 1, centre: UUID | None = None) -> bytes:
    secret = sample.rings[by].secret
    body = encode(module._InboxKey(1, centre or secret.centre, epoch, public, NOW))
    return encode(Signed(body, secret.user, secret.sign(INBOX, body)))


@pytest.mark.parametrize("case", ["role", "epoch", "centre", "no key", "garbage", "place"])
def test_a_forged_inbox_is_not_used_and_is_put_right(sample: Sample, case: str) -> None:
    mine = OpeningKey.generate().public
    cases: dict[str, Callable[[], bytes]] = {
        "role": lambda: stated(sample, ADMIN, mine),
        "epoch": lambda: stated(sample, COUNSELLOR, mine, epoch=2),
        "centre": lambda: stated(sample, COUNSELLOR, mine, centre=uuid4()),
        "no key": lambda: stated(sample, COUNSELLOR, b"x" * 1216 + b"y"),
        "garbage": lambda: b"\xff",
        "place": lambda: stated(sample, COUNSELLOR, mine),
    }
    forged = cases[case]()
    sample.items.remove_item(inbox_id(1))
    sample.items.put_item(INBOX, uuid4() if case == "place" else inbox_id(1), forged)
    with pytest.raises(NoInbox):
        a_message(sample)
    assert state_inbox(sample.rings[FOUNDER], sample.items, NOW)
    assert SharedKeys(sample.rings[FOUNDER]).open(a_message(sample)).content == b"ja gern"


def test_an_inbox_of_a_leaver_s_own_is_put_right(sample: Sample) -> None:
    """A counsellor states a key of his own making and is suspended: his word counts no more."""
    own = OpeningKey.generate()
    sample.items.put_item(INBOX, inbox_id(1), stated(sample, COUNSELLOR, own.public))
    assert inbox_of(sample.rings[SPRACHMITTLER], sample.items) == (1, own.public)
    assert state_inbox(sample.rings[FOUNDER], sample.items, NOW), "a holder knows the right one"
    sample.items.put_item(INBOX, inbox_id(1), stated(sample, COUNSELLOR, own.public))
    sample.accounts().suspend(sample.rings[COUNSELLOR].user.id, NOW)
    assert sample.items.items(SUSPENSION)
    with pytest.raises(NoInbox):
        inbox_of(sample.fresh(SPRACHMITTLER), sample.items)


def test_a_centre_without_the_key_has_no_inbox(sample: Sample) -> None:
    empty = sample.items.copy()
    empty.rows = {id_: row for id_, row in empty.rows.items() if row[0] not in {"circle", "grant"}}
    with pytest.raises(NoInbox):
        inbox_of(sample.fresh(SPRACHMITTLER, empty), empty)
