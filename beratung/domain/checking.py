# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks what a case says before it is stored: codes that exist, days that can be, texts that fit."""

import re
from collections.abc import Callable
from datetime import date

from beratung.domain.cases import Case, Consultation, Fact, FactValue, ResidenceTitle
from beratung.domain.codes import Codes
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import (
    LONG,
    SHORT,
    NotOneOf,
    OutOfRange,
    TooLong,
    UnknownCode,
    WrongShape,
    check_code,
    past_day,
    sound_key,
)
from beratung.domain.statistics import Unmet, UnmetNeed

MOST_WEEKS = 520
"""Of waiting: ten years."""
FactCheck = Callable[[str, object, str], FactValue | None]
"""Takes a field of the rules, a value and its place; returns the value or raises BadInput."""

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,59}")
_AGS = re.compile(r"(?:0[1-9]|1[0-6])\d{6}")
QUALIFICATION_KINDS = ("school", "vocational", "university", "other")
RECOGNITION_STATES = ("", "none", "applied", "partial", "full")
EMPLOYMENT_KINDS = ("employed", "minijob", "training", "self_employed", "unemployed", "other")


class WeeksWithoutWaiting(BadInput):
    """Weeks of waiting with a need that is not about waiting."""

    message = N_('%(place)s: weeks go with "waiting_weeks" only.')


class EndBeforeBegin(BadInput):
    """A last day that lies before the first one."""

    message = N_("%(place)s: the last day lies before the first one.")


class EntryBeforeBirth(BadInput):
    """An entry into Germany before the birth date."""

    message = N_("%(place)s: the day of entry lies before the birth date.")


class DerivedField(BadInput):
    """A fact that follows from dates and is never stored."""

    message = N_("%(place)s: this follows from dates in the record. Please enter the date instead.")


def check_length(text: str, place: str, limit: int = SHORT) -> None:
    """Refuse a text that is longer than a person would type."""
    if len(text) > limit:
        raise TooLong(place=place, limit=limit)


def check_order(first: date | None, last: date | None, place: str) -> None:
    """Refuse a last day before the first."""
    if first is not None and last is not None and last < first:
        raise EndBeforeBegin(place=place)


def check_municipality(ags: str, place: str, codes: Codes) -> str:
    """Return an AGS; within the districts of the list it must be listed, elsewhere its shape counts."""
    if ags in codes.municipalities:
        return ags
    states = {code[:2] for code in codes.districts}
    if _AGS.fullmatch(ags) and ags[:2] not in states:
        return ags
    return check_code(ags, place, codes.municipalities)


def any_fact(field: str, value: object, place: str) -> FactValue | None:
    """Return a value of a fact where no catalogue of fields is at hand: only its type is checked."""
    if not _FIELD.fullmatch(field):
        raise UnknownCode(place=sound_key(field))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        check_length(value, place)
        return value
    if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    raise WrongShape(place=place, wanted=N_("true or false, a number or a text"))


def _check_title(title: ResidenceTitle, place: str, codes: Codes, today: date) -> None:
    check_code(title.status, f"{place}.status", codes.statuses)
    if title.previous_status is not None:
        check_code(title.previous_status, f"{place}.previous_status", codes.statuses)
    for key, day in (("issued", title.issued), ("held_since", title.held_since), ("on", title.on)):
        if day is not None:
            past_day(day, f"{place}.{key}", today)
    check_order(title.issued, title.until, f"{place}.until")
    check_length(title.note, f"{place}.note", LONG)
    check_length(title.source, f"{place}.source")


def _check_german(case: Case, codes: Codes, today: date) -> None:
    for n, entry in enumerate(case.german, 1):
        place = f"german {n}"
        if entry.level not in codes.german:
            raise NotOneOf(place=f"{place}.level", known=", ".join(codes.german))
        if entry.on is not None:
            past_day(entry.on, f"{place}.on", today)
        check_length(entry.source, f"{place}.source")


def _check_work(case: Case, codes: Codes, today: date) -> None:
    for n, entry in enumerate(case.qualifications, 1):
        place = f"qualifications {n}"
        if entry.kind not in QUALIFICATION_KINDS:
            raise NotOneOf(place=f"{place}.kind", known=", ".join(QUALIFICATION_KINDS))
        if entry.recognition not in RECOGNITION_STATES:
            raise NotOneOf(place=f"{place}.recognition", known=", ".join(RECOGNITION_STATES[1:]))
        if entry.country:
            check_code(entry.country, f"{place}.country", codes.nationalities)
        if entry.finished is not None and not today.year - 100 <= entry.finished <= today.year + 10:
            raise OutOfRange(place=f"{place}.finished", low=today.year - 100, high=today.year + 10)
        check_length(entry.title, f"{place}.title")
    for n, job in enumerate(case.employment, 1):
        place = f"employment {n}"
        if job.kind not in EMPLOYMENT_KINDS:
            raise NotOneOf(place=f"{place}.kind", known=", ".join(EMPLOYMENT_KINDS))
        check_order(job.since, job.until, f"{place}.until")
        if job.hours_per_week is not None and not 0 <= job.hours_per_week <= 100:
            raise OutOfRange(place=f"{place}.hours_per_week", low=0, high=100)
        check_length(job.title, f"{place}.title")


def check_case(
    case: Case,
    codes: Codes,
    today: date,
    *,
    born: date | None = None,
    check_fact: FactCheck = any_fact,
) -> Case:
    """Return a case that may be stored.

    Raises:
        BadInput: with the place of what cannot be.
    """
    past_day(case.opened, "opened", today)
    if case.entry is not None:
        past_day(case.entry, "entry", today)
        if born is not None and case.entry < born:
            raise EntryBeforeBirth(place="entry")
    for n, title in enumerate(case.residence, 1):
        _check_title(title, f"residence {n}", codes, today)
    _check_german(case, codes, today)
    _check_work(case, codes, today)
    for field, fact in case.facts.items():
        check_fact(field, fact.value, f"facts.{sound_key(field)}")
        _check_fact_day(fact, f"facts.{sound_key(field)}", today)
    if case.closing is not None:
        past_day(case.closing.on, "closing.on", today)
        check_length(case.closing.note, "closing.note", LONG)
    return case


def _check_fact_day(fact: Fact, place: str, today: date) -> None:
    if fact.on is not None:
        past_day(fact.on, f"{place}.on", today)
    check_length(fact.source, f"{place}.source")


def _check_need(need: UnmetNeed, place: str) -> None:
    if need.weeks is None:
        return
    if need.need is not Unmet.WAITING_WEEKS:
        raise WeeksWithoutWaiting(place=place)
    if not 0 <= need.weeks <= MOST_WEEKS:
        raise OutOfRange(place=f"{place} weeks", low=0, high=MOST_WEEKS)


def check_consultation(entry: Consultation, codes: Codes, today: date) -> Consultation:
    """Return a consultation that may be stored.

    Raises:
        BadInput: with the place of what cannot be.
    """
    past_day(entry.on, "on", today)
    if entry.minutes is not None and not 0 <= entry.minutes <= 1440:
        raise OutOfRange(place="minutes", low=0, high=1440)
    for n, topic in enumerate(entry.topics, 1):
        check_code(topic, f"topics {n}", codes.topics)
    for n, topic in enumerate(entry.querschnitt, 1):
        check_code(topic, f"querschnitt {n}", codes.querschnitt)
    for n, need in enumerate(entry.unmet, 1):
        _check_need(need, f"unmet {n}")
    if entry.language:
        check_code(entry.language, "language", codes.languages)
    check_length(entry.text, "text", LONG)
    check_length(entry.next_step, "next_step", 2000)
    check_order(entry.on, entry.done_on, "done_on")
    if entry.done_on is not None:
        past_day(entry.done_on, "done_on", today)
    return entry
