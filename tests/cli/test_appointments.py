# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar without a window."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from beratung.centre import Centre
from tests.builders import TODAY
from tests.cli.conftest import PASSWORD, Call, Caller

START = "2031-03-04T10:00+01:00"  # a Tuesday, far from everything the demo has


def add(work: Caller, *more: object) -> Call:
    return work("appointment", "add", *more, "--json")


@pytest.fixture
def people(demo: Path) -> list[str]:
    """The ids of clients of the demo."""
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    found = [str(row.client) for row in centre.clients.roster()]
    centre.lock()
    return found


def test_a_day_of_a_calendar(work: Caller, people: list[str]) -> None:
    assert work("room", "add", "Probezimmer", "--seats", 2, "--steps").code == 0
    made = add(work, "--client", people[0], "--start", START, "--minutes", 50, "--room", "probezimmer")
    assert made.code == 0
    own = made.json["appointments"][0]
    assert (made.json["series"], made.json["left_out"]) == (None, [])
    taken = add(work, "--client", people[1], "--start", "2031-03-04T10:45+01:00")
    assert (taken.code, taken.out) == (1, "")
    assert taken.err.strip() == "This time is taken already. Please choose another one."
    trial = add(work, "--client", people[1], "--start", "2031-03-04T10:45+01:00", "--dry-run")
    assert trial.code == 1
    assert {hint["kind"] for hint in trial.json["hints"]} == {"taken"}
    assert "from 10:00 to 10:50" in trial.json["hints"][0]["text"]
    assert add(work, "--client", people[1], "--start", "2031-03-04T10:50+01:00").code == 0
    moved = work("appointment", "move", own, "--start", "2031-03-04T15:00+01:00", "--json")
    assert (moved.code, moved.json["start"], moved.json["minutes"]) == (0, "2031-03-04T15:00:00+01:00", 50)
    listed = work("appointment", "list", "--from", "2031-03-04", "--to", "2031-03-04", "--json").json
    assert [a["start"][11:16] for a in listed["appointments"]] == ["10:50", "15:00"]
    assert listed["days"][0]["opens"] == [["2031-03-04T08:00:00+01:00", "2031-03-04T18:00:00+01:00"]]
    only = work("appointment", "list", "--from", "2031-03-04", "--room", "Probezimmer", "--json").json
    assert [a["id"] for a in only["appointments"]] == [own]
    assert work("appointment", "state", own, "held").code == 1
    assert work("appointment", "cancel", own, "--by", "client", "--note", "krank").code == 0
    shown = work("appointment", "show", own, "--json").json
    assert (shown["state"], shown["note"]) == ("cancelled_by_client", "krank")
    assert "called off by the client" in work("appointment", "show", own).out
    assert work("appointment", "remove", own).code == 0
    assert work("appointment", "show", own).code == 1


def test_a_series_and_a_group_from_a_file(work: Caller, people: list[str]) -> None:
    wanted = {
        "kind": "group",
        "title": "Sprachcafé",
        "start": START,
        "end": "2031-03-04T12:00+01:00",
        "places": 1,
        "repeat": {"frequency": "weekly", "weekdays": ["tu"], "count": 9},
    }
    made = work("appointment", "add", "--file", "-", "--json", stdin=json.dumps(wanted))
    assert made.code == 0
    assert made.json["left_out"] == []
    assert len(made.json["appointments"]) == 9
    third = made.json["appointments"][2]
    first = work("appointment", "join", third, "--client", people[0], "--json")
    second = work("appointment", "join", third, "--client", people[1], "--json")
    assert [call.json["state"] for call in (first, second)] == ["planned", "waiting"]
    assert work("appointment", "join", third, "--client", people[2], "--no-waiting").code == 1
    left = work("appointment", "leave", third, "--client", people[0], "--json")
    assert left.json["next_up"] == [people[1]]
    assert work("appointment", "up", third, "--client", people[1], "--json").json["place"] == 1
    shown = work("appointment", "show", third, "--json").json
    assert [(p["client"], p["state"]) for p in shown["participants"]] == [
        (people[1], "planned"),
        (people[0], "cancelled_by_client"),
    ]
    moved = work("appointment", "move", third, "--start", "2031-03-19T10:00+01:00", "--scope", "following")
    assert moved.code == 0
    listed = work("appointment", "list", "--from", "2031-03-01", "--to", "2031-06-01", "--json").json
    assert [a["start"][5:10] for a in listed["appointments"]][:4] == ["03-04", "03-11", "03-19", "03-26"]


def test_who_is_due_stands_on_a_list_until_he_was_reminded(work: Caller, people: list[str]) -> None:
    own = add(work, "--client", people[0], "--start", START).json["appointments"][0]
    due = work("appointment", "due", "--on", "2031-03-03", "--json").json["due"]
    assert own in [line["id"] for line in due]
    assert work("appointment", "reminded", own).code == 0
    due = work("appointment", "due", "--on", "2031-03-03", "--json").json["due"]
    assert own not in [line["id"] for line in due]


def test_absences_rooms_and_hours(work: Caller, people: list[str]) -> None:
    made = work("absence", "add", "--person", "beraterin", "--from", "2031-03-04", "--json")
    assert made.code == 0
    hints = add(work, "--client", people[0], "--start", START).json["hints"]
    assert [hint["kind"] for hint in hints] == ["absent"]
    absence = next(
        a for a in work("absence", "list", "--json").json["absences"] if a["id"] == made.json["absence"]
    )
    assert (absence["start"], absence["end"]) == ("2031-03-04T00:00:00+01:00", "2031-03-05T00:00:00+01:00")
    assert work("absence", "remove", absence["id"]).code == 0
    for day in ("9999-12-31", "0001-01-01", "31.02.2031"):
        refused = work("absence", "add", "--person", "beraterin", "--from", day)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("--from: ")
    assert work("absence", "add", "--interpreter", str(uuid4()), "--from", "2031-03-04").code == 1
    settings = work("hours", "show", "--json").json
    settings["closing"] = [{"first": "2031-03-04", "name": "Umzug"}]
    settings["land"] = "SN"
    assert work("hours", "set", "--file", "-", stdin=json.dumps(settings)).code == 0
    listed = work("appointment", "list", "--from", "2031-03-04", "--to", "2031-03-04", "--json").json
    assert listed["days"] == [{"day": "2031-03-04", "opens": [], "holiday": None, "closed": "Umzug"}]
    assert work("hours", "set", "--file", "-", stdin='{"land": "XX"}').code == 2
    assert work("hours", "show", "--json").json["land"] == "SN"
    assert work("room", "add", "Kammer").code == 0
    assert work("room", "add", "kammer").code == 2
    assert work("room", "close", "Kammer").code == 0
    assert "Kammer" not in [r["name"] for r in work("room", "list", "--json").json["rooms"]]
    assert "Kammer" in work("room", "list", "--all").out


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"start": "2031-03-04T10:00"}, "start"),
        ({"start": "morgen"}, "start"),
        ({"start": START, "end": "2031-03-04T09:00+01:00"}, "end"),
        ({"start": START, "minutes": 7}, "end"),
        ({"start": "9999-12-31T23:00+01:00", "minutes": 120}, "start"),
        ({"start": START, "kind": "foreign"}, "kind"),
        ({"start": START, "people": ["niemand"]}, "people"),
        ({"start": START, "rooms": ["nirgends"]}, "rooms"),
        ({"start": START, "farbe": "rot"}, "farbe"),
        ({"start": START, "repeat": {"frequency": "yearly"}}, "repeat.frequency"),
        ({"start": START, "repeat": {"frequency": "weekly", "weekdays": ["xx"]}}, "repeat.weekdays"),
        ({"start": START, "repeat": {"frequency": "weekly"}}, "until"),
        ({}, "start"),
    ],
)
def test_what_does_not_fit_is_one_sentence_with_its_place(
    work: Caller, given: dict[str, object], place: str
) -> None:
    refused = work("appointment", "add", "--file", "-", stdin=json.dumps(given))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{place}: ")
    assert refused.err.count("\n") == 1


def test_an_account_without_keys_is_refused(work: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERATUNG_USER", "leitung")
    assert work("appointment", "list").code == 1
    assert work("absence", "add", "--person", "leitung", "--from", TODAY.isoformat()).code == 1


@pytest.mark.parametrize(
    ("given", "place"), [({"video_link": "javascript:alert(1)"}, "video_link"), ({"minutes": 7}, "minutes")]
)
def test_settings_that_no_appointment_could_use_are_refused(
    work: Caller, given: dict[str, object], place: str
) -> None:
    refused = work("hours", "set", "--file", "-", stdin=json.dumps(given))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{place}: ")
