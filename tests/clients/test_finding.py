# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Finding people and saying who may be recorded already."""

import random
import time
from datetime import date

import pytest

from beratung.clients import ClientService
from beratung.clients.duplicates import possible_duplicates
from beratung.clients.finding import find
from beratung.clients.roster import Roster
from beratung.domain.cases import Case
from beratung.domain.people import Birth, Client, Gender, Name, NameKind, Precision
from tests.builders import a_case, a_client, a_note, names, replace
from tests.fakes.records import FakeRecords

PEOPLE = [
    ("Jörg", "Müller", date(1980, 5, 6)),
    ("Thị Hoa", "Nguyễn", date(1975, 11, 30)),
    ("Yağmur", "Çelik-Probe", date(1999, 1, 1)),
    ("Amal", "Musterfrau", date(1992, 3, 14)),
    ("Amina", "Musterfrau", date(2004, 3, 14)),
    ("Mohammed", "Testmann", date(1988, 7, 1)),
    ("Łukasz", "Beispiel", date(1990, 2, 2)),
]


@pytest.fixture
def people(clients: ClientService) -> dict[str, Client]:
    found = {}
    for given, family, born in PEOPLE:
        client = a_client(given, family, born=Birth(on=born))
        clients.add(client, a_case(client))
        found[given] = client
    oksana = Name(text="Оксана", kind=NameKind.ORIGINAL_SCRIPT)
    birth = Birth(on=date(1996, 8, 24))
    found["Oxana"] = a_client("Oxana", "Probe", names=names("Oxana", "Probe", oksana), born=birth)
    clients.add(found["Oxana"], a_case(found["Oxana"]))
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Müller", "Jörg"),
        ("mueller", "Jörg"),
        ("Muller", "Jörg"),
        ("joerg muller", "Jörg"),
        ("Müller Jörg", "Jörg"),
        ("Nguyen", "Thị Hoa"),
        ("nguyễn thi", "Thị Hoa"),
        ("celik", "Yağmur"),
        ("Yagmur", "Yağmur"),
        ("must ama", "Amal"),
        ("Musterfrau 1992", "Amal"),
        ("Musterfrau 2004", "Amina"),
        ("14.3.1992", "Amal"),
        ("Mohamed", "Mohammed"),
        ("Muhammed Testman", "Mohammed"),
        ("lukasz", "Łukasz"),
        ("Оксана", "Oxana"),
        ("Oksana", "Oxana"),
        ("M", None),
    ],
)
def test_a_person_is_found_first(
    clients: ClientService, people: dict[str, Client], typed: str, first: str | None
) -> None:
    hits = clients.search(typed)
    assert hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    if first is not None:
        assert hits[0].row.client == people[first].id


@pytest.mark.parametrize("typed", ["Kowalska", "Xu", "", "   ", "1871", "Müller Kowalska", "%", "'"])
def test_nobody_is_found_where_nobody_is_meant(
    clients: ClientService, people: dict[str, Client], typed: str
) -> None:
    assert people
    assert clients.search(typed) == ()


def test_the_limit_holds(clients: ClientService, people: dict[str, Client]) -> None:
    assert people
    assert len(clients.search("m", limit=2)) == 2
    assert clients.search("m", limit=0) == ()


def test_the_roster_follows_every_change(
    clients: ClientService, records: FakeRecords, people: dict[str, Client]
) -> None:
    amal = people["Amal"]
    assert len(clients.roster()) == len(people)
    clients.change(replace(clients.show(amal.id), names=names("Amal", "Wechselfrau")))
    assert [hit.row.client for hit in clients.search("Wechselfrau")] == [amal.id]
    assert amal.id not in [hit.row.client for hit in clients.search("Musterfrau")]
    with records.work() as work:
        (case,) = work.all(Case, amal.id)
        note = work.put(a_note(case, due=date(2026, 12, 1), next_step="Anruf"))
        work.commit()
    row = clients.person(amal.id)
    assert row is not None
    assert (row.next_due, row.has_next_step, row.last_contact) == (date(2026, 12, 1), True, note.on)
    clients.delete(amal.id)
    assert clients.person(amal.id) is None
    assert clients.search("Wechselfrau") == ()
    assert len(clients.roster()) == len(people) - 1


def test_the_roster_is_sorted_by_family_name_and_anonymous_come_last(
    clients: ClientService, people: dict[str, Client]
) -> None:
    nobody = a_client("", "", names=())
    clients.add(nobody, a_case(nobody))
    rows = clients.roster()
    assert rows[-1].client == nobody.id
    assert rows[0].client == people["Łukasz"].id
    assert rows[0].german == "A2"


def test_memory_that_missed_a_commit_can_be_filled_anew(
    clients: ClientService, records: FakeRecords, people: dict[str, Client]
) -> None:
    assert clients.search("Musterfrau")
    del records.stored[people["Amal"].id]
    clients.memory.forget()
    assert [hit.row.client for hit in clients.search("Musterfrau")] == [people["Amina"].id]


@pytest.mark.parametrize(
    ("client", "known", "reasons"),
    [
        (a_client("Amal", "Musterfrau"), "Amal", ("name", "birth")),
        (a_client("AMAL", "musterfrau"), "Amal", ("name", "birth")),
        (a_client("Musterfrau", "Amal"), "Amal", ("swapped_names", "birth")),
        (
            a_client("Joerg", "Mueller", born=Birth(on=date(1980, 6, 5))),
            "Jörg",
            ("name", "swapped_day_month"),
        ),
        (a_client("Amal", "Musterfrau", born=Birth(on=date(1992, 3, 15))), "Amal", ("name", "birth_near")),
        (
            a_client("Amal", "Musterfrau", born=Birth(on=date(1992, 1, 1), precision=Precision.YEAR)),
            "Amal",
            ("name", "birth_year"),
        ),
        (a_client("Amal", "Musterfrau", born=None), "Amal", ("name",)),
        (a_client("Amal", "Neuename"), "Amal", ("given_name", "birth")),
        (a_client("Hoa", "Nguyen", born=Birth(on=date(1975, 11, 30))), "Thị Hoa", ("name", "birth")),
        (
            a_client("Mohamed", "Testmann", born=Birth(on=date(1988, 1, 1))),
            "Mohammed",
            ("name", "birth_year"),
        ),
    ],
)
def test_who_may_be_the_same_is_said_with_reasons(
    clients: ClientService, people: dict[str, Client], client: Client, known: str, reasons: tuple[str, ...]
) -> None:
    found = clients.possible_duplicates(client)
    assert found[0].client == people[known].id
    assert found[0].reasons == reasons
    assert 60 <= found[0].score <= 100


@pytest.mark.parametrize(
    "client",
    [
        a_client("Erika", "Neumann"),
        a_client("Jörg", "Beispiel", born=Birth(on=date(1980, 5, 6)), gender=Gender.M),
        a_client("Thị Hoa", "Testmann", born=Birth(on=date(1961, 2, 3))),
        a_client("", "", names=()),
        a_client("", "Nguyen", born=Birth(on=date(1951, 2, 3))),
    ],
)
def test_who_is_somebody_else_is_left_in_peace(
    clients: ClientService, people: dict[str, Client], client: Client
) -> None:
    assert people
    assert [d for d in clients.possible_duplicates(client) if d.score >= 70] == []


def test_first_of_january_says_less_than_a_real_birth_date(clients: ClientService) -> None:
    common, real = Birth(on=date(1990, 1, 1)), Birth(on=date(1990, 7, 9))
    scores = []
    for born, family in ((common, "Vergleich"), (real, "Gegenstueck")):
        client = a_client("Kidane", family, born=born)
        clients.add(client, a_case(client))
        scores.append(clients.possible_duplicates(a_client("Kidane", family, born=born))[0].score)
    assert scores[0] < scores[1]


def test_a_client_is_no_duplicate_of_himself(clients: ClientService, people: dict[str, Client]) -> None:
    assert clients.possible_duplicates(people["Jörg"]) == ()


def test_twenty_thousand_people_are_searched_while_somebody_types() -> None:
    chance = random.Random(7)
    syllables = ["ba", "mo", "ri", "ta", "len", "sha", "kar", "ve", "zo", "min", "dul", "fe", "gha", "yus"]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))).title() for _ in range(9000)]
    roster = Roster()
    for _ in range(20_000):
        born = Birth(on=date(chance.randint(1950, 2010), chance.randint(1, 12), chance.randint(1, 28)))
        client = a_client(chance.choice(words[:3000]), chance.choice(words), born=born)
        roster.learn(client.id, [client])
    probe = a_client(words[5], words[77], born=Birth(on=date(1990, 5, 5)))
    best_search = best_duplicates = 9.0
    for n in range(5):
        start = time.perf_counter()
        find(roster, f"{words[n]} {words[n + 50][:4]}", 20)
        best_search = min(best_search, time.perf_counter() - start)
        start = time.perf_counter()
        possible_duplicates(roster, replace(probe, names=names(words[n], words[n + 9])))
        best_duplicates = min(best_duplicates, time.perf_counter() - start)
    assert best_search < 0.2
    assert best_duplicates < 0.2
