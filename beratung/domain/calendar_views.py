# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the calendar hands to screens, to the command line, and to whoever prints it.

Every time is aware and in the zone of the view. Messages are msgids; details never name a client.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from beratung.domain.appointments import (
    AppointmentKind,
    AppointmentState,
    ParticipantState,
    RemindBy,
)
from beratung.domain.base import Record, Value
from beratung.domain.interpreting import RequestState
from beratung.domain.planning import Mode
from beratung.domain.work import Changes


class HintKind(StrEnum):
    """What is to be minded about a time. All but ``TAKEN`` are warnings; that one is refused."""

    TAKEN = "taken"
    CLOSED = "closed"
    """Outside the opening hours."""
    HOLIDAY = "holiday"
    """A holiday of the Land, or a day on which the centre is closed."""
    ABSENT = "absent"
    SEATS = "seats"
    """More people than the room has seats."""
    CLIENT_TWICE = "client_twice"
    TRAVEL = "travel"
    """Two jobs of an interpreter at different places with little time between."""
    INTERPRETER = "interpreter"
    """Who is booked must be asked again, or is not free."""
    PAST = "past"
    FOREIGN = "foreign"
    """Something stands there in the person's own calendar that came from outside."""


class Hint(Value, frozen=True, kw_only=True):
    """Something to mind; ``message % details`` in the language of who reads."""

    kind: HintKind
    message: str
    """A msgid."""
    details: dict[str, str | int] = msgspec.field(default_factory=dict)
    start: datetime | None = None
    """Of the time that it is about."""
    of: UUID | None = None
    """The person, interpreter or room that it is about."""
    by: UUID | None = None
    """The appointment that takes the time, where this user may see it."""

    @property
    def is_refusal(self) -> bool:
        """Whether the time cannot be booked."""
        return self.kind is HintKind.TAKEN


class CalendarEntry(Value, frozen=True, kw_only=True):
    """An appointment as a calendar shows it."""

    id: UUID
    version: int = 0
    kind: AppointmentKind
    state: AppointmentState
    start: datetime
    end: datetime
    who: str = ""
    """The client's name, for who may read identity; empty for every other kind and for anonymous clients."""
    client: UUID | None = None
    case: UUID | None = None
    title: str = ""
    people: tuple[UUID, ...] = ()
    rooms: tuple[UUID, ...] = ()
    mode: Mode = Mode.SITE
    place: str = ""
    link: str = ""
    interpreter: UUID | None = None
    """The file of who is booked."""
    interpreter_name: str = ""
    request: UUID | None = None
    request_state: RequestState | None = None
    participants: int = 0
    waiting: int = 0
    places: int = 0
    series: UUID | None = None
    is_apart: bool = False
    note: str = ""
    author: str = ""
    hints: tuple[HintKind, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it really lasts; the difference of two local times is wrong when the clock is moved between."""
        return int(self.end.timestamp() - self.start.timestamp()) // 60

    @property
    def is_live(self) -> bool:
        """Whether it takes anybody's time."""
        return not self.state.is_cancelled


class AbsenceLine(Value, frozen=True, kw_only=True):
    """An absence as a calendar shows it."""

    id: UUID
    version: int
    of: UUID
    start: datetime
    end: datetime
    is_whole_days: bool = False


class DayLine(Value, frozen=True, kw_only=True):
    """What a day is: when the centre is open, or why it is closed."""

    day: date
    opens: tuple[tuple[datetime, datetime], ...] = ()
    holiday: str = ""
    """Its name in German, of a holiday of the Land."""
    closed: str | None = None
    """Why the centre is closed on this day besides; may be empty."""


class Column(Value, frozen=True, kw_only=True):
    """A person, room or interpreter that can stand beside others in the calendar."""

    id: UUID
    name: str
    is_self: bool = False


class CalendarView(Value, frozen=True, kw_only=True):
    """Some days of the calendar."""

    first: date
    last: date
    zone: str
    entries: tuple[CalendarEntry, ...] = ()
    """By start."""
    absences: tuple[AbsenceLine, ...] = ()
    days: tuple[DayLine, ...] = ()
    """One for every day asked."""
    people: tuple[Column, ...] = ()
    """Everybody who can be chosen: counsellors."""
    rooms: tuple[Column, ...] = ()
    interpreters: tuple[Column, ...] = ()


class ParticipantLine(Value, frozen=True, kw_only=True):
    """Who takes part in a group or in open hours, or waits for it."""

    id: UUID
    version: int
    appointment: UUID
    client: UUID
    who: str
    case: UUID | None = None
    lane: int = 0
    state: ParticipantState
    joined_at: datetime
    is_kept_apart: bool = False
    """Whether he shall not meet whoever is booked to interpret for the group."""


class GroupView(Value, frozen=True, kw_only=True):
    """The list of a group or of open hours."""

    appointment: UUID
    places: int
    taking_part: tuple[ParticipantLine, ...] = ()
    waiting: tuple[ParticipantLine, ...] = ()
    """In the order in which they move up."""
    gone: tuple[ParticipantLine, ...] = ()
    """Who called off."""
    next_up: tuple[ParticipantLine, ...] = ()
    """Who could get a place now; a person confirms it."""


class Reminder(Value, frozen=True, kw_only=True):
    """A line of the due list: who is to be reminded of what, and how."""

    id: UUID
    """Of the appointment, or of the participant."""
    appointment: UUID
    client: UUID
    who: str
    phone: str = ""
    contact_note: str = ""
    start: datetime
    end: datetime
    by: RemindBy
    reminded_on: date | None = None
    is_changed: bool = False
    """Moved or cancelled since he was told."""


class Tally(Value, frozen=True, kw_only=True):
    """How many appointments of clients there were, by what became of them; groups count each participant."""

    planned: int = 0
    held: int = 0
    no_show: int = 0
    cancelled_by_client: int = 0
    cancelled_by_centre: int = 0


class Undo(msgspec.Struct, frozen=True):
    """What takes a change back: the records before and after it. For `AppointmentService.undo` alone."""

    pairs: tuple[tuple[Record | None, Record | None], ...] = ()


class Done(msgspec.Struct, frozen=True):
    """A change that was made, and what takes it back."""

    changes: Changes
    undo: Undo


class LeftOut(StrEnum):
    """Why a day of a series has no appointment."""

    TAKEN = "taken"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    NO_SUCH_TIME = "no_such_time"
    """The clock is moved forward over it."""


class Booked(msgspec.Struct, frozen=True):
    """What was booked."""

    ids: tuple[UUID, ...]
    left_out: tuple[tuple[date, LeftOut], ...]
    changes: Changes
    undo: Undo
    series: UUID | None = None
