# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Interpreting without a window: a counsellor asks and plans, a Sprachmittler answers, times are confirmed."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Caller

PERSON = {
    "name": "Probe Dolmetscherin",
    "gender": "f",
    "born_year": 1980,
    "languages": [{"code": "ka", "level": "C1", "dialects": ["Imeretisch"]}],
    "modes": ["site", "phone"],
    "weekly": [
        {"weekday": day, "start": "00:00", "end": "24:00"}
        for day in ("mo", "tu", "we", "th", "fr", "sa", "su")
    ],
    "pledged_on": "2026-01-05",
    "fee": {"cents": 2500, "unit_minutes": 30},
}
START = (datetime.now(UTC) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
WEEK = "{:04d}-W{:02d}".format(*START.isocalendar()[:2])


@pytest.fixture
def sprachmittler(work: Caller, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call as the demo's Sprachmittler, then as the counsellor again."""

    def called(*arguments: object, stdin: str | bytes = b"") -> Any:  # noqa: ANN401
        with monkeypatch.context() as patch:
            patch.setenv("BERATUNG_USER", "sprachmittler")
            return work(*arguments, stdin=stdin)

    return called


def an_appointment(work: Caller, start: datetime = START, mode: str = "site") -> str:
    client = work("client", "search", "Amal Musterfrau", "--json").json["hits"][0]["id"]
    made = work(
        "appointment", "add", "--client", client, "--start", start.isoformat(), "--minutes", 60, "--person", "beraterin",
        "--mode", mode, "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    return str(made.json["appointments"][0])


def a_person(work: Caller, account: str = "", **more: object) -> str:
    """Another file, or that of the demo's account with other words in it."""
    stdin = json.dumps(PERSON | more)
    if account:
        files = work("interpreter", "list", "--json").json["interpreters"]
        own = next(file["id"] for file in files if file["name"] == "Hala Musterstimme")
        changed = work("interpreter", "change", own, "--file", "-", "--json", stdin=stdin)
        assert changed.code == 0, changed.err
        return str(own)
    made = work("interpreter", "add", "--file", "-", "--json", stdin=stdin)
    assert made.code == 0, made.err
    return str(made.json["interpreter"])


def test_from_asking_to_the_time_sheet(work: Caller, sprachmittler: Caller) -> None:
    person = a_person(work, "sprachmittler")
    appointment = an_appointment(work)
    draft = work("interpreting", "request", appointment, "--language", "ka", "--preview", "--json").json
    assert (draft["language"], draft["state"]) == ("ka", "open")
    request = work("interpreting", "request", appointment, "--language", "ka", "--json").json["request"]
    found = work("interpreting", "candidates", request, "--json").json["candidates"]
    assert (found[0]["interpreter"], found[0]["fit"]) == (person, "fits")
    assert any("Does not speak the language." in one["why"] for one in found)
    seen = work("interpreting", "preview", request, person, "--json").json["seen"]
    assert "Musterfrau" not in json.dumps(seen)
    assert work("interpreting", "offer", request, person, "--json").json["to_call"] == []
    [offered] = [
        one
        for one in sprachmittler("workspace", "requests", "--json").json["requests"]
        if one["language"] == "ka"
    ]
    assert offered["times"][0][0] == START.isoformat()
    assert sprachmittler("workspace", "accept", offered["id"], "--json").code == 0
    happened = work("interpreting", "take-over", "--json").json["happened"]
    assert [(one["what"], one["interpreter"]) for one in happened if one["request"] == request] == [
        ("booked", person)
    ]
    assert work("interpreting", "show", request, "--json").json["state"] == "booked"
    day = START.date().isoformat()
    week = sprachmittler("workspace", "week", "--from", day, "--to", day, "--json").json["bookings"]
    [booking] = [one for one in week if one["language"] == "ka"]
    early = sprachmittler("workspace", "write", booking["id"], "--file", "-", stdin=json.dumps(
        {"start": START.isoformat(), "end": (START + timedelta(hours=1)).isoformat()}))  # fmt: skip
    assert (early.code, early.out) == (1, "")
    assert sprachmittler("workspace", "call-off", booking["id"], "--words", "krank").code == 0
    assert "krank" in work("interpreting", "take-over").out
    assert work("interpreting", "show", request, "--json").json["state"] == "open"


def test_times_are_shown_as_the_clocks_of_the_centre(work: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        listed = work("interpreting", "list").out
    finally:
        monkeypatch.undo()
        time.tzset()
    [line] = [line for line in listed.splitlines() if request in line]
    assert START.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y %H:%M") in line


def test_who_works_without_the_program(work: Caller) -> None:
    person = a_person(work)
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    assert work("interpreting", "offer", request, person, "--json").json["to_call"] == [person]
    assert work("interpreting", "declined", request, person, "--reason", "no_time").code == 0
    refused = work("interpreting", "book", request, person)
    assert (refused.code, refused.err.strip()) == (1, "Has declined this request.")
    booked = work("interpreting", "book", request, person, "--insist", "--json")
    assert (booked.code, booked.json["cost_cents"]) == (0, 5000)
    assert work("interpreting", "unbook", request).code == 0
    assert work("interpreting", "unserved", request).code == 0
    listed = work("interpreting", "list", "--state", "unserved", "--json").json["requests"]
    assert [one["request"] for one in listed] == [request]
    assert work("interpreting", "reopen", request).code == 0
    assert work("interpreting", "cancel", request).code == 0


def test_exclusions(work: Caller) -> None:
    person = a_person(work)
    client = work("client", "search", "Amal Musterfrau", "--json").json["hits"][0]["id"]
    assert (
        work("interpreter", "exclude", person, client, "--reason", "family", "--json").json["reopened"] == []
    )
    assert work("interpreter", "exclusions", client, "--json").json == {
        "exclusions": [{"interpreter": person, "reason": "family"}]
    }
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    refused = work("interpreting", "offer", request, person)
    assert (refused.code, refused.err.strip()) == (1, "Belongs to the family. Relatives do not interpret.")
    assert work("interpreter", "readmit", person, client).code == 0
    assert work("interpreting", "offer", request, person).code == 0
    assert work("interpreter", "exclude", person, client, "--reason", "nose").code == 2


def test_a_week_is_planned_and_applied(work: Caller, sprachmittler: Caller) -> None:
    person = a_person(work, "sprachmittler")
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    other = an_appointment(work, START + timedelta(hours=2), "phone")
    nobody = work("interpreting", "request", other, "--language", "ha", "--json").json["request"]
    plan = work("plan", "week", WEEK, "--json").json
    jobs = {job["request"]: job for job in plan["assignments"]}
    assert jobs[request]["interpreter"] == person
    assert jobs[request]["start"] == START.isoformat()
    [left] = [entry for entry in plan["unserved"] if entry["request"] == nobody]
    assert "Does not speak the language." in left["why"][0]
    assert {one["name"] for one in left["fallbacks"]} == {"Musteragentur Sprachen (erfunden)"}
    assert plan["proven_best"]
    assert not [
        one
        for one in sprachmittler("workspace", "requests", "--json").json["requests"]
        if one["language"] == "ka"
    ]
    applied = work("plan", "week", WEEK, "--apply", "--only", request, "--json").json["applied"]
    assert applied == {"offered": [request], "to_call": [], "refused": []}
    assert [
        one
        for one in sprachmittler("workspace", "requests", "--json").json["requests"]
        if one["language"] == "ka"
    ]
    said = work("plan", "week", WEEK).out
    assert request in said
    assert "Outside service: Musteragentur Sprachen (erfunden) (115.00 €)" in said


def test_absences_and_weekly_times(work: Caller, sprachmittler: Caller) -> None:
    person = a_person(work, "sprachmittler")
    end = START + timedelta(days=1)
    away = sprachmittler("workspace", "away", START.isoformat(), end.isoformat(), "--json").json["absence"]
    assert sprachmittler("workspace", "times", "--json").json["waiting"] == 1
    weekly = {"weekly": [{"weekday": "mo", "start": "09:00", "end": "12:00"}]}
    assert sprachmittler("workspace", "weekly", "--file", "-", stdin=json.dumps(weekly)).code == 0
    assert work("interpreting", "take-over").code == 0
    shown = work("interpreter", "show", person, "--json").json
    assert shown["weekly"] == weekly["weekly"]
    assert [entry["start"] for entry in shown["absences"]] == [START.isoformat()]
    [known] = sprachmittler("workspace", "times", "--json").json["absences"]
    assert sprachmittler("workspace", "back", known["id"]).code == 0
    assert work("interpreting", "take-over").code == 0
    assert work("interpreter", "show", person, "--json").json["absences"] == []
    assert away


def test_a_service_that_the_program_knows_is_in_the_list(work: Caller) -> None:
    files = work("interpreter", "list", "--json").json["interpreters"]
    [sisa] = [file for file in files if file["name"].startswith("SiSA")]
    assert (sisa["kind"], sisa["modes"], sisa["fee"]["cents"]) == ("pool", ["phone", "video"], 0)
    assert "2021" in sisa["source"]
    assert work("interpreter", "add", "--pool", "sisa").code == 1
    assert work("interpreter", "add", "--pool", "other").code == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("plan", "week", "2026-W99"), "2026-W48"),
        (("interpreter", "sheet", "--month", "2026-13"), "2026-11"),
        (("interpreter", "add", "--account", "nobody"), "--file"),
        (("interpreting", "offer", "x", "y"), "REQUEST"),
        (("interpreting", "list", "--state", "lost"), "--state"),
        (("workspace", "accept", "no-id"), "ID"),
        (("workspace", "propose", "0f8fad5b-d9cb-469f-a165-70867728950e", "--start", "10:00"), "--start"),
    ],
)
def test_bad_calls_get_one_sentence(work: Caller, arguments: tuple[str, ...], word: str) -> None:
    bad = work(*arguments)
    assert (bad.code, bad.out) == (2, "")
    assert word in bad.err
    assert len(bad.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "Probe", "languages": [{"code": "xx"}]}, "languages 1.code"),
        ({"name": "Probe", "languages": [{"code": "ar", "level": "D1"}]}, "languages 1.level"),
        ({"name": "Probe", "weekly": [{"weekday": "mo", "start": "10:00", "end": "09:00"}]}, "weekly 1"),
        ({"name": "Probe", "weekly": [{"weekday": "mo", "start": "10:02", "end": "11:00"}]}, "weekly 1"),
        ({"name": "Probe", "fee": {"cents": -1}}, "fee.cents"),
        ({"name": "Probe", "modes": ["smoke"]}, "modes"),
        ({"name": "Probe", "regions": ["99999"]}, "regions"),
        ({"name": "Probe", "nonsense": 1}, "nonsense"),
    ],
)
def test_a_file_that_cannot_be_names_its_place(work: Caller, data: dict[str, object], place: str) -> None:
    bad = work("interpreter", "add", "--file", "-", stdin=json.dumps(data))
    assert (bad.code, bad.out) == (2, "")
    assert place in bad.err
