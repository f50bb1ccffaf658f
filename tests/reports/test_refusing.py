# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a refusal says: which two releases, and what can be done; never words that only the program knows."""

from pathlib import Path

import msgspec
import pytest

from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    ReportDefinition,
    leaving_out,
)
from beratung.reports import refusing
from beratung.reports.counting import Fresh
from beratung.reports.errors import LeaksTogetherWithout, SortedAnew, SortedAnewWithout, TooFineWithout
from beratung.reports.facts import gather
from beratung.reports.making import page_of
from beratung.reports.periods import Period
from beratung.reports.protection.document import CannotProtect
from beratung.reports.protection.merging import Merge
from tests.reports.facts_made import pages_of
from tests.reports.house import CHANNEL, House, Shelf, grouping, report, table
from tests.reports.test_releasing import give, quarter_rows

SOME = quarter_rows({(q, g): 10 for q in (1, 2, 3) for g in "fm"} | {(4, "f"): 2})
NEW, TALKS = table("n", Measure.NEW_PERSONS, "women"), table("c", Measure.CONSULTATIONS, "channel")
WOMEN = grouping("women", "gender", "f")
"""Of two categories: merging them would leave nothing to tell."""


def with_women(own: ReportDefinition) -> ReportDefinition:
    return msgspec.structs.replace(own, groupings=(*own.groupings, WOMEN))


def test_a_table_that_stands_in_the_way_is_named_and_the_rest_goes_out(tmp_path: Path) -> None:
    """With three quarters public the year's new people show the two of the last one; its talks show nothing."""
    both = with_women(report("jahr", NEW, TALKS))
    found = House(Shelf(SOME, with_women(report("neu", NEW)), both))
    for quarter in (1, 2, 3):
        give(found, "neu", f"2026-Q{quarter}", tmp_path)
    with pytest.raises(LeaksTogetherWithout) as refused:
        found.reports.preview("jahr", "2026")
    fault = refused.value
    assert (fault.without, fault.merges) == (("n",), ())
    assert fault.details["tables"] == "Tabelle n"
    assert fault.details["new_title"] == "Bericht jahr"
    assert fault.details["title"] == "Bericht neu"
    found.reports.save_report(leaving_out(both, fault.without, name="rest", title="Rest"))
    assert [
        t.name for t in found.reports.release("rest", "2026", to_whom="Land", out=tmp_path).report.tables
    ] == ["c"]


def test_tables_that_are_too_fine_by_themselves_can_be_left_out_too() -> None:
    few = quarter_rows({(1, "f"): 1, (1, "m"): 2})
    found = House(Shelf([row for row in few for _ in range(12)], with_women(report("a", NEW, TALKS))))
    with pytest.raises(TooFineWithout) as refused:
        found.reports.preview("a", "2026-Q1")
    assert (refused.value.without, refused.value.merges) == (("n",), ())
    assert refused.value.details["tables"] == "Tabelle n"


def sorted_by(*members: str) -> Grouping:
    """A grouping in which "both" stands for some genders."""
    words = {"f": ("f",), "m": ("m",), "rest": ()}
    named = tuple(word for member in members for word in words[member])
    left = next(word for word in ("f", "m") if word not in members) if len(members) < 2 else ""
    own = Category(id="both", label={"de": "Beide"}, members=members, words=named)
    rest = Category(id="rest", label={"de": "Sonstige"}, is_rest=True)
    others = (Category(id=left, label={"de": left}, words=(left,)),) if left else ()
    return Grouping(
        id="sorted", column="gender", label={"de": "Geschlecht"}, categories=(own, *others, rest),
        stands={"both": members},
    )  # fmt: skip


def sorted_report(*members: str, tables: tuple[str, ...] = ("n", "c")) -> ReportDefinition:
    known = {"n": table("n", Measure.NEW_PERSONS, "sorted"), "c": TALKS}
    own = report("a", *(known[name] for name in tables))
    return msgspec.structs.replace(own, groupings=(sorted_by(*members), CHANNEL))


@pytest.mark.parametrize("tables", [("n",), ("n", "c")])
def test_a_sorting_that_an_update_changed_is_refused_in_words(
    tmp_path: Path, tables: tuple[str, ...]
) -> None:
    rows = quarter_rows({(q, g): 10 for q in (1, 2, 3, 4) for g in "fm"})
    found = House(Shelf(rows, sorted_report("f", "m", tables=tables)))
    give(found, "a", "2026-Q1", tmp_path)
    found.shelf.known["a"] = sorted_report("f", "rest", tables=tables)
    with pytest.raises(SortedAnew) as refused:
        found.reports.preview("a", "2026-Q2")
    said = refused.value.message % refused.value.details
    assert "release 1 (Bericht a, 1. Quartal 2026)" in said
    assert "Bericht a, 2. Quartal 2026" in said
    assert "2027" in said
    assert "merged" not in said
    assert isinstance(refused.value, SortedAnewWithout) == (len(tables) > 1)
    assert refused.value.without == (("n",) if len(tables) > 1 else ())
    assert found.reports.preview("a", "2026-Q1").is_released, "what left the house is handed out as it was"


def test_only_words_of_the_page_are_said() -> None:
    own = report("neu", table("n", Measure.NEW_PERSONS, "gender"))
    page = page_of(Fresh(gather(2026, pages_of(SOME))).count(own, Period.read("2026-Q1")), {})
    fault = CannotProtect(2, [Merge("gender", ("f", "m", "familie_erwerb")), Merge("age", ("0-26", "45"))])
    assert refusing.merge_words(page, fault) == "Gender: F, M"
    assert not refusing.merge_words(page, CannotProtect(1, [Merge("gender", ("f", "familie_erwerb"))]))
