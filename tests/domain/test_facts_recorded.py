# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Answers kept with a case: what they are worth on a later day, and when they count instead of the record."""

from datetime import date
from typing import Any

import pytest

from beratung.domain.cases import Case, Employment, Fact, GermanLevel, GermanSkill, ResidenceTitle
from beratung.domain.people import Birth, Precision
from tests.domain.test_facts import ON, OPENED, a_case, a_client, lines, span

COVERED = ResidenceTitle(status="ae_25_3", held_since=date(2024, 1, 1), until=date(2028, 1, 1))


def _recorded(field: str, fact: Fact, on: date = ON, **more: Any) -> Any:  # noqa: ANN401 - any part of a case
    return lines(case=a_case(facts={field: fact}, **more), on=on).get(field)


class TestPlain:
    """Answers that are as true later as they were."""

    @pytest.mark.parametrize("value", [True, False, "SGB_II", ("existenz",), 2, 20000])
    def test_taken_as_they_are(self, value: Any) -> None:  # noqa: ANN401 - any value of a fact
        line = _recorded("benefit_system", Fact(value=value, source="letter", on=date(2026, 3, 1)))
        assert (line.value, line.upper, line.source, line.on, line.is_derived) == (
            value,
            None,
            "letter",
            date(2026, 3, 1),
            False,
        )

    def test_without_a_source_the_client_said_it(self) -> None:
        assert _recorded("debts", Fact(value=True)).source == "client"

    def test_an_answer_from_after_the_day_asked_does_not_count(self) -> None:
        assert _recorded("debts", Fact(value=True, on=date(2026, 12, 1))) is None

    def test_does_not_know_is_kept_so_that_it_is_not_asked_again(self) -> None:
        line = _recorded("debts", Fact(value=None, on=date(2026, 3, 1)))
        assert (line.value, line.is_derived, line.on) == (None, False, date(2026, 3, 1))

    def test_a_derived_field_is_never_taken_from_an_answer(self) -> None:
        assert lines(case=a_case(facts={"residence_group": Fact(value="eu", on=ON)})) == {}

    def test_a_fraction_is_no_month(self) -> None:
        assert _recorded("sgb2_months", Fact(value=7.0, on=ON)).value == 7


class TestKeeping:
    """Answers that do not keep."""

    @pytest.mark.parametrize(
        ("field", "given", "is_kept"),
        [
            ("pregnant", date(2026, 2, 22), True),
            ("pregnant", date(2026, 2, 21), False),
            ("job_offer", date(2026, 5, 22), True),
            ("job_offer", date(2026, 5, 21), False),
            ("income_year", date(2025, 11, 21), False),
            ("school_grade", date(2026, 8, 1), True),
            ("school_grade", date(2026, 7, 31), False),
            ("debts", date(2020, 1, 1), True),
        ],
    )
    def test_forgotten_in_time(self, field: str, given: date, is_kept: bool) -> None:
        assert (_recorded(field, Fact(value=7, on=given), opened=date(2019, 1, 1)) is not None) is is_kept

    def test_the_school_year_begins_in_august(self) -> None:
        fact = Fact(value=7, on=date(2026, 9, 1))
        assert _recorded("school_grade", fact, on=date(2027, 7, 31)) is not None
        assert _recorded("school_grade", fact, on=date(2027, 8, 1)) is None

    def test_an_answer_about_the_title_before_this_one_is_dropped(self) -> None:
        title = ResidenceTitle(status="ae_25_3", issued=date(2026, 6, 1))
        old, new = Fact(value=12, on=date(2026, 5, 1)), Fact(value=12, on=date(2026, 6, 1))
        assert _recorded("title_duration_months", old, residence=(title,)) is None
        assert span(_recorded("title_duration_months", new, residence=(title,))) == (12, None)
        assert (
            _recorded("title_first_issue", Fact(value=True, on=date(2026, 5, 1)), residence=(title,)) is None
        )


class TestMonths:
    """Counts of months age with the date of the answer. Ten months have passed since January."""

    GIVEN = date(2026, 1, 10)

    @pytest.mark.parametrize(
        ("field", "number", "then"),
        [
            ("suspension_decided_months_ago", 5, (15, 16)),
            ("title_issued_months_ago", 5, (15, 16)),
            ("pension_months", 30, (30, 41)),
            ("tolerated_months_without_60b", 8, (8, 19)),
            ("sgb2_months_of_last_84", 60, (49, 71)),
            ("sgb2_months_of_last_84", 80, (69, 84)),
            ("sgb2_months_of_last_60", 5, (0, 16)),
            ("stay_months", 30, (0, 41)),
            ("sgb2_months", 30, (0, 41)),
            ("title_duration_months", 24, (24, None)),
            ("minor_children", 2, (2, None)),
            ("age", 26, (26, 27)),
        ],
    )
    def test_later(self, field: str, number: int, then: tuple[int, int | None]) -> None:
        line = _recorded(field, Fact(value=number, on=self.GIVEN))
        assert span(line) == then
        assert line.is_derived == (then[1] is not None)

    def test_the_same_day_they_are_exact(self) -> None:
        for field in ("stay_months", "title_issued_months_ago", "pension_months", "age"):
            assert span(_recorded(field, Fact(value=7, on=ON))) == (7, None)
            assert span(_recorded(field, Fact(value=7), opened=ON)) == (7, None)

    def test_within_a_month_what_goes_on_still_goes_on(self) -> None:
        assert span(_recorded("stay_months", Fact(value=7, on=date(2026, 11, 1)))) == (7, 8)

    def test_what_goes_on_grows_while_the_title_covers_it(self) -> None:
        assert span(_recorded("tolerated_months", Fact(value=30, on=self.GIVEN), residence=(COVERED,))) == (
            40,
            41,
        )
        unlimited = ResidenceTitle(status="ne_9", issued=date(2024, 1, 1), is_unlimited=True)
        assert span(_recorded("tolerated_months", Fact(value=30, on=self.GIVEN), residence=(unlimited,))) == (
            40,
            41,
        )

    @pytest.mark.parametrize(
        "title",
        [
            ResidenceTitle(status="ae_25_3", held_since=date(2026, 3, 1), until=date(2028, 1, 1)),
            ResidenceTitle(status="gestattung", issued=date(2024, 1, 1), until=date(2026, 6, 1)),
            ResidenceTitle(status="gestattung", issued=date(2024, 1, 1)),
            ResidenceTitle(status="gestattung", until=date(2028, 1, 1)),
        ],
    )
    def test_otherwise_it_may_have_ended(self, title: ResidenceTitle) -> None:
        assert span(_recorded("tolerated_months", Fact(value=30, on=self.GIVEN), residence=(title,))) == (
            0,
            41,
        )

    def test_benefits_may_end_whatever_the_title(self) -> None:
        assert span(_recorded("sgb2_months", Fact(value=30, on=self.GIVEN), residence=(COVERED,))) == (0, 41)

    def test_without_a_day_it_was_any_day_since_the_case_was_opened(self) -> None:
        assert OPENED == self.GIVEN
        assert span(_recorded("suspension_decided_months_ago", Fact(value=5))) == (5, 16)
        assert span(_recorded("tolerated_months", Fact(value=30), residence=(COVERED,))) == (0, 41)
        assert span(_recorded("age", Fact(value=26))) == (26, 27)

    def test_the_day_of_the_event_is_counted_for_the_day_asked(self) -> None:
        fact = Fact(value="2025-11-22", source="paper", on=self.GIVEN)
        line = _recorded("suspension_decided_months_ago", fact)
        assert (line.value, line.is_running, line.source) == (11, True, "paper")
        later = _recorded("suspension_decided_months_ago", fact, on=date(2026, 11, 23))
        assert later.value == 12
        assert span(_recorded("stay_months", Fact(value="2026-11-22", on=ON))) == (0, None)
        assert _recorded("stay_months", Fact(value="2027-01-01", on=ON)) is None
        assert _recorded("stay_months", Fact(value="since spring", on=ON)) is None


class TestOverride:
    """An answer counts instead of the record, unless the record is newer or says more."""

    def _level(self, recorded: date | None, answered: date | None) -> Any:  # noqa: ANN401
        german = (GermanLevel(skill=GermanSkill.OVERALL, level="A2", on=recorded),)
        facts = {"german_level": Fact(value="B1", on=answered)}
        return lines(case=a_case(german=german, facts=facts))["german_level"].value

    def test_the_newer_one(self) -> None:
        assert self._level(date(2026, 3, 1), date(2026, 6, 1)) == "B1"
        assert self._level(date(2026, 6, 1), date(2026, 3, 1)) == "A2"
        assert self._level(date(2026, 6, 1), date(2026, 6, 1)) == "B1"
        assert self._level(date(2026, 6, 1), None) == "B1"

    def test_not_known_does_not_hide_what_is_known(self) -> None:
        case = a_case(employment=(Employment(kind="employed"),), facts={"employed": Fact(value=None, on=ON)})
        assert lines(case=case)["employed"].value is True

    def test_the_birth_date_counts_more_than_an_age(self) -> None:
        case = a_case(facts={"age": Fact(value=50, on=ON)})
        client = a_client(born=Birth(on=date(1992, 1, 1), precision=Precision.YEAR))
        assert span(lines(client, case)["age"]) == (33, 34)
        assert span(lines(case=case)["age"]) == (50, None)

    def test_a_range_does_not_push_out_a_number(self) -> None:
        facts = {"title_held_months": Fact(value=3, on=date(2026, 1, 15))}
        title = ResidenceTitle(status="ae_25_3", held_since=date(2025, 1, 1), until=date(2028, 1, 1))
        found = lines(case=a_case(residence=(title,), facts=facts, opened=date(2025, 12, 1)))
        assert span(found["title_held_months"]) == (22, None)

    def _expired(self, fact: Fact) -> Any:  # noqa: ANN401
        title = ResidenceTitle(status="ae_25_3", issued=date(2025, 1, 1), until=date(2026, 10, 1))
        case: Case = a_case(residence=(title,), facts={"residence_status": fact}, opened=date(2025, 1, 1))
        return lines(case=case)["residence_status"]

    def test_after_a_title_has_expired_only_a_newer_answer_counts(self) -> None:
        old = self._expired(Fact(value="ae_25_3", on=date(2026, 9, 1)))
        assert (old.value, old.source, old.is_derived) == (None, "title_expired", True)
        assert self._expired(Fact(value="gestattung", on=date(2026, 11, 1))).value == "gestattung"
        unknown = self._expired(Fact(value=None, on=date(2026, 11, 1)))
        assert (unknown.value, unknown.is_derived) == (None, False)
