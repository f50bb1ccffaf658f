# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Sprachmittlung: the interpreter's file, requests, what is shown to an interpreter and what comes back.

Records are sealed under the domain ``scheduling``. What an interpreter sees are slices sealed to his own keys: no name,
no case, no reason. What he answers are messages (``interpreting_messages``), which a counsellor's program takes over.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from beratung.domain.appointments import ZONE, week_of
from beratung.domain.base import Domain, Record, Shelf, Value
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.sharing import NOBODY, SealedClaim, Slice


class Direction(StrEnum):
    """Into which language somebody interprets."""

    BOTH = "both"
    INTO_GERMAN = "into_german"
    FROM_GERMAN = "from_german"


class SpokenLanguage(Value, frozen=True, kw_only=True):
    """A language of an interpreter."""

    code: str
    """One of ``resources/codes/languages.yaml``."""
    dialects: tuple[str, ...] = ()
    """In free words: Levantinisch, Badinani."""
    level: str = ""
    """CEFR A1 to C2; empty is unknown and fits no request that asks for a level."""
    direction: Direction = Direction.BOTH
    may_read: bool | None = None
    """Whether texts can be read out on sight; None is unknown."""


class WeeklyTime(Value, frozen=True, kw_only=True):
    """A time that comes again each week, in minutes since midnight, wall-clock time."""

    weekday: int
    """0 is Monday."""
    start: int
    end: int


class Certificate(Value, frozen=True, kw_only=True):
    """A training or an examination."""

    name: str
    on: date | None = None


class FeeModel(Value, frozen=True, kw_only=True):
    """What is paid: so many cents for each begun unit of minutes, for each job, and for each kilometre."""

    cents: int = 0
    unit_minutes: int = 60
    """0: ``cents`` are for the whole job."""
    job_cents: int = 0
    km_cents: int = 0
    note: str = ""


class InterpreterKind(StrEnum):
    """Who interprets."""

    PERSON = "person"
    POOL = "pool"
    """A service outside the house, such as SiSA by phone or a paid agency: the last resort, with its cost."""


class InterpreterFile(Record, frozen=True, kw_only=True, tag="interpreter"):
    """A Sprachmittler or an outside service; ``subject`` equals ``id``, which is also the resource of claims."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    kind_of: InterpreterKind = InterpreterKind.PERSON
    name: str
    user: UUID | None = None
    """The account of who works with the program; None gets paper and files."""
    phone: str = ""
    email: str = ""
    gender: Gender | None = None
    languages: tuple[SpokenLanguage, ...] = ()
    modes: tuple[Mode, ...] = ()
    municipality: str | None = None
    """Where the journey begins: AGS, eight digits."""
    regions: tuple[str, ...] = ()
    """Districts (AGS, five digits) he travels to; empty is everywhere."""
    travel_minutes: int | None = None
    """To the centre, one way; None is unknown."""
    weekly: tuple[WeeklyTime, ...] = ()
    """When he may be asked; without any, at all opening times (a pool) or never (a person)."""
    max_hours: int | None = None
    """In a week."""
    lead_days: int = 0
    """Working days that a request must lie ahead."""
    topics_refused: tuple[str, ...] = ()
    """Keys of ``resources/codes/topics.yaml``: for a pool what it does not serve, for a person what he declines."""
    certificates: tuple[Certificate, ...] = ()
    is_sworn: bool | None = None
    pledged_on: date | None = None
    """Of the pledge of secrecy (§ 203 Abs. 4 StGB); without it nothing can be booked."""
    born_year: int | None = None
    """Only to make sure that no child interprets."""
    fee: FeeModel = FeeModel()
    note: str = ""
    source: str = ""
    """Of a pool: where its facts were read and when."""
    serves_psychiatric: bool = True
    """Whether psychiatric or psychotherapeutic talks, and talks before an operation, are served."""
    video_lead_days: int | None = None
    """Working days that a request by video must lie ahead, where that is more than for others."""
    own_slice: UUID | None = None
    """The slice that shows the file to the one it is about."""
    heard: tuple[UUID, ...] = ()
    """Messages about absences that were taken over: none counts twice."""
    is_active: bool = True


class ExclusionReason(StrEnum):
    """Why somebody shall not interpret for a client: as little as can be."""

    FAMILY = "family"
    COMMUNITY = "community"
    SHELTER = "shelter"
    WISH = "wish"
    """The client refuses this person; no reason is asked."""


class Exclusion(Record, frozen=True, kw_only=True, tag="exclusion"):
    """One half of: this interpreter never for this client. The other half lies with the other subject."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    other: UUID
    """The client where ``subject`` is the interpreter, the interpreter where ``subject`` is the client."""
    half: UUID
    """The other record."""
    reason: ExclusionReason


class OfferState(StrEnum):
    """What became of asking one interpreter."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PROPOSED = "proposed"
    """Another time is proposed."""
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    """Why an interpreter cannot."""

    NO_TIME = "no_time"
    TOO_FAR = "too_far"
    KNOWN = "known"
    """He may know the person; nothing more is asked."""
    LANGUAGE = "language"
    TOPIC = "topic"
    OTHER = "other"


class Offer(Value, frozen=True, kw_only=True):
    """That one interpreter was asked."""

    interpreter: UUID
    slice: UUID
    """The slice that shows it; also the booking under which its claims are taken."""
    number: str
    """The pseudonym, fresh for each interpreter and request: ``E-7K3QX``."""
    sent_at: datetime
    starts: tuple[datetime, ...] = ()
    """What was offered to him."""
    state: OfferState = OfferState.SENT
    answered_at: datetime | None = None
    decline: DeclineReason | None = None
    words: str = ""
    proposed: tuple[datetime, ...] = ()
    agreed: tuple[datetime, ...] = ()
    """Starts that he accepted, also for times that were moved away later."""
    epoch: int = 0
    """Of the key under which the claims of his slice were sealed."""
    is_by_phone: bool = False
    """Asked outside the program: there is no slice."""
    answer_by: datetime | None = None
    heard: tuple[UUID, ...] = ()
    """Messages that were taken over: none counts twice."""


class RequestState(StrEnum):
    """Where a request for an interpreter stands."""

    OPEN = "open"
    OFFERED = "offered"
    BOOKED = "booked"
    DONE = "done"
    UNSERVED = "unserved"
    """Nobody was found; kept for the statistics of unmet needs."""
    CANCELLED = "cancelled"


class InterpreterRequest(Record, frozen=True, kw_only=True, tag="interpreter_request"):
    """That a conversation needs an interpreter; ``subject`` is the client, or the appointment of a group."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.APPOINTMENT

    appointment: UUID
    case: UUID | None = None
    language: str
    dialect: str = ""
    min_level: str = "B1"
    gender: Gender | None = None
    """The client's choice; None is no wish."""
    mode: Mode = Mode.SITE
    direction: Direction = Direction.BOTH
    needs_sworn: bool = False
    place: str = ""
    """As the interpreter sees it: a street or a place, never that of a shelter."""
    is_at_centre: bool = True
    municipality: str | None = None
    """Where the place is, if it is not the centre: AGS, eight digits."""
    link: str = ""
    """For video; only who is booked sees it."""
    start: datetime
    end: datetime
    zone: str = ZONE
    starts: tuple[datetime, ...] = ()
    """Other starts that would do as well, at most four weeks later."""
    setting: str = ""
    """A word on the setting for the interpreter: Beratungsgespräch, Begleitung zur Behörde. Never the reason."""
    topics: tuple[str, ...] = ()
    """For the filters (refused topics, SiSA); never shown to an interpreter."""
    is_psychiatric: bool = False
    """Psychiatric or psychotherapeutic talk, or before an operation: not for SiSA."""
    priority: int = 2
    """1 to 3, 3 is most urgent."""
    same_person: bool = True
    """Whether the client wishes the interpreter of before."""
    previous: UUID | None = None
    state: RequestState = RequestState.OPEN
    offers: tuple[Offer, ...] = ()
    interpreter: UUID | None = None
    """Who is booked."""
    cost_cents: int | None = None
    """Of an outside service, as far as its fee tells."""
    made_at: datetime
    author: str = ""

    @property
    def week(self) -> str:
        """The ISO week in which it begins."""
        return week_of(self.start.astimezone(ZoneInfo(self.zone)).date())


class WorkedTime(Record, frozen=True, kw_only=True, tag="worked_time"):
    """A line of an interpreter's time sheet; ``subject`` is the interpreter's file."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.APPOINTMENT

    request: UUID
    number: str
    """The pseudonym that the interpreter knows."""
    start: datetime
    end: datetime
    zone: str = ZONE
    travel_minutes: int = 0
    km: int = 0
    other_cents: int = 0
    words: str = ""
    is_confirmed: bool = False
    confirmed_by: str = ""
    fee: FeeModel | None = None
    """What applied when it was confirmed; None: what applies now."""
    heard: tuple[UUID, ...] = ()
    """Messages that were taken over: none counts twice."""

    @property
    def week(self) -> str:
        """The ISO week in which it began."""
        return week_of(self.start.astimezone(ZoneInfo(self.zone)).date())


# What an interpreter sees.


class Choice(Value, frozen=True, kw_only=True):
    """A time that can be taken at once, with the sealed claims that take it."""

    start: datetime
    end: datetime
    claims: tuple[SealedClaim, ...]


class OfferedRequest(Slice, frozen=True, kw_only=True, tag="offered_request"):
    """A request that is offered to one interpreter."""

    number: str
    language: str
    dialect: str = ""
    mode: Mode
    place: str = ""
    zone: str = ZONE
    gender: Gender | None = None
    """The wish."""
    setting: str = ""
    choices: tuple[Choice, ...]
    answer_by: datetime | None = None
    token: UUID = NOBODY
    """Random: the ids of the answers follow from it, so that only who reads this knows whether there is one."""
    proposed: tuple[datetime, ...] = ()
    """What he proposed, once the centre has seen it."""


class BookedTime(Slice, frozen=True, kw_only=True, tag="booked_time"):
    """A booking of one interpreter, past ones too until the time sheet of their month is closed."""

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
    is_cancelled: bool = False
    token: UUID = NOBODY
    line: "SheetLine | None" = None
    """What he wrote for the time sheet, once the centre has seen it."""
    sheet: UUID | None = None
    """The line of the time sheet, once it is confirmed."""


class Away(Value, frozen=True, kw_only=True):
    """A time at which somebody cannot come."""

    id: UUID
    start: datetime
    end: datetime
    is_whole_days: bool = False


class OwnFile(Slice, frozen=True, kw_only=True, tag="own_file"):
    """What the centre keeps of an interpreter, for himself: no note, no exclusion."""

    file: UUID
    name: str
    languages: tuple[SpokenLanguage, ...] = ()
    modes: tuple[Mode, ...] = ()
    weekly: tuple[WeeklyTime, ...] = ()
    absences: tuple[Away, ...] = ()
    pledged_on: date | None = None
    fee: FeeModel = FeeModel()
    max_hours: int | None = None
    confirmed: "tuple[SheetLine, ...]" = ()
    """Lines of time sheets that a counsellor confirmed, of the last twelve months."""
    token: UUID = NOBODY
    """As of an `OfferedRequest`."""


class SheetLine(Value, frozen=True, kw_only=True):
    """A line of a time sheet as interpreter and counsellor see it."""

    number: str
    start: datetime
    end: datetime
    zone: str = ZONE
    travel_minutes: int = 0
    km: int = 0
    other_cents: int = 0
    words: str = ""
