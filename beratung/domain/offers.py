# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Offers, the rules that decide them, and what matching answers. Public data: not sealed."""

from datetime import date
from enum import StrEnum

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


class CriterionResult(Value, frozen=True, kw_only=True):
    """One condition of an offer, decided: what was asked, which fact was used, and under which law."""

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


class OfferMatch(Value, frozen=True, kw_only=True):
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


class NextQuestion(Value, frozen=True, kw_only=True):
    """The question whose answer decides most open offers."""

    fact: str
    text: str
    decides: int
    offers: tuple[str, ...] = ()


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
