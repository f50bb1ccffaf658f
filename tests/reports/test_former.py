# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report that was changed after it left the house: its released numbers stay, and the page says that they are of before."""

import random
from pathlib import Path

import msgspec
import pytest

from beratung.domain.report_definitions import Measure, ReportDefinition
from beratung.reports.errors import ChangedSince
from tests.reports.facts_made import some_facts
from tests.reports.house import House, Shelf, report, table

PLAIN = report("a", table("p", Measure.PERSONS, "gender"), table("c", Measure.CONSULTATIONS, "channel"))
WHEN = "2026-Q1"


def released(tmp_path: Path) -> House:
    found = House(Shelf(some_facts(random.Random(3), 300, 1200), PLAIN))
    found.reports.release("a", WHEN, to_whom="Land", out=tmp_path)
    return found


def with_table(**changes: object) -> ReportDefinition:
    first, second = PLAIN.tables
    return msgspec.structs.replace(PLAIN, tables=(msgspec.structs.replace(first, **changes), second))


def test_what_was_not_changed_says_nothing(tmp_path: Path) -> None:
    found = released(tmp_path)
    assert found.reports.preview("a", WHEN).is_released
    assert not found.reports.preview("a", WHEN).is_former
    assert not found.reports.preview("a", "2026-Q2").is_former
    again = found.reports.release("a", WHEN, to_whom="Bund", out=tmp_path)
    assert again.is_repeated
    assert not again.report.is_former


@pytest.mark.parametrize(
    "changed",
    [
        with_table(rows="nation"),
        with_table(columns="channel"),
        with_table(filter={"nation": "475"}),
        with_table(threshold=7),
        with_table(title={"de": "Menschen"}),
        msgspec.structs.replace(PLAIN, title={"de": "Anders"}),
        msgspec.structs.replace(PLAIN, tables=PLAIN.tables[:1]),
    ],
    ids=["lines", "columns", "part", "threshold", "table", "title", "fewer"],
)
def test_a_changed_report_is_handed_out_as_it_was_and_says_so(
    tmp_path: Path, changed: ReportDefinition
) -> None:
    found = released(tmp_path)
    before = found.reports.preview("a", WHEN)
    found.shelf.known["a"] = changed
    after = found.reports.preview("a", WHEN)
    assert after.is_former
    assert msgspec.structs.replace(after, is_former=False) == before
    given = found.reports.release("a", WHEN, to_whom="Bund", out=tmp_path)
    assert given.is_repeated
    assert given.report.is_former
    assert not found.reports.preview("a", "2026-Q3").is_former, "what did not go out is counted as it is now"
    found.shelf.known["a"] = PLAIN
    assert not found.reports.preview("a", WHEN).is_former


def test_a_changed_report_is_not_corrected(tmp_path: Path) -> None:
    found = released(tmp_path)
    found.shelf.known["a"] = with_table(rows="nation")
    with pytest.raises(ChangedSince) as refused:
        found.reports.revise("a", WHEN, to_whom="Land", out=tmp_path)
    assert refused.value.details["number"] == 1


def test_a_correction_is_still_of_the_report_as_it_is(tmp_path: Path) -> None:
    found = released(tmp_path)
    found.shelf.late = [
        {**row, "month": "2026-02", "person": str(10**15 + n)}
        for n, row in enumerate(some_facts(random.Random(5), 40, 120))
    ]
    assert found.reports.preview("a", WHEN).late, "what came late is known while it can still go out"
    tried = found.reports.correction("a", WHEN)
    assert len(found.reports.ledger()) == 1, "a try is no release"
    done = found.reports.revise("a", WHEN, to_whom="Land", out=tmp_path)
    assert done.report.tables == tried.tables
    page = found.reports.preview("a", WHEN)
    assert page.is_released
    assert not page.is_former
    found.shelf.known["a"] = with_table(filter={"nation": "475"})
    assert found.reports.preview("a", WHEN).is_former
