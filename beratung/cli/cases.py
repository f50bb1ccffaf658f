# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``case``: look at a case, note consultations, close it; and what waits today."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of, read_object
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beratung.domain.views import Deadline

case = typer.Typer(no_args_is_help=True)


class CaseMissing(BadInput):
    """A note of no case that is not said to be anonymous."""

    message = N_("%(place)s: please name a case, or say --anonymous.")


@case.command(help=N_("Show a case with everything that was written in it."))
def show(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a case."""
    with counselling() as centre:
        document = centre.cases.export(centre.clients.case_of(id_of(record)))

    def show_all() -> None:
        output.pairs(
            (
                (_("Name"), document["name"]),
                (_("Case"), document["id"]),
                (_("Opened"), document["opened"]),
                (pgettext("case", "Open"), _("yes") if document["open"] else _("no")),
            )
        )
        notes = cast("list[dict[str, Any]]", document["consultations"])
        rows = [
            (
                str(n["on"]),
                ", ".join(n.get("topics", ())),
                str(n.get("text", "")),
                str(n.get("next_step", "")),
            )
            for n in notes
        ]
        output.table((_("Day"), _("Topics"), _("Text"), _("Next step")), rows)

    output.emit(document, show_all)


@case.command(help=N_("Note a consultation from a JSON object."))
def note(
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))],
    record: Annotated[str, typer.Argument(metavar="ID")] = "",
    anonymous: Annotated[bool, typer.Option("--anonymous", help=N_("Of somebody who gave no name."))] = False,
) -> None:
    """Note a consultation."""
    if not record and not anonymous:
        raise CaseMissing(place="ID")
    data = read_object(file)
    with counselling() as centre:
        own = None if anonymous else centre.clients.case_of(id_of(record))
        noted = centre.cases.note_from(own, data)
    document = {"consultation": str(noted.consultation)}
    output.emit(document, lambda: output.pairs(((_("Consultation"), noted.consultation),)))


@case.command(help=N_("List the facts that matching sees, with source and date of each."))
def facts(
    record: Annotated[str, typer.Argument(metavar="ID")],
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
) -> None:
    """List facts."""
    chosen = day_of(on, "--on")
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        lines = centre.cases.facts(own, chosen)
        day = chosen or centre.clock.today()
    found = {
        line.field: {
            "value": list(line.value) if isinstance(line.value, tuple) else line.value,
            "source": line.source,
            "on": output.iso(line.on),
            "derived": line.is_derived,
        }
        for line in lines
    }
    document = {"case": str(own), "on": output.iso(day), "facts": found}

    def show_all() -> None:
        rows = [
            (
                line.field,
                _value(line.value),
                line.source or (_("derived") if line.is_derived else ""),
                output.day(line.on),
            )
            for line in lines
        ]
        output.table((_("Fact"), _("Value"), _("Source"), _("Day")), rows)

    output.emit(document, show_all)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(str(entry) for entry in value)
    return _("not known") if value is None else str(value)


@case.command(help=N_("Close a case with a reason."))
def close(
    record: Annotated[str, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option(help=N_("Why, for example goals_reached, referred, moved."))],
    words: Annotated[str, typer.Option("--note", help=N_("More about it."))] = "",
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
) -> None:
    """Close a case."""
    from beratung.domain.cases import CloseReason
    from beratung.domain.reading import NotOneOf

    try:
        why = CloseReason(reason)
    except ValueError:
        raise NotOneOf(place="--reason", known=", ".join(CloseReason)) from None
    day = day_of(on, "--on")
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        centre.cases.close(own, why, words, day)
        closed = output.iso(day or centre.clock.today())
    document = {"case": str(own), "closed": closed, "reason": why.value}
    output.emit(document, lambda: output.print_line(_("Closed.")))


@case.command(help=N_("Open a closed case again."))
def reopen(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Reopen a case."""
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        centre.cases.reopen(own)
    output.emit({"case": str(own), "closed": None}, lambda: output.print_line(_("The case is open again.")))


@case.command(help=N_("List what waits: permits, next steps, consents, cases without a next step."))
def today(
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
) -> None:
    """List what waits."""
    with counselling() as centre:
        view = centre.cases.today(day_of(on, "--on"))
    document = {
        "on": output.iso(view.on),
        "open_cases": view.open_cases,
        "residence": _deadlines(view.residence),
        "next_steps": _deadlines(view.next_steps),
        "consents": _deadlines(view.consents),
        "without_next_step": _deadlines(view.without_next_step),
    }

    def show_all() -> None:
        for title, lines in (
            (_("Permits that run out"), view.residence),
            (_("Next steps"), view.next_steps),
            (_("Consents that run out"), view.consents),
            (_("Without a next step"), view.without_next_step),
        ):
            rows = [(output.day(line.on), line.name, line.detail, str(line.case or "")) for line in lines]
            if rows:
                output.table((_("Day"), _("Name"), _("What"), _("Case")), rows, title)

    output.emit(document, show_all)


def _deadlines(lines: "Iterable[Deadline]") -> list[dict[str, object]]:
    return [
        {
            "case": str(line.case) if line.case else None,
            "client": str(line.client) if line.client else None,
            "name": line.name,
            "on": output.iso(line.on),
            "days": line.days,
            "detail": line.detail,
        }
        for line in lines
    ]


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(case, name="case", help=N_("Cases: look, note, facts, close, and what waits today."))
