# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A week planned by OR-Tools CP-SAT with two workers, for the first two aims alone: requests and priorities.

``python -m tests.benchmarks.cp_sat REQUESTS INTERPRETERS SEED`` prints what was served, whether that is the
optimum, and the seconds it took.
"""

import sys
import time

from ortools.sat.python import cp_model  # type: ignore[import-not-found]

from beratung.appointments.planning_file import read_instance
from beratung.appointments.planning_rules import Rules
from tests.appointments.instances import week

SECONDS = 60.0


def main(requests: int, interpreters: int, seed: int) -> None:
    """Plan and print."""
    rules = Rules(read_instance(week(requests, interpreters, seed)))
    began = time.monotonic()
    model = cp_model.CpModel()
    takes = {choice: model.new_bool_var("") for choice in rules.choices}
    wanted = rules.instance.requests
    for place in range(len(wanted)):
        model.add_at_most_one(takes[choice] for choice in rules.choices if choice.request == place)
    for number, person in enumerate(rules.instance.interpreters):
        own = [choice for choice in rules.choices if choice.interpreter == number]
        for at, one in enumerate(own):
            for two in own[at + 1 :]:
                if one.request != two.request and rules.collide(one, two):
                    model.add_bool_or(takes[one].negated(), takes[two].negated())
        model.add(sum((choice.end - choice.start) * takes[choice] for choice in own) <= person.max_seconds)
    weight = 2 * len(wanted) + 1
    model.maximize(sum((weight + wanted[c.request].priority) * take for c, take in takes.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = SECONDS
    status = solver.solve(model)
    served = sum(bool(solver.value(take)) for take in takes.values())
    print(served, "optimal" if status == cp_model.OPTIMAL else "stopped", time.monotonic() - began)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
