# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is said to the engine of how tables of a year depend on one another."""

from typing import Any

import pytest

from beratung.reports.joining import joined, months_of

RULES = {"threshold": 3, "zeros": "printed"}


def about(measure: str, year: str = "2026", **more: str) -> dict[str, Any]:
    cells = [{"key": {"gender": "f"}, "count": 5}]
    within = {"measure": measure, "year": year, **more}
    return {"name": measure, "dimensions": ["gender"], "within": within, "cells": cells}


def release(*tables: dict[str, Any]) -> dict[str, Any]:
    return {"threshold": 3, "zeros": "printed", "tables": list(tables)}


@pytest.mark.parametrize(
    ("within", "months"),
    [
        ({}, range(1, 13)),
        ({"half": "2"}, range(7, 13)),
        ({"quarter": "3"}, range(7, 10)),
        ({"month": "12"}, range(12, 13)),
    ],
)
def test_periods_are_months(within: dict[str, str], months: range) -> None:
    assert months_of(within) == frozenset(months)


def test_people_of_the_quarters_are_people_of_the_year() -> None:
    found = joined([about("persons")], [release(about("persons", quarter="2"))], RULES)
    year = {"measure": "persons", "year": "2026"}
    assert found["overlaps"] == [{"whole": year, "parts": [{**year, "quarter": str(n)} for n in range(1, 5)]}]


def test_events_add_up_by_themselves() -> None:
    found = joined([about("consultations")], [release(about("consultations", quarter="2"))], RULES)
    assert "overlaps" not in found
    assert "at_most" not in found


def test_people_are_at_most_as_many_as_consultations_of_the_same_time() -> None:
    tables = [about("persons", quarter="1"), about("consultations", quarter="1"), about("consultations")]
    limits = joined(tables, [], RULES)["at_most"]
    assert limits == [{"lesser": tables[0]["within"], "greater": tables[1]["within"]}]


def test_people_from_january_on_are_new_ones() -> None:
    earlier = release(about("new_persons", quarter="2"))
    found = joined([about("persons")], [earlier], RULES)
    assert [table["within"]["measure"] for table in found["tables"]] == ["persons", "new_persons"]
    year, new = {"measure": "persons", "year": "2026"}, {"measure": "new_persons", "year": "2026"}
    assert {"lesser": year, "greater": new} in found["at_most"]
    assert {"lesser": new, "greater": year} in found["at_most"]
    later = joined([about("persons", quarter="3")], [earlier], RULES)
    assert len(later["tables"]) == 1


def test_a_programme_is_at_most_the_whole() -> None:
    one, whole = about("persons", programme="MBE"), about("persons")
    limits = joined([one], [release(whole)], RULES)["at_most"]
    assert limits == [{"lesser": one["within"], "greater": whole["within"]}]
    added = about("persons", edition="added1.persons")
    assert "at_most" not in joined([added], [release(whole)], RULES)


def test_what_is_sensitive_is_said_once_for_all() -> None:
    found = joined([{**about("persons"), "sensitive": ["status"]}], [], RULES)
    assert found["sensitive"] == ["status"]
    assert "sensitive" not in found["tables"][0]


def test_a_part_of_the_people_in_a_part_of_the_year_is_one_of_both() -> None:
    """All of one programme came in the first half-year: who they are in the table of the year follows from it."""
    half = {"measure": "persons", "year": "2026", "half": "1", "programme": "gBB"}
    year = {"measure": "persons", "year": "2026"}
    few = {
        "name": "few",
        "within": half,
        "dimensions": ["gender"],
        "cells": [{"key": {"gender": "f"}, "count": 9}],
    }
    many = {"name": "many", "within": year, "dimensions": ["gender", "programme"], "cells": []}
    for new, before in ((few, many), (many, few)):
        limits = joined([new], [{"tables": [before]}], {"threshold": 3})["at_most"]
        assert {"lesser": half, "greater": {**year, "programme": "gBB"}} in limits
    other = {**many, "dimensions": ["gender"]}
    assert "at_most" not in joined([few], [{"tables": [other]}], {"threshold": 3})
