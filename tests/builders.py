# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Builds obviously fake people and cases for tests; only what a test names differs from the usual."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from beratung.domain.cases import (
    Case,
    Consent,
    Consultation,
    GermanLevel,
    GermanSkill,
    Programme,
    ReleaseField,
    ResidenceTitle,
)
from beratung.domain.people import Address, Birth, Client, Gender, Language, Name, NameKind

TODAY = date(2026, 11, 20)

replace = msgspec.structs.replace


def names(given: str = "Amal", family: str = "Musterfrau", *others: Name) -> tuple[Name, ...]:
    """Return a given and a family name and what else there is."""
    both = ((given, NameKind.GIVEN), (family, NameKind.FAMILY))
    return (*(Name(text=text, kind=kind, script="Latn") for text, kind in both if text), *others)


def a_client(
    given: str = "Amal", family: str = "Musterfrau", /, *, own: UUID | None = None, **more: object
) -> Client:
    """Return a client who was never stored: Amal Musterfrau, born in 1992, from Syria, in Magdeburg."""
    subject = own or uuid4()
    usual = Client(
        id=subject,
        subject=subject,
        names=names(given, family),
        born=Birth(on=date(1992, 3, 14)),
        gender=Gender.F,
        nationalities=("475",),
        languages=(Language(code="ar", spoken="C2", interpreter=True),),
        address=Address(municipality="15003000"),
    )
    return replace(usual, **more)


def a_case(client: Client | UUID, **more: object) -> Case:
    """Return an open case of a client: § 25 Abs. 2, A2, MBE."""
    usual = Case(
        id=uuid4(),
        subject=client if isinstance(client, UUID) else client.id,
        opened=date(2026, 3, 2),
        programme=Programme.MBE,
        counsellor="beraterin",
        entry=date(2023, 1, 9),
        residence=(ResidenceTitle(status="ae_25_2_fl", issued=date(2026, 2, 2), until=date(2029, 2, 2)),),
        german=(
            GermanLevel(skill=GermanSkill.OVERALL, level="A2", source="certificate", on=date(2026, 6, 3)),
        ),
    )
    return replace(usual, **more)


def a_note(case: Case | None, **more: object) -> Consultation:
    """Return a consultation of a case, or an anonymous one."""
    own = uuid4()
    usual = Consultation(
        id=own,
        subject=case.subject if case is not None else own,
        case=case.id if case is not None else None,
        on=date(2026, 11, 12),
        minutes=40,
        topics=("sprache",),
        language="ar",
        text="Kursplatz besprochen.",
    )
    return replace(usual, **more)


def a_consent(case: Case, **more: object) -> Consent:
    """Return a valid consent for a language school: name, birth date, languages."""
    usual = Consent(
        id=uuid4(),
        subject=case.subject,
        case=case.id,
        recipient="Probe-Sprachschule",
        fields=(ReleaseField.NAME, ReleaseField.BORN, ReleaseField.LANGUAGES),
        given_on=date(2026, 11, 2),
        until=date(2027, 11, 2),
        language="ar",
    )
    return replace(usual, **more)


RECORD: dict[str, Any] = {
    "given_name": "Amal",
    "family_name": "Musterfrau",
    "other_names": [{"text": "أمل", "kind": "original_script"}],
    "born": "1992-03-14",
    "born_precision": "exact",
    "gender": "f",
    "nationality": ["475"],
    "languages": [{"code": "ar", "spoken": "C2", "interpreter": True}],
    "municipality": "15003000",
    "address": {"street": "Teststraße 1", "postal_code": "39104"},
    "residence": [
        {
            "status": "ae_25_2_fl",
            "issued": "2026-02-02",
            "until": "2029-02-02",
            "note": "Erwerbstätigkeit erlaubt",
        }
    ],
    "german": [{"skill": "overall", "level": "A2", "source": "certificate", "on": "2026-06-03"}],
    "facts": {"in_school": False, "employed": False, "benefit_system": "SGB_II", "minor_children": 2},
}
"""The object of the command ``client add``, as its documentation shows it."""
