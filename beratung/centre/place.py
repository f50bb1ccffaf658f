# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where a centre lies: its folder, its keys, and the small file that says what it is before it is unlocked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.centre.errors import (
    CentreFileDamaged,
    FolderNotEmpty,
    NameNeeded,
    NoFolder,
    NoSuchParent,
    ServerNeedsKeys,
    ServerNotNamed,
)
from beratung.domain.views import CentreInfo
from beratung.store.errors import Moved, NewerLayout, NoCentreHere, NoRights, translated_os
from beratung.store.location import SCHEMES

CENTRE_FILE = "centre.json"
KEYS = "keys"
UNFINISHED = ".new"
"""Where a centre is made inside a folder that exists; left over after a crash it counts as nothing."""
LAYOUT = 1
_MOST_NAME = 120
_MOST_BYTES = 64 * 1024


class CentreFile(msgspec.Struct, frozen=True, kw_only=True):
    """What ``centre.json`` holds; unknown keys of later versions are ignored within one layout."""

    id: UUID
    name: str
    layout: int = LAYOUT
    backend: str = "sqlite"
    server: str = ""
    is_moved: bool = False
    is_demo: bool = False


class Place(msgspec.Struct, frozen=True):
    """A centre's folder, its key folder, and where its records lie (the folder, or a server's address)."""

    folder: Path
    keys: Path
    location: Path | str

    def __repr__(self) -> str:
        return f"<Place {self.folder}>"  # a server's address may hold a password

    @property
    def file(self) -> Path:
        """The file that says what the centre is."""
        return self.folder / CENTRE_FILE

    @property
    def is_server(self) -> bool:
        """Whether the records lie on a database server."""
        return isinstance(self.location, str)


def find_place(where: Path | str, keys: Path | str | None = None) -> Place:
    """Return the place that a path or a server's address names; nothing is read.

    For a server ``keys`` is the local folder of keys, which also holds the file that names the centre.
    """
    if isinstance(where, str) and where.startswith(SCHEMES):
        if keys is None:
            raise ServerNeedsKeys(place="keys")
        folder = Path(keys).expanduser().absolute()
        return Place(folder, folder / KEYS, where)
    folder = Path(where).expanduser().absolute()
    return Place(folder, folder / KEYS, folder)


def with_server(place: Place, info: CentreInfo, *, is_moved_too: bool = False) -> Place:
    """The place itself, or the server that a folder remembers where only the folder was named.

    Raises:
        Moved: the centre began in this folder and lies on a server now, and ``is_moved_too`` was not said.
        ServerNotNamed: it lies on a server whose address nobody remembers.
    """
    if info.backend == "sqlite" or place.is_server:
        return place
    if info.is_moved and not is_moved_too:
        raise Moved(where=info.server, place=str(place.folder))
    if not info.server:
        raise ServerNotNamed(place=str(place.folder))
    return Place(place.folder, place.keys, info.server)


def read_info(where: Path | str, keys: Path | str | None = None) -> CentreInfo:
    """Return what anyone may know of a centre before it is unlocked.

    Raises:
        NoCentreHere, NoRights, CentreFileDamaged, NewerLayout: there is none that can be read.
    """
    return read_file(find_place(where, keys))


def read_file(place: Place) -> CentreInfo:
    """Read the file that names a centre."""
    try:
        with place.file.open("rb") as file:
            raw = file.read(_MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise NoCentreHere(place=str(place.folder)) from None
    except PermissionError:
        raise NoRights(place=str(place.folder)) from None
    except OSError as error:
        raise translated_os(error, place.folder) from error
    try:
        found = msgspec.json.decode(raw, type=CentreFile)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        if _is_newer(raw):
            raise NewerLayout from None
        raise CentreFileDamaged(place=str(place.file)) from None
    if found.layout > LAYOUT:
        raise NewerLayout
    return CentreInfo(
        id=found.id,
        name=found.name,
        layout=found.layout,
        backend=found.backend,
        server=found.server,
        is_moved=found.is_moved,
        is_demo=found.is_demo,
    )


def _is_newer(raw: bytes) -> bool:
    try:
        return msgspec.json.decode(raw, type=dict[str, object]).get("layout", 0) > LAYOUT  # type: ignore[operator]
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError):
        return False


def write_file(place: Place, file: CentreFile) -> None:
    """Write the file that names a centre, whole or not at all."""
    from beratung.vault.files import write_atomic

    write_atomic(place.file, msgspec.json.format(msgspec.json.encode(file)) + b"\n")


def rename_backend(place: Place, backend: str) -> None:
    """Write into the naming file where the records lie now; the rest stays."""
    info = read_file(place)
    write_file(place, CentreFile(id=info.id, name=info.name, backend=backend, is_demo=info.is_demo))


def check_name(name: str) -> str:
    """Return a centre's name without blanks around it; raises NameNeeded."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > _MOST_NAME or not tidy.isprintable():
        raise NameNeeded(place="name", limit=_MOST_NAME)
    return tidy


def check_new(folder: Path) -> None:
    """Refuse a folder in which no centre can be made; nothing is changed.

    Raises:
        NoFolder, NoSuchParent, FolderNotEmpty, NoRights: as their names say.
    """
    with _rights(folder):
        if folder.exists() and not folder.is_dir():
            raise NoFolder(place=str(folder))
        if folder.is_dir():
            if any(entry.name != UNFINISHED for entry in folder.iterdir()):
                raise FolderNotEmpty(place=str(folder))
        elif not folder.parent.is_dir():
            raise NoSuchParent(place=str(folder))
        nearest = folder if folder.is_dir() else folder.parent
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise NoRights(place=str(nearest))


@contextmanager
def _rights(folder: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise NoRights(place=str(folder)) from None
    except OSError as error:
        raise translated_os(error, folder) from error
