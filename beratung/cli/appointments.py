# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``appointment``: book, move, call off, list."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.participants import Id, ScopeOption, group, participant, scope_of, word_of
from beratung.cli.session import counselling, day_of, id_of, read_object
from beratung.domain.appointments import AppointmentState, CancelledBy
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import Fields
from beratung.i18n import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beratung.centre import Centre
    from beratung.domain.calendar_views import CalendarEntry, CalendarView, Hint

appointment = typer.Typer(no_args_is_help=True)
DAYS = 7
MOST_DAYS = 366
STATES = {
    AppointmentState.PLANNED: N_("planned"),
    AppointmentState.HELD: N_("took place"),
    AppointmentState.NO_SHOW: N_("did not come"),
    AppointmentState.CANCELLED_BY_CLIENT: N_("called off by the client"),
    AppointmentState.CANCELLED_BY_CENTRE: N_("called off by the centre"),
}
WHY_LEFT_OUT = {
    "taken": N_("the time is taken"),
    "holiday": N_("a holiday"),
    "closed": N_("the centre is closed"),
    "no_such_time": N_("the clock is moved forward"),
}


class SpanTooLong(BadInput):
    """More days than a list shows."""

    message = N_("%(place)s: at most a year can be listed, and the last day lies after the first.")


@appointment.command(help=N_("Book an appointment, or a series, from a JSON object or from options."))
def add(
    *,
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))] = "",
    client: Annotated[str, typer.Option(help=N_("The client's id, or that of the case."))] = "",
    kind: Annotated[str, typer.Option(help=N_("single, group, open_hours or own."))] = "",
    start: Annotated[str, typer.Option(help=N_("Such as 2026-12-01T10:00+01:00."))] = "",
    end: Annotated[str, typer.Option(help=N_("Likewise."))] = "",
    minutes: Annotated[int, typer.Option(help=N_("Instead of the end."))] = 0,
    person: Annotated[list[str] | None, typer.Option(help=N_("Who takes part; may be given again."))] = None,
    room: Annotated[list[str] | None, typer.Option(help=N_("Name of a room; may be given again."))] = None,
    title: Annotated[str, typer.Option(help=N_("A few words."))] = "",
    mode: Annotated[str, typer.Option(help=N_("site, phone or video."))] = "",
    place: Annotated[str, typer.Option(help=N_("Where, if in none of the rooms."))] = "",
    places: Annotated[int, typer.Option(help=N_("Of a group: how many at most; 0 is no limit."))] = 0,
    repeat: Annotated[str, typer.Option(help=N_("daily, weekly or monthly."))] = "",
    until: Annotated[str, typer.Option(help=N_("Last day of a series."))] = "",
    count: Annotated[int, typer.Option(help=N_("Or how many times."))] = 0,
    skip_taken: Annotated[
        bool, typer.Option("--skip-taken", help=N_("Leave out the days on which somebody is not free."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only say what is to be minded."))] = False,
) -> None:
    """Book."""
    data = read_object(file) if file else {}
    given: dict[str, Any] = {
        "client": client, "kind": kind, "start": start, "end": end, "minutes": minutes, "people": person,
        "rooms": room, "title": title, "mode": mode, "place": place, "places": places,
    }  # fmt: skip
    data |= {key: value for key, value in given.items() if value}
    rule = {"frequency": repeat, "until": until, "count": count}
    if any(rule.values()):
        data["repeat"] = {key: value for key, value in rule.items() if value}
    with counselling() as centre:
        _name_client(centre, data)
        wanted, rule_read = centre.appointments.read(data)
        hints = centre.appointments.check(wanted, repeat=rule_read)
        if dry_run:
            document: dict[str, Any] = {"hints": _hints(hints)}
        else:
            booked = centre.appointments.book(wanted, repeat=rule_read, skip_taken=skip_taken)
            document = {
                "appointments": [str(own) for own in booked.ids],
                "series": str(booked.series) if booked.series is not None else None,
                "left_out": [{"on": day.isoformat(), "why": why.value} for day, why in booked.left_out],
                "hints": _hints(hint for hint in hints if not hint.is_refusal),
            }
    output.emit(document, lambda: _show_booked(document))
    if dry_run and any(hint.is_refusal for hint in hints):
        raise typer.Exit(1)


def _name_client(centre: "Centre", data: dict[str, Any]) -> None:
    """Put the client's id in place of a case's, and remember the case that counts."""
    fields = Fields(data, data.keys())
    named = fields.text("client")
    if named:
        found = id_of(named, "client")
        data["client"] = str(centre.clients.client_of(found))
        data.setdefault("case", str(centre.clients.case_of(found)))


def _hints(hints: "Iterable[Hint]") -> list[dict[str, Any]]:
    return [
        {
            "kind": hint.kind.value,
            "text": _(hint.message) % hint.details,
            "start": hint.start.isoformat() if hint.start is not None else None,
            "of": str(hint.of) if hint.of is not None else None,
        }
        for hint in hints
    ]


def _show_booked(document: dict[str, Any]) -> None:
    for own in document.get("appointments", ()):
        output.print_line(own)
    for line in document.get("left_out", ()):
        why = WHY_LEFT_OUT[line["why"]]
        output.say(_("%(day)s is left out: %(why)s.") % {"day": line["on"], "why": _(why)})
    for hint in document["hints"]:
        output.say(hint["text"])


@appointment.command(help=N_("Move an appointment, or change who takes part and where."))
def move(
    record: Id,
    *,
    start: Annotated[str, typer.Option(help=N_("Such as 2026-12-01T10:00+01:00."))] = "",
    end: Annotated[str, typer.Option(help=N_("Likewise."))] = "",
    minutes: Annotated[int, typer.Option(help=N_("Instead of the end."))] = 0,
    person: Annotated[list[str] | None, typer.Option(help=N_("Who takes part; may be given again."))] = None,
    room: Annotated[list[str] | None, typer.Option(help=N_("Name of a room; may be given again."))] = None,
    scope: ScopeOption = "one",
) -> None:
    """Move."""
    meant = scope_of(scope)
    with counselling() as centre:
        service = centre.appointments
        before = service.appointment(id_of(record))
        data: dict[str, Any] = {"start": start or before.start.isoformat()}
        if end:
            data["end"] = end
        length = int((before.end - before.start).total_seconds()) // 60
        data["minutes"] = minutes or length
        data |= {"people": person} if person else {}
        data |= {"rooms": room} if room else {}
        read, _rule = service.read(data)
        people, rooms = read.people if person else None, read.rooms if room else None
        hints = service.check_move(before.id, read.start, read.end, people=people, rooms=rooms)
        service.move(before.id, read.start, read.end, people=people, rooms=rooms, scope=meant)
        document = {"appointment": record, "hints": _hints(h for h in hints if not h.is_refusal)}
        document |= _entry(service.show(before.id))
    output.emit(document, lambda: _show_booked(document))


@appointment.command(help=N_("Call an appointment off; it stays in the calendar and is counted."))
def cancel(
    record: Id,
    by: Annotated[str, typer.Option(help=N_("Who called off: client or centre."))],
    note: Annotated[str, typer.Option(help=N_("A few words."))] = "",
    scope: ScopeOption = "one",
) -> None:
    """Call off."""
    who = word_of(by, CancelledBy, "--by")
    meant = scope_of(scope)
    with counselling() as centre:
        done = centre.appointments.cancel(id_of(record), who, note, scope=meant)
    _emit_touched(record, len([t for t in done.changes.touched if t.kind == "Appointment"]))


@appointment.command(help=N_("Say what became of an appointment: held, no_show, or planned again."))
def state(record: Id, became: Annotated[str, typer.Argument(metavar="STATE")]) -> None:
    """Set the state."""
    chosen = word_of(became, AppointmentState, "STATE")
    with counselling() as centre:
        centre.appointments.set_state(id_of(record), chosen)
    output.emit({"appointment": record, "state": chosen.value}, lambda: output.print_line(_(STATES[chosen])))


@appointment.command(help=N_("Delete an appointment that was entered by mistake; it is not counted."))
def remove(record: Id, scope: ScopeOption = "one") -> None:
    """Delete."""
    meant = scope_of(scope)
    with counselling() as centre:
        done = centre.appointments.remove(id_of(record), scope=meant)
    _emit_touched(record, len([t for t in done.changes.touched if t.kind == "Appointment"]))


@appointment.command("list", help=N_("List the appointments of some days: the next seven, if left out."))
def list_days(
    first: Annotated[str, typer.Option("--from", help=N_("First day."))] = "",
    last: Annotated[str, typer.Option("--to", help=N_("Last day."))] = "",
    person: Annotated[str, typer.Option(help=N_("Only of this colleague."))] = "",
    room: Annotated[str, typer.Option(help=N_("Only in this room."))] = "",
) -> None:
    """List."""
    begins, ends = day_of(first, "--from"), day_of(last, "--to")
    with counselling() as centre:
        service = centre.appointments
        begins = begins if begins is not None else centre.clock.today()
        ends = ends if ends is not None else begins + timedelta(days=DAYS - 1)
        if not 0 <= (ends - begins).days < MOST_DAYS:
            raise SpanTooLong(place="--to")
        named: dict[str, Any] = {"start": "2026-01-01T00:00+00:00"}
        named |= {"people": person} if person else {}
        named |= {"rooms": room} if room else {}
        read, _rule = service.read(named)
        view = service.calendar(
            begins, ends, people=read.people if person else None, rooms=read.rooms if room else None
        )
    output.emit(_calendar(view), lambda: _show_calendar(view))


@appointment.command(help=N_("Show one appointment, and who takes part in a group."))
def show(record: Id) -> None:
    """Show."""
    with counselling() as centre:
        service = centre.appointments
        entry = service.show(id_of(record))
        listed = service.group(entry.id)
    document = _entry(entry) | {"note": entry.note, "hints": [kind.value for kind in entry.hints]}
    people = [*listed.taking_part, *listed.waiting, *listed.gone]
    if people or entry.places:
        document["participants"] = [participant(line) for line in people]
        document["next_up"] = [str(line.client) for line in listed.next_up]

    def show_all() -> None:
        output.pairs(
            (
                (_("When"), f"{entry.start:%d.%m.%Y %H:%M}-{entry.end:%H:%M}"),
                (_("With"), entry.who),
                (_("Title"), entry.title),
                (pgettext("appointment", "State"), _(STATES[entry.state])),
                (_("Place"), entry.place),
                (_("Interpreter"), entry.interpreter_name),
                (_("Note"), entry.note),
            )
        )
        for line in people:
            output.print_line(f"{line.who}  {line.state}")

    output.emit(document, show_all)


def _emit_touched(record: str, number: int) -> None:
    output.emit({"appointment": record, "changed": number}, lambda: output.print_line(str(number)))


def _entry(entry: "CalendarEntry") -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "kind": entry.kind.value,
        "state": entry.state.value,
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat(),
        "minutes": entry.minutes,
        "client": str(entry.client) if entry.client is not None else None,
        "name": entry.who,
        "case": str(entry.case) if entry.case is not None else None,
        "title": entry.title,
        "people": [str(own) for own in entry.people],
        "rooms": [str(own) for own in entry.rooms],
        "mode": entry.mode.value,
        "place": entry.place,
        "link": entry.link,
        "interpreter": entry.interpreter_name or None,
        "participants": entry.participants,
        "waiting": entry.waiting,
        "places": entry.places,
        "series": str(entry.series) if entry.series is not None else None,
        "hints": [kind.value for kind in entry.hints],
    }


def _calendar(view: "CalendarView") -> dict[str, Any]:
    return {
        "from": view.first.isoformat(),
        "to": view.last.isoformat(),
        "zone": view.zone,
        "appointments": [_entry(entry) for entry in view.entries],
        "absences": [
            {"id": str(a.id), "of": str(a.of), "start": a.start.isoformat(), "end": a.end.isoformat()}
            for a in view.absences
        ],
        "days": [
            {
                "day": line.day.isoformat(),
                "opens": [[opens.isoformat(), closes.isoformat()] for opens, closes in line.opens],
                "holiday": line.holiday or None,
                "closed": line.closed,
            }
            for line in view.days
        ],
        "people": {str(column.id): column.name for column in view.people},
        "rooms": {str(column.id): column.name for column in view.rooms},
    }


def _show_calendar(view: "CalendarView") -> None:
    names = {column.id: column.name for column in (*view.people, *view.rooms)}
    headers = (_("When"), _("With"), _("Title"), _("Who"), pgettext("appointment", "State"), _("Id"))
    rows = [
        (
            f"{entry.start:%d.%m. %H:%M}-{entry.end:%H:%M}",
            entry.who,
            entry.title,
            ", ".join(names.get(own, "") for own in entry.people + entry.rooms),
            _(STATES[entry.state]),
            str(entry.id),
        )
        for entry in view.entries
    ]
    output.table(headers, rows)


def register(root: typer.Typer) -> None:
    """Add the group, with the commands for lists of groups."""
    appointment.registered_commands += [
        c for c in group.registered_commands if c not in appointment.registered_commands
    ]
    root.add_typer(
        appointment, name="appointment", help=N_("Appointments: the calendar, files, other calendars.")
    )
