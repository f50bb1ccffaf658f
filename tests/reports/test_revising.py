# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Corrections after a release: the difference between two editions shows nobody, whatever single record was corrected."""

import os
import random
from pathlib import Path

import pytest

from beratung.domain.report_definitions import Measure
from beratung.domain.statistics_views import ProtectedReport
from beratung.reports import errors
from tests.reports.facts_made import Row, some_facts
from tests.reports.house import House, Shelf, report, table

PAGE = report(
    "a",
    table("p", Measure.PERSONS, "district", "gender"),
    table("c", Measure.CONSULTATIONS, "district", "channel"),
)
CASES = 1000 if os.environ.get("BERATUNG_TORTURE") else 12


def keyed(rows: list[Row], start: int = 1) -> list[Row]:
    return [{**row, "key": str(start + n)} for n, row in enumerate(rows)]


def house(seed: int = 3) -> House:
    return House(Shelf(keyed(some_facts(random.Random(seed), 300, 1200)), PAGE))


def one_correction(chance: random.Random, rows: list[Row]) -> list[Row]:
    """One record corrected after its month was frozen, in one of the ways in which that happens."""
    row = chance.choice([r for r in rows if r["month"] <= "2026-03" and r["kind"] == "consultation"])
    kind = chance.randrange(4)
    if kind == 0:  # somebody new is entered late
        return [{**row, "person": str(10**15 + chance.randrange(10**6)), "key": str(10**9)}]
    if kind == 1:  # one more consultation of somebody who was there
        return [{**row, "key": str(10**9)}]
    if kind == 2:  # a consultation is taken back
        return [{"month": row["month"], "person": row["person"], "key": row["key"]}]
    return [{**row, "channel": chance.choice(["personal", "phone", "video"]), "gender": chance.choice("fmd")}]


def published(page: ProtectedReport) -> dict[tuple[str, int, int], int]:
    """Every number of a page by its place."""
    return {
        (table.name, down, across): cell.value
        for table in page.tables
        for down, row in enumerate(table.rows)
        for across, cell in enumerate(row.cells)
        if cell.value is not None
    }


@pytest.mark.parametrize("seed", range(CASES))
def test_no_single_correction_shows_anybody(tmp_path: Path, seed: int) -> None:
    chance = random.Random(f"correction {seed}")
    found = house(seed % 7)
    period = chance.choice(["2026-Q1", "2026"])
    first = found.reports.release("a", period, to_whom="Land", out=tmp_path)
    found.shelf.late = one_correction(chance, found.shelf.rows)
    again = found.reports.release("a", period, to_whom="Land", out=tmp_path)
    assert again.report.tables == first.report.tables
    try:
        second = found.reports.revise("a", period, to_whom="Land", out=tmp_path)
    except (errors.RevisionUnsafe, errors.NothingToRevise):
        assert len(found.reports.ledger()) == 2
        return
    before, after = published(first.report), published(second.report)
    changed = {place: after[place] - before[place] for place in after if after[place] != before[place]}
    assert not changed  # one record is fewer people than any threshold: where it counts, nothing is printed
    assert set(after) < set(before)
    assert found.reports.audit_ledger(anew=True).is_sound


def test_many_corrections_are_printed_and_add_up(tmp_path: Path) -> None:
    found = house()
    first = found.reports.release("a", "2026-Q1", to_whom="Land", out=tmp_path)
    more = some_facts(random.Random(9), 400, 400)
    found.shelf.late = [
        {**row, "person": str(10**15 + n), "key": str(10**9 + n), "month": "2026-02"}
        for n, row in enumerate(keyed(more))
    ]
    second = found.reports.revise("a", "2026-Q1", to_whom="Land", out=tmp_path)
    before, after = published(first.report), published(second.report)
    assert sum(after[place] > before[place] for place in after) > 5
    found.shelf.rows, found.shelf.late = [*found.shelf.rows, *found.shelf.late], []
    true = House(found.shelf).reports.preview("a", "2026-Q1")
    fresh = published(true)
    assert all(fresh[place] == value for place, value in after.items() if place in fresh)
    assert found.reports.audit_ledger(anew=True).is_sound
    assert second.line.is_revision
    assert any("Berichtigte Fassung" in line for line in second.report.method.lines)
    assert {Path(f.path).name for f in second.files} == {
        f"a_2026-Q1_Berichtigung2.{ending}" for ending in ("csv", "json", "ods", "pdf", "xlsx")
    }


def test_months_are_revised_once(tmp_path: Path) -> None:
    found = house()
    with pytest.raises(errors.NotYetReleased):
        found.reports.revise("a", "2026-Q1", to_whom="Land", out=tmp_path)
    found.reports.release("a", "2026-Q1", to_whom="Land", out=tmp_path)
    with pytest.raises(errors.NothingToRevise):
        found.reports.revise("a", "2026-Q1", to_whom="Land", out=tmp_path)
    found.shelf.late = keyed([{**r, "month": "2026-01"} for r in some_facts(random.Random(1), 90, 90)], 10**9)
    found.reports.revise("a", "2026-Q1", to_whom="Land", out=tmp_path)
    for period in ("2026-Q1", "2026"):
        if period == "2026":
            found.reports.release("a", "2026", to_whom="Land", out=tmp_path)
        with pytest.raises(errors.RevisedBefore):
            found.reports.revise("a", period, to_whom="Land", out=tmp_path)
    assert found.reports.audit_ledger(anew=True).is_sound
