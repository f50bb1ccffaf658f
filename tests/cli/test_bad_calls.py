# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a wrong call or bad input gets: one sentence, the right exit code, nobody named, nothing done."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from beratung.cli.app import hoist
from beratung.domain.errors import BeratungError
from tests.builders import RECORD
from tests.cli.conftest import Call, Caller

NOBODY = "00000000-0000-4000-8000-000000000000"


def _sentence(done: Call, code: int, says: str) -> None:
    assert done.code == code, done
    assert done.out == ""
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done.err
    assert says in lines[0]
    assert "Traceback" not in done.err
    assert lines[0][0].isupper() or lines[0].startswith("-") or ":" in lines[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--nonsense",), "There is no option --nonsense."),
        (("clien",), "did you mean client?"),
        (("Musterfrau",), "There is no such command. These are known: absence, access, appointment"),
        (("client", "lits"), "did you mean list?"),
        (("client", "Musterfrau"), "There is no such command. These are known: add, change"),
        (("client", "add"), "--file is missing."),
        (("client", "show"), "ID is missing."),
        (("client", "list", "--limit", "many"), "--limit: this value cannot be taken."),
        (("client", "list", "--limit", "-1"), "--limit: this value cannot be taken."),
        (("client", "list", "--limt", "1"), "did you mean --limit?"),
        (("client", "list", "more"), "more words than this command takes"),
        (("client", "list", "--limit"), "--limit needs a value"),
        (("--lang", "fr", "client", "list"), "--lang"),
        (("client", "search"), "TEXT: please say what to search for."),
        (("client", "show", "Musterfrau"), "ID: this is no id."),
        (("client", "show", NOBODY), "does not exist"),
        (("case", "show", NOBODY), "does not exist"),
        (("case", "facts", NOBODY, "--on", "31.02.2026"), "--on: this day does not exist"),
        (("case", "close", NOBODY, "--reason", "bored"), "--reason: one of these"),
        (("consent", "add", NOBODY, "--recipient", "X", "--fields", "name,shoe"), "fields: one of these"),
        (("consent", "add", NOBODY, "--recipient", "X", "--fields", "name", "--until", "x"), "--until: this day"),
        (("consent", "revoke", "x"), "ID: this is no id."),
        (("client", "add", "--file", "/nowhere.json"), "--file: the file cannot be read."),
        (("client", "import", "/nowhere.csv"), "nowhere.csv: the file cannot be read."),
        (("client", "search", "--queries", "/nowhere"), "--queries: the file cannot be read."),
        (("user", "accept", "/nowhere"), "FILE: the file cannot be read."),
        (("user", "add", "x", "--roles", "king", "--out", "/tmp/x"), "--roles: these roles are known: counsellor"),
        (("user", "grant", "niemand", "--fingerprint", "x"), "there is no account of this name"),
        (("audit", "show"), "You hold no key for this."),
        (("--centre", "/nowhere", "client", "list"), "There is no centre in /nowhere."),
        (("--user", "niemand", "client", "list"), "User name or password is not right."),
        (("--user", "leitung", "client", "list"), "Please sign in as a counsellor."),
        (("--password-file", "/nowhere", "client", "list"), "--password-file: the file cannot be read."),
        (("--centre", "postgresql://x/y", "client", "list"), "keys: for a database server"),
        (("centre", "demo", "/nowhere/at/all"), "the folder above it does not exist"),
        (("centre", "demo", "/tmp", "--cases", "-4"), "cases: a number from 0"),
    ],
)  # fmt: skip
def test_a_wrong_call_gets_one_sentence(work: Caller, words: tuple[str, ...], says: str) -> None:
    done = work(*words)
    refused = ("does not exist (any more)", "You hold", "There is no centre", "is not right", "sign in as")
    _sentence(done, 1 if any(word in done.err for word in refused) else 2, says)
    assert "Musterfrau" not in done.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "--file: this is no valid JSON (near line 1)."),
        ("{\n\n,}", "--file: this is no valid JSON (near line 3)."),
        ("[1, 2]", "--file: an object with named fields is expected here."),
        ('"Musterfrau"', "--file: an object with named fields"),
        ("NaN", "--file: this is no valid JSON"),
        ('{"born": 1e999}', "born: "),
        (b"\xff\xfe\x00", "--file: this is no valid JSON"),
        ('{"given_nmae": "Musterfrau"}', "given_nmae: there is no such field. Did you mean given_name?"),
        ('{"Musterfrau": 1}', "?: there is no such field."),
        ('{"born": "1992-02-31"}', "born: this day does not exist."),
        ('{"born": "2044-02-03"}', "born: this day lies in the future."),
        ('{"family_name": "Musterfrau1"}', "family_name: the character 1 (U+0031) cannot stand in a name."),
        ('{"given_name": "أمل"}', "given_name: the character أ (U+0623) is not a Latin letter."),
        ('{"nationality": "Syrien"}', "Did you mean 475 (Syrien)?"),
        ('{"languages": [{"code": "arabisch"}]}', "languages 1.code: "),
        ('{"residence": [{"status": "ae_25_2"}]}', "residence 1.status: this code is not in the list. Did you mean ae_25_2_"),
        ('{"facts": {"benefit_systen": "SGB_II"}}', "facts.benefit_systen: there is no such field. Did you mean benefit_system?"),
        ('{"facts": {"benefit_system": "Musterfrau"}}', "facts.benefit_system: one of these"),
        ('{"facts": {"employed": "Musterfrau"}}', "facts.employed: true or false is expected here."),
        ('{"facts": {"work_access": "frei"}}', "facts.work_access: this follows from dates in the record."),
        ('{"given_name": "x\\u0000"}', "given_name: the character U+0000 cannot stand in a name."),
        ('{"given_name": "' + "x" * 400 + '"}', "given_name: this text is too long."),
        ('{"residence": [{"status": "gestattung", "until": "2026-13-01"}]}', "residence 1.until: this day does not exist."),
        ("[" * 100_000, "--file: this is no valid JSON"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence_that_names_the_place(
    work: Caller, tmp_path: Path, content: str | bytes, says: str
) -> None:
    path = tmp_path / "daten.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    _sentence(done := work("client", "add", "--file", path), 2, says)
    assert "Musterfrau" not in done.err
    assert work("client", "list", "--json").json["total"] == 16


def test_without_a_terminal_a_missing_password_is_said(work: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BERATUNG_PASSWORD")
    _sentence(work("client", "list"), 2, "a password is needed")
    monkeypatch.delenv("BERATUNG_USER")
    _sentence(work("client", "list"), 2, "please say who you are")
    monkeypatch.delenv("BERATUNG_CENTRE")
    _sentence(work("client", "list"), 2, "please say which centre is meant")


def test_a_new_centre_is_refused_before_anything_is_written(call: Caller, tmp_path: Path) -> None:
    sheet = tmp_path / "blatt.pdf"
    secret = tmp_path / "passwort"
    secret.write_text("Ein-gutes-Passwort-2026")
    common = ("--name", "Probe", "--user", "chefin", "--password-file", secret)

    def create(folder: Path, *more: object) -> Call:
        return call("centre", "create", folder, *common, "--recovery-out", sheet, *more)

    full = tmp_path / "voll"
    full.mkdir()
    (full / "x").write_text("x")
    _sentence(create(full), 1, "There are other files in")
    _sentence(create(tmp_path / "neu", "--roles", "counsellor"), 2, "roles: ")
    _sentence(create(tmp_path / "neu", "--roles", "king"), 2, "--roles")
    secret.write_text("kurz")
    _sentence(create(tmp_path / "neu"), 2, "at least 12 characters")
    secret.write_text("Ein-gutes-Passwort-2026")
    sheet.write_text("da")
    _sentence(create(tmp_path / "neu"), 2, "--recovery-out: there is a file of this name")
    assert sheet.read_text() == "da"
    sheet.unlink()
    lost = call("centre", "create", tmp_path / "neu", *common, "--recovery-out", tmp_path / "weg" / "b.pdf")
    _sentence(lost, 2, "--recovery-out: the file cannot be written")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["passwort", "voll"]


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (lambda f: (f / "centre.json").write_text("{"), 1, "centre.json is damaged"),
        (lambda f: (f / "centre.json").write_text('{"layout": 9}'), 1, "newer version"),
        (lambda f: (f / "beratung.db").write_bytes(b"y" * 9000), 1, "backup"),
        (lambda f: (f / "beratung.anchor").unlink(), 1, "beratung.anchor"),
    ],
)
def test_a_spoilt_centre_gets_one_sentence(
    work: Caller, demo: Path, spoil: Callable[[Path], object], code: int, says: str
) -> None:
    spoil(demo)
    _sentence(work("client", "list"), code, says)


def test_a_check_of_a_damaged_file_is_a_document_too(work: Caller, demo: Path) -> None:
    file = demo / "beratung.db"
    spoilt = bytearray(file.read_bytes())
    spoilt[len(spoilt) * 13 // 20] ^= 0x55
    file.write_bytes(spoilt)
    for more in ((), ("--full",)):
        done = work("centre", "verify", "--json", *more)
        assert done.code == 1
        assert done.err == ""
        assert done.json["ok"] is False
        assert done.json["findings"][0]["where"]
        assert set(done.json) == {"ok", "findings", "covered", "not_covered"}


def test_an_invitation_that_cannot_be_kept_invites_nobody(work: Caller, tmp_path: Path) -> None:
    add = ("--user", "verwaltung", "user", "add", "neue", "--roles", "counsellor", "--out")
    _sentence(work(*add, tmp_path / "weg" / "einladung"), 2, "--out: the file cannot be written")
    kept = tmp_path / "einladung"
    _sentence(work(*add[:4], "leitung", *add[5:], kept), 2, "user: ")
    assert not kept.exists()
    assert work(*add, kept, "--json").json["user"]
    assert kept.stat().st_size > 100


def test_a_missing_second_password_says_which_one(work: Caller) -> None:
    client = work("client", "list", "--limit", 1, "--json").json["clients"][0]["id"]
    done = work("client", "delete", client, "--second", "leitung")
    _sentence(done, 2, "--second-password-file: a password is needed.")
    assert "BERATUNG_SECOND_PASSWORD" in done.err
    lost = work("client", "delete", client, "--second", "leitung", "--second-password-file", "/nowhere")
    _sentence(lost, 2, "--second-password-file: the file cannot be read.")


def test_a_letter_that_cannot_be_saved_says_why_in_the_language_that_is_spoken(
    work: Caller, tmp_path: Path
) -> None:
    client = work("client", "list", "--limit", 1, "--json").json["clients"][0]["id"]
    make = ("letter", "referral", client, "--offer", "bafoeg", "--to-client", "--lang", "de", "--out")
    lost = work(*make, tmp_path / "weg" / "brief.pdf")
    _sentence(lost, 1, "Der Brief konnte nicht gespeichert werden: den Ordner gibt es nicht.")
    assert "folder" not in lost.err
    made = work(*make, tmp_path / "brief.pdf", "--json")
    assert made.json["letter"], "a client's id leads to the case here too"


def test_what_nobody_foresaw_is_one_sentence_too(work: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from beratung.clients import ClientService

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("Zzyxmarker")

    monkeypatch.setattr(ClientService, "roster", breaks)
    done = work("client", "list")
    _sentence(done, 1, "Something went wrong (ZeroDivisionError).")
    assert "Zzyxmarker" not in done.err
    monkeypatch.setenv("BERATUNG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        work("client", "list")


def test_ctrl_c_and_a_broken_prompt_end_quietly(work: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from beratung.clients import ClientService

    def stops(*_: object) -> None:
        raise EOFError

    monkeypatch.setattr(ClientService, "roster", stops)
    done = work("client", "list")
    assert done.code == 1
    assert "Traceback" not in done.err


def test_no_marker_of_a_record_is_ever_printed_by_a_fault(work: Caller, tmp_path: Path) -> None:
    marker = "Zzyxmarkerfrau"
    path = tmp_path / "daten.json"
    path.write_text(json.dumps(RECORD | {"family_name": marker}), encoding="utf-8")
    added = work("client", "add", "--file", path, "--json").json
    case, client = added["case"], added["id"]
    path.write_text(json.dumps({"text": marker, "onn": marker}), encoding="utf-8")
    faults = [
        work("case", "note", case, "--file", path),
        work("client", "delete", client),
        work("client", "delete", client, "--second", marker),
        work("case", "close", case, "--reason", marker),
        work("consent", "add", case, "--recipient", marker, "--fields", marker),
        work("consent", "add", case, "--recipient", marker, "--fields", "name", "--until", marker),
        work("client", "change", client, "--file", path),
        work("client", "show", marker),
        work("case", "facts", marker),
        work("client", "list", marker),
        work("client", marker),
        work("client", "list", f"--{marker}"),
        work("client", "list", "--user", marker),
    ]
    for done in faults:
        assert done.code in (1, 2), done
        assert done.out == ""
        assert marker not in done.err
    assert issubclass(BeratungError, Exception)


def test_a_table_cannot_steer_the_terminal(work: Caller, tmp_path: Path) -> None:
    path = tmp_path / "daten.json"
    path.write_text(json.dumps(RECORD | {"contact": {"note": "\x1b[2Jweg\x07"}}), encoding="utf-8")
    client = work("client", "add", "--file", path, "--json").json["id"]
    shown = work("client", "show", client)
    assert "weg" in shown.out
    assert "\x1b" not in shown.out
    assert "\x07" not in shown.out


def test_common_options_may_stand_anywhere() -> None:
    words = ["client", "list", "--json", "--limit", "3", "--user", "x", "--centre=/tmp/y"]
    assert hoist(words) == ["--json", "--user", "x", "--centre=/tmp/y", "client", "list", "--limit", "3"]
    assert hoist(["a", "--", "--json"]) == ["a", "--", "--json"]
    assert hoist(["--user"]) == ["--user"]


def test_german_is_spoken_unless_something_else_is_asked_for(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BERATUNG_LANG")
    english = call("--lang", "en", "client", "list").err
    assert call("client", "list", "--lang=en").err == english
    german = call("client", "list").err
    assert "BERATUNG_CENTRE" in german
    assert call("--version").out.startswith("beratung ")
