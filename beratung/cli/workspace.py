# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``workspace``: a Sprachmittler's own requests, bookings, absences and times."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.interpreters import MonthOption, month_of, show_sheet
from beratung.cli.interpreting import reason_of
from beratung.cli.session import day_of, id_of, opened, read_object
from beratung.domain.errors import N_
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.interpreting import SheetLine
    from beratung.domain.interpreting_views import OpenRequest, OwnBooking

workspace = typer.Typer(no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID")]
Reason = Annotated[str, typer.Option(help=N_("no_time, too_far, known, language, topic or other."))]
Words = Annotated[str, typer.Option("--words", help=N_("A few words for the centre."))]


@contextmanager
def _own() -> Iterator["Centre"]:
    """Unlock the centre as whoever asks: nothing but one's own slices is looked at."""
    with opened() as centre:
        yield centre


@workspace.command(help=N_("List the requests that are offered to you."))
def requests() -> None:
    """List requests."""
    with _own() as centre:
        found = centre.workspace.open_requests()
    document = {"requests": [_request(one) for one in found]}

    def show_all() -> None:
        rows = [
            (
                one.number,
                output.moment(one.times[0][0]),
                str(one.minutes),
                f"{one.language} {one.dialect}".strip(),
                one.mode.value,
                one.place,
                one.setting,
                one.answered.value if one.answered is not None else "",
                str(one.id),
            )
            for one in found
        ]
        heads = (_("Number"), _("Start"), _("Minutes"), _("Language"), _("Mode"), _("Place"), _("Setting"),
                 _("Answered"), "ID")  # fmt: skip
        output.table(heads, rows)

    output.emit(document, show_all)


@workspace.command(help=N_("List your bookings of a week."))
def week(
    first: Annotated[str, typer.Option("--from", help=N_("First day; today if left out."))] = "",
    last: Annotated[str, typer.Option("--to", help=N_("Last day; a week later if left out."))] = "",
) -> None:
    """List bookings."""
    begin, end = day_of(first, "--from"), day_of(last, "--to")
    with _own() as centre:
        begin = begin or centre.clock.today()
        found = centre.workspace.my_week(begin, end or begin + timedelta(days=6))
    document = {"bookings": [_booking(one) for one in found]}

    def show_all() -> None:
        rows = [
            (
                one.number,
                output.moment(one.start),
                output.moment(one.end),
                one.language,
                one.mode.value,
                one.place,
                _("cancelled") if one.is_cancelled else "",
                str(one.id),
            )
            for one in found
        ]
        heads = (_("Number"), _("Start"), _("End"), _("Language"), _("Mode"), _("Place"), "", "ID")
        output.table(heads, rows)

    output.emit(document, show_all)


@workspace.command(help=N_("Accept a request; its time is yours at once."))
def accept(
    record: Id,
    start: Annotated[str, typer.Option(help=N_("Which of the times; the first if left out."))] = "",
) -> None:
    """Accept."""
    from beratung.appointments.interpreters_handed import moment_of

    chosen = moment_of(start, "--start").astimezone(UTC) if start else None
    with _own() as centre:
        centre.workspace.accept(id_of(record), chosen)
    output.emit({"request": record, "answered": "accept"}, lambda: output.print_line(_("Accepted.")))


@workspace.command(help=N_("Decline a request with a reason."))
def decline(record: Id, reason: Reason = "other", words: Words = "") -> None:
    """Decline."""
    with _own() as centre:
        centre.workspace.decline(id_of(record), reason_of(reason), words)
    output.emit({"request": record, "answered": "decline"}, lambda: output.print_line(_("Declined.")))


@workspace.command(help=N_("Propose other times for a request."))
def propose(
    record: Id,
    start: Annotated[list[str], typer.Option(help=N_("Such as 2026-12-01T10:00+01:00; may be given again."))],
    words: Words = "",
) -> None:
    """Propose."""
    from beratung.appointments.interpreters_handed import moment_of

    starts = [moment_of(one, "--start").astimezone(UTC) for one in start]
    with _own() as centre:
        centre.workspace.propose(id_of(record), starts, words)
    output.emit({"request": record, "answered": "propose"}, lambda: output.print_line(_("Proposed.")))


@workspace.command("take-back", help=N_("Take an answer back that the centre has not taken over yet."))
def take_back(record: Id) -> None:
    """Take an answer back."""
    with _own() as centre:
        centre.workspace.take_back(id_of(record))
    output.emit({"request": record, "answered": None}, lambda: output.print_line(_("Taken back.")))


@workspace.command("call-off", help=N_("Call a booking off."))
def call_off(record: Id, reason: Reason = "other", words: Words = "") -> None:
    """Call off."""
    with _own() as centre:
        centre.workspace.call_off(id_of(record), reason_of(reason), words)
    output.emit({"booking": record}, lambda: output.print_line(_("Called off.")))


@workspace.command(help=N_("Show when you can be asked, and when you are away."))
def times() -> None:
    """Show times."""
    from beratung.appointments.interpreters_handed import write_weekly

    with _own() as centre:
        own = centre.workspace.times()
    document = {
        "weekly": write_weekly(own.weekly),
        "absences": [
            {"id": str(away.id), "start": away.start.isoformat(), "end": away.end.isoformat()}
            for away in own.absences
        ],
        "waiting": own.waiting,
    }

    def show_all() -> None:
        for entry in write_weekly(own.weekly):
            output.print_line(f"{entry['weekday']}  {entry['start']}-{entry['end']}")
        rows = [(output.moment(away.start), output.moment(away.end), str(away.id)) for away in own.absences]
        output.table((_("Away from"), _("Until"), "ID"), rows)

    output.emit(document, show_all)


@workspace.command(help=N_("Say when you cannot come."))
def away(
    start: Annotated[str, typer.Argument(metavar="START")],
    end: Annotated[str, typer.Argument(metavar="END")],
) -> None:
    """Enter an absence."""
    from uuid import uuid4

    from beratung.appointments.interpreters_handed import moment_of
    from beratung.domain.interpreting import Away

    new = Away(
        id=uuid4(),
        start=moment_of(start, "START").astimezone(UTC),
        end=moment_of(end, "END").astimezone(UTC),
    )
    with _own() as centre:
        centre.workspace.save_absence(new)
    output.emit({"absence": str(new.id)}, lambda: output.print_line(str(new.id)))


@workspace.command(help=N_("Take an absence back."))
def back(record: Id) -> None:
    """Remove an absence."""
    with _own() as centre:
        centre.workspace.remove_absence(id_of(record))
    output.emit({"absence": record}, lambda: output.print_line(_("Taken back.")))


@workspace.command(help=N_("Say when you may be asked in a week, from a JSON object."))
def weekly(file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))]) -> None:
    """Replace weekly times."""
    from beratung.appointments.interpreters_handed import read_weekly, write_weekly

    new = read_weekly(read_object(file))
    with _own() as centre:
        centre.workspace.save_weekly(new)
    output.emit({"weekly": write_weekly(new)}, lambda: output.print_line(_("Saved.")))


@workspace.command(help=N_("Write the times of a booking for your time sheet, from a JSON object."))
def write(
    record: Id, file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))]
) -> None:
    """Write times."""
    from beratung.appointments.interpreters_handed import read_line

    line = read_line(read_object(file))
    with _own() as centre:
        centre.workspace.write_times(id_of(record), line)
    output.emit({"booking": record}, lambda: output.print_line(_("Written.")))


@workspace.command(help=N_("Show your time sheet of a month."))
def sheet(month: MonthOption) -> None:
    """Show the time sheet."""
    from beratung.appointments.interpreters_handed import write_sheet

    year, number = month_of(month)
    with _own() as centre:
        found = centre.workspace.sheet(year, number)
    output.emit(write_sheet(found), lambda: show_sheet(found))


def _request(one: "OpenRequest") -> dict[str, object]:
    return {
        "id": str(one.id),
        "number": one.number,
        "language": one.language,
        "dialect": one.dialect,
        "mode": one.mode.value,
        "place": one.place,
        "gender": one.gender.value if one.gender is not None else None,
        "setting": one.setting,
        "minutes": one.minutes,
        "times": [[start.isoformat(), end.isoformat()] for start, end in one.times],
        "answer_by": one.answer_by.isoformat() if one.answer_by is not None else None,
        "answered": one.answered.value if one.answered is not None else None,
        "proposed": [start.isoformat() for start in one.proposed],
    }


def _booking(one: "OwnBooking") -> dict[str, object]:
    return {
        "id": str(one.id),
        "number": one.number,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "language": one.language,
        "dialect": one.dialect,
        "mode": one.mode.value,
        "place": one.place,
        "link": one.link,
        "setting": one.setting,
        "cancelled": one.is_cancelled,
        "promised": one.is_promised,
        "called_off": one.is_called_off,
        "times": _line(one.line) if one.line is not None else None,
        "confirmed": one.is_confirmed,
    }


def _line(line: "SheetLine") -> dict[str, object]:
    return {
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
        "travel_minutes": line.travel_minutes,
        "km": line.km,
        "other_cents": line.other_cents,
        "words": line.words,
    }


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(
        workspace, name="workspace", help=N_("For Sprachmittler: requests, bookings, absences and times.")
    )
