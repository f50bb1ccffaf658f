# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``report years`` and ``report close-year``: seen before, done once, the same numbers afterwards."""

from pathlib import Path

import pytest

from beratung.cli import report_years
from tests.cli.conftest import Caller
from tests.cli.test_reports import _larger, lead  # noqa: F401 -- fixtures

YEAR = "2025"


def test_a_year_is_closed_and_its_reports_stay(lead: Caller, tmp_path: Path) -> None:  # noqa: F811
    [before] = [one for one in lead("report", "years", "--json").json["years"] if one["year"] == int(YEAR)]
    assert (before["closed"], before["over"], before["counted"]) == (False, True, True)
    assert before["facts"] > 50
    looked = lead("report", "close-year", YEAR, "--look", "--json")
    assert (looked.code, looked.json) == (0, before)
    shown = lead("report", "show", "referrals", "--period", YEAR, "--json").json
    closed = lead("report", "close-year", YEAR, "--json")
    assert closed.code == 0, closed.err
    assert closed.json["closed"]
    assert (closed.json["closed_by"], closed.json["facts"]) == ("leitung", 0)
    assert closed.json["links_left"], "a supervisor does not hold them"
    assert closed.json["not_released"] == before["not_released"]
    assert lead("report", "show", "referrals", "--period", YEAR, "--json").json == shown
    done = lead("report", "release", "referrals", "--period", YEAR, "--out", tmp_path / "aus", "--to", "Land")
    assert done.code == 0, done.err
    assert lead("report", "fill", "--user", "beraterin").code == 0
    after = lead("report", "close-year", YEAR, "--look", "--json").json
    assert not after["links_left"]
    assert not any(YEAR in one["periods"] for one in after["not_released"] if one["report"] == "referrals")
    assert lead("report", "audit").code == 0
    assert lead("centre", "verify", "--full", "--user", "beraterin").code == 0


def test_what_cannot_be_closed_is_refused_in_one_sentence(lead: Caller) -> None:  # noqa: F811
    running = lead("report", "close-year", "2026")
    assert (running.code, running.err.count("\n")) == (1, 1)
    assert "2026" in running.err
    nothing = lead("report", "close-year", "2001")
    assert (nothing.code, nothing.err.count("\n")) == (1, 1)
    assert lead("report", "close-year", "1").code == 2
    assert lead("report", "close-year", "gestern").code == 2
    assert lead("report", "close-year", YEAR, "--user", "verwaltung").code == 1
    assert lead("report", "close-year", YEAR).code == 0
    again = lead("report", "close-year", YEAR)
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "is closed" in again.err
    part = lead("report", "release", "year", "--period", YEAR, "--revision", "--out", "/tmp", "--to", "Land")
    assert (part.code, part.err) == (1, again.err)


def test_at_a_terminal_the_year_is_typed_once_more(
    lead: Caller,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report_years, "is_asked", lambda: True)
    refused = lead("report", "close-year", YEAR, stdin="no\n")
    assert refused.code == 1
    assert "mbe" in refused.out, "what has not gone out is shown before"
    assert not lead("report", "close-year", YEAR, "--look", "--json").json["closed"]
    assert lead("report", "close-year", YEAR, stdin=f"{YEAR}\n").code == 0
    assert lead("report", "close-year", YEAR, "--look", "--json").json["closed"]
