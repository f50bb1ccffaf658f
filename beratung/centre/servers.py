# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of an open centre that is about a server: going there, letting others take part, waiting for it."""

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path

from beratung.centre import moving, workstation
from beratung.centre.aside import AsideDrafts
from beratung.centre.place import Place
from beratung.domain.views import CentreInfo, UserView
from beratung.store import Store
from beratung.vault import Keyring


class CentreServers:
    """`Centre` builds on it."""

    info: CentreInfo
    user: UserView
    _place: Place
    _store: Store
    _keyring: Keyring

    def _open(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def lock(self) -> None:
        """Forget every key."""
        raise NotImplementedError

    @cached_property
    def aside(self) -> AsideDrafts:
        """Where drafts wait that a server was away for."""
        return AsideDrafts(self._place.keys, self._keyring)

    def move(self, address: str, progress: moving.Progress | None = None) -> moving.Moved:
        """Move the centre to an empty database on a server, and lock; the keys stay in the folder.

        Raises:
            BadServerAddress, UnsafeServer, ServerUnreachable, CentreExists, AlreadyOnServer: nothing was changed.
        """
        with self._open():
            gone = moving.move(self._place, self._store, address, progress)
        self.lock()
        return gone

    def workstation_file(self, *, with_keys: bool = True) -> bytes:
        """Return the file by which another computer takes part, with one's own key file or for a colleague.

        Raises:
            NotOnServer: the records lie in a folder of this computer.
        """
        with self._open():
            return workstation.make(self._place, self.info, self.user.id if with_keys else None)

    @staticmethod
    def join(file: bytes, folder: Path | str, address: str = "") -> CentreInfo:
        """Let this computer take part in a centre on a server: make its folder from a file.

        Raises:
            WorkstationFileDamaged, FolderNotEmpty, ServerUnreachable, NoCentreHere: nothing was made.
        """
        return workstation.join(file, Path(folder).expanduser().absolute(), address)
