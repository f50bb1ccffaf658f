# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the titles on record say: status, what follows from it, and months counted from their dates."""

from datetime import date
from typing import Any

import pytest

from beratung.domain.cases import ResidenceTitle
from tests.domain.test_facts import ON, OPENED, a_case, lines, span


def _found(*titles: ResidenceTitle, on: date = ON, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return dict(lines(case=a_case(residence=titles, **more), on=on))


class TestStatus:
    """The status and all that is derived from it."""

    def test_with_source_and_day(self) -> None:
        found = _found(ResidenceTitle(status="gestattung", source="eAT", on=date(2026, 10, 12)))
        status = found["residence_status"]
        assert (status.value, status.source, status.on) == ("gestattung", "eAT", date(2026, 10, 12))
        derived = {
            f: line.value for f, line in found.items() if f.endswith("_access") or f == "residence_group"
        }
        assert derived == {
            "residence_group": "asylverfahren",
            "integrationskurs_access": "ermessen",
            "work_access": "erlaubnis_erforderlich",
            "benefit_access": "AsylbLG",
            "bafoeg_access": "bedingt",
            "kindergeld_access": "nein",
        }
        assert found["benefit_access"].is_derived
        assert (found["benefit_access"].source, found["benefit_access"].on) == ("eAT", date(2026, 10, 12))
        assert found["refugee_background"].value is True

    def test_without_a_day_the_issue_or_the_opening_counts(self) -> None:
        assert _found(ResidenceTitle(status="gestattung", issued=date(2026, 2, 1)))[
            "residence_status"
        ].on == date(2026, 2, 1)
        assert _found(ResidenceTitle(status="gestattung"))["residence_status"].on == OPENED

    @pytest.mark.parametrize("status", ["unbekannt", "nonsense"])
    def test_an_unknown_status_says_nothing(self, status: str) -> None:
        assert _found(ResidenceTitle(status=status)) == {}

    @pytest.mark.parametrize(
        ("status", "expires"),
        [
            ("ae_25_3", True),
            ("duldung_60a_2_1", True),
            ("fiktion_81_3", True),
            ("visum_national", True),
            ("gestattung", False),
            ("eu_freizuegig", False),
        ],
    )
    def test_an_expired_title_is_no_status(self, status: str, expires: bool) -> None:
        title = ResidenceTitle(status=status, until=date(2026, 11, 21))
        line = _found(title)["residence_status"]
        assert (line.value is None) is expires
        if expires:
            assert (line.source, line.on, line.is_derived) == ("title_expired", date(2026, 11, 21), True)
            assert "residence_group" not in _found(title)
        assert _found(title, on=date(2026, 11, 21))["residence_status"].value == status
        unlimited = ResidenceTitle(status=status, until=date(2026, 11, 21), is_unlimited=True)
        assert _found(unlimited)["residence_status"].value == status

    def test_a_title_says_nothing_about_the_days_before_it(self) -> None:
        before = ResidenceTitle(status="gestattung", issued=date(2024, 3, 1))
        now = ResidenceTitle(status="ae_25_3", issued=date(2026, 2, 2))
        assert _found(now, before, on=date(2026, 2, 2))["residence_status"].value == "ae_25_3"
        assert _found(now, before, on=date(2026, 2, 1))["residence_status"].value == "gestattung"
        assert "residence_status" not in _found(now, before, on=date(2024, 2, 29))
        held = ResidenceTitle(status="ae_25_3", issued=date(2026, 2, 2), held_since=date(2025, 2, 2))
        assert _found(held, on=date(2025, 6, 1))["residence_status"].value == "ae_25_3"


class TestContinuing:
    """§ 81 Abs. 4 AufenthG: the previous title goes on."""

    FIKTION = ResidenceTitle(status="fiktion_81_4", issued=date(2026, 11, 1), until=date(2027, 2, 1))
    BEFORE = ResidenceTitle(
        status="ae_25_3", issued=date(2024, 11, 22), until=date(2026, 11, 21), first_issue=True
    )

    def test_the_title_before_it_on_record(self) -> None:
        found = _found(self.FIKTION, self.BEFORE)
        assert found["residence_status"].value == "fiktion_81_4"
        assert found["previous_status"].value == "ae_25_3"
        assert found["residence_group"].value == "humanitaer"
        assert span(found["title_issued_months_ago"]) == (23, None)
        assert span(found["title_held_months"]) == (23, None)
        assert found["title_duration_months"].value == 24

    def test_what_is_named_in_the_record_counts(self) -> None:
        named = ResidenceTitle(status="fiktion_81_4", previous_status="ae_18a")
        found = _found(named, self.BEFORE)
        assert found["previous_status"].value == "ae_18a"
        assert found["residence_group"].value == "ausbildung_erwerb"
        assert "title_issued_months_ago" not in found

    @pytest.mark.parametrize(
        "before", [(), (ResidenceTitle(status="duldung_60a_2_1"),), (ResidenceTitle(status="nonsense"),)]
    )
    def test_without_a_title_before_it_stays_open(self, before: tuple[ResidenceTitle, ...]) -> None:
        found = _found(self.FIKTION, *before)
        assert found["residence_status"].value == "fiktion_81_4"
        assert "previous_status" not in found
        assert "residence_group" not in found


class TestTitle:
    """Issue, possession and duration."""

    def test_the_title_of_the_picture(self) -> None:
        title = ResidenceTitle(status="ae_25_2_fl", issued=date(2026, 2, 2), until=date(2029, 2, 2))
        found = _found(title)
        assert span(found["title_issued_months_ago"]) == (9, None)
        assert found["title_issued_months_ago"].is_running
        assert found["title_duration_months"].value == 36
        assert span(found["title_held_months"]) == (9, 999)
        assert "title_first_issue" not in found

    def test_issued_for_the_first_time(self) -> None:
        found = _found(ResidenceTitle(status="ae_25_2_fl", issued=date(2026, 2, 2), first_issue=True))
        assert found["title_first_issue"].value is True
        assert span(found["title_held_months"]) == (9, None)
        assert "title_duration_months" not in found

    def test_held_before_it_was_issued_is_a_renewal(self) -> None:
        title = ResidenceTitle(
            status="ae_25_3", issued=date(2026, 2, 2), held_since=date(2024, 2, 2), until=date(2028, 2, 1), first_issue=True
        )  # fmt: skip
        found = _found(title)
        assert found["title_first_issue"].value is False
        assert span(found["title_issued_months_ago"]) == (33, None)
        assert span(found["title_held_months"]) == (33, None)

    def test_a_renewal_without_the_first_day_has_no_months_since_issue(self) -> None:
        found = _found(ResidenceTitle(status="ae_25_3", issued=date(2026, 2, 2), first_issue=False))
        assert "title_issued_months_ago" not in found
        assert span(found["title_held_months"]) == (9, 999)

    def test_unlimited(self) -> None:
        assert _found(ResidenceTitle(status="ne_9"))["title_duration_months"].value == 999
        assert (
            _found(ResidenceTitle(status="ae_23_2", is_unlimited=True))["title_duration_months"].value == 999
        )

    def test_days_that_lie_ahead_say_nothing(self) -> None:
        found = _found(ResidenceTitle(status="ae_25_3", issued=date(2026, 12, 1)))
        assert not {"title_issued_months_ago", "title_held_months", "stay_months"} & set(found)

    @pytest.mark.parametrize("status", ["gestattung", "duldung_60a_2_1", "eu_freizuegig", "visum_national"])
    def test_what_is_no_title_has_no_title_months(self, status: str) -> None:
        found = _found(ResidenceTitle(status=status, issued=date(2026, 2, 2), until=date(2029, 2, 2)))
        assert not [field for field in found if field.startswith("title_")]

    def test_on_the_day_of_issue(self) -> None:
        line = _found(ResidenceTitle(status="ae_25_3", issued=ON))["title_issued_months_ago"]
        assert (line.value, line.is_running) == (0, False)


class TestDuldung:
    """Months of Duldung: at least those on record, at most since the entry."""

    def test_between_the_paper_and_the_entry(self) -> None:
        title = ResidenceTitle(status="duldung_60a_2_1", issued=date(2026, 5, 1), until=date(2026, 12, 1))
        assert span(_found(title, entry=date(2023, 1, 1))["tolerated_months"]) == (6, 46)
        assert span(_found(title)["tolerated_months"]) == (6, 999)
        assert span(_found(title, entry=date(2026, 5, 1))["tolerated_months"]) == (6, None)

    def test_60d_since_the_first_day_is_exact(self) -> None:
        title = ResidenceTitle(status="duldung_60d", held_since=date(2024, 5, 1), until=date(2026, 12, 1))
        found = _found(title)
        assert span(found["duldung_60d_months"]) == (30, None)
        assert span(found["tolerated_months"]) == (30, 999)
        issued = ResidenceTitle(status="duldung_60d", issued=date(2024, 5, 1), until=date(2026, 12, 1))
        assert span(_found(issued)["duldung_60d_months"]) == (30, 999)

    def test_60b_does_not_count(self) -> None:
        title = ResidenceTitle(status="duldung_60b", issued=date(2024, 5, 1), until=date(2026, 12, 1))
        found = _found(title, entry=date(2020, 1, 1))
        assert "tolerated_months" not in found
        assert span(found["stay_months"]) == (0, 82)


class TestStay:
    """The entry is the upper end, the present title the lower."""

    def test_the_entry_alone_proves_no_lawful_stay(self) -> None:
        found = dict(lines(case=a_case(entry=date(2020, 11, 22))))
        assert span(found["stay_months"]) == (0, 71)
        assert span(found["stay_lawful_months"]) == (0, 71)
        assert (found["stay_months"].source, found["stay_months"].on) == ("entry", date(2020, 11, 22))

    def test_at_least_since_the_title(self) -> None:
        title = ResidenceTitle(status="ae_25_3", held_since=date(2022, 11, 22), until=date(2028, 1, 1))
        found = _found(title, entry=date(2020, 11, 22))
        assert span(found["stay_months"]) == (47, 71)
        assert span(found["stay_lawful_months"]) == (47, 71)
        assert (found["stay_months"].source, found["stay_months"].on) == ("residence", date(2022, 11, 22))
        assert span(_found(title)["stay_months"]) == (47, 999)

    @pytest.mark.parametrize("status", ["gestattung", "duldung_60a_2_1"])
    def test_permitted_or_tolerated_is_not_lawful(self, status: str) -> None:
        found = _found(ResidenceTitle(status=status, issued=date(2024, 11, 22), until=date(2027, 1, 1)))
        assert span(found["stay_months"]) == (23, 999)
        assert "stay_lawful_months" not in found

    @pytest.mark.parametrize("status", ["folgeantrag", "eu_freizuegig", "visum_national", "ohne_papiere"])
    def test_other_statuses_prove_nothing(self, status: str) -> None:
        assert "stay_months" not in _found(ResidenceTitle(status=status, issued=date(2024, 11, 22)))

    def test_an_entry_after_the_title_is_the_end_of_the_matter(self) -> None:
        title = ResidenceTitle(status="ae_25_3", issued=date(2022, 1, 1), until=date(2028, 1, 1))
        assert span(_found(title, entry=date(2024, 11, 22))["stay_months"]) == (23, None)

    def test_an_entry_ahead_says_nothing(self) -> None:
        assert lines(case=a_case(entry=date(2027, 1, 1))) == {}
