# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Of the group ``report``: which years are open, and closing one for good."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.session import opened, options
from beratung.domain.errors import N_, Refused
from beratung.domain.reading import OutOfRange
from beratung.i18n import _, ngettext, pgettext

if TYPE_CHECKING:
    from beratung.domain.statistics_views import YearState

EARLIEST, LATEST = 1990, 2199
Year = Annotated[int, typer.Argument(metavar="YEAR")]


class NotConfirmed(Refused):
    """The year was not typed once more."""

    message = N_("%(year)d was not closed.")


def register(root: typer.Typer) -> None:
    """Add the commands to the group ``report``."""
    group = group_of(root, "report")
    group.command("years", help=N_("List the years that were counted, and which of them are closed."))(years)
    group.command(
        "close-year", help=N_("Fold a year into counts for good: its facts go, its reports stay as they are.")
    )(close_year)


def years() -> None:
    """List the years."""
    with opened() as centre:
        found = [centre.reports.year(year) for year in centre.reports.years()]
    rows = [(str(one.year), _standing(one), str(one.facts), str(one.late), _waiting(one)) for one in found]
    heads = (_("Year"), _("Standing"), _("Facts"), _("Came late"), _("Not released yet"))
    output.emit({"years": [_document(one) for one in found]}, lambda: output.table(heads, rows))


def close_year(
    year: Year,
    look: Annotated[
        bool, typer.Option("--look", help=N_("Only show what would be closed; nothing is changed."))
    ] = False,
) -> None:
    """Close a year, or look at it before."""
    if not EARLIEST <= year <= LATEST:
        raise OutOfRange(place="YEAR", low=EARLIEST, high=LATEST)
    with opened() as centre:
        state = centre.reports.year(year)
        if not look:
            if not state.is_closed and is_asked() and not options().as_json:
                _ask(state)
            with output.progress(_("Counting the year")):
                state = centre.reports.close_year(year)
    output.emit(_document(state), lambda: _print(state))


def is_asked() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty()


def _ask(state: "YearState") -> None:
    """Show what is at stake, and let the year be typed once more."""
    _print(state)
    output.say(_("This cannot be undone."))
    sys.stderr.write(_("Please type the year to close it for good:") + " ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != str(state.year):
        raise NotConfirmed(year=state.year)


def _standing(state: "YearState") -> str:
    if state.is_closed:
        return pgettext("year", "closed")
    return pgettext("year", "over") if state.is_over else pgettext("year", "running")


def _waiting(state: "YearState") -> str:
    count = sum(len(one.periods) for one in state.waiting)
    return ngettext("%(n)d report", "%(n)d reports", count) % {"n": count} if count else ""


def _print(state: "YearState") -> None:
    closed = state.closed_at
    output.pairs(
        (
            (_("Year"), state.year),
            (_("Standing"), _standing(state)),
            (
                pgettext("year", "Closed"),
                f"{output.moment(closed)}, {state.closed_by}" if closed is not None else "",
            ),
            (_("Facts"), state.facts or ""),
            (_("Came late"), state.late or ""),
        )
    )
    if state.has_links:
        output.print_line(
            _("What links clients to the year is cut when a counsellor unlocks the next time, by itself.")
        )
    if state.waiting:
        output.print_line(_("Not released yet; that is still possible from the counts:"))
    for one in state.waiting:
        output.print_line(f"  {one.definition}: {', '.join(one.periods)}")


def _document(state: "YearState") -> dict[str, object]:
    return {
        "year": state.year,
        "over": state.is_over,
        "counted": state.is_counted,
        "closed": state.is_closed,
        "closed_at": state.closed_at.isoformat() if state.closed_at is not None else None,
        "closed_by": state.closed_by or None,
        "facts": state.facts,
        "late": state.late,
        "dropped": state.dropped,
        "links_left": state.has_links,
        "not_released": [
            {"report": one.definition, "title": one.title, "periods": list(one.periods)}
            for one in state.waiting
        ],
    }
