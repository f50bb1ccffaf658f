# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Booking, moving, calling off, taking back."""

from datetime import date, timedelta

import msgspec
import pytest

from beratung.appointments import errors
from tests.appointments.calendars import TODAY, Calendars, at

replace = msgspec.structs.replace
TOMORROW = TODAY + timedelta(days=1)


def shown(calendars: Calendars, first: date = TODAY, last: date = TODAY + timedelta(days=6)) -> list[str]:
    entries = calendars.service.calendar(first, last).entries
    return [f"{entry.start:%d %H:%M}-{entry.end:%H:%M} {entry.state}" for entry in entries]


def test_what_is_booked_stands_in_the_calendar_with_its_name() -> None:
    calendars = Calendars()
    booked = calendars.service.book(
        calendars.single(at(TOMORROW, "10:00"), case=calendars.case, title="Erstgespräch")
    )
    view = calendars.service.calendar(TODAY, TODAY + timedelta(days=6))
    [entry] = view.entries
    assert entry.id == booked.ids[0]
    assert (entry.who, entry.case, entry.title) == ("Amal Musterfrau", calendars.case, "Erstgespräch")
    assert entry.start.isoformat() == "2026-11-24T10:00:00+01:00"
    assert [column.name for column in view.people] == ["ada", "ben"]
    assert view.people[0].is_self
    assert [column.name for column in view.rooms] == ["Blau", "Rot"]
    assert len(view.days) == 7
    assert entry.hints == ()


def test_two_times_that_meet_fit_and_two_that_share_five_minutes_do_not() -> None:
    calendars = Calendars()
    calendars.service.book(calendars.single(at(TOMORROW, "10:00"), 50))
    calendars.service.book(calendars.single(at(TOMORROW, "10:50"), 40, subject=calendars.omar))
    with pytest.raises(errors.Taken) as refused:
        calendars.service.book(calendars.single(at(TOMORROW, "10:45"), 10, rooms=(calendars.blue,)))
    assert {hint.start for hint in refused.value.hints} == {at(TOMORROW, "10:00"), at(TOMORROW, "10:50")}
    assert {hint.of for hint in refused.value.hints} == {calendars.ada.id}
    assert len(shown(calendars)) == 2
