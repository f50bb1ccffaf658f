# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Moving a centre from its folder to a database server: copied, checked, and then marked in one step.

Until the mark stands in the anchor the centre is where it was, whatever lies on the server; from then on it
is on the server, whatever lies in the folder. The keys stay in the folder.
"""

from collections.abc import Callable

import msgspec

from beratung.centre.errors import AlreadyOnServer
from beratung.centre.place import CentreFile, Place, read_file, write_file
from beratung.store import Store, copying, errors
from beratung.store.errors import translated_os
from beratung.store.location import without_password
from beratung.vault import Opening

Progress = Callable[[int, int], None]


class Moved(msgspec.Struct, frozen=True):
    """Where a centre went."""

    address: str
    """Without a password."""
    rows: int
    folder: str
    """Where the keys stay."""


def move(place: Place, store: Store, address: str, progress: Progress | None = None) -> Moved:
    """Move everything to an empty database; nobody can save meanwhile.

    Killed at any moment the centre is either here as before, or there; what was copied in vain is replaced by
    the next try.

    Raises:
        BadServerAddress, UnsafeServer, ServerUnreachable, CentreExists, NoRights: the server does not suit;
            nothing was changed here.
        Damaged: what arrived is not what was sent; nothing was changed here.
        AlreadyOnServer: it is there already.
    """
    if place.is_server:
        raise AlreadyOnServer
    copying.checked_server(address)
    where = without_password(address)
    done = 0

    def step(copied: int, total: int) -> None:
        nonlocal done
        done = copied
        if progress is not None:
            progress(copied, total)

    with store.standing_still():
        copied = copying.copy_to(store, address, store.keyring.storage_key, step)
        try:
            copying.check_copy(store, address, copied)
            _mark(store, copied.generation, where)
        except BaseException:
            if not is_marked(store):
                copying.discard(address, store.freshness.store)
            raise
    remember(place, where)
    return Moved(where, done, str(place.folder))


def opened(place: Place, opening: Opening) -> Store:
    """Open the records of a place; one from which the centre was just moved is told so at its folder too.

    Raises:
        Moved: they lie on a server now.
    """
    try:
        return Store.unlock(place.location, opening)
    except errors.Moved as moved:
        remember(place, str(moved.details["where"]))
        raise


def remember(place: Place, where: str) -> None:
    """Let the folder know where its centre went."""
    info = read_file(place)
    file = CentreFile(
        id=info.id, name=info.name, backend="postgresql", server=where, is_moved=True, is_demo=info.is_demo
    )
    write_file(place, file)


def is_marked(store: Store) -> bool:
    """Whether the source says that the centre went elsewhere."""
    try:
        if store.freshness.anchor is not None:
            store.freshness.anchor.check_here()
    except errors.Moved:
        return True
    return False


def _mark(store: Store, generation: int, where: str) -> None:
    """Mark the source as moved; raises Busy if its state is not the one that was copied."""
    anchor = store.freshness.anchor
    if anchor is None or anchor.read().generation != generation:
        raise errors.Busy
    try:
        anchor.mark_moved(where)
    except OSError as error:
        raise translated_os(error, anchor.path) from error
