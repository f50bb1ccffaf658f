# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The main job without a window, on a real centre: create, record, note, consent, facts, close, verify."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import RECORD
from tests.cli.conftest import PASSWORD, Caller

SECRET = "Ein-gutes-Passwort-2026"


@pytest.fixture
def own(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Calls on a centre that was just made on the command line."""
    monkeypatch.setenv("BERATUNG_PASSWORD", SECRET)
    monkeypatch.setenv("BERATUNG_USER", "chefin")
    folder = tmp_path / "zentrum"
    made = call(
        "centre", "create", folder, "--name", "Probe", "--recovery-out", tmp_path / "blatt.pdf", "--json"
    )
    assert made.code == 0, made.err
    assert made.json["folder"] == str(folder)
    assert (tmp_path / "blatt.pdf").read_bytes().startswith(b"%PDF-")
    monkeypatch.setenv("BERATUNG_CENTRE", str(folder))
    return call


def _file(folder: Path, content: object, name: str = "daten.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_main_job_from_an_empty_folder(own: Caller, tmp_path: Path) -> None:
    added = own("client", "add", "--file", _file(tmp_path, RECORD), "--json")
    assert added.code == 0, added.err
    assert set(added.json) == {"id", "case"}
    client, case = added.json["id"], added.json["case"]

    shown = own("client", "show", client, "--json").json
    assert (shown["given_name"], shown["family_name"], shown["case"]) == ("Amal", "Musterfrau", case)
    assert shown["other_names"] == [{"text": "أمل", "kind": "original_script", "script": "Arab"}]
    again = {key: value for key, value in shown.items() if key not in ("id", "case")}
    assert own("client", "add", "--file", "-", "--json", stdin=json.dumps(again)).code == 0

    found = own("client", "search", "musterfrau", "--json").json
    assert set(found) == {"hits", "ms"}
    assert {hit["id"] for hit in found["hits"]} >= {client}
    assert set(found["hits"][0]) == {"id", "name", "born", "score"}

    note = {"on": "2026-06-12", "minutes": 30, "channel": "phone", "topics": ["sprache"], "text": "Kurs."}
    noted = own("case", "note", case, "--file", _file(tmp_path, note), "--json")
    assert set(noted.json) == {"consultation"}

    consent = own("consent", "add", case, "--recipient", "Probe-Schule", "--fields", "name,born", "--json")
    assert set(consent.json) == {"consent"}
    assert own("consent", "list", case, "--json").json["consents"][0]["valid"] is True
    assert own("consent", "revoke", consent.json["consent"]).code == 0
    assert own("consent", "revoke", consent.json["consent"]).code == 1

    facts = own("case", "facts", case, "--json").json["facts"]
    assert facts["german_level"] == {
        "value": "A2",
        "source": "certificate",
        "on": "2026-06-03",
        "derived": False,
    }
    assert facts["age"]["value"] >= 34
    assert facts["age"]["derived"] is True
    assert facts["benefit_system"]["value"] == "SGB_II"

    assert own("client", "change", client, "--file", "-", stdin='{"family_name": "Wechselfrau"}').code == 0
    view = own("case", "show", case, "--json").json
    assert view["name"] == "Amal Wechselfrau"
    assert [entry["text"] for entry in view["consultations"]] == ["Kurs."]
    assert view["consultations"][0]["channel"] == "phone"

    assert own("case", "close", case, "--reason", "goals_reached", "--json").json["reason"] == "goals_reached"
    assert own("case", "close", case, "--reason", "moved").code == 1
    assert own("case", "reopen", case).code == 0
    verified = own("centre", "verify", "--full", "--json")
    assert verified.code == 0
    assert verified.json["ok"] is True
    assert verified.json["findings"] == []
    assert "case" in verified.json["covered"]
    assert own("client", "delete", client).code == 0
    assert own("client", "show", client).code == 1
    trail = own("audit", "show", "--json").json["entries"]
    assert trail[0]["user"] == "chefin"
    assert {entry["action"] for entry in trail} >= {"created", "changed", "read", "deleted", "unlocked"}
    assert own("audit", "verify", "--json").json == {"ok": True, "findings": []}


def test_a_list_is_imported_in_one_go(own: Caller, tmp_path: Path) -> None:
    lines = (
        "given_name;family_name;born;gender;nationality;languages;municipality",
        "Amal;Müsterfrau;14.3.1992;f;475;ar;15003000",
        "Thanh;Testmann;31.02.1990;m;432;vi;15003000",
        "Amal;Muesterfrau;14.3.1992;f;475;ar;15003000",
    )
    path = tmp_path / "liste.csv"
    path.write_bytes("\n".join(lines).encode("cp1252"))
    tried = own("client", "import", path, "--dry-run", "--json").json
    assert own("client", "list", "--json").json == {"clients": [], "total": 0}
    done = own("client", "import", path, "--json")
    assert done.code == 0
    assert set(done.json) == {"imported", "rejected", "possible_duplicates"}
    assert done.json["imported"] == tried["imported"] == 2
    assert [entry["row"] for entry in done.json["rejected"]] == [3]
    assert done.json["rejected"][0]["why"].startswith("born: ")
    assert [entry["row"] for entry in done.json["possible_duplicates"]] == [4]
    assert own("client", "list", "--json").json["total"] == 2
    wrong = own("client", "import", path, "--map", _file(tmp_path, {"Farbe": "born"}))
    assert (wrong.code, wrong.out) == (2, "")


def test_queries_print_a_document_a_line(work: Caller, tmp_path: Path) -> None:
    queries = tmp_path / "fragen.txt"
    queries.write_text("Musterfrau\nniemandsonst\n\n", encoding="utf-8")
    printed = work("client", "search", "--queries", queries, "--limit", "3")
    documents = [json.loads(line) for line in printed.out.splitlines()]
    assert len(documents) == 3
    assert documents[0]["hits"][0]["name"] == "Amal Musterfrau"
    assert documents[1]["hits"] == documents[2]["hits"] == []


def test_an_anonymous_consultation_needs_no_case(work: Caller, tmp_path: Path) -> None:
    path = _file(tmp_path, {"topics": ["aufenthalt"], "text": "Frage."})
    assert set(work("case", "note", "--anonymous", "--file", path, "--json").json) == {"consultation"}
    assert work("case", "note", "--file", path).code == 2


def test_accounts_from_the_invitation_to_the_first_look(
    work: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "einladung"
    invited = work(
        "user", "add", "neue", "--roles", "counsellor", "--out", file, "--user", "verwaltung", "--json"
    )
    assert invited.code == 0, invited.err
    assert set(invited.json) == {"user", "fingerprint", "pending"}
    assert "case" in invited.json["pending"]
    again = tmp_path / "versehen"
    assert work("user", "add", "irrtum", "--roles", "admin", "--out", again, "--user", "verwaltung").code == 0
    assert work("user", "withdraw", "irrtum").code == 1  # who counsels invites nobody
    assert work("user", "withdraw", "irrtum", "--user", "verwaltung", "--json").json["withdrawn"] is True
    assert work("user", "withdraw", "irrtum", "--user", "verwaltung").code == 2
    monkeypatch.setenv("BERATUNG_PASSWORD", SECRET)
    accepted = work("user", "accept", file, "--json")
    assert accepted.json["user"] == invited.json["user"]
    assert invited.json["fingerprint"] in accepted.err
    assert work("client", "list", "--user", "neue").code == 1
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    wrong = work("user", "grant", "neue", "--fingerprint", invited.json["fingerprint"])
    assert wrong.code == 1
    granted = work("user", "grant", "neue", "--fingerprint", accepted.json["fingerprint"], "--json")
    assert granted.json == {"user": invited.json["user"], "pending": []}
    monkeypatch.setenv("BERATUNG_PASSWORD", SECRET)
    assert work("client", "list", "--user", "neue", "--json").json["total"] == 16
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    assert work("user", "suspend", "neue", "--user", "verwaltung").code == 0
    states = {row["name"]: row["suspended"] for row in work("user", "list", "--json").json["users"]}
    assert states == {
        "beraterin": False,
        "leitung": False,
        "neue": True,
        "sprachmittler": False,
        "verwaltung": False,
    }


def test_a_deletion_asks_for_a_second_person(
    work: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = work("client", "list", "--limit", 1, "--json").json["clients"][0]["id"]
    assert work("client", "delete", client).code == 1
    assert work("client", "delete", client, "--second", "leitung").code == 2
    monkeypatch.setenv("BERATUNG_SECOND_PASSWORD", "falsch-falsch-falsch")
    assert work("client", "delete", client, "--second", "leitung").code == 1
    secret = tmp_path / "zweite"
    secret.write_text(f"{PASSWORD}\n")
    done = work("client", "delete", client, "--second", "leitung", "--second-password-file", secret, "--json")
    assert done.json == {"id": client, "deleted": True}
    assert work("client", "list", "--json").json["total"] == 15


def test_a_gender_is_written_alike_everywhere(work: Caller) -> None:
    client = work("client", "list", "--limit", 1, "--json").json["clients"][0]["id"]
    for typed, decided in (("d", "divers"), ("f", "weiblich"), ("maennlich", "maennlich")):
        assert (
            work(
                "client",
                "change",
                client,
                "--file",
                "-",
                stdin=f'{{"gender": null, "facts": {{"gender": "{typed}"}}}}',
            ).code
            == 0
        )
        facts = work("case", "facts", client, "--json").json["facts"]
        assert facts["gender"]["value"] == decided


def test_today_lists_what_waits(work: Caller) -> None:
    found = work("case", "today", "--on", "2026-11-20", "--json").json
    assert found["on"] == "2026-11-20"
    assert found["residence"][0]["days"] <= found["residence"][-1]["days"]
    assert found["next_steps"]


def test_tables_are_readable(work: Caller) -> None:
    case = work("client", "search", "Amal Musterfrau", "--json").json["hits"][0]["id"]
    calls: tuple[tuple[Any, ...], ...] = (
        ("client", "list"),
        ("client", "search", "Amal"),
        ("client", "show", case),
        ("case", "show", case),
        ("case", "facts", case),
        ("case", "today"),
        ("consent", "list", case),
        ("user", "list"),
        ("centre", "info"),
        ("centre", "verify"),
    )
    for words in calls:
        printed = work(*words)
        assert printed.code == 0, printed.err
        assert len(printed.out.splitlines()) >= 1
        assert "{" not in printed.out
        assert "\x1b" not in printed.out


def test_the_demo_is_made_on_the_command_line(call: Caller, tmp_path: Path) -> None:
    made = call("centre", "demo", tmp_path / "d", "--cases", 3, "--seed", 5, "--on", "2026-11-20", "--json")
    assert made.code == 0, made.err
    assert made.json["cases"] == 3
    assert made.json["users"] == ["beraterin", "sprachmittler", "leitung", "verwaltung"]


def test_the_installed_command_in_a_process_of_its_own(demo: Path, tmp_path: Path) -> None:
    environment = os.environ | {"BERATUNG_PASSWORD": PASSWORD, "XDG_DATA_HOME": str(tmp_path)}
    words = ["--json", "client", "search", "أمل", "--centre", str(demo), "--user", "beraterin"]
    done = subprocess.run(
        [sys.executable, "-m", "beratung", *words],
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["hits"][0]["name"] == "Amal Musterfrau"
    assert done.stderr == b""
