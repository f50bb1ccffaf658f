# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Tables of a year and of its parts, of persons and of events, fine and coarse, depend on one another."""

import copy
import random
from collections import Counter
from itertools import product
from typing import Any

import pytest

from beratung.domain.errors import BadInput
from beratung.reports.protection import attacker, crowd
from beratung.reports.protection.attacker import Attack, Model
from beratung.reports.protection.audit import audit
from beratung.reports.protection.checking import NotProven, check
from beratung.reports.protection.document import protect
from beratung.reports.protection.families import joints_of
from beratung.reports.protection.file import PartsDisagree, read_problem
from beratung.reports.protection.listing import OutsideTable
from beratung.reports.protection.sealing import digest_of, sealed_seconds
from tests.reports.instances import slices
from tests.reports.outsider import unsafe
from tests.reports.tables import population

YEAR = {"measure": "consultations", "year": "2026"}
PEOPLE = {"measure": "persons", "year": "2026"}


def table(within: dict[str, str], counts: dict[str, int], dimension: str = "nat") -> dict[str, Any]:
    cells = [{"key": {dimension: name}, "count": count} for name, count in counts.items()]
    return {"name": "t", "dimensions": [dimension], "within": within, "cells": cells}


def quarter(number: int, within: dict[str, str] = YEAR) -> dict[str, str]:
    return {**within, "quarter": str(number)}


def ends(given: dict[str, Any], *hidden: dict[str, str]) -> dict[frozenset[tuple[str, str]], tuple[int, int]]:
    """What readers know of some cells, were they hidden."""
    problem = read_problem(given)
    chosen = problem.primary()
    for key in hidden:
        chosen[problem.keys.index(frozenset(key.items()))] = True
    return {problem.keys[at]: (end.low, end.high) for at, end in audit(problem, chosen).items()}


def test_a_year_is_the_sum_of_its_quarters() -> None:
    years = table(YEAR, {"A": 23, "B": 40})
    parts = [table(quarter(n), {"A": count, "B": 10}) for n, count in ((1, 5), (2, 6), (3, 7), (4, 5))]
    given = {"tables": [years, *parts]}
    assert read_problem(given).latent == frozenset()
    hidden = {"nat": "A", **quarter(1)}
    total = quarter(1)
    assert ends(given, hidden, total)[frozenset(hidden.items())] == (5, 5)
    parts[0]["cells"][0]["count"] = 6
    with pytest.raises(PartsDisagree):
        read_problem(given)


def test_a_quarter_that_was_not_released_leaves_room() -> None:
    given = {"tables": [table(YEAR, {"A": 23, "B": 40}), table(quarter(1), {"A": 5, "B": 10})]}
    hidden = {"nat": "A", **quarter(1)}
    total = quarter(1)
    assert read_problem(given).latent
    assert ends(given, hidden, total)[frozenset(hidden.items())] == (1, 23)


def test_a_quarter_cannot_pass_its_year() -> None:
    """A hidden cell of the year has at least what the quarters print."""
    years = table(YEAR, {"A": 12, "B": 9, "C": 30})
    given = {"tables": [years, table(quarter(1), {"A": 10, "B": 4, "C": 9})]}
    found = ends(given, {"nat": "A", **YEAR}, {"nat": "B", **YEAR})
    assert found[frozenset({"nat": "A", **YEAR}.items())] == (10, 17)


def test_quarters_are_the_sum_of_their_months() -> None:
    months = [table({**YEAR, "month": f"{n:02}"}, {"A": 4, "B": 5}) for n in (1, 2, 3)]
    given = {"tables": [*months, table(quarter(1), {"A": 12, "B": 15})]}
    hidden = {"nat": "A", **YEAR, "month": "01"}
    found = ends(given, hidden, {**YEAR, "month": "01"})
    assert found[frozenset(hidden.items())] == (4, 4)
    months[0]["within"] = {**YEAR, "month": "13"}
    with pytest.raises(BadInput, match="one half-year, one quarter or one month"):
        read_problem(given)


def test_persons_of_a_year_lie_between_the_largest_quarter_and_all() -> None:
    parts = [table(quarter(n, PEOPLE), {"A": count, "B": 9}) for n, count in ((1, 5), (2, 5))]
    overlap = {"whole": PEOPLE, "parts": [quarter(1, PEOPLE), quarter(2, PEOPLE)]}
    given = {"tables": [table(PEOPLE, {"A": 9, "B": 11}), *parts], "overlaps": [overlap]}
    hidden = {"nat": "A", **PEOPLE}
    assert ends(given, hidden, PEOPLE)[frozenset(hidden.items())] == (5, 10)
    given["overlaps"] = [{**overlap, "parts": [*overlap["parts"], quarter(3, PEOPLE)]}]
    low, high = ends(given, hidden, PEOPLE)[frozenset(hidden.items())]
    assert low == 5
    assert high > 10
    given["tables"][1]["cells"][0]["count"] = 10
    with pytest.raises(PartsDisagree):
        read_problem(given)


def test_persons_are_no_more_than_their_consultations() -> None:
    tables = [table(PEOPLE, {"A": 9, "B": 11}), table(YEAR, {"A": 10, "B": 30})]
    given = {"tables": tables, "at_most": [{"lesser": PEOPLE, "greater": YEAR}]}
    hidden = {"nat": "A", **PEOPLE}
    assert ends(given, hidden, PEOPLE)[frozenset(hidden.items())] == (1, 10)


def test_nobody_of_the_year_is_in_no_quarter() -> None:
    """Where the year prints nobody, a quarter has nobody, though it prints each dimension by itself."""
    cells = {("A", "x"): 5, ("A", "y"): 0, ("B", "x"): 6, ("B", "y"): 9}
    years = {
        "name": "year",
        "dimensions": ["nat", "dist"],
        "within": PEOPLE,
        "cells": [{"key": {"nat": n, "dist": d}, "count": count} for (n, d), count in cells.items()],
    }
    first = quarter(1, PEOPLE)
    parts = [table(first, {"A": 4, "B": 8}), table(first, {"x": 4, "y": 8}, "dist")]
    overlap = {"whole": PEOPLE, "parts": [first, quarter(2, PEOPLE)]}
    given = {"tables": [years, *parts], "overlaps": [overlap]}
    hidden = [{"nat": "A", **first}, {"nat": "B", **first}]
    assert ends(given, *hidden)[frozenset(hidden[0].items())] == (1, 4)


def test_a_category_may_stand_for_others() -> None:
    fine = table(YEAR, {"A": 23, "B": 4, "C": 6})
    coarse: dict[str, Any] = {
        "name": "coarse",
        "dimensions": ["nat", "dist"],
        "within": YEAR,
        "cells": [
            {"key": {"nat": "A", "dist": "x"}, "count": 23},
            {"key": {"nat": "other", "dist": "x"}, "count": 10},
        ],
    }
    given = {"tables": [fine, coarse], "merged": {"nat": {"other": ["B", "C"]}}}
    hidden = [{"nat": "B", **YEAR}, {"nat": "C", **YEAR}]
    found = ends(given, *hidden)
    assert found[frozenset(hidden[0].items())] == (1, 9)
    document = protect({**given, "threshold": 5}).document
    assert check(document).hidden
    assert not unsafe(document)
    coarse["cells"].append({"key": {"nat": "B", "dist": "x"}, "count": 3})
    with pytest.raises(BadInput, match="already counted"):
        read_problem(given)


def test_other_measures_and_years_are_no_part_of_it() -> None:
    given = {"tables": [table(YEAR, {"A": 5}), table({**YEAR, "year": "2027"}, {"A": 9, "B": 9})]}
    assert len(read_problem(given).keys) == 2 + 3


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"overlaps": [{"whole": PEOPLE, "parts": []}]}, "overlaps[0].parts"),
        ({"overlaps": [{"whole": PEOPLE, "parts": [PEOPLE]}]}, "overlaps[0].parts"),
        ({"overlaps": [{"parts": [PEOPLE]}]}, "overlaps[0].whole"),
        ({"at_most": [{"lesser": PEOPLE, "greater": PEOPLE}]}, "at_most[0]"),
        ({"merged": {"nat": {"other": ["other"]}}}, "merged.nat.other"),
        ({"merged": {"nat": ["A"]}}, "merged.nat"),
        ({"complements": "yes"}, "complements"),
        ({"insider": 1}, "insider"),
        ({"sensitive": "nat"}, "sensitive"),
        ({"hide_sensitive": None}, "hide_sensitive"),
    ],
)
def test_what_cannot_be_meant_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as failed:
        read_problem({"tables": [table(YEAR, {"A": 5})], **change})
    assert failed.value.place == place


def test_a_cell_cannot_be_about_something_else_than_its_table() -> None:
    given = table(YEAR, {"A": 5})
    given["cells"][0]["key"]["year"] = "2026"
    read_problem({"tables": [given]})
    given["cells"][0]["key"]["year"] = "2027"
    with pytest.raises(OutsideTable):
        read_problem({"tables": [given]})
    given = table({**YEAR, "nat": "A"}, {"A": 5})
    with pytest.raises(BadInput) as failed:
        read_problem({"tables": [given]})
    assert failed.value.place == "tables[0].within"


def test_a_merged_category_keeps_its_meaning() -> None:
    first = protect(
        {"tables": [table(quarter(1), {"A": 9, "other": 9})], "merged": {"nat": {"other": ["B", "C"]}}}
    )
    second = {
        "tables": [table(quarter(2), {"A": 9, "other": 9})],
        "merged": {"nat": {"other": ["C", "D"]}},
        "released": [first.document],
    }
    with pytest.raises(BadInput, match="another name"):
        read_problem(second)


def test_the_proof_is_about_all_of_it() -> None:
    """Each number that links tables is checked: whoever makes a quarter larger than its year is found out."""
    parts = [table(quarter(n, PEOPLE), {"A": 2, "B": 9, "C": 4, "D": 5}) for n in (1, 2)]
    years = table(PEOPLE, {"A": 2, "B": 16, "C": 7, "D": 6})
    overlap = {"whole": PEOPLE, "parts": [quarter(1, PEOPLE), quarter(2, PEOPLE)]}
    document = protect({"tables": [years, *parts], "overlaps": [overlap]}).document
    assert check(document).hidden >= 6
    changed = copy.deepcopy(document)
    hidden = [entry["key"] for entry in changed["certificate"]["hidden"]]
    spot = hidden.index({"nat": "A", **quarter(1, PEOPLE)})
    other = next(n for n, key in enumerate(hidden) if key.get("quarter") == "1" and n != spot)
    moved = 0
    for witness in changed["certificate"]["witnesses"]:
        while witness[other] > 1 and witness[spot] <= witness[hidden.index({"nat": "A", **PEOPLE})]:
            witness[spot], witness[other], moved = witness[spot] + 1, witness[other] - 1, moved + 1
    assert moved
    changed["certificate"]["digest"] = digest_of(changed)
    changed["seconds"] = sealed_seconds(7, changed["certificate"]["digest"])
    with pytest.raises(NotProven):
        check(changed)


def test_too_many_kinds_of_overlapping_people_are_compared_cell_by_cell() -> None:
    people = [{"nat": n, "dist": d} for n in "ABCD" for d in "xyz" for _ in range(9)]
    first = quarter(1, PEOPLE)
    tables = [*slices(people, PEOPLE, ("nat", "dist")), *slices(people[:50], first, ("nat",), ("dist",))]
    overlap = {"whole": PEOPLE, "parts": [first, quarter(2, PEOPLE)]}
    problem = read_problem({"tables": tables, "overlaps": [overlap]})
    assert {tuple(sorted(population.within)) for population, _ in joints_of(problem, 24)} == {
        tuple(sorted(within.items())) for within in (PEOPLE, first)
    }
    assert joints_of(problem, 23) == []


def test_a_part_of_the_year_is_whole_in_a_dimension_that_only_the_year_names() -> None:
    tables = [
        table(quarter(1, PEOPLE), {"a": 6, "b": 8, "c": 7}),
        table(quarter(2, PEOPLE), {"a": 5, "b": 4, "c": 1}),
        table(PEOPLE, {"a": 11, "b": 10, "c": 8}),
        table(PEOPLE, {"x": 14, "y": 13, "z": 2}, "status"),
    ]
    overlaps = [{"whole": PEOPLE, "parts": [quarter(1, PEOPLE), quarter(2, PEOPLE)]}]
    out = protect({"threshold": 3, "zeros": "printed", "overlaps": overlaps, "tables": tables})
    assert check(out.document).hidden


def test_a_category_that_stands_for_others_is_not_empty_in_a_part_of_the_year() -> None:
    """A quarter prints B and C as one, its year crosses both with the district: so the quarter's people are there."""
    people = [{"nat": n, "dist": d} for n in "ABC" for d in "xyz" for _ in range(4)]
    merged = [{**one, "nat": "BC" if one["nat"] in "BC" else "A"} for one in people]
    first = quarter(1, PEOPLE)
    overlap = {"whole": PEOPLE, "parts": [first, quarter(2, PEOPLE)]}
    rules = {"merged": {"nat": {"BC": ["B", "C"]}}, "overlaps": [overlap]}
    before = protect({**rules, "tables": slices(merged[:30], first, ("nat",), ("dist",))}).document
    assert all(cell["count"] is not None for one in before["tables"] for cell in one["cells"])
    year = slices(people, PEOPLE, ("nat", "dist"))
    after = protect({**rules, "tables": year, "released": [before]}).document
    assert all(cell["count"] is not None for one in after["tables"] for cell in one["cells"])
    problem = read_problem({**rules, "tables": year, "released": [before]})
    people_behind = Attack(Model(problem), ~problem.known()).any_population()
    assert people_behind is not None
    spot = problem.keys.index(frozenset({("nat", "BC"), *first.items()}))
    assert people_behind[spot] == sum(one["nat"] == "BC" for one in merged[:30])


def test_overlapping_people_are_left_out_where_kinds_are_looked_for_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report of many kinds of events beside one of few overlapping people."""
    for module in (attacker, crowd):
        monkeypatch.setattr(module, "MOST_JOINT", 40)
    people = [{"nat": n, "dist": d} for n in "ABCD" for d in "xyz" for _ in range(9)]
    first = quarter(1, PEOPLE)
    sizes = {"nat": 4, "dist": 4, "status": 4}
    events = slices(population(200, sizes, 3), YEAR, ("nat", "dist"), ("dist", "status"), ("nat", "status"))
    tables = [
        *slices(people, PEOPLE, ("nat", "dist")),
        *slices(people[:50], first, ("nat",), ("dist",)),
        *events,
    ]
    overlap = {"whole": PEOPLE, "parts": [first, quarter(2, PEOPLE)]}
    given = {"tables": tables, "overlaps": [overlap]}
    with pytest.raises(attacker.TooLarge):
        Model(read_problem(given))
    out = protect(given).document
    assert check(out).hidden


@pytest.mark.parametrize("seed", [0, 2, 3, 4])
def test_joint_tables_that_share_more_than_any_table_are_tied_to_the_tables_as_well(seed: int) -> None:
    """A year is crossed in a ring, its half-year by one dimension: people of the half are as many as it prints."""
    chance = random.Random(seed)
    sides = {"a": "xyz", "b": "xy", "c": "xyz", "d": "xy"}
    everybody = [
        ({name: chance.choice(words) for name, words in sides.items()}, chance.random() < 0.5)
        for _ in range(60)
    ]

    def table(*names: str, half: bool = False) -> dict[str, Any]:
        within = {"year": "2026"} | ({"half": "1"} if half else {})
        counts = Counter(
            tuple(who[n] for n in names) for who, was_there in everybody if was_there or not half
        )
        every = product(*(sides[n] for n in names))
        cells = [{"key": dict(zip(names, one, strict=True)), "count": counts[one]} for one in every]
        return {
            "name": "".join(names) + str(half),
            "within": within,
            "dimensions": list(names),
            "cells": cells,
        }

    ring = [table(*pair) for pair in ("ab", "bc", "cd", "da")]
    half = [table(name, half=True) for name in sides]
    overlaps = [{"whole": {"year": "2026"}, "parts": [{"year": "2026", "half": n} for n in "12"]}]
    document = protect({"threshold": 7, "tables": [*ring, *half], "overlaps": overlaps}).document
    assert check(document).hidden


def test_nobody_of_a_part_is_missing_in_the_year_in_finer_words_either() -> None:
    """A half-year by coarse ages: who the year does not have is not among its people, in no age of the coarse one."""
    half = {**PEOPLE, "half": "1"}
    given = {
        "tables": [
            table(PEOPLE, {"a": 0, "b": 9, "c": 6}, "age"),
            table(half, {"ab": 5, "c": 4}, "age"),
        ],
        "overlaps": [{"whole": PEOPLE, "parts": [half, {**PEOPLE, "half": "2"}]}],
        "merged": {"age": {"ab": ["a", "b"]}},
    }
    problem = read_problem(given)
    attack = Attack(Model(problem, has_joint=False), problem.always())
    cell = problem.keys.index(frozenset({**half, "age": "b"}.items()))
    assert (attack.furthest(cell, -1), attack.furthest(cell, 1)) == (5, 5)
