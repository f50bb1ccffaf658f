# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``user``: invitations, grants, suspensions."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.centres import FileExists, read_roles, write_new
from beratung.cli.session import named_centre, opened, options, password, read_bytes
from beratung.domain.errors import N_
from beratung.i18n import _, pgettext

if TYPE_CHECKING:
    from beratung.centre import Centre

user = typer.Typer(no_args_is_help=True)


def _waits(centre: "Centre", name: str) -> list[str]:
    return next((list(entry.missing) for entry in centre.pending() if entry.name == name), [])


@user.command(help=N_("Invite somebody; the file goes to them, and nobody knows their password."))
def add(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    roles: Annotated[str, typer.Option(help=N_("counsellor, sprachmittler, supervisor, admin."))],
    out: Annotated[Path, typer.Option(help=N_("Where the invitation is written."))],
) -> None:
    """Invite a user; the file is written first, so that nobody is invited whose invitation cannot be kept."""
    chosen = read_roles(roles)
    with ExitStack() as undo:

        def keep(content: bytes) -> None:
            write_new(out, content, "--out")
            undo.callback(out.unlink, missing_ok=True)

        if out.exists():
            raise FileExists(place="--out")
        with opened() as centre:
            invited = centre.invite(name, chosen, keep)
            undo.pop_all()
            pending = _waits(centre, name)
    document = {"user": str(invited.user), "fingerprint": invited.fingerprint, "pending": pending}

    def show() -> None:
        output.print_line(_("The invitation is in %(file)s.") % {"file": str(out)})
        output.print_line(
            _("Whoever accepts it must see this fingerprint: %(fingerprint)s")
            % {"fingerprint": invited.fingerprint}
        )

    output.emit(document, show)


@user.command(help=N_("Accept an invitation under a password of your own."))
def accept(
    file: Annotated[str, typer.Argument(metavar="FILE")],
    answer_out: Annotated[
        str, typer.Option(help=N_("Where your answer is written, for a colleague at another computer."))
    ] = "",
) -> None:
    """Make the invited user's keys."""
    from beratung.centre import Centre

    place = named_centre()
    content = read_bytes(file, "FILE")
    view = Centre.look_at_invitation(content)
    output.say(
        _("Invitation of %(by)s. Fingerprint of the centre: %(fingerprint)s")
        % {"by": view.invited_by, "fingerprint": view.fingerprint}
    )
    secret = password(_("New password"), new=True)
    accepted = Centre.accept(place, content, secret, keys=options().keys or None)
    if answer_out:
        write_new(Path(answer_out), accepted.answer, "--answer-out")
    document = {"user": str(accepted.user), "fingerprint": accepted.fingerprint}
    said = _("Done. Read this fingerprint to the colleague who confirms: %(fingerprint)s")
    output.emit(document, lambda: output.print_line(said % {"fingerprint": accepted.fingerprint}))


@user.command(help=N_("Confirm somebody whose fingerprint you compared, and grant what you hold."))
def grant(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    fingerprint: Annotated[str, typer.Option(help=N_("The fingerprint that they read out."))],
    answer: Annotated[
        str, typer.Option(help=N_("The answer of somebody who accepted at another computer."))
    ] = "",
) -> None:
    """Grant keys."""
    with opened() as centre:
        content = read_bytes(answer, "--answer") if answer else None
        missing = list(centre.grant(name, fingerprint, answer=content))
        found = next(
            (entry for entry in centre.users() if entry.name.casefold() == name.strip().casefold()), None
        )
    document = {"user": str(found.id) if found else name, "pending": missing}

    def show() -> None:
        if missing:
            said = _("Confirmed. A colleague who holds it must still grant: %(missing)s")
            output.print_line(said % {"missing": ", ".join(missing)})
        else:
            output.print_line(_("Confirmed. The account can work now."))

    output.emit(document, show)


@user.command(help=N_("Take an invitation back that nobody has confirmed."))
def withdraw(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Withdraw an invitation."""
    with opened() as centre:
        centre.withdraw(name)
    said = _("The invitation is taken back.")
    output.emit({"user": name, "withdrawn": True}, lambda: output.print_line(said))


@user.command(help=N_("Suspend somebody at once."))
def suspend(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Suspend a user."""
    with opened() as centre:
        centre.suspend(name)
    said = _("The account is suspended.")
    output.emit({"user": name, "suspended": True}, lambda: output.print_line(said))


@user.command("list", help=N_("List all accounts and what they wait for."))
def list_users() -> None:
    """List users and invitations, and which keys are to be changed."""
    from beratung.cli.rotation import line_of, print_due

    with opened() as centre:
        users = centre.users()
        pending = {entry.user: entry for entry in centre.pending()}
        due = centre.rotation.due()
    known = {entry.id for entry in users}
    rows = [
        {
            "id": str(entry.id),
            "name": entry.name,
            "roles": sorted(entry.roles),
            "fingerprint": entry.fingerprint,
            "suspended": entry.is_suspended,
            "revoked": entry.is_revoked,
            "pending": list(pending[entry.id].missing) if entry.id in pending else [],
        }
        for entry in users
    ]
    rows += [
        {
            "id": str(entry.user),
            "name": entry.name,
            "roles": sorted(entry.roles),
            "fingerprint": entry.fingerprint,
            "suspended": False,
            "revoked": False,
            "pending": list(entry.missing),
        }
        for entry in pending.values()
        if entry.user not in known
    ]

    def show() -> None:
        headers = (_("Name"), _("Roles"), _("Fingerprint"), _("State"))
        lines = []
        for row in rows:
            waits = ", ".join(str(word) for word in row["pending"])  # type: ignore[attr-defined]
            if row["revoked"]:
                state = pgettext("user", "closed")
            elif row["suspended"]:
                state = pgettext("user", "suspended")
            else:
                state = _("waits for: %(waits)s") % {"waits": waits} if waits else _("active")
            roles = ", ".join(str(role) for role in row["roles"])  # type: ignore[attr-defined]
            lines.append((str(row["name"]), roles, str(row["fingerprint"]), state))
        output.table(headers, lines)
        print_due(due)

    output.emit({"users": rows, "due": [line_of(entry) for entry in due]}, show)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(user, name="user", help=N_("Accounts: invite, accept, grant, suspend."))
