# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protecting tables of an ordinary size: cells hidden, the least that is proven, time, and the check of the proof."""

import time

from beratung.reports.protection.checking import check
from beratung.reports.protection.document import protect
from tests.benchmarks import Row
from tests.reports.tables import population, problem

SIZES = {"nat": 40, "dist": 12, "status": 8, "topic": 10, "age": 6}
FIVE = (("nat", "dist"), ("nat", "status"), ("dist", "topic"), ("nat", "age"), ("dist", "status"))


def run() -> list[Row]:
    """Protect each set of tables once."""
    rows = [_row(f"40 x 12 ({seed})", seed, FIVE[:1], "proven in at most 5000 ms") for seed in (1, 2, 3)]
    return [*rows, _row("five linked tables", 1, FIVE, "proven in at most 30000 ms")]


def _row(name: str, seed: int, shapes: tuple[tuple[str, ...], ...], goal: str) -> Row:
    given = problem(population(1500, SIZES, seed), *shapes)
    begun = time.perf_counter()
    document = protect(given).document
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    hidden = check(document).hidden
    checked = time.perf_counter() - begun
    found = f"{document['hidden_secondary']} hidden beside the small ones, at least {document['lower_bound']} needed"
    against = f"the check of the proof of {hidden} hidden cells (at most 1000 ms)"
    return Row(f"protecting {name}: {found}", ours * 1000, checked * 1000, goal, against)
