# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Killed before any step of a backup or a restore: there is a whole one or none, and the next run goes through."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.centre import Centre, read_info
from beratung.centre.backup_files import reading
from beratung.store.errors import NoCentreHere
from tests.centre.conftest import PASSWORD

IS_LONG = bool(os.environ.get("BERATUNG_TORTURE"))
MOST_STEPS = 400

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="forks"), pytest.mark.timeout(600)]


class Programs:
    """Runs forks that die at a chosen step."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.centre.backup_programs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def run(self, step: int, what: str, folder: Path | str, file: Path, target: Path) -> str:
        assert self._process.stdin is not None
        print(step, what, folder, file, target, sep="\t", file=self._process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="module")
def programs() -> Iterator[Programs]:
    running = Programs()
    yield running
    running.close()


def steps(few: int) -> Iterator[int]:
    """Every step in the long form, some of them in the short one."""
    if IS_LONG:
        yield from range(1, MOST_STEPS)
        return
    chance = random.Random()
    yield from sorted({1, 2, 3, *(chance.randrange(4, 60) for _ in range(few))})


def is_whole(file: Path, key: bytes) -> bool:
    with reading(file) as (reader, _):
        return sum(rows for _, rows, _ in reader.unlock(key).parts()) > 100


def test_a_backup_that_was_killed_is_whole_or_not_there(
    programs: Programs, demo: Path, tmp_path: Path
) -> None:
    key = storage_key(demo)
    killed = 0
    for step in steps(4):
        file = tmp_path / f"{step}.backup"
        answer = programs.run(step, "backup", demo, file, tmp_path)
        if file.exists():
            assert is_whole(file, key)
        else:
            assert answer == "killed"
        killed += answer == "killed"
        if answer == "done":
            break
    assert killed
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert centre.verify(full=True).ok
    assert centre.backups.make(tmp_path / "danach.backup").ok
    centre.lock()


def test_a_file_of_repeats_that_was_killed_is_the_former_or_the_new_one(
    programs: Programs, demo: Path, tmp_path: Path
) -> None:

    shelf = tmp_path / "sicherungen"
    shelf.mkdir()
    centre = Centre.open(demo, user="verwaltung", password=PASSWORD)
    centre.change_settings(msgspec.structs.replace(centre.settings, backup_folder=str(shelf)))
    centre.backups.write_addendum()
    key = centre._keyring.storage_key
    centre.lock()
    [file] = shelf.glob("*.addendum")
    for step in (1, 2, 3, 4):
        programs.run(step, "addendum", demo, file, shelf)
        with reading(file) as (reader, _):
            assert list(reader.unlock(key).parts())


def test_a_restore_that_was_killed_leaves_a_whole_centre_or_none(
    programs: Programs, demo: Path, tmp_path: Path
) -> None:
    file, target = tmp_path / "eins.backup", tmp_path / "wieder"
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    centre.backups.make(file)
    people = {row.client for row in centre.clients.roster()}
    gone = sorted(people)[0]
    with centre._records.work() as work:
        work.shred(gone)
        work.commit()
    centre.lock()
    killed = 0
    for step in steps(5):
        answer = programs.run(step, "restore", demo, file, target)
        if answer == "killed" and not target.exists():
            killed += 1
            with pytest.raises(NoCentreHere):
                read_info(target)
            continue
        check(target, people - {gone})
        shutil.rmtree(target)
        if answer == "done":
            break
    assert killed
    assert programs.run(10_000, "restore", demo, file, target) == "done"
    check(target, people - {gone})
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def check(target: Path, people: set[UUID]) -> None:
    restored = Centre.open(target, user="beraterin", password=PASSWORD)
    assert {row.client for row in restored.clients.roster()} == people
    assert restored.verify(full=True).ok
    restored.lock()


def storage_key(folder: Path) -> bytes:
    centre = Centre.open(folder, user="beraterin", password=PASSWORD)
    key = centre._keyring.storage_key
    centre.lock()
    return key


@pytest.mark.postgres
def test_a_restore_on_a_server_that_was_killed_is_made_up_for(
    programs: Programs, demo: Path, tmp_path: Path, address: str
) -> None:
    """Killed again and again before a step, each time later, until it goes through."""
    file, target = tmp_path / "eins.backup", tmp_path / "wieder"
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    centre.backups.make(file)
    people = {row.client for row in centre.clients.roster()}
    centre.lock()
    killed = 0
    for step in [*range(1, MOST_STEPS, 1 if IS_LONG else 9)]:
        answer = programs.run(step, "server", address, file, target)
        if target.exists():
            break
        assert answer == "killed"
        killed += 1
    assert killed > 3
    restored = Centre.open(address, user="beraterin", password=PASSWORD, keys=target)
    assert {row.client for row in restored.clients.roster()} == people
    assert restored.verify(full=True).ok
    restored.lock()
