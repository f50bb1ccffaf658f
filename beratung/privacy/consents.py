# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Consents and Schweigepflichtentbindungen: what a client allows to be told, to whom, until when."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from beratung.domain.cases import Consent, ReleaseField
from beratung.domain.checking import check_length
from beratung.domain.codes import Codes
from beratung.domain.reading import LONG, NotOneOf, check_code, past_day
from beratung.privacy.errors import NoRecipient, NothingReleased, UntilBeforeGiven


def same_recipient(one: str, other: str) -> bool:
    """Whether two names of a recipient are the same but for blanks and capitals."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def read_fields(words: Iterable[str]) -> tuple[ReleaseField, ...]:
    """Return release fields by their names, in the letter's order.

    Raises:
        NotOneOf: a word is none of them.
    """
    chosen = set()
    for word in words:
        try:
            chosen.add(ReleaseField(word.strip()))
        except ValueError:
            raise NotOneOf(place="fields", known=", ".join(ReleaseField)) from None
    return tuple(field for field in ReleaseField if field in chosen)


def check_consent(consent: Consent, codes: Codes | None, today: date) -> Consent:
    """Return a consent that may be stored, with its fields in the letter's order.

    Raises:
        BadInput: with the field that cannot be.
    """
    recipient = " ".join(consent.recipient.split())
    if not recipient:
        raise NoRecipient(place="recipient")
    check_length(recipient, "recipient")
    check_length(consent.purpose, "purpose", LONG)
    if not consent.fields:
        raise NothingReleased(place="fields", known=", ".join(ReleaseField))
    past_day(consent.given_on, "given_on", today)
    if consent.until is not None and consent.until < consent.given_on:
        raise UntilBeforeGiven(place="until")
    if consent.language and codes is not None:
        check_code(consent.language, "language", codes.languages)
    return msgspec.structs.replace(
        consent,
        recipient=recipient,
        purpose=consent.purpose.strip(),
        fields=tuple(field for field in ReleaseField if field in consent.fields),
    )


def best_consent(
    consents: Iterable[Consent], recipient: str, fields: Collection[ReleaseField], on: date
) -> Consent | None:
    """Return the consent that lets these fields go to a recipient on a day; of several the newest."""
    fitting = [
        consent
        for consent in consents
        if consent.is_valid(on)
        and same_recipient(consent.recipient, recipient)
        and set(fields) <= set(consent.fields)
    ]
    return max(fitting, key=lambda consent: (consent.given_on, consent.id), default=None)
