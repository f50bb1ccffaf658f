# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The cells of all tables that are to leave the house, each once, and how they add up. Pure.

A cell is known by its key, the set of its dimensions with their categories: in whichever tables it stands it
is one cell with one number. A total leaves a dimension out.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import combinations, product

import msgspec
import numpy as np

Key = frozenset[tuple[str, str]]
TOTAL: Key = frozenset()


class Zeros(StrEnum):
    """What a reader knows of cells in which nobody is."""

    PRINTED = "printed"
    """They are printed: a hidden cell holds at least one."""
    MERGED = "merged"
    """They are hidden like small numbers: a hidden cell may be empty."""


class Status(StrEnum):
    """What becomes of a cell."""

    PUBLISHED = "published"
    PRIMARY = "primary"
    """Hidden because it is small itself."""
    SECONDARY = "secondary"
    """Hidden so that no small one can be reckoned back."""


class Table(msgspec.Struct, frozen=True):
    """One table: its dimensions in their order and the categories of each."""

    name: str
    dimensions: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    within: Key = TOTAL
    """What the keys of all its cells have in common: the measure, the period."""
    threshold: int = 3
    zeros: Zeros = Zeros.PRINTED
    unprinted: frozenset[str] = frozenset()
    """Dimensions of whose categories an empty cell is not printed either."""

    def every_key(self) -> Iterable[Key]:
        """The keys of all cells, totals included."""
        sides = [
            [None, *((dimension, category) for category in categories)]
            for dimension, categories in zip(self.dimensions, self.categories, strict=True)
        ]
        for parts in product(*sides):
            yield self.within.union(part for part in parts if part is not None)

    def prints_zero(self, key: Key) -> bool:
        """Whether the table prints that nobody is in a cell."""
        return self.zeros is Zeros.PRINTED and not any(dimension in self.unprinted for dimension, _ in key)

    def inner_key(self, categories: Iterable[str]) -> Key:
        """The key of a cell that is no total."""
        return self.within.union(zip(self.dimensions, categories, strict=True))

    def parts(self, key: Key, dimension: str) -> list[Key]:
        """The cells that a total is the sum of, along a dimension that its key leaves out."""
        at = self.dimensions.index(dimension)
        return [key | {(dimension, category)} for category in self.categories[at]]


class Population(msgspec.Struct, frozen=True):
    """Tables that are all about the same people or events: what their keys have in common, and the tables whole."""

    within: Key
    tables: tuple[Table, ...]


class Problem(msgspec.Struct, frozen=True):
    """What is to be protected.

    ``counts`` and ``persons`` are by cell; ``sums`` are rows (total, parts) by places of cells. ``fixed`` cells were
    published before and stay so; ``bound`` ones are hidden whatever happens, and their counts are not known:
    what stands there is one possibility. ``latent`` ones are bound, stand in no table and are nobody's to protect: a
    quarter that was not released, what a year has beyond its largest quarter. ``spans`` are what earlier releases
    promised of their cells.
    """

    threshold: int
    tables: tuple[Table, ...]
    keys: tuple[Key, ...]
    counts: np.ndarray
    persons: np.ndarray
    is_events: np.ndarray
    thresholds: np.ndarray
    lows: np.ndarray
    """The least that a reader expects in a cell that is hidden."""
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    populations: tuple[Population, ...]
    overlaps: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    """What populations are about whose people are those of others, and what those are about."""
    fixed: frozenset[int] = frozenset()
    bound: frozenset[int] = frozenset()
    latent: frozenset[int] = frozenset()
    latent_tables: tuple[Table, ...] = ()
    was_primary: frozenset[int] = frozenset()
    spans: dict[int, int] = {}
    eased: dict[int, int] = {}
    """Spans of cells of which earlier releases leave less open than there should be."""
    vain: frozenset[int] = frozenset()
    """Cells that earlier releases tell whatever is hidden now."""
    complements: dict[int, tuple[Key, str]] = {}
    """Cells that no table lists: what is left of a total without one of its parts, and along which dimension."""

    def known(self) -> np.ndarray:
        """Which cells have a count that is known."""
        known: np.ndarray = ~self._marked(self.bound)
        return known

    def watched(self) -> np.ndarray:
        """Which cells are somebody's to protect, if they are hidden."""
        watched: np.ndarray = ~self._marked(self.latent)
        return watched

    def listed(self) -> np.ndarray:
        """Which cells stand in a table."""
        listed: np.ndarray = self.watched() & ~self._marked(self.complements)
        return listed

    def totals(self) -> np.ndarray:
        """Which cells are the grand total of a table."""
        wholes = {table.within for table in self.tables}
        return np.array([key in wholes for key in self.keys], bool)

    def primary(self) -> np.ndarray:
        """Which cells are hidden for their own sake."""
        small: np.ndarray = (self.persons < self.thresholds) & (
            (self.counts > 0) | ((self.lows == 0) & ~self.totals())
        )
        small[list(self.fixed)] = False
        for cell in self.bound:
            small[cell] = cell in self.was_primary
        return small

    def deniable(self) -> np.ndarray:
        """Which hidden cells must look as if they could be empty."""
        deniable: np.ndarray = self.primary() & (self.lows == 0) & self.listed()
        return deniable

    def always(self) -> np.ndarray:
        """Which cells are hidden whatever else is: the small ones and those whose counts are not known."""
        hidden: np.ndarray = self.primary() | self._marked(self.bound)
        return hidden

    def candidates(self) -> np.ndarray:
        """What may be hidden beside: nothing empty, nothing that is public already, and never the grand total."""
        candidate: np.ndarray = ~self.always() & (self.counts > 0) & ~self.totals()
        candidate[list(self.fixed | self.vain)] = False
        return candidate

    def span(self) -> np.ndarray:
        """How far apart the greatest and the least possible value of a hidden cell must lie."""
        least = self.thresholds - 1
        spans: np.ndarray = np.where(self.is_events, np.maximum(least, -(-self.counts // 5)), least)
        for cell, span in self.spans.items():
            spans[cell] = max(span, int(least[cell] if cell in self.bound else spans[cell]))
        for cell, span in self.eased.items():
            spans[cell] = span
        return spans

    def _marked(self, cells: Iterable[int]) -> np.ndarray:
        marked: np.ndarray = np.zeros(len(self.keys), bool)
        marked[list(cells)] = True
        return marked


def sums_of(tables: Sequence[Table], place: dict[Key, int]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """One row for each total: the sum along the first dimension that it leaves out in a table.

    Further ways to make the same total from the same table follow from these.
    """
    rows: dict[tuple[int, tuple[int, ...]], None] = {}
    for table in tables:
        for key in table.every_key():
            named = {dimension for dimension, _ in key}
            missing = next((dimension for dimension in table.dimensions if dimension not in named), None)
            if missing is not None:
                parts = tuple(place[part] for part in table.parts(key, missing))
                rows[place[key], parts] = None
    return tuple(rows)


class Clique(msgspec.Struct, frozen=True):
    """Dimensions whose joint table stands behind several tables, with its size."""

    dimensions: tuple[str, ...]
    size: int
    categories: tuple[tuple[str, ...], ...] = ()


def cliques_of(tables: Sequence[Table], *, has_tables: bool = False) -> list[Clique]:
    """The joint tables that decide whether tables can belong to one population.

    Tables that share dimensions are parts of one population. Whether whole numbers in them fit together can be
    decided on the cliques of a chordal graph over the dimensions: where two cliques agree on what they share,
    their persons can be joined one by one. Only cliques that are no table themselves are returned,
    unless those are wanted as well.
    """
    sides = {
        dimension: categories
        for table in tables
        for dimension, categories in zip(table.dimensions, table.categories, strict=True)
    }
    sizes = {dimension: len(side) for dimension, side in sides.items()}
    near: dict[str, set[str]] = {dimension: set() for dimension in sizes}
    for table in tables:
        for one, other in combinations(table.dimensions, 2):
            near[one].add(other)
            near[other].add(one)
    found: list[set[str]] = []
    left = {dimension: set(others) for dimension, others in near.items()}
    while left:
        chosen = min(left, key=lambda d: (_fill(left, d), _weight(sizes, left[d] | {d}), d))
        clique = left[chosen] | {chosen}
        for one, other in combinations(left[chosen], 2):
            left[one].add(other)
            left[other].add(one)
        for other in left.pop(chosen):
            left[other].discard(chosen)
        if not any(clique <= known for known in found):
            found.append(clique)
    shapes = [set(table.dimensions) for table in tables]
    return [
        Clique(tuple(sorted(clique)), _weight(sizes, clique), tuple(sides[name] for name in sorted(clique)))
        for clique in found
        if has_tables or not any(clique <= shape for shape in shapes)
    ]


def _fill(near: dict[str, set[str]], dimension: str) -> int:
    return sum(other not in near[one] for one, other in combinations(near[dimension], 2))


def _weight(sizes: dict[str, int], dimensions: Iterable[str]) -> int:
    total = 1
    for dimension in dimensions:
        total *= sizes[dimension]
    return total
