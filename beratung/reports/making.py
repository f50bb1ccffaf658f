# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes a protected page from counted tables and what was released before. Pure but for the solver."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from beratung.domain.report_definitions import Grouping, ReportDefinition
from beratung.domain.statistics_views import CellState, Detail, MethodNote, ProtectedReport, SharedRow
from beratung.reports.counting import Counted, CountedTable, standing
from beratung.reports.joining import joined
from beratung.reports.layout import Shape, Side, laid_out
from beratung.reports.periods import Period
from beratung.reports.programme import each_once, in_detail
from beratung.reports.protection.document import RULES, leaving_out, protect
from beratung.reports.wording import Told, method_lines, period_words, words

Progress = Callable[[int, int], None]


class Earlier(msgspec.Struct, frozen=True):
    """An earlier release of the same year: its number in the ledger and what left the house."""

    number: int
    output: dict[str, Any]


class Page(msgspec.Struct, frozen=True):
    """What is to be protected: tables in the detail they are printed in, and how they look."""

    definition: str
    title: str
    period: Period
    tables: tuple[CountedTable, ...]
    shapes: tuple[Shape, ...]
    threshold: int
    zeros: str
    late: int = 0
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filter_words: tuple[str, ...] = ()
    revises: int = 0
    facts: str = ""
    """What it was counted from, as a short text."""
    silent: tuple[CountedTable, ...] = ()
    """What is not printed but follows from what is: parts of the period that were not released while others were."""

    def given(self) -> list[dict[str, Any]]:
        """The tables as ``protect`` reads them."""
        return [table.document() for table in self.tables]

    def silently(self) -> list[dict[str, Any]]:
        """Tables that are protected as if they were printed."""
        return [{**t.document(), "name": f"{t.definition.id} ({n})"} for n, t in enumerate(self.silent, 1)]

    def rules(self) -> dict[str, Any]:
        """What holds for all its tables."""
        stands = {
            name: {one: list(parts) for one, parts in found.items()}
            for name, found in standing((*self.tables, *self.silent)).items()
        }
        return {"threshold": self.threshold, "zeros": self.zeros} | ({"merged": stands} if stands else {})


class Made(msgspec.Struct, frozen=True):
    """A protected page, with what went into protecting it and what came out."""

    report: ProtectedReport
    given: dict[str, Any]
    output: dict[str, Any]
    mark: str = ""
    """Which page it was made of."""


def mark_of(page: Page) -> str:
    """What a page is made of, as a short text: the same for the same numbers and the same looks.

    What is protected in silence belongs to it: the page may look the same while that changed.
    """
    told = [page.given(), page.silently(), page.shapes, page.filters, page.late, page.threshold, page.zeros]
    return digest(told)


def digest(told: object) -> str:
    """The hash of any plain value."""
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def page_of(counted: Counted, details: Mapping[str, Detail]) -> Page:
    """The page of a counted report in the details of the programme, by id of the table."""
    definition = counted.definition
    tables = each_once(
        part
        for table in counted.tables
        for part in in_detail(table, details.get(table.definition.id, Detail.FULL))
    )
    return Page(
        definition=definition.id,
        title=definition.title.get("de", definition.id),
        period=counted.period,
        tables=tables,
        shapes=tuple(map(_shape, tables)),
        threshold=definition.threshold,
        zeros=definition.zeros,
        late=counted.late,
        filter_words=filter_words(definition),
    )


def filter_words(definition: ReportDefinition) -> tuple[str, ...]:
    """Of which part of the people a report tells, or some of its tables."""
    common = frozenset.intersection(*(frozenset(table.filter.items()) for table in definition.tables))
    found = [_spoken(definition.grouping(name), category) for name, category in sorted(common)]
    for table in definition.tables:
        own = sorted(table.filter.items() - common)
        spoken = ", ".join(_spoken(definition.grouping(name), category) for name, category in own)
        if spoken:
            found.append(f"{table.title.get('de', table.id)} ({spoken})")
    return tuple(found)


def _spoken(grouping: Grouping, category: str) -> str:
    label = next(one.text() for one in grouping.categories if one.id == category)
    return f"{grouping.label.get('de', grouping.id)}: {label}"


def make(
    page: Page,
    earlier: Sequence[Earlier],
    *,
    shown: Made | None = None,
    seen: Sequence[Made] = (),
    seconds: float = math.inf,
    is_cancelled: Callable[[], bool] | None = None,
    on_round: Progress | None = None,
) -> Made:
    """Protect a page together with what was released before.

    ``shown`` is the same page with another plan that somebody saw: what it printed is printed now too. ``seen`` are
    other parts of the same report that were looked at.

    Raises:
        CannotProtect, BadInput: it cannot be made safe.
    """
    outputs = [entry.output for entry in earlier]
    tables, rules = [*page.given(), *page.silently()], page.rules()
    given = joined(tables, outputs, rules, [table for made in seen for table in _seen(made)])
    whole = given if shown is None else joined(tables, [*outputs, _printed(shown)], rules)
    protected = protect(whole, seconds=seconds, is_cancelled=is_cancelled, on_round=on_round)
    document = protected.document if shown is None else leaving_out(protected.document, given)
    return Made(report_of(page, document, earlier), given, document, mark_of(page))


def _seen(made: Made) -> list[dict[str, Any]]:
    """The tables of a page that were on the screen."""
    names = {table.name for table in made.report.tables}
    return [table for table in made.output["tables"] if table["name"] in names]


def _printed(made: Made) -> dict[str, Any]:
    """What a page printed, without what it promised of hidden cells: some of them may be printed now."""
    return {name: made.output[name] for name in (*RULES, "tables") if name in made.output}


def report_of(page: Page, output: Mapping[str, Any], earlier: Iterable[Earlier] = ()) -> ProtectedReport:
    """The page as it is shown."""
    tables = laid_out(page.shapes, output)
    states = [cell.state for table in tables for cell in table.cells()]
    hidden = states.count(CellState.HIDDEN) + states.count(CellState.MERGED)
    is_proven = bool(output["proven_best"])
    gap = 0 if is_proven else int(output["hidden_secondary"]) - int(output["lower_bound"])
    shown = {shape.name for shape in page.shapes}
    return ProtectedReport(
        definition=page.definition,
        title=page.title,
        period=str(page.period),
        period_label=period_words(page.period),
        tables=tables,
        method=method_of(page),
        cells=len(states),
        hidden=hidden,
        least_hidden=max(0, hidden - gap),
        is_proven=is_proven,
        is_stopped=bool(output.get("stopped", False)),
        late=page.late,
        earlier=tuple(entry.number for entry in earlier if entry.number),
        filters=page.filters,
        shared=tuple(_shared(page, row) for row in output.get("groups", ()) if row["table"] in shown),
    )


def _shared(page: Page, row: Mapping[str, Any]) -> SharedRow:
    """A row of which everybody shares one sensitive category, in words."""
    shape = next(shape for shape in page.shapes if shape.name == row["table"])
    sides = {side.name: side for side in shape.sides}
    labels = [dict(sides[name].categories).get(code, code) for name, code in sorted(row["key"].items())]
    side = sides[row["dimension"]]
    category = dict(side.categories).get(row["category"], row["category"])
    return SharedRow(
        table=shape.name,
        title=shape.title,
        row=", ".join(labels),
        dimension_label=side.label,
        category=category,
    )


def method_of(page: Page) -> MethodNote:
    """The note of method of a page."""
    higher = tuple((s.title, s.threshold) for s in page.shapes if s.threshold != page.threshold)
    told = Told(
        measures=frozenset(shape.measure for shape in page.shapes),
        threshold=page.threshold,
        higher=higher,
        zeros=page.zeros,
        late=page.late,
        revises=page.revises,
        filters=page.filter_words,
    )
    return MethodNote(threshold=page.threshold, zeros=page.zeros, lines=tuple(method_lines(told)))


def fingerprint(report: ProtectedReport) -> str:
    """The hash of what is published, and of nothing that is not: it may leave the house."""
    told = [
        [
            table.name,
            table.measure,
            [[c.code for c in row.head] + [cell.value for cell in row.cells] for row in table.rows],
        ]
        for table in report.tables
    ]
    text = json.dumps([report.definition, report.period, told], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _shape(table: CountedTable) -> Shape:
    own = table.definition
    return Shape(
        name=own.id,
        title=own.title.get("de", own.id),
        measure=own.measure.value,
        measure_label=words().measures[own.measure.value],
        sides=tuple(map(_side, table.groupings)),
        threshold=table.threshold,
        within=dict(table.within),
    )


def _side(grouping: Grouping) -> Side:
    categories = tuple((category.id, category.text()) for category in grouping.categories)
    return Side(grouping.name, grouping.label.get("de", grouping.id), categories)
