# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Programs that run at the same time, or out of room; and what is left in the files. More: ``tests/faults``."""

import base64
import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from beratung.domain.cases import Consultation, Letter
from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.people import Client
from beratung.domain.work import Work
from beratung.store import Store, errors, statements
from beratung.store.anchor import Anchor, Mark
from tests.store import programs, tamper
from tests.store.disks import disk_of
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_letter, a_note, save

ROOT = Path(__file__).parents[2]


def started(name: str, centre: Centre, location: str | Path, *words: object) -> "subprocess.Popen[str]":
    """One of the programs, with pipes to it."""
    command = [sys.executable, "-m", "tests.store.programs", name, str(centre.keys), str(location)]
    return subprocess.Popen(
        [*command, *map(str, words)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def reopened(centre: Centre, location: str | Path) -> Store:
    store = Store.open(location, centre.storage)
    store.attach(centre.user())
    return store


def lines_of(program: "subprocess.Popen[str]") -> Iterator[list[str]]:
    assert program.stdout
    for line in program.stdout:
        yield line.split()


def tell(program: "subprocess.Popen[str]", line: str = "") -> None:
    assert program.stdin
    program.stdin.write(line + "\n")
    program.stdin.flush()


@pytest.mark.parametrize("place", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_programs_at_once_lose_nothing(
    centre: Centre, folder: Path, place: str, request: pytest.FixtureRequest
) -> None:
    location = folder if place == "sqlcipher" else request.getfixturevalue("new_database")()
    store = centre.open_store(location, create=True)
    [client] = save(store, a_client())
    times = 100
    running = [started("count_up", centre, location, client.id, times) for _ in range(2)]
    for program in running:
        assert next(lines_of(program)) == ["ready"]
    for program in running:
        tell(program)
    for program in running:
        program.communicate(timeout=60)
        assert program.returncode == 0
    with store.work() as work:
        found = work.get(Client, client.id)
        assert len({name.text for name in found.names}) == 1 + 2 * times
        assert found.version == 1 + 2 * times
        assert len(work.all(Consultation)) == 2 * times
    assert store.verify(full=True).findings == ()
    store.close()


def test_threads_of_one_program_lose_nothing(store: Store) -> None:
    [client] = save(store, a_client())

    def work_on(number: int) -> None:
        done = 0
        while done < 15:
            done += programs.added(store, client.id, number * 100 + done)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work_on, range(4)))
    with store.work() as work:
        assert work.get(Client, client.id).version == 61
        assert len(work.all(Consultation, client.id)) == 60
    assert store.verify(full=True).findings == ()


def test_no_room_for_files_to_grow(centre: Centre, folder: Path) -> None:
    centre.open_store(folder, create=True).close()
    with started("fill_up", centre, folder, 300_000) as program:
        lines = [" ".join(words) for words in lines_of(program)]
    assert lines[0] in {"DiskFull", "DiskTrouble"}
    store = reopened(centre, folder)
    with store.work() as work:
        assert len(work.all(Consultation)) == int(lines[1])
    assert store.verify(full=True).findings == ()
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    with disk_of(tmp_path, "1m") as disk:
        yield disk


def test_a_full_disk(centre: Centre, small_disk: Path) -> None:
    store = centre.open_store(small_disk / "Beratung", create=True)
    kept = 0
    with suppress(errors.DiskFull):
        while kept < 100:
            save(store, a_note(uuid4(), os.urandom(20_000).hex()))
            kept += 1
    with store.work() as work:
        assert len(work.all(Consultation)) == kept
    assert 0 < kept < 100
    with pytest.raises(errors.DiskFull):
        save(store, a_note(uuid4(), os.urandom(40_000).hex()))
    assert store.verify(full=True).findings == ()
    store.close()
    check_kept(reopened(centre, small_disk / "Beratung"), kept)


def check_kept(store: Store, kept: int) -> None:
    with store.work() as work:
        assert len(work.all(Consultation)) == kept
    store.close()


def test_no_room_for_a_new_centre(centre: Centre, small_disk: Path) -> None:
    (small_disk / "full").write_bytes(bytes(1_000_000))
    with pytest.raises(errors.DiskFull):
        Store.create(small_disk / "Beratung", centre.storage)
    assert list((small_disk / "Beratung").iterdir()) == []
    (small_disk / "full").unlink()
    Store.create(small_disk / "Beratung", centre.storage).close()


def test_an_anchor_that_cannot_be_written(
    centre: Centre, local: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(anchor: Anchor, mark: Mark) -> None:
        raise OSError(errno.EIO, "disk")

    with monkeypatch.context() as patch:
        patch.setattr(Anchor, "write", fail)
        with pytest.raises(errors.SaveUnconfirmed):
            save(local, a_client())
        with pytest.raises(errors.SaveUnconfirmed):
            save(local, a_client())
    save(local, a_client())
    with local.work() as work:
        assert len(work.all(Client)) == 2
    assert local.verify(full=True).findings == ()


MARKERS = ["Geheimname", "Schweigetext", "Verborgenstadt", "أمل السرية"]


def test_no_content_is_found_in_any_file(centre: Centre, folder: Path) -> None:
    store = centre.open_store(folder, create=True)
    client = a_client(MARKERS[0])
    save(store, client, a_note(client.id, MARKERS[1]), a_note(client.id, MARKERS[3]))
    save(store, a_letter(client.id, pdf=MARKERS[2].encode() * 2000), a_case(client.id))
    for path in folder.iterdir():
        content = path.read_bytes()
        for marker in MARKERS:
            for form in forms(marker):
                assert form not in content, path.name
    assert {path.name for path in folder.iterdir()} == {
        "beratung.db",
        "beratung.db-wal",
        "beratung.db-shm",
        "beratung.anchor",
        "beratung.lock",
    }
    store.close()


def test_inside_the_outer_wall_there_are_only_sealed_rows(
    centre: Centre, store: Store, location: str | Path
) -> None:
    client = a_client(MARKERS[0])
    save(store, client, a_note(client.id, MARKERS[1]))
    with store.database.schema() as connection:
        rows: list[object] = []
        for table in ("meta", "vault_item", "subject_key", "record", "head", "audit", "tombstone"):
            rows += connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
    clear = repr(rows)
    for marker in MARKERS:
        assert marker not in clear
        assert all(repr(form)[2:-1] not in clear for form in forms(marker))


def forms(marker: str) -> list[bytes]:
    """A text as it might stand in a file, in base64 at each of its three offsets."""
    plain = [marker.encode(), marker.encode("utf-16-le"), marker.encode("utf-16-be")]
    coded = [base64.b64encode(bytes(at) + raw)[4:-4] for raw in plain for at in range(3)]
    return plain + coded


def test_keys_of_who_was_shredded_are_in_no_file(centre: Centre, folder: Path) -> None:
    store = centre.open_store(folder, create=True)
    doomed, other = a_client(), a_client()
    save(store, doomed, a_case(doomed.id), other)
    with store.database.transaction(writes=False) as link:
        rows = [row for row in link.rows(statements.ALL_KEYS) if row[1] == doomed.id.bytes]
    wrapped = [bytes(row[5]) for row in rows]
    assert len(wrapped) == 2
    store.close()
    assert all(key in tamper.decrypted_pages(folder, centre.storage) for key in wrapped)
    with started("shred_and_die", centre, folder, doomed.id) as program:
        assert next(lines_of(program)) == ["done"]
    assert (folder / "beratung.db-wal").stat().st_size == 0, "the log was cut although nobody closed the file"
    pages = tamper.decrypted_pages(folder, centre.storage)
    assert all(key not in pages for key in wrapped)
    assert doomed.id.bytes in pages, "the tombstone knows the id"
    store = reopened(centre, folder)
    assert store.verify(full=True).findings == ()
    with store.work() as work:
        assert [client.id for client in work.all(Client)] == [other.id]
    store.close()


def test_a_reader_in_the_way_only_delays_the_cut(centre: Centre, local: Store, folder: Path) -> None:
    doomed = a_client()
    save(local, doomed, a_client())
    with local.work() as reading:
        reading.all(Client)
        done = threading.Thread(target=shred, args=(local, doomed.id))
        done.start()
        done.join()
        assert (folder / "beratung.db-wal").stat().st_size > 0
    save(local, a_client())
    assert (folder / "beratung.db-wal").stat().st_size == 0


def shred(store: Store, subject: UUID) -> None:
    with store.work() as work:
        work.shred(subject)
        work.commit()


def test_a_record_conflict_says_so_in_words(store: Store) -> None:
    assert errors.ReadsMoved.message == errors.Taken.message == RecordConflict.message


def test_what_a_work_has_read_must_still_be_so(store: Store, centre: Centre, location: str | Path) -> None:
    """Two who number their letters one after the other never give the same number."""
    subject = uuid4()
    save(store, a_letter(subject, 1))
    other = reopened(centre, location)
    with store.work() as work:
        number = max(letter.number for letter in work.all(Letter)) + 1
        save(other, a_letter(subject, 2))
        work.put(a_letter(subject, number))
        with pytest.raises(RecordConflict):
            work.commit()
    with store.work() as work:
        number = max(letter.number for letter in work.all(Letter)) + 1
        save(other, a_note(subject))
        work.put(a_letter(subject, number))
        work.commit()
    with store.work() as work:
        assert sorted(letter.number for letter in work.all(Letter)) == [1, 2, 3]
    other.close()


def test_what_was_not_there_must_still_not_be_there(
    store: Store, centre: Centre, location: str | Path
) -> None:
    client = a_client()
    other = reopened(centre, location)
    with store.work() as work:
        with pytest.raises(NotFound):
            work.get(Client, client.id)
        save(other, client)
        work.put(a_note(uuid4()))
        with pytest.raises(RecordConflict):
            work.commit()
    with store.work() as work:
        found = work.get(Client, client.id)
        save(other, a_note(uuid4()))
        work.put(a_note(found.id))
        work.commit()
    other.close()


def test_records_that_come_while_somebody_shreds(store: Store, centre: Centre, location: str | Path) -> None:
    doomed = a_client()
    save(store, doomed)
    other = reopened(centre, location)
    with store.work() as work:
        work.shred(doomed.id)
        save(other, a_note(doomed.id))
        with pytest.raises(RecordConflict):
            work.commit()
    shred(store, doomed.id)
    with other.work() as work, pytest.raises(NotFound):
        put_and_commit(work, a_note(doomed.id))
    other.close()


def put_and_commit(work: Work, record: Consultation) -> None:
    work.put(record)
    work.commit()


@pytest.mark.parametrize("column", ["version", "layout", "epoch"])
def test_a_number_below_zero_is_damage_and_no_crash(store: Store, column: str) -> None:
    [client] = save(store, a_client())
    with store.database.schema() as connection:
        connection.exec_driver_sql(f"UPDATE record SET {column} = -1")
    store.cache.clear()
    with store.work() as work, pytest.raises(errors.Damaged):
        work.get(Client, client.id)
    assert store.verify(full=True).findings


def test_half_a_page_that_the_log_has_whole_is_no_fault(local: Store, folder: Path) -> None:
    """As a write leaves it that failed while the log was moved into the file."""
    save(local, a_client())
    with (folder / "beratung.db").open("ab") as file:
        file.write(os.urandom(2048))
    save(local, *[a_note(uuid4(), "x" * 9000) for _ in range(9)])
    assert local.verify(full=True).findings == ()
