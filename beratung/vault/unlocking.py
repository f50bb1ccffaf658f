# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Unlocking in two steps: the password gives the storage key, the opened database gives the rest."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.vault.errors import NotYetGranted
from beratung.vault.keyfile import UserSecret, open_user_secret
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import Secret
from beratung.vault.protocols import VaultItems
from beratung.vault.storage_grant import StorageGrants, StorageKey
from beratung.vault.trust import UserPublic


class Opening(Secret):
    """Somebody whose keys are open, and the database not yet.

    ``storage`` is what his key folder holds; ``Store.unlock`` puts the key there under which the database opens.
    """

    __slots__ = ("_now", "_secret", "grants", "storage")

    def __init__(
        self, secret: UserSecret, grants: StorageGrants, storage: StorageKey | None, now: datetime
    ) -> None:
        self._secret = secret
        self._now = now
        self.grants = grants
        self.storage = storage

    @property
    def storage_key(self) -> bytes:
        """The raw key of the database; raises NotYetGranted."""
        return self._storage.raw

    @property
    def centre(self) -> UUID:
        """The centre that the keys belong to."""
        return self._secret.centre

    @property
    def user(self) -> UUID:
        """The user's id."""
        return self._secret.user

    @property
    def secret(self) -> UserSecret:
        """The private keys, for what is opened beside the centre itself: a backup."""
        return self._secret

    def keyring(self, items: VaultItems, device: UUID) -> Keyring:
        """Check the list of users up to the pinned root and open this user's grants.

        Raises:
            Tampered: the root or the user's own membership is not what he pinned and made.
            Suspended: his account is suspended.
        """
        storage = self._storage
        return Keyring(self._secret, storage.raw, items, device, self._now, storage_epoch=storage.epoch)

    @property
    def _storage(self) -> StorageKey:
        if self.storage is None:
            raise NotYetGranted
        return self.storage


class Unlocked(Opening):
    """A user whose password was right: open the database (``Store.unlock``), then make the keyring."""

    __slots__ = ()

    def is_member(self, user: UserPublic) -> bool:
        """Whether the keys are those of a member; a key file may be of former keys, or made by somebody else."""
        own = self._secret.opening.public, self._secret.signing.public
        return self.user == user.id and own == (user.hpke_public, user.verify_key)


def unlock(keys: Path, name: str, password: str, now: datetime, *, is_server: bool = False) -> Unlocked:
    """Open a user's key file and his grant of the storage key; on a server that may lie in the database alone.

    Raises:
        WrongPassword: name or password is wrong; the same cost and the same error for both.
        NotYetGranted: nobody has confirmed the account.
        KeyFileDamaged, CostRefused, TooNew, ClockWrong: as their names say.
    """
    secret = open_user_secret(keys, name, password)
    grants = StorageGrants(keys, secret, now)
    try:
        storage = grants.keys()[0]
    except NotYetGranted:
        if not is_server:
            raise
        storage = None
    return Unlocked(secret, grants, storage, now)
