# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which tables are about the same people, with which categories, and which tables nobody made stand between them. Pure.

A context is what tables are about apart from the part of the year: one measure of one year. Within it, parts of
the year add up unless persons overlap. Where a table has a part of the year, or a category that stands for others, a
latent table has the finest parts instead: of its cells nobody knows more than the sums.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

import msgspec

from beratung.domain.errors import N_, BadInput
from beratung.reports.protection.links import TIMES, YEAR, Links, TwoPeriods, months_of, split_time, units
from beratung.reports.protection.listing import MOST_CELLS, Listed, TooManyCells
from beratung.reports.protection.problem import Key, Population, Table

KeyRow = tuple[Key, tuple[Key, ...]]


class CountedTwice(BadInput):
    """A table that lists a category and another one that contains it."""

    message = N_("%(place)s: this category is already counted within another one of the same table.")


class World(msgspec.Struct, frozen=True):
    """All tables with their categories, the latent ones, the populations, and rows (total, parts) between tables."""

    tables: tuple[Table, ...]
    latent: tuple[Table, ...]
    populations: tuple[Population, ...]
    rows: tuple[KeyRow, ...]


def world_of(listed: list[Listed], links: Links) -> World:
    """Find the contexts of all tables; raises BadInput."""
    contexts: dict[Key, list[int]] = {}
    for number, table in enumerate(listed):
        contexts.setdefault(split_time(table.within, f"{table.place}.within")[0], []).append(number)
    tables: dict[int, Table] = {}
    latent: dict[Table, None] = {}
    populations: list[Population] = []
    rows: dict[KeyRow, None] = {}
    cells = 0
    for base, numbers in contexts.items():
        context = _Context(base, [listed[number] for number in numbers], links)
        tables.update(zip(numbers, context.tables, strict=True))
        latent.update(dict.fromkeys(context.latent))
        populations += context.populations()
        cells += context.size()
        if cells > MOST_CELLS:
            raise TooManyCells(place="tables", cells=cells, limit=MOST_CELLS)
        rows.update(dict.fromkeys(context.rows()))
    return World(
        tuple(tables[number] for number in range(len(listed))), tuple(latent), tuple(populations), tuple(rows)
    )


class _Context:
    def __init__(self, base: Key, listed: list[Listed], links: Links) -> None:
        self.base = base
        self.links = links
        self.listed = listed
        named: dict[str, set[str]] = {}
        for table in listed:
            for cell in table.cells:
                for dimension, category in cell.key:
                    if dimension in table.dimensions:
                        named.setdefault(dimension, set()).add(category)
        self.wholes = {d: self._wholes(d, names) for d, names in named.items()}
        self.finest = {d: self._finest(d, names) for d, names in named.items()}
        self.adding = [table for table in listed if table.within not in links.overlapping()]
        self.unit = self._unit()
        if self.unit:
            written = {c for t in self.adding for d, c in (*t.within,) if d == self.unit}
            self.finest[self.unit] = units(self.unit, written | named.get(self.unit, set()))
        self.tables = [self._table(table) for table in listed]
        self.finer = [self._finer(table) for table in self.tables]

    # Categories.

    def _wholes(self, dimension: str, names: set[str]) -> dict[str, tuple[str, ...]]:
        """Categories that stand for others of which something is said in another place."""
        merged = self.links.merged.get(dimension, {})
        parts = {name: set(merged.get(name, (name,))) for name in names}
        return {
            name: merged[name]
            for name in sorted(names & merged.keys())
            if any(parts[name] & parts[other] for other in names - {name})
        }

    def _finest(self, dimension: str, names: set[str]) -> tuple[str, ...]:
        wholes = self.wholes[dimension]
        return tuple(sorted((names - wholes.keys()) | {part for parts in wholes.values() for part in parts}))

    def _table(self, table: Listed) -> Table:
        sides = []
        for dimension in table.dimensions:
            own = {c for cell in table.cells for d, c in cell.key if d == dimension}
            sides.append(self._side(table, dimension, own))
        return Table(
            table.name,
            table.dimensions,
            tuple(sides),
            table.within,
            table.threshold,
            table.zeros,
            table.unprinted,
        )

    def _side(self, table: Listed, dimension: str, own: set[str]) -> tuple[str, ...]:
        """The categories of a dimension in one table."""
        if self.unit and dimension in TIMES:
            return units(dimension, own | set(self.finest.get(dimension, ())))
        wholes = {name: parts for name, parts in self.wholes.get(dimension, {}).items() if name in own}
        inside = [part for parts in wholes.values() for part in parts]
        if len(set(inside)) < len(inside) or own & set(inside):
            at = next(n for n, cell in enumerate(table.cells) if (dimension, _first(own, inside)) in cell.key)
            raise CountedTwice(place=f"{table.place}.cells[{at}].key.{dimension}")
        return tuple(sorted((set(self.finest.get(dimension, ())) - set(inside)) | wholes.keys()))

    # Parts of the year.

    def _unit(self) -> str:
        """The finest part of the year that anything is said of; none if no table's time lies within another's."""
        spans = set()
        found: set[str] = set()
        for table in self.adding:
            times = [d for d in table.dimensions if d in TIMES]
            _, time = split_time(table.within, f"{table.place}.within")
            if len(times) + len(time) > 1:
                raise TwoPeriods(place=f"{table.place}.within")
            found |= {*times, *(d for d, _ in time)}
            spans.add(next((months_of(*pair) or YEAR for pair in time), YEAR))
        if not any(one < other for one in spans for other in spans):
            return ""
        for table in self.adding:  # a dimension of time has the parts of a year as its categories
            for cell in table.cells:
                if any(d in TIMES and months_of(d, c) is None for d, c in cell.key):
                    raise TwoPeriods(place=f"{cell.place}.key")
        return max(found, key=TIMES.index)

    # Latent tables.

    def _finer(self, table: Table) -> Table | None:
        """The table with the finest parts in place of its own; None if it has them itself."""
        time = [d for d, _ in table.within if d in TIMES and self._adds(table)]
        dimensions = [self.unit if self._adds(table) and d in TIMES else d for d in table.dimensions]
        dimensions += [self.unit for _ in time]
        has_wholes = any(
            name in self.wholes.get(d, {})
            for d, side in zip(table.dimensions, table.categories, strict=True)
            for name in side
        )
        if tuple(dimensions) == table.dimensions and not has_wholes:
            return None
        within = self.base if self._adds(table) else table.within
        sides = tuple(tuple(self.finest.get(d, ())) for d in dimensions)
        return Table("", tuple(dimensions), sides, within)

    def _adds(self, table: Table) -> bool:
        return bool(self.unit) and table.within not in self.links.overlapping()

    @property
    def latent(self) -> list[Table]:
        """The latent tables, each once."""
        found: dict[tuple[Key, frozenset[str]], Table] = {}
        for table in self.finer:
            if table is not None:
                found.setdefault((table.within, frozenset(table.dimensions)), table)
        return list(found.values())

    def size(self) -> int:
        """How many cells all tables have, the latent ones included."""
        every = (*self.tables, *self.latent)
        return sum(prod(len(side) + 1 for side in table.categories) for table in every)

    def rows(self) -> Iterable[KeyRow]:
        """Each cell of a table that has a latent one is the sum of its finest parts."""
        for table, finer in zip(self.tables, self.finer, strict=True):
            if finer is None:
                continue
            for key in table.every_key():
                parts = tuple(self._parts(key, is_adding=self._adds(table)))
                if parts != (key,):
                    yield key, parts

    def _parts(self, key: Key, *, is_adding: bool) -> Iterable[Key]:
        sides = []
        for dimension, category in sorted(key):
            names: tuple[str, ...] = self.wholes.get(dimension, {}).get(category, (category,))
            if is_adding and dimension in TIMES and dimension != self.unit:
                months = months_of(dimension, category) or YEAR
                names = tuple(
                    n for n in self.finest[self.unit] if (months_of(self.unit, n) or YEAR) <= months
                )
                dimension = self.unit  # noqa: PLW2901 - the same part of the year in finer words
            sides.append([(dimension, name) for name in names])
        for chosen in product(*sides):
            yield frozenset(chosen)

    def populations(self) -> Iterable[Population]:
        """The whole tables by what they are about."""
        found: dict[Key, list[Table]] = {}
        for table, finer in zip(self.tables, self.finer, strict=True):
            whole = finer or table
            found.setdefault(whole.within, []).append(whole)
        for within, tables in found.items():
            yield Population(within, tuple(tables))


def _first(own: set[str], inside: list[str]) -> str:
    """A category that is counted twice."""
    twice = own & set(inside)
    return min(twice) if twice else min(own)


def is_slack(key: Key) -> bool:
    """Whether a cell is what is left between two others."""
    return any(dimension == "~" for dimension, _ in key)


def slack_rows(
    links: Links, keys: dict[Key, int], tables: Sequence[Table]
) -> list[tuple[Key, tuple[Key, ...]]]:
    """Rows that say which cells are at most as great as others; what is left between them is a latent cell."""
    about: dict[Key, dict[Key, None]] = {}
    for table in tables:
        about.setdefault(table.within, {}).update(dict.fromkeys(table.every_key()))
    rows: list[KeyRow] = []

    def rest(key: Key, *words: object) -> Key:
        return key | {("~", " ".join(str(word) for word in words))}

    for number, overlap in enumerate(links.overlaps):
        for key in about.get(overlap.whole, {}):
            parts = [(key - overlap.whole) | part for part in overlap.parts]
            there = [part for part in parts if part in keys]
            rows += [(key, (part, rest(key, "beyond", number, n))) for n, part in enumerate(there)]
            if len(there) == len(parts):
                every = rest(key, "all", number)
                rows += [(every, tuple(parts)), (every, (key, rest(key, "again", number)))]
    for number, limit in enumerate(links.limits):
        for key in _keys_about(limit.lesser, [t for t in tables if t.within != limit.greater]):
            greater = (key - limit.lesser) | limit.greater
            if greater in keys:
                rows.append((greater, (key, rest(key, "left", number))))
    return rows


def _keys_about(within: Key, tables: Iterable[Table]) -> dict[Key, None]:
    """The cells that are about something, also as a category of a table about more."""
    return {
        key: None
        for table in tables
        if table.within <= within and {d for d, _ in within - table.within} <= set(table.dimensions)
        for key in table.every_key()
        if within <= key
    }
