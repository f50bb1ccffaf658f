# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``centre`` where a server comes in: move there, let another computer take part."""

from pathlib import Path
from typing import Annotated

import typer

from beratung.cli import output
from beratung.cli.centres import centre, write_new
from beratung.cli.session import opened, read_bytes
from beratung.domain.errors import N_
from beratung.i18n import _


@centre.command(help=N_("Move a centre from its folder to an empty database on a server."))
def move(
    address: Annotated[str, typer.Argument(metavar="URL", help=N_("postgresql://user@server/name"))],
) -> None:
    """Move a centre; the keys stay in the folder."""
    with opened() as unlocked, output.progress(_("Moving the centre")) as step:
        gone = unlocked.move(address, step)
    folder = gone.folder
    document = {"server": gone.address, "rows": gone.rows, "keys": folder}

    def show() -> None:
        output.print_line(_("The centre lies on the server now: %(server)s") % {"server": gone.address})
        output.print_line(
            _("Its keys stay in %(folder)s. From now on: --centre %(server)s --keys %(folder)s")
            % {"folder": folder, "server": gone.address}
        )
        output.print_line(
            _(
                "The old file there is not opened any more. Please delete %(file)s once the first backup"
                " of the server is made: deletions on the server do not reach it."
            )
            % {"file": ", ".join(sorted(path.name for path in Path(folder).glob("beratung*.db")))}
        )

    output.emit(document, show)


@centre.command(help=N_("Write the file by which another computer takes part in a centre on a server."))
def workstation(
    out: Annotated[Path, typer.Option(help=N_("Where the file is written."))],
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help=N_("For a colleague who accepts an invitation there."))
    ] = False,
) -> None:
    """Write a file for another computer."""
    with opened() as unlocked:
        content = unlocked.workstation_file(with_keys=not without_keys)
    write_new(out, content, "--out")
    said = _("The file is ready: %(file)s. On the other computer: beratung centre join %(file)s DIR")
    if not without_keys:
        said += "\n" + _(
            "It holds your key file, which opens with your password only. Please delete it afterwards."
        )
    output.emit(
        {"file": str(out), "has_keys": not without_keys},
        lambda: output.print_line(said % {"file": str(out)}),
    )


@centre.command(help=N_("Let this computer take part in a centre on a server."))
def join(
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The file from the other computer."))],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=N_("A new folder for the keys."))],
    address: Annotated[
        str, typer.Argument(metavar="[URL]", help=N_("Another address of the server than the file names."))
    ] = "",
) -> None:
    """Make the folder of keys on another computer."""
    from beratung.centre import Centre

    found = Centre.join(read_bytes(file, "FILE"), folder, address)
    place = str(folder.expanduser().absolute())
    document = {"id": str(found.id), "name": found.name, "folder": place, "server": found.server}
    said = _("This computer takes part in %(name)s. Keys: %(folder)s. Server: %(server)s")
    output.emit(
        document,
        lambda: output.print_line(said % {"name": found.name, "folder": place, "server": found.server}),
    )


def register(_root: typer.Typer) -> None:
    """The commands stand in the group ``centre``."""
