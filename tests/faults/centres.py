# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Centres to attack, what is in them, and what counts as silent."""

import shutil
from pathlib import Path
from uuid import UUID

from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation, Letter
from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.domain.sharing import Claim
from beratung.store import Store
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_letter, a_note, save
from tests.store.test_sharing import Answer, Request

KINDS: tuple[type[Record], ...] = (Client, Case, Consultation, Letter)
Content = dict[UUID, Record]

SILENT = "silent"
LOUD = "refused"
SAME = "harmless"


def content_of(store: Store) -> Content:
    """Every record that the user reads."""
    with store.work() as work:
        return {record.id: record for kind in KINDS for record in work.all(kind)}


class Small:
    """A centre of some dozen records, closed: its folder is copied for each try."""

    def __init__(self, centre: Centre, folder: Path, *, clients: int = 6) -> None:
        self.centre = centre
        self.folder = folder
        store = centre.open_store(folder, create=True)
        people = [a_client(f"Musterfrau {number}") for number in range(clients)]
        save(store, *people, *[a_case(client.id) for client in people])
        save(store, *[a_note(client.id, "Text " * 40) for client in people])
        save(store, a_letter(people[0].id, pdf=b"%PDF" + bytes(9000)))
        with store.work() as work:
            reader = next(user.id for user in store.keyring.users() if user.name == "sprachmittler")
            work.give(Request(id=UUID(int=5), to=reader, words="Donnerstag?"))
            work.write_in(Answer(id=UUID(int=6), words="ja"))
            work.claim(UUID(int=5), [Claim(resource=UUID(int=7), slot=slot) for slot in range(4)])
            work.commit()
        self.people = people
        self.content = content_of(store)
        store.close()

    def copy(self, folder: Path) -> Path:
        """A copy of the folder; one that is there is replaced."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return folder

    def opened(self, folder: Path, user: str = "beraterin") -> Store:
        """A copy, opened by a user."""
        store = Store.open(folder, self.centre.storage)
        try:
            store.attach(self.centre.user(user))
        except BaseException:
            store.close()
            raise
        return store

    def judged(self, folder: Path, expected: Content | None = None) -> str:
        """What opening and reading everything brings: a word of the program, all as it was, or neither."""
        try:
            store = self.opened(folder)
        except BeratungError:
            return LOUD
        try:
            found = content_of(store)
        except BeratungError:
            return LOUD
        finally:
            store.close()
        return SAME if found == (self.content if expected is None else expected) else SILENT
