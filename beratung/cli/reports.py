# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``report``: protected statistics looked at, released, and the ledger of what left the house."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.report_building import Only, filter_of
from beratung.cli.report_merging import percent, proposal_command, remedies, uncorrected
from beratung.cli.session import counselling, opened
from beratung.domain.errors import N_
from beratung.domain.reading import NotOneOf, OutOfRange
from beratung.i18n import _, ngettext

if TYPE_CHECKING:
    from beratung.domain.statistics_views import LedgerLine, ProtectedReport, ReportTable

LONGEST = 86_400
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The report, as report list names it."))]
When = Annotated[str, typer.Option("--period", help=N_("2026, 2026-H1, 2026-Q3 or 2026-07."))]
Seconds = Annotated[
    float, typer.Option(help=N_("Stop after so many seconds with a plan that is safe; 0 means no limit."))
]


def register(root: typer.Typer) -> None:
    """Add the group ``report``."""
    group = typer.Typer(no_args_is_help=True, help=N_("Statistics in which nobody can be found again."))
    group.command("list", help=N_("List the reports that can be made."))(list_reports)
    group.command("show", help=N_("Show a report as it would leave the house."))(show)
    group.command("release", help=N_("Write the files of a report and enter it into the release ledger."))(
        release
    )
    group.command("ledger", help=N_("List what left the house."))(ledger)
    group.command("audit", help=N_("Check the release ledger and every proof in it."))(audit)
    group.command("programme", help=N_("Show or decide what is released in a year, in which detail."))(
        programme
    )
    group.command("fill", help=N_("Count what was noted before this version kept facts; for counsellors."))(
        fill
    )
    group.command("microdata", help=N_("Lists of single people are refused; says why."))(microdata)
    root.add_typer(group, name="report")


def list_reports() -> None:
    """List the reports."""
    with opened() as centre:
        found = centre.reports.definitions()
    document = {
        "reports": [
            {"name": info.id, "title": info.title, "about": info.about, "periods": list(info.kinds), "own": info.is_own}
            for info in found
        ]
    }  # fmt: skip
    words = {"year": _("year"), "half": _("half-year"), "quarter": _("quarter"), "month": _("month")}
    rows = [(info.id, info.title, ", ".join(words.get(k, k) for k in info.kinds)) for info in found]
    output.emit(document, lambda: output.table((_("Name"), _("Title"), _("Periods")), rows))


def show(
    name: Name,
    period: When,
    seconds: Seconds = 20.0,
    only: Only = "",
    merge: Annotated[
        bool,
        typer.Option("--merges", help=N_("Propose rare categories to merge, with what that would change.")),
    ] = False,
) -> None:
    """Show a report, protected; or a part of it, protected together with the whole."""
    _check(seconds)
    part = filter_of(only)
    with opened() as centre, output.progress(_("Hiding small numbers")) as advance, remedies(name):
        if part:
            found = centre.reports.drill(name, period, part, seconds=_limit(seconds))
        else:
            found = centre.reports.preview(name, period, seconds=_limit(seconds), progress=_advance(advance))
        if merge and not part:
            found = centre.reports.with_merges(found, seconds=_limit(seconds))
    output.emit(_document(found), lambda: _print(found))


def release(
    name: Name,
    period: When,
    out: Annotated[Path, typer.Option(help=N_("Folder for the files."))],
    *,
    to: Annotated[str, typer.Option(help=N_("To whom the report goes."))] = "",
    proof: Annotated[
        Path | None, typer.Option(help=N_("Folder for the certificate, which stays in the house."))
    ] = None,
    revision: Annotated[
        bool, typer.Option("--revision", help=N_("With what was corrected since; only where that is safe."))
    ] = False,
    seconds: Seconds = 0.0,
) -> None:
    """Release a report."""
    _check(seconds)
    folder, kept = out.expanduser(), proof.expanduser() if proof is not None else None
    helping = uncorrected(name, period) if revision else remedies(name)
    with opened() as centre, output.progress(_("Hiding small numbers")) as advance, helping:
        give = centre.reports.revise if revision else centre.reports.release
        done = give(
            name,
            period,
            to_whom=to or _("not said"),
            out=folder,
            proof=kept,
            seconds=_limit(seconds),
            progress=_advance(advance),
        )
    document = {
        "release": done.line.number,
        "report": done.line.definition,
        "period": done.line.period,
        "to": done.line.to_whom,
        "repeated": done.is_repeated,
        "former": done.report.is_former,
        "files": [{"path": file.path, "sha256": file.sha256, "bytes": file.size} for file in done.files],
        "fingerprint": done.line.fingerprint,
        "hidden_share": round(done.report.hidden_share, 4),
    }

    def say() -> None:
        output.pairs(
            (
                (_("Release"), done.line.number),
                (_("Report"), f"{done.line.title}, {done.line.period_label}"),
                (_("To whom"), done.line.to_whom),
                (_("Hidden"), _share(done.report)),
            )
        )
        if done.is_repeated:
            output.print_line(_("These numbers had left the house before; they are the same again."))
        if done.report.is_former:
            output.print_line(_former(done.report))
        for file in done.files:
            output.print_line(file.path)

    output.emit(document, say)


def ledger() -> None:
    """List the ledger."""
    with opened() as centre:
        lines = centre.reports.ledger()
    rows = [
        (str(line.number), output.moment(line.at), line.title, line.period_label, line.to_whom, line.by)
        for line in lines
    ]
    heads = (_("No."), _("When"), _("Report"), _("Period"), _("To whom"), _("By"))
    output.emit({"releases": [_line(line) for line in lines]}, lambda: output.table(heads, rows))


def audit(
    anew: Annotated[
        bool,
        typer.Option("--anew", help=N_("Reckon everything once more instead of checking the stored proofs.")),
    ] = False,
) -> None:
    """Check the ledger; exit 1 if something is found."""
    with opened() as centre, output.progress(_("Checking the release ledger")) as advance:
        found = centre.reports.audit_ledger(anew=anew, progress=_advance(advance))
    document = {
        "ok": found.is_sound,
        "anew": found.is_anew,
        "releases": [
            {
                "number": step.number,
                "report": step.title,
                "period": step.period,
                "hidden": step.hidden,
                "witnesses": step.witnesses,
                "problem": _(step.problem) % step.details if step.problem else None,
            }
            for step in found.steps
        ],
    }

    def say() -> None:
        for step in found.steps:
            if step.problem:
                what = _(step.problem) % step.details
                output.print_line(f"{step.number} {step.title} {step.period}: {what}")
        count = len(found.steps)
        if found.is_sound:
            said = ngettext(
                "%(count)d release was checked; nothing was found.",
                "%(count)d releases were checked; nothing was found.",
                count,
            )
            output.print_line(said % {"count": count})

    output.emit(document, say)
    if not found.is_sound:
        raise typer.Exit(1)


def programme(
    year: Annotated[int, typer.Argument(metavar="YEAR")],
    table: Annotated[str, typer.Option(help=N_("A table to decide about, as REPORT/TABLE."))] = "",
    within_year: Annotated[
        str, typer.Option(help=N_("Its detail in quarters and other parts: full, margins or none."))
    ] = "",
    whole_year: Annotated[
        str, typer.Option("--year", help=N_("Its detail in the year: full, margins or none."))
    ] = "",
) -> None:
    """Show the programme of a year, or decide about a table of it."""
    from beratung.domain.releases import PlannedTable

    if not 1990 <= year <= 2199:
        raise OutOfRange(place="YEAR", low=1990, high=2199)
    with opened() as centre:
        found = centre.reports.programme(year)
        if table:
            line = next((one for one in found.lines if f"{one.definition}/{one.table}" == table), None)
            if line is None:
                raise NotOneOf(
                    place="--table", known=", ".join(f"{one.definition}/{one.table}" for one in found.lines)
                )
            planned = PlannedTable(
                definition=line.definition,
                table=line.table,
                within_year=_detail(within_year, "--within-year", line.within_year),
                year=_detail(whole_year, "--year", line.year),
            )
            found = centre.reports.set_programme(year, [planned])
    document = {
        "year": found.year,
        "fixed": found.is_fixed,
        "fixed_by": found.fixed_by or None,
        "tables": [
            {"report": line.definition, "table": line.table, "within_year": line.within_year.value, "year": line.year.value}
            for line in found.lines
        ],
    }  # fmt: skip

    def say() -> None:
        rows = [
            (line.definition, line.table, line.table_title, line.within_year.value, line.year.value)
            for line in found.lines
        ]
        output.table((_("Report"), _("Table"), _("Title"), _("Parts of the year"), _("Year")), rows)
        if found.is_fixed:
            output.print_line(_("Fixed with release %(number)d.") % {"number": found.fixed_by})

    output.emit(document, say)


def fill() -> None:
    """Write the facts of everybody who has none yet; stopped, it goes on from there the next time."""
    with counselling() as centre, output.progress(_("Counting what was noted before")) as advance:
        was_filled = centre.facts.is_filled()
        centre.facts.fill(advance)
        document = {
            "filled": centre.facts.is_filled(),
            "was_filled": was_filled,
            "years": list(centre.facts.years()),
        }
    output.emit(document, lambda: output.print_line(_("Everything is counted.")))


def microdata() -> None:
    """Refuse, with the reason."""
    with opened() as centre:
        centre.reports.microdata()


def _detail(word: str, place: str, usual: Any) -> Any:  # noqa: ANN401 - an enum that is loaded when it is needed
    from beratung.domain.statistics_views import Detail

    if not word:
        return usual
    if word not in list(Detail):
        raise NotOneOf(place=place, known=", ".join(Detail))
    return Detail(word)


def _check(seconds: float) -> None:
    if not 0 <= seconds <= LONGEST:
        raise OutOfRange(place="--seconds", low=0, high=LONGEST)


def _limit(seconds: float) -> float:
    return seconds or float("inf")


def _advance(advance: Any) -> Any:  # noqa: ANN401
    """Show how near the plan is to what is possible at best."""
    return lambda hidden, least: advance(least, max(hidden, 1))


def _share(report: "ProtectedReport") -> str:
    return percent(report.hidden_share)


def _former(report: "ProtectedReport") -> str:
    """Why the numbers are not those of the report as it is now, and what to type."""
    said = _(
        "The report was changed since it left the house; for this period it stays as it was. "
        "As it is now it can go out under another name: %(command)s"
    )
    return said % {"command": shlex.join(["beratung", "report", "copy", report.definition])}


def _line(line: "LedgerLine") -> dict[str, object]:
    return {
        "number": line.number,
        "at": line.at.isoformat(),
        "by": line.by,
        "report": line.definition,
        "title": line.title,
        "period": line.period,
        "to": line.to_whom,
        "revision": line.is_revision,
        "cells": line.cells,
        "hidden": line.hidden,
        "files": list(line.files),
        "fingerprint": line.fingerprint,
    }


def _document(report: "ProtectedReport") -> dict[str, object]:
    return {
        "report": report.definition,
        "title": report.title,
        "period": report.period,
        "released": report.is_released,
        "former": report.is_former,
        "only": {name: list(codes) for name, codes in report.filters},
        "left_out": list(report.left_out),
        "safe": report.is_safe,
        "proven_best": report.is_proven,
        "stopped": report.is_stopped,
        "hidden": report.hidden,
        "hidden_share": round(report.hidden_share, 4),
        "late": report.late,
        "together_with": list(report.earlier),
        "tables": [_table(table) for table in report.tables],
        "merges": [
            {
                "number": number,
                "dimension": merge.dimension,
                "sorting": merge.grouping,
                "categories": list(merge.categories),
                "label": merge.label,
                "hidden_share": merge.hidden_after,
            }
            for number, merge in enumerate(report.merges, 1)
        ],
        "method": list(report.method.lines),
    }


def _table(table: "ReportTable") -> dict[str, object]:
    cells = []
    for row in table.rows:
        head = {name: c.code for name, c in zip(table.dimensions, row.head, strict=False) if c.code}
        for column, cell in zip(table.columns, row.cells, strict=True):
            across = {table.dimensions[-1]: column.code} if table.across and column.code else {}
            cells.append({"key": head | across, "count": cell.value})
    return {
        "name": table.name,
        "title": table.title,
        "measure": table.measure,
        "dimensions": list(table.dimensions),
        "cells": cells,
    }


def _print(report: "ProtectedReport") -> None:
    output.print_line(f"{report.title}, {report.period_label}")
    for table in report.tables:
        heads = (*table.sides, *(column.label for column in table.columns))
        rows = [(*(c.label for c in row.head), *(cell.text for cell in row.cells)) for row in table.rows]
        is_said = table.measure_label in table.title
        output.table(heads, rows, table.title if is_said else f"{table.title} ({table.measure_label})")
    output.pairs(
        (
            (_("Hidden"), _share(report)),
            (_("Fewest possible"), _("yes, proven") if report.is_proven else _("not proven")),
        )
    )
    for number, merge in enumerate(report.merges, 1):
        output.print_line(f"{number}. {merge.dimension_label}: {', '.join(merge.labels)}")
        if merge.hidden_after is not None:
            then = _("Then %(after)s is hidden instead of %(before)s.")
            shares = {"after": percent(merge.hidden_after), "before": percent(merge.hidden_before)}
            output.print_line(f"   {then % shares}")
    if report.merges:
        output.print_line(
            _("The first of them is taken by: %(command)s")
            % {"command": proposal_command(report.definition, report.period)}
        )
    if report.left_out:
        said = _("Left out, since they would tell of few people: %(tables)s.")
        output.print_line(said % {"tables": "; ".join(report.left_out)})
    if report.is_former:
        output.print_line(_former(report))
    output.print_line(_("With the numbers go these notes:"))
    for line in report.method.lines:
        output.print_line(line)
