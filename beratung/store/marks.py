# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a user's program last saw of a server, remembered beside his keys on this computer.

It is the anchor of a centre whose records lie elsewhere: a server that was put back to an older state, all
its tables together, still stands behind this file.
"""

import os
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.store import errors
from beratung.store.heads import Meta
from beratung.store.seen import SERVER, Seen
from beratung.vault import Keyring

SUFFIX = ".mark"
SLOT = 512
_MAGIC = b"beratung-mark1\0\0"


class LocalMark:
    """Two slots, written in turn; the user's own signature keeps others from writing them.

    Not synced at each save: after a crash the mark is a little older, which harms nobody.
    """

    def __init__(self, folder: Path, keyring: Keyring, store: UUID) -> None:
        self.path = folder / f"{keyring.user.id}{SUFFIX}"
        self._keyring = keyring
        self._store = store
        self._turn = 0

    def check(self, meta: Meta) -> None:
        """Compare the server with the mark; without one, this computer meets the centre for the first time.

        Raises:
            RolledBack: the server shows an older state, or another past.
            AnchorMissing: the file is there and cannot be read.
        """
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise errors.translated_os(error, self.path) from error
        words = [word for word in (_read(raw[at : at + SLOT]) for at in (0, SLOT)) if word is not None]
        own = self._keyring.user.id
        valid = [word for word in words if word.user == own and word.is_by(self._keyring, self._store)]
        if not valid:
            raise errors.AnchorMissing(place=self.path.name)
        newest = max(valid, key=lambda word: (word.incarnation, word.generation))
        if newest.contradicts(meta, self._keyring.incarnation):
            raise errors.RolledBack(place=SERVER, found=meta.generation, expected=newest.generation)

    def write(self, word: Seen) -> None:
        """Remember a state; a disk that refuses is no reason to stop: the server's own table has it too."""
        body = msgspec.msgpack.encode(word)
        slot = (_MAGIC + len(body).to_bytes(2, "big") + body).ljust(SLOT, b"\0")
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                os.lseek(file, SLOT * self._turn, os.SEEK_SET)
                os.write(file, slot)
            finally:
                os.close(file)
        except OSError:
            return
        self._turn = 1 - self._turn


def _read(slot: bytes) -> Seen | None:
    start = len(_MAGIC) + 2
    length = int.from_bytes(slot[len(_MAGIC) : start], "big")
    if not slot.startswith(_MAGIC):
        return None
    try:
        return msgspec.msgpack.decode(slot[start : start + length], type=Seen)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
