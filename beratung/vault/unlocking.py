# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Unlocking in two steps: the password gives the storage key, the opened database gives the rest."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.vault.keyfile import UserSecret, open_user_secret
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import Secret
from beratung.vault.protocols import VaultItems
from beratung.vault.storage_grant import read_storage_key
from beratung.vault.trust import UserPublic


class Unlocked(Secret):
    """A user whose password was right: open the database with ``storage_key``, then make the keyring."""

    __slots__ = ("_now", "_secret", "storage_key")

    def __init__(self, secret: UserSecret, storage_key: bytes, now: datetime) -> None:
        self._secret = secret
        self._now = now
        self.storage_key = storage_key

    @property
    def centre(self) -> UUID:
        """The centre that the key file belongs to."""
        return self._secret.centre

    @property
    def user(self) -> UUID:
        """The user's id."""
        return self._secret.user

    def is_member(self, user: UserPublic) -> bool:
        """Whether the keys are those of a member; a key file may be of former keys, or made by somebody else."""
        own = self._secret.opening.public, self._secret.signing.public
        return self.user == user.id and own == (user.hpke_public, user.verify_key)

    def keyring(self, items: VaultItems, device: UUID) -> Keyring:
        """Check the list of users up to the pinned root and open this user's grants.

        Raises:
            Tampered: the root or the user's own membership is not what he pinned and made.
            Suspended: his account is suspended.
        """
        return Keyring(self._secret, self.storage_key, items, device, self._now)


def unlock(keys: Path, name: str, password: str, now: datetime) -> Unlocked:
    """Open a user's key file and his grant of the storage key.

    Raises:
        WrongPassword: name or password is wrong; the same cost and the same error for both.
        NotYetGranted: nobody has confirmed the account.
        KeyFileDamaged, CostRefused, TooNew, ClockWrong: as their names say.
    """
    secret = open_user_secret(keys, name, password)
    return Unlocked(secret, read_storage_key(keys, secret, now), now)
