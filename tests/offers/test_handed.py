# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts that are handed in without a record."""

from datetime import date
from typing import Any

import pytest

from beratung.domain.errors import BadInput
from beratung.domain.views import FactLine
from beratung.offers.handed import HandedFacts
from beratung.offers.service import Matcher
from tests.offers.small import DAY

MATCHER = Matcher()
HANDED = HandedFacts(MATCHER.fields(), MATCHER.codes)


def _read(**facts: Any) -> dict[str, FactLine]:  # noqa: ANN401 - any JSON value
    return HANDED.read(facts, DAY)


def _value(field: str, given: Any) -> Any:  # noqa: ANN401 - any JSON value
    return _read(**{field: given})[field].value


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ("gender", "f", "weiblich"),
        ("gender", "weiblich", "weiblich"),
        ("gender", "m", "maennlich"),
        ("gender", "d", "divers"),
        ("german_level", "B1", "B1"),
        ("german_level", "0", "A0"),
        ("german_level", 0, "A0"),
        ("german_level", None, None),
        ("age", 34, 34),
        ("age", 34.0, 34),
        ("age", "1992-11-23", 33),
        ("stay_months", "2025-11-22", 11),
        ("stay_months", 12, 12),
        ("title_duration_months", 999, 999),
        ("income_year", 20000.5, 20000.5),
        ("income_year", 20000.0, 20000),
        ("in_school", False, False),
        ("district_ags", "15003", "15003"),
        ("district_ags", "15003000", "15003000"),
        ("district_ags", "15", "15"),
        ("district_ags", "14713", "14713"),
        ("topic", "existenz", ("existenz",)),
        ("topic", ["existenz", "arbeit"], ("existenz", "arbeit")),
        ("disability", "drohend", "drohend"),
        ("residence_status", "unbekannt", "unbekannt"),
        ("residence_group", "eu", "eu"),
        ("benefit_access", "variante", "variante"),
    ],
)
def test_values(field: str, given: Any, value: Any) -> None:  # noqa: ANN401 - any JSON value
    assert _value(field, given) == value


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("shoe_size", 38, ["shoe_size", "no such fact"]),
        ("german_leve", "A1", ["german_leve", "Did you mean german_level"]),
        ("in_school", "nein", ["in_school", "true or false"]),
        ("in_school", 1, ["in_school", "true or false"]),
        ("age", "old", ["age"]),
        ("age", True, ["age", "number"]),
        ("age", 34.5, ["age", "whole number"]),
        ("age", -1, ["age", "0 to 125"]),
        ("age", float("nan"), ["age"]),
        ("age", "2030-01-01", ["age", "future"]),
        ("german_level", "B3", ["german_level", "A0, A1, A2, B1, B2, C1, C2"]),
        ("german_level", False, ["german_level", "A0"]),
        ("gender", "x", ["gender", "weiblich, maennlich, divers"]),
        ("benefit_system", "SGBII", ["benefit_system", "SGB_II"]),
        ("disability", True, ["disability", "drohend"]),
        ("disability", ["ja", "drohend"], ["disability", "drohend"]),
        ("topic", ["existenz", "unsinn"], ["topic", "existenz"]),
        ("residence_status", "ae_25_2", ["residence_status", "Did you mean ae_25_2_fl, ae_25_2_sub"]),
        ("residence_status", "zzz", ["residence_status", "not in the list"]),
        ("residence_status", 25, ["residence_status"]),
        ("residence_group", "alien", ["residence_group", "humanitaer"]),
        ("district_ags", 15003, ["district_ags", "as a text"]),
        ("district_ags", "1500", ["district_ags", "as a text"]),
        ("district_ags", "15999", ["district_ags"]),
        ("school_grade", 14, ["school_grade", "1 to 13"]),
        ("age", {"value": 34, "day": "2026-01-01"}, ["age.day", "no such field"]),
        ("age", {"value": 34, "on": "31.02.2026"}, ["age.on", "does not exist"]),
        ("age", {"value": 34, "source": 3}, ["age.source", "text"]),
        ("age", [34], ["age"]),
    ],
)
def test_refused_in_one_sentence_that_names_the_field(field: str, given: Any, words: list[str]) -> None:  # noqa: ANN401
    with pytest.raises(BadInput) as caught:
        _read(**{field: given})
    assert caught.value.exit_code == 2
    for word in words:
        assert word in str(caught.value)


def test_a_value_may_bring_source_and_date() -> None:
    line = _read(german_level={"value": "A2", "source": "certificate", "on": "2026-06-03"})["german_level"]
    assert (line.value, line.source, line.on) == ("A2", "certificate", date(2026, 6, 3))
    match = MATCHER.match_facts(
        {"german_level": {"value": "A2", "source": "certificate", "on": "2026-06-03"}}, DAY
    )
    criterion = next(c for m in match.offers for c in m.criteria if c.fact == "german_level")
    assert (criterion.value, criterion.source, criterion.on) == ("A2", "certificate", date(2026, 6, 3))


def test_a_value_alone_in_its_object_is_unknown_when_it_is_left_out() -> None:
    assert _read(german_level={"source": "client"})["german_level"].value is None


class TestDerived:
    """Derived facts may be left out; one that does not follow from the status is refused."""

    @pytest.mark.parametrize(
        "facts",
        [
            {
                "residence_status": "gestattung",
                "residence_group": "asylverfahren",
                "benefit_access": "AsylbLG",
            },
            {"residence_status": "ae_24", "benefit_access": "variante"},
            {"residence_status": "unbekannt", "residence_group": "eu"},
            {"residence_group": "eu"},
            {"residence_status": "gestattung", "residence_group": None},
            {"residence_status": "fiktion_81_4", "residence_group": "fiktion"},
            {"residence_status": "fiktion_81_4", "previous_status": "ae_24", "residence_group": "humanitaer"},
            {"residence_status": "fiktion_81_4", "previous_status": "ae_24", "residence_group": "fiktion"},
        ],
    )
    def test_taken(self, facts: dict[str, Any]) -> None:
        assert set(_read(**facts)) == set(facts)

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"residence_status": "gestattung", "benefit_access": "SGB_II"}, "AsylbLG"),
            ({"residence_status": "ae_24", "benefit_access": "SGB_II"}, "variante"),
            ({"residence_group": "eu", "residence_status": "ae_24"}, "humanitaer"),
            (
                {
                    "residence_status": "fiktion_81_4",
                    "previous_status": "ae_24",
                    "residence_group": "familie",
                },
                "humanitaer",
            ),
            ({"residence_status": "fiktion_81_4", "residence_group": "familie"}, "fiktion"),
        ],
    )
    def test_refused(self, facts: dict[str, Any], says: str) -> None:
        with pytest.raises(BadInput, match=f"follows from the residence status, which says {says}"):
            _read(**facts)


def test_a_name_in_the_wrong_place_is_not_repeated() -> None:
    for facts in ({"Amal Musterfrau": True}, {"gender": "Musterfrau"}, {"residence_status": "Musterfrau"}):
        with pytest.raises(BadInput) as caught:
            HANDED.read(facts, DAY)
        assert "Musterfrau" not in str(caught.value)
