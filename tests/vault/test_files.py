# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Key files are whole or absent, and readable as long as one copy is."""

import errno
import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from beratung.vault import KeyFileDamaged, KeysNotWritable, Tampered, device_id, files
from beratung.vault.files import files_of, read_either, remove_both, write_atomic, write_twice


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.mkdir()
    return path


def parse(data: bytes) -> bytes:
    if not data.startswith(b"good"):
        raise Tampered("probe")
    return data


def test_both_copies_are_written_for_the_owner_only(folder: Path) -> None:
    path = folder / "new" / "a.key"
    write_twice(path, b"good 1")
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.key", "a.key.2"]
    assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}
    assert read_either(path, parse) == b"good 1"


@pytest.mark.parametrize("left", ["a.key", "a.key.2"])
@pytest.mark.parametrize("harm", ["gone", "cut", "garbage", "empty"])
def test_one_copy_is_enough(folder: Path, left: str, harm: str) -> None:
    path = folder / "a.key"
    write_twice(path, b"good 1")
    other = folder / ({"a.key", "a.key.2"} - {left}).pop()
    if harm == "gone":
        other.unlink()
    else:
        other.write_bytes({"cut": b"go", "garbage": b"\xff" * 50, "empty": b""}[harm])
    assert read_either(path, parse) == b"good 1"


def test_no_copy_is_an_error_that_names_the_file(folder: Path) -> None:
    path = folder / "a.key"
    assert read_either(path, parse) is None
    write_twice(path, b"bad")
    with pytest.raises(KeyFileDamaged) as caught:
        read_either(path, parse)
    assert caught.value.details == {"file": "a.key"}
    path.write_bytes(b"")
    (folder / "a.key.2").unlink()
    with pytest.raises(KeyFileDamaged):
        read_either(path, parse)


def test_remove_both_is_quiet_about_what_is_gone(folder: Path) -> None:
    path = folder / "a.key"
    write_twice(path, b"good")
    remove_both(path)
    remove_both(path)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_fault_at_any_step_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = folder / "a.key"
    write_atomic(path, b"good old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(KeysNotWritable) as caught:
        write_atomic(path, b"good new")
    monkeypatch.undo()
    assert caught.value.details == {"folder": str(folder)}
    assert path.read_bytes() in {b"good old", b"good new"}
    assert [p.name for p in folder.iterdir()] == ["a.key"]


def test_an_interrupted_write_leaves_no_temporary_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(folder / "a.key", b"good")
    assert list(folder.iterdir()) == []


def test_everything_is_synced_before_and_after_the_rename(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, replace = os.fsync, os.replace

    def traced_sync(handle: int) -> None:
        calls.append("fsync")
        sync(handle)

    def traced_replace(old: str, new: str) -> None:
        calls.append("replace")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", traced_sync)
    monkeypatch.setattr(os, "replace", traced_replace)
    write_atomic(folder / "a.key", b"good")
    assert calls == ["fsync", "replace", "fsync"]


def test_files_of_lists_uuids_only(folder: Path) -> None:
    one, two = UUID(int=1), UUID(int=2)
    for name in (
        f"{one}.key",
        f"{two}.key.2",
        f"{two}.grant",
        "notes.key",
        "note.txt",
        f"{{{one}}}.key",
        f"{one}",
    ):
        (folder / name).write_bytes(b"")
    assert files_of(folder, ".key") == [(one, folder / f"{one}.key"), (two, folder / f"{two}.key")]
    assert files_of(folder / "missing", ".key") == []


def test_a_file_in_place_of_the_folder_is_a_clear_error(folder: Path) -> None:
    (folder / "keys").write_bytes(b"")
    with pytest.raises(KeysNotWritable):
        write_atomic(folder / "keys" / "a.key", b"good")


def test_the_device_keeps_its_id(folder: Path) -> None:
    own = folder / "own"
    made = device_id(own)
    assert device_id(own) == made
    assert device_id(folder / "other") != made
    (own / "device").write_text("nonsense", encoding="ascii")
    assert device_id(own) != made


def test_a_device_folder_that_keeps_nothing_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "write_atomic", lambda *_: None)
    with pytest.raises(KeysNotWritable):
        device_id(folder)


def test_reading_a_folder_as_a_file_is_an_error_of_the_folder(folder: Path) -> None:
    (folder / f"{uuid4()}.key").mkdir()
    with pytest.raises(KeysNotWritable):
        read_either(next(folder.iterdir()), parse)
