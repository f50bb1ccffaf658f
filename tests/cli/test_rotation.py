# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Closing an account and changing the keys, as somebody types it."""

from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.vault import KdfCost
from tests.cli.conftest import Caller

PASSWORD = "Muster-Kennwort-2026"


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A centre of three, and a file with the code of its recovery sheet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    folder = tmp_path / "zentrum"
    centre, sheet = Centre.create(
        folder, name="Muster", user="gruenderin", password=PASSWORD, cost=KdfCost.FLOOR
    )
    for name, role in (("geht", "counsellor"), ("leitung", "supervisor")):
        invited = centre.invite(name, frozenset({role}))  # type: ignore[arg-type]
        accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        centre.grant(name, accepted.fingerprint)
    centre.clients.record({"given_name": "Amal", "family_name": "Musterfrau"})
    centre.lock()
    monkeypatch.setenv("BERATUNG_CENTRE", str(folder))
    monkeypatch.setenv("BERATUNG_USER", "gruenderin")
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    file = tmp_path / "code"
    file.write_text(sheet.code)
    return file


def test_an_account_is_closed_and_the_keys_are_changed(code: Path, call: Caller) -> None:
    assert call("user", "suspend", "geht").code == 0
    assert call("user", "reinstate", "geht").code == 0
    closed = call("user", "revoke", "geht", "--json")
    assert {entry["domain"] for entry in closed.json["due"]} == {
        "identity",
        "case",
        "scheduling",
        "statistics",
        None,
    }
    assert all(entry["may_run"] and entry["since"] for entry in closed.json["due"])
    listed = call("user", "list")
    assert "closed" in listed.out
    assert "beratung user rotate" in listed.out
    states = {
        row["name"]: (row["suspended"], row["revoked"])
        for row in call("user", "list", "--json").json["users"]
    }
    assert states == {"gruenderin": (False, False), "geht": (True, True), "leitung": (False, False)}
    done = call("user", "rotate", "--json").json
    assert (done["domains"], done["storage"], done["due"]) == (4, True, [])
    assert done["clients"] > 0
    assert call("user", "rotate").out.startswith("There was nothing")
    refused = call("user", "reinstate", "geht")
    assert refused.code == 1
    assert "for ever" in refused.err
    assert call("centre", "verify", "--full").code == 0
    assert call("client", "search", "Musterfrau", "--json").json["hits"]


def test_the_sheet_changes_what_nobody_else_can(code: Path, call: Caller) -> None:
    """Whoever founded the centre leaves: of the audit key only the recovery sheet's word counts then."""
    invited = call(
        "user", "add", "neue", "--roles", "counsellor,supervisor,admin", "--out", str(code) + ".inv", "--json"
    )
    assert invited.code == 0
    accepted = call("user", "accept", str(code) + ".inv", "--json").json
    assert (
        call("user", "grant", "neue", "--fingerprint", accepted["fingerprint"], "--json").json["pending"]
        == []
    )
    closed = call("user", "revoke", "gruenderin", "--user", "neue")
    assert closed.code == 0, closed.err
    done = call("user", "rotate", "--user", "neue")
    assert "audit: the key is to be changed with the recovery sheet" in done.out
    sheet = call("user", "rotate", "--code-file", code, "--json")
    assert sheet.code == 0, sheet.err
    assert (sheet.json["domains"], sheet.json["due"]) == (1, [])
    assert call("centre", "verify", "--full", "--user", "neue").code == 0
    assert call("audit", "verify", "--user", "neue").code == 0
