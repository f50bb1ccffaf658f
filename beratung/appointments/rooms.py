# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rooms, and when somebody or something is not there."""

from uuid import UUID

from beratung.appointments import viewing
from beratung.appointments.base import CalendarBase
from beratung.appointments.checking import check_absence, check_room
from beratung.appointments.errors import RoomBooked
from beratung.domain.appointments import Absence, Appointment, Room, week_of
from beratung.domain.calendar_views import AbsenceLine, Done

LAST_WEEK = "9999-W53"


class RoomsAndAbsences(CalendarBase):
    """The part of the service for rooms and absences."""

    def rooms(self, *, with_given_up: bool = False) -> tuple[Room, ...]:
        """Return the rooms by name; those that were given up only if asked for."""
        with self._records.work() as work:
            found = [room for room in work.all(Room) if room.is_used or with_given_up]
        return tuple(sorted(found, key=lambda room: (room.name.casefold(), room.id)))

    def save_room(self, room: Room) -> Done:
        """Store a new or a changed room; ``subject`` is its id.

        Raises:
            NameTaken: another room in use has this name.
            RoomBooked: it is to be given up and is booked for times to come.
        """
        with self._diary() as diary:
            known = {entry.id: entry for entry in diary.work.all(Room)}
            others = {e.name.casefold() for e in known.values() if e.id != room.id and e.is_used}
            checked = check_room(room, others)
            if room.id not in known:
                diary.add(checked)
            else:
                if not checked.is_used:
                    self._check_unbooked(
                        diary.work.during(Appointment, self._this_week(), LAST_WEEK), room.id
                    )
                diary.change(known[room.id], checked)
            return self._commit(diary)

    def absences(self, of: UUID | None = None) -> tuple[AbsenceLine, ...]:
        """Return absences by start, of one person, interpreter or room, or of all."""
        zone = self.opening.zone
        with self._records.work() as work:
            found = [entry for entry in work.all(Absence) if of is None or entry.of == of]
        always = (
            min((e.start for e in found), default=self._now()),
            max((e.end for e in found), default=self._now()),
        )
        return viewing.absence_lines(found, always, zone)

    def save_absence(self, absence: Absence) -> Done:
        """Store a new or a changed absence; what is booked at that time stays, and is marked in the calendar.

        ``subject`` is the interpreter's file for an interpreter, else the absence's own id.
        """
        checked = check_absence(absence)
        with self._diary() as diary:
            if absence.version:
                diary.change(diary.work.get(Absence, absence.id), checked)
            else:
                diary.add(checked)
            return self._commit(diary)

    def remove_absence(self, absence: UUID) -> Done:
        """Delete an absence."""
        with self._diary() as diary:
            diary.remove(diary.work.get(Absence, absence))
            return self._commit(diary)

    def _this_week(self) -> str:
        return week_of(self._clock.today())

    def _check_unbooked(self, ahead: list[Appointment], room: UUID) -> None:
        if any(room in entry.rooms and entry.is_live and entry.start > self._now() for entry in ahead):
            raise RoomBooked
