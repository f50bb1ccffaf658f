# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The command ``plan``: the best assignment of interpreters to requests, and why somebody was left out.

``plan --instance`` works without any centre and loads nothing of it; ``plan week`` plans a week of the centre.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.planning_week import week
from beratung.cli.session import read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.planning import Rule, Unserved
from beratung.domain.reading import OutOfRange
from beratung.i18n import _, ngettext, pgettext

if TYPE_CHECKING:
    from beratung.domain.planning import Plan

LONGEST = 3600


class NothingToPlan(BadInput):
    """No file that says what is to be planned."""

    message = N_("%(place)s: please name a file with the week to plan.")


def plan(
    context: typer.Context,
    instance: Annotated[
        str, typer.Option(help=N_("File with one week: interpreters and requests; - is standard input."))
    ] = "",
    seconds: Annotated[float, typer.Option(help=N_("Stop after so many seconds."))] = 20.0,
) -> None:
    """Plan a week from a file."""
    if context.invoked_subcommand is not None:
        return
    if not instance:
        raise NothingToPlan(place="--instance")
    if not 0 < seconds <= LONGEST:
        raise OutOfRange(place="--seconds", low=1, high=LONGEST)
    given = read_object(instance, "--instance")
    from beratung.appointments.planning import plan as plan_week
    from beratung.appointments.planning_file import read_instance

    read = read_instance(given)
    found = plan_week(read, seconds=seconds)
    starts = _spelt(given)
    document = {
        "served": found.score.served,
        "requests": len(read.requests),
        "assignments": [
            {
                "request": job.request,
                "interpreter": job.interpreter,
                "start": starts.get((job.request, job.start)) or _iso(job.start),
            }
            for job in found.assignments
        ],
        "unserved": [
            {"request": entry.request, "why": reasons(entry), "blocked_by": list(entry.blocked_by)}
            for entry in found.unserved
        ],
        "proven_best": found.is_proven,
        "at_most": found.most,
        "priorities": found.score.priorities,
        "previous": found.score.previous,
        "travel_km": round(-found.score.travel_km, 3),
        "stopped": found.is_stopped,
        "seconds": round(found.seconds, 3),
    }
    output.emit(document, lambda: _show(document, found))


def reasons(entry: Unserved) -> list[str]:
    """Why a request was left out, one sentence for each rule that keeps somebody from it."""
    return [_reason(rule, count) for rule, count in entry.rules]


def _reason(rule: Rule, count: int) -> str:
    words = {
        Rule.LANGUAGE: ngettext(
            "%(count)d interpreter does not speak the language.",
            "%(count)d interpreters do not speak the language.",
            count,
        ),
        Rule.LEVEL: ngettext(
            "%(count)d interpreter does not speak it well enough.",
            "%(count)d interpreters do not speak it well enough.",
            count,
        ),
        Rule.GENDER: ngettext(
            "%(count)d interpreter is not of the gender asked for.",
            "%(count)d interpreters are not of the gender asked for.",
            count,
        ),
        Rule.MODE: ngettext(
            "%(count)d interpreter does not interpret in this way.",
            "%(count)d interpreters do not interpret in this way.",
            count,
        ),
        Rule.PLEDGE: ngettext(
            "%(count)d interpreter has signed no pledge of secrecy.",
            "%(count)d interpreters have signed no pledge of secrecy.",
            count,
        ),
        Rule.EXCLUDED: ngettext(
            "%(count)d interpreter is excluded for this client.",
            "%(count)d interpreters are excluded for this client.",
            count,
        ),
        Rule.AVAILABLE: ngettext(
            "%(count)d interpreter is not available at any of these times.",
            "%(count)d interpreters are not available at any of these times.",
            count,
        ),
        Rule.HOURS: ngettext(
            "%(count)d interpreter has no hours left.",
            "%(count)d interpreters have no hours left.",
            count,
        ),
        Rule.TAKEN: ngettext(
            "%(count)d interpreter would fit, but is needed for other requests at these times.",
            "%(count)d interpreters would fit, but are needed for other requests at these times.",
            count,
        ),
    }
    return words[rule] % {"count": count}


def _spelt(given: dict[str, Any]) -> dict[tuple[str, int], str]:
    """The starts as the file spells them."""
    return {
        (request["id"], int(datetime.fromisoformat(start).timestamp())): start
        for request in given["requests"]
        for start in request.get("starts", ())
    }


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _show(document: dict[str, Any], found: "Plan") -> None:
    rows = [(job["request"], job["interpreter"], job["start"]) for job in document["assignments"]]
    output.table((pgettext("plan", "Request"), _("Interpreter"), _("Start")), rows)
    for entry in document["unserved"]:
        output.print_line(_("Left out: %(request)s") % {"request": entry["request"]})
        for why in entry["why"]:
            output.print_line(f"  {why}")
    words = {"served": found.score.served, "requests": document["requests"], "most": found.most}
    said = (
        _("%(served)d of %(requests)d requests are served. No plan serves more.")
        if found.score.served == found.most
        else _("%(served)d of %(requests)d requests are served. At most %(most)d could be.")
    )
    output.print_line(said % words)


def register(root: typer.Typer) -> None:
    """Add the command and what lies below it."""
    group = typer.Typer()
    group.callback(invoke_without_command=True)(plan)
    group.command("week", help=N_("Propose the best week of the centre; with --apply the offers go out."))(
        week
    )
    root.add_typer(
        group,
        name="plan",
        help=N_("Find the best assignment of interpreters to requests, and why somebody is left out."),
    )
