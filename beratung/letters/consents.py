# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Looks for the consent under which a letter may leave the house. Pure."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from beratung.domain.cases import Consent
from beratung.domain.offers import OfferBrief, OfferInfo
from beratung.domain.views import ConsentState
from beratung.letters.errors import (
    ConsentExpired,
    ConsentNotYetValid,
    ConsentRevoked,
    LetterRefused,
    NoConsent,
)
from beratung.letters.wording import day


class Search(NamedTuple):
    """What was found: the state, and the valid consent or the one that comes nearest."""

    state: ConsentState
    consent: Consent | None


def folded(name: str) -> str:
    """Return a recipient's name as it is compared: without case, width and surplus blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def names_of(offer: OfferBrief | OfferInfo, recipient: str) -> tuple[str, ...]:
    """Return the names under which a consent counts: the recipient typed in, else those of the offer."""
    if recipient:
        return (recipient,)
    return tuple(name for name in dict.fromkeys((offer.id, offer.name, offer.provider)) if name)


def search(consents: Iterable[Consent], names: Iterable[str], on: date) -> Search:
    """Find the valid consent for a recipient; of several the newest counts, then the one with more fields."""
    wanted = {folded(name) for name in names}
    ordered = sorted(
        (c for c in consents if folded(c.recipient) in wanted),
        key=lambda c: (c.given_on, len(c.fields), c.id),
        reverse=True,
    )
    valid = next((c for c in ordered if c.is_valid(on)), None)
    if valid is not None:
        return Search(ConsentState.VALID, valid)
    if not ordered:
        return Search(ConsentState.NONE, None)
    nearest = ordered[0]
    if nearest.revoked_on is not None and nearest.revoked_on <= on:
        return Search(ConsentState.REVOKED, nearest)
    if nearest.given_on > on:
        return Search(ConsentState.NOT_YET, nearest)
    return Search(ConsentState.EXPIRED, nearest)


def refusal(found: Search, recipient: str) -> LetterRefused:
    """Return the error that says why there is no valid consent."""
    consent = found.consent
    if found.state is ConsentState.REVOKED and consent is not None and consent.revoked_on is not None:
        return ConsentRevoked(recipient=recipient, date=day(consent.revoked_on))
    if found.state is ConsentState.EXPIRED and consent is not None and consent.until is not None:
        return ConsentExpired(recipient=recipient, date=day(consent.until))
    if found.state is ConsentState.NOT_YET and consent is not None:
        return ConsentNotYetValid(recipient=recipient, date=day(consent.given_on))
    return NoConsent(recipient=recipient)
