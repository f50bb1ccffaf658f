# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Tables that cannot be protected get a sentence that names the place, and earlier releases bind new ones."""

import copy
from typing import Any

import pytest

from beratung.domain.errors import BadInput, BeratungError
from beratung.reports.protection import file as reading
from beratung.reports.protection import listing
from beratung.reports.protection.checking import check
from beratung.reports.protection.document import protect
from beratung.reports.protection.file import read_problem
from tests.reports.outsider import unsafe
from tests.reports.tables import population, problem


def table(*cells: dict[str, Any], dimensions: tuple[str, ...] = ("nat", "dist")) -> dict[str, Any]:
    return {"tables": [{"name": "t", "dimensions": list(dimensions), "cells": list(cells)}]}


def cell(count: object, persons: object = None, **key: str) -> dict[str, Any]:
    more = {} if persons is None else {"persons": persons}
    return {"key": key, "count": count, **more}


def _with(**more: object) -> dict[str, Any]:
    given = table(cell(5, nat="A", dist="x"))
    if "dimensions" in more:
        given = table(cell(5))
    given["tables"][0].update(more)
    return given


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (table(cell(5, nat="A", dist="x"), cell(6, nat="A")), "tables[0].cells[1]"),
        (table(cell(-1, nat="A", dist="x")), "tables[0].cells[0].count"),
        (table(cell(1.5, nat="A", dist="x")), "tables[0].cells[0].count"),
        (table(cell(True, nat="A", dist="x")), "tables[0].cells[0].count"),
        (table(cell(None, nat="A", dist="x")), "tables[0].cells[0].count"),
        (table(cell(5, nat="A", dist="x"), cell(6, nat="A", dist="x")), "tables[0].cells[1]"),
        (table(cell(5, 6, nat="A", dist="x")), "tables[0].cells[0].persons"),
        (table(cell(5, 0, nat="A", dist="x")), "tables[0].cells[0].persons"),
        (table(cell(5, nat="A", town="x")), "tables[0].cells[0].key.town"),
        (table(cell(5, nat="A"), dimensions=("nat", "nat")), "tables[0].dimensions"),
        ({**table(cell(5, nat="A", dist="x")), "threshold": 1}, "threshold"),
        ({**table(cell(5, nat="A", dist="x")), "threshold": "3"}, "threshold"),
        ({**table(cell(5, nat="A", dist="x")), "threshold": 2.5}, "threshold"),
        ({**table(cell(5, nat="A", dist="x")), "threshold": 1001}, "threshold"),
        ({**table(cell(5, nat="A", dist="x")), "threshold": True}, "threshold"),
        (_with(threshold=1), "tables[0].threshold"),
        (_with(zeros="none"), "tables[0].zeros"),
        (_with(within=["nat"]), "tables[0].within"),
        (_with(within={"year": 2026}), "tables[0].within.year"),
        (_with(within={"quarter": "5"}), "tables[0].within"),
        (_with(dimensions=["~"]), "tables[0].within"),
        (table(cell(9, 5, nat="A", dist="x"), cell(9, 6, nat="A")), "tables[0].cells[1].persons"),
        (table(cell(9, 5, nat="A", dist="x"), cell(9, 4, nat="A")), "tables[0].cells[1].persons"),
        ({**table(cell(5, nat="A", dist="x")), "zeros": "gone"}, "zeros"),
        ({"tables": []}, "tables"),
        ({}, "tables"),
        ({"tables": [5]}, "tables[0]"),
    ],
)
def test_faults_are_named_by_their_place(given: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as failed:
        read_problem(given)
    assert failed.value.place == place
    assert str(failed.value)


def test_a_million_cells_are_refused_at_once() -> None:
    cells = [cell(1, nat=f"n{n}", dist=f"d{n}") for n in range(1000)]
    with pytest.raises(listing.TooManyCells):
        read_problem(table(*cells))


def test_a_million_cells_behind_a_small_table_are_refused_at_once() -> None:
    """A year of many categories that one quarter counts as few: the quarter would need a million latent cells."""
    within = {"measure": "consultations", "year": "2026"}
    parts = {f"{d}s": [f"{d}{n}" for n in range(400)] for d in ("n", "d")}
    few = table(cell(9, nat="ns", dist="ds"))["tables"][0]
    fine = [
        table(*(cell(9, nat=name) for name in parts["ns"]), dimensions=("nat",))["tables"][0],
        table(*(cell(9, dist=name) for name in parts["ds"]), dimensions=("dist",))["tables"][0],
    ]
    tables = [{**few, "within": {**within, "quarter": "1"}}, *({**one, "within": within} for one in fine)]
    merged = {"nat": {"ns": parts["ns"]}, "dist": {"ds": parts["ds"]}}
    with pytest.raises(listing.TooManyCells):
        read_problem({"tables": tables, "merged": merged})


def test_two_tables_with_one_key_must_agree() -> None:
    given = table(cell(5, nat="A", dist="x"))
    given["tables"] += table(cell(6, nat="A", age="y"), dimensions=("nat", "age"))["tables"]
    with pytest.raises(reading.CountDisagrees):
        read_problem(given)


# Releases that went out before.


def people() -> list[dict[str, str]]:
    return population(300, {"nat": 7, "dist": 5, "status": 3}, 8)


def test_a_new_release_is_safe_together_with_earlier_ones() -> None:
    first = protect(problem(people(), ("nat", "dist"))).document
    given = problem(people(), ("nat", "status"), ("dist", "status"), released=[copy.deepcopy(first)])
    second = protect(given).document
    assert second["released"][0]["tables"] == first["tables"]
    assert check(second).hidden
    assert not unsafe(second)
    third = protect(problem(people(), ("nat", "dist"), ("dist", "status"), released=[second])).document
    assert len(third["released"]) == 2
    assert check(third).hidden
    assert not unsafe(third)


def test_what_was_published_stays_published() -> None:
    first = protect(problem(people(), ("nat", "dist"))).document
    again = protect(problem(people(), ("nat", "dist"), released=[first])).document
    assert again["tables"] == first["tables"]
    assert check(again).hidden


def _other(first: dict[str, Any], which: str) -> BeratungError:
    changed = copy.deepcopy(first)
    cells = changed["tables"][0]["cells"]
    if which == "count":
        next(c for c in cells if c["count"] and len(c["key"]) == 2)["count"] += 1
    elif which == "empty":
        next(c for c in cells if c["count"] == 0).update(count=None, persons=None, status="secondary")
    elif which == "missing":
        cells.remove(next(c for c in cells if len(c["key"]) == 2))
    else:
        changed["zeros"] = "merged"
    with pytest.raises(BeratungError) as failed:
        protect(problem(people(), ("nat", "dist"), released=[changed]))
    return failed.value


@pytest.mark.parametrize("which", ["count", "empty", "missing", "zeros"])
def test_a_release_that_contradicts_an_earlier_one_is_refused(which: str) -> None:
    first = protect(problem(people(), ("nat", "dist"))).document
    assert "released[0]" in str(_other(first, which))
