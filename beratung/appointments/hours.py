# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When the centre is open: weekly hours, holidays of the Land, days on which it is closed besides."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from beratung.domain.appointments import LAENDER, CalendarSettings, ClosingDay
from beratung.domain.calendar_views import DayLine
from beratung.domain.clock_times import midnight

DAY = 24 * 60
FARTHEST = 400
"""Days after which looking for an open one ends: a centre may have no hours at all."""


@lru_cache(maxsize=64)
def holidays_of(land: str, year: int) -> dict[date, str]:
    """Return the holidays of a Land in a year with their German names; empty for a Land that is not known.

    Source: the package ``holidays``, category public, without Augsburg's own.
    """
    if land not in LAENDER:
        return {}
    import holidays

    return dict(holidays.country_holidays("DE", subdiv=land, years=year, language="de").items())


class Opening:
    """The days of a centre as its settings have them."""

    def __init__(self, settings: CalendarSettings) -> None:
        self.settings = settings
        self.zone = ZoneInfo(settings.zone)

    def holiday(self, day: date) -> str:
        """Return the name of a holiday of the Land, empty on any other day."""
        return holidays_of(self.settings.land, day.year).get(day, "")

    def closing(self, day: date) -> ClosingDay | None:
        """Return why the centre is closed on a day besides holidays."""
        return next((c for c in self.settings.closing if c.first <= day <= c.last), None)

    def is_off(self, day: date) -> bool:
        """Whether it is a holiday, or the centre is closed."""
        return bool(self.holiday(day)) or self.closing(day) is not None

    def hours(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return when the centre is open on a day, in order; nothing on holidays and closing days."""
        if self.is_off(day):
            return ()
        times = sorted((t.opens, t.closes) for t in self.settings.hours if t.weekday == day.weekday())
        return tuple((self._at(day, opens), self._at(day, closes)) for opens, closes in times)

    def is_open(self, start: datetime, end: datetime) -> bool:
        """Whether the centre is open for the whole of a time; hours that meet are one."""
        at = start
        for opens, closes in self.hours(start.astimezone(self.zone).date()):
            if opens <= at < closes:
                at = closes
        return at >= end

    def line(self, day: date) -> DayLine:
        """Return what a day is."""
        closing = self.closing(day)
        return DayLine(
            day=day,
            opens=self.hours(day),
            holiday=self.holiday(day),
            closed=closing.name if closing is not None else None,
        )

    def working_days_after(self, day: date, number: int) -> date:
        """Return the day that lies so many days on which the centre is open after another."""
        found = day
        for step in range(1, FARTHEST):
            if number <= 0:
                break
            found = day + timedelta(days=step)
            number -= bool(self.hours(found))
        return found

    def _at(self, day: date, minutes: int) -> datetime:
        if minutes >= DAY:
            return midnight(day + timedelta(days=1), self.zone).astimezone(self.zone)
        return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=self.zone)
