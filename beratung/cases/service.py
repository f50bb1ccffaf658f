# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is done in a case: look, note, correct, plan, close; and what waits today."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import msgspec

from beratung.cases.agenda import Agenda, Horizon
from beratung.cases.errors import (
    CaseClosed,
    CaseOpen,
    ClosedBeforeOpened,
    EmptyNote,
    ForeignCase,
    NothingToDo,
)
from beratung.cases.notes import read_note, write_view
from beratung.domain.answers import place_answer
from beratung.domain.base import Value
from beratung.domain.cases import (
    Case,
    CloseReason,
    Closing,
    Consent,
    Consultation,
    Draft,
    Fact,
    FactValue,
    Letter,
    Referral,
    ReferralOutcome,
)
from beratung.domain.checking import FactCheck, any_fact, check_case, check_consultation, check_length
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.facts import derive_facts, recent_topics
from beratung.domain.following import Memory
from beratung.domain.people import Client
from beratung.domain.reading import LONG, past_day
from beratung.domain.views import CaseView, FactLine, TodayView
from beratung.domain.work import Action, Changes, Clock, Records, Work

replace = msgspec.structs.replace


class Noted(Value, frozen=True, kw_only=True):
    """A consultation that was stored."""

    consultation: UUID
    changes: Changes


class CaseService:
    """Cases and consultations. ``user`` is who works: consultations and drafts bear that name.

    Without ``memory`` the service keeps an agenda of its own, and whoever made it must register
    ``memory.follow`` as a follower.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        codes: Codes,
        *,
        user: str = "",
        memory: Memory | None = None,
        check_fact: FactCheck = any_fact,
        horizon: Horizon | None = None,
    ) -> None:
        self._records = records
        self._clock = clock
        self._codes = codes
        self._user = user
        self._check_fact = check_fact
        self.horizon = horizon if horizon is not None else Horizon()
        self._agenda = Agenda()
        self.memory = memory if memory is not None else Memory(records)
        self.memory.add(self._agenda)

    def show(self, case: UUID) -> CaseView:
        """Return a case with all that was written in it; the audit log keeps that it was looked at."""
        with self._records.work() as work:
            found = work.get(Case, case)
            view = self._view(work, found)
            work.note(Action.READ, found.subject, "case")
            work.commit()
            return view

    def export(self, case: UUID) -> dict[str, object]:
        """Return a case as plain values, for those who script the product."""
        return write_view(self.show(case), self._clock.today())

    def change(self, case: Case) -> Changes:
        """Store a changed case.

        Raises:
            BadInput: with the field that cannot be.
            RecordConflict: somebody else changed it meanwhile.
        """
        with self._records.work() as work:
            work.put(self._checked(work, case))
            return work.commit()

    def note(self, consultation: Consultation) -> Changes:
        """Store a new consultation, of a case or anonymous.

        Raises:
            BadInput: with the field that cannot be.
        """
        return self._store_note(replace(consultation, author=consultation.author or self._user))

    def note_from(self, case: UUID | None, data: Mapping[str, object]) -> Noted:
        """Store a new consultation from the object that ``case note`` takes; without a case it is anonymous."""
        own = uuid4()
        subject = own
        if case is not None:
            with self._records.work() as work:
                subject = work.get(Case, case).subject
        today = self._clock.today()
        blank = Consultation(id=own, subject=subject, case=case, on=today, author=self._user)
        return Noted(consultation=own, changes=self._store_note(read_note(data, blank, today)))

    def correct(self, consultation: Consultation) -> Changes:
        """Store a corrected consultation.

        Raises:
            BadInput: with the field that cannot be.
            RecordConflict: somebody else changed it meanwhile.
        """
        return self._store_note(consultation)

    def remove_note(self, consultation: UUID) -> Changes:
        """Delete a consultation; of an anonymous one its key goes too."""
        with self._records.work() as work:
            found = work.get(Consultation, consultation)
            if found.case is None and found.subject == found.id:
                work.shred(found.subject)
            else:
                work.remove(found)
            return work.commit()

    def mark_done(self, consultation: UUID, on: date | None = None) -> Changes:
        """Say that a next step was done; None as the day is today.

        Raises:
            NothingToDo: there is no next step.
        """
        day = on if on is not None else self._clock.today()
        with self._records.work() as work:
            found = work.get(Consultation, consultation)
            if not found.next_step and found.due is None:
                raise NothingToDo
            done = check_consultation(replace(found, done_on=day), self._codes, self._clock.today())
            work.put(done)
            return work.commit()

    def mark_undone(self, consultation: UUID) -> Changes:
        """Take back that a next step was done."""
        with self._records.work() as work:
            work.put(replace(work.get(Consultation, consultation), done_on=None))
            return work.commit()

    def close(self, case: UUID, reason: CloseReason, note: str = "", on: date | None = None) -> Changes:
        """Close a case.

        Raises:
            CaseClosed: it is closed already.
            ClosedBeforeOpened: it was opened later.
        """
        day = on if on is not None else self._clock.today()
        past_day(day, "on", self._clock.today())
        check_length(note, "note", LONG)
        with self._records.work() as work:
            found = work.get(Case, case)
            if not found.is_open:
                raise CaseClosed
            if day < found.opened:
                raise ClosedBeforeOpened(place="on")
            work.put(replace(found, closing=Closing(on=day, reason=reason, note=note)))
            return work.commit()

    def reopen(self, case: UUID) -> Changes:
        """Open a closed case again.

        Raises:
            CaseOpen: it is open.
        """
        with self._records.work() as work:
            found = work.get(Case, case)
            if found.is_open:
                raise CaseOpen
            work.put(replace(found, closing=None))
            return work.commit()

    def today(self, on: date | None = None) -> TodayView:
        """Return what waits on a day, most urgent first."""
        with self.memory.lock:
            self.memory.ready()
            return self._agenda.today(on if on is not None else self._clock.today(), self.horizon)

    def topics(self, case: UUID, on: date | None = None) -> frozenset[str]:
        """Return what the client was concerned with in the year before a day."""
        with self._records.work() as work:
            return self._topics(work, work.get(Case, case), on if on is not None else self._clock.today())

    def facts(self, case: UUID, on: date | None = None) -> tuple[FactLine, ...]:
        """Return the facts that matching sees on a day, with source and date of each, by field."""
        day = on if on is not None else self._clock.today()
        with self._records.work() as work:
            found = work.get(Case, case)
            client = work.get(Client, found.subject)
            topics = self._topics(work, found, day)
        facts = derive_facts(client, found, topics, day, self._codes)
        return tuple(facts[field] for field in sorted(facts))

    def answer(
        self, case: UUID, field: str, value: FactValue | None, source: str = "", on: date | None = None
    ) -> Changes:
        """Store the answer to a question of the rules where it belongs; None is "asked, and not known".

        Raises:
            BadInput: there is no such field, or it does not take this value.
        """
        today = self._clock.today()
        day = past_day(on, "on", today) if on is not None else today
        fact = Fact(value=self._check_fact(field, value, field), source=source, on=day)
        with self._records.work() as work:
            found = work.get(Case, case)
            client = work.get(Client, found.subject)
            changed_client, changed = place_answer(client, found, field, fact)
            if changed_client != client:
                work.put(changed_client)
            if changed != found:
                work.put(self._checked(work, changed, changed_client))
            return work.commit()

    def referrals(self) -> tuple[Referral, ...]:
        """Return every referral, newest first."""
        with self._records.work() as work:
            return tuple(sorted(work.all(Referral), key=lambda r: (r.on, r.id), reverse=True))

    def set_outcome(self, referral: UUID, outcome: ReferralOutcome, note: str = "") -> Changes:
        """Say what became of a referral."""
        check_length(note, "note", LONG)
        with self._records.work() as work:
            found = work.get(Referral, referral)
            day = None if outcome is ReferralOutcome.OPEN else self._clock.today()
            work.put(replace(found, outcome=outcome, outcome_on=day, note=note))
            return work.commit()

    def keep_draft(self, draft: Draft) -> Changes:
        """Keep what somebody types; the newest version of a draft always wins."""
        with self._records.work() as work:
            try:
                version = work.get(Draft, draft.id).version
            except NotFound:
                version = 0
            work.put(replace(draft, version=version, author=draft.author or self._user))
            return work.commit()

    def drafts(self) -> tuple[Draft, ...]:
        """Return the user's own drafts, newest first."""
        with self.memory.lock:
            self.memory.ready()
            return self._agenda.drafts(self._user)

    def drop_draft(self, draft: UUID) -> Changes:
        """Throw a draft away; one that is gone already is no fault."""
        with self._records.work() as work:
            try:
                found = work.get(Draft, draft)
            except NotFound:
                return Changes()
            work.remove(found)
            return work.commit()

    def _view(self, work: Work, case: Case) -> CaseView:
        consultations = [c for c in work.all(Consultation, case.subject) if c.case == case.id]
        consents = [c for c in work.all(Consent, case.subject) if c.case == case.id]
        referrals = [r for r in work.all(Referral, case.subject) if r.case == case.id]
        letters = [entry for entry in work.all(Letter, case.subject) if entry.case == case.id]
        return CaseView(
            client=work.get(Client, case.subject),
            case=case,
            consultations=tuple(sorted(consultations, key=lambda c: (c.on, c.id), reverse=True)),
            consents=tuple(sorted(consents, key=lambda c: (c.given_on, c.id), reverse=True)),
            referrals=tuple(sorted(referrals, key=lambda r: (r.on, r.id), reverse=True)),
            letters=tuple(
                replace(entry, pdf=b"") for entry in sorted(letters, key=lambda e: e.number, reverse=True)
            ),
        )

    def _store_note(self, consultation: Consultation) -> Changes:
        note = check_consultation(consultation, self._codes, self._clock.today())
        if not (note.text or note.topics or note.next_step or note.minutes or note.unmet):
            raise EmptyNote(place="text")
        with self._records.work() as work:
            if note.case is not None and work.get(Case, note.case).subject != note.subject:
                raise ForeignCase(place="case")
            work.put(note)
            return work.commit()

    def _topics(self, work: Work, case: Case, on: date) -> frozenset[str]:
        notes = (entry for entry in work.all(Consultation, case.subject) if entry.case == case.id)
        return recent_topics(notes, on)

    def _checked(self, work: Work, case: Case, client: Client | None = None) -> Case:
        known = client if client is not None else work.get(Client, case.subject)
        born = known.born.on if known.born is not None else None
        today = self._clock.today()
        return check_case(case, self._codes, today, born=born, check_fact=self._check_fact)
