# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The cells of a protected file as its proof is checked: listed anew, apart from the code that protected them. Pure."""

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import product
from typing import Any, Concatenate, ParamSpec, TypeVar

Key = frozenset[tuple[str, str]]
Counts = dict[Key, int]
MONTHS = {"half": 6, "quarter": 3, "month": 1}
"""How many months a part of the year has."""


P = ParamSpec("P")
R = TypeVar("R")


def cached(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Keep what a method without side effects returns, with the object that it belongs to."""

    @wraps(method)
    def kept(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:  # noqa: ANN401
        known: dict[Any, R] = self.__dict__.setdefault(f"_{method.__name__}_kept", {})
        if args not in known:
            known[args] = method(self, *args, **kwargs)
        return known[args]

    return kept


class Refuted(Exception):
    """The proof does not hold at a place."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def need(holds: bool, place: str) -> None:
    """Refuse the proof unless something holds."""
    if not holds:
        raise Refuted(place)


def whole(value: object, place: str, least: int = 0) -> int:
    """A whole number that is not too small."""
    if type(value) is not int or value < least:
        raise Refuted(place)
    return value


def pairs_of(entry: dict[str, str]) -> Key:
    """A key as it stands in a file."""
    return frozenset(entry.items())


class Listing:
    """One table of a file, of this release or an earlier one."""

    def __init__(
        self, table: dict[str, Any], document: dict[str, Any], place: str, *, is_current: bool
    ) -> None:
        self.place = place
        self.name: str = table["name"]
        self.is_current = is_current
        self.dimensions: list[str] = table["dimensions"]
        self.within = pairs_of(table.get("within") or {})
        names = [*self.dimensions, *(dimension for dimension, _ in self.within)]
        need(len(set(names)) == len(names), f"{place}.dimensions")
        need(document.get("insider", False) in {True, False}, "insider")
        own = table.get("threshold")
        threshold = whole(document["threshold"] if own is None else own, f"{place}.threshold", 2)
        self.threshold = threshold + (document.get("insider") is True)
        zeros = table.get("zeros") or document["zeros"]
        need(zeros in {"printed", "merged"}, f"{place}.zeros")
        self._zeros = zeros
        self._unprinted = (
            set(document.get("sensitive") or []) if document.get("hide_sensitive") is True else set()
        )
        self.cells: dict[Key, dict[str, Any]] = {}
        for number, cell in enumerate(table["cells"]):
            key = pairs_of(cell["key"]) | self.within
            inner = {dimension for dimension, _ in key - self.within}
            need(inner <= set(self.dimensions), f"{place}.cells[{number}].key")
            need(key not in self.cells, f"{place}.cells[{number}].key")
            self.cells[key] = {**cell, "place": f"{place}.cells[{number}]"}

    def prints_zero(self, key: Key) -> bool:
        """Whether the table prints that nobody is in a cell."""
        return self._zeros == "printed" and all(dimension not in self._unprinted for dimension, _ in key)

    def named(self, dimension: str) -> set[str]:
        """The categories of a dimension that the table lists."""
        return {category for key in self.cells for name, category in key if name == dimension}

    @property
    def base(self) -> Key:
        """What the table is about apart from the part of the year."""
        return frozenset(pair for pair in self.within if pair[0] not in MONTHS)

    @property
    def months(self) -> frozenset[int]:
        """The months that the table is about."""
        found = [months_of(dimension, category) for dimension, category in self.within - self.base]
        need(len(found) <= 1, f"{self.place}.within")
        return found[0] if found else frozenset(range(1, 13))


def months_of(dimension: str, category: str) -> frozenset[int]:
    """The months of a part of the year."""
    length, number = MONTHS[dimension], int(category)
    need(0 < number <= 12 // length, "within")
    return frozenset(range(number * length - length + 1, number * length + 1))


class Cells:
    """Every cell once, with its status and what must hold for it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.merged: dict[str, dict[str, set[str]]] = {}
        self.overlaps: list[tuple[Key, list[Key]]] = []
        self.at_most: list[tuple[Key, Key]] = []
        self.sensitive: list[str] | None = document.get("sensitive")
        self.tables = list(self._listings(document))
        self.published: Counts = {}
        self.current: dict[Key, str] = {}
        self.earlier: dict[Key, str] = {}
        self.thresholds: dict[Key, int] = {}
        self.printed: set[Key] = set()
        self.public: set[Key] = set()
        """What left the house, as far as it was read."""
        self.sums: list[tuple[Key, list[Key]]] = []
        self.limits: list[tuple[Key, list[Key]]] = []
        for table in self.tables:
            self._statuses(table)
        for table in self.tables:
            self._needs(table)
        self.status = {**self.earlier, **self.current}
        for table in self.tables:
            self._published(table)
            self._sums(table)
        self._links()

    def least(self, key: Key) -> int:
        """The least that a reader expects in a cell that is hidden."""
        return 1 if key in self.printed else 0

    # What is listed.

    def _listings(self, document: dict[str, Any]) -> Iterator[Listing]:
        releases = document.get("released") or []
        for where, one in [
            ("", document),
            *((f"released[{n}].", release) for n, release in enumerate(releases)),
        ]:
            for number, table in enumerate(one["tables"]):
                yield Listing(table, one, f"{where}tables[{number}]", is_current=one is document)
            for entry in one.get("overlaps") or []:
                self.overlaps.append((pairs_of(entry["whole"]), [pairs_of(part) for part in entry["parts"]]))
            for entry in one.get("at_most") or []:
                self.at_most.append((pairs_of(entry["lesser"]), pairs_of(entry["greater"])))
            for dimension, wholes in (one.get("merged") or {}).items():
                for name, parts in wholes.items():
                    mine = self.merged.setdefault(dimension, {}).setdefault(name, set(parts))
                    need(mine == set(parts), f"{where}merged.{dimension}.{name}")

    def _statuses(self, table: Listing) -> None:
        for key, cell in table.cells.items():
            status, place = cell["status"], cell["place"]
            is_hidden = status in {"primary", "secondary"}
            need(is_hidden or status == "published", f"{place}.status")
            need(not is_hidden or (cell["count"] is None and cell["persons"] is None), f"{place}.count")
            mine = self.current if table.is_current else self.earlier
            need(not table.is_current or mine.get(key, status) == status, f"{place}.status")
            if mine.get(key) != "published":  # of two earlier files, what one published is published
                mine[key] = status

    def _needs(self, table: Listing) -> None:
        for key in self.keys(table):
            self.thresholds[key] = max(self.thresholds.get(key, 2), table.threshold)
            if table.prints_zero(key):
                self.printed.add(key)

    def _published(self, table: Listing) -> None:
        for key, cell in table.cells.items():
            place = cell["place"]
            if not table.is_current and cell["status"] == "published":
                need(self.current.get(key, "published") == "published", f"{place}.status")
            if cell["status"] != "published":
                continue
            count = whole(cell["count"], f"{place}.count")
            persons = whole(cell["persons"], f"{place}.persons")
            need(persons <= count and (persons > 0 or count == 0), f"{place}.persons")
            if not table.is_current:
                is_empty_fit = table.prints_zero(key) or key == table.within or key in self.public
                self._must_be_fit(cell, table.threshold, is_empty_fit=is_empty_fit)
                self.public.add(key)
            elif self.earlier.get(key) != "published":  # what is public already is no secret
                is_empty_fit = key in self.printed or key == table.within
                self._must_be_fit(cell, self.thresholds[key], is_empty_fit=is_empty_fit)
            need(self.published.setdefault(key, count) == count, f"{place}.count")

    @staticmethod
    def _must_be_fit(cell: dict[str, Any], threshold: int, *, is_empty_fit: bool) -> None:
        """A published cell is neither small nor an empty one that should be hidden."""
        need(not 0 < cell["persons"] < threshold, f"{cell['place']}.count")
        need(cell["count"] > 0 or is_empty_fit, f"{cell['place']}.count")

    def _sums(self, table: Listing) -> None:
        """Every total with its parts along the first dimension that it leaves out; every cell must be listed."""
        for key in self.keys(table):
            if key not in self.status:  # a category that other tables named: nobody is in it here
                need(table.prints_zero(key), f"{table.place}.cells")
                self.status[key], self.published[key] = "published", 0
            named = {dimension for dimension, _ in key}
            missing = next((dimension for dimension in table.dimensions if dimension not in named), None)
            if missing is not None:
                parts = [key | {(missing, category)} for category in self.side(table, missing)]
                self.sums.append((key, parts))

    def _links(self) -> None:
        """Who is counted at most as often as who."""
        for whole_, parts in self.overlaps:
            for key in self._about(whole_):
                there = [(key - whole_) | part for part in parts if (key - whole_) | part in self.status]
                self.limits += [(part, [key]) for part in there]
                if len(there) == len(parts):
                    self.limits.append((key, there))
        for lesser, greater in self.at_most:
            for key in self._about(lesser, is_part_enough=True):
                other = (key - lesser) | greater
                if other in self.status:
                    self.limits.append((key, [other]))

    def _about(self, within: Key, *, is_part_enough: bool = False) -> dict[Key, None]:
        """The keys of tables about something; also those of a part of a table that is about more."""
        found: dict[Key, None] = {}
        for table in self.tables:
            is_part = table.within <= within and {d for d, _ in within - table.within} <= set(
                table.dimensions
            )
            if table.within == within or (is_part_enough and is_part):
                found |= {key: None for key in self.keys(table) if within <= key}
        return found

    # What a reader sees beside the numbers.

    def groups(self) -> list[dict[str, Any]] | None:
        """The rows in which everybody shares a sensitive category; none where nobody asked."""
        if self.sensitive is None:
            return None
        found = []
        for table in self.tables:
            for dimension in table.dimensions if table.is_current else ():
                if dimension in self.sensitive:
                    found += [
                        {"table": table.name, "key": key, "dimension": dimension, "category": category}
                        for key, category in self._shared(table, dimension)
                    ]
        return found

    def _shared(self, table: Listing, dimension: str) -> Iterator[tuple[dict[str, str], str]]:
        for key in self.keys(table):
            is_there = self.published.get(key, self.least(key)) > 0
            if not is_there or dimension in {name for name, _ in key}:
                continue
            side = self.side(table, dimension)
            left = [name for name in side if self.published.get(key | {(dimension, name)}, 1) > 0]
            if len(left) == 1:
                yield dict(sorted(key - table.within)), left[0]

    # Categories.

    def adds_up(self, table: Listing) -> bool:
        """Whether the parts of the year make the year in what a table is about."""
        return all(table.within != key and table.within not in parts for key, parts in self.overlaps)

    @cached
    def finest(self, base: Key, dimension: str) -> dict[str, None]:
        """The finest categories of a dimension in all tables that are about the same."""
        named = self._named(base, dimension)
        split = self.split(base, dimension)
        return {part: None for name in sorted(named) for part in sorted(split.get(name, {name}))}

    @cached
    def split(self, base: Key, dimension: str) -> dict[str, set[str]]:
        """Categories that stand for others of which something is said elsewhere, with their finest parts."""
        parts = {name: self._parts(dimension, name) for name in self._named(base, dimension)}
        return {
            name: own
            for name, own in parts.items()
            if own != {name} and any(own & other for key, other in parts.items() if key != name)
        }

    def _parts(self, dimension: str, name: str) -> set[str]:
        wholes = self.merged.get(dimension, {})
        if name not in wholes:
            return {name}
        return set().union(*(self._parts(dimension, part) for part in wholes[name]))

    @cached
    def _named(self, base: Key, dimension: str) -> set[str]:
        tables = [table for table in self.tables if table.base == base and dimension in table.dimensions]
        return set().union(*(table.named(dimension) for table in tables))

    @cached
    def unit(self, base: Key) -> str:
        """The finest part of the year that tables are about, if one lies within another."""
        tables = [table for table in self.tables if table.base == base and self.adds_up(table)]
        if not any(one.months < other.months for one in tables for other in tables):
            return ""
        named = {
            d for table in tables for d in (*table.dimensions, *(d for d, _ in table.within)) if d in MONTHS
        }
        return min(named, key=lambda dimension: MONTHS[dimension])

    @cached
    def side(self, table: Listing, dimension: str) -> list[str]:
        """The categories of a dimension in one table."""
        finest = self.finest(table.base, dimension)
        split = self.split(table.base, dimension)
        own = {name: split[name] for name in table.named(dimension) if name in split}
        inside = [part for parts in own.values() for part in parts]
        need(len(set(inside)) == len(inside), f"{table.place}.cells")
        if dimension in MONTHS and self.unit(table.base):
            return self.units(table.base, dimension)
        return sorted([*(name for name in finest if name not in inside), *own])

    @cached
    def units(self, base: Key, dimension: str) -> list[str]:
        """Every part of the year of one kind, as the file writes it."""
        tables = [table for table in self.tables if table.base == base]
        written = {c for table in tables for key in table.cells for d, c in key if d == dimension}
        by_number = {int(name): name for name in sorted(written)}
        return [by_number.get(n, str(n)) for n in range(1, 12 // MONTHS[dimension] + 1)]

    def keys(self, table: Listing) -> Iterator[Key]:
        """Every key that a table has."""
        sides = [[None, *self.side(table, dimension)] for dimension in table.dimensions]
        for chosen in product(*sides):
            pairs = [(d, c) for d, c in zip(table.dimensions, chosen, strict=True) if c is not None]
            yield table.within.union(pairs)
