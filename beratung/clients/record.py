# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The object by which a client is recorded from outside, read into a client and a case, and back.

Only the keys that are present change anything, so the same reader records and changes. Lists are replaced
as a whole, facts one by one.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from beratung.domain.answers import place_answer
from beratung.domain.cases import (
    Case,
    Employment,
    Fact,
    GermanLevel,
    GermanSkill,
    Programme,
    Qualification,
    ResidenceTitle,
)
from beratung.domain.checking import (
    EMPLOYMENT_KINDS,
    QUALIFICATION_KINDS,
    RECOGNITION_STATES,
    FactCheck,
)
from beratung.domain.errors import N_
from beratung.domain.people import (
    Address,
    Birth,
    Client,
    Contact,
    FamilyMember,
    Gender,
    Language,
    Name,
    NameKind,
    Precision,
    Relation,
)
from beratung.domain.reading import LONG, Fields, OneMissing, WrongShape, read_day, sound_key

_YEAR = re.compile(r"(?:19|20)\d\d")
_OTHER_KINDS = tuple(kind.value for kind in NameKind if kind not in (NameKind.GIVEN, NameKind.FAMILY))

KEYS = (
    "given_name", "family_name", "other_names", "born", "born_precision", "gender", "nationality", "languages",
    "municipality", "address", "contact", "family", "programme", "counsellor", "opened", "entry", "residence",
    "german", "qualifications", "employment", "facts",
)  # fmt: skip
"""What the object may hold."""

replace = msgspec.structs.replace


def _names(fields: Fields, client: Client) -> tuple[Name, ...]:
    names = list(client.names)
    for key, kind in (("given_name", NameKind.GIVEN), ("family_name", NameKind.FAMILY)):
        if key in fields:
            others = [n for n in names if n.kind is not kind]
            texts = [text for text in fields.words(key) if text.strip()]
            new = [Name(text=text, kind=kind) for text in texts]
            names = [*new, *others] if kind is NameKind.GIVEN else [*others, *new]
    if "other_names" in fields:
        names = [n for n in names if n.kind in (NameKind.GIVEN, NameKind.FAMILY)]
        for entry in fields.entries("other_names", ("text", "kind", "script")):
            entry.needed("text")
            kind = NameKind(entry.word("kind", _OTHER_KINDS) or NameKind.ALIAS)
            names.append(Name(text=entry.text("text"), kind=kind))
    first = [n for n in names if n.kind is NameKind.GIVEN]
    last = [n for n in names if n.kind is NameKind.FAMILY]
    return (*first, *last, *(n for n in names if n.kind not in (NameKind.GIVEN, NameKind.FAMILY)))


def _birth(fields: Fields, known: Birth | None) -> Birth | None:
    precision = fields.choice("born_precision", Precision)
    if "born" not in fields:
        if precision is None:
            return known
        if known is None:
            raise OneMissing(place=fields.at("born"))
        return replace(known, precision=precision)
    value = fields.raw("born")
    if value in (None, ""):
        return None
    if isinstance(value, str) and _YEAR.fullmatch(value.strip()):
        return Birth(on=date(int(value), 1, 1), precision=Precision.YEAR)
    return Birth(on=read_day(value, fields.at("born")), precision=precision or Precision.EXACT)


def _languages(fields: Fields) -> tuple[Language, ...]:
    value = fields.raw("languages")
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        return tuple(Language(code=code) for code in fields.words("languages"))
    found = []
    for entry in fields.entries("languages", ("code", "spoken", "interpreter")):
        entry.needed("code")
        code, spoken = entry.text("code"), entry.text("spoken") or None
        found.append(Language(code=code, spoken=spoken, interpreter=entry.flag("interpreter")))
    return tuple(found)


def _address(fields: Fields, known: Address) -> Address:
    if "municipality" in fields:
        known = replace(known, municipality=fields.text("municipality") or None)
    if "address" in fields:
        keys = ("street", "postal_code", "is_protected")
        inner = Fields(fields.raw("address") or {}, keys, fields.at("address"))
        known = replace(
            known,
            street=inner.text("street") if "street" in inner else known.street,
            postal_code=inner.text("postal_code") if "postal_code" in inner else known.postal_code,
            is_protected=bool(inner.flag("is_protected")) if "is_protected" in inner else known.is_protected,
        )
    return known


def _contact(fields: Fields, known: Contact) -> Contact:
    inner = Fields(fields.raw("contact") or {}, ("phone", "email", "note"), fields.at("contact"))
    given = {key: inner.text(key, limit=LONG) for key in ("phone", "email", "note") if key in inner}
    return replace(known, **given)


def _uuid(fields: Fields, key: str) -> UUID | None:
    value = fields.text(key)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise WrongShape(place=fields.at(key), wanted=N_("the id of a client")) from None


def _family(fields: Fields) -> tuple[FamilyMember, ...]:
    keys = ("name", "relation", "born", "born_precision", "gender", "client", "in_household", "note")
    return tuple(
        FamilyMember(
            name=entry.text("name"),
            relation=entry.choice("relation", Relation) or Relation.OTHER,
            born=_birth(entry, None),
            gender=entry.choice("gender", Gender),
            client=_uuid(entry, "client"),
            in_household=entry.flag("in_household"),
            note=entry.text("note", limit=LONG),
        )
        for entry in fields.entries("family", keys)
    )


def read_client(fields: Fields, client: Client) -> Client:
    """Return a client with what the object says changed."""
    changed: dict[str, object] = {
        "names": _names(fields, client),
        "born": _birth(fields, client.born),
        "address": _address(fields, client.address),
    }
    if "gender" in fields:
        changed["gender"] = fields.choice("gender", Gender)
    if "nationality" in fields:
        changed["nationalities"] = tuple(code.strip() for code in fields.words("nationality") if code.strip())
    if "languages" in fields:
        changed["languages"] = _languages(fields)
    if "contact" in fields:
        changed["contact"] = _contact(fields, client.contact)
    if "family" in fields:
        changed["family"] = _family(fields)
    return replace(client, **changed)


def _residence(fields: Fields) -> tuple[ResidenceTitle, ...]:
    keys = (
        "status", "issued", "until", "is_unlimited", "held_since", "first_issue", "previous_status", "note",
        "source", "on",
    )  # fmt: skip
    titles = []
    for entry in fields.entries("residence", keys):
        entry.needed("status")
        titles.append(
            ResidenceTitle(
                status=entry.text("status"),
                issued=entry.day("issued"),
                until=entry.day("until"),
                is_unlimited=bool(entry.flag("is_unlimited")),
                held_since=entry.day("held_since"),
                first_issue=entry.flag("first_issue"),
                previous_status=entry.text("previous_status") or None,
                note=entry.text("note", limit=LONG),
                source=entry.text("source"),
                on=entry.day("on"),
            )
        )
    if all(title.issued is not None for title in titles):
        titles.sort(key=lambda title: title.issued or date.min, reverse=True)
    return tuple(titles)


def _german(fields: Fields) -> tuple[GermanLevel, ...]:
    levels = []
    for entry in fields.entries("german", ("skill", "level", "source", "on")):
        entry.needed("level")
        skill = entry.choice("skill", GermanSkill) or GermanSkill.OVERALL
        level, source = entry.text("level"), entry.text("source")
        levels.append(GermanLevel(skill=skill, level=level, source=source, on=entry.day("on")))
    return tuple(levels)


def _qualifications(fields: Fields) -> tuple[Qualification, ...]:
    keys = ("kind", "title", "country", "finished", "is_completed", "recognition")
    return tuple(
        Qualification(
            kind=entry.word("kind", QUALIFICATION_KINDS) or "other",
            title=entry.text("title"),
            country=entry.text("country"),
            finished=entry.whole("finished", 1900, 2100),
            is_completed=entry.flag("is_completed"),
            recognition=entry.word("recognition", RECOGNITION_STATES) or "",
        )
        for entry in fields.entries("qualifications", keys)
    )


def _employment(fields: Fields) -> tuple[Employment, ...]:
    keys = ("kind", "title", "since", "until", "hours_per_week")
    return tuple(
        Employment(
            kind=entry.word("kind", EMPLOYMENT_KINDS) or "other",
            title=entry.text("title"),
            since=entry.day("since"),
            until=entry.day("until"),
            hours_per_week=entry.number("hours_per_week", 0, 100),
        )
        for entry in fields.entries("employment", keys)
    )


def _facts(
    fields: Fields, placed: tuple[Client, Case], today: date, check_fact: FactCheck
) -> tuple[Client, Case]:
    value = fields.raw("facts")
    if value is None:
        return placed
    if not isinstance(value, Mapping):
        raise WrongShape(place=fields.at("facts"), wanted=N_("an object with named fields"))
    client, case = placed
    for field, answer in value.items():
        place = f"facts.{sound_key(field)}"
        if isinstance(answer, Mapping):
            inner = Fields(answer, ("value", "source", "on"), place)
            fact = Fact(
                value=check_fact(field, inner.raw("value"), place),
                source=inner.text("source"),
                on=inner.day("on") or today,
            )
        else:
            fact = Fact(value=check_fact(field, answer, place), on=today)
        client, case = place_answer(client, case, field, fact)
    return client, case


def read_case(fields: Fields, case: Case) -> Case:
    """Return a case with what the object says changed, but for the facts."""
    changed: dict[str, object] = {}
    readers: Mapping[str, Callable[[Fields], object]] = {
        "residence": _residence,
        "german": _german,
        "qualifications": _qualifications,
        "employment": _employment,
    }
    for key, read in readers.items():
        if key in fields:
            changed[key] = read(fields)
    if "programme" in fields:
        changed["programme"] = fields.choice("programme", Programme)
    if "counsellor" in fields:
        changed["counsellor"] = fields.text("counsellor")
    if "entry" in fields:
        changed["entry"] = fields.day("entry")
    if fields.raw("opened") is not None:
        changed["opened"] = fields.day("opened")
    return replace(case, **changed) if changed else case


def read_record(
    data: object, client: Client, case: Case, today: date, check_fact: FactCheck
) -> tuple[Client, Case]:
    """Return a client and a case with what an object says put in; codes and days are checked later.

    Raises:
        BadInput: an unknown key, a value of a wrong type, a day that does not exist; with its place.
    """
    fields = Fields(data, KEYS)
    placed = (read_client(fields, client), read_case(fields, case))
    return _facts(fields, placed, today, check_fact)


def _plain(value: msgspec.Struct) -> dict[str, object]:
    found = msgspec.to_builtins(value)
    return {key: entry for key, entry in found.items() if entry not in ("", None)}


def write_client(client: Client) -> dict[str, object]:
    """Return a client as the object that would record him; empty fields are left out."""
    record: dict[str, object] = {}
    for key, kind in (("given_name", NameKind.GIVEN), ("family_name", NameKind.FAMILY)):
        if text := client.name(kind):
            record[key] = text
    others = [n for n in client.names if n.kind not in (NameKind.GIVEN, NameKind.FAMILY)]
    if others:
        record["other_names"] = [_plain(n) for n in others]
    if client.born is not None:
        record |= {"born": client.born.on.isoformat(), "born_precision": client.born.precision.value}
    if client.gender is not None:
        record["gender"] = client.gender.value
    if client.nationalities:
        record["nationality"] = list(client.nationalities)
    if client.languages:
        record["languages"] = [_plain(entry) for entry in client.languages]
    address = _plain(client.address)
    if municipality := address.pop("municipality", None):
        record["municipality"] = municipality
    for key, value in (("address", address), ("contact", _plain(client.contact))):
        if value:
            record[key] = value
    if client.family:
        record["family"] = [_member(member) for member in client.family]
    return record


def _member(member: FamilyMember) -> dict[str, object]:
    found = _plain(member)
    if member.born is not None:
        found |= {"born": member.born.on.isoformat(), "born_precision": member.born.precision.value}
    return found


def write_case(case: Case) -> dict[str, object]:
    """Return a case as the part of the object that would record it; empty fields are left out."""
    record: dict[str, object] = {"opened": case.opened.isoformat()}
    for key in ("programme", "counsellor", "entry"):
        value = getattr(case, key)
        if value:
            record[key] = value.isoformat() if isinstance(value, date) else str(value)
    for key in ("residence", "german", "qualifications", "employment"):
        entries = getattr(case, key)
        if entries:
            record[key] = [_plain(entry) for entry in entries]
    if case.facts:
        record["facts"] = {
            field: {"value": fact.value} | _plain(replace(fact, value=None))
            for field, fact in case.facts.items()
        }
    return record
