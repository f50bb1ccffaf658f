# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Frozen views that services hand to screens and to the command line."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from beratung.domain.base import Role, Value
from beratung.domain.cases import (
    Case,
    Consent,
    Consultation,
    FactValue,
    Letter,
    Programme,
    Referral,
    ReleaseField,
)
from beratung.domain.people import Birth, Client


class CentreInfo(Value, frozen=True, kw_only=True):
    """What anyone may know of a centre before it is unlocked."""

    id: UUID
    name: str
    layout: int
    backend: str
    """``sqlite`` or ``postgresql``."""
    server: str = ""
    """Address of the database server without a password, where it is known."""
    is_moved: bool = False
    """Whether the centre began in this folder and was moved to the server."""
    is_demo: bool = False


class UserView(Value, frozen=True, kw_only=True):
    """A user of the centre."""

    id: UUID
    name: str
    roles: frozenset[Role]
    fingerprint: str
    is_suspended: bool = False
    is_revoked: bool = False
    """Closed for ever; such an account is suspended too."""


class PersonRow(Value, frozen=True, kw_only=True, array_like=True):
    """A person in lists, search and the palette. What is new goes to the end: lists are kept in this order."""

    client: UUID
    case: UUID | None
    name: str
    """Display name; empty for an anonymous client."""
    other_names: tuple[str, ...] = ()
    born: Birth | None = None
    nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Those for which an interpreter is needed come first."""
    needs_interpreter: bool = False
    municipality: str | None = None
    programme: Programme | None = None
    status: str | None = None
    """Code of the residence status that applies."""
    status_until: date | None = None
    german: str = ""
    """Level of German overall, A0 to C2; empty where it is unknown."""
    is_open: bool = True
    counsellor: str = ""
    last_contact: date | None = None
    next_due: date | None = None
    has_next_step: bool = False


class Hit(Value, frozen=True, kw_only=True):
    """A person found by name; ``score`` 0 to 100."""

    row: PersonRow
    score: float


class Duplicate(Value, frozen=True, kw_only=True):
    """Somebody who may be the same person; ``reasons`` are ``name``, ``birth``, ``swapped_names`` ..."""

    client: UUID
    case: UUID | None
    name: str
    born: Birth | None
    score: float
    reasons: tuple[str, ...]


class CaseView(Value, frozen=True, kw_only=True):
    """A case with everything that its screen shows."""

    client: Client
    case: Case
    consultations: tuple[Consultation, ...] = ()
    """Newest first."""
    consents: tuple[Consent, ...] = ()
    referrals: tuple[Referral, ...] = ()
    letters: tuple[Letter, ...] = ()
    """Without their PDF."""


class DeadlineKind(StrEnum):
    """What runs out or is due."""

    RESIDENCE = "residence"
    NEXT_STEP = "next_step"
    NO_NEXT_STEP = "no_next_step"
    CONSENT = "consent"
    DRAFT = "draft"


class Deadline(Value, frozen=True, kw_only=True):
    """A line of the Today page."""

    kind: DeadlineKind
    case: UUID | None
    client: UUID | None
    name: str
    on: date | None
    days: int | None
    """Days from the day asked; negative when it is past."""
    detail: str = ""
    """For a residence the status code, for a next step its text."""
    record: UUID | None = None


class TodayView(Value, frozen=True, kw_only=True):
    """What waits today, most urgent first."""

    on: date
    residence: tuple[Deadline, ...] = ()
    next_steps: tuple[Deadline, ...] = ()
    without_next_step: tuple[Deadline, ...] = ()
    consents: tuple[Deadline, ...] = ()
    open_cases: int = 0


class FactLine(Value, frozen=True, kw_only=True):
    """A fact as matching sees it, with where it comes from; ``is_derived`` for ages, months, access."""

    field: str
    value: FactValue | None
    source: str = ""
    on: date | None = None
    is_derived: bool = False
    upper: FactValue | None = None
    """Where it is only known to lie between ``value`` and this (an estimated age, a stay since at least ...)."""
    is_running: bool = False
    """A count of completed months that the next month has already been added to in part."""


class ImportColumn(Value, frozen=True, kw_only=True):
    """A column of a file to import and the field it goes to; None is left out."""

    header: str
    field: str | None
    sample: tuple[str, ...] = ()


class Rejected(Value, frozen=True, kw_only=True):
    """A row that was not imported; ``row`` counts from 1 including the header, as Excel shows it."""

    row: int
    why: str
    """A message id."""
    details: dict[str, str | int] = msgspec.field(default_factory=dict)


class ImportPreview(Value, frozen=True, kw_only=True):
    """What an import would do."""

    columns: tuple[ImportColumn, ...]
    rows: int
    accepted: int
    rejected: tuple[Rejected, ...] = ()
    possible_duplicates: tuple[tuple[int, Duplicate], ...] = ()
    """Row number and who it may be."""


class ImportResult(Value, frozen=True, kw_only=True):
    """What an import did."""

    imported: int
    rejected: tuple[Rejected, ...] = ()
    possible_duplicates: tuple[tuple[int, Duplicate], ...] = ()


class ReleaseState(StrEnum):
    """Whether a field may leave the house in this letter."""

    RELEASED = "released"
    NOT_RELEASED = "not_released"
    EMPTY = "empty"


class PlannedField(Value, frozen=True, kw_only=True):
    """A field of a letter: its words as they would be printed, and whether it may leave."""

    field: ReleaseField
    text: str
    state: ReleaseState
    is_sensitive: bool = False


class ConsentState(StrEnum):
    """What was found when a consent for the recipient of a letter was looked for."""

    VALID = "valid"
    NOT_NEEDED = "not_needed"
    """The letter goes into the client's own hand."""
    NONE = "none"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LetterPlan(Value, frozen=True, kw_only=True):
    """A letter before it is made: what could leave the house and with which consent."""

    case: UUID
    offer: str
    offer_name: str
    recipient: str
    recipient_address: tuple[str, ...] = ()
    consent: Consent | None = None
    to_client: bool = False
    fields: tuple[PlannedField, ...] = ()
    warns_of_reporting: bool = False
    """§ 87 AufenthG: the recipient must report people without status; say so before anything is made."""
    on: date
    """The day that the letter bears."""
    consent_state: ConsentState = ConsentState.NONE
    answer_by: date | None = None
    consent_names: tuple[str, ...] = ()
    """Under these names a consent for the recipient is looked for."""
    documents: tuple[str, ...] = ()
    """What the provider asks for; printed only in a letter for the client's own hand."""
    enclosures: tuple[str, ...] = ()
    leaves_out_script: bool = False
    """The name in its original script is not printed: no font of the product has its characters."""

    def allowed(self) -> tuple[ReleaseField, ...]:
        """The fields that may be printed: released and not empty."""
        return tuple(f.field for f in self.fields if f.state is ReleaseState.RELEASED)


class Finding(Value, frozen=True, kw_only=True):
    """Something that a check found: where and what (a message id with details)."""

    where: str
    what: str
    details: dict[str, str | int] = msgspec.field(default_factory=dict)


class Verification(Value, frozen=True, kw_only=True):
    """The outcome of checking a centre."""

    findings: tuple[Finding, ...]
    covered: tuple[str, ...]
    not_covered: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
