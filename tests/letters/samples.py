# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Obviously fake people and a centre's letterhead for letters."""

from datetime import date
from uuid import UUID, uuid4

import msgspec

from beratung.domain.cases import (
    Case,
    Consent,
    Employment,
    GermanLevel,
    GermanSkill,
    Qualification,
    ReleaseField,
    ResidenceTitle,
)
from beratung.domain.letters import Letterhead
from beratung.domain.offers import OfferBrief
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
    Relation,
)
from beratung.letters import LetterService
from beratung.offers.codes import load_codes
from tests.fakes.records import FakeRecords, FixedClock

TODAY = date(2026, 11, 23)
SENDER = Letterhead(
    agency="Migrationsberatung Musterstadt",
    department="Migrationsberatung für erwachsene Zuwanderer",
    street="Beispielweg 1",
    postal_code="00000",
    town="Musterstadt",
    phone="0000 000-0",
    email="post@muster.example",
    footer=("Muster e. V., Vereinsregister VR 0000",),
)
OFFER = OfferBrief(
    id="ik_anspruch",
    name="Integrationskurs (Anspruch nach § 44 Abs. 1 AufenthG)",
    provider="zugelassene Kursträger (BAMF)",
    documents=("Aufenthaltstitel", "Berechtigung"),
)
CONCERN = "Ein Kurs am Vormittag wird gesucht."


def a_client(given: str = "Amal", family: str = "Musterfrau", original: str = "") -> Client:
    """A client in whose record every field is filled."""
    identity = uuid4()
    names = [Name(text=given, kind=NameKind.GIVEN), Name(text=family, kind=NameKind.FAMILY)]
    if original:
        names.append(Name(text=original, kind=NameKind.ORIGINAL_SCRIPT))
    return Client(
        id=identity,
        subject=identity,
        names=tuple(names),
        born=Birth(on=date(1992, 3, 14)),
        gender=Gender.F,
        nationalities=("475",),
        languages=(Language(code="ar", spoken="C2", interpreter=True),),
        address=Address(municipality="15003000", street="Musterweg 7", postal_code="39104"),
        contact=Contact(phone="0391 000000", email="amal@muster.example", note="nur vormittags"),
        family=(
            FamilyMember(name="Kind Musterfrau", relation=Relation.CHILD, born=Birth(on=date(2019, 5, 1))),
        ),
    )


def a_case(client: UUID) -> Case:
    """A case in which every field is filled."""
    return Case(
        id=uuid4(),
        subject=client,
        opened=date(2026, 1, 5),
        residence=(
            ResidenceTitle(status="ae_25_2_fl", until=date(2029, 2, 2), note="Erwerbstätigkeit erlaubt"),
        ),
        german=(
            GermanLevel(skill=GermanSkill.OVERALL, level="A2", source="certificate", on=date(2026, 6, 3)),
        ),
        qualifications=(Qualification(kind="vocational", title="Schneiderin", country="475", finished=2012),),
        employment=(Employment(kind="minijob", title="Küchenhilfe", since=date(2026, 4, 1)),),
    )


class Desk:
    """A letter service over records in memory, with one client, one case and, if asked, one consent."""

    def __init__(self, client: Client | None = None, case: Case | None = None) -> None:
        self.records = FakeRecords()
        self.clock = FixedClock(TODAY)
        self.client = client or a_client()
        self.case = case or a_case(self.client.id)
        self.service = LetterService(self.records, self.clock, load_codes(), SENDER, author="beraterin")
        with self.records.work() as work:
            work.put(self.client)
            work.put(self.case)
            work.commit()

    def consent(
        self,
        *fields: ReleaseField,
        recipient: str = OFFER.provider,
        given_on: date = date(2026, 11, 2),
        until: date | None = None,
        revoked_on: date | None = None,
        language: str = "",
        is_mutual: bool = False,
    ) -> Consent:
        """Enter a consent; without fields it releases all of them."""
        consent = Consent(
            id=uuid4(),
            subject=self.client.id,
            case=self.case.id,
            recipient=recipient,
            fields=fields or tuple(ReleaseField),
            given_on=given_on,
            until=until,
            revoked_on=revoked_on,
            language=language,
            is_mutual=is_mutual,
        )
        with self.records.work() as work:
            stored = work.put(consent)
            work.commit()
        return stored

    def change_client(self, **changes: object) -> None:
        """Save another version of the client."""
        with self.records.work() as work:
            self.client = work.put(msgspec.structs.replace(work.get(Client, self.client.id), **changes))
            work.commit()

    def change_case(self, **changes: object) -> None:
        """Save another version of the case."""
        with self.records.work() as work:
            self.case = work.put(msgspec.structs.replace(work.get(Case, self.case.id), **changes))
            work.commit()
