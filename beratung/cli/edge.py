# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The edge of the command line: every fault becomes one sentence on stderr that names nobody."""

import os
import sys
from collections.abc import Sequence

import typer

from beratung.cli.app import build, hoist, language
from beratung.cli.session import Options, take_options
from beratung.cli.usage import explain_usage, is_usage
from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain, speak

_STOPPED = 130
"""What typer makes of Ctrl+C."""


def _complain(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def run(arguments: Sequence[str]) -> int:
    """Carry out one call and return its exit code: 0 done, 1 refused or found something, 2 wrong call.

    Every fault becomes one sentence on stderr that names nobody.
    """
    speak(language(arguments))
    take_options(Options())
    try:
        outcome = build().main(args=hoist(arguments), prog_name="beratung", standalone_mode=False)
    except BeratungError as error:
        _complain(explain(error))
        return error.exit_code
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        _complain(_("Cancelled. Nothing was changed."))
        return 1
    except Exception as error:  # noqa: BLE001 - the edge of the command line
        return _unexpected(error)
    if outcome == _STOPPED:
        raise KeyboardInterrupt
    return outcome if isinstance(outcome, int) else 0


def _unexpected(error: Exception) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        _complain(str(getattr(error, "message", "")))
        return 2
    if is_usage(error):
        _complain(explain_usage(error))
        return 2
    if os.environ.get("BERATUNG_DEBUG"):
        raise error
    _complain(
        _("Something went wrong (%(kind)s). What was saved before is safe.") % {"kind": type(error).__name__}
    )
    return 1


def main() -> None:
    """Run the program on the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except KeyboardInterrupt:
        _complain(_("Interrupted. What was saved before is safe."))
        code = 1
    sys.exit(code)
