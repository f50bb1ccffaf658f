# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Several programs at once on one centre, and a disk that is full at every moment."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from beratung.domain.cases import Consultation
from beratung.domain.people import Client
from beratung.store import Store, errors
from tests.faults.centres import Small, content_of
from tests.faults.trying import IS_LONG, Tries
from tests.store.disks import disk_of
from tests.store.keyrings import Centre
from tests.store.people import a_client, a_note, save
from tests.store.test_faults import lines_of, started, tell

TIMES = 2000 if IS_LONG else 40


@pytest.mark.parametrize("place", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_three_programs_count_up_one_record(
    centre: Centre, folder: Path, place: str, request: pytest.FixtureRequest
) -> None:
    """Each reads, adds and saves again and again: as many names in the end as were added."""
    make: Callable[[], str] | None = None if place == "sqlcipher" else request.getfixturevalue("new_database")
    location: str | Path = folder if make is None else make()
    store = centre.open_store(location, create=True)
    [client] = save(store, a_client())
    running = [started("count_up", centre, location, client.id, TIMES) for _ in range(3)]
    for program in running:
        assert next(lines_of(program)) == ["ready"]
    for program in running:
        tell(program)
    for program in running:
        program.communicate(timeout=1500)
        assert program.returncode == 0
    with store.work() as work:
        assert work.get(Client, client.id).version == 1 + 3 * TIMES
        assert len(work.all(Consultation)) == 3 * TIMES
    assert store.verify(full=True).findings == ()
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    with disk_of(tmp_path, "2m") as disk:
        yield disk


def test_a_disk_that_fills_up_at_any_moment(small: Small, small_disk: Path) -> None:
    """Something else takes the room: what is saved is whole, and there is room again afterwards."""
    folder = small.copy(small_disk / "Beratung")
    ballast = small_disk / "ballast"
    store = small.opened(folder)
    expected = content_of(store)
    tries = Tries("saves while the disk is full", short=25, long=600)
    for number, chance in tries:
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(bytes(max(0, free - chance.randrange(0, 120_000))))
        client = a_client()
        records = [client, a_note(client.id, "x" * chance.randrange(60_000))]
        try:
            for record in save(store, *records):
                expected[record.id] = record
            tries.saw("saved")
        except (errors.DiskFull, errors.DiskTrouble):
            tries.saw("told")
        ballast.unlink()
        assert content_of(store) == expected, number
        if len(expected) > len(small.content) + 8:
            store.close()
            store = small.opened(small.copy(folder))
            expected = content_of(store)
    save(store, a_note(uuid4()))
    assert store.verify(full=True).findings == ()
    assert tries.outcomes["told"] > tries.done // 10 < tries.outcomes["saved"]
    store.close()


def test_a_centre_opened_on_a_full_disk(small: Small, small_disk: Path) -> None:
    """Reading needs a little room for the log's index; without it there is a sentence, and nothing is harmed."""
    folder = small.copy(small_disk / "Beratung")
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(free))
    with suppress(errors.DiskFull, errors.DiskTrouble):
        small.opened(folder).close()
    (small_disk / "ballast").unlink()
    store: Store = small.opened(folder)
    assert content_of(store) == small.content
    store.close()
