# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What protects a client: consents, and later retention, subject access and deletion."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

import msgspec

from beratung.domain.cases import Case, Consent, ConsentKind, ReleaseField
from beratung.domain.codes import Codes
from beratung.domain.reading import past_day
from beratung.domain.work import Changes, Clock, Records
from beratung.privacy.consents import best_consent, check_consent
from beratung.privacy.errors import RevokedAlready, RevokedBeforeGiven, StrangerConsent

replace = msgspec.structs.replace


class PrivacyService:
    """Consents: given, changed, revoked, and found for a recipient."""

    def __init__(self, records: Records, clock: Clock, codes: Codes | None = None) -> None:
        self._records = records
        self._clock = clock
        self._codes = codes

    def new_consent(
        self,
        case: UUID,
        recipient: str,
        fields: Collection[ReleaseField],
        *,
        kind: ConsentKind = ConsentKind.EINWILLIGUNG,
        purpose: str = "",
        until: date | None = None,
        language: str = "",
    ) -> Consent:
        """Return a consent of a case's client, given today and not stored yet."""
        with self._records.work() as work:
            subject = work.get(Case, case).subject
        return Consent(
            id=uuid4(),
            subject=subject,
            case=case,
            kind_of=kind,
            recipient=recipient,
            fields=tuple(fields),
            purpose=purpose,
            given_on=self._clock.today(),
            until=until,
            language=language,
        )

    def give_consent(self, consent: Consent) -> Changes:
        """Store a new or corrected consent.

        Raises:
            BadInput: with the field that cannot be.
        """
        checked = check_consent(consent, self._codes, self._clock.today())
        with self._records.work() as work:
            if work.get(Case, checked.case).subject != checked.subject:
                raise StrangerConsent(place="case")
            work.put(checked)
            return work.commit()

    def revoke_consent(self, consent: UUID, on: date | None = None) -> Changes:
        """Revoke a consent; from that day on it holds no more. None as the day is today.

        Raises:
            RevokedAlready: it was revoked before.
            RevokedBeforeGiven: it was given later.
        """
        day = on if on is not None else self._clock.today()
        past_day(day, "on", self._clock.today())
        with self._records.work() as work:
            found = work.get(Consent, consent)
            if found.revoked_on is not None:
                raise RevokedAlready
            if day < found.given_on:
                raise RevokedBeforeGiven(place="on")
            work.put(replace(found, revoked_on=day))
            return work.commit()

    def consents(self, case: UUID) -> tuple[Consent, ...]:
        """Return every consent of a case, newest first."""
        with self._records.work() as work:
            subject = work.get(Case, case).subject
            found = [consent for consent in work.all(Consent, subject) if consent.case == case]
        return tuple(sorted(found, key=lambda consent: (consent.given_on, consent.id), reverse=True))

    def valid_consent(
        self, case: UUID, recipient: str, fields: Collection[ReleaseField], on: date | None = None
    ) -> Consent | None:
        """Return the consent that lets these fields go to a recipient on a day, None where there is none."""
        day = on if on is not None else self._clock.today()
        return best_consent(self.consents(case), recipient, fields, day)
