# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Cases that every demo has: one for each situation that is worth looking at."""

from datetime import date

from beratung.demo.amal import amal
from beratung.demo.making import F, Maker, Situation, overall, replace
from beratung.demo.post import RECOGNITION, SCHOOL
from beratung.domain.cases import (
    Channel,
    ConsentKind,
    Employment,
    Programme,
    Qualification,
    ResidenceTitle,
)
from beratung.domain.people import (
    Address,
    Birth,
    Client,
    FamilyMember,
    Gender,
    Language,
    Precision,
    Relation,
)


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
        german=overall("B1", days.ago(60)),
        qualifications=(Qualification(kind="university", title="Lehramt", country="166", finished=2010, is_completed=True),),
    )  # fmt: skip
    note = make.note(case, 12, ("anerkennung", "arbeit"), "Lehramt: Weg der Anerkennung erklärt.", next_step="Zeugnisse übersetzen lassen", due=days.ago(1))  # fmt: skip
    consent = make.consent(
        case, RECOGNITION, (F.NAME, F.BORN, F.QUALIFICATIONS, F.GERMAN, F.CONCERN), 12, 180
    )
    return Situation(client, case, (note, replace(consent, language="uk", interpreter=False)))


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
        german=overall("B2", days.ago(200)),
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
        residence=(ResidenceTitle(status="gestattung", issued=days.ago(170), until=days.ahead(10)),), german=overall("A0", days.ago(80), "test"),
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
        ), german=overall("B1", days.ago(400)),
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
        german=overall("C1", days.ago(800)), employment=(Employment(kind="employed", title="Buchhaltung", since=days.ago(1300), hours_per_week=40),),
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
        german=overall("A1", days.ago(50), "self_estimate"),
    )
    note = make.note(case, 50, ("sprache", "ankommen"), "Registrierschein gesehen, Kurs gewünscht.", next_step="BVA anschreiben", due=days.ago(20))  # fmt: skip
    consent = make.consent(case, SCHOOL, (F.NAME, F.BORN, F.LANGUAGES, F.INTERPRETER, F.GERMAN), 50, 310)
    return Situation(client, case, (note, replace(consent, language="ru")))


def _student(make: Maker) -> Situation:
    """Pupil under 18 who lives with his aunt; stateless."""
    days = make.days
    client = make.client(
        "Bilal", "Tajriba-Beispiel", ("بلال تجربة", "Arab"), days.ago(365 * 16 + 100), Gender.M, nationalities=("997",),
        languages=(Language(code="ar", spoken="C2", interpreter=False),), address=Address(municipality="15087370"),
        family=(FamilyMember(name="Huda Tajriba", relation=Relation.OTHER, in_household=True, note="Tante, Vormund"),),
    )  # fmt: skip
    case = make.case(
        client, "ae_25_3", 150, programme=Programme.JMD, entry=days.ago(900), german=overall("A2", days.ago(30)),
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
        client, "blaue_karte_18g", 45, entry=days.ago(320), german=overall("A2", days.ago(100)),
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
        client, "ae_28", 110, entry=days.ago(1100), german=overall("A1", days.ago(90)),
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
    amal, _ukraine, _training, _without_papers, _asylum, _union, _continuing, _settled, _resettler, _student,
    _bluecard, _protected, _unknown,
)  # fmt: skip
"""In this order, so that even a small demo begins with the one that the pictures show."""
