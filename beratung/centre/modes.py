# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The files of a centre are for their owner alone; older ones that stand open to others are closed on opening."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from beratung.centre.place import KEYS, Place
from beratung.store.location import Folder

_FOLDER, _FILE = 0o700, 0o600


def close_to_others(place: Place) -> None:
    """Take the rights on a centre's files from everybody but their owner.

    Only what is the program's own is touched, and what cannot be changed (another owner, a file system without
    rights) stays as it is: everything in it is sealed all the same.
    """
    if os.name == "nt":  # pragma: no cover - a folder of a user's profile is closed to other users there
        return
    _close(_folders(place), _FOLDER)
    _close(_files(place), _FILE)


def _folders(place: Place) -> Iterable[Path]:
    return place.folder, place.folder / KEYS


def _files(place: Place) -> Iterator[Path]:
    local = Folder(place.folder)
    yield from (place.file, local.anchor, local.lock, local.database)
    yield from (local.database.with_name(local.database.name + end) for end in ("-wal", "-shm"))
    with suppress(OSError):
        yield from sorted(place.keys.iterdir())


def _close(paths: Iterable[Path], mode: int) -> None:
    for path in paths:
        with suppress(OSError):
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode):
                continue
            if stat.S_IMODE(found.st_mode) & ~mode:
                path.chmod(stat.S_IMODE(found.st_mode) & mode)
