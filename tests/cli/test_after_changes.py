# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups of a centre with a history: cases that were protected once, somebody who left, a password made new."""

import json
from pathlib import Path

import pytest

from tests.builders import RECORD
from tests.centre.small import ADMIN, COUNSELLOR, FOUNDER, NEW, PASSWORD, Small
from tests.cli.conftest import Caller


@pytest.fixture
def at(call: Caller, small: Small, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("BERATUNG_CENTRE", str(small.folder))
    monkeypatch.setenv("BERATUNG_USER", FOUNDER)
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    return call


def protected(at: Caller) -> str:
    """A case that the founder and the counsellor open."""
    case = str(at("client", "add", "--json", "--file", "-", stdin=json.dumps(RECORD)).json["case"])
    assert at("case", "restrict", case, "--with", COUNSELLOR).code == 0
    return case


def test_a_case_protected_once_leaves_no_hole_in_a_check(at: Caller, small: Small, tmp_path: Path) -> None:
    case, file = protected(at), tmp_path / "eins.backup"
    assert at("case", "unrestrict", case).code == 0
    assert at("centre", "backup", file).code == 0
    checked = at("centre", "backup", "--check", file, "--json").json
    assert {"identity", "case"} <= set(checked["covered"])
    assert checked["not_covered"] == []
    founder = small.opened()
    assert founder.backups.last().is_complete
    founder.lock()


def test_a_restore_knows_no_membership_of_somebody_who_left(
    at: Caller, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, target, code = tmp_path / "eins.backup", tmp_path / "wieder", tmp_path / "code"
    code.write_text(small.code)
    protected(at)
    assert at("centre", "backup", file).code == 0
    assert at("user", "revoke", COUNSELLOR).code == 0
    monkeypatch.setenv("BERATUNG_PASSWORD", NEW)
    assert at("centre", "recover", "--code-file", code).code == 0
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    done = at("--user", ADMIN, "centre", "restore", file, target, "--since", small.folder)
    assert done.code == 0, done.out
    monkeypatch.setenv("BERATUNG_PASSWORD", NEW)
    verified = at("--centre", target, "centre", "verify", "--full", "--json")
    assert (verified.code, verified.json["findings"]) == (0, [])
