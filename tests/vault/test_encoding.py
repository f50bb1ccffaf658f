# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One value, one encoding."""

from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beratung.vault import Tampered, TooNew, VaultError
from beratung.vault.encoding import (
    MOST_BYTES,
    Part,
    Statement,
    Versioned,
    decode,
    derived_id,
    digest,
    encode,
    packed,
)


class Inner(Statement, frozen=True):
    id: UUID
    text: str


class Probe(Versioned, frozen=True):
    inner: Inner
    raw: bytes
    numbers: tuple[int, ...]


A_PROBE = Probe(1, Inner(UUID(int=5), "ä"), b"\x00\x01", (1, 2))

parts = st.none() | st.binary(max_size=6) | st.text(max_size=4) | st.uuids() | st.integers(0, 2**64 - 1)


@given(
    st.builds(
        Probe, st.just(1), st.builds(Inner, st.uuids(), st.text()), st.binary(), st.tuples(st.integers(0, 99))
    )
)
def test_round_trip(value: Probe) -> None:
    assert decode(Probe, encode(value), "probe") == value


@given(st.binary(max_size=60))
@example(encode(A_PROBE) + b"\x00")
@example(encode(A_PROBE)[:-1])
@example(msgspec.msgpack.encode(A_PROBE))
@example(b"\x91" * 5000)
@example(b"")
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(VaultError):
        decode(Probe, data, "probe")


def test_a_second_spelling_is_refused() -> None:
    longer_number = b"\x94\x01\x92\xc4\x10" + UUID(int=5).bytes + b"\xa1a" + b"\xc4\x00" + b"\x91\xcc\x01"
    shortest = b"\x94\x01\x92\xc4\x10" + UUID(int=5).bytes + b"\xa1a" + b"\xc4\x00" + b"\x91\x01"
    assert decode(Probe, shortest, "probe").numbers == (1,)
    with pytest.raises(Tampered):
        decode(Probe, longer_number, "probe")


def test_a_newer_format_is_told_from_a_broken_one() -> None:
    with pytest.raises(TooNew):
        decode(Probe, encode(msgspec.structs.replace(A_PROBE, v=2)), "probe")
    with pytest.raises(TooNew):
        decode(Probe, msgspec.msgpack.encode([2, "something else"]), "probe")
    for broken in ([0, "something else"], ["2"], [], {"v": 2}):
        with pytest.raises(Tampered):
            decode(Probe, msgspec.msgpack.encode(broken), "probe")
    with pytest.raises(Tampered):
        decode(Probe, encode(msgspec.structs.replace(A_PROBE, v=0)), "probe")
    with pytest.raises(Tampered):
        decode(Inner, msgspec.msgpack.encode([2]), "probe")


def test_too_much_is_refused_unread() -> None:
    with pytest.raises(Tampered):
        decode(Probe, bytes(MOST_BYTES + 1), "probe")
    fits = msgspec.structs.replace(A_PROBE, raw=b"")
    room = MOST_BYTES - len(encode(fits)) - 3
    for size, is_read in ((room, True), (room + 1, False)):
        data = encode(msgspec.structs.replace(A_PROBE, raw=bytes(size)))
        assert (len(data) <= MOST_BYTES) is is_read
        if is_read:
            assert len(decode(Probe, data, "probe").raw) == size
            continue
        with pytest.raises(Tampered):
            decode(Probe, data, "probe")


def test_a_part_without_a_format_number_is_read() -> None:
    assert decode(Inner, encode(A_PROBE.inner), "probe") == A_PROBE.inner


@given(st.lists(parts, max_size=5), st.lists(parts, max_size=5))
def test_different_lists_never_give_the_same_bytes(one: list[Part], other: list[Part]) -> None:
    def normal(values: list[Part]) -> list[bytes | None]:
        return [None if value is None else packed(value)[4:] for value in values]

    assert (packed(*one) == packed(*other)) == (normal(one) == normal(other))


def test_parts_cannot_slide() -> None:
    assert packed("ab", "c") != packed("a", "bc")
    assert packed("") != packed(None)
    assert packed() != packed("")


def test_derived_ids_are_uuids_of_version_8() -> None:
    made = derived_id("probe", 1)
    assert made == derived_id("probe", 1) != derived_id("probe", 2)
    assert made.version == 8
    assert made.variant == "specified in RFC 4122"


def test_digest_is_over_packed_parts() -> None:
    assert digest("a", "b") != digest("ab")
    assert len(digest(uuid4())) == 32
