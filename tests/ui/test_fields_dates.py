# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How dates, words and scripts are read: no window needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.dates import (
    DateProblem,
    DateRead,
    Lean,
    NoSuchDay,
    NoSuchMonth,
    TooEarly,
    TooLate,
    YearAlone,
    add_months,
    read_date,
)
from ui.models.folding import haystack, matches, needles
from ui.models.scripts import is_right_to_left, script_of

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12.3.92", date(1992, 3, 12)),
        ("12.03.1992", date(1992, 3, 12)),
        ("12/3/92", date(1992, 3, 12)),
        ("12-3-92", date(1992, 3, 12)),
        ("12 3 92", date(1992, 3, 12)),
        ("1992-03-12", date(1992, 3, 12)),
        ("120392", date(1992, 3, 12)),
        ("12031992", date(1992, 3, 12)),
        ("12.03.", date(2026, 3, 12)),
        ("1203", date(2026, 3, 12)),
        ("heute", TODAY),
        ("Today", TODAY),
        ("gestern", date(2026, 11, 23)),
        ("morgen", date(2026, 11, 25)),
        ("übermorgen", date(2026, 11, 26)),
        ("in 2 Wochen", date(2026, 12, 8)),
        ("in zwei wochen", date(2026, 12, 8)),
        ("in einer Woche", date(2026, 12, 1)),
        ("in 2 weeks", date(2026, 12, 8)),
        ("heute in 8 Tagen", date(2026, 12, 2)),
        ("vor 3 Monaten", date(2026, 8, 24)),
        ("3 months ago", date(2026, 8, 24)),
        ("vor einem Jahr", date(2025, 11, 24)),
        ("heute vor 2 Jahren", date(2024, 11, 24)),
        ("+14", date(2026, 12, 8)),
        ("-2w", date(2026, 11, 10)),
        ("+1 m", date(2026, 12, 24)),
        ("Dienstag", date(2026, 12, 1)),
        ("mittwoch", date(2026, 11, 25)),
        ("next monday", date(2026, 11, 30)),
        ("12. März 1992", date(1992, 3, 12)),
        ("12 mar 92", date(1992, 3, 12)),
        ("March 12, 1992", date(1992, 3, 12)),
        ("12. dez", date(2026, 12, 12)),
        ("29.2.2024", date(2024, 2, 29)),
        ("29.2.96", date(1996, 2, 29)),
        ("1.1.45", date(2045, 1, 1)),
        ("1.1.47", date(1947, 1, 1)),
    ],
)
def test_typed_dates_are_understood(typed: str, meant: date) -> None:
    assert read_date(typed, TODAY) == DateRead(meant)


def test_nothing_typed_is_no_date() -> None:
    assert read_date("   ", TODAY) is None


def test_a_year_alone_counts_where_it_is_allowed() -> None:
    assert read_date("1992", TODAY, may_be_year=True) == DateRead(date(1992, 1, 1), is_year=True)
    with pytest.raises(YearAlone):
        read_date("1992", TODAY)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("31.02.", NoSuchDay),
        ("31.02.2026", NoSuchDay),
        ("29.2.2023", NoSuchDay),
        ("30.2.92", NoSuchDay),
        ("29.2.95", NoSuchDay),
        ("0.3.92", NoSuchDay),
        ("12.13.92", NoSuchMonth),
        ("bald", DateProblem),
        ("12.", DateProblem),
        ("12345", DateProblem),
        ("in vielen Wochen", DateProblem),
        ("in 2 tassen", DateProblem),
        ("1.1.1850", TooEarly),
        ("in 9999 Jahren", TooLate),
        ("vor 9999 Jahren", TooEarly),
        ("+9999w", TooLate),
    ],
)
def test_what_is_no_date_is_refused(typed: str, problem: type[DateProblem]) -> None:
    with pytest.raises(problem):
        read_date(typed, TODAY)


def test_a_birth_lies_in_the_past() -> None:
    assert read_date("24.11.26", TODAY, lean=Lean.PAST, latest=TODAY) == DateRead(TODAY)
    assert read_date("25.11.26", TODAY, lean=Lean.PAST, latest=TODAY) == DateRead(date(1926, 11, 25))
    with pytest.raises(TooLate):
        read_date("25.11.2026", TODAY, lean=Lean.PAST, latest=TODAY)


def test_a_date_without_year_leans_where_it_is_asked() -> None:
    assert read_date("25.11.", TODAY, lean=Lean.PAST) == DateRead(date(2025, 11, 25))
    assert read_date("23.11.", TODAY, lean=Lean.FUTURE) == DateRead(date(2027, 11, 23))
    assert read_date("29.2.", TODAY, lean=Lean.FUTURE) == DateRead(date(2028, 2, 29))


def test_months_end_where_a_month_is_shorter() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -11) == date(2025, 2, 28)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_is_read_back_in_every_full_form(day: date) -> None:
    for form in ("%d.%m.%Y", "%d%m%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"):
        assert read_date(day.strftime(form), TODAY) == DateRead(day)


@given(st.text(max_size=24))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        read = read_date(typed, TODAY)
    except DateProblem:
        return
    assert read is None or date(1900, 1, 1) <= read.on <= date(2199, 12, 31)


@given(st.integers(1, 700))
def test_days_ahead_and_back_mirror_each_other(days: int) -> None:
    ahead, back = read_date(f"in {days} Tagen", TODAY), read_date(f"vor {days} Tagen", TODAY)
    assert ahead == DateRead(TODAY + timedelta(days=days))
    assert back == DateRead(TODAY - timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Jürgen Müller", "muller jurgen"),
        ("Jürgen Müller", "mueller"),
        ("Jürgen Müller", "MÜLL"),
        ("Şükrü Çağlar", "sukru cag"),
        ("Đặng Ngọc", "dang ngoc"),
        ("Straße", "strasse"),
        ("أمل", "أمل"),
        ("Олена", "олен"),
    ],
)
def test_folded_words_find_in_any_order(text: str, query: str) -> None:
    assert matches(needles(query), haystack(text))


def test_folding_does_not_find_everything() -> None:
    assert not matches(needles("amal muster x"), haystack("Amal Musterfrau"))


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Amal", "Latn"),
        ("أمل", "Arab"),
        ("Олена", "Cyrl"),
        ("ትግስት", "Ethi"),
        ("12", ""),
        ("دری Dari دری", "Arab"),
    ],
)
def test_scripts_are_told(text: str, script: str) -> None:
    assert script_of(text) == script
    assert is_right_to_left(text) == (script == "Arab")
