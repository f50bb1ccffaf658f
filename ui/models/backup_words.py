# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How a centre stands with its backups, in words: short for the rail and Today, whole for Administration."""

from dataclasses import dataclass
from datetime import date, datetime

from beratung.domain.backup_views import BackupCheck, BackupState
from beratung.domain.base import Role
from beratung.i18n import _

CALM_DAYS = 7
"""A backup made by hand, without a folder, is said to be old after so many days."""


@dataclass(frozen=True)
class Said:
    """A title, a sentence and a tone (``yes``, ``unknown``, ``no``)."""

    title: str
    text: str
    tone: str

    @property
    def is_good(self) -> bool:
        """Whether nobody has to do anything."""
        return self.tone == "yes"


def say_when(at: datetime, today: date) -> str:
    """Say when a backup was made."""
    local = at.astimezone()
    if local.date() == today:
        return _("Backup today %(time)s") % {"time": f"{local:%H:%M}"}
    return _("Backup on %(day)s") % {"day": f"{local:%d.%m.%Y}"}


def has_findings(state: BackupState) -> bool:
    """Say whether a check of the newest backup found something."""
    return any(check.has_findings for check in state.checks)


def say_checked(state: BackupState) -> str:
    """Say how far the newest backup was checked."""
    if has_findings(state):
        return _("faults found")
    if state.is_complete:
        return _("fully checked")
    return _("not fully checked yet") if state.checks else _("not checked yet")


def short(state: BackupState, today: date) -> str:
    """Say all of it in a line."""
    if state.at is None:
        return _("No backup yet")
    return f"{say_when(state.at, today)}, {say_checked(state)}"


def say_check(check: BackupCheck) -> str:
    """Say who has checked, when and how far."""
    local = check.at.astimezone()
    words = {"when": f"{local:%d.%m.%Y %H:%M}", "who": check.by or _("unknown account")}
    if check.has_findings:
        return _("%(when)s by %(who)s: faults were found") % words
    if Role.COUNSELLOR in check.roles:
        return _("%(when)s by %(who)s: what a counsellor's keys open was opened") % words
    return _("%(when)s by %(who)s: read from the first to the last byte, signatures, counts and sums") % words


def whole(state: BackupState, today: date) -> Said:
    """Say how it stands, what that means, and what to do."""
    if state.at is None:
        text = (
            _(
                "Without a backup everything is lost when this computer breaks. Please choose a folder on another disk."
            )
            if not state.folder
            else _("The first one is made as soon as the folder can be reached.")
        )
        return Said(_("No backup yet"), text, "no")
    is_old = (today - state.at.astimezone().date()).days > CALM_DAYS
    rules = (
        (
            has_findings(state),
            _("Please make a new backup at another place now, and ask who looks after the computer."),
            "no",
        ),
        (
            bool(state.folder) and not state.is_reachable,
            _(
                "The folder of the daily backups cannot be reached. Please plug the disk in, or choose another."
            ),
            "no" if state.is_overdue else "unknown",
        ),
        (
            not state.folder,
            _("It was made by hand. Choose a folder, and a backup is made every day by itself."),
            "no" if is_old else "unknown",
        ),
        (state.is_overdue, _("It is older than three days. Please make one now."), "no"),
        (
            not state.is_complete,
            _(
                "That every record in it can be opened is shown at the next unlocking by somebody who holds the keys."
            ),
            "unknown",
        ),
        (
            state.addendum_behind,
            _("What was deleted or suspended since is noted as soon as the folder can be reached."),
            "unknown",
        ),
    )
    usual = (_("Every record in it was opened once."), "yes")
    text, tone = next(((words, tone) for holds, words, tone in rules if holds), usual)
    return Said(short(state, today), text, tone)
