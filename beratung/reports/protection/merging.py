# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which categories to merge where hiding alone does not help, and what merged tables look like. Pure."""

from typing import Any

import msgspec
import numpy as np

from beratung.domain.errors import N_, BadInput
from beratung.reports.protection.problem import Key, Problem

MOST = 5
RARE = 0.5
"""Of a rare category at least this share of its cells is small."""


class LabelTaken(BadInput):
    """A name for merged categories that another category has."""

    message = N_("%(place)s: there is already a category of this name. Please choose another one.")


class Merge(msgspec.Struct, frozen=True):
    """Categories of one dimension that had better be one."""

    dimension: str
    categories: tuple[str, ...]


def merges_for(problem: Problem, cells: list[int]) -> list[Merge]:
    """For each dimension of the cells: their rare categories together with the next larger one.

    Where a grand total itself is small, all categories of each dimension.
    """
    sizes = _sizes(problem)
    named: dict[str, set[str]] = {}
    for cell in cells:
        for dimension, category in problem.keys[cell]:
            if category in sizes.get(dimension, ()):  # what the whole table is about cannot be merged
                named.setdefault(dimension, set()).add(category)
    if not named:
        return [Merge(dimension, tuple(sorted(size))) for dimension, size in sorted(sizes.items())]
    found = []
    for dimension, categories in sorted(named.items()):
        order = sorted(sizes[dimension], key=lambda name: (sizes[dimension][name], name))
        others = [name for name in order if name not in categories and sizes[dimension][name]]
        rarest = [name for name in order if name in categories][:MOST]
        if len(rarest) + len(others[:1]) > 1:
            found.append(Merge(dimension, (*rarest, *others[:1])))
    most = max((len(sizes[merge.dimension]) for merge in found), default=0)
    # the finest dimension first: there a merge costs least
    return sorted(found, key=lambda merge: (most - len(sizes[merge.dimension]), merge.dimension))


def words_of(merges: list[Merge]) -> str:
    """Merges as they stand in a sentence."""
    return "; ".join(f"{merge.dimension}: {', '.join(merge.categories)}" for merge in merges)


def _sizes(problem: Problem) -> dict[str, dict[str, int]]:
    """By dimension and category how many there are."""
    found: dict[str, dict[str, int]] = {
        dimension: dict.fromkeys(names, 0)
        for table in problem.tables
        for dimension, names in zip(table.dimensions, table.categories, strict=True)
    }
    listed = problem.listed()
    for place, key in enumerate(problem.keys):
        if not listed[place]:
            continue
        inside = [(d, c) for d, c in _pairs(key) if c in found.get(d, ())]
        if len(inside) == 1:
            ((dimension, category),) = inside
            found[dimension][category] = max(found[dimension][category], int(problem.counts[place]))
    return found


def _pairs(key: Key) -> list[tuple[str, str]]:
    return sorted(key)


def rare_ones(problem: Problem, tables: int) -> list[Merge]:
    """For each dimension of the first tables the categories that are mostly small, where there are two at least."""
    place = {key: at for at, key in enumerate(problem.keys)}
    small, cells = dict[tuple[str, str], int](), dict[tuple[str, str], int]()
    primary = problem.primary()
    for table in problem.tables[:tables]:
        for key in table.every_key():
            for pair in key - table.within:
                at = place[key]
                cells[pair] = cells.get(pair, 0) + int(problem.counts[at] > 0)
                small[pair] = small.get(pair, 0) + int(primary[at])
    sizes = _sizes(problem)
    found: dict[str, list[str]] = {}
    for (dimension, category), count in small.items():
        if count and count >= RARE * cells[dimension, category]:
            found.setdefault(dimension, []).append(category)
    return [
        Merge(dimension, tuple(sorted(names, key=lambda name: (sizes[dimension][name], name))))
        for dimension, names in sorted(found.items())
        if len(names) > 1
    ]


def merged(value: dict[str, Any], merge: Merge, label: str) -> dict[str, Any]:
    """The document with some categories counted as one; earlier releases know what it stands for."""
    one = set(merge.categories)
    tables = []
    for number, table in enumerate(value["tables"]):
        if merge.dimension not in table["dimensions"]:
            tables.append(table)
            continue
        has_label = any(cell["key"].get(merge.dimension) == label for cell in table["cells"])
        if has_label and (label not in one or value.get("released")):
            raise LabelTaken(place=f"tables[{number}]")
        tables.append({**table, "cells": _together(table, merge.dimension, one, label)})
    stands = {**value.get("merged", {})}
    if label not in one:
        stands[merge.dimension] = {**stands.get(merge.dimension, {}), label: list(merge.categories)}
    return {**value, "tables": tables, "merged": stands}


def _together(table: dict[str, Any], dimension: str, one: set[str], label: str) -> list[dict[str, Any]]:
    cells = table["cells"]
    are_persons = all(cell.get("persons") in {None, cell["count"]} for cell in cells)
    found: dict[Key, dict[str, Any]] = {}
    for cell in cells:
        key = dict(cell["key"])
        if key.get(dimension) in one:
            key[dimension] = label
        mine = found.setdefault(frozenset(key.items()), {"key": key, "count": 0, "persons": 0})
        persons = cell["count"] if cell.get("persons") is None else cell["persons"]
        mine["count"] += cell["count"]
        # somebody may be in several categories: sure are only as many as in the largest
        mine["persons"] = mine["persons"] + persons if are_persons else max(mine["persons"], persons)
    return [
        cell if not are_persons else {"key": cell["key"], "count": cell["count"]} for cell in found.values()
    ]


class Effect(msgspec.Struct, frozen=True):
    """How many cells of the tables are hidden, of how many; and how many persons or events those stand for."""

    cells: int
    hidden: int
    counted: int
    counted_hidden: int

    @property
    def share(self) -> float:
        """The share of cells that is hidden, of those in which anybody is."""
        return self.hidden / self.cells if self.cells else 0.0


def effect_of(problem: Problem, hidden: np.ndarray, tables: int) -> Effect:
    """What hiding costs the first tables: each cell once, totals included."""
    keys = {key for table in problem.tables[:tables] for key in table.every_key()}
    inner = {
        key
        for table in problem.tables[:tables]
        for key in table.every_key()
        if len(key) == len(table.dimensions) + len(table.within)
    }
    is_mine = np.array([key in keys for key in problem.keys], bool) & (problem.counts > 0)
    is_inner = np.array([key in inner for key in problem.keys], bool)
    return Effect(
        cells=int(is_mine.sum()),
        hidden=int((is_mine & hidden).sum()),
        counted=int(problem.counts[is_mine & is_inner].sum()),
        counted_hidden=int(problem.counts[is_mine & is_inner & hidden].sum()),
    )
