# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes people who do not exist: names, birth dates, languages, addresses, families."""

import unicodedata
from datetime import date, timedelta

import msgspec

from beratung.demo.chance import Chance
from beratung.demo.names import GERMAN_FAMILIES, STOCKS
from beratung.demo.origins import ALSO_SPOKEN, TOWNS, Origin
from beratung.domain.codes import Codes
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

replace = msgspec.structs.replace

_SCRIPTS = {"ARABIC": "Arab", "CYRILLIC": "Cyrl", "ETHIOPIC": "Ethi", "GEORGIAN": "Geor", "ARMENIAN": "Armn",
            "DEVANAGARI": "Deva", "CJK": "Hani"}  # fmt: skip
_UNKNOWN_DAYS = frozenset({"423", "273", "224", "438"})
"""Nationalities where papers often say 1 January because the day is not known."""


def _forms(entry: str, gender: Gender) -> tuple[str, str]:
    """Return the Latin form of a name and the one in its own script, for a woman or a man."""
    latin, _, native = entry.partition("=")
    at = 0 if gender is Gender.F else -1
    return latin.split("|")[at], native.split("|")[at]


def _script(text: str) -> str:
    return _SCRIPTS[unicodedata.name(text[0]).split(" ")[0].split("-")[0]]


def family_entry(chance: Chance, language: str) -> tuple[str, str]:
    """Return a family name as the stock writes it, and a German one that goes with it or nothing."""
    return chance.one(STOCKS[language].families), chance.one(GERMAN_FAMILIES) if chance.happens(85) else ""


def names(chance: Chance, language: str, gender: Gender, family: tuple[str, str]) -> tuple[Name, ...]:
    """Return given and family name, and the same in the original script where there is one."""
    stock = STOCKS[language]
    given, native_given = _forms(chance.one(stock.women if gender is Gender.F else stock.men), gender)
    if chance.happens(14):
        second, native_second = _forms(chance.one(stock.women if gender is Gender.F else stock.men), gender)
        if second != given:
            given, native_given = f"{given} {second}", f"{native_given} {native_second}".strip()
    last, native_last = _forms(family[0], gender)
    german = _forms(family[1], gender)[0] if family[1] else ""
    full = f"{last}-{german}" if german and german != last else last
    found = [
        Name(text=given, kind=NameKind.GIVEN, script="Latn"),
        Name(text=full, kind=NameKind.FAMILY, script="Latn"),
    ]
    if native_given and native_last and chance.happens(75):
        text = unicodedata.normalize("NFC", f"{native_given} {native_last}")
        found.append(Name(text=text, kind=NameKind.ORIGINAL_SCRIPT, script=_script(text)))
    if gender is Gender.F and chance.happens(12):
        found.append(Name(text=f"{last}-Frühername", kind=NameKind.BIRTH, script="Latn"))
    return tuple(found)


def birth(chance: Chance, nationality: str, on: date) -> Birth:
    """Return a birth date of an adult or a young adult."""
    age = chance.weighted(
        ((18, 26), (27, 34), (35, 44), (45, 54), (55, 64), (65, 84), (14, 17)), (20, 26, 25, 14, 8, 4, 3)
    )
    year = on.year - chance.between(*age)
    if nationality in _UNKNOWN_DAYS and chance.happens(38):
        precision = chance.weighted((Precision.EXACT, Precision.ESTIMATED, Precision.YEAR), (5, 3, 2))
        return Birth(on=date(year, 1, 1), precision=precision)
    return Birth(on=date(year, chance.between(1, 12), chance.between(1, 28)))


def languages(chance: Chance, language: str) -> tuple[Language, ...]:
    """Return the languages of a person and whether an interpreter is needed for the first."""
    if language == "de":
        return (Language(code="de", spoken="C2", interpreter=False),)
    needs = chance.weighted((True, False, None), (45, 40, 15))
    found = [Language(code=language, spoken="C2", interpreter=needs)]
    other = ALSO_SPOKEN.get(language)
    if other and chance.happens(55):
        found.append(Language(code=other, spoken=chance.one(("B1", "B2", "C1"))))
    if chance.happens(22) and language != "en" and other != "en":
        found.append(Language(code="en", spoken=chance.one(("A2", "B1", "B2"))))
    return tuple(found)


def address(chance: Chance, codes: Codes) -> Address:
    """Return an address in one of the towns, in streets that do not exist."""
    towns = [(ags, weight) for ags, weight in TOWNS if ags in codes.municipalities]
    ags = chance.weighted([town[0] for town in towns], [town[1] for town in towns])
    street = (
        f"{chance.one(('Musterstraße', 'Beispielweg', 'Probeallee', 'Testgasse'))} {chance.between(1, 140)}"
    )
    return Address(municipality=ags, street=street, is_protected=chance.happens(2))


def contact(chance: Chance) -> Contact:
    """Return how somebody is reached: numbers that the Bundesnetzagentur keeps free for films."""
    if chance.happens(15):
        return Contact()
    note = chance.one(
        ("", "", "", "nur vormittags anrufen", "keine Nachricht hinterlassen", "bitte per Nachricht")
    )
    return Contact(phone=f"0171 39200 {chance.between(0, 99):02d}", note=note)


def children(chance: Chance, client: Client, language: str, on: date) -> tuple[FamilyMember, ...]:
    """Return the children that a person of this age may have."""
    if client.born is None or on.year - client.born.on.year < 20 or not chance.happens(48):
        return ()
    eldest = min(on.year - client.born.on.year - 19, 22)
    family = client.name(NameKind.FAMILY)
    found = []
    for _ in range(chance.weighted((1, 2, 3, 4), (40, 36, 17, 7))):
        gender = chance.one((Gender.F, Gender.M))
        stock = STOCKS[language]
        given = _forms(chance.one(stock.women if gender is Gender.F else stock.men), gender)[0]
        born = on - timedelta(days=chance.between(60, eldest * 365 + 60))
        found.append(
            FamilyMember(
                name=f"{given} {family}",
                relation=Relation.CHILD,
                born=Birth(on=born),
                gender=gender,
                in_household=chance.happens(92),
            )
        )
    return tuple(sorted(found, key=lambda child: child.born.on if child.born else on))


def person(chance: Chance, origin: Origin, codes: Codes, on: date) -> tuple[Client, str, tuple[str, str]]:
    """Return a client, the language of his names and his family name as the stock writes it."""
    language = chance.weighted(
        [entry[0] for entry in origin.languages], [entry[1] for entry in origin.languages]
    )
    gender = chance.weighted((Gender.F, Gender.M, Gender.D), (525, 470, 5))
    family = family_entry(chance, language)
    own = chance.id()
    client = Client(
        id=own,
        subject=own,
        names=names(chance, language, gender, family),
        born=birth(chance, origin.nationality, on),
        gender=gender,
        nationalities=(origin.nationality,),
        languages=languages(chance, language),
        address=address(chance, codes),
        contact=contact(chance),
    )
    return replace(client, family=children(chance, client, language, on)), language, family


def spouse(
    chance: Chance, client: Client, language: str, family: tuple[str, str], on: date
) -> tuple[Client, Client]:
    """Return a client and a husband or wife who is counselled too, each naming the other."""
    gender = Gender.M if client.gender is Gender.F else Gender.F
    own = chance.id()
    born = client.born
    if born is not None:
        year = min(born.on.year + chance.between(-6, 6), on.year - 18)
        born = Birth(on=date(year, chance.between(1, 12), chance.between(1, 28)))
    other = replace(
        client,
        id=own,
        subject=own,
        gender=gender,
        born=born,
        names=names(chance, language, gender, family),
        languages=languages(chance, language),
        contact=contact(chance),
    )
    link = FamilyMember(
        name=other.display_name,
        relation=Relation.SPOUSE,
        born=other.born,
        gender=gender,
        client=own,
        in_household=True,
    )
    back = FamilyMember(
        name=client.display_name,
        relation=Relation.SPOUSE,
        born=client.born,
        gender=client.gender,
        client=client.id,
        in_household=True,
    )
    children_only = tuple(member for member in client.family if member.relation is Relation.CHILD)
    return (
        replace(client, family=(link, *children_only)),
        replace(other, family=(back, *children_only)),
    )
