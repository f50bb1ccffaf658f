# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Booking and moving: single appointments and series."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from beratung.appointments import errors
from beratung.appointments.checking import check_appointment, check_times
from beratung.appointments.diary import Diary
from beratung.appointments.groups import WITH_LIST, Groups
from beratung.appointments.reading import members, participants_of, series_of
from beratung.appointments.repeating import Move, Occurrences, finished, local_day, occurrences, split
from beratung.appointments.rooms import RoomsAndAbsences
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    Participant,
    ParticipantState,
    RemindBy,
    Repeat,
    Room,
    Scope,
    Series,
)
from beratung.domain.calendar_views import Booked, Done, LeftOut, Undo
from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.planning import Mode
from beratung.domain.work import Changes, Work

replace = msgspec.structs.replace
TRIES = 3


class Booking(Groups, RoomsAndAbsences):
    """The part of the service that takes times."""

    def book(
        self,
        appointment: Appointment,
        *,
        repeat: Repeat | None = None,
        skip_taken: bool = False,
        skip_days_off: bool = True,
    ) -> Booked:
        """Store a new appointment, or a series of them, and take the time of all who are named.

        Days off are left out of a series, and with ``skip_taken`` those on which somebody is not free. Saving the
        same again, after a confirmation was lost, finds what was saved.

        Raises:
            BadInput: with the field that cannot be.
            Taken: a person or a room is not free; nothing is stored.
            NothingLeft: every day of the series is left out.
        """
        new = self._checked(self._blank(appointment))
        if repeat is None:
            return self._book_all(Occurrences(None, (new,), ()))
        planned = occurrences(new, repeat, self.opening, skips_days_off=skip_days_off)
        if skip_taken:
            planned = self._without_taken(planned)
        if not planned.appointments:
            raise errors.NothingLeft
        for _ in range(TRIES - 1):
            try:
                return self._book_all(planned)
            except errors.Taken:
                if not skip_taken:
                    raise
                planned = self._without_taken(planned)
        return self._book_all(planned)

    def change(self, appointment: Appointment) -> Done:
        """Store a changed appointment: its time, who takes part, its words. In a series it then stands apart.

        Raises:
            BadInput: with the field that cannot be.
            Taken: a person or a room is not free.
            RecordConflict: somebody else changed it meanwhile.
        """
        with self._records.work() as work:
            before = work.get(Appointment, appointment.id)
            listed = participants_of(work, before) if before.kind_of in WITH_LIST else []
        if before.version != appointment.version:
            raise RecordConflict
        if before.kind_of is AppointmentKind.FOREIGN:
            raise errors.IsForeign
        after = self._rechecked(before, self._with_link(appointment))
        inside = sum(p.takes_place for p in listed)
        if after.places and inside > after.places:
            raise errors.FewerPlaces(place="places")
        with self._diary() as diary:
            self._shift(diary, before, after, listed, is_apart=after.series is not None)
            return self._commit(diary, [after])

    def move(
        self,
        appointment: UUID,
        start: datetime,
        end: datetime,
        *,
        people: tuple[UUID, ...] | None = None,
        rooms: tuple[UUID, ...] | None = None,
        scope: Scope = Scope.ONE,
    ) -> Done:
        """Give an appointment another time, length, people or rooms; of a series also those after it, or all.

        Those of a series keep their own days apart from each other, and all get the same time on the wall.

        Raises:
            BadInput: the time cannot be.
            Taken: a person or a room is not free; nothing is moved.
        """
        start, end = check_times(start, end)
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            series = series_of(work, found)
            meant = [(a, self._listed(work, a)) for a in members(work, found, scope, self._now())]
        if found.kind_of is AppointmentKind.FOREIGN:
            raise errors.IsForeign
        by = Move.between(found, start, end)
        own = uuid4()
        is_split = scope is not Scope.ONE and series is not None
        others = self._others(series, [a for a, _ in meant])
        moved = []
        with self._diary() as diary:
            for before, listed in meant:
                times = (start, end) if before.id == found.id else by.of(before)
                after = replace(before, start=times[0], end=times[1])
                after = replace(
                    after,
                    people=after.people if people is None else people,
                    rooms=after.rooms if rooms is None else rooms,
                    series=own if is_split and others else after.series,
                )
                after = self._rechecked(before, after)
                moved.append(after)
                self._shift(diary, before, after, listed, is_apart=scope is Scope.ONE and series is not None)
            if is_split and series is not None:
                self._resettle(diary, series, split(series, moved, others, by.days, own))
            return self._commit(diary, moved)

    # Inside.

    def _blank(self, appointment: Appointment) -> Appointment:
        return replace(
            self._with_link(appointment),
            version=0,
            series=None,
            is_apart=False,
            author=appointment.author or self._user.name,
        )

    def _with_link(self, appointment: Appointment) -> Appointment:
        """By video, where no link is named, the centre's own."""
        if appointment.mode is not Mode.VIDEO or appointment.link:
            return appointment
        return replace(appointment, link=self._settings().video_link)

    def _book_all(self, planned: Occurrences) -> Booked:
        series = planned.series
        try:
            with self._diary() as diary:
                for entry in planned.appointments:
                    diary.add(entry)
                if series is not None:
                    diary.add(finished(series, planned))
                done = self._commit(diary, planned.appointments)
        except RecordConflict:
            if not self._is_booked(planned.appointments):
                raise
            done = Done(Changes(), Undo())
        return Booked(
            ids=tuple(entry.id for entry in planned.appointments),
            left_out=planned.left_out,
            changes=done.changes,
            undo=done.undo,
            series=series.id if series is not None else None,
        )

    def _is_booked(self, wanted: Sequence[Appointment]) -> bool:
        """Whether just this was saved before: its confirmation was lost."""
        with self._records.work() as work:
            try:
                stored = [work.get(Appointment, entry.id) for entry in wanted]
            except NotFound:
                return False
        return all(replace(s, version=0) == w for s, w in zip(stored, wanted, strict=True))

    def _without_taken(self, planned: Occurrences) -> Occurrences:
        with self._records.work() as work:
            busy = {entry.id: bool(self._busy(work, entry)) for entry in planned.appointments}
        free = tuple(entry for entry in planned.appointments if not busy[entry.id])
        gone = [(local_day(e), LeftOut.TAKEN) for e in planned.appointments if busy[e.id]]
        if not free:
            raise errors.NothingLeft
        return planned._replace(appointments=free, left_out=tuple(sorted([*planned.left_out, *gone])))

    def _rechecked(self, before: Appointment, after: Appointment) -> Appointment:
        """A changed appointment as it is stored; people and rooms that it had already may stay."""
        with self._records.work() as work:
            rooms = {room.id for room in work.all(Room) if room.is_used}
            self._check_client(work, after)
        users = self._people().keys() | {self._user.id, *before.people}
        from_outside = check_appointment(after, users=users, rooms=rooms | set(before.rooms))
        return replace(
            from_outside,
            subject=before.subject,
            kind_of=before.kind_of,
            series=after.series,
            author=before.author,
            state=before.state,
        )

    def _shift(
        self,
        diary: Diary,
        before: Appointment,
        after: Appointment,
        listed: Sequence[Participant],
        *,
        is_apart: bool,
    ) -> None:
        """Store an appointment at another time, and the places of who takes part with it."""
        is_moved = (before.start, before.zone) != (after.start, after.zone)
        if is_moved and self._is_told_later(after):
            after = replace(after, is_untold=True)
        diary.change(before, replace(after, is_apart=before.is_apart or is_apart))
        if is_moved:
            for p in listed:
                is_expected = p.state is ParticipantState.PLANNED
                untold = p.is_untold or (is_expected and p.remind is not RemindBy.NONE)
                diary.change(p, replace(p, start=after.start, zone=after.zone, is_untold=untold))

    def _is_told_later(self, entry: Appointment) -> bool:
        """Whether a client must be told when it changes."""
        is_single = entry.kind_of is AppointmentKind.SINGLE
        return is_single and entry.is_live and entry.remind is not RemindBy.NONE and entry.start > self._now()

    @staticmethod
    def _listed(work: Work, appointment: Appointment) -> list[Participant]:
        return participants_of(work, appointment) if appointment.kind_of in WITH_LIST else []

    @staticmethod
    def _others(series: Series | None, meant: Sequence[Appointment]) -> list[UUID]:
        gone = {entry.id for entry in meant}
        return [own for own in series.ids if own not in gone] if series is not None else []

    @staticmethod
    def _resettle(diary: Diary, series: Series, parts: tuple[Series | None, Series]) -> None:
        before, later = parts
        if before is None:
            diary.change(series, later)
        else:
            diary.change(series, before)
            diary.add(later)
