# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every write, cut and sync of the database engine and of the anchor goes through here, and any of them can fail.

The engine's own table of file methods is exchanged in place, so nothing has to be compiled, and what is tested is
the engine that the product uses.
"""

import ctypes
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlcipher3 import _sqlite3

from beratung.store import anchor

_IO_ERROR = {"write": 10 | 3 << 8, "truncate": 10 | 6 << 8, "sync": 10 | 4 << 8}
_FULL = 13
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """``sqlite3_vfs`` as far as it is needed."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
    )


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods``."""

    _fields_ = (("version", ctypes.c_int), ("calls", ctypes.c_void_p * 18))


_WRITE, _TRUNCATE, _SYNC = 2, 3, 4


class Calls:
    """What is about to be called. ``fail`` chooses which call does not come to pass, and how."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0
        self._at = 0
        self._mode = ""
        self._is_lasting = False

    def fail(self, at: int, mode: str, *, is_lasting: bool) -> None:
        """Let the call of this number from now on fail: ``error``, ``full`` or, for a write, ``torn`` in the middle."""
        self.count = self.failed = 0
        self._at, self._mode, self._is_lasting = at, mode, is_lasting

    def heal(self) -> int:
        """Let every call come to pass again; returns how many there were."""
        self._at = 0
        return self.count

    def next(self) -> str:
        """How the call that comes now ends: a mode, or empty if it comes to pass."""
        self.count += 1
        if self._at and (self.count == self._at or (self._is_lasting and self.count > self._at)):
            self.failed += 1
            return self._mode
        return ""


def _written(calls: Calls, real: Callable[..., int], file: int, *rest: int) -> int:
    data, size, at = rest
    mode = calls.next()
    if not mode:
        return real(file, data, size, at)
    if mode == "torn":
        real(file, data, size // 2, at)
    return _FULL if mode == "full" else _IO_ERROR["write"]


@contextmanager
def watched() -> Iterator[Calls]:
    """Exchange the engine's file methods for every file that is opened in the block."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    original = vfs.open
    real_open = _Open(original)
    calls, kept, tables = Calls(), [], {}

    def table_of(methods: int) -> int:
        """A copy of a file's methods whose writes, cuts and syncs are ours."""
        if methods not in tables:
            copy = _Methods.from_buffer_copy(_Methods.from_address(methods))
            write, truncate, sync = (
                kind(copy.calls[at])
                for kind, at in ((_Write, _WRITE), (_Truncate, _TRUNCATE), (_Sync, _SYNC))
            )
            mine = (
                _Write(lambda file, data, size, at: _written(calls, write, file, data, size, at)),
                _Truncate(lambda file, size: _IO_ERROR["truncate"] if calls.next() else truncate(file, size)),
                _Sync(lambda file, flags: _IO_ERROR["sync"] if calls.next() else sync(file, flags)),
            )
            for at, function in zip((_WRITE, _TRUNCATE, _SYNC), mine, strict=True):
                copy.calls[at] = ctypes.cast(function, ctypes.c_void_p)
            kept.extend([copy, write, truncate, sync, *mine])
            tables[methods] = ctypes.addressof(copy)
        return tables[methods]

    def opening(vfs_: int, name: bytes, file: int, flags: int, out: object) -> int:
        found: int = real_open(vfs_, name, file, flags, out)
        methods = ctypes.c_void_p.from_address(file)
        if found == 0 and methods.value:
            methods.value = table_of(methods.value)
        return found

    ours = _Open(opening)
    vfs.open = ctypes.cast(ours, ctypes.c_void_p).value
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(anchor, "os", _system(calls))
            yield calls
    finally:
        vfs.open = original


def _system(calls: Calls) -> SimpleNamespace:
    """The module ``os`` for who writes the anchor."""

    def write(file: int, data: bytes) -> int:
        mode = calls.next()
        if mode == "torn":
            os.write(file, data[: len(data) // 2])
        if mode:
            raise OSError(errno.ENOSPC if mode == "full" else errno.EIO, "injected")
        return os.write(file, data)

    def fsync(file: int) -> None:
        if calls.next():
            raise OSError(errno.EIO, "injected")
        os.fsync(file)

    return SimpleNamespace(**{**vars(os), "write": write, "fsync": fsync})
