# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Finds rules that nobody can rely on without a second look: no source, no review, out of date."""

from collections.abc import Iterator
from datetime import date

from beratung.domain.errors import N_
from beratung.domain.offers import OfferInfo, OfferStatus
from beratung.domain.rules import RuleBook
from beratung.domain.spans import completed_months
from beratung.domain.views import Finding

NO_SOURCE = N_("No source is named.")
NO_DATE = N_("The source has no date.")
NEVER_COMPARED = N_("The rule rests on general knowledge and was never compared with a source.")
NEVER_REVIEWED = N_("Nobody has reviewed the rule.")
REVIEW_DUE = N_("The last review was %(months)d months ago (%(day)s).")
HAS_ENDED = N_("It was valid until %(day)s.")
NOT_PROVEN = N_("It is not proven that the offer still exists.")
SUSPENDED = N_("The offer is suspended.")
LAW_OLD = N_("The text of the law that the rules rest on is %(months)d months old (%(day)s).")
LAW_CHANGED = N_("A later change of the law is not in the rules: %(change)s.")


def check_freshness(book: RuleBook, on: date, months: int | None = None) -> tuple[Finding, ...]:
    """Return what must be looked at; ``months`` is how long a review holds, else as the rules say."""
    limit = book.review_after_months if months is None else months
    return (*_law(book, on, limit), *(f for rule in book.rules for f in _offer(rule.info, on, limit)))


def _law(book: RuleBook, on: date, limit: int) -> Iterator[Finding]:
    age = completed_months(book.law_as_of, on)
    if age >= limit:
        details: dict[str, str | int] = {"months": age, "day": book.law_as_of.isoformat()}
        yield Finding(where="law", what=LAW_OLD, details=details)
    for change in book.later_changes:
        yield Finding(where="law", what=LAW_CHANGED, details={"change": change})


def _offer(info: OfferInfo, on: date, limit: int) -> Iterator[Finding]:
    if not info.source:
        yield Finding(where=info.id, what=NO_SOURCE)
    elif not info.source_date:
        yield Finding(where=info.id, what=NO_DATE)
    if info.verified == "recall":
        yield Finding(where=info.id, what=NEVER_COMPARED)
    if info.reviewed_on is None:
        yield Finding(where=info.id, what=NEVER_REVIEWED)
    elif completed_months(info.reviewed_on, on) >= limit:
        age = completed_months(info.reviewed_on, on)
        details: dict[str, str | int] = {"months": age, "day": info.reviewed_on.isoformat()}
        yield Finding(where=info.id, what=REVIEW_DUE, details=details)
    if info.status is OfferStatus.UNGEPRUEFT:
        yield Finding(where=info.id, what=NOT_PROVEN)
    elif info.status is OfferStatus.AUSGESETZT:
        yield Finding(where=info.id, what=SUSPENDED)
    if info.valid_until is not None and info.valid_until < on and info.status is not OfferStatus.AUSGESETZT:
        yield Finding(where=info.id, what=HAS_ENDED, details={"day": info.valid_until.isoformat()})
