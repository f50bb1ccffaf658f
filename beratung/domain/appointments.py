# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who meets whom, when and where: appointments, rooms, absences. Sealed under the domain ``scheduling``.

Times are instants in UTC together with the zone in which they were agreed; starts and lengths are multiples of five
minutes.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from beratung.domain.base import Domain, Record, Shelf, Value
from beratung.domain.planning import Mode

ZONE = "Europe/Berlin"
_HOME = ZoneInfo(ZONE)
ALWAYS = "0000-W00"
"""The week of what cannot be found by one: foreign events that come again, times that reach into another week."""


def week_of(day: date) -> str:
    """The ISO week of a day, as the database sees it: ``2026-W48``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


class AppointmentKind(StrEnum):
    """What kind of time it is."""

    SINGLE = "single"
    """One client."""
    GROUP = "group"
    """A group offer with places and a waiting list."""
    OPEN_HOURS = "open_hours"
    """Offene Sprechstunde: whoever comes; several clients may be there at once."""
    OWN = "own"
    """Without clients: a team meeting, training, time at the desk."""
    FOREIGN = "foreign"
    """Taken over from another calendar; its text is kept as it came."""


class AppointmentState(StrEnum):
    """What became of it; who did not come and who called off are kept apart for the statistics."""

    PLANNED = "planned"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_CENTRE = "cancelled_by_centre"

    @property
    def is_cancelled(self) -> bool:
        """Whether its time is free again."""
        return self in {AppointmentState.CANCELLED_BY_CLIENT, AppointmentState.CANCELLED_BY_CENTRE}


class RemindBy(StrEnum):
    """How somebody wants to be reminded; what is to be done stands on the due list."""

    NONE = "none"
    SLIP = "slip"
    """A slip of paper, given or sent."""
    PHONE = "phone"
    FILE = "file"
    """A calendar file for his own telephone."""


class Appointment(Record, frozen=True, kw_only=True, tag="appointment"):
    """A time that people and rooms spend together.

    ``subject`` is the client of a single appointment; every other kind has a key of its own (``subject`` equals
    ``id``) and one `Participant` for each client.
    """

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.APPOINTMENT

    kind_of: AppointmentKind = AppointmentKind.SINGLE
    start: datetime
    end: datetime
    zone: str = ZONE
    case: UUID | None = None
    title: str = ""
    people: tuple[UUID, ...] = ()
    """Users who take part; their time is taken."""
    rooms: tuple[UUID, ...] = ()
    mode: Mode = Mode.SITE
    place: str = ""
    """Where it is, if in none of the centre's rooms."""
    link: str = ""
    """For video."""
    places: int = 0
    """Of a group or of open hours: how many clients at most; 0 is no limit."""
    state: AppointmentState = AppointmentState.PLANNED
    note: str = ""
    series: UUID | None = None
    is_apart: bool = False
    """Moved or changed by itself: changes of its series leave it alone."""
    uid: str = ""
    """Of a foreign one: its UID."""
    foreign: str = ""
    """Of a foreign one: its VEVENT as it came, with whatever this program does not understand."""
    author: str = ""
    """User name of who made it."""
    remind: RemindBy = RemindBy.SLIP
    reminded_on: date | None = None
    is_untold: bool = False
    """Moved or called off by the centre, and the client has not been told yet."""
    booked_under: UUID | None = None
    """Moved to a start that an interpreter chose: under which booking its times are claimed since then."""

    @property
    def booking(self) -> UUID:
        """Under which booking the times of its people and rooms are claimed.

        An interpreter knows the values of the claims of each start that was offered. Whoever reads the tables sees the
        subject of a record beside its id, so what he chose must not stand there under that id.
        """
        return self.booked_under or self.id

    @property
    def is_spread(self) -> bool:
        """Whether a foreign event comes again or lasts for more than a day."""
        return self.kind_of is AppointmentKind.FOREIGN and (
            "\nRRULE" in self.foreign
            or "\nRDATE" in self.foreign
            or self.end - self.start > timedelta(days=1)
        )

    @property
    def week(self) -> str:
        """The ISO week of all of it; ``ALWAYS`` if it reaches into another, on whichever clock."""
        own = self.own_week
        last = self.end - timedelta(seconds=1)
        is_one = all(week_of(moment.astimezone(_HOME).date()) == own for moment in (self.start, last))
        return own if is_one and not self.is_spread else ALWAYS

    @property
    def own_week(self) -> str:
        """The ISO week of the day on which it begins, where it was agreed: that of its participants."""
        return week_of(self.start.astimezone(ZoneInfo(self.zone)).date())

    @property
    def is_live(self) -> bool:
        """Whether it takes anybody's time."""
        return not self.state.is_cancelled


class CancelledBy(StrEnum):
    """Who called off."""

    CLIENT = "client"
    CENTRE = "centre"


class Scope(StrEnum):
    """What of a series is meant."""

    ONE = "one"
    FOLLOWING = "following"
    """This one and those after it."""
    ALL = "all"
    """Every one that is still to come."""


class ParticipantState(StrEnum):
    """What became of a client in a group or in open hours."""

    WAITING = "waiting"
    """On the waiting list."""
    PLANNED = "planned"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_CENTRE = "cancelled_by_centre"


class Participant(Record, frozen=True, kw_only=True, tag="participant"):
    """A client's place in a group appointment or in open hours; ``subject`` is the client."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.APPOINTMENT

    appointment: UUID
    start: datetime
    """As the appointment's, so that the client's own calendar finds it."""
    zone: str = ZONE
    case: UUID | None = None
    lane: int = 0
    """Which place it has; 0 is none, on the waiting list."""
    joined_at: datetime
    """Decides the order of the waiting list."""
    state: ParticipantState = ParticipantState.PLANNED
    remind: RemindBy = RemindBy.SLIP
    reminded_on: date | None = None
    is_untold: bool = False

    @property
    def takes_place(self) -> bool:
        """Whether he has a place, or had one when it was held."""
        return self.lane > 0 and self.state in {
            ParticipantState.PLANNED,
            ParticipantState.HELD,
            ParticipantState.NO_SHOW,
        }

    @property
    def week(self) -> str:
        """The ISO week of the appointment."""
        return week_of(self.start.astimezone(ZoneInfo(self.zone)).date())


class Frequency(StrEnum):
    """How often a series repeats."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Repeat(Value, frozen=True, kw_only=True):
    """The rule of a series, in wall-clock time of its zone."""

    frequency: Frequency
    every: int = 1
    """Every so many days, weeks or months."""
    weekdays: tuple[int, ...] = ()
    """Weekly: 0 is Monday; empty is the weekday of the first one."""
    nth: int = 0
    """Monthly: 1 to 4 is the first to fourth such weekday of the month, -1 the last; 0 is the same day of the month."""
    until: date | None = None
    """Last day; exactly one of ``until`` and ``count`` is given."""
    count: int | None = None


class Series(Record, frozen=True, kw_only=True, tag="series"):
    """A repeated appointment; every occurrence is an `Appointment` of its own that names the series."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    repeat: Repeat
    start: datetime
    """The first occurrence."""
    end: datetime
    zone: str = ZONE
    left_out: tuple[date, ...] = ()
    """Days of the rule on which there is none: holidays, what was taken, what was removed later."""
    ids: tuple[UUID, ...] = ()
    """Its appointments, by start; those that were removed are not among them."""


class Room(Record, frozen=True, kw_only=True, tag="room"):
    """A room that can be booked; ``subject`` equals ``id``."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    name: str
    seats: int | None = None
    is_accessible: bool | None = None
    """Without steps; None is unknown."""
    note: str = ""
    is_used: bool = True
    """A room that is given up stays with its past appointments."""


class Absence(Record, frozen=True, kw_only=True, tag="absence"):
    """A time at which a user, an interpreter or a room is not there. No reason is kept."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    of: UUID
    """The user, the interpreter's file or the room; ``subject`` is the same for an interpreter, else ``id``."""
    start: datetime
    end: datetime
    is_whole_days: bool = False


class OpeningTime(Value, frozen=True, kw_only=True):
    """When the centre is open on a weekday, in minutes since midnight, wall-clock time."""

    weekday: int
    """0 is Monday."""
    opens: int
    closes: int


OFFICE_HOURS = tuple(OpeningTime(weekday=day, opens=8 * 60, closes=18 * 60) for day in range(5))
"""What is shown until a centre says otherwise."""
FIVE_MINUTES = timedelta(minutes=5)


LAENDER = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


class ClosingDay(Value, frozen=True, kw_only=True):
    """Days on which the centre is closed besides the holidays."""

    first: date
    last: date
    name: str = ""


class CalendarSettings(Value, frozen=True, kw_only=True):
    """What a centre decides about its calendar; public data."""

    hours: tuple[OpeningTime, ...] = OFFICE_HOURS
    land: str = "ST"
    """Whose holidays count: the last two letters of ISO 3166-2:DE."""
    zone: str = ZONE
    closing: tuple[ClosingDay, ...] = ()
    video_link: str = ""
    """For appointments by video that name no other."""
    moves_up: bool = False
    """Whether who waits for a place of a group gets one at once; else a person confirms it."""
    remind_days: int = 2
    """So many days ahead an appointment stands on the due list."""
    minutes: int = 50
    """How long an appointment is unless somebody says otherwise."""
