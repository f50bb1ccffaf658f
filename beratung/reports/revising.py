# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Revisions: corrected numbers beside released ones, only where the difference shows nobody. Pure but for the solver.

A reader of both editions knows at most what was kept of the old numbers, what was taken out of them, and what was
added. So these three are protected as tables of their own, together with everything released: kept and taken out add
up to the old number. A corrected number is printed only where all of them could be printed too. What is safe although a
reader knew all that is safe for one who knows less.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from beratung.domain.report_definitions import ReportDefinition
from beratung.domain.statistics_views import (
    EMPTY_SIGN,
    HIDDEN_SIGN,
    CellState,
    Detail,
    ProtectedReport,
    ReportCell,
    ReportTable,
)
from beratung.reports.counting import CountedTable, Members, members
from beratung.reports.facts import Facts
from beratung.reports.joining import EDITION
from beratung.reports.making import Page, method_of
from beratung.reports.periods import Period
from beratung.reports.programme import in_detail

Numbers = npt.NDArray[np.int64]
KEPT, GONE = "kept", "gone"
ADDED = "added"
Key = Mapping[str, str]


class Moved(msgspec.Struct, frozen=True):
    """What became of one table between two states of the facts."""

    table: CountedTable
    """As it is laid out; its numbers are the old ones."""
    kept: CountedTable
    gone: CountedTable
    added: CountedTable

    @property
    def is_changed(self) -> bool:
        """Whether anything did."""
        return bool(self.gone.counts.any() or self.added.counts.any())


def moved(old: Facts, new: Facts, own: ReportDefinition, when: Period) -> dict[str, Moved]:
    """For each table of a report what was kept, taken out and added."""
    found = {}
    for before, after in zip(members(old, own, when), members(new, own, when), strict=True):
        then, now = _each(before), _each(after)
        found[before.table.definition.id] = Moved(
            before.table,
            _tallied(before.table, then & now),
            _tallied(before.table, then - now),
            _tallied(before.table, now - then),
        )
    return found


def printed(found: Mapping[str, Moved], page: Page) -> tuple[Moved, ...]:
    """What became of the tables of a page, in the detail in which it prints them."""
    names = [table.definition.id for table in page.tables]
    parts = {}
    for one in found.values():
        for detail in (Detail.FULL, Detail.MARGINS):
            shown = [in_detail(part, detail) for part in (one.table, one.kept, one.gone, one.added)]
            for own in zip(*shown, strict=True):
                parts[own[0].definition.id] = Moved(*own)
    return tuple(parts[name] for name in names)


def documents(found: Sequence[Moved], number: int) -> list[dict[str, Any]]:
    """The tables to protect: what was kept and taken out of each released one, and what was added.

    ``number`` is that of the release which is revised.
    """
    tables = []
    for one in found:
        base = one.table.document()
        change = _change(base["within"]["measure"])
        dimensions = [*base["dimensions"], change]
        cells = [
            {"key": dict(cell.key) | {change: word}, "count": cell.count, "persons": cell.persons}
            for part, word in ((one.kept, KEPT), (one.gone, GONE))
            for cell in part.cells()
        ]
        cells += [
            {"key": dict(cell.key), "count": cell.count, "persons": cell.persons}
            for cell in one.table.cells()
        ]
        rules = {"threshold": base["threshold"]}
        name = base["name"]
        tables.append(
            {
                "name": f"{name}~{KEPT}",
                "dimensions": dimensions,
                "within": base["within"],
                "cells": cells,
                **rules,
            }
        )
        added = [
            {"key": dict(cell.key), "count": cell.count, "persons": cell.persons}
            for cell in one.added.cells()
        ]
        within = {**base["within"], EDITION: f"{ADDED}{number}.{base['within']['measure']}"}
        own = {"name": f"{name}~{ADDED}", "dimensions": base["dimensions"], "within": within}
        tables.append({**own, "cells": added, **rules})
    return tables


def revised(page: Page, old: ProtectedReport, output: Mapping[str, Any], number: int) -> ProtectedReport:
    """The page with corrected numbers, hidden wherever one of their parts would have to be."""
    counts = counts_of(output)
    tables = tuple(_table(table, counts) for table in old.tables)
    states = [cell.state for table in tables for cell in table.cells()]
    return msgspec.structs.replace(
        old,
        tables=tables,
        method=method_of(msgspec.structs.replace(page, late=0, revises=number)),
        hidden=states.count(CellState.HIDDEN) + states.count(CellState.MERGED),
        least_hidden=0,
        is_proven=False,
        is_released=False,
        late=0,
    )


def counts_of(output: Mapping[str, Any]) -> dict[tuple[str, frozenset[tuple[str, str]]], int | None]:
    """The counts of an output by table and key."""
    return {
        (table["name"], frozenset(cell["key"].items())): cell["count"]
        for table in output["tables"]
        for cell in table["cells"]
    }


def corrected(
    table: ReportTable,
    key: Key,
    old: int | None,
    counts: Mapping[tuple[str, frozenset[tuple[str, str]]], int | None],
) -> int | None:
    """The corrected number of a cell, None where it is not printed."""
    if old is None:
        return None
    name, change = table.name, _change(table.measure)
    kept = counts[f"{name}~{KEPT}", frozenset({**key, change: KEPT}.items())]
    gone = counts[f"{name}~{KEPT}", frozenset({**key, change: GONE}.items())]
    added = counts[f"{name}~{ADDED}", frozenset(key.items())]
    return None if kept is None or gone is None or added is None else kept + added


def _table(
    table: ReportTable, counts: Mapping[tuple[str, frozenset[tuple[str, str]]], int | None]
) -> ReportTable:
    rows = []
    for row in table.rows:
        head = {name: c.code for name, c in zip(table.dimensions, row.head, strict=False) if c.code}
        cells = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            across = {table.dimensions[-1]: column.code} if table.across and column.code else {}
            cells.append(_cell(cell, corrected(table, head | across, cell.value, counts)))
        rows.append(msgspec.structs.replace(row, cells=tuple(cells)))
    return msgspec.structs.replace(table, rows=tuple(rows))


def _change(measure: str) -> str:
    """What tells kept from taken out; of each measure by itself, for people may change place while events do not."""
    return f"change.{measure}"


def _cell(old: ReportCell, value: int | None) -> ReportCell:
    if value is None:
        state = old.state if old.is_hidden else CellState.HIDDEN
        return ReportCell(text=HIDDEN_SIGN, value=None, state=state)
    if not value:
        return ReportCell(text=EMPTY_SIGN, value=0, state=CellState.EMPTY)
    return ReportCell(text=str(value), value=value, state=CellState.PUBLISHED)


def _each(found: Members) -> "Counter[tuple[int, int]]":
    """How often each person is counted in each inner cell."""
    return Counter(zip(found.cells.tolist(), found.people.tolist(), strict=True))


def _tallied(table: CountedTable, found: "Counter[tuple[int, int]]") -> CountedTable:
    """A table of the same layout with these people in its cells."""
    sizes = tuple(len(grouping.categories) for grouping in table.groupings)
    counts = np.zeros(tuple(size + 1 for size in sizes), np.int64)
    persons = np.zeros_like(counts)
    cells = np.array([cell for cell, _ in found], np.int64)
    people = np.array([person for _, person in found], np.uint64)
    weight = np.array(list(found.values()), np.int64)
    at = np.unravel_index(cells, sizes) if len(cells) else tuple(cells for _ in sizes)
    axes = range(len(sizes))
    for kept in (chosen for size in range(len(sizes) + 1) for chosen in combinations(axes, size)):
        inner = tuple(sizes[axis] for axis in kept)
        flat = np.zeros(len(cells), np.int64)
        for axis in kept:
            flat = flat * sizes[axis] + at[axis]
        spot = tuple(slice(0, -1) if axis in kept else -1 for axis in axes)
        room = int(np.prod(inner, dtype=np.int64))
        sums = np.zeros(room, np.int64)
        np.add.at(sums, flat, weight)
        pairs = np.unique(np.stack([flat.astype(np.uint64), people]), axis=1)[0].astype(np.int64)
        counts[spot] = sums.reshape(inner)
        persons[spot] = np.bincount(pairs, minlength=room).reshape(inner)
    return msgspec.structs.replace(table, counts=counts, persons=persons)
