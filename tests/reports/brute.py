# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A reader of small tables who tries everything: written apart from the product, and without a solver."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

Key = frozenset[tuple[str, str]]


def small_table(seed: int, *, most: int = 6, side: int = 4) -> dict[str, Any]:
    """A table of at most 4 x 4 with few people in it."""
    chance = random.Random(f"small {seed}")
    rows, columns = chance.randint(2, side), chance.randint(2, side)
    cells = [
        {"key": {"a": f"a{r}", "b": f"b{c}"}, "count": chance.choice((0, 1, 1, 2, 2, 3, 4, 5, most))}
        for r in range(rows)
        for c in range(columns)
    ]
    return {
        "threshold": chance.choice((2, 3, 3, 4)),
        "zeros": chance.choice(("printed", "printed", "merged")),
        "tables": [{"name": "small", "dimensions": ["a", "b"], "cells": cells}],
    }


def released(document: dict[str, Any]) -> dict[Key, int | None]:
    """What stands in a protected file, hidden counts as None."""
    return {
        frozenset(cell["key"].items()): cell["count"]
        for table in document["tables"]
        for cell in table["cells"]
    }


def grids(  # noqa: C901 - one search, told in one place
    cells: dict[Key, int | None], least: int, limit: int = 200_000
) -> Iterator[dict[Key, int]] | None:
    """Every whole table that fits what was released of one table over ``a`` and ``b``; None if too many to try."""
    rows = sorted({dict(key)["a"] for key in cells if "a" in dict(key)})
    columns = sorted({dict(key)["b"] for key in cells if "b" in dict(key)})
    total = cells[frozenset()]
    if total is None:
        return None
    keys = {(r, c): frozenset({("a", r), ("b", c)}) for r in rows for c in columns}
    tries = [0]

    def fits(key: Key, value: int) -> bool:
        known = cells[key]
        return value == known if known is not None else value >= least

    def lines(r: str, left: int) -> Iterator[tuple[int, ...]]:
        """Every line of a row that leaves nobody below zero."""
        known = cells[frozenset({("a", r)})]
        most = left if known is None else known
        spans = [
            range(least, most + 1) if cells[keys[r, c]] is None else (cells[keys[r, c]] or 0,)
            for c in columns
        ]
        free = [n for n, c in enumerate(columns) if cells[keys[r, c]] is None]
        if known is not None and free:  # the last free one follows from the others
            rest = [span if n != free[-1] else (0,) for n, span in enumerate(spans)]
            for line in itertools.product(*rest):
                last = known - sum(line)
                if last >= least:
                    yield (*line[: free[-1]], last, *line[free[-1] + 1 :])
        else:
            for line in itertools.product(*spans):
                if sum(line) <= left and fits(frozenset({("a", r)}), sum(line)):
                    yield line

    def below(at: int, sums: tuple[int, ...], made: dict[Key, int]) -> Iterator[dict[Key, int]]:
        tries[0] += 1
        if tries[0] > limit:
            raise OverflowError
        if at == len(rows):
            if sum(sums) == total and all(
                fits(frozenset({("b", c)}), value) for c, value in zip(columns, sums, strict=True)
            ):
                whole = {**made, frozenset(): total}
                whole |= {frozenset({("b", c)}): value for c, value in zip(columns, sums, strict=True)}
                yield whole
            return
        left = total - sum(sums)
        for line in lines(rows[at], left):
            grown = tuple(one + other for one, other in zip(sums, line, strict=True))
            if any(
                grown[n] > known
                for n, c in enumerate(columns)
                if (known := cells[frozenset({("b", c)})]) is not None
            ):
                continue
            row = {keys[rows[at], c]: value for c, value in zip(columns, line, strict=True)}
            row[frozenset({("a", rows[at])})] = sum(line)
            yield from below(at + 1, grown, {**made, **row})

    return below(0, (0,) * len(columns), {})


def ends(cells: dict[Key, int | None], least: int, limit: int = 200_000) -> dict[Key, tuple[int, int]] | None:
    """The least and the greatest value of every hidden cell over all tables that fit; None if too many."""
    found: dict[Key, tuple[int, int]] = {}
    hidden = [key for key, count in cells.items() if count is None]
    tables = grids(cells, least, limit)
    if tables is None:
        return None
    try:
        for table in tables:
            for key in hidden:
                low, high = found.get(key, (table[key], table[key]))
                found[key] = min(low, table[key]), max(high, table[key])
    except OverflowError:
        return None
    return found
