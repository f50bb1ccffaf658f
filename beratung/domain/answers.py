# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts the answer to a question of the rules where it belongs: into the structured record, or among the facts."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from beratung.domain.cases import Case, Fact, GermanLevel, GermanSkill, ResidenceTitle
from beratung.domain.checking import DerivedField
from beratung.domain.people import Birth, Client, Gender, Language, Precision
from beratung.domain.reading import NotOneOf, read_day

Placed = tuple[Client, Case]

replace = msgspec.structs.replace


UNLIMITED = 999
"""Months that stand for a title without an end."""
_AGS = 8


def _among_facts(case: Case, field: str, fact: Fact) -> Case:
    return replace(case, facts={**case.facts, field: fact})


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


def _issued(client: Client, case: Case, day: date) -> Placed:
    return client, _with_title(case, replace(_first_title(case, Fact(value=None)), issued=day))


def _held(client: Client, case: Case, day: date) -> Placed:
    return client, _with_title(case, replace(_first_title(case, Fact(value=None)), held_since=day))


def _district(client: Client, case: Case, fact: Fact) -> Placed:
    ags = str(fact.value)
    if len(ags) != _AGS:
        return client, _among_facts(case, "district_ags", fact)
    return replace(client, address=replace(client.address, municipality=ags)), case


def _english(client: Client, case: Case, fact: Fact) -> Placed:
    level = str(fact.value)
    others = tuple(entry for entry in client.languages if entry.code != "en")
    known = next((entry for entry in client.languages if entry.code == "en"), Language(code="en"))
    return replace(client, languages=(*others, replace(known, spoken=level))), case


def _interpreter(client: Client, case: Case, fact: Fact) -> Placed:
    """Say it of the languages that are known; of none, keep it among the facts."""
    foreign = [entry.code for entry in client.languages if entry.code != "de"]
    if not foreign:
        return client, _among_facts(case, "needs_interpreter", fact)
    wanted = set(foreign[:1]) if fact.value else set()
    languages = tuple(
        replace(entry, interpreter=entry.code in wanted or (bool(fact.value) and entry.interpreter))
        if entry.code != "de"
        else entry
        for entry in client.languages
    )
    return replace(client, languages=languages), case


def _duration(client: Client, case: Case, fact: Fact) -> Placed:
    """Only "unlimited" has a place in the title; months are kept as they were said."""
    if fact.value != UNLIMITED or not case.residence:
        return client, _among_facts(case, "title_duration_months", fact)
    return client, _with_title(case, replace(case.residence[0], is_unlimited=True, until=None))


_STRUCTURED: Mapping[str, Callable[[Client, Case, Fact], Placed]] = {
    "residence_status": _status,
    "previous_status": _previous,
    "title_first_issue": _first_issue,
    "german_level": _german(GermanSkill.OVERALL),
    "german_oral_level": _german(GermanSkill.SPEAKING),
    "gender": _gender,
    "district_ags": _district,
    "english_level": _english,
    "needs_interpreter": _interpreter,
    "title_duration_months": _duration,
}

_BY_DATE: Mapping[str, Callable[[Client, Case, date], Placed]] = {
    "age": _born,
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
        return _STRUCTURED[field](client, _without(case, field), fact)
    if field in _BY_DATE and isinstance(value, str):
        return _BY_DATE[field](client, _without(case, field), read_day(value, field))
    if value is not None and field in _NEVER_A_NUMBER:
        raise DerivedField(place=field)
    return client, _among_facts(case, field, fact)


def _without(case: Case, field: str) -> Case:
    if field not in case.facts:
        return case
    return replace(case, facts={name: fact for name, fact in case.facts.items() if name != field})
