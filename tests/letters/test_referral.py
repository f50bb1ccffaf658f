# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a referral letter says: all that was ticked, and nothing else."""

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beratung.domain.cases import ConsentKind, Fact, ReleaseField, ResidenceTitle
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
from beratung.domain.views import ReleaseState
from beratung.letters.errors import NoGlyph
from tests.letters.reading import pages_of, squeezed, text_of
from tests.letters.samples import CONCERN, OFFER, TODAY, Desk, a_case, a_client

pytestmark = pytest.mark.usefixtures("qapp")
F = ReleaseField


def words(desk: Desk, field: ReleaseField) -> str:
    """The very words of a field in a plan for the client's own hand."""
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern=CONCERN)
    return next(planned.text for planned in plan.fields if planned.field is field)


def test_every_field_is_put_into_words(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern=CONCERN)
    assert {planned.field: planned.text for planned in plan.fields} == {
        F.NAME: "Amal Musterfrau",
        F.BORN: "14.03.1992",
        F.GENDER: "weiblich",
        F.NATIONALITY: "Syrien",
        F.ADDRESS: "Musterweg 7\n39104 Magdeburg",
        F.CONTACT: "Telefon 0391 000000\namal@muster.example\nBitte beachten: nur vormittags",
        F.LANGUAGES: "Arabisch (C2)",
        F.INTERPRETER: "erforderlich: Arabisch",
        F.RESIDENCE: f"{desk.service._codes.statuses['ae_25_2_fl'].name}\ngültig bis 02.02.2029\nErwerbstätigkeit erlaubt",
        F.GERMAN: "A2 insgesamt (Zertifikat, 03.06.2026)",
        F.QUALIFICATIONS: "Berufsausbildung, Schneiderin, Syrien, 2012",
        F.EMPLOYMENT: "Minijob, Küchenhilfe, seit 01.04.2026",
        F.FAMILY: "Kind, 7 Jahre",
        F.CONCERN: CONCERN,
    }
    assert [planned.field for planned in plan.fields] == list(F)
    sensitive = {planned.field for planned in plan.fields if planned.is_sensitive}
    assert {F.RESIDENCE, F.FAMILY, F.CONTACT, F.NATIONALITY} <= sensitive


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"born": Birth(on=date(1992, 1, 1), precision=Precision.YEAR)}, F.BORN, "1992"),
        (
            {"born": Birth(on=date(1992, 1, 1), precision=Precision.ESTIMATED)},
            F.BORN,
            "01.01.1992 (geschätzt)",
        ),
        ({"gender": Gender.D}, F.GENDER, "divers"),
        ({"gender": None}, F.GENDER, ""),
        ({"languages": (Language(code="ar", interpreter=False),)}, F.INTERPRETER, "nicht erforderlich"),
        ({"languages": (Language(code="ar"),)}, F.INTERPRETER, ""),
        ({"address": Address(street="Frauenhaus 1", postal_code="1", is_protected=True)}, F.ADDRESS, ""),
        ({"contact": Contact(note="nicht anrufen")}, F.CONTACT, ""),
        ({"names": ()}, F.NAME, ""),
        ({"nationalities": ("475", "999999")}, F.NATIONALITY, "Syrien, 999999"),
    ],
)
def test_words_follow_the_record(
    desk: Desk, changes: dict[str, object], field: ReleaseField, text: str
) -> None:
    desk.change_client(**changes)
    assert words(desk, field) == text


def test_a_title_says_how_long_it_holds_and_what_continues(desk: Desk) -> None:
    statuses = desk.service._codes.statuses
    title = ResidenceTitle(status="fiktion_81_4", previous_status="ae_25_2_fl", is_unlimited=True)
    desk.change_case(residence=(title,))
    assert words(desk, F.RESIDENCE).split("\n") == [
        statuses["fiktion_81_4"].name,
        f"es gilt fort: {statuses['ae_25_2_fl'].name}",
        "unbefristet",
    ]


@pytest.mark.parametrize(
    ("born", "text"),
    [
        (Birth(on=date(2019, 11, 23)), "Sohn, 7 Jahre"),
        (Birth(on=date(2019, 11, 24)), "Sohn, 6 Jahre"),
        (Birth(on=date(2025, 1, 1)), "Sohn, 1 Jahr"),
        (Birth(on=date(2026, 6, 1)), "Sohn, unter 1 Jahr"),
        (Birth(on=date(2010, 1, 1), precision=Precision.YEAR), "Sohn, Jahrgang 2010"),
        (None, "Sohn"),
    ],
)
def test_family_members_are_told_by_age_and_never_by_name(desk: Desk, born: Birth | None, text: str) -> None:
    desk.change_client(
        family=(FamilyMember(name="Karim", relation=Relation.CHILD, gender=Gender.M, born=born),)
    )
    assert words(desk, F.FAMILY) == text


def test_the_letter_says_what_was_ticked(desk: Desk) -> None:
    desk.consent(language="ar", is_mutual=True, until=date(2027, 5, 1))
    plan = desk.service.plan_referral(
        desk.case.id,
        OFFER,
        concern=CONCERN,
        address=("Musterallee 12", "39104 Magdeburg"),
        enclosures=("Kopie des Zertifikats",),
    )
    issued = desk.service.issue(plan, plan.allowed())
    text, joined = text_of(issued.pdf), squeezed(text_of(issued.pdf))
    for planned in plan.fields:
        for line in planned.text.split("\n"):
            assert squeezed(line) in joined, planned.field
    for words_ in (
        "Unser Zeichen 1",
        "Musterallee 12",
        "23.11.2026",
        "Vermittlung: Integrationskurs",
        "am 02.11.2026 nach der DSGVO eingewilligt",
        "bis zum 01.05.2027",
        "auf Arabisch",
        "bis zum 07.12.2026 Nachricht",
        "schließt Ihre Antwort an uns ein",
        "Kopie des Zertifikats",
        "beraterin",
        "Vertraulich",
    ):
        assert words_ in text, words_
    assert "ausgehändigt" not in text


def test_a_consent_that_is_not_mutual_asks_for_no_answer_behind_the_clients_back(desk: Desk) -> None:
    desk.consent()
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert "schließt Ihre Antwort an uns nicht ein" in text_of(desk.service.issue(plan, (F.NAME,)).pdf)


def test_the_language_of_the_explanation_is_not_told_by_the_back_door(desk: Desk) -> None:
    desk.consent(language="ar")
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert "Arabisch" not in text_of(desk.service.preview(plan, (F.NAME,)))
    assert "in einer verständlichen Sprache erklärt" in text_of(desk.service.preview(plan, (F.NAME,)))
    assert "auf Arabisch erklärt" in text_of(desk.service.preview(plan, (F.NAME, F.LANGUAGES)))


def test_a_release_from_secrecy_is_called_so(desk: Desk) -> None:
    consent = desk.consent()
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(consent, kind_of=ConsentKind.SCHWEIGEPFLICHTENTBINDUNG))
        work.commit()
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert "von der Schweigepflicht entbunden" in text_of(desk.service.preview(plan, (F.NAME,)))


def test_a_letter_without_fields_names_nobody(desk: Desk) -> None:
    desk.consent()
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    text = text_of(desk.service.preview(plan, ()))
    assert "Angaben zur Person machen wir in diesem Schreiben nicht" in text
    assert "Amal" not in text


def test_a_letter_for_the_clients_own_hand_says_so(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    text = text_of(desk.service.issue(plan, (F.NAME,)).pdf)
    assert "am 23.11.2026 der beratenen Person ausgehändigt" in text
    assert "Zur persönlichen Übergabe" in text
    assert "Aufenthaltstitel" in text
    assert "eingewilligt" not in text
    assert "Nachricht" not in text


def test_the_original_script_stands_beside_the_name() -> None:
    desk = Desk(a_client(original="أمل الشيخ"))
    assert words(desk, F.NAME) == "Amal Musterfrau (أمل الشيخ)"
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    assert not plan.leaves_out_script
    text = text_of(desk.service.preview(plan, (F.NAME,)))
    assert "أمل" in text
    assert "الشيخ" in text


def test_a_script_without_a_font_is_left_out_and_said() -> None:
    desk = Desk(a_client(original="李小龙"))
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    assert words(desk, F.NAME) == "Amal Musterfrau"
    assert plan.leaves_out_script


def test_an_unprintable_character_elsewhere_is_refused_and_named(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern="Hilfe 🙂")
    with pytest.raises(NoGlyph) as caught:
        desk.service.preview(plan, (F.CONCERN,))
    assert caught.value.details == {"place": "Anliegen", "character": "U+1F642"}


def test_very_long_fields_flow_over_pages() -> None:
    desk = Desk(a_client(given="Maximiliana" * 12, family="Oberbeispielhausen-Untermusterstadt" * 4))
    desk.change_client(address=Address(street="\n".join(f"Zeile {number}" for number in range(60))))
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern=CONCERN * 60)
    pdf = desk.service.preview(plan, plan.allowed())
    joined = squeezed(text_of(pdf))
    assert pages_of(pdf) >= 3
    assert "Zeile0" in joined
    assert "Zeile59" in joined
    assert joined.count("Vormittag") == 60
    assert "Maximiliana" * 12 in joined


MARK = st.text(alphabet="bcdfghjkmnpqrtvwxyz", min_size=9, max_size=14)
"""Words that stand in no letter by themselves."""


@st.composite
def marked_people(draw: st.DrawFn) -> tuple[Client, dict[ReleaseField, list[str]]]:
    """A client whose fields hold words of their own, and which words belong to which field."""
    names = draw(st.lists(MARK, min_size=8, max_size=8, unique=True))
    given, family, street, phone, mail, note, member, birth_name = names
    client = a_client(given, family)
    client = msgspec.structs.replace(
        client,
        names=(*client.names, Name(text=birth_name, kind=NameKind.BIRTH)),
        address=Address(street=street, postal_code="39104", municipality="15003000"),
        contact=Contact(phone=phone, email=f"{mail}@muster.example", note=note),
        family=(FamilyMember(name=member, relation=Relation.SIBLING),),
    )
    return client, {F.NAME: [given, family], F.ADDRESS: [street, "39104"], F.CONTACT: [phone, mail, note]}


TELLING = {
    F.BORN: ["14.03.1992", "1992"],
    F.GENDER: ["weiblich"],
    F.NATIONALITY: ["Syrien", "475"],
    F.LANGUAGES: ["Arabisch(C2)"],
    F.RESIDENCE: ["GFK", "02.02.2029", "Erwerbstätigkeit", "ae_25"],
    F.GERMAN: ["A2insgesamt", "03.06.2026"],
    F.QUALIFICATIONS: ["Schneiderin"],
    F.EMPLOYMENT: ["Küchenhilfe"],
    F.FAMILY: ["Geschwister"],
    F.CONCERN: ["Vormittag"],
}
"""What the sample record holds; nationality and qualification share a word, so only the others' are looked at."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marked_people(),
    st.sets(st.sampled_from(list(F))),
    st.sets(st.sampled_from(list(F)), min_size=1),
    st.booleans(),
)
def test_nothing_unticked_is_ever_printed(
    person: tuple[Client, dict[ReleaseField, list[str]]],
    ticked: set[ReleaseField],
    released: set[ReleaseField],
    to_client: bool,
) -> None:
    client, own = person
    case = msgspec.structs.replace(a_case(client.id), facts={"addiction": Fact(value=True)})
    desk = Desk(client, case)
    desk.consent(*released, language="ar")
    plan = desk.service.plan_referral(case.id, OFFER, concern=CONCERN, to_client=to_client)
    fields = tuple(field for field in plan.allowed() if field in ticked)
    assert to_client or set(fields) <= released
    joined = squeezed(text_of(desk.service.issue(plan, fields).pdf))
    telling = {field: [*TELLING.get(field, []), *own.get(field, [])] for field in F}
    for field, secrets in telling.items():
        for secret in secrets:
            if field in fields:
                continue
            if secret == "Syrien" and F.QUALIFICATIONS in fields:
                continue
            assert secret not in joined, (field, secret)
    for member in client.family:
        assert member.name not in joined
    assert client.name(NameKind.BIRTH) not in joined
    for field in fields:
        text = next(planned.text for planned in plan.fields if planned.field is field)
        assert all(squeezed(line) in joined for line in text.split("\n"))


@pytest.mark.parametrize(
    ("status", "warns"),
    [
        ("ohne_papiere", True),
        ("ausreisepflichtig_ohne_duldung", True),
        ("ae_25_2_fl", False),
        ("duldung_60a_2_1", False),
    ],
)
def test_the_duty_to_report_is_warned_of(desk: Desk, status: str, warns: bool) -> None:
    desk.change_case(residence=(ResidenceTitle(status=status),))
    for to_client in (False, True):
        assert (
            desk.service.plan_referral(desk.case.id, OFFER, to_client=to_client).warns_of_reporting is warns
        )


def test_a_case_without_a_status_is_not_warned_of(desk: Desk) -> None:
    desk.change_case(residence=())
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert not plan.warns_of_reporting
    assert {f.field: f.state for f in plan.fields}[F.RESIDENCE] is ReleaseState.EMPTY


def test_an_answer_is_never_wished_for_at_a_weekend(desk: Desk) -> None:
    for day in range(7):
        desk.clock.day = date(2026, 11, 16 + day)
        answer = desk.service.plan_referral(desk.case.id, OFFER).answer_by
        assert answer is not None
        assert answer.weekday() < 5
        assert 14 <= (answer - desk.clock.day).days <= 16
    desk.clock.day = TODAY
