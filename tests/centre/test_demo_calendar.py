# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar of the demo: whole, without overlaps, and the same for the same seed."""

from datetime import timedelta
from itertools import combinations
from pathlib import Path
from uuid import UUID

from beratung.appointments.hours import Opening
from beratung.centre import Centre
from beratung.centre.demo import make_demo
from beratung.demo.calendars import WEEKS_AHEAD, WEEKS_BACK, Making
from beratung.domain.appointments import AppointmentKind, AppointmentState, CalendarSettings, Series
from beratung.domain.base import Record
from beratung.domain.calendar_views import CalendarEntry
from tests.builders import TODAY
from tests.centre.conftest import PASSWORD

TODAY_ID = UUID(int=7)


def entries(centre: Centre) -> tuple[CalendarEntry, ...]:
    first, last = TODAY - timedelta(weeks=WEEKS_BACK + 1), TODAY + timedelta(weeks=WEEKS_AHEAD + 1)
    return centre.appointments.calendar(first, last).entries


def test_there_is_something_of_everything_and_nothing_overlaps(centre: Centre) -> None:
    found = entries(centre)
    assert {entry.kind for entry in found} == set(AppointmentKind) - {AppointmentKind.FOREIGN}
    assert {entry.state for entry in found} >= {AppointmentState.PLANNED, AppointmentState.HELD}
    assert len([entry for entry in found if entry.kind is AppointmentKind.SINGLE]) >= 20
    live = [entry for entry in found if entry.is_live]
    for one, other in combinations(live, 2):
        shares = {*one.people, *one.rooms} & {*other.people, *other.rooms}
        assert not shares or one.end <= other.start or other.end <= one.start
    assert all(entry.state is AppointmentState.PLANNED for entry in found if entry.start.date() > TODAY)
    group = next(e for e in found if e.kind is AppointmentKind.GROUP and e.start.date() > TODAY)
    view = centre.appointments.group(group.id)
    assert (len(view.taking_part), len(view.waiting), view.places) == (8, 2, 8)
    assert [room.name for room in centre.appointments.rooms()] == [
        "Beratungsraum 1",
        "Beratungsraum 2",
        "Gruppenraum",
    ]
    assert centre.appointments.due_list(TODAY)
    assert len(centre.appointments.absences()) >= 2


def test_it_is_the_same_for_the_same_seed(centre: Centre, tmp_path: Path) -> None:
    make_demo(tmp_path / "another", 20, 7, on=TODAY)
    other = Centre.open(tmp_path / "another", user="beraterin", password=PASSWORD)
    mine, theirs = ([(e.id, e.start, e.who, e.title, e.state) for e in entries(c)] for c in (centre, other))
    other.lock()
    assert mine == theirs


def test_without_people_the_house_still_has_its_week() -> None:
    opening = Opening(CalendarSettings())
    own = Making(3, TODAY, opening, TODAY_ID, "beraterin").everything([])
    kinds = {type(record) for record in own.ahead}
    assert Series in kinds
    assert not [record for record in _all(own.past, own.ahead) if _kind(record) is AppointmentKind.SINGLE]


def _all(*parts: tuple[Record, ...]) -> list[Record]:
    return [record for part in parts for record in part]


def _kind(record: Record) -> AppointmentKind | None:
    return getattr(record, "kind_of", None)
