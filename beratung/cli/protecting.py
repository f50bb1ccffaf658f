# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The command ``protect``: hides as little of a set of tables as possible, or checks the proof of such a file.

It works without any centre and loads nothing of it; the check loads no solver either.
"""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.session import options, read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import OutOfRange
from beratung.i18n import _, ngettext

if TYPE_CHECKING:
    from beratung.reports.protection.document import CannotProtect

LONGEST = 86_400


class CannotWrite(BadInput):
    """A file that cannot be written."""

    message = N_("%(place)s: this file cannot be written.")


def protect(
    file: Annotated[
        str, typer.Argument(help=N_("File with tables; or the word check, and a protected file."))
    ],
    checked: Annotated[str, typer.Argument(help=N_("The file to check."))] = "",
    seconds: Annotated[
        float, typer.Option(help=N_("Stop after so many seconds with a plan that is safe; 0 means no limit."))
    ] = 0.0,
    out: Annotated[
        str, typer.Option(help=N_("Where the protected tables are written with their proof."))
    ] = "",
) -> None:
    """Protect tables, or check the proof of protected ones."""
    if file == "check" and checked:
        _check(checked)
        return
    if checked:
        raise typer.BadParameter(checked)
    if not 0 <= seconds <= LONGEST:
        raise OutOfRange(place="--seconds", low=0, high=LONGEST)
    _protect(read_object(file, "FILE"), seconds, out)


def _protect(given: dict[str, Any], seconds: float, out: str) -> None:
    from beratung.reports.protection.document import CannotProtect
    from beratung.reports.protection.document import protect as protect_tables

    with output.progress(_("Hiding small numbers")) as advance:

        def on_round(hidden: int, least: int) -> None:
            advance(least, max(hidden, 1))

        try:
            document = protect_tables(given, seconds=seconds or math.inf, on_round=on_round).document
        except CannotProtect as refused:
            if options().as_json:
                output.emit(_refusal(refused))
            raise
    if out:
        try:
            Path(out).expanduser().write_text(
                json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        except OSError as fault:
            raise CannotWrite(place="--out") from fault
    output.emit(document, lambda: _show(document))


def _refusal(refused: "CannotProtect") -> dict[str, Any]:
    merges = [
        {"dimension": merge.dimension, "categories": list(merge.categories)} for merge in refused.merges
    ]
    return {"safe": False, "merge": merges}


def _show(document: dict[str, Any]) -> None:
    total = _("Total")
    for table in document["tables"]:
        rows = [
            (
                *(cell["key"].get(dimension, total) for dimension in table["dimensions"]),
                "." if cell["count"] is None else str(cell["count"] or "-"),
            )
            for cell in table["cells"]
        ]
        output.table((*table["dimensions"], _("Count")), rows, table["name"])
    hidden = document["hidden_secondary"]
    said = ngettext(
        "%(hidden)d cell is hidden beside the small ones.",
        "%(hidden)d cells are hidden beside the small ones.",
        hidden,
    )
    output.print_line(said % {"hidden": hidden})
    if document["proven_best"]:
        output.print_line(_("Fewer are not enough."))
    else:
        least = document["lower_bound"]
        output.print_line(_("At least %(least)d are needed.") % {"least": least})
    for group in document.get("groups", ()):
        where = ", ".join(group["key"].values()) or total
        shared = _("%(table)s, %(row)s: everybody here shares %(category)s.")
        output.print_line(shared % {"table": group["table"], "row": where, "category": group["category"]})
    if document["stopped"]:
        output.print_line(_("The search was stopped before its end."))


def _check(file: str) -> None:
    given = read_object(file, "FILE")
    from beratung.reports.protection.checking import check

    found = check(given)
    document = {"ok": True, "hidden": found.hidden, "witnesses": found.witnesses}
    said = _("The proof holds: %(hidden)d hidden cells, shown safe by %(witnesses)d other tables.")
    output.emit(
        document, lambda: output.print_line(said % {"hidden": found.hidden, "witnesses": found.witnesses})
    )


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command(
        help=N_("Hide as little of a set of tables as possible; or check the proof: protect check FILE.")
    )(protect)
