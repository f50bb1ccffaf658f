# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A restore from before somebody left: he stays out, his keys are changed again, restricted cases are named."""

from pathlib import Path

import pytest

from beratung.centre.restoring import restore
from beratung.domain.backup_views import BackupReport
from beratung.domain.rotation_views import DuePart
from beratung.vault import Suspended, WrongBackupKey
from beratung.vault.keyfile import open_user_secret
from tests.builders import RECORD
from tests.centre.small import ADMIN, COUNSELLOR, FOUNDER, NEW, PASSWORD, Small

# the fixture ``small`` comes from conftest


def kept(small: Small, file: Path) -> BackupReport:
    centre = small.opened()
    centre.clients.record(RECORD)
    made = centre.backups.make(file)
    centre.lock()
    return made


@pytest.mark.parametrize("has_changed_keys", [False, True])
def test_who_left_since_stays_out_and_his_keys_are_changed_again(
    small: Small, tmp_path: Path, has_changed_keys: bool
) -> None:
    file, target = tmp_path / "eins.backup", tmp_path / "wieder"
    kept(small, file)
    founder = small.opened()
    founder.revoke(COUNSELLOR)
    if has_changed_keys:
        assert founder.rotation.run().is_storage_new
        assert founder.backups.check(file).ok
        assert founder.backups.last().is_complete
    founder.lock()
    done = restore(file, target, user=FOUNDER, password=PASSWORD, since=small.folder)
    assert done.ok
    assert done.accounts == 2  # the account is closed, and its keys are named
    back = Small(target, small.code)
    with pytest.raises(Suspended):
        back.opened(COUNSELLOR)
    again = back.opened()
    assert len(again.clients.roster()) == 1
    parts = {due.part for due in again.rotation.due()}
    assert DuePart.STORAGE in parts
    assert DuePart.CLIENTS in parts if has_changed_keys else DuePart.DOMAIN in parts
    again.rotation.run()
    again.clients.record(RECORD | {"given_name": "Neu"})
    again.lock()
    once_more = back.opened()
    assert len(once_more.clients.roster()) == 2
    assert once_more.verify(full=True).ok
    once_more.lock()
    back.opened(ADMIN).lock()


def test_keys_made_new_since_do_not_open_an_older_backup_and_the_sheet_does(
    small: Small, tmp_path: Path
) -> None:
    from beratung.centre.recovering import Recovering

    file, target = tmp_path / "eins.backup", tmp_path / "wieder"
    kept(small, file)
    with Recovering.open(small.folder, small.code) as sheet:
        sheet.reset(FOUNDER, NEW)
    with pytest.raises(WrongBackupKey):
        restore(file, target, user=FOUNDER, password=NEW, since=small.folder)
    assert not target.exists()
    done = restore(file, target, code=small.code, since=small.folder)
    assert (done.accounts, done.passwords) == (1, 1)
    again = Small(target, small.code).opened(FOUNDER, NEW)
    assert len(again.clients.roster()) == 1
    assert again.verify(full=True).ok
    again.lock()
    open_user_secret(target / "keys", FOUNDER, NEW)


def test_a_case_restricted_since_is_named(small: Small, tmp_path: Path) -> None:
    file = tmp_path / "eins.backup"
    kept(small, file)
    founder = small.opened()
    [row] = founder.clients.roster()
    assert row.case is not None
    founder.restricted.restrict(row.case, [])
    founder.lock()
    done = restore(file, tmp_path / "wieder", user=FOUNDER, password=PASSWORD, since=small.folder)
    assert done.widened == 1
    later = tmp_path / "zwei.backup"
    founder = small.opened()
    founder.backups.make(later)
    counsellor = small.opened(COUNSELLOR)
    checked = counsellor.backups.check(later)
    assert checked.left > 0
    assert not counsellor.backups.last().is_complete
    counsellor.lock()
    assert founder.backups.check(later).ok
    assert founder.backups.last().is_complete
    founder.lock()
    done = restore(later, tmp_path / "danach", user=FOUNDER, password=PASSWORD, since=small.folder)
    assert done.widened == 0
