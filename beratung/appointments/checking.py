# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What an appointment must be before it is stored."""

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from beratung.appointments import errors
from beratung.domain.appointments import Absence, Appointment, AppointmentKind, Room
from beratung.domain.checking import check_length
from beratung.domain.clock_times import zone_of
from beratung.domain.reading import LONG, SHORT, OneMissing, OutOfRange

STEP_SECONDS = 300
LONGEST = timedelta(days=1)
MOST_PLACES = 999
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def check_times(
    start: datetime, end: datetime, *, longest: timedelta | None = LONGEST
) -> tuple[datetime, datetime]:
    """Return a start and an end in UTC.

    Raises:
        BadInput: without a zone, no steps of five minutes, the wrong way round, or too long.
    """
    for place, moment in (("start", start), ("end", end)):
        if moment.tzinfo is None:
            raise errors.NoZone(place=place)
        if not EARLIEST <= moment <= LATEST:
            raise OutOfRange(place=place, low=EARLIEST.year, high=LATEST.year)
        if moment.timestamp() % STEP_SECONDS:
            raise errors.OddMinutes(place=place)
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if last <= first:
        raise errors.EndBeforeStart(place="end")
    if longest is not None and last - first > longest:
        raise errors.TooLongTime(place="end")
    return first, last


def check_appointment(
    appointment: Appointment, *, users: Container[UUID], rooms: Container[UUID]
) -> Appointment:
    """Return an appointment as it is stored; ``users`` and ``rooms`` are those that can be booked.

    Raises:
        BadInput: with the field that cannot be.
    """
    zone_of(appointment.zone)
    is_foreign = appointment.kind_of is AppointmentKind.FOREIGN
    start, end = check_times(appointment.start, appointment.end, longest=None if is_foreign else LONGEST)
    is_single = appointment.kind_of is AppointmentKind.SINGLE
    if is_single is (appointment.subject == appointment.id):
        raise errors.WrongSubject(place="client")
    if not is_single and appointment.case is not None:
        raise errors.WrongSubject(place="case")
    if not appointment.people and not appointment.rooms:
        raise errors.NobodyThere(place="people")
    if any(person not in users for person in appointment.people):
        raise errors.UnknownPerson(place="people")
    if any(room not in rooms for room in appointment.rooms):
        raise errors.UnknownRoom(place="rooms")
    if not 0 <= appointment.places <= MOST_PLACES:
        raise OutOfRange(place="places", low=0, high=MOST_PLACES)
    for place, limit in (("title", SHORT), ("place", SHORT), ("link", SHORT * 5), ("note", LONG)):
        check_length(getattr(appointment, place), place, limit)
    return msgspec.structs.replace(
        appointment,
        start=start,
        end=end,
        people=tuple(dict.fromkeys(appointment.people)),
        rooms=tuple(dict.fromkeys(appointment.rooms)),
        title=appointment.title.strip(),
        place=appointment.place.strip(),
        link=appointment.link.strip(),
    )


def check_room(room: Room, others: Container[str]) -> Room:
    """Return a room as it is stored; ``others`` are the names of the other rooms in small letters."""
    name = room.name.strip()
    if not name:
        raise OneMissing(place="name")
    check_length(name, "name", SHORT)
    check_length(room.note, "note", LONG)
    if name.casefold() in others:
        raise errors.NameTaken(place="name")
    if room.seats is not None and not 1 <= room.seats <= MOST_PLACES:
        raise OutOfRange(place="seats", low=1, high=MOST_PLACES)
    return msgspec.structs.replace(room, name=name)


def check_absence(absence: Absence) -> Absence:
    """Return an absence as it is stored: of any length, in steps of five minutes."""
    start, end = check_times(absence.start, absence.end, longest=None)
    return msgspec.structs.replace(absence, start=start, end=end)
