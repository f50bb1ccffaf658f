# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts follow what is saved: written, corrected, taken back, cut and kept apart with it."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.appointments import Appointment, AppointmentState, Participant, ParticipantState
from beratung.domain.base import Domain
from beratung.domain.cases import (
    Case,
    Channel,
    CloseReason,
    Closing,
    Consultation,
    GermanLevel,
    GermanSkill,
    Programme,
    Referral,
    ReferralOutcome,
    ResidenceTitle,
)
from beratung.domain.interpreting import InterpreterRequest, RequestState
from beratung.domain.people import Address, Birth, Client, FamilyMember, Gender, Name, NameKind, Relation
from beratung.domain.releases import LEDGER, LedgerHead
from beratung.domain.statistics import (
    COLUMNS,
    KEY_BYTES,
    MOST_FACTS,
    PERSON_BYTES,
    FactBook,
    FactPage,
    StatisticsLink,
    Unmet,
    UnmetNeed,
)
from beratung.offers.codes import load_codes
from beratung.reports.facts import gather
from beratung.reports.filling import FactService
from beratung.reports.following import FactWriter
from beratung.reports.pages import OpenPage
from tests.fakes.records import FakeRecords, FixedClock

replace = msgspec.structs.replace
TODAY = date(2026, 11, 22)
MARKER = "Musterfrau Geheim"
Row = tuple[str, dict[str, str]]


class House:
    """Records that are followed by facts, and the facts as rows."""

    def __init__(self, *readable: Domain) -> None:
        self.records = FakeRecords(readable=readable or tuple(Domain))
        self.restricted: set[UUID] = set()
        self.writer = FactWriter(self.records, FixedClock(TODAY), load_codes, self.restricted.__contains__)
        self.records.followers.append(self.writer.follow)
        self.facts = FactService(self.records, self.writer, lambda: [UUID(int=7)], self.subjects)

    def subjects(self, circle: UUID) -> tuple[UUID, ...]:
        assert circle == UUID(int=7)
        return tuple(sorted({record.subject for record in self.records.stored.values()}))

    def save(self, *records: msgspec.Struct) -> None:
        with self.records.work() as work:
            for record in records:
                work.put(record)  # type: ignore[type-var]
            work.commit()

    def newest(self, record: msgspec.Struct) -> msgspec.Struct:
        return self.records.stored[record.id]  # type: ignore[attr-defined]

    def change(self, record: msgspec.Struct, **fields: object) -> None:
        self.save(replace(self.newest(record), **fields))

    def remove(self, record: msgspec.Struct) -> None:
        with self.records.work() as work:
            work.remove(self.newest(record))  # type: ignore[arg-type]
            work.commit()

    def shred(self, subject: UUID) -> None:
        with self.records.work() as work:
            work.shred(subject)
            work.commit()

    def freeze(self, *months: str) -> None:
        head = self.records.stored.get(LEDGER) or LedgerHead(id=LEDGER, subject=LEDGER)
        self.save(replace(head, frozen=months))

    def pages(self) -> list[FactPage]:
        return [page for page in self.records.stored.values() if isinstance(page, FactPage)]

    def rows(self, *, late: bool = False) -> list[Row]:
        found = []
        for page in self.pages():
            opened = OpenPage(page)
            if page.is_late is late:
                for place in range(len(page)):
                    words = {name: opened.word(place, name) for name in COLUMNS if opened.word(place, name)}
                    found.append((page.month, words))
        return found

    def row(self) -> dict[str, str]:
        [(_, words)] = self.rows()
        return words

    def links(self) -> list[StatisticsLink]:
        return [link for link in self.records.stored.values() if isinstance(link, StatisticsLink)]


@pytest.fixture
def house() -> House:
    return House()


def a_client(**more: object) -> Client:
    own = uuid4()
    usual = Client(
        id=own,
        subject=own,
        names=(Name(text=MARKER, kind=NameKind.FAMILY),),
        born=Birth(on=date(1992, 3, 14)),
        gender=Gender.F,
        nationalities=("475",),
        address=Address(municipality="15003000", street=MARKER),
    )
    return replace(usual, **more)


def a_case(client: Client, **more: object) -> Case:
    usual = Case(
        id=uuid4(),
        subject=client.id,
        opened=date(2026, 2, 1),
        programme=Programme.MBE,
        entry=date(2023, 1, 1),
        residence=(ResidenceTitle(status="ae_25_2_fl", note=MARKER),),
        german=(GermanLevel(skill=GermanSkill.OVERALL, level="A2", on=date(2026, 2, 1)),),
    )
    return replace(usual, **more)


def a_note(case: Case | None, on: date = date(2026, 5, 12), **more: object) -> Consultation:
    own = uuid4()
    usual = Consultation(
        id=own,
        subject=case.subject if case is not None else own,
        case=case.id if case is not None else None,
        on=on,
        minutes=30,
        topics=("sprache", "aufenthalt"),
        text=MARKER,
        next_step=MARKER,
        author=MARKER,
    )
    return replace(usual, **more)


def somebody(house: House, **more: object) -> tuple[Client, Case]:
    client = a_client(**more)
    case = a_case(client)
    house.save(client, case)
    return client, case


def test_a_consultation_becomes_one_coarse_fact(house: House) -> None:
    client, case = somebody(house)
    assert not house.pages()
    house.save(a_note(case, channel=Channel.PHONE, interpreter=True, querschnitt=("ehrenamt",)))
    assert house.rows() == [
        (
            "2026-05",
            {
                "kind": "consultation",
                "topics": "aufenthalt+sprache",
                "querschnitt": "ehrenamt+sprachmittlung",
                "channel": "phone",
                "interpreter": "1",
                "gender": "f",
                "age": "30",
                "nationality": "475",
                "status": "humanitaer",
                "district": "15003",
                "programme": "MBE",
                "stay": "3",
                "german": "A2",
                "phase": "new",
            },
        )
    ]
    [link] = house.links()
    assert link.subject == client.id


def test_no_name_no_text_no_day_and_no_id_stands_on_a_page(house: House) -> None:
    client, case = somebody(house, family=(FamilyMember(name=MARKER, relation=Relation.CHILD),))
    note = a_note(case, language=MARKER)
    referral = Referral(id=uuid4(), subject=client.id, case=case.id, offer=MARKER, on=note.on, note=MARKER)
    house.save(note, referral)
    house.change(case, closing=Closing(on=date(2026, 6, 1), reason=CloseReason.MOVED, note=MARKER))
    body = b"".join(msgspec.json.encode(page) + page.keys + page.people for page in house.pages())
    for told in (MARKER, "Musterfrau", "2026-05-12", "2026-06-01", "1992"):
        assert told.encode() not in body
    for own in (client.id, case.id, note.id, referral.id):
        assert own.bytes not in body
        assert own.bytes[:KEY_BYTES] not in body
        assert str(own).encode() not in body
    [link] = house.links()
    assert all(
        page.people[at : at + PERSON_BYTES] == link.person_of(2026)
        for page in house.pages()
        for at in range(0, len(page.people), PERSON_BYTES)
    )


def test_a_correction_corrects_the_fact_and_keeps_the_person_as_it_was(house: House) -> None:
    client, case = somebody(house)
    note = a_note(case)
    house.save(note)
    house.change(client, address=Address(municipality="15001000"))
    house.change(note, topics=("arbeit",))
    assert (house.row()["topics"], house.row()["district"]) == ("arbeit", "15003")
    house.change(note, on=date(2026, 6, 2))
    [(month, words)] = house.rows()
    assert (month, words["topics"], words["district"]) == ("2026-06", "arbeit", "15001")
    house.remove(note)
    assert house.rows() == []


def test_what_was_unknown_is_filled_in_and_what_was_wrong_is_corrected(house: House) -> None:
    client, case = somebody(house, gender=Gender.M, address=Address())
    house.save(a_note(case), a_note(case, on=date(2024, 5, 1)))
    house.change(client, gender=Gender.F, address=Address(municipality="15001000"))
    found = dict(house.rows())
    assert (found["2026-05"]["gender"], found["2026-05"]["district"]) == ("f", "15001")
    assert (found["2024-05"]["gender"], found["2024-05"].get("district")) == ("m", None)
    house.change(client, address=Address(municipality="15002000"))
    assert dict(house.rows())["2026-05"]["district"] == "15001"
    house.change(case, residence=(ResidenceTitle(status="duldung_60a"),), programme=Programme.JMD)
    assert dict(house.rows())["2026-05"]["programme"] == "MBE"


def test_anonymous_consultations_count_as_one_person_each(house: House) -> None:
    first, second = a_note(None), a_note(None)
    house.save(first, second)
    facts = gather(2026, house.pages())
    assert (len(facts), len(facts.first)) == (2, 2)
    house.shred(first.id)
    assert len(house.rows()) == 1


def test_deleting_a_client_cuts_the_link_and_leaves_the_counts(house: House) -> None:
    client, case = somebody(house)
    house.save(a_note(case), a_note(case, on=date(2026, 7, 1)))
    before = house.rows()
    house.shred(client.id)
    assert (house.rows(), house.links()) == (before, [])


def test_a_restricted_case_has_no_district(house: House) -> None:
    client, case = somebody(house)
    house.save(a_note(case))
    house.restricted.add(client.id)
    with house.records.work() as work:
        house.writer.amend_districts(work, client.id, is_restricted=True)
        work.commit()
    house.save(a_note(case, on=date(2026, 8, 3)))
    house.change(client, address=Address(municipality="15001000"))
    assert all("district" not in words for _, words in house.rows())
    house.restricted.clear()
    with house.records.work() as work:
        house.writer.amend_districts(work, client.id, is_restricted=False)
        work.commit()
    assert all(words["district"] == "15001" for _, words in house.rows())


def test_unmet_needs_are_counted_from_notes_referrals_and_requests(house: House) -> None:
    client, case = somebody(house)
    needs = (
        UnmetNeed(need=Unmet.NO_PLACE),
        UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=10),
        UnmetNeed(need=Unmet.WAITING_WEEKS),
        UnmetNeed(need=Unmet.NO_OFFER_DISTRICT),
    )
    referral = Referral(id=uuid4(), subject=client.id, case=case.id, offer="anerk_bqfg", on=date(2026, 5, 3))
    request = a_request(client)
    house.save(a_note(case, unmet=needs), referral, request)
    house.change(referral, outcome=ReferralOutcome.DECLINED, outcome_on=date(2026, 5, 20))
    house.change(request, state=RequestState.UNSERVED)
    unmet = Counter(words["unmet"] for _, words in house.rows() if words["kind"] == "unmet")
    assert unmet == Counter(
        ["no_place", "waiting_9", "waiting", "no_offer_district", "declined", "no_interpreter"]
    )
    house.change(referral, outcome=ReferralOutcome.DONE)
    assert "declined" not in {words.get("unmet") for _, words in house.rows()}
    outcomes = {words["kind"]: words["outcome"] for _, words in house.rows() if "outcome" in words}
    assert outcomes == {"referral": "done", "interpreting": "unserved"}


def a_request(client: Client) -> InterpreterRequest:
    start = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    return InterpreterRequest(
        id=uuid4(),
        subject=client.id,
        appointment=uuid4(),
        language="ar",
        start=start,
        end=start + timedelta(minutes=50),
        made_at=start,
    )


def test_times_count_in_the_month_of_their_zone(house: House) -> None:
    client, _ = somebody(house)
    house.save(a_request(client))
    assert [month for month, _ in house.rows()] == ["2026-06"]


def test_appointments_count_when_they_are_over(house: House) -> None:
    client, case = somebody(house)
    start = datetime(2026, 5, 4, 8, tzinfo=UTC)
    single = Appointment(
        id=uuid4(), subject=client.id, case=case.id, start=start, end=start + timedelta(minutes=50)
    )
    place = Participant(
        id=uuid4(), subject=client.id, appointment=uuid4(), start=start, joined_at=start, lane=1
    )
    house.save(single, place)
    assert house.rows() == []
    house.change(single, state=AppointmentState.NO_SHOW)
    house.change(place, state=ParticipantState.HELD)
    assert [words["outcome"] for _, words in house.rows()] == ["no_show", "held"]


def test_a_closing_tells_the_german_at_start_and_end(house: House) -> None:
    _, case = somebody(house)
    later = GermanLevel(skill=GermanSkill.OVERALL, level="B1", on=date(2026, 9, 1))
    house.change(
        case,
        german=(*case.german, later),
        closing=Closing(on=date(2026, 10, 1), reason=CloseReason.GOALS_REACHED),
    )
    words = house.row()
    assert (words["reason"], words["german_start"], words["german_end"]) == ("goals_reached", "A2", "B1")
    house.change(case, closing=None)
    assert house.rows() == []


def test_a_frozen_month_is_not_changed_and_what_comes_late_is_kept_apart(house: House) -> None:
    _, case = somebody(house)
    note, other = a_note(case), a_note(case, topics=("gewalt",))
    house.save(note, other)
    house.freeze("2026-05")
    before = list(house.pages())
    added = a_note(case, topics=("wohnen",))
    house.save(added)
    house.change(note, topics=("arbeit",))
    house.remove(other)
    assert [house.newest(page) for page in before] == before
    assert len(house.rows(late=True)) == 3
    joined = gather(2026, house.pages(), with_late=True)
    topics = joined.columns["topics"]
    assert sorted(topics.words[code] for code in topics.codes) == ["arbeit", "wohnen"]
    house.change(note, topics=("schulden",))
    house.remove(added)
    joined = gather(2026, house.pages(), with_late=True)
    topics = joined.columns["topics"]
    assert [topics.words[code] for code in topics.codes] == ["schulden"]
    house.remove(note)
    assert len(gather(2026, house.pages(), with_late=True)) == 0
    assert len(gather(2026, house.pages())) == 2


def test_a_fact_that_moves_from_a_frozen_month_to_an_open_one_counts_there(house: House) -> None:
    _, case = somebody(house)
    note = a_note(case)
    house.save(note)
    house.freeze("2026-05")
    house.change(note, on=date(2026, 6, 1))
    assert gather(2026, house.pages()).months.tolist() == [5, 6]
    assert gather(2026, house.pages(), with_late=True).months.tolist() == [6]


def test_a_full_page_is_followed_by_another(house: House) -> None:
    for _ in range(MOST_FACTS + 5):
        house.save(a_note(None))
    assert sorted(len(page) for page in house.pages()) == [5, MOST_FACTS]
    [book] = [book for book in house.records.stored.values() if isinstance(book, FactBook)]
    assert {line.page for line in book.pages} == {page.id for page in house.pages()}
    other = House()
    other.records.stored = house.records.stored
    other.save(a_note(None))
    assert sorted(len(page) for page in house.pages()) == [6, MOST_FACTS]


def test_one_person_with_very_many_consultations_in_a_month(house: House) -> None:
    _, case = somebody(house)
    notes = [a_note(case) for _ in range(MOST_FACTS + 20)]
    house.save(*notes)
    for note in notes:
        house.change(note, topics=("wohnen",))
    assert Counter(words["topics"] for _, words in house.rows()) == {"wohnen": len(notes)}
    for note in notes:
        house.remove(note)
    assert house.rows() == []


def test_who_does_not_hold_statistics_saves_without_facts() -> None:
    house = House(Domain.IDENTITY, Domain.CASE)
    house.save(a_note(None))
    assert not house.pages()
    assert not house.facts.is_filled()


# Filling in what was there before.


def test_a_centre_of_before_is_filled_once_and_can_be_stopped(house: House) -> None:
    house.records.followers.clear()
    people = [somebody(house) for _ in range(90)]
    for _, case in people:
        house.save(a_note(case), a_note(case, on=date(2025, 3, 3)))
    house.save(a_note(None))
    assert not house.facts.is_filled()
    steps: list[int] = []
    house.facts.fill(lambda done, every: steps.append(done), lambda: len(steps) >= 2)
    stopped = len(house.rows())
    assert 0 < stopped < 181
    assert not house.facts.step(0)
    while not house.facts.step(0.01):
        pass
    assert (len(house.rows()), house.facts.is_filled()) == (181, True)
    before = dict(house.records.stored)
    house.facts.fill()
    assert house.records.stored == before


def test_who_is_met_before_the_filling_has_come_to_him_is_written_whole_and_once(house: House) -> None:
    house.records.followers.clear()
    _, case = somebody(house)
    house.save(a_note(case), a_note(case, on=date(2026, 1, 8)))
    house.records.followers.append(house.writer.follow)
    house.save(a_note(case, on=date(2026, 2, 3)))
    assert len(house.rows()) == 3
    house.facts.fill()
    assert len(house.rows()) == 3


@pytest.mark.parametrize("seed", range(12))
def test_after_whatever_was_saved_the_facts_are_those_of_the_records(seed: int) -> None:
    chance, house = random.Random(seed), House()
    people = [somebody(house) for _ in range(4)]
    living: list[msgspec.Struct] = []
    for _ in range(120):
        _step(chance, house, people, living)
    anew = House()
    anew.records.stored = {
        own: record
        for own, record in house.records.stored.items()
        if not isinstance(record, FactPage | FactBook | StatisticsLink)
    }
    anew.facts.fill()
    assert _countable(house) == _countable(anew)
    pseudonyms = [one.person for link in house.links() for one in link.people]
    assert len(pseudonyms) == len(set(pseudonyms)) >= len(house.links()) > 0


def _countable(house: House) -> Counter[str]:
    return Counter(repr((month, sorted(words.items()))) for month, words in house.rows())


def _step(
    chance: random.Random, house: House, people: list[tuple[Client, Case]], living: list[msgspec.Struct]
) -> None:
    client, case = chance.choice(people)
    day = date(2026, chance.randint(1, 11), chance.randint(1, 20))
    action = chance.choice(["note", "note", "anonymous", "referral", "change", "remove", "close", "reopen"])
    if action in {"note", "anonymous"}:
        needs = (UnmetNeed(need=Unmet.NO_PLACE),) if chance.random() < 0.3 else ()
        note = a_note(case if action == "note" else None, on=day, unmet=needs)
        house.save(note)
        living.append(note)
    elif action == "referral":
        referral = Referral(id=uuid4(), subject=client.id, case=case.id, offer="x", on=day)
        house.save(referral)
        living.append(referral)
    elif action == "change" and living:
        record = chance.choice(living)
        if isinstance(record, Referral):
            house.change(record, outcome=chance.choice(list(ReferralOutcome)), outcome_on=day)
        else:
            house.change(record, on=day, topics=(chance.choice(["arbeit", "wohnen"]),), unmet=())
    elif action == "remove" and living:
        record = living.pop(chance.randrange(len(living)))
        if isinstance(record, Consultation) and record.case is None:
            house.shred(record.subject)
        else:
            house.remove(record)
    elif action == "close":
        house.change(case, closing=Closing(on=day, reason=CloseReason.OTHER))
    elif action == "reopen":
        house.change(case, closing=None)
