# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The proof for the data protection officer: other tables that would look the same, were they published. Pure.

For every hidden cell some of them reach the threshold, and some lie far enough below. The true table is never
among them. The proof stays in the house; ``checking`` reads it without a solver.
"""

from itertools import product
from typing import Any

import numpy as np

from beratung.reports.protection.attacker import Joint
from beratung.reports.protection.needs import NO_LIMIT, Needs
from beratung.reports.protection.problem import Problem, Table
from beratung.reports.protection.protector import Pattern
from beratung.reports.protection.sealing import FORMAT


def certificate(problem: Problem, pattern: Pattern, joints: list[Joint]) -> dict[str, Any]:
    """Write down the witnesses: for each the hidden cells in their order, and the people behind, where needed."""
    places = np.flatnonzero(pattern.hidden & problem.listed())
    needs = Needs.of(problem)
    hidden = [
        {
            "key": dict(sorted(problem.keys[place])),
            "reach": int(needs.high[place]),
            "down_to": None if needs.low[place] == NO_LIMIT else int(needs.low[place]),
            "span": int(needs.span[place]),
        }
        for place in places
    ]
    return {
        "format": FORMAT,
        "hidden": hidden,
        "complements": [
            {
                "key": dict(sorted(key)),
                "along": along,
                "reach": int(needs.high[place]),
                "span": int(needs.span[place]),
            }
            for place, (key, along) in problem.complements.items()
        ],
        "witnesses": [[int(count) for count in table[places]] for table in pattern.tables],
        "joint": [
            *(_joint(joint, pattern.tables) for joint in joints),
            *(_finest(problem, table, pattern.tables) for table in problem.latent_tables),
        ],
    }


def _joint(joint: Joint, tables: list[np.ndarray]) -> dict[str, Any]:
    """The joint table behind each witness: the cells with people in them, each as its categories and a count."""
    last = joint.first + len(joint.keys)
    named = [[dict(key)[dimension] for dimension in joint.clique.dimensions] for key in joint.keys]
    return {
        "within": dict(sorted(joint.population.within)),
        "dimensions": list(joint.clique.dimensions),
        "cells": [
            [[*named[at], int(table[joint.first + at])] for at in np.flatnonzero(table[joint.first : last])]
            for table in tables
        ],
    }


def _finest(problem: Problem, latent: Table, tables: list[np.ndarray]) -> dict[str, Any]:
    """A latent table in each witness, in the same words."""
    place = {key: at for at, key in enumerate(problem.keys)}
    inner = {chosen: place[latent.inner_key(chosen)] for chosen in product(*latent.categories)}
    return {
        "within": dict(sorted(latent.within)),
        "dimensions": list(latent.dimensions),
        "cells": [
            [[*chosen, int(table[at])] for chosen, at in inner.items() if table[at]] for table in tables
        ],
    }
