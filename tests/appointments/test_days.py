# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The days of a centre: the two on which the clock is moved, opening hours, holidays, and what to mind."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.appointments import errors
from beratung.appointments.hints import ASKED_AGAIN, NOT_FREE
from beratung.appointments.hours import Opening, holidays_of
from beratung.domain.appointments import (
    LAENDER,
    Absence,
    Appointment,
    AppointmentKind,
    CalendarSettings,
    ClosingDay,
    OpeningTime,
)
from beratung.domain.calendar_checks import check_calendar
from beratung.domain.calendar_views import HintKind
from beratung.domain.clock_times import NoSuchTime, TimeTwice, instant, is_gap, is_twice
from beratung.domain.errors import BadInput
from beratung.domain.interpreting import InterpreterRequest, Offer, OfferState, RequestState
from beratung.domain.sharing import claims
from tests.appointments.calendars import BERLIN, TODAY, Calendars, at

replace = msgspec.structs.replace
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)
HALF = ("Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Casablanca", "UTC", *HALF]).map(
    ZoneInfo
)


# Clocks.


def test_a_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_asked() -> None:
    with pytest.raises(NoSuchTime):
        instant(FORWARD, time(2, 30), BERLIN)
    with pytest.raises(TimeTwice):
        instant(BACK, time(2, 30), BERLIN)
    first, second = (instant(BACK, time(2, 30), BERLIN, fold=fold) for fold in (0, 1))
    assert (first, second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert instant(FORWARD, time(3), BERLIN) == datetime(2027, 3, 28, 1, tzinfo=UTC)


@given(
    ZONES,
    st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5)),
    st.sampled_from([0, 1]),
)
def test_an_instant_is_shown_as_it_was_written(zone: ZoneInfo, day: date, clock: time, fold: int) -> None:
    if is_gap(day, clock, zone):
        with pytest.raises(NoSuchTime):
            instant(day, clock, zone, fold=fold)
        return
    local = instant(day, clock, zone, fold=fold).astimezone(zone)
    assert (local.date(), local.time()) == (day, clock)
    assert local.fold == (fold if is_twice(day, clock, zone) else 0)


def test_the_hour_that_comes_twice_holds_two_appointments() -> None:
    calendars = Calendars()
    for fold in (0, 1):
        calendars.service.book(calendars.single(at(BACK, "02:00", fold=fold), 60))
    entries = calendars.service.calendar(BACK, BACK).entries
    assert [entry.start.isoformat() for entry in entries] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]
    with pytest.raises(errors.Taken):
        calendars.service.book(calendars.single(at(BACK, "01:55"), 10))
    calendars.service.book(calendars.single(at(BACK, "03:00"), 10))


def test_the_short_night_is_an_hour_shorter() -> None:
    calendars = Calendars()
    calendars.service.book(calendars.single(at(FORWARD, "01:30"), 30))
    calendars.service.book(calendars.single(at(FORWARD, "03:00"), 30))
    assert [e.minutes for e in calendars.service.calendar(FORWARD, FORWARD).entries] == [30, 30]
    with pytest.raises(errors.Taken):
        calendars.service.book(calendars.single(at(FORWARD, "01:55"), 10))


def test_what_reaches_into_another_week_is_found_in_both() -> None:
    calendars = Calendars()
    sunday = date(2026, 11, 29)
    night = calendars.service.book(calendars.single(at(sunday, "23:30"), 60)).ids[0]
    abroad = at(date(2026, 11, 30), "01:00", ZoneInfo("Asia/Kolkata"))
    far = calendars.service.book(calendars.single(abroad, 30, zone="Asia/Kolkata")).ids[0]
    for day, expected in ((sunday, [far, night]), (sunday + timedelta(days=1), [night]), (TODAY, [])):
        assert [entry.id for entry in calendars.service.calendar(day, day).entries] == expected


def test_a_centre_elsewhere_sees_its_own_days() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    calendars = Calendars(settings=CalendarSettings(zone="Asia/Kolkata"))
    monday = date(2026, 11, 30)
    calendars.service.book(calendars.single(at(monday, "01:00", kolkata), 30, zone="Asia/Kolkata"))
    [entry] = calendars.service.calendar(monday, monday).entries
    assert entry.start.isoformat() == "2026-11-30T01:00:00+05:30"


# Opening.


def test_the_holidays_of_the_land_have_their_names() -> None:
    opening = Opening(CalendarSettings())
    assert opening.holiday(date(2026, 10, 31)) == "Reformationstag"
    assert opening.holiday(date(2027, 1, 6)) == "Heilige Drei Könige"
    assert Opening(CalendarSettings(land="BE")).holiday(date(2026, 10, 31)) == ""
    for land in LAENDER:
        assert holidays_of(land, 2026)[date(2026, 12, 25)]
    assert holidays_of("XX", 2026) == {}


def test_hours_that_meet_are_one_and_closing_days_have_none() -> None:
    hours = tuple(OpeningTime(weekday=0, opens=a * 60, closes=b * 60) for a, b in ((13, 24), (8, 13)))
    closing = (ClosingDay(first=date(2026, 12, 7), last=date(2026, 12, 8), name="Umzug"),)
    opening = Opening(CalendarSettings(hours=hours, closing=closing))
    assert opening.is_open(at(TODAY, "12:00"), at(TODAY, "14:00"))
    assert opening.is_open(at(TODAY, "23:00"), at(TODAY + timedelta(days=1), "00:00"))
    assert not opening.is_open(at(TODAY, "07:55"), at(TODAY, "09:00"))
    assert opening.line(date(2026, 12, 7)).closed == "Umzug"
    assert opening.line(date(2026, 12, 7)).opens == ()
    assert opening.line(TODAY).closed is None
    assert opening.working_days_after(TODAY, 2) == date(2026, 12, 14)
    assert opening.working_days_after(TODAY, 0) == TODAY


@pytest.mark.parametrize(
    "settings",
    [
        CalendarSettings(land="XX"),
        CalendarSettings(zone="Nirgends"),
        CalendarSettings(hours=(OpeningTime(weekday=7, opens=0, closes=5),)),
        CalendarSettings(hours=(OpeningTime(weekday=0, opens=60, closes=60),)),
        CalendarSettings(hours=(OpeningTime(weekday=0, opens=0, closes=1441),)),
        CalendarSettings(hours=tuple(OpeningTime(weekday=0, opens=n, closes=n + 60) for n in (0, 30))),
        CalendarSettings(closing=(ClosingDay(first=date(2026, 1, 2), last=date(2026, 1, 1)),)),
        CalendarSettings(remind_days=31),
        CalendarSettings(minutes=0),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: CalendarSettings) -> None:
    with pytest.raises(BadInput):
        check_calendar(settings)


# What to mind.


def kinds(calendars: Calendars, wanted: Appointment) -> set[HintKind]:
    return {hint.kind for hint in calendars.service.check(wanted)}


def test_what_is_odd_about_a_time_is_said_and_may_be_booked_all_the_same() -> None:
    calendars = Calendars()
    friday = date(2026, 12, 25)
    tuesday = TODAY + timedelta(days=1)
    absent = uuid4()
    calendars.service.save_absence(
        Absence(
            id=absent,
            subject=absent,
            of=calendars.ada.id,
            start=at(tuesday, "00:00"),
            end=at(tuesday, "12:00"),
        )
    )
    expected = {
        ("holiday", "10:00", friday): HintKind.HOLIDAY,
        ("evening", "17:30", TODAY + timedelta(days=3)): HintKind.CLOSED,
        ("absent", "11:30", tuesday): HintKind.ABSENT,
        ("over", "09:00", TODAY - timedelta(days=3)): HintKind.PAST,
    }
    for (_, clock, day), kind in expected.items():
        wanted = calendars.single(at(day, clock))
        assert kinds(calendars, wanted) == {kind}
        calendars.service.book(wanted)
    calendars.service.remove_absence(absent)
    assert kinds(calendars, calendars.single(at(tuesday, "10:00"))) == set()


def test_seats_are_counted_with_everybody() -> None:
    calendars = Calendars()
    own = calendars.group(at(TODAY, "14:00"), places=3)
    assert kinds(calendars, own) == set()
    assert kinds(calendars, replace(own, places=4)) == {HintKind.SEATS}
    assert kinds(calendars, replace(own, places=99, rooms=(calendars.blue,))) == set()
    assert kinds(calendars, replace(own, kind_of=AppointmentKind.OWN, places=0)) == set()


def test_the_client_who_is_elsewhere_is_named_as_a_warning() -> None:
    calendars = Calendars()
    calendars.service.book(calendars.single(at(TODAY, "14:00")))
    other = calendars.single(at(TODAY, "14:30"), people=(calendars.ben.id,), rooms=())
    [hint] = calendars.service.check(other)
    assert (hint.kind, hint.details) == (HintKind.CLIENT_TWICE, {"start": "14:00", "end": "14:50"})
    own = calendars.service.book(other).ids[0]
    for entry in calendars.service.calendar(TODAY, TODAY).entries:
        assert entry.hints == (HintKind.CLIENT_TWICE,)
    hints = calendars.service.check_move(
        own, at(TODAY, "14:00"), at(TODAY, "14:20"), people=(calendars.ada.id,)
    )
    assert {hint.kind for hint in hints} == {HintKind.TAKEN, HintKind.CLIENT_TWICE}


def test_two_places_in_a_row_of_one_interpreter_are_marked() -> None:
    calendars = Calendars()
    interpreter = uuid4()
    for clock, person, place in (("14:00", calendars.ada, ""), ("15:00", calendars.ben, "Rathaus")):
        entry = calendars.single(at(TODAY, clock), people=(person.id,), rooms=())
        calendars.service.book(entry)
        with calendars.records.work() as work:
            work.put(
                InterpreterRequest(
                    id=uuid4(),
                    subject=entry.subject,
                    appointment=entry.id,
                    language="ar",
                    place=place,
                    start=entry.start,
                    end=entry.end,
                    state=RequestState.BOOKED,
                    interpreter=interpreter,
                    made_at=entry.start,
                )
            )
            work.commit()
    entries = calendars.service.calendar(TODAY, TODAY, interpreters=[interpreter]).entries
    assert [entry.hints for entry in entries] == [(HintKind.TRAVEL,)] * 2
    [hint] = calendars.service.check_move(entries[1].id, at(TODAY, "15:05"), at(TODAY, "15:30"))
    assert hint.details == {"minutes": 15}
    assert not calendars.service.check_move(entries[1].id, at(TODAY, "15:20"), at(TODAY, "15:30"))
    assert not calendars.service.calendar(TODAY, TODAY, interpreters=[uuid4()]).entries


def test_what_another_calendar_has_warns_and_takes_nothing() -> None:
    calendars = Calendars()
    own = uuid4()
    foreign = Appointment(
        id=own,
        subject=own,
        kind_of=AppointmentKind.FOREIGN,
        start=at(TODAY, "14:00"),
        end=at(TODAY + timedelta(days=9), "15:00"),
        people=(calendars.ada.id,),
        uid="x",
    )
    with calendars.records.work() as work:
        work.put(foreign)
        work.commit()
    assert not calendars.records.claims
    assert kinds(calendars, calendars.single(at(TODAY + timedelta(days=2), "14:00"))) == {HintKind.FOREIGN}
    later = TODAY + timedelta(days=8)
    assert [entry.id for entry in calendars.service.calendar(later, later).entries] == [own]
    with pytest.raises(errors.IsForeign):
        calendars.service.move(own, at(TODAY, "14:00"), at(TODAY, "14:30"))
    with pytest.raises(errors.IsForeign):
        calendars.service.change(replace(foreign, version=1, title="x"))
    calendars.service.remove(own)
    assert not calendars.service.calendar(later, later).entries


def test_who_is_booked_must_be_asked_again_or_is_not_free() -> None:
    calendars = Calendars()
    interpreter, paper = uuid4(), uuid4()
    entry = calendars.single(at(TODAY, "14:00"))
    calendars.service.book(entry)
    offer = Offer(
        interpreter=interpreter, slice=paper, number="E-1", sent_at=entry.start, state=OfferState.ACCEPTED
    )
    request = InterpreterRequest(
        id=uuid4(),
        subject=entry.subject,
        appointment=entry.id,
        language="ar",
        start=entry.start,
        end=entry.end,
        state=RequestState.BOOKED,
        interpreter=interpreter,
        offers=(offer,),
        made_at=entry.start,
    )
    with calendars.records.work() as work:
        work.put(request)
        work.claim(paper, claims(interpreter, entry.start, entry.end))
        work.claim(uuid4(), claims(interpreter, at(TODAY, "16:00"), at(TODAY, "17:00")))
        work.commit()
    assert calendars.service.check(entry) == ()
    for clock, message in (("14:10", ASKED_AGAIN), ("16:30", NOT_FREE)):
        start = at(TODAY, clock)
        hints = calendars.service.check_move(entry.id, start, start + timedelta(minutes=50))
        assert [hint.message for hint in hints if hint.kind is HintKind.INTERPRETER] == [message]
    next_week = at(TODAY + timedelta(days=7), "14:00")
    [hint] = calendars.service.check_move(entry.id, next_week, next_week + timedelta(minutes=50))
    assert (hint.message, hint.of, hint.is_refusal) == (ASKED_AGAIN, interpreter, False)
