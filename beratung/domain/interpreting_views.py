# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What screens and commands see of interpreting: candidates with reasons, offers, a planned week, time sheets.

Wherever there are ``words`` with ``details``, the words are a message id that the edges translate and fill.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from beratung.domain.appointments import ZONE, OpeningTime
from beratung.domain.base import Value
from beratung.domain.interpreting import (
    Away,
    DeclineReason,
    FeeModel,
    InterpreterFile,
    InterpreterRequest,
    SheetLine,
    WeeklyTime,
)
from beratung.domain.interpreting_messages import Verdict
from beratung.domain.known_places import KnownPlace
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.work import Changes

Details = dict[str, str | int]


class House(Value, frozen=True, kw_only=True):
    """What the room must know of the centre."""

    address: str = ""
    """As it is shown to interpreters."""
    link: str = ""
    """For video, where the centre has one."""
    places: tuple[KnownPlace, ...] = ()
    opening: tuple[OpeningTime, ...] = ()
    holidays: frozenset[date] = frozenset()
    zone: str = ZONE


# Candidates.


class HardRule(StrEnum):
    """A hard rule, in the order in which it is looked at."""

    ACTIVE = "active"
    LANGUAGE = "language"
    LEVEL = "level"
    DIRECTION = "direction"
    SWORN = "sworn"
    GENDER = "gender"
    MODE = "mode"
    PLEDGE = "pledge"
    ADULT = "adult"
    EXCLUSION = "exclusion"
    REFUSAL = "refusal"
    TOPIC = "topic"
    PSYCHIATRIC = "psychiatric"
    REGION = "region"
    LEAD = "lead"
    AVAILABLE = "available"
    HOURS = "hours"
    FREE = "free"


class Check(Value, frozen=True, kw_only=True):
    """One hard rule for one interpreter; ``ok`` None is unknown, which is never a no."""

    rule: HardRule
    ok: bool | None
    words: str
    details: Details = msgspec.field(default_factory=dict)


class WeightKind(StrEnum):
    """What makes one candidate better than another."""

    SAME_PERSON = "same_person"
    DIALECT = "dialect"
    TRAVEL = "travel"
    FAIRNESS = "fairness"
    COST = "cost"


class Weight(Value, frozen=True, kw_only=True):
    """One weight with its points; more is better."""

    kind: WeightKind
    points: int
    words: str
    details: Details = msgspec.field(default_factory=dict)


class Fit(StrEnum):
    """Whether somebody can be asked."""

    FITS = "fits"
    OPEN = "open"
    """Nothing speaks against it, but something is not known."""
    NOT = "not"


class Candidate(Value, frozen=True, kw_only=True):
    """An interpreter or a pool for one request, with every rule and weight."""

    interpreter: InterpreterFile
    fit: Fit
    checks: tuple[Check, ...]
    weights: tuple[Weight, ...] = ()
    starts: tuple[datetime, ...] = ()
    """Starts that would do for both sides."""
    travel_minutes: int | None = None
    """One way; None is unknown, or there is no way."""
    cost_cents: int | None = None
    """None is unknown."""
    is_asked: bool = False

    @property
    def weight(self) -> int:
        """The sum of all points."""
        return sum(weight.points for weight in self.weights)

    @property
    def against(self) -> tuple[Check, ...]:
        """What keeps him from it."""
        return tuple(check for check in self.checks if check.ok is False)

    @property
    def unknown(self) -> tuple[Check, ...]:
        """What is not known."""
        return tuple(check for check in self.checks if check.ok is None)


class Shown(Value, frozen=True, kw_only=True):
    """Exactly what one interpreter will see of a request."""

    interpreter: UUID
    name: str
    has_program: bool
    number: str
    language: str
    dialect: str = ""
    mode: Mode
    place: str = ""
    zone: str = ZONE
    gender: Gender | None = None
    setting: str = ""
    times: tuple[tuple[datetime, datetime], ...]


class Taken(StrEnum):
    """What became of a message."""

    BOOKED = "booked"
    DECLINED = "declined"
    PROPOSED = "proposed"
    CALLED_OFF = "called_off"
    """A booking was called off by the interpreter; the request is open again."""
    TOO_LATE = "too_late"
    """Accepted, but the time or the request is no longer free; he is told."""
    RENEWED = "renewed"
    """Offers that rested on an older key were made anew."""
    ABSENCE = "absence"
    ABSENT_AT_BOOKING = "absent_at_booking"
    """An absence covers a booking."""
    TIMES = "times"


class Happening(Value, frozen=True, kw_only=True):
    """One thing that taking over did."""

    what: Taken
    interpreter: UUID | None = None
    name: str = ""
    request: UUID | None = None
    appointment: UUID | None = None
    start: datetime | None = None
    reason: DeclineReason | None = None
    words: str = ""


class RequestLine(Value, frozen=True, kw_only=True):
    """A request as a list shows it."""

    request: InterpreterRequest
    client_name: str = ""
    """Empty for a group, and where the name cannot be read."""
    interpreter_name: str = ""


# Planning a week.


class Reason(Value, frozen=True, kw_only=True):
    """Why a request is left out, with how many interpreters it concerns."""

    rule: HardRule | None
    count: int
    words: str
    details: Details = msgspec.field(default_factory=dict)


class Fallback(Value, frozen=True, kw_only=True):
    """An outside service that could serve a request."""

    pool: UUID
    name: str
    fit: Fit
    cost_cents: int | None = None
    unknown: tuple[Check, ...] = ()
    source: str = ""


class PlannedJob(Value, frozen=True, kw_only=True):
    """A request with the interpreter and the start that the plan proposes."""

    request: UUID
    interpreter: UUID
    interpreter_name: str
    client_name: str = ""
    language: str
    start: datetime
    end: datetime
    zone: str = ZONE
    is_fixed: bool = False
    """Booked already."""
    is_kept: bool = False
    """As it was proposed before."""
    is_moved: bool = False
    """Begins at another time than the appointment now."""
    is_previous: bool = False
    """The interpreter of before."""
    by_phone: bool = False
    """Who works without the program must be called."""


class LeftOut(Value, frozen=True, kw_only=True):
    """A request that the plan does not serve, and exactly why."""

    request: UUID
    client_name: str = ""
    language: str
    start: datetime
    end: datetime
    zone: str = ZONE
    why: tuple[Reason, ...]
    fallbacks: tuple[Fallback, ...] = ()


class WeekPlan(Value, frozen=True, kw_only=True):
    """A proposal for one week; nothing is done before a person confirms."""

    week: str
    jobs: tuple[PlannedJob, ...]
    left_out: tuple[LeftOut, ...]
    requests: int
    served: int
    most: int
    """No plan serves more."""
    priorities: int = 0
    kept: int = 0
    previous: int = 0
    travel_km: float | None = None
    """None where a way is unknown."""
    unknown_ways: int = 0
    is_proven: bool
    is_stopped: bool
    seconds: float


class Excluded(Value, frozen=True, kw_only=True):
    """What followed from excluding somebody."""

    reopened: tuple[UUID, ...] = ()
    """Requests for which he was booked; he was told that it is cancelled, and they are open again."""
    meets: tuple[datetime, ...] = ()
    """When both are in a group that is still to come, in UTC: who stays away is for a person to decide."""
    changes: Changes


class Applied(Value, frozen=True, kw_only=True):
    """What became of the jobs that a person confirmed."""

    offered: tuple[UUID, ...] = ()
    to_call: tuple[UUID, ...] = ()
    """Requests whose interpreters work without the program: call them, then book."""
    refused: tuple[UUID, ...] = ()
    """Taken, changed or gone meanwhile."""


# Time sheets.


class TimeSheetLine(Value, frozen=True, kw_only=True):
    """One job on a time sheet, with what it pays. All cents are whole."""

    id: UUID
    number: str
    start: datetime
    end: datetime
    zone: str = ZONE
    minutes: int
    travel_minutes: int = 0
    km: int = 0
    time_cents: int = 0
    """For the time, by begun units, or for the whole job."""
    job_cents: int = 0
    km_cents: int = 0
    other_cents: int = 0
    cents: int = 0
    """The sum of the four."""
    words: str = ""
    is_confirmed: bool = False
    confirmed_by: str = ""


class TimeSheet(Value, frozen=True, kw_only=True):
    """What one interpreter worked in one month; its sums are checked where it is made."""

    interpreter: UUID
    name: str
    year: int
    month: int
    fee: FeeModel
    is_fee_known: bool = True
    """Without a fee the cents are those of other expenses alone."""
    lines: tuple[TimeSheetLine, ...]
    minutes: int
    travel_minutes: int
    km: int
    cents: int
    open_lines: int = 0
    """Lines that nobody confirmed yet."""


# The Sprachmittler's own workspace.


class OpenRequest(Value, frozen=True, kw_only=True):
    """A request that is offered to the user."""

    id: UUID
    """Of the slice."""
    number: str
    language: str
    dialect: str = ""
    mode: Mode
    place: str = ""
    zone: str = ZONE
    gender: Gender | None = None
    setting: str = ""
    times: tuple[tuple[datetime, datetime], ...]
    minutes: int
    answer_by: datetime | None = None
    given_at: datetime | None = None
    answered: Verdict | None = None
    """What the user answered; the centre has not taken it over yet."""
    accepted: datetime | None = None
    """The start that the user accepted."""
    proposed: tuple[datetime, ...] = ()
    """What the user proposed and the centre has seen."""


class OwnBooking(Value, frozen=True, kw_only=True):
    """A booking of the user."""

    id: UUID
    """Of the slice."""
    number: str
    start: datetime
    end: datetime
    zone: str = ZONE
    language: str
    dialect: str = ""
    mode: Mode
    place: str = ""
    link: str = ""
    setting: str = ""
    is_promised: bool = False
    """The user accepted; the time is taken, and the centre has not taken the answer over yet."""
    is_cancelled: bool = False
    is_called_off: bool = False
    """The user called off; the centre has not taken it over yet."""
    has_written: bool = False
    """Times were written; the centre has not taken them over yet."""
    line: SheetLine | None = None
    """What was written for the time sheet, once the centre has seen it."""
    is_confirmed: bool = False


class OwnTimes(Value, frozen=True, kw_only=True):
    """The user's file as far as he sees it: when he can come, and what was agreed."""

    name: str
    absences: tuple[Away, ...] = ()
    weekly: tuple[WeeklyTime, ...] = ()
    pledged_on: date | None = None
    max_hours: int | None = None
    fee: FeeModel = FeeModel()
    waiting: int = 0
    """Changes that the centre has not taken over yet."""
