# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Records in memory with the contract of `beratung.domain.work`: what the rooms are tested with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from threading import RLock
from typing import TypeVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record
from beratung.domain.errors import NotFound, RecordConflict, Refused
from beratung.domain.work import Action, Change, Changes, Follower, Touched
from tests.fakes.sharing import FakeSharing, SharedTables

R = TypeVar("R", bound=Record)


class Noted(msgspec.Struct, frozen=True):
    """One call of `Work.note`."""

    action: Action
    subject: UUID | None
    what: str


class FixedClock:
    """A clock that stands still until somebody turns it; `now` is ten o'clock UTC of that day."""

    def __init__(self, today: date) -> None:
        self.day = today

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, time(10), tzinfo=UTC)

    def go_on(self, days: int) -> None:
        """Turn the clock by some days."""
        self.day += timedelta(days=days)


class FakeWork(FakeSharing):
    """A unit of work over `FakeRecords`; nothing is kept without `commit`."""

    def __init__(self, records: "FakeRecords") -> None:
        super().__init__(records)
        self._records = records
        self._first: dict[UUID, Record | None] = {}
        self._now: dict[UUID, Record | None] = {}
        self._shredded: set[UUID] = set()
        self._is_closed = False
        self._is_committing = False
        self.notes: list[Noted] = []

    def get(self, kind: type[R], record: UUID) -> R:
        found = self._current(record)
        if not isinstance(found, kind) or not self._records.may_read(kind.domain):
            raise NotFound
        return found

    def all(self, kind: type[R], subject: UUID | None = None) -> list[R]:
        self._check_open()
        if not self._records.may_read(kind.domain):
            return []
        ids = sorted(self._records.stored.keys() | self._now.keys())
        found = [entry for entry in map(self._current, ids) if isinstance(entry, kind)]
        return [entry for entry in found if subject is None or entry.subject == subject]

    def during(self, kind: type[R], first_week: str, last_week: str) -> list[R]:
        return [
            entry for entry in self.all(kind) if first_week <= (getattr(entry, "week", "") or "") <= last_week
        ]

    def put(self, record: R) -> R:
        before = self._current(record.id)
        self._check_may_write(record)
        if record.version != (before.version if before is not None else 0):
            raise RecordConflict
        if before is not None and (before.subject != record.subject or type(before) is not type(record)):
            raise ValueError("a stored record keeps its kind and its subject")
        stored = msgspec.structs.replace(record, version=record.version + 1)
        body = msgspec.msgpack.encode(stored)
        stored = msgspec.msgpack.decode(body, type=type(record))
        self._keep(stored.id, stored)
        return stored

    def remove(self, record: Record) -> None:
        before = self._current(record.id)
        if before is None:
            raise NotFound
        self._check_may_write(before)
        if before.version != record.version:
            raise RecordConflict
        self._keep(record.id, None)

    def shred(self, subject: UUID) -> None:
        self._check_open()
        ids = self._records.stored.keys() | self._now.keys()
        doomed = [
            entry for entry in map(self._current, ids) if entry is not None and entry.subject == subject
        ]
        for entry in doomed:
            self._check_may_write(entry)
        for entry in doomed:
            self._keep(entry.id, None)
        self._shredded.add(subject)

    def note(self, action: Action, subject: UUID | None, what: str) -> None:
        self._check_open()
        self.notes.append(Noted(action, subject, what))

    def commit(self) -> Changes:
        self._check_open()
        if self._is_committing:
            raise RuntimeError("a follower must not commit")
        if not (self._now or self._shredded or self.notes or self._steps):
            self.close()
            return Changes()
        self._is_committing = True
        with self._records.lock:
            for follower in list(self._records.followers):
                follower(self._changes(), self)
            for record, first in self._first.items():
                stored = self._records.stored.get(record)
                if (stored.version if stored else 0) != (first.version if first else 0):
                    raise RecordConflict
            changes = self._changes()
            self._share()
            for record, now in self._now.items():
                if now is None:
                    self._records.stored.pop(record, None)
                else:
                    self._records.stored[record] = now
            self._records.shredded |= self._shredded
            self._records.notes += self.notes
        self.close()
        touched = frozenset(Touched(type(c.record).__name__, c.record.id, c.record.subject) for c in changes)
        return Changes(touched | self._touched)

    def close(self) -> None:
        """End the work; what was not committed is gone."""
        self._is_closed = True

    def _changes(self) -> list[Change]:
        pairs = [(first, self._now[record]) for record, first in self._first.items()]
        return [Change(first, now) for first, now in pairs if first is not None or now is not None]

    def _current(self, record: UUID) -> Record | None:
        self._check_open()
        return self._now[record] if record in self._now else self._records.stored.get(record)

    def _keep(self, record: UUID, now: Record | None) -> None:
        self._first.setdefault(record, self._records.stored.get(record))
        self._now[record] = now

    def _check_may_write(self, record: Record) -> None:
        if not self._records.may_read(record.domain):
            raise Refused
        if record.subject in self._records.shredded | self._shredded:
            raise NotFound

    def _check_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("this unit of work is over")


class FakeRecords(SharedTables):
    """`Records` in memory.

    `stored` holds what was committed by id, `notes` what was noted, `shredded` the shredded subjects;
    `readable` are the domains the user holds. `all` answers in the order of the ids, which says nothing.
    """

    def __init__(self, *, readable: Iterable[Domain] = tuple(Domain)) -> None:
        super().__init__()
        self.readable = set(readable)
        self.stored: dict[UUID, Record] = {}
        self.shredded: set[UUID] = set()
        self.notes: list[Noted] = []
        self.followers: list[Follower] = []
        self.lock = RLock()

    @contextmanager
    def work(self) -> Iterator[FakeWork]:
        work = FakeWork(self)
        try:
            yield work
        finally:
            work.close()

    def may_read(self, domain: Domain) -> bool:
        return domain in self.readable

    def beside(self, *readable: Domain) -> "FakeRecords":
        """The same records as another user sees them."""
        other = FakeRecords(readable=readable)
        other.stored, other.shredded, other.lock = self.stored, self.shredded, self.lock
        other.shared, other.claims, other.epoch = self.shared, self.claims, self.epoch
        return other
