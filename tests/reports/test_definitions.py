# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Definitions of reports: those that come along, those of one's own, and what is refused in words."""

import random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.errors import BadInput
from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
    merged,
)
from beratung.domain.statistics import AGE_BANDS, EVENT_COLUMNS, STAY_BANDS
from beratung.offers.codes import load_codes
from beratung.reports.checking import ONLY_WITH, read
from beratung.reports.counting import count, standing
from beratung.reports.definitions import STANDARD, Definitions
from beratung.reports.errors import NoPeriod, NoSuchReport, OneRest, ReportExists, TwiceInReport
from beratung.reports.facts import gather
from beratung.reports.groupings import OfferWords
from beratung.reports.periods import Period
from beratung.reports.protection.checking import check
from beratung.reports.protection.document import protect
from beratung.resources import path
from tests.reports.facts_made import naive, pages_of, some_facts

CODES = load_codes()
OFFERS = {"mbe_lsa": OfferWords("MBE", 2), "anerk_bqfg": OfferWords("Anerkennung", 4)}
replace = msgspec.structs.replace


class Box:
    """Public items in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, UUID], bytes] = {}

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return [(own, body) for (name, own), body in self.kept.items() if name == kind]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        self.kept[kind, id] = body


@pytest.fixture
def reports() -> Definitions:
    return Definitions(CODES, OFFERS, Box())


def a_table(**more: object) -> TableDefinition:
    usual = TableDefinition(id="t", title={"de": "Tabelle"}, rows="gender")
    return replace(usual, **more)


def a_report(*tables: TableDefinition, **more: object) -> ReportDefinition:
    usual = ReportDefinition(id="eigener", title={"de": "Eigener"}, tables=tables or (a_table(),))
    return replace(usual, **more)


# What comes along.


def test_every_report_of_the_program_says_where_its_form_comes_from(reports: Definitions) -> None:
    found = reports.all()
    assert [definition.id for definition in found] == list(STANDARD)
    assert {*STANDARD} <= {file.stem for file in path("reports").glob("*.yaml")}
    for definition in found:
        assert "not found" in definition.source
        assert all(text.strip() for text in (*definition.title.values(), *definition.purpose.values()))
        assert {"de", "en"} <= definition.title.keys() & definition.purpose.keys()


def test_sensitive_pairs_have_a_threshold_of_five(reports: Definitions) -> None:
    for definition in reports.all():
        for table in definition.tables:
            names = {definition.grouping(name).name for name in table.dimensions}
            is_sensitive = {"nationality", "status"} <= names or {"status", "district"} <= names
            if is_sensitive or "violence" in table.dimensions:
                assert (table.threshold or definition.threshold) >= 5, (definition.id, table.id)


def test_every_category_has_words_that_facts_can_have(reports: Definitions) -> None:
    known = {
        "age": {str(start) for start in AGE_BANDS},
        "stay": {str(start) for start in STAY_BANDS},
        "nationality": set(CODES.nationalities),
        "status": set(CODES.status_groups),
        "district": set(CODES.districts),
        "topics": set(CODES.topics),
        "querschnitt": set(CODES.querschnitt),
        "german": set(CODES.german),
    }
    for grouping in reports.groupings.values():
        words = [word for category in grouping.categories for word in category.words]
        assert len(words) == len(set(words))
        if grouping.column in known:
            assert set(words) - {"rest"} <= known[grouping.column], grouping.id
    ages = reports.groupings["age_coarse"].categories
    assert {word for category in ages for word in category.words} - {"rest"} == known["age"]
    assert {c.id for c in reports.groupings["district"].categories} == {*CODES.districts, "rest"}
    fields = reports.groupings["handlungsfeld"].categories
    assert {word for c in fields for word in c.words} - {"rest"} == known["topics"]


def test_one_category_never_means_two_things(reports: Definitions) -> None:
    meant: dict[tuple[str, str], set[str]] = {}
    for grouping in reports.groupings.values():
        for category in grouping.categories:
            found = meant.setdefault((grouping.name, category.id), set(category.members))
            assert found == set(category.members)
            if len(category.members) > 1:
                assert grouping.stands[category.id] == category.members


def test_every_column_of_an_event_has_its_measures() -> None:
    assert {*ONLY_WITH, "kind"} == set(EVENT_COLUMNS)


# Categories that stand for others.


def test_two_reports_in_two_details_are_protected_together(reports: Definitions) -> None:
    rows = some_facts(random.Random(4), people=140, facts=400)
    facts, year = gather(2026, pages_of(rows)), Period.read("2026")
    fine = count(facts, reports.checked(a_report(a_table(id="a", rows="age"))), year)
    coarse = count(facts, reports.checked(a_report(a_table(id="b", rows="age_coarse"))), year)
    tables = (*fine.tables, *coarse.tables)
    document = {
        "threshold": 3,
        "zeros": "printed",
        "merged": standing(tables),
        "tables": [table.document() for table in tables],
    }
    output = protect(document).document
    assert check(output)
    numbers = [{next(iter(c["key"].values()), ""): c["count"] for c in t["cells"]} for t in output["tables"]]
    for whole, parts in standing(tables)["age"].items():
        hidden = [part for part in parts if numbers[0][part] is None]
        if whole in numbers[1] and numbers[1][whole] is not None:
            assert len(hidden) != 1


def test_merging_categories_counts_them_as_one(reports: Definitions) -> None:
    rows = some_facts(random.Random(6), people=100, facts=500)
    facts, year = gather(2026, pages_of(rows)), Period.read("2026")
    plain = reports.checked(a_report(a_table(rows="nationality_states", filter={"programme": "MBE"})))
    before = count(facts, plain, year).tables[0]
    one = merged(plain, "nationality_states", ("irak", "iran", "rest"), {"de": "Sonstige"})
    again = reports.checked(one)
    after = count(facts, again, year).tables[0]
    found = {c.key: c.count for c in after.cells()}
    merged_id = "|".join(sorted(("irak", "iran", "rest")))
    counts = {c.key: c.count for c in before.cells()}
    assert found[(("nationality", merged_id),)] == sum(
        counts[(("nationality", name),)] for name in ("irak", "iran", "rest")
    )
    assert found[()] == counts[()]
    assert {c.key: (c.count, c.persons) for c in after.cells() if c.count} == naive(
        rows, again, again.tables[0], year
    )
    assert merged(plain, "nationality_states", ("irak",), {"de": "x"}) == plain


def test_a_merge_that_another_report_has_already_bears_its_name(reports: Definitions) -> None:
    plain = reports.checked(a_report(a_table(rows="nationality_states")))
    one = merged(plain, "nationality_states", ("afghanistan", "irak", "iran", "asien"), {"de": "Asien"})
    assert "other_asia" in {category.id for category in one.groupings[0].categories}


def test_a_filter_on_a_merged_category_filters_the_merged_one(reports: Definitions) -> None:
    plain = reports.checked(a_report(a_table(filter={"programme": "MBE"})))
    one = reports.checked(merged(plain, "programme", ("MBE", "JMD"), {"de": "MBE und JMD"}))
    assert one.tables[0].filter == {"programme": "JMD|MBE"}


# A centre's own.


def test_an_own_report_is_kept_and_forgotten(reports: Definitions) -> None:
    own = a_report(a_table(rows="age_coarse", columns="district"), periods=(PeriodKind.QUARTER,))
    saved = reports.save(own)
    assert saved.is_own
    again = Definitions(CODES, OFFERS, reports._items)
    assert again.get("eigener") == saved
    assert again.all()[-1] == saved
    again.remove("eigener")
    with pytest.raises(NoSuchReport, match="year, mbe"):
        again.get("eigener")
    with pytest.raises(NoSuchReport):
        again.remove("eigener")


def test_an_own_report_does_not_take_the_place_of_one_that_comes_along(reports: Definitions) -> None:
    with pytest.raises(ReportExists):
        reports.save(a_report(id="mbe"))


def test_a_merge_is_kept_with_the_report(reports: Definitions) -> None:
    plain = reports.checked(a_report(a_table(rows="status_coarse")))
    saved = reports.save(merged(plain, "status_coarse", ("familie_erwerb", "dauer"), {"de": "Bleibend"}))
    assert Definitions(CODES, OFFERS, reports._items).get("eigener") == saved
    assert saved.grouping("status_coarse").is_sensitive


@pytest.mark.parametrize(
    "body", [b"", b"\xc1", msgspec.msgpack.encode([{"id": 3}]), msgspec.msgpack.encode(["x"]), b"\x91\x80"]
)
def test_what_somebody_wrote_there_by_another_program_is_no_report(body: bytes) -> None:
    box = Box()
    reports = Definitions(CODES, OFFERS, box)
    reports.save(a_report())
    [(kind, own)] = box.kept
    box.kept[kind, own] = body
    box.kept[kind, uuid4()] = body
    assert len(reports.all()) == len(STANDARD)


def test_a_kept_report_that_cannot_be_counted_is_left_out(reports: Definitions) -> None:
    box = reports._items
    assert isinstance(box, Box)
    reports.save(a_report())
    [(kind, own)] = box.kept
    odd = a_report(a_table(rows="nothing"), id="odd")
    box.kept[kind, own] = msgspec.msgpack.encode((odd, replace(a_report(), id="mbe"), a_report()))
    assert [definition.id for definition in reports.all()][len(STANDARD) :] == ["eigener"]


def test_a_definition_is_read_from_a_file_as_somebody_writes_it(reports: Definitions) -> None:
    body = b"""
id: jugend
title: {de: Junge Leute}
periods: [quarter, year]
groupings:
- id: alter
  column: age
  categories:
  - {id: jung, label: {de: 16 bis 20}, members: ["16-17", "18-20"]}
  - {id: andere, is_rest: true}
tables:
- {id: a, title: {de: Personen}, rows: district, filter: {alter: jung}, threshold: 4}
"""
    own = reports.save(read(body))
    assert own.tables[0].filter == {"alter": "16-17|18-20"}
    rows = some_facts(random.Random(9), people=80, facts=300)
    table = count(gather(2026, pages_of(rows)), own, Period.read("2026")).tables[0]
    assert table.within == {"measure": "persons", "year": "2026", "age": "16-17|18-20"}
    assert table.threshold == 4
    found = {c.key: (c.count, c.persons) for c in table.cells() if c.count}
    assert found == naive(rows, own, own.tables[0], Period.read("2026"))


# What is refused.


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"id": "Mein Bericht"}, "id", "small letters"),
        ({"title": {}}, "title", "German"),
        ({"title": {"de": "x" * 300}}, "title", "German"),
        ({"threshold": 2}, "threshold", "3 to 100"),
        ({"zeros": "none"}, "zeros", "printed, merged"),
        ({"periods": ()}, "periods", "quarter"),
        ({"tables": ()}, "tables", "1 to 30"),
        ({"tables": (a_table(), a_table())}, "tables", "twice"),
        ({"tables": (a_table(rows="gendr"),)}, "tables t", "gender"),
        ({"tables": (a_table(columns="gender"),)}, "tables t", "twice"),
        ({"tables": (a_table(rows="age_mbe", columns="age_coarse"),)}, "tables t", "twice"),
        ({"tables": (a_table(rows="age", filter={"age_coarse": "45"}),)}, "tables t", "twice"),
        ({"tables": (a_table(threshold=2),)}, "tables t threshold", "3 to 100"),
        ({"tables": (a_table(filter={"programme": "XYZ"}),)}, "tables t filter", "MBE"),
        ({"tables": (a_table(rows="topics"),)}, "tables t", "cannot be counted as Beratene Personen"),
        ({"tables": (a_table(rows="channel"),)}, "tables t", "cannot be counted as Beratene Personen"),
        ({"tables": (a_table(rows="quarter"),)}, "tables t", "cannot be counted as Beratene Personen"),
        (
            {"tables": (a_table(rows="querschnitt", measure=Measure.MENTIONS),)},
            "tables t",
            "cannot be counted as Nennungen von Themen",
        ),
        (
            {"tables": (a_table(rows="gender", measure=Measure.CONSULTATIONS, filter={"month": "3"}),)},
            "tables t",
            "cannot be counted",
        ),
        (
            {"tables": (a_table(rows="topics", columns="district", layers="age", measure=Measure.MENTIONS),)},
            "",
            "",
        ),
        (
            {
                "tables": (
                    a_table(rows="topics", columns="district", layers="month", measure=Measure.MENTIONS),
                )
            },
            "",
            "",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_place(
    reports: Definitions, change: dict[str, Any], place: str, says: str
) -> None:
    report = replace(a_report(), **change)
    if not place:
        reports.checked(report)
        return
    with pytest.raises(BadInput) as caught:
        reports.checked(report)
    assert caught.value.place.startswith(place)
    assert says in str(caught.value)


def test_a_table_that_is_too_large_is_refused(reports: Definitions) -> None:
    table = a_table(rows="topics", columns="district", layers="nationality_states", measure=Measure.MENTIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("beratung.reports.checking.MOST_CELLS", 6000)
        with pytest.raises(BadInput, match="6912 cells; 6000"):
            reports.checked(a_report(table))


def a_grouping(*categories: Category, column: str = "programme") -> ReportDefinition:
    own = Grouping(id="eigene", column=column, label={"de": "Eigene"}, categories=categories)
    return a_report(a_table(rows="eigene"), groupings=(own,))


REST = Category(id="rest", is_rest=True)


@pytest.mark.parametrize(
    ("categories", "kind"),
    [
        ((Category(id="MBE"), Category(id="JMD")), OneRest),
        ((REST, Category(id="other", is_rest=True)), OneRest),
        ((Category(id="a", members=("MBE",)), Category(id="b", members=("MBE",)), REST), TwiceInReport),
        ((Category(id="MBE"), Category(id="MBE", members=("JMD",)), REST), TwiceInReport),
        ((Category(id="a", members=("XYZ",)), REST), BadInput),
        ((Category(id="a", members=("MBE", "JMD", "gBB", "rest")), REST), OneRest),
        ((REST,), BadInput),
    ],
)
def test_categories_take_everybody_exactly_once(
    reports: Definitions, categories: tuple[Category, ...], kind: type[BadInput]
) -> None:
    with pytest.raises(kind):
        reports.checked(a_grouping(*categories))


def test_a_grouping_of_nothing_that_is_counted_is_refused(reports: Definitions) -> None:
    with pytest.raises(BadInput, match="nationality"):
        reports.checked(a_grouping(Category(id="a"), REST, column="name"))


def test_a_grouping_that_says_to_be_a_standard_one_is_not_believed(reports: Definitions) -> None:
    report = a_grouping(Category(id="a", members=("MBE",), words=("JMD",)), REST)
    lie = replace(report.groupings[0], is_standard=True, stands={"a": ("gBB",)})
    found = reports.checked(replace(report, groupings=(lie,))).groupings[0]
    assert not found.is_standard
    assert set(found.stands) == {"JMD|gBB|rest"}
    assert found.categories[0].words == ("MBE",)


@pytest.mark.parametrize(
    "body", [b"", b"- 1", b"id: 3", b"\xff\xfe", b"id: x\ntables: {a: 1}", b"a: [" * 200]
)
def test_a_file_that_is_no_definition_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        read(body)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-Q5", "2026-H3", "26", "2026-3", "1800", "2026-00", "x"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(NoPeriod):
        Period.read(text)


@pytest.mark.parametrize("text", ["2026", "2026-H1", "2026-Q4", "2026-07"])
def test_periods_are_read_as_they_are_written(text: str) -> None:
    period = Period.read(text)
    assert str(period) == text
    assert all(set(part.months) < set(period.months) for kind in PeriodKind for part in period.parts(kind))
    quarters = Period.read("2026").parts(PeriodKind.QUARTER)
    assert [month for quarter in quarters for month in quarter.months] == list(range(1, 13))


@pytest.mark.parametrize(
    ("more", "threshold"),
    [
        ({"rows": "nationality_states", "columns": "status_coarse"}, 5),
        ({"rows": "nationality_states", "columns": "status_coarse", "threshold": 3}, 5),
        ({"rows": "nationality_states", "columns": "status_coarse", "threshold": 7}, 7),
        ({"rows": "district", "filter": {"status": "duldung"}}, 5),
        ({"rows": "status"}, None),
        ({"rows": "status", "filter": {"programme": "MBE"}}, None),
        ({"rows": "district", "columns": "gender"}, None),
    ],
)
def test_sensitive_pairs_have_a_higher_threshold_in_own_reports_too(
    reports: Definitions, more: dict[str, Any], threshold: int | None
) -> None:
    saved = reports.save(a_report(a_table(**more)))
    assert saved.tables[0].threshold == threshold
    assert reports.get("eigener").tables[0].threshold == threshold
