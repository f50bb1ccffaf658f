# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The commands put together, with help in the language that is spoken."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from beratung.cli.session import Options, take_options
from beratung.domain.errors import N_
from beratung.i18n import _
from beratung.i18n.translator import LANGUAGES

MODULES = (
    "centres",
    "servers",
    "recovering",
    "backups",
    "users",
    "rotation",
    "clients",
    "consents",
    "cases",
    "access",
    "offers",
    "matching",
    "letters",
    "appointments",
    "rooms",
    "interpreters",
    "interpreting",
    "workspace",
    "exchange",
    "handing",
    "planning",
    "protecting",
    "reports",
    "report_merging",
    "report_building",
    "report_looking",
    "report_years",
    "audit",
)
"""Where commands are defined; each has ``register(root)``."""

_VALUED = ("--centre", "--keys", "--user", "--password-file", "--lang")
_FLAGS = ("--json",)


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move the common options to the front, so that they may stand anywhere in a call."""
    common: list[str] = []
    others: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            others += [word, *rest]
        elif word in _FLAGS or word.startswith(tuple(f"{name}=" for name in _VALUED)):
            common.append(word)
        elif word in _VALUED:
            common.append(word)
            common += [value for value in [next(rest, None)] if value is not None]
        else:
            others.append(word)
    return common + others


def language(arguments: Sequence[str]) -> str:
    """Return the language that a call asks for: by its option, the environment, else German."""
    chosen = os.environ.get("BERATUNG_LANG", "")
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
        elif word == "--lang" and at + 1 < len(arguments):
            chosen = arguments[at + 1]
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _version(wanted: bool) -> None:
    if wanted:
        from beratung import __version__

        sys.stdout.write(f"beratung {__version__}\n")
        raise typer.Exit


def _common(
    *,
    centre: Annotated[
        str,
        typer.Option(
            envvar="BERATUNG_CENTRE", help=N_("Folder of the centre, or the address of a database server.")
        ),
    ] = "",
    keys: Annotated[str, typer.Option(help=N_("Folder of the keys, for a database server."))] = "",
    user: Annotated[str, typer.Option(envvar="BERATUNG_USER", help=N_("Who works."))] = "",
    password_file: Annotated[
        str,
        typer.Option(help=N_("File with the password; else BERATUNG_PASSWORD is used, or it is asked for.")),
    ] = "",
    lang: Annotated[str, typer.Option(help=N_("Language: de or en."))] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("Print the result as one JSON document."))
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=N_("Print the version and end.")),
    ] = False,
) -> None:
    del version
    if lang and lang not in LANGUAGES:
        from beratung.domain.reading import NotOneOf

        raise NotOneOf(place="--lang", known=", ".join(LANGUAGES))
    take_options(
        Options(
            centre=centre,
            keys=keys,
            user=user,
            password_file=password_file,
            as_json=as_json,
            lang=lang or "de",
        )
    )


def _translated(command: Any) -> Any:  # noqa: ANN401 - typer's own command classes are private
    """Translate the help of a command, its options and all commands below it."""
    if command.help:
        command.help = _(command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for below in getattr(command, "commands", {}).values():
        _translated(below)
    return command


def build() -> Any:  # noqa: ANN401
    """Return the whole command with help in the language that is spoken now."""
    root = typer.Typer(
        name="beratung",
        help=N_("Case records, offers and letters of a counselling centre, without a window."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    root.callback()(_common)
    for name in MODULES:
        import_module(f"beratung.cli.{name}").register(root)
    return _translated(typer.main.get_command(root))
