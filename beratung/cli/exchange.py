# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``appointment import``, ``export``, ``sync``, ``file``: calendars that come in and go out."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from beratung.cli import output
from beratung.cli.groups import group_of
from beratung.cli.session import counselling, day_of, id_of, password, read_bytes
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, current, ngettext

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.exchange import LineNote, Published, TakenOver

GROUP = "appointment"
WEEKS = 26
"""From today on are exported without a word about the span."""


class NoSuchColleague(BadInput):
    """A name that no account has."""

    message = N_("%(place)s: there is no colleague of this name.")


def register(root: typer.Typer) -> None:
    """Add the commands to the group that is there."""
    group = group_of(root, GROUP)
    group.command("import", help=N_("Take the entries of a calendar file over into one's own calendar."))(
        import_file
    )
    group.command("export", help=N_("Write one's own calendar as a file: times and numbers, no names."))(
        export
    )
    group.command(
        "file", help=N_("Write one appointment as a file for the client's own hand: no name, no reason.")
    )(hand_out)
    group.command("forget", help=N_("Remove everything that was taken over from other calendars."))(forget)
    group.command(
        "sync", help=N_("Publish one's own weeks to a CalDAV calendar: times and numbers, one way.")
    )(sync)


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The calendar file; - is standard input."))],
    person: Annotated[str, typer.Option(help=N_("Whose calendar, if not one's own."))] = "",
    only_times: Annotated[
        bool, typer.Option("--only-times", help=N_("Keep no word of the entries, only when they are."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be imported."))] = False,
) -> None:
    """Take a file over."""
    data = read_bytes(file, "FILE")
    with counselling() as centre:
        told = centre.exchange.take_over(
            data, _person(centre, person), only_times=only_times, is_trial=dry_run
        )
    document: dict[str, Any] = {
        "imported": told.added + told.replaced + told.unchanged,
        "added": told.added,
        "replaced": told.replaced,
        "unchanged": told.unchanged,
        "rejected": [{"line": note.line, "why": _said(note)} for note in told.refused],
        "guessed": [{"line": note.line, "what": _said(note)} for note in told.guessed],
    }
    if dry_run:
        document["dry_run"] = True
    output.emit(document, lambda: _show_import(told))
    if told.refused and not document["imported"]:
        raise typer.Exit(1)


def _show_import(told: "TakenOver") -> None:
    count = told.added + told.replaced + told.unchanged
    if told.is_trial:
        said = ngettext("%(n)d entry would be taken over.", "%(n)d entries would be taken over.", count)
    else:
        said = ngettext("%(n)d entry was taken over.", "%(n)d entries were taken over.", count)
    output.print_line(said % {"n": count})
    if told.refused:
        rows = [(str(note.line), _said(note)) for note in told.refused]
        output.table((_("Line"), _("Not taken over because")), rows)
    if told.guessed:
        output.table((_("Line"), _("Please check")), [(str(note.line), _said(note)) for note in told.guessed])


def forget(
    person: Annotated[str, typer.Option(help=N_("Whose calendar, if not one's own."))] = "",
) -> None:
    """Remove what was taken over."""
    with counselling() as centre:
        changes = centre.exchange.drop_foreign(_person(centre, person))
    removed = sum(touched.kind == "Appointment" for touched in changes.touched)
    said = ngettext("%(n)d entry was removed.", "%(n)d entries were removed.", removed)
    output.emit({"removed": removed}, lambda: output.print_line(said % {"n": removed}))


def export(
    out: Annotated[Path, typer.Option(help=N_("Where the file is written."))],
    since: Annotated[str, typer.Option("--from", help=N_("First day; today unless it is given."))] = "",
    until: Annotated[str, typer.Option(help=N_("Last day; half a year ahead unless it is given."))] = "",
    person: Annotated[str, typer.Option(help=N_("Whose calendar, if not one's own."))] = "",
    without_foreign: Annotated[
        bool, typer.Option("--without-foreign", help=N_("Leave out what came from other calendars."))
    ] = False,
) -> None:
    """Write a calendar as a file."""
    target = out.expanduser()
    with counselling() as centre:
        centre.letters.check_target(target)
        first = day_of(since, "--from") or centre.clock.today()
        last = day_of(until, "--until") or _later(first)
        data = centre.exchange.export(first, last, _person(centre, person), with_foreign=not without_foreign)
        centre.letters.save(data, target)
    document = {
        "out": str(target),
        "from": first.isoformat(),
        "until": last.isoformat(),
        "entries": data.count(b"BEGIN:VEVENT"),
    }
    output.emit(document, lambda: _show_file(target, document["entries"]))


def hand_out(
    appointment: Annotated[str, typer.Argument(metavar="ID", help=N_("Id of the appointment."))],
    out: Annotated[Path, typer.Option(help=N_("Where the file is written."))],
    discreet: Annotated[
        bool,
        typer.Option(
            "--discreet", help=N_("Leave the agency's name out, for telephones that others look at.")
        ),
    ] = False,
) -> None:
    """Write one appointment as a file."""
    own, target = id_of(appointment), out.expanduser()
    with counselling() as centre:
        centre.letters.check_target(target)
        centre.letters.save(centre.exchange.hand_out(own, discreet=discreet), target)
    output.emit({"appointment": str(own), "out": str(target)}, lambda: _show_file(target, 1))


def sync(
    *,
    caldav: Annotated[str, typer.Option(help=N_("Address of the calendar, or of the server."))],
    calendar: Annotated[
        str, typer.Option(help=N_("Name of the calendar, where the server has several."))
    ] = "",
    account: Annotated[
        str, typer.Option(help=N_("Name of the account on the server; the user's unless given."))
    ] = "",
    caldav_password_file: Annotated[
        str,
        typer.Option(
            help=N_("File with the server's password; else BERATUNG_CALDAV_PASSWORD, or it is asked for.")
        ),
    ] = "",
    weeks: Annotated[int, typer.Option(help=N_("How many weeks, from this one on."))] = 1,
    since: Annotated[
        str, typer.Option("--from", help=N_("A day of the first week; today unless it is given."))
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help=N_("Overwrite what somebody changed or deleted there."))
    ] = False,
) -> None:
    """Publish one's own weeks."""
    from beratung.appointments.exchange.caldav_out import check_address

    check_address(caldav)
    first = day_of(since, "--from")
    secret = password(
        _("Password of the calendar server"),
        file=caldav_password_file,
        variable="BERATUNG_CALDAV_PASSWORD",
        option="--caldav-password-file",
    )
    with counselling() as centre:
        told = centre.exchange.publish(
            caldav,
            account or centre.user.name,
            secret,
            calendar=calendar,
            first=first,
            weeks=weeks,
            force=force,
        )
    document = {
        "added": told.added,
        "changed": told.changed,
        "removed": told.removed,
        "unchanged": told.unchanged,
        "changed_there": list(told.changed_there),
        "deleted_there": list(told.deleted_there),
    }
    output.emit(document, lambda: _show_published(told))
    if not told.is_whole:
        raise typer.Exit(1)


def _show_published(told: "Published") -> None:
    output.pairs(
        (
            (_("New there"), str(told.added)),
            (_("Changed"), str(told.changed)),
            (_("Removed"), str(told.removed)),
            (_("As before"), str(told.unchanged)),
        )
    )
    if told.changed_there:
        output.say(
            _("Somebody changed these there, so they were left as they are: %(numbers)s.")
            % {"numbers": ", ".join(told.changed_there)}
        )
    if told.deleted_there:
        output.say(
            _("Somebody deleted these there, so they were not put there again: %(numbers)s.")
            % {"numbers": ", ".join(told.deleted_there)}
        )


def _show_file(target: Path, entries: object) -> None:
    output.pairs(((_("File"), str(target)), (_("Entries"), str(entries))))


def _said(note: "LineNote") -> str:
    return current().fill(note.why, note.details)


def _later(first: date) -> date:
    return first + timedelta(weeks=WEEKS)


def _person(centre: "Centre", name: str) -> UUID | None:
    """The user of a name, None where none was given.

    Raises:
        NoSuchColleague: nobody has this name.
    """
    if not name:
        return None
    wanted = name.strip().casefold()
    found = [user.id for user in centre.users() if user.name.casefold() == wanted and not user.is_revoked]
    if not found:
        raise NoSuchColleague(place="--person")
    return found[0]
