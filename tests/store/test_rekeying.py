# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The key of the database is changed: by whom, for whom, killed anywhere, with other programs at it."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from beratung.domain.base import Domain
from beratung.domain.people import Client
from beratung.domain.work import Action
from beratung.store import Store, errors, founding, rekeying, successors
from beratung.store.engine import CipherDatabase
from beratung.store.freshness import Freshness
from beratung.store.location import Folder
from beratung.vault import KeysNotWritable, NotYetGranted, StorageKey, publish_storage_grants, rotation
from beratung.vault.storage_grant import NEXT, SUFFIX, StorageGrants
from beratung.vault.unlocking import Opening
from tests.store import tamper
from tests.store.keyrings import NOW, Centre
from tests.store.people import a_case, a_client, a_note, save

STRIDE = 1 if os.environ.get("BERATUNG_TORTURE") else 7
"""The long form tries every step, the short one every seventh."""
FOUNDER, COLLEAGUE = "beraterin", "kollege"


class Place(NamedTuple):
    """A centre in a folder of its own with its keys."""

    folder: Path
    keys: Path
    centre: Centre

    def opening(self, name: str = FOUNDER) -> Opening:
        """What a user unlocks with; his key file was opened once for all tests."""
        ring = self.centre.user(name)
        grants = StorageGrants(self.keys, ring.secret, NOW)
        return Opening(ring.secret, grants, None, NOW)

    def open(self, name: str = FOUNDER) -> Store:
        opening = self.opening(name)
        store = Store.unlock(self.folder, opening)
        store.attach(opening.keyring(store, uuid4()))
        return store

    def copy(self, folder: Path) -> "Place":
        shutil.copytree(self.folder, folder / "Beratung")
        shutil.copytree(self.keys, folder / "keys")
        return Place(folder / "Beratung", folder / "keys", self.centre)


@pytest.fixture
def place(centre: Centre, tmp_path: Path) -> Place:
    """A new centre with three clients, closed."""
    folder = tmp_path / "Beratung"
    store = centre.open_store(folder, create=True)
    for client in [a_client() for _ in range(3)]:
        save(store, client, a_case(client.id), a_note(client.id))
    store.close()
    shutil.copytree(centre.keys, tmp_path / "keys")
    return Place(folder, tmp_path / "keys", centre)


def next_key(store: Store, *, without: UUID | None = None) -> tuple[StorageKey, dict[UUID, bytes]]:
    """A key and its grants, for all but somebody."""
    key, grants = rotation.next_storage(store.keyring, store, NOW)
    return key, {user: grant for user, grant in grants.items() if user != without}


def change(store: Store, *, without: UUID | None = None) -> None:
    """Change the key as the centre does."""
    key, grants = next_key(store, without=without)
    store.change_key(key, grants, [store.keyring.audit_event(Action.CHANGED, "keys")])


def clients(store: Store) -> list[Client]:
    with store.work() as work:
        return work.all(Client)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_everything_is_there_under_the_new_key_and_nothing_under_the_old(place: Place) -> None:
    store = place.open()
    before, generation = clients(store), store.freshness.generation
    entries = len(list(store.audit_rows()))
    change(store)
    assert clients(store) == before
    assert store.freshness.generation == generation + 1
    assert len(list(store.audit_rows())) == entries + 1
    assert store.verify(full=True).ok
    save(store, a_client())
    store.close()
    assert names(place.folder) == {"beratung.2.db", "beratung.2.anchor", "beratung.lock"}
    assert not list(place.keys.glob(f"*{NEXT}*"))
    for old in (place.centre.storage, bytes(32)):
        with pytest.raises(errors.StoreError):
            Store.open(place.folder, old)
    for name in (FOUNDER, COLLEAGUE, "leitung", "verwaltung"):
        other = place.open(name)
        assert other.keyring.storage_epoch == 2
        assert other.verify().ok
        other.close()


def test_the_new_file_holds_no_page_that_opens_with_the_old_key(place: Place) -> None:
    store = place.open()
    save(store, a_client("Kennzeichen"))
    change(store)
    store.close()
    shutil.copy(place.folder / "beratung.2.db", place.folder / "beratung.db")
    decrypted = tamper.decrypted_pages(place.folder, place.centre.storage)
    assert b"CREATE TABLE" not in decrypted
    assert b"vault_item" not in decrypted


def test_who_is_left_out_opens_it_no_more(place: Place) -> None:
    leaver = place.centre.user(COLLEAGUE).user.id
    store = place.open()
    change(store, without=leaver)
    store.close()
    assert not (place.keys / f"{leaver}{SUFFIX}").exists()
    with pytest.raises(NotYetGranted):
        place.open(COLLEAGUE)


def test_the_former_grants_put_back_open_nothing(place: Place, tmp_path: Path) -> None:
    kept = place.copy(tmp_path / "kept")
    store = place.open()
    change(store, without=place.centre.user(COLLEAGUE).user.id)
    store.close()
    for path in kept.keys.iterdir():
        shutil.copy(path, place.keys / path.name)
    for name in (FOUNDER, COLLEAGUE):
        with pytest.raises(errors.ForeignFile):
            place.open(name)


def test_another_program_follows(place: Place) -> None:
    first, second = place.open(), place.open(COLLEAGUE)
    assert len(clients(second)) == 3
    with second.work() as reading:
        (client, *_) = reading.all(Client)
        change(first)
        reading.put(a_note(client.id))
        reading.commit()
    save(first, a_client())
    assert len(clients(second)) == 4
    assert second.keyring.storage_key == first.keyring.storage_key
    assert first.verify(full=True).ok
    assert second.verify(full=True).ok
    third = place.open()
    change(second)
    change(third)
    save(first, a_client())
    assert (first.keyring.storage_epoch, len(clients(third))) == (4, 5)
    for store in (first, second, third):
        assert store.catch_up() is not None
        store.close()
    assert names(place.folder) == {"beratung.4.db", "beratung.4.anchor", "beratung.lock"}


def test_another_program_without_a_grant_stops(place: Place) -> None:
    first, second = place.open(), place.open(COLLEAGUE)
    change(first, without=second.keyring.user.id)
    for refused in (lambda: save(second, a_client()), lambda: clients(second), second.catch_up):
        with pytest.raises(NotYetGranted):
            refused()
    second.close()
    assert len(clients(first)) == 3
    assert first.verify(full=True).ok
    first.close()


def test_a_store_that_was_opened_with_a_bare_key_changes_and_follows_nothing(place: Place) -> None:
    bare = Store.open(place.folder, place.centre.storage)
    bare.attach(place.centre.user())
    with pytest.raises(errors.KeyMoved):
        change(bare)
    store = place.open()
    change(store)
    with pytest.raises(errors.KeyMoved):
        save(bare, a_client())
    bare.close()
    store.close()


def test_without_a_user_no_key_is_changed(place: Place) -> None:
    store = place.open()
    key, grants = next_key(store)
    store.detach()
    with pytest.raises(errors.NotAttached):
        store.change_key(key, grants, [])
    store.close()


def test_a_file_that_was_exchanged_for_an_older_one_is_noticed_by_a_running_program(
    place: Place, tmp_path: Path
) -> None:
    kept = place.copy(tmp_path / "kept")
    store = place.open()
    save(store, a_client())
    assert store.database.tidy()  # else the log that lies beside it would bring the older file up to date
    for path in kept.folder.iterdir():
        os.replace(path, place.folder / path.name)
    with pytest.raises(errors.RolledBack):
        clients(store)
    with pytest.raises(errors.RolledBack):
        save(store, a_client())
    store.close()


def dying_at(number: int) -> Callable[[], None]:
    """Let the program die at its n-th call of the system that changes files; returns what puts it back."""
    count = 0
    kept: list[tuple[str, Any]] = []

    def wrap(name: str) -> None:
        real = getattr(os, name)

        def dying(*arguments: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return real(*arguments, **more)

        kept.append((name, real))
        setattr(os, name, dying)

    for name in ("replace", "fsync", "unlink", "write", "open", "close"):
        wrap(name)

    def put_back() -> None:
        for name, real in kept:
            setattr(os, name, real)

    return put_back


def killed_at(place: Place, number: int) -> bool:
    """Change the key in a child that dies at its n-th step; whether it died."""
    child = os.fork()
    if child == 0:
        try:
            store = place.open()
            put_back = dying_at(number)
            change(store, without=place.centre.user(COLLEAGUE).user.id)
            put_back()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def check(place: Place) -> int:
    """All is there, before or after, and everybody who should opens it; returns the epoch."""
    store = place.open()
    assert len(clients(store)) == 3
    assert store.verify(full=True).ok
    save(store, a_client())
    epoch = store.keyring.storage_epoch
    store.close()
    stem = "beratung" if epoch == 1 else "beratung.2"
    assert names(place.folder) == {f"{stem}.db", f"{stem}.anchor", "beratung.lock"}
    assert not list(place.keys.glob(f"*{NEXT}*"))
    place.open("leitung").close()
    if epoch == 1:
        place.open(COLLEAGUE).close()
    else:
        with pytest.raises(NotYetGranted):
            place.open(COLLEAGUE)
    return epoch


def test_killed_at_every_step_it_is_before_or_after(place: Place, tmp_path: Path) -> None:
    epochs = []
    for number in range(1, 1000, STRIDE):
        copy = place.copy(tmp_path / str(number))
        has_died = killed_at(copy, number)
        epochs.append(check(copy))
        shutil.rmtree(tmp_path / str(number))
        if not has_died:
            break
    assert epochs == sorted(epochs), "from the point of no return on it is always after"
    assert set(epochs) == {1, 2}
    assert number > 40


class _Counter:
    """Fails a call of the system, once or from then on."""

    def __init__(self, number: int, *, for_good: bool) -> None:
        self.number = number
        self.for_good = for_good
        self.count = 0
        self.has_failed = False

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.number or (self.for_good and self.count > self.number):
            self.has_failed = True
            raise OSError(28, "no room")


def failing(patch: pytest.MonkeyPatch, counter: _Counter) -> None:
    """Let calls of the system that change files fail when the counter says so."""
    for name in ("replace", "fsync", "write"):
        real = getattr(os, name)

        def called(*arguments: object, _real: Any = real, **more: object) -> object:  # noqa: ANN401
            counter()
            return _real(*arguments, **more)

        patch.setattr(os, name, called)


@pytest.mark.parametrize("for_good", [False, True])
def test_every_write_that_fails_leaves_it_before_or_after(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, for_good: bool
) -> None:
    for number in range(1 + for_good, 200, STRIDE):
        copy = place.copy(tmp_path / str(number))
        store = copy.open()
        counter = _Counter(number, for_good=for_good)
        key, grants = next_key(store, without=place.centre.user(COLLEAGUE).user.id)
        with monkeypatch.context() as patch, suppress(errors.StoreError, KeysNotWritable):
            failing(patch, counter)
            store.change_key(key, grants, [])
        assert len(clients(store)) == 3, "the program itself goes on"
        store.close()
        check(copy)
        shutil.rmtree(tmp_path / str(number))
        if not counter.has_failed:
            break
    assert number > 15


@pytest.fixture
def shared(centre: Centre, tmp_path: Path, new_database: Callable[[], str]) -> tuple[Place, str]:
    """A centre on a server, with its grants in the database."""
    address = new_database()
    store = centre.open_store(address, create=True)
    save(store, a_client())
    with store.together():
        publish_storage_grants(centre.keys, store, 1)
    store.close()
    shutil.copytree(centre.keys, tmp_path / "keys")
    return Place(tmp_path, tmp_path / "keys", centre), address


def entered(place: Place, address: str, name: str = FOUNDER, *, is_look: bool = False) -> Store:
    opening = place.opening(name)
    store = Store.unlock(address, opening, is_look=is_look)
    store.attach(opening.keyring(store, uuid4()))
    return store


@pytest.mark.postgres
def test_on_a_server_the_grants_in_the_database_tell_of_the_new_key(shared: tuple[Place, str]) -> None:
    place, address = shared
    first, second = entered(place, address), entered(place, address, COLLEAGUE)
    leaver = entered(place, address, "leitung")
    for _ in range(2):
        change(first, without=leaver.keyring.user.id)
        save(second, a_client())
        assert second.keyring.storage_key == first.keyring.storage_key
        assert len(clients(first)) == len(clients(second))
    assert first.keyring.storage_epoch == 3
    with pytest.raises(NotYetGranted):
        leaver.catch_up()
    first.put_item("suspension", uuid4(), b"something that does not count")
    second.catch_up()
    assert second.keyring.storage_epoch == 3
    assert first.verify(full=True).ok
    for store in (first, second, leaver):
        store.close()
    with pytest.raises(errors.StoreError):
        Store.open(address, place.centre.storage)
    look = entered(place, address, COLLEAGUE, is_look=True)
    assert len(clients(look)) == 3
    look.close()


@pytest.mark.postgres
def test_on_a_server_a_change_that_fails_changes_nothing(
    shared: tuple[Place, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, address = shared
    store = entered(place, address)
    key, grants = next_key(store)
    with store.together(), pytest.raises(RuntimeError):
        store.change_key(key, grants, [])

    def fail(_events: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "append_trail", fail)
    with pytest.raises(ZeroDivisionError):
        store.change_key(key, grants, [])
    monkeypatch.undo()
    save(store, a_client())
    store.close()
    again = entered(place, address)
    assert again.keyring.storage_epoch == 1
    assert again.verify(full=True).ok
    again.close()


def test_keys_of_clients_follow_in_batches(place: Place) -> None:
    store = place.open()
    circle, place_of = store.keyring.default_circle, Domain.CASE
    with store.keyring.tentatively(), store.together():
        rotation.renew(store.keyring, store, circle, place_of, NOW)
        successors.follow(store, [(circle, place_of), (circle, Domain.SCHEDULING)])
    of = (circle, place_of)
    assert successors.lagging(store, [(of, 2), ((circle, Domain.STATISTICS), 1)]) == {of: 3}
    assert [successors.succeed(store, *of, most=2) for _ in range(3)] == [2, 1, 0]
    assert successors.lagging(store, [(of, 2)]) == {}
    assert store.verify(full=True).ok
    store.close()


def test_what_was_not_copied_whole_never_counts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = place.open()
    key, grants = next_key(store)
    real = CipherDatabase.export

    def cut(self: CipherDatabase, file: Path, storage_key: bytes) -> None:
        real(self, file, storage_key)
        with tamper.opened_file(file, storage_key) as connection:
            connection.execute("DELETE FROM record WHERE id = (SELECT min(id) FROM record)")

    monkeypatch.setattr(CipherDatabase, "export", cut)
    with pytest.raises(errors.Damaged):
        store.change_key(key, grants, [])
    monkeypatch.undo()
    monkeypatch.setattr(CipherDatabase, "tidy", lambda _self: False)
    with pytest.raises(errors.Busy):
        store.change_key(key, grants, [])
    monkeypatch.undo()
    assert len(clients(store)) == 3
    store.close()
    check(place)


def test_a_leftover_that_cannot_be_replaced_is_said(place: Place) -> None:
    store = place.open()
    files = Folder(place.folder).files(2)
    with pytest.raises(errors.StoreError):
        store.database.export(files.unfinished.parent / "no" / "such", bytes(32))  # type: ignore[attr-defined]
    assert store.database.is_current()
    store.close()


def test_who_cannot_check_the_new_file_stays_with_neither(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = place.open(), place.open(COLLEAGUE)
    bare = Store.unlock(place.folder, place.opening())
    change(first)

    def refuse(_self: Freshness, _other: Freshness) -> None:
        raise errors.Damaged(place="head")

    monkeypatch.setattr(Freshness, "hand_over", refuse)
    for _ in range(2):
        with pytest.raises(errors.Damaged):
            clients(second)
    monkeypatch.undo()
    assert len(clients(second)) == 3
    assert bare.items("user"), "nobody need be unlocked to follow"
    for store in (first, second, bare):
        store.close()


def test_after_the_renaming_it_counts_whatever_comes_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.open()
    key, grants = next_key(store)
    real = founding.settle

    def settled(unfinished: Path, database: Path) -> None:
        real(unfinished, database)
        raise errors.DiskTrouble(code=5)

    monkeypatch.setattr("beratung.store.rekeying.settle", settled)
    with pytest.raises(errors.DiskTrouble):
        store.change_key(key, grants, [])
    monkeypatch.undo()
    assert len(clients(store)) == 3
    assert store.keyring.storage_epoch == 2
    with pytest.raises(errors.NoCentreHere):
        rekeying._sync(place.folder / "no such file")
    store.close()
