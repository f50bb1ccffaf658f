# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``consent``: what a client allows to be told, and to whom."""

from typing import Annotated

import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of
from beratung.domain.errors import N_
from beratung.i18n import _

consent = typer.Typer(no_args_is_help=True)


@consent.command(help=N_("Record a consent for one recipient."))
def add(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    *,
    recipient: Annotated[str, typer.Option(help=N_("To whom something may be told."))],
    fields: Annotated[str, typer.Option(help=N_("What may be told, separated by commas."))],
    until: Annotated[str, typer.Option(help=N_("Last day on which it holds."))] = "",
    language: Annotated[str, typer.Option(help=N_("Language in which it was explained."))] = "",
    purpose: Annotated[str, typer.Option(help=N_("What it is for."))] = "",
    schweigepflicht: Annotated[
        bool, typer.Option("--schweigepflichtentbindung", help=N_("Both sides may talk to each other."))
    ] = False,
) -> None:
    """Record a consent."""
    import msgspec

    from beratung.domain.cases import ConsentKind
    from beratung.privacy.consents import read_fields

    kind = ConsentKind.SCHWEIGEPFLICHTENTBINDUNG if schweigepflicht else ConsentKind.EINWILLIGUNG
    chosen = read_fields(word for word in fields.split(",") if word.strip())
    last = day_of(until, "--until")
    with counselling() as centre:
        own = centre.clients.case_of(id_of(case, "CASE"))
        given = centre.privacy.new_consent(
            own, recipient, chosen, kind=kind, purpose=purpose, until=last, language=language
        )
        centre.privacy.give_consent(msgspec.structs.replace(given, is_mutual=schweigepflicht))
    output.emit({"consent": str(given.id)}, lambda: output.pairs(((_("Consent"), given.id),)))


@consent.command(help=N_("Revoke a consent; from that day on it holds no more."))
def revoke(
    consent_id: Annotated[str, typer.Argument(metavar="ID")],
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
) -> None:
    """Revoke a consent."""
    own = id_of(consent_id)
    day = day_of(on, "--on")
    with counselling() as centre:
        centre.privacy.revoke_consent(own, day)
        revoked = output.iso(day or centre.clock.today())
    output.emit({"consent": str(own), "revoked": revoked}, lambda: output.print_line(_("Revoked.")))


@consent.command("list", help=N_("List the consents of a case."))
def list_consents(case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """List consents."""
    with counselling() as centre:
        found = centre.privacy.consents(centre.clients.case_of(id_of(case, "CASE")))
        today = centre.clock.today()
    document = {
        "consents": [
            {
                "consent": str(entry.id),
                "recipient": entry.recipient,
                "fields": [field.value for field in entry.fields],
                "given_on": output.iso(entry.given_on),
                "until": output.iso(entry.until),
                "revoked_on": output.iso(entry.revoked_on),
                "valid": entry.is_valid(today),
            }
            for entry in found
        ]
    }

    def show() -> None:
        headers = (_("Recipient"), _("Fields"), _("Until"), _("Holds"), _("Id"))
        rows = [
            (
                entry.recipient,
                ", ".join(entry.fields),
                output.day(entry.until),
                _("yes") if entry.is_valid(today) else _("no"),
                str(entry.id),
            )
            for entry in found
        ]
        output.table(headers, rows)

    output.emit(document, show)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(consent, name="consent", help=N_("Consents: record, revoke, list."))
