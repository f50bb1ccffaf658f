# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Groups and open hours, rooms, reminders, and what goes with a client who is deleted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.appointments import errors
from beratung.appointments.diary import Diary
from beratung.appointments.interpreter_files import exclude
from beratung.domain.appointments import (
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    CalendarSettings,
    CancelledBy,
    Frequency,
    Participant,
    ParticipantState,
    RemindBy,
    Repeat,
    Room,
    Scope,
)
from beratung.domain.base import Domain
from beratung.domain.calendar_views import Done, GroupView
from beratung.domain.errors import BadInput, NotFound, TimeTaken
from beratung.domain.interpreting import ExclusionReason, InterpreterRequest, RequestState
from beratung.domain.people import Client, Contact
from beratung.domain.sharing import Claim, slots
from beratung.domain.work import Work
from tests.appointments.calendars import TODAY, Calendars, at

replace = msgspec.structs.replace
TOMORROW = TODAY + timedelta(days=1)


def a_group(calendars: Calendars, **given: Any) -> UUID:  # noqa: ANN401 - fields of an appointment
    return calendars.service.book(calendars.group(at(TOMORROW, "14:00"), **given)).ids[0]


def people(calendars: Calendars, number: int) -> list[UUID]:
    return [calendars.a_client(f"Person {n}", "Muster")[0] for n in range(number)]


def names(view: GroupView) -> tuple[list[str], list[str], list[str]]:
    return (
        [line.who for line in view.taking_part],
        [line.who for line in view.waiting],
        [line.who for line in view.next_up],
    )


def test_who_comes_too_late_waits_and_moves_up_when_a_person_says_so() -> None:
    calendars = Calendars()
    service = calendars.service
    group = a_group(calendars)
    third, fourth = people(calendars, 2)
    service.join(group, calendars.amal, calendars.case)
    service.join(group, calendars.omar)
    calendars.clock.go_on(1)
    service.join(group, third)
    calendars.clock.go_on(1)
    service.join(group, fourth)
    calendars.clock.go_on(-2)
    [entry] = service.calendar(TOMORROW, TOMORROW).entries
    assert (entry.participants, entry.waiting, entry.places) == (2, 2, 2)
    view = service.group(group)
    assert names(view) == (["Amal Musterfrau", "Omar Mustermann"], ["Person 0 Muster", "Person 1 Muster"], [])
    with pytest.raises(errors.IsFull):
        service.move_up(view.waiting[0].id)
    left = service.leave(view.taking_part[0].id)
    view = service.group(group)
    assert names(view)[2] == ["Person 0 Muster"]
    assert [line.state for line in view.gone] == [ParticipantState.CANCELLED_BY_CLIENT]
    service.move_up(view.next_up[0].id)
    assert names(service.group(group))[0] == ["Person 0 Muster", "Omar Mustermann"]
    with pytest.raises(errors.Taken):
        service.undo(left.undo)
    with pytest.raises(errors.JoinedAlready):
        service.move_up(view.next_up[0].id)


def test_who_waits_moves_up_at_once_where_the_centre_wants_it() -> None:
    calendars = Calendars(settings=CalendarSettings(moves_up=True))
    service = calendars.service
    group = a_group(calendars, places=1)
    for client in (calendars.amal, calendars.omar):
        service.join(group, client)
    done = service.leave(service.group(group).taking_part[0].id)
    assert names(service.group(group)) == (["Omar Mustermann"], [], [])
    service.undo(done.undo)
    assert names(service.group(group)) == (["Amal Musterfrau"], ["Omar Mustermann"], [])


def test_who_left_may_come_again_and_nobody_is_listed_twice() -> None:
    calendars = Calendars()
    service = calendars.service
    group = a_group(calendars)
    service.join(group, calendars.amal)
    with pytest.raises(errors.JoinedAlready):
        service.join(group, calendars.amal)
    service.leave(service.group(group).taking_part[0].id, CancelledBy.CENTRE)
    service.join(group, calendars.amal)
    assert names(service.group(group))[0] == ["Amal Musterfrau"]
    assert len(service.group(group).gone) == 0
    with pytest.raises(errors.IsFull):
        service.join(a_group_of_one(calendars), calendars.omar, may_wait=False)


def a_group_of_one(calendars: Calendars) -> UUID:
    own = calendars.service.book(calendars.group(at(TOMORROW, "16:00"), places=1)).ids[0]
    calendars.service.join(own, calendars.amal)
    return own


def test_a_place_that_a_hidden_client_has_is_not_given_again() -> None:
    calendars = Calendars()
    group = a_group(calendars)
    start = slots(at(TOMORROW, "14:00"), at(TOMORROW, "14:00")).start
    with calendars.records.work() as work:
        work.claim(uuid4(), [Claim(resource=group, slot=start, lane=1)])
        work.commit()
    calendars.service.join(group, calendars.amal)
    calendars.service.join(group, calendars.omar)
    view = calendars.service.group(group)
    assert [line.lane for line in view.taking_part] == [2]
    assert [line.who for line in view.waiting] == ["Omar Mustermann"]


def test_of_two_who_join_at_once_for_the_last_place_one_waits() -> None:
    calendars = Calendars()
    group = a_group(calendars, places=1)
    mine, theirs = calendars.service, calendars.of(calendars.ben)
    commit, tries = mine._commit, 0

    def meanwhile(diary: Diary, wanted: Sequence[Appointment] = ()) -> Done:
        nonlocal tries
        tries += 1
        if tries == 1:
            theirs.join(group, calendars.omar)
        return commit(diary, wanted)

    mine._commit = meanwhile  # type: ignore[method-assign]
    mine.join(group, calendars.amal)
    assert tries == 2
    assert names(mine.group(group)) == (["Omar Mustermann"], ["Amal Musterfrau"], [])


def test_without_a_limit_everybody_comes_in() -> None:
    calendars = Calendars()
    hours = a_group(calendars, kind_of=AppointmentKind.OPEN_HOURS, places=0)
    for client in [calendars.amal, calendars.omar, *people(calendars, 5)]:
        calendars.service.join(hours, client)
    assert [line.lane for line in calendars.service.group(hours).taking_part] == list(range(1, 8))


def test_places_move_with_their_group_and_go_with_it() -> None:
    calendars = Calendars()
    service = calendars.service
    group = a_group(calendars)
    service.join(group, calendars.amal)
    service.move(group, at(TOMORROW + timedelta(days=7), "14:00"), at(TOMORROW + timedelta(days=7), "15:00"))
    view = service.group(group)
    assert names(view)[0] == ["Amal Musterfrau"]
    line = view.taking_part[0]
    booking = [claim for claim, owner in calendars.records.claims.items() if owner == line.id]
    assert [claim.slot * 300 for claim in booking] == [
        int(at(TOMORROW + timedelta(days=7), "14:00").timestamp())
    ]
    service.cancel(group, CancelledBy.CENTRE)
    assert [gone.state for gone in service.group(group).gone] == [ParticipantState.CANCELLED_BY_CENTRE]
    assert not calendars.records.claims
    with pytest.raises(errors.IsCancelled):
        service.join(group, calendars.omar)


def test_a_course_is_joined_in_all_its_meetings() -> None:
    calendars = Calendars()
    service = calendars.service
    ids = service.book(
        calendars.group(at(TOMORROW, "14:00")), repeat=Repeat(frequency=Frequency.WEEKLY, count=4)
    ).ids
    service.join(ids[1], calendars.amal, scope=Scope.FOLLOWING)
    assert [len(service.group(own).taking_part) for own in ids] == [0, 1, 1, 1]
    done = service.remove(ids[2], scope=Scope.FOLLOWING)
    assert len(service.calendar(TOMORROW, TOMORROW + timedelta(days=30)).entries) == 2
    service.undo(done.undo)
    assert [len(service.group(own).taking_part) for own in ids] == [0, 1, 1, 1]


def test_what_became_of_each_is_counted_apart() -> None:
    calendars = Calendars()
    service = calendars.service
    group = calendars.service.book(calendars.group(at(TODAY, "09:00"), places=4)).ids[0]
    for client in [calendars.amal, calendars.omar, *people(calendars, 2)]:
        service.join(group, client)
    lines = service.group(group).taking_part
    service.set_participant(lines[0].id, ParticipantState.NO_SHOW)
    service.leave(lines[1].id)
    service.set_state(group, AppointmentState.HELD)
    tally = service.tally(TODAY, TODAY)
    assert (tally.held, tally.no_show, tally.cancelled_by_client) == (2, 1, 1)
    with pytest.raises(errors.NoGroup):
        service.set_participant(lines[2].id, ParticipantState.WAITING)
    with pytest.raises(errors.IsFull):
        service.set_participant(lines[1].id, ParticipantState.HELD)
    later = a_group(calendars)
    service.join(later, calendars.amal)
    with pytest.raises(errors.NotYetOver):
        service.set_participant(service.group(later).taking_part[0].id, ParticipantState.HELD)


def test_only_groups_have_a_list_and_places_are_kept() -> None:
    calendars = Calendars()
    service = calendars.service
    single = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    with pytest.raises(errors.NoGroup):
        service.join(single, calendars.amal)
    group = a_group(calendars)
    with pytest.raises(NotFound):
        service.join(group, uuid4())
    with pytest.raises(errors.ForeignCaseNamed):
        service.join(group, calendars.amal, calendars.other_case)
    for client in (calendars.amal, calendars.omar):
        service.join(group, client)
    with pytest.raises(errors.FewerPlaces):
        service.change(replace(service.appointment(group), places=1))
    service.change(replace(service.appointment(group), places=5))
    assert service.show(group).places == 5


# Rooms and absences.


def test_rooms_have_names_of_their_own_and_are_not_given_up_while_booked() -> None:
    calendars = Calendars()
    service = calendars.service
    own = uuid4()
    with pytest.raises(errors.NameTaken):
        service.save_room(Room(id=own, subject=own, name=" rot "))
    for wrong in (Room(id=own, subject=own, name=" "), Room(id=own, subject=own, name="Grün", seats=0)):
        with pytest.raises(BadInput):
            service.save_room(wrong)
    booked = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    red = next(room for room in service.rooms() if room.id == calendars.red)
    with pytest.raises(errors.RoomBooked):
        service.save_room(replace(red, is_used=False))
    service.cancel(booked, CancelledBy.CLIENT)
    service.save_room(replace(red, is_used=False))
    assert [room.name for room in service.rooms()] == ["Blau"]
    assert len(service.rooms(with_given_up=True)) == 2
    with pytest.raises(errors.UnknownRoom):
        service.book(calendars.single(at(TOMORROW, "11:00")))


def test_absences_stand_in_the_calendar_of_whom_they_are_of() -> None:
    calendars = Calendars()
    own = uuid4()
    absence = Absence(
        id=own, subject=own, of=calendars.ben.id, start=at(TODAY, "00:00"), end=at(TOMORROW, "00:00")
    )
    calendars.service.save_absence(absence)
    assert [line.of for line in calendars.service.calendar(TODAY, TODAY).absences] == [calendars.ben.id]
    assert not calendars.service.calendar(TOMORROW, TOMORROW).absences
    stored = calendars.service.absences(calendars.ben.id)[0]
    calendars.service.save_absence(replace(absence, version=stored.version, end=at(TOMORROW, "12:00")))
    assert calendars.service.calendar(TOMORROW, TOMORROW).absences
    assert not calendars.service.absences(calendars.ada.id)
    with pytest.raises(errors.EndBeforeStart):
        calendars.service.save_absence(replace(absence, version=0, id=uuid4(), end=absence.start))


# Reminding.


def test_the_due_list_tells_whom_to_remind_and_whom_to_tell_of_a_change() -> None:
    calendars = Calendars()
    service = calendars.service
    with calendars.records.work() as work:
        client = work.get(Client, calendars.amal)
        work.put(replace(client, contact=Contact(phone="0391 000", note="nur vormittags")))
        work.commit()
    near = service.book(calendars.single(at(TOMORROW, "10:00"), remind=RemindBy.PHONE)).ids[0]
    far = service.book(calendars.single(at(TODAY + timedelta(days=14), "10:00"))).ids[0]
    service.book(calendars.single(at(TOMORROW, "12:00"), remind=RemindBy.NONE))
    group = a_group(calendars)
    service.join(group, calendars.omar)
    lines = service.due_list()
    assert [(line.who, line.by, line.phone) for line in lines] == [
        ("Amal Musterfrau", RemindBy.PHONE, "0391 000"),
        ("Omar Mustermann", RemindBy.SLIP, ""),
    ]
    service.mark_reminded(near)
    service.mark_reminded(lines[1].id)
    assert not service.due_list()
    service.move(far, at(TODAY + timedelta(days=15), "10:00"), at(TODAY + timedelta(days=15), "10:50"))
    service.cancel(near, CancelledBy.CENTRE)
    service.cancel(group, CancelledBy.CENTRE)
    assert [(line.appointment, line.is_changed) for line in service.due_list()] == [
        (near, True),
        (group, True),
        (far, True),
    ]
    service.mark_reminded(far)
    assert far not in {line.appointment for line in service.due_list()}


# Deleting, hiding, tidying.


def test_a_client_who_is_deleted_leaves_no_time_taken() -> None:
    calendars = Calendars()
    service = calendars.service
    service.book(calendars.single(at(TOMORROW, "10:00")), repeat=Repeat(frequency=Frequency.WEEKLY, count=3))
    group = a_group(calendars)
    service.join(group, calendars.amal)
    service.join(group, calendars.omar)
    before = len(calendars.records.claims)
    with calendars.records.work() as work:
        work.shred(calendars.amal)
        work.commit()
    assert len(calendars.records.claims) == before - 3 * 20 - 1
    service.book(calendars.single(at(TOMORROW, "10:00"), subject=calendars.omar))
    assert names(service.group(group))[0] == ["Omar Mustermann"]
    [entry] = [e for e in service.calendar(TODAY, TOMORROW).entries if e.id == group]
    assert entry.participants == 1


def test_a_time_that_nobody_may_see_is_refused_and_said_without_a_word_too_many() -> None:
    calendars = Calendars()
    hidden = calendars.single(at(TOMORROW, "10:00"))
    with calendars.records.work() as work:
        work.claim(
            uuid4(), [Claim(resource=calendars.ada.id, slot=s) for s in slots(hidden.start, hidden.end)]
        )
        work.commit()
    [hint] = calendars.service.check(hidden)
    assert (hint.of, hint.by, hint.details) == (calendars.ada.id, None, {})
    with pytest.raises(TimeTaken):
        calendars.service.book(hidden)


def test_who_may_not_read_identity_sees_no_name() -> None:
    calendars = Calendars()
    calendars.service.book(calendars.single(at(TOMORROW, "10:00")))
    calendars.records.readable = {Domain.SCHEDULING}
    [entry] = calendars.service.calendar(TOMORROW, TOMORROW).entries
    assert entry.who == ""


def test_claims_of_past_days_are_removed_and_those_of_today_stay() -> None:
    calendars = Calendars()
    service = calendars.service
    service.book(calendars.single(at(TODAY - timedelta(days=1), "10:00")))
    service.book(calendars.single(at(TODAY, "08:00")))
    service.clear_past()
    slots_left = {claim.slot * 300 for claim in calendars.records.claims}
    assert min(slots_left) == int(at(TODAY, "08:00").timestamp())


def test_an_interpreter_desk_hears_of_what_moves_and_of_what_does_not_take_place() -> None:
    calendars = Calendars()
    heard: list[tuple[str, UUID]] = []

    class Desk:
        def on_moved(self, work: Work, appointment: Appointment) -> None:
            heard.append(("moved", appointment.id))

        def on_cancelled(self, work: Work, appointment: Appointment) -> None:
            heard.append(("cancelled", appointment.id))

    service = calendars.service
    service.desk = Desk()
    own = service.book(calendars.single(at(TOMORROW, "10:00"))).ids[0]
    service.change(replace(service.appointment(own), title="Nur der Titel"))
    assert heard == []
    moved = service.move(own, at(TOMORROW, "11:00"), at(TOMORROW, "11:30"))
    service.undo(moved.undo)
    off = service.cancel(own, CancelledBy.CLIENT)
    service.undo(off.undo)
    service.remove(own)
    assert [word for word, _ in heard] == ["moved", "moved", "cancelled", "moved", "cancelled"]


def test_a_participant_says_where_he_is_by_his_week() -> None:
    calendars = Calendars()
    group = a_group(calendars)
    calendars.service.join(group, calendars.amal)
    with calendars.records.work() as work:
        [found] = work.all(Participant)
    assert found.week == calendars.service.appointment(group).own_week
    [entry] = calendars.service.of_client(calendars.amal)
    assert (entry.id, entry.participants) == (group, 1)


# Whom a client shall not meet.


def interpreted(calendars: Calendars, group: UUID, interpreter: UUID) -> None:
    """Book an interpreter for a group."""
    with calendars.records.work() as work:
        meeting = work.get(Appointment, group)
        work.put(
            InterpreterRequest(
                id=uuid4(),
                subject=group,
                appointment=group,
                language="ar",
                start=meeting.start,
                end=meeting.end,
                state=RequestState.BOOKED,
                interpreter=interpreter,
                made_at=at(TODAY, "08:00"),
            )
        )
        work.commit()


def keep_apart(calendars: Calendars, client: UUID, interpreter: UUID) -> None:
    with calendars.records.work() as work:
        exclude(work, client, interpreter, ExclusionReason.FAMILY)
        work.commit()


def test_nobody_joins_a_group_whose_interpreter_he_shall_not_meet() -> None:
    calendars = Calendars()
    service, interpreter = calendars.service, uuid4()
    group = a_group(calendars, places=5)
    kept, other = people(calendars, 2)
    interpreted(calendars, group, interpreter)
    keep_apart(calendars, kept, interpreter)
    with pytest.raises(errors.KeptApart):
        service.join(group, kept)
    service.join(group, other)
    assert names(service.group(group)) == (["Person 1 Muster"], [], [])


def test_whoever_shall_not_meet_the_interpreter_does_not_move_up_and_is_named() -> None:
    calendars = Calendars(settings=CalendarSettings(moves_up=True))
    service, interpreter = calendars.service, uuid4()
    group = a_group(calendars, places=1)
    first, kept, last = people(calendars, 3)
    for client in (first, kept, last):
        service.join(group, client)
    interpreted(calendars, group, interpreter)
    keep_apart(calendars, kept, interpreter)
    view = service.group(group)
    assert [line.client for line in (*view.taking_part, *view.waiting) if line.is_kept_apart] == [kept]
    service.leave(view.taking_part[0].id)
    view = service.group(group)
    assert [line.client for line in view.taking_part] == [last]
    service.leave(view.taking_part[0].id)
    view = service.group(group)
    assert (view.taking_part, view.next_up) == ((), ())
    with pytest.raises(errors.KeptApart):
        service.move_up(view.waiting[0].id)
