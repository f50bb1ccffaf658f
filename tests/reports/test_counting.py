# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Counting facts into tables: against a plain count, and what people count as."""

import random
from uuid import UUID

import numpy as np
import pytest

from beratung.domain.report_definitions import Measure, ReportDefinition, TableDefinition
from beratung.offers.codes import load_codes
from beratung.reports.counting import count
from beratung.reports.definitions import STANDARD, Definitions
from beratung.reports.facts import gather
from beratung.reports.groupings import OfferWords
from beratung.reports.periods import Period
from beratung.reports.protection.file import read_problem
from tests.reports.facts_made import Row, naive, pages_of, some_facts


class NoItems:
    """A centre without reports of its own."""

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return []

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        raise AssertionError


DEFINITIONS = Definitions(load_codes(), {"mbe_lsa": OfferWords("MBE", 2)}, NoItems())


@pytest.mark.parametrize("name", STANDARD)
@pytest.mark.parametrize("period", ["2026", "2026-H2", "2026-Q1", "2026-03"])
def test_agrees_with_a_plain_count(name: str, period: str) -> None:
    rows = some_facts(random.Random(f"{name} {period}"), people=150, facts=900)
    definition, over = DEFINITIONS.get(name), Period.read(period)
    counted = count(gather(2026, pages_of(rows)), definition, over)
    for table in counted.tables:
        expected = naive(rows, definition, table.definition, over)
        found = {c.key: (c.count, c.persons) for c in table.cells()}
        assert {key: cell for key, cell in found.items() if cell != (0, 0)} == expected
        assert expected.keys() <= found.keys()


def own(measure: Measure, rows: str, columns: str = "") -> ReportDefinition:
    table = TableDefinition(id="t", title={"de": "T"}, measure=measure, rows=rows, columns=columns)
    return DEFINITIONS.checked(ReportDefinition(id="own", title={"de": "Eigener"}, tables=(table,)))


@pytest.mark.parametrize("measure", [Measure.NEW_PERSONS, Measure.CONSULTATIONS])
def test_quarters_add_up_to_the_year(measure: Measure) -> None:
    rows = some_facts(random.Random(5), people=90, facts=700)
    facts, definition = gather(2026, pages_of(rows)), own(measure, "gender", "district")
    year = count(facts, definition, Period.read("2026")).tables[0].counts
    quarters = [count(facts, definition, Period.read(f"2026-Q{n}")).tables[0].counts for n in range(1, 5)]
    assert (np.sum(quarters, axis=0) == year).all()
    assert year.sum() > 0


def a_row(month: str, person: int, **words: str) -> Row:
    return {"month": month, "person": str(person), "kind": "consultation", **words}


def test_somebody_who_moves_counts_where_he_was_first_in_every_period_of_the_year() -> None:
    rows = [a_row("2026-02", 1, district="15001"), a_row("2026-09", 1, district="15002")]
    facts, definition = gather(2026, pages_of(rows)), own(Measure.PERSONS, "district")
    for period in ("2026", "2026-Q3"):
        table = count(facts, definition, Period.read(period)).tables[0]
        assert {c.key: c.count for c in table.cells() if c.count} == {(("district", "15001"),): 1, (): 1}


def test_a_total_of_events_knows_how_many_people_it_has() -> None:
    rows = [
        a_row("2026-02", 1, channel="personal"),
        a_row("2026-03", 1, channel="phone"),
        a_row("2026-03", 2),
    ]
    table = count(
        gather(2026, pages_of(rows)), own(Measure.CONSULTATIONS, "channel"), Period.read("2026")
    ).tables[0]
    total = next(cell for cell in table.cells() if not cell.key)
    assert (total.count, total.persons) == (3, 2)


def test_a_year_without_facts_is_a_table_of_zeros() -> None:
    for definition in DEFINITIONS.all():
        counted = count(gather(2026, []), definition, Period.read("2026"))
        assert all(table.counts.sum() == 0 and table.counts.size for table in counted.tables)


def test_late_facts_are_counted_apart_and_joined_when_asked_for() -> None:
    rows = [a_row("2026-02", n, key=str(n + 1), gender="f") for n in range(4)]
    late = [
        a_row("2026-02", 1, key="2", gender="m"),
        {"month": "2026-02", "person": "2", "key": "3"},
        a_row("2026-03", 9, key="10", gender="m"),
    ]
    pages = [*pages_of(rows), *pages_of(late, is_late=True)]
    definition = own(Measure.PERSONS, "gender")
    before = count(gather(2026, pages), definition, Period.read("2026"))
    assert (before.late, before.tables[0].counts.tolist()) == (3, [4, 0, 0, 4])
    after = count(gather(2026, pages, with_late=True), definition, Period.read("2026"))
    assert after.tables[0].counts.tolist() == [2, 2, 0, 4]


@pytest.mark.parametrize("name", STANDARD)
def test_what_is_counted_is_what_protection_reads(name: str) -> None:
    rows = some_facts(random.Random(name), people=80, facts=500)
    document = count(gather(2026, pages_of(rows)), DEFINITIONS.get(name), Period.read("2026-Q2")).document()
    for table in document["tables"]:
        plain = {key: table[key] for key in ("name", "dimensions", "cells")}
        problem = read_problem({"threshold": 3, "zeros": "printed", "tables": [plain]})
        assert len(problem.keys) == len(table["cells"])


def test_sorting_finds_the_same_people_as_marking(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = some_facts(random.Random(8), people=60, facts=600)
    facts, year = gather(2026, pages_of(rows)), Period.read("2026")
    marked = [count(facts, definition, year) for definition in DEFINITIONS.all()]
    monkeypatch.setattr("beratung.reports.counting.MOST_MARKS", 0)
    for before in marked:
        again = count(facts, before.definition, year)
        for one, other in zip(before.tables, again.tables, strict=True):
            assert (one.persons == other.persons).all()
