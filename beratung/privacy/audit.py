# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: entering what is no change of a record, reading it, checking it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from beratung.domain.errors import N_
from beratung.domain.trail import TrailLine
from beratung.domain.views import Finding
from beratung.domain.work import Action, Records
from beratung.vault import (
    AuditCheck,
    AuditHead,
    AuditLine,
    AuditReader,
    AuditRows,
    ChainFault,
    Fault,
    Keyring,
    NoKey,
)
from beratung.vault.fingerprints import characters

_WHERE = "audit"
_SHORT = 6

_WORDS = {
    Fault.DAMAGED: N_("entry %(seq)d of %(user)s was changed, moved, or not written by this user"),
    Fault.MISSING: N_("entries of %(user)s are missing from number %(seq)d on"),
    Fault.BROKEN: N_("entry %(seq)d of %(user)s does not follow the one before it"),
    Fault.CUT: N_("entry %(seq)d of %(user)s was seen before and is not there any more"),
    Fault.REWRITTEN: N_("entry %(seq)d of %(user)s is not the one that was seen before"),
    Fault.SEALED_WRONG: N_("entry %(seq)d of %(user)s cannot be opened"),
    Fault.CLOCK: N_("before entry %(seq)d of %(user)s the clock of the computer was set"),
}
_ITEM = N_("is not signed by anybody who could, and is ignored")


class Trail:
    """The trail of an open centre.

    Changes of records, and what a unit of work notes, are entered by the store in the same transaction;
    nothing here has to be called for them.
    """

    def __init__(self, keyring: Keyring, rows: AuditRows, records: Records) -> None:
        self._keyring = keyring
        self._rows = rows
        self._records = records

    def enter(self, action: Action, kind: str, subject: UUID | None = None) -> None:
        """Enter something that stands alone (unlocked, refused, granted, exported), and make it durable.

        ``kind`` is a fixed word in small letters; anything else is a ValueError.
        """
        with self._records.work() as work:
            work.note(action, subject, kind)
            work.commit()

    def may_show(self) -> bool:
        """Whether this user can read the trail: the supervisor, nobody else."""
        return self._shown() is not None

    def show(self, since: datetime | None = None, *, limit: int | None = None) -> tuple[TrailLine, ...]:
        """Lines of the trail, newest first.

        Raises:
            NoKey: the user does not hold the private half of the audit key pair.
        """
        names = {user.id: user.name for user in self._keyring.users()}
        sheets = {user.id for user in self._keyring.trust.members() if user.is_recovery}
        reader = self._keyring.audit_reader()
        lines = [
            _line(line, names, is_sheet=line.user in sheets)
            for line in reader.lines(self._rows.audit_rows())
            if since is None or line.at >= since
        ]
        lines.sort(key=lambda line: line.at)
        return tuple(lines[::-1][:limit])

    def verify(self, known: Iterable[AuditHead] = ()) -> list[Finding]:
        """Check every chain, with ``known`` ends that were remembered elsewhere.

        Everyone can check links, signatures and what the chains say of one another; who holds the private
        half also checks that each entry opens and that no clock was set.
        """
        users = {user.id: user.name for user in self._keyring.users()}
        check = AuditCheck(self._keyring.centre, self._keyring.trust.verify, self._shown())
        faults = check.run(self._rows.audit_rows(), known)
        return [_finding(fault, users) for fault in faults]

    def check_items(self) -> list[Finding]:
        """What lies among the accounts' signed items and does not count: forged, damaged, or overruled."""
        return [
            Finding(where=f"vault_item {item.id}", what=_ITEM, details={"kind": item.kind})
            for item in self._keyring.rejected
        ]

    def _shown(self) -> AuditReader | None:
        try:
            return self._keyring.audit_reader()
        except NoKey:
            return None


def _line(line: AuditLine, names: dict[UUID, str], *, is_sheet: bool) -> TrailLine:
    return TrailLine(
        at=line.at,
        user=line.user,
        user_name=names.get(line.user, ""),
        action=line.action,
        kind=line.kind,
        subject=_short(line.subject),
        is_sheet=is_sheet,
        place=f"{str(line.chain)[:8]} {line.seq}",
    )


def _short(pseudonym: bytes) -> str:
    """Six characters: enough to tell the clients of one centre apart."""
    return characters(int.from_bytes(pseudonym[:4], "big") >> 2, _SHORT) if pseudonym else ""


def _finding(fault: ChainFault, names: dict[UUID, str]) -> Finding:
    user = names.get(fault.user) if fault.user is not None else None
    details: dict[str, str | int] = {"seq": fault.seq, "user": user or f"({str(fault.chain)[:8]})"}
    return Finding(where=_WHERE, what=_WORDS[fault.fault], details=details)
