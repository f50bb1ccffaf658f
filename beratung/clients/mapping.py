# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which column of a list goes to which field: guessed from headers in German and English, or said by a map."""

import re
from collections.abc import Mapping, Sequence

from anyascii import anyascii

from beratung.clients.errors import MappedTwice, NothingMapped, UnknownColumn
from beratung.domain.reading import unknown_key

FIELDS: Mapping[str, tuple[str, ...]] = {
    "given_name": ("vorname", "vornamen", "rufname", "first name", "given names", "forename"),
    "family_name": ("nachname", "familienname", "zuname", "surname", "last name"),
    "full_name": ("name", "vollstaendiger name", "name vorname", "nachname vorname", "klient", "klientin",
                  "ratsuchende", "ratsuchender", "full name", "client"),
    "birth_name": ("geburtsname", "maedchenname", "birth name", "maiden name"),
    "alias": ("aliasname", "alias", "weitere namen", "andere namen", "other names"),
    "original_script": ("originalschrift", "name in originalschrift", "name im original", "originalname",
                        "original name"),
    "born": ("geburtsdatum", "geboren", "geboren am", "geb", "geb am", "geb datum", "gebdat", "geburtstag",
             "birth date", "date of birth", "birthday", "dob"),
    "gender": ("geschlecht", "anrede", "sex", "w/m", "m/w", "m/w/d"),
    "nationality": ("staatsangehoerigkeit", "staatsangehoerigkeiten", "nationalitaet", "herkunftsland", "herkunft",
                    "nationalities", "citizenship", "country of origin", "country"),
    "languages": ("sprache", "sprachen", "muttersprache", "sprachkenntnisse", "language", "spoken languages"),
    "interpreter": ("dolmetscher", "sprachmittlung", "sprachmittler", "dolmetscher benoetigt", "interpreter needed"),
    "municipality": ("gemeinde", "ort", "wohnort", "stadt", "ags", "gemeindeschluessel", "city", "town", "place"),
    "street": ("strasse", "anschrift", "adresse", "strasse und hausnummer", "strasse hausnummer", "address"),
    "postal_code": ("plz", "postleitzahl", "zip", "postcode", "zip code"),
    "phone": ("telefon", "telefonnummer", "tel", "handy", "mobil", "mobilnummer", "mobile", "telephone"),
    "email": ("e mail", "mail", "e mail adresse", "mailadresse"),
    "residence_status": ("aufenthaltsstatus", "aufenthaltstitel", "status", "titel", "residence title", "permit"),
    "residence_until": ("gueltig bis", "titel gueltig bis", "aufenthalt bis", "befristet bis", "valid until"),
    "residence_issued": ("ausgestellt am", "erteilt am", "issued"),
    "german_level": ("deutsch", "deutschkenntnisse", "deutschniveau", "sprachniveau", "german", "german skills"),
    "entry": ("einreise", "einreisedatum", "in deutschland seit", "date of entry", "arrival"),
    "programme": ("programm", "dienst", "program"),
    "counsellor": ("berater", "beraterin", "zustaendig", "counselor"),
    "opened": ("beginn", "beratung seit", "fallbeginn", "aufnahme am", "erstgespraech", "opened"),
}  # fmt: skip
"""Fields that a list can fill, each with headers (folded) that mean it besides its own name."""

_NOT_WORDS = re.compile(r"[^a-z0-9/]+")


def fold_header(header: str) -> str:
    """Return a header in the form in which the table above is written."""
    text = header.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return _NOT_WORDS.sub(" ", anyascii(text)).strip()


def _meant() -> dict[str, str]:
    meant: dict[str, str] = {}
    for field, headers in FIELDS.items():
        for header in (field, field.replace("_", " "), *headers):
            meant.setdefault(fold_header(header), field)
    return meant


def guess(header: Sequence[str]) -> tuple[str | None, ...]:
    """Return the field of each column; a field goes to the first column that means it, the others stay out.

    "Name" beside "Vorname" is the family name; alone it is the full name.
    """
    meant = _meant()
    fields: list[str | None] = []
    for title in header:
        field = meant.get(fold_header(title))
        fields.append(field if field not in fields else None)
    if "given_name" in fields and "family_name" not in fields and "full_name" in fields:
        fields[fields.index("full_name")] = "family_name"
    return tuple(fields)


def apply_map(
    header: Sequence[str], mapping: Mapping[str, str | None] | None, place: str
) -> tuple[str | None, ...]:
    """Return the field of each column: what the map says, and a guess for the headers it leaves out.

    Raises:
        UnknownColumn: the map names a header that is not there.
        UnknownKey: the map names a field that is not known.
        MappedTwice: two columns go to one field.
        NothingMapped: no column goes anywhere.
    """
    guessed = list(guess(header))
    given = mapping or {}
    for entry, title in enumerate(given, 1):
        if title not in header:
            raise UnknownColumn(place=place, entry=entry)
    for field in given.values():
        if field is not None and field not in FIELDS:
            raise unknown_key("map", field, FIELDS)
    chosen = [given.get(title, None) for title in header]
    fields = [
        given.get(title, guess_ if guess_ not in chosen else None)
        for title, guess_ in zip(header, guessed, strict=True)
    ]
    named = [field for field in fields if field is not None]
    for field in named:
        if named.count(field) > 1:
            raise MappedTwice(place=place, field=field)
    if not named:
        raise NothingMapped(place=place, known=", ".join(FIELDS))
    return tuple(fields)
