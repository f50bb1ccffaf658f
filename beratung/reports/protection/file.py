# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads tables to protect from a JSON object, and names the place of every fault."""

from collections.abc import Iterable
from math import prod
from typing import Any

import msgspec
import numpy as np

from beratung.domain.errors import N_, BadInput, Refused
from beratung.domain.reading import NotOneOf, OneMissing, OutOfRange, WrongShape, unknown_key
from beratung.reports.protection.problem import Key, Problem, Table, Zeros, sums_of

MOST_CELLS = 100_000
MOST_COUNT = 1_000_000_000
_DOCUMENT = (
    "threshold", "zeros", "tables", "released", "hidden_secondary", "lower_bound", "proven_best", "safe", "seconds",
    "certificate", "stopped",
)  # fmt: skip
_TABLE = ("name", "dimensions", "cells")
_CELL = ("key", "count", "persons", "status")


class TotalDisagrees(BadInput):
    """A listed total that is not the sum of its parts."""

    message = N_("%(place)s: this total is listed as %(listed)d, but its parts make %(computed)d.")


class CountDisagrees(BadInput):
    """One key with two counts."""

    message = N_("%(place)s: this key stands in another place with another count.")


class MorePersons(BadInput):
    """More persons than events."""

    message = N_("%(place)s: there cannot be more persons than the count.")


class TooManyCells(BadInput):
    """A table of a size that nobody reads and nobody could protect."""

    message = N_(
        "%(place)s: these tables have %(cells)d cells; at most %(limit)d can be protected. Merge categories."
    )


class HiddenCount(BadInput):
    """A count that is not there."""

    message = N_("%(place)s: a count is needed here; only earlier releases have hidden ones.")


class OtherThanReleased(Refused):
    """A count that another release gave otherwise."""

    message = N_(
        "%(place)s: this number left the house before with another value. Please keep the released one."
    )


class ReleasedSmall(Refused):
    """A count that is public and would have to be hidden."""

    message = N_("%(place)s: this small number left the house before. It cannot be hidden any more.")


class OtherZeros(BadInput):
    """Releases that treat empty cells in two ways."""

    message = N_("%(place)s: earlier releases and new tables must treat empty cells in the same way.")


class Contradiction(Refused):
    """Earlier releases that cannot be about the same people as the new tables."""

    message = N_(
        "%(place)s: these tables and the earlier releases cannot be about the same people. Please compare them."
    )


class Cell(msgspec.Struct, frozen=True):
    """A cell as it was listed."""

    key: Key
    count: int | None
    persons: int
    place: str
    says_persons: bool
    is_primary: bool = False


class Listed(msgspec.Struct, frozen=True):
    """A table as it was listed."""

    name: str
    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    place: str


class Release(msgspec.Struct, frozen=True):
    """What left the house at one time."""

    tables: tuple[Listed, ...]
    spans: dict[Key, int]


def read_problem(value: dict[str, Any]) -> Problem:
    """Read all tables, and what was released before.

    Raises:
        BadInput: the place of the first fault, as ``tables[0].cells[3].count``, and the remedy.
    """
    _known(value, "", _DOCUMENT)
    threshold = _whole(value.get("threshold", 3), "threshold", 2, 1000)
    zeros = value.get("zeros", Zeros.PRINTED.value)
    if zeros not in list(Zeros):
        raise NotOneOf(place="zeros", known=", ".join(Zeros))
    listed = [_table(entry, f"tables[{n}]") for n, entry in enumerate(_list(value.get("tables"), "tables"))]
    if not listed:
        raise OneMissing(place="tables")
    earlier = _earlier(value.get("released"), "released", zeros)
    tables = _with_categories(listed + [table for release in earlier for table in release.tables])
    cells = sum(prod(len(side) + 1 for side in table.categories) for table in tables)
    if cells > MOST_CELLS:
        raise TooManyCells(place="tables", cells=cells, limit=MOST_CELLS)
    reading = _Reading(tables)
    for source, table in zip(listed, tables, strict=False):
        reading.count(source, table)
    if earlier:
        reading.take_over(earlier, tables[len(listed) :], threshold, Zeros(zeros))
    return reading.problem(threshold, Zeros(zeros))


class _Reading:
    """The cells of all tables while they are filled in."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self.tables = tables
        self.place: dict[Key, int] = {}
        for table in tables:
            for key in table.every_key():
                self.place.setdefault(key, len(self.place))
        self.counts = np.full(len(self.place), -1, np.int64)
        self.persons = np.zeros(len(self.place), np.int64)
        self.is_events = np.zeros(len(self.place), bool)
        self.fixed: set[int] = set()
        self.was_primary: set[int] = set()
        self.spans: dict[int, int] = {}

    def problem(self, threshold: int, zeros: Zeros) -> Problem:
        """Everything that was read; what earlier releases hid and nobody knows now is bound."""
        bound = frozenset(int(place) for place in np.flatnonzero(self.counts < 0))
        return Problem(
            threshold=threshold,
            zeros=zeros,
            tables=self.tables,
            keys=tuple(self.place),
            counts=np.where(self.counts < 0, 1, self.counts),
            persons=self.persons,
            is_events=self.is_events,
            sums=sums_of(self.tables, self.place),
            fixed=frozenset(self.fixed),
            bound=bound,
            was_primary=frozenset(self.was_primary & bound),
            spans=self.spans,
        )

    def count(self, source: Listed, table: Table) -> None:
        """Fill in what one table says, totals computed; raises where it disagrees with itself or another."""
        listed: dict[Key, Cell] = {}
        for cell in source.cells:
            if cell.key in listed and listed[cell.key].count != cell.count:
                raise CountDisagrees(place=cell.place)
            listed[cell.key] = cell
        sums, most, are_persons = _totals(source, table, listed)
        at = _positions(table)
        for key in table.every_key():
            named = dict(key)
            spot = tuple(at[d][named[d]] if d in named else -1 for d in table.dimensions)
            count, known, own = int(sums[spot]), int(most[spot]), listed.get(key)
            if own is not None and own.count != count:
                raise TotalDisagrees(place=own.place, listed=own.count or 0, computed=count)
            if own is not None and own.says_persons:
                known = own.persons
            place = self.place[key]
            if self.counts[place] not in {-1, count}:
                raise CountDisagrees(place=own.place if own is not None else f"{source.place} {_words(key)}")
            self.counts[place] = count
            self.persons[place] = max(int(self.persons[place]), known)
            self.is_events[place] |= not are_persons

    def take_over(
        self, earlier: list[Release], tables: tuple[Table, ...], threshold: int, zeros: Zeros
    ) -> None:
        """What was released before stays as it is, and readers know it."""
        rest = iter(tables)
        hidden: dict[Key, Cell] = {}
        for release in earlier:
            for source in release.tables:
                self._release(source, next(rest), hidden, threshold, zeros)
            for key, span in release.spans.items():
                if key in self.place:
                    place = self.place[key]
                    self.spans[place] = max(self.spans.get(place, 0), span)
        for key, cell in hidden.items():
            place = self.place[key]
            if cell.is_primary:
                self.was_primary.add(place)
            if place not in self.fixed and self.counts[place] == 0 and zeros is Zeros.PRINTED:
                raise OtherThanReleased(place=cell.place)

    def _release(
        self, source: Listed, table: Table, hidden: dict[Key, Cell], threshold: int, zeros: Zeros
    ) -> None:
        listed = {cell.key: cell for cell in source.cells}
        own: dict[str, set[str]] = {dimension: set() for dimension in table.dimensions}
        for key in listed:
            for dimension, category in key:
                own[dimension].add(category)
        for key in table.every_key():
            cell = listed.get(key)
            if cell is not None and cell.count is None:
                hidden[key] = cell
                continue
            if cell is None and len(key) < len(table.dimensions) and all(c in own[d] for d, c in key):
                raise OneMissing(place=f"{source.place} {_words(key)}")
            if cell is None and zeros is Zeros.MERGED:  # an empty cell that was not hidden as all others are
                raise OtherThanReleased(place=f"{source.place} {_words(key)}")
            count = cell.count or 0 if cell is not None else 0
            place, where = (
                self.place[key],
                cell.place if cell is not None else f"{source.place} {_words(key)}",
            )
            if self.counts[place] not in {-1, count}:
                raise OtherThanReleased(place=where)
            if self.counts[place] < 0 or place in self.fixed:
                self.persons[place] = max(int(self.persons[place]), cell.persons if cell is not None else 0)
            if 0 < self.persons[place] < threshold:
                raise ReleasedSmall(place=where)
            self.counts[place] = count
            self.fixed.add(place)


def _positions(table: Table) -> dict[str, dict[str, int]]:
    return {
        dimension: {category: number for number, category in enumerate(side)}
        for dimension, side in zip(table.dimensions, table.categories, strict=True)
    }


def _totals(source: Listed, table: Table, listed: dict[Key, Cell]) -> tuple[np.ndarray, np.ndarray, bool]:
    """All counts of a table, how many persons each has at least, and whether it counts persons."""
    shape = [len(side) + 1 for side in table.categories]
    sums, most = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    at = _positions(table)
    for key, cell in listed.items():
        if len(key) == len(table.dimensions):
            named = dict(key)
            spot = tuple(at[dimension][named[dimension]] for dimension in table.dimensions)
            sums[spot], most[spot] = cell.count or 0, cell.persons
    are_persons = not any(cell.says_persons and cell.persons != cell.count for cell in source.cells)
    for axis in range(len(shape)):
        inner = [slice(None)] * len(shape)
        inner[axis] = slice(0, -1)
        last: list[Any] = [slice(None)] * len(shape)
        last[axis] = -1
        sums[tuple(last)] = sums[tuple(inner)].sum(axis)
        # one person may be in several parts: of a total it is sure only that it has as many as its largest part
        parts = most[tuple(inner)]
        most[tuple(last)] = parts.sum(axis) if are_persons else parts.max(axis, initial=0)
    return sums, most, are_persons


def _words(key: Key) -> str:
    return ", ".join(f"{dimension}={category}" for dimension, category in sorted(key)) or "total"


def _with_categories(listed: list[Listed]) -> tuple[Table, ...]:
    """Every table has every category of its dimensions that any table names."""
    found: dict[str, set[str]] = {}
    for table in listed:
        for cell in table.cells:
            for dimension, category in cell.key:
                found.setdefault(dimension, set()).add(category)
    return tuple(
        Table(table.name, table.dimensions, tuple(tuple(sorted(found.get(d, ()))) for d in table.dimensions))
        for table in listed
    )


def _earlier(value: object, place: str, zeros: str) -> list[Release]:
    """Every earlier output, also those that earlier ones took into account."""
    found: list[Release] = []
    for number, entry in enumerate(_list([] if value is None else value, place)):
        where = f"{place}[{number}]"
        fields = _object(entry, where)
        _known(fields, where, (*_DOCUMENT, "name"))
        if fields.get("zeros", zeros) != zeros:
            raise OtherZeros(place=f"{where}.zeros")
        found += _earlier(fields.get("released"), f"{where}.released", zeros)
        tables = _list(fields.get("tables"), f"{where}.tables")
        listed = tuple(_table(t, f"{where}.tables[{n}]", may_hide=True) for n, t in enumerate(tables))
        found.append(Release(listed, _spans(fields.get("certificate"), f"{where}.certificate")))
    return found


def _spans(value: object, place: str) -> dict[Key, int]:
    """How far each hidden cell had to span, as far as an earlier output says so."""
    if value is None:
        return {}
    entries = _list(_object(value, place).get("hidden"), f"{place}.hidden")
    spans = {}
    for number, entry in enumerate(entries):
        where = f"{place}.hidden[{number}]"
        fields = _object(entry, where)
        key = _object(fields.get("key"), f"{where}.key")
        named = frozenset(
            (dimension, _text(name, f"{where}.key.{dimension}")) for dimension, name in key.items()
        )
        spans[named] = _whole(fields.get("span"), f"{where}.span", 1, MOST_COUNT)
    return spans


def _table(value: object, place: str, *, may_hide: bool = False) -> Listed:
    fields = _object(value, place)
    _known(fields, place, _TABLE)
    dimensions = tuple(
        _text(entry, f"{place}.dimensions[{n}]")
        for n, entry in enumerate(_list(fields.get("dimensions"), f"{place}.dimensions"))
    )
    if len(set(dimensions)) != len(dimensions):
        raise WrongShape(place=f"{place}.dimensions", wanted=N_("a list without repetitions"))
    cells = _list(fields.get("cells"), f"{place}.cells")
    if len(cells) > MOST_CELLS:
        raise TooManyCells(place=f"{place}.cells", cells=len(cells), limit=MOST_CELLS)
    read = (
        _cell(entry, f"{place}.cells[{n}]", dimensions, may_hide=may_hide) for n, entry in enumerate(cells)
    )
    return Listed(_text(fields.get("name"), f"{place}.name"), dimensions, tuple(read), place)


def _cell(value: object, place: str, dimensions: tuple[str, ...], *, may_hide: bool) -> Cell:
    fields = _object(value, place)
    _known(fields, place, _CELL)
    key = _object(fields.get("key"), f"{place}.key")
    _known(key, f"{place}.key", dimensions)
    named = frozenset((dimension, _text(key[dimension], f"{place}.key.{dimension}")) for dimension in key)
    if fields.get("count") is None:
        if not may_hide:
            raise HiddenCount(place=f"{place}.count")
        return Cell(named, None, 0, place, says_persons=False, is_primary=fields.get("status") == "primary")
    count = _whole(fields["count"], f"{place}.count", 0, MOST_COUNT)
    says = fields.get("persons") is not None
    persons = _whole(fields["persons"], f"{place}.persons", 0, MOST_COUNT) if says else count
    if persons > count or (count and not persons):
        raise MorePersons(place=f"{place}.persons")
    return Cell(named, count, persons, place, says)


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongShape(place=place, wanted=N_("an object with named fields"))
    return value


def _list(value: object, place: str) -> list[Any]:
    if value is None:
        raise OneMissing(place=place)
    if not isinstance(value, list):
        raise WrongShape(place=place, wanted=N_("a list"))
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise WrongShape(place=place, wanted=N_("a short text"))
    return value


def _whole(value: object, place: str, low: int, high: int) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer():
        value, is_whole = int(value), True
    if not is_whole or not low <= value <= high:  # type: ignore[operator]
        raise OutOfRange(place=place, low=low, high=high)
    return int(value)  # type: ignore[call-overload,no-any-return]


def _known(value: dict[str, Any], place: str, known: Iterable[str]) -> None:
    for key in value:
        if key not in known:
            raise unknown_key(place, key, known)
