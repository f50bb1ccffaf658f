# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A house that makes reports, in memory: facts by chance, definitions of the tests, a ledger."""

from collections.abc import Iterable, Sequence
from datetime import date

from beratung.domain.base import Domain
from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.work import Work
from beratung.reports.errors import NoSuchReport
from beratung.reports.facts import Facts, gather
from beratung.reports.service import ReportService
from tests.fakes.records import FakeRecords, FixedClock
from tests.reports.facts_made import Row, pages_of

EVERY_PERIOD = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)


def grouping(name: str, column: str, *words: str) -> Grouping:
    """A grouping with a category for each word, and one that takes the rest."""
    categories = [Category(id=word, label={"de": word.title()}, words=(word,)) for word in words]
    rest = Category(id="rest", label={"de": "Sonstige"}, is_rest=True)
    return Grouping(id=name, column=column, label={"de": name.title()}, categories=(*categories, rest))


GENDER = grouping("gender", "gender", "f", "m")
NATION = grouping("nation", "nationality", "475", "423", "166")
DISTRICT = grouping("district", "district", "15001", "15002", "15003", "15081", "15082")
CHANNEL = grouping("channel", "channel", "personal", "phone")
GROUPINGS = (GENDER, NATION, DISTRICT, CHANNEL)


def table(
    name: str, measure: Measure, rows: str, columns: str = "", threshold: int | None = None
) -> TableDefinition:
    """A table of a report."""
    return TableDefinition(
        id=name,
        title={"de": f"Tabelle {name}"},
        measure=measure,
        rows=rows,
        columns=columns,
        threshold=threshold,
    )


def report(name: str, *tables: TableDefinition) -> ReportDefinition:
    """A report of tables, for every kind of period."""
    return ReportDefinition(
        id=name, title={"de": f"Bericht {name}"}, periods=EVERY_PERIOD, tables=tables, groupings=GROUPINGS
    )


class Shelf:
    """Definitions and facts that a test may change; implements the sources of the service."""

    def __init__(self, rows: Iterable[Row], *definitions: ReportDefinition, late: Iterable[Row] = ()) -> None:
        self.rows = list(rows)
        self.late = list(late)
        self.known = {definition.id: definition for definition in definitions}

    def definitions(self) -> Sequence[ReportDefinition]:
        return tuple(self.known.values())

    def definition(self, name: str) -> ReportDefinition:
        if name not in self.known:
            raise NoSuchReport(place=name, known=", ".join(self.known))
        return self.known[name]

    def groupings(self) -> Sequence[Grouping]:
        return GROUPINGS

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        return definition

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        self.known[definition.id] = definition
        return definition

    def remove(self, name: str) -> None:
        del self.known[name]

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        own = [row for row in self.rows if row["month"].startswith(str(year))]
        late = [row for row in self.late if row["month"].startswith(str(year))]
        pages = [*pages_of(own), *pages_of(late, is_late=True)]
        return gather(year, pages, with_late=with_late)

    def is_counted(self) -> bool:
        return True

    def cut(self) -> None:
        """Nobody is linked to rows made by chance."""


class House:
    """Records, clock, shelf and the service on them."""

    def __init__(self, shelf: Shelf, today: date = date(2027, 2, 1), *readable: Domain) -> None:
        self.records = FakeRecords(readable=readable or (Domain.STATISTICS,))
        self.clock = FixedClock(today)
        self.shelf = shelf
        self.reports = self.opened()

    def opened(self) -> ReportService:
        """The service as another program opens it."""
        return ReportService(self.records, self.clock, self.shelf, user="leitung", house=lambda: "Musterhaus")
