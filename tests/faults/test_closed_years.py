# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 while a year is closed: it is open with all its facts, or closed with all its counts."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from beratung.centre import Centre
from beratung.domain.cases import Consultation
from beratung.domain.people import Client
from beratung.domain.statistics import ClosedYear, StatisticsLink
from beratung.reports.making import mark_of
from beratung.reports.pages import pages_in
from tests.faults.passwords import derive_once
from tests.faults.trying import Tries
from tests.faults.victims import Victims
from tests.faults.whole import Whole, opened
from tests.store.people import a_case, a_client, a_note

YEAR = 2024


def numbers(centre: Centre) -> list[str]:
    """What every report of the year is made of."""
    reports = centre.reports
    found = []
    for info in reports.definitions():
        own, when = reports._named(info.id, str(YEAR))
        found.append(mark_of(reports._gathered(own, when)[0]))
    return found


def facts(centre: Centre) -> int:
    with centre._records.work() as work:
        assert len(work.all(ClosedYear)) in {0, 1}
        return sum(map(len, pages_in(work, YEAR)))


def linked(centre: Centre) -> int:
    """How many people are linked to the year."""
    with centre._records.work() as work:
        return sum(bool(link.person_of(YEAR)) for link in work.all(StatisticsLink))


def test_killed_while_a_year_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    undo = derive_once()
    whole = Whole(tmp_path / "zentrum")
    centre = opened(whole.folder)
    people = [a_client(f"Musterfrau {number}") for number in range(30)]
    for client in people:
        case = a_case(client.id)
        notes = [
            msgspec.structs.replace(a_note(client.id), case=case.id, on=date(year, 5, 12))
            for year in (YEAR, YEAR + 1)
        ]
        centre.store_records([client, case, *notes])
    centre.facts.fill()
    before, every, people_then = numbers(centre), facts(centre), linked(centre)
    centre.lock()
    assert every == people_then == 30
    tries = Tries("killed while a year is closed", short=6, long=150)
    with Victims("closing_a_year", whole.folder / "keys") as victims:
        victims.undisturbed(whole.copy(tmp_path / "copy"), YEAR)
        within = victims.typical / 4  # the rest is what comes after the commit
        for number, chance in tries:
            folder = whole.copy(tmp_path / "copy")
            said = [words[0] for words in victims.killed(chance, folder, YEAR, most=within)]
            centre = opened(folder)
            is_closed = centre.reports.year(YEAR).is_closed
            tries.saw("closed" if is_closed else "open as before")
            assert (facts(centre), linked(centre)) == ((0, 0) if is_closed else (every, people_then)), number
            assert is_closed or "closed" not in said
            assert numbers(centre) == before, number
            assert centre.verify(full=True).findings == ()
            with centre._records.work() as work:
                assert len(work.all(Client)) == len(work.all(Consultation)) - len(people)
            centre.lock()
    undo()
