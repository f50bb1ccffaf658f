# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a record says for certain, on the day asked."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.domain.cases import (
    Case,
    Consultation,
    Employment,
    Fact,
    GermanLevel,
    GermanSkill,
    Qualification,
    ResidenceTitle,
)
from beratung.domain.facts import SOURCES, derive_facts, recent_topics
from beratung.domain.people import (
    Address,
    Birth,
    Client,
    FamilyMember,
    Gender,
    Language,
    Precision,
    Relation,
)
from beratung.domain.views import FactLine
from beratung.offers.codes import load_codes

ON = date(2026, 11, 22)
OPENED = date(2026, 1, 10)
CODES = load_codes()
WHO = UUID(int=1)


def a_case(**more: Any) -> Case:  # noqa: ANN401 - any part of a case
    """Return a case opened in January."""
    whole: dict[str, Any] = {"id": UUID(int=2), "subject": WHO, "opened": OPENED} | more
    return Case(**whole)


def a_client(**more: Any) -> Client:  # noqa: ANN401 - any part of a client
    """Return a client of whom nothing is known."""
    return Client(id=WHO, subject=WHO, **more)


def lines(client: Client | None = None, case: Case | None = None, topics: tuple[str, ...] = (),
          on: date = ON) -> dict[str, FactLine]:  # fmt: skip
    """Return the facts of a record."""
    return derive_facts(client or a_client(), case or a_case(), topics, on, CODES)


def span(line: FactLine | None) -> tuple[Any, Any]:
    """Return value and upper end of a fact."""
    return (None, None) if line is None else (line.value, line.upper)


def test_nothing_is_known_of_nobody() -> None:
    assert lines() == {}


class TestPerson:
    """Age, gender, place, languages."""

    @pytest.mark.parametrize(
        ("born", "precision", "age"),
        [
            (date(1992, 3, 14), Precision.EXACT, (34, None)),
            (date(1992, 11, 22), Precision.EXACT, (34, None)),
            (date(1992, 11, 23), Precision.EXACT, (33, None)),
            (date(1992, 1, 1), Precision.YEAR, (33, 34)),
            (date(1992, 3, 14), Precision.ESTIMATED, (33, 35)),
            (date(2026, 6, 1), Precision.ESTIMATED, (0, 1)),
        ],
    )
    def test_age(self, born: date, precision: Precision, age: tuple[int, int | None]) -> None:
        line = lines(a_client(born=Birth(on=born, precision=precision)))["age"]
        assert span(line) == age
        assert (line.source, line.on, line.is_derived) == ("birth_date", ON, True)

    def test_a_year_is_known_on_its_last_day(self) -> None:
        client = a_client(born=Birth(on=date(1992, 1, 1), precision=Precision.YEAR))
        assert span(lines(client, on=date(2026, 12, 31))["age"]) == (34, None)

    def test_a_birth_in_the_future_says_nothing(self) -> None:
        assert "age" not in lines(a_client(born=Birth(on=date(2027, 1, 1))))

    def test_gender_and_place(self) -> None:
        found = lines(a_client(gender=Gender.F, address=Address(municipality="15003000")))
        assert (found["gender"].value, found["district_ags"].value) == ("weiblich", "15003")
        assert found["gender"].on == OPENED
        assert lines(a_client(gender=Gender.D))["gender"].value == "divers"
        assert lines(a_client(gender=Gender.M))["gender"].value == "maennlich"

    @pytest.mark.parametrize(
        ("needs", "value"),
        [
            ((True, None), True),
            ((False, True), True),
            ((False, False), False),
            ((False, None), None),
            ((), None),
        ],
    )
    def test_an_interpreter(self, needs: tuple[bool | None, ...], value: bool | None) -> None:
        languages = tuple(Language(code="ar", interpreter=need) for need in needs)
        assert span(lines(a_client(languages=languages)).get("needs_interpreter"))[0] is value

    def test_english_and_spoken_german(self) -> None:
        languages = (
            Language(code="en", spoken="B2"),
            Language(code="de", spoken="A2"),
            Language(code="fr", spoken="C1"),
        )
        found = lines(a_client(languages=languages))
        assert (found["english_level"].value, found["german_oral_level"].value) == ("B2", "A2")
        assert "german_level" not in found

    @pytest.mark.parametrize(
        ("nationalities", "region", "migration"),
        [
            (("475",), "Asien", True),
            (("423", "475"), "Asien", True),
            (("166",), "Osteuropa", True),
            (("129",), "Westeuropa", True),
            (("134",), None, True),
            (("224",), "Afrika", True),
            (("368",), "Nordamerika", True),
            (("327",), "Lateinamerika", True),
            (("523",), "Australien", True),
            (("353",), None, True),
            (("475", "129"), None, True),
            (("000",), None, None),
            (("000", "475"), None, True),
            (("997",), None, True),
            (("998",), None, None),
            (("999",), None, None),
            (("000x",), None, None),
            ((), None, None),
        ],
    )
    def test_origin(self, nationalities: tuple[str, ...], region: str | None, migration: bool | None) -> None:
        found = lines(a_client(nationalities=nationalities))
        assert span(found.get("origin_region"))[0] == region
        assert span(found.get("migration_background"))[0] is migration


class TestFamily:
    """Children count while they are certainly minors."""

    @staticmethod
    def _child(born: date | None, precision: Precision = Precision.EXACT) -> FamilyMember:
        birth = None if born is None else Birth(on=born, precision=precision)
        return FamilyMember(relation=Relation.CHILD, born=birth)

    def test_counted_by_age_on_the_day(self) -> None:
        family = (
            self._child(date(2016, 5, 1)),
            self._child(date(2024, 5, 1)),
            self._child(date(2000, 5, 1)),
            FamilyMember(relation=Relation.SPOUSE, born=Birth(on=date(2010, 1, 1))),
        )
        found = lines(a_client(family=family))
        assert span(found["minor_children"]) == (2, None)
        assert found["child_age_school"].value is True
        assert found["child_age_preschool"].value is True

    def test_a_child_without_a_birth_date_may_be_a_minor(self) -> None:
        found = lines(a_client(family=(self._child(date(2016, 5, 1)), self._child(None))))
        assert span(found["minor_children"]) == (1, 2)

    def test_no_child_on_record_says_nothing(self) -> None:
        assert lines(a_client(family=(FamilyMember(relation=Relation.SPOUSE),))) == {}
        assert "minor_children" not in lines(a_client(family=(self._child(date(2000, 1, 1)),)))
        assert "minor_children" not in lines(a_client(family=(self._child(None),)))

    def test_at_five_and_six_it_depends(self) -> None:
        for year in (2020, 2021):
            found = lines(a_client(family=(self._child(date(year, 11, 22)),)))
            assert not {"child_age_school", "child_age_preschool"} & set(found)

    def test_the_eighteenth_birthday(self) -> None:
        client = a_client(family=(self._child(date(2008, 11, 22)),))
        assert lines(client, on=date(2026, 11, 21))["minor_children"].value == 1
        assert "minor_children" not in lines(client)


class TestWorkAndSchool:
    """Employment, qualifications, German."""

    @pytest.mark.parametrize(
        ("jobs", "known"),
        [
            ((Employment(kind="employed"),), {"employed": True}),
            ((Employment(kind="minijob", since=date(2026, 1, 1)),), {"employed": True}),
            ((Employment(kind="training"),), {"in_vocational_training": True}),
            ((Employment(kind="self_employed"),), {"self_employed": True}),
            ((Employment(kind="other"),), {}),
            ((Employment(kind="employed", until=date(2026, 11, 21)),), {}),
            ((Employment(kind="employed", until=ON),), {"employed": True}),
            ((Employment(kind="employed", since=date(2026, 11, 23)),), {}),
            (
                (Employment(kind="unemployed"), Employment(kind="minijob")),
                {"employed": True, "self_employed": False, "in_vocational_training": False},
            ),
            (
                (Employment(kind="unemployed"),),
                {"employed": False, "self_employed": False, "in_vocational_training": False},
            ),
            ((), {}),
        ],
    )
    def test_employment(self, jobs: tuple[Employment, ...], known: dict[str, bool]) -> None:
        found = lines(case=a_case(employment=jobs))
        assert {field: line.value for field, line in found.items()} == known

    @pytest.mark.parametrize(
        ("qualifications", "known"),
        [
            ((Qualification(kind="vocational", country="475", is_completed=True),), {"foreign_qualification": ("berufsausbildung",)}),
            ((Qualification(kind="university", country="475", finished=2014),), {"foreign_qualification": ("hochschule",)}),
            (
                (
                    Qualification(kind="vocational", country="475", is_completed=True),
                    Qualification(kind="university", country="423", is_completed=True, recognition="applied"),
                ),
                {"foreign_qualification": ("berufsausbildung", "hochschule"), "recognition_procedure": True},
            ),
            ((Qualification(kind="school", country="475", is_completed=True),), {}),
            ((Qualification(kind="vocational", country="475", is_completed=False, finished=2014),), {}),
            ((Qualification(kind="vocational", country="475"),), {}),
            ((Qualification(kind="vocational", is_completed=True),), {}),
            ((Qualification(kind="school", country="000", is_completed=True),), {"german_school_or_vocational_degree": True}),
            ((Qualification(kind="other", country="000", is_completed=True),), {}),
        ],
    )  # fmt: skip
    def test_qualifications(self, qualifications: tuple[Qualification, ...], known: dict[str, Any]) -> None:
        found = lines(case=a_case(qualifications=qualifications))
        assert {field: line.value for field, line in found.items()} == known

    def test_the_newest_overall_level_with_its_source(self) -> None:
        german = (
            GermanLevel(skill=GermanSkill.OVERALL, level="A1", source="test", on=date(2025, 1, 1)),
            GermanLevel(skill=GermanSkill.OVERALL, level="A2", source="certificate", on=date(2026, 6, 3)),
            GermanLevel(skill=GermanSkill.SPEAKING, level="B1", on=date(2026, 6, 3)),
            GermanLevel(skill=GermanSkill.LISTENING, level="A2", source="test", on=date(2026, 6, 3)),
        )
        found = lines(case=a_case(german=german))
        level = found["german_level"]
        assert (level.value, level.source, level.on) == ("A2", "certificate", date(2026, 6, 3))
        assert (found["german_oral_level"].value, found["german_oral_level"].source) == ("A2", "test")

    def test_four_skills_give_a_range_and_three_nothing(self) -> None:
        skills = [s for s in GermanSkill if s is not GermanSkill.OVERALL]
        german = tuple(
            GermanLevel(skill=s, level=level)
            for s, level in zip(skills, ("A2", "B1", "B1", "A2"), strict=True)
        )
        found = lines(case=a_case(german=german))
        assert span(found["german_level"]) == ("A2", "B1")
        assert "german_level" not in lines(case=a_case(german=german[:3]))
        assert "german_oral_level" not in lines(case=a_case(german=german[:1]))


class TestTopics:
    """What the client is concerned with."""

    def test_known_topics_in_the_order_of_the_list(self) -> None:
        found = lines(topics=("existenz", "nonsense", "ankommen"))["topic"]
        assert found.value == ("ankommen", "existenz")
        assert (found.source, found.on) == ("consultations", ON)

    def test_the_last_year_or_else_all_before(self) -> None:
        def note(on: date, topic: str) -> Consultation:
            return Consultation(id=UUID(int=9), subject=WHO, on=on, topics=(topic,))

        old, new = note(date(2024, 1, 1), "schulden"), note(date(2026, 10, 1), "existenz")
        ahead = note(date(2026, 12, 1), "arbeit")
        assert recent_topics([old, new, ahead], ON) == {"existenz"}
        assert recent_topics([old, ahead], ON) == {"schulden"}
        assert recent_topics([], ON) == set()


def test_every_source_that_is_set_has_a_word() -> None:
    client = a_client(
        born=Birth(on=date(1992, 3, 14)),
        gender=Gender.F,
        nationalities=("475",),
        languages=(Language(code="ar", interpreter=True),),
        family=(FamilyMember(relation=Relation.CHILD, born=Birth(on=date(2020, 1, 1))),),
    )
    case = a_case(
        entry=date(2020, 1, 1),
        residence=(ResidenceTitle(status="ae_25_3", issued=date(2026, 2, 2), until=date(2029, 2, 2)),),
        employment=(Employment(kind="employed"),),
        qualifications=(Qualification(kind="vocational", country="475", is_completed=True),),
        german=(GermanLevel(skill=GermanSkill.OVERALL, level="A2"),),
        facts={"debts": Fact(value=True)},
    )
    found = lines(client, case, ("existenz",))
    assert {line.source for line in found.values()} <= set(SOURCES)
    undated = {field for field, line in found.items() if line.on is None}
    assert undated == {"debts"}


@given(st.dates(date(2026, 1, 10), date(2031, 1, 1)), st.integers(0, 200), st.booleans())
def test_a_range_never_loses_what_may_be_true(on: date, months: int, is_covered: bool) -> None:
    """A count of months given on a day, asked for on any later one, holds the truth if nothing changed."""
    given_on = date(2026, 1, 10)
    until = date(2032, 1, 1) if is_covered else None
    title = ResidenceTitle(status="duldung_60a_2_1", held_since=date(2009, 1, 1), until=until)
    facts = {"tolerated_months": Fact(value=months, on=given_on)}
    line = lines(case=a_case(residence=(title,), facts=facts, opened=given_on), on=on)["tolerated_months"]
    passed = (on.year - given_on.year) * 12 + on.month - given_on.month - (on.day <= given_on.day)
    truth = months + max(passed, 0)
    low, high = line.value, line.upper
    assert isinstance(low, int)
    assert low <= truth
    assert high is None or (isinstance(high, int) and high >= truth)
