# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Paper and files for interpreters: time sheets, job sheets, and calendar files for their own telephones."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.interpreters import MonthOption, month_of
from beratung.cli.session import counselling, day_of, id_of, opened
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.interpreting_views import TimeSheet

Out = Annotated[Path, typer.Option(help=N_("Where the file is written; its ending says which kind."))]
WEEKS = 8


class WrongEnding(BadInput):
    """A file name whose ending says nothing that could be made."""

    message = N_("%(place)s: the file's name must end in one of these: %(known)s.")


def register(root: typer.Typer) -> None:
    """Add the commands to the groups that are there."""
    commands = (
        ("interpreter", "paper", paper, N_("Write the time sheet of a month as PDF or CSV.")),
        (
            "interpreting",
            "paper",
            job,
            N_("Write a job as a sheet (PDF) or calendar file for the interpreter."),
        ),
        ("workspace", "paper", own_paper, N_("Write your time sheet of a month as PDF or CSV.")),
        ("workspace", "file", own_file, N_("Write your bookings as a calendar file.")),
    )
    for group, name, command, words in commands:
        group_of(root, group).command(name, help=words)(command)


def paper(record: Annotated[str, typer.Argument(metavar="ID")], month: MonthOption, out: Out) -> None:
    """Write a time sheet."""
    year, number = month_of(month)
    ending = _ending(out, (".pdf", ".csv"))
    own, target = id_of(record), out.expanduser()
    with counselling() as centre:
        centre.letters.check_target(target)
        _write_sheet(centre, centre.interpreters.sheet(own, year, number), ending, target)


def own_paper(month: MonthOption, out: Out) -> None:
    """Write the user's own time sheet."""
    year, number = month_of(month)
    ending, target = _ending(out, (".pdf", ".csv")), out.expanduser()
    with opened() as centre:
        centre.letters.check_target(target)
        _write_sheet(centre, centre.workspace.sheet(year, number), ending, target)


def job(
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    interpreter: Annotated[str, typer.Argument(metavar="INTERPRETER")],
    out: Out,
) -> None:
    """Write a job for an interpreter."""
    ending, target = _ending(out, (".pdf", ".ics")), out.expanduser()
    wanted, person = id_of(request, "REQUEST"), id_of(interpreter, "INTERPRETER")
    with counselling() as centre:
        centre.letters.check_target(target)
        seen = centre.job_of(wanted, person)
        made = centre.letters.job_sheet(seen) if ending == ".pdf" else centre.job_file([seen])
        centre.letters.save(made, target)
    _tell(target, number=seen.number)


def own_file(
    out: Out,
    since: Annotated[str, typer.Option("--from", help=N_("First day; today unless it is given."))] = "",
    until: Annotated[str, typer.Option("--to", help=N_("Last day; eight weeks on unless it is given."))] = "",
) -> None:
    """Write the user's own bookings."""
    _ending(out, (".ics",))
    target = out.expanduser()
    with opened() as centre:
        centre.letters.check_target(target)
        first = day_of(since, "--from") or centre.clock.today()
        last = day_of(until, "--to") or first + timedelta(weeks=WEEKS)
        bookings = centre.workspace.my_week(first, last)
        centre.letters.save(centre.job_file(bookings), target)
    _tell(target, bookings=len(bookings))


def _write_sheet(centre: "Centre", sheet: "TimeSheet", ending: str, target: Path) -> None:
    letters = centre.letters
    letters.save(letters.time_sheet(sheet) if ending == ".pdf" else letters.time_sheet_table(sheet), target)
    _tell(target, lines=len(sheet.lines), minutes=sheet.minutes, cents=sheet.cents)


def _tell(target: Path, **facts: object) -> None:
    output.emit({"out": str(target), **facts}, lambda: output.pairs(((_("File"), str(target)),)))


def _ending(out: Path, known: tuple[str, ...]) -> str:
    """The ending of a file's name.

    Raises:
        WrongEnding: none of those that can be made.
    """
    ending = out.suffix.casefold()
    if ending not in known:
        raise WrongEnding(place="--out", known=", ".join(known))
    return ending
