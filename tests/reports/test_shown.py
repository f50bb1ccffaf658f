# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Looking twice tells no more than looking once: a quick plan and the best one, one part of a report and the next."""

import random
from pathlib import Path

import msgspec
import pytest

from beratung.domain.report_definitions import Measure, PeriodKind, ReportDefinition, TableDefinition
from beratung.domain.statistics_views import ProtectedReport, ReportCell
from beratung.reports.definitions import SENSITIVE_PAIR
from tests.reports.facts_made import Row, some_facts
from tests.reports.house import House, Shelf, report, table
from tests.reports.test_differences import Room, people

Place = tuple[str, tuple[str, ...], str]


def cells(page: ProtectedReport) -> dict[Place, ReportCell]:
    """The cells by table, row and column."""
    return {
        (one.name, tuple(head.code for head in row.head), column.code): cell
        for one in page.tables
        for row in one.rows
        for column, cell in zip(one.columns, row.cells, strict=True)
    }


def hidden(page: ProtectedReport) -> set[Place]:
    return {place for place, cell in cells(page).items() if cell.is_hidden}


def fine(seed: int) -> House:
    """Two tables so fine that plans differ."""
    own = report("own", table("a", Measure.PERSONS, "nation", "district"), table("b", Measure.PERSONS, "district", "gender"))  # fmt: skip
    return House(Shelf(some_facts(random.Random(seed), 140, 300), own))


def test_the_best_plan_shows_all_that_the_quick_one_showed(tmp_path: Path) -> None:
    """Whoever sees both sees what only one of them hides: often enough to reckon the small numbers."""
    apart = 0
    for seed in range(6):
        found, other = fine(seed), fine(seed)
        best = hidden(other.reports.preview("own", "2026"))
        quick = found.reports.preview("own", "2026", quick=True)
        apart += not best <= hidden(quick)
        better = found.reports.preview("own", "2026")
        assert hidden(better) <= hidden(quick)
        assert better.is_proven
        assert hidden(found.reports.preview("own", "2026", quick=True)) == hidden(better)
        done = found.reports.release("own", "2026", to_whom="Land", out=tmp_path)
        assert hidden(done.report) == hidden(better)
        assert found.reports.audit_ledger(anew=True).is_sound
    assert apart


def test_a_search_that_is_given_up_leaves_the_page_as_it_was() -> None:
    found = fine(1)
    quick = found.reports.preview("own", "2026", quick=True)
    assert quick.is_stopped
    assert found.reports.preview("own", "2026", cancel=lambda: True) == quick
    assert found.reports.preview("own", "2026", seconds=0.0) == quick


def test_new_facts_are_shown_as_if_nothing_had_been() -> None:
    found = fine(1)
    before = found.reports.preview("own", "2026", quick=True)
    more = [
        {**row, "person": str(10**6 + n), "key": str(10**6 + n)} for n, row in enumerate(found.shelf.rows)
    ]
    found.shelf.rows += more
    after = found.reports.preview("own", "2026", quick=True)
    other = House(Shelf(found.shelf.rows, found.shelf.known["own"]))
    assert after == other.reports.preview("own", "2026", quick=True)
    assert after.tables != before.tables


class Careful(Room):
    """Definitions are checked as the program does it, whoever made them."""

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        return self.reports.checked(definition)


def of(*names: str, threshold: int = 3) -> ReportDefinition:
    """A report of a table for each grouping."""
    tables = tuple(TableDefinition(id=name, title={"de": name}, rows=name) for name in names)
    return ReportDefinition(id="own", title={"de": "own"}, tables=tables, threshold=threshold, periods=(PeriodKind.YEAR,))  # fmt: skip


def value(page: ProtectedReport, name: str, row: str) -> int | None:
    return cells(page)[name, (row,), ""].value


@pytest.mark.parametrize("order", [("f", "m", "rest"), ("rest", "f", "m"), ("m", "rest", "f")])
def test_parts_that_make_up_the_whole_do_not_tell_of_the_last_one(order: tuple[str, ...]) -> None:
    """Twenty of all, ten women, nine men: the one who is neither was hidden for nothing."""
    sizes = {"f": (10, 8, 9, 7), "m": (9, 12, 8, 11), "": (1, 3, 5, 4)}
    rows: list[Row] = [
        row
        for gender, numbers in sizes.items()
        for state, size in zip(("475", "166", "423", "000"), numbers, strict=True)
        for row in people(size, gender=gender, nationality=state)
    ]
    found = House(Careful(rows, of("gender", "nationality_groups")))
    whole = found.reports.preview("own", "2026")
    assert value(whole, "nationality_groups", "syrien") == 20
    seen = []
    for gender in order:
        page = found.reports.drill("own", "2026", {"gender": gender})
        assert found.reports.drill("own", "2026", {"gender": gender}) == page
        seen.append(value(page, "nationality_groups", "syrien"))
    assert seen.count(None) > 1


def test_a_part_that_says_something_sensitive_of_few_is_hidden_as_in_a_report() -> None:
    """Three Ukrainians in the asylum procedure: the table of a report hides them, and so does a look."""
    rows = [
        *people(12, nationality="166", status="humanitaer"), *people(3, nationality="166", status="duldung"),
        *people(30, nationality="475", status="humanitaer"), *people(20, nationality="475", status="duldung"),
    ]  # fmt: skip
    found = House(Careful(rows, of("nationality_groups", "status_coarse")))
    assert value(found.reports.preview("own", "2026"), "nationality_groups", "ukraine") == 15
    page = found.reports.drill("own", "2026", {"nationality": "ukraine"})
    assert page.tables[0].threshold == SENSITIVE_PAIR
    assert value(page, "status_coarse", "verfahren") is None


def test_what_was_shown_is_forgotten_with_the_definition() -> None:
    """A report that was changed is another one."""
    found = fine(2)
    found.reports.preview("own", "2026", quick=True)
    own = found.shelf.known["own"]
    found.shelf.known["own"] = msgspec.structs.replace(own, threshold=5)
    other = House(Shelf(found.shelf.rows, found.shelf.known["own"]))
    assert found.reports.preview("own", "2026") == other.reports.preview("own", "2026")
