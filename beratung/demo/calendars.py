# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar of the demo, the same for the same seed: six weeks that were, four that come."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from beratung.appointments.hours import Opening
from beratung.appointments.repeating import finished, occurrences
from beratung.demo.chance import Chance
from beratung.domain.appointments import (
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Frequency,
    Participant,
    ParticipantState,
    RemindBy,
    Repeat,
    Room,
)
from beratung.domain.base import Record
from beratung.domain.clock_times import instant, midnight
from beratung.domain.planning import Mode
from beratung.domain.views import PersonRow

replace = msgspec.structs.replace
WEEKS_BACK, WEEKS_AHEAD = 6, 4
SINGLES = ("09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00")
TITLES = (
    "Erstgespräch",
    "Beratung",
    "Anträge ausfüllen",
    "Bescheid besprechen",
    "Anerkennung",
    "Wohnungssuche",
    "",
)
MOST_A_DAY = 5
_OUTCOMES = (
    (AppointmentState.HELD, 82),
    (AppointmentState.NO_SHOW, 7),
    (AppointmentState.CANCELLED_BY_CLIENT, 8),
    (AppointmentState.CANCELLED_BY_CENTRE, 3),
)


class DemoCalendar(NamedTuple):
    """What is to be stored: of days that are over without taking any time, and of those that come."""

    past: tuple[Record, ...]
    ahead: tuple[Record, ...]


class Making:
    """Makes a calendar for one counsellor."""

    def __init__(self, seed: int, on: date, opening: Opening, counsellor: UUID, author: str) -> None:
        self.chance = Chance("calendar", seed)
        self.on = on
        self.opening = opening
        self.counsellor = counsellor
        self.author = author
        self.rooms = tuple(self._room(*facts) for facts in _ROOMS)
        self.taken: set[datetime] = set()
        """Starts of five minutes at which the counsellor is busy."""

    def everything(self, people: Sequence[PersonRow]) -> DemoCalendar:
        """The whole calendar; without people only what needs none."""
        found = [*self.team(), *self.open_hours(), *self.course(people), *self.singles(people)]
        border = midnight(self.on, self.opening.zone)
        past = [r for r in found if isinstance(r, Appointment | Participant) and r.start < border]
        ahead = [r for r in found if r not in past]
        return DemoCalendar(tuple(past), (*self.rooms, *ahead, *self.absences()))

    # What there is.

    def team(self) -> list[Record]:
        """The team meets on Monday mornings."""
        return self._weekly(AppointmentKind.OWN, "Teamsitzung", (0, "09:00", 60), room=2)

    def open_hours(self) -> list[Record]:
        """Whoever comes, on Tuesday afternoons."""
        return self._weekly(AppointmentKind.OPEN_HOURS, "Offene Sprechstunde", (1, "14:00", 120), room=0)

    def course(self, people: Sequence[PersonRow]) -> list[Record]:
        """A group on Thursday mornings, full in its last weeks, with two who wait."""
        words = "Gruppe: Arbeiten in Deutschland"
        found = self._weekly(AppointmentKind.GROUP, words, (3, "10:00", 90), room=2, places=8)
        meetings = [entry for entry in found if isinstance(entry, Appointment)]
        chosen = self._some(people, 10)
        for meeting in meetings:
            for rank, row in enumerate(chosen):
                found.append(self._participant(meeting, row, rank))
        return found

    def singles(self, people: Sequence[PersonRow]) -> list[Record]:
        """Appointments of clients: as many as fit their number."""
        open_cases = [row for row in people if row.is_open and row.case is not None]
        if not open_cases:
            return []
        days = [self.on + timedelta(days=n) for n in range(-7 * WEEKS_BACK, 7 * WEEKS_AHEAD)]
        percent = min(85, 300 * len(open_cases) // (len(days) * MOST_A_DAY // 2))
        found: list[Record] = []
        for day in days:
            if not self.opening.hours(day):
                continue
            free = [clock for clock in SINGLES if self._is_free(day, clock, 60)]
            likely = percent if day != self.on else 85
            chosen = [clock for clock in free[:MOST_A_DAY] if self.chance.happens(likely)]
            found += [self._single(day, clock, self.chance.one(open_cases)) for clock in chosen]
        return found

    def absences(self) -> list[Record]:
        """The painters are in one room, and the counsellor is away for two days after what was made here."""
        friday = self._monday() + timedelta(weeks=1, days=4)
        after = self._monday() + timedelta(weeks=WEEKS_AHEAD, days=7)
        return [
            self._absence(self.rooms[1].id, friday, friday),
            self._absence(self.counsellor, after, after + timedelta(days=1)),
        ]

    # How it is made.

    def _weekly(
        self, kind: AppointmentKind, title: str, when: tuple[int, str, int], *, room: int, places: int = 0
    ) -> list[Record]:
        """A series on a weekday, at a time, for so many minutes."""
        weekday, clock, minutes = when
        day = self._monday() + timedelta(days=weekday, weeks=-WEEKS_BACK)
        own = self.chance.id()
        first = self._appointment(own, own, self._at(day, clock), minutes)
        first = replace(first, kind_of=kind, title=title, places=places, rooms=(self.rooms[room].id,))
        rule = Repeat(frequency=Frequency.WEEKLY, count=WEEKS_BACK + WEEKS_AHEAD)
        made = occurrences(first, rule, self.opening)
        for entry in made.appointments:
            self._take(entry.start, minutes)
        held = [
            replace(entry, state=AppointmentState.HELD)
            if entry.start < midnight(self.on, self.opening.zone)
            else entry
            for entry in made.appointments
        ]
        return [*([finished(made.series, made)] if made.series is not None else []), *held]

    def _single(self, day: date, clock: str, row: PersonRow) -> Appointment:
        minutes = self.chance.weighted((50, 30, 20), (70, 20, 10))
        room = self.rooms[self.chance.weighted((0, 1), (75, 25))].id
        entry = self._appointment(self.chance.id(), row.client, self._at(day, clock), minutes)
        mode = self.chance.weighted((Mode.SITE, Mode.PHONE, Mode.VIDEO), (85, 10, 5))
        is_past = day < self.on
        return replace(
            entry,
            case=row.case,
            title=self.chance.one(TITLES),
            mode=mode,
            rooms=(room,) if mode is Mode.SITE else (),
            state=self.chance.weighted([o[0] for o in _OUTCOMES], [o[1] for o in _OUTCOMES])
            if is_past
            else AppointmentState.PLANNED,
            remind=self.chance.weighted((RemindBy.SLIP, RemindBy.PHONE, RemindBy.NONE), (60, 25, 15)),
            reminded_on=day - timedelta(days=1) if is_past else None,
        )

    def _appointment(self, own: UUID, subject: UUID, start: datetime, minutes: int) -> Appointment:
        self._take(start, minutes)
        return Appointment(
            id=own,
            subject=subject,
            start=start,
            end=start + timedelta(minutes=minutes),
            zone=self.opening.settings.zone,
            people=(self.counsellor,),
            author=self.author,
        )

    def _participant(self, meeting: Appointment, row: PersonRow, rank: int) -> Participant:
        is_over = meeting.state is AppointmentState.HELD
        seated = rank < meeting.places
        state = ParticipantState.PLANNED if seated else ParticipantState.WAITING
        if is_over and seated:
            state = ParticipantState.HELD if self.chance.happens(85) else ParticipantState.NO_SHOW
        return Participant(
            id=self.chance.id(),
            subject=row.client,
            appointment=meeting.id,
            start=meeting.start,
            zone=meeting.zone,
            case=row.case,
            lane=rank + 1 if seated else 0,
            joined_at=datetime.combine(self.on, time(9), tzinfo=UTC) - timedelta(days=60 - rank),
            state=state,
        )

    def _room(self, name: str, seats: int, accessible: bool) -> Room:
        own = self.chance.id()
        return Room(id=own, subject=own, name=name, seats=seats, is_accessible=accessible)

    def _absence(self, of: UUID, first: date, last: date) -> Absence:
        own, zone = self.chance.id(), self.opening.zone
        end = midnight(last + timedelta(days=1), zone)
        return Absence(id=own, subject=own, of=of, start=midnight(first, zone), end=end, is_whole_days=True)

    def _some(self, people: Sequence[PersonRow], number: int) -> list[PersonRow]:
        found: dict[UUID, PersonRow] = {}
        for _ in range(4 * number):
            if people and len(found) < number:
                row = self.chance.one(people)
                found.setdefault(row.client, row)
        return list(found.values())

    def _monday(self) -> date:
        return self.on - timedelta(days=self.on.weekday())

    def _at(self, day: date, clock: str) -> datetime:
        return instant(day, time.fromisoformat(clock), self.opening.zone)

    def _is_free(self, day: date, clock: str, minutes: int) -> bool:
        start = self._at(day, clock)
        end = start + timedelta(minutes=minutes)
        return self.opening.is_open(start, end) and not any(start <= slot < end for slot in self.taken)

    def _take(self, start: datetime, minutes: int) -> None:
        self.taken |= {start + timedelta(minutes=m) for m in range(0, minutes, 5)}


_ROOMS = (("Beratungsraum 1", 4, True), ("Beratungsraum 2", 3, False), ("Gruppenraum", 16, True))
