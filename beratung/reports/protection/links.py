# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How the numbers of several tables depend on one another beyond the totals of each table. Pure.

A quarter is a part of its year wherever events are counted; persons overlap; a category may stand for others.
"""

from typing import Any

import msgspec

from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import WrongShape
from beratung.reports.protection.listing import mapping, pairs, sequence, texts
from beratung.reports.protection.problem import Key

YEAR = frozenset(range(1, 13))
TIMES = ("half", "quarter", "month")
"""Dimensions of ``within`` that divide a year, the coarsest first."""
_LENGTH = {"half": 6, "quarter": 3, "month": 1}


class TwoPeriods(BadInput):
    """A table about a month of a quarter, or a month that no year has."""

    message = N_("%(place)s: please name one half-year, one quarter or one month of the year.")


class PartOfItself(BadInput):
    """Categories that stand for one another."""

    message = N_("%(place)s: a category cannot stand for itself.")


class OtherParts(BadInput):
    """A category that stands for some categories here and for others there."""

    message = N_(
        "%(place)s: in another release this category stands for other ones. Please give it another name."
    )


class Overlap(msgspec.Struct, frozen=True):
    """Persons of a whole and of its parts: at least as many as in any part, at most as many as in all."""

    whole: Key
    parts: tuple[Key, ...]


class Limit(msgspec.Struct, frozen=True):
    """Cell by cell, one number is never greater than another: persons and their consultations."""

    lesser: Key
    greater: Key


class Links(msgspec.Struct, frozen=True):
    """All of them."""

    overlaps: tuple[Overlap, ...] = ()
    limits: tuple[Limit, ...] = ()
    merged: dict[str, dict[str, tuple[str, ...]]] = {}
    """By dimension: categories that stand for others, with the finest of those."""

    def and_those(self, others: "Links", place: str) -> "Links":
        """Both together; raises OtherParts."""
        merged = {dimension: dict(wholes) for dimension, wholes in self.merged.items()}
        for dimension, wholes in others.merged.items():
            mine = merged.setdefault(dimension, {})
            for name, parts in wholes.items():
                if set(mine.setdefault(name, parts)) != set(parts):
                    raise OtherParts(place=f"{place}.merged.{dimension}.{name}")
        return Links(
            tuple(dict.fromkeys((*self.overlaps, *others.overlaps))),
            tuple(dict.fromkeys((*self.limits, *others.limits))),
            merged,
        )

    def overlapping(self) -> set[Key]:
        """What the tables are about that do not add up over time."""
        return {key for overlap in self.overlaps for key in (overlap.whole, *overlap.parts)}


def read_links(fields: dict[str, Any], place: str = "") -> Links:
    """Read what a document says of how its tables depend on one another."""
    at = f"{place}." if place else ""
    overlaps = []
    for number, entry in enumerate(sequence(fields.get("overlaps", []), f"{at}overlaps")):
        where = f"{at}overlaps[{number}]"
        named = mapping(entry, where)
        parts = sequence(named.get("parts"), f"{where}.parts")
        read = tuple(pairs(part, f"{where}.parts[{n}]") for n, part in enumerate(parts))
        whole = pairs(named.get("whole"), f"{where}.whole")
        if not read or whole in read or len(set(read)) != len(read):
            raise WrongShape(place=f"{where}.parts", wanted=N_("a list without repetitions"))
        overlaps.append(Overlap(whole, read))
    limits = []
    for number, entry in enumerate(sequence(fields.get("at_most", []), f"{at}at_most")):
        where = f"{at}at_most[{number}]"
        named = mapping(entry, where)
        lesser, greater = (pairs(named.get(side), f"{where}.{side}") for side in ("lesser", "greater"))
        if lesser == greater:
            raise PartOfItself(place=where)
        limits.append(Limit(lesser, greater))
    return Links(tuple(overlaps), tuple(limits), _merged(fields.get("merged", {}), f"{at}merged"))


def _merged(value: object, place: str) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for dimension, entry in mapping(value, place).items():
        where = f"{place}.{dimension}"
        wholes = {
            name: texts(parts, f"{where}.{name}") for name, parts in mapping(entry, where).items() if parts
        }
        found[dimension] = {name: _finest(name, wholes, where) for name in wholes}
    return found


def _finest(name: str, wholes: dict[str, tuple[str, ...]], place: str) -> tuple[str, ...]:
    left, found, seen = list(wholes[name]), dict[str, None](), {name}
    while left:
        part = left.pop(0)
        if part not in wholes:
            found[part] = None
        elif part in seen:
            raise PartOfItself(place=f"{place}.{name}")
        else:
            seen.add(part)
            left = [*wholes[part], *left]
    return tuple(found)


# The year and its parts.


def months_of(dimension: str, category: str) -> frozenset[int] | None:
    """The months that a half-year, a quarter or a month has; None if there is none such."""
    length = _LENGTH[dimension]
    if not (category.isascii() and category.isdigit()) or not 1 <= int(category) <= len(YEAR) // length:
        return None
    first = (int(category) - 1) * length + 1
    return frozenset(range(first, first + length))


def split_time(within: Key, place: str) -> tuple[Key, Key]:
    """What a table is about apart from the part of the year, and that part, if it names one."""
    time = frozenset(pair for pair in within if pair[0] in TIMES)
    if len(time) > 1 or any(months_of(*pair) is None for pair in time):
        raise TwoPeriods(place=place)
    return within - time, time


def units(dimension: str, named: set[str]) -> tuple[str, ...]:
    """All parts of a year of one kind, those that are named as they are written."""
    written = {int(name): name for name in sorted(named)}
    return tuple(written.get(n, str(n)) for n in range(1, len(YEAR) // _LENGTH[dimension] + 1))
