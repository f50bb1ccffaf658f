# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the engines' own error codes mean for a person."""

import shutil
import sqlite3
from pathlib import Path

from beratung.store import errors

_ROOM = 32 * 1024
"""Bytes of the smallest index of a write-ahead log; with less room left a file cannot even be read."""
SQLITE_FAULTS: dict[int, type[errors.StoreError]] = {
    sqlite3.SQLITE_CONSTRAINT: errors.Taken,
    sqlite3.SQLITE_FULL: errors.DiskFull,
    sqlite3.SQLITE_IOERR: errors.DiskTrouble,
    sqlite3.SQLITE_BUSY: errors.Busy,
    sqlite3.SQLITE_LOCKED: errors.Busy,
    sqlite3.SQLITE_CORRUPT: errors.Damaged,
    sqlite3.SQLITE_NOTADB: errors.ForeignFile,
    sqlite3.SQLITE_READONLY: errors.NoRights,
    sqlite3.SQLITE_CANTOPEN: errors.NoRights,
    sqlite3.SQLITE_PERM: errors.NoRights,
}
SERVER_FAULTS: dict[str, type[errors.StoreError]] = {
    "": errors.ServerUnreachable,
    "08": errors.ServerUnreachable,
    "28": errors.ServerUnreachable,
    "3D": errors.ServerUnreachable,
    "57": errors.ServerUnreachable,
    "22023": errors.NeverBegun,
    "23505": errors.Taken,
    "40": errors.Busy,
    "55": errors.Busy,
    "53": errors.DiskFull,
    "53300": errors.Busy,
    "58": errors.DiskTrouble,
    "XX": errors.DiskTrouble,
    "42P01": errors.NoCentreHere,
    "42501": errors.NoRights,
    "3F": errors.NoRights,
}
"""By the SQLSTATE or its first two characters."""


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has no room left."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False
