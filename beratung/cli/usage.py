# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts a wrong call into one sentence. Nothing that was typed is repeated but the names of options."""

import re
from difflib import get_close_matches
from typing import Any

from beratung.i18n import _

_OPTION = re.compile(r"-{1,2}[a-z][a-z-]{0,30}")


def is_usage(error: Exception) -> bool:
    """Whether an error of typer says that the call was wrong."""
    return hasattr(error, "format_message") and getattr(error, "exit_code", 0) == 2


def _path(error: Any) -> str:  # noqa: ANN401 - typer's own error classes are private
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "beratung"


def _known(error: Any) -> list[str]:  # noqa: ANN401
    command = getattr(getattr(error, "ctx", None), "command", None)
    return sorted(getattr(command, "commands", {}))


def _parameter(error: Any) -> str:  # noqa: ANN401
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    names = [name for name in getattr(parameter, "opts", []) if name.startswith("--")]
    return names[0] if names else str(parameter.metavar or parameter.name).upper()


def explain_usage(error: Any) -> str:  # noqa: ANN401
    """Return one sentence that says what is wrong with a call, and where help is."""
    kind = type(error).__name__
    more = _("See %(command)s --help.") % {"command": _path(error)}
    if kind == "NoSuchOption":
        typed = error.option_name if _OPTION.fullmatch(str(error.option_name)) else "?"
        near = sorted(error.possibilities or [])
        if near:
            said = _("There is no option %(option)s; did you mean %(near)s?") % {
                "option": typed,
                "near": near[0],
            }
        else:
            said = _("There is no option %(option)s.") % {"option": typed}
    elif kind == "MissingParameter":
        said = _("%(what)s is missing.") % {"what": _parameter(error)}
    elif kind == "BadParameter":
        said = _("%(what)s: this value cannot be taken.") % {"what": _parameter(error) or "?"}
    elif kind == "BadOptionUsage":
        typed = error.option_name if _OPTION.fullmatch(str(error.option_name)) else "?"
        said = _("The option %(option)s needs a value, or takes none.") % {"option": typed}
    elif _known(error) and "command" in str(getattr(error, "message", "")).casefold():
        said = _no_command(error)
    else:
        said = _("There are more words than this command takes.")
    return f"{said} {more}"


def _no_command(error: Any) -> str:  # noqa: ANN401
    typed = re.findall(r"'([^']*)'", str(error.message))
    near = get_close_matches(typed[0], _known(error), n=1) if typed else []
    if near:
        return _("There is no such command; did you mean %(near)s?") % {"near": near[0]}
    return _("There is no such command. These are known: %(known)s.") % {"known": ", ".join(_known(error))}
