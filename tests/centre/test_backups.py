# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups of a real centre: what lies in one, who has checked how much, which are kept."""

import os
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import msgspec
import pytest

from beratung.centre import Centre
from beratung.centre.backup_files import backup_name, backups_in, to_drop
from beratung.centre.errors import BackupExists, BackupUnreadable, BackupUnwritable
from beratung.domain.base import Domain, Role
from beratung.domain.work import Action
from beratung.store.errors import Damaged
from beratung.vault import (
    BackupDamaged,
    BackupForeign,
    KeyFileDamaged,
    Locked,
    NoBackup,
    TooNew,
    WrongBackupKey,
)
from tests.builders import RECORD
from tests.centre.conftest import PASSWORD
from tests.store import tamper


def opened(folder: Path, user: str = "beraterin") -> Centre:
    return Centre.open(folder, user=user, password=PASSWORD)


def test_a_backup_is_made_and_every_envelope_in_it_opens(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "sicherung.backup"
    seen: list[tuple[int, int]] = []
    made = centre.backups.make(file, lambda done, total: seen.append((done, total)))
    assert file.stat().st_mode & 0o777 == 0o600
    assert made.size == file.stat().st_size
    assert made.rows["record"] > 40
    assert seen[-1][0] == seen[-1][1] == sum(made.rows.values())
    assert made.ok
    assert not made.covered
    checked = centre.backups.check(file)
    assert checked.ok
    assert checked.made_by == "beraterin"
    assert Domain.IDENTITY in checked.covered
    assert not checked.not_covered
    assert checked.left == 0
    assert centre.last_backup() == made.made_at
    assert list(tmp_path.glob("**/.check-*")) == []


def test_an_administrator_checks_what_needs_no_key_and_the_next_counsellor_the_rest(
    demo: Path, tmp_path: Path
) -> None:
    file = tmp_path / "sicherung.backup"
    admin = opened(demo, "verwaltung")
    admin.backups.make(file)
    checked = admin.backups.check(file)
    assert checked.ok
    assert not checked.covered
    assert {Domain.IDENTITY, Domain.CASE} <= set(checked.not_covered)
    assert checked.left == checked.rows["record"]
    state = admin.backups.last()
    assert not state.is_complete
    assert [(check.by, check.roles) for check in state.checks] == [("verwaltung", frozenset({Role.ADMIN}))]
    admin.lock()
    counsellor = opened(demo)
    counsellor.backups.check(file)
    state = counsellor.backups.last()
    assert state.is_complete
    assert [check.by for check in state.checks] == ["beraterin", "verwaltung"]
    lines = opened(demo, "leitung").trail.show()
    kinds = {(line.user_name, line.action) for line in lines if line.kind == "backup"}
    assert kinds == {
        ("verwaltung", Action.EXPORTED),
        ("verwaltung", Action.READ),
        ("beraterin", Action.READ),
    }
    counsellor.lock()


class Day:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone().date()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The folder of the daily backups."""
    made = tmp_path / "sicherungen"
    made.mkdir()
    return made


def choose(centre: Centre, folder: Path, **more: object) -> None:
    settings = msgspec.structs.replace(centre.settings, backup_folder=str(folder), **more)
    centre.change_settings(settings)


def test_the_daily_backup_is_made_once_a_day_and_checked_by_whoever_can_add_something(
    demo: Path, shelf: Path
) -> None:
    clock = Day()
    admin = Centre.open(demo, user="verwaltung", password=PASSWORD, clock=clock)
    assert admin.backups.run_if_due() is None
    state = admin.backups.last()
    assert (state.folder, state.is_due, state.is_overdue, state.at) == ("", False, False, None)
    choose(admin, shelf)
    assert admin.backups.last().is_due
    assert admin.backups.last().is_overdue
    made = admin.backups.run_if_due()
    assert made is not None
    assert made.not_covered
    assert admin.backups.run_if_due() is None
    state = admin.backups.last()
    assert (state.kept, state.is_due, state.is_overdue, state.is_complete) == (1, False, False, False)
    assert (state.by, state.file) == ("verwaltung", backup_name(admin.info.id, made.made_at))
    admin.lock()
    counsellor = Centre.open(demo, user="beraterin", password=PASSWORD, clock=clock)
    checked = counsellor.backups.run_if_due()
    assert checked is not None
    assert checked.covered
    assert counsellor.backups.last().is_complete
    assert counsellor.backups.run_if_due() is None
    clock.at += timedelta(days=1)
    assert counsellor.backups.run_if_due() is not None
    assert counsellor.backups.last().is_complete
    assert len(backups_in(shelf, counsellor.info.id)) == 2
    clock.at += timedelta(days=4)
    assert counsellor.backups.last().is_overdue
    counsellor.lock()


def test_a_folder_that_is_gone_is_said_and_made_up_for(demo: Path, shelf: Path) -> None:
    centre = opened(demo)
    choose(centre, shelf)
    shelf.rename(shelf.with_name("weg"))
    assert centre.backups.run_if_due() is None
    centre.change_password(PASSWORD, "ganz-neues-passwort")
    state = centre.backups.last()
    assert not state.is_reachable
    assert state.addendum_behind
    assert centre.backups.check_newest() is None
    shelf.with_name("weg").rename(shelf)
    assert centre.backups.run_if_due() is not None
    state = centre.backups.last()
    assert state.is_reachable
    assert not state.addendum_behind
    for path in shelf.glob("*.backup"):
        path.unlink()
    assert centre.backups.last().kept == 0
    centre.lock()


def test_old_backups_go_and_with_them_what_is_recorded_of_them(demo: Path, shelf: Path) -> None:
    clock = Day()
    centre = Centre.open(demo, user="beraterin", password=PASSWORD, clock=clock)
    choose(centre, shelf, backup_daily=2, backup_weekly=1, backup_days=30)
    stranger = shelf / "beratung-00000000-20200101-000000.backup"
    stranger.write_bytes(b"of another centre")
    half = shelf / f".{backup_name(centre.info.id, clock.at)}.1.new"
    half.write_bytes(b"")
    os.utime(half, (1, 1))
    for _ in range(4):
        centre.backups.run_if_due()
        clock.at += timedelta(days=1)
    assert len(backups_in(shelf, centre.info.id)) == 2
    assert not half.exists()
    assert stranger.exists()
    clock.at += timedelta(days=60)
    centre.backups.run_if_due()
    [left] = backups_in(shelf, centre.info.id)
    assert left[0].date() == clock.at.date()
    assert len(centre.backups._known()) == 1
    centre.lock()


def test_which_backups_stay() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ages = [timedelta(days=day, hours=hour) for day in range(120) for hour in (0, 3)]
    kept = [(now - age, Path(f"{age.days}-{age.seconds // 3600}")) for age in ages]

    def stays(**rule: int) -> list[str]:
        gone = to_drop(kept, now, **rule)
        return [path.name for _, path in kept if path not in gone]

    assert stays(daily=3, weekly=0, days=90) == ["0-0", "1-0", "2-0"]
    assert stays(daily=1, weekly=3, days=90) == ["0-0", "7-0", "14-0"]
    assert stays(daily=7, weekly=2, days=90) == [f"{day}-0" for day in range(8)]
    assert stays(daily=90, weekly=52, days=5) == [f"{day}-0" for day in range(6)]


def test_the_file_of_repeats_follows_accounts_passwords_and_deletions(demo: Path, shelf: Path) -> None:
    centre, admin = opened(demo), opened(demo, "verwaltung")
    choose(centre, shelf)
    assert centre.backups.write_addendum()
    [file] = shelf.glob("*.addendum")
    last = file.read_bytes()

    def has_changed() -> bool:
        nonlocal last
        now = file.read_bytes()
        found, last = now != last, now
        return found

    assert centre.backups.write_addendum()
    assert not has_changed()
    centre.clients.record(RECORD)
    assert not has_changed()
    centre.clients.delete(centre.clients.roster()[0].client, second=second(centre))
    assert has_changed()
    centre.change_password(PASSWORD, "ganz-neues-passwort")
    assert has_changed()
    admin.change_settings(centre.settings)
    admin.suspend("sprachmittler")
    assert has_changed()
    for one in (centre, admin):
        one.lock()


def second(centre: Centre) -> UUID | None:
    return centre.confirm_second("leitung", PASSWORD) if centre.clients.needs_second() else None


def test_a_locked_centre_makes_no_backup(centre: Centre, tmp_path: Path) -> None:
    backups = centre.backups
    centre.lock()
    with pytest.raises(Locked):
        backups.make(tmp_path / "x.backup")
    assert list(tmp_path.glob("*x.backup*")) == []


def test_nothing_is_overwritten_and_what_cannot_be_written_leaves_nothing(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.backup"
    file.write_bytes(b"mine")
    with pytest.raises(BackupExists):
        centre.backups.make(file)
    assert file.read_bytes() == b"mine"
    with pytest.raises(BackupUnwritable):
        centre.backups.make(tmp_path / "nirgends" / "x.backup")
    with pytest.raises(BackupUnreadable):
        centre.backups.check(tmp_path / "nichts")

    def full(_: int) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("beratung.centre.backup_files.os.fsync", full)
        with pytest.raises(BackupUnwritable):
            centre.backups.make(tmp_path / "y.backup")
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["x.backup"]


def test_a_damaged_centre_is_not_kept_as_if_it_were_whole(demo: Path, tmp_path: Path) -> None:
    centre = opened(demo)
    with tamper.opened(demo, centre._keyring.storage_key) as raw:
        raw.execute("DELETE FROM vault_item WHERE kind = 'grant'")
    with pytest.raises(Damaged):
        centre.backups.make(tmp_path / "x.backup")
    assert not (tmp_path / "x.backup").exists()
    centre.lock()


def test_a_check_finds_what_was_damaged_before_the_backup(demo: Path, tmp_path: Path) -> None:
    centre = opened(demo)
    with tamper.opened(demo, centre._keyring.storage_key) as raw:
        raw.execute("UPDATE record SET version = version + 1 WHERE id = (SELECT min(id) FROM record)")
    file = tmp_path / "x.backup"
    centre.backups.make(file)
    checked = centre.backups.check(file)
    assert not checked.ok
    state = centre.backups.last()
    assert not state.is_complete
    assert [check.has_findings for check in state.checks] == [True]
    centre.lock()


def test_every_bit_that_is_flipped_in_a_backup_is_named(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    centre.backups.make(file)
    whole = file.read_bytes()
    chance = random.Random(3)
    for at in [*(chance.randrange(len(whole)) for _ in range(60)), 0, 20, len(whole) - 1]:
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(changed))
        with pytest.raises((BackupDamaged, NoBackup, BackupForeign, WrongBackupKey, TooNew)):
            centre.backups.check(file)
    file.write_bytes(whole)
    assert centre.backups.check(file).ok


def test_no_backup_is_made_that_its_maker_could_not_open_again(demo: Path, tmp_path: Path) -> None:
    centre = opened(demo)
    own = demo / "keys" / f"{centre.user.id}.grant"
    second = own.with_name(own.name + ".2")
    own.write_bytes(b"damaged")
    assert centre.backups.make(tmp_path / "noch.backup").ok  # the second generation serves
    second.write_bytes(b"damaged too")
    with pytest.raises(KeyFileDamaged):
        centre.backups.make(tmp_path / "x.backup")
    assert not (tmp_path / "x.backup").exists()
    centre.lock()


def test_backups_and_saves_at_once_wait_for_one_another(centre: Centre, tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def record() -> None:
        try:
            for _ in range(15):
                centre.clients.record(RECORD)
        except BaseException as fault:  # noqa: BLE001 - for the test to see
            faults.append(fault)

    saving = Thread(target=record)
    saving.start()
    for number in range(6):
        centre.backups.make(tmp_path / f"{number}.backup")
    saving.join()
    assert not faults
    assert centre.backups.check(tmp_path / "5.backup").ok
    assert centre.verify(full=True).ok
