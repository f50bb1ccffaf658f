# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A real CalDAV server on this machine, for as long as a test needs it."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ACCOUNT, PASSWORD = "publizist", "nur-ein-test"
CALENDAR = "woche"


class Server(NamedTuple):
    """Where it listens and where it stores."""

    url: str
    folder: Path

    @property
    def calendar(self) -> str:
        """The address of the user's calendar."""
        return f"{self.url}/{ACCOUNT}/{CALENDAR}/"

    def files(self) -> dict[str, bytes]:
        """Every byte that it stored, by file."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def events(self) -> dict[str, bytes]:
        """The events of the calendar by name."""
        found = self.folder / "collection-root" / ACCOUNT / CALENDAR
        return {path.name: path.read_bytes() for path in sorted(found.glob("*.ics"))}

    def ask(
        self,
        method: str,
        name: str = "",
        body: bytes | None = None,
        etag: str = "",
        kind: str = "text/calendar; charset=utf-8",
    ) -> int:
        """Do something as another program of the same user; returns the status."""
        import base64

        request = urllib.request.Request(self.calendar + name, data=body, method=method)
        both = base64.b64encode(f"{ACCOUNT}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {both}")
        request.add_header("Content-Type", kind)
        if etag:
            request.add_header("If-Match", etag)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as fault:
            return fault.code


@contextmanager
def radicale(folder: Path) -> Iterator[Server]:
    """Start a server with one user and one calendar, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = folder / "users"
    users.write_text(f"{ACCOUNT}:{PASSWORD}\n", encoding="utf-8")
    config = folder / "config"
    storage = folder / "storage"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {users}\n"
        f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {storage}\n[logging]\nlevel = error\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(f"http://127.0.0.1:{port}", storage)
    try:
        _wait(process, port)
        made = server.ask(
            "MKCALENDAR",
            body=b'<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set>'
            b"<D:prop><D:displayname>Meine Woche</D:displayname></D:prop></D:set></C:mkcalendar>",
            kind="application/xml",
        )
        assert made == 201
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not listen")
