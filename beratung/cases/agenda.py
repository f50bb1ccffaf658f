# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What waits, in memory: permits that run out, next steps, cases without any, consents, drafts."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from beratung.domain.base import Record
from beratung.domain.cases import Case, Consent, Consultation, Draft
from beratung.domain.kept import no_collecting, part_of, shape_of
from beratung.domain.people import Client
from beratung.domain.views import Deadline, DeadlineKind, TodayView


class Horizon(msgspec.Struct, frozen=True, kw_only=True):
    """How many days ahead the Today page looks."""

    residence: int = 90
    steps: int = 7
    consents: int = 30


class Line(msgspec.Struct, frozen=True, array_like=True):
    """What the agenda keeps of a case."""

    case: UUID
    is_open: bool
    has_step: bool
    last: date
    """Of the last consultation, or the day it was opened."""
    status: str
    until: date | None


class Step(msgspec.Struct, frozen=True, array_like=True):
    """An open next step; ``case`` is None for an anonymous consultation."""

    record: UUID
    case: UUID | None
    due: date | None
    text: str


class Permission(msgspec.Struct, frozen=True, array_like=True):
    """What the agenda keeps of a consent that was not revoked."""

    record: UUID
    case: UUID
    recipient: str
    until: date | None


class Waiting(msgspec.Struct, frozen=True, array_like=True):
    """Everything that may wait for one subject."""

    subject: UUID
    name: str
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    consents: tuple[Permission, ...]

    def line(self, case: UUID | None) -> Line | None:
        """Return the line of a case."""
        return next((line for line in self.lines if line.case == case), None)


_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode = msgspec.msgpack.Decoder(tuple[Waiting, ...]).decode


def _line(case: Case, notes: Sequence[Consultation]) -> Line:
    own = [note for note in notes if note.case == case.id]
    title = case.residence[0] if case.residence else None
    runs_out = title is not None and not title.is_unlimited
    return Line(
        case=case.id,
        is_open=case.is_open,
        has_step=any(note.has_open_step for note in own),
        last=max((note.on for note in own), default=case.opened),
        status=title.status if title is not None else "",
        until=title.until if title is not None and runs_out else None,
    )


def _waiting(subject: UUID, records: Sequence[Record]) -> Waiting:
    notes = [record for record in records if isinstance(record, Consultation)]
    return Waiting(
        subject=subject,
        name=next((record.display_name for record in records if isinstance(record, Client)), ""),
        lines=tuple(_line(record, notes) for record in records if isinstance(record, Case)),
        steps=tuple(
            Step(note.id, note.case, note.due, note.next_step) for note in notes if note.has_open_step
        ),
        consents=tuple(
            Permission(record.id, record.case, record.recipient, record.until)
            for record in records
            if isinstance(record, Consent) and record.revoked_on is None
        ),
    )


class Agenda:
    """Everything that may wait, kept right by following every commit."""

    name = "waiting"
    kinds: tuple[type[Record], ...] = (Client, Case, Consultation, Consent, Draft)

    def __init__(self) -> None:
        self.clear()

    @property
    def shape(self) -> str:
        """What a kept part looks like."""
        return shape_of(Waiting)

    def __len__(self) -> int:
        return len(self._waiting)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting: dict[UUID, Waiting] = {}
        self._drafts: dict[UUID, tuple[Draft, ...]] = {}
        self._unread: dict[int, bytes] = {}
        self._newer: set[UUID] = set()

    def clear_part(self, part: int) -> None:
        """Forget everybody of a part."""
        self._unread.pop(part, None)
        for subject in [subject for subject in self._waiting if part_of(subject) == part]:
            del self._waiting[subject]
        for subject in [subject for subject in self._drafts if part_of(subject) == part]:
            del self._drafts[subject]

    def learn(self, subject: UUID, records: Sequence[Record]) -> None:
        """Take all records of a subject in place of what was known; without any, forget it."""
        if self._unread:
            self._newer.add(subject)
        self._waiting.pop(subject, None)
        self._drafts.pop(subject, None)
        drafts = tuple(record for record in records if isinstance(record, Draft))
        if drafts:
            self._drafts[subject] = drafts
        if len(records) > len(drafts):
            self._waiting[subject] = _waiting(subject, records)

    def dump(self, part: int, subjects: Collection[UUID]) -> bytes:
        """What waits for these subjects of a part."""
        self._read()
        return _encode([found for subject in subjects if (found := self._waiting.get(subject)) is not None])

    def load(self, part: int, body: bytes) -> None:
        """Learn what `dump` told, when somebody asks."""
        self._unread[part] = body

    def _read(self) -> None:
        """Read what was loaded; what was learned since is newer."""
        with no_collecting():
            for body in self._unread.values():
                for waiting in _decode(body):
                    if waiting.subject not in self._newer:
                        self._waiting[waiting.subject] = waiting
        self._unread.clear()
        self._newer.clear()

    def drafts(self, author: str) -> tuple[Draft, ...]:
        """Return what somebody typed and has not saved, newest first."""
        own = [draft for drafts in self._drafts.values() for draft in drafts if draft.author == author]
        return tuple(sorted(own, key=lambda draft: draft.typed_at, reverse=True))

    def today(self, on: date, horizon: Horizon) -> TodayView:
        """Return what waits on a day, most urgent first."""
        self._read()
        found = _Found(on, horizon)
        for waiting in self._waiting.values():
            found.look_at(waiting)
        return TodayView(
            on=on,
            residence=_urgent(found.residence),
            next_steps=_urgent(found.steps),
            without_next_step=_urgent(found.without_step),
            consents=_urgent(found.consents),
            open_cases=found.open_cases,
        )


class _Found:
    """What is found for a day, subject by subject."""

    def __init__(self, on: date, horizon: Horizon) -> None:
        self._on = on
        self._last_residence = on + timedelta(days=horizon.residence)
        self._last_step = on + timedelta(days=horizon.steps)
        self._consents = timedelta(days=horizon.consents)
        self.residence: list[Deadline] = []
        self.steps: list[Deadline] = []
        self.without_step: list[Deadline] = []
        self.consents: list[Deadline] = []
        self.open_cases = 0

    def look_at(self, waiting: Waiting) -> None:
        """Take what waits for one subject."""
        for line in waiting.lines:
            if not line.is_open:
                continue
            self.open_cases += 1
            if line.until is not None and line.until <= self._last_residence:
                found = self._deadline(DeadlineKind.RESIDENCE, waiting, line, line.until, detail=line.status)
                self.residence.append(found)
            if not line.has_step:
                self.without_step.append(self._deadline(DeadlineKind.NO_NEXT_STEP, waiting, line, line.last))
        for step in waiting.steps:
            if step.due is not None and step.due <= self._last_step:
                self._take_step(waiting, step)
        if waiting.consents:
            self._take_consents(waiting)

    def _take_step(self, waiting: Waiting, step: Step) -> None:
        line = waiting.line(step.case)
        if line is None or line.is_open:
            kind = DeadlineKind.NEXT_STEP
            found = self._deadline(kind, waiting, line, step.due, detail=step.text, record=step.record)
            self.steps.append(msgspec.structs.replace(found, case=step.case))

    def _take_consents(self, waiting: Waiting) -> None:
        """Those that run out soon or did so lately, unless another for the same recipient goes on."""
        newest: dict[tuple[UUID, str], Permission] = {}
        for permission in waiting.consents:
            slot = (permission.case, permission.recipient)
            known = newest.get(slot)
            if known is None or (permission.until or date.max) > (known.until or date.max):
                newest[slot] = permission
        for permission in newest.values():
            line, until = waiting.line(permission.case), permission.until
            if until is None or line is None or not line.is_open:
                continue
            if abs(until - self._on) <= self._consents:
                found = self._deadline(
                    DeadlineKind.CONSENT,
                    waiting,
                    line,
                    until,
                    detail=permission.recipient,
                    record=permission.record,
                )
                self.consents.append(found)

    def _deadline(
        self,
        kind: DeadlineKind,
        waiting: Waiting,
        line: Line | None,
        day: date | None,
        *,
        detail: str = "",
        record: UUID | None = None,
    ) -> Deadline:
        return Deadline(
            kind=kind,
            case=line.case if line is not None else None,
            client=waiting.subject if line is not None else None,
            name=waiting.name if line is not None else "",
            on=day,
            days=(day - self._on).days if day is not None else None,
            detail=detail,
            record=record,
        )


def _urgent(deadlines: list[Deadline]) -> tuple[Deadline, ...]:
    return tuple(
        sorted(deadlines, key=lambda e: (e.on or date.max, e.name, e.case.int if e.case is not None else 0))
    )
