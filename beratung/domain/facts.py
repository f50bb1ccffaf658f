# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Derives from a client and a case the facts that the rules ask for, for the day asked.

Nothing is guessed: what the record does not say for certain is a range, or is left out and stays unknown.

Answers kept in ``case.facts`` override what the record says, unless the record was written later. A count of
months may be kept as the day of its event (``YYYY-MM-DD``): then it is counted for the day asked. Kept as a
number it ages with the date of the answer:

* months since an event that is over (a title was issued) grow with the calendar;
* months of something that can end (a stay, a Duldung) grow while the recorded title covers the time since the
  answer; otherwise only the upper end of what is possible is known;
* months in a window, and sums that only grow, become a range by what can have changed since;
* a few answers that do not keep (`KEEPS_MONTHS`) are forgotten and asked again.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from beratung.domain.cases import Case, Consultation, Fact, FactValue
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.facts_residence import residence_facts
from beratung.domain.facts_situation import situation_facts
from beratung.domain.people import Client
from beratung.domain.rules import (
    DERIVED,
    FORTGELTUNGSFIKTION,
    PREVIOUS_STATUS,
    RESIDENCE_STATUS,
    UNKNOWN_STATUS,
    status_value,
)
from beratung.domain.spans import completed_months
from beratung.domain.views import FactLine

SOURCES = {
    "record": N_("client record"),
    "birth_date": N_("birth date"),
    "residence": N_("residence title"),
    "title_expired": N_("residence title has expired"),
    "entry": N_("day of entry"),
    "family": N_("family in the record"),
    "employment": N_("employment in the record"),
    "qualifications": N_("qualifications in the record"),
    "nationality": N_("nationality"),
    "languages": N_("languages in the record"),
    "consultations": N_("recent consultations"),
    "client": N_("said by the client"),
    "certificate": N_("certificate"),
    "test": N_("placement test"),
    "self_estimate": N_("own estimate"),
}
"""Words for the sources that this module sets and for usual ones; any other source is the counsellor's own word."""

SINCE_EVENT = frozenset({"title_issued_months_ago", "suspension_decided_months_ago"})
"""Months since something that happened once: they grow for sure."""

SINCE_BEGIN = frozenset(
    {
        "title_held_months",
        "stay_months",
        "stay_lawful_months",
        "tolerated_months",
        "duldung_60d_months",
        "sgb2_months",
    }
)
"""Months of something that goes on: they grow only as long as it does."""

ONLY_GROWS = frozenset({"pension_months", "tolerated_months_without_60b"})
IN_WINDOW = {"sgb2_months_of_last_60": 60, "sgb2_months_of_last_84": 84}

KEEPS_MONTHS = {
    "pregnant": 9,
    "job_offer": 6,
    "income_year": 12,
    "income_year_joint": 12,
    "child_age_preschool": 12,
    "child_age_school": 12,
}
"""How long an answer holds before it must be asked again."""

RECENT = timedelta(days=365)
"""How far back the topics of consultations say what a client is concerned with."""

_OF_THIS_TITLE = frozenset({"title_duration_months", "title_first_issue", "title_issued_months_ago"})
"""Answers about a title: those given before the present title was issued are about another one."""


def derive_facts(
    client: Client, case: Case, topics: Iterable[str], on: date, codes: Codes
) -> dict[str, FactLine]:
    """Return every fact that can be known of a client on a day, by field name, each with source and date.

    ``topics`` are the topics of recent consultations. A line with value None is either an answer "does not
    know" (not derived) or a title that has expired (derived).
    """
    lines = situation_facts(client, case, topics, on, codes) | residence_facts(case, on, codes)
    for field, fact in case.facts.items():
        if field in DERIVED:
            continue
        line = _recorded(field, fact, case, on)
        if line is not None and _overrides(line, lines.get(field), client):
            lines[field] = line
    lines.update(_derived_from_status(lines, codes))
    return lines


def recent_topics(consultations: Iterable[Consultation], on: date) -> frozenset[str]:
    """Return what a client was concerned with in the year before a day; without any, in all the time before."""
    past = [entry for entry in consultations if entry.on <= on]
    recent = [entry for entry in past if entry.on >= on - RECENT] or past
    return frozenset(topic for entry in recent for topic in entry.topics)


def _overrides(line: FactLine, known: FactLine | None, client: Client) -> bool:
    """Return whether an answer counts instead of what the record says."""
    if known is None:
        return True
    is_newer = line.on is None or known.on is None or line.on >= known.on
    if known.value is None:
        return is_newer
    if line.value is None or (line.field == "age" and client.born is not None):
        return False
    is_vaguer = line.upper is not None and known.upper is None
    return is_newer and not is_vaguer


def _recorded(field: str, fact: Fact, case: Case, on: date) -> FactLine | None:
    """Return an answer as it stands on the day asked; None where it does not hold any more."""
    source = fact.source or "client"
    if fact.value is None:
        return FactLine(field=field, value=None, source=source, on=fact.on)
    given = fact.on or case.opened
    if given > on or _is_too_old(field, given, case, on):
        return None
    low: FactValue | None = fact.value
    high: FactValue | None = None
    is_running = False
    if field in SINCE_EVENT | SINCE_BEGIN and isinstance(fact.value, str):
        low, is_running = _since(fact.value, on)
    elif isinstance(fact.value, int | float) and not isinstance(fact.value, bool):
        low, high = _aged(field, int(fact.value), fact.on, case, on)
    if low is None:
        return None
    return FactLine(
        field=field,
        value=low,
        upper=high,
        source=source,
        on=fact.on,
        is_derived=is_running or high is not None,
        is_running=is_running,
    )


def _is_too_old(field: str, given: date, case: Case, on: date) -> bool:
    keeps = KEEPS_MONTHS.get(field)
    if keeps is not None and completed_months(given, on) >= keeps:
        return True
    if field == "school_grade":
        return _school_year(given) != _school_year(on)
    title = case.residence[0] if case.residence else None
    return field in _OF_THIS_TITLE and title is not None and title.issued is not None and given < title.issued


def _school_year(day: date) -> int:
    """Return the year in which the school year began (1 August)."""
    return day.year if day.month >= 8 else day.year - 1


def _since(text: str, on: date) -> tuple[int | None, bool]:
    try:
        event = date.fromisoformat(text)
    except ValueError:
        return None, False
    return (None, False) if event > on else (completed_months(event, on), event < on)


def _aged(field: str, number: int, given: date | None, case: Case, on: date) -> tuple[int, int | None]:
    """Return what a number given on a day has become: the least and, if that differs, the most.

    Without a day it was given at any time since the case was opened.
    """
    begin = given or case.opened
    if begin >= on:
        return number, None
    passed = completed_months(begin, on)
    grown = number if given is None else number + passed
    least, most = number, number + passed + 1
    if field in SINCE_EVENT:
        least = grown
    elif field in SINCE_BEGIN:
        goes_on = passed == 0 or (field != "sgb2_months" and _is_covered(case, begin, on))
        least = grown if given is not None and goes_on else 0
    elif field in IN_WINDOW:
        least, most = max(number - passed - 1, 0), min(most, IN_WINDOW[field])
    elif field == "age":
        least, most = number + (grown - number) // 12, number + passed // 12 + 1
    elif field not in ONLY_GROWS:
        return number, None
    return least, most


def _is_covered(case: Case, begin: date, on: date) -> bool:
    """Return whether the title on record was valid from one day to the other."""
    if not case.residence:
        return False
    title = case.residence[0]
    first = title.held_since or title.issued
    lasts = title.is_unlimited or (title.until is not None and title.until >= on)
    return first is not None and first <= begin and lasts


def effective_status(lines: dict[str, FactLine]) -> tuple[str | None, FactLine | None]:
    """Return the status that decides and the line it stands on (§ 81 Abs. 4 AufenthG: the previous title)."""
    line = lines.get(RESIDENCE_STATUS)
    if line is not None and line.value == FORTGELTUNGSFIKTION:
        line = lines.get(PREVIOUS_STATUS)
    value = None if line is None else line.value
    if not isinstance(value, str) or value in (UNKNOWN_STATUS, FORTGELTUNGSFIKTION):
        return None, line
    return value, line


def _derived_from_status(lines: dict[str, FactLine], codes: Codes) -> dict[str, FactLine]:
    code, line = effective_status(lines)
    status = codes.statuses.get(code) if code is not None else None
    if status is None or line is None:
        return {}
    return {
        field: FactLine(
            field=field, value=status_value(status, field), source=line.source, on=line.on, is_derived=True
        )
        for field in DERIVED
    }
