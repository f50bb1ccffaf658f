# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups by the command line: made, checked, put back, and refused in one sentence."""

from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.vault import KdfCost, RecoverySheet
from tests.cli.conftest import PASSWORD, Caller


def test_make_check_and_put_back(
    work: Caller, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, target = tmp_path / "eins.backup", tmp_path / "wieder"
    made = work("centre", "backup", file, "--json")
    assert made.code == 0, made.err
    assert made.json["rows"]["record"] > 30
    assert made.json["covered"] == []
    again = work("centre", "backup", file)
    assert again.code == 2
    assert len(again.err.strip().splitlines()) == 1
    checked = work("centre", "backup", "--check", file, "--json")
    assert checked.code == 0, checked.err
    assert checked.json["ok"]
    assert checked.json["unopened"] == 0
    assert {"identity", "case"} <= set(checked.json["covered"])
    assert "put back on trial" in work("centre", "backup", "--check", file).out
    refused = work("centre", "restore", file, target)
    assert refused.code == 1
    assert not target.exists()
    monkeypatch.setenv("BERATUNG_USER", "verwaltung")
    restored = work("centre", "restore", file, target, "--since", demo, "--json")
    assert restored.code == 0, restored.err
    assert restored.json["newer_found"]
    assert restored.json["incarnation"] > 0
    assert work("--centre", target, "centre", "verify", "--json").json["ok"]
    said = work("centre", "restore", file, tmp_path / "noch-einmal")
    assert said.code == 0
    assert "Nothing newer was found" in said.out
    assert work("centre", "restore", file, target).code == 1


def test_a_finding_ends_with_one(work: Caller, demo: Path, tmp_path: Path) -> None:
    from tests.store import tamper

    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    key = centre._keyring.storage_key
    centre.lock()
    with tamper.opened(demo, key) as raw:
        raw.execute("UPDATE record SET version = version + 1 WHERE id = (SELECT min(id) FROM record)")
    file = tmp_path / "eins.backup"
    assert work("centre", "backup", file).code == 0
    checked = work("centre", "backup", "--check", file)
    assert checked.code == 1
    assert "was changed outside the program" in checked.out
    restored = work("--user", "verwaltung", "centre", "restore", file, tmp_path / "wieder", "--json")
    assert restored.code == 0  # an administrator cannot see it; the next counsellor does
    assert {"identity", "case"} <= set(restored.json["not_covered"])


def test_what_is_no_backup_is_one_sentence(work: Caller, tmp_path: Path) -> None:
    nothing = tmp_path / "brief.pdf"
    nothing.write_bytes(b"%PDF-1.4")
    for arguments in (
        ("centre", "backup", "--check", nothing),
        ("centre", "backup", "--check", tmp_path / "nichts"),
        ("centre", "restore", nothing, tmp_path / "wieder"),
        ("centre", "restore", tmp_path / "nichts", tmp_path / "wieder"),
        ("centre", "backup", tmp_path / "nirgends" / "x"),
    ):
        found = work(*arguments)
        assert found.code == 2
        assert len(found.err.strip().splitlines()) == 1
        assert found.out == ""


def test_by_the_recovery_sheet(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets: list[RecoverySheet] = []
    folder, file = tmp_path / "klein", tmp_path / "klein.backup"
    Centre.create(
        folder, name="Klein", user="alle", password=PASSWORD, cost=KdfCost.FLOOR, keep_recovery=sheets.append
    )[0].lock()
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    made = call("--centre", folder, "--user", "alle", "centre", "backup", file)
    assert made.code == 0, made.err
    target = tmp_path / "wieder"
    assert call("centre", "restore", file, target).code == 2
    done = call("centre", "restore", file, target, "--code-file", "-", "--json", stdin=sheets[0].code)
    assert done.code == 0, done.err
    assert done.json["not_covered"] == []
    said = call("--centre", target, "--user", "alle", "centre", "verify", "--full")
    assert said.code == 0, said.out
