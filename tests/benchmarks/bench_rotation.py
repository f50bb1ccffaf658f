# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves a centre of 20,000 clients: how long until nothing new opens for him, and until all is done."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from beratung.centre.rotation import Rotation
from beratung.domain.base import Domain
from beratung.store import Store, successors
from beratung.store.tables import subject_key
from beratung.vault import Accounts, StorageGrants
from beratung.vault.unlocking import Opening
from tests.benchmarks import Row
from tests.benchmarks.bench_save import a_client, a_note, save, timed
from tests.store.keyrings import Centre
from tests.store.people import a_case

CLIENTS = 20_000
BATCH = 1000
GOAL = 15_000.0
_SUBJECTS = select(subject_key.c.subject).distinct()


def run() -> list[Row]:
    """Revoke a counsellor of a centre with three records and four keys for each client, then change everything."""
    with tempfile.TemporaryDirectory(prefix="bench-rotation-") as folder:
        centre = Centre(Path(folder), everyone=True)
        store = _filled(centre, Path(folder) / "centre")
        leaver = centre.user("kollege", store).user.id
        with store.together():
            Accounts(store.keyring, store, centre.keys).revoke(leaver, datetime.now(UTC))
        rotation = Rotation(store.keyring, store, lambda: datetime.now(UTC))
        domains = timed(rotation._renew_domains)
        storage = timed(rotation._renew_storage)
        clients = timed(lambda: rotation._renew_clients(None))
        left = rotation.due()
        is_right = store.verify().ok
        store.close()
    if left or not is_right:
        raise RuntimeError("something was left, or is not as it should be")
    goal, against = "at most 1 time", "15 s for 20,000 clients"
    return [
        Row("revoke: new keys of all domains", domains, GOAL, goal, against),
        Row(
            "revoke: the same and the file's key (nothing new opens)", domains + storage, GOAL, goal, against
        ),
        Row(
            "revoke: with a new key for each client and domain",
            domains + storage + clients,
            GOAL,
            goal,
            against,
        ),
    ]


def _filled(centre: Centre, folder: Path) -> Store:
    centre.open_store(folder, create=True).close()
    ring = centre.user()
    opening = Opening(
        ring.secret, StorageGrants(centre.keys, ring.secret, datetime.now(UTC)), None, datetime.now(UTC)
    )
    store = Store.unlock(folder, opening)
    store.attach(opening.keyring(store, UUID(int=1)))
    for _ in range(CLIENTS // BATCH):
        records = []
        for client in [a_client() for _ in range(BATCH)]:
            records += [client, a_case(client.id), a_note(client.id)]
        save(store, *records)
    _other_keys(store)
    return store


def _other_keys(store: Store) -> None:
    """Keys of the two domains of which these records have none."""
    with store.writing() as writing:
        subjects = [UUID(bytes=row[0]) for row in writing.link.rows(_SUBJECTS)]
        rows = [
            store.keyring.new_subject_key(subject, domain)[0]
            for subject in subjects
            for domain in (Domain.SCHEDULING, Domain.STATISTICS)
        ]
        successors._insert(writing, rows)
