# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whether a line of a time sheet can be, given what was booked; and whether a message of any program can be read."""

from datetime import datetime, timedelta

from beratung.appointments.interpreting_errors import LineImplausible, TimesBackwards
from beratung.domain.checking import check_length
from beratung.domain.interpreting import SheetLine
from beratung.domain.interpreting_messages import Answer, AwayNotice, TimesNotice
from beratung.domain.reading import OutOfRange
from beratung.domain.sharing import Message

_APART = timedelta(hours=12)
_LONGEST = timedelta(hours=16)
_YEARS = range(2000, 2200)
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


def is_readable(message: Message) -> bool:
    """Whether every time in a message is one: with its zone, in a year that is near. Who wrote it may have any program."""
    moments: list[datetime] = []
    if isinstance(message, Answer):
        moments += [*message.proposed, *((message.start,) if message.start is not None else ())]
    elif isinstance(message, AwayNotice):
        moments += [moment for away in message.absences for moment in (away.start, away.end)]
    elif isinstance(message, TimesNotice):
        moments += [moment for _, line in message.lines for moment in (line.start, line.end)]
    return all(moment.tzinfo is not None and moment.year in _YEARS for moment in moments)
