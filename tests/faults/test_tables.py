# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protected tables are attacked: by trying everything, by an outsider with a solver of his own, by changing numbers."""

import copy
import random
from typing import Any

import numpy as np
import pytest

from beratung.reports.protection.audit import audit
from beratung.reports.protection.checking import NotProven, check
from beratung.reports.protection.document import CannotProtect, protect
from beratung.reports.protection.earlier import with_stand_ins
from beratung.reports.protection.file import read_problem
from beratung.reports.protection.problem import Problem
from tests.faults.trying import Tries
from tests.reports.brute import Key, ends, small_table
from tests.reports.instances import NAMES, instance
from tests.reports.outsider import Outsider, unsafe
from tests.reports.spots import spots

PARTS = 4
SAFE, REFUSED, CROWDED = "safe", "refused", "with too many tables to try"


@pytest.mark.parametrize("part", range(PARTS))
def test_the_auditor_agrees_with_trying_everything(part: int) -> None:
    tries = Tries(f"small tables beside trying everything {part}", short=250, long=2_500)
    seed = 0
    for number, _ in tries:
        expected = None
        while expected is None:  # small enough that everything can be tried
            seed += 1
            expected = _tried(f"{part} {number} {seed}")
        problem, hidden, found = expected
        ours = audit(problem, hidden)
        tries.saw("equal")
        assert {problem.keys[cell]: (end.low, end.high) for cell, end in ours.items()} == found, number


def _tried(name: str) -> tuple[Any, np.ndarray, dict[Key, tuple[int, int]]] | None:
    """A small table with some cells hidden, and what can be reckoned of them; None if there is too much to try."""
    chance = random.Random(f"hide {name}")
    problem = read_problem(small_table(chance.randrange(10**9), side=4 if chance.random() < 0.15 else 3))
    hidden = problem.primary()
    for cell, key in enumerate(problem.keys):
        hidden[cell] |= bool(key) and problem.counts[cell] > 0 and chance.random() < 0.3
    cells = {
        key: None if hidden[cell] else int(problem.counts[cell]) for cell, key in enumerate(problem.keys)
    }
    found = ends(cells, int(problem.lows[0]), 5_000)
    return None if found is None else (problem, hidden, found)


def protected(given: dict[str, Any]) -> dict[str, Any]:
    """The protected tables, after those that were released before."""
    given = copy.deepcopy(given)
    first = given.pop("first", None)
    if first is not None:
        given["released"] = [protect({"threshold": given["threshold"], "tables": first}).document]
    return protect(given).document


@pytest.mark.parametrize("kind", NAMES)
def test_an_outsider_finds_nothing(kind: str) -> None:
    tries = Tries(f"an outsider before tables of the kind {kind}", short=4, long=25)
    for number, _ in tries:
        given = instance(number * len(NAMES) + NAMES.index(kind))
        try:
            document = protected(given)
        except CannotProtect:
            tries.saw(REFUSED)
            continue
        assert not unsafe(document), number
        checked = check(document)
        assert checked.hidden == len(Outsider(document).hidden()), number
        tries.saw(SAFE)
    assert tries.outcomes[SAFE] >= tries.done // 3


@pytest.mark.parametrize("kind", [name for name in NAMES if name != "deep"])
def test_the_auditor_agrees_with_the_outsider(kind: str) -> None:
    """Not only safe or not: both find the same ends, whatever was hidden."""
    tries = Tries(f"the auditor beside the outsider, tables of the kind {kind}", short=3, long=40)
    for number, chance in tries:
        given = instance(number * len(NAMES) + NAMES.index(kind))
        given.pop("first", None)
        problem = with_stand_ins(read_problem(given))
        hidden, listed = problem.primary(), problem.listed()
        for place in np.flatnonzero(listed & problem.known() & (problem.counts > 0) & ~problem.totals()):
            hidden[place] |= chance.random() < 0.15
        outsider = Outsider(_shown(given, problem, hidden))
        most = problem.counts[problem.watched()].max() + problem.thresholds.max()
        for cell, end in audit(problem, hidden).items():
            if listed[cell]:
                low, high = outsider.ends(problem.keys[cell])
                assert end.low == low, (number, problem.keys[cell])
                assert end.high == high or end.high >= most <= high, (number, problem.keys[cell])
                tries.saw("equal")


def _shown(given: dict[str, Any], problem: Problem, hidden: np.ndarray) -> dict[str, Any]:
    """The tables as a reader would see them."""
    place = {key: at for at, key in enumerate(problem.keys)}
    tables = [
        {
            **own,
            "cells": [
                {
                    "key": dict(key - table.within),
                    "count": None if hidden[place[key]] else int(problem.counts[place[key]]),
                    "status": "primary" if hidden[place[key]] else "published",
                }
                for key in table.every_key()
            ],
        }
        for table, own in zip(problem.tables, given["tables"], strict=True)
    ]
    return {**given, "tables": tables}


@pytest.mark.parametrize("kind", NAMES)
def test_no_number_can_be_changed(kind: str) -> None:
    tries = Tries(f"numbers changed in a file of the kind {kind}", short=60, long=1_000)
    document = _a_safe_one(kind)
    every = list(spots(document))
    for number, chance in tries:
        container, place = every[number % len(every)] if number < len(every) else chance.choice(every)
        before = container[place]
        container[place] = before + chance.choice((-1, 1, 2, 10))
        with pytest.raises(NotProven):
            check(document)
        tries.saw(REFUSED)
        container[place] = before
    check(document)


def _a_safe_one(kind: str) -> dict[str, Any]:
    for number in range(50):
        try:
            document = protected(instance(number * len(NAMES) + NAMES.index(kind)))
        except CannotProtect:
            continue
        if len(document["certificate"]["hidden"]) > 4:
            return document
    raise AssertionError(kind)
