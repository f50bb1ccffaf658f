# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The programme of a year: which tables go out in which detail, fixed before its first report leaves the house.

Quarters are coarser than the year by default: of a table with several dimensions they print each by itself. Small
numbers of a quarter would otherwise force much of the year into hiding. Further tables may join later; what is fixed stays.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

import msgspec

from beratung.domain.releases import LEDGER, PlannedTable, YearProgramme
from beratung.domain.report_definitions import Grouping, PeriodKind, ReportDefinition, TableDefinition
from beratung.domain.statistics_views import Detail, Programme, ProgrammeLine
from beratung.domain.work import Work
from beratung.reports.counting import CountedTable
from beratung.reports.wording import words


def usual(definition: ReportDefinition, table: TableDefinition) -> PlannedTable:
    """How detailed a table is where nobody decided otherwise."""
    within = table.within_year
    if within is None:
        is_crossed = len(table.dimensions) > 1
        within = Detail.MARGINS if is_crossed and PeriodKind.YEAR in definition.periods else Detail.FULL
    return PlannedTable(definition=definition.id, table=table.id, within_year=within, year=table.year)


def stored(work: Work, year: int) -> YearProgramme | None:
    """The programme of a year as it was stored."""
    return next((p for p in work.all(YearProgramme, LEDGER) if p.year == year), None)


def lines_of(
    definitions: Iterable[ReportDefinition], found: YearProgramme | None
) -> dict[tuple[str, str], PlannedTable]:
    """For each table of each report its line: as it was decided, else as usual."""
    known = {(line.definition, line.table): line for line in (found.tables if found is not None else ())}
    return {
        (definition.id, table.id): known.get((definition.id, table.id), usual(definition, table))
        for definition in definitions
        for table in definition.tables
    }


def view(definitions: Mapping[str, ReportDefinition], found: YearProgramme | None, year: int) -> Programme:
    """The programme as it is shown."""
    lines = []
    for (name, table), line in lines_of(definitions.values(), found).items():
        definition = definitions[name]
        lines.append(
            ProgrammeLine(
                definition=name,
                title=definition.title.get("de", name),
                table=table,
                table_title=definition.table(table).title.get("de", table),
                within_year=line.within_year,
                year=line.year,
            )
        )
    fixed_by = found.fixed_by if found is not None else 0
    return Programme(year=year, lines=tuple(lines), is_fixed=bool(fixed_by), fixed_by=fixed_by)


def in_detail(table: CountedTable, detail: Detail) -> tuple[CountedTable, ...]:
    """A counted table as the programme prints it: whole, each dimension by itself, or not at all."""
    if detail is Detail.NONE:
        return ()
    if detail is Detail.FULL or len(table.groupings) == 1:
        return (table,)
    return tuple(_margin(table, axis) for axis in range(len(table.groupings)))


def each_once(tables: Iterable[CountedTable]) -> tuple[CountedTable, ...]:
    """Tables without those that say the same as one before, and without single sides that another table shows."""
    every = tuple(tables)
    return tuple(
        t for n, t in enumerate(every) if not any(_spares(o, t, is_before=m < n) for m, o in enumerate(every))
    )


def _spares(one: CountedTable, other: CountedTable, *, is_before: bool) -> bool:
    """Whether the other need not be printed beside one."""
    is_side = MARGIN in one.definition.id
    if MARGIN not in other.definition.id:
        is_same = one.within == other.within and _laid_out(one) == _laid_out(other)
        return is_before and is_same and not is_side
    return _shows(one, other) and (not is_side or is_before or not _shows(other, one))


def _laid_out(table: CountedTable) -> list[tuple[str, list[str]]]:
    return [
        (grouping.name, [category.id for category in grouping.categories]) for grouping in table.groupings
    ]


def _shows(table: CountedTable, margin: CountedTable) -> bool:
    """Whether a side of a table has the categories of the side that is a margin, or finer ones."""
    if table is margin or table.within != margin.within:
        return False
    (wanted,) = margin.groupings
    blocks = _blocks(wanted)
    return any(
        side.name == wanted.name and all(any(one <= block for block in blocks) for one in _blocks(side))
        for side in table.groupings
    )


def _blocks(grouping: Grouping) -> list[frozenset[str]]:
    """For each category the finest ones that it stands for."""
    return [frozenset(grouping.stands.get(c.id, (c.id,))) for c in grouping.categories]


MARGIN = "."
"""Stands in the id of a side that is printed by itself."""


def _margin(table: CountedTable, axis: int) -> CountedTable:
    spot = tuple(slice(None) if at == axis else -1 for at in range(len(table.groupings)))
    chosen = table.definition.dimensions[axis]
    label = table.groupings[axis].label.get("de", chosen)
    title = {"de": f"{words().measures[table.definition.measure.value]}: {label}"}
    own = msgspec.structs.replace(
        table.definition,
        id=f"{table.definition.id}{MARGIN}{chosen}",
        title=title,
        rows=chosen,
        columns="",
        layers="",
    )
    return msgspec.structs.replace(
        table,
        definition=own,
        groupings=(table.groupings[axis],),
        counts=table.counts[spot],
        persons=table.persons[spot],
    )


def details(definition: ReportDefinition, found: YearProgramme | None, kind: PeriodKind) -> dict[str, Detail]:
    """For each table of a report its detail in a kind of period."""
    lines = lines_of([definition], found)
    return {
        table: line.year if kind is PeriodKind.YEAR else line.within_year
        for (_, table), line in lines.items()
    }


def new_id() -> UUID:
    """An id for a programme."""
    return uuid4()
