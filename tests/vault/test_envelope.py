# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A record opens in its own place, whole, under its own key, or not at all."""

import hashlib
import hmac
import os
import random
from collections.abc import Iterator
from itertools import permutations
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from beratung.domain.base import Domain, Shelf
from beratung.vault import Keyring, RowHeader, SubjectKey, Tampered, WrappedKey, envelope
from beratung.vault.envelope import OVERHEAD, bucket
from tests.vault.salamander import two_key_ciphertext
from tests.vault.samples import a_key, header_for

replace = msgspec.structs.replace

CENTRE = UUID(int=100)
ROW = WrappedKey(UUID(int=1), UUID(int=2), Domain.CASE, UUID(int=3), 1, b"")
RAW = bytes(range(32))

headers = st.builds(
    RowHeader,
    st.uuids(),
    st.sampled_from(Shelf),
    st.just(ROW.subject),
    st.just(ROW.id),
    st.just(ROW.domain),
    st.just(ROW.circle),
    st.integers(1, 2**63),
    st.integers(1, 2**32),
    st.just(ROW.epoch),
    st.none() | st.sampled_from(["2026-W48", "2027-W01", ""]),
)


@pytest.fixture
def key() -> SubjectKey:
    return SubjectKey(RAW, CENTRE, ROW)


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, 2.3, written out once more."""
    okm, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        okm += block
    return okm[:length]


def prefixed(*parts: bytes | None) -> bytes:
    return b"".join(b"\xff" * 4 if p is None else len(p).to_bytes(4, "big") + p for p in parts)


def aad_of(header: RowHeader) -> bytes:
    """The associated data as the file format says, written out once more."""
    return prefixed(
        b"env1",
        CENTRE.bytes,
        header.domain.encode(),
        header.subject.bytes,
        header.circle.bytes,
        header.epoch.to_bytes(8, "big"),
        header.key.bytes,
        header.shelf.encode(),
        header.id.bytes,
        header.version.to_bytes(8, "big"),
        header.layout.to_bytes(8, "big"),
        None if header.week is None else header.week.encode(),
    )


@given(headers, st.binary(max_size=3000))
def test_round_trip(header: RowHeader, text: bytes) -> None:
    key = SubjectKey(RAW, CENTRE, ROW)
    blob = key.seal(header, text)
    assert key.open(header, blob) == text
    assert len(blob) == OVERHEAD + bucket(len(text) + 4)


@given(headers, st.binary(max_size=200))
def test_the_format_is_envelope_v1(header: RowHeader, text: bytes) -> None:
    """Taken apart without any of the vault's code, by the layout that the reference gives."""
    blob = SubjectKey(RAW, CENTRE, ROW).seal(header, text)
    assert blob[:2] == b"\x01\x01"
    assert blob[2:6] == header.epoch.to_bytes(4, "big")
    assert blob[6:22] == header.key.bytes
    salt, commitment, sealed = blob[22:46], blob[46:62], blob[62:]
    derived = hkdf_expand(hkdf_expand(RAW, b"env1", 32), salt, 48)
    assert derived[32:] == commitment
    padded = AESGCM(derived[:32]).decrypt(bytes(12), sealed, aad_of(header))
    assert int.from_bytes(padded[:4], "big") == len(text)
    assert padded[4:].rstrip(b"\0") == text.rstrip(b"\0")


CHANGES = {
    "id": UUID(int=9),
    "shelf": Shelf.DOCUMENT,
    "subject": UUID(int=9),
    "key": UUID(int=9),
    "domain": Domain.IDENTITY,
    "circle": UUID(int=9),
    "version": 4,
    "layout": 2,
    "epoch": 2,
    "week": "2026-W49",
}


@pytest.mark.parametrize(("field", "value"), [*CHANGES.items(), ("week", None), ("week", "")])
def test_another_row_is_refused(key: SubjectKey, field: str, value: object) -> None:
    header = header_for(ROW)
    blob = key.seal(header, b"probe")
    with pytest.raises(Tampered):
        key.open(replace(header, **{field: value}), blob)


def test_every_field_of_the_row_is_tried() -> None:
    assert set(CHANGES) == set(RowHeader.__struct_fields__)


@pytest.mark.parametrize("field", ["subject", "domain", "circle", "epoch", "id"])
def test_the_same_key_bytes_in_another_key_row_open_nothing(key: SubjectKey, field: str) -> None:
    """Not only the comparison of ids refuses: the seal itself does, also with the blob's clear head mended."""
    header = header_for(ROW)
    blob = key.seal(header, b"probe")
    named = "key" if field == "id" else field
    other = SubjectKey(RAW, CENTRE, replace(ROW, **{field: CHANGES[named]}))
    moved = replace(header, **{named: CHANGES[named]})
    mended = other.seal(moved, b"")[:22] + blob[22:]
    with pytest.raises(Tampered):
        other.open(moved, mended)


def test_another_centre_is_refused(key: SubjectKey) -> None:
    header = header_for(ROW)
    with pytest.raises(Tampered):
        SubjectKey(RAW, uuid4(), ROW).open(header, key.seal(header, b"probe"))


def test_a_header_of_another_key_is_not_sealed(key: SubjectKey) -> None:
    with pytest.raises(ValueError, match="another key"):
        key.seal(header_for(replace(ROW, subject=uuid4())), b"probe")


def fifty_rows(founder: Keyring) -> Iterator[tuple[SubjectKey, RowHeader, bytes]]:
    """Rows of ten subjects in all domains: five of each subject's key."""
    for number in range(10):
        domain = [Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS][number % 4]
        row, key = a_key(founder, domain, UUID(int=number // 2))
        for version in range(1, 6):
            header = header_for(row, version=version)
            yield key, header, founder.seal(key, header, f"probe {number} {version}".encode())


def test_no_swap_of_two_blobs_is_accepted(founder: Keyring) -> None:
    rows = list(fifty_rows(founder))
    accepted = 0
    for (key, header, _), (_, _, blob) in permutations(rows, 2):
        try:
            founder.open(key, header, blob)
            accepted += 1
        except Tampered:
            pass
    assert len(rows) == 50
    assert accepted == 0
    assert all(founder.open(key, header, blob) for key, header, blob in rows)


def test_no_old_version_is_accepted_as_the_newer_one(key: SubjectKey) -> None:
    old = header_for(ROW, version=1)
    blob = key.seal(old, b"old")
    with pytest.raises(Tampered):
        key.open(replace(old, version=2), blob)


def test_bit_flips_are_refused(key: SubjectKey) -> None:
    header, dice = header_for(ROW), random.Random(13)
    blobs = [key.seal(header, os.urandom(size)) for size in (0, 60, 61, 1000)]
    for _ in range(10_000):
        blob = dice.choice(blobs)
        place = dice.randrange(len(blob) * 8)
        flipped = bytearray(blob)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            key.open(header, bytes(flipped))


def test_cut_and_lengthened_blobs_are_refused(key: SubjectKey) -> None:
    header = header_for(ROW)
    blob = key.seal(header, b"probe")
    for length in range(len(blob)):
        with pytest.raises(Tampered):
            key.open(header, blob[:length])
    with pytest.raises(Tampered):
        key.open(header, blob + b"\0")


def test_another_subject_s_key_opens_nothing(founder: Keyring) -> None:
    row, key = a_key(founder)
    header = header_for(row)
    blob = founder.seal(key, header, b"probe")
    with pytest.raises(Tampered):
        SubjectKey(os.urandom(32), founder.centre, row).open(header, blob)


def test_a_salamander_opens_under_one_key_only() -> None:
    """A ciphertext that AES-GCM accepts under two keys is real, and the commitment refuses it."""
    header = header_for(ROW)
    one, other = os.urandom(32), os.urandom(32)
    salt = os.urandom(24)
    first = hkdf_expand(hkdf_expand(one, b"env1", 32), salt, 48)
    second = hkdf_expand(hkdf_expand(other, b"env1", 32), salt, 48)
    sealed = two_key_ciphertext(first[:32], second[:32], aad_of(header), blocks=5)
    for record_key in (first[:32], second[:32]):
        assert len(AESGCM(record_key).decrypt(bytes(12), sealed, aad_of(header))) == 80
    head = b"\x01\x01" + (1).to_bytes(4, "big") + ROW.id.bytes + salt
    for made_for, opens, refused in ((first, one, other), (second, other, one)):
        blob = head + made_for[32:] + sealed
        SubjectKey(opens, CENTRE, ROW).open(header, blob)
        with pytest.raises(Tampered):
            SubjectKey(refused, CENTRE, ROW).open(header, blob)


def test_no_salt_comes_twice(key: SubjectKey) -> None:
    header = header_for(ROW)
    blobs = [key.seal(header, b"") for _ in range(100_000)]
    assert len({blob[22:46] for blob in blobs}) == 100_000
    assert len({blob[62:] for blob in blobs}) == 100_000


def test_the_commitment_is_compared_in_constant_time(
    key: SubjectKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = header_for(ROW)
    blob = key.seal(header, b"probe")
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(envelope, "compare_digest", compare)
    key.open(header, blob)
    assert compared == [(blob[46:62], blob[46:62])]


@given(st.integers(1, 1 << 26))
def test_buckets_hide_lengths_and_waste_little(size: int) -> None:
    padded = bucket(size)
    assert padded >= max(size, 64)
    if size <= 16 << 10:
        assert padded % 64 == 0
        assert (padded // 64).bit_count() == 1
        assert padded <= max(64, 2 * size)
    else:
        assert padded <= size * 1.12


def test_few_lengths_are_seen() -> None:
    assert len({bucket(size) for size in range(1, (16 << 10) + 1)}) == 9
    assert [bucket(n) for n in (1, 64, 65, 128, 129, 16384)] == [64, 64, 128, 128, 256, 16384]
    assert len({bucket(size) for size in range(16385, 1 << 20)}) < 200


def test_pseudonyms_are_stable_and_different(founder: Keyring) -> None:
    row, key = a_key(founder)
    again = founder.unwrap(row)
    _, stranger = a_key(founder, subject=row.subject)
    assert key.pseudonym("audit") == again.pseudonym("audit")
    assert key.pseudonym("audit") != key.pseudonym("statistics")
    assert key.pseudonym("audit") != stranger.pseudonym("audit")
    assert hashlib.sha256(row.subject.bytes).digest()[:16] != key.pseudonym("audit")
