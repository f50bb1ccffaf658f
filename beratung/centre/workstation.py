# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Letting another computer take part in a centre on a server: what it needs travels in a file.

The file names the centre and its server, and carries the key file of who made it, which opens with his password
only. Without keys it is for a colleague, who then accepts an invitation there.
"""

import hashlib
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.centre.errors import NotOnServer, WorkstationFileDamaged
from beratung.centre.place import KEYS, CentreFile, Place, check_new, read_file, write_file
from beratung.domain.views import CentreInfo
from beratung.store import copying
from beratung.store.errors import NetworkFolder, translated_os
from beratung.store.location import without_password
from beratung.store.shares import is_network_folder
from beratung.vault.files import write_atomic

_MAGIC = b"beratung workstation 1\n"
_SUFFIXES = (".key", ".key.2", ".grant", ".grant.2")
_MOST_FILES = 16


class _File(msgspec.Struct, frozen=True, array_like=True):
    """What the file holds after its magic, before its checksum."""

    centre: UUID
    name: str
    server: str
    is_demo: bool
    keys: dict[str, bytes]


def make(place: Place, info: CentreInfo, user: UUID | None) -> bytes:
    """The file for another computer, with the key file of a user or without any.

    Raises:
        NotOnServer: the records lie in a folder of this computer.
    """
    if not isinstance(place.location, str):
        raise NotOnServer
    keys: dict[str, bytes] = {}
    for suffix in _SUFFIXES if user is not None else ():
        path = place.keys / f"{user}{suffix}"
        try:
            keys[path.name] = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise translated_os(error, path) from error
    server = without_password(place.location)
    body = _MAGIC + msgspec.msgpack.encode(_File(info.id, info.name, server, info.is_demo, keys))
    return body + hashlib.sha256(body).digest()


def join(content: bytes, folder: Path, address: str = "") -> CentreInfo:
    """Make the folder of a centre on this computer from such a file; ``address`` in place of the one it names.

    The server must answer and hold a centre; whether it is the right one shows at unlocking, when the trust root
    is compared with the one in the key file.

    Raises:
        WorkstationFileDamaged: it is no such file, or was changed on the way.
        FolderNotEmpty, NoRights, NetworkFolder, ServerUnreachable, NoCentreHere: nothing was made.
    """
    found = _read(content)
    server = address or found.server
    check_new(folder)
    if is_network_folder(folder):
        raise NetworkFolder(place=str(folder))
    copying.check_there(server)
    place = Place(folder, folder / KEYS, server)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        place.keys.mkdir(mode=0o700)
    except OSError as error:
        raise translated_os(error, folder) from error
    for name, key in found.keys.items():
        write_atomic(place.keys / name, key)
    file = CentreFile(
        id=found.centre,
        name=found.name,
        backend="postgresql",
        server=without_password(server),
        is_demo=found.is_demo,
    )
    write_file(place, file)
    return read_file(place)


def _read(content: bytes) -> _File:
    body, checksum = content[:-32], content[-32:]
    if not body.startswith(_MAGIC) or hashlib.sha256(body).digest() != checksum:
        raise WorkstationFileDamaged(place="file")
    try:
        found = msgspec.msgpack.decode(body[len(_MAGIC) :], type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise WorkstationFileDamaged(place="file") from None
    if len(found.keys) > _MOST_FILES or not all(_is_key_file(name) for name in found.keys):
        raise WorkstationFileDamaged(place="file")
    return found


def _is_key_file(name: str) -> bool:
    """Whether a name is that of a user's key file: a file must not choose where it is written."""
    try:
        user = UUID(name.partition(".")[0])
    except ValueError:
        return False
    return name.removeprefix(str(user)) in _SUFFIXES
