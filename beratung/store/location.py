# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where a centre's data lies: a folder on this computer, or a PostgreSQL server."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from beratung.store import errors
from beratung.store.shares import is_network_folder

SCHEMES = ("postgresql://", "postgres://")
_NUMBERED = re.compile(r"beratung(?:\.([1-9][0-9]{0,5}))?\.db")
_SECRET = frozenset({"password", "sslpassword", "oauth_client_secret"})


def identity(file: Path) -> tuple[int, int]:
    """Which file it is that bears this name; nothing where there is none."""
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


class Files(msgspec.Struct, frozen=True):
    """The database of a folder with what lies beside it."""

    database: Path
    anchor: Path
    unfinished: Path
    """Where the database is made; counts as nothing until it is renamed."""

    def all(self) -> tuple[Path, ...]:
        """Every file there may be, the database first."""
        beside = [
            Path(f"{file}{end}") for file in (self.database, self.unfinished) for end in ("-wal", "-shm")
        ]
        return (self.database, self.anchor, self.unfinished, *beside)


class Folder(msgspec.Struct, frozen=True):
    """A folder with the encrypted file, its anchor and its lock.

    With each change of its key the file gets a new name (``beratung.db``, ``beratung.2.db`` ...), so that its log never
    meets the connections that other programs still have to the former one. The highest number counts.
    """

    path: Path

    @property
    def number(self) -> int:
        """The number of the file that counts, 1 also where there is none yet."""
        names = self.path.glob("beratung*.db") if self.path.is_dir() else ()
        found = [_NUMBERED.fullmatch(path.name) for path in names]
        return max((int(match[1] or 1) for match in found if match), default=1)

    def files(self, number: int) -> Files:
        """The files of a number."""
        stem = "beratung" if number == 1 else f"beratung.{number}"
        return Files(self.path / f"{stem}.db", self.path / f"{stem}.anchor", self.path / f"{stem}.new")

    @property
    def database(self) -> Path:
        """The SQLCipher file."""
        return self.files(self.number).database

    @property
    def anchor(self) -> Path:
        """The file that remembers the last save."""
        return self.files(self.number).anchor

    @property
    def lock(self) -> Path:
        """The file whose lock covers a commit and its anchor."""
        return self.path / "beratung.lock"

    def check(self) -> None:
        """Refuse network shares and folders that may not be written."""
        if is_network_folder(self.path):
            raise errors.NetworkFolder(place=str(self.path))
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise errors.NoRights(place=str(self.path))


class Server(msgspec.Struct, frozen=True):
    """A PostgreSQL database; ``conninfo`` may hold a password and never appears in a repr."""

    conninfo: str

    def __repr__(self) -> str:
        return "<Server>"


def without_password(address: str) -> str:
    """A server's address as it may be remembered: what is secret stays with libpq's own password file."""
    parts = urlsplit(address)
    who, at, where = parts.netloc.rpartition("@")
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _SECRET]
    netloc = f"{who.partition(':')[0]}{at}{where}"
    query = urlencode(kept, safe="/")
    return f"{parts.scheme}://{netloc}{parts.path}{'?' if query else ''}{query}"


def locate(location: str | Path) -> Folder | Server:
    """Tell a folder from a server's address, and refuse an address whose traffic would not be protected."""
    if not isinstance(location, str) or not location.startswith(SCHEMES):
        return Folder(Path(location).expanduser().absolute())
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(location)
    except psycopg.Error:
        raise errors.BadServerAddress(place=SCHEMES[0]) from None
    _check_protected(given, f"{SCHEMES[0]}{given.get('host') or ''}")
    return Server(location)


def _check_protected(given: dict[str, str | int | None], place: str) -> None:
    """Accept loopback and local sockets, and everything else only with sslmode=verify-full."""

    def value(name: str, variable: str) -> str:
        return str(given.get(name) or os.environ.get(variable, ""))

    if value("sslmode", "PGSSLMODE") == "verify-full":
        return
    if value("service", "PGSERVICE"):
        raise errors.UnsafeServer(place=place)
    hosts = f"{value('host', 'PGHOST')},{value('hostaddr', 'PGHOSTADDR')}".split(",")
    if not all(_is_local(host) for host in hosts if host):
        raise errors.UnsafeServer(place=place)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
