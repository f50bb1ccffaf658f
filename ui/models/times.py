# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads times of the day as people type them: "9", "9:30", "930", "14.15 Uhr", and lengths: "50", "1:30". No Qt here."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beratung.domain import clock_times
from ui.models.grid import DAY, STEP

_TIME = re.compile(r"(\d{1,2})(?:\s*[:.,h]\s*(\d{1,2}))?\s*(?:uhr|h)?", re.IGNORECASE)
_SHORT = re.compile(r"(\d{1,2})(\d{2})\s*(?:uhr)?", re.IGNORECASE)


def read_time(text: str) -> int | None:
    """Return a time of the day in minutes; None where it is none. 24:00 is the end of the day."""
    plain = text.strip()
    found = _TIME.fullmatch(plain) or (_SHORT.fullmatch(plain) if len(plain) > 2 else None)
    if found is None:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    total = 60 * hour + minute
    return total if minute < 60 and total <= DAY else None


def is_step(minute: int) -> bool:
    """Whether a time is a whole step of five minutes."""
    return minute % STEP == 0


def instant(day: date, minute: int, zone: str, fold: int | None = 0) -> datetime:
    """Return the instant of a time on the wall, in UTC.

    ``fold`` says which one is meant where it comes twice, because the clock is moved back.

    Raises:
        BadInput: the clock is moved forward over it, or it comes twice and nobody chose.
    """
    on = day + timedelta(days=minute // DAY)
    at = time(minute % DAY // 60, minute % 60)
    return clock_times.instant(on, at, ZoneInfo(zone), fold=fold)


def comes_twice(day: date, minute: int, zone: str) -> bool:
    """Whether the clock shows a time twice on that day."""
    on = day + timedelta(days=minute // DAY)
    return clock_times.is_twice(on, time(minute % DAY // 60, minute % 60), ZoneInfo(zone))


def local(at: datetime, zone: str) -> datetime:
    """Return an instant as the clock on the wall shows it."""
    return at.astimezone(ZoneInfo(zone))
