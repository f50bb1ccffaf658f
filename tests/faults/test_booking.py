# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Twenty programs book the same time at once: exactly one gets it, also when confirmations get lost."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from beratung.domain.appointments import Appointment, Room
from beratung.domain.people import Client
from beratung.store import Store
from tests.faults.booking import CLIENT, ROOM, wanted
from tests.faults.trying import IS_LONG, Tries
from tests.store.keyrings import Centre
from tests.store.people import save
from tests.store.test_faults import ROOT

PROGRAMS = 20
BATCH = 100
"""Rounds after which the programs are started anew in the long form."""


@pytest.mark.parametrize("place", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_of_twenty_programs_exactly_one_gets_the_time(
    centre: Centre, folder: Path, place: str, request: pytest.FixtureRequest
) -> None:
    make: Callable[[], str] | None = None if place == "sqlcipher" else request.getfixturevalue("new_database")
    location: str | Path = folder if make is None else make()
    store = centre.open_store(location, create=True)
    save(store, Client(id=CLIENT, subject=CLIENT), Room(id=ROOM, subject=ROOM, name="Rot"))
    tries = Tries(f"20 programs book one time, {place}", short=15 if make is None else 10, long=2000)
    size = BATCH if IS_LONG else tries.wanted
    first = 0
    winners: dict[int, int] = {}
    for number, chance in tries:
        if number >= first:
            first = number
            count = min(size, tries.wanted - number)
            answers = round_of(centre, location, first, count, chance.randrange(1000))
            first += count
        outcomes = answers[number]
        won = [program for program, outcome in enumerate(outcomes) if outcome in {"won", "again"}]
        assert len(won) == 1, outcomes
        assert "lost" not in outcomes, outcomes  # what was saved is never refused to him who saved it
        winners[number] = won[0]
        tries.saw("lost confirmation" if "again" in outcomes else "plain")
    check(store, winners)
    store.close()


def round_of(centre: Centre, location: str | Path, first: int, count: int, seed: int) -> dict[int, list[str]]:
    """What the programs came to in some rounds."""
    words = [str(centre.keys), str(location), str(PROGRAMS), str(first), str(count), str(seed)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.booking", *words],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
        timeout=1500,
    )
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {int(number): json.loads(outcomes) for number, outcomes in lines}


def check(store: Store, winners: dict[int, int]) -> None:
    """Just the winners stand in the database, with just their times, and it is whole."""
    with store.work() as work:
        stored = {entry.id: entry for entry in work.all(Appointment)}
        expected = {wanted(program, number).id for number, program in winners.items()}
        assert expected == stored.keys()
    assert store.verify(full=True).findings == ()
