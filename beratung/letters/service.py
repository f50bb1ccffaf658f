# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Letters: planned from a case and a consent, looked at, made, and entered into the Postbuch."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.domain.cases import Case, Consent, Letter, LetterPaper, Referral, ReleaseField
from beratung.domain.codes import Codes
from beratung.domain.errors import RecordConflict
from beratung.domain.letters import POSTBOOK, Letterhead, PostbookCounter
from beratung.domain.offers import OfferBrief, OfferInfo
from beratung.domain.people import Client
from beratung.domain.views import ConsentState, LetterPlan, PlannedField, ReleaseState
from beratung.domain.work import Action, Changes, Clock, Records, Work
from beratung.letters import consents, output
from beratung.letters.errors import FieldEmpty, FieldNotReleased, NoConsent, PlanOutdated
from beratung.letters.handouts import Handouts
from beratung.letters.sending import Sending
from beratung.letters.texts import referral_texts
from beratung.letters.wording import SENSITIVE, Told, leaves_out_script, words_of

ANSWER_WITHIN = timedelta(days=14)
REFERRAL = "referral"
TRIES = 25
"""How often a running number is tried for when other programs take numbers at the same time."""


class Issued(msgspec.Struct, frozen=True):
    """A letter that was made: its entry in the Postbuch, the PDF, and what changed."""

    letter: Letter
    pdf: bytes
    changes: Changes


class LetterService(Handouts):
    """Makes letters; ``sender`` may be replaced when the letterhead changes."""

    def __init__(
        self, records: Records, clock: Clock, codes: Codes, sender: Letterhead, author: str = ""
    ) -> None:
        self._records = records
        self._clock = clock
        self._codes = codes
        self.sender = sender
        self.author = author

    def plan_referral(
        self,
        case_id: UUID,
        offer: OfferBrief | OfferInfo,
        *,
        to_client: bool = False,
        concern: str = "",
        recipient: str | None = None,
        address: Sequence[str] = (),
        enclosures: Sequence[str] = (),
        answer_by: date | None = None,
    ) -> LetterPlan:
        """List what a referral letter could tell, in the very words it would print, and with which consent.

        ``recipient`` is the provider unless somebody else is named; then only a consent for that name counts.
        ``answer_by`` is two weeks from today unless it is given; a letter for the client's own hand has none.

        Raises:
            NotFound: there is no such case, or it cannot be read.
        """
        typed = (recipient or "").strip()
        named = "" if consents.folded(typed) == consents.folded(offer.id) else typed
        today = self._clock.today()
        draft = LetterPlan(
            case=case_id,
            offer=offer.id,
            offer_name=offer.name,
            recipient=named or offer.provider or offer.name,
            recipient_address=tuple(line.strip() for line in address if line.strip()),
            consent_names=consents.names_of(offer, named),
            to_client=to_client,
            on=today,
            answer_by=None if to_client else answer_by or _working_day(today + ANSWER_WITHIN),
            documents=tuple(offer.documents),
            enclosures=tuple(text.strip() for text in enclosures if text.strip()),
        )
        with self._records.work() as work:
            return self._filled(work, draft, concern)[0]

    def preview(self, plan: LetterPlan, fields: Collection[ReleaseField]) -> bytes:
        """Return the letter as it would look; nothing is stored, and no running number is taken.

        Raises:
            LetterRefused, BadInput: as `issue` does, but without fields no consent is needed.
        """
        self._check_fields(plan, fields)
        return self._composed(plan, fields, self._sending(0))

    def require_consent(self, plan: LetterPlan) -> None:
        """Refuse a letter for which there is no valid consent now; one for the client's own hand needs none.

        Raises:
            NoConsent, ConsentExpired, ConsentRevoked, ConsentNotYetValid: says which.
        """
        with self._records.work() as work:
            _require(plan, self._filled(work, plan, "")[1])

    def issue(self, plan: LetterPlan, fields: Collection[ReleaseField]) -> Issued:
        """Make the letter, give it a running number and enter it, with the referral, into the case.

        Consent and record are looked at again in the same unit of work.

        Raises:
            NoConsent, ConsentExpired, ConsentRevoked, ConsentNotYetValid: and it is not for the client's hand.
            FieldNotReleased, FieldEmpty: the field cannot leave the house; the error names it.
            PlanOutdated: record or consent changed since the plan was made.
            RecordConflict: other programs took numbers all the time.
        """
        for attempt in range(TRIES):
            try:
                return self._issue_once(plan, fields)
            except RecordConflict:
                if attempt == TRIES - 1:
                    raise
        raise RecordConflict

    def postbook(self, limit: int = 200) -> tuple[Letter, ...]:
        """Return the newest entries of the Postbuch, without their PDF."""
        with self._records.work() as work:
            letters = sorted(work.all(Letter), key=lambda letter: letter.number, reverse=True)[:limit]
        return tuple(msgspec.structs.replace(letter, pdf=b"") for letter in letters)

    def letter(self, letter_id: UUID) -> Letter:
        """Return an entry of the Postbuch with the PDF as it went out; enters the audit log."""
        with self._records.work() as work:
            found = work.get(Letter, letter_id)
            pdf = work.get(LetterPaper, found.paper).pdf if found.paper is not None else found.pdf
            work.note(Action.READ, found.subject, "letter")
            work.commit()
        return msgspec.structs.replace(found, pdf=pdf)

    @staticmethod
    def page_count(pdf: bytes) -> int:
        """Return how many pages a letter has."""
        return output.page_count(pdf)

    @staticmethod
    def render_page(pdf: bytes, page: int, width_px: int) -> bytes:
        """Return a page (counted from 0) as a picture (PPM) in memory."""
        return output.render_page(pdf, page, width_px)

    @staticmethod
    def suggested_name(number: int) -> str:
        """Return a file name that names nobody."""
        return output.suggested_name(number)

    @staticmethod
    def check_target(path: Path) -> None:
        """Refuse a path to which nothing could be saved, before a letter is made for it."""
        output.check_target(path)

    @staticmethod
    def save(pdf: bytes, path: Path) -> None:
        """Write a letter to a path that the user chose, whole or not at all."""
        output.save(pdf, path)

    def _issue_once(self, plan: LetterPlan, fields: Collection[ReleaseField]) -> Issued:
        with self._records.work() as work:
            concern = next((f.text for f in plan.fields if f.field is ReleaseField.CONCERN), "")
            now, found, case = self._filled(work, plan, concern)
            _require(plan, found)
            self._check_fields(now, fields)
            _check_same(plan, now, fields)
            letter = self._made(now, fields, case, self._next_number(work))
            paper = LetterPaper(id=uuid4(), subject=case.subject, letter=letter.id, pdf=letter.pdf)
            work.put(paper)
            stored = work.put(msgspec.structs.replace(letter, pdf=b"", paper=paper.id))
            work.put(
                Referral(
                    id=uuid4(),
                    subject=case.subject,
                    case=case.id,
                    offer=plan.offer,
                    on=letter.on,
                    letter=letter.id,
                )
            )
            work.note(Action.PRINTED if plan.to_client else Action.EXPORTED, case.subject, "letter")
            changes = work.commit()
        return Issued(msgspec.structs.replace(stored, pdf=letter.pdf), letter.pdf, changes)

    def _made(self, plan: LetterPlan, fields: Collection[ReleaseField], case: Case, number: int) -> Letter:
        sending = self._sending(number)
        pdf = self._composed(plan, fields, sending)
        return Letter(
            id=uuid4(),
            subject=case.subject,
            case=case.id,
            number=number,
            on=plan.on,
            made_at=sending.made_at,
            kind_of=REFERRAL,
            offer=plan.offer,
            recipient=plan.recipient,
            recipient_address=plan.recipient_address,
            fields=tuple(field for field in ReleaseField if field in fields),
            consent=plan.consent.id if plan.consent is not None else None,
            to_client=plan.to_client,
            author=self.author,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )

    def _composed(self, plan: LetterPlan, fields: Collection[ReleaseField], sending: Sending) -> bytes:
        from beratung.letters.referral import compose  # loads what draws PDFs

        return compose(plan, fields, sending, self._codes)

    def _sending(self, number: int) -> Sending:
        return Sending(sender=self.sender, author=self.author, number=number, made_at=self._clock.now())

    def _filled(
        self, work: Work, draft: LetterPlan, concern: str
    ) -> tuple[LetterPlan, consents.Search, Case]:
        """Fill a plan with the words, the consent and the warnings as the records are now."""
        case = work.get(Case, draft.case)
        client = work.get(Client, case.client)
        today = self._clock.today()
        given = (c for c in work.all(Consent, case.subject) if c.case == case.id)
        found = consents.search(given, draft.consent_names, today)
        consent = found.consent if found.state is ConsentState.VALID and not draft.to_client else None
        told = Told(client, case, concern, self._codes, today)
        plan = msgspec.structs.replace(
            draft,
            on=today,
            consent=consent,
            consent_state=ConsentState.NOT_NEEDED if draft.to_client else found.state,
            fields=tuple(_planned(field, told, consent, draft.to_client) for field in ReleaseField),
            warns_of_reporting=_must_be_reported(case, self._codes),
            leaves_out_script=leaves_out_script(client),
        )
        return plan, found, case

    def _check_fields(self, plan: LetterPlan, fields: Collection[ReleaseField]) -> None:
        states = {planned.field: planned.state for planned in plan.fields}
        for field in fields:
            if states[field] is ReleaseState.EMPTY:
                raise FieldEmpty(place=referral_texts().labels[field])
            if states[field] is ReleaseState.NOT_RELEASED:
                if plan.consent is None:
                    raise NoConsent(recipient=plan.recipient)
                raise FieldNotReleased(recipient=plan.recipient, field=field)

    @staticmethod
    def _next_number(work: Work) -> int:
        """Take the next running number; whoever takes one at the same time gets a conflict and tries again."""
        found = [counter for counter in work.all(PostbookCounter, POSTBOOK) if counter.id == POSTBOOK]
        if found:
            counter = found[0]
        else:
            last = max((letter.number for letter in work.all(Letter)), default=0)
            counter = PostbookCounter(id=POSTBOOK, subject=POSTBOOK, last=last)
        return work.put(msgspec.structs.replace(counter, last=counter.last + 1)).last


def _require(plan: LetterPlan, found: consents.Search) -> None:
    if not plan.to_client and found.state is not ConsentState.VALID:
        raise consents.refusal(found, plan.recipient)


def _planned(field: ReleaseField, told: Told, consent: Consent | None, to_client: bool) -> PlannedField:
    text = words_of(field, told)
    if not text:
        state = ReleaseState.EMPTY
    elif to_client or (consent is not None and field in consent.fields):
        state = ReleaseState.RELEASED
    else:
        state = ReleaseState.NOT_RELEASED
    return PlannedField(field=field, text=text, state=state, is_sensitive=field in SENSITIVE)


def _must_be_reported(case: Case, codes: Codes) -> bool:
    """§ 87 AufenthG: public bodies must report people without a status."""
    if not case.residence:
        return False
    status = codes.statuses.get(case.residence[0].status)
    return status is not None and status.has_reporting_risk


def _check_same(seen: LetterPlan, now: LetterPlan, fields: Collection[ReleaseField]) -> None:
    """Refuse a letter whose words are no longer those that the counsellor saw."""
    before = {planned.field: planned.text for planned in seen.fields}
    after = {planned.field: planned.text for planned in now.fields}
    same_words = all(before.get(field) == after.get(field) for field in fields)
    same_consent = (seen.consent and seen.consent.id) == (now.consent and now.consent.id)
    if not (same_words and same_consent and seen.on == now.on):
        raise PlanOutdated


def _working_day(on: date) -> date:
    """Return the day, or the Monday after it at a weekend."""
    return on + timedelta(days=(7 - on.weekday()) if on.weekday() > 4 else 0)
