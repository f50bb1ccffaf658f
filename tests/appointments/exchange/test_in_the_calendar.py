# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What was taken over stands in the calendar of an open, encrypted centre, at the right times, and takes no claims."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from beratung.centre import Centre
from beratung.domain.appointments import Appointment, AppointmentKind
from beratung.domain.exchange import ForeignCalendar
from beratung.vault import KdfCost
from tests.appointments.exchange.test_reading import calendar

PASSWORD = "demo-demo-demo-demo"


def test_a_week_shows_what_was_taken_over(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    begin = f"{monday - timedelta(days=14):%Y%m%d}T100000"
    weekly = f"UID:w\nDTSTART;TZID=Europe/Berlin:{begin}\nDURATION:PT50M\nRRULE:FREQ=WEEKLY\nSUMMARY:Kurs"
    days = f"UID:u\nDTSTART;VALUE=DATE:{monday - timedelta(days=9):%Y%m%d}\nDTEND;VALUE=DATE:{monday + timedelta(days=3):%Y%m%d}\nSUMMARY:Urlaub"
    one = f"UID:o\nDTSTART;TZID=Europe/Berlin:{monday:%Y%m%d}T101500\nDURATION:PT7M\nSUMMARY:Anruf"
    centre, _ = Centre.create(
        tmp_path / "centre", name="Muster", user="beraterin", password=PASSWORD, cost=KdfCost.FLOOR
    )
    try:
        told = centre.exchange.take_over(calendar(weekly, days, one))
        assert (told.added, told.refused) == (3, ())
        view = centre.appointments.calendar(monday, monday + timedelta(days=6))
        found = {entry.title: entry for entry in view.entries}
        assert {title: entry.kind for title, entry in found.items()} == dict.fromkeys(
            ("Kurs", "Urlaub", "Anruf"), AppointmentKind.FOREIGN
        )
        assert found["Kurs"].start.date() == monday
        assert (found["Kurs"].start.hour, found["Kurs"].end - found["Kurs"].start) == (
            10,
            timedelta(minutes=50),
        )
        assert found["Urlaub"].end.date() == monday + timedelta(days=3)
        own = uuid4()
        start = datetime.combine(monday, datetime.min.time(), UTC) + timedelta(hours=12)
        centre.appointments.book(
            Appointment(
                id=own,
                subject=own,
                kind_of=AppointmentKind.OWN,
                start=start,
                end=start + timedelta(hours=1),
                people=(centre.user.id,),
            )
        )
        again = centre.exchange.take_over(calendar(weekly.replace("Kurs", "Anderer Kurs"), days, one))
        assert (again.replaced, again.unchanged) == (1, 2)
        view = centre.appointments.calendar(monday, monday + timedelta(days=6))
        assert "Anderer Kurs" in {entry.title for entry in view.entries}
    finally:
        centre.lock()
    opened = Centre.open(tmp_path / "centre", user="beraterin", password=PASSWORD)
    try:
        view = opened.appointments.calendar(monday + timedelta(days=28), monday + timedelta(days=34))
        assert [entry.start.date() for entry in view.entries] == [monday + timedelta(days=28)]
        opened.tidy_calendar()
        assert opened.exchange.drop_foreign().kinds() >= {"Appointment", ForeignCalendar.__name__}
        assert opened.verify(full=True).findings == ()
    finally:
        opened.lock()
