# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Numbers that no release prints, and that all releases of a year together must not tell either."""

import json
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest

from beratung.domain.errors import Refused
from beratung.domain.report_definitions import Measure, PeriodKind, ReportDefinition, TableDefinition
from beratung.domain.statistics_views import Detail, ProtectedReport
from beratung.reports.rests import without_small_rests
from tests.reports.facts_made import Row
from tests.reports.house import House
from tests.reports.test_differences import Room, a_report, people, released, shown, some

PARTS = ("MBE", "JMD", "gBB")
SIZES = {"MBE": (16, 13, 9, 3), "JMD": (14, 7, 4, 4), "gBB": (5, 4, 3, 1)}
STATES = ("475", "423", "166", "000")


def of_three() -> list[Row]:
    """Everybody is in one of three programmes; one of them has a single person of no known state."""
    return [
        row
        for name, sizes in SIZES.items()
        for state, size in zip(STATES, sizes, strict=True)
        for row in people(size, programme=name, nationality=state)
    ]


def numbers(report: ProtectedReport, name: str = "") -> dict[str, int | None]:
    """The rows of a table, by their codes."""
    table = next(t for t in report.tables if t.name == (name or report.tables[0].name))
    return {row.head[0].code: row.cells[-1].value for row in table.rows}


@pytest.mark.parametrize("order", list(permutations(("all", "mbe", "jmd", "gbb")))[::5])
def test_all_programmes_but_one_do_not_tell_of_that_one(order: tuple[str, ...], tmp_path: Path) -> None:
    """Eight of all, three and four of two programmes: the one of the third programme stayed hidden for nothing."""
    every = a_report("all", "nationality_groups")
    parts = [a_report(p.lower(), "nationality_groups", of={"programme": p}) for p in PARTS]
    found = House(Room(of_three(), every, *parts))
    pages = {}
    for name in order:
        try:
            pages[name] = numbers(released(found, name, tmp_path))
        except Refused:
            continue
    assert len(pages) >= 3
    if len(pages) == 4:
        single = [page["other_states"] for page in pages.values()]
        assert single.count(None) != 1
    assert found.reports.audit_ledger(anew=True).is_sound


@pytest.mark.parametrize("is_new_first", [True, False])
def test_new_people_of_a_half_year_do_not_tell_of_its_first_quarter(
    is_new_first: bool, tmp_path: Path
) -> None:
    """Four were new in half a year and three of them in its second quarter: one came in the first."""
    rows = [
        *people(15, "2026-02", programme="MBE"), *people(10, "2026-02", programme="JMD"),
        *people(1, "2026-02", programme="gBB"), *people(3, "2026-02", programme=""),
        *people(4, "2026-05", programme="MBE"), *people(3, "2026-05", programme="JMD"),
        *people(3, "2026-05", programme="gBB"),
    ]  # fmt: skip
    seen, new = a_report("seen", "programme"), a_report("new", "programme", measure=Measure.NEW_PERSONS)
    found = House(Room(rows, seen, new))
    pages = {}
    steps = [("new", "2026-Q2"), ("new", "2026"), ("seen", "2026-Q1")]
    for name, period in steps if is_new_first else reversed(steps):
        try:
            pages[period] = numbers(released(found, name, tmp_path, period))["gBB"]
        except Refused:
            assert not is_new_first
            pages[period] = None
    assert pages["2026-Q1"] is None
    assert None in {pages["2026-Q2"], pages["2026"]}
    assert found.reports.audit_ledger(anew=True).is_sound


def table(measure: str, *cells: tuple[str, int, int], **time: str) -> dict[str, object]:
    """A table by district: for each its number, and how many people are behind it."""
    listed = [{"key": {"district": name}, "count": n, "persons": p} for name, n, p in cells]
    within = {"measure": measure, "year": "2026"} | time
    return {"name": "t", "within": within, "dimensions": ["district"], "cells": listed}


def marked(tables: list[dict[str, object]], *earlier: dict[str, object]) -> list[object]:
    found = without_small_rests(tables, earlier, 3)
    return [cell.get("status") for one in found for cell in one["cells"]]


def test_the_rest_of_a_year_is_not_few() -> None:
    """Of events and of new people what three quarters leave of their year, whichever goes out last."""
    for measure in ("new_persons", "consultations"):
        quarters = [table(measure, ("15001", n, 4), quarter=str(q)) for q, n in ((1, 9), (2, 8), (3, 7))]
        year = table(measure, ("15001", 26, 9))
        assert marked([year], *quarters) == ["primary"]
        assert marked([quarters[2]], year, *quarters[:2]) == ["primary"]
        assert marked([quarters[2]], *quarters[:2]) == [None]
        assert marked([table(measure, ("15001", 30, 9))], *quarters) == [None]


def test_who_came_in_one_quarter_alone_is_not_few() -> None:
    """All people of a half-year less those of its first quarter were new, less those of its second came no more."""
    half, first = (
        table("persons", ("15001", 12, 12), half="1"),
        table("persons", ("15001", 10, 10), quarter="1"),
    )
    assert marked([half], first) == ["primary"]
    assert marked([first], half) == ["primary"]
    assert marked([half], table("persons", ("15001", 10, 10), quarter="2")) == ["primary"]
    assert marked([half], table("persons", ("15001", 8, 8), quarter="2")) == [None]
    assert marked([half], table("consultations", ("15001", 10, 10), quarter="2")) == [None]


def test_who_came_in_both_quarters_is_not_few() -> None:
    """Seven and six are thirteen, and twelve came: one of them came twice."""
    half = table("persons", ("15001", 12, 12), half="1")
    first, second = (table("persons", ("15001", n, n), quarter=q) for n, q in ((7, "1"), (6, "2")))
    assert marked([second], half, first) == ["primary"]
    assert marked([half], second, first) == ["primary"]
    new = table("new_persons", ("15001", 5, 5), quarter="2")
    assert marked([new], second) == ["primary"]
    assert marked([second], new) == ["primary"]
    assert marked([table("new_persons", ("15001", 3, 3), quarter="2")], second) == [None]


@pytest.mark.parametrize("order", [("2026-Q2", "2026-H1"), ("2026-H1", "2026-Q2")])
def test_a_half_year_does_not_tell_of_who_came_in_its_first_quarter_alone(
    order: tuple[str, str], tmp_path: Path
) -> None:
    """Fifteen of the first district in half a year, fourteen in its second quarter; and one status has one more too."""
    own = TableDefinition(id="s", title={"de": "s"}, rows="district", columns="status_coarse", threshold=5, within_year=Detail.FULL)  # fmt: skip
    report = ReportDefinition(id="own", title={"de": "own"}, tables=(own,), periods=(PeriodKind.HALF, PeriodKind.QUARTER))  # fmt: skip

    def both(number: int, district: str, status: str) -> list[Row]:
        rows = people(number, "2026-02", district=district, status=status)
        return [*rows, *({**row, "month": "2026-05", "key": f"9{row['key']}"} for row in rows)]

    rows = [
        *both(9, "15001", "duldung"), *both(5, "15001", "humanitaer"), *both(10, "15002", "duldung"),
        *people(1, "2026-02", district="15001", status="humanitaer"),
        *people(9, "2026-02", district="15002", status="humanitaer"),
    ]  # fmt: skip
    found = House(Room(rows, report))
    pages = {}
    for period in order:
        with suppress(Refused):
            pages[period] = shown(released(found, "own", tmp_path, period), "15001", "humanitaer")
    assert None in {pages.get(period) for period in order}


def test_many_events_of_few_people_are_few() -> None:
    """Ten consultations are left beside a programme, but of one person."""
    whole = table("consultations", ("15001", 40, 9))
    part = table("consultations", ("15001", 30, 8), programme="MBE")
    by_phone = table("consultations", ("15001", 30, 8), channel="phone")
    assert marked([part], whole) == ["primary"]
    assert marked([by_phone], whole) == [None]  # who called may have come as well


def test_what_is_protected_in_silence_is_counted_when_it_is_frozen(tmp_path: Path) -> None:
    """Both tables of the page stay the same while people between them change: the proof is about those of now."""

    def of_states(*sizes: int) -> list[Row]:
        states = zip(("475", "438", "439", "166"), sizes, strict=True)
        return [row for state, size in states for row in people(size, nationality=state)]

    two, three = some("zwei", "syrien", "irak"), some("drei", "irak", "iran")
    both = [TableDefinition(id=g.column + g.id, title={"de": g.id}, rows=g.id) for g in (two, three)]
    own = ReportDefinition(id="own", title={"de": "own"}, tables=tuple(both), groupings=(two, three))
    found = House(Room(of_states(9, 8, 7, 6), own))
    before = found.reports.preview("own", "2026")
    found.shelf.rows = of_states(8, 9, 6, 7)
    done = found.reports.release("own", "2026", to_whom="Land", out=tmp_path, proof=tmp_path / "haus").report
    assert done.tables == before.tables
    proof = json.loads((tmp_path / "haus" / "own_2026_Nachweis.json").read_text())
    silent = next(table for table in proof["tables"] if table["name"].startswith("~"))
    counts = {cell["key"].get("nationality"): cell["count"] for cell in silent["cells"]}
    assert counts["irak"] == 9


@pytest.mark.parametrize("order", [("talks", "cross"), ("cross", "talks")])
def test_talks_with_an_interpreter_do_not_undo_a_cross_cutting_topic(
    order: tuple[str, str], tmp_path: Path
) -> None:
    """Each talk with an interpreter has that cross-cutting topic: eleven less ten left the one that was hidden."""

    def talks(number: int, topic: str, interpreter: str) -> list[Row]:
        return people(number, querschnitt=topic, interpreter=interpreter)

    rows = talks(10, "sprachmittlung", "1") + talks(1, "mo", "0") + talks(40, "", "0")
    rows += talks(30, "ehrenamt", "0")
    reports = (
        a_report("talks", "interpreter", measure=Measure.CONSULTATIONS),
        a_report("cross", "querschnitt", measure=Measure.CROSS_MENTIONS),
    )
    found = House(Room(rows, *reports))
    pages = {name: numbers(released(found, name, tmp_path)) for name in order}
    few = [name for name, value in pages["cross"].items() if value is None]
    assert len(few) == 2
    assert "sprachmittlung" not in few or pages["talks"]["with"] is None
    assert found.reports.audit_ledger(anew=True).is_sound


def test_programmes_by_quarter_do_not_tell_of_the_last_one(tmp_path: Path) -> None:
    """The same in tables that have the quarters as their rows."""
    sizes = {"MBE": (9, 12), "JMD": (8, 7), "gBB": (1, 6)}
    rows = [
        row
        for name, numbers_ in sizes.items()
        for month, size in zip(("2026-02", "2026-05"), numbers_, strict=True)
        for channel in ("personal", "phone")
        for row in people(size + 3 * (channel == "phone"), month, programme=name, channel=channel)
    ]
    every = a_report("all", "quarter", "channel", measure=Measure.CONSULTATIONS)
    parts = [
        a_report(p.lower(), "quarter", "channel", measure=Measure.CONSULTATIONS, of={"programme": p})
        for p in PARTS
    ]
    found = House(Room(rows, every, *parts))
    pages = {}
    for name in ("all", "mbe", "jmd", "gbb"):
        try:
            table = released(found, name, tmp_path).tables[0]
        except Refused:
            continue
        pages[name] = next(row.cells[0].value for row in table.rows if row.head[0].code == "1")
    assert len(pages) >= 3
    if len(pages) == 4:
        assert list(pages.values()).count(None) != 1


def test_parts_in_other_groups_than_the_whole_are_looked_at_together(tmp_path: Path) -> None:
    """Everybody and one programme by nine states, the other in four groups: two of the last one are left of one group."""
    sizes = {"MBE": (31, 13, 9, 4), "JMD": (10, 4, 8, 2), "gBB": (10, 3, 3, 3)}
    rows = [
        row
        for name, numbers_ in sizes.items()
        for state, size in zip(STATES, numbers_, strict=True)
        for row in people(size, programme=name, nationality=state)
    ]
    reports = (
        a_report("all", "nationality_groups"),
        a_report("kinds", "programme"),
        a_report("mbe", "nationality_groups", of={"programme": "MBE"}),
        a_report("gbb", "nationality_four", of={"programme": "gBB"}),
    )
    found = House(Room(rows, *reports))
    pages = {}
    for name in ("mbe", "all", "gbb", "kinds"):
        with suppress(Refused):
            pages[name] = numbers(released(found, name, tmp_path))
    assert len(pages) >= 3
    if len(pages) == 4:
        parts = [pages[name]["other_states"] for name in ("all", "mbe", "gbb")]
        assert None in (*parts, pages["kinds"]["JMD"])
