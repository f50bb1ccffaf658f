# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lists of an open centre: kept when it is locked, found at the next unlocking, compared in steps."""

import shutil
from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.centre.demo import PASSWORD, make_demo
from beratung.demo import COUNSELLOR
from beratung.domain import following
from beratung.domain.views import Verification
from beratung.store.snapshots import StoreLook
from beratung.vault import Locked


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists") / "demo"
    make_demo(folder, 60, 3)
    return folder


@pytest.fixture
def folder(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(following, "FEW_SUBJECTS", 1)
    monkeypatch.setattr("beratung.centre.lists.LOCKING", None)  # however long it takes here
    shutil.copytree(demo, tmp_path / "demo")
    return tmp_path / "demo"


def opened(folder: Path) -> Centre:
    centre = Centre.open(folder, user=COUNSELLOR, password=PASSWORD)
    assert centre.clients is not None
    assert centre.cases is not None
    return centre


def compared(centre: Centre) -> Verification:
    while True:
        found = centre.lists.compare()
        if found is not None:
            return found


def test_locking_keeps_the_lists_for_the_next_unlocking(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(folder)
    rows, today = first.clients.roster(), first.cases.today()
    first.lock()

    def refuse(*_: object) -> None:
        raise AssertionError("everything was read")

    monkeypatch.setattr(StoreLook, "all", refuse)
    second = opened(folder)
    assert second.clients.roster() == rows
    assert second.cases.today() == today
    outcome = compared(second)
    assert outcome.ok
    assert outcome.covered
    client = rows[0].client
    with second._records.work() as work:
        work.shred(client)
        work.commit()
    second.lock()
    third = opened(folder)
    assert third.clients.person(client) is None
    assert compared(third).ok
    assert third.lists.keep()
    third.lock()
    with pytest.raises(Locked):
        third.lists.compare()
    with pytest.raises(Locked):
        third.lists.keep()


def test_locking_does_not_wait_for_a_comparison(folder: Path) -> None:
    centre = opened(folder)
    assert centre.lists.compare() is None
    centre.lock()
    assert centre.is_locked
    again = opened(folder)
    assert compared(again).ok
    again.lock()


def test_a_list_that_is_not_what_the_records_say_is_told(folder: Path) -> None:
    centre = opened(folder)
    centre.clients.roster()
    centre.lock()
    spoiled = opened(folder)
    with spoiled._store.database.schema() as connection:
        connection.exec_driver_sql("UPDATE record SET row_mac = zeroblob(32) WHERE domain = 'identity'")
    outcome = compared(spoiled)
    assert {"snapshot"} < {finding.where.split(":")[0] for finding in outcome.findings}
    spoiled._records.memory.forget()
    spoiled.lock()
