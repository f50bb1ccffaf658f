# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Wrapped keys, row MACs and digest terms: what the database shows cannot be re-pointed."""

import random
from itertools import permutations
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Shelf
from beratung.vault import Keyring, NoKey, Tampered
from tests.vault.samples import COUNSELLOR, SUPERVISOR, Sample, a_key, header_for

replace = msgspec.structs.replace
RECORD_DOMAINS = [Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS]


def test_a_wrapped_key_opens_for_everyone_in_the_circle(shared: Sample, founder: Keyring) -> None:
    row, key = a_key(founder)
    header = header_for(row)
    blob = founder.seal(key, header, b"probe")
    other = shared.rings[COUNSELLOR]
    assert other.open(other.unwrap(row), header, blob) == b"probe"


@pytest.mark.parametrize(
    ("field", "value"), [("id", UUID(int=1)), ("subject", UUID(int=1)), ("domain", Domain.CASE)]
)
def test_a_wrapped_key_in_another_row_is_refused(founder: Keyring, field: str, value: object) -> None:
    row, _ = a_key(founder, Domain.IDENTITY)
    with pytest.raises(Tampered):
        founder.unwrap(replace(row, **{field: value}))


@pytest.mark.parametrize(
    ("field", "value"), [("circle", UUID(int=1)), ("epoch", 2), ("domain", Domain.AUDIT)]
)
def test_a_wrapped_key_of_a_key_not_held_is_refused(founder: Keyring, field: str, value: object) -> None:
    row, _ = a_key(founder)
    with pytest.raises(NoKey):
        founder.unwrap(replace(row, **{field: value}))


def test_no_swap_of_wrapped_keys_is_accepted(founder: Keyring) -> None:
    rows = [a_key(founder, domain, UUID(int=n))[0] for domain in RECORD_DOMAINS for n in range(5)]
    for one, other in permutations(rows, 2):
        with pytest.raises(Tampered):
            founder.unwrap(replace(one, wrapped=other.wrapped))


def test_bit_flips_of_wrapped_keys_are_refused(founder: Keyring) -> None:
    row, _ = a_key(founder)
    for place in range(len(row.wrapped) * 8):
        flipped = bytearray(row.wrapped)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            founder.unwrap(replace(row, wrapped=bytes(flipped)))
    for length in range(len(row.wrapped)):
        with pytest.raises(Tampered):
            founder.unwrap(replace(row, wrapped=row.wrapped[:length]))


def test_every_subject_has_a_key_of_its_own(founder: Keyring) -> None:
    rows = [a_key(founder, subject=UUID(int=5))[0] for _ in range(200)]
    assert len({row.id for row in rows}) == len({row.wrapped for row in rows}) == 200


def test_keys_go_to_the_default_circle_unless_told(founder: Keyring) -> None:
    row, key = a_key(founder)
    assert row.circle == key.circle == founder.default_circle
    named, _ = founder.new_subject_key(uuid4(), Domain.CASE, founder.default_circle)
    assert named.circle == founder.default_circle
    with pytest.raises(NoKey):
        founder.new_subject_key(uuid4(), Domain.CASE, uuid4())
    with pytest.raises(NoKey):
        founder.new_subject_key(uuid4(), Domain.AUDIT)


CHANGES = {
    "id": UUID(int=9),
    "shelf": Shelf.DOCUMENT,
    "subject": UUID(int=9),
    "key": UUID(int=9),
    "domain": Domain.IDENTITY,
    "version": 4,
    "layout": 2,
    "week": None,
}


@pytest.mark.parametrize(("field", "value"), [*CHANGES.items(), ("week", ""), ("week", "2026-W49")])
def test_the_row_mac_covers_every_clear_column(founder: Keyring, field: str, value: object) -> None:
    row, key = a_key(founder)
    header = header_for(row)
    blob = founder.seal(key, header, b"probe")
    mac = founder.row_mac(header, blob)
    founder.check_row_mac(header, blob, mac)
    with pytest.raises(Tampered):
        founder.check_row_mac(replace(header, **{field: value}), blob, mac)


@pytest.mark.parametrize(("field", "value"), [("circle", UUID(int=9)), ("epoch", 2)])
def test_a_row_of_a_circle_or_epoch_not_held_has_no_mac(founder: Keyring, field: str, value: object) -> None:
    row, _ = a_key(founder)
    with pytest.raises(NoKey):
        founder.row_mac(replace(header_for(row), **{field: value}), b"")


def test_every_clear_column_is_tried() -> None:
    from beratung.vault import RowHeader

    assert {*CHANGES, "circle", "epoch"} == set(RowHeader.__struct_fields__)


def test_the_row_mac_covers_the_blob(founder: Keyring) -> None:
    row, key = a_key(founder)
    header, dice = header_for(row), random.Random(14)
    blob = founder.seal(key, header, b"probe")
    mac = founder.row_mac(header, blob)
    for _ in range(500):
        place = dice.randrange(len(blob) * 8)
        flipped = bytearray(blob)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            founder.check_row_mac(header, bytes(flipped), mac)
    with pytest.raises(Tampered):
        founder.check_row_mac(header, blob, mac[:-1])


def test_columns_cannot_slide_into_one_another(founder: Keyring) -> None:
    row, _ = a_key(founder)
    header = header_for(row, version=1, layout=2)
    assert founder.row_mac(header, b"") != founder.row_mac(replace(header, version=2, layout=1), b"")


def test_who_does_not_hold_the_domain_makes_no_mac(shared: Sample, founder: Keyring) -> None:
    row, _ = a_key(founder, Domain.CASE)
    with pytest.raises(NoKey):
        shared.rings[SUPERVISOR].row_mac(header_for(row), b"")


def test_digest_terms_differ_in_every_part(founder: Keyring) -> None:
    circle, record = founder.default_circle, UUID(int=1)
    terms = {
        founder.digest_term(Domain.CASE, circle, record, 1, b"m" * 32),
        founder.digest_term(Domain.IDENTITY, circle, record, 1, b"m" * 32),
        founder.digest_term(Domain.CASE, circle, UUID(int=2), 1, b"m" * 32),
        founder.digest_term(Domain.CASE, circle, record, 2, b"m" * 32),
        founder.digest_term(Domain.CASE, circle, record, 1, b"n" * 32),
    }
    assert len(terms) == 5
    assert all(0 <= term < 2**256 for term in terms)
    assert founder.digest_term(Domain.CASE, circle, record, 1, b"m" * 32) in terms


def test_a_digest_kept_by_subtracting_and_adding_is_the_sum(founder: Keyring, counsellor: Keyring) -> None:
    circle = founder.default_circle
    rows = [(UUID(int=n), n % 3 + 1, bytes([n]) * 32) for n in range(20)]
    total = sum(founder.digest_term(Domain.CASE, circle, *row) for row in rows) % 2**256
    changed = (rows[4][0], rows[4][1] + 1, b"x" * 32)
    total += founder.digest_term(Domain.CASE, circle, *changed)
    total = (total - founder.digest_term(Domain.CASE, circle, *rows[4])) % 2**256
    rows[4] = changed
    assert total == sum(counsellor.digest_term(Domain.CASE, circle, *row) for row in rows) % 2**256
    with pytest.raises(NoKey):
        founder.digest_term(Domain.AUDIT, circle, *changed)
