# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads tables as they are listed in a JSON object, before anything is computed, and names the place of every fault."""

from collections.abc import Iterable
from typing import Any

import msgspec

from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import NotOneOf, OneMissing, OutOfRange, WrongShape, unknown_key
from beratung.reports.protection.problem import Key, Zeros

MOST_CELLS = 100_000
MOST_COUNT = 1_000_000_000
MOST_THRESHOLD = 1000
_TABLE = ("name", "dimensions", "cells", "within", "threshold", "zeros")
_CELL = ("key", "count", "persons", "status")


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


class OutsideTable(BadInput):
    """A key that leaves what its table is about."""

    message = N_("%(place)s: this cell is about something else than its table.")


class Cell(msgspec.Struct, frozen=True):
    """A cell as it was listed, with its whole key."""

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
    within: Key
    threshold: int
    zeros: Zeros
    unprinted: frozenset[str]

    def prints_zero(self, key: Key) -> bool:
        """Whether the table prints that nobody is in a cell."""
        return self.zeros is Zeros.PRINTED and not any(dimension in self.unprinted for dimension, _ in key)

    def is_inner(self, key: Key) -> bool:
        """Whether a key is no total."""
        return len(key) == len(self.dimensions) + len(self.within)


class Rules(msgspec.Struct, frozen=True):
    """What holds for every table of a document that says nothing else."""

    threshold: int
    zeros: Zeros
    is_insider: bool
    unprinted: frozenset[str]

    @classmethod
    def of(cls, fields: dict[str, Any], place: str = "") -> "Rules":
        """Read the rules of a document; of those who are among the counted, each knows himself."""
        at = f"{place}." if place else ""
        sensitive = texts(fields.get("sensitive", []), f"{at}sensitive")
        hides = fields.get("hide_sensitive", False)
        return cls(
            threshold=whole(fields.get("threshold", 3), f"{at}threshold", 2, MOST_THRESHOLD),
            zeros=zeros(fields.get("zeros", Zeros.PRINTED.value), f"{at}zeros"),
            is_insider=flag(fields.get("insider", False), f"{at}insider"),
            unprinted=frozenset(sensitive if flag(hides, f"{at}hide_sensitive") else ()),
        )


def read_table(value: object, place: str, rules: Rules, *, may_hide: bool = False) -> Listed:
    """Read one table; its own threshold and zeros count more than those of its document."""
    fields = mapping(value, place)
    known(fields, place, _TABLE)
    dimensions = texts(fields.get("dimensions"), f"{place}.dimensions")
    within = pairs(fields.get("within", {}), f"{place}.within")
    if any(dimension in dimensions for dimension, _ in within) or any(d.startswith("~") for d in dimensions):
        raise WrongShape(place=f"{place}.within", wanted=N_("only what is no dimension of the table"))
    cells = sequence(fields.get("cells"), f"{place}.cells")
    if len(cells) > MOST_CELLS:
        raise TooManyCells(place=f"{place}.cells", cells=len(cells), limit=MOST_CELLS)
    threshold = rules.threshold
    if fields.get("threshold") is not None:
        threshold = whole(fields["threshold"], f"{place}.threshold", 2, MOST_THRESHOLD)
    read = (
        _cell(entry, f"{place}.cells[{n}]", dimensions, within, may_hide=may_hide)
        for n, entry in enumerate(cells)
    )
    return Listed(
        name=text(fields.get("name"), f"{place}.name"),
        dimensions=dimensions,
        cells=tuple(read),
        place=place,
        within=within,
        threshold=threshold + rules.is_insider,
        zeros=zeros(fields.get("zeros") or rules.zeros.value, f"{place}.zeros"),
        unprinted=rules.unprinted,
    )


def _cell(value: object, place: str, dimensions: tuple[str, ...], within: Key, *, may_hide: bool) -> Cell:
    fields = mapping(value, place)
    known(fields, place, _CELL)
    where = f"{place}.key"
    named = pairs(fields.get("key"), where)
    fixed = dict(within)
    for dimension, category in named:
        if dimension in fixed and fixed[dimension] != category:
            raise OutsideTable(place=f"{where}.{dimension}")
    known(dict(named), where, (*dimensions, *fixed))
    key = named | within
    if fields.get("count") is None:
        if not may_hide:
            raise HiddenCount(place=f"{place}.count")
        return Cell(key, None, 0, place, says_persons=False, is_primary=fields.get("status") == "primary")
    count = whole(fields["count"], f"{place}.count", 0, MOST_COUNT)
    says = fields.get("persons") is not None
    persons = whole(fields["persons"], f"{place}.persons", 0, MOST_COUNT) if says else count
    if persons > count or (count and not persons):
        raise MorePersons(place=f"{place}.persons")
    is_primary = bool(count) and fields.get("status") == "primary"
    return Cell(key, count, persons, place, says, is_primary=is_primary)


# Shapes.


def mapping(value: object, place: str) -> dict[str, Any]:
    """An object with named fields."""
    if not isinstance(value, dict):
        raise WrongShape(place=place, wanted=N_("an object with named fields"))
    return value


def sequence(value: object, place: str) -> list[Any]:
    """A list that must be there."""
    if value is None:
        raise OneMissing(place=place)
    if not isinstance(value, list):
        raise WrongShape(place=place, wanted=N_("a list"))
    return value


def pairs(value: object, place: str) -> Key:
    """Dimensions with a category of each."""
    named = mapping(value, place)
    return frozenset((text(name, place), text(named[name], f"{place}.{name}")) for name in named)


def texts(value: object, place: str) -> tuple[str, ...]:
    """Short texts, each once."""
    found = tuple(text(entry, f"{place}[{n}]") for n, entry in enumerate(sequence(value, place)))
    if len(set(found)) != len(found):
        raise WrongShape(place=place, wanted=N_("a list without repetitions"))
    return found


def text(value: object, place: str) -> str:
    """A short text."""
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise WrongShape(place=place, wanted=N_("a short text"))
    return value


def whole(value: object, place: str, low: int, high: int) -> int:
    """A whole number of a range."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer():
        value, is_whole = int(value), True
    if isinstance(value, float):
        raise WrongShape(place=place, wanted=N_("a whole number"))
    if not is_whole or not low <= value <= high:  # type: ignore[operator]
        raise OutOfRange(place=place, low=low, high=high)
    return int(value)  # type: ignore[call-overload,no-any-return]


def flag(value: object, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongShape(place=place, wanted=N_("true or false"))
    return value


def zeros(value: object, place: str) -> Zeros:
    """How empty cells are treated."""
    if value not in list(Zeros):
        raise NotOneOf(place=place, known=", ".join(Zeros))
    return Zeros(str(value))


def known(value: dict[str, Any], place: str, names: Iterable[str]) -> None:
    """Refuse a field that nobody asked for."""
    for key in value:
        if key not in names:
            raise unknown_key(place, key, names)
