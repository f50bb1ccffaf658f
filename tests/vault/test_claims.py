# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Claims of time: equal ones are equal rows, and nobody without the key reads or makes one."""

import os
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beratung.domain.base import Domain
from beratung.domain.sharing import Claim, SealedClaim, claims, slots
from beratung.vault import Keyring, NoKey, Tampered
from beratung.vault.circles import new_key
from beratung.vault.claims import ClaimKeys, newest_epoch, rekey, seal_claims
from beratung.vault.encoding import encode
from beratung.vault.primitives import box_seal
from tests.vault.samples import ADMIN, COUNSELLOR, FOUNDER, SPRACHMITTLER, SUPERVISOR, Sample
from tests.vault.test_circles import raw_of, with_key

ROOM, PERSON = uuid4(), uuid4()
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def next_epoch(sample: Sample, founder: Keyring, *to: str) -> Keyring:
    """The first named user's keyring after a new epoch of scheduling."""
    slot = (founder.default_circle, Domain.SCHEDULING, 2)
    former = raw_of(founder, Domain.SCHEDULING)
    items = with_key(sample, FOUNDER, slot, new_key(Domain.SCHEDULING), former=former, to=to)
    return sample.fresh(to[0] if to else SPRACHMITTLER, items)


def test_a_time_is_counted_in_fives_and_half_begun_ones_count() -> None:
    begin = datetime(2026, 12, 1, 13, 2, tzinfo=timezone(timedelta(hours=1)))
    first = int(NOON.timestamp()) // 300
    assert slots(begin, begin + timedelta(minutes=10)) == range(first, first + 3)
    assert slots(NOON, NOON + timedelta(minutes=10)) == range(first, first + 2)
    assert not slots(NOON, NOON)
    assert claims(ROOM, NOON, NOON + timedelta(minutes=5), lane=2) == (
        Claim(resource=ROOM, slot=first, lane=2),
    )


def test_colleagues_make_the_same_value_of_the_same_claim(shared: Sample, founder: Keyring) -> None:
    times = claims(ROOM, NOON, NOON + timedelta(hours=1))
    mine, theirs = seal_claims(founder, times), seal_claims(shared.rings[COUNSELLOR], times)
    assert [row.value for row in mine] == [row.value for row in theirs]
    assert len({row.value for row in mine}) == 12
    assert not {row.sealed for row in mine} & {row.sealed for row in theirs}
    keys = ClaimKeys(shared.rings[COUNSELLOR])
    assert tuple(keys.open(row) for row in mine) == times


whole = st.integers(0, 2**40)


@given(st.lists(st.tuples(st.sampled_from([ROOM, PERSON]), whole, whole), unique=True, max_size=8))
def test_no_two_claims_have_one_value(founder: Keyring, wanted: list[tuple[object, int, int]]) -> None:
    rows = seal_claims(
        founder,
        [Claim(resource=resource, slot=slot, lane=lane) for resource, slot, lane in wanted],  # type: ignore[arg-type]
    )
    assert len({row.value for row in rows}) == len(wanted)
    assert len({len(row.value + row.sealed) for row in rows}) <= 8


@pytest.mark.parametrize("name", [SPRACHMITTLER, SUPERVISOR, ADMIN])
def test_who_holds_no_scheduling_makes_and_reads_none(shared: Sample, founder: Keyring, name: str) -> None:
    [row] = seal_claims(founder, [Claim(resource=ROOM, slot=1)])
    for refused in (
        lambda: ClaimKeys(shared.rings[name]).open(row),
        lambda: seal_claims(shared.rings[name], [Claim(resource=ROOM, slot=1)]),
    ):
        with pytest.raises(NoKey):
            refused()
    assert ROOM.bytes not in row.value + row.sealed


def test_every_changed_bit_is_noticed(founder: Keyring) -> None:
    [row] = seal_claims(founder, [Claim(resource=ROOM, slot=7)])
    keys = ClaimKeys(founder)
    for name in ("value", "sealed"):
        content = getattr(row, name)
        for at in range(len(content) * 8):
            flipped = bytearray(content)
            flipped[at // 8] ^= 1 << at % 8
            with pytest.raises(Tampered):
                keys.open(replace(row, **{name: bytes(flipped)}))


def test_a_value_that_does_not_follow_from_its_inputs_is_noticed(founder: Keyring) -> None:
    """Who holds the key could free a time for himself by sealing another one beside its value."""
    from beratung.vault import claims as module

    key = founder.circle_keys.newest(founder.default_circle, Domain.SCHEDULING)
    assert key is not None
    epoch_key = module._EpochKey(key)
    value = os.urandom(32)
    inputs = encode(module._Inputs(ROOM, 1, 0))
    sealed = box_seal(epoch_key._box, "claim", epoch_key._context(value), inputs)
    with pytest.raises(Tampered):
        ClaimKeys(founder).open(SealedClaim(value=value, epoch=1, sealed=sealed))


def test_a_new_key_makes_every_value_anew(shared: Sample, founder: Keyring) -> None:
    times = claims(PERSON, NOON, NOON + timedelta(minutes=25))
    old = seal_claims(founder, times)
    ring = next_epoch(shared, founder, COUNSELLOR)
    new = rekey(ring, old)
    assert {row.epoch for row in new} == {2}
    assert not {row.value for row in old} & {row.value for row in new}
    assert [row.value for row in new] == [row.value for row in seal_claims(ring, times)]
    assert tuple(map(ClaimKeys(ring).open, new)) == times
    with pytest.raises(NoKey):
        ClaimKeys(founder).open(new[0])
    with pytest.raises(Tampered):
        ClaimKeys(ring).open(replace(new[0], epoch=1))


def test_everyone_knows_which_epoch_counts(shared: Sample, founder: Keyring) -> None:
    assert newest_epoch(shared.rings[SPRACHMITTLER]) == 1
    assert newest_epoch(next_epoch(shared, founder)) == 2


def test_nothing_shows_a_time(founder: Keyring) -> None:
    claim = Claim(resource=ROOM, slot=7)
    assert repr(claim) == "<Claim>"
    assert repr(seal_claims(founder, [claim])[0]) == "<SealedClaim>"
