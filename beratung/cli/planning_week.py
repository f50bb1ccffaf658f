# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The command ``plan week``: a proposal for a week of the centre, and what a person confirms of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.session import counselling, id_of
from beratung.domain.errors import N_
from beratung.domain.reading import OutOfRange
from beratung.i18n import _, ngettext, pgettext

if TYPE_CHECKING:
    from beratung.domain.interpreting_views import Applied, LeftOut, Reason, WeekPlan

LONGEST = 3600


def week(
    which: Annotated[str, typer.Argument(metavar="WEEK")],
    apply: Annotated[bool, typer.Option("--apply", help=N_("Send the offers of the proposal."))] = False,
    only: Annotated[
        list[str] | None, typer.Option(help=N_("With --apply: id of a request; may be given again."))
    ] = None,
    seconds: Annotated[float, typer.Option(help=N_("Stop after so many seconds."))] = 20.0,
) -> None:
    """Plan a week."""
    if not 0 < seconds <= LONGEST:
        raise OutOfRange(place="--seconds", low=1, high=LONGEST)
    chosen = [id_of(one, "--only") for one in only] if only else None
    with counselling() as centre:
        centre.interpreters.take_over()
        with output.progress(_("Planning")) as progress:
            found = centre.interpreters.plan_week(which, seconds=seconds, progress=progress)
        done = centre.interpreters.apply(found, chosen) if apply else None
    document = _document(found)
    if done is not None:
        document["applied"] = {
            "offered": [str(id_) for id_ in done.offered],
            "to_call": [str(id_) for id_ in done.to_call],
            "refused": [str(id_) for id_ in done.refused],
        }
    output.emit(document, lambda: _show(found, done))
    if done is not None and done.refused:
        raise typer.Exit(1)


def reason_words(reason: "Reason") -> str:
    """How many interpreters a reason concerns, and the reason."""
    many = ngettext("%(count)d interpreter", "%(count)d interpreters", reason.count) % {"count": reason.count}
    said = _(reason.words) % reason.details
    return f"{many}: {said}"


def _document(found: "WeekPlan") -> dict[str, Any]:
    return {
        "week": found.week,
        "served": found.served,
        "requests": found.requests,
        "assignments": [
            {
                "request": str(job.request),
                "interpreter": str(job.interpreter),
                "start": job.start.isoformat(),
                "fixed": job.is_fixed,
                "kept": job.is_kept,
                "moved": job.is_moved,
                "previous": job.is_previous,
                "by_phone": job.by_phone,
            }
            for job in found.jobs
        ],
        "unserved": [_left_out(entry) for entry in found.left_out],
        "proven_best": found.is_proven,
        "at_most": found.most,
        "priorities": found.priorities,
        "previous": found.previous,
        "kept": found.kept,
        "travel_km": found.travel_km,
        "unknown_ways": found.unknown_ways,
        "stopped": found.is_stopped,
        "seconds": round(found.seconds, 3),
    }


def _left_out(entry: "LeftOut") -> dict[str, Any]:
    return {
        "request": str(entry.request),
        "why": [reason_words(reason) for reason in entry.why],
        "fallbacks": [
            {
                "interpreter": str(one.pool),
                "name": one.name,
                "cost_cents": one.cost_cents,
                "unknown": [_(check.words) % check.details for check in one.unknown],
                "source": one.source,
            }
            for one in entry.fallbacks
        ],
    }


def _show(found: "WeekPlan", done: "Applied | None") -> None:
    rows = [
        (
            output.moment(job.start),
            job.client_name,
            job.language,
            job.interpreter_name,
            _("booked") if job.is_fixed else (_("to call") if job.by_phone else ""),
            str(job.request),
        )
        for job in found.jobs
    ]
    heads = (_("Start"), _("Client"), _("Language"), _("Interpreter"), "", pgettext("plan", "Request"))
    output.table(heads, rows)
    for entry in found.left_out:
        output.print_line(_("Left out: %(request)s") % {"request": entry.request})
        for reason in entry.why:
            output.print_line(f"  {reason_words(reason)}")
        for one in entry.fallbacks:
            cost = _("cost unknown") if one.cost_cents is None else f"{one.cost_cents / 100:.2f} €"
            output.print_line(
                "  " + _("Outside service: %(name)s (%(cost)s)") % {"name": one.name, "cost": cost}
            )
    words = {"served": found.served, "requests": found.requests, "most": found.most}
    said = (
        _("%(served)d of %(requests)d requests are served. No plan serves more.")
        if found.served == found.most
        else _("%(served)d of %(requests)d requests are served. At most %(most)d could be.")
    )
    output.print_line(said % words)
    if done is not None:
        counts = {"offered": len(done.offered), "to_call": len(done.to_call), "refused": len(done.refused)}
        output.print_line(
            _("Sent: %(offered)d. To be called: %(to_call)d. Changed meanwhile: %(refused)d.") % counts
        )
