# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One's own week on a real CalDAV server: one way, nothing overwritten, no name in any byte that it stored."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from beratung.appointments.exchange.errors import (
    CalendarServerAway,
    CalendarServerRefused,
    NoAddress,
    NoSuchCalendar,
    NotEncrypted,
    SeveralCalendars,
    SpanTooLong,
)
from beratung.domain.appointments import Appointment, AppointmentKind, AppointmentState
from beratung.domain.errors import BeratungError
from beratung.domain.exchange import Published
from tests.appointments.exchange.books import MARKERS, Book, at
from tests.appointments.exchange.radicale import ACCOUNT, PASSWORD, Server, radicale
from tests.appointments.exchange.test_files_out import starts
from tests.appointments.exchange.test_reading import PLAIN, calendar


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty calendar on a server of its own."""
    with radicale(tmp_path) as started:
        yield started


def publish(book: Book, server: Server, **more: Any) -> Published:  # noqa: ANN401
    """Publish as the user would."""
    return book.service.publish(more.pop("url", server.calendar), ACCOUNT, PASSWORD, **more)


def change(book: Book, appointment: Appointment, **fields: Any) -> None:  # noqa: ANN401
    """Store another version of an appointment."""
    with book.records.work() as work:
        work.put(msgspec.structs.replace(work.get(Appointment, appointment.id), **fields))
        work.commit()


def counts(told: Published) -> tuple[int, int, int, int]:
    """Added, changed, removed, unchanged."""
    return told.added, told.changed, told.removed, told.unchanged


def test_a_week_is_published_and_follows_what_happens(server: Server) -> None:
    book = Book()
    first, second, third = (book.appointment(at(day, 10)) for day in (24, 25, 26))
    book.appointment(at(24, 9, month=12))
    book.appointment(at(27, 9), people=())
    book.service.take_over(calendar(PLAIN))
    assert counts(publish(book, server)) == (3, 0, 0, 0)
    assert sorted(start for body in server.events().values() for start in starts(body)) == [
        moment.astimezone(UTC) for moment in (at(24, 10), at(25, 10), at(26, 10))
    ]
    assert counts(publish(book, server)) == (0, 0, 0, 3)
    change(book, second, start=second.start + timedelta(hours=2), end=second.end + timedelta(hours=2))
    change(book, third, state=AppointmentState.CANCELLED_BY_CLIENT)
    change(book, first, note="andere Notiz")
    assert counts(publish(book, server)) == (0, 1, 1, 1)
    assert sorted(start for body in server.events().values() for start in starts(body)) == [
        moment.astimezone(UTC) for moment in (at(24, 10), at(25, 12))
    ]


def test_no_byte_on_the_server_names_anybody_or_anything(server: Server) -> None:
    book = Book()
    stored = [
        book.appointment(at(24, hour), kind_of=kind)
        for hour, kind in enumerate(
            (AppointmentKind.SINGLE, AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS, AppointmentKind.OWN),
            9,
        )
    ]
    for one in stored:
        book.participant(one)
    publish(book, server)
    bytes_there = b"\n".join(server.files().values()).decode("utf-8", "replace").casefold()
    assert bytes_there.count("begin:vevent") >= 4
    words = [*MARKERS, "Musterstadt", "beraterin", str(book.client.id), str(book.case.id), str(book.user.id)]
    words += [str(one.id) for one in stored] + [one.id.hex for one in stored]
    names = " ".join(server.files()).casefold()
    assert not [word for word in words if word.casefold() in bytes_there or word.casefold() in names]
    said = {
        line for body in server.events().values() for line in body.decode().splitlines() if "SUMMARY" in line
    }
    assert said == {f"SUMMARY:Termin {book.service.number_of(one.id)}" for one in stored}


def test_the_password_is_kept_nowhere(server: Server) -> None:
    book = Book()
    book.appointment(at(24, 10))
    publish(book, server)
    (kept,) = book.service.published()
    assert (kept.url, kept.account) == (server.calendar, ACCOUNT)
    assert PASSWORD not in repr(msgspec.to_builtins(list(book.records.stored.values())))


def test_what_somebody_changed_there_is_left_and_named(server: Server) -> None:
    book = Book()
    one, other = book.appointment(at(24, 10)), book.appointment(at(25, 10))
    publish(book, server)
    name = next(name for name, body in server.events().items() if starts(body) == [one.start])
    edited = server.events()[name].replace(b"SUMMARY:Termin", b"SUMMARY:Mein Termin")
    assert server.ask("PUT", name, edited) == 204
    change(book, one, start=one.start + timedelta(hours=1), end=one.end + timedelta(hours=1))
    for _ in range(2):
        told = publish(book, server)
        assert told.changed_there == (book.service.number_of(one.id),)
        assert not told.is_whole
        assert counts(told) == (0, 0, 0, 1)
        assert b"Mein Termin" in server.events()[name]
    told = publish(book, server, force=True)
    assert counts(told) == (0, 1, 0, 1)
    assert told.is_whole
    assert b"Mein Termin" not in server.events()[name]
    assert starts(server.events()[name]) == [one.start + timedelta(hours=1)]
    assert other is not None


def test_what_somebody_deleted_there_is_named_and_not_put_again(server: Server) -> None:
    book = Book()
    one = book.appointment(at(24, 10))
    publish(book, server)
    (name,) = server.events()
    assert server.ask("DELETE", name) == 200
    for _ in range(2):
        assert publish(book, server).deleted_there == (book.service.number_of(one.id),)
        assert server.events() == {}
    assert counts(publish(book, server, force=True)) == (1, 0, 0, 0)
    assert list(server.events()) == [name]


def test_who_is_faster_than_this_program_wins(server: Server) -> None:
    """Between looking and writing somebody else writes: the server refuses (412), and that is said."""
    from beratung.appointments.exchange.caldav_out import CalDavCalendar

    class Overtaken(CalDavCalendar):
        def put(self, name: str, body: bytes, etag: str | None) -> str:
            edited = body.replace(b"SUMMARY:Termin", b"SUMMARY:Schneller")
            assert server.ask("PUT", name, edited) == 201
            return super().put(name, body, etag)

    book = Book()
    one = book.appointment(at(24, 10))
    overtaken = Overtaken(server.calendar, ACCOUNT, PASSWORD)
    told = book.service.publish_to(overtaken, overtaken.url, ACCOUNT)
    assert told.changed_there == (book.service.number_of(one.id),)
    (body,) = server.events().values()
    assert b"Schneller" in body
    assert publish(book, server).changed_there == (book.service.number_of(one.id),)
    assert counts(publish(book, server, force=True)) == (0, 1, 0, 0)


def test_a_run_that_was_cut_off_is_taken_up_again(server: Server) -> None:
    """The files are there, but this program was ended before it could remember them."""
    book = Book()
    book.appointment(at(24, 10))
    publish(book, server)
    with book.records.work() as work:
        work.remove(book.service.published()[0])
        work.commit()
    told = publish(book, server)
    assert counts(told) == (0, 0, 0, 1)
    assert told.is_whole
    assert len(server.events()) == 1


def test_other_entries_of_the_calendar_are_never_touched(server: Server) -> None:
    assert server.ask("PUT", "privat.ics", calendar(PLAIN)) == 201
    book = Book()
    book.appointment(at(24, 10))
    publish(book, server)
    publish(book, server, first=date(2027, 3, 1))
    assert list(server.events()) == ["privat.ics"]


def test_a_week_that_is_over_leaves_the_server(server: Server) -> None:
    book = Book()
    book.appointment(at(24, 10))
    later = book.appointment(at(1, 10, month=12))
    assert counts(publish(book, server, weeks=2)) == (2, 0, 0, 0)
    book.clock.go_on(7)
    assert counts(publish(book, server)) == (0, 0, 1, 1)
    (body,) = server.events().values()
    assert starts(body) == [later.start]


def test_a_calendar_is_found_by_its_name(server: Server) -> None:
    book = Book()
    book.appointment(at(24, 10))
    assert publish(book, server, url=server.url, calendar="Meine Woche").added == 1
    assert publish(book, server, url=server.url).unchanged == 1
    assert publish(book, server, url=server.url, calendar="woche").unchanged == 1
    with pytest.raises(NoSuchCalendar):
        publish(book, server, url=server.url, calendar="Fremde Woche")
    other = Server(server.url, server.folder)
    body = b'<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"/>'
    assert other.ask("MKCALENDAR", "../zweite/", body, kind="application/xml") == 201
    with pytest.raises(SeveralCalendars):
        publish(book, server, url=server.url)


def test_a_wrong_password_and_a_server_that_is_not_there_change_nothing(server: Server) -> None:
    book = Book()
    book.appointment(at(24, 10))
    with pytest.raises(CalendarServerRefused):
        book.service.publish(server.calendar, ACCOUNT, "falsch")
    with pytest.raises(CalendarServerAway):
        book.service.publish("http://127.0.0.1:9/woche/", ACCOUNT, PASSWORD)
    assert server.events() == {}
    assert book.service.published() == ()


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://kalender.example/woche/", NotEncrypted),
        ("kalender.example", NoAddress),
        ("https://wer:geheim@kalender.example/", NoAddress),
        ("file:///etc/passwd", NoAddress),
        ("", NoAddress),
    ],
)
def test_no_password_goes_to_a_bad_address(url: str, fault: type[BeratungError]) -> None:
    with pytest.raises(fault) as caught:
        Book().service.publish(url, ACCOUNT, PASSWORD)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("weeks", [0, 54])
def test_only_some_weeks_are_published(weeks: int) -> None:
    with pytest.raises(SpanTooLong):
        Book().service.publish("https://kalender.example/", ACCOUNT, PASSWORD, weeks=weeks)


def test_both_days_on_which_the_clock_is_moved_arrive_right(server: Server) -> None:
    book = Book()
    book.clock.day = date(2026, 10, 19)
    second = at(25, 2, 30, month=10).replace(fold=1)
    book.appointment(second)
    publish(book, server)
    (body,) = server.events().values()
    assert starts(body) == [datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
    assert publish(book, server).unchanged == 1
