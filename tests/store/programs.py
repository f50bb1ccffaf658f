# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Programs that tests start beside themselves: ``python -m tests.store.programs NAME KEYS LOCATION ...``.

They unlock with a password as a user's program does, so that nothing secret is handed over but the folder.
"""

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.domain.errors import RecordConflict
from beratung.domain.people import Client, Name, NameKind
from beratung.store import Store, errors
from beratung.vault import unlock
from tests.store.keyrings import NOW, PASSWORD
from tests.store.people import a_note, save


def opened(keys: str, location: str) -> Store:
    """The store as the founder's program opens it."""
    unlocked = unlock(Path(keys), "beraterin", PASSWORD, NOW)
    store = Store.open(location, unlocked.storage_key)
    store.attach(unlocked.keyring(store, uuid4()))
    return store


def say(*words: object) -> None:
    """Tell the test, at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def count_up(keys: str, location: str, record: str, times: str) -> None:
    """Add to the names of one record again and again; whoever is second tries again."""
    store = opened(keys, location)
    say("ready")
    sys.stdin.readline()
    for number in range(int(times)):
        while not added(store, UUID(record), number):
            pass
    store.close()


def added(store: Store, record: UUID, number: int) -> bool:
    """Whether one more name and one more record could be saved."""
    try:
        with store.work() as work:
            client = work.get(Client, record)
            name = Name(text=f"{os.getpid()}-{number}", kind=NameKind.ALIAS)
            work.put(msgspec.structs.replace(client, names=(*client.names, name)))
            work.put(a_note(record))
            work.commit()
    except RecordConflict:
        return False
    return True


def fill_up(keys: str, location: str, most_bytes: str) -> None:
    """Save until no file may grow any more, then say what was kept; then go on with room again."""
    store = opened(keys, location)
    kept = 0
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), hard))
    try:
        while True:
            save(store, a_note(uuid4(), os.urandom(8000).hex()))
            kept += 1
    except errors.StoreError as error:
        say(type(error).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    save(store, a_note(uuid4()))
    say(kept + 1)
    store.close()


def shred_and_die(keys: str, location: str, subject: str) -> None:
    """Shred, and end without closing anything."""
    store = opened(keys, location)
    with store.work() as work:
        work.shred(UUID(subject))
        work.commit()
    say("done")
    os._exit(0)


PROGRAMS: dict[str, Callable[..., None]] = {
    "count_up": count_up,
    "fill_up": fill_up,
    "shred_and_die": shred_and_die,
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
