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
from beratung.domain.report_definitions import PeriodKind, ReportDefinition, TableDefinition
from beratung.domain.statistics_views import Detail, Programme, ProgrammeLine
from beratung.domain.work import Work
from beratung.reports.counting import CountedTable
from beratung.reports.wording import words


def usual(definition: ReportDefinition, table: TableDefinition) -> PlannedTable:
    """How detailed a table is where nobody decided otherwise."""
    is_crossed = len(table.dimensions) > 1
    within = Detail.MARGINS if is_crossed and PeriodKind.YEAR in definition.periods else Detail.FULL
    return PlannedTable(definition=definition.id, table=table.id, within_year=within, year=Detail.FULL)


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
    """Tables without those that say the same as one before."""
    found: dict[object, CountedTable] = {}
    for table in tables:
        sides = tuple((g.name, tuple(category.id for category in g.categories)) for g in table.groupings)
        found.setdefault((frozenset(table.within.items()), sides), table)
    return tuple(found.values())


def _margin(table: CountedTable, axis: int) -> CountedTable:
    spot = tuple(slice(None) if at == axis else -1 for at in range(len(table.groupings)))
    chosen = table.definition.dimensions[axis]
    label = table.groupings[axis].label.get("de", chosen)
    title = {"de": f"{words().measures[table.definition.measure.value]}: {label}"}
    own = msgspec.structs.replace(
        table.definition,
        id=f"{table.definition.id}.{chosen}",
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
