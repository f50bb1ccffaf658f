# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Loading a window of time: by the week that a row shows, in memory, in a file, and on a server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.appointments import Appointment, Participant, Room
from beratung.domain.base import Domain
from beratung.domain.cases import Case
from beratung.domain.errors import RecordConflict
from beratung.domain.people import Client
from beratung.domain.work import Records
from beratung.store import Store
from beratung.store.reader import FEW
from tests.fakes.records import FakeRecords
from tests.store.keyrings import Centre
from tests.store.people import a_client

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
Another = Callable[[str], Records]


@pytest.fixture(params=["memory", "sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Another]:
    """The same records as a user's program sees them."""
    if request.param == "memory":
        records = FakeRecords()
        yield lambda user: records if user == "beraterin" else records.beside(Domain.STATISTICS)
        return
    centre: Centre = request.getfixturevalue("centre")
    location: str | Path = tmp_path / "Beratung"
    if request.param == "postgresql":
        location = request.getfixturevalue("new_database")()
    stores = [centre.open_store(location, create=True)]

    def another(user: str) -> Store:
        stores.append(Store.open(location, centre.storage))
        stores[-1].attach(centre.user(user))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


def an_hour(start: datetime, subject: UUID | None = None) -> Appointment:
    own = uuid4()
    return Appointment(id=own, subject=subject or own, start=start, end=start + timedelta(hours=1))


def saved(records: Records, *new: Appointment | Participant | Room | Client) -> None:
    with records.work() as work:
        for record in new:
            work.put(record)
        work.commit()


def found(records: Records, first: str, last: str) -> list[UUID]:
    with records.work() as work:
        return [entry.id for entry in work.during(Appointment, first, last)]


def test_a_window_holds_both_its_ends_and_nothing_else(opened: Another) -> None:
    mine = opened("beraterin")
    entries = [an_hour(MONDAY + WEEK * step) for step in range(5)]
    place = Participant(
        id=uuid4(), subject=uuid4(), appointment=entries[2].id, start=MONDAY + 2 * WEEK, joined_at=MONDAY
    )
    saved(mine, *entries, place, Room(id=(room := uuid4()), subject=room, name="Raum 1"))
    for _ in range(2):  # opened, then from memory
        assert found(mine, "2026-W49", "2026-W51") == sorted(entry.id for entry in entries[1:4])
    with mine.work() as work:
        assert [entry.id for entry in work.during(Participant, "2026-W50", "2026-W50")] == [place.id]
        assert work.during(Participant, "2026-W51", "2027-W01") == []
    assert found(opened("beraterin"), "2026-W52", "2027-W01") == [entries[4].id]


def test_the_turn_of_the_year_is_in_order(opened: Another) -> None:
    mine = opened("beraterin")
    last, first = an_hour(datetime(2026, 12, 31, 9, tzinfo=UTC)), an_hour(datetime(2027, 1, 4, 9, tzinfo=UTC))
    saved(mine, last, first)
    assert last.week == "2026-W53"
    assert found(mine, "2026-W53", "2027-W01") == sorted([last.id, first.id])
    assert found(mine, "2027-W01", "2027-W02") == [first.id]


def test_what_is_not_committed_yet_is_seen_where_it_will_be(opened: Another) -> None:
    mine = opened("beraterin")
    moved, gone, other = an_hour(MONDAY), an_hour(MONDAY), a_client()
    saved(mine, moved, gone)
    with mine.work() as work:
        kept = work.get(Appointment, moved.id)
        later = msgspec.structs.replace(kept, start=kept.start + WEEK, end=kept.end + WEEK)
        work.put(later)
        work.remove(work.get(Appointment, gone.id))
        work.put(new := an_hour(MONDAY))
        work.put(other)
        assert [entry.id for entry in work.during(Appointment, "2026-W48", "2026-W48")] == [new.id]
        assert [entry.id for entry in work.during(Appointment, "2026-W49", "2026-W49")] == [moved.id]
        work.commit()
    assert found(mine, "2026-W48", "2026-W48") == [new.id]


def test_somebody_else_who_writes_into_the_window_is_noticed(opened: Another) -> None:
    mine, theirs = opened("beraterin"), opened("beraterin")
    if mine is theirs:
        pytest.skip("one program only in memory")
    with mine.work() as work:
        work.during(Appointment, "2026-W48", "2026-W48")
        saved(theirs, an_hour(MONDAY + WEEK))
        work.put(an_hour(MONDAY))
        work.commit()  # another week: nothing that was read has changed
    with mine.work() as work:
        work.during(Appointment, "2026-W48", "2026-W48")
        saved(theirs, an_hour(MONDAY))
        work.put(an_hour(MONDAY))
        with pytest.raises(RecordConflict):
            work.commit()


def test_who_does_not_hold_scheduling_finds_an_empty_week(opened: Another) -> None:
    saved(opened("beraterin"), an_hour(MONDAY))
    assert found(opened("leitung"), "2026-W48", "2026-W48") == []


def test_many_rows_are_read_at_once(local: Store, centre: Centre, folder: Path) -> None:
    client = uuid4()
    entries = [an_hour(MONDAY + timedelta(minutes=5 * step), client) for step in range(FEW + 1)]
    saved(local, *entries, an_hour(MONDAY + WEEK, client))
    other = Store.open(folder, centre.storage)
    other.attach(centre.user("beraterin"))
    assert found(other, "2026-W48", "2026-W48") == sorted(entry.id for entry in entries)
    with local.work() as work:
        work.remove(work.get(Appointment, entries[0].id))
        work.commit()
    assert [touched.id for touched in other.catch_up().touched] == [entries[0].id]
    assert found(other, "2026-W48", "2026-W48") == sorted(entry.id for entry in entries[1:])
    other.close()


def test_a_window_after_the_whole_list_comes_from_memory(local: Store) -> None:
    first = an_hour(MONDAY)
    saved(local, first)
    with local.work() as work:
        assert work.all(Appointment)
        assert work.during(Appointment, "2026-W48", "2026-W48") == work.all(Appointment)
        assert work.during(Case, "2026-W48", "2026-W48") == []


def test_a_window_can_be_asked_within_a_larger_transaction(local: Store) -> None:
    first = an_hour(MONDAY)
    with local.together():
        saved(local, first)
        assert found(local, "2026-W48", "2026-W48") == [first.id]
    assert found(local, "2026-W48", "2026-W48") == [first.id]
