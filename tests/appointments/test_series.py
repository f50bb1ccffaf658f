# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The days of a series against two others who count them: a walk over all days, and dateutil."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from beratung.appointments import errors
from beratung.appointments.series import MOST, check_repeat, days, days_of, is_whole, shifted
from beratung.domain.appointments import Frequency, Repeat, Series
from beratung.domain.errors import BadInput
from tests.appointments.calendars import at

FIRST = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
HORIZON = timedelta(days=2 * 366)


def walk(repeat: Repeat, first: date) -> Iterator[date]:
    """Every day from the first one on that the words of the rule fit, looked at one by one."""
    monday = first - timedelta(days=first.weekday())
    day = first
    while day <= first + HORIZON:
        months = (day.year - first.year) * 12 + day.month - first.month
        if repeat.frequency is Frequency.DAILY:
            fits = (day - first).days % repeat.every == 0
        elif repeat.frequency is Frequency.WEEKLY:
            weekdays = repeat.weekdays or (first.weekday(),)
            fits = (day - monday).days // 7 % repeat.every == 0 and day.weekday() in weekdays
        elif repeat.nth:
            fits = months % repeat.every == 0 and day == nth_of_month(day, first.weekday(), repeat.nth)
        else:
            fits = months % repeat.every == 0 and day.day == first.day
        if fits:
            yield day
        day += timedelta(days=1)


def nth_of_month(day: date, weekday: int, nth: int) -> date:
    """By the sheet of the month that hangs on the wall."""
    column = [week[weekday] for week in calendar.monthcalendar(day.year, day.month) if week[weekday]]
    return day.replace(day=column[nth if nth < 0 else nth - 1])


def by_dateutil(repeat: Repeat, first: date) -> Iterator[date]:
    """What dateutil makes of the rule."""
    frequency = {
        Frequency.DAILY: rrule.DAILY,
        Frequency.WEEKLY: rrule.WEEKLY,
        Frequency.MONTHLY: rrule.MONTHLY,
    }[repeat.frequency]
    more: dict[str, Any] = {}
    if repeat.frequency is Frequency.WEEKLY and repeat.weekdays:
        more["byweekday"] = [rrule.weekday(day) for day in repeat.weekdays]
    if repeat.frequency is Frequency.MONTHLY and repeat.nth:
        more["byweekday"] = [rrule.weekday(first.weekday(), repeat.nth)]
    begins = datetime(first.year, first.month, first.day)
    rule = rrule.rrule(
        frequency, interval=repeat.every, dtstart=begins, until=begins + HORIZON, wkst=rrule.MO, **more
    )
    return (moment.date() for moment in rule)


RULES = st.one_of(
    st.builds(Repeat, frequency=st.just(Frequency.DAILY), every=st.integers(1, 40)),
    st.builds(
        Repeat,
        frequency=st.just(Frequency.WEEKLY),
        every=st.integers(1, 6),
        weekdays=st.sets(st.integers(0, 6)).map(lambda found: tuple(sorted(found))),
    ),
    st.builds(
        Repeat,
        frequency=st.just(Frequency.MONTHLY),
        every=st.integers(1, 13),
        nth=st.sampled_from([0, 1, 2, 3, 4, -1]),
    ),
)


@settings(max_examples=400)
@given(RULES, FIRST, st.integers(1, 30))
def test_three_count_the_same_days(rule: Repeat, first: date, number: int) -> None:
    expected = list(islice(walk(rule, first), number))
    assert list(islice(by_dateutil(rule, first), number)) == expected
    counted = msgspec.structs.replace(rule, count=len(expected))
    assert list(days(counted, first)) == expected
    if expected:
        until = msgspec.structs.replace(rule, until=expected[-1])
        assert list(days(until, first)) == expected


@settings(max_examples=200)
@given(FIRST, st.integers(1, 20), st.integers(-40, 40), st.sets(st.integers(0, 6), min_size=1))
def test_a_weekly_series_that_moves_by_days_stays_whole(
    first: date, number: int, by: int, weekdays: set[int]
) -> None:
    rule = Repeat(frequency=Frequency.WEEKLY, weekdays=tuple(sorted(weekdays)), count=number)
    found = list(days(rule, first))
    moved = [day + timedelta(days=by) for day in found]
    later = shifted(rule, by, moved[-1])
    assert list(days(later, moved[0])) == moved


@pytest.mark.parametrize(
    ("first", "rule", "expected"),
    [
        (date(2028, 2, 29), Repeat(frequency=Frequency.MONTHLY, every=12, count=2), [(2028, 2, 29), (2032, 2, 29)]),
        (date(2027, 1, 31), Repeat(frequency=Frequency.MONTHLY, count=3), [(2027, 1, 31), (2027, 3, 31), (2027, 5, 31)]),
        (date(2026, 12, 28), Repeat(frequency=Frequency.DAILY, every=2, count=3), [(2026, 12, 28), (2026, 12, 30), (2027, 1, 1)]),
        (date(2026, 11, 27), Repeat(frequency=Frequency.MONTHLY, nth=-1, count=2), [(2026, 11, 27), (2026, 12, 25)]),
    ],
)  # fmt: skip
def test_leap_days_short_months_and_the_turn_of_the_year(
    first: date, rule: Repeat, expected: list[tuple[int, int, int]]
) -> None:
    assert list(days(rule, first)) == [date(*day) for day in expected]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Repeat(frequency=Frequency.DAILY), errors.SeriesNeedsOneEnd),
        (Repeat(frequency=Frequency.DAILY, count=3, until=date(2027, 1, 1)), errors.SeriesNeedsOneEnd),
        (Repeat(frequency=Frequency.DAILY, until=date(2026, 11, 1)), errors.EndsBeforeFirst),
        (Repeat(frequency=Frequency.DAILY, until=date(2029, 1, 1)), errors.SeriesTooLong),
        (Repeat(frequency=Frequency.MONTHLY, every=12, count=9), errors.SeriesTooLong),
        (Repeat(frequency=Frequency.WEEKLY, weekdays=(2, 4), count=3), errors.FirstOffRule),
        (Repeat(frequency=Frequency.MONTHLY, nth=1, count=3), errors.FirstOffRule),
        (Repeat(frequency=Frequency.DAILY, every=0, count=3), BadInput),
        (Repeat(frequency=Frequency.DAILY, count=MOST + 1), BadInput),
        (Repeat(frequency=Frequency.WEEKLY, weekdays=(7,), count=3), BadInput),
        (Repeat(frequency=Frequency.MONTHLY, nth=5, count=3), BadInput),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: Repeat, fault: type[BadInput]) -> None:
    with pytest.raises(fault):
        check_repeat(rule, date(2026, 11, 23))


def test_a_series_is_whole_only_on_just_its_days() -> None:
    start = at(date(2026, 11, 23), "10:00")
    rule = Repeat(frequency=Frequency.WEEKLY, count=3)
    own = uuid4()
    series = Series(id=own, subject=own, repeat=rule, start=start, end=start, left_out=(date(2026, 11, 30),))
    assert days_of(series) == (date(2026, 11, 23), date(2026, 12, 7))
    assert is_whole(series, days_of(series))
    assert not is_whole(series, [date(2026, 11, 23)])
