# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Subtracting one printed table from another tells nothing of few people, whichever of them went out first."""

import json
import random
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import msgspec
import pytest

from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.statistics_views import ProtectedReport
from beratung.offers.codes import load_codes
from beratung.reports.definitions import Definitions
from beratung.reports.protection.checking import check
from tests.reports.facts_made import Row, some_facts
from tests.reports.house import House, Shelf
from tests.reports.test_definitions import Box

CODES = load_codes()
NUMBERS = count(1)
DISTRICTS = ("15001", "15002", "15003", "15081")


class Room(Shelf):
    """The program's own groupings over facts made by hand."""

    def __init__(self, rows: list[Row], *own: ReportDefinition) -> None:
        self.reports = Definitions(CODES, {}, Box())
        super().__init__(rows, *map(self.reports.checked, own))

    def groupings(self) -> tuple[Grouping, ...]:
        return tuple(self.reports.groupings.values())


def people(number: int, month: str = "2026-02", **words: str) -> list[Row]:
    found = [next(NUMBERS) for _ in range(number)]
    usual = {"month": month, "kind": "consultation", "channel": "personal"}
    return [{**usual, "person": str(one), "key": str(one), **words} for one in found]


def some(name: str, *members: str) -> Grouping:
    """Some nationalities, and all others."""
    chosen = Category(id=name, label={"de": name}, members=members)
    rest = Category(id="rest", label={"de": "Sonstige"}, is_rest=True)
    return Grouping(id=f"own_{name}", column="nationality", label={"de": name}, categories=(chosen, rest))


def a_report(
    name: str,
    rows: str,
    columns: str = "",
    *groupings: Grouping,
    measure: Measure = Measure.PERSONS,
    of: Mapping[str, str] | None = None,
) -> ReportDefinition:
    own = TableDefinition(
        id=name, title={"de": name}, rows=rows, columns=columns, measure=measure, filter=dict(of or {})
    )
    kinds = (PeriodKind.YEAR, PeriodKind.QUARTER)
    return ReportDefinition(id=name, title={"de": name}, tables=(own,), groupings=groupings, periods=kinds)


def released(found: House, name: str, folder: Path, period: str = "2026") -> ProtectedReport:
    return found.reports.release(name, period, to_whom="Land", out=folder).report


def shown(report: ProtectedReport, row: str, column: str = "") -> int | None:
    [table] = report.tables
    at = [c.code for c in table.columns].index(column)
    return next(r.cells[at].value for r in table.rows if r.head[0].code == row)


def test_groupings_that_overlap_are_protected_together(tmp_path: Path) -> None:
    """There is one Iranian in the first district."""
    rows = [
        row
        for district in DISTRICTS
        for row in (
            *people(6, district=district, nationality="475"),
            *people(5, district=district, nationality="438"),
            *people(9, district=district, nationality="166"),
            *people(1 if district == "15001" else 7, district=district, nationality="439"),
        )
    ]
    two, three = some("zwei", "syrien", "irak"), some("drei", "syrien", "irak", "iran")
    reports = a_report("a", "district", "own_zwei", two), a_report("b", "district", "own_drei", three)
    found = House(Room(rows, *reports))
    assert shown(House(found.shelf).reports.preview("b", "2026"), "15001", "irak|iran|syrien") == 12
    assert shown(released(found, "a", tmp_path), "15001", "irak|syrien") == 11
    done = found.reports.release("b", "2026", to_whom="Land", out=tmp_path, proof=tmp_path / "haus")
    assert shown(done.report, "15001", "irak|iran|syrien") is None
    proof = json.loads((tmp_path / "haus" / "b_2026_Nachweis.json").read_text())
    assert [table["name"][0] for table in proof["tables"]] == ["b", "~"]
    assert check(proof).hidden
    assert [table.name for table in done.report.tables] == ["b"]
    assert found.reports.audit_ledger(anew=True).is_sound


def of_ages() -> list[Row]:
    ages = (("27", 11, "MBE"), ("40", 1, "MBE"), ("50", 9, "MBE"), ("60", 8, "MBE"), ("50", 6, "JMD"))
    young = people(6, age="18", programme="JMD") + people(2, age="18", programme="MBE")
    return [row for age, number, name in ages for row in people(number, age=age, programme=name)] + young


@pytest.mark.parametrize("order", [("all", "mbe"), ("mbe", "all")])
def test_a_coarse_total_does_not_undo_a_fine_part(tmp_path: Path, order: tuple[str, str]) -> None:
    """All of 27 to 44 are twelve, those of one programme who are 27 to 34 eleven: one is left, who was hidden."""
    every, part = a_report("all", "age_coarse"), a_report("mbe", "age_mbe", of={"programme": "MBE"})
    found = House(Room(of_ages(), every, part))
    pages = {name: released(found, name, tmp_path) for name in order}
    assert shown(pages["mbe"], "35-44") is None
    assert None in {shown(pages["all"], "27-44"), shown(pages["mbe"], "27-34")}
    assert found.reports.audit_ledger(anew=True).is_sound


def test_two_tables_that_differ_in_their_groups_alone_are_both_printed() -> None:
    fine = TableDefinition(id="f", title={"de": "f"}, rows="age_mbe", columns="gender")
    coarse = msgspec.structs.replace(fine, id="c", rows="age_coarse")
    own = ReportDefinition(id="own", title={"de": "own"}, tables=(fine, coarse))
    found = House(Room(some_facts(random.Random(4), 300, 900), own))
    assert [table.name for table in found.reports.preview("own", "2026").tables] == ["f", "c"]


def test_a_look_at_a_part_does_not_undo_the_page() -> None:
    """The page has all ages coarsely, the look those of one programme finely: both are protected together."""
    coarse = TableDefinition(id="c", title={"de": "c"}, rows="age_coarse")
    fine = msgspec.structs.replace(coarse, id="f", rows="age_mbe", filter={"gender": "f"})
    other = msgspec.structs.replace(coarse, id="p", rows="programme")
    own = ReportDefinition(id="own", title={"de": "own"}, tables=(coarse, fine, other))
    found = House(Room([{**row, "gender": "f"} for row in of_ages()] + people(9, age="50", gender="m"), own))
    part = found.reports.drill("own", "2026", {"programme": "MBE"})
    pages = {table.name: {r.head[0].code: r.cells[0].value for r in table.rows} for table in part.tables}
    whole = found.reports.preview("own", "2026").tables[0]
    every = {row.head[0].code: row.cells[0].value for row in whole.rows}
    assert every["27-44"] == 12
    assert pages["f"]["35-44"] is None
    assert pages["f"]["27-34"] is None
