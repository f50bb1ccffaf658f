# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes the situations of the showcase by hand: clients, cases and notes, with days counted from the day asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from beratung.demo.chance import Chance
from beratung.domain.base import Record
from beratung.domain.cases import (
    Case,
    Consent,
    Consultation,
    Fact,
    FactValue,
    GermanLevel,
    GermanSkill,
    Programme,
    ReleaseField,
    ResidenceTitle,
)
from beratung.domain.people import (
    Birth,
    Client,
    Gender,
    Name,
    NameKind,
)

replace = msgspec.structs.replace
F = ReleaseField


class Days:
    """Days before and after the day asked."""

    def __init__(self, on: date) -> None:
        self.on = on

    def ago(self, days: int) -> date:
        """Return the day so many days before."""
        return self.on - timedelta(days=days)

    def ahead(self, days: int) -> date:
        """Return the day so many days after."""
        return self.on + timedelta(days=days)


class Situation(NamedTuple):
    """A client with a case and what happened in it."""

    client: Client
    case: Case
    more: tuple[Record, ...] = ()


class Maker:
    """Makes situations with ids of their own."""

    def __init__(self, chance: Chance, on: date, counsellor: str) -> None:
        self.chance = chance
        self.days = Days(on)
        self.counsellor = counsellor

    def client(
        self,
        given: str,
        family: str,
        native: tuple[str, str],
        birth: date,
        gender: Gender,
        /,
        **more: object,
    ) -> Client:
        """Return a client; ``native`` is the name in its script and the script."""
        own = self.chance.id()
        found = [
            Name(text=given, kind=NameKind.GIVEN, script="Latn"),
            Name(text=family, kind=NameKind.FAMILY, script="Latn"),
        ]
        if native[0]:
            found.append(Name(text=native[0], kind=NameKind.ORIGINAL_SCRIPT, script=native[1]))
        usual = Client(id=own, subject=own, names=tuple(found), born=Birth(on=birth), gender=gender)
        return replace(usual, **more)

    def case(self, client: Client, status: str, opened: int, **more: object) -> Case:
        """Return a case with one title; ``opened`` is days ago."""
        usual = Case(
            id=self.chance.id(),
            subject=client.id,
            opened=self.days.ago(opened),
            programme=Programme.MBE,
            counsellor=self.counsellor,
            residence=(ResidenceTitle(status=status),),
        )
        return replace(usual, **more)

    def note(self, case: Case, ago: int, topics: Sequence[str], text: str, **more: object) -> Consultation:
        """Return a consultation so many days ago."""
        usual = Consultation(
            id=self.chance.id(),
            subject=case.subject,
            case=case.id,
            on=self.days.ago(ago),
            minutes=45,
            topics=tuple(topics),
            text=text,
            author=self.counsellor,
        )
        return replace(usual, **more)

    def consent(
        self, case: Case, recipient: str, fields: tuple[ReleaseField, ...], ago: int, lasts: int
    ) -> Consent:
        """Return a consent given so many days ago for so many days."""
        return Consent(
            id=self.chance.id(),
            subject=case.subject,
            case=case.id,
            recipient=recipient,
            fields=fields,
            purpose="Weitervermittlung",
            given_on=self.days.ago(ago),
            until=self.days.ahead(lasts),
            language="ar",
            interpreter=True,
        )

    def facts(self, ago: int, **answers: FactValue) -> dict[str, Fact]:
        """Return answers that were given so many days ago."""
        return {
            field: Fact(value=value, source="client", on=self.days.ago(ago))
            for field, value in answers.items()
        }


def overall(level: str, on: date, source: str = "certificate") -> tuple[GermanLevel, ...]:
    """Return a level of German overall."""
    return (GermanLevel(skill=GermanSkill.OVERALL, level=level, source=source, on=on),)
