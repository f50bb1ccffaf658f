# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What happened after a backup was made, as far as it can still be found: for a restore to repeat.

It lies in the rests of the former centre, which may be damaged, and in the small files beside the backups.
Neither is trusted: accounts and deletions count by their signatures alone, key files open for nobody but
whose password they are under.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from beratung.centre import backup_files
from beratung.centre.place import KEYS, Place
from beratung.domain.errors import BeratungError
from beratung.store.dump import Part, circles_of, rests, rows_of
from beratung.store.errors import Damaged
from beratung.vault import BackupDamaged, WrongBackupKey
from beratung.vault.backups import BackupReader, KeptFile, Vouched
from beratung.vault.keyfile import UserSecret, has_key_file, open_user_secret
from beratung.vault.stating import Item
from beratung.vault.storage_grant import StorageGrants, StorageKey


class Newer(msgspec.Struct, frozen=True):
    """What one source says."""

    generation: int
    items: list[Item]
    tombstones: list[dict[str, Any]]
    files: tuple[KeptFile, ...]
    circles: dict[UUID, UUID]
    """The circle of each subject, where the whole centre was there to be asked."""
    vouched: Vouched | None = None
    """Who made a small file; of a centre's folder nobody says so."""

    def __repr__(self) -> str:
        return f"<Newer {self.generation}>"


class Sources:
    """Where to look: ``since`` is the former centre's place, ``beside`` the folder of the backup."""

    def __init__(self, since: Place | None, beside: Path, centre: UUID, scratch: Path) -> None:
        self.since = since
        self._scratch = scratch
        self.addenda: list[tuple[Path, Path]] = []
        """Each small file, with the folder into which its key files were put; the newest first."""
        for _, path in sorted(_openings(beside, centre), reverse=True):
            folder = scratch / path.name
            with suppress(BeratungError), backup_files.reading(path) as (reader, _size):
                backup_files.put_files(reader.opening.files, folder)
                self.addenda.append((path, folder / KEYS))

    def key_folders(self) -> list[Path]:
        """Folders of key files, the newest first."""
        own = [self.since.keys] if self.since is not None and self.since.keys.is_dir() else []
        return own + [folder for _, folder in self.addenda]

    def read(self, secret: UserSecret, now: datetime) -> tuple[list[Newer], list[str]]:
        """What every source says, the oldest first, and the names of those that cannot be read."""
        found: list[Newer] = []
        failed: list[str] = []
        for path, keys in self.addenda:
            try:
                found.append(_from_addendum(path, keys, secret, now))
            except BeratungError:
                failed.append(path.name)
        if self.since is not None:
            try:
                found.append(_from_centre(self.since, secret, now))
            except BeratungError:
                failed.append(self.since.folder.name)
        return sorted(found, key=lambda newer: newer.generation), failed


def secret_of(folders: Iterable[Path], user: str, password: str) -> UserSecret:
    """The private keys of a user from the newest folder that knows him: a former password opens nothing.

    Raises:
        WrongPassword: name or password is wrong.
    """
    waiting = list(folders)
    for folder in waiting[:-1]:
        with suppress(OSError):
            if has_key_file(folder, user):
                return open_user_secret(folder, user, password)
    return open_user_secret(waiting[-1], user, password)


def unlocked(reader: BackupReader, keys: Path, secret: UserSecret, now: datetime) -> StorageKey:
    """The storage key that a backup was sealed under, as it was granted to this user.

    Raises:
        WrongBackupKey: it was not, or to keys that he has no more.
    """
    try:
        granted = StorageGrants(keys, secret, now).keys()
    except BeratungError:
        raise WrongBackupKey from None
    for key in granted:
        with suppress(WrongBackupKey):
            reader.unlock(key.raw)
            return key
    raise WrongBackupKey


def _openings(folder: Path, centre: UUID) -> Iterator[tuple[datetime, Path]]:
    for path in backup_files.addenda_in(folder, centre):
        with suppress(BeratungError), backup_files.reading(path) as (reader, _size):
            if reader.opening.centre == centre:
                yield reader.opening.made_at, path


def _from_addendum(path: Path, keys: Path, secret: UserSecret, now: datetime) -> Newer:
    with backup_files.reading(path) as (reader, _size):
        unlocked(reader, keys, secret, now)
        found = list(reader.parts())
        items, tombstones, _ = _sorted(found)
        vouched = reader.vouched
        return Newer(vouched.manifest.generation, items, tombstones, reader.opening.files, {}, vouched)


def _from_centre(place: Place, secret: UserSecret, now: datetime) -> Newer:
    """The rests of a centre: whatever can still be read of it."""
    items: list[Item] = []
    tombstones: list[dict[str, Any]] = []
    generation = -1
    circles: dict[UUID, UUID] = {}
    granted = StorageGrants(place.keys, secret, now).keys()
    for key in granted:
        items, tombstones, generation = _sorted(rests(place.location, key.raw))
        if generation >= 0 or items:
            circles = circles_of(place.location, key.raw)
            break
    if generation < 0 and not items:
        raise Damaged(place="vault_item")
    return Newer(generation, items, tombstones, backup_files.kept_files(place), circles)


def _sorted(found: Iterable[Part]) -> tuple[list[Item], list[dict[str, Any]], int]:
    """Items, tombstones, and how far the centre had come (-1 where that cannot be read)."""
    items: list[Item] = []
    tombstones: list[dict[str, Any]] = []
    generation = -1
    try:
        for part in found:
            rows = rows_of(part)
            if part[0] == "vault_item":
                items += [(row["kind"], UUID(bytes=row["id"]), bytes(row["body"])) for row in rows]
            elif part[0] == "tombstone":
                tombstones += rows
            elif part[0] == "meta":
                generation = max(int(row["generation"]) for row in rows)
    except (KeyError, TypeError, ValueError):
        raise BackupDamaged from None
    return items, tombstones, generation
