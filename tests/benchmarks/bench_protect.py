# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protecting tables of an ordinary size: cells hidden, the least that is proven, time, and the check of the proof."""

import time
from itertools import combinations
from typing import Any

from beratung.reports.protection.checking import check
from beratung.reports.protection.document import protect
from tests.benchmarks import Row
from tests.reports.tables import population, problem

SIZES = {"nat": 40, "dist": 12, "status": 8, "topic": 10, "age": 6}
WIDE = {"nat": 40, "dist": 24, "status": 20}
FIVE = (("nat", "dist"), ("nat", "status"), ("dist", "topic"), ("nat", "age"), ("dist", "status"))


def run() -> list[Row]:
    """Protect each set of tables once."""
    rows = [_row(f"40 x 12 ({seed})", seed, FIVE[:1], "proven in at most 5000 ms") for seed in (1, 2, 3)]
    rows.append(_row("five linked tables", 1, FIVE, "proven in at most 30000 ms"))
    deep = problem(population(3000, {"a": 20, "b": 10, "c": 8}, 1), ("a", "b", "c"))
    rows.append(_measured("20 x 10 x 8", deep, "safe and certified in at most 180000 ms"))
    wide = problem(population(1500, WIDE, 1), *combinations(WIDE, 2))
    return [*rows, _measured("40 x 24 x 20, all pairs", wide, "safe, more kinds of people than are listed")]


def _row(name: str, seed: int, shapes: tuple[tuple[str, ...], ...], goal: str) -> Row:
    return _measured(name, problem(population(1500, SIZES, seed), *shapes), goal)


def _measured(name: str, given: dict[str, Any], goal: str) -> Row:
    begun = time.perf_counter()
    document = protect(given).document
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    hidden = check(document).hidden
    checked = time.perf_counter() - begun
    found = f"{document['hidden_secondary']} hidden beside the small ones, at least {document['lower_bound']} needed"
    against = f"the check of the proof of {hidden} hidden cells (at most 1000 ms)"
    return Row(f"protecting {name}: {found}", ours * 1000, checked * 1000, goal, against)
