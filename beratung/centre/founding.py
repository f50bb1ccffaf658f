# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes a new centre: out of sight, and in its place only when everything is there."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.centre.place import (
    CENTRE_FILE,
    KEYS,
    UNFINISHED,
    CentreFile,
    Place,
    check_name,
    check_new,
    write_file,
)
from beratung.domain.base import Role
from beratung.store import Store, copying
from beratung.store.errors import NetworkFolder, StoreError, translated_os
from beratung.store.location import without_password
from beratung.store.shares import is_network_folder
from beratung.vault import Founded, KdfCost, Keyring, RecoverySheet, found, publish_storage_grants

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a new centre shall be."""

    name: str
    user: str
    password: str
    roles: frozenset[Role]
    is_demo: bool = False
    backend: str = SQLITE
    """``sqlite``, or the address of a database server."""
    cost: KdfCost | None = None

    def __repr__(self) -> str:
        return "<Wanted>"


class Made(msgspec.Struct, frozen=True):
    """A centre that was just made, open for its founder."""

    place: Place
    store: Store
    keyring: Keyring
    recovery: RecoverySheet

    def __repr__(self) -> str:
        return "<Made>"


def make(
    folder: Path,
    wanted: Wanted,
    *,
    device: UUID,
    now: datetime,
    keep_recovery: Callable[[RecoverySheet], None] | None = None,
) -> Made:
    """Make a centre and open it for its founder; on any fault nothing stays behind.

    ``keep_recovery`` gets the recovery sheet before the centre takes its place; if it fails, there is no centre.
    """
    name = check_name(wanted.name)
    check_new(folder)
    if is_network_folder(folder):
        raise NetworkFolder(place=str(folder))
    if wanted.backend != SQLITE:
        copying.checked_server(wanted.backend)
    founded = found(user=wanted.user, password=wanted.password, roles=wanted.roles, now=now, cost=wanted.cost)
    is_server = wanted.backend != SQLITE
    file = CentreFile(
        id=founded.centre,
        name=name,
        backend=POSTGRESQL if is_server else SQLITE,
        server=without_password(wanted.backend) if is_server else "",
        is_demo=wanted.is_demo,
    )
    unfinished = folder / UNFINISHED if folder.is_dir() else folder.with_name(f".{folder.name}.new")
    undo = ExitStack()
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        _fill(unfinished, wanted, founded, file, undo)
        if keep_recovery is not None:
            keep_recovery(founded.recovery)
        _settle(unfinished, folder)
        undo.pop_all()
    except OSError as error:
        raise translated_os(error, folder) from error
    finally:
        undo.close()
        shutil.rmtree(unfinished, ignore_errors=True)
    return _opened(folder, wanted, founded, device)


def _fill(unfinished: Path, wanted: Wanted, founded: Founded, file: CentreFile, undo: ExitStack) -> None:
    location: Path | str = unfinished if wanted.backend == SQLITE else wanted.backend
    store = Store.create(location, founded.storage_key)
    if isinstance(location, str):
        undo.callback(_take_back, location, store.freshness.store)
    try:
        with store.together():
            founded.write(store, unfinished / KEYS)
            if isinstance(location, str):
                publish_storage_grants(unfinished / KEYS, store, 1)
    finally:
        store.close()
    write_file(Place(unfinished, unfinished / KEYS, location), file)


def _take_back(address: str, store: UUID) -> None:
    """Leave the server as it was; one that is away keeps tables that nobody can open."""
    with suppress(StoreError):
        copying.discard(address, store)


def _settle(unfinished: Path, folder: Path) -> None:
    """Let the finished folder take its place; into a folder that exists the naming file moves last."""
    if unfinished.parent != folder:
        unfinished.rename(folder)
        return
    parts = sorted(unfinished.iterdir(), key=lambda part: part.name == CENTRE_FILE)
    with ExitStack() as undo:
        for part in parts:
            part.rename(folder / part.name)
            undo.callback(_remove, folder / part.name)
        undo.pop_all()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _opened(folder: Path, wanted: Wanted, founded: Founded, device: UUID) -> Made:
    place = Place(folder, folder / KEYS, folder if wanted.backend == SQLITE else wanted.backend)
    with ExitStack() as undo:
        opening = founded.opening(place.keys)
        store = Store.unlock(place.location, opening)
        undo.callback(store.close)
        keyring = opening.keyring(store, device)
        store.attach(keyring, marks=place.keys if place.is_server else None)
        undo.pop_all()
        return Made(place, store, keyring, founded.recovery)
