# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar as lists: the days of a month, and appointments one below the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from beratung.domain.appointments import AppointmentState
from beratung.domain.calendar_views import CalendarEntry, CalendarView, Reminder
from beratung.domain.errors import N_
from beratung.domain.interpreting import RequestState
from beratung.i18n import _
from ui.models.calendar_board import chosen_of, days_of, of_chosen, shut_of
from ui.models.calendar_words import (
    REMINDERS,
    REQUESTS,
    STATES,
    names_of,
    say_detail,
    say_long,
    say_span,
    say_spoken,
    say_title,
    tone_of,
)
from ui.models.grid import MonthDay, MonthLine
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.words import DOT

_CHANGED = Sign("alert-triangle", "unknown", N_("moved or called off"))


def month_of(
    view: CalendarView,
    days: Sequence[date],
    ids: Collection[UUID],
    on: date,
    today: date,
    *,
    with_cancelled: bool = False,
) -> list[MonthDay]:
    """Return the days of a month with what those who are looked at have on them."""
    lines = {line.day: line for line in view.days}
    found: dict[date, list[MonthLine]] = defaultdict(list)
    for entry in of_chosen(view.entries, chosen_of(view, ids)):
        if entry.is_live or with_cancelled:
            for day in days_of(entry.start, entry.end):
                time = f"{entry.start:%H:%M}" if day == entry.start.date() else "…"
                found[day].append(MonthLine(str(entry.id), time, say_title(entry), tone_of(entry)))
    return [
        MonthDay(
            day=day,
            spoken=say_long(day),
            lines=tuple(found.get(day, ())),
            shut=shut_of(lines.get(day)),
            is_open=day in lines and bool(lines[day].opens),
            is_today=day == today,
            is_inside=day.month == on.month,
        )
        for day in days
    ]


def sign_of(entry: CalendarEntry) -> Sign | None:
    """Return what stands at the end of a line: what became of it, or how it stands with the interpreter."""
    if entry.state is not AppointmentState.PLANNED:
        return STATES[entry.state]
    if entry.request_state is not None and entry.request_state is not RequestState.CANCELLED:
        return REQUESTS[entry.request_state]
    return None


def line_of(entry: CalendarEntry, names: Mapping[UUID, str], section: str) -> Entry:
    """Return the line of an appointment."""
    title, when = say_title(entry), say_span(entry.start, entry.end)
    people = ", ".join(names[person] for person in entry.people if person in names)
    detail = DOT.join(part for part in (when, say_detail(entry, names), people) if part)
    sign = sign_of(entry)
    return Entry(str(entry.id), section, RowLook(title, detail, sign), say_spoken(entry, names))


class Due(Protocol):
    """Something that has a day without being an appointment."""

    @property
    def entry(self) -> Entry:
        """Its line."""

    @property
    def on(self) -> date | None:
        """The day."""


def agenda_of(
    view: CalendarView, ids: Collection[UUID], due: Iterable[Due] = (), *, with_cancelled: bool = False
) -> list[Entry]:
    """Return the appointments of those who are looked at, and what is due, under their days."""
    names = names_of(view)
    days: dict[date, list[Entry]] = defaultdict(list)
    for entry in of_chosen(view.entries, chosen_of(view, ids)):
        if entry.is_live or with_cancelled:
            day = entry.start.date()
            days[day].append(line_of(entry, names, say_long(day)))
    for waiting in due:
        if waiting.on is not None:
            days[waiting.on].append(replace(waiting.entry, section=say_long(waiting.on)))
    return [entry for day in sorted(days) for entry in days[day]]


def own_day(entries: Iterable[CalendarEntry], names: Mapping[UUID, str]) -> list[Entry]:
    """Return what somebody has on one day, the time first."""
    found = []
    for entry in entries:
        if entry.is_live:
            until = _("until %(time)s") % {"time": f"{entry.end:%H:%M}"}
            detail = DOT.join(part for part in (until, say_detail(entry, names)) if part)
            look = RowLook(f"{entry.start:%H:%M}  {say_title(entry)}", detail, sign_of(entry))
            found.append(Entry(str(entry.id), "", look, say_spoken(entry, names)))
    return found


def reminder_line(line: Reminder) -> Entry:
    """Return the line of somebody who is to be reminded."""
    name = line.who or _("Anonymous client")
    when = f"{say_long(line.start.date())}, {line.start:%H:%M}"
    how = DOT.join(part for part in (_(REMINDERS[line.by]), line.phone, line.contact_note) if part)
    sign = _CHANGED if line.is_changed else None
    look = RowLook(name, f"{when}{DOT}{how}", sign)
    return Entry(str(line.id), "", look, ", ".join((name, when, how, sign.label if sign else "")))
