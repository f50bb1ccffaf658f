# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may read what: users, keys, grants, unlocking, sealing. The only place that knows cryptography.

Used by the store and by ``beratung.centre``::

    founded = found(items, key_folder, ...)          # a new centre
    unlocked = open_key_file(key_folder, user, password)   # step 1: password -> storage key
    keyring = unlocked.keyring(items, device, now)         # step 2: grants of the store -> keyring
"""

from beratung.vault.errors import (
    CostRefused,
    KeyFileDamaged,
    KeyFileTooNew,
    Locked,
    NoKey,
    Suspended,
    Tampered,
    VaultError,
    WeakPassword,
    WrongPassword,
)
from beratung.vault.keyring import AuditEvent, Keyring, SubjectKey
from beratung.vault.protocols import AuditRow, AuditRows, VaultItems
from beratung.vault.rows import RowHeader, WrappedKey

__all__ = [
    "AuditEvent",
    "AuditRow",
    "AuditRows",
    "CostRefused",
    "KeyFileDamaged",
    "KeyFileTooNew",
    "Keyring",
    "Locked",
    "NoKey",
    "RowHeader",
    "SubjectKey",
    "Suspended",
    "Tampered",
    "VaultError",
    "VaultItems",
    "WeakPassword",
    "WrappedKey",
    "WrongPassword",
]
