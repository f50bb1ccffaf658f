# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The file of a backup opens whole or not at all, and only what a member signed counts."""

import io
import random
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.vault import BackupDamaged, Keyring, NoBackup, TooNew, WrongBackupKey, backups
from beratung.vault.backups import (
    BACKUP,
    CHUNK,
    BackupReader,
    BackupWriter,
    KeptFile,
    Manifest,
    Opening,
    Vouched,
    new_opening,
)
from beratung.vault.encoding import encode, packed
from beratung.vault.statements import Signed
from tests.vault.samples import NOW

STORE = uuid4()
FILES = (KeptFile("centre.json", b"{}"), KeptFile("keys/a.key", b"k" * 100))
PARTS = [("meta", 1, b"m"), ("record", 2, b"r" * 150_000), ("record", 3, b"s" * 70_000), ("audit", 1, b"")]
HEAD = len(b"beratung backup 1\n") + 4


class Loose(BackupWriter):
    """A writer that somebody with the storage key bends."""

    def frame(self, frame: bytes) -> None:
        self._frame(frame)

    def seal(self) -> None:
        self._chunk(bytes(self._buffer), is_last=True)


def begun(ring: Keyring) -> tuple[io.BytesIO, Loose]:
    out = io.BytesIO()
    opening = new_opening(ring.centre, FILES, layout="0002", program="1.0", now=NOW)
    return out, Loose(out, ring.storage_key, opening)


def finished(ring: Keyring, writer: BackupWriter) -> Vouched:
    return writer.finish(ring.secret, store=STORE, incarnation=7, generation=9, state=b"s" * 32)


def written(ring: Keyring, parts: list[tuple[str, int, bytes]] = PARTS) -> bytes:
    out, writer = begun(ring)
    for part in parts:
        writer.part(*part)
    finished(ring, writer)
    return out.getvalue()


def read(data: bytes, key: bytes) -> tuple[list[tuple[str, int, bytes]], BackupReader]:
    reader = BackupReader(io.BytesIO(data)).unlock(key)
    return list(reader.parts()), reader


@pytest.fixture(scope="module")
def whole(shared_ring: Keyring) -> bytes:
    return written(shared_ring)


@pytest.fixture(scope="module")
def shared_ring(shared: object) -> Keyring:
    return shared.rings["gruenderin"]  # type: ignore[attr-defined, no-any-return]


def test_a_backup_is_read_as_it_was_written(whole: bytes, founder: Keyring) -> None:
    seen: list[int] = []
    reader = BackupReader(io.BytesIO(whole)).unlock(founder.storage_key)
    assert reader.opening.files == FILES
    assert (reader.opening.centre, reader.opening.layout) == (founder.centre, "0002")
    assert list(reader.parts(seen.append)) == PARTS
    assert seen[-1] > 220_000
    manifest = reader.vouched.manifest
    assert (manifest.store, manifest.generation, manifest.state) == (STORE, 9, b"s" * 32)
    assert (manifest.incarnation, manifest.is_whole, manifest.made_at) == (7, True, NOW)
    assert [(count.table, count.rows) for count in manifest.tables] == [
        ("audit", 1),
        ("meta", 1),
        ("record", 5),
    ]
    signed = reader.vouched.signed
    assert founder.trust.verify(reader.vouched.by, BACKUP, signed.body, signed.signature)
    assert len(reader.vouched.name) == 32


@pytest.mark.parametrize("size", [0, 1, CHUNK - 40, CHUNK, 2 * CHUNK])
def test_every_length_comes_back(founder: Keyring, size: int) -> None:
    for more in range(0, 600, 37):
        part = ("record", 1, bytes(size + more))
        assert read(written(founder, [part]), founder.storage_key)[0] == [part]


def test_an_empty_backup_is_one(founder: Keyring) -> None:
    assert read(written(founder, []), founder.storage_key)[0] == []


def test_nothing_in_a_backup_but_its_begin_can_be_read(whole: bytes) -> None:
    assert whole.count(b"r" * 20) == 0
    assert whole.count(b"record") == 0
    assert whole.count(b"k" * 100) == 1


def test_two_backups_of_the_same_share_no_chunk(founder: Keyring) -> None:
    one, two = written(founder), written(founder)
    assert one[-CHUNK:] != two[-CHUNK:]
    assert not {one[at : at + 64] for at in range(2000, len(one), 64)} & {
        two[at : at + 64] for at in range(2000, len(two), 64)
    }


def test_every_bit_that_is_flipped_is_noticed(whole: bytes, founder: Keyring) -> None:
    chance = random.Random(7)
    places = [*range(0, 1200), *(chance.randrange(len(whole)) for _ in range(1500)), len(whole) - 1]
    for at in places:
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises((BackupDamaged, NoBackup, WrongBackupKey, TooNew)):
            read(bytes(changed), founder.storage_key)


def test_every_cut_is_noticed(whole: bytes, founder: Keyring) -> None:
    chunk = CHUNK + 16
    begin = len(whole) % chunk
    cuts = [*range(0, 400), *range(begin, len(whole), chunk), *range(1, len(whole), 4999), len(whole) - 1]
    for at in cuts:
        with pytest.raises((BackupDamaged, NoBackup)):
            read(whole[:at], founder.storage_key)
    with pytest.raises(BackupDamaged):
        read(whole + b"\0", founder.storage_key)
    with pytest.raises(BackupDamaged):
        read(whole + whole[-chunk:], founder.storage_key)


def test_chunks_that_change_places_or_come_from_another_backup_do_not_open(
    whole: bytes, founder: Keyring
) -> None:
    chunk, begin = CHUNK + 16, sealed_from(whole)
    first, second = whole[begin : begin + chunk], whole[begin + chunk : begin + 2 * chunk]
    swapped = whole[:begin] + second + first + whole[begin + 2 * chunk :]
    other = written(founder)
    mixed = whole[: begin + chunk] + other[sealed_from(other) + chunk :]
    left_out = whole[: begin + chunk] + whole[begin + 2 * chunk :]
    doubled = whole[: begin + chunk] + whole[begin:]
    for data in (swapped, mixed, left_out, doubled):
        with pytest.raises(BackupDamaged):
            read(data, founder.storage_key)


def sealed_from(data: bytes) -> int:
    """Where the chunks begin."""
    return HEAD + int.from_bytes(data[HEAD - 4 : HEAD]) + 32 + 16


def test_the_begin_of_another_backup_does_not_fit(whole: bytes, founder: Keyring) -> None:
    other = written(founder)
    with pytest.raises(BackupDamaged):
        read(other[: sealed_from(other)] + whole[sealed_from(whole) :], founder.storage_key)


def test_another_storage_key_opens_nothing(whole: bytes) -> None:
    with pytest.raises(WrongBackupKey):
        BackupReader(io.BytesIO(whole)).unlock(b"k" * 32)
    with pytest.raises(WrongBackupKey):
        list(BackupReader(io.BytesIO(whole)).parts())


def test_what_is_no_backup_is_told_from_a_damaged_one() -> None:
    for data in (b"", b"SQLite format 3\0", b"beratung key\n" + bytes(100)):
        with pytest.raises(NoBackup):
            BackupReader(io.BytesIO(data))
    with pytest.raises(BackupDamaged):
        BackupReader(io.BytesIO(b"beratung backup 1\n" + b"\xff" * 40))


def test_a_newer_format_says_so_and_an_unknown_begin_is_damage(founder: Keyring) -> None:
    for version, error in ((2, TooNew), (0, BackupDamaged)):
        out = io.BytesIO()
        opening = Opening(version, founder.centre, b"s", NOW, "1", "0002", ())
        BackupWriter(out, founder.storage_key, opening)
        with pytest.raises(error):
            BackupReader(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"X",
        b"P",
        b"P" + (20).to_bytes(4) + packed("ab", 1),
        b"P" + len(packed(b"\xff", 1)).to_bytes(4) + packed(b"\xff", 1),
        b"M",
        b"Mxxxx",
    ],
)
def test_frames_that_the_writer_never_makes_are_refused(founder: Keyring, frame: bytes) -> None:
    out, writer = begun(founder)
    writer.frame(frame)
    finished(founder, writer)
    with pytest.raises(BackupDamaged):
        read(out.getvalue(), founder.storage_key)


def test_a_backup_without_its_manifest_or_with_more_behind_it_is_refused(founder: Keyring) -> None:
    out, writer = begun(founder)
    writer.part("meta", 1, b"m")
    writer.seal()
    with pytest.raises(BackupDamaged):
        read(out.getvalue(), founder.storage_key)
    reader = BackupReader(io.BytesIO(out.getvalue()))
    with pytest.raises(BackupDamaged):
        _ = reader.vouched


def test_rests_and_monstrous_lengths_are_refused(founder: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    out, writer = begun(founder)
    writer._buffer += b"\0\0"
    writer.seal()
    with pytest.raises(BackupDamaged):
        read(out.getvalue(), founder.storage_key)
    data = written(founder)
    monkeypatch.setattr(backups, "MOST_FRAME", 1000)
    with pytest.raises(BackupDamaged):
        read(data, founder.storage_key)


def test_a_second_manifest_is_refused(founder: Keyring) -> None:
    out, writer = begun(founder)
    signed = Signed(b"", founder.user.id, b"")
    manifest = manifest_of(out.getvalue(), founder)
    body = encode(manifest)
    signed = Signed(body, founder.user.id, founder.secret.sign(BACKUP, body))
    writer.frame(b"M" + encode(signed))
    writer.frame(b"M" + encode(signed))
    writer.seal()
    with pytest.raises(BackupDamaged):
        read(out.getvalue(), founder.storage_key)


def manifest_of(begin: bytes, ring: Keyring, **changes: object) -> Manifest:
    """A manifest that fits a backup without any rows, but for what is changed."""
    reader = BackupReader(io.BytesIO(begin))
    fitting = Manifest(
        1,
        centre=ring.centre,
        store=STORE,
        incarnation=0,
        generation=1,
        state=b"s" * 32,
        is_whole=True,
        opening=begin[HEAD + int.from_bytes(begin[HEAD - 4 : HEAD]) :][:32],
        made_at=reader.opening.made_at,
        program=reader.opening.program,
        tables=(),
    )
    return msgspec.structs.replace(fitting, **changes)


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ({}, False),
        ({"centre": UUID(int=1)}, True),
        ({"opening": bytes(32)}, True),
        ({"made_at": NOW.replace(year=2030)}, True),
        ({"program": "2.0"}, True),
        ({"tables": (backups.TableCount("meta", 1, bytes(32)),)}, True),
    ],
)
def test_a_manifest_must_say_what_was_found(
    founder: Keyring, change: dict[str, object], is_refused: bool
) -> None:
    out, writer = begun(founder)
    body = encode(manifest_of(out.getvalue(), founder, **change))
    writer.frame(b"M" + encode(Signed(body, founder.user.id, founder.secret.sign(BACKUP, body))))
    writer.seal()
    if is_refused:
        with pytest.raises(BackupDamaged):
            read(out.getvalue(), founder.storage_key)
    else:
        assert read(out.getvalue(), founder.storage_key)[1].vouched.by == founder.user.id


def test_a_manifest_of_a_newer_program_says_so(founder: Keyring) -> None:
    out, writer = begun(founder)
    body = encode(manifest_of(out.getvalue(), founder, v=2))
    writer.frame(b"M" + encode(Signed(body, founder.user.id, b"")))
    writer.seal()
    with pytest.raises(TooNew):
        read(out.getvalue(), founder.storage_key)
