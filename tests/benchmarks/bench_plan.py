# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Planning weeks: time to the proven best plan, what it serves, and the same weeks by hand and by CP-SAT.

CP-SAT runs if the package ``ortools`` can be imported; it is no requirement of the product.
"""

import importlib.util
import subprocess
import sys

from beratung.appointments.planning import plan
from beratung.appointments.planning_file import read_instance
from beratung.appointments.planning_greedy import first_free, greedy
from beratung.appointments.planning_rules import Rules
from tests.appointments.instances import week
from tests.benchmarks import Row

WEEKS = ((200, 40, 1), (200, 40, 2), (200, 40, 3), (400, 80, 1), (400, 80, 2))


def run() -> list[Row]:
    """Plan each week by all ways there are."""
    return [_row(*size) for size in WEEKS]


def _row(requests: int, interpreters: int, seed: int) -> Row:
    instance = read_instance(week(requests, interpreters, seed))
    found = plan(instance, seconds=20)
    rules = Rules(instance)
    by_hand, quick = (rules.score(way(rules)).served for way in (first_free, greedy))
    other, seconds = _cp_sat(requests, interpreters, seed)
    state = "proven best" if found.is_proven else f"served proven to {found.most}"
    goal = "at most 3000 ms" if requests == 200 else "within 1 % of the bound in 20000 ms"
    return Row(
        f"a week of {requests} requests x {interpreters} interpreters ({seed}): {found.score.served} served, {state}",
        found.seconds * 1000,
        seconds * 1000,
        goal,
        f"first free interpreter {by_hand} served, quick plan {quick}; {other}",
    )


def _cp_sat(requests: int, interpreters: int, seed: int) -> tuple[str, float]:
    """The same week in a program of its own: both solvers carry a HiGHS and do not bear each other."""
    if importlib.util.find_spec("ortools") is None:
        return "CP-SAT not installed", 0.0
    command = [sys.executable, "-m", "tests.benchmarks.cp_sat", *map(str, (requests, interpreters, seed))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    served, state, seconds = done.stdout.split()
    return f"CP-SAT, first two aims alone, {served} served, {state}", float(seconds)
