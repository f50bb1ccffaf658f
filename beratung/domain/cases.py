# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is told: cases, consultations, consents, referrals, letters. Sealed under the domain ``case``."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record, Shelf, Value
from beratung.domain.statistics import UnmetNeed

FactValue = bool | int | float | str | tuple[str, ...]


class Fact(Value, frozen=True, kw_only=True):
    """One answer to a field of the rules, with its source and the day it was given."""

    value: FactValue | None
    """None says: asked, and the client does not know."""
    source: str = ""
    """For example ``client``, ``eAT``, ``certificate``; free words of the counsellor are allowed."""
    on: date | None = None


class Programme(StrEnum):
    """The programme under which a case is counselled."""

    MBE = "MBE"
    JMD = "JMD"
    GBB = "gBB"
    OTHER = "other"


class ResidenceTitle(Value, frozen=True, kw_only=True):
    """A residence status with its dates and Nebenbestimmungen; ``status`` is a code of the rules."""

    status: str
    issued: date | None = None
    """Day of issue of this title."""
    until: date | None = None
    """Last day of validity; None with ``is_unlimited`` false is unknown."""
    is_unlimited: bool = False
    held_since: date | None = None
    """Since when a title of this kind has been held without a gap."""
    first_issue: bool | None = None
    """Whether it is the first title of this kind."""
    previous_status: str | None = None
    """For fiktion_81_4: the code of the title that continues to apply."""
    note: str = ""
    """Nebenbestimmung, as printed on the card."""
    source: str = ""
    on: date | None = None
    """When the counsellor saw it."""


class GermanSkill(StrEnum):
    """A skill in which German is measured."""

    OVERALL = "overall"
    LISTENING = "listening"
    READING = "reading"
    SPEAKING = "speaking"
    WRITING = "writing"


class GermanLevel(Value, frozen=True, kw_only=True):
    """A level of German (A0 to C2) in one skill, with source and date."""

    skill: GermanSkill
    level: str
    source: str = ""
    """``certificate``, ``test`` or ``self_estimate``."""
    on: date | None = None


class Qualification(Value, frozen=True, kw_only=True):
    """Schooling, vocational training or a degree."""

    kind: str
    """``school``, ``vocational``, ``university`` or ``other``."""
    title: str = ""
    country: str = ""
    """Destatis code."""
    finished: int | None = None
    """Year."""
    is_completed: bool | None = None
    recognition: str = ""
    """``none``, ``applied``, ``partial``, ``full`` or empty for unknown."""


class Employment(Value, frozen=True, kw_only=True):
    """A job, a training place or self-employment."""

    kind: str
    """``employed``, ``minijob``, ``training``, ``self_employed``, ``unemployed`` or ``other``."""
    title: str = ""
    since: date | None = None
    until: date | None = None
    hours_per_week: float | None = None


class CloseReason(StrEnum):
    """Why a case was closed."""

    GOALS_REACHED = "goals_reached"
    REFERRED = "referred"
    MOVED = "moved"
    NO_CONTACT = "no_contact"
    CLIENT_WISH = "client_wish"
    LEFT_COUNTRY = "left_country"
    DECEASED = "deceased"
    OTHER = "other"


class Closing(Value, frozen=True, kw_only=True):
    """When and why a case was closed."""

    on: date
    reason: CloseReason
    note: str = ""


class Case(Record, frozen=True, kw_only=True, tag="case"):
    """A client's case: what matching and counselling know about the situation."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    programme: Programme | None = None
    opened: date
    counsellor: str = ""
    """User name of the counsellor in charge."""
    entry: date | None = None
    """Day of entry into Germany."""
    residence: tuple[ResidenceTitle, ...] = ()
    """Newest first: the first one applies."""
    german: tuple[GermanLevel, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    employment: tuple[Employment, ...] = ()
    facts: dict[str, Fact] = msgspec.field(default_factory=dict)
    """Answers to further fields of the rules, by field name."""
    closing: Closing | None = None

    @property
    def client(self) -> UUID:
        """The client's id."""
        return self.subject

    @property
    def is_open(self) -> bool:
        """Whether the case was not closed."""
        return self.closing is None


class Channel(StrEnum):
    """How a consultation took place."""

    PERSONAL = "personal"
    PHONE = "phone"
    VIDEO = "video"
    CHAT = "chat"
    MAIL = "mail"


class Consultation(Record, frozen=True, kw_only=True, tag="consultation"):
    """A dated consultation; without a case it is anonymous and is its own subject."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    case: UUID | None = None
    on: date
    minutes: int | None = None
    channel: Channel = Channel.PERSONAL
    topics: tuple[str, ...] = ()
    """Keys of ``resources/codes/topics.yaml``."""
    querschnitt: tuple[str, ...] = ()
    """Cross-cutting topics, keys of the same file."""
    unmet: tuple[UnmetNeed, ...] = ()
    """What could not be had; counted for those who plan offers."""
    language: str = ""
    interpreter: bool = False
    text: str = ""
    next_step: str = ""
    due: date | None = None
    """When the next step is due."""
    done_on: date | None = None
    """When the next step was done."""
    author: str = ""
    """User name of who wrote it."""

    @property
    def has_open_step(self) -> bool:
        """Whether a next step waits to be done."""
        return bool(self.next_step or self.due) and self.done_on is None


class ConsentKind(StrEnum):
    """What kind of permission it is."""

    EINWILLIGUNG = "einwilligung"
    SCHWEIGEPFLICHTENTBINDUNG = "schweigepflichtentbindung"


class ReleaseField(StrEnum):
    """A piece of a record that a consent can release and a letter can carry, in the letter's order."""

    NAME = "name"
    BORN = "born"
    GENDER = "gender"
    NATIONALITY = "nationality"
    ADDRESS = "address"
    CONTACT = "contact"
    LANGUAGES = "languages"
    INTERPRETER = "interpreter"
    RESIDENCE = "residence"
    GERMAN = "german"
    QUALIFICATIONS = "qualifications"
    EMPLOYMENT = "employment"
    FAMILY = "family"
    CONCERN = "concern"
    """The reason for the referral, in the counsellor's words."""


class Consent(Record, frozen=True, kw_only=True, tag="consent"):
    """A consent or Schweigepflichtentbindung for one named recipient."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    case: UUID
    kind_of: ConsentKind = ConsentKind.EINWILLIGUNG
    recipient: str
    fields: tuple[ReleaseField, ...]
    purpose: str = ""
    is_mutual: bool = False
    """Whether the recipient may also tell the centre."""
    given_on: date
    until: date | None = None
    """Last day of validity; None: until it is revoked."""
    language: str = ""
    """Code of the language in which it was explained."""
    interpreter: bool = False
    revoked_on: date | None = None

    def is_valid(self, on: date) -> bool:
        """Whether it holds on a day: given, not run out and not revoked by then."""
        has_begun = self.given_on <= on
        has_ended = (self.until is not None and on > self.until) or (
            self.revoked_on is not None and on >= self.revoked_on
        )
        return has_begun and not has_ended


class ReferralOutcome(StrEnum):
    """What became of a referral."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WAITING_LIST = "waiting_list"
    DECLINED = "declined"
    DONE = "done"
    NOT_REACHED = "not_reached"


class Referral(Record, frozen=True, kw_only=True, tag="referral"):
    """That a client was referred to an offer, by which letter, with which consent, and the outcome."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    case: UUID
    offer: str
    on: date
    letter: UUID | None = None
    outcome: ReferralOutcome = ReferralOutcome.OPEN
    outcome_on: date | None = None
    note: str = ""


class Letter(Record, frozen=True, kw_only=True, tag="letter"):
    """An entry of the Postbuch: what left the house, to whom, with which consent."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.DOCUMENT
    layout: ClassVar[int] = 2

    case: UUID
    number: int
    """Running number in the Postbuch."""
    on: date
    made_at: datetime
    kind_of: str
    """``referral`` or another kind of letter."""
    offer: str = ""
    recipient: str
    recipient_address: tuple[str, ...] = ()
    fields: tuple[ReleaseField, ...]
    consent: UUID | None = None
    to_client: bool = False
    """Made for the client's own hand: needs no consent."""
    author: str = ""
    pdf: bytes = b""
    """The letter as it went out: stored in here by layout 1 only, since then in the paper."""
    sha256: str = ""
    paper: UUID | None = None
    """The `LetterPaper`."""


class LetterPaper(Record, frozen=True, kw_only=True, tag="letter_paper"):
    """A letter as it went out, apart from its entry in the Postbuch, so that lists of letters stay small."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.PAPER

    letter: UUID
    pdf: bytes


class Draft(Record, frozen=True, kw_only=True, tag="draft"):
    """What somebody typed and has not saved yet; ``content`` is the form's own encoding."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY
    is_fleeting: ClassVar[bool] = True

    form: str
    case: UUID | None = None
    content: bytes
    typed_at: datetime
    author: str = ""
