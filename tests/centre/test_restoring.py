# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A restore brings the records back, and neither the deleted, nor the suspended, nor old passwords."""

import shutil
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.centre import Centre, WrongPassword, read_info, restoring
from beratung.centre.backup_files import addenda_in, reading
from beratung.centre.errors import BackupUnreadable, FolderNotEmpty
from beratung.centre.restoring import BY_LEAVER, UNREADABLE, restore
from beratung.domain.backup_views import Restored
from beratung.domain.base import Role
from beratung.store.errors import DiskFull, NoCentreHere
from beratung.vault import (
    BackupDamaged,
    BackupForeign,
    KdfCost,
    NoBackup,
    NotAllowed,
    RecoveryRefused,
    RecoverySheet,
    Suspended,
)
from beratung.vault.keyfile import UserSecret
from beratung.vault.recovery_code import new_code
from tests.builders import a_client
from tests.centre.conftest import PASSWORD

NEW = "ganz-neues-passwort"


def opened(folder: Path, user: str = "beraterin", password: str = PASSWORD) -> Centre:
    return Centre.open(folder, user=user, password=password)


def put_back(file: Path, folder: Path, **how: object) -> Restored:
    return restore(file, folder, **({"user": "verwaltung", "password": PASSWORD} | how))  # type: ignore[arg-type]


def people(centre: Centre) -> set[UUID]:
    return {row.client for row in centre.clients.roster()}


@pytest.fixture
def file(demo: Path, tmp_path: Path) -> Path:
    """A backup of the demo."""
    path = tmp_path / "sicherungen" / "eins.backup"
    path.parent.mkdir()
    centre = opened(demo, "verwaltung")
    centre.backups.make(path)
    centre.lock()
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "wieder"


def test_a_restored_centre_holds_every_record_and_opens_for_everybody(
    demo: Path, file: Path, target: Path
) -> None:
    seen: list[tuple[int, int]] = []
    done = put_back(file, target, progress=lambda *step: seen.append(step))
    assert done.ok
    assert seen[-1][0] > 0
    assert (done.made_by, done.deletions, done.accounts, done.passwords) == ("verwaltung", 0, 0, 0)
    assert not done.is_since_known
    for folder in (demo, target):
        assert read_info(folder).name == read_info(demo).name
    before, after = opened(demo), opened(target)
    assert people(before) == people(after) != set()
    assert after.verify(full=True).ok
    assert after._keyring.incarnation == done.incarnation > 0
    before.lock()
    after.lock()
    for user in ("leitung", "verwaltung", "sprachmittler"):
        opened(target, user).lock()
    assert sorted(path.name for path in target.parent.iterdir() if path.name.startswith(".")) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in [target, *target.rglob("*")])


def test_a_restore_is_in_the_trail(file: Path, target: Path) -> None:
    put_back(file, target)
    leader = opened(target, "leitung")
    assert ("verwaltung", "restore") in {(line.user_name, line.kind) for line in leader.trail.show()}
    leader.lock()


def test_into_an_empty_folder_but_not_among_other_files(file: Path, target: Path) -> None:
    target.mkdir()
    put_back(file, target)
    with pytest.raises(FolderNotEmpty):
        put_back(file, target)
    opened(target).lock()


@pytest.mark.parametrize("source", ["former centre", "file beside the backup"])
def test_the_deleted_stay_deleted(demo: Path, file: Path, target: Path, source: str) -> None:
    centre = opened(demo)
    if source != "former centre":
        change_folder(centre, file.parent)
    gone, *left = sorted(people(centre), key=str)
    delete(centre, gone)
    centre.lock()
    since = {"since": demo} if source == "former centre" else {}
    if source != "former centre":
        shutil.rmtree(demo)
    done = put_back(file, target, **since)
    assert done.is_since_known
    assert (done.deletions, done.waiting) == (1, 1)
    counsellor = opened(target)
    assert people(counsellor) == set(left)
    assert counsellor.verify(full=True).ok
    counsellor.lock()


def change_folder(centre: Centre, folder: Path) -> None:
    centre.change_settings(msgspec.structs.replace(centre.settings, backup_folder=str(folder)))
    assert centre.backups.write_addendum()


def delete(centre: Centre, client: UUID) -> None:
    with centre._records.work() as work:
        work.shred(client)
        work.commit()


def test_who_holds_the_keys_deletes_again_at_once(demo: Path, target: Path, tmp_path: Path) -> None:
    sheets: list[RecoverySheet] = []
    folder = tmp_path / "klein"
    centre, _ = Centre.create(
        folder, name="Klein", user="alle", password=PASSWORD, cost=KdfCost.FLOOR, keep_recovery=sheets.append
    )
    with centre._records.work() as work:
        one, two = work.put(a_client()), work.put(a_client())
        work.commit()
    path = tmp_path / "klein.backup"
    centre.backups.make(path)
    delete(centre, one.subject)
    centre.lock()
    done = restore(path, target, user="alle", password=PASSWORD, since=folder)
    assert (done.deletions, done.waiting, done.not_covered) == (1, 0, ())
    again = opened(target, "alle")
    assert people(again) == {two.subject}
    again.lock()
    by_sheet = restore(path, tmp_path / "vom-blatt", code=sheets[0].code, since=folder)
    assert (by_sheet.deletions, by_sheet.waiting) == (1, 0)
    opened(tmp_path / "vom-blatt", "alle").lock()
    with pytest.raises(RecoveryRefused):
        restore(path, tmp_path / "falsch", code=new_code())
    assert not (tmp_path / "falsch").exists()


@pytest.mark.parametrize("source", ["former centre", "file beside the backup"])
def test_accounts_and_passwords_are_those_of_the_end(
    demo: Path, file: Path, target: Path, source: str
) -> None:
    admin = opened(demo, "verwaltung")
    change_folder(admin, file.parent)
    admin.suspend("sprachmittler")
    admin.lock()
    counsellor = opened(demo)
    counsellor.change_password(PASSWORD, NEW)
    counsellor.lock()
    since = {"since": demo} if source == "former centre" else {}
    if source != "former centre":
        shutil.rmtree(demo)
        assert len(addenda_in(file.parent, opened_id(file))) == 1
    done = put_back(file, target, **since)
    assert done.accounts == 1
    assert done.passwords == 1
    with pytest.raises(WrongPassword):
        opened(target)
    with pytest.raises(Suspended):
        opened(target, "sprachmittler")
    again = opened(target, password=NEW)
    assert again.verify(full=True).ok
    again.lock()


def opened_id(file: Path) -> UUID:
    with reading(file) as (reader, _):
        return reader.opening.centre


def test_who_joined_since_comes_in_and_the_former_password_of_who_restores_does_not(
    demo: Path, file: Path, target: Path
) -> None:
    counsellor = opened(demo)
    admin = opened(demo, "verwaltung")
    invited = admin.invite("neue", frozenset({Role.COUNSELLOR}))
    accepted = Centre.accept(demo, invited.file, NEW, cost=KdfCost.FLOOR)
    counsellor.grant("neue", accepted.fingerprint)
    admin.change_password(PASSWORD, NEW)
    for centre in (admin, counsellor):
        centre.lock()
    with pytest.raises(WrongPassword):
        put_back(file, target, since=demo)
    assert not target.exists()
    done = put_back(file, target, since=demo, password=NEW)
    assert done.passwords >= 1
    new = opened(target, "neue", NEW)
    assert people(new)
    assert new.verify(full=True).ok
    new.lock()


def test_only_an_administrator_or_the_sheet_puts_back(file: Path, target: Path) -> None:
    with pytest.raises(NotAllowed):
        put_back(file, target, user="beraterin")
    with pytest.raises(WrongPassword):
        put_back(file, target, password="falsch-falsch-falsch")
    assert not target.exists()


def test_an_administrator_suspended_since_puts_nothing_back(demo: Path, file: Path, target: Path) -> None:
    admin = opened(demo, "verwaltung")
    admin.change_roles("leitung", frozenset({Role.SUPERVISOR, Role.ADMIN}))
    admin.lock()
    leader = opened(demo, "leitung")
    leader.suspend("verwaltung")
    leader.lock()
    with pytest.raises(Suspended):
        put_back(file, target, since=demo)
    assert not target.exists()


def test_the_rests_of_a_damaged_centre_serve(demo: Path, file: Path, target: Path) -> None:
    centre = opened(demo)
    delete(centre, sorted(people(centre), key=str)[0])
    centre.lock()
    (demo / "beratung.anchor").unlink()
    assert put_back(file, target, since=demo).deletions == 1
    shutil.rmtree(target)
    raw = bytearray((demo / "beratung.db").read_bytes())
    raw[:] = bytes(len(raw))
    (demo / "beratung.db").write_bytes(raw)
    done = put_back(file, target, since=demo)
    assert [finding.what for finding in done.findings] == [UNREADABLE]
    assert done.deletions == 0
    opened(target).lock()


def test_a_stranger_with_the_storage_key_makes_no_backup_that_counts(
    demo: Path, file: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = opened(demo)
    own = centre._keyring.secret
    stranger = UserSecret.generate(own.centre, uuid4(), own.pin)
    impostor = UserSecret.generate(own.centre, own.user, own.pin)
    for number, secret in enumerate((stranger, impostor)):
        with monkeypatch.context() as patch:
            patch.setattr(type(centre._keyring), "secret", secret)
            patch.setattr(centre.backups, "_recording", no_recording)
            patch.setattr(centre.backups, "_check_grant", lambda *_: None)
            path = file.with_name(f"fremd{number}.backup")
            with pytest.raises(RuntimeError):
                centre.backups.make(path)
        with pytest.raises(BackupForeign):
            centre.backups.check(path)
        with pytest.raises(BackupForeign):
            put_back(path, target)
        assert not target.exists()
    centre.lock()


def no_recording(*_: object) -> object:
    raise RuntimeError


def test_a_backup_of_another_centre_is_refused(demo: Path, file: Path, tmp_path: Path) -> None:
    other, _ = Centre.create(
        tmp_path / "andere", name="Andere", user="alle", password=PASSWORD, cost=KdfCost.FLOOR
    )
    with pytest.raises(BackupForeign):
        other.backups.check(file)
    theirs = tmp_path / "andere.backup"
    other.backups.make(theirs)
    other.lock()
    with pytest.raises(WrongPassword):
        put_back(theirs, tmp_path / "wieder")


def test_damage_is_named_and_leaves_nothing_behind(demo: Path, file: Path, target: Path) -> None:
    whole = file.read_bytes()
    for data, error in (
        (whole[:-1], BackupDamaged),
        (whole[: len(whole) // 2], BackupDamaged),
        (whole[:-5] + b"xxxxx", BackupDamaged),
        (b"no backup at all", NoBackup),
    ):
        file.write_bytes(data)
        with pytest.raises(error):
            put_back(file, target)
        centre = opened(demo)
        with pytest.raises(error):
            centre.backups.check(file)
        centre.lock()
        assert not target.exists()
        assert [path for path in demo.iterdir() if path.name.startswith(".check")] == []
        assert [path for path in target.parent.iterdir() if path.name.startswith(".")] == []
    file.unlink()
    with pytest.raises(BackupUnreadable):
        put_back(file, target)


def test_the_file_of_repeats_is_no_backup(demo: Path, file: Path, target: Path) -> None:
    centre = opened(demo)
    change_folder(centre, file.parent)
    [addendum] = addenda_in(file.parent, centre.info.id)
    with pytest.raises(NoBackup):
        centre.backups.check(addendum)
    centre.lock()
    with pytest.raises(NoBackup):
        put_back(addendum, target)


def test_a_damaged_file_of_repeats_is_named_and_stops_nothing(demo: Path, file: Path, target: Path) -> None:
    centre = opened(demo)
    change_folder(centre, file.parent)
    centre.lock()
    [addendum] = addenda_in(file.parent, centre.info.id)
    addendum.write_bytes(addendum.read_bytes()[:-1])
    done = put_back(file, target)
    assert [(finding.where, finding.what) for finding in done.findings] == [(addendum.name, UNREADABLE)]


def test_a_backup_by_somebody_suspended_since_is_named_unless_it_was_recorded(
    demo: Path, file: Path, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counsellor = opened(demo)
    unrecorded = tmp_path / "heimlich.backup"
    with monkeypatch.context() as patch:
        patch.setattr("beratung.centre.backups.record_made", lambda *_, **__: None)
        counsellor.backups.make(unrecorded)
    recorded = tmp_path / "offen.backup"
    counsellor.backups.make(recorded)
    counsellor.lock()
    monkeypatch.setattr("beratung.vault.accounts.Accounts._check_holders", lambda *_: None)
    admin = Centre.open(demo, user="verwaltung", password=PASSWORD)
    admin.suspend("beraterin")
    assert admin.backups.check(recorded).ok
    with pytest.raises(BackupForeign):
        admin.backups.check(unrecorded)
    admin.lock()
    assert put_back(recorded, target, since=demo).ok
    shutil.rmtree(target)
    done = put_back(unrecorded, target, since=demo)
    assert [finding.what for finding in done.findings] == [BY_LEAVER]


def test_who_came_after_the_backup_checks_all_that_needs_no_key(demo: Path, file: Path) -> None:
    counsellor, admin = opened(demo), opened(demo, "verwaltung")
    invited = admin.invite("neue", frozenset({Role.COUNSELLOR}))
    accepted = Centre.accept(demo, invited.file, NEW, cost=KdfCost.FLOOR)
    counsellor.grant("neue", accepted.fingerprint)
    for centre in (admin, counsellor):
        centre.lock()
    new = opened(demo, "neue", NEW)
    checked = new.backups.check(file)
    assert checked.ok
    assert not checked.covered
    assert checked.left == checked.rows["record"]
    new.lock()


def test_a_fault_at_the_end_leaves_no_centre(
    file: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(restoring, "_settle", full)
    with pytest.raises(DiskFull):
        put_back(file, target)
    assert not target.exists()
    with pytest.raises(NoCentreHere):
        read_info(target)
