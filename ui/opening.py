# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What unlocking needs, imported behind the window: crypto, database and services take a while to load."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from beratung.domain.errors import N_, BadInput, BeratungError

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.centre.recovering import Recovering
    from beratung.domain.base import Role
    from beratung.domain.recovery_views import FoundState
    from beratung.domain.views import CentreInfo, UserView
    from ui.screens.setup.join import Invitation

MOST_INVITATION = 1_000_000
"""Bytes; an invitation has a few thousand."""


class Unreadable(BadInput):
    """A file that cannot be read."""

    message = N_("The file %(place)s cannot be read. Please choose another one.")


def preload() -> None:
    """Import everything that unlocking needs, and let no dump of memory be written; call it off the GUI thread."""
    from beratung.centre import shield

    shield()


def read_info(folder: Path) -> "CentreInfo | None":
    """Return what anyone may know of a centre; None where there is none that can be read."""
    from beratung.centre import read_info as read

    try:
        return read(folder)
    except (BeratungError, OSError):
        return None


def open_centre(folder: Path, user: str, password: str) -> "Centre":
    """Unlock a centre; call it off the GUI thread, deriving the key takes its time.

    Raises:
        BeratungError: the password is wrong, or the centre cannot be opened; nothing was changed.
    """
    from beratung.centre import Centre

    info = read_info(folder)
    if info is not None and info.server:  # the folder holds the keys and remembers where the records lie
        return Centre.open(info.server, user=user, password=password, keys=folder)
    return Centre.open(folder, user=user, password=password)


def take_part(file: Path, folder: Path) -> "CentreInfo":
    """Let this computer take part in a centre on a server, by the file from another computer.

    Raises:
        BeratungError: the file, the folder or the server does not suit; nothing was made.
    """
    from beratung.centre import Centre

    try:
        content = file.read_bytes()[:MOST_INVITATION]
    except OSError as error:
        raise Unreadable(place=file.name) from error
    return Centre.join(content, folder)


class Created:
    """A centre that was just made and is open, with its recovery sheet as PDF, which is kept nowhere else."""

    def __init__(self, centre: "Centre", folder: Path, sheet: bytes) -> None:
        self.centre, self.folder, self.sheet = centre, folder, sheet

    def __repr__(self) -> str:
        return "<Created>"

    def save_sheet(self, file: Path) -> None:
        """Write the sheet where the user wants it, whole or not at all."""
        self.centre.letters.save(self.sheet, file)

    def try_sheet(self, code: str) -> None:
        """Open the centre with the sheet as it would be done after a loss; call it off the GUI thread.

        Raises:
            BeratungError: the code is wrong, or the sheet does not open everything.
        """
        from beratung.centre.recovering import Recovering

        with Recovering.open(self.folder, code) as sheet:
            sheet.check()

    def picture(self, width: int) -> bytes:
        """Return the sheet as a picture that is so many pixels wide."""
        return self.centre.letters.render_page(self.sheet, 0, width)


def create_centre(
    folder: Path, *, name: str, user: str, password: str, roles: frozenset["Role"], language: str
) -> Created:
    """Make a centre and its recovery sheet; call it off the GUI thread.

    Raises:
        BeratungError: the folder or the password cannot be taken; nothing was made.
    """
    from beratung.centre import Centre

    centre, recovery = Centre.create(folder, name=name, user=user, password=password, roles=roles)
    return Created(centre, folder, centre.recovery_pdf(recovery, language))


def read_invitation(file: Path) -> "tuple[bytes, Invitation]":
    """Return an invitation's file and what it says.

    Raises:
        BeratungError: it cannot be read, or is damaged.
    """
    from beratung.centre import Centre

    try:
        content = file.read_bytes()[:MOST_INVITATION]
    except OSError as error:
        raise Unreadable(place=file.name) from error
    return content, Centre.look_at_invitation(content)


def accept_invitation(folder: Path, file: bytes, password: str) -> str:
    """Make the invited user's keys and return the fingerprint that a colleague must confirm."""
    from beratung.centre import Centre

    return Centre.accept(folder, file, password).fingerprint


def judge_code(code: str) -> "tuple[bool | None, ...]":
    """Say of each group of a recovery code, as far as it was typed, whether it is mistyped."""
    from beratung.centre.recovering import judge_code as judge

    return judge(code).groups


def open_with_sheet(folder: Path, code: str) -> "tuple[Recovering, tuple[UserView, ...]]":
    """Open a centre with its recovery sheet, and return it with its accounts; nothing is changed.

    Raises:
        BeratungError: the code is wrong, or the centre cannot be opened.
    """
    from beratung.centre.recovering import Recovering

    sheet = Recovering.open(folder, code)
    return sheet, sheet.users()


def is_not_newest(error: BeratungError) -> bool:
    """Say whether an error means that the data is not known to be the newest."""
    from beratung.centre.recovering import is_not_newest as judge

    return judge(error)


def found_state(folder: Path, error: BeratungError) -> "FoundState":
    """Return what is known of the data that was found."""
    from beratung.centre.recovering import found_state as look

    return look(folder, error)


def accept_as(folder: Path, user: str, password: str) -> "FoundState":
    """Let somebody of the administration say that the found data is the newest."""
    from beratung.centre.recovering import accept_state

    return accept_state(folder, user=user, password=password)


def accept_with_sheet(folder: Path, code: str) -> "FoundState":
    """Let whoever has the recovery sheet say that the found data is the newest."""
    from beratung.centre.recovering import Recovering

    with Recovering.open(folder, code, accepts=True) as sheet:
        return sheet.accept_state()


def seconds_to_wait(folder: Path) -> float:
    """Return how long the next try to unlock will wait after wrong passwords."""
    from beratung.centre import Centre

    return Centre.seconds_to_wait(folder)


def is_wrong_password(error: BeratungError) -> bool:
    """Say whether an error means that user or password is wrong, and not that the centre cannot be opened."""
    from beratung.centre import WrongPassword

    return isinstance(error, WrongPassword)


Opener = Callable[[Path, str, str], "Centre"]
