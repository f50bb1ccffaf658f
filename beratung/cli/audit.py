# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``audit``: who did what when, and whether the trail is whole."""

from datetime import UTC, datetime, time
from typing import Annotated

import typer

from beratung.cli import output
from beratung.cli.centres import report
from beratung.cli.session import day_of, opened
from beratung.domain.errors import N_
from beratung.i18n import _

audit = typer.Typer(no_args_is_help=True)


@audit.command(help=N_("List who did what when, newest first; it names no client."))
def show(
    since: Annotated[str, typer.Option(help=N_("From this day on."))] = "",
    limit: Annotated[int, typer.Option(min=1, help=N_("At most so many."))] = 1000,
) -> None:
    """Show the trail."""
    first = day_of(since, "--since")
    start = datetime.combine(first, time()).astimezone(UTC) if first is not None else None
    with opened() as centre:
        lines = centre.trail.show(start, limit=limit)
    document = {
        "entries": [
            {
                "at": line.at.astimezone().isoformat(),
                "user": line.user_name or str(line.user),
                "sheet": line.is_sheet,
                "action": line.action.value,
                "what": line.kind,
                "subject": line.subject,
                "place": line.place,
            }
            for line in lines
        ]
    }

    def show_all() -> None:
        headers = (_("When"), _("Who"), _("Did"), _("What"), _("Subject"))
        rows = [
            (
                output.moment(line.at),
                _("the recovery sheet") if line.is_sheet else line.user_name or str(line.user),
                line.action.value,
                line.kind,
                line.subject,
            )
            for line in lines
        ]
        output.table(headers, rows)

    output.emit(document, show_all)


@audit.command(help=N_("Check that no entry is missing or changed; ends with 1 where something was found."))
def verify() -> None:
    """Check the trail."""
    from beratung.domain.views import Verification

    with opened() as centre:
        findings = tuple(centre.trail.verify())
    report(Verification(findings=findings, covered=(), not_covered=()), stated=False)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(audit, name="audit", help=N_("The audit trail: show, verify."))
