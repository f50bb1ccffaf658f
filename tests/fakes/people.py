# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A handful of obviously fake people with cases, for tests and pictures of the window."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid5

from beratung.domain.base import Record
from beratung.domain.cases import (
    Case,
    Channel,
    Consent,
    Consultation,
    Fact,
    GermanLevel,
    GermanSkill,
    Programme,
    ReleaseField,
    ResidenceTitle,
)
from beratung.domain.people import Address, Birth, Client, Gender, Language, Name, NameKind, Precision

_SPACE = UUID("7d1e2c64-5a01-4f6e-9e2f-0f0e0d0c0b0a")
TODAY = date(2026, 11, 23)


def an_id(word: str) -> UUID:
    """Return the same id for the same word, always."""
    return uuid5(_SPACE, word)


@dataclass(frozen=True)
class Fake:
    """One fake person: what differs from the others."""

    given: str
    family: str
    born: date
    gender: Gender
    nationality: str
    language: str
    status: str
    until: int | None
    """Days from today on which the title ends."""
    german: str
    programme: Programme = Programme.MBE
    original: str = ""
    script: str = ""
    interpreter: bool = True
    step: str = ""
    due: int | None = None
    precision: Precision = Precision.EXACT
    facts: dict[str, bool | int | str] = field(default_factory=dict)

    @property
    def client(self) -> UUID:
        """The client's id."""
        return an_id(f"client {self.given} {self.family}")

    @property
    def case(self) -> UUID:
        """The case's id."""
        return an_id(f"case {self.given} {self.family}")


F, M = Gender.F, Gender.M
AMAL = Fake("Amal", "Musterfrau", date(1992, 3, 14), F, "475", "ar", "ae_25_2_fl", 801, "A2", original="أمل",
            script="Arab", step="Anmeldung zum Sprachkurs nachfragen", due=0,
            facts={"in_school": False, "employed": False, "benefit_system": "SGB_II", "minor_children": 2})  # fmt: skip
FAKES = (
    AMAL,
    Fake("Oleksandr", "Beispielenko", date(1984, 8, 2), M, "166", "uk", "ae_24", 101, "B1", original="Олександр",
         script="Cyrl", step="Anerkennung: Unterlagen übersetzen lassen", due=5, interpreter=False,
         facts={"employed": True}),
    Fake("Farid", "Testzadeh", date(1999, 1, 1), M, "423", "fa-AF", "gestattung", 12, "A1", Programme.GBB,
         original="فرید", script="Arab", step="Termin bei der Ausländerbehörde vorbereiten", due=-3,
         precision=Precision.YEAR),
    Fake("Lan", "Probe-Nguyen", date(2006, 6, 30), F, "432", "vi", "duldung_60a_2_1", -2, "A2", Programme.JMD,
         step="Nachweis der Schule", due=2, facts={"in_school": True}),
    Fake("Selam", "Platzhalter", date(1978, 11, 5), F, "224", "ti", "ae_25_3", 40, "A1", original="ሰላም", script="Ethi"),
    Fake("Max", "Mustermann-Łącki", date(1990, 2, 28), M, "152", "pl", "eu_freizuegig", None, "B2", interpreter=False),
)  # fmt: skip


def a_client(fake: Fake) -> Client:
    """Return who a fake person is."""
    names = [
        Name(text=fake.given, kind=NameKind.GIVEN, script="Latn"),
        Name(text=fake.family, kind=NameKind.FAMILY, script="Latn"),
    ]
    if fake.original:
        names.append(Name(text=fake.original, kind=NameKind.ORIGINAL_SCRIPT, script=fake.script))
    return Client(
        id=fake.client,
        subject=fake.client,
        names=tuple(names),
        born=Birth(on=fake.born, precision=fake.precision),
        gender=fake.gender,
        nationalities=(fake.nationality,),
        languages=(Language(code=fake.language, spoken="C2", interpreter=fake.interpreter),),
        address=Address(municipality="15003000", street="Musterweg 1", postal_code="39104"),
    )


def a_case(fake: Fake, today: date = TODAY) -> Case:
    """Return the case of a fake person."""
    until = None if fake.until is None else today + timedelta(days=fake.until)
    title = ResidenceTitle(
        status=fake.status, issued=today - timedelta(days=294), until=until, is_unlimited=until is None,
        source="eAT", on=today - timedelta(days=42),
    )  # fmt: skip
    return Case(
        id=fake.case,
        subject=fake.client,
        programme=fake.programme,
        opened=today - timedelta(days=200),
        counsellor="beraterin",
        entry=today - timedelta(days=900),
        residence=(title,),
        german=(GermanLevel(skill=GermanSkill.OVERALL, level=fake.german, source="certificate",
                            on=today - timedelta(days=173)),),
        facts={name: Fact(value=value, source="client", on=today - timedelta(days=42))
               for name, value in fake.facts.items()},
    )  # fmt: skip


def all_records(today: date = TODAY) -> list[Record]:
    """Return every record of the fake people, none of them stored yet."""
    records: list[Record] = []
    for fake in FAKES:
        records += [a_client(fake), a_case(fake, today)]
        due = None if fake.due is None else today + timedelta(days=fake.due)
        records.append(
            Consultation(
                id=an_id(f"consultation {fake.family}"), subject=fake.client, case=fake.case,
                on=today - timedelta(days=14), minutes=45, channel=Channel.PERSONAL, topics=("sprache",),
                language=fake.language, interpreter=fake.interpreter, text="Erfundenes Gespräch über den Sprachkurs.",
                next_step=fake.step, due=due, author="beraterin",
            )
        )  # fmt: skip
    records.append(
        Consent(
            id=an_id("consent"), subject=AMAL.client, case=AMAL.case, recipient="Beispielträger Sprache",
            fields=(ReleaseField.NAME, ReleaseField.BORN, ReleaseField.GERMAN, ReleaseField.CONCERN),
            purpose="Vermittlung in einen Integrationskurs", given_on=today - timedelta(days=42),
            until=today + timedelta(days=20), language="ar", interpreter=True,
        )
    )  # fmt: skip
    return records
