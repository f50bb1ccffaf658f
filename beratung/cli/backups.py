# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``centre`` again: make a backup, check one, put one back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.centres import centre, words_of
from beratung.cli.recovering import CODE_FILE, typed_code
from beratung.cli.session import UserNotNamed, opened, options, password
from beratung.domain.errors import N_
from beratung.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beratung.domain.backup_views import BackupReport, Restored
    from beratung.domain.views import Finding


@centre.command(
    help=N_("Write a backup of the whole centre into a file, or check one; nothing is overwritten.")
)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=N_("Check this file instead: read all of it, open all you hold keys for.")
        ),
    ] = False,
) -> None:
    """Make or check a backup; ends with 1 where a check found something."""
    with opened() as unlocked, output.progress(_("Checking") if check else _("Writing the backup")) as step:
        work = unlocked.backups.check if check else unlocked.backups.make
        report = work(file, step)

    def show() -> None:
        said = _("The backup was read from its first to its last byte, and put back on trial.")
        output.print_line(said if check else _("The backup is ready."))
        _show(report, checked=check)

    output.emit(_document(report), show)
    if not report.ok:
        raise typer.Exit(1)


def _document(report: "BackupReport") -> dict[str, object]:
    return {
        "ok": report.ok,
        "file": report.file,
        "made_at": report.made_at.isoformat(),
        "made_by": report.made_by,
        "generation": report.generation,
        "incarnation": report.incarnation,
        "program": report.program,
        "size": report.size,
        "rows": report.rows,
        "covered": list(report.covered),
        "not_covered": list(report.not_covered),
        "unopened": report.left,
        "findings": _findings(report.findings),
    }


def _findings(found: "Sequence[Finding]") -> list[dict[str, str]]:
    return [{"where": finding.where, "what": words_of(finding)} for finding in found]


def _show(report: "BackupReport", *, checked: bool) -> None:
    opened = (
        (_("Every record opened in"), ", ".join(report.covered)),
        (_("Not opened: no key for it"), ", ".join(report.not_covered)),
    )
    output.pairs(
        (
            (_("Made on"), output.moment(report.made_at)),
            (_("By"), report.made_by),
            (_("Records"), report.rows.get("record", 0)),
            (_("Size"), _("%(size)s MB") % {"size": f"{report.size / 1e6:.1f}"}),
            *(opened if checked else ()),
        )
    )
    _show_findings(report.findings)


def _show_findings(found: "Sequence[Finding]") -> None:
    if found:
        output.table((_("Where"), _("What")), [(finding.where, words_of(finding)) for finding in found])


@centre.command(
    help=N_(
        "Put a backup back into an empty folder and check it. Needs an administrator, or the code of the recovery sheet."
    )
)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    *,
    since: Annotated[
        str,
        typer.Option(
            help=N_("Folder of the former centre: deletions, accounts and passwords since are kept.")
        ),
    ] = "",
    backend: Annotated[str, typer.Option(help=N_("sqlite, or the address of a database server."))] = "sqlite",
    sheet: Annotated[bool, typer.Option("--sheet", help=N_("Use the code of the recovery sheet."))] = False,
    code_file: Annotated[str, typer.Option(help=CODE_FILE)] = "",
) -> None:
    """Restore; ends with 1 where the check of the restored centre found something."""
    from beratung.centre.restoring import restore as put_back

    code = typed_code(code_file) if sheet or code_file else ""
    user = options().user
    if not code and not user:
        raise UserNotNamed(place="--user")
    secret = "" if code else password()
    with output.progress(_("Putting the backup back")) as step:
        done = put_back(
            file,
            folder,
            user=user,
            password=secret,
            code=code,
            since=since or None,
            backend=backend,
            progress=step,
        )
    output.emit(_restored(done), lambda: _show_restored(done))
    if not done.ok:
        raise typer.Exit(1)


def _restored(done: "Restored") -> dict[str, object]:
    return {
        "ok": done.ok,
        "folder": done.folder,
        "made_at": done.made_at.isoformat(),
        "made_by": done.made_by,
        "generation": done.generation,
        "incarnation": done.incarnation,
        "newer_found": done.is_since_known,
        "deletions": done.deletions,
        "deletions_waiting": done.waiting,
        "accounts": done.accounts,
        "passwords": done.passwords,
        "no_longer_restricted": done.widened,
        "covered": list(done.covered),
        "not_covered": list(done.not_covered),
        "findings": _findings(done.findings),
    }


def _show_restored(done: "Restored") -> None:
    said = _("The centre as it was on %(at)s is ready in %(place)s.")
    output.print_line(said % {"at": output.moment(done.made_at), "place": done.folder})
    if not done.is_since_known:
        output.print_line(
            _("Nothing newer was found: deletions, accounts and passwords are as they were on that day.")
        )
    output.pairs(
        (
            (_("Deleted again"), done.deletions or ""),
            (_("Of these at the next unlock of a counsellor"), done.waiting or ""),
            (_("Changes of accounts taken over"), done.accounts or ""),
            (_("Passwords taken over"), done.passwords or ""),
            (_("Cases to be restricted again"), done.widened or ""),
            (_("Every record opened in"), ", ".join(done.covered)),
            (_("Not opened: no key for it"), ", ".join(done.not_covered)),
        )
    )
    _show_findings(done.findings)


def register(root: typer.Typer) -> None:
    """Nothing to add: the commands belong to the group ``centre``."""
    del root
