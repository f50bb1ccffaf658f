# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whether a line of a time sheet can be, given what was booked."""

from datetime import datetime, timedelta

from beratung.appointments.interpreting_errors import LineImplausible, TimesBackwards
from beratung.domain.checking import check_length
from beratung.domain.interpreting import SheetLine
from beratung.domain.reading import OutOfRange

_APART = timedelta(hours=12)
_LONGEST = timedelta(hours=16)
_RANGES = {"travel_minutes": (0, 1440), "km": (0, 2000), "other_cents": (0, 100_000)}


def check_line(line: SheetLine, start: datetime, end: datetime) -> SheetLine:
    """Return a line that fits a booking.

    Raises:
        TimesBackwards, LineImplausible, OutOfRange, TooLong: it does not.
    """
    if line.end <= line.start:
        raise TimesBackwards(place="end")
    is_near = abs(line.start - start) <= _APART and abs(line.end - end) <= _APART
    if not is_near or line.end - line.start > _LONGEST:
        raise LineImplausible(place="start")
    for place, (low, high) in _RANGES.items():
        if not low <= getattr(line, place) <= high:
            raise OutOfRange(place=place, low=low, high=high)
    check_length(line.words, "words")
    return line
