# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A look at a part of the people shows the tables in which the part tells of nobody, and names the others."""

import random

import pytest

from beratung.domain.report_definitions import Measure
from beratung.reports.errors import PartLeaks
from tests.reports.facts_made import some_facts
from tests.reports.house import House, Shelf, report, table

OWN = report(
    "a",
    table("n", Measure.PERSONS, "nation", "district"),
    table("c", Measure.CONSULTATIONS, "channel"),
    table("g", Measure.PERSONS, "gender"),
)


def house(people: int, seed: int) -> House:
    return House(Shelf(some_facts(random.Random(seed), people, people * 2), OWN))


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_a_part_is_shown_without_the_tables_in_which_it_tells_too_much(seed: int) -> None:
    part = house(100, seed).reports.drill("a", "2026-Q1", {"gender": "f"})
    assert part.left_out == ("Tabelle n",)
    assert [table.name for table in part.tables] == ["c"], "that of gender would say one thing only"
    assert part.filters == (("gender", ("f",)),)


def test_a_part_that_tells_too_much_in_every_table_is_refused_in_words() -> None:
    found = house(100, 1)
    with pytest.raises(PartLeaks) as refused:
        found.reports.drill("a", "2026-Q1", {"gender": "f"})
    assert refused.value.details["title"] == "Bericht a"
    assert not refused.value.without
