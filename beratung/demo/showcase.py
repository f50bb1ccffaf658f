# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Cases that every demo has: one for each situation that is worth looking at."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from beratung.demo.chance import Chance
from beratung.domain.base import Record
from beratung.domain.cases import (
    Case,
    Channel,
    Consent,
    ConsentKind,
    Consultation,
    Employment,
    Fact,
    FactValue,
    GermanLevel,
    GermanSkill,
    Programme,
    Qualification,
    Referral,
    ReferralOutcome,
    ReleaseField,
    ResidenceTitle,
)
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


def _overall(level: str, on: date, source: str = "certificate") -> tuple[GermanLevel, ...]:
    return (GermanLevel(skill=GermanSkill.OVERALL, level=level, source=source, on=on),)


def _amal(make: Maker) -> Situation:
    """Recognised refugee, A2, two children, qualified nurse: the case that the pictures show."""
    days = make.days
    client = make.client(
        "Amal",
        "Musterfrau",
        ("أمل موسترفراو", "Arab"),
        date(1992, 3, 14),
        Gender.F,
        nationalities=("475",),
        languages=(
            Language(code="ar", spoken="C2", interpreter=True),
            Language(code="en", spoken="A2"),
        ),
        address=Address(municipality="15003000", street="Musterstraße 12", postal_code="39104"),
        contact=Contact(phone="0171 39200 14", note="nur vormittags anrufen"),
        family=(
            FamilyMember(
                name="Jonas Musterfrau",
                relation=Relation.CHILD,
                born=Birth(on=days.ago(365 * 7)),
                gender=Gender.M,
                in_household=True,
            ),
            FamilyMember(
                name="Lina Musterfrau",
                relation=Relation.CHILD,
                born=Birth(on=days.ago(365 * 3)),
                gender=Gender.F,
                in_household=True,
            ),
        ),
    )
    title = ResidenceTitle(
        status="ae_25_2_fl",
        until=days.ahead(804),
        note="Erwerbstätigkeit erlaubt",
        source="eAT",
        on=days.ago(39),
    )
    case = make.case(
        client,
        "ae_25_2_fl",
        262,
        entry=days.ago(1400),
        residence=(title,),
        german=_overall("A2", days.ago(170)),
        qualifications=(
            Qualification(
                kind="university",
                title="Krankenpflege",
                country="475",
                finished=2014,
                is_completed=True,
                recognition="none",
            ),
        ),
        facts=make.facts(
            39,
            in_school=False,
            employed=False,
            in_vocational_training=False,
            benefit_system="SGB_II",
            registered_with_agency=True,
            title_duration_months=36,
        ),
    )
    talks = (
        (262, ("ankommen",), "Erstgespräch: Anliegen gesammelt, Datenschutz und Schweigepflicht erklärt."),
        (230, ("existenz",), "Antrag auf Grundsicherung ausgefüllt und Anlagen geprüft."),
        (180, ("kita_schule",), "Anmeldung in der Kita besprochen, Bedarf bestätigt."),
        (140, ("sprache",), "Zertifikat A2 vorgelegt und kopiert. Nächster Kurs besprochen."),
        (90, ("anerkennung",), "Zeugnisse gesichtet. Beruf ist reglementiert, Weg der Anerkennung erklärt."),
        (39, ("sprache", "arbeit"), "Aufenthaltstitel gesehen. Wunsch: Kurs am Vormittag, danach Pflege."),
    )
    notes = [make.note(case, *talk, language="ar", interpreter=True) for talk in talks]
    last = make.note(
        case,
        8,
        ("sprache", "anerkennung"),
        "Kursmöglichkeiten verglichen, Unterlagen für die Anerkennung fehlen noch.",
        language="ar",
        interpreter=True,
        next_step="Kursträger anrufen und Platz bestätigen",
        due=days.ahead(6),
    )
    consents = (
        make.consent(
            case,
            "Probe-Sprachschule Magdeburg",
            (F.NAME, F.BORN, F.ADDRESS, F.LANGUAGES, F.INTERPRETER, F.GERMAN),
            18,
            347,
        ),
        make.consent(case, "Probe-Stelle Anerkennung", (F.NAME, F.BORN, F.QUALIFICATIONS, F.CONTACT), 90, 20),
    )
    referral = Referral(
        id=make.chance.id(),
        subject=client.id,
        case=case.id,
        offer="anerk_beratung_st",
        on=days.ago(90),
        outcome=ReferralOutcome.WAITING_LIST,
        outcome_on=days.ago(60),
    )
    return Situation(client, case, (*notes, last, *consents, referral))


def _ukraine(make: Maker) -> Situation:
    """Temporary protection, a teacher, no interpreter needed."""
    days = make.days
    client = make.client(
        "Oksana", "Pryklad-Musterfrau", ("Оксана Приклад", "Cyrl"), date(1987, 8, 24), Gender.F,
        nationalities=("166",),
        languages=(Language(code="uk", spoken="C2", interpreter=False), Language(code="ru", spoken="C1")),
        address=Address(municipality="15002000", street="Beispielweg 3"),
    )  # fmt: skip
    case = make.case(
        client, "ae_24", 400, entry=days.ago(1250),
        residence=(ResidenceTitle(status="ae_24", issued=days.ago(500), until=days.ahead(104), first_issue=False),),
        german=_overall("B1", days.ago(60)),
        qualifications=(Qualification(kind="university", title="Lehramt", country="166", finished=2010, is_completed=True),),
    )  # fmt: skip
    note = make.note(case, 12, ("anerkennung", "arbeit"), "Lehramt: Weg der Anerkennung erklärt.", next_step="Zeugnisse übersetzen lassen", due=days.ago(1))  # fmt: skip
    return Situation(client, case, (note,))


def _training(make: Maker) -> Situation:
    """Ausbildungsduldung whose end is near."""
    days = make.days
    client = make.client(
        "Mehari", "Abnet-Testmann", ("መሓሪ ኣብነት", "Ethi"), date(2004, 1, 1), Gender.M,
        born=Birth(on=date(2004, 1, 1), precision=Precision.ESTIMATED), nationalities=("224",),
        languages=(Language(code="ti", spoken="C2", interpreter=False),), address=Address(municipality="15085135"),
    )  # fmt: skip
    case = make.case(
        client, "duldung_60c", 300, programme=Programme.JMD, entry=days.ago(1500),
        residence=(ResidenceTitle(status="duldung_60c", issued=days.ago(700), until=days.ahead(24), note="Ausbildung gestattet"),),
        german=_overall("B2", days.ago(200)),
        employment=(Employment(kind="training", title="Anlagenmechaniker", since=days.ago(700), hours_per_week=38.5),),
    )  # fmt: skip
    note = make.note(case, 20, ("aufenthalt", "ausbildung_studium"), "Ausbildung endet bald, Titel nach § 19d besprochen.", next_step="Antrag nach § 19d vorbereiten", due=days.ahead(3))  # fmt: skip
    return Situation(client, case, (note,))


def _without_papers(make: Maker) -> Situation:
    """No status at all: authorities would have to report, so letters warn (§ 87 AufenthG)."""
    client = make.client(
        "Thu Hương", "Lê Thử", ("", ""), date(1990, 5, 5), Gender.F, nationalities=("432",),
        languages=(Language(code="vi", spoken="C2", interpreter=True),), address=Address(municipality="15002000", is_protected=True),
    )  # fmt: skip
    case = make.case(client, "ohne_papiere", 30, programme=Programme.OTHER)
    note = make.note(
        case, 6, ("gesundheit",), "Weg zur Clearingstelle besprochen. Keine Weitergabe an Behörden."
    )
    return Situation(client, case, (note,))


def _asylum(make: Maker) -> Situation:
    """In the asylum procedure, hearing ahead, permit nearly over."""
    days = make.days
    client = make.client(
        "Zabiullah", "Nemunazada-Probe", ("ذبیح‌الله نمونه‌زاده", "Arab"), date(1998, 1, 1), Gender.M,
        born=Birth(on=date(1998, 1, 1), precision=Precision.YEAR), nationalities=("423",),
        languages=(Language(code="fa-AF", spoken="C2", interpreter=True),), address=Address(municipality="15085135"),
    )  # fmt: skip
    case = make.case(
        client, "gestattung", 90, programme=Programme.GBB, entry=days.ago(200),
        residence=(ResidenceTitle(status="gestattung", issued=days.ago(170), until=days.ahead(10)),), german=_overall("A0", days.ago(80), "test"),
    )  # fmt: skip
    note = make.note(case, 15, ("asylverfahren",), "Ablauf der Anhörung erklärt.", channel=Channel.VIDEO, language="fa-AF", interpreter=True, next_step="Termin Asylverfahrensberatung", due=days.ahead(1))  # fmt: skip
    return Situation(client, case, (note,))


def _union(make: Maker) -> Situation:
    """A citizen of the Union of whom little is known yet."""
    client = make.client(
        "Ştefania", "Exemplu-Beispiel", ("", ""), date(1979, 11, 2), Gender.F, nationalities=("154",),
        languages=(Language(code="ro", spoken="C2"),), address=Address(municipality="15089305"),
    )  # fmt: skip
    case = make.case(client, "eu_freizuegig", 20)
    return Situation(
        client, case, (make.note(case, 20, ("ankommen", "existenz"), "Erstgespräch, vieles noch offen."),)
    )


def _continuing(make: Maker) -> Situation:
    """Fortgeltungsfiktion: the previous title goes on (§ 81 Abs. 4 AufenthG)."""
    days = make.days
    client = make.client(
        "Şêrko", "Mînak-Muster", ("", ""), date(1985, 6, 30), Gender.M, nationalities=("475",),
        languages=(Language(code="kmr", spoken="C2", interpreter=True), Language(code="ar", spoken="C1")), address=Address(municipality="15001000"),
    )  # fmt: skip
    case = make.case(
        client, "fiktion_81_4", 500, entry=days.ago(3000),
        residence=(
            ResidenceTitle(status="fiktion_81_4", issued=days.ago(40), until=days.ahead(50), previous_status="ae_25_2_sub", source="Bescheinigung"),
            ResidenceTitle(status="ae_25_2_sub", issued=days.ago(1140), until=days.ago(45)),
        ), german=_overall("B1", days.ago(400)),
    )  # fmt: skip
    return Situation(client, case, (make.note(case, 33, ("aufenthalt",), "Fiktionsbescheinigung kopiert."),))


def _settled(make: Maker) -> Situation:
    """Niederlassungserlaubnis, wants to become German, case nearly done."""
    days = make.days
    client = make.client(
        "Nino", "Magalitidze-Testfrau", ("ნინო მაგალითიძე", "Geor"), date(1983, 2, 11), Gender.F, nationalities=("430",),
        languages=(Language(code="ka", spoken="C2", interpreter=False),), address=Address(municipality="15003000"),
    )  # fmt: skip
    case = make.case(
        client, "ne_9", 700, entry=days.ago(3400), residence=(ResidenceTitle(status="ne_9", issued=days.ago(300), is_unlimited=True),),
        german=_overall("C1", days.ago(800)), employment=(Employment(kind="employed", title="Buchhaltung", since=days.ago(1300), hours_per_week=40),),
    )  # fmt: skip
    note = make.note(case, 25, ("einbuergerung",), "Voraussetzungen durchgegangen, Test bestanden.", next_step="Antrag abgeben", due=days.ahead(15))  # fmt: skip
    return Situation(client, case, (note,))


def _resettler(make: Maker) -> Situation:
    """Spätaussiedler with a right to the course free of charge."""
    days = make.days
    client = make.client(
        "Wiktor", "Primerow-Mustermann", ("Виктор Примеров", "Cyrl"), date(1968, 9, 9), Gender.M, nationalities=("000", "160"),
        languages=(Language(code="ru", spoken="C2", interpreter=True),), address=Address(municipality="15090535"),
    )  # fmt: skip
    case = make.case(
        client,
        "spaetaussiedler",
        60,
        entry=days.ago(90),
        german=_overall("A1", days.ago(50), "self_estimate"),
    )
    note = make.note(case, 50, ("sprache", "ankommen"), "Registrierschein gesehen, Kurs gewünscht.", next_step="BVA anschreiben", due=days.ago(20))  # fmt: skip
    return Situation(client, case, (note,))


def _student(make: Maker) -> Situation:
    """Pupil under 18 who lives with his aunt; stateless."""
    days = make.days
    client = make.client(
        "Bilal", "Tajriba-Beispiel", ("بلال تجربة", "Arab"), days.ago(365 * 16 + 100), Gender.M, nationalities=("997",),
        languages=(Language(code="ar", spoken="C2", interpreter=False),), address=Address(municipality="15087370"),
        family=(FamilyMember(name="Huda Tajriba", relation=Relation.OTHER, in_household=True, note="Tante, Vormund"),),
    )  # fmt: skip
    case = make.case(
        client, "ae_25_3", 150, programme=Programme.JMD, entry=days.ago(900), german=_overall("A2", days.ago(30)),
        residence=(ResidenceTitle(status="ae_25_3", issued=days.ago(340), until=days.ahead(25)),), facts=make.facts(30, in_school=True, school_grade=9),
    )  # fmt: skip
    return Situation(
        client, case, (make.note(case, 30, ("kita_schule", "berufsorientierung"), "Praktikum gesucht."),)
    )


def _bluecard(make: Maker) -> Situation:
    """Blaue Karte, needs nothing but a school place for her child."""
    days = make.days
    client = make.client(
        "Priya", "Udaharan-Muster", ("प्रिया उदाहरण", "Deva"), date(1991, 12, 1), Gender.F, nationalities=("436",),
        languages=(Language(code="hi", spoken="C2"), Language(code="en", spoken="C1", interpreter=False)), address=Address(municipality="15003000"),
    )  # fmt: skip
    case = make.case(
        client, "blaue_karte_18g", 45, entry=days.ago(320), german=_overall("A2", days.ago(100)),
        residence=(ResidenceTitle(status="blaue_karte_18g", issued=days.ago(310), until=days.ahead(1100), first_issue=True),),
        employment=(Employment(kind="employed", title="Softwareentwicklung", since=days.ago(300), hours_per_week=40),),
    )  # fmt: skip
    return Situation(
        client,
        case,
        (make.note(case, 45, ("kita_schule",), "Anmeldung in der Schule besprochen.", language="en"),),
    )


def _protected(make: Maker) -> Situation:
    """Lives at a protected address that no letter prints; a Schweigepflichtentbindung that was revoked."""
    days = make.days
    client = make.client(
        "Yağmur", "Örnek-Probe", ("", ""), date(1995, 4, 23), Gender.F, nationalities=("163",),
        languages=(Language(code="tr", spoken="C2", interpreter=True),), address=Address(municipality="15003000", is_protected=True),
    )  # fmt: skip
    case = make.case(
        client, "ae_28", 110, entry=days.ago(1100), german=_overall("A1", days.ago(90)),
        residence=(ResidenceTitle(status="ae_28", issued=days.ago(700), until=days.ahead(60)),),
    )  # fmt: skip
    consent = make.consent(case, "Beispiel-Beratungsstelle", (F.NAME, F.CONTACT, F.LANGUAGES), 80, 285)
    consent = replace(
        consent,
        kind_of=ConsentKind.SCHWEIGEPFLICHTENTBINDUNG,
        language="tr",
        is_mutual=True,
        revoked_on=days.ago(10),
    )
    note = make.note(case, 10, ("rechtsberatung",), "Entbindung widerrufen. § 31 AufenthG angesprochen.", next_step="Termin Rechtsberatung", due=days.on)  # fmt: skip
    return Situation(client, case, (note, consent))


def _unknown(make: Maker) -> Situation:
    """A client without a name: anonymous counselling that became a case."""
    own = make.chance.id()
    client = Client(id=own, subject=own, languages=(Language(code="so", interpreter=True),))
    case = make.case(client, "unbekannt", 14, programme=None)
    return Situation(
        client, case, (make.note(case, 14, ("aufenthalt",), "Möchte vorerst keinen Namen nennen."),)
    )


SITUATIONS = (
    _amal, _ukraine, _training, _without_papers, _asylum, _union, _continuing, _settled, _resettler, _student,
    _bluecard, _protected, _unknown,
)  # fmt: skip
"""In this order, so that even a small demo begins with the one that the pictures show."""
