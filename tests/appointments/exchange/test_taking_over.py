# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Events of other calendars come in, are replaced by their UID, and go out again as they came."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest

from beratung.appointments.exchange import words
from beratung.appointments.exchange.ics_scan import scan
from beratung.domain.appointments import ALWAYS, Appointment, AppointmentKind, AppointmentState
from tests.appointments.exchange.books import Book
from tests.appointments.exchange.test_reading import PLAIN, calendar, public_files

STRANGE = (
    PLAIN.replace("plain", "strange")
    + '\nSUMMARY:Zahnarzt\\, Praxis\nX-UNBEKANNT;X-ART=1;ALTREP="cid:x":Wert\\; mit Zeichen\n'
    + "ATTENDEE;CN=Jemand;PARTSTAT=ACCEPTED:mailto:jemand@muster.example\n"
    + "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nX-MEHR:1\nEND:VALARM"
)
WEEKLY = "UID:w\nDTSTART;TZID=Europe/Berlin:20261022T100000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY\nSUMMARY:Kurs"
SPAN = date(2026, 11, 1), date(2026, 12, 31)


def lines_of(data: bytes) -> set[tuple[str, ...]]:
    """The events of a file, each as its unfolded lines."""
    return {event.lines for event in scan(data).events}


def test_events_stand_in_the_calendar_of_who_imports() -> None:
    book = Book()
    told = book.service.take_over(calendar(STRANGE))
    (one,) = book.stored()
    assert (told.added, told.replaced, told.refused) == (1, 0, ())
    assert (one.title, one.people, one.uid) == ("Zahnarzt, Praxis", (book.user.id,), "strange")
    assert one.start == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_another_person_can_be_named() -> None:
    book, other = Book(), uuid4()
    book.service.take_over(calendar(PLAIN), other)
    assert [one.people for one in book.stored()] == [(other,)]
    assert book.service.export(*SPAN).count(b"BEGIN:VEVENT") == 0
    assert book.service.export(*SPAN, other).count(b"BEGIN:VEVENT") == 1


def test_what_goes_out_is_what_came_in_word_for_word() -> None:
    book = Book()
    data = calendar(STRANGE, WEEKLY)
    book.service.take_over(data)
    out = book.service.export(*SPAN)
    assert lines_of(out) == lines_of(data)
    assert all(len(line) <= 75 for line in out.split(b"\r\n"))


def test_every_public_file_makes_the_round_trip() -> None:
    """All events that were taken over come out again with every line that they had."""
    some = [file for file in public_files() if file.stat().st_size < 20_000][::6]
    assert len(some) > 30
    whole = 0
    for file in some:
        book = Book()
        data = file.read_bytes()
        told = book.service.take_over(data)
        out = book.service.export(*SPAN)
        taken = lines_of(out)
        assert taken <= lines_of(data), file.name
        assert len(scan(out).events) >= told.added, file.name
        icalendar.Calendar.from_ical(out)
        again = Book()
        once_more = again.service.take_over(out)
        assert once_more.added == told.added, file.name
        spans = sorted((one.uid, one.start, one.end, one.zone) for one in book.stored())
        assert sorted((one.uid, one.start, one.end, one.zone) for one in again.stored()) == spans, file.name
        whole += told.added > 0
    assert whole > 20


def test_importing_again_replaces_by_the_uid_and_leaves_the_rest() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN, STRANGE))
    before = {one.uid: one for one in book.stored()}
    moved = PLAIN.replace("T100000", "T090000")
    told = book.service.take_over(calendar(moved))
    assert (told.added, told.replaced, told.unchanged) == (0, 1, 0)
    after = {one.uid: one for one in book.stored()}
    assert after["plain"].id == before["plain"].id
    assert after["plain"].start == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert after["strange"] == before["strange"]
    told = book.service.take_over(calendar(moved))
    assert (told.added, told.replaced, told.unchanged) == (0, 0, 1)


def test_what_was_removed_here_comes_back_with_the_next_import() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN))
    with book.records.work() as work:
        work.remove(book.stored()[0])
        work.commit()
    assert book.service.take_over(calendar(PLAIN)).added == 1
    assert len(book.stored()) == 1


def test_an_event_without_a_uid_is_not_doubled() -> None:
    book = Book()
    bare = PLAIN.removeprefix("UID:plain\n")
    book.service.take_over(calendar(bare))
    assert book.service.take_over(calendar(bare)).unchanged == 1


def test_a_trial_stores_nothing() -> None:
    book = Book()
    told = book.service.take_over(calendar(PLAIN, "UID:x"), is_trial=True)
    assert (told.added, told.is_trial, len(told.refused)) == (1, True, 1)
    assert book.stored() == []


def test_a_repeated_event_is_one_record_that_tells_its_times() -> None:
    book = Book()
    book.service.take_over(calendar(WEEKLY))
    (one,) = book.stored()
    assert one.week == ALWAYS
    first, past = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC)
    assert list(book.service.times(one, first, past)) == [
        (datetime(2026, 11, day, 9, tzinfo=UTC), datetime(2026, 11, day, 9, 50, tzinfo=UTC)) for day in (26,)
    ] + [(datetime(2026, 12, 3, 9, tzinfo=UTC), datetime(2026, 12, 3, 9, 50, tzinfo=UTC))]


def test_repeated_events_are_written_out_further_as_time_goes_by() -> None:
    book = Book()
    book.service.take_over(calendar(WEEKLY))
    (one,) = book.stored()
    far = datetime(2028, 3, 1, tzinfo=UTC), datetime(2028, 3, 15, tzinfo=UTC)
    assert list(book.service.times(one, *far)) == []
    assert book.service.keep_up().touched == frozenset()
    book.clock.go_on(300)
    book.service.keep_up()
    book.clock.go_on(300)
    assert book.service.keep_up().touched
    assert [start.day for start, _ in book.service.times(one, *far)] == [2, 9]
    past = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
    assert len(list(book.service.times(one, *past))) == 2


def test_an_event_over_many_days_is_found_in_each_of_its_weeks() -> None:
    book = Book()
    book.service.take_over(calendar("UID:u\nDTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261128"))
    (one,) = book.stored()
    assert one.week == ALWAYS
    day = datetime(2026, 11, 20, tzinfo=UTC)
    assert list(book.service.times(one, day, day + timedelta(days=1))) == [(one.start, one.end)]


def test_a_changed_event_tells_its_new_times() -> None:
    book = Book()
    book.service.take_over(calendar(WEEKLY))
    (one,) = book.stored()
    window = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
    assert [start.hour for start, _ in book.service.times(one, *window)] == [9]
    book.service.take_over(calendar(WEEKLY.replace("T100000", "T120000")))
    (one,) = book.stored()
    assert [start.hour for start, _ in book.service.times(one, *window)] == [11]


def test_what_its_owner_marked_as_private_is_shown_as_taken_and_still_goes_out_whole() -> None:
    book = Book()
    data = calendar(STRANGE + "\nCLASS:PRIVATE\nLOCATION:Zahnweg 1")
    book.service.take_over(data)
    (one,) = book.stored()
    assert (one.title, one.place) == ("", "")
    assert lines_of(book.service.export(*SPAN)) == lines_of(data)


def test_only_the_times_can_be_taken() -> None:
    book = Book()
    book.service.take_over(calendar(STRANGE, WEEKLY), only_times=True)
    for one in book.stored():
        assert (one.title, one.place) == ("", "")
        assert not [
            word for word in ("Zahnarzt", "Jemand", "UNBEKANNT", "Kurs", "VALARM") if word in one.foreign
        ]
    assert (
        len(
            list(
                book.service.times(
                    book.stored()[0], datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
                )
            )
        )
        == 1
    )


def test_a_cancelled_event_takes_nobodys_time() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN + "\nSTATUS:CANCELLED"))
    assert [one.state for one in book.stored()] == [AppointmentState.CANCELLED_BY_CENTRE]


def test_everything_taken_over_can_be_removed_at_once() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN, WEEKLY))
    own = book.appointment(datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert book.service.drop_foreign().touched
    assert book.stored() == []
    assert book.stored(AppointmentKind.SINGLE) == [own]
    assert book.service.drop_foreign().touched == frozenset()


def test_foreign_events_are_not_published_and_can_be_left_out() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN))
    assert b"BEGIN:VEVENT" not in book.service.export(*SPAN, with_foreign=False)


def test_a_zone_of_the_files_own_goes_out_with_its_event() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Hausuhr\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    book, again = Book(), Book()
    book.service.take_over(calendar("UID:z\nDTSTART;TZID=Hausuhr:20261123T100000", head=zone))
    again.service.take_over(book.service.export(*SPAN))
    assert [one.start for one in again.stored()] == [datetime(2026, 11, 23, 4, 30, tzinfo=UTC)]


@pytest.mark.parametrize("data", [b"", b"kein Kalender", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"])
def test_a_file_without_events_changes_nothing(data: bytes) -> None:
    book = Book()
    told = book.service.take_over(data)
    assert told.changes.touched == frozenset()
    assert [note.why for note in told.refused] in ([words.NO_CALENDAR], [])
    assert book.stored() == []


def test_a_foreign_appointment_is_a_record_like_others() -> None:
    book = Book()
    book.service.take_over(calendar(PLAIN))
    with book.records.work() as work:
        found = work.during(Appointment, "2026-W48", "2026-W48")
    assert [one.kind_of for one in found] == [AppointmentKind.FOREIGN]
