# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Calendar files are read, or refused with the line; hostile ones in bounded time."""

import random
import time
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from beratung.appointments.exchange import words
from beratung.appointments.exchange.ics_events import EventReader, NotTaken, grouped
from beratung.appointments.exchange.ics_out import calendar_file
from beratung.appointments.exchange.ics_scan import scan
from beratung.appointments.exchange.reading import read_calendar, window
from beratung.domain.exchange import ForeignEvent, LineNote, ReadCalendar

WINDOW = window(date(2026, 11, 22), "Europe/Berlin")
PLAIN = "UID:plain\nDTSTART;TZID=Europe/Berlin:20261123T100000\nDTEND;TZID=Europe/Berlin:20261123T105000"


def calendar(*events: str, head: str = "") -> bytes:
    """A file with these events; each begins three lines after the one before it ended."""
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inside}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read_here(data: bytes) -> ReadCalendar:
    """Read in this process: quicker, and what it raises is seen."""
    scanned = scan(data)
    reader = EventReader(scanned.zones, scanned.default_zone, WINDOW)
    events: list[ForeignEvent] = []
    refused: list[LineNote] = list(scanned.refused)
    for group in grouped(scanned.events):
        try:
            events.append(reader.read(group))
        except NotTaken as fault:
            refused.append(fault.note)
    return ReadCalendar(
        events=tuple(events), refused=tuple(refused), guessed=(*scanned.guessed, *reader.guessed)
    )


def one(data: bytes) -> ForeignEvent:
    """The only event of a file in which nothing is refused."""
    found = read_here(data)
    assert not found.refused
    (event,) = found.events
    return event


def public_files() -> list[Path]:
    """The calendar files that come with the libraries' own tests."""
    found: list[Path] = []
    for name in ("icalendar", "recurring_ical_events"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        found += sorted(Path(spec.origin).parent.rglob("*.ics"))
    return found


def test_every_public_file_is_read_or_refused_with_its_line() -> None:
    """Some 250 files, broken ones among them: nothing else than `NotTaken` is ever raised, nothing is lost."""
    files = public_files()
    assert len(files) > 200
    events = 0
    for file in files:
        data = file.read_bytes()
        found = read_here(data)
        lines = data.count(b"\n") + data.count(b"\r") + 1
        assert all(1 <= note.line <= lines for note in (*found.refused, *found.guessed)), file.name
        assert all(event.start <= event.end for event in found.events), file.name
        events += len(found.events)
    assert events > 1000


def test_times_are_instants_with_their_zone() -> None:
    event = one(calendar(PLAIN))
    assert (event.start, event.end) == (
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        datetime(2026, 11, 23, 9, 50, tzinfo=UTC),
    )
    assert event.zone == "Europe/Berlin"
    assert not event.is_repeated


def test_a_weekly_event_keeps_its_wall_clock_over_the_change_of_time() -> None:
    event = one(
        calendar(
            "UID:w\nDTSTART;TZID=Europe/Berlin:20261022T100000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY;COUNT=3"
        )
    )
    starts = [event.start, *(start for start, _ in event.later)]
    assert [start.hour for start in starts] == [8, 9, 9]


def test_a_changed_and_a_cancelled_occurrence_take_their_place() -> None:
    rule = "UID:w\nDTSTART;TZID=Europe/Berlin:20261123T100000\nDURATION:PT50M\nRRULE:FREQ=DAILY;COUNT=4"
    moved = "UID:w\nRECURRENCE-ID;TZID=Europe/Berlin:20261124T100000\nDTSTART;TZID=Europe/Berlin:20261124T140000\nDURATION:PT30M"
    gone = "UID:w\nRECURRENCE-ID;TZID=Europe/Berlin:20261125T100000\nDTSTART;TZID=Europe/Berlin:20261125T100000\nDURATION:PT50M\nSTATUS:CANCELLED"
    event = one(calendar(rule, moved, gone))
    spans = [(event.start, event.end), *event.later]
    assert [(start.day, start.hour, (end - start).seconds // 60) for start, end in spans] == [
        (23, 9, 50),
        (24, 13, 30),
        (26, 9, 50),
    ]


@pytest.mark.parametrize(
    ("tzid", "zone", "why"),
    [
        ("Europe/Berlin", "Europe/Berlin", None),
        ("europe/berlin", "Europe/Berlin", None),
        ("W. Europe Standard Time", "Europe/Berlin", None),
        ("/mozilla.org/20070129_1/Asia/Kathmandu", "Asia/Kathmandu", words.ZONE_GUESSED),
        ("Nirgendwo", "Europe/Berlin", words.ZONE_UNKNOWN),
    ],
)
def test_zones_are_known_or_guessed_and_that_is_said(tzid: str, zone: str, why: str | None) -> None:
    found = read_here(calendar(f"UID:z\nDTSTART;TZID={tzid}:20261123T100000"))
    assert [event.zone for event in found.events] == [zone]
    assert [note.why for note in found.guessed] == ([why] if why else [])
    assert all(note.line == 5 for note in found.guessed)


def test_a_zone_of_the_files_own_is_reckoned_with() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Hausuhr\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    event = one(calendar("UID:z\nDTSTART;TZID=Hausuhr:20261123T100000", head=zone))
    assert event.start == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert "TZID:Hausuhr" in event.text


def test_times_without_a_zone_take_that_of_the_calendar() -> None:
    found = read_here(calendar("UID:f\nDTSTART:20261123T100000", head="X-WR-TIMEZONE:Asia/Kathmandu\n"))
    assert found.events[0].start == datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
    assert [note.why for note in found.guessed] == [words.ZONE_MISSING]


def test_whole_days_go_from_midnight_to_midnight() -> None:
    event = one(calendar("UID:d\nDTSTART;VALUE=DATE:20261023\nDTEND;VALUE=DATE:20261103"))
    assert event.is_whole_days
    assert (event.start, event.end) == (
        datetime(2026, 10, 22, 22, tzinfo=UTC),
        datetime(2026, 11, 2, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("event", "line", "why"),
    [
        ("UID:a\nSUMMARY:ohne", 3, words.NO_START),
        ("UID:a\nDTSTART:20269923T100000Z", 5, words.BAD_TIME),
        ("UID:a\nDTSTART:20261123T100000Z\nDTEND:20261123T090000Z", 5, words.ENDS_FIRST),
        ("UID:a\nDTSTART:20261123T100000Z\nRRULE:FREQ=MANCHMAL", 6, words.BAD_RULE),
        ("UID:a\nDTSTART:20261123T100000Z\nRRULE:FREQ=SECONDLY", 6, words.TOO_OFTEN),
        ("UID:a\nDTSTART:20261123T100000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2;BYMINUTE=" + "1," * 40 + "1", 6, words.TOO_OFTEN),
        ("UID:a\nDTSTART:20261123T100000Z\nRDATE:" + "20261201T100000Z," * 2000 + "20261201T100000Z", 6, words.TOO_MANY_TIMES),
        ("UID:a\nDTSTART:20261123T100000Z\nRRULE:FREQ=HOURLY", 6, words.TOO_MANY_TIMES),
        ("UID:a\nDTSTART:99991231T235900Z\nRRULE:FREQ=DAILY", 5, words.TOO_FAR),
        ("UID:a\nDTSTART:20261123T100000Z\nATTACH:" + "x" * 300_000, 6, words.EVENT_TOO_LARGE),
        ("UID:a\nDTSTART:20261123T100000Z\nBEGIN:A\nBEGIN:B\nBEGIN:C\nEND:C\nEND:B\nEND:A", 8, words.TOO_DEEP),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_line_and_the_rest_stays(
    event: str, line: int, why: str
) -> None:
    found = read_here(calendar(event, PLAIN))
    (note,) = found.refused
    assert note.why == why
    assert note.line == line
    assert [kept.uid for kept in found.events] == ["plain"]


def test_the_line_is_counted_over_folded_lines() -> None:
    data = calendar("UID:a\nSUMMARY:eins\n zwei\n\tdrei\nDTSTART:unsinn", PLAIN)
    (note,) = read_here(data).refused
    assert note.line == 8


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        bytes(range(256)) * 100,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nBEGIN:X\n" * 20_000,
        b"END:VCALENDAR\n" * 100_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"\n a" * 200_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + b';A="' * 50_000 + b"\nEND:VEVENT\nEND:VCALENDAR",
        b"BEGIN:VEVENT\n" * 50_000 + b"END:VEVENT\n" * 50_000,
        b"x" * 9_000_000,
    ],
)
def test_nonsense_is_refused_at_once(data: bytes) -> None:
    begun = time.process_time()
    found = read_calendar(data, WINDOW)
    assert time.process_time() - begun < 5
    assert found.refused
    assert found.events == ()
    assert len(found.refused) <= 200


def test_a_rule_that_would_be_reckoned_for_ever_is_given_up_and_the_rest_is_read() -> None:
    """`FREQ=DAILY` whose parts never meet runs through all years; the process over it is ended."""
    never = "UID:b\nDTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;BYSETPOS=1;BYYEARDAY=366;BYMONTHDAY=1"
    begun = time.monotonic()
    found = read_calendar(calendar(PLAIN, never, PLAIN.replace("plain", "after")), WINDOW)
    assert time.monotonic() - begun < 30
    assert [(note.line, note.why) for note in found.refused] == [(8, words.TOO_SLOW)]
    assert [event.uid for event in found.events] == ["plain", "after"]


def test_a_zone_that_turns_its_clock_every_second_is_not_reckoned_with() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Bombe\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+0200\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    found = read_calendar(calendar("UID:z\nDTSTART;TZID=Bombe:20261123T100000", head=zone), WINDOW)
    assert [event.start.hour for event in found.events] == [9]
    assert {note.why for note in found.guessed} == {words.ZONE_BROKEN, words.ZONE_UNKNOWN}


def test_a_million_occurrences_are_never_written_out() -> None:
    rule = "UID:m\nDTSTART:19010101T000000Z\nRRULE:FREQ=DAILY;COUNT=1000000"
    found = read_calendar(calendar(rule), WINDOW)
    assert 400 < len(found.events[0].later) <= 1000


def test_letters_of_another_encoding_are_guessed() -> None:
    found = read_here(calendar(PLAIN + "\nSUMMARY:B\xfcro").decode().encode("cp1252"))
    assert found.events[0].title == "Büro"
    assert [note.why for note in found.guessed] == [words.OTHER_ENCODING]


def test_a_letter_that_a_fold_cuts_in_two_is_whole_again() -> None:
    raw = calendar(PLAIN + "\nSUMMARY:B@ro").replace(b"@", "ü".encode()[:1] + b"\r\n " + "ü".encode()[1:])
    assert one(raw).title == "Büro"


def test_one_uid_for_two_events_loses_none() -> None:
    other = PLAIN.replace("20261123", "20261124")
    assert [event.start.day for event in read_here(calendar(PLAIN, other)).events] == [23, 24]


def test_the_newer_of_two_states_of_an_event_counts() -> None:
    newer = PLAIN.replace("20261123", "20261124") + "\nSEQUENCE:2"
    for files in ((PLAIN, newer), (newer, PLAIN)):
        assert [event.start.day for event in read_here(calendar(*files)).events] == [24]


TOKENS = (
    b"RRULE:FREQ=DAILY;COUNT=0", b"TZID=", b";VALUE=DATE", b"\xff", b"\x00", b"99999999", b"BYDAY=-53MO", b'"',
    b"RDATE;VALUE=PERIOD:20261123T100000Z/PT1H", b"DURATION:-P99999W", b"INTERVAL=0", b"UNTIL=99991231T235959Z",
    b"\r\n ", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T100000Z\r\n",
)  # fmt: skip


def test_spoilt_files_are_read_or_refused_and_what_is_read_can_be_written_again() -> None:
    """Random damage to the public files: nothing else is raised, and the way out and in again loses no line."""
    rolls = random.Random(2026)
    files = [file.read_bytes() for file in public_files() if file.stat().st_size < 4000]
    read = 0
    for _ in range(600):
        data = bytearray(rolls.choice(files))
        for _ in range(rolls.randint(1, 6)):
            at = rolls.randrange(len(data) + 1)
            if rolls.random() < 0.5:
                data[at:at] = rolls.choice(TOKENS)
            else:
                del data[at : at + rolls.randint(1, 20)]
        scanned = scan(bytes(data))
        reader = EventReader(scanned.zones, scanned.default_zone, WINDOW)
        for group in grouped(scanned.events):
            try:
                event = reader.read(group)
            except NotTaken:
                continue
            read += 1
            again = scan(calendar_file([], datetime(2026, 11, 23, tzinfo=UTC), [event.text]))
            assert not again.refused
            assert {one.lines for one in again.events} == {one.lines for one in group.components}
    assert read > 250
