# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One change of the calendar: records and the claims of their times go together, and what undoes it is kept."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from beratung.appointments.desk import InterpreterDesk
from beratung.appointments.errors import Taken
from beratung.domain.appointments import Appointment, AppointmentKind, Participant
from beratung.domain.base import Record
from beratung.domain.calendar_views import Done, Undo
from beratung.domain.errors import NotFound, RecordConflict, TimeTaken
from beratung.domain.sharing import Claim, claims, slots
from beratung.domain.work import Change, Work

replace = msgspec.structs.replace
_TELLING = ("start", "end", "zone", "place", "mode", "link", "rooms")
"""What an interpreter has to know."""


def wanted(record: Record | None) -> tuple[Claim, ...]:
    """The times that a record takes: of its people and rooms, or a place of a group."""
    if isinstance(record, Appointment):
        if not record.is_live or record.kind_of is AppointmentKind.FOREIGN:
            return ()
        resources = dict.fromkeys(record.people + record.rooms)
        return tuple(claim for of in resources for claim in claims(of, record.start, record.end))
    if isinstance(record, Participant) and record.takes_place:
        return (place_claim(record.appointment, record, record.lane),)
    return ()


def booking_of(record: Record) -> UUID:
    """Under which booking the times of a record are claimed."""
    return record.booking if isinstance(record, Appointment) else record.id


def place_claim(appointment: UUID, at: Participant | Appointment, lane: int) -> Claim:
    """The claim of one place of a group: its first five minutes stand for the whole of it."""
    return Claim(resource=appointment, slot=slots(at.start, at.start).start, lane=lane)


class Diary:
    """Collects changes of one unit of work; ``commit`` takes and gives back the times and makes them durable."""

    def __init__(self, work: Work, desk: InterpreterDesk | None = None) -> None:
        self.work = work
        self._desk = desk
        self._pairs: dict[UUID, tuple[Record | None, Record | None]] = {}

    def add(self, record: Record) -> None:
        """Store a new record."""
        self._keep(None, self.work.put(replace(record, version=0)))

    def change(self, before: Record, after: Record) -> None:
        """Store another version of a record; under which booking its times are claimed is nobody's to change here."""
        if isinstance(before, Appointment) and isinstance(after, Appointment):
            after = replace(after, booked_under=before.booked_under)
        if replace(after, version=before.version) != before:
            self._keep(before, self.work.put(after))

    def remove(self, record: Record) -> None:
        """Delete a record."""
        self.work.remove(record)
        self._keep(record, None)

    def commit(self) -> Done:
        """Take the times and make everything durable.

        Raises:
            Taken: somebody has one of the times; nothing is changed.
        """
        pairs = tuple(self._pairs.values())
        self._tell(pairs)
        moved = [(before, after) for before, after in pairs if wanted(before) != wanted(after)]
        for before, _ in moved:
            if before is not None and wanted(before):
                self.work.release(booking_of(before))
        try:
            for _, after in moved:
                if after is not None and (times := wanted(after)):
                    self.work.claim(booking_of(after), times)
            changes = self.work.commit()
        except TimeTaken:
            raise Taken from None
        return Done(changes, Undo(pairs))

    def take_back(self, undo: Undo) -> None:
        """Put everything back as it was before a change.

        Raises:
            RecordConflict: somebody changed it since.
        """
        for before, after in undo.pairs:
            if after is None:
                if before is not None:
                    self.add(before)
                continue
            try:
                now = self.work.get(type(after), after.id)
            except NotFound:
                raise RecordConflict from None
            if replace(now, version=after.version) != after:
                raise RecordConflict
            if before is None:
                self.remove(now)
            else:
                self.change(now, replace(before, version=now.version))

    def _keep(self, before: Record | None, after: Record | None) -> None:
        known = after if after is not None else before
        if known is not None:
            first = self._pairs[known.id][0] if known.id in self._pairs else before
            self._pairs[known.id] = (first, after)

    def _tell(self, pairs: Iterable[tuple[Record | None, Record | None]]) -> None:
        if self._desk is None:
            return
        for before, after in pairs:
            if not isinstance(before, Appointment):
                continue
            now = after if isinstance(after, Appointment) else None
            if now is None or not now.is_live:
                if before.is_live:
                    self._desk.on_cancelled(self.work, now if now is not None else before)
            elif not before.is_live or any(getattr(before, f) != getattr(now, f) for f in _TELLING):
                self._desk.on_moved(self.work, now)


def release_deleted(changes: Iterable[Change], work: Work) -> None:
    """Give back the times of what is deleted, by whatever door: a follower of the unit of work."""
    for change in changes:
        if change.after is None and wanted(change.before):
            work.release(booking_of(change.record))
