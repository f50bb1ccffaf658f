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


def test_a_mistyped_former_centre_is_refused_before_anything_is_made(
    at: Caller, small: Small, tmp_path: Path
) -> None:
    file, target, other = tmp_path / "eins.backup", tmp_path / "wieder", tmp_path / "andere"
    words = ("centre", "create", other, "--name", "Andere", "--recovery-out", tmp_path / "blatt.pdf")
    assert at(*words).code == 0
    assert at("centre", "backup", file).code == 0
    for former, says in (
        (tmp_path / "nirgends", "no such folder"),
        (file, "no such folder"),
        (other, "another centre"),
    ):
        refused = at("--user", FOUNDER, "centre", "restore", file, target, "--since", former)
        assert (refused.code, refused.out) == (2, "")
        assert says in refused.err
        assert not target.exists()
    (small.folder / "centre.json").write_text("{")
    done = at("centre", "restore", file, target, "--since", small.folder)
    assert done.code == 0, done.err


def test_a_centre_that_does_not_open_is_a_finding_in_the_document(at: Caller, small: Small) -> None:
    old = small.copied("old")
    small.opened().lock()
    small.put_back(old)
    found = at("centre", "verify", "--json")
    assert (found.code, found.json["ok"], found.json["covered"]) == (1, False, [])
    assert "older than what was last saved" in found.json["findings"][0]["what"]
    assert "older than what was last saved" in found.err
    assert at("--user", "niemand", "centre", "verify", "--json").out == ""


def test_an_invitation_is_accepted_once(at: Caller, tmp_path: Path) -> None:
    file = tmp_path / "einladung"
    assert at("user", "add", "neu", "--roles", "counsellor", "--out", file).code == 0
    assert at("user", "accept", file).code == 0
    again = at("user", "accept", file)
    assert (again.code, "accepted already" in again.err) == (2, True)


def test_who_is_suspended_hears_how_the_sheet_ends_it(at: Caller, small: Small, tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.write_text(small.code)
    assert at("user", "suspend", COUNSELLOR).code == 0
    refused = at("--user", COUNSELLOR, "centre", "recover", "--code-file", code)
    assert (refused.code, "--reinstate" in refused.err) == (1, True)


def test_what_is_no_address_of_a_server_makes_no_centre(
    at: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file, target, sheet = tmp_path / "eins.backup", tmp_path / "neu", tmp_path / "blatt.pdf"
    assert at("centre", "backup", file).code == 0
    before = sorted(tmp_path.iterdir())
    for address, says in (
        ("mysql://somewhere/name", "no address of a database server"),
        ("datei", "no address of a database server"),
        ("postgresql://elsewhere.example/name", "verify-full"),
    ):
        for words in (
            ("centre", "create", target, "--name", "Probe", "--recovery-out", sheet),
            ("centre", "restore", file, target),
        ):
            refused = at(*words, "--backend", address)
            assert (refused.code, refused.out) == (2, "")
            assert says in refused.err
            assert sorted(tmp_path.iterdir()) == before
