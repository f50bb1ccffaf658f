# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A backup goes from each engine to each: from a folder to a server, from a server to a folder."""

import shutil
from pathlib import Path

import pytest

from beratung.centre import Centre, read_info
from beratung.centre.restoring import restore
from beratung.store.errors import CentreExists, RolledBack
from beratung.vault import KdfCost, NotAllowed
from tests.builders import RECORD
from tests.centre.conftest import PASSWORD
from tests.store import postgres

pytestmark = pytest.mark.postgres


def test_from_a_server_to_a_folder_and_to_another_server(server: str, tmp_path: Path) -> None:
    first, second = postgres.new_database(server, "erste"), postgres.new_database(server, "zweite")
    keys = tmp_path / "schluessel"
    centre, _ = Centre.create(
        keys, name="Netz", user="chefin", password=PASSWORD, backend=first, cost=KdfCost.FLOOR
    )
    kept, gone = centre.clients.record(RECORD), centre.clients.record(RECORD | {"given_name": "Weg"})
    file = tmp_path / "netz.backup"
    centre.backups.make(file)
    assert centre.backups.check(file).ok
    assert centre.backups.last().is_complete
    centre.clients.delete(gone.client)
    centre.lock()

    folder = tmp_path / "lokal"
    done = restore(file, folder, user="chefin", password=PASSWORD)
    assert done.ok
    assert read_info(folder).backend == "sqlite"
    local = Centre.open(folder, user="chefin", password=PASSWORD)
    assert {row.client for row in local.clients.roster()} == {kept.client, gone.client}
    assert local.verify(full=True).ok
    again = tmp_path / "lokal.backup"
    local.backups.make(again)
    local.lock()

    other = tmp_path / "andere"
    done = restore(again, other, user="chefin", password=PASSWORD, backend=second)
    assert done.ok
    assert not (other / "beratung.db").exists()
    assert read_info(second, other).backend == "postgresql"
    there = Centre.open(second, user="chefin", password=PASSWORD, keys=other)
    assert len(there.clients.roster()) == 2
    assert there.verify(full=True).ok
    there.clients.record(RECORD)
    there.lock()
    with pytest.raises(CentreExists):
        restore(again, tmp_path / "noch-eine", user="chefin", password=PASSWORD, backend=second)
    Centre.open(second, user="chefin", password=PASSWORD, keys=other).lock()


def test_what_may_not_be_restored_leaves_no_table_on_the_server(
    server: str, demo: Path, tmp_path: Path
) -> None:
    address = postgres.new_database(server, "leer")
    centre = Centre.open(demo, user="verwaltung", password=PASSWORD)
    file = tmp_path / "demo.backup"
    centre.backups.make(file)
    centre.lock()
    with pytest.raises(NotAllowed):
        restore(file, tmp_path / "ziel", user="beraterin", password=PASSWORD, backend=address)
    done = restore(file, tmp_path / "ziel", user="verwaltung", password=PASSWORD, backend=address)
    assert done.ok
    counsellor = Centre.open(address, user="beraterin", password=PASSWORD, keys=tmp_path / "ziel")
    assert len(counsellor.clients.roster()) == 20
    counsellor.lock()


def test_who_has_seen_a_newer_state_raises_no_alarm_at_a_restored_one(server: str, tmp_path: Path) -> None:
    first, second, third = (postgres.new_database(server, f"stand{n}") for n in range(3))
    keys, elsewhere = tmp_path / "schluessel", tmp_path / "anderer-rechner"
    centre, _ = Centre.create(
        keys, name="Netz", user="chefin", password=PASSWORD, backend=first, cost=KdfCost.FLOOR
    )
    file = tmp_path / "netz.backup"
    centre.backups.make(file)
    for _ in range(3):
        centre.clients.record(RECORD)
    centre.lock()
    Centre.open(first, user="chefin", password=PASSWORD, keys=keys).lock()
    third_computer = tmp_path / "dritter-rechner"
    for copy in (elsewhere, third_computer):
        shutil.copytree(keys, copy)
    assert list(elsewhere.glob("keys/*.mark"))
    restore(file, tmp_path / "wieder", user="chefin", password=PASSWORD, backend=second)
    Centre.open(second, user="chefin", password=PASSWORD, keys=elsewhere).lock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("beratung.centre.restoring.INCARNATION", "nothing")  # without the signed word
        restore(file, tmp_path / "ohne-wort", user="chefin", password=PASSWORD, backend=third)
    with pytest.raises(RolledBack):
        Centre.open(third, user="chefin", password=PASSWORD, keys=third_computer)
