# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is typed into the window stands in no file in clear, not even after the program was killed."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from beratung.centre import Centre, make_demo

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-demo-demo"
FEWEST = {
    "new person": 5,
    "person": 5,
    "consultations": 2,
    "consents": 1,
    "letter": 3,
    "unsaved": 8,
    "search": 1,
}
"""So many fields each page has at least; fewer would mean that the hand did not see them."""


def disguises(marker: str) -> Iterator[bytes]:
    """Yield a marker as a file could hold it: UTF-8, UTF-16, and base64 at each of its three offsets."""
    yield marker.encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield marker.encode(encoding)
        yield from _base64(marker.encode(encoding))
    yield from _base64(marker.encode())


def _base64(raw: bytes) -> Iterator[bytes]:
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + raw)
        yield text[4 if offset else 0 : -4]


def leaks(folder: Path, markers: list[str]) -> list[str]:
    """Return every file below a folder in which a marker stands, also in its name."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        seen = [m for m in markers if m in path.name or any(form in content for form in disguises(m))]
        found += [f"{path.relative_to(folder)}: {marker}" for marker in seen]
    return found


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    """Each disguise is found, at each offset: a search that finds nothing proves nothing."""
    marker = "Zzmarkeabcqx"
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "plain").write_bytes(b"." * number + marker.encode())
        (folder / "wide").write_bytes(b"." * number + marker.encode("utf-16-le"))
        (folder / "coded").write_bytes(base64.b64encode(b"x" * number + marker.encode() + b"yy"))
        (folder / "wide coded").write_bytes(
            base64.b64encode(b"x" * number + marker.encode("utf-16-le") + b"yy")
        )
        (folder / f"name {marker}").touch()
        assert len(leaks(folder, [marker])) == 5


@pytest.mark.timeout(240)
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")
def test_nothing_typed_is_found_after_a_kill(tmp_path: Path) -> None:
    """Unlock, type a marker into every field of the main job, kill, and look into every file."""
    places = {
        name: tmp_path / name.lower()
        for name in (
            "HOME",
            "TMPDIR",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
        )
    }
    for place in places.values():
        place.mkdir(mode=0o700, exist_ok=True)
    centre = tmp_path / "centre"
    make_demo(centre, 5, 1)
    environment = os.environ | {name: str(place) for name, place in places.items()}
    command = [sys.executable, "-m", "tests.acceptance.typing_hand", str(centre), "beraterin", PASSWORD]
    complaints = tmp_path / "stderr"
    with (
        complaints.open("wb") as stderr,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert line, complaints.read_text(encoding="utf-8") + "".join(
        log.read_text() for log in tmp_path.rglob("*.log")
    )
    report = json.loads(line)
    few = {page: count for page, count in report["filled"].items() if count < FEWEST.get(page, 1)}
    assert not few, f"the hand typed into too few fields: {report['filled']}"
    assert not leaks(tmp_path, report["markers"])
    reopened = Centre.open(centre, user="beraterin", password=PASSWORD)
    try:
        assert any(report["markers"][0] in row.name or row.other_names for row in reopened.clients.roster())
        assert reopened.cases.drafts(), "what was typed and not saved waits as a sealed draft"
        assert reopened.verify(full=True).ok
    finally:
        reopened.lock()
