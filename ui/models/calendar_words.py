# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What appointments are called: kinds, states, ways of meeting, and one of them in a sentence."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QDate, QLocale

from beratung.domain.appointments import AppointmentKind, AppointmentState, ParticipantState, RemindBy
from beratung.domain.calendar_views import CalendarEntry, CalendarView, Hint, HintKind, LeftOut
from beratung.domain.errors import N_
from beratung.domain.interpreting import RequestState
from beratung.domain.planning import Mode
from beratung.i18n import _, current, ngettext
from ui.models.looks import Sign
from ui.models.words import DOT, say_day

KINDS = {
    AppointmentKind.SINGLE: N_("Conversation"),
    AppointmentKind.GROUP: N_("Group"),
    AppointmentKind.OPEN_HOURS: N_("Offene Sprechstunde"),
    AppointmentKind.OWN: N_("Without clients"),
    AppointmentKind.FOREIGN: N_("From another calendar"),
}
MODES = {Mode.SITE: N_("On site"), Mode.PHONE: N_("Phone"), Mode.VIDEO: N_("Video")}
MODE_ICONS = {Mode.SITE: "map-pin", Mode.PHONE: "phone", Mode.VIDEO: "video"}
STATES = {
    AppointmentState.PLANNED: Sign("calendar", "accent", N_("planned")),
    AppointmentState.HELD: Sign("circle-check", "yes", N_("took place")),
    AppointmentState.NO_SHOW: Sign("user-x", "no", N_("did not come")),
    AppointmentState.CANCELLED_BY_CLIENT: Sign("circle-x", "unknown", N_("called off by the client")),
    AppointmentState.CANCELLED_BY_CENTRE: Sign("circle-x", "unknown", N_("called off by us")),
}
TAKING_PART = {
    ParticipantState.WAITING: Sign("clock", "unknown", N_("waiting")),
    ParticipantState.PLANNED: Sign("calendar", "accent", N_("has a place")),
    ParticipantState.HELD: STATES[AppointmentState.HELD],
    ParticipantState.NO_SHOW: STATES[AppointmentState.NO_SHOW],
    ParticipantState.CANCELLED_BY_CLIENT: STATES[AppointmentState.CANCELLED_BY_CLIENT],
    ParticipantState.CANCELLED_BY_CENTRE: STATES[AppointmentState.CANCELLED_BY_CENTRE],
}
REQUESTS = {
    RequestState.OPEN: Sign("message-question", "unknown", N_("interpreter wanted")),
    RequestState.OFFERED: Sign("send", "unknown", N_("interpreters asked")),
    RequestState.BOOKED: Sign("language", "yes", N_("interpreter booked")),
    RequestState.DONE: Sign("language", "yes", N_("interpreter booked")),
    RequestState.UNSERVED: Sign("alert-triangle", "no", N_("no interpreter found")),
    RequestState.CANCELLED: Sign("circle-x", "unknown", N_("request for an interpreter called off")),
}
REMINDERS = {
    RemindBy.NONE: N_("No reminder"),
    RemindBy.SLIP: N_("Slip of paper"),
    RemindBy.PHONE: N_("By phone"),
    RemindBy.FILE: N_("Calendar file"),
}
LEFT_OUT = {
    LeftOut.TAKEN: N_("taken"),
    LeftOut.HOLIDAY: N_("holiday"),
    LeftOut.CLOSED: N_("closed"),
    LeftOut.NO_SUCH_TIME: N_("the clock is changed"),
}
HINTS = {
    HintKind.TAKEN: N_("Somebody or a room is taken twice"),
    HintKind.CLOSED: N_("Outside the opening hours"),
    HintKind.HOLIDAY: N_("On a holiday or a closing day"),
    HintKind.ABSENT: N_("Somebody is absent then, or the room cannot be used"),
    HintKind.SEATS: N_("More people than the room has seats"),
    HintKind.CLIENT_TWICE: N_("The client has another appointment then"),
    HintKind.TRAVEL: N_("Little time for the interpreter's way"),
    HintKind.INTERPRETER: N_("The interpreter must be asked again"),
    HintKind.PAST: N_("In the past"),
    HintKind.FOREIGN: N_("An entry of another calendar stands there"),
}
_HINT_ICONS = {HintKind.TAKEN: "circle-x"}


def say_weekday(day: date, picture: str = "ddd d.") -> str:
    """Say a day with its weekday."""
    return QLocale().toString(QDate(day.year, day.month, day.day), picture)


def say_long(day: date) -> str:
    """Say a day in full: ``Montag, 23. November``."""
    return say_weekday(
        day, "dddd, d. MMMM" if QLocale().language() is QLocale.Language.German else "dddd, d MMMM"
    )


def say_span(start: datetime, end: datetime) -> str:
    """Say when something is, on one day or on several."""
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M}"
    return f"{say_day(start.date())} {start:%H:%M} – {say_day(end.date())} {end:%H:%M}"


def say_minutes(minutes: int) -> str:
    """Say a length: ``50 min``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def names_of(view: CalendarView) -> dict[UUID, str]:
    """Return the names of everybody and every room that can stand in the calendar."""
    return {column.id: column.name for column in (*view.people, *view.rooms, *view.interpreters)}


def say_title(entry: CalendarEntry) -> str:
    """Say what or whom an appointment is with."""
    if entry.kind is AppointmentKind.SINGLE:
        return entry.who or entry.title or (_("Anonymous client") if entry.client else _(KINDS[entry.kind]))
    return entry.title or _(KINDS[entry.kind])


def say_where(entry: CalendarEntry, names: Mapping[UUID, str]) -> str:
    """Say in which room or how it takes place."""
    if entry.mode is not Mode.SITE:
        return _(MODES[entry.mode])
    rooms = [names[room] for room in entry.rooms if room in names]
    return ", ".join(rooms) or entry.place


def say_places(entry: CalendarEntry) -> str:
    """Say how full a group is."""
    if entry.kind not in {AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}:
        return ""
    if entry.places:
        words = _("%(taken)d of %(places)d places") % {"taken": entry.participants, "places": entry.places}
    else:
        number = entry.participants
        words = ngettext("%(n)d person", "%(n)d people", number) % {"n": number}
    waiting = ngettext("%(n)d is waiting", "%(n)d are waiting", entry.waiting) % {"n": entry.waiting}
    return f"{words}{DOT}{waiting}" if entry.waiting else words


def say_detail(entry: CalendarEntry, names: Mapping[UUID, str]) -> str:
    """Say in one line where, with whose help and how full."""
    parts = (say_where(entry, names), say_places(entry), entry.interpreter_name)
    return DOT.join(part for part in parts if part)


def say_spoken(entry: CalendarEntry, names: Mapping[UUID, str], day: str = "") -> str:
    """Say an appointment as a screen reader shall read it, and as the tip over it; ``day`` is its day in words."""
    parts = [
        say_title(entry),
        day or say_long(entry.start.date()),
        say_span(entry.start, entry.end),
        say_detail(entry, names),
    ]
    if entry.state is not AppointmentState.PLANNED:
        parts.append(STATES[entry.state].label)
    if entry.request_state is not None and not entry.interpreter_name:
        parts.append(REQUESTS[entry.request_state].label)
    if entry.kind is AppointmentKind.FOREIGN:
        parts.append(_(KINDS[entry.kind]))
    return ", ".join(part for part in parts if part)


def signs_of(entry: CalendarEntry) -> tuple[str, ...]:
    """Return the icons that stand in a block, the most telling first."""
    signs = []
    if entry.state in {AppointmentState.HELD, AppointmentState.NO_SHOW}:
        signs.append(STATES[entry.state].icon)
    if entry.request_state is not None and entry.request_state is not RequestState.CANCELLED:
        signs.append(REQUESTS[entry.request_state].icon)
    if entry.kind in {AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}:
        signs.append("users")
    if entry.mode is not Mode.SITE:
        signs.append(MODE_ICONS[entry.mode])
    if entry.series is not None:
        signs.append("repeat")
    return tuple(signs)


_TONES = {
    AppointmentKind.SINGLE: "accent",
    AppointmentKind.GROUP: "info",
    AppointmentKind.OPEN_HOURS: "info",
}


def tone_of(entry: CalendarEntry) -> str:
    """Return the colour of a block by its meaning."""
    if entry.state.is_cancelled:
        return "off"
    return "no" if entry.state is AppointmentState.NO_SHOW else _TONES.get(entry.kind, "neutral")


def say_hint(hint: Hint, names: Mapping[UUID, str] | None = None) -> str:
    """Say what is to be minded about a time, and of whom or which room where that is known."""
    words = current().fill(hint.message, hint.details)
    name = (names or {}).get(hint.of) if hint.of is not None else None
    return f"{name}: {words}" if name else words


def sort_hints(hints: Iterable[Hint]) -> list[Hint]:
    """Return what refuses first, then the warnings."""
    return sorted(hints, key=lambda hint: (not hint.is_refusal, hint.kind))


def hint_icon(hint: Hint) -> str:
    """Return the sign of a hint."""
    return _HINT_ICONS.get(hint.kind, "alert-triangle")
