# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Groups and open hours: who takes part, who waits, who moves up."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from beratung.appointments import errors
from beratung.appointments.asking import Asking
from beratung.appointments.diary import Diary, place_claim
from beratung.appointments.interpreter_files import kept_apart
from beratung.appointments.reading import members, participants_of
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    CancelledBy,
    Participant,
    ParticipantState,
    RemindBy,
    Scope,
)
from beratung.domain.calendar_views import Done, GroupView, ParticipantLine
from beratung.domain.cases import Case
from beratung.domain.errors import RecordConflict, TimeTaken
from beratung.domain.people import Client
from beratung.domain.work import Work

replace = msgspec.structs.replace
WITH_LIST = {AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}
TRIES = 5
MOST = 999
CALLED_OFF = {
    CancelledBy.CLIENT: ParticipantState.CANCELLED_BY_CLIENT,
    CancelledBy.CENTRE: ParticipantState.CANCELLED_BY_CENTRE,
}


class _Wish(NamedTuple):
    client: UUID
    case: UUID | None
    may_wait: bool
    remind: RemindBy


class Groups(Asking):
    """The part of the service for lists of participants."""

    def group(self, appointment: UUID) -> GroupView:
        """Return who takes part and who waits."""
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            listed = participants_of(work, found)
            apart = kept_apart(work, appointment, [p.subject for p in listed])
        by_rank = sorted(listed, key=lambda p: (p.joined_at, p.id))
        inside = [p for p in by_rank if p.takes_place]
        waiting = [p for p in by_rank if p.state is ParticipantState.WAITING]
        free = len(waiting) if found.places == 0 else max(found.places - len(inside), 0)
        return GroupView(
            appointment=appointment,
            places=found.places,
            taking_part=self._lines(sorted(inside, key=lambda p: p.lane), apart),
            waiting=self._lines(waiting, apart),
            gone=self._lines([p for p in by_rank if not p.takes_place and p not in waiting], apart),
            next_up=self._lines(
                [p for p in waiting if p.subject not in apart][:free] if found.is_live else [], apart
            ),
        )

    def join(
        self,
        appointment: UUID,
        client: UUID,
        case: UUID | None = None,
        *,
        may_wait: bool = True,
        remind: RemindBy = RemindBy.SLIP,
        scope: Scope = Scope.ONE,
    ) -> Done:
        """Give a client a place, or put him on the waiting list; of a series in each that is meant.

        Raises:
            IsFull: there is no place and he shall not wait.
            JoinedAlready: he is on the list.
            KeptApart: he shall not meet whoever interprets there.
        """
        wish = _Wish(client, case, may_wait, remind)
        for _ in range(TRIES - 1):
            try:
                return self._join(appointment, wish, scope)
            except (TimeTaken, RecordConflict):
                continue  # somebody else took that place meanwhile
        return self._join(appointment, wish, scope)

    def leave(self, participant: UUID, by: CancelledBy = CancelledBy.CLIENT) -> Done:
        """Take somebody off the list, as who called off; who waits moves up at once if the centre wants that."""
        with self._records.work() as work:
            before = work.get(Participant, participant)
            appointment = work.get(Appointment, before.appointment)
            listed = [p for p in participants_of(work, appointment) if p.state is ParticipantState.WAITING]
            apart = kept_apart(work, appointment.id, [p.subject for p in listed])
            waiting = [p for p in listed if p.id != participant and p.subject not in apart]
        after = replace(before, state=CALLED_OFF[by], lane=0, is_untold=by is CancelledBy.CENTRE)
        with self._diary() as diary:
            diary.change(before, after)
            if before.takes_place and waiting and self._settings().moves_up and appointment.is_live:
                following = min(waiting, key=lambda p: (p.joined_at, p.id))
                diary.change(following, _up(following, before.lane))
            return self._commit(diary)

    def move_up(self, participant: UUID) -> Done:
        """Give a place to somebody who waits.

        Raises:
            IsFull: there is none.
            KeptApart: he shall not meet whoever interprets there.
        """
        with self._records.work() as work:
            before = work.get(Participant, participant)
            appointment = work.get(Appointment, before.appointment)
            listed = participants_of(work, appointment)
        if before.takes_place:
            raise errors.JoinedAlready
        with self._diary() as diary:
            if kept_apart(diary.work, appointment.id, [before.subject]):
                raise errors.KeptApart
            lane = free_lane(diary.work, appointment, listed, before)
            if not lane:
                raise errors.IsFull
            diary.change(before, _up(before, lane))
            return self._commit(diary)

    def set_participant(self, participant: UUID, state: ParticipantState) -> Done:
        """Say what became of a participant: came, did not come, or is expected.

        Raises:
            NotYetOver: it has not begun.
            IsFull: he has no place.
        """
        if state not in {ParticipantState.HELD, ParticipantState.NO_SHOW, ParticipantState.PLANNED}:
            raise errors.NoGroup
        with self._diary() as diary:
            before = diary.work.get(Participant, participant)
            if state is not ParticipantState.PLANNED and before.start > self._now():
                raise errors.NotYetOver
            if before.lane == 0:
                raise errors.IsFull
            diary.change(before, replace(before, state=state))
            return self._commit(diary)

    def _join(self, appointment: UUID, wish: "_Wish", scope: Scope) -> Done:
        with self._records.work() as work:
            first = work.get(Appointment, appointment)
            if first.kind_of not in WITH_LIST:
                raise errors.NoGroup
            if not first.is_live:
                raise errors.IsCancelled
            work.get(Client, wish.client)
            if wish.case is not None and work.get(Case, wish.case).subject != wish.client:
                raise errors.ForeignCaseNamed(place="case")
            meant = [(a, participants_of(work, a)) for a in members(work, first, scope, self._now())]
        with self._diary() as diary:
            for meeting, listed in meant:
                if not self._seat(diary, meeting, listed, wish) and meeting.id == first.id:
                    raise errors.JoinedAlready
            return self._commit(diary)

    def _seat(self, diary: Diary, meeting: Appointment, listed: Sequence[Participant], wish: "_Wish") -> bool:
        """Put somebody on the list of one meeting; false where he is on it."""
        known = next((p for p in listed if p.subject == wish.client), None)
        if known is not None and (known.takes_place or known.state is ParticipantState.WAITING):
            return False
        if kept_apart(diary.work, meeting.id, [wish.client]):
            raise errors.KeptApart
        new = Participant(
            id=known.id if known is not None else uuid5(meeting.id, str(wish.client)),
            subject=wish.client,
            version=known.version if known is not None else 0,
            appointment=meeting.id,
            start=meeting.start,
            zone=meeting.zone,
            case=wish.case,
            joined_at=self._now(),
            remind=wish.remind,
        )
        lane = free_lane(diary.work, meeting, listed, new)
        if not lane and not wish.may_wait:
            raise errors.IsFull
        new = replace(new, lane=lane, state=ParticipantState.PLANNED if lane else ParticipantState.WAITING)
        if known is None:
            diary.add(new)
        else:
            diary.change(known, new)
        return True

    def _lines(
        self, participants: Sequence[Participant], apart: Collection[UUID]
    ) -> tuple[ParticipantLine, ...]:
        names = self.names([p.subject for p in participants])
        return tuple(
            ParticipantLine(
                id=p.id,
                version=p.version,
                appointment=p.appointment,
                client=p.subject,
                who=names.get(p.subject, ""),
                case=p.case,
                lane=p.lane,
                state=p.state,
                joined_at=p.joined_at.astimezone(self.opening.zone),
                is_kept_apart=p.subject in apart,
            )
            for p in participants
        )


def _up(waiting: Participant, lane: int) -> Participant:
    return replace(waiting, lane=lane, state=ParticipantState.PLANNED, is_untold=True)


def follow_list(diary: Diary, was: Appointment, now: Appointment | None) -> None:
    """Let everybody on the list go along when a group is put back to another time.

    Raises:
        RecordConflict: somebody joined since, and has no place any more where it is put back to.
    """
    listed = participants_of(diary.work, was)
    inside = [p for p in listed if p.takes_place]
    on_it = [*inside, *(p for p in listed if p.state is ParticipantState.WAITING)]
    if (now is None and listed) or (now is not None and not now.is_live and on_it):
        raise RecordConflict
    if now is None:
        return
    if now.places and any(p.lane > now.places for p in inside):
        raise RecordConflict
    for p in listed:
        diary.change(p, replace(p, start=now.start, zone=now.zone))


def free_lane(work: Work, meeting: Appointment, listed: Iterable[Participant], new: Participant) -> int:
    """Return a place that is free, 0 where there is none; asks the claims, which know of restricted cases too."""
    used = {p.lane for p in listed if p.takes_place}
    most = meeting.places or MOST
    if len(used) >= most:
        return 0
    for lane in range(1, most + 1):
        if lane in used:
            continue
        try:
            work.claim(new.id, [place_claim(meeting.id, new, lane)])
        except TimeTaken:
            continue
        return lane
    return 0
