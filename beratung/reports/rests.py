# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is left of a printed number without other printed ones must not be few, though no table tells of it. Pure.

A table about women and one about everybody tell of the men. A year without its first three quarters is the fourth, and
a half-year without its first quarter tells who was new in the second. Where such a rest is small, the newer of the
numbers is hidden for its own sake, like a small number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from beratung.domain.report_definitions import Measure
from beratung.domain.statistics import PERSON_COLUMNS
from beratung.reports.protection.links import TIMES, YEAR, months_of

Pairs = frozenset[tuple[str, str]]
Months = frozenset[int]
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


# Parts of the year.


def _left_of_times(every: Mapping[Pairs, Number], least: Mapping[Pairs, int]) -> set[Pairs]:
    """New numbers that tell, with others about other stretches of the same year, of few people."""
    stretches: dict[Pairs, dict[Months, Number | None]] = {}
    limits: dict[Pairs, int] = {}
    for key, limit in least.items():
        time = [pair for pair in key if pair[0] in TIMES]
        months = months_of(*time[0]) if len(time) == 1 else YEAR if not time else None
        about = key.difference(time)
        if PEOPLE in about:  # people of a time from January on are all new; others do not add up
            months, about = months if months and 1 in months else None, (about - {PEOPLE}) | {NEW}
        if months is not None:
            known = stretches.setdefault(about, {})
            known[months] = known.get(months) or every.get(key)
            limits[about] = max(limits.get(about, 0), limit)
    marked: set[Pairs] = set()
    for about, known in stretches.items():
        if len(known) > 1 and any(number is not None and number.new for number in known.values()):
            marked |= _few_left(known, limits[about])
    return marked


def _few_left(known: Mapping[Months, Number | None], threshold: int) -> set[Pairs]:
    """The new numbers by which something small is left that no table hides (of what one hides the reader is asked)."""
    marked: set[Pairs] = set()
    left = {months: number for months, number in known.items() if number is not None}
    queue = list(left)
    while queue and len(left) < MOST_TIMES:
        one = queue.pop(0)
        for other in list(left):
            lesser, greater = sorted((one, other), key=len)
            rest = greater - lesser
            if not lesser < greater or rest in known or rest in left:
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
