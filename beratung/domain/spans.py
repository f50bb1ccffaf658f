# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Completed months and years between two days, as §§ 187 and 188 BGB count them."""

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """Return the day that corresponds by its number, or the last of a month that has no such day (§ 188 Abs. 3)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def completed_months(event: date, on: date) -> int:
    """Return how many whole months lie between an event and the beginning of a day.

    The day of the event does not count and a period ends with the end of the day that corresponds to it
    (§ 187 Abs. 1, § 188 Abs. 2 BGB): on that day itself the month is not completed yet. Never below 0.
    """
    months = (on.year - event.year) * 12 + on.month - event.month
    if add_months(event, months) >= on:
        months -= 1
    return max(months, 0)


def months_of_validity(first: date, last: date) -> int:
    """Return how many whole months something is valid from its first to its last day, both included."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if add_months(first, months) > last + timedelta(days=1):
        months -= 1
    return max(months, 0)


def completed_years(born: date, on: date) -> int:
    """Return the age in completed years; the birthday itself counts from its beginning (§ 187 Abs. 2 BGB)."""
    return max(on.year - born.year - ((on.month, on.day) < (born.month, born.day)), 0)
