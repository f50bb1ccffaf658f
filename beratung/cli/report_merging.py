# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Of the group ``report``: putting rare categories together, so that less is hidden and what was refused can go out."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.session import opened
from beratung.domain.errors import N_, BeratungError, Refused
from beratung.domain.reading import NotOneOf, OneMissing, OutOfRange, WrongShape
from beratung.domain.statistics_views import MergeProposal
from beratung.i18n import _, current, explain

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.report_definitions import Grouping, ReportDefinition
    from beratung.domain.statistics_views import ReportInfo

MOST_LABEL = 80
SECONDS = 20.0


class WithCommand(Refused):
    """A refusal with what to type in order to get round it."""

    message = N_("%(sentence)s Such a report of your own is made by: %(command)s")


class WithNumbers(Refused):
    """A correction that was refused, with what to type in order to hand out what was released."""

    message = N_("%(sentence)s What was released is handed out again by: %(command)s")


class NoProposal(Refused):
    """Nothing is rare enough to be proposed."""

    message = N_("%(place)s: there is nothing to propose. Name what to merge with --categories.")


class NotHere(NotOneOf):
    """A way to sort, or a category, that the report does not use."""


def register(root: typer.Typer) -> None:
    """Add the command to the group ``report``."""
    group = group_of(root, "report")
    group.command("merge", help=N_("Keep a report of the centre's own in which some categories are one."))(
        merge
    )


def merge(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The report, as report list names it."))],
    *,
    categories: Annotated[
        list[str] | None,
        typer.Option(
            "--categories", help=N_("What becomes one, as SORTING=A,B; report show --merges names them.")
        ),
    ] = None,
    period: Annotated[
        str, typer.Option("--period", help=N_("The period that was looked at, or is to be tried."))
    ] = "",
    proposal: Annotated[
        int, typer.Option("--proposal", help=N_("Take this proposal of report show --merges."))
    ] = 0,
    label: Annotated[str, typer.Option("--label", help=N_("What the merged category is called."))] = "",
    called: Annotated[str, typer.Option("--as", help=N_("The name of the new report."))] = "",
) -> None:
    """Keep a report with categories merged; with a period, say at once what it hides then."""
    if proposal and not period:
        raise OneMissing(place="--period")
    if not proposal and not categories:
        raise OneMissing(place="--categories")
    with opened() as centre, output.progress(_("Hiding small numbers")):
        own = centre.reports.definition(name)
        chosen = [_read(own, one, label) for one in categories or ()]
        if proposal:
            chosen.append(_proposed(centre, name, period, proposal))
        info = _kept(centre, name, chosen, label, called)
        share, refusal = _tried(centre, info.id, period) if period else (None, "")
    document = {
        "report": info.id,
        "title": info.title,
        "of": name,
        "merged": [{"sorting": one.grouping, "categories": list(one.categories)} for one in chosen],
        "period": period or None,
        "hidden_share": None if share is None else round(share, 4),
        "refused": refusal or None,
    }

    def say() -> None:
        output.pairs(
            (
                (_("Report"), info.id),
                (_("Title"), info.title),
                (_("Merged"), "; ".join(f"{one.dimension_label}: {', '.join(one.labels)}" for one in chosen)),
                (_("Hidden"), "" if share is None else percent(share)),
            )
        )
        if refusal:
            output.print_line(refusal)

    output.emit(document, say)


@contextmanager
def remedies(name: str) -> Iterator[None]:
    """Say with a refusal what to type, where merging helps or leaving tables out."""
    try:
        yield
    except BeratungError as fault:
        merges = [one for one in getattr(fault, "merges", ()) if isinstance(one, MergeProposal)]
        without = [str(one) for one in getattr(fault, "without", ())]
        if merges:
            raise WithCommand(sentence=explain(fault), command=command_for(name, merges)) from fault
        if without:
            words = ["beratung", "report", "copy", name]
            words += [word for table in without for word in ("--without", table)]
            raise WithCommand(sentence=explain(fault), command=shlex.join(words)) from fault
        raise


@contextmanager
def uncorrected(name: str, period: str) -> Iterator[None]:
    """Say with a correction that is refused how the released numbers are handed out again."""
    try:
        yield
    except Refused as fault:
        if "number" not in fault.details:
            raise
        words = ["beratung", "report", "release", name, "--period", period, "--out"]
        raise WithNumbers(sentence=explain(fault), command=f"{shlex.join(words)} …") from fault


def percent(share: float) -> str:
    """A share as percent, with the comma of the language."""
    said = f"{share * 100:.1f} %"
    return said.replace(".", ",") if current().language == "de" else said


def command_for(name: str, merges: list[MergeProposal]) -> str:
    """The line that makes a report with these merges."""
    words = ["beratung", "report", "merge", name]
    for one in merges:
        words += ["--categories", f"{one.grouping}={','.join(one.categories)}"]
    return shlex.join(words)


def proposal_command(name: str, period: str) -> str:
    """The line that takes the first proposal for a report."""
    return shlex.join(["beratung", "report", "merge", name, "--period", period, "--proposal", "1"])


def _read(own: "ReportDefinition", text: str, label: str) -> MergeProposal:
    """What somebody typed, checked against the report."""
    sorting, _sign, rest = text.partition("=")
    named = [part.strip() for part in rest.split(",") if part.strip()]
    if not named:
        raise WrongShape(place="--categories", wanted=N_("a sorting and its categories, as SORTING=A,B"))
    used = {name for table in own.tables for name in table.dimensions}
    there = [grouping for grouping in own.groupings if grouping.id in used]
    grouping = next((g for g in there if sorting.strip() in {g.id, g.name}), None)
    if grouping is None:
        raise NotHere(place=f"--categories {sorting[:60]}", known=", ".join(g.id for g in there))
    labels = {category.id: category.text() for category in grouping.categories}
    for part in named:
        if part not in labels:
            raise NotHere(place=f"--categories {part[:60]}", known=", ".join(labels))
    if not 2 <= len(set(named)) < len(labels):
        raise OutOfRange(place=f"--categories {grouping.id}", low=2, high=len(labels) - 1)
    return _proposal(grouping, tuple(dict.fromkeys(named)), label)


def _proposal(grouping: "Grouping", named: tuple[str, ...], label: str) -> MergeProposal:
    chosen = [category for category in grouping.categories if category.id in named]
    said = label or _oder([category.text() for category in chosen])
    if not label and (any(category.is_rest for category in chosen) or len(said) > MOST_LABEL):
        said = REST
    return MergeProposal(
        dimension=grouping.name,
        dimension_label=grouping.label.get("de", grouping.id),
        grouping=grouping.id,
        categories=tuple(category.id for category in chosen),
        labels=tuple(category.text() for category in chosen),
        label=said,
        hidden_before=1.0,
    )


REST = "Sonstige"
"""As the pages of reports call what takes the rest; they are in German."""


def _oder(labels: list[str]) -> str:
    return f"{', '.join(labels[:-1])} oder {labels[-1]}"


def _proposed(centre: "Centre", name: str, period: str, number: int) -> MergeProposal:
    """One of the proposals for a report, be it that it was refused."""
    try:
        page = centre.reports.preview(name, period, seconds=SECONDS)
        found = centre.reports.with_merges(page, seconds=SECONDS).merges
    except Refused as fault:
        found = getattr(fault, "merges", ())
        if not found:
            raise
    if not found:
        raise NoProposal(place=f"{name} {period}")
    if not 1 <= number <= len(found):
        raise OutOfRange(place="--proposal", low=1, high=len(found))
    return found[number - 1]


def _kept(centre: "Centre", name: str, chosen: list[MergeProposal], label: str, called: str) -> "ReportInfo":
    """The new report: each merge is one more step on it."""
    info = centre.reports.merge(name, chosen[0], label=label, name=called)
    for one in chosen[1:]:
        info = centre.reports.merge(info.id, one, label=label, name=info.id)
    return info


def _tried(centre: "Centre", name: str, period: str) -> tuple[float | None, str]:
    """How much of a period the new report hides; or why it cannot go out either."""
    try:
        return centre.reports.preview(name, period, seconds=SECONDS).hidden_share, ""
    except BeratungError as fault:
        return None, explain(fault)
