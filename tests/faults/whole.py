# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A whole centre with accounts and some cases, to be revoked in, backed up, restored and moved."""

import shutil
from pathlib import Path

from beratung.centre import Centre
from beratung.domain.base import Role
from beratung.vault import KdfCost
from tests.faults.centres import Content, content_of
from tests.store.people import a_case, a_client, a_note

FOUNDER, LEAVER, ADMIN = "beraterin", "kollege", "verwaltung"
PASSWORD = "probe-probe-probe"
ROLES = {LEAVER: Role.COUNSELLOR, ADMIN: Role.ADMIN, "sprachmittler": Role.SPRACHMITTLER}


def opened(folder: Path, user: str = FOUNDER) -> Centre:
    return Centre.open(folder, user=user, password=PASSWORD)


def held_by(centre: Centre) -> Content:
    """Every record that the user reads."""
    return content_of(centre._store)


class Whole:
    """A locked centre; its folder is copied for each try."""

    def __init__(self, folder: Path, *, clients: int = 6) -> None:
        self.folder = folder
        centre, self.sheet = Centre.create(
            folder, name="Beispielzentrum", user=FOUNDER, password=PASSWORD, cost=KdfCost.FLOOR
        )
        for name, role in ROLES.items():
            invited = centre.invite(name, frozenset({role}))
            accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
            centre.grant(name, accepted.fingerprint)
        people = [a_client(f"Musterfrau {number}") for number in range(clients)]
        cases = [a_case(client.id) for client in people]
        centre.store_records([*people, *cases, *[a_note(client.id, "Text " * 40) for client in people]])
        self.storage_key = centre._keyring.storage_key
        self.content = held_by(centre)
        centre.lock()

    def copy(self, folder: Path) -> Path:
        """A copy of the folder; one that is there is replaced."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return folder
