# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Made-up people counted into tables, the same for the same seed."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any


def population(persons: int, sizes: dict[str, int], seed: int, skew: float = 1.0) -> list[dict[str, str]]:
    """So many people, each with a category of every dimension; the first categories are the most frequent."""
    chance = random.Random(f"people {seed}")
    weights = {
        dimension: [1 / (number + 1) ** skew for number in range(size)] for dimension, size in sizes.items()
    }
    return [
        {
            dimension: f"{dimension[0]}{chance.choices(range(size), weights[dimension])[0]:02}"
            for dimension, size in sizes.items()
        }
        for _ in range(persons)
    ]


def table(people: Sequence[dict[str, str]], name: str, *dimensions: str) -> dict[str, Any]:
    """One table of the JSON format, inner cells alone."""
    counts = Counter(tuple(person[dimension] for dimension in dimensions) for person in people)
    return {
        "name": name,
        "dimensions": list(dimensions),
        "cells": [
            {"key": dict(zip(dimensions, key, strict=True)), "count": count}
            for key, count in sorted(counts.items())
        ],
    }


def problem(people: Sequence[dict[str, str]], *shapes: Sequence[str], **more: object) -> dict[str, Any]:
    """A whole document of tables."""
    tables = [table(people, " x ".join(shape), *shape) for shape in shapes]
    return {"threshold": 3, "zeros": "printed", "tables": tables, **more}
