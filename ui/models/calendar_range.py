# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which days a view of the calendar shows, how one goes on from there, and what these days are called. No Qt widgets."""

from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QDate, QLocale

from beratung.i18n import _
from ui.models.calendar_board import month_days
from ui.models.calendar_words import say_long, say_weekday
from ui.models.words import say_day

_LIST_DAYS = 28


class ViewKind(StrEnum):
    """How the calendar is looked at."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LIST = "list"


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def working_day(day: date) -> date:
    """Return a day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


def span_of(kind: ViewKind, on: date) -> tuple[date, date]:
    """Return the first and the last day that must be read."""
    if kind is ViewKind.DAY:
        return on, on
    if kind is ViewKind.WEEK:
        monday = monday_of(on)
        return monday, monday + timedelta(days=6)
    if kind is ViewKind.MONTH:
        days = month_days(on)
        return days[0], days[-1]
    monday = monday_of(on)
    return monday, monday + timedelta(days=_LIST_DAYS - 1)


def stepped(kind: ViewKind, on: date, by: int) -> date:
    """Return the day to show after going on or back by so many views."""
    if kind is ViewKind.DAY:
        return on + timedelta(days=by)
    if kind is ViewKind.WEEK:
        return on + timedelta(weeks=by)
    if kind is ViewKind.LIST:
        return on + timedelta(days=by * _LIST_DAYS)
    months = on.year * 12 + on.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def say_range(kind: ViewKind, on: date) -> str:
    """Say which days are shown."""
    first, last = span_of(kind, on)
    if kind is ViewKind.DAY:
        return f"{say_long(on)} {on.year}"
    if kind is ViewKind.MONTH:
        return QLocale().toString(QDate(on.year, on.month, 1), "MMMM yyyy")
    if kind is ViewKind.LIST:
        return _("%(first)s to %(last)s") % {"first": say_day(first), "last": say_day(last)}
    words = {
        "week": on.isocalendar().week,
        "first": say_weekday(first, "d. MMMM"),
        "last": say_weekday(last, "d. MMMM yyyy"),
    }
    if first.month == last.month:
        words["first"] = say_weekday(first, "d.")
    return _("Week %(week)d: %(first)s to %(last)s") % words


def say_short_range(kind: ViewKind, on: date) -> str:
    """Say which days are shown where there is little room."""
    first, last = span_of(kind, on)
    if kind is ViewKind.DAY:
        return say_weekday(on, "ddd d.M.")
    if kind is ViewKind.MONTH:
        return say_weekday(on, "MMM yyyy")
    return f"{say_weekday(first, 'd.M.')}–{say_weekday(last, 'd.M.')}"
