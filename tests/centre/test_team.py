# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Several counsellors at one server: each hears of the others, and a server that is away comes back."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.centre import Centre
from beratung.domain.base import Role
from beratung.domain.cases import Draft
from beratung.domain.errors import RecordConflict
from beratung.domain.work import Changes
from beratung.store import errors
from beratung.store.listening import HEARTBEAT
from beratung.vault import KdfCost
from tests.builders import RECORD
from tests.store import postgres
from tests.store.postgres import Cluster

SECRET = "Ein-gutes-Passwort-2026"
FOUNDER, COLLEAGUE = "chefin", "kollege"

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server that the tests may kill."""
    try:
        with postgres.cluster_to_kill() as running:
            yield running
    except postgres.NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


class Team:
    """A centre on the server with two counsellors, each of whom has a program."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        made, _ = Centre.create(
            folder, name="Netz", user=FOUNDER, password=SECRET, backend=address, cost=KdfCost.FLOOR
        )
        invited = made.invite(COLLEAGUE, frozenset({Role.COUNSELLOR}))
        accepted = Centre.accept(address, invited.file, SECRET, keys=folder, cost=KdfCost.FLOOR)
        made.grant(COLLEAGUE, accepted.fingerprint)
        made.lock()
        self.opened: list[Centre] = []

    def open(self, user: str = FOUNDER) -> Centre:
        """Another program of a user."""
        centre = Centre.open(self.address, user=user, password=SECRET, keys=self.folder)
        self.opened.append(centre)
        return centre


@pytest.fixture
def team(server: Cluster, tmp_path: Path) -> Iterator[Team]:
    """A team of two on an empty database."""
    address = postgres.new_database(server.address, f"t{time.monotonic_ns()}")
    made = Team(tmp_path / "zentrum", address)
    yield made
    for centre in made.opened:
        centre.lock()


def wait_for(is_so: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether something comes about in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_what_one_saves_the_other_hears_long_before_it_asks_by_itself(team: Team) -> None:
    one, other = team.open(), team.open(COLLEAGUE)
    heard: list[Changes] = []
    assert other.clients.search("Musterfrau") == ()
    other.subscribe(heard.append)
    time.sleep(0.3)
    before = time.monotonic()
    recorded = one.clients.record(RECORD)
    assert wait_for(lambda: any(recorded.client in changes.subjects() for changes in heard))
    assert time.monotonic() - before < HEARTBEAT / 3
    assert "Client" in set().union(*(changes.kinds() for changes in heard))
    assert other.clients.search("Musterfrau")[0].row.client == recorded.client


def test_a_record_that_is_no_list_of_the_others_is_heard_of_too(team: Team) -> None:
    one, other = team.open(), team.open(COLLEAGUE)
    recorded = one.clients.record(RECORD)
    heard: list[Changes] = []
    other.subscribe(heard.append)
    found = one.clients.show(recorded.client)
    one.clients.change(msgspec.structs.replace(found, gender=None))
    assert wait_for(lambda: any(recorded.client in changes.subjects() for changes in heard))


def test_a_deletion_is_heard_of(team: Team) -> None:
    one, other = team.open(), team.open(COLLEAGUE)
    recorded = one.clients.record(RECORD)
    assert other.clients.search("Musterfrau")
    heard: list[Changes] = []
    other.subscribe(heard.append)
    time.sleep(0.3)
    heard.clear()
    second = one.confirm_second(COLLEAGUE, SECRET)
    one.clients.delete(recorded.client, second=second)
    assert wait_for(lambda: any(recorded.client in changes.subjects() for changes in heard))
    assert other.clients.search("Musterfrau") == ()


def test_two_programs_at_one_file_hear_of_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "zentrum"
    made, _ = Centre.create(folder, name="Datei", user=FOUNDER, password=SECRET, cost=KdfCost.FLOOR)
    other = Centre.open(folder, user=FOUNDER, password=SECRET)
    heard: list[Changes] = []
    other.clients.search("x")
    other.subscribe(heard.append)
    recorded = made.clients.record(RECORD)
    assert wait_for(lambda: any(recorded.client in changes.subjects() for changes in heard))
    own = len(heard)
    other.clients.change(msgspec.structs.replace(other.clients.show(recorded.client), gender=None))
    time.sleep(0.8)
    assert len(heard) == own + 1  # one's own save is told once
    other.lock()
    made.lock()


def test_the_second_of_two_who_change_the_same_is_told(team: Team) -> None:
    one, other = team.open(), team.open(COLLEAGUE)
    recorded = one.clients.record(RECORD)
    mine, theirs = one.clients.show(recorded.client), other.clients.show(recorded.client)
    other.clients.change(msgspec.structs.replace(theirs, gender=None))
    with pytest.raises(RecordConflict):
        one.clients.change(msgspec.structs.replace(mine, gender="d"))


def test_a_server_that_is_killed_and_started_again_loses_nothing_acknowledged(
    server: Cluster, team: Team
) -> None:
    programs = [team.open(user) for user in (FOUNDER, COLLEAGUE, FOUNDER)]
    saved: list[UUID] = []
    faults: list[BaseException] = []
    is_over = threading.Event()

    def work(centre: Centre) -> None:
        try:
            while not is_over.is_set():
                try:
                    saved.append(centre.clients.record(RECORD).client)
                except RecordConflict:
                    continue
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            faults.append(error)

    workers = [threading.Thread(target=work, args=(centre,)) for centre in programs]
    for centre in programs:
        centre.connection.wait_on()
    for worker in workers:
        worker.start()
    for _ in range(3):
        before = len(saved)
        assert wait_for(lambda start=before: len(saved) >= start + 6, 30)  # type: ignore[misc]
        server.kill()
        server.start()
    before = len(saved)
    assert wait_for(lambda: len(saved) >= before + 6, 30)
    is_over.set()
    for worker in workers:
        worker.join(30)
    assert faults == []
    fresh = team.open()
    found = [row.client for row in fresh.clients.roster()]
    assert set(saved) == set(found)
    assert len(saved) == len(found)  # and nothing was doubled
    assert fresh.verify(full=True).ok


def test_a_lost_way_is_told_and_comes_back_by_itself(server: Cluster, team: Team) -> None:
    centre = team.open()
    told: list[bool] = []
    heard: list[Changes] = []
    centre.subscribe(heard.append)
    centre.connection.follow(told.append)
    assert wait_for(lambda: centre.connection.is_there)
    time.sleep(0.5)
    server.kill()
    assert wait_for(lambda: told and told[-1] is False)
    server.start()
    assert wait_for(lambda: told[-1] is True)
    assert centre.clients.record(RECORD)


def test_locking_does_not_wait_for_a_server_that_is_away(server: Cluster, team: Team) -> None:
    centre = team.open()
    centre.connection.wait_on()
    failed: list[BaseException] = []

    def save() -> None:
        try:
            centre.clients.record(RECORD)
        except errors.ServerUnreachable as error:
            failed.append(error)

    server.kill()
    try:
        worker = threading.Thread(target=save)
        worker.start()
        time.sleep(0.5)
        before = time.monotonic()
        centre.lock()
        assert time.monotonic() - before < 6
        worker.join(10)
        assert len(failed) == 1
    finally:
        server.start()


def test_a_draft_that_no_server_took_is_there_at_the_next_unlocking(server: Cluster, team: Team) -> None:
    centre = team.open()
    recorded = centre.clients.record(RECORD)
    draft = Draft(
        id=uuid4(),
        subject=recorded.client,
        form="note",
        content=b'{"text": "Musternotiz"}',
        typed_at=datetime.now(UTC),
    )
    centre.aside.keep(draft)
    gone = msgspec.structs.replace(draft, id=uuid4())
    centre.aside.keep(gone)
    centre.aside.drop(gone.id)
    centre.lock()
    assert not any(b"Musternotiz" in path.read_bytes() for path in (team.folder / "keys").iterdir())
    again = team.open()
    assert [kept.content for kept in again.cases.drafts()] == [draft.content]
    assert list((team.folder / "keys").glob("*.aside")) == []
    newer = msgspec.structs.replace(again.cases.drafts()[0], content=b"neu", typed_at=datetime.now(UTC))
    again.cases.keep_draft(newer)
    again.aside.keep(draft)
    again.lock()
    assert [kept.content for kept in team.open().cases.drafts()] == [b"neu"]
