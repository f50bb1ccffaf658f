# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts the fields of a record into the very words that a letter prints. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from beratung.domain.cases import Case, Employment, GermanLevel, Qualification, ReleaseField, ResidenceTitle
from beratung.domain.codes import Code, Codes
from beratung.domain.people import Address, Birth, Client, FamilyMember, NameKind, Precision
from beratung.letters.texts import Words, referral_texts

SENSITIVE = frozenset(
    {
        ReleaseField.NATIONALITY,
        ReleaseField.ADDRESS,
        ReleaseField.CONTACT,
        ReleaseField.RESIDENCE,
        ReleaseField.FAMILY,
    }
)
"""To be left out unless the purpose needs them (data minimisation)."""


class Told(NamedTuple):
    """What the words are made from."""

    client: Client
    case: Case
    concern: str
    codes: Codes
    on: date


def words_of(field: ReleaseField, told: Told) -> str:
    """Return what would be printed for a field, lines separated; empty where nothing is recorded."""
    return _TELLERS[field](told)


def day(on: date) -> str:
    """Return a date as German letters write it."""
    return f"{on:%d.%m.%Y}"


def leaves_out_script(client: Client) -> bool:
    """Whether a name in its original script cannot be printed."""
    return bool(_original_script(client)) and not _printable_script(client)


def _name(told: Told) -> str:
    name, script = told.client.display_name, _printable_script(told.client)
    return f"{name} ({script})" if script and script != name else name


def _original_script(client: Client) -> str:
    return client.name(NameKind.ORIGINAL_SCRIPT)


def _printable_script(client: Client) -> str:
    script = _original_script(client)
    if not script:
        return ""
    from beratung.letters import fonts  # loads reportlab

    return "" if fonts.missing(script) else script


def _born(told: Told) -> str:
    birth = told.client.born
    if birth is None:
        return ""
    if birth.precision is Precision.YEAR:
        return str(birth.on.year)
    if birth.precision is Precision.ESTIMATED:
        return _words().estimated % {"date": day(birth.on)}
    return day(birth.on)


def _gender(told: Told) -> str:
    gender = told.client.gender
    return _words().gender[gender] if gender is not None else ""


def _nationality(told: Told) -> str:
    return ", ".join(_label(told.codes.nationalities, code) for code in told.client.nationalities)


def _address(told: Told) -> str:
    """Never a protected one, not even for the client's own hand."""
    address: Address = told.client.address
    if address.is_protected:
        return ""
    town = _label(told.codes.municipalities, address.municipality) if address.municipality else ""
    return "\n".join(part for part in (address.street, f"{address.postal_code} {town}".strip()) if part)


def _contact(told: Told) -> str:
    contact = told.client.contact
    lines = [_words().phone % {"phone": contact.phone} if contact.phone else "", contact.email]
    if any(lines) and contact.note:
        lines.append(_words().contact_note % {"note": contact.note})
    return "\n".join(line for line in lines if line)


def _languages(told: Told) -> str:
    return ", ".join(
        f"{_label(told.codes.languages, entry.code)} ({entry.spoken})"
        if entry.spoken
        else _label(told.codes.languages, entry.code)
        for entry in told.client.languages
    )


def _interpreter(told: Told) -> str:
    needed = told.client.interpreter_languages
    if needed:
        names = ", ".join(_label(told.codes.languages, code) for code in needed)
        return _words().interpreter_needed % {"languages": names}
    asked = told.client.languages and all(entry.interpreter is False for entry in told.client.languages)
    return _words().interpreter_not_needed if asked else ""


def _residence(told: Told) -> str:
    if not told.case.residence:
        return ""
    title: ResidenceTitle = told.case.residence[0]
    words = _words()
    lines = [_label(told.codes.statuses, title.status)]
    if title.previous_status:
        lines.append(words.continues % {"status": _label(told.codes.statuses, title.previous_status)})
    if title.is_unlimited:
        lines.append(words.unlimited)
    elif title.until:
        lines.append(words.valid_until % {"date": day(title.until)})
    lines.append(title.note)
    return "\n".join(line for line in lines if line)


def _german(told: Told) -> str:
    return "\n".join(_german_level(level) for level in told.case.german)


def _german_level(level: GermanLevel) -> str:
    words = _words()
    seen = [words.source.get(level.source, level.source), day(level.on) if level.on else ""]
    source = ", ".join(part for part in seen if part)
    return f"{level.level} {words.skill[level.skill]}" + (f" ({source})" if source else "")


def _qualifications(told: Told) -> str:
    return "\n".join(_qualification(entry, told) for entry in told.case.qualifications)


def _qualification(entry: Qualification, told: Told) -> str:
    words = _words()
    done = {True: words.completed, False: words.not_completed, None: ""}[entry.is_completed]
    parts = [
        words.qualification.get(entry.kind, entry.kind),
        entry.title,
        _label(told.codes.nationalities, entry.country) if entry.country else "",
        str(entry.finished) if entry.finished else "",
        done,
        words.recognition.get(entry.recognition, entry.recognition),
    ]
    return ", ".join(part for part in parts if part)


def _employment(told: Told) -> str:
    return "\n".join(_job(job) for job in told.case.employment)


def _job(job: Employment) -> str:
    words = _words()
    parts = [
        words.employment.get(job.kind, job.kind),
        job.title,
        words.since % {"date": day(job.since)} if job.since else "",
        words.until % {"date": day(job.until)} if job.until else "",
        words.hours % {"hours": f"{job.hours_per_week:g}".replace(".", ",")} if job.hours_per_week else "",
    ]
    return ", ".join(part for part in parts if part)


def _family(told: Told) -> str:
    """Relation and age of each member; their names belong to them and are not told."""
    return "\n".join(_member(member, told.on) for member in told.client.family)


def _member(member: FamilyMember, on: date) -> str:
    forms = _words().relation[member.relation]
    relation = forms.get(member.gender or "other", forms["other"])
    age = _age(member.born, on) if member.born else ""
    return f"{relation}, {age}" if age else relation


def _age(birth: Birth, on: date) -> str:
    words = _words()
    if birth.precision is not Precision.EXACT:
        return words.born_in % {"year": birth.on.year}
    years = on.year - birth.on.year - ((on.month, on.day) < (birth.on.month, birth.on.day))
    if years < 1:
        return words.under_one
    return words.years["one" if years == 1 else "other"] % {"age": years}


def _concern(told: Told) -> str:
    return told.concern.strip()


def _label(entries: Mapping[str, Code], code: str) -> str:
    """Return the German name of a code; a code that left the list is shown as it is."""
    entry = entries.get(code)
    return entry.name if entry is not None else code


def _words() -> Words:
    return referral_texts().words


_TELLERS: dict[ReleaseField, Callable[[Told], str]] = {
    ReleaseField.NAME: _name,
    ReleaseField.BORN: _born,
    ReleaseField.GENDER: _gender,
    ReleaseField.NATIONALITY: _nationality,
    ReleaseField.ADDRESS: _address,
    ReleaseField.CONTACT: _contact,
    ReleaseField.LANGUAGES: _languages,
    ReleaseField.INTERPRETER: _interpreter,
    ReleaseField.RESIDENCE: _residence,
    ReleaseField.GERMAN: _german,
    ReleaseField.QUALIFICATIONS: _qualifications,
    ReleaseField.EMPLOYMENT: _employment,
    ReleaseField.FAMILY: _family,
    ReleaseField.CONCERN: _concern,
}
