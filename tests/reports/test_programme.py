# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The reports that come along, in their usual detail: they say what a funder needs, and a year of them goes out whole."""

import os
import random
from pathlib import Path

import msgspec
import pytest

from beratung.domain.report_definitions import Measure, PeriodKind, TableDefinition
from beratung.domain.statistics_views import Detail, ProtectedReport
from beratung.reports import programme
from beratung.reports.definitions import STANDARD
from tests.reports.facts_made import some_facts
from tests.reports.house import House, Shelf, report, table
from tests.reports.office import Demo, Office, share_of_years

CASES, YEARS = 1500, (2025, 2026)
MOST_HIDDEN = 0.10
TORTURE = bool(os.environ.get("BERATUNG_TORTURE"))


@pytest.fixture(scope="module")
def demo() -> Demo:
    return Demo(CASES, 1, YEARS)


def categories(page: ProtectedReport, dimension: str) -> set[str]:
    """By what a page is laid out, the total left out."""
    found: set[str] = set()
    for one in page.tables:
        if dimension in one.dimensions:
            at = one.dimensions.index(dimension)
            is_across = bool(one.across) and at == len(one.dimensions) - 1
            heads = one.columns if is_across else [row.head[at] for row in one.rows]
            found |= {head.code for head in heads if head.code}
    return found


def test_the_overview_of_a_year_hides_little_and_says_what_is_needed(demo: Demo) -> None:
    for page in share_of_years(demo, "year", YEARS).values():
        assert page.hidden_share <= MOST_HIDDEN
        assert len([code for code in categories(page, "district") if code != "rest"]) == 14
        assert len(categories(page, "nationality")) >= 4
        crossed = next(t for t in page.tables if set(t.dimensions) == {"district", "nationality"})
        assert len(crossed.columns) >= 4
        assert {"age", "gender", "status", "programme", "topics"} <= {
            d for t in page.tables for d in t.dimensions
        }


def test_a_year_says_in_detail_what_its_quarters_say_in_outline(demo: Demo) -> None:
    reports = Office(demo.facts, demo.offers)
    for name in STANDARD:
        own = reports.definition(name)
        year, parts = (programme.details(own, None, kind) for kind in (PeriodKind.YEAR, PeriodKind.QUARTER))
        assert any(detail is not Detail.NONE for detail in year.values())
        assert any(detail is not Detail.NONE for detail in parts.values())
        crossed = {one.id for one in own.tables if len(one.dimensions) > 1}
        assert not any(parts[one] is Detail.FULL for one in crossed)
    assert programme.details(reports.definition("mbe"), None, PeriodKind.YEAR)["topics"] is Detail.FULL


def test_a_definition_decides_the_usual_detail() -> None:
    crossed = table("c", Measure.PERSONS, "gender", "nation")
    own = report("neu", crossed)
    assert programme.usual(own, crossed).within_year is Detail.MARGINS
    for within, year in ((Detail.NONE, Detail.MARGINS), (Detail.FULL, Detail.NONE)):
        decided: TableDefinition = msgspec.structs.replace(crossed, within_year=within, year=year)
        line = programme.usual(own, decided)
        assert (line.within_year, line.year) == (within, year)


def test_a_side_that_another_table_shows_is_not_printed_twice() -> None:
    rows = some_facts(random.Random(3), 300, 1200)
    page = report(
        "neu",
        table("c", Measure.PERSONS, "gender", "nation"),
        table("n", Measure.PERSONS, "nation"),
        table("d", Measure.PERSONS, "district", "gender"),
        table("e", Measure.CONSULTATIONS, "district", "gender"),
    )
    shown = House(Shelf(rows, page)).reports.preview("neu", "2026-Q1")
    assert [one.name for one in shown.tables] == ["c.gender", "n", "d.district", "e.district", "e.gender"]


@pytest.mark.skipif(not TORTURE, reason="half a minute of the processor")
@pytest.mark.timeout(600)
def test_the_usual_reports_of_the_running_year_go_out_whole(demo: Demo, tmp_path: Path) -> None:
    """All reports of the quarters that are over, then those of the half-year, into one ledger."""
    given = list(Office(demo.facts, demo.offers).whole_year(2026, tmp_path))
    assert {one.definition for one in given} == set(STANDARD)
    assert len(given) == 3 * (len(STANDARD) - 1) + 2
    assert [(one.definition, str(one.period), one.refusal) for one in given if one.refusal] == []


@pytest.mark.timeout(600)
def test_a_whole_year_goes_out_after_its_quarters(demo: Demo, tmp_path: Path) -> None:
    office = Office(demo.facts, demo.offers)
    given = list(office.whole_year(2025, tmp_path, "year", "jmd"))
    assert [(one.definition, str(one.period), one.refusal) for one in given if one.refusal] == []
    last = {one.definition: one.page for one in given if one.period.kind is PeriodKind.YEAR}
    for page in last.values():
        assert page is not None
        assert page.hidden_share <= MOST_HIDDEN
    assert office.reports.audit_ledger().is_sound


@pytest.mark.skipif(not TORTURE, reason="an hour of the processor")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(1, 6))
def test_every_report_of_every_period_goes_out(seed: int, tmp_path: Path) -> None:
    demo = Demo(CASES, seed, YEARS)
    for year in YEARS:
        given = list(Office(demo.facts, demo.offers).whole_year(year, tmp_path))
        assert [(one.definition, str(one.period), one.refusal) for one in given if one.refusal] == []
        assert all(one.page.hidden_share <= 0.15 for one in given if one.page and one.period.kind is PeriodKind.YEAR)  # fmt: skip
    for page in share_of_years(demo, "year", YEARS).values():
        assert page.hidden_share <= MOST_HIDDEN
