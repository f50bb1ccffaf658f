# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads dates as people type them: "12.3.92", "120392", "heute", "in 2 Wochen", "March 12, 1992".

German and English are both understood, whichever language the window speaks. Nothing here knows Qt or
a clock: the day that is today is handed in.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from beratung.domain.errors import N_, BadInput


class DateProblem(BadInput):
    """What was typed is not a date that can be taken."""

    message = N_("This is not a date. Type for example 12.3.92, today or in 2 weeks.")


class NoSuchDay(DateProblem):
    """The calendar does not have this day."""

    message = N_("There is no %(day)s in the calendar.")


class NoSuchMonth(DateProblem):
    """A month above 12."""

    message = N_("There is no month %(month)d.")


class YearAlone(DateProblem):
    """Only a year was typed where a day is needed."""

    message = N_("Please add day and month.")


class TooLate(DateProblem):
    """A date after the last one that makes sense."""

    message = N_("This date lies in the future.")


class TooEarly(DateProblem):
    """A date before the first one that makes sense."""

    message = N_("This date lies too far back. Please check the year.")


class Lean(Enum):
    """Where a date without a year, or with two digits of it, is looked for."""

    PAST = "past"
    NEAR = "near"
    FUTURE = "future"


@dataclass(frozen=True)
class DateRead:
    """A date that was understood; with ``is_year`` only the year was told."""

    on: date
    is_year: bool = False


class _Calendar:
    """Who says which day is today."""

    today: Callable[[], date] = staticmethod(date.today)


def today() -> date:
    """Return the day that is today at the open centre, else on this machine."""
    return _Calendar.today()


def follow(source: Callable[[], date]) -> None:
    """Let a centre say which day is today, for fields that have nobody else to ask."""
    _Calendar.today = staticmethod(source)


EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)

_WORDS = {
    "heute": 0,
    "today": 0,
    "jetzt": 0,
    "now": 0,
    "gestern": -1,
    "yesterday": -1,
    "vorgestern": -2,
    "morgen": 1,
    "tomorrow": 1,
    "übermorgen": 2,
    "uebermorgen": 2,
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january jänner",
            "feb februar february feber",
            "mär märz maerz mrz mar march",
            "apr april",
            "mai may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dez dezember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mo montag mon monday",
            "di dienstag tue tuesday",
            "mi mittwoch wed wednesday",
            "do donnerstag thu thursday",
            "fr freitag fri friday",
            "sa samstag sonnabend sat saturday",
            "so sonntag sun sunday",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "ein eine einem einer einen a an one",
            "zwei two",
            "drei three",
            "vier four",
            "fünf fuenf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
            "elf eleven",
            "zwölf zwoelf twelve",
        ),
        start=1,
    )
    for word in words.split()
}
_UNITS = {
    name: unit
    for unit, names in {
        "day": "tag tage tagen day days d t",
        "week": "woche wochen week weeks w",
        "month": "monat monate monaten month months m",
        "year": "jahr jahre jahren year years y j",
    }.items()
    for name in names.split()
}

_NUMERIC = re.compile(r"^(\d{1,2})\s*[./\-\s]\s*(\d{1,2})(?:\s*[./\-\s]\s*(\d{4}|\d{2})?)?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DIGITS = re.compile(r"^\d+$")
_SIGNED = re.compile(r"^([+-])\s*(\d{1,4})\s*([a-z]*)$")
_SPAN = re.compile(r"^(?:(in|vor|heute in|heute vor)\s+)?(\w+)\s+([a-z]+)(?:\s+(ago|her))?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})\.?\s*([a-zäöü]+)\.?,?\s*(\d{4}|\d{2})?$")
_MONTH_FIRST = re.compile(r"^([a-zäöü]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4}|\d{2})?$")


def read_date(
    text: str,
    today: date,
    *,
    lean: Lean = Lean.NEAR,
    may_be_year: bool = False,
    earliest: date = EARLIEST,
    latest: date = LATEST,
) -> DateRead | None:
    """Read what somebody typed; None where nothing was typed.

    Raises:
        DateProblem: it cannot be understood, the day does not exist, or it lies outside the limits.
    """
    words = " ".join(text.strip().lower().split())
    if not words:
        return None
    read = _understand(words, today, lean, may_be_year=may_be_year)
    if read.on > latest:
        raise TooLate
    if read.on < earliest:
        raise TooEarly
    return read


def add_months(day: date, months: int) -> date:
    """Return the day that many months later; the end of a shorter month where the day is missing."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise TooLate if months > 0 else TooEarly
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _understand(words: str, today: date, lean: Lean, *, may_be_year: bool) -> DateRead:
    if words in _WORDS:
        return DateRead(today + timedelta(days=_WORDS[words]))
    for reader in (_read_weekday, _read_signed, _read_span):
        found = reader(words, today)
        if found is not None:
            return DateRead(found)
    if iso := _ISO.match(words):
        return DateRead(_day(int(iso[1]), int(iso[2]), int(iso[3])))
    if numeric := _NUMERIC.match(words):
        return DateRead(_without_gap(numeric[1], numeric[2], numeric[3], today, lean))
    if _DIGITS.match(words):
        return _read_digits(words, today, lean, may_be_year=may_be_year)
    return DateRead(_read_named_month(words, today, lean))


def _read_weekday(words: str, today: date) -> date | None:
    name = words.rstrip(".").split()[-1]
    if name not in _WEEKDAYS or len(words.split()) > 2:
        return None
    ahead = (_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)


def _read_signed(words: str, today: date) -> date | None:
    match = _SIGNED.match(words)
    if not match:
        return None
    unit = _UNITS.get(match[3] or "day")
    if unit is None:
        raise DateProblem
    return _shift(today, int(match[2]) * (1 if match[1] == "+" else -1), unit)


def _read_span(words: str, today: date) -> date | None:
    match = _SPAN.match(words)
    if not match or match[3] not in _UNITS:
        return None
    number = _NUMBERS.get(match[2]) or (int(match[2]) if match[2].isdecimal() else None)
    if number is None:
        return None
    is_past = (match[1] or "").endswith("vor") or match[4] is not None
    if not is_past and match[1] is None:
        return None
    return _shift(today, -number if is_past else number, _UNITS[match[3]])


def _shift(day: date, number: int, unit: str) -> date:
    if unit in {"month", "year"}:
        return add_months(day, number * (12 if unit == "year" else 1))
    try:
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    except OverflowError:
        raise (TooLate if number > 0 else TooEarly) from None


def _read_digits(digits: str, today: date, lean: Lean, *, may_be_year: bool) -> DateRead:
    if len(digits) == 4 and EARLIEST.year <= int(digits) <= LATEST.year:
        if not may_be_year:
            raise YearAlone
        return DateRead(date(int(digits), 1, 1), is_year=True)
    if len(digits) == 4:
        return DateRead(_without_gap(digits[:2], digits[2:], None, today, lean))
    if len(digits) in {6, 8}:
        return DateRead(_without_gap(digits[:2], digits[2:4], digits[4:], today, lean))
    raise DateProblem


def _read_named_month(words: str, today: date, lean: Lean) -> date:
    if (match := _DAY_FIRST.match(words)) and match[2] in _MONTHS:
        return _without_gap(match[1], str(_MONTHS[match[2]]), match[3], today, lean)
    if (match := _MONTH_FIRST.match(words)) and match[1] in _MONTHS:
        return _without_gap(match[2], str(_MONTHS[match[1]]), match[3], today, lean)
    raise DateProblem


def _without_gap(day: str, month: str, year: str | None, today: date, lean: Lean) -> date:
    """Return the date, its century or its year supplied where they were left out."""
    if year is None:
        return _nearest_year(int(day), int(month), today, lean)
    if len(year) == 4:
        return _day(int(year), int(month), int(day))
    found = _day(2000 + int(year), int(month), int(day), is_leap_year_open=True)
    horizon = today if lean is Lean.PAST else date(today.year + 20, 12, 31)
    century = 1900 if found > horizon else 2000
    return _day(century + int(year), int(month), int(day))


def _nearest_year(day: int, month: int, today: date, lean: Lean) -> date:
    _day(2000, month, day)
    years = [today.year + offset for offset in (0, -1, 1, -2, 2, -3, 3, -4, 4)]
    dates = [date(y, month, day) for y in years if day <= calendar.monthrange(y, month)[1]]
    if lean is Lean.PAST:
        return max(d for d in dates if d <= today)
    if lean is Lean.FUTURE:
        return min(d for d in dates if d >= today)
    return dates[0]


def _day(year: int, month: int, day: int, *, is_leap_year_open: bool = False) -> date:
    """Return the date, or say what the calendar does not have."""
    if not 1 <= month <= 12:
        raise NoSuchMonth(month=month)
    if not date.min.year <= year <= date.max.year:
        raise DateProblem
    days = calendar.monthrange(year, month)[1]
    if is_leap_year_open and (month, day) == (2, 29):
        return date(year, 2, days)
    if not 1 <= day <= days:
        raise NoSuchDay(day=f"{day:02}.{month:02}.")
    return date(year, month, day)
