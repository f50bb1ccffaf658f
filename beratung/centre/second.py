# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The second person who confirms a deletion with a password of his own."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.centre.errors import MayNotConfirm, NotYourself
from beratung.centre.tries import TRIES
from beratung.domain.base import Role
from beratung.vault import Keyring, UserPublic, WrongPassword, unlock

CONFIRMING = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
_VALID = 120.0
"""Seconds for which a confirmation can be used."""


class SecondPeople:
    """Who could confirm, and who just did; each confirmation serves for one deletion."""

    def __init__(self, keyring: Keyring, keys: Path, now: Callable[[], datetime]) -> None:
        self._keyring = keyring
        self._keys = keys
        self._now = now
        self._confirmed: dict[UUID, float] = {}

    def is_needed(self) -> bool:
        """Whether there is another active user who could confirm."""
        return bool(self._others())

    def confirm(self, user: str, password: str) -> UUID:
        """Check the password of somebody else and return his id, to be handed to the deletion.

        Raises:
            WrongPassword: name or password is wrong; the next try waits longer.
            NotYourself, MayNotConfirm: it is the wrong person.
        """
        TRIES.wait(self._keys)
        others = self._others()
        try:
            unlocked = unlock(self._keys, user, password, self._now())
            second = unlocked.user
            if second in others and not unlocked.is_member(others[second]):
                raise WrongPassword
        except WrongPassword:
            TRIES.failed(self._keys)
            raise
        if second == self._keyring.user.id:
            raise NotYourself
        if second not in others:
            raise MayNotConfirm
        TRIES.succeeded(self._keys)  # not sooner: one's own password must not make guessing another's quick
        self._confirmed[second] = time.monotonic()
        return second

    def take(self, second: UUID) -> bool:
        """Use up a confirmation; false where this user did not confirm just now."""
        confirmed = self._confirmed.pop(second, None)
        return confirmed is not None and time.monotonic() - confirmed <= _VALID

    def _others(self) -> dict[UUID, UserPublic]:
        own = self._keyring.user.id
        return {
            user.id: user
            for user in self._keyring.users()
            if user.id != own and not user.is_suspended and user.roles & CONFIRMING
        }
