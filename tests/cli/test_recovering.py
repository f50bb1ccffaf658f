# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Recovery and the acceptance of an older state on the command line: real keys, one clear sentence, exit codes."""

from pathlib import Path

import pytest

from beratung.vault.recovery_code import new_code
from tests.centre.small import ADMIN, COUNSELLOR, NEW, PASSWORD, Small
from tests.cli.conftest import Caller


@pytest.fixture
def at(call: Caller, small: Small, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("BERATUNG_CENTRE", str(small.folder))
    monkeypatch.setenv("BERATUNG_PASSWORD", NEW)
    return call


@pytest.fixture
def code_file(small: Small, tmp_path: Path) -> Path:
    file = tmp_path / "code.txt"
    file.write_text(f"  {small.code.lower()}\n")
    return file


def test_a_new_password_with_the_sheet(at: Caller, code_file: Path) -> None:
    done = at("centre", "recover", "--user", COUNSELLOR, "--code-file", code_file)
    assert done.code == 0, done.err
    assert "envelope" in done.out
    assert at("centre", "verify", "--user", COUNSELLOR).code == 0


def test_the_code_may_be_piped_and_the_result_is_a_document(at: Caller, small: Small) -> None:
    done = at(
        "centre", "recover", "--json", "--user", COUNSELLOR, "--code-file", "-", stdin=small.code + "\n"
    )
    assert done.json["reinstated"] is False
    assert at("centre", "verify", "--user", COUNSELLOR).code == 0


def test_a_wrong_code_is_said_and_changes_nothing(at: Caller, small: Small) -> None:
    before = small.bytes()
    for code, exit_code, said in (
        (new_code(), 1, "does not belong to this centre"),
        (small.code[:-6], 2, "8 groups of five characters"),
        (small.code[:-1] + ("2" if small.code[-1] != "2" else "3"), 2, "group 8"),
    ):
        done = at("centre", "recover", "--user", COUNSELLOR, "--code-file", "-", stdin=code)
        assert (done.code, done.out) == (exit_code, "")
        assert said in done.err
        assert done.err.count("\n") == 1
        assert code not in done.err
    assert small.bytes() == before


def test_calls_that_lack_something(at: Caller, code_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--user" in at("centre", "recover", "--code-file", code_file).err
    assert "--code-file" in at("centre", "recover", "--user", COUNSELLOR).err
    assert "--user" in at("centre", "accept").err
    missing = at("centre", "recover", "--user", COUNSELLOR, "--code-file", "nowhere")
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    unknown = at("centre", "recover", "--user", "niemand", "--code-file", code_file)
    assert (unknown.code, "no account" in unknown.err) == (2, True)
    monkeypatch.setenv("BERATUNG_PASSWORD", "kurz")
    weak = at("centre", "recover", "--user", COUNSELLOR, "--code-file", code_file)
    assert (weak.code, "at least" in weak.err) == (2, True)


def test_a_suspension_ends_only_on_purpose(at: Caller, small: Small, code_file: Path) -> None:
    centre = small.opened()
    centre.suspend(COUNSELLOR)
    centre.lock()
    assert at("centre", "recover", "--user", COUNSELLOR, "--code-file", code_file).code == 1
    done = at("centre", "recover", "--reinstate", "--user", COUNSELLOR, "--code-file", code_file)
    assert "not suspended any more" in done.out
    assert at("centre", "verify", "--user", COUNSELLOR).code == 0


@pytest.fixture
def rolled_back(small: Small) -> Small:
    old = small.copied("old")
    small.opened().lock()
    small.put_back(old)
    return small


def test_the_administration_accepts_an_older_state(
    at: Caller, rolled_back: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    refused = at("centre", "verify", "--user", COUNSELLOR)
    assert (refused.code, "older than what was last saved" in refused.err) == (1, True)
    mere = at("centre", "accept", "--user", COUNSELLOR)
    assert (mere.code, "Only the administration" in mere.err) == (1, True)
    done = at("centre", "accept", "--user", ADMIN)
    assert done.code == 0, done.err
    assert "is the newest" in done.out
    assert at("centre", "verify", "--user", COUNSELLOR).code == 0
    assert rolled_back.folder.is_dir()


def test_the_sheet_accepts_an_older_state(
    at: Caller, rolled_back: Small, code_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    assert at("centre", "recover", "--user", COUNSELLOR, "--code-file", code_file).code == 1
    done = at("centre", "accept", "--json", "--code-file", code_file)
    assert done.json["accepted"] > 0
    assert at("centre", "verify", "--user", COUNSELLOR).code == 0
    assert rolled_back.folder.is_dir()
