# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The groups ``room``, ``absence`` and ``hours``: where, who is away, when the centre is open."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import msgspec
import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of, opened, read_object
from beratung.domain.appointments import Absence, Room
from beratung.domain.clock_times import midnight, zone_of
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import OneMissing
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.centre import Centre

room = typer.Typer(no_args_is_help=True)
absence = typer.Typer(no_args_is_help=True)
hours = typer.Typer(no_args_is_help=True)


class NoSuchRoom(BadInput):
    """A name that no room has."""

    message = N_("%(place)s: there is no room of this name.")


class NobodyNamed(BadInput):
    """An absence of nobody, or of a person and a room."""

    message = N_("%(place)s: please name either a colleague, an interpreter's id or a room.")


class UnknownColleague(BadInput):
    """A name that no account has."""

    message = N_("%(place)s: there is no colleague of this name.")


@room.command("add", help=N_("Add a room that can be booked."))
def add_room(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    seats: Annotated[int, typer.Option(help=N_("How many seats it has; 0 is not known."))] = 0,
    accessible: Annotated[
        bool | None, typer.Option("--accessible/--steps", help=N_("Whether one gets in without steps."))
    ] = None,
    note: Annotated[str, typer.Option(help=N_("A few words."))] = "",
) -> None:
    """Add a room."""
    own = uuid4()
    new = Room(id=own, subject=own, name=name, seats=seats or None, is_accessible=accessible, note=note)
    with counselling() as centre:
        centre.appointments.save_room(new)
    output.emit({"room": str(own)}, lambda: output.print_line(str(own)))


@room.command("list", help=N_("List the rooms."))
def list_rooms(
    everything: Annotated[bool, typer.Option("--all", help=N_("Also those that were given up."))] = False,
) -> None:
    """List rooms."""
    with counselling() as centre:
        found = centre.appointments.rooms(with_given_up=everything)
    document = {
        "rooms": [
            {
                "id": str(r.id),
                "name": r.name,
                "seats": r.seats,
                "accessible": r.is_accessible,
                "used": r.is_used,
                "note": r.note,
            }
            for r in found
        ]
    }
    rows = [(r.name, str(r.seats or ""), _("yes") if r.is_used else _("no"), str(r.id)) for r in found]
    output.emit(document, lambda: output.table((_("Room"), _("Seats"), _("In use"), _("Id")), rows))


@room.command("close", help=N_("Give a room up; past appointments keep it."))
def close_room(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Give a room up."""
    with counselling() as centre:
        found = _room(centre, name, "NAME")
        centre.appointments.save_room(msgspec.structs.replace(found, is_used=False))
    output.emit({"room": str(found.id)})


@absence.command("add", help=N_("Enter when somebody or a room is not there."))
def add_absence(
    first: Annotated[str, typer.Option("--from", help=N_("First day, or a time with its zone."))],
    last: Annotated[str, typer.Option("--to", help=N_("Last day, or a time with its zone."))] = "",
    person: Annotated[str, typer.Option(help=N_("Name of a colleague."))] = "",
    interpreter: Annotated[str, typer.Option(help=N_("Id of an interpreter's file."))] = "",
    room_name: Annotated[str, typer.Option("--room", help=N_("Name of a room."))] = "",
) -> None:
    """Enter an absence."""
    if sum(map(bool, (person, interpreter, room_name))) != 1:
        raise NobodyNamed(place="--person")
    with counselling() as centre:
        of = _who(centre, person, interpreter, room_name)
        zone = centre.settings.calendar.zone
        start, is_day = _time(first, zone, "--from", is_end=False)
        end, _is_day = _time(last or first, zone, "--to", is_end=True)
        own = uuid4()
        subject = of if interpreter else own
        new = Absence(id=own, subject=subject, of=of, start=start, end=end, is_whole_days=is_day)
        centre.appointments.save_absence(new)
    output.emit({"absence": str(own)}, lambda: output.print_line(str(own)))


@absence.command("list", help=N_("List absences."))
def list_absences() -> None:
    """List absences."""
    with counselling() as centre:
        found = centre.appointments.absences()
        names = {user.id: user.name for user in centre.users()}
        names |= {r.id: r.name for r in centre.appointments.rooms(with_given_up=True)}
    document = {
        "absences": [
            {
                "id": str(a.id),
                "of": str(a.of),
                "start": a.start.isoformat(),
                "end": a.end.isoformat(),
                "whole_days": a.is_whole_days,
            }
            for a in found
        ]
    }
    rows = [
        (names.get(a.of, ""), f"{a.start:%d.%m.%Y %H:%M}", f"{a.end:%d.%m.%Y %H:%M}", str(a.id))
        for a in found
    ]
    output.emit(document, lambda: output.table((_("Who"), _("From"), _("Until"), _("Id")), rows))


@absence.command("remove", help=N_("Delete an absence."))
def remove_absence(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Delete an absence."""
    with counselling() as centre:
        centre.appointments.remove_absence(id_of(record))
    output.emit({"removed": record})


@hours.command("show", help=N_("Show opening hours, Land and closing days."))
def show_hours() -> None:
    """Show the settings of the calendar."""
    from beratung.appointments.handed import write_settings

    with opened() as centre:
        document = write_settings(centre.settings.calendar)

    def show_all() -> None:
        output.pairs(
            (
                (_("Land"), document["land"]),
                (_("Time zone"), document["zone"]),
                (_("Video link"), document["video_link"]),
            )
        )
        entries = centre.settings.calendar.hours
        for t in entries:
            span = f"{t.opens // 60:02d}:{t.opens % 60:02d}-{t.closes // 60:02d}:{t.closes % 60:02d}"
            output.print_line(f"{_weekday(t.weekday)}  {span}")
        for c in centre.settings.calendar.closing:
            output.print_line(f"{output.day(c.first)} - {output.day(c.last)}  {c.name}")

    output.emit(document, show_all)


@hours.command("set", help=N_("Set opening hours, Land, closing days and the like from a JSON object."))
def set_hours(
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))],
) -> None:
    """Set the calendar's settings; what is not named stays."""
    from beratung.appointments.handed import read_settings, write_settings

    data = read_object(file)
    with opened() as centre:
        calendar = read_settings(data, centre.settings.calendar)
        centre.change_settings(msgspec.structs.replace(centre.settings, calendar=calendar))
    output.emit(write_settings(calendar))


def _weekday(number: int) -> str:
    names = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
    return _(names[number])


def _room(centre: "Centre", name: str, place: str) -> Room:
    for found in centre.appointments.rooms():
        if found.name.casefold() == name.strip().casefold() or str(found.id) == name:
            return found
    raise NoSuchRoom(place=place)


def _who(centre: "Centre", person: str, interpreter: str, room_name: str) -> UUID:
    if interpreter:
        return centre.interpreters.file(id_of(interpreter, "--interpreter")).id
    if room_name:
        return _room(centre, room_name, "--room").id
    for user in centre.users():
        if user.name.casefold() == person.strip().casefold():
            return user.id
    raise UnknownColleague(place="--person")


def _time(text: str, zone: str, place: str, *, is_end: bool) -> tuple[datetime, bool]:
    """A day, of which the end is meant at the end, or a time with its zone."""
    from beratung.appointments.errors import NoZone

    if "T" in text:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise NoZone(place=place) from None
        if found.tzinfo is None:
            raise NoZone(place=place)
        return found.astimezone(UTC), False
    day = day_of(text, place)
    if day is None:
        raise OneMissing(place=place)
    return midnight(day + timedelta(days=is_end), zone_of(zone)), True


def register(root: typer.Typer) -> None:
    """Add the groups."""
    root.add_typer(room, name="room", help=N_("Rooms that can be booked."))
    root.add_typer(absence, name="absence", help=N_("When somebody or a room is not there."))
    root.add_typer(hours, name="hours", help=N_("Opening hours, holidays and closing days."))
