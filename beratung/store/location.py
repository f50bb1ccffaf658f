# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where a centre's data lies: a folder on this computer, or a PostgreSQL server."""

import os
from ipaddress import ip_address
from pathlib import Path

import msgspec

from beratung.store import errors
from beratung.store.shares import is_network_folder

SCHEMES = ("postgresql://", "postgres://")


class Folder(msgspec.Struct, frozen=True):
    """A folder with the encrypted file, its anchor and its lock."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLCipher file."""
        return self.path / "beratung.db"

    @property
    def anchor(self) -> Path:
        """The file that remembers the last save."""
        return self.path / "beratung.anchor"

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
