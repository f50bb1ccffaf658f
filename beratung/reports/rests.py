# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is left of a printed number without other printed ones must not be few, though no table tells of it. Pure.

A table about women and one about everybody tell of the men. A year without its first three quarters is the fourth, and
a half-year without its first quarter tells who was new in the second; without its second, who came in the first alone.
Where such a rest is small, the newer of the numbers is hidden for its own sake, like a small number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from beratung.domain.report_definitions import Measure
from beratung.domain.statistics import PERSON_COLUMNS
from beratung.reports.protection.links import TIMES, YEAR, months_of

Pairs = frozenset[tuple[str, str]]
Months = frozenset[int]
Told = tuple[Months, tuple[str, str] | None]
"""Which months a number is about, and the measure where it is one of people."""
ALWAYS = frozenset({"measure", "year", *TIMES, "edition"})
"""What every table says of itself; everything else in ``within`` narrows it to a part of the people."""
PEOPLE, NEW = ("measure", Measure.PERSONS.value), ("measure", Measure.NEW_PERSONS.value)
MOST_TIMES = 60
"""Of so many stretches of a year what is left of others is looked for."""


class Number(NamedTuple):
    """A number that is printed, or follows from printed ones: how many, of how many people, and from which new cells."""

    amount: int
    persons: int
    new: Pairs | None

    def less(self, other: "Number") -> "Number":
        """What is left of it."""
        return Number(self.amount - other.amount, self.persons - other.persons, self.new or other.new)


def without_small_rests(
    tables: Sequence[Mapping[str, Any]], released: Iterable[Mapping[str, Any]], threshold: int
) -> list[dict[str, Any]]:
    """The tables with every cell marked to be hidden that would leave a small rest beside a printed one."""
    released = list(released)
    printed = dict(_cells(released, threshold))
    fresh = {key: number for key, number in _cells(tables, threshold) if key not in printed}
    new = {key: number._replace(new=key) for key, number in fresh.items()}
    least = _thresholds([*released, *tables], threshold)
    every = {**printed, **new}
    marked: set[Pairs] = set()
    for key, parts in _parts(tables, released).items():
        for part in parts:
            whole = key - part
            if whole not in every or key not in every:
                continue
            left = every[whole].less(every[key])
            if every[key].amount and _is_small(left, part, max(least[key], least[whole])):
                marked.add(key if key in new else whole)
    marked |= _left_of_times({key: n for key, n in every.items() if key not in marked}, least)
    marked &= new.keys()
    return [_marked(table, marked) for table in tables] if marked else [dict(t) for t in tables]


def _is_small(left: Number, part: Pairs, threshold: int) -> bool:
    """Whether a rest is few: of events also where few people are behind it, who add up over what is said of people."""
    is_of_people = all(name in PERSON_COLUMNS for name, _ in part)
    return left.amount > 0 and (left.persons if is_of_people else left.amount) < threshold


def without_small_sums(
    tables: Sequence[Mapping[str, Any]],
    released: Iterable[Mapping[str, Any]],
    seen: Sequence[Mapping[str, Any]],
    threshold: int,
) -> list[dict[str, Any]]:
    """The tables of one part of the people beside other parts that were ``seen``, and beside the whole.

    A cell is marked to be hidden where all parts that have a number leave few of the whole.
    """
    every = dict(_cells([*released, *seen], threshold))
    least = _thresholds([*tables, *seen], threshold)
    marked: set[Pairs] = set()
    for key, number in _cells(tables, threshold):
        for pair in (pair for pair in key if pair[0] not in ALWAYS and number.amount):
            whole = every.get(key - {pair})
            others = [
                own
                for other, own in every.items()
                if len(other - key) == 1 and _is_other_part(other, key, pair)
            ]
            if whole is None:
                continue
            left = whole.less(number)
            for other in others:
                left = left.less(other)
            if _is_small(left, frozenset({pair}), least[key]):
                marked.add(key)
    return [_marked(table, marked) for table in tables] if marked else [dict(t) for t in tables]


def _is_other_part(other: Pairs, key: Pairs, pair: tuple[str, str]) -> bool:
    """Whether a cell is the same of another part of the people."""
    [differs] = other - key
    return differs[0] == pair[0] and other - {differs} == key - {pair}


# Parts of the year.


def _left_of_times(every: Mapping[Pairs, Number], least: Mapping[Pairs, int]) -> set[Pairs]:
    """New numbers that tell, with others about other stretches of the same year, of few people."""
    stretches: dict[Pairs, dict[Told, Number | None]] = {}
    limits: dict[Pairs, int] = {}
    for key, limit in least.items():
        time = [pair for pair in key if pair[0] in TIMES]
        months = months_of(*time[0]) if len(time) == 1 else YEAR if not time else None
        if months is not None:
            measure = next((pair for pair in key if pair in (PEOPLE, NEW)), None)
            about = key.difference(time) - {PEOPLE, NEW}
            known = stretches.setdefault(about, {})
            known[months, measure] = every.get(key)
            limits[about] = max(limits.get(about, 0), limit)
    marked: set[Pairs] = set()
    for about, told in stretches.items():
        if len(told) > 1 and any(number is not None and number.new for number in told.values()):
            cut = tuple(sorted({months for months, _ in told}, key=sorted))
            sets: dict[int, Number | None] = {}
            for (months, measure), number in told.items():
                whom = _whom(months, measure, cut)
                sets[whom] = sets.get(whom) or number
            marked |= _few_left(sets, limits[about])
    return marked


@lru_cache(maxsize=1024)
def _whom(months: Months, measure: tuple[str, str] | None, cut: tuple[Months, ...]) -> int:
    """Whom a number counts, as a set of bits: of events one for each month that may be theirs.

    Of people one for each way to come again: in which of the stretches that the numbers ``cut`` the year into. So all
    people of a half-year less those of its second quarter are known to have come in the first one alone.
    """
    if measure is None:
        return sum(1 << month for month in months)
    stretches = list(dict.fromkeys(tuple(month in one for one in cut) for month in sorted(YEAR)))
    inside = [any(is_in and one == months for is_in, one in zip(own, cut, strict=True)) for own in stretches]
    found = 0
    for way in range(1, 1 << len(stretches)):
        there = [place for place in range(len(stretches)) if way >> place & 1]
        if inside[there[0]] if measure == NEW else any(inside[place] for place in there):
            found |= 1 << way
    return found


def _few_left(known: Mapping[int, Number | None], threshold: int) -> set[Pairs]:
    """The new numbers by which something small is left that no table hides (of what one hides the reader is asked)."""
    marked: set[Pairs] = set()
    left = {whom: number for whom, number in known.items() if number is not None}
    queue = list(left)
    while queue and len(left) < MOST_TIMES:
        one = queue.pop(0)
        for other in list(left):
            lesser, greater = sorted((one, other), key=int.bit_count)
            rest = greater & ~lesser
            if lesser & ~greater or not rest or rest in known or rest in left:
                continue
            found = left[greater].less(left[lesser])
            if found.new in marked:
                continue
            if found.new and 0 < found.amount < threshold:
                marked.add(found.new)
                continue
            left[rest] = found
            queue.append(rest)
    return marked


# Tables.


def _cells(tables: Iterable[Mapping[str, Any]], threshold: int) -> Iterator[tuple[Pairs, Number]]:
    """Every cell that has a number and is not hidden for its own sake, by all that is said of it."""
    for table in tables:
        within = frozenset(dict(table.get("within", {})).items())
        least = int(table.get("threshold") or threshold)
        for cell in table["cells"]:
            if cell.get("count") is not None:
                count = int(cell["count"])
                persons = count if cell.get("persons") is None else int(cell["persons"])
                if not count or persons >= least:
                    yield within | frozenset(cell["key"].items()), Number(count, persons, None)


def _thresholds(tables: Iterable[Mapping[str, Any]], threshold: int) -> dict[Pairs, int]:
    """For each cell the highest threshold of the tables in which it stands."""
    found: dict[Pairs, int] = {}
    for table in tables:
        within = frozenset(dict(table.get("within", {})).items())
        least = int(table.get("threshold") or threshold)
        for cell in table["cells"]:
            key = within | frozenset(cell["key"].items())
            found[key] = max(found.get(key, 0), least)
    return found


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
