# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""All but one group: where a part and its whole are both printed, what is left between them must not be few. Pure.

A table about women and one about everybody tell of the men, without any table of men. Where the difference of two such
cells is small, the one that is new is hidden for its own sake, like a small number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Pairs = frozenset[tuple[str, str]]
ALWAYS = frozenset({"measure", "year", "half", "quarter", "month", "edition"})
"""What every table says of itself; everything else in ``within`` narrows it to a part of the people."""


def without_small_rests(
    tables: Sequence[Mapping[str, Any]], released: Iterable[Mapping[str, Any]], threshold: int
) -> list[dict[str, Any]]:
    """The tables with every cell marked to be hidden that would leave a small rest beside a printed one."""
    printed = dict(_cells(released))
    new = dict(_cells(tables))
    every = {**printed, **new}
    narrowed = {key: parts for key, parts in _parts(tables, released).items() if parts}
    marked: set[Pairs] = set()
    for key, parts in narrowed.items():
        for part in parts:
            whole = key - part
            if whole not in every or key not in every:
                continue
            if 0 < every[whole] - every[key] < threshold and every[key]:
                marked.add(key if key in new else whole)
    return [_marked(table, marked & new.keys()) for table in tables] if marked else [dict(t) for t in tables]


def _cells(tables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Pairs, int]]:
    """Every cell that has a number, by all that is said of it."""
    for table in tables:
        within = frozenset(dict(table.get("within", {})).items())
        for cell in table["cells"]:
            if cell.get("count") is not None:
                yield within | frozenset(cell["key"].items()), int(cell["count"])


def _parts(*some: Iterable[Mapping[str, Any]]) -> dict[Pairs, set[Pairs]]:
    """For each cell of a narrowed table the ways to leave its narrowing out."""
    found: dict[Pairs, set[Pairs]] = {}
    for tables in some:
        for table in tables:
            filters = [pair for pair in dict(table.get("within", {})).items() if pair[0] not in ALWAYS]
            ways = _subsets(filters)
            if not ways:
                continue
            within = frozenset(dict(table["within"]).items())
            for cell in table["cells"]:
                found.setdefault(within | frozenset(cell["key"].items()), set()).update(ways)
    return found


def _subsets(pairs: Sequence[tuple[str, str]]) -> list[Pairs]:
    ways: list[Pairs] = [frozenset()]
    for pair in pairs:
        ways += [way | {pair} for way in ways]
    return [way for way in ways if way]


def _marked(table: Mapping[str, Any], marked: set[Pairs]) -> dict[str, Any]:
    """A table in which some cells are to be hidden for their own sake, as if they were small."""
    within = frozenset(dict(table.get("within", {})).items())
    cells = [
        {**cell, "status": "primary"} if within | frozenset(cell["key"].items()) in marked else dict(cell)
        for cell in table["cells"]
    ]
    return {**table, "cells": cells}
