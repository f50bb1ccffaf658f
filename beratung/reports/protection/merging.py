# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which categories to merge where hiding alone does not help. Pure."""

import msgspec

from beratung.reports.protection.problem import Key, Problem

MOST = 5


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
    for place, key in enumerate(problem.keys):
        inside = [(d, c) for d, c in _pairs(key) if c in found.get(d, ())]
        if len(inside) == 1:
            ((dimension, category),) = inside
            found[dimension][category] = max(found[dimension][category], int(problem.counts[place]))
    return found


def _pairs(key: Key) -> list[tuple[str, str]]:
    return sorted(key)
