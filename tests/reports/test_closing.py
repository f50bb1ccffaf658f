# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A closed year says the same as before in every report, and has nobody in it any more."""

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.centre.statistics import CentreSources
from beratung.domain.base import Domain
from beratung.domain.errors import BeratungError
from beratung.domain.releases import PlannedTable
from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.statistics import ClosedYear, FactBook, FactPage, FillMark, PageLine
from beratung.domain.statistics_views import Detail
from beratung.offers.codes import load_codes
from beratung.reports import closing, joining
from beratung.reports.differences import MARK
from beratung.reports.errors import (
    NoStatistics,
    NotAllCounted,
    NothingToClose,
    YearClosed,
    YearNotOver,
)
from beratung.reports.filling import FactService
from beratung.reports.folding import Kept, fold, unpacked
from beratung.reports.following import FactWriter
from beratung.reports.ledger import read_ledger, read_paper
from beratung.reports.making import digest, mark_of
from beratung.reports.pages import OpenPage
from beratung.reports.service import ReportService
from tests.fakes.records import FakeRecords, FixedClock
from tests.reports.facts_made import Row, pages_of, some_facts
from tests.reports.test_definitions import Box

replace = msgspec.structs.replace
CODES = load_codes()
TODAY = date(2027, 2, 1)
YEAR = 2026
CIRCLE = UUID(int=7)


class Office:
    """A centre's reports over facts made by chance, in memory, with the reports that come with the program."""

    def __init__(self, rows: Sequence[Row], late: Sequence[Row] = (), today: date = TODAY) -> None:
        self.records, self.clock, self.box = FakeRecords(), FixedClock(today), Box()
        pages = [*pages_of(rows), *pages_of(late, is_late=True)]
        lines = tuple(PageLine(page.month, page.id, page.is_late) for page in pages)
        book = FactBook(id=UUID(int=2**90), subject=UUID(int=2**90), year=YEAR, pages=lines)
        mark = FillMark(id=UUID(int=2**91), subject=UUID(int=2**91), circle=CIRCLE, is_done=True)
        with self.records.work() as work:
            for record in (*pages, book, mark):
                work.put(record)
            work.commit()
        self.records.readable = {Domain.STATISTICS}
        self.reports = self.opened()

    def twin(self) -> "Office":
        """Another house with the same records."""
        other = Office([])
        other.records.stored = dict(self.records.stored)
        other.box.kept = dict(self.box.kept)
        return other

    def opened(self, records: FakeRecords | None = None) -> ReportService:
        """The service as another program opens it."""
        found = records or self.records
        writer = FactWriter(found, self.clock, load_codes, lambda _subject: False)
        facts = FactService(found, writer, lambda: [CIRCLE], lambda _circle: ())
        sources = CentreSources(self.box, facts, CODES, lambda: ())  # type: ignore[arg-type]
        return ReportService(found, self.clock, sources, user="leitung", house=lambda: "Musterhaus")

    def release(self, name: str, period: str, out: Path) -> object:
        """What of a release must be the same for the same facts."""
        found = self.reports.release(name, period, to_whom="Landkreis", out=out / name / period, seconds=0)
        with self.records.work() as work:
            ledger = read_ledger(work)
            newest = ledger.newest(name, period)
            assert newest is not None
            paper = read_paper(work, newest)
        output = {name: told for name, told in paper.output.items() if name != "seconds"}
        return (
            found.report,
            paper.given,
            output,
            [f.sha256 for f in found.files if ".pdf" not in f.path],
        )

    def every_page(self) -> dict[tuple[str, str], object]:
        """Of each report and each of its periods all that goes into its protection, or why it is not made."""
        found: dict[tuple[str, str], object] = {}
        for info in self.reports.definitions():
            for period in self.reports.periods(info.id):
                if period.code.startswith(str(YEAR)):
                    found[info.id, period.code] = self._ingredients(info.id, period.code)
        return found

    def _ingredients(self, name: str, period: str) -> object:
        own, when = self.reports._named(name, period)
        try:
            page, _, earlier = self.reports._gathered(own, when)
        except BeratungError as fault:
            return str(type(fault))
        outputs = [one.output for one in earlier]
        given = joining.joined([*page.given(), *page.silently()], outputs, page.rules())
        return mark_of(page), digest(given)


def some_office(seed: int = 3, people: int = 260, facts: int = 900) -> Office:
    chance = random.Random(seed)
    rows = some_facts(chance, people, facts, YEAR)
    return Office(rows[:-20], rows[-20:])


RELEASED = (("gbb", "2026-Q1"), ("jmd", "2026-Q1"), ("gbb", "2026-Q2"))
LATER = (("gbb", "2026-Q3"), ("referrals", "2026"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A house with some releases; tests work on twins of it."""
    office = some_office()
    for name, period in RELEASED:
        office.release(name, period, tmp_path_factory.mktemp("out"))
    return office


def test_every_report_of_a_closed_year_goes_into_protection_as_before(office: Office) -> None:
    closed = office.twin()
    before = closed.every_page()
    assert len(before) > 30
    periods = closed.reports.periods("gbb")
    assert {one.is_frozen for one in periods if one.code.startswith(str(YEAR))} == {True, False}
    state = closed.reports.close_year(YEAR)
    assert (state.is_closed, state.closed_by, state.facts, state.late) == (True, "leitung", 0, 20)
    assert closed.every_page() == before
    anew = closed.opened()
    closed.reports = anew
    assert closed.every_page() == before
    assert closed.reports.periods("gbb") == periods, "what is said to have left the house did"


def test_what_is_released_after_closing_is_the_same_to_the_last_number(
    office: Office, tmp_path: Path
) -> None:
    opened, closed = office.twin(), office.twin()
    closed.reports.close_year(YEAR)
    for name, period in LATER:
        assert opened.release(name, period, tmp_path / "a") == closed.release(name, period, tmp_path / "b")
    name, period = RELEASED[0]
    again = closed.release(name, period, tmp_path / "c")
    assert again == office.twin().release(name, period, tmp_path / "d")
    assert closed.every_page() == opened.every_page()
    audits = [one.reports.audit_ledger(anew=True) for one in (opened, closed)]
    assert audits[0] == audits[1]
    assert audits[1].is_sound


def test_a_trend_is_the_same_after_closing(office: Office) -> None:
    opened, closed = office.twin(), office.twin()
    closed.reports.close_year(YEAR)
    page = opened.reports.preview("referrals", "2026-Q1", quick=True)
    name = page.tables[0].name
    told = [one.reports.trend("referrals", name, [2025, YEAR], seconds=0) for one in (opened, closed)]
    assert told[0] == told[1]
    assert any(point.cell.value for line in told[1].lines for point in line.points)


def test_no_fact_and_no_pseudonym_is_left(office: Office) -> None:
    closed = office.twin()
    pages = [r for r in closed.records.stored.values() if isinstance(r, FactPage)]
    people = {page.people[at : at + 8] for page in pages for at in range(0, len(page.people), 8)}
    keys = {page.keys[at : at + 8] for page in pages for at in range(0, len(page.keys), 8)}
    assert len(people) > 200
    closed.reports.close_year(YEAR)
    with closed.records.work() as work:
        assert not work.all(FactPage)
        [kept] = work.all(ClosedYear)
    everything = [msgspec.msgpack.encode(record) for record in closed.records.stored.values()]
    everything.append(zlib.decompress(kept.body))
    assert not [mark for mark in people | keys for body in everything if mark in body]


def test_what_needs_facts_is_refused_in_one_sentence(office: Office, tmp_path: Path) -> None:
    closed = office.twin()
    name, period = RELEASED[0]
    shown = closed.reports.preview("referrals", "2026", quick=True)
    closed.reports.close_year(YEAR)
    own = closed.reports.definition("referrals")
    closed.reports.save_report(replace(own, id="eigener", title={"de": "Eigener"}, is_own=True))
    refused: list[Callable[[], object]] = [
        lambda: closed.reports.revise(name, period, to_whom="x", out=tmp_path),
        lambda: closed.reports.drill("year", "2026", {"gender": "f"}),
        lambda: closed.reports.with_merges(shown),
        lambda: closed.reports.preview("eigener", "2026"),
        lambda: closed.reports.release("eigener", "2026", to_whom="x", out=tmp_path),
        lambda: closed.reports.trend("eigener", own.tables[0].id, [YEAR]),
        lambda: closed.reports.set_programme(YEAR, ()),
        lambda: closed.reports.close_year(YEAR),
    ]
    for call in refused:
        with pytest.raises(YearClosed) as fault:
            call()
        assert fault.value.details == {"year": YEAR}
    assert not any(one.code.startswith("2026") for one in closed.reports.periods("eigener"))
    assert any(one.code.startswith("2027") for one in closed.reports.periods("eigener"))
    assert closed.reports.programme(YEAR).is_fixed


def test_a_report_that_is_changed_later_stays_as_it_was_for_the_closed_year(office: Office) -> None:
    closed = office.twin()
    table = TableDefinition(id="t", title={"de": "T"}, rows="gender", columns="district")
    kinds = (PeriodKind.YEAR, PeriodKind.MONTH)
    own = ReportDefinition(id="eigener", title={"de": "Alt"}, is_own=True, periods=kinds, tables=(table,))
    closed.reports.save_report(own)
    before = closed.every_page()
    assert {code for name, code in before if name == "eigener"} >= {"2026", "2026-01", "2026-12"}
    closed.reports.close_year(YEAR)
    changed = replace(own, title={"de": "Neu"}, tables=(replace(table, columns=""),))
    closed.reports.save_report(changed)
    assert closed.every_page() == before
    assert closed.reports.preview("eigener", "2026", quick=True).title == "Alt"


def test_what_follows_from_two_tables_is_kept_too(office: Office, tmp_path: Path) -> None:
    """Groupings that overlap tell of what lies between them; some reports here do, in any order of release."""
    chance, house = random.Random(5), office.twin()
    states = next(g for g in house.reports.groupings() if g.id == "nationality_states")
    words = [category.id for category in states.categories if not category.is_rest]
    for number in range(3):
        some = Category(id="some", label={"de": "Einige"}, members=tuple(chance.sample(words, 2 + number)))
        rest = Category(id="rest", label={"de": "Sonstige"}, is_rest=True)
        own = Grouping(id="eigene", column="nationality", label={"de": "Herkunft"}, categories=(some, rest))
        laid = TableDefinition(id="t", title={"de": "T"}, rows="eigene", measure=Measure.CONSULTATIONS)
        report = ReportDefinition(
            id=f"eigener{number}", title={"de": "Eigener"}, is_own=True, periods=tuple(PeriodKind),
            tables=(laid,), groupings=(own,),
        )  # fmt: skip
        house.reports.save_report(report)
    opened, closed = house.twin(), house.twin()
    closed.reports.close_year(YEAR)
    with closed.records.work() as work:
        [kept] = work.all(ClosedYear)
    assert len(unpacked(kept.body).between) > 50
    periods = [f"{YEAR}-{part}" for part in ("Q1", "Q3", "H1", "07")] + [str(YEAR)]
    for _ in range(6):
        name, period = f"eigener{chance.randrange(3)}", chance.choice(periods)
        outcomes = [_told(one, name, period, tmp_path) for one in (opened, closed)]
        assert outcomes[0] == outcomes[1], (name, period)
    assert closed.every_page() == opened.every_page()
    silent = [page for page in _silent(closed) if page]
    assert silent, "otherwise this looks at nothing"


def _told(office: Office, name: str, period: str, out: Path) -> object:
    try:
        return office.release(name, period, out / str(id(office)))
    except BeratungError as fault:
        return type(fault), fault.details


def _silent(office: Office) -> Iterator[object]:
    """Of every page that can be made what is protected with it and not printed."""
    for name, period in office.every_page():
        own, when = office.reports._named(name, period)
        with suppress(BeratungError):
            page, _, _ = office.reports._gathered(own, when)
            yield [one for one in page.silent if one.definition.id.startswith(MARK)]


def test_a_year_is_closed_when_it_is_over_and_counted(office: Office) -> None:
    with pytest.raises(YearNotOver):
        office.twin().reports.close_year(2027)
    with pytest.raises(NothingToClose):
        office.twin().reports.close_year(2020)
    early = office.twin()
    early.clock.day = date(YEAR, 12, 31)
    with pytest.raises(YearNotOver):
        early.reports.close_year(YEAR)
    with early.records.work() as work:
        [mark] = work.all(FillMark)
        work.put(replace(mark, is_done=False))
        work.commit()
    early.clock.day = TODAY
    assert not early.reports.year(YEAR).is_counted
    with pytest.raises(NotAllCounted):
        early.reports.close_year(YEAR)
    nobody = office.twin()
    nobody.records.readable = {Domain.IDENTITY}
    with pytest.raises(NoStatistics):
        nobody.reports.close_year(YEAR)
    with pytest.raises(NoStatistics):
        nobody.reports.year(YEAR)


def test_before_closing_one_sees_what_has_not_gone_out(office: Office, tmp_path: Path) -> None:
    closed = office.twin()
    state = closed.reports.year(YEAR)
    assert (state.is_closed, state.is_over, state.is_counted, state.late) == (False, True, True, 20)
    assert state.facts == 880
    assert closed.reports.years() == (YEAR,)
    waiting = {one.definition: one for one in state.waiting}
    assert "2026-Q1" not in waiting["gbb"].periods
    assert "2026-Q3" in waiting["gbb"].periods
    assert {one.definition for one in state.waiting if one.is_begun} == {"gbb", "jmd"}
    assert waiting["gbb"].labels[waiting["gbb"].periods.index("2026-Q3")].startswith("3. Quartal")
    after = closed.reports.close_year(YEAR)
    assert after.waiting == state.waiting
    closed.release("referrals", "2026", tmp_path)
    left = {one.definition: one.periods for one in closed.reports.year(YEAR).waiting}
    assert "2026" not in left["referrals"]


def test_the_programme_is_fixed_as_it_was_when_nothing_had_gone_out(tmp_path: Path) -> None:
    house = some_office()
    line = next(one for one in house.reports.programme(YEAR).lines if one.definition == "referrals")
    off = PlannedTable(
        definition=line.definition, table=line.table, within_year=Detail.NONE, year=Detail.FULL
    )
    house.reports.set_programme(YEAR, [off])
    before = house.every_page()
    house.reports.close_year(YEAR)
    planned = house.reports.programme(YEAR)
    assert (planned.is_fixed, planned.fixed_by) == (True, 0)
    assert off.within_year in {one.within_year for one in planned.lines if one.table == line.table}
    assert house.every_page() == before
    house.release("referrals", "2026", tmp_path)
    assert house.reports.programme(YEAR).fixed_by == 1


def test_a_release_under_way_is_made_of_the_counts_when_the_year_is_closed_meanwhile(
    office: Office, tmp_path: Path
) -> None:
    opened, closed = office.twin(), office.twin()
    other = closed.opened()
    done: list[int] = []

    def meanwhile(_hidden: int, _least: int) -> None:
        if not done:
            done.append(1)
            other.close_year(YEAR)

    name, period = LATER[0]
    released = closed.reports.release(
        name, period, to_whom="Landkreis", out=tmp_path / "a", seconds=0, progress=meanwhile
    )
    assert done
    assert closed.reports.year(YEAR).is_closed
    expected = opened.reports.release(name, period, to_whom="Landkreis", out=tmp_path / "b", seconds=0)
    assert released.report == expected.report
    assert closed.reports.audit_ledger().is_sound


def test_what_is_written_while_a_year_is_being_folded_is_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit between reading and closing makes it begin again; two who close at once close it once."""
    closed = office.twin()
    tries: list[int] = []

    def slowly(*told: object, **more: object) -> Kept:
        tries.append(1)
        if len(tries) == 1:
            with closed.records.work() as work:
                page = next(page for page in work.all(FactPage) if page.month == "2026-03")
                opened = OpenPage(page)
                opened.append(b"\x07" * 8, b"\x08" * 8, {"kind": "consultation"})
                work.put(opened.closed())
                work.commit()
        if len(tries) == 2:
            closed.opened().close_year(YEAR)
        return fold(*told, **more)  # type: ignore[arg-type]

    before = _counted(office.reports)
    monkeypatch.setattr(closing, "fold", slowly)
    with pytest.raises(YearClosed):
        closed.reports.close_year(YEAR)
    assert len(tries) == 3
    assert _counted(closed.reports) == before + 1
    with closed.records.work() as work:
        assert len(work.all(ClosedYear)) == 1


def _counted(reports: ReportService) -> int:
    """Everybody in the first table of the year."""
    own, when = reports._named("year", str(YEAR))
    page, _, _ = reports._gathered(own, when)
    return int(page.tables[0].counts.ravel()[-1])
