# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts protected numbers into the tables of a page. What is hidden never gets as far as a view."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import msgspec

from beratung.domain.statistics_views import (
    EMPTY_SIGN,
    HIDDEN_SIGN,
    CellState,
    ReportCategory,
    ReportCell,
    ReportRow,
    ReportTable,
)

TOTAL = "Insgesamt"
COUNT = "Anzahl"


class Side(msgspec.Struct, frozen=True):
    """A dimension as it is called on paper: its name in keys, its label, and its categories in their order."""

    name: str
    label: str
    categories: tuple[tuple[str, str], ...]


class Shape(msgspec.Struct, frozen=True):
    """How a table looks, without any number. ``within`` is what all its keys say."""

    name: str
    title: str
    measure: str
    measure_label: str
    sides: tuple[Side, ...]
    threshold: int
    within: dict[str, str]
    note: str = ""


class Numbers:
    """The cells of a protected document by their keys."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._is_merged = {table["name"]: _zeros(document, table) == "merged" for table in document["tables"]}
        self._cells: dict[str, dict[frozenset[tuple[str, str]], Mapping[str, Any]]] = {
            table["name"]: {frozenset(cell["key"].items()): cell for cell in table["cells"]}
            for table in document["tables"]
        }

    def cell(self, table: str, key: Mapping[str, str]) -> ReportCell:
        """One cell as it is shown."""
        found = self._cells[table][frozenset(key.items())]
        if found["count"] is None:
            if self._is_merged[table]:
                return ReportCell(text=HIDDEN_SIGN, value=None, state=CellState.MERGED)
            return ReportCell(text=HIDDEN_SIGN, value=None, state=CellState.HIDDEN)
        count = int(found["count"])
        if not count:
            return ReportCell(text=EMPTY_SIGN, value=0, state=CellState.EMPTY)
        return ReportCell(text=str(count), value=count, state=CellState.PUBLISHED)


def _zeros(document: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    return str(table.get("zeros", document["zeros"]))


def laid_out(shapes: Iterable[Shape], document: Mapping[str, Any]) -> tuple[ReportTable, ...]:
    """The tables of a page from a protected document."""
    numbers = Numbers(document)
    return tuple(_table(shape, numbers) for shape in shapes)


def _table(shape: Shape, numbers: Numbers) -> ReportTable:
    across = shape.sides[-1] if len(shape.sides) > 1 else None
    down = shape.sides if across is None else shape.sides[:-1]
    total = ReportCategory(code="", label=TOTAL)
    if across is None:
        columns: tuple[ReportCategory, ...] = (ReportCategory(code="", label=COUNT),)
    else:
        columns = (*(ReportCategory(code=c, label=text) for c, text in across.categories), total)
    rows = []
    for head in product(*((*_categories(side), total) for side in down)):
        key = {side.name: part.code for side, part in zip(down, head, strict=True) if part.code}
        cells = []
        for column in columns:
            named = {across.name: column.code} if across is not None and column.code else {}
            cells.append(numbers.cell(shape.name, key | named))
        is_total = any(not part.code for part in head)
        rows.append(ReportRow(head=head, cells=tuple(cells), is_total=is_total))
    return ReportTable(
        name=shape.name,
        title=shape.title,
        measure=shape.measure,
        measure_label=shape.measure_label,
        dimensions=tuple(side.name for side in shape.sides),
        sides=tuple(side.label for side in down),
        across=across.label if across is not None else "",
        columns=columns,
        rows=tuple(rows),
        threshold=shape.threshold,
        note=shape.note,
    )


def _categories(side: Side) -> tuple[ReportCategory, ...]:
    return tuple(ReportCategory(code=code, label=text) for code, text in side.categories)
