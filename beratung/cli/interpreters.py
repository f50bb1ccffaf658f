# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``interpreter``: files, exclusions and time sheets of Sprachmittler and outside services."""

from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.session import counselling, id_of, read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import NotOneOf
from beratung.i18n import _, pgettext

if TYPE_CHECKING:
    from uuid import UUID

    from beratung.centre import Centre
    from beratung.domain.interpreting_views import TimeSheet

interpreter = typer.Typer(no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID")]
Case = Annotated[str, typer.Argument(metavar="CASE")]
MonthOption = Annotated[str, typer.Option(help=N_("Such as 2026-11."))]


class NoSuchMonth(BadInput):
    """A month that the calendar does not have."""

    message = N_("%(place)s: please write the month as 2026-11.")


class NoSuchAccount(BadInput):
    """A name that no account has."""

    message = N_("%(place)s: nobody has this user name.")


class NoSuchPool(BadInput):
    """A service that the program does not know."""

    message = N_("%(place)s: this service is not known. These are: %(known)s.")


@interpreter.command("list", help=N_("List the interpreters and outside services."))
def list_files(
    with_all: Annotated[
        bool, typer.Option("--all", help=N_("Those who do not work at the moment too."))
    ] = False,
) -> None:
    """List files."""
    from beratung.appointments.interpreters_handed import write_file

    with counselling() as centre:
        files = centre.interpreters.all(with_inactive=with_all)
    document = {"interpreters": [{"id": str(file.id), **write_file(file)} for file in files]}

    def show_all() -> None:
        rows = [
            (
                file.name,
                ", ".join(f"{entry.code} {entry.level}".strip() for entry in file.languages),
                ", ".join(mode.value for mode in file.modes),
                output.day(file.pledged_on),
                str(file.id),
            )
            for file in files
        ]
        output.table((_("Name"), _("Languages"), _("Modes"), _("Pledge of secrecy"), "ID"), rows)

    output.emit(document, show_all)


@interpreter.command(help=N_("Show one file."))
def show(record: Id) -> None:
    """Show a file."""
    from beratung.appointments.interpreters_handed import write_file

    with counselling() as centre:
        file = centre.interpreters.file(id_of(record))
        absences = centre.interpreters.absences(file.id)
    document = {
        "id": str(file.id),
        **write_file(file),
        "user": str(file.user) if file.user is not None else None,
        "absences": [
            {"id": str(entry.id), "start": entry.start.isoformat(), "end": entry.end.isoformat()}
            for entry in absences
        ],
    }
    output.emit(document, lambda: output.pairs(document.items()))


@interpreter.command(
    help=N_("Add an interpreter from a JSON object, or an outside service that the program knows.")
)
def add(
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))] = "",
    pool: Annotated[str, typer.Option(help=N_("A service that the program knows, such as sisa."))] = "",
    account: Annotated[str, typer.Option(help=N_("User name of the Sprachmittler."))] = "",
) -> None:
    """Add a file."""
    from uuid import uuid4

    import msgspec

    from beratung.appointments.interpreters_handed import read_file
    from beratung.appointments.pools import pool_named
    from beratung.domain.interpreting import InterpreterFile

    data = read_object(file) if file or not pool else {}
    own = uuid4()
    blank = InterpreterFile(id=own, subject=own, name="")
    if pool:
        found = pool_named(pool)
        if found is None:
            raise NoSuchPool(place="--pool", known="sisa")
        blank = found
    with counselling() as centre:
        new = msgspec.structs.replace(read_file(data, blank), user=_account(centre, account))
        centre.interpreters.save(new)
    output.emit({"interpreter": str(new.id)}, lambda: output.print_line(str(new.id)))


@interpreter.command(help=N_("Change what a JSON object names in a file, and nothing else."))
def change(
    record: Id,
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))] = "",
    account: Annotated[str, typer.Option(help=N_("User name of the Sprachmittler."))] = "",
) -> None:
    """Change a file."""
    import msgspec

    from beratung.appointments.interpreters_handed import read_file, write_file

    data = read_object(file) if file or not account else {}
    with counselling() as centre:
        changed = read_file(data, centre.interpreters.file(id_of(record)))
        if account:
            changed = msgspec.structs.replace(changed, user=_account(centre, account))
        centre.interpreters.save(changed)
    document = {"id": str(changed.id), **write_file(changed)}
    output.emit(document, lambda: output.print_line(_("Changed.")))


@interpreter.command(help=N_("Delete a file with everything that was written about the person."))
def remove(record: Id) -> None:
    """Delete a file."""
    with counselling() as centre:
        centre.interpreters.remove(id_of(record))
    output.emit({"removed": record}, lambda: output.print_line(_("Deleted.")))


@interpreter.command(help=N_("Keep an interpreter from a client: family, community, shelter or wish."))
def exclude(
    record: Id,
    case: Case,
    reason: Annotated[str, typer.Option(help=N_("family, community, shelter or wish."))],
) -> None:
    """Exclude somebody."""
    from beratung.domain.interpreting import ExclusionReason

    try:
        why = ExclusionReason(reason)
    except ValueError:
        raise NotOneOf(place="--reason", known=", ".join(ExclusionReason)) from None
    with counselling() as centre:
        client = centre.clients.client_of(id_of(case, "CASE"))
        done = centre.interpreters.exclude(client, id_of(record), why)
    document = {
        "interpreter": record,
        "reason": why.value,
        "reopened": [str(id_) for id_ in done.reopened],
        "meets": [start.isoformat() for start in done.meets],
    }

    def show_all() -> None:
        output.print_line(_("Excluded."))
        for request in done.reopened:
            output.print_line(_("Booking cancelled, request open again: %(request)s") % {"request": request})
        for start in done.meets:
            output.print_line(
                _("Both are in a group on %(when)s. Please settle who comes.")
                % {"when": output.moment(start)}
            )

    output.emit(document, show_all)


@interpreter.command(help=N_("Take an exclusion back."))
def readmit(record: Id, case: Case) -> None:
    """Take an exclusion back."""
    with counselling() as centre:
        centre.interpreters.readmit(centre.clients.client_of(id_of(case, "CASE")), id_of(record))
    output.emit({"interpreter": record, "reason": None}, lambda: output.print_line(_("Readmitted.")))


@interpreter.command(help=N_("List who is excluded for a client."))
def exclusions(case: Case) -> None:
    """List exclusions."""
    with counselling() as centre:
        found = centre.interpreters.exclusions(centre.clients.client_of(id_of(case, "CASE")))
        names = {file.id: file.name for file in centre.interpreters.all()}
    document = {
        "exclusions": [{"interpreter": str(id_), "reason": reason.value} for id_, reason in found.items()]
    }

    def show_all() -> None:
        rows = [(names.get(id_, ""), reason.value, str(id_)) for id_, reason in found.items()]
        output.table((_("Name"), _("Reason"), "ID"), rows)

    output.emit(document, show_all)


@interpreter.command(help=N_("Show the time sheet of a month, of one interpreter or of all."))
def sheet(record: Annotated[str, typer.Argument(metavar="ID")] = "", month: MonthOption = "") -> None:
    """Show time sheets."""
    from beratung.appointments.interpreters_handed import write_sheet

    year, number = month_of(month)
    with counselling() as centre:
        service = centre.interpreters
        found = (service.sheet(id_of(record), year, number),) if record else service.sheets(year, number)
    document = {"sheets": [write_sheet(one) for one in found]}

    def show_all() -> None:
        for one in found:
            show_sheet(one)

    output.emit(document, show_all)


@interpreter.command(help=N_("Confirm the lines of a month; without --all only those that are named."))
def confirm(
    record: Id,
    month: MonthOption,
    line: Annotated[list[str] | None, typer.Option(help=N_("Id of a line; may be given again."))] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help=N_("Take the confirmation back."))] = False,
    with_all: Annotated[bool, typer.Option("--all", help=N_("Every line of the month."))] = False,
) -> None:
    """Confirm lines."""
    year, number = month_of(month)
    with counselling() as centre:
        known = [entry.id for entry in centre.interpreters.sheet(id_of(record), year, number).lines]
        named = [id_of(entry, "--line") for entry in line or ()]
        chosen: list[UUID] = known if with_all else [id_ for id_ in named if id_ in known]
        if reopen:
            centre.interpreters.reopen_times(chosen)
        else:
            centre.interpreters.confirm_times(chosen)
    document = {"lines": [str(id_) for id_ in chosen], "confirmed": not reopen}
    output.emit(document, lambda: output.print_line(_("%(count)d lines.") % {"count": len(chosen)}))


def month_of(text: str) -> tuple[int, int]:
    """Return year and month as typed; raises NoSuchMonth."""
    from datetime import date

    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NoSuchMonth(place="--month") from None
    return first.year, first.month


def show_sheet(sheet: "TimeSheet") -> None:
    """Print a time sheet."""
    rows = [
        (
            line.number,
            output.moment(line.start),
            output.moment(line.end),
            str(line.minutes),
            str(line.travel_minutes),
            str(line.km),
            euros(line.cents),
            _("yes") if line.is_confirmed else _("no"),
        )
        for line in sheet.lines
    ]
    heads = (_("Number"), _("Start"), _("End"), _("Minutes"), _("Way"), pgettext("distance", "Km"), _("Euros"),
             _("Confirmed"))  # fmt: skip
    output.table(heads, rows, f"{sheet.name}, {sheet.month:02d}/{sheet.year}")
    words = {"minutes": sheet.minutes, "euros": euros(sheet.cents), "open": sheet.open_lines}
    output.print_line(_("Together %(minutes)d minutes, %(euros)s €. Not confirmed: %(open)d.") % words)
    if not sheet.is_fee_known:
        output.print_line(_("No fee was agreed; only other expenses are counted."))


def euros(cents: int) -> str:
    """Return an amount as people here write it."""
    return f"{cents // 100},{cents % 100:02d}"


def _account(centre: "Centre", name: str) -> "UUID | None":
    if not name:
        return None
    from beratung.appointments.interpreting_errors import NoSprachmittler
    from beratung.domain.base import Role

    for user in centre.users():
        if user.name.casefold() == name.strip().casefold():
            if Role.SPRACHMITTLER not in user.roles:
                raise NoSprachmittler(place="--account")
            return user.id
    raise NoSuchAccount(place="--account")


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(interpreter, name="interpreter", help=N_("Interpreters: files, exclusions, time sheets."))
