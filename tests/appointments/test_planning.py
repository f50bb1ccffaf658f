# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The best week: against every plan there is, against its own rules, and against bad input."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest

from beratung.appointments.planning import plan
from beratung.appointments.planning_check import faults
from beratung.appointments.planning_file import read_instance
from beratung.appointments.planning_greedy import first_free, greedy
from beratung.appointments.planning_rules import Choice, Rules
from beratung.domain.errors import BadInput
from beratung.domain.planning import Assignment, Instance, Plan, Rule, Score, Unserved
from tests.appointments.instances import week

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(minutes: int) -> str:
    return (MONDAY + timedelta(minutes=minutes)).isoformat()


def small(chance: random.Random) -> dict[str, Any]:
    """A crowded morning with few people, so that every plan can be tried."""
    people = [
        {
            "id": f"i{number}",
            "languages": [{"code": code, "level": chance.randint(2, 6)} for code in ("ar", "fa")],
            "gender": chance.choice("fm"),
            "modes": chance.choice((["site"], ["site", "phone"])),
            "place": [chance.randint(0, 12), 0],
            "available": [[at(0), at(chance.choice((120, 240)))]],
            "max_hours": chance.choice((1, 2, 4)),
            "pledge": chance.random() < 0.9,
            "excluded_clients": ["c0"] if chance.random() < 0.2 else [],
        }
        for number in range(chance.randint(1, 3))
    ]
    requests = [
        {
            "id": f"r{number}",
            "client": f"c{number}",
            "language": chance.choice(("ar", "fa")),
            "min_level": chance.randint(1, 4),
            "gender": chance.choice((None, None, "f")),
            "mode": chance.choice(("site", "site", "phone")),
            "place": [chance.randint(0, 12), chance.randint(0, 3)],
            "minutes": chance.choice((30, 60, 90)),
            "starts": sorted({at(15 * chance.randrange(12)) for _ in range(chance.randint(1, 3))}),
            "priority": chance.randint(1, 3),
            "previous": chance.choice((None, "i0")),
        }
        for number in range(chance.randint(1, 5))
    ]
    return {"slot_minutes": 15, "speed_kmh": 20, "interpreters": people, "requests": requests}


def best_of_all(instance: Instance) -> Score:
    """The best score, by trying every plan; written apart from the planner."""
    people = {person.id: person for person in instance.interpreters}
    options: list[list[tuple[str, int] | None]] = [
        [None, *((person.id, start) for person in instance.interpreters for start in request.starts)]
        for request in instance.requests
    ]
    best = Score(-1, 0, 0, 0, 0.0)
    for chosen in product(*options):
        jobs = [
            (request, people[pick[0]], pick[1])
            for request, pick in zip(instance.requests, chosen, strict=True)
            if pick is not None
        ]
        score = Score(
            len(jobs),
            sum(request.priority for request, _, _ in jobs),
            0,
            sum(request.previous == person.id for request, person, _ in jobs),
            -sum(
                2 * ((r.place[0] - p.place[0]) ** 2 + (r.place[1] - p.place[1]) ** 2) ** 0.5
                for r, p, _ in jobs
                if r.mode == "site"
            ),
        )
        if score > best and not faults(instance, as_plan(instance, jobs, score)):
            best = score
    return best


def as_plan(instance: Instance, jobs: list[Any], score: Score) -> Plan:
    assignments = tuple(Assignment(request.id, person.id, start) for request, person, start in jobs)
    left = {request.id for request in instance.requests} - {job.request for job in assignments}
    return Plan(
        assignments=assignments,
        unserved=tuple(Unserved(request=name, rules=()) for name in left),
        score=score,
        most=len(instance.requests),
        is_proven=False,
        is_stopped=False,
        seconds=0,
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_at_all_is_better(seed: int) -> None:
    instance = read_instance(small(random.Random(seed)))
    found = plan(instance)
    best = best_of_all(instance)
    assert found.is_proven
    assert found.score[:4] == best[:4]
    assert found.score.travel_km == pytest.approx(best.travel_km, abs=0.02)
    assert found.most == found.score.served


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_week_is_proven_best_and_better_than_by_hand(seed: int) -> None:
    instance = read_instance(week(120, 24, seed))
    rules = Rules(instance)
    found = plan(instance)
    assert found.is_proven
    assert faults(instance, found) == []
    assert found.score >= rules.score(greedy(rules)) >= rules.score(first_free(rules))
    assert found.score.served > rules.score(first_free(rules)).served


def test_a_plan_that_was_stopped_is_the_quick_one_or_better() -> None:
    instance = read_instance(week(120, 24, 1))
    rules = Rules(instance)
    for found in (plan(instance, seconds=1e-9), plan(instance, is_cancelled=lambda: True)):
        assert found.is_stopped
        assert not found.is_proven
        assert found.score >= rules.score(greedy(rules))
        assert faults(instance, found) == []


def test_the_same_week_gives_the_same_plan() -> None:
    instance = read_instance(week(60, 12, 5))
    assert plan(instance).assignments == plan(instance).assignments


def test_confirmed_jobs_stay_and_an_earlier_plan_is_changed_as_little_as_possible() -> None:
    given = week(60, 12, 3)
    first = plan(read_instance(given))
    jobs = [
        {"request": job.request, "interpreter": job.interpreter, "start": start_of(job)}
        for job in first.assignments
    ]
    confirmed = jobs[:10]
    again = plan(read_instance({**given, "confirmed": confirmed, "proposed": jobs}))
    assert again.assignments == first.assignments
    given["interpreters"] = [
        person if person["id"] != jobs[-1]["interpreter"] else {**person, "available": []}
        for person in given["interpreters"]
    ]
    fixed = [job for job in jobs[:10] if job["interpreter"] != jobs[-1]["interpreter"]]
    later = plan(read_instance({**given, "confirmed": fixed, "proposed": jobs}))
    free = plan(read_instance({**given, "confirmed": fixed}))
    assert {(job["request"], job["interpreter"]) for job in fixed} <= {job[:2] for job in later.assignments}
    assert later.score[:2] == free.score[:2]
    stays = len(set(later.assignments) & set(first.assignments))
    assert later.score.kept == stays >= len(set(free.assignments) & set(first.assignments))


def start_of(job: Assignment) -> str:
    return datetime.fromtimestamp(job.start, UTC).isoformat()


def test_confirmed_jobs_may_break_what_a_person_decided_to_break() -> None:
    given = small(random.Random(1))
    given["interpreters"] = [given["interpreters"][0] | {"max_hours": 0, "pledge": False, "available": []}]
    given["requests"] = [
        request | {"id": f"r{number}", "minutes": 60, "mode": "site", "previous": None}
        for number, request in enumerate(given["requests"][:1] * 2)
    ]
    given["confirmed"] = [
        {"request": "r0", "interpreter": "i0", "start": at(0)},
        {"request": "r1", "interpreter": "i0", "start": at(60)},
    ]
    found = plan(read_instance(given))
    assert [job.request for job in found.assignments] == ["r0", "r1"]


def test_who_is_left_out_is_told_why() -> None:
    base = {
        "client": "c",
        "language": "ar",
        "minutes": 60,
        "mode": "site",
        "starts": [at(0)],
        "place": [0, 0],
    }
    person = {
        "languages": [{"code": "ar", "level": 3}],
        "gender": "m",
        "modes": ["site"],
        "place": [0, 0],
        "available": [[at(0), at(60)]],
        "max_hours": 4,
        "pledge": True,
    }
    people = [
        {**person, "id": "free"},
        {**person, "id": "silent", "pledge": False},
        {**person, "id": "kin", "excluded_clients": ["c", "d"]},
        {**person, "id": "tired", "max_hours": 0.5},
        {**person, "id": "away", "available": [[at(600), at(700)]]},
        {**person, "id": "phones", "modes": ["phone"]},
        {**person, "id": "other", "languages": [{"code": "fa", "level": 6}]},
        {**person, "id": "weak", "languages": [{"code": "ar", "level": 1}]},
    ]
    requests = [
        {**base, "id": "urgent", "priority": 3, "min_level": 2},
        {**base, "id": "left", "client": "d", "priority": 1, "min_level": 2},
        {**base, "id": "woman", "gender": "f", "min_level": 2},
    ]
    found = plan(read_instance({"interpreters": people, "requests": requests, "slot_minutes": 15}))
    assert [job.request for job in found.assignments] == ["urgent"]
    left, woman = found.unserved
    assert dict(left.rules) == {
        Rule.LANGUAGE: 1,
        Rule.LEVEL: 1,
        Rule.MODE: 1,
        Rule.PLEDGE: 1,
        Rule.EXCLUDED: 1,
        Rule.HOURS: 1,
        Rule.AVAILABLE: 1,
        Rule.TAKEN: 1,
    }
    assert left.blocked_by == ("urgent",)
    assert dict(woman.rules)[Rule.GENDER] == 6


def test_two_jobs_on_site_need_the_way_and_a_pause_but_a_call_needs_none() -> None:
    def two(second: str, km: float, gap: int) -> int:
        person = {
            "id": "i",
            "languages": [{"code": "ar", "level": 6}],
            "gender": None,
            "modes": ["site", "phone"],
            "place": [0, 0],
            "available": [[at(0), at(600)]],
            "max_hours": 10,
            "pledge": True,
        }
        job = {"client": "c", "language": "ar", "min_level": 1, "minutes": 60, "priority": 1}
        requests = [
            {**job, "id": "a", "mode": "site", "place": [0, 0], "starts": [at(0)]},
            {**job, "id": "b", "mode": second, "place": [km, 0], "starts": [at(60 + gap)]},
        ]
        given = {"slot_minutes": 15, "speed_kmh": 60, "interpreters": [person], "requests": requests}
        return plan(read_instance(given)).score.served

    assert two("phone", 500, 0) == 2
    assert two("site", 0, 0) == 1
    assert two("site", 0, 14) == 1
    assert two("site", 0, 15) == 2
    assert two("site", 30, 29) == 1
    assert two("site", 30, 30) == 2


def test_the_checker_finds_every_kind_of_fault() -> None:
    instance = read_instance(week(60, 12, 2))
    good = plan(instance)
    jobs = good.assignments

    def with_jobs(*changed: Assignment) -> list[str]:
        return faults(instance, msgspec.structs.replace(good, assignments=changed))

    assert faults(instance, good) == []
    assert with_jobs(*jobs[1:])
    assert with_jobs(*jobs, jobs[0])
    assert with_jobs(jobs[0]._replace(start=jobs[0].start + 60), *jobs[1:])
    request = next(entry for entry in instance.requests if entry.id == jobs[0].request)
    deaf = [person.id for person in instance.interpreters if request.language not in person.languages]
    assert deaf
    for person in deaf:
        assert with_jobs(jobs[0]._replace(interpreter=person), *jobs[1:])
    both = [job for job in jobs if job.interpreter == jobs[0].interpreter][:2]
    assert len(both) == 2
    assert with_jobs(both[0], both[1]._replace(start=both[0].start), *set(jobs) - set(both))


def test_every_choice_of_a_person_is_inside_the_rules() -> None:
    instance = read_instance(week(80, 16, 4))
    rules = Rules(instance)
    assert all(isinstance(choice, Choice) for choice in rules.choices)
    for choice in rules.choices:
        job = rules.assignment(choice)
        request = instance.requests[choice.request]
        assert not faults(
            msgspec.structs.replace(instance, requests=(request,)),
            as_plan(
                msgspec.structs.replace(instance, requests=(request,)),
                [(request, instance.interpreters[choice.interpreter], job.start)],
                Score(1, 0, 0, 0, 0.0),
            ),
        )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"requests": None}, "requests"),
        ({"speed": 3}, "speed"),
        ({"speed_kmh": 0}, "speed_kmh"),
        ({"slot_minutes": 7.5}, "slot_minutes"),
        ({"requests": [3]}, "requests[0]"),
        ({"requests": [{"id": ""}]}, "requests[0].id"),
        ({"interpreters": {}}, "interpreters"),
        ({"interpreters": [{"id": "a", "modes": ["letter"]}]}, "interpreters[0].modes[0]"),
        ({"confirmed": [{"request": "nobody", "interpreter": "i0", "start": at(0)}]}, "confirmed[0].request"),
    ],
)
def test_bad_input_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_instance({**small(random.Random(0)), **change})
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        ("interpreters", "gender", "x"),
        ("interpreters", "languages", [{"code": "ar", "level": 7}]),
        ("interpreters", "place", [1]),
        ("interpreters", "place", [float("nan"), 0]),
        ("interpreters", "available", [["2026-11-23T10:00:00", "2026-11-23T11:00:00"]]),
        ("interpreters", "available", [[at(60), at(0)]]),
        ("interpreters", "available", [[at(60)]]),
        ("interpreters", "max_hours", "many"),
        ("interpreters", "pledge", "yes"),
        ("requests", "starts", ["soon"]),
        ("requests", "starts", at(0)),
        ("requests", "minutes", 0),
        ("requests", "minutes", True),
        ("requests", "priority", 4),
        ("requests", "previous", "nobody"),
        ("requests", "mode", None),
        ("requests", "place", None),
        ("requests", "id", None),
    ],
)
def test_a_wrong_field_is_named(where: str, key: str, value: object) -> None:
    given = small(random.Random(0))
    given[where][0] = {**given[where][0], key: value}
    with pytest.raises(BadInput) as caught:
        read_instance(given)
    assert caught.value.place.startswith(f"{where}[0].{key}")


def test_one_id_twice_and_two_confirmed_jobs_at_once_are_refused() -> None:
    given = small(random.Random(0))
    given["requests"] = [{**given["requests"][0], "previous": None}] * 2
    with pytest.raises(BadInput, match=r"requests\[1\]\.id"):
        read_instance(given)
    given["requests"] = [{**given["requests"][0], "id": name} for name in "ab"]
    given["confirmed"] = [{"request": name, "interpreter": "i0", "start": at(0)} for name in "ab"]
    with pytest.raises(BadInput, match=r"confirmed\[1\]"):
        read_instance(given)


def test_availability_that_touches_is_one() -> None:
    given = small(random.Random(0))
    given["interpreters"][0]["available"] = [[at(60), at(120)], [at(0), at(60)], [at(90), at(100)]]
    [first, *_] = read_instance(given).interpreters
    assert len(first.available) == 1


def test_nothing_to_plan_is_planned() -> None:
    empty = plan(read_instance({"interpreters": [], "requests": []}))
    assert empty.score == Score(0, 0, 0, 0, 0)
    assert empty.is_proven
