# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A server that is killed under load, and one that keeps everything it ever saw: it loses nothing and knows nothing."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from beratung.domain.cases import Consultation
from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.domain.sharing import claims
from beratung.store import Store
from tests.faults.trying import IS_LONG, Tries
from tests.store import postgres
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_letter, a_note, save
from tests.store.postgres import Cluster
from tests.store.test_faults import forms
from tests.store.test_sharing import HOUR, NINE, Answer, Request

pytestmark = pytest.mark.postgres
PROGRAMS = 4 if IS_LONG else 3
PATIENCE = 60.0


@pytest.fixture(scope="module")
def killable() -> Iterator[Cluster]:
    """A server that the tests may kill."""
    try:
        with postgres.cluster_to_kill() as running:
            yield running
    except postgres.NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


class Program(threading.Thread):
    """A counsellor's program that saves and saves; what was confirmed stands in ``confirmed``."""

    def __init__(self, centre: Centre, address: str, device: UUID) -> None:
        super().__init__(daemon=True)
        self.store = Store.open(address, centre.storage)
        self.store.attach(centre.user("kollege", device=device))
        self.store.patience.seconds = PATIENCE
        self.confirmed: list[UUID] = []
        self.failures: list[BaseException] = []
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            client = a_client()
            try:
                save(self.store, client, a_note(client.id))
            except Exception as failure:  # noqa: BLE001 - the test tells
                self.failures.append(failure)
                return
            self.confirmed.append(client.id)


def test_killed_under_load(centre: Centre, killable: Cluster) -> None:
    """Nothing confirmed is lost, nothing is there twice, and every program goes on by itself.

    Some are programs of one user at one computer, who share what they leave at the server.
    """
    address = postgres.new_database(killable.address, f"load{uuid4().hex}")
    first = centre.open_store(address, create=True)
    computers = uuid4(), uuid4()
    running = [Program(centre, address, computers[number % 2]) for number in range(PROGRAMS)]
    for program in running:
        program.start()
    tries = Tries("server killed under load", short=3, long=80)
    for number, chance in tries:
        time.sleep(chance.uniform(0.05, 0.6))
        killable.kill()
        time.sleep(chance.uniform(0, 0.5))
        killable.start()
        before = [len(program.confirmed) for program in running]
        end = time.monotonic() + 30
        while any(len(p.confirmed) <= n for p, n in zip(running, before, strict=True)):
            failures = [failure for program in running for failure in program.failures]
            assert failures == [], number
            assert time.monotonic() < end, "every program goes on"
            time.sleep(0.02)
        tries.saw("all went on")
    for program in running:
        program.is_over.set()
    for program in running:
        program.join(60)
        assert program.failures == []
    confirmed = [client for program in running for client in program.confirmed]
    first.patience.seconds = PATIENCE
    with first.work() as work:
        found = [client.id for client in work.all(Client)]
        notes = [note.subject for note in work.all(Consultation)]
    assert sorted(confirmed) == sorted(found), "neither lost nor doubled"
    assert sorted(found) == sorted(notes), "both records of a save or neither"
    assert first.verify(full=True).findings == ()
    for program in running:
        program.store.close()
    first.close()


def test_without_patience_a_lost_server_is_a_sentence(centre: Centre, killable: Cluster) -> None:
    address = postgres.new_database(killable.address, f"lost{uuid4().hex}")
    store = centre.open_store(address, create=True)
    killable.kill()
    with pytest.raises(BeratungError):
        save(store, a_client())
    killable.start()
    store.patience.seconds = PATIENCE
    save(store, a_client())
    store.close()


MARKERS = [
    f"Geheim{number:03}{word}"
    for number, word in enumerate(["Name", "أمل", "Stadt", "Müller"] * (10 if IS_LONG else 2))
]


def test_no_content_in_dump_log_files_and_journal(centre: Centre, killable: Cluster, tmp_path: Path) -> None:
    """The server writes down everything it is asked; then all of its files are searched for what was saved."""
    with psycopg.connect(f"{killable.address}/postgres", autocommit=True) as admin:
        for setting in (
            "log_statement = 'all'",
            "log_min_error_statement = 'debug1'",
            "wal_level = 'logical'",
        ):
            admin.execute(f"ALTER SYSTEM SET {setting}".encode())
        admin.execute("ALTER SYSTEM SET log_parameter_max_length_on_error = -1")
    killable.stop()
    killable.start()
    address = postgres.new_database(killable.address, f"markers{uuid4().hex}")
    store = centre.open_store(address, create=True)
    fill(store)
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        [(data,)] = admin.execute("SHOW data_directory").fetchall()
    files = [path for path in killable.folder.rglob("*") if path.is_file()]
    dump = tmp_path / "dump.sql"
    program = postgres.binaries() / "pg_dump"
    if program.exists():
        subprocess.run([str(program), address, "-f", str(dump)], check=True)
        files.append(dump)
    assert any("pg_wal" in path.parts for path in files)
    assert b"INSERT INTO record" in (killable.folder / "log").read_bytes(), "the log tells of the statements"
    wanted = [form for marker in MARKERS for form in (*forms(marker), marker.encode().hex().encode())]
    tries = Tries("files of the server searched for content", short=len(files), long=len(files))
    for number, _ in tries:
        content = files[number].read_bytes()
        assert not any(form in content for form in wanted), files[number].name
        tries.saw("clean")
    assert str(data) == str(killable.folder / "data")
    store.close()


def fill(store: Store) -> None:
    """Save every marker in some kind of record, also where it is refused and where it is deleted again."""
    reader = next(user.id for user in store.keyring.users() if user.name == "sprachmittler")
    for at in range(0, len(MARKERS), 4):
        name, text, letter, words = MARKERS[at : at + 4]
        client = a_client(name)
        save(store, client, a_case(client.id), a_note(client.id, text * 30))
        save(store, a_letter(client.id, pdf=letter.encode() * 500))
        with store.work() as work:
            work.give(Request(id=uuid4(), to=reader, words=words))
            work.write_in(Answer(id=uuid4(), words=words))
            work.claim(uuid4(), claims(uuid4(), NINE, NINE + HOUR))
            work.commit()
        with pytest.raises(BeratungError):
            save(store, client)
        if at % 8 == 0:
            with store.work() as work:
                work.shred(client.id)
                work.commit()
