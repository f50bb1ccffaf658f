# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The commands of the group ``centre`` for when something is lost: a password, or the proof that all is newest."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.centres import centre
from beratung.cli.session import (
    UserNotNamed,
    named_centre,
    options,
    password,
    read_bytes,
)
from beratung.domain.errors import N_, BadInput, Refused
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre.recovering import Recovering

CODE_FILE = N_("File with the code of the recovery sheet; - is standard input. Else it is asked for.")


class StillSuspended(Refused):
    """A suspended account was to get a new password, and nobody said that the suspension ends."""

    message = N_("This account is suspended. Nothing was changed; --reinstate also ends the suspension.")


class CodeMissing(BadInput):
    """There is nobody to ask for the recovery code."""

    message = N_("%(place)s: the code of the recovery sheet is needed. Please use a file.")


def typed_code(file: str) -> str:
    """Return the recovery code from a file, or as it is typed, without echo."""
    if file:
        return read_bytes(file, "--code-file").decode("utf-8", "replace").strip()
    if not sys.stdin.isatty():
        raise CodeMissing(place="--code-file")
    return getpass.getpass(_("Code of the recovery sheet") + ": ", stream=sys.stderr)


@centre.command(help=N_("Give the account of --user a new password, with the code of the recovery sheet."))
def recover(
    code_file: Annotated[str, typer.Option(help=CODE_FILE)] = "",
    reinstate: Annotated[bool, typer.Option("--reinstate", help=N_("Also end a suspension."))] = False,
) -> None:
    """Reset a password; the code is tried before a new password is asked for."""
    from beratung.centre.recovering import Recovering

    place, user = named_centre(), options().user
    if not user:
        raise UserNotNamed(place="--user")
    code = typed_code(code_file)
    with Recovering.open(place, code, keys=options().keys or None) as sheet:
        _check_suspension(sheet, user, reinstates=reinstate)
        secret = password(_("New password"), new=True)
        done = sheet.reset(user, secret, reinstates=reinstate)
    document = {"user": str(done.user.id), "reinstated": done.is_reinstated}

    def show() -> None:
        output.print_line(_("The new password is set. Please put the recovery sheet back into its envelope."))
        if done.is_reinstated:
            output.print_line(_("The account is not suspended any more."))

    output.emit(document, show)


def _check_suspension(sheet: "Recovering", user: str, *, reinstates: bool) -> None:
    """Say it before a new password is asked for; a closed account is refused for what it is."""
    for account in sheet.users():
        is_named = account.name.casefold() == user.strip().casefold()
        if is_named and account.is_suspended and not account.is_revoked and not reinstates:
            raise StillSuspended


@centre.command(
    help=N_(
        "Say that the data found here is the newest, where the centre refuses to open because it is older than "
        "what was last saved: as somebody of the administration, or with the recovery sheet."
    )
)
def accept(
    sheet: Annotated[
        bool, typer.Option("--sheet", help=N_("Use the recovery sheet; the code is asked for."))
    ] = False,
    code_file: Annotated[str, typer.Option(help=CODE_FILE)] = "",
) -> None:
    """Accept the state that was found."""
    from beratung.centre.recovering import Recovering, accept_state

    place, keys = named_centre(), options().keys or None
    if sheet or code_file:
        with Recovering.open(place, typed_code(code_file), keys=keys, accepts=True) as opened:
            found = opened.accept_state()
    else:
        if not options().user:
            raise UserNotNamed(place="--user")
        found = accept_state(place, user=options().user, password=password(), keys=keys)

    def show() -> None:
        said = _("From now on the state of save %(found)d is the newest. What was saved later is gone.")
        output.print_line(said % {"found": found.found})

    output.emit({"accepted": found.found}, show)


def register(root: typer.Typer) -> None:
    """Nothing to add: the commands belong to the group ``centre``."""
    del root
