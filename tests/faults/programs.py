# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Programs that are killed: ``python -m tests.faults.programs NAME``, a line with words for each try.

Each line is answered by a program of its own, which says ``begun`` with its number, then what it has confirmed.
"""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from beratung.centre.restoring import restore
from beratung.store import Store
from beratung.vault import unlock
from tests.faults.passwords import derive_once
from tests.faults.whole import ADMIN, LEAVER, PASSWORD, opened
from tests.store.keyrings import NOW
from tests.store.keyrings import PASSWORD as STORE_PASSWORD
from tests.store.people import a_client, a_note, save


def say(*words: object) -> None:
    """Tell the test, at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def saving(folder: str, keys: str) -> None:
    """Save until killed."""
    unlocked = unlock(Path(keys), "beraterin", STORE_PASSWORD, NOW)
    store = Store.open(folder, unlocked.storage_key)
    store.attach(unlocked.keyring(store, unlocked.user))
    say("begun", os.getpid())
    while True:
        client = a_client()
        save(store, client, a_note(client.id, "x" * 2000))
        say("saved", client.id)


def upgrading(folder: str, keys: str) -> None:
    """Open a centre of an older layout."""
    unlocked = unlock(Path(keys), "beraterin", STORE_PASSWORD, NOW)
    say("begun", os.getpid())
    store = Store.open(folder, unlocked.storage_key)
    say("opened")
    store.close()


def revoking(folder: str) -> None:
    """Close an account for ever and change every key that it knows."""
    centre = opened(Path(folder))
    say("begun", os.getpid())
    centre.revoke(LEAVER)
    say("revoked")
    left = centre.rotation.run().left
    say("rotated" if not left else "partly")
    centre.lock()


def backing_up(folder: str, file: str) -> None:
    """Make a backup."""
    centre = opened(Path(folder))
    say("begun", os.getpid())
    centre.backups.make(file)
    say("made")
    centre.lock()


def restoring(file: str, folder: str) -> None:
    """Put a backup back into a new folder."""
    say("begun", os.getpid())
    restore(file, folder, user=ADMIN, password=PASSWORD)
    say("restored")


def moving(folder: str, address: str) -> None:
    """Move to a server."""
    centre = opened(Path(folder))
    say("begun", os.getpid())
    centre.move(address)
    say("moved")


def closing_a_year(folder: str, year: str) -> None:
    """Close a year of the statistics; begun is said when everything is counted and the transaction is open."""
    centre = opened(Path(folder))
    said: list[bool] = []

    def follow(_changes: object, _work: object) -> None:
        if not said:
            say("begun", os.getpid())
            said.append(True)

    centre._store.followers.insert(0, follow)
    centre.reports.close_year(int(year))
    say("closed")
    centre.lock()


PROGRAMS: dict[str, Callable[..., None]] = {
    "saving": saving,
    "upgrading": upgrading,
    "revoking": revoking,
    "backing_up": backing_up,
    "restoring": restoring,
    "moving": moving,
    "closing_a_year": closing_a_year,
}


def serve(program: Callable[..., None]) -> None:
    """Answer each line by a child. What the first one derives is derived by this program for all."""
    derive_once()
    for line in sys.stdin:
        words = line.rstrip("\n").split("\t")
        if words[0] == "warm":
            unlocks(words[1:])
            say("over")
            continue
        child = os.fork()
        if child == 0:
            status = 1
            try:
                program(*words)
                status = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        say("over", os.waitstatus_to_exitcode(status))


def unlocks(keys: list[str]) -> None:
    """Derive the passwords of key folders in advance."""
    for folder in keys:
        for user, password in (("beraterin", STORE_PASSWORD), ("beraterin", PASSWORD), (ADMIN, PASSWORD)):
            try:
                unlock(Path(folder), user, password, NOW)
            except Exception as refused:  # noqa: BLE001 - only the derivation matters
                del refused


if __name__ == "__main__":
    serve(PROGRAMS[sys.argv[1]])
