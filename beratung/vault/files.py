# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Small files that must survive everything: written whole or not at all, in two copies."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar
from uuid import UUID, uuid4

from beratung.vault.encoding import MOST_BYTES
from beratung.vault.errors import KeyFileDamaged, KeysNotWritable, Tampered

T = TypeVar("T")

_SECOND = ".2"
_ABSENT = b""


@contextmanager
def _about(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into one clear error."""
    try:
        yield
    except OSError as error:
        raise KeysNotWritable(folder=str(folder)) from error


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that after a crash its name shows the old or the new content, never a part.

    Temporary file, fsync, rename, fsync of the folder; readable by its owner only.
    """
    with _about(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False)  # noqa: SIM115
        try:
            with temporary:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
            os.replace(temporary.name, path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - Windows has no handle for a folder; NTFS journals the rename
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_twice(path: Path, data: bytes) -> None:
    """Write both generations, the first before the second, so that one of them is whole at any moment."""
    write_atomic(path, data)
    write_atomic(path.with_name(path.name + _SECOND), data)


def remove_both(path: Path) -> None:
    """Remove both generations of a file; nothing happens if there is none."""
    with _about(path.parent):
        for candidate in (path, path.with_name(path.name + _SECOND)):
            candidate.unlink(missing_ok=True)


def move_both(path: Path, target: Path) -> None:
    """Let both generations of a file take the place of another's; one that is not there (any more) is left out."""
    with _about(path.parent):
        for suffix in ("", _SECOND):
            with suppress(FileNotFoundError):
                os.replace(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
        _sync_folder(path.parent)


def read_either(path: Path, parse: Callable[[bytes], T]) -> T | None:
    """The newest generation that ``parse`` accepts; None where neither file exists.

    Raises:
        KeyFileDamaged: a file exists and none can be read.
    """
    was_there = False
    for candidate in (path, path.with_name(path.name + _SECOND)):
        data = _read(candidate)
        if data == _ABSENT and not candidate.exists():
            continue
        was_there = True
        try:
            return parse(data)
        except Tampered:
            continue
    if was_there:
        raise KeyFileDamaged(file=path.name)
    return None


def _read(path: Path) -> bytes:
    with _about(path.parent):
        try:
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return _ABSENT


def files_of(folder: Path, suffix: str) -> list[tuple[UUID, Path]]:
    """The files ``<uuid><suffix>`` of a folder in the order of their ids, also where one copy is left."""
    with _about(folder):
        names = {name.removesuffix(_SECOND) for name in os.listdir(folder)} if folder.is_dir() else set()
    found = []
    for name in sorted(names):
        try:
            id_ = UUID(name.removesuffix(suffix)) if name.endswith(suffix) else None
        except ValueError:
            continue
        if id_ is not None and f"{id_}{suffix}" == name:
            found.append((id_, folder / name))
    return found


def device_id(folder: Path) -> UUID:
    """The id of this computer for one user account, made at the first call.

    ``folder`` must be the account's own (settings) and never travel with a centre: two computers of one id
    would write into one audit chain.
    """
    path = folder / "device"
    with _about(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(2):
            try:
                return UUID(path.read_text("ascii").strip())
            except (FileNotFoundError, ValueError):
                write_atomic(path, str(uuid4()).encode())
    raise KeysNotWritable(folder=str(folder))
