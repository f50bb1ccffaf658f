# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``appointment join``, ``leave``, ``up``: lists of groups; ``due``, ``reminded``: who must be told."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of
from beratung.domain.appointments import AppointmentState, CancelledBy, RemindBy, Scope
from beratung.domain.errors import N_, NotFound
from beratung.domain.reading import NotOneOf
from beratung.i18n import _

if TYPE_CHECKING:
    from uuid import UUID

    from beratung.centre import Centre
    from beratung.domain.calendar_views import ParticipantLine

group = typer.Typer()
W = TypeVar("W", Scope, CancelledBy, AppointmentState)
Id = Annotated[str, typer.Argument(metavar="ID")]
ScopeOption = Annotated[str, typer.Option(help=N_("Of a series: one, following or all."))]


@group.command(help=N_("Give a client a place in a group, or on its waiting list."))
def join(
    record: Id,
    client: Annotated[str, typer.Option(help=N_("The client's id, or that of the case."))],
    no_waiting: Annotated[
        bool, typer.Option("--no-waiting", help=N_("Refuse if there is no free place."))
    ] = False,
    scope: ScopeOption = "one",
) -> None:
    """Join."""
    meant = scope_of(scope)
    with counselling() as centre:
        found = id_of(client, "--client")
        own = centre.clients.client_of(found)
        service, case = centre.appointments, centre.clients.case_of(found)
        service.join(id_of(record), own, case, may_wait=not no_waiting, remind=RemindBy.SLIP, scope=meant)
        line = _line_of(centre, id_of(record), own)
    output.emit(participant(line), lambda: output.print_line(line.state.value))


@group.command(help=N_("Take a client off the list of a group."))
def leave(
    record: Id,
    client: Annotated[str, typer.Option(help=N_("The client's id, or that of the case."))],
    by: Annotated[str, typer.Option(help=N_("Who called off: client or centre."))] = "client",
) -> None:
    """Leave."""
    who = word_of(by, CancelledBy, "--by")
    with counselling() as centre:
        own = centre.clients.client_of(id_of(client, "--client"))
        centre.appointments.leave(_line_of(centre, id_of(record), own).id, who)
        listed = centre.appointments.group(id_of(record))
    document = {"appointment": record, "next_up": [str(line.client) for line in listed.next_up]}
    output.emit(document, lambda: output.print_line("\n".join(line.who for line in listed.next_up)))


@group.command("up", help=N_("Give a place to a client who waits for one."))
def move_up(
    record: Id, client: Annotated[str, typer.Option(help=N_("The client's id, or that of the case."))]
) -> None:
    """Move up."""
    with counselling() as centre:
        own = centre.clients.client_of(id_of(client, "--client"))
        centre.appointments.move_up(_line_of(centre, id_of(record), own).id)
        line = _line_of(centre, id_of(record), own)
    output.emit(participant(line), lambda: output.print_line(line.state.value))


@group.command(help=N_("List who is to be reminded, or told of a change."))
def due(on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "") -> None:
    """List reminders."""
    day = day_of(on, "--on")
    with counselling() as centre:
        lines = centre.appointments.due_list(day)
    document = {
        "due": [
            {
                "id": str(line.id),
                "appointment": str(line.appointment),
                "client": str(line.client),
                "name": line.who,
                "phone": line.phone,
                "start": line.start.isoformat(),
                "by": line.by.value,
                "changed": line.is_changed,
            }
            for line in lines
        ]
    }
    headers = (_("When"), _("Name"), _("Phone"), _("How"), _("Id"))
    rows = [
        (f"{line.start:%d.%m. %H:%M}", line.who, line.phone, line.by.value, str(line.id)) for line in lines
    ]
    output.emit(document, lambda: output.table(headers, rows))


@group.command(help=N_("Say that somebody of the due list was reminded."))
def reminded(record: Id) -> None:
    """Mark as reminded."""
    with counselling() as centre:
        centre.appointments.mark_reminded(id_of(record))
    output.emit({"reminded": record})


def _line_of(centre: "Centre", group: "UUID", client: "UUID") -> "ParticipantLine":
    view = centre.appointments.group(group)
    for line in (*view.taking_part, *view.waiting, *view.gone):
        if line.client == client:
            return line
    raise NotFound


def participant(line: "ParticipantLine") -> dict[str, Any]:
    """Return a line of the list for JSON."""
    return {
        "participant": str(line.id),
        "client": str(line.client),
        "name": line.who,
        "state": line.state.value,
        "place": line.lane,
        "kept_apart": line.is_kept_apart,
    }


def scope_of(text: str) -> Scope:
    """Return what of a series is meant."""
    return word_of(text, Scope, "--scope")


def word_of(text: str, words: type[W], place: str) -> W:
    """Return one of a few words as it was typed."""
    try:
        return words(text)
    except ValueError:
        raise NotOneOf(place=place, known=", ".join(words)) from None
