# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre moves from its folder to a server, whole or not at all, and other computers take part."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from beratung.centre import Centre, moving, read_info
from beratung.centre.errors import AlreadyOnServer, FolderNotEmpty, NotOnServer, WorkstationFileDamaged
from beratung.domain.base import Role
from beratung.store import copying, errors
from beratung.store.location import without_password
from beratung.vault import KdfCost, RecoverySheet
from tests.builders import RECORD
from tests.centre.conftest import PASSWORD
from tests.store import postgres

SECRET = "Ein-gutes-Passwort-2026"

pytestmark = pytest.mark.postgres


def tables(address: str) -> set[str]:
    """The names of all tables there."""
    with psycopg.connect(address) as connection:
        return {
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def names(centre: Centre) -> list[str]:
    """Everybody in the list."""
    return sorted(row.name for row in centre.clients.roster())


def test_a_centre_moves_with_everything_and_the_source_says_where_it_went(demo: Path, address: str) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    before = names(centre)
    other = Centre.open(demo, user="beraterin", password=PASSWORD)
    steps: list[tuple[int, int]] = []
    gone = centre.move(address, lambda done, total: steps.append((done, total)))
    assert centre.is_locked
    assert gone.address == address
    assert steps[-1][0] == steps[-1][1] == gone.rows > 100
    with pytest.raises(errors.Moved) as refused:
        Centre.open(demo, user="beraterin", password=PASSWORD)
    assert address in str(refused.value)
    with pytest.raises(errors.Moved):
        other.clients.record(RECORD)  # a program that had the file open
    other.lock()
    assert read_info(demo).server == address
    for user in ("beraterin", "verwaltung"):
        Centre.open(address, user=user, password=PASSWORD, keys=demo).lock()
    moved = Centre.open(address, user="beraterin", password=PASSWORD, keys=demo)
    assert names(moved) == before
    assert moved.verify(full=True).ok
    assert moved.clients.record(RECORD)
    with pytest.raises(AlreadyOnServer):
        moved.move(address)
    moved.lock()


def test_nothing_is_moved_to_where_a_centre_is_or_no_server(demo: Path, address: str, tmp_path: Path) -> None:
    made, _ = Centre.create(
        tmp_path / "anderes", name="A", user="chefin", password=SECRET, backend=address, cost=KdfCost.FLOOR
    )
    made.lock()
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    with pytest.raises(errors.DatabaseTaken):
        centre.move(address)
    with pytest.raises(errors.BadServerAddress):
        centre.move(str(tmp_path))
    with pytest.raises(errors.UnsafeServer):
        centre.move("postgresql://u@example.org/db")
    with pytest.raises(errors.ServerUnreachable):
        centre.move(f"postgresql://u@127.0.0.1:{postgres.free_port()}/db")
    assert centre.clients.record(RECORD)
    centre.lock()
    Centre.open(address, user="chefin", password=SECRET, keys=tmp_path / "anderes").lock()


def test_what_arrives_otherwise_than_it_was_sent_is_taken_back(
    demo: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    copy = copying.copy_to

    def lose_one(*arguments: object) -> object:
        copied = copy(*arguments)  # type: ignore[arg-type]
        with psycopg.connect(address) as connection:
            connection.execute("DELETE FROM record WHERE id = (SELECT id FROM record LIMIT 1)")
        return copied

    monkeypatch.setattr(copying, "copy_to", lose_one)
    with pytest.raises(errors.Damaged):
        centre.move(address)
    assert tables(address) == set()
    monkeypatch.undo()
    assert centre.clients.record(RECORD)
    assert centre.move(address).rows
    centre.lock()


def test_a_disk_that_refuses_the_mark_leaves_the_centre_here(
    demo: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("beratung.store.anchor.Anchor.mark_moved", refuse)
    with pytest.raises(errors.DiskFull):
        centre.move(address)
    assert tables(address) == set()
    assert centre.clients.record(RECORD)
    centre.lock()


def test_a_program_that_ends_right_after_the_mark_has_moved(
    demo: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)

    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(moving, "remember", die)
    with pytest.raises(KeyboardInterrupt):
        centre.move(address)
    centre.lock()
    monkeypatch.undo()
    assert read_info(demo).server == ""
    with pytest.raises(errors.Moved):
        Centre.open(demo, user="beraterin", password=PASSWORD)
    assert read_info(demo).server == address  # and the folder knows by itself now
    Centre.open(address, user="beraterin", password=PASSWORD, keys=demo).lock()


MOVE = """
import sys
from beratung.centre import Centre
centre = Centre.open(sys.argv[1], user="beraterin", password=sys.argv[3])
print("ready", flush=True)
centre.move(sys.argv[2])
print("moved", flush=True)
"""


@pytest.mark.parametrize(
    "milliseconds", [int(word) for word in os.environ.get("MOVE_KILLS", "60 250 600").split()]
)
def test_a_move_that_is_killed_is_before_or_after(demo: Path, address: str, milliseconds: int) -> None:
    words = [sys.executable, "-c", MOVE, str(demo), address, PASSWORD]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        time.sleep(milliseconds / 1000)
        program.send_signal(signal.SIGKILL)
        was_told = program.stdout.read() == "moved\n"
    try:
        here = Centre.open(demo, user="beraterin", password=PASSWORD)
    except errors.Moved:
        there = Centre.open(address, user="beraterin", password=PASSWORD, keys=demo)
    else:
        assert not was_told
        assert here.verify(full=True).ok
        here.move(address)  # what the killed one left there is replaced
        there = Centre.open(address, user="beraterin", password=PASSWORD, keys=demo)
    assert len(names(there)) == 20
    assert there.verify(full=True).ok
    there.lock()


def test_another_computer_takes_part_by_a_file(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "erster"
    made, _ = Centre.create(
        first, name="Netz", user="chefin", password=SECRET, backend=address, cost=KdfCost.FLOOR
    )
    recorded = made.clients.record(RECORD)
    file = made.workstation_file()
    assert SECRET.encode() not in file
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "andere-daten"))
    second = tmp_path / "zweiter"
    info = Centre.join(file, second)
    assert info.server == address
    assert info.name == "Netz"
    other = Centre.open(second, user="chefin", password=SECRET)  # the folder remembers the server
    assert other.clients.show(recorded.client)
    with pytest.raises(FolderNotEmpty):
        Centre.join(file, second)
    third = tmp_path / "dritter"
    empty = made.workstation_file(with_keys=False)
    Centre.join(empty, third, address)
    assert list((third / "keys").iterdir()) == []
    invited = made.invite("kollege", frozenset({Role.COUNSELLOR}))
    accepted = Centre.accept(third, invited.file, SECRET, cost=KdfCost.FLOOR)
    assert made.grant("kollege", accepted.fingerprint, answer=accepted.answer) == ()
    colleague = Centre.open(third, user="kollege", password=SECRET)
    assert colleague.clients.show(recorded.client)
    for centre in (made, other, colleague):
        centre.lock()


def test_a_file_that_was_changed_makes_nothing(address: str, demo: Path, tmp_path: Path) -> None:
    local = Centre.open(demo, user="beraterin", password=PASSWORD)
    with pytest.raises(NotOnServer):
        local.workstation_file()
    local.move(address)
    moved = Centre.open(address, user="beraterin", password=PASSWORD, keys=demo)
    file = moved.workstation_file()
    moved.lock()
    for wrong in (b"", file[:-1], file[:40] + bytes([file[40] ^ 1]) + file[41:], b"x" + file):
        with pytest.raises(WorkstationFileDamaged):
            Centre.join(wrong, tmp_path / "neu")
    with pytest.raises(errors.ServerUnreachable):
        Centre.join(file, tmp_path / "neu", f"postgresql://u@127.0.0.1:{postgres.free_port()}/db")
    assert not (tmp_path / "neu").exists()


def test_a_centre_that_could_not_be_made_leaves_an_empty_database(address: str, tmp_path: Path) -> None:
    def refuse(_sheet: RecoverySheet) -> None:
        raise OSError(28, "full")

    for _ in range(2):
        with pytest.raises(errors.DiskFull):
            Centre.create(
                tmp_path / "neu",
                name="N",
                user="chefin",
                password=SECRET,
                backend=address,
                cost=KdfCost.FLOOR,
                keep_recovery=refuse,
            )
        assert tables(address) == set()
        assert not (tmp_path / "neu").exists()


def test_an_address_is_remembered_without_its_password() -> None:
    given = "postgresql://amal:geheim@db.example.org:5433/zentrum?sslmode=verify-full&password=auch&sslrootcert=/etc/ca"
    kept = "postgresql://amal@db.example.org:5433/zentrum?sslmode=verify-full&sslrootcert=/etc/ca"
    assert without_password(given) == kept
    assert without_password("postgresql:///zentrum?host=/run/pg") == "postgresql:///zentrum?host=/run/pg"
    assert without_password("postgresql://[::1]:5432/z") == "postgresql://[::1]:5432/z"


def test_the_old_copy_cannot_be_taken_as_it_is(demo: Path, address: str) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    copy = demo.with_name("kopie")
    centre.move(address)
    shutil.copytree(demo, copy)
    with pytest.raises(errors.Moved):
        Centre.open(copy, user="beraterin", password=PASSWORD)
