# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts values of a record into the short words that lists, headers and forms show.

Enumerations keep English message ids here; they are translated when they are shown.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from beratung.domain.cases import (
    Case,
    Channel,
    CloseReason,
    ConsentKind,
    GermanSkill,
    Programme,
    ReferralOutcome,
    ReleaseField,
    ResidenceTitle,
)
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.people import Birth, Client, Gender, NameKind, Precision, Relation
from beratung.i18n import _, current, ngettext, pgettext

DOT = " · "
_FINE_PRINT = re.compile(r" (S\.|Alt\.) \d+")
"""Sentence and alternative of a paragraph, left out where a line must be short."""

GENDERS: Mapping[Gender, str] = {Gender.F: N_("female"), Gender.M: N_("male"), Gender.D: N_("diverse")}
NAME_KINDS: Mapping[NameKind, str] = {
    NameKind.GIVEN: N_("Given name"),
    NameKind.FAMILY: N_("Family name"),
    NameKind.BIRTH: N_("Name at birth"),
    NameKind.FORMER: N_("Former name"),
    NameKind.ALIAS: N_("Also called"),
    NameKind.FATHER: N_("Father's name"),
    NameKind.GRANDFATHER: N_("Grandfather's name"),
    NameKind.ORIGINAL_SCRIPT: N_("In original script"),
    NameKind.TRANSLITERATION: N_("Other spelling"),
}
RELATIONS: Mapping[Relation, str] = {
    Relation.SPOUSE: N_("Spouse"),
    Relation.PARTNER: N_("Partner"),
    Relation.CHILD: N_("Child"),
    Relation.PARENT: N_("Parent"),
    Relation.SIBLING: N_("Sibling"),
    Relation.GRANDPARENT: N_("Grandparent"),
    Relation.GRANDCHILD: N_("Grandchild"),
    Relation.OTHER: N_("Other relation"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.PERSONAL: N_("in person"),
    Channel.PHONE: N_("by phone"),
    Channel.VIDEO: N_("by video"),
    Channel.CHAT: N_("by chat"),
    Channel.MAIL: N_("by mail"),
}
CLOSE_REASONS: Mapping[CloseReason, str] = {
    CloseReason.GOALS_REACHED: N_("Goals reached"),
    CloseReason.REFERRED: N_("Referred to another service"),
    CloseReason.MOVED: N_("Moved away"),
    CloseReason.NO_CONTACT: N_("No contact any more"),
    CloseReason.CLIENT_WISH: N_("At the client's wish"),
    CloseReason.LEFT_COUNTRY: N_("Left Germany"),
    CloseReason.DECEASED: N_("Deceased"),
    CloseReason.OTHER: N_("Other reason"),
}
CONSENT_KINDS: Mapping[ConsentKind, str] = {
    ConsentKind.EINWILLIGUNG: N_("Einwilligung"),
    ConsentKind.SCHWEIGEPFLICHTENTBINDUNG: N_("Schweigepflichtentbindung"),
}
RELEASE_FIELDS: Mapping[ReleaseField, str] = {
    ReleaseField.NAME: N_("Name"),
    ReleaseField.BORN: N_("Date of birth"),
    ReleaseField.GENDER: N_("Gender"),
    ReleaseField.NATIONALITY: N_("Nationality"),
    ReleaseField.ADDRESS: N_("Address"),
    ReleaseField.CONTACT: N_("Phone and e-mail"),
    ReleaseField.LANGUAGES: N_("Languages"),
    ReleaseField.INTERPRETER: N_("Need of an interpreter"),
    ReleaseField.RESIDENCE: N_("Residence status"),
    ReleaseField.GERMAN: N_("Level of German"),
    ReleaseField.QUALIFICATIONS: N_("School and vocational qualifications"),
    ReleaseField.EMPLOYMENT: N_("Employment"),
    ReleaseField.FAMILY: N_("Family members"),
    ReleaseField.CONCERN: N_("Concern"),
}
OUTCOMES: Mapping[ReferralOutcome, str] = {
    ReferralOutcome.OPEN: N_("awaiting an answer"),
    ReferralOutcome.ACCEPTED: N_("accepted"),
    ReferralOutcome.WAITING_LIST: N_("on the waiting list"),
    ReferralOutcome.DECLINED: N_("declined"),
    ReferralOutcome.DONE: N_("completed"),
    ReferralOutcome.NOT_REACHED: N_("not reached"),
}
SKILLS: Mapping[GermanSkill, str] = {
    GermanSkill.OVERALL: N_("Overall"),
    GermanSkill.LISTENING: N_("Listening"),
    GermanSkill.READING: N_("Reading"),
    GermanSkill.SPEAKING: N_("Speaking"),
    GermanSkill.WRITING: N_("Writing"),
}
GERMAN_SOURCES: Mapping[str, str] = {
    "certificate": N_("Certificate"),
    "test": N_("Placement test"),
    "self_estimate": N_("Own estimate"),
}
QUALIFICATION_KINDS: Mapping[str, str] = {
    "school": N_("School"),
    "vocational": N_("Vocational training"),
    "university": N_("University degree"),
    "other": N_("Other qualification"),
}
RECOGNITIONS: Mapping[str, str] = {
    "none": N_("not applied for"),
    "applied": N_("applied for"),
    "partial": N_("partly recognised"),
    "full": N_("fully recognised"),
}
EMPLOYMENT_KINDS: Mapping[str, str] = {
    "employed": N_("Employed"),
    "minijob": N_("Minijob"),
    "training": N_("In vocational training"),
    "self_employed": N_("Self-employed"),
    "unemployed": N_("Without work"),
    "other": N_("Other activity"),
}
SOURCES: Mapping[str, str] = {
    "client": N_("said by the client"),
    "eAT": N_("eAT seen"),
    "certificate": N_("certificate seen"),
    "test": N_("placement test"),
    "self_estimate": N_("own estimate"),
    "letter": N_("letter of an authority seen"),
}


def say_day(day: date | None) -> str:
    """Say a date as it stands on German papers: 14.03.1992."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}" if day else ""


def say_birth(born: Birth | None) -> str:
    """Say when somebody was born, as far as it is known."""
    if born is None:
        return ""
    if born.precision is Precision.YEAR:
        return _("born %(year)d") % {"year": born.on.year}
    if born.precision is Precision.ESTIMATED:
        return _("born about %(day)s") % {"day": say_day(born.on)}
    return _("born %(day)s") % {"day": say_day(born.on)}


def age(born: Birth | None, on: date) -> int | None:
    """Return the completed years of life on a day; for a year alone the smaller age."""
    if born is None:
        return None
    if born.precision is Precision.YEAR:
        return max(on.year - born.on.year - 1, 0)
    return on.year - born.on.year - ((on.month, on.day) < (born.on.month, born.on.day))


def say_age(born: Birth | None, on: date) -> str:
    """Say the age on a day, "about" where the date is not exact."""
    years = age(born, on)
    if born is None or years is None:
        return ""
    said = ngettext("%(n)d year old", "%(n)d years old", years) % {"n": years}
    return said if born.precision is Precision.EXACT else _("about %(age)s") % {"age": said}


def say_country(codes: Codes, nationality: str) -> str:
    """Say a nationality by the name of the state."""
    entry = codes.nationalities.get(nationality)
    return entry.label(current().language) if entry else nationality


def say_language(codes: Codes, language: str) -> str:
    """Say a language by its name."""
    entry = codes.languages.get(language)
    return entry.label(current().language) if entry else language


def say_place(codes: Codes, municipality: str | None) -> str:
    """Say a municipality by its name; where only the district is known, that."""
    entry = codes.municipalities.get(municipality or "")
    if entry is not None:
        return entry.name
    district = codes.districts.get(municipality or "")
    return district.label(current().language) if district else municipality or ""


def say_status(codes: Codes, status: str | None) -> str:
    """Say a residence status as counsellors do: a title by its paragraph, the rest by its name."""
    entry = codes.statuses.get(status or "")
    if entry is None:
        return status or ""
    label = entry.label(current().language)
    if not label.startswith("AE ") or not entry.legal_basis.startswith("§"):
        return label
    purpose = label.removeprefix("AE ").split(" (", 1)[0]
    return f"{_FINE_PRINT.sub('', entry.legal_basis)} ({purpose})"


def say_status_short(codes: Codes, status: str | None) -> str:
    """Say a residence status in as few words as a row of a list allows."""
    return say_status(codes, status).split(" (", 1)[0]


def say_until(until: date | None) -> str:
    """Say the last day of something."""
    return _("until %(day)s") % {"day": say_day(until)} if until else ""


def say_title(codes: Codes, title: ResidenceTitle) -> str:
    """Say a residence status with the day it runs out."""
    ends = _("unlimited") if title.is_unlimited else say_until(title.until)
    return f"{say_status(codes, title.status)} {ends}".strip()


def german_level(case: Case) -> str:
    """Return the level of German overall, else the lowest of the skills; empty where nothing is known."""
    by_skill = {entry.skill: entry.level for entry in reversed(case.german)}
    overall = by_skill.get(GermanSkill.OVERALL)
    return overall or min(by_skill.values(), default="")


def say_german(level: str) -> str:
    """Say a level of German."""
    return _("German %(level)s") % {"level": level} if level else ""


def say_programme(programme: Programme | None) -> str:
    """Say the programme under which a case is counselled."""
    if programme is None:
        return ""
    if programme is Programme.OTHER:
        return pgettext("programme", "Other")
    return f"{programme} · Case Management" if programme is Programme.MBE else str(programme)


def say_days(days: int) -> str:
    """Say how far away a day is."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}


def say_source(source: str) -> str:
    """Say where a fact comes from; a counsellor's own words stay as they are."""
    return _(SOURCES[source]) if source in SOURCES else source


def dotted(parts: Iterable[str]) -> str:
    """Join what is known by middle dots."""
    return DOT.join(part for part in parts if part)


def header_line(codes: Codes, client: Client, case: Case) -> str:
    """Say in one line who this is: birth, nationality, residence, German, place."""
    return dotted(
        (
            say_birth(client.born),
            ", ".join(say_country(codes, code) for code in client.nationalities),
            say_title(codes, case.residence[0]) if case.residence else "",
            say_german(german_level(case)),
            say_place(codes, client.address.municipality),
        )
    )


def say_name(client: Client) -> str:
    """Say the name, or that the client is anonymous."""
    return client.display_name or _("Anonymous client")
