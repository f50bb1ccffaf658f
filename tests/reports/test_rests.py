# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A part beside its whole tells what is left of it: where that is few, one of both is hidden."""

import json
from typing import Any

import pytest

from beratung.reports.joining import joined
from beratung.reports.protection.checking import check
from beratung.reports.protection.document import protect
from beratung.reports.rests import without_small_rests

WITHIN = {"measure": "persons", "year": "2026"}
RULES = {"threshold": 3, "zeros": "printed"}
WOMEN = {"15001": 11, "15002": 8, "15003": 7, "15081": 9}
ALL = {"15001": 12, "15002": 17, "15003": 13, "15081": 21}


def table(name: str, numbers: dict[str, int], **filters: str) -> dict[str, Any]:
    cells = [{"key": {"district": place}, "count": n, "persons": n} for place, n in numbers.items()]
    cells.append({"key": {}, "count": sum(numbers.values()), "persons": sum(numbers.values())})
    return {"name": name, "within": WITHIN | filters, "dimensions": ["district"], "cells": cells}


def shown(output: dict[str, Any], name: str) -> dict[str, int | None]:
    found = next(t for t in output["tables"] if t["name"] == name)
    return {cell["key"].get("district", ""): cell["count"] for cell in found["cells"]}


@pytest.mark.parametrize("is_part_first", [True, False])
def test_one_man_among_women_is_not_told(is_part_first: bool) -> None:
    part, whole = table("women", WOMEN, gender="f"), table("all", ALL)
    first, second = (part, whole) if is_part_first else (whole, part)
    before = protect(joined([first], [], RULES)).document
    after = protect(joined([second], [before], RULES)).document
    assert check(json.loads(json.dumps(after))).hidden
    one, two = shown(before, first["name"]), shown(after, second["name"])
    assert None not in one.values()
    assert two["15001"] is None
    assert list(two.values()).count(None) > 1  # it cannot be reckoned back from the total either
    assert two[""] is not None


def test_both_in_one_report_hide_the_part() -> None:
    output = protect(joined([table("women", WOMEN, gender="f"), table("all", ALL)], [], RULES)).document
    assert shown(output, "all")["15001"] == 12
    assert shown(output, "women")["15001"] is None


def test_what_leaves_nobody_or_many_stays() -> None:
    same = {**WOMEN, "15001": 12}
    tables = [table("women", same, gender="f"), table("all", ALL)]
    assert without_small_rests(tables, [], 3) == tables


def test_two_filters_beside_one_of_them() -> None:
    few = {place: n - 1 for place, n in WOMEN.items()}
    tables = [table("young women", few, gender="f", age="27"), table("women", WOMEN, gender="f")]
    marked = without_small_rests(tables, [], 3)[0]["cells"]
    assert [cell.get("status") for cell in marked] == ["primary"] * 4 + [None]
