# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The days of a series: every so many days, weeks or months, as RFC 5545 counts them. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count, takewhile

import msgspec

from beratung.appointments.errors import EndsBeforeFirst, FirstOffRule, SeriesNeedsOneEnd, SeriesTooLong
from beratung.domain.appointments import Frequency, Repeat, Series
from beratung.domain.clock_times import zone_of
from beratung.domain.reading import OutOfRange
from beratung.domain.spans import add_months

MOST = 400
LONGEST = timedelta(days=3 * 366)
WEEK = 7
LAST = -1
NTH = (0, 1, 2, 3, 4, LAST)


def check_repeat(repeat: Repeat, first: date) -> Repeat:
    """Return a rule that makes sense for a first day.

    Raises:
        BadInput: with the field that cannot be.
    """
    if not 1 <= repeat.every <= 366:
        raise OutOfRange(place="every", low=1, high=366)
    if repeat.nth not in NTH:
        raise OutOfRange(place="nth", low=LAST, high=4)
    if any(not 0 <= day < WEEK for day in repeat.weekdays):
        raise OutOfRange(place="weekdays", low=0, high=6)
    if (repeat.until is None) is (repeat.count is None):
        raise SeriesNeedsOneEnd(place="until")
    if repeat.count is not None and not 1 <= repeat.count <= MOST:
        raise OutOfRange(place="count", low=1, high=MOST)
    if repeat.until is not None and repeat.until < first:
        raise EndsBeforeFirst(place="until")
    found = list(days(repeat, first))
    if not found or found[0] != first:
        raise FirstOffRule(place="start")
    if len(found) > MOST or found[-1] - first > LONGEST:
        raise SeriesTooLong(place="until", limit=MOST)
    return msgspec.structs.replace(repeat, weekdays=tuple(sorted(set(repeat.weekdays))))


def days(repeat: Repeat, first: date) -> Iterator[date]:
    """Yield the days of a rule from the first one on; never more than one above ``MOST``."""
    limit = min(repeat.count if repeat.count is not None else MOST + 1, MOST + 1)
    last = repeat.until if repeat.until is not None else first + LONGEST + timedelta(days=366)
    ahead = takewhile(lambda day: day <= last, _endless(repeat, first))
    yield from (day for _, day in zip(range(limit), ahead, strict=False))


def _endless(repeat: Repeat, first: date) -> Iterator[date]:
    try:
        yield from (day for day in _ITERATORS[repeat.frequency](repeat, first) if day >= first)
    except (OverflowError, ValueError):
        return  # the calendar ends with the year 9999


def _daily(repeat: Repeat, first: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in count(0, repeat.every))


def _weekly(repeat: Repeat, first: date) -> Iterator[date]:
    monday = first - timedelta(days=first.weekday())
    weekdays = sorted(set(repeat.weekdays)) or [first.weekday()]
    for step in count(0, WEEK * repeat.every):
        yield from (monday + timedelta(days=step + weekday) for weekday in weekdays)


def _monthly(repeat: Repeat, first: date) -> Iterator[date]:
    begins = first.replace(day=1)
    for step in count(0, repeat.every):
        month = add_months(begins, step)
        if repeat.nth == 0:
            day = add_months(first, step)
            if day.day == first.day:  # a month without a 31st has none
                yield day
        elif (found := _nth_weekday(month, first.weekday(), repeat.nth)) is not None:
            yield found


def _nth_weekday(month: date, weekday: int, nth: int) -> date | None:
    if nth == LAST:
        end = add_months(month, 1) - timedelta(days=1)
        return end - timedelta(days=(end.weekday() - weekday) % WEEK)
    return month + timedelta(days=(weekday - month.weekday()) % WEEK + WEEK * (nth - 1))


_ITERATORS = {Frequency.DAILY: _daily, Frequency.WEEKLY: _weekly, Frequency.MONTHLY: _monthly}


def shifted(repeat: Repeat, by: int, last: date) -> Repeat:
    """Return a rule whose days all lie so many days later, with a last day in place of a number."""
    return msgspec.structs.replace(
        repeat,
        weekdays=tuple(sorted((day + by) % WEEK for day in repeat.weekdays)),
        until=last,
        count=None,
    )


def days_of(series: Series) -> tuple[date, ...]:
    """Return the days on which a series takes place by its rule."""
    first = series.start.astimezone(zone_of(series.zone)).date()
    return tuple(day for day in days(series.repeat, first) if day not in series.left_out)


def is_whole(series: Series, on: Iterable[date]) -> bool:
    """Whether a series' appointments lie on just the days of its rule, so that the rule says it all."""
    return tuple(sorted(on)) == days_of(series)
