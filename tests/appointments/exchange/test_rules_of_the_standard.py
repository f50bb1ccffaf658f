# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rules that RFC 5545 itself gives as examples (section 3.8.5.3), with the dates that it prints.

The dates are the standard's, moved by nobody: an oracle that neither this program nor a library made. The window is
laid over the years of the examples.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from beratung.appointments.exchange.ics_events import EventReader, Window, grouped
from beratung.appointments.exchange.ics_scan import scan
from tests.appointments.exchange.test_reading import calendar

NEW_YORK = "America/New_York"


def days(*spans: str) -> list[date]:
    """``1997-09: 2 9 16`` as dates."""
    found: list[date] = []
    for span in spans:
        month, _, numbers = span.partition(":")
        year, number = map(int, month.split("-"))
        found += [date(year, number, int(day)) for day in numbers.split()]
    return found


EXAMPLES = [
    ("19970902", "FREQ=DAILY;COUNT=10", days("1997-09: 2 3 4 5 6 7 8 9 10 11")),
    ("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", days("1997-09: 2 12 22", "1997-10: 2 12")),
    (
        "19970902",
        "FREQ=WEEKLY;COUNT=10",
        days("1997-09: 2 9 16 23 30", "1997-10: 7 14 21 28", "1997-11: 4"),
    ),
    (
        "19970902",
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        days("1997-09: 2 4 9 11 16 18 23 25 30", "1997-10: 2"),
    ),
    (
        "19970901",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        days(
            "1997-09: 1 3 5 15 17 19 29",
            "1997-10: 1 3 13 15 17 27 29 31",
            "1997-11: 10 12 14 24 26 28",
            "1997-12: 8 10 12 22",
        ),
    ),
    (
        "19970902",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        days("1997-09: 2 4 16 18 30", "1997-10: 2 14 16"),
    ),
    (
        "19970905",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        days(
            "1997-09: 5", "1997-10: 3", "1997-11: 7", "1997-12: 5", "1998-01: 2",
            "1998-02: 6", "1998-03: 6", "1998-04: 3", "1998-05: 1", "1998-06: 5",
        ),
    ),
    (
        "19970907",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        days("1997-09: 7 28", "1997-11: 2 30", "1998-01: 4 25", "1998-03: 1 29", "1998-05: 3 31"),
    ),
    (
        "19970922",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        days("1997-09: 22", "1997-10: 20", "1997-11: 17", "1997-12: 22", "1998-01: 19", "1998-02: 16"),
    ),
    (
        "19970902",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        days("1997-09: 2 15", "1997-10: 2 15", "1997-11: 2 15", "1997-12: 2 15", "1998-01: 2 15"),
    ),
    (
        "19970930",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        days("1997-09: 30", "1997-10: 1 31", "1997-11: 1 30", "1997-12: 1 31", "1998-01: 1 31", "1998-02: 1"),
    ),
    (
        "19970910",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        days("1997-09: 10 11 12 13 14 15", "1999-03: 10 11 12 13"),
    ),
    (
        "19970610",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        days(
            "1997-06: 10", "1997-07: 10", "1998-06: 10", "1998-07: 10", "1999-06: 10",
            "1999-07: 10", "2000-06: 10", "2000-07: 10", "2001-06: 10", "2001-07: 10",
        ),
    ),
    (
        "19970512",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3",
        days("1997-05: 12", "1998-05: 11", "1999-05: 17"),
    ),
    (
        "19970904",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        days("1997-09: 4", "1997-10: 7", "1997-11: 6"),
    ),
    ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", days("1997-08: 5 10 19 24")),
    ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", days("1997-08: 5 17 19 31")),
    (
        "20070115",
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        days("2007-01: 15 30", "2007-02: 15", "2007-03: 15 30"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("start", "rule", "expected"), EXAMPLES, ids=[rule for _, rule, _ in EXAMPLES])
def test_the_standards_own_examples_come_out_as_it_prints_them(
    start: str, rule: str, expected: list[date]
) -> None:
    data = calendar(f"UID:e\nDTSTART;TZID={NEW_YORK}:{start}T090000\nDURATION:PT1H\nRRULE:{rule}")
    scanned = scan(data)
    reader = EventReader((), "", Window(first=date(1997, 1, 1), last=date(2008, 1, 1), zone="Europe/Berlin"))
    event = reader.read(grouped(scanned.events)[0])
    found = [event.start, *(begin for begin, _ in event.later)]
    local = [moment.astimezone(ZoneInfo(NEW_YORK)) for moment in found]
    assert [moment.date() for moment in local] == expected
    assert {moment.hour for moment in local} == {9}
