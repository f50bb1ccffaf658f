# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts with real keys, in a folder and on a server: who may read them, what they say, what deleting leaves."""

from uuid import UUID

import pytest

from beratung.centre import Centre
from beratung.domain.base import Domain
from beratung.domain.cases import Consultation
from beratung.domain.people import Client
from beratung.domain.statistics import COLUMNS, FactPage, StatisticsLink
from beratung.reports.errors import NoStatistics
from beratung.reports.pages import OpenPage, pages_in
from tests.builders import RECORD
from tests.centre.test_restricted import Place, made, on_server, place  # noqa: F401 -- fixtures

YEAR = 2026
NOTE = {
    "on": "2026-03-12",
    "minutes": 40,
    "topics": ["sprache"],
    "text": "Geheimtext Musterfrau",
    "unmet": ["no_place"],
}


def a_case(centre: Centre) -> tuple[UUID, UUID]:
    """Record somebody with a case, and note a consultation."""
    recorded = centre.clients.record(RECORD)
    assert recorded.case is not None
    centre.cases.note_from(recorded.case, NOTE)
    return recorded.client, recorded.case


def rows(centre: Centre) -> list[dict[str, str]]:
    """All facts of the year as this user reads them."""
    with centre._records.work() as work:
        opened = [OpenPage(page) for page in pages_in(work, YEAR)]
    return [{name: page.word(at, name) for name in COLUMNS} for page in opened for at in range(len(page))]


def kinds(centre: Centre) -> list[str]:
    return sorted(row["kind"] for row in rows(centre))


def test_a_supervisor_reads_facts_and_nothing_else(place: Place) -> None:  # noqa: F811
    counsellor = place.open("anna")
    client, _ = a_case(counsellor)
    leitung = place.open("leitung")
    assert kinds(leitung) == ["consultation", "unmet"]
    facts = leitung.facts.load(YEAR)
    assert (len(facts), len(facts.first)) == (2, 1)
    with leitung._records.work() as work:
        assert not any(work.all(kind) for kind in (StatisticsLink, Client, Consultation))
        pages = work.all(FactPage)
        assert pages
        for page in pages:
            body = repr([page.columns, page.people.hex(), page.keys.hex()])
            assert client.hex[:12] not in body
            assert "Geheimtext" not in body


def test_an_administrator_reads_no_facts(place: Place) -> None:  # noqa: F811
    a_case(place.open("anna"))
    verwaltung = place.open("verwaltung")
    with pytest.raises(NoStatistics):
        verwaltung.facts.load(YEAR)
    assert not verwaltung.facts.is_filled()


def test_colleagues_write_on_the_same_page(place: Place) -> None:  # noqa: F811
    anna, bert = place.open("anna"), place.open("bert")
    a_case(anna)
    a_case(bert)
    a_case(anna)
    leitung = place.open("leitung")
    assert len(leitung.facts.load(YEAR).first) == 3
    with leitung._records.work() as work:
        assert len(work.all(FactPage)) == 1


def test_a_restricted_case_is_counted_without_its_district(place: Place) -> None:  # noqa: F811
    anna = place.open("anna")
    client, case = a_case(anna)
    before = {row["district"] for row in rows(anna)}
    assert before == {RECORD["municipality"][:5]}
    anna.restricted.restrict(case, [])
    anna.cases.note_from(case, NOTE)
    assert {row["district"] for row in rows(anna)} == {""}
    bert = place.open("bert")
    with bert._records.work() as work:
        assert work.all(StatisticsLink, client) == []
    assert kinds(bert) == ["consultation", "consultation", "unmet", "unmet"]
    anna.restricted.open_up(case)
    assert {row["district"] for row in rows(anna)} == before
    with bert._records.work() as work:
        assert len(work.all(StatisticsLink, client)) == 1


def test_deleting_somebody_leaves_counts_and_no_link(place: Place) -> None:  # noqa: F811
    anna = place.open("anna")
    client, _ = a_case(anna)
    before = rows(anna)
    with anna._records.work() as work:
        [link] = work.all(StatisticsLink, client)
        work.shred(client)
        work.commit()
    assert rows(anna) == before
    with anna._records.work() as work:
        assert work.all(StatisticsLink) == []
    assert link.subject == client
    assert anna.verify(full=True).findings == ()


def test_a_centre_of_before_is_filled_in_step_by_step(place: Place) -> None:  # noqa: F811
    anna = place.open("anna")
    anna._store.followers.remove(anna._facts.follow)
    for _ in range(3):
        a_case(anna)
    assert rows(anna) == []
    assert not anna.facts.is_filled()
    leitung = place.open("leitung")
    assert not leitung.facts.is_filled()
    again = place.open("anna")
    while not again.facts.step(0.001):
        pass
    assert leitung.facts.is_filled()
    assert kinds(again) == ["consultation"] * 3 + ["unmet"] * 3
    assert again.facts.is_filled()
    assert not place.open("leitung")._records.may_read(Domain.CASE)


def test_the_trail_says_nothing_of_pages(place: Place) -> None:  # noqa: F811
    anna = place.open("anna")
    a_case(anna)
    leitung = place.open("leitung")
    told = {line.kind for line in leitung.trail.show()}
    assert not told & {"fact_page", "fact_book", "statistics_link", "fill_mark"}


def test_a_demo_has_facts(centre: Centre) -> None:
    assert len(centre.facts.load(YEAR)) > 20
