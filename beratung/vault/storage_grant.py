# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The key of the database file, granted to a user beside his key file: what opens before anything else can."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.vault.circles import make_grant, open_grant, read_grant
from beratung.vault.encoding import Versioned, decode, encode
from beratung.vault.errors import NotYetGranted, Tampered
from beratung.vault.files import read_either, write_twice
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import KEY
from beratung.vault.statements import STORAGE, Acceptance, default_circle
from beratung.vault.trust import Trust

SUFFIX = ".grant"


class StorageGrant(Versioned, frozen=True):
    """The grant of the storage key, with the memberships that lead from the root to who made it."""

    root: bytes
    chain: tuple[tuple[UUID, bytes], ...]
    grant: bytes


def write_storage_grant(
    folder: Path, secret: UserSecret, grantee: Acceptance, *, trust: Trust, storage_key: bytes, now: datetime
) -> None:
    """Seal the storage key to a user and put it beside his key file, in two copies."""
    _, grant = make_grant(
        secret, grantee, STORAGE, storage_key, circle=default_circle(secret.centre), epoch=1, now=now
    )
    chain = dict(trust.chain(secret.user)) | dict(trust.chain(grantee.user))
    file = StorageGrant(1, trust.root_item, tuple(sorted(chain.items())), grant)
    write_twice(folder / f"{grantee.user}{SUFFIX}", encode(file))


def read_storage_key(folder: Path, secret: UserSecret, now: datetime) -> bytes:
    """Open the storage key that was granted to a user, after checking who granted it.

    Raises:
        NotYetGranted: there is none.
        KeyFileDamaged: it was changed, is for somebody else, or was made by somebody who could not.
        ClockWrong: it begins in the future.
    """
    path = folder / f"{secret.user}{SUFFIX}"
    key = read_either(path, lambda data: _open(secret, data, now))
    if key is None:
        raise NotYetGranted
    return key


def has_storage_grant(folder: Path, user: UUID) -> bool:
    """Whether a user's storage grant exists."""
    return (folder / f"{user}{SUFFIX}").exists()


def _open(secret: UserSecret, data: bytes, now: datetime) -> bytes:
    file = decode(StorageGrant, data, STORAGE)
    trust = Trust(secret.centre, secret.pin, file.root, file.chain)
    signed, grant = read_grant(file.grant)
    if trust.rejected or grant.context.what != STORAGE:
        raise Tampered(STORAGE)
    key = open_grant(secret, trust, signed, grant, now)
    if len(key) != KEY:
        raise Tampered(STORAGE)
    return key
