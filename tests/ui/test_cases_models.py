# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The models of the case screens, and how quick the list is."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from pytestqt.modeltest import ModelTester

from beratung.domain.cases import Case, Fact, ResidenceTitle
from beratung.domain.people import Birth, Client, Name, NameKind
from beratung.domain.views import Duplicate, PersonRow, Rejected
from beratung.offers.codes import load_codes
from beratung.offers.service import OfferService
from tests.fakes.records import FakeRecords, FixedClock
from tests.ui.shell import dress
from ui.models.import_rows import ImportRowsModel
from ui.models.looks import RowLook
from ui.models.looks_list import LooksModel
from ui.models.merge import Clash, clashes, merge
from ui.models.people import PeopleIndex, PeopleModel, PersonRole, SavedView
from ui.screens.cases.facts_editor import FactsModel

TODAY = date(2026, 11, 24)
CODES = load_codes()


def a_row(name: str, number: int = 0, **more: object) -> PersonRow:
    row = PersonRow(
        client=UUID(int=number + 1), case=UUID(int=number + 1000), name=name, counsellor="beraterin"
    )
    return msgspec.structs.replace(row, **more)


ROWS = (
    a_row(
        "Amal Musterfrau",
        0,
        nationalities=("475",),
        status_until=TODAY + timedelta(days=30),
        has_next_step=True,
    ),
    a_row("Jürgen Beispiel", 1, needs_interpreter=True, counsellor="kollege", municipality="15003000"),
    a_row("Olena Testenko", 2, other_names=("Олена",), status_until=TODAY + timedelta(days=10)),
    a_row("", 3, is_open=False),
    a_row("Zoë Probe", 4, status_until=TODAY + timedelta(days=400), born=Birth(on=date(1990, 1, 2))),
)


def names(index: PeopleIndex, view: SavedView, query: str = "") -> list[str]:
    return [row.name for row in index.select(view, query, "beraterin", TODAY)]


def test_saved_views_answer_their_questions() -> None:
    index = PeopleIndex(ROWS, CODES).prepare("beraterin", TODAY)
    assert names(index, SavedView.OPEN) == [r.name for r in ROWS if r.is_open]
    assert names(index, SavedView.MINE) == ["Amal Musterfrau", "Olena Testenko", "Zoë Probe"]
    assert names(index, SavedView.RESIDENCE_ENDS) == ["Olena Testenko", "Amal Musterfrau"]
    assert "Amal Musterfrau" not in names(index, SavedView.NO_NEXT_STEP)
    assert names(index, SavedView.INTERPRETER) == ["Jürgen Beispiel"]
    assert names(index, SavedView.CLOSED) == [""]
    assert index.count(SavedView.OPEN, "beraterin", TODAY) == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("muster amal", "Amal Musterfrau"),
        ("syrien", "Amal Musterfrau"),
        ("juergen", "Jürgen Beispiel"),
        ("magdeburg", "Jürgen Beispiel"),
        ("олена", "Olena Testenko"),
        ("olena", "Olena Testenko"),
        ("02.01.1990", "Zoë Probe"),
        ("zoe", "Zoë Probe"),
    ],
)
def test_search_finds_by_any_word_of_the_row(query: str, found: str) -> None:
    assert names(PeopleIndex(ROWS, CODES), SavedView.OPEN, query) == [found]


def test_search_narrows_and_widens_as_one_types() -> None:
    index = PeopleIndex(ROWS, CODES)
    assert len(names(index, SavedView.OPEN, "e")) == 4
    assert names(index, SavedView.OPEN, "len t") == ["Olena Testenko"]
    assert len(names(index, SavedView.OPEN, "e")) == 4
    assert names(index, SavedView.OPEN, "zzz") == []
    assert len(names(index, SavedView.OPEN)) == 4


def test_a_new_index_keeps_what_still_holds() -> None:
    before = PeopleIndex(ROWS, CODES)
    changed = msgspec.structs.replace(ROWS[0], name="Amal Anders")
    after = PeopleIndex((changed, *ROWS[1:]), CODES, before)
    assert after.entries[ROWS[1].client] is before.entries[ROWS[1].client]
    assert names(after, SavedView.OPEN, "anders") == ["Amal Anders"]


def test_people_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    dress()
    model = PeopleModel(CODES)
    model.show(ROWS)
    qtmodeltester.check(model)
    assert model.index(0, 0).data(PersonRole) is ROWS[0]
    assert model.row_of(ROWS[2].client) == 2
    assert model.row_starting_with("tes", 0) == 2
    assert model.row_starting_with("zo", 3) == 4
    assert model.row_starting_with("qq", 0) is None
    model.clear()
    assert model.rowCount() == 0


def test_facts_are_a_sound_model_and_are_searched(qtmodeltester: ModelTester) -> None:
    dress()
    model = FactsModel(CODES)
    fields = OfferService(FakeRecords(), FixedClock(TODAY)).fields()
    model.set_fields(fields)
    total = model.rowCount()
    assert total > 50
    assert all(
        info is not None and not info.home and not info.is_derived for info in map(model.info, range(total))
    )
    model.set_facts({"in_school": Fact(value=False, source="client", on=TODAY)})
    first = model.info(0)
    assert first is not None
    assert first.name == "in_school"
    model.search("schule")
    assert 0 < model.rowCount() < total
    qtmodeltester.check(model)
    model.put("in_school", None)
    assert model.facts() == {}


def test_rows_of_an_import_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    dress(spoken="en")
    model = ImportRowsModel()
    model.show_rejected([Rejected(row=3, why="%(place)s: this cannot be taken.", details={"place": "born"})])
    qtmodeltester.check(model)
    assert model.index(0, 1).data() == "Birth date: this cannot be taken."
    found = Duplicate(
        client=uuid4(), case=None, name="Amal Musterfrau", born=None, score=90, reasons=("name",)
    )
    model.show_duplicates([(2, found)])
    assert model.index(0, 0).data() == 2
    dress()


def test_looks_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = LooksModel()
    record = uuid4()
    model.show([(record, RowLook("title", "detail"))])
    qtmodeltester.check(model)
    assert model.row_of(record) == 0
    assert model.id_of(5) is None


def a_client(**more: object) -> Client:
    subject = UUID(int=7)
    return msgspec.structs.replace(Client(id=subject, subject=subject, version=1), **more)


def test_what_only_one_changed_is_merged_without_a_question() -> None:
    base = a_client()
    mine = a_client(nationalities=("475",))
    theirs = a_client(version=2, born=Birth(on=date(1990, 1, 2)))
    assert clashes(base, mine, theirs) == []
    merged = merge(base, mine, theirs, ())
    assert merged.nationalities == ("475",)
    assert merged.born == Birth(on=date(1990, 1, 2))
    assert merged.version == 2


def test_what_both_changed_is_asked() -> None:
    base = a_client()
    mine = a_client(names=(Name(text="Amal", kind=NameKind.GIVEN),))
    theirs = a_client(version=2, names=(Name(text="Amel", kind=NameKind.GIVEN),))
    assert clashes(base, mine, theirs) == [Clash("names")]
    assert merge(base, mine, theirs, ()).names == theirs.names
    assert merge(base, mine, theirs, [Clash("names")]).names == mine.names
    assert clashes(base, mine, mine) == []


def test_facts_are_merged_one_by_one() -> None:
    subject = UUID(int=7)
    base = Case(id=subject, subject=subject, opened=TODAY, facts={"a": Fact(value=1), "gone": Fact(value=1)})
    mine = msgspec.structs.replace(base, facts={"a": Fact(value=2), "b": Fact(value=True)})
    theirs = msgspec.structs.replace(
        base, version=4, facts={"a": Fact(value=3), "c": Fact(value=False), "gone": Fact(value=1)}
    )
    assert clashes(base, mine, theirs) == [Clash("facts", "a")]
    merged = merge(base, mine, theirs, [Clash("facts", "a")])
    assert merged.facts == {"a": Fact(value=2), "b": Fact(value=True), "c": Fact(value=False)}
    assert merge(base, mine, theirs, ()).facts["a"] == Fact(value=3)


def test_a_title_that_both_changed_in_the_same_way_is_no_question() -> None:
    subject = UUID(int=7)
    base = Case(id=subject, subject=subject, opened=TODAY)
    both = msgspec.structs.replace(base, residence=(ResidenceTitle(status="ae_24"),))
    assert clashes(base, both, msgspec.structs.replace(both, version=3)) == []
