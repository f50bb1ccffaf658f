# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: keys are due, a holder's program changes them, and the leaver's copies open nothing new."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.domain.base import Domain, Role
from beratung.domain.errors import BeratungError
from beratung.domain.rotation_views import DuePart
from beratung.store import Store
from beratung.store.errors import StoreError
from beratung.vault import AccountClosed, KdfCost, LastHolder, NotYetGranted, Suspended, unlock

PASSWORD = "Muster-Kennwort-2026"
FOUNDER, LEAVER, ADMIN, NEXT = "gruenderin", "geht", "verwaltung", "bleibt"
USERS = {LEAVER: {Role.COUNSELLOR, Role.SUPERVISOR}, ADMIN: {Role.ADMIN}, NEXT: {Role.COUNSELLOR}}
CLIENT = {"given_name": "Amal", "family_name": "Musterfrau", "languages": ["ar"]}


def made(folder: Path, backend: str = "sqlite") -> None:
    """A centre with a founder, somebody who will leave, an administrator and a colleague."""
    centre, _ = Centre.create(
        folder, name="Muster", user=FOUNDER, password=PASSWORD, cost=KdfCost.FLOOR, backend=backend
    )
    for name, roles in USERS.items():
        invited = centre.invite(name, frozenset(roles))
        accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        centre.grant(name, accepted.fingerprint)
    for _ in range(3):
        centre.clients.record(CLIENT)
    centre.lock()


@pytest.fixture(scope="session")
def _centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rotation") / "zentrum"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        made(folder)
    return folder


@pytest.fixture
def folder(_centre: Path, tmp_path: Path) -> Path:
    """A copy of it that the test may spoil."""
    shutil.copytree(_centre, tmp_path / "zentrum")
    return tmp_path / "zentrum"


Opens = Callable[[str], Centre]


@pytest.fixture
def opens(folder: Path) -> Iterator[Opens]:
    """Opens the centre for somebody; locked at the end."""
    centres: list[Centre] = []

    def opened(name: str) -> Centre:
        centres.append(Centre.open(folder, user=name, password=PASSWORD))
        return centres[-1]

    yield opened
    for centre in centres:
        centre.lock()


def revoke(opens: Opens, name: str = LEAVER) -> None:
    admin = opens(ADMIN)
    admin.revoke(name)
    admin.lock()


def due(centre: Centre) -> set[tuple[DuePart, Domain | None]]:
    return {(entry.part, entry.domain) for entry in centre.rotation.due()}


def test_a_colleague_leaves_and_everything_is_changed(folder: Path, opens: Opens) -> None:
    former = Centre.open(folder, user=LEAVER, password=PASSWORD)
    old_key = former._keyring.storage_key
    former.lock()
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    revoke(opens)
    admin = opens(ADMIN)
    assert due(admin) == {(DuePart.DOMAIN, domain) for domain in Domain} | {(DuePart.STORAGE, None)}
    assert [entry.may_run for entry in admin.rotation.due()] == [False] * 5 + [True]
    by_domain = {entry.domain: entry.holders for entry in admin.rotation.due() if entry.domain}
    assert by_domain[Domain.CASE] == (NEXT, FOUNDER)
    assert by_domain[Domain.AUDIT] == (FOUNDER,)
    admin.lock()
    colleague = opens(NEXT)
    assert colleague.rotation.is_due_here()
    steps: list[tuple[int, int]] = []
    done = colleague.rotation.run(lambda at, of: steps.append((at, of)))
    assert (done.domains, done.is_storage_new) == (4, True)
    assert done.clients == steps[-1][1] == steps[-1][0] > 0
    assert [(entry.part, entry.domain) for entry in done.left] == [(DuePart.DOMAIN, Domain.AUDIT)]
    assert not colleague.rotation.is_due_here()
    assert colleague.rotation.run().domains == 0
    new = colleague.clients.record(CLIENT | {"family_name": "Neumann"})
    assert colleague.verify(full=True).ok
    colleague.lock()
    founder = opens(FOUNDER)
    assert founder.rotation.run().left == ()
    assert founder.rotation.due() == ()
    assert founder.clients.show(new.client).names
    assert len(founder.clients.roster()) == 4
    assert founder.verify(full=True).ok
    assert not founder.trail.verify()
    founder.lock()
    with pytest.raises(BeratungError) as refused:
        Centre.open(folder, user=LEAVER, password=PASSWORD)
    assert isinstance(refused.value, NotYetGranted | Suspended)
    with pytest.raises(StoreError):
        Store.open(folder, old_key)
    opens(ADMIN).lock()


def test_nothing_is_left_of_the_former_file(folder: Path, opens: Opens) -> None:
    revoke(opens)
    opens(NEXT).rotation.run()
    names = {path.name for path in folder.iterdir()}
    assert {"beratung.2.db", "beratung.2.anchor"} <= names
    assert not {"beratung.db", "beratung.anchor", "beratung.db-wal", "beratung.2.new"} & names
    assert not list((folder / "keys").glob("*.grant-next*"))


def test_another_program_goes_on_after_the_change(folder: Path, opens: Opens) -> None:
    revoke(opens)
    second, first = opens(FOUNDER), opens(NEXT)
    count = len(second.clients.roster())
    first.rotation.run()
    client = second.clients.record(CLIENT).client
    assert len(second.clients.roster()) == count + 1
    assert first.clients.show(client).names
    assert first.verify(full=True).ok
    assert second.verify(full=True).ok


def test_a_program_of_the_leaver_that_stayed_open_writes_nothing_any_more(folder: Path, opens: Opens) -> None:
    leaver = opens(LEAVER)
    count = len(leaver.clients.roster())
    revoke(opens)
    first = opens(NEXT)
    first.rotation.run()
    with pytest.raises(BeratungError):
        leaver.clients.record(CLIENT)
    with pytest.raises(BeratungError):
        leaver.clients.record(CLIENT)
    assert len(first.clients.roster()) == count
    assert first.verify(full=True).ok


def test_suspended_users_wait_for_the_new_keys(folder: Path, opens: Opens) -> None:
    admin = opens(ADMIN)
    admin.suspend(NEXT)
    admin.revoke(LEAVER)
    admin.lock()
    founder = opens(FOUNDER)
    founder.rotation.run()
    with pytest.raises(BeratungError):
        Centre.open(folder, user=NEXT, password=PASSWORD)
    founder.reinstate(NEXT)
    (waits,) = founder.pending()
    assert "storage" in waits.missing
    assert "case" in waits.missing
    assert founder.grant(NEXT, waits.fingerprint) == ()
    founder.lock()
    assert opens(NEXT).clients.roster()


def test_what_is_closed_stays_closed(folder: Path, opens: Opens) -> None:
    revoke(opens)
    admin = opens(ADMIN)
    with pytest.raises(AccountClosed):
        admin.reinstate(LEAVER)
    assert {user.name for user in admin.users() if user.is_revoked} == {LEAVER}
    admin.revoke(NEXT)
    with pytest.raises(LastHolder):
        admin.revoke(FOUNDER)
    admin.lock()
    with pytest.raises(Suspended):
        opens(LEAVER)


def test_twice_in_a_row(folder: Path, opens: Opens) -> None:
    revoke(opens)
    opens(FOUNDER).rotation.run()
    revoke(opens, NEXT)
    founder = opens(FOUNDER)
    assert founder.rotation.run().left == ()
    assert (folder / "beratung.3.db").exists()
    assert founder.verify(full=True).ok
    unlocked = unlock(folder / "keys", FOUNDER, PASSWORD, founder.clock.now())
    assert unlocked.storage is not None
    assert unlocked.storage.epoch == 3


@pytest.mark.postgres
def test_on_a_server_the_change_reaches_users_of_other_computers(address: str, tmp_path: Path) -> None:
    here, there = tmp_path / "hier", tmp_path / "dort"
    made(here, address)
    shutil.copytree(here, there)  # another computer, enrolled before
    for grant in (there / "keys").glob(f"{_id(here, LEAVER)}.grant*"):
        grant.unlink()
    second = Centre.open(there, user=FOUNDER, password=PASSWORD)
    leaver = Centre.open(there, user=LEAVER, password=PASSWORD)  # his grant lies in the database too
    old_key = leaver._keyring.storage_key
    admin = Centre.open(here, user=ADMIN, password=PASSWORD)
    assert admin.pending() == ()
    admin.revoke(LEAVER)
    admin.lock()
    first = Centre.open(here, user=NEXT, password=PASSWORD)
    done = first.rotation.run()
    assert (done.domains, done.is_storage_new) == (4, True)
    client = second.clients.record(CLIENT).client
    assert second._keyring.storage_key == first._keyring.storage_key != old_key
    assert second._keyring.storage_epoch == 2
    assert first.clients.show(client).names
    assert first.verify(full=True).ok
    assert second.rotation.run().left == ()
    assert second.verify(full=True).ok
    with pytest.raises(BeratungError):
        leaver.clients.record(CLIENT)
    leaver.lock()
    second.lock()
    Centre.open(there, user=FOUNDER, password=PASSWORD).lock()
    third = Centre.open(there, user=ADMIN, password=PASSWORD)
    assert third.pending() == ()
    third.lock()
    with pytest.raises(BeratungError):
        Centre.open(there, user=LEAVER, password=PASSWORD)
    with pytest.raises(StoreError):
        Store.open(address, old_key)
    first.lock()


def _id(folder: Path, name: str) -> str:
    """Whose files bear this name."""
    centre = Centre.open(folder, user=ADMIN, password=PASSWORD)
    found = next(str(user.id) for user in centre.users() if user.name == name)
    centre.lock()
    return found
