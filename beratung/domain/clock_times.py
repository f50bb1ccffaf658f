# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From what a clock on the wall shows to an instant and back, on the two days of the year when it is moved too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beratung.domain.errors import N_, BadInput


class NoSuchTime(BadInput):
    """A time that the clock leaves out when it is moved forward."""

    message = N_("%(place)s: this time does not exist on that day, the clock is moved forward.")


class TimeTwice(BadInput):
    """A time that the clock shows twice when it is moved back."""

    message = N_(
        "%(place)s: this time comes twice on that day, the clock is moved back. Please say which one is meant."
    )


class NoSuchZone(BadInput):
    """A time zone that is in no table."""

    message = N_("%(place)s: there is no such time zone. Write it as Europe/Berlin.")


def zone_of(name: str, place: str = "zone") -> ZoneInfo:
    """Return a time zone; raises NoSuchZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise NoSuchZone(place=place) from None


def is_gap(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clock leaves this time out."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)


def is_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice."""
    if is_gap(day, at, zone):
        return False
    local = datetime.combine(day, at, tzinfo=zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def instant(
    day: date, at: time, zone: ZoneInfo, *, fold: int | None = None, place: str = "start"
) -> datetime:
    """Return the instant, in UTC, at which the clock shows a time.

    ``fold`` chooses where there are two: 0 the first, 1 the second.

    Raises:
        NoSuchTime: the clock leaves it out.
        TimeTwice: it comes twice and nobody chose.
    """
    if is_gap(day, at, zone):
        raise NoSuchTime(place=place)
    if fold is None and is_twice(day, at, zone):
        raise TimeTwice(place=place)
    return datetime.combine(day, at.replace(fold=fold or 0), tzinfo=zone).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a day begins."""
    local = datetime.combine(day, time(), tzinfo=zone)
    return local.astimezone(UTC)


def span_of(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the first day begins and when the last one is over."""
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)
