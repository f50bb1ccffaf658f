# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Calendar files that leave the house: right times, whole series, and no word about anybody."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from beratung.appointments.exchange.errors import CalledOff, NoOrdinaryAppointment, NotYours, SpanTooLong
from beratung.appointments.exchange.ics_out import folded, rule_of
from beratung.appointments.exchange.service import ExchangeService
from beratung.appointments.series import days as days_of_rule
from beratung.domain.appointments import AppointmentKind, AppointmentState, Frequency, Repeat
from beratung.domain.base import Domain
from beratung.domain.interpreting_views import OwnBooking, Shown
from beratung.domain.planning import Mode
from tests.appointments.exchange.books import BERLIN, MARKERS, TODAY, WEEKLY, Book, at
from tests.fakes.records import FixedClock

SPAN = date(2026, 11, 1), date(2026, 12, 31)


def parsed(data: bytes) -> icalendar.Calendar:
    """Read a file with the library."""
    found = icalendar.Calendar.from_ical(data)
    assert isinstance(found, icalendar.Calendar)
    assert not [event for event in found.walk() if event.errors]
    return found


def starts(data: bytes, first: date = date(2020, 1, 1), last: date = date(2032, 1, 1)) -> list[datetime]:
    """When everything in a file takes place, by a library that had no part in writing it."""
    found = recurring_ical_events.of(parsed(data)).between(first, last)
    return sorted(event.start.astimezone(UTC) for event in found)


def test_a_file_for_colleagues_and_servers_names_nobody_and_nothing() -> None:
    book = Book()
    for hour, kind in enumerate(
        (AppointmentKind.SINGLE, AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS, AppointmentKind.OWN), 9
    ):
        book.participant(book.appointment(at(24, hour), kind_of=kind))
    book.series(at(25, 10), [date(2026, 11, 25) + timedelta(weeks=n) for n in range(4)], WEEKLY)
    data = book.service.export(*SPAN)
    text = data.decode()
    assert text.count("BEGIN:VEVENT") == 5
    assert not [marker for marker in MARKERS if marker.casefold() in text.casefold()]
    ids = (
        book.client.id,
        book.case.id,
        book.user.id,
        *(one.id for one in book.stored(AppointmentKind.SINGLE)),
    )
    assert not [own for own in ids if str(own) in text or own.hex in text]


def test_numbers_stay_and_tell_nothing() -> None:
    book, other = Book(), Book()
    one, two = book.appointment(at(24, 9)), book.appointment(at(24, 11))
    again = ExchangeService(book.records, FixedClock(TODAY), user=book.user)
    assert book.service.number_of(one.id) == again.number_of(one.id) != book.service.number_of(two.id)
    assert other.service.number_of(one.id) != book.service.number_of(one.id)


def test_times_stand_with_their_zone_and_its_rules() -> None:
    book = Book()
    book.appointment(at(25, 1, 30, month=10))
    book.appointment(datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN).replace(fold=1))
    data = book.service.export(date(2026, 10, 1), date(2026, 10, 31))
    assert starts(data) == [
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    zone = parsed(data).timezones[0]
    assert zone.tz_name == "Europe/Berlin"
    own = zone.to_tz(lookup_tzid=False)
    for moment in (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)):
        assert moment.astimezone(own).utcoffset() == moment.astimezone(BERLIN).utcoffset()


def test_a_whole_series_is_one_event_with_its_rule() -> None:
    book = Book()
    days = [date(2026, 11, 25) + timedelta(weeks=n) for n in (0, 1, 3)]
    book.series(at(25, 10), days, WEEKLY)
    data = book.service.export(*SPAN)
    text = data.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "RRULE:FREQ=WEEKLY;COUNT=4" in text
    assert "EXDATE;TZID=Europe/Berlin:20261209T100000" in text
    assert [moment.astimezone(BERLIN).date() for moment in starts(data)] == days


def test_a_series_with_a_day_called_off_leaves_it_out() -> None:
    book = Book()
    days = [date(2026, 11, 25) + timedelta(weeks=n) for n in range(4)]
    rule = book.series(at(25, 10), days, WEEKLY)
    with book.records.work() as work:
        import msgspec

        from beratung.domain.appointments import Appointment

        one = work.get(Appointment, rule.ids[2])
        work.put(msgspec.structs.replace(one, state=AppointmentState.CANCELLED_BY_CLIENT))
        work.commit()
    data = book.service.export(*SPAN)
    assert data.count(b"BEGIN:VEVENT") == 1
    assert [moment.astimezone(BERLIN).date() for moment in starts(data)] == [days[0], days[1], days[3]]


@pytest.mark.parametrize("spoilt", ["moved", "longer", "cut"])
def test_a_series_that_its_rule_does_not_tell_is_single_events(spoilt: str) -> None:
    book = Book()
    days = [date(2026, 11, 25) + timedelta(weeks=n) for n in range(4)]
    rule = book.series(at(25, 10), days, WEEKLY)
    span = SPAN
    import msgspec

    from beratung.domain.appointments import Appointment

    with book.records.work() as work:
        one = work.get(Appointment, rule.ids[1])
        if spoilt == "moved":
            one = msgspec.structs.replace(
                one, start=one.start + timedelta(hours=1), end=one.end + timedelta(hours=1)
            )
        if spoilt == "longer":
            one = msgspec.structs.replace(one, end=one.end + timedelta(minutes=10))
        work.put(one)
        work.commit()
    if spoilt == "cut":
        span = date(2026, 11, 25), date(2026, 12, 3)
    data = book.service.export(*span)
    assert b"RRULE:FREQ=WEEKLY" not in data
    assert data.count(b"BEGIN:VEVENT") == (2 if spoilt == "cut" else 4)


@settings(max_examples=60, deadline=None)
@given(
    frequency=st.sampled_from(list(Frequency)),
    every=st.integers(1, 4),
    weekdays=st.sets(st.integers(0, 6), max_size=4),
    nth=st.sampled_from((0, 1, 2, 3, 4, -1)),
    count=st.integers(2, 20),
    first=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    by_count=st.booleans(),
)
def test_every_rule_that_the_window_offers_is_understood_by_others(  # noqa: PLR0917
    frequency: Frequency, every: int, weekdays: set[int], nth: int, count: int, first: date, by_count: bool
) -> None:
    """What another library makes of the rule in the file is what this program booked."""
    days = tuple(sorted(weekdays | {first.weekday()})) if frequency is Frequency.WEEKLY and weekdays else ()
    repeat = Repeat(
        frequency=frequency,
        every=every,
        weekdays=days,
        nth=nth if frequency is Frequency.MONTHLY else 0,
        count=count,
    )
    booked = list(days_of_rule(repeat, first))
    if not booked or booked[0] != first:
        return
    if not by_count:
        repeat = Repeat(frequency=frequency, every=every, weekdays=days, nth=repeat.nth, until=booked[-1])
    book = Book()
    start = datetime(first.year, first.month, first.day, 10, tzinfo=BERLIN)
    book.series(start, booked, repeat)
    span = first, min(booked[-1], first + timedelta(days=370))
    data = book.service.export(*span)
    expected = [day for day in booked if day <= span[1]]
    assert [
        moment.astimezone(BERLIN).date() for moment in starts(data, date(2025, 1, 1), date(2040, 1, 1))
    ] == expected
    if len(expected) == len(booked):
        assert data.count(b"BEGIN:VEVENT") == 1


def test_the_end_of_a_rule_is_an_instant() -> None:
    until = Repeat(frequency=Frequency.WEEKLY, until=date(2026, 12, 16))
    assert rule_of(until, at(25, 10), BERLIN) == "FREQ=WEEKLY;UNTIL=20261216T090000Z"


@pytest.mark.parametrize("discreet", [False, True])
def test_a_file_for_the_clients_own_hand_tells_time_and_place(discreet: bool) -> None:
    book = Book()
    own = book.appointment(at(24, 10), place="", rooms=())
    data = book.service.hand_out(own.id, discreet=discreet)
    (event,) = parsed(data).events
    assert event.start == at(24, 10)
    assert ("Migrationsberatung" in data.decode()) is not discreet
    assert "Beispielweg 1" in str(event["LOCATION"])
    text = data.decode().replace("\r\n ", "")
    assert not [m for m in MARKERS if m in text]
    assert str(own.id) not in text
    assert [noted.subject for noted in book.records.notes if noted.what == "appointment"] == [book.client.id]


def test_a_link_is_told_for_video_and_a_place_only_on_site() -> None:
    book = Book()
    video = book.appointment(at(24, 10), mode=Mode.VIDEO, link="https://video.example/raum")
    (event,) = parsed(book.service.hand_out(video.id)).events
    assert str(event["URL"]) == "https://video.example/raum"
    phone = book.appointment(at(25, 10), mode=Mode.PHONE)
    (event,) = parsed(book.service.hand_out(phone.id)).events
    assert str(event["LOCATION"]) == "Telefon"
    assert "URL" not in event


def test_nothing_is_handed_out_for_what_does_not_take_place() -> None:
    book = Book()
    gone = book.appointment(at(24, 10), state=AppointmentState.CANCELLED_BY_CENTRE)
    with pytest.raises(CalledOff):
        book.service.hand_out(gone.id)
    with pytest.raises(NoOrdinaryAppointment):
        book.service.hand_out(book.appointment(at(24, 12), kind_of=AppointmentKind.OWN).id)


def test_who_holds_no_scheduling_exchanges_nothing() -> None:
    book = Book()
    one = book.appointment(at(24, 10))
    book.records.readable = set(Domain) - {Domain.SCHEDULING}
    for job in (
        lambda: book.service.export(*SPAN),
        lambda: book.service.hand_out(one.id),
        lambda: book.service.take_over(b""),
    ):
        with pytest.raises(NotYours):
            job()


def test_a_hundred_years_are_not_exported() -> None:
    with pytest.raises(SpanTooLong):
        Book().service.export(date(2026, 1, 1), date(2126, 1, 1))


def test_a_booking_goes_into_the_interpreters_own_calendar() -> None:
    shown = Shown(
        interpreter=uuid4(),
        name="Dolmetscherin Muster",
        has_program=False,
        number="E-7K3QX",
        language="ar",
        dialect="Levantinisch",
        mode=Mode.SITE,
        place="Beispielweg 1",
        setting="Beratungsgespräch",
        times=((at(24, 10), at(24, 11)), (at(25, 10), at(25, 11))),
    )
    data = ExchangeService.job_file([shown], lambda _code: "Arabisch", datetime(2026, 11, 23, tzinfo=UTC))
    first, second = parsed(data).events
    assert first.uid != second.uid
    assert str(first["SUMMARY"]) == "Einsatz E-7K3QX"
    assert "Dolmetscherin" not in data.decode()
    booked = OwnBooking(
        id=uuid4(),
        number="E-7K3QX",
        start=at(24, 10),
        end=at(24, 11),
        language="ar",
        mode=Mode.PHONE,
        is_cancelled=True,
    )
    (event,) = parsed(
        ExchangeService.job_file([booked], lambda _code: "Arabisch", datetime(2026, 11, 23, tzinfo=UTC))
    ).events
    assert str(event["STATUS"]) == "CANCELLED"
    assert str(booked.id) not in str(event.to_ical())


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_folding_cuts_no_letter_and_no_line_is_too_long(text: str) -> None:
    raw = folded([text]).encode()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert all(line.decode() is not None for line in raw.split(b"\r\n"))
    assert raw.replace(b"\r\n ", b"") == text.encode() + b"\r\n"
