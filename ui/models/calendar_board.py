# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Turns what the calendar hands out into columns and blocks: days, people, rooms and interpreters side by side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from beratung.domain.appointments import AppointmentKind
from beratung.domain.calendar_views import CalendarEntry, CalendarView, Column, DayLine
from beratung.i18n import _
from ui.models.calendar_words import (
    names_of,
    say_detail,
    say_long,
    say_spoken,
    say_title,
    say_weekday,
    signs_of,
    tone_of,
)
from ui.models.grid import DAY, Board, GridBlock, GridColumn, Span, build

PEOPLE, ROOMS, INTERPRETERS = "people", "rooms", "interpreters"


@dataclass(frozen=True)
class Chosen:
    """Whose calendar is looked at: a person, a room or an interpreter."""

    column: Column
    group: str

    @property
    def id(self) -> UUID:
        """Of the person, the room or the interpreter's file."""
        return self.column.id


def all_choices(view: CalendarView) -> list[Chosen]:
    """Return everybody and everything that can stand in the calendar; oneself first."""
    people = sorted(view.people, key=lambda c: (not c.is_self, c.name.casefold()))
    return [
        *(Chosen(column, PEOPLE) for column in people),
        *(Chosen(column, ROOMS) for column in view.rooms),
        *(Chosen(column, INTERPRETERS) for column in view.interpreters),
    ]


def chosen_of(view: CalendarView, ids: Collection[UUID]) -> list[Chosen]:
    """Return what is chosen and still there; without anything, oneself."""
    every = all_choices(view)
    found = [choice for choice in every if choice.id in ids]
    return found or [choice for choice in every if choice.column.is_self] or every[:1]


def key_of(entry: CalendarEntry) -> str:
    """Return the key of an entry's block."""
    return str(entry.id)


def id_of(key: str) -> UUID | None:
    """Return which appointment a block or a line shows; None where it is none."""
    try:
        return UUID(key.partition(":")[0])
    except ValueError:
        return None


def minute_of(at: datetime, day: date) -> int:
    """Return the minute of a day, wall-clock time; 0 before it and 1440 after it."""
    if at.date() != day:
        return 0 if at.date() < day else DAY
    return at.hour * 60 + at.minute


def days_of(start: datetime, end: datetime) -> list[date]:
    """Return the days that something touches."""
    last = end.date() if end.time() != datetime.min.time() else end.date() - timedelta(days=1)
    return [start.date() + timedelta(days=n) for n in range(max((last - start.date()).days, 0) + 1)]


def resources_of(entry: CalendarEntry) -> frozenset[UUID]:
    """Return whose time an entry takes."""
    own = entry.interpreter
    return frozenset((*entry.people, *entry.rooms, *((own,) if own is not None else ())))


def blocks_of(view: CalendarView, *, with_cancelled: bool = False) -> list[GridBlock]:
    """Return the blocks of all entries."""
    names = names_of(view)
    words = {line.day: say_long(line.day) for line in view.days}
    blocks = []
    for entry in view.entries:
        if entry.state.is_cancelled and not with_cancelled:
            continue
        days = days_of(entry.start, entry.end)
        title, detail, spoken = (
            say_title(entry),
            say_detail(entry, names),
            say_spoken(entry, names, words.get(entry.start.date(), "")),
        )
        tone, signs, resources = tone_of(entry), signs_of(entry), resources_of(entry)
        is_movable = entry.kind is not AppointmentKind.FOREIGN and len(days) == 1 and entry.is_live
        for number, day in enumerate(days):
            key = key_of(entry) if not number else f"{entry.id}:{day}"
            start, end = minute_of(entry.start, day), minute_of(entry.end, day)
            if end > start:
                blocks.append(
                    GridBlock(key, day, start, end, title, detail, spoken, tone, signs, resources, is_movable,
                              entry.is_live)
                )  # fmt: skip
    return blocks


def _away(view: CalendarView) -> dict[tuple[UUID, date], list[Span]]:
    found: dict[tuple[UUID, date], list[Span]] = defaultdict(list)
    for line in view.absences:
        for day in days_of(line.start, line.end):
            if view.first <= day <= view.last:
                span = Span(minute_of(line.start, day), minute_of(line.end, day), _("away"))
                found[line.of, day].append(span)
    return found


def opening_of(line: DayLine | None) -> tuple[Span, ...]:
    """Return when the centre is open on a day."""
    if line is None:
        return ()
    return tuple(Span(minute_of(start, line.day), minute_of(end, line.day)) for start, end in line.opens)


def shut_of(line: DayLine | None) -> str:
    """Say why the centre is closed on a day on which it would be open; empty where it is not."""
    if line is None:
        return ""
    if line.closed is not None:
        return line.closed or _("closed")
    return line.holiday


def columns_of(
    view: CalendarView, days: Sequence[date], chosen: Sequence[Chosen], today: date
) -> list[GridColumn]:
    """Return the columns of some days, each with those who are looked at."""
    lines = {line.day: line for line in view.days}
    away = _away(view)
    has_several = len(chosen) > 1
    columns = []
    for day in days:
        line, spoken = lines.get(day), say_long(day)
        for choice in chosen:
            name = choice.column.name
            columns.append(
                GridColumn(
                    day=day,
                    title=say_weekday(day) if len(days) > 1 else spoken,
                    subtitle=name if has_several else "",
                    spoken=f"{spoken}, {name}" if has_several else spoken,
                    resource=choice.id,
                    open=opening_of(line),
                    shut=shut_of(line),
                    away=tuple(away.get((choice.id, day), ())),
                    is_today=day == today,
                    group="" if choice.group == INTERPRETERS else choice.group,
                )
            )
    return columns


def board_of(
    view: CalendarView,
    days: Sequence[date],
    ids: Collection[UUID],
    today: date,
    *,
    with_cancelled: bool = False,
) -> Board:
    """Return columns and blocks of some days for those who are looked at."""
    columns = columns_of(view, days, chosen_of(view, ids), today)
    return build(columns, blocks_of(view, with_cancelled=with_cancelled))


def shown_days(view: CalendarView, monday: date, today: date) -> list[date]:
    """Return Monday to Friday, and the weekend where it is open, something is booked, or today lies in it."""
    week = [monday + timedelta(days=n) for n in range(7)]
    busy = {today, *(entry.start.date() for entry in view.entries if entry.is_live)}
    busy |= {line.day for line in view.days if line.opens}
    return [
        day for day in week if day.weekday() < 5 or day in busy or (day.weekday() == 5 and week[6] in busy)
    ]


def shown_hours(view: CalendarView) -> tuple[int, int]:
    """Return which part of the day fills the window: the opening hours, and what is booked around them."""
    spans = [span for line in view.days for span in opening_of(line)]
    start = min((span.start for span in spans), default=8 * 60)
    end = max((span.end for span in spans), default=18 * 60)
    return min(start, 10 * 60), max(end, 16 * 60)


def of_chosen(entries: Iterable[CalendarEntry], chosen: Sequence[Chosen]) -> list[CalendarEntry]:
    """Return the entries that take the time of somebody who is looked at."""
    ids = {choice.id for choice in chosen}
    return [entry for entry in entries if ids & resources_of(entry)]


def month_days(month: date) -> list[date]:
    """Return the days of the weeks that a month touches, from a Monday to a Sunday."""
    first = month.replace(day=1)
    start = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = -(-(following - start).days // 7)
    return [start + timedelta(days=n) for n in range(7 * weeks)]
