# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 at random moments: nothing confirmed is lost, and nothing is left by halves."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from beratung.centre import Centre
from beratung.centre.restoring import restore
from beratung.domain.cases import Consultation
from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.store import Store, errors
from beratung.vault import unlock
from tests.faults.centres import Small, content_of
from tests.faults.passwords import derive_once
from tests.faults.trying import Tries
from tests.faults.victims import Victims
from tests.faults.whole import ADMIN, FOUNDER, LEAVER, PASSWORD, Whole, held_by, opened
from tests.store import fixtures_made
from tests.store.keyrings import NOW
from tests.store.keyrings import PASSWORD as STORE_PASSWORD

FIXTURE = Path(__file__).parents[1] / "store" / "fixtures" / "layout-1"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A centre with accounts and cases, locked."""
    folder = tmp_path_factory.mktemp("whole")
    undo = derive_once()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        yield Whole(folder / "zentrum")
    undo()
    shutil.rmtree(folder)


def check_sound(store: Store) -> None:
    assert store.verify(full=True).findings == ()


def test_killed_while_saving(small: Small, tmp_path: Path) -> None:
    folder = small.copy(tmp_path / "copy")
    confirmed = {client.id for client in small.people}
    tries = Tries("killed while saving", short=15, long=350)
    with Victims("saving", small.centre.keys) as victims:
        for number, chance in tries:
            if number % 50 == 0:
                small.copy(folder)
                confirmed = {client.id for client in small.people}
            for word, saved in victims.killed(chance, folder, small.centre.keys, most=0.08):
                assert word == "saved"
                confirmed.add(UUID(saved))
                tries.saw("saves confirmed")
            store = small.opened(folder)
            with store.work() as work:
                found = {client.id for client in work.all(Client)}
                notes = {note.subject for note in work.all(Consultation)}
            assert confirmed <= found, number
            assert notes == found, "both records of a save or neither"
            check_sound(store)
            store.close()


def test_killed_while_the_layout_is_upgraded(tmp_path: Path) -> None:
    folder = tmp_path / "zentrum"
    unlocked = unlock(FIXTURE / "keys", "beraterin", STORE_PASSWORD, NOW)
    expected = {record.id: record for record in fixtures_made.expected("layout-1")}
    tries = Tries("killed while the layout is upgraded", short=8, long=150)

    def fresh() -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FIXTURE, folder)
        return folder

    with Victims("upgrading", FIXTURE / "keys") as victims:
        assert victims.undisturbed(fresh(), folder / "keys") == [["opened"]]
        for _, chance in tries:
            said = victims.killed(chance, fresh(), folder / "keys")
            tries.saw("finished" if said else "killed before the end")
            store = Store.open(folder, unlocked.storage_key)
            store.attach(unlocked.keyring(store, UUID(int=1)))
            found = content_of(store)
            assert found.items() <= expected.items()
            assert len(found) >= 4
            check_sound(store)
            store.close()


def test_killed_while_an_account_is_closed_and_keys_change(whole: Whole, tmp_path: Path) -> None:
    folder = tmp_path / "zentrum"
    tries = Tries("killed while keys are changed", short=6, long=150)
    with Victims("revoking", whole.folder / "keys") as victims:
        victims.undisturbed(whole.copy(folder))
        for _, chance in tries:
            said = [words[0] for words in victims.killed(chance, whole.copy(folder))]
            tries.saw(" then ".join(said) or "killed before")
            check_after_leaving(whole, folder, said)


def check_after_leaving(whole: Whole, folder: Path, said: list[str]) -> None:
    """Before or after each step; the founder's program goes on with the rest, and then nothing opens any more."""
    centre = opened(folder)
    assert held_by(centre) == whole.content
    leaver = next(user for user in centre.users() if user.name == LEAVER)
    assert leaver.is_suspended or "revoked" not in said
    if "rotated" in said:
        assert centre.rotation.due() == ()
    if not leaver.is_suspended:
        centre.revoke(LEAVER)
    left = centre.rotation.run().left
    assert [due for due in left if due.may_run] == []
    assert held_by(centre) == whole.content
    assert [finding for finding in centre.verify(full=True).findings if "anchor" not in finding.where] == []
    is_storage_new = centre._keyring.storage_key != whole.storage_key
    centre.lock()
    with pytest.raises(BeratungError):
        Centre.open(folder, user=LEAVER, password=PASSWORD)
    if is_storage_new:
        with pytest.raises(errors.StoreError):
            Store.open(folder, whole.storage_key).close()


def test_killed_while_a_backup_is_made(whole: Whole, tmp_path: Path) -> None:
    folder, file = whole.copy(tmp_path / "zentrum"), tmp_path / "sicherung.backup"
    tries = Tries("killed while a backup is made", short=6, long=120)
    with Victims("backing_up", whole.folder / "keys") as victims:
        victims.undisturbed(folder, file)
        for number, chance in tries:
            file.unlink(missing_ok=True)
            if number % 20 == 0:
                whole.copy(folder)
            said = victims.killed(chance, folder, file)
            assert file.exists() or not said
            tries.saw("there" if file.exists() else "not there")
            centre = opened(folder)
            if file.exists():
                assert centre.backups.check(file).ok
            else:
                centre.backups.make(file)
            assert held_by(centre) == whole.content
            centre.lock()


def test_killed_while_a_backup_is_put_back(whole: Whole, tmp_path: Path) -> None:
    folder, file, target = tmp_path / "zentrum", tmp_path / "sicherung.backup", tmp_path / "neu"
    centre = opened(whole.copy(folder))
    centre.backups.make(file)
    centre.lock()
    tries = Tries("killed while a backup is put back", short=6, long=120)
    with Victims("restoring", whole.folder / "keys") as victims:
        assert victims.undisturbed(file, target) == [["restored"]]
        for _, chance in tries:
            shutil.rmtree(target)
            said = victims.killed(chance, file, target)
            is_there = target.exists() and any(target.iterdir())
            assert is_there or not said
            tries.saw("there" if is_there else "not there")
            if not is_there:
                restore(file, target, user=ADMIN, password=PASSWORD)
            again = opened(target)
            assert held_by(again) == whole.content
            assert again.verify(full=True).findings == ()
            again.lock()


def on_server(address: str, folder: Path) -> Centre:
    return Centre.open(address, keys=folder, user=FOUNDER, password=PASSWORD)


@pytest.mark.postgres
def test_killed_while_the_centre_is_moved(
    whole: Whole, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    folder = tmp_path / "zentrum"
    tries = Tries("killed while the centre is moved", short=4, long=110)
    with Victims("moving", whole.folder / "keys") as victims:
        assert victims.undisturbed(whole.copy(folder), new_database()) == [["moved"]]
        for _, chance in tries:
            address = new_database()
            said = victims.killed(chance, whole.copy(folder), address)
            try:
                centre, is_moved = opened(folder), False
            except errors.Moved:
                centre, is_moved = on_server(address, folder), True
            assert is_moved or not said
            tries.saw("on the server" if is_moved else "here")
            assert held_by(centre) == whole.content
            if not is_moved:
                centre.move(address)
                with pytest.raises(errors.Moved):
                    opened(folder)
                centre = on_server(address, folder)
                assert held_by(centre) == whole.content
            assert centre.verify(full=True).findings == ()
            centre.lock()
