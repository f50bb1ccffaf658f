# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Beside tau-Argus on the same tables: cells hidden, cells that a reader gets back, time.

Only where ``pytauargus`` is on the path (``PYTHONPATH``); it is no part of the product. It runs in a process and a
folder of its own, and both outcomes are attacked by the same reader, who knows that empty cells are printed and looks
at the tables alone, not at the people behind several of them.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from beratung.reports.protection.attacker import Attack, Model
from beratung.reports.protection.document import protect
from beratung.reports.protection.file import read_problem
from beratung.reports.protection.needs import Needs
from beratung.reports.protection.problem import Problem
from tests.benchmarks import Row
from tests.reports.tables import population, problem

SIZES = {"nat": 40, "dist": 12, "stay": 8, "topic": 10, "age": 6}
FIVE = (("nat", "dist"), ("nat", "stay"), ("dist", "topic"), ("nat", "age"), ("dist", "stay"))
DEEP = {"a": 6, "b": 5, "c": 4}
RULES = ("FREQ(3,30)", "FREQ(3,100)")
OTHER = """
import json, sys, tempfile, time
import pytauargus
given = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as folder:
    begun = time.perf_counter()
    done = pytauargus.protect(
        given["columns"], given["shapes"], response="one", safety_rules=given["rule"], suppress="OPT(1)", workdir=folder
    )
    seconds = time.perf_counter() - begun
    tables = [[(row, row["status"]) for row in table.rows] for table in done.tables]
hidden = []
for shape, table in zip(given["shapes"], tables):
    for row, status in table:
        if status in ("U", "M", "D"):
            hidden.append({name: row[name] for name in shape if row[name] != "Total"})
json.dump({"seconds": seconds, "hidden": hidden}, sys.stdout)
"""


def run() -> list[Row]:
    """Protect each set of tables with both."""
    if importlib.util.find_spec("pytauargus") is None:
        return []
    flat = {"nat": 40, "dist": 12}
    return [
        *_rows("40 x 12 (1)", population(1500, SIZES, 1), FIVE[:1]),
        *_rows("40 x 12 (2)", population(1500, flat, 2), FIVE[:1]),
        *_rows("five linked tables", population(1500, SIZES, 1), FIVE),
        *_rows("6 x 5 x 4", population(400, DEEP, 1), (("a", "b", "c"),)),
    ]


def _rows(name: str, people: Sequence[dict[str, str]], shapes: Sequence[Sequence[str]]) -> list[Row]:
    given = problem(people, *shapes)
    begun = time.perf_counter()
    ours = protect(given)
    seconds = time.perf_counter() - begun
    read = read_problem(given)
    said = f"ours {_found(read, ours.pattern.hidden)}"
    columns: dict[str, list[Any]] = {d: [person[d] for person in people] for d in people[0]}
    asked = {"columns": {**columns, "one": [1] * len(people)}, "shapes": shapes}
    return [_row(f"{name}: {said}", seconds, read, {**asked, "rule": rule}) for rule in RULES]


def _row(said: str, seconds: float, read: Problem, question: dict[str, Any]) -> Row:
    with tempfile.TemporaryDirectory() as folder:  # it leaves logs where it runs
        done = subprocess.run(
            [sys.executable, "-c", OTHER],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
        )
    answer = json.loads(done.stdout[done.stdout.index('{"seconds"') :])
    hidden = read.primary()
    place = {key: at for at, key in enumerate(read.keys)}
    for key in answer["hidden"]:
        hidden[place[frozenset(key.items())]] = True
    against = f"tau-Argus {question['rule']}, optimal: {_found(read, hidden)}"
    goal = "none recoverable, none known too well"
    return Row(said, seconds * 1000, answer["seconds"] * 1000, goal, against)


def _found(read: Problem, hidden: np.ndarray) -> str:
    """What was hidden beside the small ones, and what a reader makes of it."""
    small = read.primary()
    needs, attack = Needs.of(read), Attack(Model(read, has_joint=False), hidden)
    recoverable = unsafe = 0
    for cell in map(int, np.flatnonzero(small)):
        high, low = attack.furthest(cell, 1), attack.furthest(cell, -1)
        recoverable += high == low
        unsafe += high < needs.high[cell] or low > needs.low[cell] or high - low < needs.span[cell]
    return (
        f"{int((hidden & ~small).sum())} hidden beside {int(small.sum())} small ones, "
        f"{recoverable} recoverable, {unsafe} known too well"
    )
