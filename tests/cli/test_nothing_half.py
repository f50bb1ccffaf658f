# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is interrupted or cannot be written leaves nothing half; what opens a centre is its owner's only."""

import errno
import os
import sys
from pathlib import Path

import pytest

from beratung.cli import edge
from tests.centre.small import FOUNDER, PASSWORD, Small
from tests.cli.conftest import Caller


@pytest.fixture
def at(call: Caller, small: Small, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("BERATUNG_CENTRE", str(small.folder))
    monkeypatch.setenv("BERATUNG_USER", FOUNDER)
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    return call


def test_nobody_is_invited_whose_invitation_cannot_be_written(
    at: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "einladung"
    words = ("user", "add", "neu", "--roles", "counsellor", "--out", out)

    fsync = os.fsync

    def full(number: int) -> None:
        if out.exists() and os.path.samestat(os.fstat(number), out.stat()):
            raise OSError(errno.ENOSPC, "full")
        fsync(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused = at(*words)
    assert (refused.code, refused.out) == (2, "")
    assert "--out" in refused.err
    assert not out.exists()
    assert [entry["name"] for entry in at("user", "list", "--json").json["users"]] == [
        "beraterin",
        "gruenderin",
        "verwaltung",
    ]
    assert at(*words).code == 0
    assert out.stat().st_mode & 0o077 == 0
    assert at(*words).code == 2


def test_only_its_owner_reads_the_recovery_sheet(at: Caller, tmp_path: Path) -> None:
    sheet = tmp_path / "blatt.pdf"
    words = ("centre", "create", tmp_path / "neu", "--name", "Probe", "--recovery-out", sheet)
    assert at(*words).code == 0
    assert sheet.stat().st_mode & 0o077 == 0


def test_who_stops_a_call_gets_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("beratung.cli.centres.named_centre", stopped)
    monkeypatch.setattr(sys, "argv", ["beratung", "centre", "info"])
    with pytest.raises(SystemExit) as ended:
        edge.main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
