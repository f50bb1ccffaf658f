# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may read what: users, keys, grants, unlocking, sealing. The only place that knows cryptography.

A new centre::

    founded = found(user="...", password="...", roles=FOUNDER_ROLES, now=now)
    # make the database with founded.storage_key, then:
    founded.write(items, keys)
    keyring = founded.open(items, device)

Every day::

    unlocked = unlock(keys, "...", "...", now)    # password -> the user's keys -> storage key
    # open the database with unlocked.storage_key, then:
    keyring = unlocked.keyring(items, device)     # signed grants in the database -> keys of the domains

``items`` is what the store offers as ``VaultItems``, ``keys`` the folder of key files, ``device`` what
``device_id`` gives for this computer. ``Accounts(keyring, items, keys)`` invites, grants and suspends;
``recover(keys, code, now)`` opens a centre with its recovery sheet.
"""

from beratung.vault.accounts import Accounts, Invited, Pending
from beratung.vault.audit import AuditCheck, AuditEvent, AuditHead, AuditLine, AuditReader, ChainFault, Fault
from beratung.vault.circles import DomainKey
from beratung.vault.claims import ClaimKeys, newest_epoch
from beratung.vault.envelope import SubjectKey
from beratung.vault.errors import (
    AccountClosed,
    BackupDamaged,
    BackupForeign,
    ClockWrong,
    CostRefused,
    FingerprintDiffers,
    FounderRolesMissing,
    InvitationDamaged,
    KeyFileDamaged,
    KeysNotWritable,
    LastHolder,
    Locked,
    NameMissing,
    NameTaken,
    NoBackup,
    NoInbox,
    NoKey,
    NoSuchUser,
    NotAllowed,
    NotYetGranted,
    RecoveryCodeLength,
    RecoveryCodeMistyped,
    RecoveryRefused,
    RolesMissing,
    Suspended,
    Tampered,
    TooNew,
    VaultError,
    WeakPassword,
    WrongBackupKey,
    WrongPassword,
)
from beratung.vault.files import device_id
from beratung.vault.founding import Founded, RecoverySheet, found
from beratung.vault.joining import Accepted, InvitationView, accept, look_at
from beratung.vault.kdf import KdfCost, calibrate, check_new_password, delay_after
from beratung.vault.keyfile import change_password
from beratung.vault.keyring import Keyring
from beratung.vault.protocols import AuditRow, AuditRows, VaultItems
from beratung.vault.recovery import Recovered, recover
from beratung.vault.rows import RowHeader, WrappedKey
from beratung.vault.slices import SharedKeys, SharedRow, state_inbox
from beratung.vault.statements import FOUNDER_ROLES, ROLE_DOMAINS
from beratung.vault.storage_grant import StorageGrants, StorageKey, publish_storage_grants
from beratung.vault.trust import Rejected, UserPublic
from beratung.vault.unlocking import Opening, Unlocked, unlock

__all__ = [
    "FOUNDER_ROLES",
    "ROLE_DOMAINS",
    "Accepted",
    "AccountClosed",
    "Accounts",
    "AuditCheck",
    "AuditEvent",
    "AuditHead",
    "AuditLine",
    "AuditReader",
    "AuditRow",
    "AuditRows",
    "BackupDamaged",
    "BackupForeign",
    "ChainFault",
    "ClaimKeys",
    "ClockWrong",
    "CostRefused",
    "DomainKey",
    "Fault",
    "FingerprintDiffers",
    "Founded",
    "FounderRolesMissing",
    "InvitationDamaged",
    "InvitationView",
    "Invited",
    "KdfCost",
    "KeyFileDamaged",
    "Keyring",
    "KeysNotWritable",
    "LastHolder",
    "Locked",
    "NameMissing",
    "NameTaken",
    "NoBackup",
    "NoInbox",
    "NoKey",
    "NoSuchUser",
    "NotAllowed",
    "NotYetGranted",
    "Opening",
    "Pending",
    "Recovered",
    "RecoveryCodeLength",
    "RecoveryCodeMistyped",
    "RecoveryRefused",
    "RecoverySheet",
    "Rejected",
    "RolesMissing",
    "RowHeader",
    "SharedKeys",
    "SharedRow",
    "StorageGrants",
    "StorageKey",
    "SubjectKey",
    "Suspended",
    "Tampered",
    "TooNew",
    "Unlocked",
    "UserPublic",
    "VaultError",
    "VaultItems",
    "WeakPassword",
    "WrappedKey",
    "WrongBackupKey",
    "WrongPassword",
    "accept",
    "calibrate",
    "change_password",
    "check_new_password",
    "delay_after",
    "device_id",
    "found",
    "look_at",
    "newest_epoch",
    "publish_storage_grants",
    "recover",
    "state_inbox",
    "unlock",
]
