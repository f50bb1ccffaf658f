# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Folds the facts of a year into counts: what every report of it can ever need, and nothing of a person. Pure.

Kept are all tables of all reports for all periods as they go into ``protect``, with how many different people stand in
each cell, and the tables that follow from two of them although neither prints it (`differences`). So the reports that
were there when a year was closed can be made, released and compared with one another for ever, with the same numbers.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from beratung.domain.report_definitions import (
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.statistics_views import Detail
from beratung.reports.counting import Counted, CountedTable, Counts, laid
from beratung.reports.differences import MARK, Differences, Shape, shape_of
from beratung.reports.errors import YearClosed
from beratung.reports.making import page_of
from beratung.reports.periods import Period

MOST_BYTES = 512 * 1024 * 1024
"""What unpacks to more was not written by this program."""


class KeptTable(msgspec.Struct, frozen=True, array_like=True):
    """Numbers of a table, flat, totals last in each axis."""

    counts: tuple[int, ...]
    persons: tuple[int, ...]


class KeptReport(msgspec.Struct, frozen=True, array_like=True):
    """A report of a period."""

    report: str
    period: str
    tables: tuple[KeptTable, ...]
    """In the order of the definition."""


class KeptBetween(msgspec.Struct, frozen=True, array_like=True):
    """A table that follows from others: what it is about in finest categories, and its numbers."""

    measure: Measure
    period: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    sides: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    table: KeptTable

    @property
    def shape(self) -> Shape:
        """The same as `differences` names it."""
        return Shape(
            self.measure,
            Period.read(self.period),
            frozenset((name, frozenset(block)) for name, block in self.filters),
            frozenset((name, frozenset(map(frozenset, blocks))) for name, blocks in self.sides),
        )


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A year that was folded."""

    definitions: tuple[ReportDefinition, ...]
    """As they were; a report that is changed later stays as it was for this year."""
    finest: tuple[Grouping, ...]
    late: int
    """Entries that came after their month was frozen, and are in no table."""
    reports: tuple[KeptReport, ...]
    between: tuple[KeptBetween, ...]


Details = Callable[[ReportDefinition, PeriodKind], Mapping[str, Detail]]
"""How detailed the tables of a report are in a kind of period."""


def fold(
    year: int,
    counts: Counts,
    definitions: Sequence[ReportDefinition],
    finest: Mapping[str, Grouping],
    details: Details,
    *,
    released: Sequence[Mapping[str, Any]],
) -> Kept:
    """Count everything of a year once; ``released`` is what left the house of it."""
    periods = _periods(year, {kind for own in definitions for kind in own.periods}, released)
    counted = [counts.count(own, period) for own in definitions for period in periods]
    pages = [page_of(one, details(one.definition, one.period.kind)) for one in counted]
    between = Differences(finest, counts).possible(
        (table for page in pages for table in page.tables), released
    )
    return Kept(
        definitions=tuple(definitions),
        finest=tuple(finest.values()),
        late=counted[0].late if counted else 0,
        reports=tuple(
            KeptReport(one.definition.id, str(one.period), tuple(map(_kept, one.tables))) for one in counted
        ),
        between=tuple(_between(shape, table) for shape, table in between.items()),
    )


def packed(kept: Kept) -> bytes:
    """What was kept, as it is stored."""
    return zlib.compress(msgspec.msgpack.encode(kept), 9)


def unpacked(body: bytes) -> Kept:
    """What was stored; raises ValueError or DecodeError where it is something else."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(body, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("a year of this size was never folded")
    return msgspec.msgpack.decode(found, type=Kept)


class Found:
    """What was kept of a year, ready to be looked up; made once for each closed year, since that takes a while."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    @cached_property
    def reports(self) -> dict[tuple[str, str], KeptReport]:
        """By report and period."""
        return {(one.report, one.period): one for one in self.kept.reports}

    @cached_property
    def shapes(self) -> dict[Shape, KeptBetween]:
        """What follows from other tables, by what it is about."""
        return {one.shape: one for one in self.kept.between}


class KeptCounts:
    """Stands for the facts of a closed year; ``dropped`` are the entries that came after it was closed."""

    def __init__(self, year: int, found: Found, dropped: int = 0) -> None:
        self._year = year
        self._found = found
        self._kept = found.kept
        self.late = self._kept.late + dropped
        """Entries that came too late for the numbers."""

    @property
    def finest(self) -> dict[str, Grouping]:
        """By dimension the grouping that all others were made of."""
        return {grouping.name: grouping for grouping in self._kept.finest}

    def definition(self, name: str) -> ReportDefinition:
        """A report as it was when the year was closed; raises YearClosed where there was none of this name."""
        for own in self._kept.definitions:
            if own.id == name:
                return own
        raise YearClosed(year=self._year)

    def count(self, definition: ReportDefinition, period: Period) -> Counted:
        """Count a report of a period.

        Raises:
            YearClosed: it is none of those that were kept.
        """
        if definition.id == MARK:
            return self._between(definition, period)
        found = self._found.reports.get((definition.id, str(period)))
        if found is None or definition != self.definition(definition.id):
            raise YearClosed(year=self._year)
        tables = zip(definition.tables, found.tables, strict=True)
        every = tuple(_laid(definition, table, period, kept) for table, kept in tables)
        return Counted(definition, period, every, self.late)

    def _between(self, definition: ReportDefinition, period: Period) -> Counted:
        wanted = shape_of(definition, period)
        for shape, kept in self._found.shapes.items():
            if shape.covers(wanted):
                names = {name for name, _ in wanted.sides}
                sizes = [len(blocks) + 1 for _, blocks in kept.sides]
                spot = tuple(slice(None) if name in names else -1 for name, _ in kept.sides)
                counts, persons = (
                    np.array(flat, np.int64).reshape(sizes)[spot]
                    for flat in (kept.table.counts, kept.table.persons)
                )
                return Counted(
                    definition, period, (laid(definition, definition.tables[0], period, counts, persons),)
                )
        raise YearClosed(year=self._year)


def _periods(year: int, kinds: set[PeriodKind], released: Iterable[Mapping[str, Any]]) -> list[Period]:
    """Every period of which some report can be made, or was: parts that were not released follow from the others."""
    told = {name for output in released for table in output["tables"] for name in table["within"]}
    whole = Period(year=year)
    every = [kind for kind in PeriodKind if kind in kinds or kind.value in told]
    return [whole, *(part for kind in every for part in whole.parts(kind))]


def _kept(table: CountedTable) -> KeptTable:
    return KeptTable(tuple(table.counts.ravel().tolist()), tuple(table.persons.ravel().tolist()))


def _between(shape: Shape, table: CountedTable) -> KeptBetween:
    return KeptBetween(
        shape.measure,
        str(shape.when),
        tuple((name, tuple(sorted(block))) for name, block in sorted(shape.filters, key=_name)),
        tuple(
            (name, tuple(tuple(sorted(block)) for block in sorted(side, key=sorted)))
            for name, side in sorted(shape.sides, key=_name)
        ),
        _kept(table),
    )


def _name(pair: tuple[str, object]) -> str:
    return pair[0]


def _laid(
    definition: ReportDefinition, table: TableDefinition, period: Period, kept: KeptTable
) -> CountedTable:
    sizes = [len(definition.grouping(name).categories) + 1 for name in table.dimensions]
    counts, persons = (np.array(flat, np.int64).reshape(sizes) for flat in (kept.counts, kept.persons))
    return laid(definition, table, period, counts, persons)
