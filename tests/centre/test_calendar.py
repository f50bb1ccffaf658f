# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar of a real centre: with deletion, restricted cases and other roles; on both databases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.appointments.errors import Taken
from beratung.centre import Centre
from beratung.centre.errors import MayNotSet
from beratung.centre.settings import _ID as ITEM
from beratung.centre.settings import _KIND as ITEM_KIND
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    CalendarSettings,
    ClosingDay,
    Frequency,
    OpeningTime,
    Repeat,
)
from beratung.domain.calendar_views import HintKind
from beratung.domain.errors import BadInput, NotFound, Refused
from beratung.store.claims import CLAIMS
from tests.builders import RECORD
from tests.centre.test_restricted import SECRET, Place, anna, bert, case, id_of, made, on_server, place

__all__ = ["anna", "bert", "case", "made", "on_server", "place"]

DAY = date(2031, 3, 4)
TEN = datetime(2031, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_hour(centre: Centre, client: UUID, start: datetime = TEN) -> Appointment:
    people = (id_of(centre, "anna"),)
    return Appointment(id=uuid4(), subject=client, start=start, end=start + HOUR, people=people)


def claims_of(centre: Centre) -> int:
    """How many rows take a time, as anybody with the file can count them."""
    with centre._store.reading() as reader:
        return len(reader.link.rows(CLAIMS))


def test_the_calendar_of_two_people_and_a_name_for_each_entry(anna: Centre, bert: Centre, case: UUID) -> None:
    client = anna.clients.client_of(case)
    booked = anna.appointments.book(an_hour(anna, client), repeat=Repeat(frequency=Frequency.WEEKLY, count=3))
    [entry] = bert.appointments.calendar(DAY, DAY).entries
    assert (entry.id, entry.who) == (booked.ids[0], anna.clients.show(client).display_name)
    assert {column.name for column in bert.appointments.calendar(DAY, DAY).people} == {
        "anna",
        "bert",
        "chefin",
    }
    with pytest.raises(Taken) as refused:
        bert.appointments.book(an_hour(bert, client, TEN + timedelta(minutes=55)))
    assert [hint.by for hint in refused.value.hints] == [entry.id]
    anna.appointments.undo(booked.undo)
    assert not bert.appointments.calendar(DAY, DAY).entries


def test_a_deleted_client_takes_nobodys_time(anna: Centre, bert: Centre, case: UUID) -> None:
    client = anna.clients.client_of(case)
    other = anna.clients.record({**RECORD, "given_name": "Omar"}).client
    before = claims_of(anna)
    anna.appointments.book(an_hour(anna, client))
    own = uuid4()
    group = anna.appointments.book(
        msgspec.structs.replace(
            an_hour(anna, own, TEN + HOUR), id=own, kind_of=AppointmentKind.GROUP, places=1
        )
    ).ids[0]
    anna.appointments.join(group, client)
    anna.appointments.join(group, other)
    assert claims_of(anna) == before + 12 + 12 + 1
    anna.confirm_second("chefin", SECRET)
    anna.clients.delete(client, second=id_of(anna, "chefin"))
    assert claims_of(anna) == before + 12
    view = bert.appointments.group(group)
    assert [line.client for line in view.next_up] == [other]
    bert.appointments.move_up(view.next_up[0].id)
    bert.appointments.book(an_hour(bert, other))
    assert bert.verify(full=True).findings == ()


def test_the_appointments_of_a_restricted_case_are_found_by_those_named_alone(
    anna: Centre, bert: Centre, case: UUID
) -> None:
    client = anna.clients.client_of(case)
    own = anna.appointments.book(an_hour(anna, client)).ids[0]
    anna.restricted.restrict(case, [])
    assert [entry.id for entry in anna.appointments.calendar(DAY, DAY).entries] == [own]
    assert not bert.appointments.calendar(DAY, DAY).entries
    assert bert.appointments.of_client(client) == ()
    with pytest.raises(NotFound):
        bert.appointments.show(own)
    other = bert.clients.record({**RECORD, "given_name": "Omar"}).client
    wanted = an_hour(bert, other, TEN + HOUR / 2)
    [hint] = bert.appointments.check(wanted)
    assert (hint.kind, hint.of, hint.by, hint.details) == (HintKind.TAKEN, id_of(bert, "anna"), None, {})
    with pytest.raises(Taken):
        bert.appointments.book(wanted)
    anna.appointments.move(own, TEN + 2 * HOUR, TEN + 3 * HOUR)
    bert.appointments.book(wanted)
    assert anna.verify(full=True).findings == ()


def test_other_roles_have_no_calendar(place: Place, anna: Centre, case: UUID) -> None:
    own = anna.appointments.book(an_hour(anna, anna.clients.client_of(case))).ids[0]
    for name in ("leitung", "verwaltung"):
        other = place.open(name)
        assert not other.appointments.calendar(DAY, DAY).entries
        with pytest.raises(NotFound):
            other.appointments.show(own)
        with pytest.raises(Refused):
            other.appointments.clear_past()


def test_past_claims_go_and_those_to_come_stay(anna: Centre, case: UUID) -> None:
    client = anna.clients.client_of(case)
    yesterday = datetime.combine(anna.clock.today() - timedelta(days=1), TEN.time(), tzinfo=UTC)
    before = claims_of(anna)
    anna.appointments.book(an_hour(anna, client, yesterday))
    anna.appointments.book(an_hour(anna, client))
    anna.appointments.clear_past()
    assert claims_of(anna) == before + 12


def test_what_a_centre_decides_about_its_calendar_is_kept(place: Place, anna: Centre, bert: Centre) -> None:
    own = CalendarSettings(
        hours=(OpeningTime(weekday=1, opens=9 * 60, closes=12 * 60),),
        land="SN",
        closing=(ClosingDay(first=DAY, last=DAY, name="Umzug"),),
        minutes=45,
    )
    anna.change_settings(msgspec.structs.replace(anna.settings, calendar=own))
    assert anna.appointments.opening.settings == own
    again = place.open("anna")
    assert again.appointments.calendar(DAY, DAY).days[0].closed == "Umzug"
    wrong = msgspec.structs.replace(own, land="XX")
    with pytest.raises(BadInput):
        anna.change_settings(msgspec.structs.replace(anna.settings, calendar=wrong))


def test_nonsense_in_place_of_the_settings_counts_as_not_stored(place: Place, anna: Centre) -> None:
    wrong = CalendarSettings(zone="../../etc/passwd", hours=(OpeningTime(weekday=9, opens=5, closes=1),))
    settings = msgspec.structs.replace(anna.settings, calendar=wrong, idle_minutes=7)
    anna._store.put_item(ITEM_KIND, ITEM, msgspec.msgpack.encode(settings))
    again = place.open("bert")
    assert again.settings.calendar == CalendarSettings()
    assert again.settings.idle_minutes == 7
    assert again.appointments.calendar(DAY, DAY).days[0].opens


def test_a_supervisor_sets_nothing_that_clients_get_to_see(place: Place) -> None:
    leitung = place.open("leitung")
    usual = leitung.settings
    with pytest.raises(MayNotSet):
        leitung.change_settings(
            msgspec.structs.replace(usual, calendar=CalendarSettings(video_link="https://example.org/x"))
        )
    assert leitung.settings == usual
    leitung.change_settings(msgspec.structs.replace(usual, idle_minutes=7))
    assert leitung.settings.idle_minutes == 7
