# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A year after its quarters: large numbers of which quarters told all but a little."""

import math
from typing import Any

import numpy as np
import pytest

from beratung.reports.protection import document as protecting
from beratung.reports.protection.attacker import Attack
from beratung.reports.protection.audit import audit
from beratung.reports.protection.checking import check
from beratung.reports.protection.document import CannotProtect, Protected, protect
from beratung.reports.protection.earlier import with_stand_ins
from beratung.reports.protection.easing import eased
from beratung.reports.protection.file import read_problem
from beratung.reports.protection.reckoning import Clock, OutOfTime
from beratung.solving import SolverFailed

YEAR = {"measure": "consultations", "year": "2026"}
COUNTS = ({"a": (400, 90), "b": (300, 80), "c": (50, 20)}, {"a": (1, 1), "b": (4, 4), "c": (60, 20)})
"""Of each quarter by district: consultations and persons."""


def _table(name: str, within: dict[str, str], counts: dict[str, tuple[int, int]]) -> dict[str, Any]:
    cells = [
        {"key": {"district": district}, "count": count, "persons": persons}
        for district, (count, persons) in counts.items()
    ]
    return {"name": name, "dimensions": ["district"], "within": within, "cells": cells}


def _year(more: tuple[int, int] = (0, 0)) -> dict[str, tuple[int, int]]:
    """What both quarters have together, and something more in a district."""
    first, second = COUNTS
    together = {d: (first[d][0] + second[d][0], max(first[d][1], second[d][1])) for d in first}
    return together | {"a": (together["a"][0] + more[0], together["a"][1] + more[1])}


def _quarters() -> list[dict[str, Any]]:
    """Four quarters one after another, in the last two of which only one district has anybody."""
    released: list[dict[str, Any]] = []
    for number, own in enumerate((*COUNTS, {"c": (9, 9)}, {"c": (9, 9)}), 1):
        given = _table("quarter", {**YEAR, "quarter": str(number)}, own)
        released.append(protect({"tables": [given], "released": released[-1:]}).document)
    return released[-1:]


def _after_quarters(counts: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """The year after its quarters."""
    year = counts | {"c": (counts["c"][0] + 18, 30)}
    return {"tables": [_table("year", YEAR, year)], "released": _quarters()}


def test_a_year_gets_out_though_its_quarters_told_nearly_all_of_it() -> None:
    done = protect(_after_quarters(_year()))
    hidden = {cell["key"]["district"] for cell in _of_districts(done) if cell["status"] != "published"}
    assert hidden == {"a", "b"}  # a of the year without that of the first quarter is a small number
    assert check(done.document).hidden == 4
    ends = audit(done.problem, done.pattern.hidden)
    assert all(end.is_safe and end.high - end.low >= 2 for end in ends.values())


def test_what_quarters_told_whole_is_not_hidden() -> None:
    done = protect(_after_quarters(_year()))
    assert [cell["count"] for cell in _of_districts(done) if cell["key"]["district"] == "c"] == [128]


def test_without_regard_to_what_is_public_the_year_would_not_get_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protecting, "eased", lambda problem, _clock: problem)
    with pytest.raises(CannotProtect):
        protect(_after_quarters(_year()))


def test_looking_at_what_quarters_told_can_be_stopped() -> None:
    clock = Clock(lambda: -math.inf)
    problem = read_problem(_after_quarters(_year()))
    with pytest.raises(OutOfTime):
        eased(problem, clock)


def test_what_stands_for_hidden_numbers_is_found_in_another_way_where_one_stays_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def undecided(_attack: Attack) -> None:
        raise SolverFailed("witness")

    problem = read_problem(_after_quarters(_year()))
    assert problem.bound
    monkeypatch.setattr(Attack, "any_population", undecided)
    found = with_stand_ins(problem)
    assert all(found.counts[total] == found.counts[list(parts)].sum() for total, parts in found.sums)
    assert all(found.counts[place] == problem.counts[place] for place in np.flatnonzero(problem.known()))


def _of_districts(done: Protected) -> list[dict[str, Any]]:
    return [cell for cell in done.document["tables"][0]["cells"] if cell["key"]]
