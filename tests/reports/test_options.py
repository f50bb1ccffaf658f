# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rests of totals, one's own knowledge, rows that share a category, and rules that tables have of their own."""

import copy
from typing import Any

import pytest

from beratung.reports.protection.audit import audit
from beratung.reports.protection.checking import NotProven, check
from beratung.reports.protection.document import merge_effect, protect
from beratung.reports.protection.file import Altered, read_problem
from beratung.reports.protection.merging import LabelTaken, Merge, effect_of, merged, rare_ones
from beratung.reports.protection.sealing import digest_of, sealed_seconds
from tests.reports.outsider import Outsider, unsafe
from tests.reports.tables import population, problem

Key = frozenset[tuple[str, str]]


def table(counts: dict[tuple[str, str], int], **more: object) -> dict[str, Any]:
    cells = [{"key": {"nat": n, "status": s}, "count": count} for (n, s), count in counts.items()]
    return {"name": "t", "dimensions": ["nat", "status"], "cells": cells, **more}


def cells_of(document: dict[str, Any], at: int = 0) -> dict[Key, dict[str, Any]]:
    return {frozenset(cell["key"].items()): cell for cell in document["tables"][at]["cells"]}


def key(**pairs: str) -> Key:
    return frozenset(pairs.items())


def resealed(document: dict[str, Any]) -> dict[str, Any]:
    document["certificate"]["digest"] = digest_of(document)
    document["seconds"] = sealed_seconds(7, document["certificate"]["digest"])
    return document


# Rests.


def sparse(seed: int) -> dict[str, Any]:
    people = population(300, {"nat": 6, "status": 5}, seed, 1.5)
    return problem(people, ("nat", "status"), complements=True, threshold=5)


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6, 7])
def test_what_is_left_of_a_total_stays_in_the_dark(seed: int) -> None:
    """Four who are the rest of a row are few, though no cell says four."""
    outcome = protect(sparse(seed))
    document, read = outcome.document, outcome.problem
    assert read.complements
    assert len(document["certificate"]["complements"]) == len(read.complements)
    assert check(document).hidden == len(document["certificate"]["hidden"])
    outsider = Outsider(document)
    for at, (part, along) in read.complements.items():
        whole = frozenset(pair for pair in part if pair[0] != along)
        assert 0 < read.counts[read.keys.index(whole)] - read.counts[read.keys.index(part)] < 5
        low, high = outsider.ends(whole, part)
        assert high >= 5, at
        assert high - low >= 4, at
    assert not unsafe(document)


def test_a_rest_that_is_one_large_cell_is_no_further_need() -> None:
    cells = {("A", "x"): 30, ("A", "y"): 2, ("B", "x"): 20, ("B", "y"): 9}
    assert not read_problem({"complements": True, "tables": [table(cells)]}).complements
    assert read_problem({"complements": True, "tables": [table({**cells, ("A", "z"): 0})]}).complements == {}
    cells = {("A", "x"): 30, ("A", "y"): 1, ("A", "z"): 1, ("B", "x"): 20, ("B", "y"): 9}
    rests = read_problem({"complements": True, "tables": [table(cells)]}).complements
    assert set(rests.values()) == {(key(nat="A", status="x"), "status")}


def test_a_rest_that_is_shown_too_clearly_is_refused() -> None:
    document = protect(sparse(1)).document
    for name in ("reach", "span"):
        changed = copy.deepcopy(document)
        changed["certificate"]["complements"][0][name] = 1
        with pytest.raises(NotProven):
            check(resealed(changed))
        changed["certificate"]["complements"][0][name] = 10_000
        with pytest.raises(NotProven):
            check(resealed(changed))


def test_rests_of_an_earlier_release_stay_in_the_dark() -> None:
    first = protect(sparse(1))
    given = {**sparse(1), "complements": False, "released": [first.document]}
    second = protect(given)
    assert second.problem.complements
    assert set(second.problem.complements.values()) == set(first.problem.complements.values())
    assert check(second.document).hidden
    people = population(300, {"nat": 6, "status": 5}, 1, 1.5)
    third = protect(
        problem(people, ("nat",), threshold=5, released=[first.document])
    )  # nobody counts them any more
    assert set(third.problem.complements.values()) == set(first.problem.complements.values())
    assert check(third.document).hidden


# One's own knowledge.


def test_who_is_counted_himself_knows_one_more() -> None:
    people = population(300, {"nat": 7, "status": 4}, 2)
    document = protect(problem(people, ("nat", "status"), insider=True)).document
    assert document["threshold"] == 3
    for cell in cells_of(document).values():
        assert cell["count"] is None or not 0 < cell["count"] < 4
    outsider = Outsider(document)
    for hidden in outsider.hidden():
        low, high = outsider.ends(hidden)
        assert high >= 4
        assert high - low >= 3
    check(document)
    changed = {**copy.deepcopy(document), "threshold": 4}
    with pytest.raises(NotProven):
        check(resealed(changed))


# Sensitive dimensions.

SHARED = {("A", "x"): 9, ("B", "x"): 8, ("B", "y"): 7, ("C", "y"): 2, ("D", "x"): 9, ("D", "y"): 9}


def test_rows_in_which_all_share_a_category_are_named() -> None:
    document = protect({"tables": [table(SHARED)], "sensitive": ["status"]}).document
    named = [(entry["key"], entry["category"]) for entry in document["groups"]]
    assert named == [({"nat": "A"}, "x"), ({"nat": "C"}, "y")]
    check(document)
    changed = copy.deepcopy(document)
    changed["groups"].pop()
    with pytest.raises(NotProven):
        check(resealed(changed))


def test_where_they_are_to_be_hidden_nobody_shares_anything_for_sure() -> None:
    given = {"tables": [table(SHARED)], "sensitive": ["status"], "hide_sensitive": True}
    outcome = protect(given)
    assert outcome.document["groups"] == []
    assert all(
        cell["count"] != 0 for key_, cell in cells_of(outcome.document).items() if "status" in dict(key_)
    )
    assert check(outcome.document).hidden
    assert not unsafe(outcome.document)
    ends = audit(outcome.problem, outcome.pattern.hidden)
    empty = outcome.problem.keys.index(key(nat="A", status="y"))
    assert ends[empty].low == 0
    assert ends[empty].high >= 3
    second = protect({**given, "released": [outcome.document]}).document
    assert second["released"][0]["hide_sensitive"] is True
    assert check(second).hidden


# Rules of a table.


def test_a_table_may_have_a_threshold_of_its_own() -> None:
    people = population(400, {"nat": 6, "status": 3, "dist": 3}, 5)
    given = problem(people, ("nat", "status"), ("nat", "dist"))
    given["tables"][0]["threshold"] = 5
    document = protect(given).document
    assert document["tables"][0]["threshold"] == 5
    for cell in cells_of(document).values():
        assert cell["count"] is None or not 0 < cell["count"] < 5
    assert any(cell["count"] in {3, 4} for cell in cells_of(document, 1).values())
    assert not unsafe(document)
    check(document)
    changed = copy.deepcopy(document)
    changed["tables"][1]["threshold"] = 5
    with pytest.raises(NotProven):
        check(resealed(changed))


def test_a_table_may_treat_empty_cells_in_its_own_way() -> None:
    people = population(300, {"nat": 6, "status": 4, "dist": 5}, 6, 1.5)
    given = problem(people, ("nat", "status"), ("nat", "dist"))
    given["tables"][0]["zeros"] = "merged"
    document = protect(given).document
    inner = [cell for named, cell in cells_of(document).items() if len(named) == 2]
    assert all(cell["count"] != 0 for cell in inner)
    assert any(cell["count"] == 0 for cell in cells_of(document, 1).values())
    assert not unsafe(document)
    check(document)


def test_what_was_released_under_a_lower_threshold_stays_published() -> None:
    people = population(100, {"nat": 8, "status": 3}, 3)
    first = protect(problem(people, ("nat",), threshold=3)).document
    small = [c for c in first["tables"][0]["cells"] if c["count"] in {3, 4}]
    assert small
    second = protect(problem(people, ("nat",), ("status",), threshold=5, released=[first])).document
    found = cells_of(second)
    assert all(found[frozenset(cell["key"].items())]["count"] == cell["count"] for cell in small)
    check(second)


def test_a_release_that_was_changed_is_refused() -> None:
    first = protect(problem(population(200, {"nat": 6, "dist": 4}, 1), ("nat", "dist"))).document
    changed = copy.deepcopy(first)
    changed["tables"][0]["name"] = "another"
    with pytest.raises(Altered):
        protect(problem(population(200, {"nat": 6, "dist": 4}, 1), ("nat",), released=[changed]))


# Merging.


def test_merging_rare_categories_tells_its_effect() -> None:
    given = problem(population(1500, {"nat": 30, "dist": 8}, 3, 1.5), ("nat", "dist"))
    before = protect(given)
    hidden = effect_of(before.problem, before.pattern.hidden, 1)
    assert hidden.cells == sum(count > 0 for count in before.problem.counts)
    rare = next(merge for merge in rare_ones(read_problem(given), 1) if merge.dimension == "nat")
    after = merge_effect(given, rare, "other")
    assert after is not None
    assert after.share < hidden.share
    assert after.counted == hidden.counted == 1500
    assert after.counted_hidden < hidden.counted_hidden
    total = sum(cell["count"] for cell in merged(given, rare, "other")["tables"][0]["cells"])
    assert total == 1500


def test_merged_tables_are_safe_beside_finer_ones_that_left_before() -> None:
    people = population(300, {"nat": 6, "dist": 4}, 4)
    first = protect(problem(people, ("nat",))).document
    given = problem(people, ("nat", "dist"), released=[first])
    document = protect(merged(given, Merge("nat", ("n04", "n05")), "other")).document
    assert document["merged"] == {"nat": {"other": ["n04", "n05"]}}
    assert check(document).hidden
    assert not unsafe(document)


def test_merged_events_have_at_least_the_persons_of_the_largest_part() -> None:
    cells = [
        {"key": {"topic": "a"}, "count": 9, "persons": 2},
        {"key": {"topic": "b"}, "count": 8, "persons": 4},
        {"key": {"topic": "c"}, "count": 8, "persons": 4},
    ]
    given = {"tables": [{"name": "t", "dimensions": ["topic"], "cells": cells}]}
    (one, _) = merged(given, Merge("topic", ("a", "b")), "other")["tables"][0]["cells"]
    assert one == {"key": {"topic": "other"}, "count": 17, "persons": 4}


def test_a_name_that_is_taken_is_refused() -> None:
    given = problem(population(50, {"nat": 4}, 4), ("nat",))
    with pytest.raises(LabelTaken):
        merged(given, Merge("nat", ("n02", "n03")), "n00")


def test_rows_that_share_a_category_are_found_in_the_same_order_by_the_check() -> None:
    """Also where some rows stand for others of which another table tells."""

    def cells(**numbers: tuple[int, int]) -> list[dict[str, Any]]:
        return [
            {"key": {"nation": nation, "status": status}, "count": count}
            for nation, counts in numbers.items()
            for status, count in zip("xy", counts, strict=True)
        ]

    crossed = {
        "name": "a",
        "dimensions": ["nation", "status"],
        "cells": cells(asia=(9, 0), syria=(8, 0), z=(5, 6)),
    }
    numbers = {"iraq": 5, "iran": 4, "syria": 8, "z": 11}
    fine = {
        "name": "b",
        "dimensions": ["nation"],
        "cells": [{"key": {"nation": name}, "count": count} for name, count in numbers.items()],
    }
    merged = {"nation": {"asia": ["iraq", "iran"]}}
    document = protect({"tables": [crossed, fine], "sensitive": ["status"], "merged": merged}).document
    assert [row["key"]["nation"] for row in document["groups"]] == ["asia", "syria"]
    check(document)
