# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A client recorded and changed by an object, and what such an object must not say."""

from datetime import date
from typing import Any

import pytest

from beratung.clients import ClientService
from beratung.domain.cases import Case, GermanSkill
from beratung.domain.errors import BadInput, NotFound, RecordConflict
from beratung.domain.people import Client, NameKind, Precision
from tests.builders import RECORD, a_case, a_client, replace
from tests.fakes.records import FakeRecords


def _stored(records: FakeRecords) -> tuple[Client, Case]:
    with records.work() as work:
        (client,), (case,) = work.all(Client), work.all(Case)
    return client, case


def test_the_documented_object_becomes_a_client_and_a_case(
    clients: ClientService, records: FakeRecords
) -> None:
    recorded = clients.record(RECORD)
    client, case = _stored(records)
    assert (client.id, case.id) == (recorded.client, recorded.case)
    assert client.display_name == "Amal Musterfrau"
    assert [(n.text, n.kind, n.script) for n in client.names if n.kind is NameKind.ORIGINAL_SCRIPT] == [
        ("أمل", NameKind.ORIGINAL_SCRIPT, "Arab")
    ]
    assert client.born is not None
    assert client.born.on == date(1992, 3, 14)
    assert client.address.municipality == "15003000"
    assert client.address.postal_code == "39104"
    assert client.interpreter_languages == ("ar",)
    assert case.residence[0].status == "ae_25_2_fl"
    assert case.residence[0].until == date(2029, 2, 2)
    assert (case.german[0].skill, case.german[0].level) == (GermanSkill.OVERALL, "A2")
    assert case.facts["benefit_system"].value == "SGB_II"
    assert case.facts["minor_children"].on == date(2026, 11, 20)
    assert case.counsellor == "beraterin"


def test_what_is_exported_records_the_same_person_again(clients: ClientService, records: FakeRecords) -> None:
    first = clients.record(
        RECORD
        | {
            "family": [{"name": "Jonas Probe", "relation": "child", "born": "2019-02-03", "gender": "m"}],
            "contact": {"phone": "0391 000", "note": "vormittags"},
            "qualifications": [{"kind": "university", "title": "Chemie", "country": "475", "finished": 2014}],
            "employment": [{"kind": "minijob", "since": "2026-01-05", "hours_per_week": 8}],
            "entry": "2023-01-09",
            "programme": "MBE",
        }
    )
    exported = clients.export(first.client)
    again = {key: value for key, value in exported.items() if key not in ("id", "case")}
    second = clients.record(again)
    repeated = clients.export(second.client)
    assert repeated | {"id": "", "case": ""} == exported | {"id": "", "case": ""}


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"given_nmae": "Amal"}, "given_nmae", "given_name"),
        ({"shoe size": 1}, "?", "known"),
        ({"born": "1992-02-31"}, "born", "does not exist"),
        ({"born": "31.02.1992"}, "born", "does not exist"),
        ({"born": 19920314}, "born", "does not exist"),
        ({"born": "2031-01-01"}, "born", "future"),
        ({"born": "1890-01-01"}, "born", "125 years"),
        ({"born": None, "born_precision": "year"}, None, ""),
        ({"born_precision": "guess"}, "born_precision", "estimated"),
        ({"gender": "w"}, "gender", "f, m, d"),
        ({"nationality": ["Syrien"]}, "nationality", "475 (Syrien)"),
        ({"nationality": ["475", "000x"]}, "nationality 2", "not in the list"),
        ({"nationality": [475]}, "nationality", "a list of texts"),
        ({"languages": [{"code": "arab"}]}, "languages 1.code", "ar (Arabisch)"),
        ({"languages": [{"code": "ar", "spoken": "fluent"}]}, "languages 1.spoken", "C2"),
        ({"languages": [{"code": "ar", "interpreter": "yes"}]}, "languages 1.interpreter", "true or false"),
        ({"languages": [{"level": "C2"}]}, "languages 1.level", "known"),
        ({"municipality": "15003999"}, "municipality", "15003000"),
        ({"municipality": "Magdeburg"}, "municipality", "15003000 (Magdeburg)"),
        ({"address": "Teststraße"}, "address", "object"),
        ({"address": {"zip": "39104"}}, "address.zip", "known"),
        ({"residence": [{"status": "ae_25_2"}]}, "residence 1.status", "Did you mean ae_25"),
        ({"residence": [{"until": "2027-01-01"}]}, "residence 1.status", "needed"),
        (
            {"residence": [{"status": "gestattung", "issued": "2026-05-01", "until": "2026-04-01"}]},
            "residence 1.until",
            "before",
        ),
        ({"german": [{"level": "A7"}]}, "german 1.level", "A0, A1"),
        ({"german": {"level": "A2"}}, "german", "a list"),
        ({"entry": "1990-01-01"}, "entry", "birth"),
        ({"given_name": "أمل"}, "given_name", "not a Latin letter"),
        ({"family_name": "Muster5"}, "family_name", "5 (U+0035)"),
        ({"family_name": "x" * 500}, "family_name", "too long"),
        ({"other_names": [{"kind": "alias"}]}, "other_names 1.text", "needed"),
        ({"other_names": [{"text": "Probe", "kind": "given"}]}, "other_names 1.kind", "alias"),
        ({"family": [{"born": "2030-01-01"}]}, "family 1.born", "future"),
        ({"family": [{"client": "x"}]}, "family 1.client", "id"),
        ({"facts": [1]}, "facts", "object"),
        ({"facts": {"age": 30}}, "age", "date"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_stored(
    clients: ClientService, records: FakeRecords, change: dict[str, Any], place: str | None, says: str
) -> None:
    if place is None:
        with pytest.raises(BadInput):
            clients.record({"born_precision": "year"})
        return
    with pytest.raises(BadInput) as caught:
        clients.record(RECORD | change)
    assert str(caught.value).startswith(f"{place}: ")
    assert says in str(caught.value)
    assert records.stored == {}
    assert caught.value.exit_code == 2


def test_a_fault_never_repeats_what_was_typed(clients: ClientService) -> None:
    marker = "Zzyxmarker"
    objects: list[dict[str, Any]] = [
        {key: marker} for key in RECORD if key not in ("given_name", "family_name")
    ]
    objects += [{key: [{marker: marker}]} for key in ("languages", "residence", "german", "family")]
    objects += [{key: [marker]} for key in RECORD] + [{marker: 1}, {"facts": {marker: marker}}]
    objects += [{"given_name": f"{marker}1"}, {"other_names": [{"text": f"{marker}7"}]}]
    refused = 0
    for data in objects:
        try:
            clients.record(data)
        except BadInput as fault:
            refused += 1
            shown = f"{fault}{fault!r}{fault.details}{fault.args}"
            assert marker not in shown
    assert refused > 12


def test_an_anonymous_client_is_allowed(clients: ClientService) -> None:
    recorded = clients.record({"nationality": "475"})
    assert clients.show(recorded.client).display_name == ""
    assert clients.export(recorded.client)["nationality"] == ["475"]


def test_a_year_alone_is_a_birth_date(clients: ClientService) -> None:
    born = clients.show(clients.record({"born": "1992"}).client).born
    assert born is not None
    assert (born.on, born.precision) == (date(1992, 1, 1), Precision.YEAR)


def test_a_change_touches_only_what_it_names(clients: ClientService, records: FakeRecords) -> None:
    recorded = clients.record(RECORD)
    clients.change_from(
        recorded.client,
        {"family_name": "Musterfrau-Probe", "facts": {"employed": {"value": True, "source": "client"}}},
    )
    client, case = _stored(records)
    assert client.display_name == "Amal Musterfrau-Probe"
    assert [n.text for n in client.names][2:] == ["أمل"]
    assert client.born is not None
    assert (client.version, case.version) == (2, 2)
    assert case.facts["employed"].value is True
    assert case.facts["in_school"].value is False
    assert case.residence[0].status == "ae_25_2_fl"


def test_a_change_can_take_something_back(clients: ClientService, records: FakeRecords) -> None:
    recorded = clients.record(RECORD)
    clients.change_from(
        recorded.client, {"born": None, "gender": None, "languages": [], "municipality": None}
    )
    client, _ = _stored(records)
    assert (client.born, client.gender, client.languages, client.address.municipality) == (
        None,
        None,
        (),
        None,
    )


def test_answers_to_questions_go_where_they_belong(clients: ClientService, records: FakeRecords) -> None:
    facts = {
        "german_level": "B1",
        "residence_status": "duldung_60c",
        "gender": "m",
        "title_issued_months_ago": "2024-05-01",
    }
    clients.record({"given_name": "Testmann", "facts": facts})
    client, case = _stored(records)
    assert case.facts == {}
    assert case.german[0].level == "B1"
    assert case.residence[0].status == "duldung_60c"
    assert case.residence[0].issued == date(2024, 5, 1)
    assert client.gender == "m"


def test_two_people_one_record(clients: ClientService) -> None:
    client = a_client()
    clients.add(client, a_case(client))
    seen = clients.show(client.id)
    clients.change(replace(seen, nationalities=("423",)))
    with pytest.raises(RecordConflict):
        clients.change(replace(seen, nationalities=("438",)))
    assert clients.show(client.id).nationalities == ("423",)


def test_a_form_is_checked_like_a_file(clients: ClientService) -> None:
    client = a_client("Amal", "Muster9")
    with pytest.raises(BadInput, match="family_name"):
        clients.add(client, a_case(client))
    client = a_client()
    with pytest.raises(BadInput, match=r"residence 1\.status"):
        clients.add(client, a_case(client, residence=(replace(a_case(client).residence[0], status="x"),)))


def test_nobody_is_found_under_a_foreign_id(clients: ClientService) -> None:
    client = a_client()
    case = a_case(client)
    clients.add(client, case)
    assert clients.client_of(case.id) == client.id
    assert clients.case_of(client.id) == case.id
    with pytest.raises(NotFound):
        clients.show(case.id)
    with pytest.raises(NotFound):
        clients.client_of(a_client().id)
