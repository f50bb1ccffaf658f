# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the engines' own error codes mean for a person."""

import sqlite3

from beratung.store import errors

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
