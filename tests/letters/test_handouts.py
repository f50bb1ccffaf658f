# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slips for clients, sheets for interpreters: right to the letter, in every language, naming nobody."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from babel.dates import get_day_names

from beratung.appointments.timesheet import sheet_of
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Participant,
    Room,
)
from beratung.domain.interpreting import (
    FeeModel,
    InterpreterFile,
    InterpreterRequest,
    RequestState,
    WorkedTime,
)
from beratung.domain.interpreting_views import Shown, TimeSheet
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.work import Action
from beratung.letters.errors import NoAppointment, NoSuchLanguage, NothingToHandOut
from beratung.letters.slip import Slip, compose_slip, qr_calendar
from beratung.letters.texts import slip_languages, slip_texts
from beratung.letters.times_csv import euros, guarded, times_csv
from tests.letters.reading import elements, opened, pages_of, squeezed, text_of
from tests.letters.samples import SENDER, Desk

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RTL = ("ar", "fa", "fa-AF")


def appointment(desk: Desk, start: datetime = START, **more: object) -> Appointment:
    """Store an appointment of the desk's client."""
    own = uuid4()
    usual = Appointment(
        id=own,
        subject=desk.client.id,
        case=desk.case.id,
        start=start,
        end=start + timedelta(minutes=50),
        title="GEHEIMTITEL",
        note="GEHEIMNOTIZ",
        author="GEHEIMAUTOR",
    )
    with desk.records.work() as work:
        stored = work.put(msgspec.structs.replace(usual, **more))
        work.commit()
    return stored


def worked(number: int, **more: object) -> WorkedTime:
    """A line of a time sheet."""
    start = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=number % 25)
    usual = WorkedTime(
        id=uuid4(),
        subject=FILE.id,
        request=uuid4(),
        number=f"E-{number:05d}",
        start=start,
        end=start + timedelta(minutes=50),
        travel_minutes=20,
        km=3,
    )
    return msgspec.structs.replace(usual, **more)


_OWN = uuid4()
FILE = InterpreterFile(
    id=_OWN,
    subject=_OWN,
    name="Dolmetscherin Muster",
    fee=FeeModel(cents=1850, unit_minutes=30, job_cents=500, km_cents=38),
)


def month(*lines: WorkedTime, fee: FeeModel | None = None) -> TimeSheet:
    """The time sheet of November."""
    file = FILE if fee is None else msgspec.structs.replace(FILE, fee=fee)
    return sheet_of(file, lines, 2026, 11)


@pytest.mark.parametrize("language", slip_languages())
def test_a_slip_tells_when_and_where_in_the_clients_language_and_in_german(language: str) -> None:
    slip = Slip(
        start=START,
        end=START + timedelta(minutes=50),
        zone="Europe/Berlin",
        rooms=("Raum 2",),
        has_interpreter=True,
        uid="0123@termin",
    )
    pdf = compose_slip(slip, SENDER, language, NOW)
    text = squeezed(text_of(pdf))
    assert pages_of(pdf) == 1
    for words in ("24.11.2026", "10:00–10:50", "Beispielweg1", "Raum2", "Dienstag", "IhrTermin", "0000000-0"):
        assert words in text, words
    texts = slip_texts(language)
    spoken = [str(e.ActualText) for e in elements(opened(pdf)) if "/ActualText" in e]
    if language in RTL:
        for words in (texts.title, texts.interpreter, texts.bring):
            assert words in spoken
        assert any(texts.weekdays[1] in said and "24.11.2026" in said for said in spoken)
    elif not spoken:
        assert squeezed(texts.title) in text
    assert str(opened(pdf).Root.Lang) == texts.language


@pytest.mark.parametrize("language", slip_languages())
def test_weekdays_are_those_of_the_unicode_consortium(language: str) -> None:
    known = get_day_names("wide", "stand-alone", language.replace("-", "_"))
    assert slip_texts(language).weekdays == tuple(known[day] for day in range(7))


@pytest.mark.parametrize("language", slip_languages())
def test_every_language_has_every_sentence_and_place(language: str) -> None:
    german, texts = slip_texts("de"), slip_texts(language)
    for field in type(texts).__struct_fields__:
        mine, theirs = getattr(german, field), getattr(texts, field)
        if isinstance(mine, str):
            assert theirs.strip()
            assert mine.count("%(") == theirs.count("%("), field
    assert texts.is_rtl is (language in RTL)


def test_a_slip_names_nobody_and_no_reason(desk: Desk) -> None:
    pdf = desk.service.slip(appointment(desk).id, "de", uid="0123@termin")
    text = text_of(pdf) + str(opened(pdf).docinfo)
    words = ("Amal", "Musterfrau", "GEHEIM", desk.client.id.hex[:8], desk.case.id.hex[:8])
    assert not [word for word in words if word in text]
    assert [(n.action, n.subject) for n in desk.records.notes] == [(Action.PRINTED, desk.client.id)]


def test_the_code_holds_the_appointment_and_nothing_else() -> None:
    slip = Slip(
        start=START,
        end=START + timedelta(minutes=50),
        zone="Europe/Berlin",
        uid="0123@termin",
        rooms=("Raum 2",),
    )
    content = qr_calendar(slip, SENDER, NOW)
    assert "DTSTART:20261124T090000Z\r\nDTEND:20261124T095000Z\r\nSUMMARY:Termin\r\n" in content
    assert "LOCATION:Beispielweg 1\\, 00000 Musterstadt" in content
    assert "Migrationsberatung" not in content
    assert len(content) <= 300


def test_rooms_come_by_name_an_interpreter_is_told_and_a_place_of_its_own_wins(desk: Desk) -> None:
    own = uuid4()
    room = Room(id=own, subject=own, name="Raum Nordlicht")
    one = appointment(desk, rooms=(own,))
    request = InterpreterRequest(
        id=uuid4(),
        subject=desk.client.id,
        appointment=one.id,
        language="ar",
        start=one.start,
        end=one.end,
        state=RequestState.BOOKED,
        made_at=NOW,
    )
    with desk.records.work() as work:
        work.put(room)
        work.commit()
    assert "RaumNordlicht" in squeezed(text_of(desk.service.slip(one.id)))
    assert "Jemandübersetzt" not in squeezed(text_of(desk.service.slip(one.id)))
    with desk.records.work() as work:
        work.put(request)
        work.commit()
    assert "JemandübersetztfürSie." in squeezed(text_of(desk.service.slip(one.id)))
    outside = appointment(desk, place="Amtshaus\nMusterplatz 3")
    text = squeezed(text_of(desk.service.slip(outside.id)))
    assert "Musterplatz3" in text
    assert "Beispielweg1" not in text


@pytest.mark.parametrize(
    ("mode", "words"), [(Mode.PHONE, "WirrufenSiean."), (Mode.VIDEO, "https://video.example/raum")]
)
def test_phone_and_video_have_no_place(desk: Desk, mode: Mode, words: str) -> None:
    one = appointment(desk, mode=mode, link="https://video.example/raum")
    text = squeezed(text_of(desk.service.slip(one.id)))
    assert words in text
    assert "Beispielweg1" not in text


def test_the_centres_link_stands_in_where_there_is_none(desk: Desk) -> None:
    one = appointment(desk, mode=Mode.VIDEO)
    text = squeezed(text_of(desk.service.slip(one.id, link="https://video.example/haus")))
    assert "https://video.example/haus" in text


def test_a_slip_of_another_zone_shows_the_clock_there(desk: Desk) -> None:
    one = appointment(desk, zone="Asia/Kathmandu")
    assert "14:45–15:35" in squeezed(text_of(desk.service.slip(one.id)))


def test_there_is_no_slip_for_what_does_not_take_place_and_no_guessed_language(desk: Desk) -> None:
    gone = appointment(desk, state=AppointmentState.CANCELLED_BY_CENTRE)
    with pytest.raises(NothingToHandOut):
        desk.service.slip(gone.id)
    own = uuid4()
    with pytest.raises(NothingToHandOut):
        desk.service.slip(appointment(desk, id=own, subject=own, kind_of=AppointmentKind.OWN, case=None).id)
    with pytest.raises(NoSuchLanguage) as caught:
        desk.service.slip(appointment(desk).id, "gsg")
    assert caught.value.exit_code == 2


def test_the_next_appointment_of_a_case_is_found(desk: Desk) -> None:
    with pytest.raises(NoAppointment):
        desk.service.appointment_of(desk.case.id)
    past = appointment(desk, START - timedelta(days=7))
    appointment(desk, START + timedelta(hours=1), state=AppointmentState.CANCELLED_BY_CLIENT)
    later = appointment(desk, START + timedelta(days=2))
    assert desk.service.appointment_of(desk.case.id) == later.id
    own = uuid4()
    group = appointment(
        desk, START + timedelta(days=1), id=own, subject=own, kind_of=AppointmentKind.GROUP, case=None
    )
    assert desk.service.appointment_of(desk.case.id) == later.id
    place = Participant(
        id=uuid4(), subject=desk.client.id, appointment=group.id, start=group.start, joined_at=NOW, lane=0
    )
    with desk.records.work() as work:
        waiting = work.put(place)
        work.commit()
    assert desk.service.appointment_of(desk.case.id) == later.id
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(waiting, lane=2))
        work.commit()
    assert desk.service.appointment_of(desk.case.id) == group.id
    assert desk.service.appointment_of(desk.case.id, past.id) == past.id
    assert desk.service.appointment_of(desk.case.id, group.id) == group.id
    stranger = appointment(desk, subject=uuid4(), case=uuid4())
    with pytest.raises(NoAppointment):
        desk.service.appointment_of(desk.case.id, stranger.id)


def test_a_time_sheet_has_every_line_and_right_sums() -> None:
    sheet = month(*(worked(n, is_confirmed=n % 2 == 0, other_cents=250 * (n == 3)) for n in range(5)))
    pdf = Desk().service.time_sheet(sheet)
    text = squeezed(text_of(pdf))
    for line in sheet.lines:
        assert line.number in text
        assert euros(line.cents) in text
    assert f"Zusammen:{euros(sheet.cents)}Euro" in text
    assert "4Std.10Min.(5Einsätze)" in text
    assert "2Einsätzesindnochnichtbestätigt." in text
    assert str(opened(pdf).docinfo.Title) == "Stundennachweis"
    rows = [e for e in elements(opened(pdf)) if e.S == "/TR"]
    assert len(rows) >= 6


def test_a_long_time_sheet_goes_over_pages_with_its_headings() -> None:
    sheet = month(
        *(worked(n, words="Eine lange Bemerkung über Wartezeit im Amt" * (n % 3)) for n in range(70))
    )
    pdf = Desk().service.time_sheet(sheet)
    assert pages_of(pdf) >= 3
    text = squeezed(text_of(pdf))
    assert all(line.number in text for line in sheet.lines)
    assert text.count("EinsatzDatumZeit") >= pages_of(pdf) - 1


def test_a_sheet_without_jobs_or_fee_says_so() -> None:
    assert "keineEinsätze" in squeezed(text_of(Desk().service.time_sheet(month())))
    text = squeezed(text_of(Desk().service.time_sheet(month(worked(1), fee=FeeModel()))))
    assert "nichthinterlegt" in text


def test_the_table_of_a_time_sheet_opens_in_spreadsheets() -> None:
    sheet = month(
        worked(1, words='=HYPERLINK("http://boese.example")'), worked(2, words="Weg; mit Strichpunkt")
    )
    raw = times_csv(sheet)
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Einsatz;Datum;Beginn;")
    assert "\"'=HYPERLINK" in lines[1]
    assert '"Weg; mit Strichpunkt"' in lines[2]
    assert f";{euros(sheet.cents)};" in lines[3]
    assert "Dolmetscherin" not in raw.decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r\n=1", "\ufeff=1", "\u200b=1"]
)
def test_no_cell_is_run(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize(("cents", "words"), [(0, "0,00"), (5, "0,05"), (1234, "12,34"), (-5, "-0,05")])
def test_euros_are_written_with_a_comma(cents: int, words: str) -> None:
    assert euros(cents) == words


def test_a_job_sheet_holds_what_was_shown_and_room_to_report() -> None:
    shown = Shown(
        interpreter=uuid4(),
        name="Dolmetscherin Muster",
        has_program=False,
        number="E-7K3QX",
        language="ar",
        dialect="Levantinisch",
        mode=Mode.SITE,
        place="Beispielweg 1, 00000 Musterstadt",
        setting="Beratungsgespräch",
        gender=Gender.F,
        times=((START, START + timedelta(minutes=50)),),
    )
    text = squeezed(text_of(Desk().service.job_sheet(shown)))
    for words in (
        "E-7K3QX",
        "Arabisch,Levantinisch",
        "Dienstag,24.11.2026,10:00bis10:50Uhr",
        "eineFrau",
        "§203",
        "Unterschrift",
    ):
        assert words in text, words
    assert "Dolmetscherin" not in text


def test_the_same_slip_gives_the_same_bytes() -> None:
    slip = Slip(start=START, end=START + timedelta(minutes=50), zone="Europe/Berlin", uid="0123@termin")
    assert compose_slip(slip, SENDER, "ar", NOW) == compose_slip(slip, SENDER, "ar", NOW)
