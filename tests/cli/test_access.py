# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protected cases on the command line: protect, ask, grant, decline, open up."""

import json
from collections.abc import Callable

import pytest

from tests.builders import RECORD
from tests.centre.small import ADMIN, COUNSELLOR, FOUNDER, PASSWORD, Small
from tests.cli.conftest import Call, Caller

As = Callable[..., Call]
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def by(small: Small, call: Caller, monkeypatch: pytest.MonkeyPatch) -> As:
    """Call as one of the users of a small centre."""
    monkeypatch.setenv("BERATUNG_CENTRE", str(small.folder))
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)

    def called(user: str, *words: object, stdin: str = "") -> Call:
        return call("--user", user, *words, stdin=stdin)

    return called


@pytest.fixture
def case(by: As) -> str:
    added = by(COUNSELLOR, "client", "add", "--file", "-", "--json", stdin=json.dumps(RECORD))
    assert added.code == 0, added
    return str(added.json["case"])


def done(call: Call) -> Call:
    assert call.code == 0, call
    return call


def refused(call: Call, code: int, says: str) -> None:
    assert call.code == code, call
    assert call.out == ""
    [line] = call.err.strip().splitlines()
    assert says in line
    for name in (COUNSELLOR, FOUNDER, "Musterfrau"):
        assert name not in line


def test_from_protecting_to_opening_up(by: As, case: str) -> None:
    assert done(by(COUNSELLOR, "case", "members", case, "--json")).json == {
        "case": case,
        "restricted": False,
        "members": [],
    }
    assert done(by(COUNSELLOR, "case", "restrict", case, "--json")).json == {
        "case": case,
        "restricted": True,
        "members": [COUNSELLOR],
    }
    refused(by(FOUNDER, "case", "show", case), 1, "does not exist")
    assert done(by(FOUNDER, "client", "search", "Musterfrau", "--json")).json["hits"] == []
    assert done(by(ADMIN, "access", "list", "--json")).json == {
        "count": 1,
        "cases": [],
        "requests": [],
        "own": [],
    }
    asked = done(by(FOUNDER, "access", "request", case, "--reason", "Vertretung", "--json")).json["request"]
    listed = done(by(COUNSELLOR, "access", "list", "--json")).json
    assert [entry["members"] for entry in listed["cases"]] == [[COUNSELLOR]]
    [waiting] = listed["requests"]
    assert waiting | {"at": ""} == {
        "id": asked,
        "case": case,
        "name": "Amal Musterfrau",
        "by": FOUNDER,
        "reason": "Vertretung",
        "at": "",
    }
    words = ("--words", "Gern.", "--json")
    assert done(by(COUNSELLOR, "access", "grant", asked, *words)).json == {"request": asked, "granted": True}
    [own] = done(by(FOUNDER, "access", "list", "--json")).json["own"]
    assert (own["state"], own["words"], own["answered_by"]) == ("granted", "Gern.", COUNSELLOR)
    done(by(FOUNDER, "access", "forget", asked))
    assert done(by(FOUNDER, "access", "list", "--json")).json["own"] == []
    members = sorted([COUNSELLOR, FOUNDER])
    assert done(by(FOUNDER, "case", "members", case, "--json")).json["members"] == members
    done(by(FOUNDER, "case", "unrestrict", case))
    assert done(by(COUNSELLOR, "access", "list", "--json")).json["count"] == 0


def test_a_declined_request_and_what_people_read(by: As, case: str) -> None:
    out = done(by(COUNSELLOR, "case", "restrict", case, "--with", f" {COUNSELLOR.upper()} ,")).out
    assert out == f"Only these can open this case now: {COUNSELLOR}\n"
    assert done(by(COUNSELLOR, "case", "members", case)).out == f"Only these: {COUNSELLOR}\n"
    asked = done(by(FOUNDER, "access", "request", case, "--reason", "Neugier", "--json")).json["request"]
    shown = done(by(COUNSELLOR, "access", "list")).out
    for word in ("1 protected case", "Amal Musterfrau", "Neugier", FOUNDER, asked):
        assert word in shown
    assert done(by(COUNSELLOR, "access", "decline", asked, "--words", "Lieber nicht.")).out == "Declined.\n"
    shown = done(by(FOUNDER, "access", "list")).out
    assert "declined" in shown
    assert "Lieber nicht." in shown
    assert done(by(COUNSELLOR, "case", "restrict", case, "--with", FOUNDER)).code == 0
    refused(by(FOUNDER, "access", "request", case, "--reason", "Noch mal"), 1, "open to you already")
    out = done(by(COUNSELLOR, "case", "unrestrict", case)).out
    assert out == "All counsellors can open this case.\n"


def test_wrong_calls(by: As, case: str) -> None:
    refused(by(COUNSELLOR, "case", "restrict", case, "--with", ADMIN), 2, "--with: one of these names")
    refused(by(COUNSELLOR, "case", "restrict", case, "--with", "niemand"), 2, "--with: one of these names")
    refused(by(COUNSELLOR, "case", "restrict", NOBODY), 1, "does not exist")
    refused(by(ADMIN, "case", "restrict", case), 1, "sign in as a counsellor")
    refused(by(COUNSELLOR, "access", "grant", NOBODY), 1, "does not exist")
    refused(by(COUNSELLOR, "access", "request", case, "--reason", "x"), 1, "open to you already")
    refused(by(COUNSELLOR, "access", "request", NOBODY, "--reason", "x"), 1, "does not exist")
    done(by(COUNSELLOR, "case", "restrict", case))
    refused(by(ADMIN, "access", "request", case, "--reason", "x"), 1, "sign in as a counsellor")
    refused(by(FOUNDER, "access", "request", case, "--reason", "  "), 2, "reason: please say why")
    refused(by(FOUNDER, "access", "request", "Musterfall", "--reason", "x"), 2, "CASE: this is no id")


def test_a_request_for_a_client_means_the_case(by: As, case: str) -> None:
    done(by(COUNSELLOR, "case", "restrict", case))
    [entry] = done(by(COUNSELLOR, "access", "list", "--json")).json["cases"]
    done(by(FOUNDER, "access", "request", entry["client"], "--reason", "Vertretung"))
    [waiting] = done(by(COUNSELLOR, "access", "list", "--json")).json["requests"]
    assert waiting["case"] == case
