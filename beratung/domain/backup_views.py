# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Views of backups: what lies in one, how far it was checked, what a restore did."""

from datetime import datetime

from beratung.domain.base import Role, Value
from beratung.domain.views import Finding


class BackupReport(Value, frozen=True, kw_only=True):
    """A backup that was made, or checked from its first to its last byte."""

    file: str
    made_at: datetime
    made_by: str
    """User name; empty where this centre does not know the account any more."""
    generation: int
    """The number of the save that it holds."""
    incarnation: int
    program: str
    """The version of the program that wrote it."""
    size: int
    """Bytes."""
    rows: dict[str, int]
    """How many rows of each table."""
    covered: tuple[str, ...] = ()
    """Domains whose every envelope was opened just now."""
    not_covered: tuple[str, ...] = ()
    """Domains of which envelopes are left that this user holds no key for."""
    left: int = 0
    """How many envelopes that were."""
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class BackupCheck(Value, frozen=True, kw_only=True):
    """One check of the newest backup, as it was recorded and signed."""

    at: datetime
    by: str
    roles: frozenset[Role]
    has_findings: bool = False


class BackupState(Value, frozen=True, kw_only=True):
    """How a centre stands with its backups, for Today, the rail and Administration."""

    folder: str
    """Where the daily backups go; empty where none was chosen."""
    is_reachable: bool
    """Whether that folder is there and can be written just now."""
    at: datetime | None = None
    """When the newest backup was made, None if there never was one."""
    by: str = ""
    file: str = ""
    """Its name, without the folder."""
    checks: tuple[BackupCheck, ...] = ()
    """Who has checked that newest backup, the latest first; empty: nobody."""
    is_complete: bool = False
    """Whether every envelope in it has been opened by somebody who holds the keys, without a finding."""
    is_due: bool = False
    """Whether the next daily backup is due."""
    is_overdue: bool = False
    """Whether the newest is older than three days, or there is none although a folder was chosen."""
    addendum_behind: bool = False
    """Whether the small file beside the backups lacks what happened since (the folder could not be reached)."""
    kept: int = 0
    """How many backups of this centre lie in the folder."""


class Restored(Value, frozen=True, kw_only=True):
    """What a restore did."""

    folder: str
    made_at: datetime
    """When the backup was made."""
    made_by: str
    generation: int
    incarnation: int
    """The new one, under which the rollback alarm ends."""
    deletions: int = 0
    """Subjects that were deleted after the backup and are deleted again."""
    waiting: int = 0
    """How many of those wait for the next unlock of somebody who holds their keys."""
    accounts: int = 0
    """Signed statements about accounts that are newer than the backup: members, roles, suspensions, revocations."""
    passwords: int = 0
    """Key files that are newer than the backup."""
    is_since_known: bool = False
    """Whether something newer than the backup was found at all: the former centre, or the file beside the backups."""
    widened: int = 0
    """Cases that were restricted after the backup and stand open to all counsellors again until that is repeated."""
    covered: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What the check of the restored centre found; the centre is there all the same."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
