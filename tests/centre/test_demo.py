# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The demo: the same people for the same seed, nobody real, nothing touched that is no demo."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.cases.agenda import Agenda, Horizon
from beratung.centre import Centre, make_demo, read_info
from beratung.centre.errors import FolderNotEmpty, NotADemo, TooManyCases
from beratung.clients.checking import check_client
from beratung.demo import households
from beratung.demo.names import GERMAN_FAMILIES, STOCKS
from beratung.demo.post import POSTINGS
from beratung.domain.base import Record, Role
from beratung.domain.cases import Case, Consent, Consultation, Referral
from beratung.domain.checking import check_case, check_consultation
from beratung.domain.fieldcheck import FieldCheck
from beratung.domain.offers import Verdict
from beratung.domain.people import Client, NameKind
from beratung.offers import OfferService
from beratung.offers.codes import load_codes
from beratung.privacy.consents import check_consent
from tests.builders import TODAY
from tests.centre.conftest import PASSWORD
from tests.fakes.records import FakeRecords, FixedClock

OFFERS = OfferService(FakeRecords(), FixedClock(TODAY))


def _records(cases: int, seed: int = 7, on: date = TODAY) -> list[Record]:
    known = [offer.id for offer in OFFERS.catalogue()]
    found = households(cases, seed, on, load_codes(), known)
    return [record for household in found for record in household.records]


@pytest.fixture(scope="module")
def many() -> list[Record]:
    return _records(600)


def test_the_same_seed_makes_the_same_records() -> None:
    encode = msgspec.msgpack.encode
    assert [encode(r) for r in _records(60)] == [encode(r) for r in _records(60)]
    assert [encode(r) for r in _records(60)][-1] != [encode(r) for r in _records(60, 8)][-1]
    longer = _records(90)
    assert [encode(r) for r in _records(60)][:200] == [encode(r) for r in longer][:200]


@pytest.mark.parametrize("cases", [0, 1, 2, 13, 14, 15, 50])
def test_there_are_as_many_cases_as_asked_for(cases: int) -> None:
    assert sum(isinstance(record, Case) for record in _records(cases)) == cases


@pytest.mark.parametrize("on", [TODAY, date(2027, 3, 1), date(2026, 2, 28), date(2028, 2, 29)])
def test_every_record_could_have_been_typed(on: date) -> None:
    codes = load_codes()
    check = FieldCheck(OFFERS.fields(), codes, lambda: on)
    offers = {offer.id for offer in OFFERS.catalogue()}
    records = _records(400, on=on)
    clients = {record.id: record for record in records if isinstance(record, Client)}
    for record in records:
        if isinstance(record, Client):
            assert check_client(record, codes, on) == record
        elif isinstance(record, Case):
            born = clients[record.subject].born
            check_case(record, codes, on, born=born.on if born else None, check_fact=check)
        elif isinstance(record, Consultation):
            check_consultation(record, codes, on)
        elif isinstance(record, Consent):
            check_consent(record, codes, on)
        elif isinstance(record, Referral):
            assert record.offer in offers


def test_family_names_are_made_up(many: list[Record]) -> None:
    parts = {
        form
        for stock in STOCKS.values()
        for family in stock.families
        for form in family.partition("=")[0].split("|")
    }
    parts |= {form for family in GERMAN_FAMILIES for form in family.split("|")}
    for record in many:
        if isinstance(record, Client):
            family = record.name(NameKind.FAMILY)
            assert not family or any(part in family for part in parts)


def test_people_speak_and_write_as_in_such_a_centre(many: list[Record]) -> None:
    clients = [record for record in many if isinstance(record, Client)]
    scripts = {name.script for client in clients for name in client.names}
    assert scripts >= {"Latn", "Arab", "Cyrl", "Ethi", "Geor", "Deva", "Armn", "Hani"}
    countries = Counter(code for client in clients for code in client.nationalities)
    assert [code for code, _ in countries.most_common(3)] == ["475", "166", "423"]
    assert len(countries) >= 24
    towns = {client.address.municipality for client in clients} - {None}
    assert len({str(town)[:5] for town in towns}) == 14
    assert sum(bool(client.interpreter_languages) for client in clients) > 150
    linked = [m.client for client in clients for m in client.family if m.client is not None]
    known = {client.id: client for client in clients}
    assert linked
    for other in linked:
        assert any(m.client in known for m in known[other].family)


def test_every_screen_has_something_to_show(many: list[Record]) -> None:
    agenda = Agenda()
    by_subject: defaultdict[UUID, list[Record]] = defaultdict(list)
    for record in many:
        by_subject[record.subject].append(record)
    for subject, records in by_subject.items():
        agenda.learn(subject, records)
    view = agenda.today(TODAY, Horizon())
    assert len(view.residence) > 20
    assert any(line.days is not None and line.days < 0 for line in view.next_steps)
    assert len(view.next_steps) > 20
    assert view.without_next_step
    assert view.consents
    cases = [record for record in many if isinstance(record, Case)]
    assert 0.1 < sum(not case.is_open for case in cases) / len(cases) < 0.3
    assert any(isinstance(r, Consultation) and r.case is None for r in many)
    assert len({case.residence[0].status for case in cases if case.residence}) >= 28


def test_the_first_case_is_the_one_of_the_pictures(centre: Centre) -> None:
    row = centre.clients.search("Amal Musterfrau")[0].row
    assert row.case is not None
    view = centre.cases.show(row.case)
    assert row.name == "Amal Musterfrau"
    assert (row.status, row.german, row.municipality, row.programme) == (
        "ae_25_2_fl",
        "A2",
        "15003000",
        "MBE",
    )
    assert len(view.consultations) == 7
    matching = centre.match(row.case, TODAY)
    assert matching.next_question is not None
    assert Counter(offer.verdict for offer in matching.offers)[Verdict.UNKNOWN] > 5


def test_the_postbook_has_letters_under_valid_consents(demo: Path) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    letters = centre.letters.postbook()
    assert [letter.number for letter in letters] == list(range(len(letters), 0, -1))
    assert [(letter.offer, letter.to_client) for letter in reversed(letters)] == [
        (posting.offer, not posting.recipient) for posting in POSTINGS
    ]
    outcomes = {referral.letter: referral.outcome for referral in centre.cases.referrals() if referral.letter}
    for letter, posting in zip(reversed(letters), POSTINGS, strict=True):
        assert (letter.consent is None) is letter.to_client
        assert set(letter.fields) == set(posting.fields)
        assert outcomes[letter.id] is posting.outcome
        assert centre.letters.letter(letter.id).pdf.startswith(b"%PDF-")
    centre.lock()


def test_each_role_has_its_user_and_only_that_role(demo: Path) -> None:
    for name, role in (
        ("beraterin", Role.COUNSELLOR),
        ("sprachmittler", Role.SPRACHMITTLER),
        ("leitung", Role.SUPERVISOR),
        ("verwaltung", Role.ADMIN),
    ):
        centre = Centre.open(demo, user=name, password=PASSWORD)
        assert centre.user.roles == {role}
        assert centre.pending() == ()
        assert centre.verify(full=True).ok
        centre.lock()


def test_a_demo_takes_the_place_of_a_demo(demo: Path) -> None:
    before = read_info(demo).id
    heard: list[tuple[int, int]] = []
    made = make_demo(demo, 15, 3, lambda done, total: heard.append((done, total)), on=TODAY)
    assert (made.cases, heard[-1]) == (15, (15, 15))
    assert read_info(demo).id != before
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert len(centre.clients.roster()) == 15
    centre.lock()


def test_nothing_else_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "echt"
    centre, _ = Centre.create(folder, name="Echt", user="chefin", password="Echtes-Passwort-1")
    centre.lock()
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(NotADemo):
        make_demo(folder, 1, 1)
    marked = folder / "centre.json"
    marked.write_bytes(marked.read_bytes().replace(b'"is_demo": false', b'"is_demo": true'))
    assert read_info(folder).is_demo
    with pytest.raises(NotADemo):
        make_demo(folder, 1, 1)
    after = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert after["beratung.db"] == before["beratung.db"]
    papers = tmp_path / "papiere"
    papers.mkdir()
    (papers / "a.txt").write_text("x")
    with pytest.raises(FolderNotEmpty):
        make_demo(papers, 1, 1)
    with pytest.raises(TooManyCases):
        make_demo(tmp_path / "riesig", -1, 1)


def test_deadlines_follow_the_day(many: list[Record]) -> None:
    later = _records(600, on=TODAY + timedelta(days=400))
    assert {type(record) for record in later} == {type(record) for record in many}
    newest = max(record.on for record in later if isinstance(record, Consultation))
    assert newest > TODAY + timedelta(days=300)


def test_nobody_who_left_knows_a_key_of_the_demo(demo: Path) -> None:
    for user in ("beraterin", "leitung", "verwaltung"):
        centre = Centre.open(demo, user=user, password=PASSWORD)
        assert centre.rotation.due() == ()
        centre.lock()
