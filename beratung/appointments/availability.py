# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When an interpreter may be asked: weekly times in wall-clock time, less absences; and working days. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beratung.domain.appointments import OFFICE_HOURS
from beratung.domain.interpreting import InterpreterFile, InterpreterKind, WeeklyTime
from beratung.domain.interpreting_views import House

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)


def weekly_times(file: InterpreterFile, house: House) -> tuple[WeeklyTime, ...]:
    """His own; for a service without any, the opening times of the centre."""
    if file.weekly or file.kind_of is InterpreterKind.PERSON:
        return file.weekly
    opening = house.opening or OFFICE_HOURS
    return tuple(WeeklyTime(weekday=day.weekday, start=day.opens, end=day.closes) for day in opening)


def instant(day: date, minutes: int, zone: str) -> datetime:
    """A wall-clock time of a day as an instant; what the clocks skip counts as the moment of their change."""
    whole, rest = divmod(minutes, 24 * 60)
    wall = datetime.combine(day + whole * DAY, time(rest // 60, rest % 60), ZoneInfo(zone))
    return wall.astimezone(UTC)


def spans(
    weekly: Iterable[WeeklyTime], first: date, last: date, zone: str, away: Iterable[Span] = ()
) -> tuple[Span, ...]:
    """Every time between two days at which he may be asked, ascending and apart, in UTC."""
    times = tuple(weekly)
    found: list[Span] = []
    day = first
    while day <= last:
        found += [
            (instant(day, entry.start, zone), instant(day, entry.end, zone))
            for entry in times
            if entry.weekday == day.weekday()
        ]
        day += DAY
    free = joined(found)
    for start, end in away:
        free = tuple(part for span in free for part in _without(span, start, end))
    return free


def joined(found: Iterable[Span]) -> tuple[Span, ...]:
    """Ascending, with those that touch or overlap made one."""
    whole: list[Span] = []
    for start, end in sorted(found):
        if end <= start:
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)


def fits(free: Iterable[Span], start: datetime, end: datetime) -> bool:
    """Whether a job lies inside one of the times."""
    return any(begin <= start and end <= stop for begin, stop in free)


def working_days(first: date, last: date, holidays: frozenset[date]) -> int:
    """Working days after the first day up to and with the last."""
    days = (first + number * DAY for number in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def _without(span: Span, start: datetime, end: datetime) -> Iterable[Span]:
    begin, stop = span
    if end <= begin or stop <= start:
        yield span
        return
    if begin < start:
        yield begin, start
    if end < stop:
        yield end, stop
