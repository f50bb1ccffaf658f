# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Booking, moving, calling off, taking back."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from beratung.appointments import errors
from beratung.domain.appointments import (
    AppointmentState,
    CalendarSettings,
    CancelledBy,
    Frequency,
    Repeat,
    Scope,
)
from beratung.domain.calendar_views import HintKind, LeftOut
from beratung.domain.errors import BadInput, NotFound, RecordConflict
from beratung.domain.planning import Mode
from tests.appointments.calendars import TODAY, Calendars, at, later

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


def test_moving_gives_the_old_time_back_and_undo_takes_it_again() -> None:
    calendars = Calendars()
    service = calendars.service
    first = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    moved = service.move(first, at(TOMORROW, "14:00"), at(TOMORROW, "15:00"))
    second = service.book(calendars.single(at(TOMORROW, "10:30"), subject=calendars.omar)).ids[0]
    assert shown(calendars) == ["24 10:30-11:20 planned", "24 14:00-15:00 planned"]
    with pytest.raises(errors.Taken):
        service.undo(moved.undo)
    service.remove(second)
    back = service.undo(moved.undo)
    assert shown(calendars) == ["24 10:00-10:50 planned"]
    service.undo(back.undo)
    assert shown(calendars) == ["24 14:00-15:00 planned"]


def test_two_can_change_places_only_when_there_is_room() -> None:
    calendars = Calendars()
    service = calendars.service
    first = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    service.book(calendars.single(at(TOMORROW, "11:00"), subject=calendars.omar))
    with pytest.raises(errors.Taken):
        service.move(first, at(TOMORROW, "11:00"), at(TOMORROW, "11:50"))
    service.move(first, at(TOMORROW, "10:10"), at(TOMORROW, "11:00"))  # over its own old time
    assert shown(calendars) == ["24 10:10-11:00 planned", "24 11:00-11:50 planned"]


def test_what_is_called_off_frees_its_time_and_stays_to_be_seen() -> None:
    calendars = Calendars()
    service = calendars.service
    first = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    done = service.cancel(first, CancelledBy.CLIENT, "krank")
    assert service.appointment(first).note == "krank"
    service.book(calendars.single(at(TOMORROW, "10:00"), subject=calendars.omar))
    assert sorted(shown(calendars)) == ["24 10:00-10:50 cancelled_by_client", "24 10:00-10:50 planned"]
    with pytest.raises(errors.Taken):
        service.undo(done.undo)
    with pytest.raises(errors.Taken):
        service.set_state(first, AppointmentState.PLANNED)
    with pytest.raises(errors.IsCancelled):
        service.cancel(first, CancelledBy.CENTRE)


def test_an_outcome_waits_until_it_has_begun_and_is_counted_apart() -> None:
    calendars = Calendars()
    service = calendars.service
    ids = [
        service.book(calendars.single(at(TODAY, clock), 30, subject=calendars.omar)).ids[0]
        for clock in ("08:00", "09:00", "10:00", "16:00", "17:00")
    ]
    service.set_state(ids[0], AppointmentState.HELD)
    service.set_state(ids[1], AppointmentState.NO_SHOW)
    service.cancel(ids[2], CancelledBy.CENTRE)
    service.set_state(ids[3], AppointmentState.CANCELLED_BY_CLIENT)
    with pytest.raises(errors.NotYetOver):
        service.set_state(ids[4], AppointmentState.NO_SHOW)
    tally = service.tally(TODAY, TODAY)
    assert (
        tally.held,
        tally.no_show,
        tally.cancelled_by_centre,
        tally.cancelled_by_client,
        tally.planned,
    ) == ((1,) * 5)
    service.set_state(ids[1], AppointmentState.PLANNED)
    assert service.tally(TODAY, TODAY).planned == 2


def test_saving_again_after_a_lost_confirmation_finds_its_own() -> None:
    calendars = Calendars()
    wanted = calendars.single(at(TOMORROW, "10:00"))
    rule = Repeat(frequency=Frequency.WEEKLY, count=3)
    for repeat in (None, rule):
        wanted = replace(wanted, start=later(wanted.start, 60), end=later(wanted.end, 60), id=uuid4())
        first = calendars.service.book(wanted, repeat=repeat)
        again = calendars.service.book(wanted, repeat=repeat)
        assert again.ids == first.ids
        assert not again.changes.touched
    other = replace(wanted, title="anders")
    with pytest.raises(RecordConflict):
        calendars.service.book(other)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"end": at(TOMORROW, "10:00")}, "end"),
        ({"end": at(TOMORROW, "10:00") + timedelta(hours=25)}, "end"),
        ({"start": at(TOMORROW, "09:57")}, "start"),
        ({"start": at(TOMORROW, "09:55").replace(tzinfo=None)}, "start"),
        ({"start": at(date(1980, 1, 1), "10:00")}, "start"),
        ({"people": (), "rooms": ()}, "people"),
        ({"people": (uuid4(),)}, "people"),
        ({"rooms": (uuid4(),)}, "rooms"),
        ({"zone": "Europe/Nirgends"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"places": -1}, "places"),
        ({"title": "x" * 300}, "title"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(given: dict[str, Any], place: str) -> None:
    calendars = Calendars()
    with pytest.raises(BadInput) as refused:
        calendars.service.book(calendars.single(at(TOMORROW, "10:00"), **given))
    assert refused.value.place == place
    assert not calendars.records.claims


def test_a_single_appointment_needs_a_client_who_is_there() -> None:
    calendars = Calendars()
    own = uuid4()
    with pytest.raises(errors.WrongSubject):
        calendars.service.book(calendars.single(at(TOMORROW, "10:00"), id=own, subject=own))
    with pytest.raises(NotFound):
        calendars.service.book(calendars.single(at(TOMORROW, "10:00"), subject=uuid4()))
    with pytest.raises(errors.ForeignCaseNamed):
        calendars.service.book(calendars.single(at(TOMORROW, "10:00"), case=calendars.other_case))


def test_changing_sees_what_a_colleague_has_saved() -> None:
    calendars = Calendars()
    own = calendars.service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    stale = calendars.service.appointment(own)
    done = calendars.of(calendars.ben).change(replace(stale, title="Neu", people=(calendars.ben.id,)))
    with pytest.raises(RecordConflict):
        calendars.service.change(replace(stale, title="Alt"))
    calendars.service.book(calendars.single(at(TOMORROW, "10:00"), rooms=(), subject=calendars.omar))
    with pytest.raises(errors.Taken):
        calendars.service.undo(done.undo)


def test_what_is_by_video_gets_the_link_of_the_centre_unless_it_has_its_own() -> None:
    calendars = Calendars(settings=CalendarSettings(video_link="https://video.example.org/raum"))
    service = calendars.service
    own = service.book(calendars.single(at(TOMORROW, "10:00"), mode=Mode.VIDEO)).ids[0]
    assert service.show(own).link == "https://video.example.org/raum"
    other = service.book(calendars.single(at(TOMORROW, "11:00"))).ids[0]
    service.change(replace(service.appointment(other), mode=Mode.VIDEO, link="https://example.org"))
    assert service.show(other).link == "https://example.org"
    service.change(replace(service.appointment(other), link=""))
    assert service.show(other).link == "https://video.example.org/raum"


# Series.


def weekly(count: int = 4) -> Repeat:
    return Repeat(frequency=Frequency.WEEKLY, count=count)


def test_a_series_leaves_out_holidays_and_says_so() -> None:
    calendars = Calendars()
    booked = calendars.service.book(calendars.single(at(date(2026, 12, 18), "10:00")), repeat=weekly())
    assert booked.left_out == ((date(2026, 12, 25), LeftOut.HOLIDAY), (date(2027, 1, 1), LeftOut.HOLIDAY))
    assert shown(calendars, date(2026, 12, 1), date(2027, 2, 1)) == [
        "18 10:00-10:50 planned",
        "08 10:00-10:50 planned",
    ]
    whole = calendars.service.book(
        calendars.single(at(date(2026, 12, 18), "11:00")), repeat=weekly(), skip_days_off=False
    )
    assert len(whole.ids) == 4


def test_a_series_is_refused_whole_or_leaves_out_what_is_taken() -> None:
    calendars = Calendars()
    service = calendars.service
    service.book(calendars.single(at(TOMORROW + timedelta(days=7), "10:30"), subject=calendars.omar))
    wanted = calendars.single(at(TOMORROW, "10:00"))
    with pytest.raises(errors.Taken) as refused:
        service.book(wanted, repeat=weekly())
    assert [hint.start for hint in refused.value.hints if hint.of == calendars.ada.id] == [
        at(TOMORROW + timedelta(days=7), "10:30")
    ]
    assert len(shown(calendars, TODAY, TODAY + timedelta(days=60))) == 1
    hints = service.check(wanted, repeat=weekly())
    assert {hint.kind for hint in hints} == {HintKind.TAKEN}
    booked = service.book(wanted, repeat=weekly(), skip_taken=True)
    assert booked.left_out == ((TOMORROW + timedelta(days=7), LeftOut.TAKEN),)
    service.undo(booked.undo)
    assert len(shown(calendars, TODAY, TODAY + timedelta(days=60))) == 1


def test_a_series_keeps_the_time_on_the_wall_over_the_change_of_the_clock() -> None:
    calendars = Calendars()
    booked = calendars.service.book(
        calendars.single(at(date(2027, 3, 24), "10:00")), repeat=weekly(2), skip_days_off=False
    )
    starts = [calendars.service.appointment(own).start for own in booked.ids]
    assert [f"{start:%H:%M}" for start in starts] == ["09:00", "08:00"]
    assert shown(calendars, date(2027, 3, 31), date(2027, 3, 31)) == ["31 10:00-10:50 planned"]


def test_a_series_leaves_out_a_time_that_the_clock_leaves_out() -> None:
    calendars = Calendars()
    daily = Repeat(frequency=Frequency.DAILY, count=3)
    booked = calendars.service.book(calendars.single(at(date(2027, 3, 27), "02:30"), 20), repeat=daily)
    assert booked.left_out[0] == (date(2027, 3, 28), LeftOut.NO_SUCH_TIME)


def test_this_and_the_following_move_together_and_the_rest_stays() -> None:
    calendars = Calendars()
    service = calendars.service
    ids = service.book(calendars.single(at(TOMORROW, "10:00")), repeat=weekly()).ids
    service.move(
        ids[2], at(TOMORROW + timedelta(days=14), "15:00"), at(TOMORROW + timedelta(days=14), "15:30")
    )
    third = service.appointment(ids[2])
    assert third.is_apart
    done = service.move(
        ids[1],
        at(TOMORROW + timedelta(days=8), "09:00"),
        at(TOMORROW + timedelta(days=8), "09:30"),
        scope=Scope.FOLLOWING,
    )
    assert shown(calendars, TODAY, TODAY + timedelta(days=30)) == [
        "24 10:00-10:50 planned",
        "02 09:00-09:30 planned",
        "08 15:00-15:30 planned",
        "16 09:00-09:30 planned",
    ]
    first, second, fourth = (service.appointment(ids[n]) for n in (0, 1, 3))
    assert first.series != second.series == fourth.series
    service.undo(done.undo)
    assert shown(calendars, TODAY, TODAY + timedelta(days=30))[1] == "01 10:00-10:50 planned"
    assert service.appointment(ids[1]).series == first.series


def test_the_whole_series_moves_over_its_own_times() -> None:
    calendars = Calendars()
    service = calendars.service
    ids = service.book(calendars.single(at(TOMORROW, "10:00")), repeat=weekly()).ids
    service.move(
        ids[3],
        at(TOMORROW + timedelta(days=21), "10:30"),
        at(TOMORROW + timedelta(days=21), "11:20"),
        scope=Scope.ALL,
    )
    assert {f"{service.appointment(own).start:%H:%M}" for own in ids} == {"09:30"}
    service.cancel(ids[2], CancelledBy.CENTRE, scope=Scope.FOLLOWING)
    states = [service.appointment(own).state.is_cancelled for own in ids]
    assert states == [False, False, True, True]
    service.remove(ids[0], scope=Scope.ALL)
    assert len(shown(calendars, TODAY, TODAY + timedelta(days=30))) == 2
    for own in ids[2:]:
        service.remove(own)
    assert not calendars.records.claims
    assert shown(calendars, TODAY, TODAY + timedelta(days=30)) == []
