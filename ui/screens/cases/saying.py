# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts whole fields of a record into words, for comparing two versions and for what is missing."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum

from beratung.domain.cases import (
    Consultation,
    Employment,
    Fact,
    GermanLevel,
    Programme,
    Qualification,
    ResidenceTitle,
)
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.people import Address, Birth, Contact, FamilyMember, Gender, Language, Name
from beratung.domain.statistics import UnmetNeed
from beratung.i18n import _, current, pgettext
from ui.models.needs import say_need
from ui.models.words import (
    CHANNELS,
    EMPLOYMENT_KINDS,
    GENDERS,
    NAME_KINDS,
    QUALIFICATION_KINDS,
    RELATIONS,
    SKILLS,
    dotted,
    say_birth,
    say_country,
    say_day,
    say_language,
    say_place,
    say_programme,
    say_source,
    say_title,
)

LABELS: Mapping[str, str] = {
    "names": N_("Names"),
    "born": N_("Born"),
    "gender": N_("Gender"),
    "nationalities": N_("Nationalities"),
    "languages": N_("Languages"),
    "address": N_("Address"),
    "contact": N_("Contact"),
    "family": N_("Family"),
    "programme": N_("Programme"),
    "opened": N_("Opened on"),
    "counsellor": N_("Counsellor in charge"),
    "entry": N_("Entry into Germany"),
    "residence": N_("Residence"),
    "german": N_("Level of German"),
    "qualifications": N_("School and vocational training"),
    "employment": N_("Work"),
    "facts": N_("Further facts"),
    "closing": N_("Closing"),
    "on": N_("Date"),
    "minutes": N_("Minutes"),
    "channel": N_("Channel"),
    "topics": N_("Topics"),
    "querschnitt": N_("Cross-cutting topics"),
    "unmet": N_("Unmet needs"),
    "language": N_("Language"),
    "interpreter": N_("With interpreter"),
    "text": N_("Notes"),
    "next_step": N_("Next step"),
    "due": N_("Due on"),
    "done_on": N_("Done on"),
}


def say_label(field: str) -> str:
    """Say the name of a field; one of many facts by its own name."""
    name, _dot, key = field.partition(".")
    label = _(LABELS[name]) if name in LABELS else name
    return f"{label}: {key.replace('_', ' ')}" if key else label


def say_yes_no(value: bool | None) -> str:
    """Say yes, no or open."""
    if value is None:
        return pgettext("answer", "open")
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


def say_field(codes: Codes, value: object) -> str:
    """Say the value of any field of a record."""
    if value is None or value in ("", ()):
        return "–"
    if isinstance(value, bool):
        return say_yes_no(value)
    if isinstance(value, tuple):
        return "\n".join(say_field(codes, part) for part in value)
    for kind, say in _SAYINGS.items():
        if isinstance(value, kind):
            return say(codes, value)
    if isinstance(value, str):
        return _code(codes, value)
    return str(value)


def say_minutes(entry: Consultation) -> str:
    """Say how long a consultation took."""
    return _("%(n)d min") % {"n": entry.minutes} if entry.minutes else ""


def _code(codes: Codes, text: str) -> str:
    """Say a code by its name; free text stays."""
    for table in (codes.nationalities, codes.topics, codes.languages, codes.querschnitt):
        if text in table:
            return table[text].label(current().language)
    return text


def _name(_codes: Codes, value: Name) -> str:
    return f"{_(NAME_KINDS[value.kind])}: {value.text}"


def _tongue(codes: Codes, value: Language) -> str:
    need = _("interpreter needed") if value.interpreter else ""
    return dotted((say_language(codes, value.code), value.spoken or "", need))


def _address(codes: Codes, value: Address) -> str:
    place = f"{value.postal_code} {say_place(codes, value.municipality)}".strip()
    return ", ".join(part for part in (value.street, place) if part) or "–"


def _contact(_codes: Codes, value: Contact) -> str:
    return dotted((value.phone, value.email, value.note)) or "–"


def _member(_codes: Codes, value: FamilyMember) -> str:
    return dotted((_(RELATIONS[value.relation]), value.name, say_birth(value.born), value.note))


def _title(codes: Codes, value: ResidenceTitle) -> str:
    issued = _("issued %(day)s") % {"day": say_day(value.issued)} if value.issued else ""
    return dotted((say_title(codes, value), issued, value.note))


def _german(_codes: Codes, value: GermanLevel) -> str:
    return dotted((f"{_(SKILLS[value.skill])}: {value.level}", say_source(value.source), say_day(value.on)))


def _qualification(codes: Codes, value: Qualification) -> str:
    kind = _(QUALIFICATION_KINDS[value.kind]) if value.kind in QUALIFICATION_KINDS else value.kind
    country = say_country(codes, value.country) if value.country else ""
    return dotted((kind, value.title, country, str(value.finished or "")))


def _employment(_codes: Codes, value: Employment) -> str:
    kind = _(EMPLOYMENT_KINDS[value.kind]) if value.kind in EMPLOYMENT_KINDS else value.kind
    return dotted((kind, value.title, say_day(value.since)))


def _fact(codes: Codes, value: Fact) -> str:
    said = _("asked, not known") if value.value is None else say_field(codes, value.value)
    return dotted((said, say_source(value.source), say_day(value.on)))


_SAYINGS: Mapping[type, Callable[[Codes, object], str]] = {
    date: lambda _c, v: say_day(v),  # type: ignore[arg-type]
    Birth: lambda _c, v: say_birth(v),  # type: ignore[arg-type]
    Gender: lambda _c, v: _(GENDERS[v]),  # type: ignore[index]
    Programme: lambda _c, v: say_programme(v),  # type: ignore[arg-type]
    Name: _name,  # type: ignore[dict-item]
    Language: _tongue,  # type: ignore[dict-item]
    Address: _address,  # type: ignore[dict-item]
    Contact: _contact,  # type: ignore[dict-item]
    FamilyMember: _member,  # type: ignore[dict-item]
    ResidenceTitle: _title,  # type: ignore[dict-item]
    GermanLevel: _german,  # type: ignore[dict-item]
    Qualification: _qualification,  # type: ignore[dict-item]
    Employment: _employment,  # type: ignore[dict-item]
    Fact: _fact,  # type: ignore[dict-item]
    UnmetNeed: lambda _c, v: say_need(v),  # type: ignore[arg-type]
    Enum: lambda _c, v: _(CHANNELS[v]) if v in CHANNELS else str(v),  # type: ignore[index]
}
