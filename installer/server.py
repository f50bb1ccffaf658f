# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``make server``: a PostgreSQL of one's own on this computer, for trying out a centre on a server.

``python -m installer.server [start|stop|status]``: the data lies in a folder of the user's own, the server
listens on 127.0.0.1 only and wants a password, which lies in a file that only the user may read. For real work
an administrator sets up a server with TLS, a backup and a name of its own.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import psycopg

DATABASE = "zentrum"
USER = "beratung"
FIRST_PORT = 54320
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; there one of these users runs it."""


class NoServer(Exception):
    """Why there can be no server; the text says what to do."""


def binaries() -> Path:
    """The folder with initdb and pg_ctl: Debian's newest, else what is on PATH."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    for initdb in [*packaged, *([Path(on_path)] if on_path else [])]:
        if (initdb.parent / "pg_ctl").exists():
            return initdb.parent
    raise NoServer("There is no PostgreSQL here. On Debian and Ubuntu: sudo apt-get install postgresql")


class TrialServer:
    """A cluster in a folder: made at the first start, kept until the folder is deleted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._before, self._owner = self._as_whom()

    @property
    def address(self) -> str:
        """The address of the centre's database, without the password."""
        return f"postgresql://{USER}@127.0.0.1:{self._port()}/{DATABASE}"

    @property
    def password_file(self) -> Path:
        """A file as libpq reads it (PGPASSFILE)."""
        return self.folder / "pgpass"

    def is_running(self) -> bool:
        """Whether the server is up."""
        return self.data.is_dir() and self._run("pg_ctl", "status", "-D", str(self.data)) == 0

    def start(self) -> None:
        """Make the cluster where there is none, and start it; twice is no fault."""
        if not (self.data / "PG_VERSION").exists():
            self._make()
        if not self.is_running():
            options = f"-c listen_addresses=127.0.0.1 -c port={self._port()} -c unix_socket_directories=''"
            log = str(self.data / "log.txt")
            if self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", log, "-o", options):
                raise NoServer(f"The server does not start. Its log: {log}")
        self._make_database()

    def stop(self) -> None:
        """Stop the server; the data stays."""
        if self.is_running() and self._run("pg_ctl", "stop", "-m", "fast", "-D", str(self.data)):
            raise NoServer("The server does not stop.")

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        self.data.mkdir(mode=0o700)
        if self._owner is not None:
            self.folder.chmod(0o711)
            os.chown(self.data, self._owner, -1)
        password = secrets.token_urlsafe(24)
        port = _free_port()
        (self.folder / "port").write_text(str(port))
        given = self.data.parent / "first"
        for file, content in (
            (given, password),
            (self.password_file, f"127.0.0.1:{port}:*:{USER}:{password}\n"),
        ):
            file.touch(mode=0o600)
            file.write_text(content)
        if self._owner is not None:
            os.chown(given, self._owner, -1)
        words = ("-D", str(self.data), "-U", USER, f"--pwfile={given}", "--auth=scram-sha-256", "-E", "UTF8")
        failed = self._run("initdb", *words, "--locale=C.UTF-8")
        given.unlink()
        if failed:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NoServer("initdb failed: is there room, and may this folder be written?")

    def _make_database(self) -> None:
        address = self.address.removesuffix(DATABASE) + "postgres"
        with psycopg.connect(address, passfile=str(self.password_file), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _port(self) -> int:
        return int((self.folder / "port").read_text())

    def _run(self, program: str, *words: str) -> int:
        command = [*self._before, str(binaries() / program), *words]
        place = self.data if self.data.is_dir() else None
        return subprocess.run(
            command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode

    @staticmethod
    def _as_whom() -> tuple[list[str], int | None]:
        """The words before a command that must not run as root, and whose folders it needs."""
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            return [], None
        import pwd

        setpriv = shutil.which("setpriv")
        for name in UNPRIVILEGED if setpriv else ():
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return [
                str(setpriv),
                f"--reuid={user.pw_uid}",
                f"--regid={user.pw_gid}",
                "--clear-groups",
            ], user.pw_uid
        raise NoServer("PostgreSQL does not run as root. Please call this as another user.")


def _free_port() -> int:
    """The first port from the usual one on that nobody listens at."""
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoServer("There is no free port.")


def folder() -> Path:
    """Where the trial server lives: in the user's own data, or for root where another user can reach it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/beratung-server")
    return Path(platformdirs.user_data_dir("beratung", appauthor=False)) / "server"


def explain(server: TrialServer) -> str:
    """What to type next."""
    return f"""The server runs on this computer only. Its data: {server.data}

Let programs find its password once in this terminal:
    export PGPASSFILE={server.password_file}
A new centre there:
    beratung --user NAME centre create DIR --name NAME --recovery-out FILE.pdf --backend {server.address}
A centre that exists:
    beratung --centre DIR --user NAME centre move {server.address}
Another computer, or another folder in its place:
    beratung --centre {server.address} --keys DIR --user NAME centre workstation --out FILE
    beratung centre join FILE OTHER-DIR
Stop it:
    make server-stop
"""


def main(arguments: Sequence[str]) -> int:
    """Start, stop, or say how it is; 1 where that was not possible, 2 for a wrong call."""
    what = arguments[0] if arguments else "start"
    try:
        server = TrialServer(folder())
        if what == "start":
            server.start()
            print(explain(server))
        elif what == "stop":
            server.stop()
            print(f"The server is stopped. Its data stays in {server.folder} until you delete it.")
        elif what == "status":
            print("It runs." if server.is_running() else "It is stopped.")
        else:
            print("Usage: python -m installer.server [start|stop|status]")
            return 2
    except (NoServer, OSError, psycopg.Error) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
