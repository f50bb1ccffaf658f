# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Counts facts into the tables of a report: every cell with its count and how many different people it stands for.

What comes out is true and must not leave the house as it is; `Counted.document` is the input of ``protect``.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from beratung.domain.report_definitions import Grouping, Measure, ReportDefinition, TableDefinition
from beratung.domain.statistics import PERSON_COLUMNS, SEVERAL, FactKind
from beratung.reports.facts import Codes, Facts
from beratung.reports.periods import Period

Numbers = npt.NDArray[np.int64]

KINDS = {
    Measure.CONSULTATIONS: FactKind.CONSULTATION,
    Measure.MENTIONS: FactKind.CONSULTATION,
    Measure.CROSS_MENTIONS: FactKind.CONSULTATION,
    Measure.PERSONS: FactKind.CONSULTATION,
    Measure.NEW_PERSONS: FactKind.CONSULTATION,
    Measure.REFERRALS: FactKind.REFERRAL,
    Measure.UNMET: FactKind.UNMET,
    Measure.CLOSINGS: FactKind.CLOSING,
    Measure.INTERPRETING: FactKind.INTERPRETING,
    Measure.APPOINTMENTS: FactKind.APPOINTMENT,
}
"""Which facts each measure counts."""
SEVERAL_OF = {Measure.MENTIONS: "topics", Measure.CROSS_MENTIONS: "querschnitt"}
"""Of which column a measure counts each word."""
TIMES = ("month", "quarter")
MOST_MARKS = 2**25
"""Up to so many pairs of a cell and a person are marked one by one; more are sorted."""


class CountedCell(msgspec.Struct, frozen=True):
    """A cell; a total leaves its dimension out of ``key``."""

    key: tuple[tuple[str, str], ...]
    count: int
    persons: int


class CountedTable(msgspec.Struct, frozen=True):
    """A table with all its categories and totals; the last place of each axis of the arrays is the total."""

    definition: TableDefinition
    groupings: tuple[Grouping, ...]
    within: dict[str, str]
    """What every key of the table says: measure, period, filters."""
    threshold: int
    counts: Numbers
    persons: Numbers
    """How many different people; also of the totals."""
    filters: tuple[Grouping, ...] = ()
    """By what it is narrowed."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of its dimensions."""
        return tuple(grouping.name for grouping in self.groupings)

    def cells(self) -> Iterator[CountedCell]:
        """Every cell with its totals, also empty ones."""
        sides = [(*(category.id for category in grouping.categories), None) for grouping in self.groupings]
        names = self.dimensions
        flat = zip(product(*sides), self.counts.flat, self.persons.flat, strict=True)
        for categories, count, persons in flat:
            key = tuple((n, c) for n, c in zip(names, categories, strict=True) if c is not None)
            yield CountedCell(key, int(count), int(persons))

    def document(self) -> dict[str, Any]:
        """The table as ``protect`` reads it."""
        is_people = self.definition.measure.counts_people
        cells = []
        for cell in self.cells():
            plain: dict[str, Any] = {"key": dict(cell.key), "count": cell.count}
            if not is_people:
                plain["persons"] = cell.persons
            cells.append(plain)
        found: dict[str, Any] = {
            "name": self.definition.id,
            "dimensions": list(self.dimensions),
            "within": self.within,
            "threshold": self.threshold,
            "cells": cells,
        }
        sensitive = [grouping.name for grouping in self.groupings if grouping.is_sensitive]
        return found | {"sensitive": sensitive} if sensitive else found


class Counted(msgspec.Struct, frozen=True):
    """A report that was counted and is not protected yet."""

    definition: ReportDefinition
    period: Period
    tables: tuple[CountedTable, ...]
    late: int = 0
    """Facts of the year that came too late and are counted in no table."""

    def document(self) -> dict[str, Any]:
        """The input of ``protect``."""
        found = {
            "threshold": self.definition.threshold,
            "zeros": self.definition.zeros,
            "tables": [table.document() for table in self.tables],
        }
        stands = standing(self.tables)
        return found | {"merged": stands} if stands else found


def count(facts: Facts, definition: ReportDefinition, period: Period) -> Counted:
    """Count a report of a period of the facts' year.

    The definition was checked (`definitions.check`); the facts are those of the period's year, whole.
    """
    counting = _Counting(facts, definition, period)
    return Counted(definition, period, tuple(map(counting.table, definition.tables)), facts.late)


class Counts(Protocol):
    """What reports of a year are counted from: its facts, or what was kept of them."""

    def count(self, definition: ReportDefinition, period: Period) -> Counted:
        """Count a report of a period."""


class Fresh:
    """Counts the facts of a year that is open."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def count(self, definition: ReportDefinition, period: Period) -> Counted:
        """Count a report of a period."""
        return count(self._facts, definition, period)


def laid(
    definition: ReportDefinition, table: TableDefinition, period: Period, counts: Numbers, persons: Numbers
) -> CountedTable:
    """A table of a report with its numbers."""
    groupings = tuple(map(definition.grouping, table.dimensions))
    filters = tuple(map(definition.grouping, sorted(table.filter)))
    within = {"measure": table.measure.value} | period.within
    within |= {grouping.name: table.filter[grouping.id] for grouping in filters}
    threshold = table.threshold if table.threshold is not None else definition.threshold
    return CountedTable(table, groupings, within, threshold, counts, persons, filters)


class Members(NamedTuple):
    """A table with the inner cell and the pseudonym of everything that is counted in it."""

    table: CountedTable
    cells: npt.NDArray[np.int64]
    people: npt.NDArray[np.uint64]


def members(facts: Facts, definition: ReportDefinition, period: Period) -> list[Members]:
    """The tables of a report with whoever is in their cells: to compare two states of the facts."""
    counting = _Counting(facts, definition, period)
    return [counting.members(table) for table in definition.tables]


class _Rows(NamedTuple):
    """What a measure counts: the place of each fact, and of measures of several words the code of the word."""

    facts: npt.NDArray[np.int64]
    words: Codes | None


class _Counting:
    """Counts the tables of one report; what they share is made once."""

    def __init__(self, facts: Facts, definition: ReportDefinition, period: Period) -> None:
        self._facts = facts
        self._definition = definition
        self._period = period
        self._rows: dict[Measure, _Rows] = {}
        self._several: dict[str, tuple[tuple[str, ...], npt.NDArray[np.int64], Codes]] = {}

    def table(self, table: TableDefinition) -> CountedTable:
        """Count one table."""
        groupings, places, people = self._placed(table)
        sizes = [len(grouping.categories) for grouping in groupings]
        counts, persons = _crossed(places, people, sizes, is_once=table.measure.counts_people)
        return laid(self._definition, table, self._period, counts, persons)

    def members(self, table: TableDefinition) -> "Members":
        """A table with whoever is in its cells."""
        groupings, places, people = self._placed(table)
        flat = np.zeros(len(people), np.int64)
        for grouping, place in zip(groupings, places, strict=True):
            flat = flat * len(grouping.categories) + place
        return Members(self.table(table), flat, self._facts.pseudonyms[people])

    def _placed(
        self, table: TableDefinition
    ) -> tuple[tuple[Grouping, ...], list[npt.NDArray[np.int64]], Codes]:
        """Where everything that a table counts belongs: for each dimension the place of its category, and whose it is."""
        groupings = tuple(self._definition.grouping(name) for name in table.dimensions)
        rows = self._measured(table.measure)
        places = [self._places(grouping, table.measure, rows) for grouping in groupings]
        keep = np.ones(len(rows.facts), bool)
        for name, category in table.filter.items():
            grouping = self._definition.grouping(name)
            wanted = [entry.id for entry in grouping.categories].index(category)
            keep &= self._places(grouping, table.measure, rows) == wanted
        people = self._facts.people[rows.facts[keep]]
        return groupings, [place[keep] for place in places], people

    def _measured(self, measure: Measure) -> _Rows:
        """The facts of the period that a measure counts."""
        if measure not in self._rows:
            facts = self._facts
            kind = facts.columns["kind"]
            wanted = KINDS[measure].value
            is_kind = (
                np.array([word == wanted for word in kind.words], bool)[kind.codes]
                if len(facts)
                else np.zeros(0, bool)
            )
            first, last = self._period.months[0], self._period.months[-1]
            is_here = (facts.months >= first) & (facts.months <= last)
            found = np.flatnonzero(is_kind)
            if measure.counts_people:
                if measure is Measure.PERSONS:
                    found = found[is_here[found]]
                _, at = np.unique(facts.people[found], return_index=True)
                found = np.sort(found[at])
            found = found[is_here[found]]
            self._rows[measure] = self._each_word(measure, found)
        return self._rows[measure]

    def _each_word(self, measure: Measure, found: npt.NDArray[np.int64]) -> _Rows:
        if measure not in SEVERAL_OF:
            return _Rows(found, None)
        _, begins, codes = self._split(SEVERAL_OF[measure])
        combination = self._facts.columns[SEVERAL_OF[measure]].codes[found]
        sizes = begins[combination + 1] - begins[combination]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return _Rows(np.repeat(found, sizes), codes[np.repeat(begins[combination], sizes) + within])

    def _split(self, column: str) -> tuple[tuple[str, ...], npt.NDArray[np.int64], Codes]:
        """The single words of a column of several; where each combination begins, and the words of all of them."""
        if column not in self._several:
            words: dict[str, int] = {}
            begins, codes = [0], []
            for combination in self._facts.columns[column].words:
                codes += [words.setdefault(w, len(words)) for w in combination.split(SEVERAL) if w]
                begins.append(len(codes))
            self._several[column] = (tuple(words), np.array(begins, np.int64), np.array(codes, np.int32))
        return self._several[column]

    def _places(self, grouping: Grouping, measure: Measure, rows: _Rows) -> npt.NDArray[np.int64]:
        """For each row the place of its category."""
        facts, column = self._facts, grouping.column
        if column in TIMES:
            number = facts.months[rows.facts]
            number = number if column == "month" else (number - 1) // 3 + 1
            words: tuple[str, ...] = tuple(map(str, range(13)))
            codes: Codes = number.astype(np.int32)
        elif SEVERAL_OF.get(measure) == column:
            words, codes = self._split(column)[0], rows.words  # type: ignore[assignment]
        elif column in PERSON_COLUMNS:
            words, codes = facts.columns[column].words, facts.of_person(column)[rows.facts]
        else:
            words, codes = facts.columns[column].words, facts.columns[column].codes[rows.facts]
        return places_of(grouping, words)[codes] if len(codes) else np.zeros(0, np.int64)


def places_of(grouping: Grouping, words: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """For each word the place of the category that takes it."""
    taken: dict[str, int] = {}
    for place, category in enumerate(grouping.categories):
        named = category.words or category.members or (() if category.is_rest else (category.id,))
        taken.update(dict.fromkeys(named, place))
    rest = next(place for place, category in enumerate(grouping.categories) if category.is_rest)
    return np.array([taken.get(word, rest) if word else rest for word in words], np.int64)


def standing(tables: Iterable[CountedTable]) -> dict[str, dict[str, list[str]]]:
    """Which categories of the tables' dimensions stand for which finest ones, as ``protect`` is told: ``merged``.

    Also of groupings that other reports use, since those may have been released before.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        for grouping in (*table.groupings, *table.filters):
            if grouping.stands:
                own = {name: list(parts) for name, parts in grouping.stands.items()}
                found.setdefault(grouping.name, {}).update(own)
    return found


def _crossed(
    places: list[npt.NDArray[np.int64]], people: Codes, sizes: list[int], *, is_once: bool
) -> tuple[Numbers, Numbers]:
    """Counts and different people of every cell and every total; ``is_once`` where nobody stands there twice."""
    shape = tuple(size + 1 for size in sizes)
    counts, persons = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    axes = range(len(sizes))
    for size in range(len(sizes) + 1):
        for kept in combinations(axes, size):
            inner = tuple(sizes[axis] for axis in kept)
            flat = np.zeros(len(people), np.int64)
            for axis in kept:
                flat = flat * sizes[axis] + places[axis]
            cells = int(np.prod(inner, dtype=np.int64))
            spot = tuple(slice(0, -1) if axis in kept else -1 for axis in axes)
            counts[spot] = np.bincount(flat, minlength=cells).reshape(inner)
            persons[spot] = counts[spot] if is_once else _different(flat, people, cells).reshape(inner)
    return counts, persons


def _different(places: npt.NDArray[np.int64], people: Codes, cells: int) -> Numbers:
    """How many different people each cell has."""
    if not len(people):
        return np.zeros(cells, np.int64)
    most = int(people.max()) + 1
    if cells * most <= MOST_MARKS:
        marks = np.zeros(cells * most, bool)
        marks[places * most + people] = True
        found: Numbers = marks.reshape(cells, most).sum(axis=1, dtype=np.int64)
        return found
    return np.bincount(np.unique(places * most + people) // most, minlength=cells)


def by_name(counted: Counted) -> Mapping[str, CountedTable]:
    """The tables by their ids."""
    return {table.definition.id: table for table in counted.tables}
