# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Offers, the rules that decide them, and what matching answers. Public data: not sealed."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from beratung.domain.base import Value
from beratung.domain.cases import FactValue


class Verdict(StrEnum):
    """Kleene's three values. A missing fact is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class OfferKind(StrEnum):
    """What a yes means: a claim, discretion, an open service, or a hint to check."""

    CLAIM = "claim"
    DISCRETION = "discretion"
    OPEN = "open"
    CHECK = "check"


class OfferStatus(StrEnum):
    """Whether the programme is known to exist now."""

    AKTIV = "aktiv"
    UNGEPRUEFT = "ungeprueft"
    AUSGESETZT = "ausgesetzt"
    AUSGELAUFEN = "ausgelaufen"


class FieldKind(StrEnum):
    """How a field is answered."""

    YES_NO = "yes_no"
    NUMBER = "number"
    MONTHS = "months"
    CHOICE = "choice"
    LEVEL = "level"
    STATUS = "status"
    PLACE = "place"


class Option(Value, frozen=True, kw_only=True):
    """One answer to a field of kind ``choice``."""

    value: str
    label: str
    label_en: str = ""


class FieldInfo(Value, frozen=True, kw_only=True):
    """A field of the rules: what it is called, how it is asked and answered, and how delicate it is."""

    name: str
    kind: FieldKind
    label: str
    label_en: str
    question: str
    """In German, to be read out to the client; asks for a date where ``asks_date``."""
    question_en: str
    options: tuple[Option, ...] = ()
    is_multiple: bool = False
    """Whether several options may be true at once."""
    asks_date: bool = False
    """A count of months since an event: the answer is the day of the event, kept as ``YYYY-MM-DD``."""
    home: str = ""
    """Where the record itself keeps the answer (``client.born``, ``residence.issued`` ...); empty: in the facts."""
    is_sensitive: bool = False
    effort: int = 1
    """1: everybody knows, 2: look at a paper, 3: ask somebody else or work it out."""
    known_by: str = ""
    """Who usually knows: ``client``, ``paper``, ``authority``, ``employer``, ``counsellor``."""
    is_derived: bool = False
    """Follows from the residence status; never asked."""
    is_on_request: bool = False
    """Never asked by the program; recorded when the client brings it up."""
    note: str = ""
    """How the source explains the field."""
    law: str = ""
    minimum: int = 0
    maximum: int | None = None


class CriterionResult(Value, frozen=True, kw_only=True, gc=False):
    """One condition of an offer, decided: what was asked, which fact was used, and under which law.

    Hundreds come out of every matching and none can be part of a cycle: the collector need not look.
    """

    text: str
    verdict: Verdict
    fact: str
    """Field name, or the offer id of a required offer."""
    value: FactValue | None = None
    source: str = ""
    on: date | None = None
    """Day of the fact."""
    law: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""
    group: int = 0
    """Conditions of which one suffices share a group number above 0."""
    alternative: int = 0
    """Within a group: conditions of the same alternative belong together (all of them, or as ``path`` says)."""
    path: tuple[int, ...] = ()
    """Place in the tree: at even depth all parts are needed, at odd depth one suffices."""
    is_decisive: bool = True
    """Whether the verdict rests on this condition; a list may leave out the others, such as other statuses."""
    text_en: str = ""
    """The text in English; empty where it is not a field's condition."""
    upper: FactValue | None = None
    """Where the fact is only known to lie between ``value`` and this."""


class Condition(Value, frozen=True, kw_only=True):
    """A condition of an offer as the catalogue shows it, not decided for anybody."""

    text: str
    text_en: str = ""
    fact: str
    law: str = ""
    group: int = 0
    alternative: int = 0
    path: tuple[int, ...] = ()


class OfferInfo(Value, frozen=True, kw_only=True):
    """An offer as the catalogue shows it."""

    id: str
    name: str
    category: str
    """For example ``sprache`` or ``existenz``: the file of the rule."""
    handlungsfeld: tuple[int, ...]
    querschnitt: tuple[str, ...] = ()
    provider: str
    target_group: str
    region: tuple[str, ...]
    """AGS prefixes; ``DE`` is nationwide."""
    kind: OfferKind | None
    """None: that of the Grundzugang that applies."""
    status: OfferStatus
    conditions: tuple[Condition, ...] = ()
    documents: tuple[str, ...] = ()
    cost: str = ""
    law: str
    source: str = ""
    source_date: str = ""
    """As the source says it: a day, a month or a year."""
    verified: str
    """``read``, ``mixed`` or ``recall``."""
    valid_from: date | None = None
    valid_until: date | None = None
    reviewed_on: date | None = None
    """When somebody last compared the rule with its source."""
    caveats: str = ""
    is_authority: bool = False
    """Run by or applied for at a public body that must report people without status (§ 87 AufenthG)."""
    is_on_request: bool = False
    """Never proposed by the program (return counselling)."""


class OfferMatch(Value, frozen=True, kw_only=True, gc=False):
    """An offer decided for one client."""

    offer: str
    name: str
    verdict: Verdict
    kind: OfferKind
    status: OfferStatus
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...] = ()
    """Field names that could still change the verdict."""
    documents: tuple[str, ...] = ()
    is_on_request: bool = False
    """Shown only to who asks for it, until the verdict is yes (return counselling)."""
    can_become_yes: bool = True
    """Whether answers that are still missing could make it a yes; false where the offer is suspended."""


class NextQuestion(Value, frozen=True, kw_only=True):
    """The question whose answer decides most open offers."""

    fact: str
    text: str
    decides: int
    offers: tuple[str, ...] = ()
    """The open offers that it can decide, best first; if it decides none alone, those it matters for."""
    text_en: str = ""
    asks_date: bool = False
    """Whether the answer is the day of an event, from which the months are counted."""
    is_sensitive: bool = False


class Matching(Value, frozen=True, kw_only=True):
    """All offers decided for one client on one day, best first."""

    on: date
    law_as_of: date
    offers: tuple[OfferMatch, ...]
    next_question: NextQuestion | None = None


class OfferBrief(Value, frozen=True, kw_only=True):
    """What a letter needs to know of an offer; ``documents`` are what the provider asks for."""

    id: str
    name: str
    provider: str = ""
    documents: tuple[str, ...] = ()


class Fit(Value, frozen=True, kw_only=True):
    """A case that an offer fits, or may fit."""

    client: UUID
    case: UUID
    name: str
    match: OfferMatch
