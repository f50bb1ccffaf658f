# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks that people can stand behind all tables of a witness at once. Pure, without a solver.

Tables about the same people, and the joint tables that the proof adds, must be such that they can be joined one
after the other, and must agree wherever they meet. A table of a part of the year, or with a category that stands
for others, must be what a joint table makes of it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from beratung.reports.protection.checking_cells import (
    MONTHS,
    Cells,
    Counts,
    Key,
    Listing,
    months_of,
    need,
    pairs_of,
    whole,
)

Shape = frozenset[str]


class People:
    """Everything that is about the same people or events, and the joint tables that a proof adds."""

    def __init__(self, cells: Cells, joints: list[dict[str, Any]]) -> None:
        self.cells = cells
        self.joints = joints
        self.tables: dict[Key, dict[Shape, Listing]] = {}
        self.coarse: list[tuple[Key, Shape, Listing]] = []
        for table in cells.tables:
            self._place(table)
        self.added: dict[Key, list[int]] = {}
        for number, joint in enumerate(joints):
            self.added.setdefault(pairs_of(joint["within"]), []).append(number)
        for within, numbers in self.added.items():
            need(within in self.tables, f"certificate.joint[{numbers[0]}].within")
        for within, tables in self.tables.items():
            shapes = [*tables, *(frozenset(joints[n]["dimensions"]) for n in self.added.get(within, []))]
            need(is_tree(shapes), "certificate.joint")

    def _place(self, table: Listing) -> None:
        unit = self.cells.unit(table.base) if self.cells.adds_up(table) else ""
        within = table.base if unit else table.within
        time = [d for d, _ in table.within if d in MONTHS] if unit else []
        shape = frozenset(unit if unit and d in MONTHS else d for d in [*table.dimensions, *time])
        split = {d: self.cells.split(table.base, d) for d in table.dimensions}
        is_coarse = any(name in split[d] for d in table.dimensions for name in table.named(d))
        tables = self.tables.setdefault(within, {})
        if is_coarse or time or shape != frozenset(table.dimensions):
            self.coarse.append((within, shape, table))
        else:
            tables.setdefault(shape, table)

    def check(self, number: int, table: Counts, place: str) -> None:
        """Check the people behind one witness."""
        joined = [self._counts(joint, number, place) for joint in self.joints]
        for within, tables in self.tables.items():
            edges: list[tuple[Shape, Counts | None]] = [(shape, None) for shape in tables]
            edges += [
                (frozenset(self.joints[n]["dimensions"]), joined[n]) for n in self.added.get(within, [])
            ]
            for (one, its), (other, others) in combinations(edges, 2):
                if its is None and others is None:
                    continue  # two tables share their very cells
                shared = one & other
                left = self._margin(within, shared, its, table)
                need(left == self._margin(within, shared, others, table), place)
        self._overlaps(joined, place)
        for within, shape, listing in self.coarse:
            behind = next(
                (joined[n] for n in self.added.get(within, []) if shape <= set(self.joints[n]["dimensions"])),
                None,
            )
            need(behind is not None, "certificate.joint")
            self._sums(listing, behind or {}, table, place)

    def _overlaps(self, joined: list[Counts], place: str) -> None:
        """Of each kind of person a year has at least as many as any of its parts, and at most as many as all."""
        shapes = [(pairs_of(j["within"]), frozenset(j["dimensions"])) for j in self.joints]
        behind = dict(zip(shapes, joined, strict=True))
        for whole_, parts in self.cells.overlaps:
            for shape in [shape for within, shape in shapes if within == whole_]:
                there = [(part, behind[part, shape]) for part in parts if (part, shape) in behind]
                every, seen = behind[whole_, shape], Counter[Key]()
                for part, counts in there:
                    for key, count in counts.items():
                        same = (key - part) | whole_
                        need(count <= every.get(same, 0), place)
                        seen[same] += count
                if len(there) == len(parts):
                    need(all(count <= seen[key] for key, count in every.items()), place)

    def _counts(self, joint: dict[str, Any], number: int, place: str) -> Counts:
        within = pairs_of(joint["within"])
        base = frozenset(pair for pair in within if pair[0] not in MONTHS)
        dimensions = joint["dimensions"]
        known = {d: self._categories(base, d) for d in dimensions}
        counts: Counts = {}
        for *categories, count in joint["cells"][number]:
            key = within.union(zip(dimensions, categories, strict=True))
            need(len(key) == len(dimensions) + len(within) and key not in counts, place)
            need(all(c in known[d] for d, c in zip(dimensions, categories, strict=True)), place)
            counts[key] = whole(count, place, 1)
        return counts

    def _categories(self, base: Key, dimension: str) -> dict[str, None]:
        if dimension in MONTHS and self.cells.unit(base):
            return dict.fromkeys(self.cells.units(base, dimension))
        return self.cells.finest(base, dimension)

    def _sums(self, listing: Listing, behind: Counts, table: Counts, place: str) -> None:
        """Every cell of a coarse table is the number of people behind it."""
        found: Counts = {}
        split = {d: self.cells.split(listing.base, d) for d in listing.dimensions}
        named = {d: listing.named(d) for d in listing.dimensions}
        unit = self.cells.unit(listing.base) if self.cells.adds_up(listing) else ""
        for key, count in behind.items():
            person = dict(key)
            if unit and unit in person and not months_of(unit, person[unit]) <= listing.months:
                continue
            pairs = []
            for dimension in listing.dimensions:
                if unit and dimension in MONTHS:
                    months = months_of(unit, person[unit])
                    own = next(
                        c
                        for c in self.cells.units(listing.base, dimension)
                        if months <= months_of(dimension, c)
                    )
                else:
                    own = person[dimension]
                    over = (
                        n for n, parts in split[dimension].items() if own in parts and n in named[dimension]
                    )
                    own = next(over, own)
                pairs.append((dimension, own))
            inner = listing.within.union(pairs)
            found[inner] = found.get(inner, 0) + count
        for key in self.cells.keys(listing):
            if len(key) == len(listing.dimensions) + len(listing.within):
                need(table[key] == found.get(key, 0), place)

    def _margin(self, within: Key, shared: Shape, counts: Counts | None, table: Counts) -> Counts:
        """The counts over some dimensions, empty ones left out."""
        found: Counts = {}
        if counts is None:
            for key in self._keys(within, shared):
                if table[key]:
                    found[key] = table[key]
            return found
        for key, count in counts.items():
            part = within.union(pair for pair in key if pair[0] in shared)
            found[part] = found.get(part, 0) + count
        return found

    def _keys(self, within: Key, dimensions: Shape) -> Iterator[Key]:
        base = frozenset(pair for pair in within if pair[0] not in MONTHS)
        names = sorted(dimensions)
        for chosen in product(*(self._categories(base, name) for name in names)):
            yield within.union(zip(names, chosen, strict=True))


def is_tree(edges: list[Shape]) -> bool:
    """Whether sets of dimensions can be joined one by one: what one shares with the rest lies within another."""
    left = [set(edge) for edge in edges]
    while len(left) > 1:
        for at, edge in enumerate(left):
            rest = left[:at] + left[at + 1 :]
            shared = edge & set().union(*rest)
            if any(shared <= other for other in rest):
                left.pop(at)
                break
        else:
            return False
    return True
