# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of the service that keeps interpreters' files, absences and exclusions."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from beratung.appointments.interpreter_desk import booked_offer
from beratung.appointments.interpreter_files import booked_for, checked_file, exclude, excluded_for, readmit
from beratung.appointments.interpreter_room import replace
from beratung.appointments.interpreting_errors import StillBooked, TimesBackwards, UserHasFile
from beratung.appointments.offering import LIVE, WAITING, changed_offer, withdrawn
from beratung.appointments.pools import known_pools
from beratung.appointments.sheet_desk import SheetDesk
from beratung.domain.appointments import Absence, Participant
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import (
    Exclusion,
    ExclusionReason,
    InterpreterFile,
    InterpreterRequest,
    RequestState,
)
from beratung.domain.interpreting_views import Excluded
from beratung.domain.work import Changes, Work


class FileDesk(SheetDesk):
    """Files, absences and exclusions."""

    def all(self, *, with_inactive: bool = True) -> tuple[InterpreterFile, ...]:
        """Return every file, people before services, by name."""
        with self._records.work() as work:
            found = [file for file in work.all(InterpreterFile) if with_inactive or file.is_active]
        return tuple(sorted(found, key=lambda file: (file.kind_of.value, file.name.casefold(), file.id)))

    def file(self, interpreter: UUID) -> InterpreterFile:
        """Return one file; raises NotFound."""
        with self._records.work() as work:
            return work.get(InterpreterFile, interpreter)

    def save(self, file: InterpreterFile) -> Changes:
        """Store a new or changed file; ``subject`` equals ``id``. He who works with the program sees it at once.

        Raises:
            BadInput: with the field that cannot be.
            RecordConflict: somebody else changed it meanwhile.
        """
        checked = checked_file(file, self._codes)
        is_new_user = False
        with self._records.work() as work:
            for other in work.all(InterpreterFile):
                if other.user is not None and other.user == checked.user and other.id != checked.id:
                    raise UserHasFile(place="user")
            if checked.version:
                before = work.get(InterpreterFile, checked.id)
                if before.user != checked.user:
                    self._leave(work, before)
                checked = replace(checked, heard=before.heard)
                is_new_user = before.user != checked.user
            work.put(checked)
            if not (checked.is_active and checked.pledged_on is not None):
                self._ask_no_more(work, checked)
            changes = work.commit()
        if is_new_user and self.desk.has_program(checked):
            self.show_bookings(checked.id)
        return changes

    def remove(self, interpreter: UUID) -> Changes:
        """Delete a file with everything that was written about the person.

        Raises:
            StillBooked: he is booked for a time to come.
        """
        with self._records.work() as work:
            work.get(InterpreterFile, interpreter)
            for request in self._since(work, self._clock.today()):
                if request.interpreter == interpreter and request.state is RequestState.BOOKED:
                    if request.end > self._clock.now():
                        raise StillBooked
                elif request.state in LIVE and _is_asked(request, interpreter):
                    work.put(withdrawn(work, request, only=frozenset({interpreter})))
            work.shred(interpreter)
            return work.commit()

    def pools(self) -> tuple[InterpreterFile, ...]:
        """Return the services that the program knows, with source, to be taken over as files; none is stored yet."""
        return known_pools()

    # Absences.

    def absences(self, interpreter: UUID) -> tuple[Absence, ...]:
        """Return the absences of an interpreter, by start."""
        with self._records.work() as work:
            found = [entry for entry in work.all(Absence, interpreter) if entry.of == interpreter]
        return tuple(sorted(found, key=lambda entry: (entry.start, entry.id)))

    def save_absence(self, absence: Absence) -> Changes:
        """Store an absence of an interpreter; ``of`` and ``subject`` are his file.

        Raises:
            TimesBackwards: it ends before it begins.
        """
        if absence.end <= absence.start:
            raise TimesBackwards(place="end")
        with self._records.work() as work:
            work.get(InterpreterFile, absence.of)
            work.put(absence)
            return work.commit()

    def remove_absence(self, absence: UUID) -> Changes:
        """Delete an absence."""
        with self._records.work() as work:
            work.remove(work.get(Absence, absence))
            return work.commit()

    # Exclusions.

    def exclusions(self, client: UUID) -> dict[UUID, ExclusionReason]:
        """Return the interpreters whom a client must not get, with the reason."""
        with self._records.work() as work:
            return excluded_for(work, client)

    def excluded_clients(self, interpreter: UUID) -> dict[UUID, ExclusionReason]:
        """Return the clients whom an interpreter must not get."""
        with self._records.work() as work:
            halves = work.all(Exclusion, interpreter)
        return {half.other: half.reason for half in halves}

    def exclude(self, client: UUID, interpreter: UUID, reason: ExclusionReason) -> Excluded:
        """Keep an interpreter from a client, at once: what was offered is taken back, what was booked cancelled."""
        reopened = []
        with self._records.work() as work:
            work.get(InterpreterFile, interpreter)
            exclude(work, client, interpreter, reason)
            for request in work.all(InterpreterRequest, client):
                changed = withdrawn(work, request, only=frozenset({interpreter}))
                is_ahead = request.state is RequestState.BOOKED and request.end > self._clock.now()
                if is_ahead and request.interpreter == interpreter:
                    changed = self.desk.freed(work, changed, is_told=True)
                    reopened.append(request.id)
                if changed != request:
                    work.put(changed)
            meets = self._meetings(work, client, interpreter)
            changes = work.commit()
        return Excluded(reopened=tuple(reopened), meets=meets, changes=changes)

    def _meetings(self, work: Work, client: UUID, interpreter: UUID) -> tuple[datetime, ...]:
        """When a client has a place in a group to come for which an interpreter is booked."""
        places = [p for p in work.all(Participant, client) if p.takes_place and p.start > self._clock.now()]
        return tuple(sorted(p.start for p in places if interpreter in booked_for(work, p.appointment)))

    def readmit(self, client: UUID, interpreter: UUID) -> Changes:
        """Take an exclusion back."""
        with self._records.work() as work:
            readmit(work, client, interpreter)
            return work.commit()

    def _ask_no_more(self, work: Work, file: InterpreterFile) -> None:
        """Take back what waits for somebody who cannot be booked any more; his bookings are for a person to decide."""
        for request in self._since(work, self._clock.today()):
            if request.state in LIVE and _is_asked(request, file.id):
                work.put(withdrawn(work, request, only=frozenset({file.id})))

    def _leave(self, work: Work, file: InterpreterFile) -> None:
        """Take back what was shown to the former account of a file; its bookings stay, on paper."""
        if file.own_slice is None or file.user is None:
            return
        with suppress(NotFound):
            work.withdraw(file.own_slice)
        for request in self._since(work, self._clock.today()):
            changed = withdrawn(work, request, only=frozenset({file.id}))
            offer = booked_offer(changed)
            if offer is not None and offer.interpreter == file.id and not offer.is_by_phone:
                with suppress(NotFound):
                    work.withdraw(offer.slice)
                changed = changed_offer(changed, replace(offer, is_by_phone=True))
            if changed != request:
                work.put(changed)


def _is_asked(request: InterpreterRequest, interpreter: UUID) -> bool:
    return any(offer.interpreter == interpreter and offer.state in WAITING for offer in request.offers)
