# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The anchor: a small file beside the database that remembers the last save that was confirmed.

SQLCipher cannot tell an old page, an old file or a cut write-ahead log from the newest state. The anchor
can: two slots, written in turn and synced before a save is confirmed. A database that is one save ahead
of its anchor is what a crash leaves; one that is behind it was rolled back.
"""

import errno
import hashlib
import hmac
import os
import sys
from pathlib import Path

import msgspec

from beratung.store import errors

SLOT = 4096
"""A block of the disk each, so that a torn write spoils one of them."""
MAGIC = b"beratung-anchor1"
_LENGTH = len(MAGIC) + 8 + 32 + 32


class Mark(msgspec.Struct, frozen=True):
    """The state that was confirmed: the number of the commit and the chained hash of all heads."""

    generation: int
    state: bytes


class Anchor:
    """The two slots; forging one takes the storage key."""

    def __init__(self, path: Path, storage_key: bytes) -> None:
        self.path = path
        self._key = hashlib.blake2b(storage_key, digest_size=32, person=b"beratung-anchor").digest()

    def renew(self, mark: Mark) -> None:
        """Make the file anew with its final size, so that later writes need no room on the disk."""
        try:
            with self.path.open("wb") as file:
                file.write(self._slot(mark) * 2)
                file.flush()
                _sync(file.fileno())
        except OSError as error:
            raise errors.translated_os(error, self.path) from error

    def read(self) -> Mark:
        """The newest valid slot; raises AnchorMissing where there is none."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            raw = b""
        except OSError as error:
            raise errors.translated_os(error, self.path) from error
        marks = [self._mark(raw[at : at + SLOT]) for at in (0, SLOT)]
        valid = [mark for mark in marks if mark is not None]
        if not valid:
            raise errors.AnchorMissing(place=self.path.name)
        return max(valid, key=lambda mark: mark.generation)

    def write(self, mark: Mark) -> None:
        """Put the mark into the slot whose turn it is, and sync it; raises OSError."""
        file = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.lseek(file, SLOT * (mark.generation % 2), os.SEEK_SET)
            if os.write(file, self._slot(mark)) != SLOT:
                raise OSError(errno.ENOSPC, "short write")
            _sync(file)
        finally:
            os.close(file)

    def _slot(self, mark: Mark) -> bytes:
        body = MAGIC + mark.generation.to_bytes(8, "big") + mark.state
        return (body + hmac.digest(self._key, body, "sha256")).ljust(SLOT, b"\0")

    def _mark(self, slot: bytes) -> Mark | None:
        body, mac = slot[: _LENGTH - 32], slot[_LENGTH - 32 : _LENGTH]
        if not body.startswith(MAGIC) or not hmac.compare_digest(hmac.digest(self._key, body, "sha256"), mac):
            return None
        at = len(MAGIC)
        return Mark(int.from_bytes(body[at : at + 8], "big"), body[at + 8 :])


def _sync(file: int) -> None:
    if sys.platform == "darwin":  # pragma: no cover - fsync alone does not reach the platter there
        import fcntl

        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)
