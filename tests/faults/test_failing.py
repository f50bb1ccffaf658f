# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every n-th write, cut or sync fails, once or from then on: before or after, never between."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.domain.sharing import Claim
from beratung.store import Store, claims, errors, slices
from tests.faults.calls import Calls, watched
from tests.faults.centres import Small, content_of
from tests.faults.passwords import derive_once
from tests.faults.trying import IS_LONG, Tries
from tests.store import fixtures_made
from tests.store.people import a_client, a_letter, a_note
from tests.store.test_sharing import Request

MODES = ("error", "full", "torn")
State = tuple[object, ...]
Step = Callable[[Store, Small], None]
NEW = a_client("Spaet")
NOTES = [a_note(NEW.id, "Text " * 300), a_letter(NEW.id, 7, pdf=b"%PDF" + bytes(30_000))]
FIXTURE = Path(__file__).parents[1] / "store" / "fixtures" / "layout-1"


def saving(store: Store, small: Small) -> None:
    with store.work() as work:
        for record in (NEW, *NOTES):
            work.put(record)
        known = work.get(Client, small.people[1].id)
        work.put(msgspec.structs.replace(known, names=()))
        work.commit()


def shredding(store: Store, small: Small) -> None:
    with store.work() as work:
        work.shred(small.people[0].id)
        work.commit()


def sharing(store: Store, small: Small) -> None:
    reader = next(user.id for user in store.keyring.users() if user.name == "sprachmittler")
    with store.work() as work:
        work.release(UUID(int=5))
        work.claim(UUID(int=9), [Claim(resource=UUID(int=7), slot=slot) for slot in range(2, 9)])
        work.give(Request(id=UUID(int=8), to=reader, words="Freitag?"))
        work.withdraw(UUID(int=5))
        work.commit()


def stating(store: Store, small: Small) -> None:
    with store.together():
        store.put_item("probe", UUID(int=1), b"x" * 5000)
        store.remove_item(UUID(int=2))


STEPS: dict[str, Step] = {
    "saving": saving,
    "shredding": shredding,
    "sharing": sharing,
    "stating": stating,
}


def state_of(store: Store) -> State:
    """Everything that one of the steps changes."""
    with store.database.transaction(writes=False) as link:
        shared = {row[0] for row in link.rows(slices.SLICES)}
        claimed = {(row[0], row[1]) for row in link.rows(claims.CLAIMS)}
    return content_of(store), shared, claimed, store.items("probe")


@pytest.fixture(scope="module")
def calls() -> Iterator[Calls]:
    """Everything that is opened in this module is watched."""
    with watched() as calls:
        yield calls


def clean_run(small: Small, calls: Calls, folder: Path, step: Step) -> tuple[State, State, int]:
    """The states before and after, and how many calls there are from one to the other and to the end."""
    store = small.opened(small.copy(folder))
    before = state_of(store)
    calls.fail(0, "", is_lasting=False)
    step(store, small)
    after = state_of(store)
    store.close()
    return before, after, calls.heal()


@pytest.mark.parametrize("name", STEPS)
def test_every_call_fails(small: Small, calls: Calls, tmp_path: Path, name: str) -> None:
    step, folder = STEPS[name], tmp_path / "copy"
    before, after, most = clean_run(small, calls, folder, step)
    assert before != after
    assert most > 8, "the calls are seen"
    points = list(itertools.product(range(1, most + 1), MODES, (False, True)))
    tries = Tries(f"calls that fail while {name}", short=25, long=len(points))
    for number, chance in tries:
        at, mode, is_lasting = points[number] if IS_LONG else chance.choice(points)
        store = small.opened(small.copy(folder))
        calls.fail(at, mode, is_lasting=is_lasting)
        error = failure_of(step, store, small)
        if not is_lasting:
            assert state_of(store) in (before, after), points[number]
        calls.heal()
        found = state_of(store)
        assert found in (before, after), (at, mode, is_lasting)
        if error is None or isinstance(error, errors.SaveUnconfirmed):
            assert found == after, (at, mode, is_lasting)
        tries.saw(
            "told and nothing saved" if found == before else "saved" if error is None else "told and saved"
        )
        if found == before:
            step(store, small)
        calls.fail(at, mode, is_lasting=is_lasting)
        store.close()
        calls.heal()
        check_after(small, folder, after)


def failure_of(action: Callable[..., None], *words: object) -> BeratungError | None:
    """What the program says; anything but a sentence for a person fails the test."""
    try:
        action(*words)
    except BeratungError as error:
        return error
    return None


def check_after(small: Small, folder: Path, expected: State) -> None:
    store = small.opened(folder)
    assert state_of(store) == expected
    assert store.verify(full=True).findings == ()
    store.close()


def test_every_call_fails_while_the_layout_is_upgraded(calls: Calls, tmp_path: Path) -> None:
    from beratung.vault import unlock
    from tests.store.keyrings import NOW, PASSWORD

    undo = derive_once()
    folder = tmp_path / "zentrum"
    unlocked = unlock(FIXTURE / "keys", "beraterin", PASSWORD, NOW)
    undo()
    expected = {record.id: record for record in fixtures_made.expected("layout-1")}

    def fresh() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FIXTURE, folder)

    fresh()
    calls.fail(0, "", is_lasting=False)
    Store.open(folder, unlocked.storage_key).close()
    most = calls.heal()
    points = list(itertools.product(range(1, most + 1), MODES, (False, True)))
    tries = Tries("calls that fail while the layout is upgraded", short=20, long=len(points))
    for number, chance in tries:
        at, mode, is_lasting = points[number] if IS_LONG else chance.choice(points)
        fresh()
        calls.fail(at, mode, is_lasting=is_lasting)
        error = failure_of(lambda: Store.open(folder, unlocked.storage_key).close())
        tries.saw("told" if error else "opened")
        calls.heal()
        store = Store.open(folder, unlocked.storage_key)
        store.attach(unlocked.keyring(store, UUID(int=1)))
        found = content_of(store)
        assert found.items() <= expected.items()
        assert len(found) >= 4
        assert [(f.where, f.what, f.details) for f in store.verify(full=True).findings] == []
        store.close()
