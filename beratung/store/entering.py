# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of a store that gets in by somebody's grants, changes the key, and follows when others changed it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Self
from uuid import UUID

from beratung.store import errors, founding, rekeying
from beratung.store.engine import Database
from beratung.store.founding import Opened
from beratung.store.freshness import Freshness
from beratung.store.heads import CommonTerms
from beratung.store.location import Folder, Server, locate
from beratung.store.lock import CommitLock
from beratung.store.team import Team
from beratung.store.writing import Writing
from beratung.vault import AuditEvent, Keyring, Opening, StorageGrants, StorageKey
from beratung.vault.statements import STORAGE


class Entering:
    """What a store is entered with; `Store` builds on it."""

    database: Database
    freshness: Freshness
    team: Team | None
    _lock: CommitLock
    _keyring: Keyring | None
    _here: local
    _place: Folder | Server | None = None
    _grants: StorageGrants | None = None

    if TYPE_CHECKING:

        def __init__(self, opened: Opened) -> None: ...
        def items(self, kind: str) -> list[tuple[UUID, bytes]]: ...  # noqa: D102 - said in `Store`
        def append_trail(self, events: Sequence[AuditEvent]) -> None: ...  # noqa: D102
        def writing(self) -> AbstractContextManager[Writing]: ...  # noqa: D102
        def _forget_keys(self) -> None: ...

    @classmethod
    def unlock(cls, location: str | Path, opening: Opening, *, is_look: bool = False) -> Self:
        """Open a centre with whatever of somebody's grants fits, and leave the key with him.

        Where a change of the key was interrupted, it is brought to its end, or forgotten if it had not begun to
        count. ``is_look`` opens whatever state is found, and changes nothing.

        Raises:
            NotYetGranted: others were granted another key meanwhile.
            NoCentreHere ... Damaged: as `open`.
        """
        opened, opening.storage = founding.unlock(location, opening.grants, is_look=is_look)
        store = cls(opened)
        store._place, store._grants = locate(location), opening.grants
        if is_look and store.team is not None:
            store.team.is_trusting = True
        return store

    def change_key(self, key: StorageKey, grants: Mapping[UUID, bytes], events: Sequence[AuditEvent]) -> None:
        """Let the database open under another key from now on, for those who are granted it and nobody else.

        ``rekeying`` says what happens when the program is killed in between. Units of work must be over.

        Raises:
            KeyMoved: this store was opened without grants, so that it could not go on.
            Busy, DiskFull ...: nothing was changed, unless the new key counts already.
        """
        if self._place is None or self._grants is None:
            raise errors.KeyMoved
        if getattr(self._here, "writing", None) is not None:
            raise RuntimeError("a key is not changed inside another transaction")
        if isinstance(self._place, Folder):
            self._change_file(self._place, self._grants, key, grants, events)
            return
        with self.writing() as writing:
            former = [id_ for id_, _ in self.items(STORAGE)]
            rekeying.put_grants(writing, former, grants, key)
            self.append_trail(events)
            keyring = writing.keyring
        self._learn(keyring, key)
        self._grants.of_server(self.items(STORAGE))

    def _change_file(
        self,
        place: Folder,
        own: StorageGrants,
        key: StorageKey,
        grants: Mapping[UUID, bytes],
        events: Sequence[AuditEvent],
    ) -> None:
        def noted(writing: Writing) -> None:
            self._here.writing = writing
            try:
                self.append_trail(events)
            finally:
                self._here.writing = None

        with self._lock.held():
            self._follow()
            if self._keyring is None:
                raise errors.NotAttached
            with self.database.transaction(writes=False) as link:
                self.freshness.check_newest(link)
            own.write_next(dict(grants))
            former = Opened(self.database, self.freshness, self._lock)
            rekeying.make_successor(place, former, self._keyring, key, noted)
            self._keyring.audit_committed()
            self._follow()

    def stay(self) -> None:
        """Go on with the newest file where another program has changed the key; cheap where none has."""
        if not self.database.is_current():
            with self._lock.held():
                self._follow()

    def _follow(self) -> None:
        """The same for who holds the commit lock."""
        if self.database.is_current():
            return
        if self._place is None or self._grants is None:
            raise errors.KeyMoved
        opened, key = founding.unlock_locked(self._place, self._grants, self._lock)
        former = Opened(self.database, self.freshness, self._lock)
        if (
            opened.freshness.store != former.freshness.store
            or opened.freshness.generation < former.freshness.generation
        ):
            opened.database.close()
            raise errors.RolledBack(
                place="beratung.db",
                found=opened.freshness.generation,
                expected=former.freshness.generation,
            )
        self.database, self.freshness = opened.database, opened.freshness
        try:
            former.freshness.hand_over(self.freshness)
        except BaseException:
            self.database, self.freshness = former.database, former.freshness
            opened.database.close()
            raise
        if self._keyring is not None:
            self._keyring.adopt_storage(key.raw, key.epoch)
        self._forget_keys()
        former.freshness.close()
        former.database.retire()

    def _learn(self, keyring: Keyring, key: StorageKey) -> None:
        """Take over the key that a server's common digest is made with."""
        self.freshness.terms = CommonTerms(key.raw)
        keyring.adopt_storage(key.raw, key.epoch)

    def keep_up(self) -> None:
        """On a server, look whether a newer key was granted; after others stated something."""
        if isinstance(self._place, Server) and self._grants is not None and self._keyring is not None:
            key = self._grants.of_server(self.items(STORAGE))
            if key.epoch > self._keyring.storage_epoch:
                self._learn(self._keyring, key)
