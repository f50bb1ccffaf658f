# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The Sprachmittler's own workspace: nothing but slices sealed to the user, and messages to the centre.

The service reads no record and holds no domain. What was answered and not taken over yet is known from the message
that lies in the inbox: its id follows from the random token of the slice.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments.interpreter_files import checked_weekly
from beratung.appointments.interpreting_errors import (
    LineConfirmed,
    NoFileYet,
    NotOffered,
    NotOver,
    OfferGone,
    TakenByOther,
    TimesBackwards,
)
from beratung.appointments.plausible import check_line
from beratung.appointments.timesheet import sheet_of
from beratung.domain.checking import check_length
from beratung.domain.errors import NotFound, TimeTaken
from beratung.domain.interpreting import (
    Away,
    BookedTime,
    DeclineReason,
    InterpreterFile,
    OfferedRequest,
    OwnFile,
    SheetLine,
    WeeklyTime,
    WorkedTime,
)
from beratung.domain.interpreting_messages import Answer, AwayNotice, TimesNotice, Verdict, answer_id
from beratung.domain.interpreting_views import OpenRequest, OwnBooking, OwnTimes, TimeSheet
from beratung.domain.work import Changes, Clock, Records, Work

replace = msgspec.structs.replace
_MOST_PROPOSED, _MOST_CHANGES = 10, 200
_SAID = 500


class WorkspaceService:
    """What a Sprachmittler sees and says."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._said: dict[UUID, AwayNotice] = {}
        """Absences told in this run that the centre has not taken over yet, so that they can be shown."""

    # Requests.

    def open_requests(self) -> tuple[OpenRequest, ...]:
        """Return what is offered to the user, by the first time."""
        with self._records.work() as work:
            found = [self._open(work, slice_) for slice_ in work.slices(OfferedRequest)]
        return tuple(sorted((r for r in found if r is not None), key=lambda r: (r.times[0][0], r.number)))

    def accept(self, request: UUID, start: datetime | None = None) -> Changes:
        """Accept: the time is booked at once, and nobody else can take it. Without a start, the first one.

        Raises:
            OfferGone: it is not offered any more.
            TakenByOther: somebody was faster, or one's own time is taken.
            OfferOutdated: the offer rests on an older key; a colleague's program makes it anew.
        """
        try:
            with self._records.work() as work:
                offered = self._offered(work, request)
                choices = [c for c in offered.choices if c.start > self._clock.now()]
                if not choices:
                    raise OfferGone
                wanted = choices[0].start if start is None else start
                choice = next((choice for choice in choices if choice.start == wanted), None)
                if choice is None:
                    raise NotOffered(place="start")
                self._forget_answers(work, offered)
                work.release(offered.id)
                work.claim_sealed(offered.id, choice.claims)
                message = answer_id(offered.token, _accept_word(choice.start))
                work.write_in(
                    Answer(id=message, slice=offered.id, verdict=Verdict.ACCEPT, start=choice.start)
                )
                return work.commit()
        except TimeTaken:
            raise TakenByOther from None

    def decline(self, request: UUID, reason: DeclineReason = DeclineReason.OTHER, words: str = "") -> Changes:
        """Decline with a reason."""
        check_length(words, "words", _SAID)
        with self._records.work() as work:
            offered = self._offered(work, request)
            self._forget_answers(work, offered)
            work.release(offered.id)
            message = answer_id(offered.token, Verdict.DECLINE)
            work.write_in(
                Answer(id=message, slice=offered.id, verdict=Verdict.DECLINE, decline=reason, words=words)
            )
            return work.commit()

    def propose(self, request: UUID, starts: Iterable[datetime], words: str = "") -> Changes:
        """Propose other times; nothing is booked."""
        check_length(words, "words", _SAID)
        proposed = tuple(sorted(set(starts)))[:_MOST_PROPOSED]
        if not proposed or proposed[0] <= self._clock.now():
            raise NotOffered(place="starts")
        with self._records.work() as work:
            offered = self._offered(work, request)
            self._forget_answers(work, offered)
            work.release(offered.id)
            message = answer_id(offered.token, Verdict.PROPOSE)
            work.write_in(
                Answer(
                    id=message,
                    slice=offered.id,
                    verdict=Verdict.PROPOSE,
                    proposed=proposed,
                    words=words,
                )
            )
            return work.commit()

    def take_back(self, request: UUID) -> Changes:
        """Take an answer back that the centre has not taken over yet.

        Raises:
            OfferGone: it was taken over, or there is none.
        """
        with self._records.work() as work:
            offered = self._offered(work, request)
            if not self._forget_answers(work, offered):
                raise OfferGone
            work.release(offered.id)
            return work.commit()

    # Bookings.

    def my_week(self, first: date, last: date) -> tuple[OwnBooking, ...]:
        """Return the user's bookings that begin between two days, by start; cancelled ones are marked.

        What was accepted and is not taken over yet stands among them: its time is taken already.
        """
        with self._records.work() as work:
            booked = [self._booking(work, slice_) for slice_ in work.slices(BookedTime)]
            opened = [self._open(work, slice_) for slice_ in work.slices(OfferedRequest)]
        found = [
            booking
            for booking in (*booked, *map(_promised, filter(None, opened)))
            if booking is not None
            and first <= booking.start.astimezone(ZoneInfo(booking.zone)).date() <= last
        ]
        return tuple(sorted(found, key=lambda booking: (booking.start, booking.number)))

    def call_off(
        self, booking: UUID, reason: DeclineReason = DeclineReason.OTHER, words: str = ""
    ) -> Changes:
        """Call a booking off; the centre looks for somebody else as soon as it hears of it."""
        check_length(words, "words", _SAID)
        with self._records.work() as work:
            booked = self._booked(work, booking)
            if booked.is_cancelled or booked.end <= self._clock.now():
                raise OfferGone
            message = answer_id(booked.token, Verdict.DECLINE)
            work.write_in(
                Answer(id=message, slice=booked.id, verdict=Verdict.DECLINE, decline=reason, words=words)
            )
            return work.commit()

    def write_times(self, booking: UUID, line: SheetLine) -> Changes:
        """Write a line for the time sheet; the number is filled in.

        Raises:
            NotOver, LineConfirmed, LineImplausible: there is nothing to write (yet, any more).
        """
        with self._records.work() as work:
            booked = self._booked(work, booking)
            if booked.is_cancelled:
                raise OfferGone
            if booked.start > self._clock.now():
                raise NotOver
            if booked.sheet is not None:
                raise LineConfirmed
            checked = check_line(replace(line, number=booked.number), booked.start, booked.end)
            work.write_in(TimesNotice(id=answer_id(booked.token, _TIMES), lines=((booked.id, checked),)))
            return work.commit()

    def sheet(self, year: int, month: int) -> TimeSheet:
        """Return the user's time sheet of a month, as far as the centre has seen the lines."""
        with self._records.work() as work:
            own = self._own(work)
            lines = {
                booked.number: (booked.line, booked.sheet)
                for booked in work.slices(BookedTime)
                if booked.line
            }
        for confirmed in own.confirmed:
            lines.setdefault(confirmed.number, (confirmed, uuid4()))
        file = InterpreterFile(id=own.file, subject=own.file, name=own.name, fee=own.fee)
        worked = [
            WorkedTime(
                id=sheet or uuid4(), subject=own.file, request=own.file, number=line.number, start=line.start,
                end=line.end, zone=line.zone, travel_minutes=line.travel_minutes, km=line.km,
                other_cents=line.other_cents, words=line.words, is_confirmed=sheet is not None,
            )
            for line, sheet in lines.values()
            if line is not None
        ]  # fmt: skip
        return sheet_of(file, worked, year, month)

    # Absences.

    def times(self) -> OwnTimes:
        """Return the user's own file: absences with those that wait to be taken over, weekly times, pledge, fee."""
        with self._records.work() as work:
            own = self._own(work)
            waiting = self._waiting_changes(work, own)
        absences = {away.id: away for away in own.absences}
        weekly = own.weekly
        for message in waiting:
            said = self._said.get(message)
            if said is not None:
                absences |= {away.id: away for away in said.absences}
                for removed in said.removed:
                    absences.pop(removed, None)
                weekly = said.weekly if said.weekly is not None else weekly
        return OwnTimes(
            name=own.name,
            absences=tuple(sorted(absences.values(), key=lambda away: (away.start, away.id))),
            weekly=weekly,
            pledged_on=own.pledged_on,
            max_hours=own.max_hours,
            fee=own.fee,
            waiting=len(waiting),
        )

    def save_absence(self, away: Away) -> Changes:
        """Say when the user cannot come; the same id changes what was said."""
        if away.end <= away.start:
            raise TimesBackwards(place="end")
        return self._tell(AwayNotice(id=uuid4(), absences=(away,), is_whole=False))

    def remove_absence(self, absence: UUID) -> Changes:
        """Take an absence back."""
        return self._tell(AwayNotice(id=uuid4(), removed=(absence,), is_whole=False))

    def save_weekly(self, weekly: Iterable[WeeklyTime]) -> Changes:
        """Say when the user may be asked in a week.

        Raises:
            BadInput: times that cannot be.
        """
        checked = checked_weekly(tuple(weekly))
        return self._tell(AwayNotice(id=uuid4(), weekly=checked, is_whole=False))

    # Inside.

    def _tell(self, notice: AwayNotice) -> Changes:
        with self._records.work() as look:
            own = self._own(look)
            number = len(self._waiting_changes(look, own))
        with self._records.work() as work:
            named = replace(notice, id=answer_id(own.token, f"{_AWAY}{number}"))
            work.write_in(named)
            changes = work.commit()
        self._said[named.id] = named
        return changes

    @staticmethod
    def _waiting_changes(work: Work, own: OwnFile) -> list[UUID]:
        """The messages about absences that wait, in the order in which they were told."""
        found = []
        for number in range(_MOST_CHANGES):
            message = answer_id(own.token, f"{_AWAY}{number}")
            if not _waits(work, message):
                break
            found.append(message)
        return found

    def _open(self, work: Work, offered: OfferedRequest) -> OpenRequest | None:
        now = self._clock.now()
        times = tuple((choice.start, choice.end) for choice in offered.choices if choice.start > now)
        if not times:
            return None
        accepted = self._accepted(work, offered)
        answered = Verdict.ACCEPT if accepted is not None else None
        for verdict in (Verdict.DECLINE, Verdict.PROPOSE):
            if answered is None and _waits(work, answer_id(offered.token, verdict)):
                answered = verdict
        first = offered.choices[0]
        return OpenRequest(
            id=offered.id,
            number=offered.number,
            language=offered.language,
            dialect=offered.dialect,
            mode=offered.mode,
            place=offered.place,
            zone=offered.zone,
            gender=offered.gender,
            setting=offered.setting,
            times=times,
            minutes=int((first.end - first.start).total_seconds()) // 60,
            answer_by=offered.answer_by,
            given_at=offered.at,
            answered=answered,
            accepted=accepted,
            proposed=offered.proposed,
        )

    @staticmethod
    def _booking(work: Work, booked: BookedTime) -> OwnBooking:
        return OwnBooking(
            id=booked.id,
            number=booked.number,
            start=booked.start,
            end=booked.end,
            zone=booked.zone,
            language=booked.language,
            dialect=booked.dialect,
            mode=booked.mode,
            place=booked.place,
            link=booked.link,
            setting=booked.setting,
            is_cancelled=booked.is_cancelled,
            is_called_off=_waits(work, answer_id(booked.token, Verdict.DECLINE)),
            has_written=_waits(work, answer_id(booked.token, _TIMES)),
            line=booked.line,
            is_confirmed=booked.sheet is not None,
        )

    @staticmethod
    def _accepted(work: Work, offered: OfferedRequest) -> datetime | None:
        for choice in offered.choices:
            if _waits(work, answer_id(offered.token, _accept_word(choice.start))):
                return choice.start
        return None

    @staticmethod
    def _forget_answers(work: Work, offered: OfferedRequest) -> bool:
        """Drop earlier answers that the centre has not taken over; returns whether there were any."""
        words = [_accept_word(choice.start) for choice in offered.choices]
        found = False
        for word in (*words, Verdict.DECLINE, Verdict.PROPOSE):
            try:
                work.drop(answer_id(offered.token, word))
                found = True
            except NotFound:
                continue
        return found

    @staticmethod
    def _offered(work: Work, request: UUID) -> OfferedRequest:
        found = next((slice_ for slice_ in work.slices(OfferedRequest) if slice_.id == request), None)
        if found is None:
            raise OfferGone
        return found

    @staticmethod
    def _booked(work: Work, booking: UUID) -> BookedTime:
        found = next((slice_ for slice_ in work.slices(BookedTime) if slice_.id == booking), None)
        if found is None:
            raise NotFound
        return found

    @staticmethod
    def _own(work: Work) -> OwnFile:
        found = work.slices(OwnFile)
        if not found:
            raise NoFileYet
        return max(found, key=lambda own: (own.at is not None, own.at, own.id))


_TIMES, _AWAY = "times", "away "


def _promised(request: OpenRequest) -> OwnBooking | None:
    """An accepted request as the booking that it is going to be; None for any other."""
    end = next((end for start, end in request.times if start == request.accepted), None)
    if request.accepted is None or end is None:
        return None
    return OwnBooking(
        id=request.id,
        number=request.number,
        start=request.accepted,
        end=end,
        zone=request.zone,
        language=request.language,
        dialect=request.dialect,
        mode=request.mode,
        place=request.place,
        setting=request.setting,
        is_promised=True,
    )


def _accept_word(start: datetime) -> str:
    return f"{Verdict.ACCEPT} {int(start.timestamp())}"


def _waits(look: Work, message: UUID) -> bool:
    """Whether a message of the user's own lies in the inbox; the unit of work must not be committed after that."""
    try:
        look.drop(message)
    except NotFound:
        return False
    return True
