# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts the answer to a question of the rules where it belongs: into the structured record, or among the facts."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from beratung.domain.cases import Case, Fact, GermanLevel, GermanSkill, ResidenceTitle
from beratung.domain.checking import DerivedField
from beratung.domain.people import Birth, Client, Gender, Precision
from beratung.domain.reading import NotOneOf, read_day

Placed = tuple[Client, Case]

replace = msgspec.structs.replace


def _first_title(case: Case, fact: Fact) -> ResidenceTitle:
    if case.residence:
        return case.residence[0]
    return ResidenceTitle(status="unbekannt", source=fact.source, on=fact.on)


def _with_title(case: Case, title: ResidenceTitle) -> Case:
    return replace(case, residence=(title, *case.residence[1:]))


def _status(client: Client, case: Case, fact: Fact) -> Placed:
    status = str(fact.value)
    known = case.residence[0] if case.residence else None
    if known is not None and known.status in (status, "unbekannt"):
        return client, _with_title(case, replace(known, status=status, source=fact.source, on=fact.on))
    title = ResidenceTitle(status=status, source=fact.source, on=fact.on)
    return client, replace(case, residence=(title, *case.residence))


def _previous(client: Client, case: Case, fact: Fact) -> Placed:
    return client, _with_title(case, replace(_first_title(case, fact), previous_status=str(fact.value)))


def _first_issue(client: Client, case: Case, fact: Fact) -> Placed:
    return client, _with_title(case, replace(_first_title(case, fact), first_issue=bool(fact.value)))


def _german(skill: GermanSkill) -> Callable[[Client, Case, Fact], Placed]:
    def put(client: Client, case: Case, fact: Fact) -> Placed:
        level = GermanLevel(skill=skill, level=str(fact.value), source=fact.source, on=fact.on)
        return client, replace(case, german=(level, *case.german))

    return put


def _gender(client: Client, case: Case, fact: Fact) -> Placed:
    words = {"weiblich": Gender.F, "maennlich": Gender.M, "divers": Gender.D} | {g.value: g for g in Gender}
    if fact.value not in words:
        raise NotOneOf(place="gender", known=", ".join(words))
    return replace(client, gender=words[str(fact.value)]), case


def _born(client: Client, case: Case, day: date) -> Placed:
    return replace(client, born=Birth(on=day, precision=Precision.EXACT)), case


def _entry(client: Client, case: Case, day: date) -> Placed:
    return client, replace(case, entry=day)


def _issued(client: Client, case: Case, day: date) -> Placed:
    return client, _with_title(case, replace(_first_title(case, Fact(value=None)), issued=day))


def _held(client: Client, case: Case, day: date) -> Placed:
    return client, _with_title(case, replace(_first_title(case, Fact(value=None)), held_since=day))


_STRUCTURED: Mapping[str, Callable[[Client, Case, Fact], Placed]] = {
    "residence_status": _status,
    "previous_status": _previous,
    "title_first_issue": _first_issue,
    "german_level": _german(GermanSkill.OVERALL),
    "german_oral_level": _german(GermanSkill.SPEAKING),
    "gender": _gender,
}

_BY_DATE: Mapping[str, Callable[[Client, Case, date], Placed]] = {
    "age": _born,
    "stay_months": _entry,
    "title_issued_months_ago": _issued,
    "title_held_months": _held,
}
"""Fields that follow from a date of the record: a date as the answer is stored there."""

_NEVER_A_NUMBER = frozenset({"age"})
"""Fields for which a number would be wrong from the next birthday on."""


def place_answer(client: Client, case: Case, field: str, fact: Fact) -> Placed:
    """Return client and case with an answer in its place; None is kept as "asked, and not known".

    Raises:
        DerivedField: the field follows from a date and a number was given.
    """
    value = fact.value
    if value is not None and field in _STRUCTURED:
        client, case = _STRUCTURED[field](client, case, fact)
        return client, _without(case, field)
    if field in _BY_DATE and isinstance(value, str):
        client, case = _BY_DATE[field](client, case, read_day(value, field))
        return client, _without(case, field)
    if value is not None and field in _NEVER_A_NUMBER:
        raise DerivedField(place=field)
    return client, replace(case, facts={**case.facts, field: fact})


def _without(case: Case, field: str) -> Case:
    if field not in case.facts:
        return case
    return replace(case, facts={name: fact for name, fact in case.facts.items() if name != field})
