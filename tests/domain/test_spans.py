# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Completed months and years as the BGB counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.domain.spans import add_months, completed_months, completed_years, months_of_validity

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_add_months(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("event", "on", "months"),
    [
        (date(2025, 11, 22), date(2026, 11, 21), 11),
        (date(2025, 11, 22), date(2026, 11, 22), 11),
        (date(2025, 11, 22), date(2026, 11, 23), 12),
        (date(2026, 8, 31), date(2027, 2, 28), 5),
        (date(2026, 8, 31), date(2027, 3, 1), 6),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 12, 22), 0),
        (date(2026, 11, 22), date(2026, 12, 23), 1),
        (date(2026, 11, 22), date(2026, 1, 1), 0),
    ],
)
def test_completed_months(event: date, on: date, months: int) -> None:
    assert completed_months(event, on) == months


@given(DAYS, DAYS)
def test_a_period_ends_with_the_end_of_its_last_day(event: date, on: date) -> None:
    months = completed_months(event, on)
    if on > event:
        assert add_months(event, months) < on <= add_months(event, months + 1)
        assert completed_months(event, on + timedelta(days=1)) >= months


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1999, 11, 22), date(2026, 11, 21), 26),
        (date(1999, 11, 22), date(2026, 11, 22), 27),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2027, 1, 1), date(2026, 11, 22), 0),
    ],
)
def test_completed_years(born: date, on: date, years: int) -> None:
    assert completed_years(born, on) == years


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 2, 2), date(2029, 2, 2), 36),
        (date(2026, 2, 2), date(2029, 2, 1), 36),
        (date(2026, 2, 2), date(2029, 1, 31), 35),
        (date(2026, 2, 2), date(2026, 2, 2), 0),
        (date(2026, 2, 2), date(2026, 1, 1), 0),
        (date(2026, 1, 31), date(2026, 2, 27), 1),
    ],
)
def test_months_of_validity(first: date, last: date, months: int) -> None:
    assert months_of_validity(first, last) == months
