# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Making and opening the place where a centre's records live."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import msgspec

from beratung.store import errors, layout, statements
from beratung.store.anchor import Anchor, Mark
from beratung.store.digests import check_common
from beratung.store.engine import CipherDatabase, Database, connect
from beratung.store.freshness import Freshness, read_heads, read_meta
from beratung.store.heads import CommonTerms, Meta, state
from beratung.store.location import Folder, locate
from beratung.store.lock import CommitLock
from beratung.store.server import ServerDatabase


class Opened(msgspec.Struct, frozen=True):
    """What a store is made of."""

    database: Database
    freshness: Freshness
    lock: CommitLock


def create(location: str | Path, storage_key: bytes) -> Opened:
    """Make the tables; on a folder everything is made beside and moved into its place at the end."""
    place = locate(location)
    if isinstance(place, Folder):
        _create_files(place, storage_key)
    else:
        database = ServerDatabase(place)
        try:
            _make_tables(database, "PostgreSQL")
        finally:
            database.close()
    return open_(location, storage_key)


def open_(
    location: str | Path, storage_key: bytes, *, accept_state: bool = False, is_look: bool = False
) -> Opened:
    """Open, check and, where an older version made it, bring to the newest layout.

    ``is_look`` opens whatever state is found and leaves the anchor as it is.
    """
    place = locate(location)
    name = place.database.name if isinstance(place, Folder) else "PostgreSQL"
    lock_file = None
    if isinstance(place, Folder):
        if not place.database.exists():
            raise errors.NoCentreHere(place=str(place.path))
        place.check()
        lock_file = place.lock
    database = connect(place, storage_key)
    lock = CommitLock(lock_file)
    try:
        with lock.held():
            if isinstance(database, CipherDatabase):
                database.check_file()
            layout.prepare(database, name)
            anchor = Anchor(place.anchor, storage_key) if isinstance(place, Folder) else None
            freshness = _found(database, name, CommonTerms(storage_key), anchor)
            if accept_state:
                freshness.accept()
                freshness.confirm(freshness.meta)
            if not is_look:
                freshness.check_anchor(freshness.meta)
    except BaseException:
        database.close()
        lock.close()
        raise
    return Opened(database, freshness, lock)


def _found(database: Database, name: str, terms: CommonTerms, anchor: Anchor | None) -> Freshness:
    with database.transaction(writes=False) as link:
        meta = read_meta(link)
        heads = read_heads(link, meta)
        check_common(link, terms, heads)
    return Freshness(name, terms, anchor, meta, heads)


def _create_files(place: Folder, storage_key: bytes) -> None:
    if place.database.exists():
        raise errors.CentreExists(place=str(place.path))
    try:
        place.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise errors.translated_os(error, place.path) from error
    place.check()
    unfinished = place.database.with_suffix(".new")
    _remove(unfinished, place.anchor)
    database = CipherDatabase(unfinished, storage_key)
    try:
        database.prepare_new()
        meta = _make_tables(database, place.path.name)
        database.tidy()
        database.close()
        Anchor(place.anchor, storage_key).renew(Mark(meta.generation, meta.state))
        _settle(unfinished, place.database)
    except BaseException:
        database.close()
        _remove(unfinished, place.anchor)
        raise


def _make_tables(database: Database, name: str) -> Meta:
    store = uuid4()
    previous = bytes(32)
    meta = Meta(store, 0, state(store, 0, previous, ()), previous)
    with database.schema() as connection:
        if layout.found(connection) is not None:
            raise errors.CentreExists(place=name)
        layout.upgrade(connection)
        connection.execute(
            statements.INSERT_META,
            {"one": 1, "store": store.bytes, "generation": 0, "state": meta.state, "previous": previous},
        )
    return meta


def _settle(unfinished: Path, database: Path) -> None:
    """Move the finished file to its place, and sync the folder."""
    try:
        unfinished.replace(database)
        with suppress(PermissionError):  # Windows cannot sync a folder
            folder = os.open(database.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise errors.translated_os(error, database) from error


def _remove(unfinished: Path, anchor: Path) -> None:
    for path in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm"), anchor):
        path.unlink(missing_ok=True)
