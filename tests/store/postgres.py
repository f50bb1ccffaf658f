# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, stopped at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from installer.server import UNPRIVILEGED, NoServer, binaries

__all__ = [
    "Cluster",
    "NoServer",
    "binaries",
    "cluster",
    "cluster_to_kill",
    "empty",
    "free_port",
    "new_database",
]

INITDB = ("-U", "beratung", "--auth=trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")


_numbers = count()


def as_unprivileged() -> tuple[list[str], int | None]:
    """The words before a command that must not run as root and that ends with us, and whose folders it needs."""
    setpriv = shutil.which("setpriv")
    with_us = [setpriv, "--pdeathsig", "INT"] if setpriv else []
    if os.geteuid() != 0:
        return with_us, None
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if setpriv:
            words = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            return [*with_us, *words], user.pw_uid
    raise NoServer("PostgreSQL cannot run as root, and there is no other user to run it")


class Cluster:
    """A server of the tests' own that can be killed and started again on the same port."""

    def __init__(self, folder: Path, before: list[str], programs: Path, *, syncs: bool = False) -> None:
        self.folder = folder
        self._fsync = "on" if syncs else "off"
        self._words = [*before, str(programs / "postgres")]
        self._environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
        self._server: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self._make([*before, str(programs / "initdb")])

    @property
    def address(self) -> str:
        """An address without a database name."""
        return f"postgresql://beratung@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers; also after it was killed."""
        end = time.monotonic() + 30
        while True:
            log = self.folder / "log"
            options = {
                "listen_addresses": "127.0.0.1",
                "port": self.port,
                "unix_socket_directories": "",
                "fsync": self._fsync,
            }
            command = [*self._words, "-D", str(self.folder / "data")]
            command += [f"--{name}={value}" for name, value in options.items()]
            with log.open("ab") as out:
                self._server = subprocess.Popen(
                    command, env=self._environment, cwd=self.folder / "data", stdout=out, stderr=out
                )
            try:
                wait_for(self.port, self._server, log)
            except NoServer:  # children of the killed one may still hold its memory
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """End the server at once, as a loss of power would."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def stop(self) -> None:
        """End the server without waiting for clients."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def _make(self, initdb: list[str]) -> None:
        made = subprocess.run(
            [*initdb, "-D", str(self.folder / "data"), *INITDB],
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NoServer(f"initdb failed: {made.stderr.strip()[:200]}")


@contextmanager
def cluster_to_kill(*, syncs: bool = False) -> Iterator[Cluster]:
    """A running server that a test may kill and start again; ``syncs`` as a real one does. Raises NoServer."""
    programs, (before, owner) = binaries(), as_unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="beratung-pg-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if owner is not None:
            os.chown(folder, owner, -1)
            os.chown(data, owner, -1)
        server = Cluster(folder, before, programs, syncs=syncs)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster(*, syncs: bool = False) -> Iterator[str]:
    """A running server; gives an address without a database name. Raises NoServer."""
    with cluster_to_kill(syncs=syncs) as server:
        yield server.address


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers."""
    end = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://beratung@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.Error:
            if server.poll() is not None or time.monotonic() > end:
                raise NoServer(f"the server does not start: {log.read_text()[-300:]}") from None
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """A port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def empty(database: str) -> None:
    """Drop everything in a database and everybody who is still connected."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def new_database(address: str, name: str = "zentrum") -> str:
    """Make a database whose name begins so, and return its address."""
    name = f"{name}_{next(_numbers)}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"{address}/{name}"
