# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Copying a whole centre from a file to a server, and taking back a copy that nobody has used."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from beratung.store import dump, errors, layout
from beratung.store.engine import connect
from beratung.store.freshness import read_meta
from beratung.store.heads import Meta
from beratung.store.location import Server, locate
from beratung.store.store import Store
from beratung.store.tables import meta, metadata, seen

Step = Callable[[int, int], None]
"""Gets how many rows are copied, and of how many."""


def checked_server(address: str) -> Server:
    """The server of an address; raises BadServerAddress or UnsafeServer."""
    place = locate(address)
    if not isinstance(place, Server):
        raise errors.BadServerAddress(place=address[:80])
    return place


def copy_to(store: Store, address: str, storage_key: bytes, step: Step | None = None) -> Meta:
    """Copy everything of one commit to an empty database, in one transaction; gives the state copied.

    A copy that an interrupted move has left there, and that nobody has opened since, is replaced.

    Raises:
        CentreExists: there is a centre on the server already.
    """
    checked_server(address)
    discard(address, store.freshness.store)
    with dump.one_commit(store) as whole:
        total = dump.size_of(whole.link)
        rows = dump.parts(whole.link, whole.database)
        dump.load(
            address,
            storage_key,
            layout.LAYOUTS[-1],
            rows,
            None if step is None else lambda done: step(done, total),
        )
        return whole.meta


def check_copy(store: Store, address: str, copied: Meta) -> None:
    """Open the copy as the user does, and check all of it that he holds keys for.

    Raises:
        Damaged: it is not what was copied.
    """
    copy = Store.open(address, store.keyring.storage_key)
    try:
        copy.attach(store.keyring)
        if copy.freshness.meta != copied or not copy.verify(full=True).ok:
            raise errors.Damaged(place="PostgreSQL")
    finally:
        copy.close()


def check_there(address: str) -> None:
    """Make sure that a server answers and holds a centre; raises NoCentreHere, ServerUnreachable."""
    database = connect(checked_server(address), bytes(32))
    try:
        with database.transaction(writes=False) as link:
            read_meta(link)
    finally:
        database.close()


def discard(address: str, store: UUID) -> bool:
    """Drop the tables of a centre that was being made or copied; whether there were any.

    Never those of another centre, nor those that somebody has used.
    """
    database = connect(checked_server(address), bytes(32))
    try:
        with database.schema() as connection:
            if layout.found(connection) is None:
                return False
            is_ours = connection.execute(sa.select(meta.c.store)).scalar() == store.bytes
            is_used = connection.execute(sa.select(sa.func.count()).select_from(seen)).scalar()
            if not is_ours or is_used:
                return False
            metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
            return True
    finally:
        database.close()
