# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks what a client's record says before it is stored."""

import re
from datetime import date

import msgspec

from beratung.clients.names import check_name, check_names
from beratung.domain.checking import check_length, check_municipality
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.people import Birth, Client, FamilyMember, Language, NameKind, Precision
from beratung.domain.reading import LONG, NotOneOf, WrongShape, birth_day, check_code

_POSTAL_CODE = re.compile(r"[A-Za-z0-9 -]{0,12}")


def check_birth(birth: Birth, place: str, today: date) -> Birth:
    """Return a birth date that a living person can have; with precision ``year`` the day is 1 January."""
    birth_day(birth.on, place, today)
    if birth.precision is Precision.YEAR:
        return msgspec.structs.replace(birth, on=date(birth.on.year, 1, 1))
    return birth


def _check_language(entry: Language, place: str, codes: Codes) -> Language:
    check_code(entry.code, f"{place}.code", codes.languages)
    if entry.spoken is not None and entry.spoken not in codes.german:
        raise NotOneOf(place=f"{place}.spoken", known=", ".join(codes.german))
    return entry


def _check_member(member: FamilyMember, place: str, today: date) -> FamilyMember:
    name = check_name(member.name, NameKind.ALIAS, f"{place}.name").text if member.name else ""
    born = check_birth(member.born, f"{place}.born", today) if member.born is not None else None
    check_length(member.note, f"{place}.note", LONG)
    return msgspec.structs.replace(member, name=name, born=born)


def check_client(client: Client, codes: Codes, today: date) -> Client:
    """Return a client that may be stored, with names tidied. Without any name it is an anonymous one.

    Raises:
        BadInput: with the place of what cannot be.
    """
    for n, code in enumerate(client.nationalities, 1):
        place = "nationality" if len(client.nationalities) == 1 else f"nationality {n}"
        check_code(code, place, codes.nationalities)
    if client.address.municipality is not None:
        check_municipality(client.address.municipality, "municipality", codes)
    check_length(client.address.street, "address.street")
    if not _POSTAL_CODE.fullmatch(client.address.postal_code):
        raise WrongShape(place="address.postal_code", wanted=N_("a postal code such as 39104"))
    check_length(client.contact.phone, "contact.phone")
    check_length(client.contact.email, "contact.email")
    check_length(client.contact.note, "contact.note", LONG)
    return msgspec.structs.replace(
        client,
        names=check_names(client),
        born=check_birth(client.born, "born", today) if client.born is not None else None,
        nationalities=tuple(dict.fromkeys(client.nationalities)),
        languages=tuple(
            _check_language(entry, f"languages {n}", codes) for n, entry in enumerate(client.languages, 1)
        ),
        family=tuple(_check_member(m, f"family {n}", today) for n, m in enumerate(client.family, 1)),
    )
