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
from contextlib import suppress
from pathlib import Path

import msgspec

from beratung.store import errors

SLOT = 4096
"""A block of the disk each, so that a torn write spoils one of them."""
MAGIC = b"beratung-anchor1"
MOVED = b"beratung-moved01"
_LENGTH = len(MAGIC) + 8 + 32 + 32


class Mark(msgspec.Struct, frozen=True):
    """The state that was confirmed: the number of the commit and the chained hash of all heads."""

    generation: int
    state: bytes


_NO_MARK = Mark(-1, b"")


class Anchor:
    """The two slots; forging one takes the storage key. Used while the commit lock is held.

    The file stays open: what is read again and again is 8 KiB from the system's memory.
    """

    def __init__(self, path: Path, storage_key: bytes) -> None:
        self.path = path
        self._file: int | None = None
        self._raw: bytes | None = None
        self._newest = _NO_MARK
        self._key = hashlib.blake2b(storage_key, digest_size=32, person=b"beratung-anchor").digest()

    def renew(self, mark: Mark) -> None:
        """Make the file anew with its final size, so that later writes need no room on the disk."""
        self.close()
        try:
            with open(self.path, "wb", opener=_private) as file:
                file.write(self._body(mark).ljust(SLOT, b"\0") * 2)
                file.flush()
                _sync(file.fileno())
        except OSError as error:
            raise errors.translated_os(error, self.path) from error

    def mark_moved(self, where: str) -> None:
        """Say that the centre went elsewhere, in one write of one block; raises OSError.

        A torn one spoils a slot, and the other still says that the centre is here.
        """
        address = where.encode()
        body = MOVED + len(address).to_bytes(2, "big") + address
        body += hmac.digest(self._key, body, "sha256")
        if len(body) > SLOT:
            raise errors.BadServerAddress(place=where[:40])
        file = self._opened()
        self._raw = None
        os.lseek(file, 0, os.SEEK_SET)
        if os.write(file, body) != len(body):
            raise OSError(errno.ENOSPC, "short write")
        _sync(file)

    def read(self) -> Mark:
        """The newest valid slot.

        Raises:
            AnchorMissing: there is none.
            Moved: the centre went to a server.
        """
        try:
            raw = self._read()
        except FileNotFoundError:
            raw = b""
        except OSError as error:
            raise errors.translated_os(error, self.path) from error
        if raw == self._raw:
            return self._newest
        for at in (0, SLOT):
            where = self._moved(raw[at : at + SLOT])
            if where:
                raise errors.Moved(where=where, place=str(self.path.parent))
        marks = [self._mark(raw[at : at + SLOT]) for at in (0, SLOT)]
        valid = [mark for mark in marks if mark is not None]
        if not valid:
            raise errors.AnchorMissing(place=self.path.name)
        newest = max(valid, key=lambda mark: mark.generation)
        self._raw, self._newest = raw, newest
        return newest

    def check_here(self) -> None:
        """Raise Moved if the centre went elsewhere; whatever else may be wrong is no matter here."""
        with suppress(errors.AnchorMissing, OSError):
            self.read()

    def write(self, mark: Mark) -> None:
        """Put the mark into the slot whose turn it is, and sync it; raises OSError."""
        file = self._opened()
        at, body = SLOT * (mark.generation % 2), self._body(mark)
        os.lseek(file, at, os.SEEK_SET)
        if os.write(file, body) != len(body):
            raise OSError(errno.ENOSPC, "short write")
        _sync(file)
        if self._raw is not None:
            self._raw = self._raw[:at] + body + self._raw[at + len(body) :]
            self._newest = mark

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._file is not None:
            os.close(self._file)
        self._file = self._raw = None

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CLOEXEC | getattr(os, "O_BINARY", 0))
        return self._file

    def _read(self) -> bytes:
        file = self._opened()
        os.lseek(file, 0, os.SEEK_SET)
        return os.read(file, 2 * SLOT)

    def _body(self, mark: Mark) -> bytes:
        body = MAGIC + mark.generation.to_bytes(8, "big") + mark.state
        return body + hmac.digest(self._key, body, "sha256")

    def _moved(self, slot: bytes) -> str:
        """Where a slot says that the centre went; nothing for every other slot."""
        start = len(MOVED) + 2
        end = start + int.from_bytes(slot[len(MOVED) : start], "big")
        mac = hmac.digest(self._key, slot[:end], "sha256")
        if not slot.startswith(MOVED) or not hmac.compare_digest(mac, slot[end : end + 32]):
            return ""
        return slot[start:end].decode()

    def _mark(self, slot: bytes) -> Mark | None:
        body, mac = slot[: _LENGTH - 32], slot[_LENGTH - 32 : _LENGTH]
        if not body.startswith(MAGIC) or not hmac.compare_digest(hmac.digest(self._key, body, "sha256"), mac):
            return None
        at = len(MAGIC)
        return Mark(int.from_bytes(body[at : at + 8], "big"), body[at + 8 :])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(file: int) -> None:
    if sys.platform == "darwin":  # pragma: no cover - fsync alone does not reach the platter there
        import fcntl

        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)
