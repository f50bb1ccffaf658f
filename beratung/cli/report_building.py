# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Of the group ``report``: reports of the centre's own, made from words, from a file or out of another one."""

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.session import opened, read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import NotOneOf, OneMissing, WrongShape
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.report_definitions import Measure, PeriodKind, ReportDefinition

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The report, as report list names it."))]
Only = Annotated[
    str,
    typer.Option("--only", help=N_("A part of the people, as SORTING=CATEGORY; report sortings names them.")),
]
Called = Annotated[str, typer.Option("--as", help=N_("The name of the new report."))]
Titled = Annotated[str, typer.Option("--title", help=N_("The title, as it stands on the pages."))]


class TwoWays(BadInput):
    """A report in a file and in words at once."""

    message = N_("%(place)s: the file says everything; please leave the other options out.")


def register(root: typer.Typer) -> None:
    """Add the commands to the group ``report``."""
    group = group_of(root, "report")
    group.command("sortings", help=N_("List the ways to sort, from which reports of your own are built."))(
        sortings
    )
    group.command("add", help=N_("Keep a report of the centre's own."))(add)
    group.command("copy", help=N_("Keep a report under another name, or a part of it."))(copy)
    group.command("describe", help=N_("Print a report as a file that report add takes."))(describe)
    group.command(
        "remove", help=N_("Forget a report of the centre's own; what was released stays in the ledger.")
    )(remove)


def sortings() -> None:
    """List the ways to sort."""
    with opened() as centre:
        found = centre.reports.groupings()
    document = {
        "sortings": [
            {
                "name": one.id,
                "dimension": one.name,
                "title": one.label.get("de", one.id),
                "categories": [{"code": c.id, "label": c.text()} for c in one.categories],
            }
            for one in found
        ]
    }
    rows = [
        (one.id, one.label.get("de", one.id), ", ".join(f"{c.id} ({c.text()})" for c in one.categories))
        for one in found
    ]
    output.emit(document, lambda: output.table((_("Name"), _("Title"), _("Categories")), rows))


def add(
    *,
    title: Titled = "",
    count: Annotated[
        str, typer.Option("--count", help=N_("What is counted, for example persons."))
    ] = "persons",
    rows: Annotated[str, typer.Option("--rows", help=N_("By which sorting the lines stand."))] = "",
    columns: Annotated[str, typer.Option("--columns", help=N_("By which sorting the columns stand."))] = "",
    only: Only = "",
    periods: Annotated[
        str, typer.Option("--periods", help=N_("For which periods, as year,half,quarter,month."))
    ] = "year",
    threshold: Annotated[
        int, typer.Option("--threshold", help=N_("Hide numbers of fewer people than this."))
    ] = 3,
    called: Called = "",
    file: Annotated[
        str, typer.Option("--file", help=N_("A report as report describe prints it; - is stdin."))
    ] = "",
) -> None:
    """Keep a report of one table, or what a file describes."""
    from beratung.domain.report_definitions import ReportDefinition, TableDefinition, free_name

    if file and (title or rows):
        raise TwoWays(place="--file")
    with opened() as centre:
        if file:
            own = _read(read_object(file, "--file"))
        else:
            if not title or not rows:
                raise OneMissing(place="--rows" if title else "--title")
            taken = {info.id for info in centre.reports.definitions()}
            table = TableDefinition(
                id="table", title={"de": title}, measure=_measure(count), rows=rows, columns=columns,
                filter=filter_of(only), threshold=threshold,
            )  # fmt: skip
            own = ReportDefinition(
                id=called or free_name(title, taken), title={"de": title}, periods=_periods(periods),
                tables=(table,), threshold=threshold, is_own=True,
            )  # fmt: skip
        _keep(centre, own)


def copy(
    name: Name,
    *,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help=N_("A table that is left out, as report describe names it.")),
    ] = None,
    only: Only = "",
    title: Titled = "",
    called: Called = "",
) -> None:
    """Keep a report once more, whole or in part."""
    from beratung.domain.report_definitions import free_name, leaving_out, narrowed

    with opened() as centre:
        old = centre.reports.definition(name)
        taken = {info.id for info in centre.reports.definitions()}
        said = title or old.title.get("de", old.id)
        known = [table.id for table in old.tables]
        for table in without or ():
            if table not in known:
                raise NotOneOf(place=f"--without {table[:60]}", known=", ".join(known))
        own = leaving_out(old, tuple(without or ()), name=called or free_name(said, taken), title=said)
        if only:
            wanted = filter_of(only)
            sorting = next(iter(wanted))
            if sorting not in {one.id for one in own.groupings}:
                raise NotOneOf(
                    place=f"--only {sorting[:60]}", known=", ".join(one.id for one in own.groupings)
                )
            own = narrowed(own, wanted, name=own.id, title=said)
        _keep(centre, own)


def describe(name: Name) -> None:
    """Print a definition."""
    with opened() as centre:
        own = centre.reports.definition(name)
    kept = tuple(one for one in own.groupings if not one.is_standard)
    document: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(own, groupings=kept, is_own=False))
    output.print_line(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def remove(name: Name) -> None:
    """Forget a report."""
    with opened() as centre:
        centre.reports.remove_report(name)
    output.emit(
        {"removed": name},
        lambda: output.print_line(_("The report is removed. What left the house stays in the ledger.")),
    )


def filter_of(text: str) -> dict[str, str]:
    """What ``--only`` says: by sorting the category; empty for everybody."""
    if not text:
        return {}
    sorting, sign, category = text.partition("=")
    if not sign or not sorting.strip() or not category.strip():
        raise WrongShape(
            place="--only", wanted=N_("a sorting and one of its categories, as SORTING=CATEGORY")
        )
    return {sorting.strip(): category.strip()}


def _read(given: dict[str, Any]) -> "ReportDefinition":
    from beratung.domain.report_definitions import ReportDefinition

    unknown = set(given) - set(ReportDefinition.__struct_fields__)
    if unknown:
        raise NotOneOf(
            place=f"--file {min(unknown)[:60]}", known=", ".join(ReportDefinition.__struct_fields__)
        )
    try:
        return msgspec.convert(given, ReportDefinition)
    except msgspec.ValidationError as fault:
        raise WrongShape(place="--file", wanted=N_("a report as report describe prints it")) from fault


def _measure(word: str) -> "Measure":
    from beratung.domain.report_definitions import Measure

    if word not in list(Measure):
        raise NotOneOf(place="--count", known=", ".join(Measure))
    return Measure(word)


def _periods(words: str) -> "tuple[PeriodKind, ...]":
    from beratung.domain.report_definitions import PeriodKind

    named = [word.strip() for word in words.split(",") if word.strip()]
    if not named or not set(named) <= set(PeriodKind):
        raise NotOneOf(place="--periods", known=", ".join(PeriodKind))
    return tuple(kind for kind in reversed(PeriodKind) if kind.value in named)


def _keep(centre: "Centre", own: "ReportDefinition") -> None:
    info = centre.reports.save_report(own)
    document = {"report": info.id, "title": info.title, "periods": list(info.kinds)}
    output.emit(document, lambda: output.pairs(((_("Report"), info.id), (_("Title"), info.title))))
