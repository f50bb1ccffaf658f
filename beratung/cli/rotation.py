# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The commands of the group ``user`` for somebody who leaves: close the account, and change the keys he knows."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.recovering import CODE_FILE, typed_code
from beratung.cli.session import named_centre, opened, options
from beratung.cli.users import user
from beratung.domain.errors import N_
from beratung.domain.rotation_views import Due, DuePart
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre.rotation import Rotation


@user.command(help=N_("End a suspension."))
def reinstate(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Let a suspended user work again."""
    with opened() as centre:
        centre.reinstate(name)
    said = _("The account is not suspended any more.")
    output.emit({"user": name, "suspended": False}, lambda: output.print_line(said))


@user.command(
    help=N_("Close somebody's account for ever; afterwards the keys that he knows must be changed.")
)
def revoke(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Close an account, and say what has to be changed by whom."""
    with opened() as centre:
        centre.revoke(name)
        due = centre.rotation.due()

    def show() -> None:
        output.print_line(_("The account is closed for ever."))
        print_due(due)

    output.emit({"user": name, "revoked": True, "due": [line_of(entry) for entry in due]}, show)


@user.command(help=N_("Change the keys that somebody who left knows, as far as you hold them."))
def rotate(
    sheet: Annotated[
        bool, typer.Option("--sheet", help=N_("Use the recovery sheet; the code is asked for."))
    ] = False,
    code_file: Annotated[str, typer.Option(help=CODE_FILE)] = "",
) -> None:
    """Change what is due; what was interrupted before is finished."""
    if sheet or code_file:
        from beratung.centre.recovering import Recovering

        code = typed_code(code_file)
        with Recovering.open(named_centre(), code, keys=options().keys or None) as recovering:
            _rotate(recovering.rotation)
        return
    with opened() as centre:
        _rotate(centre.rotation)


def _rotate(rotation: "Rotation") -> None:
    with output.progress(_("Changing the keys")) as step:
        done = rotation.run(step)
    document = {
        "domains": done.domains,
        "clients": done.clients,
        "storage": done.is_storage_new,
        "due": [line_of(entry) for entry in done.left],
    }

    def show() -> None:
        if done.domains or done.clients or done.is_storage_new:
            output.print_line(_("The keys are changed."))
        else:
            output.print_line(_("There was nothing for you to change."))
        print_due(done.left)

    output.emit(document, show)


def line_of(due: Due) -> dict[str, Any]:
    """What is due, for JSON."""
    return {
        "part": due.part.value,
        "domain": due.domain.value if due.domain else None,
        "restricted": due.is_restricted,
        "since": due.since.isoformat() if due.since else None,
        "may_run": due.may_run,
        "holders": list(due.holders),
        "needs_sheet": due.needs_sheet,
    }


def print_due(due: tuple[Due, ...]) -> None:
    """Say what is left and who can do it; what oneself can do comes first."""
    if not due:
        return
    if any(entry.may_run for entry in due):
        output.print_line(_("Keys are to be changed. Please run: beratung user rotate"))
    for entry in due:
        if entry.may_run or entry.part is DuePart.CLIENTS:
            continue
        if entry.needs_sheet:
            said = _("%(what)s: the key is to be changed with the recovery sheet (user rotate --sheet).")
            output.print_line(said % {"what": what_of(entry)})
        elif entry.holders:
            said = _("%(what)s: the key is to be changed by %(who)s.")
            output.print_line(said % {"what": what_of(entry), "who": ", ".join(entry.holders)})
        else:
            said = _("%(what)s: the key is to be changed by a colleague who holds it.")
            output.print_line(said % {"what": what_of(entry)})


def what_of(due: Due) -> str:
    """The area in the words of the command line."""
    if due.domain is None:
        return _("The centre's file")
    return _("Restricted cases") if due.is_restricted else due.domain.value


def register(_root: typer.Typer) -> None:
    """Nothing to add: the commands stand in the group of the accounts."""
