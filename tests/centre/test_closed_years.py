# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Closing a year with real keys, in a folder and on a server: what is gone is gone from every row."""

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from beratung.centre import Centre
from beratung.centre.restoring import restore
from beratung.domain.base import Record
from beratung.domain.errors import BeratungError
from beratung.domain.statistics import FactPage, StatisticsLink
from beratung.reports.errors import NoStatistics, NotAllCounted, YearClosed
from beratung.reports.pages import pages_in
from beratung.store.codec import kinds
from beratung.store.tables import record, subject_key
from tests.builders import RECORD
from tests.centre.test_restricted import SECRET, Place, made, on_server, place  # noqa: F401 -- fixtures

CLOSED, OPEN = 2024, 2025
NOTE: dict[str, Any] = {"minutes": 40, "topics": ["sprache"], "text": "Geheimtext Musterfrau"}


def somebody(centre: Centre, *days: str) -> UUID:
    """Record somebody who came on some days."""
    recorded = centre.clients.record(RECORD)
    assert recorded.case is not None
    for day in days:
        centre.cases.note_from(recorded.case, {**NOTE, "on": day})
    return recorded.case


def in_both_years(place: Place) -> Centre:  # noqa: F811
    """A counsellor's centre in which four came in both years, one only then; everything is counted."""
    anna = place.open("anna")
    for _ in range(4):
        somebody(anna, "2024-03-12", "2025-03-12")
    somebody(anna, "2024-05-02")
    anna.cases.note_from(None, {**NOTE, "on": "2024-07-01"})
    for one in (anna, place.open("chefin")):
        one.facts.fill()
    return anna


def facts_of(centre: Centre, year: int) -> tuple[set[UUID], set[bytes]]:
    """The pages of a year and the pseudonyms on them."""
    with centre._records.work() as work:
        pages = list(pages_in(work, year))
    people = {page.people[at : at + 8] for page in pages for at in range(0, len(page.people), 8)}
    return {page.id for page in pages}, people


def everything(centre: Centre) -> list[Record]:
    """Every record of every kind that opens for somebody."""
    with centre._records.work() as work:
        return [found for kind in kinds().values() for found in work.all(kind)]


def holding(centre: Centre, marks: set[bytes]) -> set[str]:
    bodies = [(type(one).__name__, msgspec.msgpack.encode(one)) for one in everything(centre)]
    return {kind for kind, body in bodies if any(mark in body for mark in marks)}


def rows_of(centre: Centre, ids: set[UUID]) -> int:
    """How many rows the database has of some subjects, of records and of keys."""
    with centre._store.database.transaction(writes=False) as link:
        found = [*link.rows(sa.select(record.c.subject)), *link.rows(sa.select(subject_key.c.subject))]
    return sum(UUID(bytes=bytes(subject)) in ids for (subject,) in found)


def test_a_supervisor_closes_a_year_and_the_next_counsellor_cuts_the_links(place: Place) -> None:  # noqa: F811
    anna = in_both_years(place)
    pages, people = facts_of(anna, CLOSED)
    _, others = facts_of(anna, OPEN)
    assert (len(people), len(others), people & others) == (6, 4, set())
    assert rows_of(anna, pages) == 2 * len(pages) > 0
    leitung = place.open("leitung")
    before = leitung.reports.preview("year", str(CLOSED))
    trend = leitung.reports.trend("year", "phase", [CLOSED, OPEN])
    state = leitung.reports.close_year(CLOSED)
    assert (state.closed_by, state.facts, state.has_links) == ("leitung", 0, True)
    assert rows_of(leitung, pages) == 0
    assert holding(leitung, people) == set()
    assert holding(leitung, others) == {"FactPage"}
    assert leitung.reports.preview("year", str(CLOSED)) == before
    again = place.open("anna")
    assert holding(again, people) == {"StatisticsLink"}
    while not again.facts.step(0.001):
        pass
    assert holding(again, people) == set()
    assert not leitung.reports.year(CLOSED).has_links
    assert leitung.reports.preview("year", str(CLOSED)) == before
    assert leitung.reports.trend("year", "phase", [CLOSED, OPEN]) == trend
    for centre in (again, leitung, place.open("chefin")):
        assert centre.verify(full=True).findings == ()
    assert "closed_year" in {line.kind for line in leitung.trail.show()}


def test_who_holds_everything_cuts_in_the_same_commit(place: Place) -> None:  # noqa: F811
    anna = in_both_years(place)
    _, people = facts_of(anna, CLOSED)
    chefin = place.open("chefin")
    state = chefin.reports.close_year(CLOSED)
    assert not state.has_links
    assert holding(chefin, people) == set()
    assert holding(place.open("anna"), people) == set()


def test_a_program_that_was_open_all_the_while_goes_on(place: Place) -> None:  # noqa: F811
    anna = in_both_years(place)
    case = somebody(anna, "2024-04-04")
    place.open("leitung").reports.close_year(CLOSED)
    anna.cases.note_from(case, {**NOTE, "on": "2024-04-05"})
    anna.cases.note_from(case, {**NOTE, "on": "2025-04-05"})
    anna.cases.note_from(None, {**NOTE, "on": "2024-12-31"})
    with anna._records.work() as work:
        assert {page.month[:4] for page in work.all(FactPage)} == {"2025"}
        lines = {
            line.month
            for link in work.all(StatisticsLink, anna.cases.show(case).client.id)
            for line in link.pages
        }
    assert lines == {"2025-04"}
    state = place.open("leitung").reports.year(CLOSED)
    assert (state.dropped, state.facts) == (2, 0)
    with pytest.raises(YearClosed):
        anna.reports.close_year(CLOSED)


def test_links_of_a_restricted_case_are_cut_by_who_may_open_it(place: Place) -> None:  # noqa: F811
    anna = in_both_years(place)
    case = somebody(anna, "2024-04-04")
    anna.restricted.restrict(case, [])
    anna.facts.fill()
    _, people = facts_of(anna, CLOSED)
    leitung, bert = place.open("leitung"), place.open("bert")
    leitung.reports.close_year(CLOSED)
    bert.facts.cut()
    assert holding(bert, people) == set()
    assert leitung.reports.year(CLOSED).has_links
    again = place.open("anna")
    assert holding(again, people) == {"StatisticsLink"}
    again.facts.cut()
    assert holding(again, people) == set()
    assert not leitung.reports.year(CLOSED).has_links


def test_who_may_not_close(place: Place) -> None:  # noqa: F811
    anna = place.open("anna")
    somebody(anna, "2024-03-12")
    with pytest.raises(NotAllCounted):
        place.open("leitung").reports.close_year(CLOSED)
    with pytest.raises(NoStatistics):
        place.open("verwaltung").reports.close_year(CLOSED)


def test_closing_that_fails_leaves_everything(place: Place) -> None:  # noqa: F811
    anna = in_both_years(place)
    pages, people = facts_of(anna, CLOSED)
    chefin = place.open("chefin")

    class Broken(BeratungError):
        message = "no"

    def broken(_changes: object, _work: object) -> None:
        raise Broken

    chefin._store.followers.append(broken)
    with pytest.raises(Broken):
        chefin.reports.close_year(CLOSED)
    chefin._store.followers.remove(broken)
    assert rows_of(chefin, pages) == 2 * len(pages)
    assert holding(chefin, people) == {"FactPage", "StatisticsLink"}
    assert not chefin.reports.year(CLOSED).is_closed
    assert chefin.reports.close_year(CLOSED).is_closed


def test_a_backup_of_before_has_the_year_open_again(tmp_path: Path, made: Place) -> None:  # noqa: F811
    folder = tmp_path / "zentrum"
    shutil.copytree(made.folder, folder)
    place = Place(folder)  # noqa: F811
    anna = in_both_years(place)
    pages, _ = facts_of(anna, CLOSED)
    chefin = place.open("chefin")
    file = tmp_path / "vorher.backup"
    chefin.backups.make(file)
    before = chefin.reports.preview("year", str(CLOSED))
    chefin.reports.close_year(CLOSED)
    later = tmp_path / "nachher.backup"
    chefin.backups.make(later)
    place.close()
    restore(file, tmp_path / "alt", user="chefin", password=SECRET)
    older = Place(tmp_path / "alt").open("chefin")
    assert facts_of(older, CLOSED)[0] == pages
    assert not older.reports.year(CLOSED).is_closed
    assert older.reports.preview("year", str(CLOSED)) == before
    assert older.reports.close_year(CLOSED).is_closed
    assert older.reports.preview("year", str(CLOSED)) == before
    assert older.verify(full=True).findings == ()
    older.lock()
    restore(later, tmp_path / "neu", user="chefin", password=SECRET)
    newer = Place(tmp_path / "neu").open("chefin")
    assert newer.reports.year(CLOSED).is_closed
    assert rows_of(newer, pages) == 0
    assert newer.reports.preview("year", str(CLOSED)) == before
    newer.lock()
