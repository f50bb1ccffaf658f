# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What waits, in memory: permits that run out, next steps, cases without any, consents, drafts."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import msgspec

from beratung.domain.base import Record
from beratung.domain.cases import Case, Consent, Consultation, Draft
from beratung.domain.people import Client
from beratung.domain.views import Deadline, DeadlineKind, TodayView


class Horizon(msgspec.Struct, frozen=True, kw_only=True):
    """How many days ahead the Today page looks."""

    residence: int = 90
    steps: int = 7
    consents: int = 30


class Line(msgspec.Struct, frozen=True):
    """What the agenda keeps of a case."""

    subject: UUID
    is_open: bool
    opened: date
    status: str
    until: date | None


class Step(msgspec.Struct, frozen=True):
    """An open next step; ``case`` is None for an anonymous consultation."""

    case: UUID | None
    subject: UUID
    due: date | None
    text: str


class Permission(msgspec.Struct, frozen=True):
    """What the agenda keeps of a consent that was not revoked."""

    case: UUID
    recipient: str
    until: date | None


def _line(case: Case) -> Line:
    title = case.residence[0] if case.residence else None
    runs_out = title is not None and not title.is_unlimited
    until = title.until if title is not None and runs_out else None
    return Line(case.subject, case.is_open, case.opened, title.status if title is not None else "", until)


class Agenda:
    """Everything that may wait, kept right by following every commit."""

    kinds: tuple[type[Record], ...] = (Client, Case, Consultation, Consent, Draft)

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._names: dict[UUID, str] = {}
        self._lines: dict[UUID, Line] = {}
        self._contacts: dict[UUID, dict[UUID, date]] = {}
        self._steps: dict[UUID, Step] = {}
        self._steps_of: dict[UUID, set[UUID]] = {}
        self._consents: dict[UUID, Permission] = {}
        self._drafts: dict[UUID, Draft] = {}

    def take(self, record: Record) -> None:
        """Learn a record, or its newer version."""
        match record:
            case Client():
                self._names[record.id] = record.display_name
            case Case():
                self._lines[record.id] = _line(record)
            case Consultation():
                self._take_consultation(record)
            case Consent():
                self._consents.pop(record.id, None)
                if record.revoked_on is None:
                    permission = Permission(record.case, record.recipient, record.until)
                    self._consents[record.id] = permission
            case Draft():
                self._drafts[record.id] = record

    def drop(self, record: Record) -> None:
        """Unlearn a record."""
        match record:
            case Client():
                self._names.pop(record.id, None)
            case Case():
                self._lines.pop(record.id, None)
            case Consultation():
                self._drop_consultation(record)
            case Consent():
                self._consents.pop(record.id, None)
            case Draft():
                self._drafts.pop(record.id, None)

    def drafts(self, author: str) -> tuple[Draft, ...]:
        """Return what somebody typed and has not saved, newest first."""
        own = [draft for draft in self._drafts.values() if draft.author == author]
        return tuple(sorted(own, key=lambda draft: draft.typed_at, reverse=True))

    def today(self, on: date, horizon: Horizon) -> TodayView:
        """Return what waits on a day, most urgent first."""
        return TodayView(
            on=on,
            residence=_urgent(self._residence(on, horizon.residence)),
            next_steps=_urgent(self._next_steps(on, horizon.steps)),
            without_next_step=_urgent(self._without_step(on)),
            consents=_urgent(self._running_out(on, horizon.consents)),
            open_cases=sum(line.is_open for line in self._lines.values()),
        )

    def _take_consultation(self, record: Consultation) -> None:
        self._drop_consultation(record)
        if record.case is not None:
            self._contacts.setdefault(record.case, {})[record.id] = record.on
        if record.has_open_step:
            step = Step(record.case, record.subject, record.due, record.next_step)
            self._steps[record.id] = step
            if record.case is not None:
                self._steps_of.setdefault(record.case, set()).add(record.id)

    def _drop_consultation(self, record: Consultation) -> None:
        if record.case is not None:
            self._contacts.get(record.case, {}).pop(record.id, None)
            self._steps_of.get(record.case, set()).discard(record.id)
        self._steps.pop(record.id, None)

    def _deadline(
        self,
        kind: DeadlineKind,
        case: UUID | None,
        on: date,
        day: date | None,
        *,
        detail: str = "",
        record: UUID | None = None,
    ) -> Deadline:
        line = self._lines.get(case) if case is not None else None
        client = line.subject if line is not None else None
        return Deadline(
            kind=kind,
            case=case,
            client=client,
            name=self._names.get(client, "") if client is not None else "",
            on=day,
            days=(day - on).days if day is not None else None,
            detail=detail,
            record=record,
        )

    def _residence(self, on: date, ahead: int) -> Iterator[Deadline]:
        last = on + timedelta(days=ahead)
        for case, line in self._lines.items():
            if line.is_open and line.until is not None and line.until <= last:
                yield self._deadline(DeadlineKind.RESIDENCE, case, on, line.until, detail=line.status)

    def _next_steps(self, on: date, ahead: int) -> Iterator[Deadline]:
        last = on + timedelta(days=ahead)
        for record, step in self._steps.items():
            if step.due is None or step.due > last:
                continue
            line = self._lines.get(step.case) if step.case is not None else None
            if line is None or line.is_open:
                yield self._deadline(
                    DeadlineKind.NEXT_STEP, step.case, on, step.due, detail=step.text, record=record
                )

    def _without_step(self, on: date) -> Iterator[Deadline]:
        for case, line in self._lines.items():
            if line.is_open and not self._steps_of.get(case):
                last = max(self._contacts.get(case, {}).values(), default=line.opened)
                yield self._deadline(DeadlineKind.NO_NEXT_STEP, case, on, last)

    def _running_out(self, on: date, ahead: int) -> Iterator[Deadline]:
        """Consents that run out soon or did so lately, unless another for the same recipient goes on."""
        first, last = on - timedelta(days=ahead), on + timedelta(days=ahead)
        newest: dict[tuple[UUID, str], tuple[date, UUID]] = {}
        for record, permission in self._consents.items():
            slot = (permission.case, permission.recipient)
            until = permission.until or date.max
            if slot not in newest or until > newest[slot][0]:
                newest[slot] = (until, record)
        for (case, recipient), (until, record) in newest.items():
            line = self._lines.get(case)
            if line is not None and line.is_open and first <= until <= last:
                yield self._deadline(DeadlineKind.CONSENT, case, on, until, detail=recipient, record=record)


def _urgent(deadlines: Iterator[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(deadlines, key=lambda entry: (entry.on or date.max, entry.name, str(entry.case))))
