# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The key of the database, granted to a user before anything else can be opened.

In a folder the grant lies beside the user's key file, in two copies. On a server it is a vault item too, which can be
read before the key is known, so that a change of the key reaches users of other computers.

While the key of a file is being changed, the next grants lie beside the present ones (``.grant-next``). Which of
the two is right, the file itself says: it opens under one of them. ``StorageGrants.settle`` then makes the right
one the only one, wherever a program was killed before.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.vault.circles import make_grant, open_grant, read_grant
from beratung.vault.encoding import Versioned, decode, derived_id, encode
from beratung.vault.errors import KeyFileDamaged, NotYetGranted, Tampered, VaultError
from beratung.vault.files import files_of, move_both, read_either, remove_both, write_twice
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import KEY, Secret
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import (
    GRANT,
    STORAGE,
    Acceptance,
    GrantContext,
    default_circle,
    holders_of,
    keys_digest,
)
from beratung.vault.trust import Trust

SUFFIX = ".grant"
NEXT = ".grant-next"


class StorageKey(Secret):
    """The key of the database; ``epoch`` counts its changes from 1."""

    __slots__ = ("epoch", "raw")

    def __init__(self, raw: bytes, epoch: int = 1) -> None:
        self.raw = raw
        self.epoch = epoch


class StorageGrant(Versioned, frozen=True):
    """The grant of the storage key, with the memberships that lead from the root to who made it."""

    root: bytes
    chain: tuple[tuple[UUID, bytes], ...]
    grant: bytes


def make_storage_grant(
    secret: UserSecret, grantee: Acceptance, key: StorageKey, *, trust: Trust, now: datetime
) -> bytes:
    """Seal the storage key to a user, so that he can check who granted it before he can read anything."""
    circle = default_circle(secret.centre)
    _, grant = make_grant(secret, grantee, STORAGE, key.raw, circle=circle, epoch=key.epoch, now=now)
    chain = dict(trust.chain(secret.user)) | dict(trust.chain(grantee.user))
    return encode(StorageGrant(1, trust.root_item, tuple(sorted(chain.items())), grant))


def write_storage_grant(
    folder: Path,
    secret: UserSecret,
    grantee: Acceptance,
    *,
    trust: Trust,
    storage_key: bytes,
    now: datetime,
    epoch: int = 1,
    items: VaultItems | None = None,
) -> None:
    """Seal the storage key to a user and put it beside his key file, in two copies.

    Where ``items`` holds such grants, they are of a server: then there too.
    """
    made = make_storage_grant(secret, grantee, StorageKey(storage_key, epoch), trust=trust, now=now)
    write_twice(folder / f"{grantee.user}{SUFFIX}", made)
    if items is not None and items.items(STORAGE):
        put_storage_item(items, grantee.user, made, epoch)


def storage_item_id(user: UUID, epoch: int) -> UUID:
    """Where a grant of the storage key lies in the database of a server."""
    return derived_id(STORAGE, user, epoch)


def put_storage_item(items: VaultItems, user: UUID, grant: bytes, epoch: int) -> None:
    """Store a grant for a user of a server in place of his former ones."""
    for id_, raw in items.items(STORAGE):
        with suppress(VaultError):
            context = context_of(raw)
            if context.grantee == user and context.epoch != epoch:
                items.remove_item(id_)
    items.put_item(STORAGE, storage_item_id(user, epoch), grant)


def publish_storage_grants(folder: Path, items: VaultItems, epoch: int) -> int:
    """Store the grants of a key folder in the database of a server, where there are none yet; returns how many.

    For a centre that was just made there or moved there, and for one of an older version.
    """
    known = {context.grantee for context in granted_storage(items)}
    count = 0
    for user, path in files_of(folder, SUFFIX):
        with suppress(KeyFileDamaged):
            raw = read_either(path, _whole)
            if raw is not None and user not in known and context_of(raw).epoch == epoch:
                items.put_item(STORAGE, storage_item_id(user, epoch), raw)
                count += 1
    return count


def granted_storage(items: VaultItems) -> list[GrantContext]:
    """What the grants of the storage key say that lie in a server's database."""
    found = []
    for _, raw in items.items(STORAGE):
        with suppress(VaultError):
            found.append(context_of(raw))
    return found


def has_storage_grant(folder: Path, user: UUID, items: VaultItems, epoch: int) -> bool:
    """Whether a user was granted the storage key, on a server its newest epoch."""
    on_server = items.items(STORAGE)
    if not on_server:
        return (folder / f"{user}{SUFFIX}").exists()
    return any(context.grantee == user and context.epoch >= epoch for context in granted_storage(items))


def read_storage_key(folder: Path, secret: UserSecret, now: datetime) -> bytes:
    """Open the storage key that was granted to a user, after checking who granted it.

    Raises:
        NotYetGranted: there is none.
        KeyFileDamaged: it was changed, is for somebody else, or was made by somebody who could not.
        ClockWrong: it begins in the future.
    """
    return StorageGrants(folder, secret, now).keys()[0].raw


def context_of(raw: bytes) -> GrantContext:
    """What a grant says about itself; nothing of it is checked. Raises Tampered."""
    return read_grant(decode(StorageGrant, raw, STORAGE).grant)[1].context


class StorageGrants(Secret):
    """The grants of the storage key that one user can open, in his key folder and in a server's database."""

    __slots__ = ("_folder", "_now", "_secret")

    def __init__(self, folder: Path, secret: UserSecret, now: datetime) -> None:
        self._folder = folder
        self._secret = secret
        self._now = now

    def keys(self) -> list[StorageKey]:
        """The key that was granted, and after it the next one where a change was begun.

        Raises:
            NotYetGranted: there is none.
            KeyFileDamaged: none of them can be read.
            ClockWrong: it begins in the future.
        """
        found: list[StorageKey] = []
        damage: KeyFileDamaged | None = None
        for suffix in (SUFFIX, NEXT):
            try:
                key = read_either(self._folder / f"{self._secret.user}{suffix}", self.open)
            except KeyFileDamaged as error:
                damage = damage or error
                continue
            if key is not None:
                found.append(key)
        if not found:
            raise damage or NotYetGranted()
        return found

    def of_server(self, rows: Iterable[tuple[UUID, bytes]]) -> StorageKey:
        """The key that a server's database holds for this user, or that of the key folder where that is as new.

        The folder's own copies of newer grants are brought up to date.

        Raises:
            NotYetGranted: others were granted a newer key, or nobody has granted one.
        """
        found, newest = [], 0
        for _, raw in rows:
            with suppress(Tampered):
                context = self._vouched(raw)
                newest = max(newest, context.epoch)
                if context.grantee == self._secret.user:
                    found.append(self.open(raw))
                self._renew_copy(context, raw)
        if not found:
            found = [key for key in self.keys() if key.epoch >= newest]
        if not found:
            raise NotYetGranted
        return max(found, key=lambda key: key.epoch)

    def _vouched(self, data: bytes) -> GrantContext:
        """What a grant for anybody says, once it is sure that who made it could; raises Tampered.

        Whoever runs a server can put rows there: nothing of them may take the place of a copy unchecked.
        """
        file = decode(StorageGrant, data, STORAGE)
        trust = Trust(self._secret.centre, self._secret.pin, file.root, file.chain)
        signed, grant = read_grant(file.grant)
        context = grant.context
        theirs = trust.keys_of(context.grantee)
        is_right = (
            not trust.rejected
            and (context.centre, context.what) == (self._secret.centre, STORAGE)
            and theirs is not None
            and context.keys == keys_digest(theirs)
            and context.granter == signed.by
            and trust.counts(signed, GRANT, holders_of(STORAGE))
        )
        if not is_right:
            raise Tampered(STORAGE)
        return context

    def _renew_copy(self, context: GrantContext, raw: bytes) -> None:
        """Keep a newer grant also in the key folder, where it has one of this user."""
        path = self._folder / f"{context.grantee}{SUFFIX}"
        known = _epoch_of(path)
        if known is not None and known < context.epoch:
            write_twice(path, raw)

    def write_next(self, grants: dict[UUID, bytes]) -> None:
        """Put the next grants beside the present ones."""
        for user, grant in sorted(grants.items()):
            write_twice(self._folder / f"{user}{NEXT}", grant)

    def settle(self, epoch: int) -> None:
        """Let the grants of this epoch be the only ones.

        The next ones take their place if they are of it, and are forgotten if not; grants of an epoch before
        open nothing any more. Killed anywhere and called again, the outcome is the same.
        """
        for user, path in files_of(self._folder, NEXT):
            if _epoch_of(path) == epoch:
                move_both(path, self._folder / f"{user}{SUFFIX}")
            else:
                remove_both(path)
        for _, path in files_of(self._folder, SUFFIX):
            found = _epoch_of(path)
            if found is not None and found < epoch:
                remove_both(path)

    def open(self, data: bytes) -> StorageKey:
        """Open one grant for this user; raises Tampered or ClockWrong."""
        file = decode(StorageGrant, data, STORAGE)
        trust = Trust(self._secret.centre, self._secret.pin, file.root, file.chain)
        signed, grant = read_grant(file.grant)
        if trust.rejected or grant.context.what != STORAGE:
            raise Tampered(STORAGE)
        key = open_grant(self._secret, trust, signed, grant, self._now)
        if len(key) != KEY:
            raise Tampered(STORAGE)
        return StorageKey(key, grant.context.epoch)


def _whole(data: bytes) -> bytes:
    context_of(data)
    return data


def _epoch_of(path: Path) -> int | None:
    """The epoch that a grant's file names, None where it cannot be read."""
    try:
        raw = read_either(path, _whole)
    except KeyFileDamaged:
        return None
    return context_of(raw).epoch if raw is not None else None
