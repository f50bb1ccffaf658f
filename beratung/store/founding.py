# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Making and opening the place where a centre's records live."""

import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.store import errors, layout, statements
from beratung.store.anchor import Anchor, Mark
from beratung.store.digests import check_common
from beratung.store.engine import CipherDatabase, Database, connect
from beratung.store.freshness import Freshness, read_heads, read_meta
from beratung.store.heads import CommonTerms, Meta, state
from beratung.store.location import Folder, Server, locate
from beratung.store.lock import CommitLock
from beratung.store.server import ServerDatabase
from beratung.vault import KeysNotWritable, StorageGrants, StorageKey
from beratung.vault.statements import STORAGE

_OF_DATABASE = re.compile(r"beratung(\.[1-9][0-9]{0,5})?\.(db|new|anchor)(-wal|-shm)?")


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
    lock = _lock_of(place)
    try:
        with lock.held():
            return _open(place, storage_key, lock, accept_state=accept_state, is_look=is_look)
    except BaseException:
        lock.close()
        raise


def unlock(
    location: str | Path, grants: StorageGrants, *, is_look: bool = False
) -> tuple[Opened, StorageKey]:
    """Open with whatever of somebody's grants fits; a change of the key that was interrupted is ended or forgotten."""
    place = locate(location)
    lock = _lock_of(place)
    try:
        with lock.held():
            return unlock_locked(place, grants, lock, is_look=is_look)
    except BaseException:
        lock.close()
        raise


def unlock_locked(
    place: Folder | Server, grants: StorageGrants, lock: CommitLock, *, is_look: bool = False
) -> tuple[Opened, StorageKey]:
    """The same for who holds the commit lock already."""
    key = _key_of_file(place, grants) if isinstance(place, Folder) else _key_of_server(place, grants)
    opened = _open(place, key.raw, lock, is_look=is_look)
    if isinstance(place, Folder) and not is_look:
        tidy(place)
        with suppress(KeysNotWritable):  # whoever unlocks next goes on with it
            grants.settle(key.epoch)
    return opened, key


def _lock_of(place: Folder | Server) -> CommitLock:
    if isinstance(place, Folder):
        if not place.database.exists():
            raise errors.NoCentreHere(place=str(place.path))
        place.check()
        return CommitLock(place.lock)
    return CommitLock(None)


def _key_of_file(place: Folder, grants: StorageGrants) -> StorageKey:
    """The key that fits the file that counts; the first one where none does, so that opening says what is wrong."""
    keys = grants.keys()
    for key in keys if len(keys) > 1 else ():
        database = CipherDatabase(place.database, key.raw)
        try:
            if database.opens():
                return key
        finally:
            database.close()
    return keys[0]


def _key_of_server(place: Server, grants: StorageGrants) -> StorageKey:
    database = ServerDatabase(place)
    try:
        with database.transaction(writes=False) as link:
            rows = link.rows(statements.ITEMS, {"kind": STORAGE})
    finally:
        database.close()
    return grants.of_server([(UUID(bytes=item), bytes(body)) for item, body in rows])


def tidy(place: Folder) -> None:
    """Remove files of former numbers, and what is left of an unfinished one; what is in use is left for later."""
    number = place.number
    kept = place.files(number).all()
    for path in place.path.glob("beratung*"):
        match = _OF_DATABASE.fullmatch(path.name)
        if match is not None and path not in kept:
            with suppress(OSError):
                path.unlink()


def _open(
    place: Folder | Server,
    storage_key: bytes,
    lock: CommitLock,
    *,
    accept_state: bool = False,
    is_look: bool = False,
) -> Opened:
    name = place.database.name if isinstance(place, Folder) else "PostgreSQL"
    database = connect(place, storage_key)
    try:
        if isinstance(database, CipherDatabase) and isinstance(place, Folder):
            database.check_file()
            database.succeeded_by(place.files(place.number + 1).database)
        layout.prepare(database, name)
        anchor = Anchor(place.anchor, storage_key) if isinstance(place, Folder) else None
        if anchor is not None:
            anchor.check_here()
        freshness = _found(database, name, CommonTerms(storage_key), anchor)
        if accept_state:
            freshness.accept()
            freshness.confirm(freshness.meta)
        if not is_look:
            freshness.check_anchor(freshness.meta)
    except BaseException:
        database.close()
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
        settle(unfinished, place.database)
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
            raise errors.DatabaseTaken(place=name)
        layout.upgrade(connection)
        connection.execute(
            statements.INSERT_META,
            {"one": 1, "store": store.bytes, "generation": 0, "state": meta.state, "previous": previous},
        )
    return meta


def settle(unfinished: Path, database: Path) -> None:
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
