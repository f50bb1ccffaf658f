# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Amal Musterfrau: recognised refugee, A2, two children, qualified nurse. The case that the pictures show."""

from datetime import date

from beratung.demo.making import F, Maker, Situation, overall
from beratung.demo.post import RECOGNITION, SCHOOL
from beratung.domain.cases import (
    Case,
    Consultation,
    Qualification,
    Referral,
    ReferralOutcome,
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
    Relation,
)


def _client(make: Maker) -> Client:
    days = make.days
    return make.client(
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


def _case(make: Maker, client: Client) -> Case:
    days = make.days
    title = ResidenceTitle(
        status="ae_25_2_fl",
        until=days.ahead(804),
        note="Erwerbstätigkeit erlaubt",
        source="eAT",
        on=days.ago(39),
    )
    return make.case(
        client,
        "ae_25_2_fl",
        262,
        entry=days.ago(1400),
        residence=(title,),
        german=overall("A2", days.ago(170)),
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
            literacy="lateinisch",
            intends_to_work_in_de=True,
            intends_to_work_in_st=True,
            german_school_or_vocational_degree=False,
        ),
    )


def _notes(make: Maker, case: Case) -> tuple[Consultation, ...]:
    days = make.days
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
    return (*notes, last)


def amal(make: Maker) -> Situation:
    """Return the case with which every demo begins."""
    days = make.days
    client = _client(make)
    case = _case(make, client)
    notes = _notes(make, case)
    consents = (
        make.consent(
            case,
            SCHOOL,
            (F.NAME, F.BORN, F.ADDRESS, F.LANGUAGES, F.INTERPRETER, F.GERMAN, F.CONCERN),
            18,
            347,
        ),
        make.consent(case, RECOGNITION, (F.NAME, F.BORN, F.QUALIFICATIONS, F.CONTACT, F.CONCERN), 90, 20),
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
    return Situation(client, case, (*notes, *consents, referral))
