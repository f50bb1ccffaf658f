# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What several releases make up together: a whole of its parts, a half-year of its quarters, in any order."""

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from beratung.domain.errors import Refused
from beratung.domain.report_definitions import Measure, PeriodKind, ReportDefinition
from tests.reports.facts_made import Row
from tests.reports.house import House
from tests.reports.test_differences import Room, a_report, people
from tests.reports.test_unprinted import numbers

PERIODS = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER)
STATES = {"syrien": "475", "ukraine": "166", "eu": "129", "other_states": "000"}
Release = tuple[str, str]


def told(found: House, steps: Sequence[Release], folder: Path) -> dict[Release, dict[str, int | None]]:
    """Release one after the other what may go out; what each of them printed by row."""
    pages = {}
    for name, period in steps:
        with suppress(Refused):
            done = found.reports.release(name, period, to_whom="Land", out=folder)
            pages[name, period] = numbers(done.report)
    assert found.reports.audit_ledger(anew=True).is_sound
    return pages


def when(report: ReportDefinition) -> ReportDefinition:
    return msgspec.structs.replace(report, periods=PERIODS)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_parts_that_make_up_the_whole_tell_of_none_of_them(order: tuple[int, ...], tmp_path: Path) -> None:
    """One Ukrainian of the third programme: everybody less the other two, by row, by programme, by total."""
    sizes = {"MBE": (14, 9, 6, 8), "JMD": (7, 11, 5, 4), "gBB": (6, 1, 4, 5), "": (0, 0, 0, 0)}
    rows: list[Row] = [
        row
        for programme, some in sizes.items()
        for state, size in zip(STATES.values(), some, strict=True)
        for row in people(size, programme=programme, nationality=state)
    ]
    parts = [a_report(p.lower(), "nationality_groups", of={"programme": p}) for p in ("MBE", "JMD", "gBB")]
    found = House(Room(rows, a_report("all", "nationality_groups"), *parts))
    steps = [(("all", "mbe", "jmd", "gbb")[at], "2026") for at in order]
    pages = told(found, steps, tmp_path)
    assert len(pages) >= 3
    for page in pages.values():
        assert page["ukraine"] != 1
    if len(pages) == 4:
        for row in (*STATES, ""):
            hidden = [name for name, page in pages.items() if page[row] is None]
            assert len(hidden) != 1, f"{hidden} is what the others leave of {row}"


@pytest.mark.parametrize(
    "order", list(permutations([("new", "2026-H1"), ("new", "2026-Q2"), ("seen", "2026-Q1")]))
)
def test_a_half_year_of_new_people_less_a_quarter_is_not_told(
    order: tuple[Release, ...], tmp_path: Path
) -> None:
    """Nine were new in half a year, eight of them in its second quarter: the one of the first one came in the first."""
    rows: list[Row] = []
    for state, early, late in (("475", 12, 9), ("166", 1, 8), ("129", 7, 6), ("000", 5, 11)):
        rows += people(early, "2026-02", nationality=state) + people(late, "2026-05", nationality=state)
    new = when(a_report("new", "nationality_groups", measure=Measure.NEW_PERSONS))
    seen = when(a_report("seen", "nationality_groups"))
    pages = told(House(Room(rows, seen, new)), order, tmp_path)
    assert len(pages) >= 2
    half, second, first = (
        pages.get(release, {}).get("ukraine")
        for release in (("new", "2026-H1"), ("new", "2026-Q2"), ("seen", "2026-Q1"))
    )
    assert first is None
    assert half is None or second is None


def test_a_report_that_hides_empty_cells_beside_one_that_printed_them(tmp_path: Path) -> None:
    """What one printed the other prints too; a third one may go out after both, and the ledger stays sound."""
    rows: list[Row] = []
    for state, size in (("475", 20), ("166", 4), ("423", 9), ("439", 1)):
        for gender in ("f", "m"):
            rows += people(size, nationality=state, gender=gender)
    plain = a_report("plain", "nationality_states", "gender")
    both = msgspec.structs.replace(plain, id="both", zeros="merged")
    found = House(
        Room(rows, plain, both, a_report("later", "nationality_four"), a_report("gender", "gender"))
    )
    pages = told(found, [(name, "2026") for name in ("plain", "both", "later", "gender")], tmp_path)
    assert len(pages) == 4
    assert pages["plain", "2026"] == pages["both", "2026"]
    assert pages["both", "2026"]["irak"] == 0


@pytest.mark.parametrize(
    "order", list(permutations([("fine", "2026-H1"), ("coarse", "2026"), ("coarse", "2026-Q1")]))
)
def test_other_groups_of_another_time_do_not_tell_who_came_later(
    order: tuple[Release, ...], tmp_path: Path
) -> None:
    """Men and diverse of the half-year are printed each, in the year as one: one more came after it."""
    rows: list[Row] = []
    for gender, first, second, late in (("f", 9, 7, 6), ("m", 8, 6, 1), ("d", 5, 4, 0)):
        for month, size in (("2026-02", first), ("2026-05", second), ("2026-09", late)):
            rows += people(size, month, gender=gender)
    fine, coarse = when(a_report("fine", "gender")), when(a_report("coarse", "gender_two"))
    pages = told(House(Room(rows, fine, coarse)), order, tmp_path)
    year, half = pages.get(("coarse", "2026"), {}), pages.get(("fine", "2026-H1"), {})
    assert None in (year.get("not_female"), half.get("m"), half.get("rest"))


def test_people_and_their_talks_are_compared_in_the_groups_that_both_share(tmp_path: Path) -> None:
    """Seven people of some states bound the talks of those states, which another report lists one by one."""
    rows: list[Row] = []
    for state, size in (("475", 9), ("423", 1), ("438", 6), ("439", 1), ("000", 8)):
        rows += people(size, nationality=state)
    seen = a_report("seen", "nationality_four")
    found = House(Room(rows, seen, a_report("talks", "nationality_states", measure=Measure.CONSULTATIONS)))
    found.reports.release("seen", "2026", to_whom="Land", out=tmp_path)
    found.reports.release("talks", "2026", to_whom="Land", out=tmp_path, proof=tmp_path)
    proof = json.loads((tmp_path / "talks_2026_Nachweis.json").read_text())
    between = [t for t in proof["tables"] if t["name"].startswith("~")]
    named = {
        c["key"].get("nationality")
        for t in between
        if t["within"]["measure"] == "consultations"
        for c in t["cells"]
    }
    assert {"other_asia", "other_states"} <= named
