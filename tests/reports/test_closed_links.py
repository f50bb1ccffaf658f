# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Nobody is linked to a closed year, and what is saved about it later only counts as late."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.centre.statistics import CentreSources
from beratung.domain.base import Domain
from beratung.domain.people import Birth, Gender
from beratung.domain.statistics import FactBook, FactPage, FillMark, StatisticsLink
from beratung.offers.codes import load_codes
from beratung.reports import following
from beratung.reports.filling import FactService
from beratung.reports.following import FactWriter
from beratung.reports.service import ReportService
from tests.fakes.records import FakeRecords, FixedClock
from tests.reports.test_definitions import Box
from tests.reports.test_following import TODAY, House, a_client, a_note, somebody

replace = msgspec.structs.replace
CLOSED, OPEN = 2025, 2026
THEN, NOW = date(CLOSED, 5, 12), date(OPEN, 5, 12)


class Centre(House):
    """A house that also makes reports, and whose facts are all written."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Box()
        self.facts.fill()
        self.reports = self.opened(self.records, self.facts)

    def opened(self, records: FakeRecords, facts: FactService) -> ReportService:
        sources = CentreSources(self.box, facts, load_codes(), lambda: ())  # type: ignore[arg-type]
        return ReportService(records, FixedClock(TODAY), sources, user="anna", house=lambda: "Haus")

    def supervisor(self) -> ReportService:
        """The reports as somebody makes them who reads statistics and nothing else."""
        records = self.records.beside(Domain.STATISTICS)
        writer = FactWriter(records, FixedClock(TODAY), load_codes, self.restricted.__contains__)
        records.followers = [writer.follow]
        return self.opened(records, FactService(records, writer, lambda: [UUID(int=7)], self.subjects))

    def book(self, year: int) -> FactBook:
        [book] = [r for r in self.records.stored.values() if isinstance(r, FactBook) and r.year == year]
        return book

    def pseudonyms(self, year: int) -> set[bytes]:
        """Of a year, from its pages."""
        pages = [page for page in self.pages() if page.month.startswith(str(year))]
        return {page.people[at : at + 8] for page in pages for at in range(0, len(page.people), 8)}

    def holding(self, marks: set[bytes]) -> list[str]:
        """The kinds of records in which some bytes stand."""
        bodies = [(type(r).__name__, msgspec.msgpack.encode(r)) for r in self.records.stored.values()]
        return sorted({kind for kind, body in bodies for mark in marks if mark in body})


@pytest.fixture
def house() -> Centre:
    return Centre()


def in_both_years(house: Centre) -> StatisticsLink:
    _, case = somebody(house)
    house.save(a_note(case, on=THEN), a_note(case, on=NOW))
    [link] = [link for link in house.links() if link.subject == case.subject]
    return link


def test_each_year_has_a_pseudonym_of_its_own(house: Centre) -> None:
    link = in_both_years(house)
    assert link.person_of(CLOSED) != link.person_of(OPEN)
    assert house.pseudonyms(CLOSED) == {link.person_of(CLOSED)}
    assert house.pseudonyms(OPEN) == {link.person_of(OPEN)}
    assert not link.person_of(2024)


def test_closing_cuts_the_links_in_the_same_commit(house: Centre) -> None:
    in_both_years(house)
    _, only_then = somebody(house)
    house.save(a_note(only_then, on=THEN), a_note(None, on=THEN))
    gone, stays = house.pseudonyms(CLOSED), house.pseudonyms(OPEN)
    assert house.holding(gone) == ["FactPage", "StatisticsLink"]
    commits: list[list[str]] = []
    house.records.followers.append(
        lambda changes, _work: commits.append(sorted({type(c.record).__name__ for c in changes}))
    )
    state = house.reports.close_year(CLOSED)
    first = commits[0]
    assert {"ClosedYear", "FactPage", "FactBook", "LedgerHead", "StatisticsLink"} <= {*first}
    assert house.holding(gone) == []
    assert house.holding(stays) == ["FactPage", "StatisticsLink"]
    assert {line.month for link in house.links() for line in link.pages} == {f"{OPEN}-05"}
    assert (state.is_closed, state.has_links, state.facts) == (True, False, 0)
    assert len(house.links()) == 3


def test_links_that_a_supervisor_does_not_hold_are_cut_by_the_next_counsellor(house: Centre) -> None:
    for _ in range(90):
        in_both_years(house)
    gone = house.pseudonyms(CLOSED)
    leitung = house.supervisor()
    state = leitung.close_year(CLOSED)
    assert (state.is_closed, state.has_links) == (True, True)
    assert not house.pseudonyms(CLOSED)
    assert house.holding(gone) == ["StatisticsLink"]
    assert not house.facts.step(0)
    assert house.holding(gone) == ["StatisticsLink"], "a program that is stopped goes on with it later"
    again = FactService(house.records, house.writer, lambda: [UUID(int=7)], house.subjects)
    while not again.step(0.001):
        pass
    assert house.holding(gone) == []
    assert not leitung.year(CLOSED).has_links
    before = dict(house.records.stored)
    again.cut()
    assert again.step(0.001)
    assert house.records.stored == before
    [mark] = [r for r in house.records.stored.values() if isinstance(r, FillMark)]
    assert mark.cut == (CLOSED,)


def test_a_counsellor_works_on_although_links_are_not_cut_yet(house: Centre) -> None:
    client, case = somebody(house)
    note = a_note(case, on=THEN)
    house.save(note)
    house.supervisor().close_year(CLOSED)
    house.change(client, gender=Gender.M, born=Birth(on=date(1970, 1, 1)))
    [link] = house.links()
    assert link.pages == (), "whoever is met is cut in passing"
    house.writer.hints.clear()
    house.change(note, topics=("wohnen",))
    house.remove(note)
    house.save(a_note(case, on=NOW))
    assert [month for month, _ in house.rows()] == [f"{OPEN}-05"]
    assert house.book(CLOSED).dropped == 2


def test_what_comes_later_is_counted_as_late_and_kept_nowhere(house: Centre) -> None:
    _, case = somebody(house)
    moved = a_note(case, on=THEN)
    house.save(moved)
    house.reports.close_year(CLOSED)
    house.save(a_note(case, on=THEN))
    house.save(a_note(None, on=THEN))
    house.change(moved, on=NOW)
    state = house.reports.year(CLOSED)
    assert (state.dropped, state.late, state.facts) == (3, 3, 0)
    assert house.book(CLOSED).pages == ()
    assert [month for month, _ in house.rows()] == [f"{OPEN}-05"]
    shown = house.reports.preview("year", str(CLOSED), quick=True)
    assert shown.late == 3
    assert all(f"{CLOSED}" not in line.month for link in house.links() for line in link.pages)


def test_filling_does_not_bring_a_closed_year_back(house: Centre) -> None:
    in_both_years(house)
    house.reports.close_year(CLOSED)
    house.records.followers.clear()
    _, case = somebody(house)
    house.save(a_note(case, on=THEN), a_note(case, on=NOW))
    [mark] = [r for r in house.records.stored.values() if isinstance(r, FillMark)]
    house.save(replace(mark, is_done=False, upto=None))
    house.facts.fill()
    assert house.book(CLOSED).pages == ()
    assert house.book(CLOSED).dropped == 1
    assert len(house.pseudonyms(OPEN)) == 2
    assert not house.pseudonyms(CLOSED)


def test_who_is_deleted_after_closing_leaves_the_counts(house: Centre) -> None:
    link = in_both_years(house)
    note = a_note(None, on=THEN)
    house.save(note)
    house.reports.close_year(CLOSED)
    before = house.reports.preview("year", str(CLOSED), quick=True)
    house.shred(link.subject)
    assert house.reports.preview("year", str(CLOSED), quick=True) == before
    house.shred(note.subject)
    now = house.reports.preview("year", str(CLOSED), quick=True)
    assert (now.tables, now.late) == (before.tables, 1), "an anonymous one that was a mistake came too late"


def test_a_case_that_is_restricted_after_closing(house: Centre) -> None:
    link = in_both_years(house)
    house.supervisor().close_year(CLOSED)
    house.restricted.add(link.subject)
    with house.records.work() as work:
        house.writer.amend_districts(work, link.subject, is_restricted=True)
        work.commit()
    [now] = house.links()
    assert [line.month for line in now.pages] == [f"{OPEN}-05"]
    assert {words.get("district", "") for _, words in house.rows()} == {""}


def test_a_pseudonym_of_before_stays_until_its_last_year_is_closed(house: Centre) -> None:
    link = in_both_years(house)
    old = uuid4().bytes[:8]
    pages = [
        replace(page, people=old * (len(page.people) // 8))
        for page in house.records.stored.values()
        if isinstance(page, FactPage)
    ]
    house.save(replace(link, person=old, people=()), *pages)
    [case] = {r.id: r for r in house.records.stored.values() if type(r).__name__ == "Case"}.values()
    house.save(a_note(case, on=NOW), a_note(case, on=date(OPEN, 7, 1)))  # type: ignore[arg-type]
    assert house.pseudonyms(OPEN) == {old}, "within a year nobody is two people"
    house.reports.close_year(CLOSED)
    [link] = house.links()
    assert (link.person, link.people) == (old, ())
    without = link.without([OPEN])
    assert (without.person, without.pages) == (b"", ())
    assert a_client().subject != link.subject


def test_very_many_links_are_cut_after_the_commit(house: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        in_both_years(house)
    gone = house.pseudonyms(CLOSED)
    monkeypatch.setattr(following, "CUT_AT_ONCE", 4)
    commits: list[set[str]] = []
    house.records.followers.append(
        lambda changes, _work: commits.append({type(c.record).__name__ for c in changes})
    )
    state = house.reports.close_year(CLOSED)
    assert "StatisticsLink" not in commits[0]
    assert not state.has_links
    assert house.holding(gone) == []
