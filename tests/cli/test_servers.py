# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre on a server, without a window: made there, moved there, joined from another computer."""

import json
from pathlib import Path

import pytest

from beratung.cli.edge import run
from beratung.vault import kdf

SECRET = "Ein-gutes-Passwort-2026"

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERATUNG_PASSWORD", SECRET)
    monkeypatch.setattr("beratung.vault.founding.calibrate", lambda: kdf.KdfCost.FLOOR)
    monkeypatch.setattr("beratung.vault.joining.calibrate", lambda: kdf.KdfCost.FLOOR)


def create(folder: Path, *more: str) -> None:
    """Make a centre."""
    words = ["centre", "create", str(folder), "--name", "Netz", "--user", "chefin"]
    assert run([*words, "--recovery-out", f"{folder}.pdf", *more]) == 0


def test_a_centre_is_made_on_a_server_and_joined(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, other = tmp_path / "schluessel", tmp_path / "anderer"
    create(keys, "--backend", address)
    at = ["--centre", address, "--keys", str(keys), "--user", "chefin"]
    assert run([*at, "centre", "verify"]) == 0
    file = tmp_path / "rechner.datei"
    assert run([*at, "centre", "workstation", "--out", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert run([*at, "centre", "workstation", "--out", str(file)]) == 2  # never over a file
    capsys.readouterr()
    assert run(["--json", "centre", "join", str(file), str(other)]) == 0
    joined = json.loads(capsys.readouterr().out)
    assert joined["server"] == address
    assert run(["--centre", str(other), "--user", "chefin", "centre", "verify"]) == 0
    assert run(["centre", "join", str(file), str(other)]) == 1
    file.write_bytes(b"x")
    assert run(["centre", "join", str(file), str(tmp_path / "neu")]) == 2


def test_a_colleague_joins_with_an_invitation(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, other = tmp_path / "schluessel", tmp_path / "anderer"
    create(keys, "--backend", address)
    at = ["--centre", address, "--keys", str(keys), "--user", "chefin"]
    file, invitation, answer = (tmp_path / name for name in ("rechner", "einladung", "antwort"))
    assert run([*at, "centre", "workstation", "--without-keys", "--out", str(file)]) == 0
    assert run([*at, "user", "add", "kollege", "--roles", "counsellor", "--out", str(invitation)]) == 0
    assert run(["centre", "join", str(file), str(other), address]) == 0
    capsys.readouterr()
    words = ["--json", "--centre", str(other), "user", "accept", str(invitation), "--answer-out", str(answer)]
    assert run(words) == 0
    fingerprint = json.loads(capsys.readouterr().out)["fingerprint"]
    granting = [*at, "user", "grant", "kollege", "--fingerprint", fingerprint, "--answer", str(answer)]
    assert run(granting) == 0
    assert run(["--centre", str(other), "--user", "kollege", "centre", "verify"]) == 0


def test_a_centre_is_moved_and_the_source_is_refused(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "zentrum"
    create(folder)
    here = ["--centre", str(folder), "--user", "chefin"]
    assert run([*here, "centre", "workstation", "--out", str(tmp_path / "x")]) == 1
    assert run([*here, "centre", "move", str(tmp_path)]) == 2
    capsys.readouterr()
    assert run([*here, "--json", "centre", "move", address]) == 0
    moved = json.loads(capsys.readouterr().out)
    assert moved["server"] == address
    assert moved["keys"] == str(folder)
    assert run([*here, "client", "list", "--limit", "1"]) == 1
    assert address in capsys.readouterr().err
    assert (
        run(["--centre", address, "--keys", str(folder), "--user", "chefin", "centre", "verify", "--full"])
        == 0
    )
