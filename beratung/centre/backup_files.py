# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The files of backups: what they are called, which stay, how one is written and read.

No name of a person and nothing but the centre's id and the time stands in the name of a file.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from beratung.centre.errors import BackupExists, BackupUnreadable, BackupUnwritable
from beratung.centre.place import CENTRE_FILE, KEYS, Place
from beratung.store.errors import NoCentreHere
from beratung.vault import BackupDamaged
from beratung.vault.backups import BackupReader, KeptFile
from beratung.vault.encoding import MOST_BYTES
from beratung.vault.files import write_atomic

Progress = Callable[[int, int], None]

_STAMP = "%Y%m%d-%H%M%S"
_KEPT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.(key|grant|join)(\.2)?")
_SECOND = ".2"


def backup_name(centre: UUID, at: datetime) -> str:
    """What the backup of this moment is called."""
    return f"beratung-{str(centre)[:8]}-{at.astimezone(UTC):{_STAMP}}.backup"


def addendum_name(centre: UUID, device: UUID) -> str:
    """What the file is called in which this computer keeps what a restore must repeat."""
    return f"beratung-{str(centre)[:8]}-{str(device)[:8]}.addendum"


def backups_in(folder: Path, centre: UUID) -> list[tuple[datetime, Path]]:
    """The backups of a centre in a folder, by their names, the newest first."""
    pattern = re.compile(rf"beratung-{str(centre)[:8]}-(\d{{8}}-\d{{6}})\.backup")
    found = []
    for name in _names(folder):
        match = pattern.fullmatch(name)
        if match:
            with suppress(ValueError):
                found.append((datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), folder / name))
    return sorted(found, reverse=True)


def addenda_in(folder: Path, centre: UUID) -> list[Path]:
    """What lies beside the backups for a restore to repeat."""
    pattern = re.compile(rf"beratung-{str(centre)[:8]}-[0-9a-f]{{8}}\.addendum")
    return [folder / name for name in _names(folder) if pattern.fullmatch(name)]


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def to_drop(
    kept: Iterable[tuple[datetime, Path]], now: datetime, *, daily: int, weekly: int, days: int
) -> list[Path]:
    """Which backups go: the newest of each of so many days and weeks stays, and none older than so many days."""
    stays: set[Path] = set()
    by_day: dict[object, Path] = {}
    by_week: dict[object, Path] = {}
    newest_first = sorted(kept, reverse=True)
    for at, path in newest_first:
        local = at.astimezone()
        by_day.setdefault(local.date(), path)
        by_week.setdefault(local.isocalendar()[:2], path)
    stays.update(list(by_day.values())[:daily])
    stays.update(list(by_week.values())[:weekly])
    oldest = now - timedelta(days=days)
    return [path for at, path in newest_first if path not in stays or at < oldest]


def is_writable(folder: Path) -> bool:
    """Whether a folder is there and files can be made in it."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


@contextmanager
def writing(path: Path, *, replaces: bool = False) -> Iterator[BinaryIO]:
    """A new file that only its owner may read; it takes its name, synced, when the block has ended.

    Raises:
        BackupExists: there is a file of this name.
        BackupUnwritable: the folder is missing, full, or not yours.
    """
    if not replaces and path.exists():
        raise BackupExists(place=path.name)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "xb", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise BackupUnwritable(place=path.name) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def sweep(folder: Path, centre: UUID, now: datetime) -> None:
    """Remove what a program that was killed left half written in the folder, a day ago or longer."""
    for name in _names(folder):
        if re.fullmatch(rf"\.beratung-{str(centre)[:8]}-[^/]*\.new", name):
            with suppress(OSError):
                if now.timestamp() - (folder / name).stat().st_mtime > timedelta(days=1).total_seconds():
                    (folder / name).unlink()


def sync_tree(folder: Path) -> None:
    """Sync a folder and every folder in it."""
    for inside, _, _ in os.walk(folder):
        sync_folder(Path(inside))


def sync_folder(folder: Path) -> None:
    """Make the names of files in a folder durable."""
    with suppress(OSError):  # Windows and some network shares cannot sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def reading(path: Path) -> Iterator[tuple[BackupReader, int]]:
    """The reader of a backup, and how many bytes the file has.

    Raises:
        BackupUnreadable: it is not there, or may not be read.
        NoBackup, BackupDamaged: it is none.
    """
    try:
        with path.open("rb") as file:
            yield BackupReader(file), os.fstat(file.fileno()).st_size
    except OSError as error:
        raise BackupUnreadable(place=path.name) from error


def kept_files(place: Place) -> tuple[KeptFile, ...]:
    """The small files of a centre's folder that a backup takes along: keys under passwords, and the naming file.

    Of two equal generations of a key file one is enough.
    """
    names = [name for name in sorted(os.listdir(place.keys)) if _KEPT.fullmatch(name)]
    found = {name: content for name in names if (content := _content(place.keys / name)) is not None}
    naming = _content(place.file)
    if naming is None:
        raise NoCentreHere(place=str(place.folder))
    files = [
        KeptFile(f"{KEYS}/{name}", content)
        for name, content in found.items()
        if not (name.endswith(_SECOND) and found.get(name.removesuffix(_SECOND)) == content)
    ]
    return (KeptFile(CENTRE_FILE, naming), *files)


def _content(path: Path) -> bytes | None:
    with suppress(FileNotFoundError), path.open("rb") as file:  # an answer that was just taken over
        return file.read(MOST_BYTES)
    return None


def put_files(files: Iterable[KeptFile], folder: Path) -> None:
    """Write the small files of a backup into a folder, key files in both generations.

    Raises:
        BackupDamaged: a file wants to lie somewhere else.
    """
    for file in files:
        _path_of(file, folder)
    for file in files:
        path = _path_of(file, folder)
        write_atomic(path, file.content)
        second = f"{file.name}{_SECOND}"
        has_second = file.name == CENTRE_FILE or file.name.endswith(_SECOND)
        if not has_second and all(other.name != second for other in files):
            write_atomic(path.with_name(path.name + _SECOND), file.content)


def _path_of(file: KeptFile, folder: Path) -> Path:
    inside, _, name = file.name.rpartition("/")
    is_right = file.name == CENTRE_FILE or (inside == KEYS and _KEPT.fullmatch(name))
    if not is_right:
        raise BackupDamaged
    return folder / file.name
