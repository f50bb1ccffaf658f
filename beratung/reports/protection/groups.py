# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows of which a reader sees that everybody in them shares one sensitive category, however many they are. Pure."""

from typing import Any

import numpy as np

from beratung.reports.protection.problem import Problem, Table


def groups_of(
    problem: Problem, tables: list[Table], hidden: np.ndarray, sensitive: list[str]
) -> list[dict[str, Any]]:
    """The rows of some tables in which all categories of a sensitive dimension but one are printed as empty."""
    place = {key: at for at, key in enumerate(problem.keys)}
    is_empty = ~hidden & (problem.counts == 0)
    may_be_empty = is_empty | (hidden & (problem.lows == 0))
    found = []
    for table in tables:
        for dimension in table.dimensions:
            if dimension not in sensitive:
                continue
            for key in table.every_key():
                if any(name == dimension for name, _ in key) or may_be_empty[place[key]]:
                    continue
                parts = [part for part in table.parts(key, dimension) if not is_empty[place[part]]]
                if len(parts) == 1:
                    found.append(
                        {
                            "table": table.name,
                            "key": dict(sorted(key - table.within)),
                            "dimension": dimension,
                            "category": dict(parts[0])[dimension],
                        }
                    )
    return found
