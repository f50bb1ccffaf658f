# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``centre``: make one, look at it, check it, make a demo."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.session import (
    FileUnwritable,
    UserNotNamed,
    day_of,
    named_centre,
    opened,
    options,
    password,
)
from beratung.domain.base import Domain, Role
from beratung.domain.errors import N_, BadInput, BeratungError, Refused
from beratung.i18n import _, current

if TYPE_CHECKING:
    from beratung.domain.views import Finding, Verification
    from beratung.vault import RecoverySheet

centre = typer.Typer(no_args_is_help=True)


class UnknownRole(BadInput):
    """A role that there is not."""

    message = N_("%(place)s: these roles are known: %(known)s.")


class FileExists(BadInput):
    """A file that would be overwritten."""

    message = N_("%(place)s: there is a file of this name already. Please choose another one.")


def read_roles(text: str) -> frozenset[Role]:
    """Return roles from their names, separated by commas."""
    try:
        return frozenset(Role(word.strip()) for word in text.split(",") if word.strip())
    except ValueError:
        raise UnknownRole(place="--roles", known=", ".join(Role)) from None


def write_new(file: Path, content: bytes, place: str) -> None:
    """Write a file that must not be there yet, readable by its owner only; nothing is left where it fails.

    Raises:
        FileExists, FileUnwritable: as their names say.
    """
    try:
        out = os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
        )
    except FileExistsError:
        raise FileExists(place=place) from None
    except OSError:
        raise FileUnwritable(place=place) from None
    try:
        with out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException as error:
        file.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileUnwritable(place=place) from None
        raise


def words_of(finding: "Finding") -> str:
    """Return what a check found in the language that is spoken."""
    return current().fill(finding.what, finding.details)


def _document(found: "Verification", *, stated: bool = True) -> dict[str, object]:
    document: dict[str, object] = {
        "ok": found.ok,
        "findings": [{"where": finding.where, "what": words_of(finding)} for finding in found.findings],
    }
    if stated:
        document |= {"covered": list(found.covered), "not_covered": list(found.not_covered)}
    return document


def report(found: "Verification", *, stated: bool) -> None:
    """Print the outcome of a check and end with 1 where something was found."""

    def show() -> None:
        if found.ok:
            output.print_line(_("All is in order."))
        else:
            rows = [(finding.where, words_of(finding)) for finding in found.findings]
            output.table((_("Where"), _("What")), rows)
        if stated:
            output.pairs(
                (
                    (_("Checked"), ", ".join(found.covered)),
                    (_("Not checked: no key for it"), ", ".join(found.not_covered)),
                )
            )

    output.emit(_document(found, stated=stated), show)
    if not found.ok:
        raise typer.Exit(1)


@centre.command(help=N_("Make a new centre in an empty folder, with its recovery sheet."))
def create(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    name: Annotated[str, typer.Option(help=N_("Name of the centre."))],
    recovery_out: Annotated[Path, typer.Option(help=N_("Where the recovery sheet is written, as PDF."))],
    roles: Annotated[
        str, typer.Option(help=N_("Roles of the first user, separated by commas."))
    ] = "counsellor,supervisor,admin",
    backend: Annotated[str, typer.Option(help=N_("sqlite, or the address of a database server."))] = "sqlite",
) -> None:
    """Make a centre; the recovery sheet is written first, so that there is never a centre without it."""
    from beratung.centre import Centre
    from beratung.centre.centre import recovery_pdf

    user = options().user
    if not user:
        raise UserNotNamed(place="--user")
    chosen = read_roles(roles)
    if recovery_out.exists():
        raise FileExists(place="--recovery-out")
    secret = password(_("New password"), new=True)

    def keep(sheet: "RecoverySheet") -> None:
        write_new(recovery_out, recovery_pdf(name, sheet, options().lang), "--recovery-out")
        undo.callback(recovery_out.unlink, missing_ok=True)

    with ExitStack() as undo:
        made, _sheet = Centre.create(
            folder, name=name, user=user, password=secret, roles=chosen, backend=backend, keep_recovery=keep
        )
        undo.pop_all()
    made.lock()
    place = str(folder.expanduser().absolute())
    document = {
        "id": str(made.info.id),
        "name": made.info.name,
        "folder": place,
        "user": user,
        "recovery": str(recovery_out),
    }

    def show() -> None:
        output.print_line(_("The centre is ready in %(place)s.") % {"place": place})
        output.print_line(
            _("Print %(file)s, keep it in a safe place, then delete the file.") % {"file": str(recovery_out)}
        )

    output.emit(document, show)


@centre.command(help=N_("Say what a centre is; no password is needed."))
def info() -> None:
    """Print what anyone may know of the centre."""
    from beratung.centre import read_info

    found = read_info(named_centre(), options().keys or None)
    document = {
        "id": str(found.id),
        "name": found.name,
        "layout": found.layout,
        "backend": found.backend,
        "server": found.server,
        "demo": found.is_demo,
    }
    rows = (
        (_("Name"), found.name),
        (_("Id"), found.id),
        (_("Layout"), found.layout),
        (_("Records in"), found.backend),
        (_("Server"), found.server),
        (_("Demo"), _("yes") if found.is_demo else _("no")),
    )
    output.emit(document, lambda: output.pairs(rows))


@centre.command(help=N_("Check everything that you hold keys for; ends with 1 where something was found."))
def verify(
    full: Annotated[bool, typer.Option("--full", help=N_("Also open every single record."))] = False,
) -> None:
    """Check the centre."""
    from beratung.domain.views import Finding, Verification
    from beratung.store.errors import ServerUnreachable

    try:
        with opened() as unlocked:
            found = unlocked.verify(full)
    except BeratungError as fault:
        is_damage = not isinstance(fault, (BadInput, Refused, ServerUnreachable))
        if is_damage and options().as_json:  # what does not even open is a finding for who reads the document
            what = Finding(
                where=str(fault.details.get("place", "")), what=fault.message, details=fault.details
            )
            output.emit(_document(Verification(findings=(what,), covered=(), not_covered=tuple(Domain))))
        raise
    report(found, stated=True)


@centre.command(help=N_("Make a centre with people who do not exist, the same ones for the same seed."))
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    cases: Annotated[int, typer.Option(help=N_("How many cases."))] = 200,
    seed: Annotated[int, typer.Option(help=N_("The same number makes the same people."))] = 1,
    on: Annotated[str, typer.Option(help=N_("The day on which all is as shown; today if left out."))] = "",
) -> None:
    """Make a demo in an empty folder or in place of another demo."""
    from beratung.centre import make_demo
    from beratung.centre.demo import PASSWORD, USERS

    with output.progress(_("Making the demo")) as step:
        made = make_demo(folder, cases, seed, step, on=day_of(on, "--on"))
    document = {
        "folder": str(made.folder),
        "cases": made.cases,
        "records": made.records,
        "first_case": str(made.first_case) if made.first_case else None,
        "users": list(USERS),
    }

    def show() -> None:
        said = _("The demo with %(cases)d cases is ready in %(place)s.")
        output.print_line(said % {"cases": made.cases, "place": str(made.folder)})
        output.print_line(
            _("Users: %(users)s; the password of all is %(password)s.")
            % {"users": ", ".join(USERS), "password": PASSWORD}
        )

    output.emit(document, show)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(centre, name="centre", help=N_("The centre: make, look at, check."))
