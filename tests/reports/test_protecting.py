# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Nothing that was hidden can be reckoned back, by a reader who was written apart from the protector."""

import copy
from itertools import combinations

import numpy as np
import pytest

from beratung.reports.protection.audit import audit
from beratung.reports.protection.checking import check
from beratung.reports.protection.document import CannotProtect, protect
from beratung.reports.protection.file import read_problem
from tests.reports.brute import small_table
from tests.reports.instances import instance
from tests.reports.outsider import unsafe
from tests.reports.tables import population, problem


def test_without_protection_the_outsider_finds_small_numbers() -> None:
    """The outsider of the test above is no blind one."""
    given = problem(population(1500, {"nat": 20, "dist": 8}, 1), ("nat", "dist"))
    read = read_problem(given)
    ends = audit(read, read.primary())
    assert sum(end.is_recoverable for end in ends.values()) > 5
    document = protect(given).document
    for cell in document["tables"][0]["cells"]:
        place = read.keys.index(frozenset(cell["key"].items()))
        if cell["status"] == "secondary":
            cell.update(status="published", count=int(read.counts[place]), persons=int(read.persons[place]))
    assert len(unsafe(document)) == sum(not end.is_safe for end in ends.values())


def test_fewer_cells_are_not_enough_where_that_is_claimed() -> None:
    """Every smaller choice in small tables leaves something to reckon."""
    claimed = 0
    for seed in range(40):
        given = small_table(seed, side=3)
        try:
            outcome = protect(given)
        except CannotProtect:
            continue
        read, count = outcome.problem, outcome.document["hidden_secondary"]
        assert outcome.document["lower_bound"] <= count
        if not outcome.document["proven_best"] or not count:
            continue
        claimed += 1
        places = np.flatnonzero(
            ~read.primary() & (read.counts > 0) & np.array([bool(key) for key in read.keys])
        )
        for chosen in combinations(places, count - 1):
            hidden = read.primary()
            hidden[list(chosen)] = True
            assert not all(end.is_safe for end in audit(read, hidden).values()), seed
    assert claimed > 10


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_ordinary_table_is_solved_to_the_end(seed: int) -> None:
    people = population(1500, {"nat": 40, "dist": 12}, seed)
    document = protect(problem(people, ("nat", "dist"))).document
    assert document["proven_best"] is True
    assert document["hidden_secondary"] == document["lower_bound"] <= 25
    assert document["stopped"] is False
    assert check(document).hidden > 100


def test_every_cell_is_listed_and_nothing_hidden_is_said() -> None:
    given = problem(population(300, {"nat": 10, "dist": 6}, 4), ("nat", "dist"))
    document = protect(given).document
    cells = document["tables"][0]["cells"]
    read = read_problem(given)
    assert len(cells) == len(read.keys) == len({frozenset(cell["key"].items()) for cell in cells})
    for cell in cells:
        place = read.keys.index(frozenset(cell["key"].items()))
        if cell["status"] == "published":
            assert cell["count"] == cell["persons"] == read.counts[place]
            assert not 0 < cell["count"] < 3
        else:
            assert cell["count"] is cell["persons"] is None
            assert (cell["status"] == "primary") == (0 < read.counts[place] < 3)
    assert document["hidden_secondary"] == sum(cell["status"] == "secondary" for cell in cells)


def test_it_comes_out_the_same_each_time() -> None:
    given = instance(7)
    one, other = (protect(copy.deepcopy(given)).document for _ in range(2))
    del one["seconds"], other["seconds"]
    assert one == other


def test_few_people_with_many_events_are_hidden() -> None:
    """A number counts as small if few persons are behind it, and big ones move by a fifth."""
    cells = [
        {
            "key": {"nat": f"n{n}", "dist": f"d{d}"},
            "count": 40 + 10 * n + d,
            "persons": 2 if n == d == 0 else 20,
        }
        for n in range(4)
        for d in range(4)
    ]
    outcome = protect(
        {"threshold": 3, "tables": [{"name": "t", "dimensions": ["nat", "dist"], "cells": cells}]}
    )
    hidden = [cell for cell in outcome.document["tables"][0]["cells"] if cell["status"] != "published"]
    assert [cell["key"] for cell in hidden if cell["status"] == "primary"] == [{"dist": "d0", "nat": "n0"}]
    assert len(hidden) >= 4
    ends = audit(outcome.problem, outcome.pattern.hidden)
    for place, end in ends.items():
        assert end.high - end.low >= outcome.problem.counts[place] / 5
    assert not unsafe(outcome.document)


def test_where_zeros_are_merged_nobody_can_be_shown_to_be_there() -> None:
    given = problem(population(200, {"nat": 8, "dist": 5}, 3), ("nat", "dist"), zeros="merged")
    outcome = protect(given)
    for cell in outcome.document["tables"][0]["cells"]:
        assert cell["count"] is None or cell["count"] >= 3
    primary = outcome.problem.primary()
    assert all(
        end.low == 0
        for place, end in audit(outcome.problem, outcome.pattern.hidden).items()
        if primary[place]
    )


def test_a_stopped_search_is_safe_all_the_same() -> None:
    given = problem(population(400, {"nat": 12, "dist": 6}, 5), ("nat", "dist"))
    document = protect(given, is_cancelled=lambda: True).document
    assert document["stopped"] is True
    assert document["lower_bound"] <= document["hidden_secondary"]
    assert check(document).hidden
    assert not unsafe(document)


def test_what_cannot_be_hidden_names_what_to_merge() -> None:
    cells = [
        {"key": {"nat": "SYR"}, "count": 1},
        {"key": {"nat": "AFG"}, "count": 0},
        {"key": {"nat": "IRQ"}, "count": 2},
    ]
    with pytest.raises(CannotProtect) as failed:
        protect({"threshold": 3, "tables": [{"name": "t", "dimensions": ["nat"], "cells": cells}]})
    (merge,) = failed.value.merges
    assert merge.dimension == "nat"
    assert {"SYR", "IRQ"} <= set(merge.categories)
