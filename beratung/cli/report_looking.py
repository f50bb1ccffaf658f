# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Of the group ``report``: one table over the parts of some years."""

from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.report_merging import percent, remedies, uncorrected
from beratung.cli.session import opened
from beratung.domain.errors import N_, Refused
from beratung.domain.reading import NotOneOf, OutOfRange
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.domain.statistics_views import Trend

MOST_YEARS = 5


class NothingOver(Refused):
    """A report of which no quarter is over yet, or that is made for whole years only."""

    message = N_("%(place)s: no quarter of this report is over yet.")


def register(root: typer.Typer) -> None:
    """Add the command to the group ``report``."""
    group = group_of(root, "report")
    group.command("correction", help=N_("Say how much a correction would hide; nothing is released."))(
        correction
    )
    group.command("trend", help=N_("Show a table over the quarters of some years, protected together."))(
        trend
    )


def correction(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The report, as report list names it."))],
    period: Annotated[str, typer.Option("--period", help=N_("2026, 2026-H1, 2026-Q3 or 2026-07."))],
) -> None:
    """Say what correcting a released report would bring about."""
    with opened() as centre, output.progress(_("Hiding small numbers")), uncorrected(name, period):
        after = centre.reports.correction(name, period)
        before = centre.reports.preview(name, period)
    document = {
        "report": name,
        "period": period,
        "hidden_share": round(after.hidden_share, 4),
        "released_hidden_share": round(before.hidden_share, 4),
    }
    said = _("As a correction %(after)s of the numbers stay in the house; now it is %(before)s.")
    shares = {"after": percent(after.hidden_share), "before": percent(before.hidden_share)}
    output.emit(document, lambda: output.print_line(said % shares))


def trend(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The report, as report list names it."))],
    *,
    table: Annotated[str, typer.Option("--table", help=N_("The table; without it the first one."))] = "",
    years: Annotated[int, typer.Option("--years", help=N_("How many years, this one included."))] = 1,
) -> None:
    """Show how it went."""
    if not 1 <= years <= MOST_YEARS:
        raise OutOfRange(place="--years", low=1, high=MOST_YEARS)
    with opened() as centre, output.progress(_("Hiding small numbers")) as advance, remedies(name):
        known = dict(centre.reports.trend_tables(name))
        if not known:
            raise NothingOver(place=name)
        if table and table not in known:
            raise NotOneOf(place="--table", known=", ".join(known))
        chosen, this = table or next(iter(known)), int(centre.reports.periods(name)[0].code[:4])
        found = centre.reports.trend(name, chosen, range(this - years + 1, this + 1), progress=advance)
    document = {
        "report": name,
        "table": chosen,
        "title": found.title,
        "tables": list(known),
        "lines": [
            {
                "code": line.category.code,
                "label": line.category.label,
                "points": [{"period": point.period, "count": point.cell.value} for point in line.points],
            }
            for line in found.lines
        ],
    }
    output.emit(document, lambda: _print(found))


def _print(found: "Trend") -> None:
    points = found.lines[0].points if found.lines else ()
    rows = [(line.category.label, *(point.cell.text for point in line.points)) for line in found.lines]
    output.print_line(found.title)
    output.table(("", *(point.label for point in points)), rows)
