# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every command shares: the common options, the opened centre, passwords, files that come in.

A module of commands has ``register(root: typer.Typer)``, which adds its commands and groups. Help texts are
msgids marked by ``N_``; they are translated when the program starts. What is heavy is imported in the command.
"""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from beratung.domain.errors import N_, BadInput, Refused
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre import Centre

_MOST_BYTES = 8 * 1024 * 1024


class Options(msgspec.Struct, kw_only=True):
    """The common options of this call."""

    centre: str = ""
    keys: str = ""
    user: str = ""
    password_file: str = ""
    as_json: bool = False
    lang: str = "de"
    zone: str = ""
    """The time zone of the centre, once it is open; times are shown in it."""


class CentreNotNamed(BadInput):
    """A command that needs a centre was called without one."""

    message = N_("%(place)s: please say which centre is meant, or set BERATUNG_CENTRE.")


class UserNotNamed(BadInput):
    """A command that opens the centre was called without a user."""

    message = N_("%(place)s: please say who you are, or set BERATUNG_USER.")


class PasswordMissing(BadInput):
    """There is nobody to ask for the password."""

    message = N_("%(place)s: a password is needed. Please use a password file or %(variable)s.")


class PasswordsDiffer(Refused):
    """A new password was not typed twice the same way."""

    message = N_("The two passwords differ. Nothing was changed.")
    exit_code = 2


class FileUnreadable(BadInput):
    """A file that cannot be read."""

    message = N_(
        "%(place)s: the file cannot be read. Please check where it lies and whether you may open it."
    )


class FileUnwritable(BadInput):
    """A file that cannot be written."""

    message = N_(
        "%(place)s: the file cannot be written. Please check that the folder is there, has room and is yours to write."
    )


class FileTooLarge(BadInput):
    """A file that is larger than anything this command takes."""

    message = N_("%(place)s: the file is too large.")


class NoJson(BadInput):
    """A file that is no JSON."""

    message = N_("%(place)s: this is no valid JSON (near line %(line)d).")


class NoId(BadInput):
    """Something that is no id."""

    message = N_("%(place)s: this is no id. It looks like 0f8fad5b-d9cb-469f-a165-70867728950e.")


_CURRENT = Options()


def options() -> Options:
    """Return the common options of this call."""
    return _CURRENT


def take_options(given: Options) -> None:
    """Use these options from now on."""
    for field in Options.__struct_fields__:
        setattr(_CURRENT, field, getattr(given, field))


@contextmanager
def opened() -> Iterator["Centre"]:
    """Unlock the centre that is named, and lock it at the end.

    Raises:
        CentreNotNamed, UserNotNamed, PasswordMissing: the call lacks something.
    """
    from beratung.centre import Centre

    place = named_centre()
    if not _CURRENT.user:
        raise UserNotNamed(place="--user")
    centre = Centre.open(place, user=_CURRENT.user, password=password(), keys=_CURRENT.keys or None)
    _CURRENT.zone = centre.settings.calendar.zone
    try:
        yield centre
    finally:
        centre.lock()


@contextmanager
def counselling() -> Iterator["Centre"]:
    """Unlock the centre for a job that reads or writes cases.

    Raises:
        NoCounsellor: this user holds no keys for that.
    """
    with opened() as centre:
        centre.need_counsel()
        yield centre


def named_centre() -> str:
    """Return the folder or address of the centre that is named."""
    if not _CURRENT.centre:
        raise CentreNotNamed(place="--centre")
    return _CURRENT.centre


def password(
    prompt: str = "",
    *,
    file: str = "",
    variable: str = "BERATUNG_PASSWORD",
    new: bool = False,
    option: str = "--second-password-file",
) -> str:
    """Return a password: from a file, from the environment, or asked for without echo.

    A ``new`` one that is asked for must be typed twice. ``option`` names the file's option for any other password
    than the user's own.
    """
    own = variable == "BERATUNG_PASSWORD"
    place = "--password-file" if own else option
    chosen = file or (_CURRENT.password_file if own else "")
    if chosen:
        return read_bytes(chosen, place).decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise PasswordMissing(place=place, variable=variable)
    asked, again = prompt or _("Password"), _("The same password again")
    typed = getpass.getpass(f"{asked}: ", stream=sys.stderr)
    if new and getpass.getpass(f"{again}: ", stream=sys.stderr) != typed:
        raise PasswordsDiffer
    return typed


def read_bytes(file: str, place: str = "--file") -> bytes:
    """Return what a file holds; ``-`` is standard input."""
    try:
        if file == "-":
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(file).expanduser().open("rb") as opened_file:
                content = opened_file.read(_MOST_BYTES + 1)
    except OSError:
        raise FileUnreadable(place=place) from None
    if len(content) > _MOST_BYTES:
        raise FileTooLarge(place=place)
    return content


def read_json(file: str, place: str = "--file") -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of a file; ``-`` is standard input."""
    import json

    raw = read_bytes(file, place)
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        raise NoJson(place=place, line=fault.lineno) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NoJson(place=place, line=1) from None


def _no_constant(word: str) -> None:
    raise ValueError(word)


def read_object(file: str, place: str = "--file") -> dict[str, Any]:
    """Return the JSON object of a file."""
    from beratung.domain.reading import WrongShape

    found = read_json(file, place)
    if not isinstance(found, dict):
        raise WrongShape(place=place, wanted=N_("an object with named fields"))
    return found


def id_of(text: str, place: str = "ID") -> UUID:
    """Return an id as it was typed."""
    try:
        return UUID(text.strip())
    except ValueError:
        raise NoId(place=place) from None


def day_of(text: str, place: str) -> date | None:
    """Return a day as it was typed, None where nothing was."""
    from beratung.domain.reading import read_day

    return read_day(text, place) if text else None
