# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unit of work: reads from one state, keeps changes in memory, and commits them in one transaction."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import msgspec

from beratung.domain.base import Record
from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.work import Action, Change, Changes, Touched
from beratung.store import errors, statements
from beratung.store.cache import Entry, Where, where_of
from beratung.store.circles import drop_empty, move_subject
from beratung.store.engine import Link
from beratung.store.keys import wrapped_key
from beratung.store.reader import Reader
from beratung.store.rows import entry_of, seal, week_of
from beratung.store.sharing import Sharing
from beratung.store.writing import Writing
from beratung.vault import AuditEvent

if TYPE_CHECKING:
    from beratung.store.store import Store

R = TypeVar("R", bound=Record)
UNTRAILED = frozenset({"draft", "letter_paper", "fact_page", "fact_book", "fill_mark", "statistics_link"})
"""Kinds whose changes are no step in a case: what is typed is sealed every two seconds, a letter tells of its paper, and
what is counted of what stands there anyway."""

MOVED = "circle"
"""The word of the trail for who may open a case."""


class Note(msgspec.Struct, frozen=True):
    """One call of `Work.note`."""

    action: Action
    subject: UUID | None
    what: str


class _Pending(msgspec.Struct):
    """A record that this work changes: as it is stored, with its row's MAC, and as it will be."""

    before: Record | None
    mac: bytes
    now: Record | None


class StoreWork(Sharing):
    """Implements `beratung.domain.work.Work`.

    Nothing is locked while the caller reads and puts. ``commit`` takes the lock, makes sure that everything
    this work had read is still so, runs the followers, seals, writes the heads and syncs.
    """

    def __init__(self, store: "Store") -> None:
        super().__init__(store)
        self._open = ExitStack()
        self._reader: Reader | None = None
        self._reads: list[Callable[[Reader], bool]] = []
        self._pending: dict[UUID, _Pending] = {}
        self._shredded: dict[UUID, None] = {}
        self._moved: dict[UUID, UUID] = {}
        self._writing: Writing | None = None
        self._is_over = False
        self.notes: list[Note] = []

    def get(self, kind: type[R], record: UUID) -> R:
        """Load one record."""
        if record in self._pending:
            self._check_open()
            now = self._pending[record].now
            if not isinstance(now, kind):
                raise NotFound
            return now
        try:
            found = self._base().get(kind, record)
        except NotFound:
            self._reads.append(lambda reader: reader.find(record) is None)
            raise
        self._reads.append(lambda reader: reader.find(record) == found)
        return found[1]

    def all(self, kind: type[R], subject: UUID | None = None) -> list[R]:
        """Load every readable record of a kind, in the order of the ids."""
        base = self._base().all(kind, subject)
        self._reads.append(lambda reader: reader.all(kind, subject) == base)
        if not self._pending:
            return base
        found = [record for record in base if record.id not in self._pending]
        for pending in self._pending.values():
            now = pending.now
            if isinstance(now, kind) and (subject is None or now.subject == subject):
                found.append(now)
        return sorted(found, key=lambda record: record.id)

    def during(self, kind: type[R], first_week: str, last_week: str) -> list[R]:
        """Load every readable record of a kind in some weeks, in the order of the ids."""
        base = self._base().during(kind, first_week, last_week)
        self._reads.append(lambda reader: reader.during(kind, first_week, last_week) == base)
        if not self._pending:
            return base
        found = [record for record in base if record.id not in self._pending]
        for pending in self._pending.values():
            now = pending.now
            if isinstance(now, kind) and first_week <= (week_of(now) or "") <= last_week:
                found.append(now)
        return sorted(found, key=lambda record: record.id)

    def put(self, record: R) -> R:
        """Store a record and return it with its new version."""
        pending = self._touch(record)
        before = pending.now
        if record.version != (before.version if before is not None else 0):
            raise RecordConflict
        if before is not None and (before.subject != record.subject or type(before) is not type(record)):
            raise ValueError("a stored record keeps its kind and its subject")
        if record.subject in self._shredded:
            raise NotFound
        if not self._store.keys.may_read(record.domain):
            raise errors.MayNotWrite
        stored = msgspec.structs.replace(record, version=record.version + 1)
        pending.now = stored
        self._pending[record.id] = pending
        return stored

    def remove(self, record: Record) -> None:
        """Delete one record."""
        pending = self._touch(record)
        if pending.now is None:
            raise NotFound
        if pending.now.version != record.version:
            raise RecordConflict
        pending.now = None
        self._pending[record.id] = pending

    def shred(self, subject: UUID) -> None:
        """Delete every record of a subject together with its keys."""
        stored = self._base().of_subject(subject)
        self._reads.append(lambda reader: reader.of_subject(subject) == stored)
        for mac, record in stored:
            self._pending.setdefault(record.id, _Pending(record, mac, record))
        for pending in self._pending.values():
            if pending.now is not None and pending.now.subject == subject:
                pending.now = None
        self._shredded[subject] = None

    def move_subject(self, subject: UUID, circle: UUID) -> None:
        """Seal everything of a subject anew in another circle, or under the newest keys of its own, on commit.

        The trail shows it twice, under the pseudonym that ends and the one that begins. Where somebody was let into
        the circle of a subject that stays there, this makes the lists of others learn of it.
        """
        self._check_open()
        self._moved[subject] = circle

    def note(self, action: Action, subject: UUID | None, what: str) -> None:
        """Enter something that is not a change into the audit log."""
        self._check_open()
        self.notes.append(Note(action, subject, what))

    def commit(self) -> Changes:
        """Make everything durable; what others changed meanwhile is a RecordConflict."""
        self._check_open()
        if self._writing is not None:
            raise RuntimeError("a follower must not commit")
        if not (self._pending or self._shredded or self._moved or self.notes or self._steps):
            self.close()
            return Changes()
        generation = self._reader.generation if self._reader else None
        self._end_reading()
        tries = 0
        while True:
            try:
                return self._commit_once(generation)
            except errors.CommitLost:
                raise
            except errors.ServerUnreachable:
                tries += 1
                if not self._store.comes_back(tries):
                    raise

    def _commit_once(self, generation: int | None) -> Changes:
        with self._store.writing() as writing:
            self._writing = writing
            try:
                if self._reads and (writing.is_dirty or generation != writing.meta.generation):
                    self._check_reads(self._base())
                changes = self._committed(writing)
            finally:
                self._reader = None
                self._writing = None
        self.close()
        return Changes(
            frozenset(Touched(type(c.record).__name__, c.record.id, c.record.subject) for c in changes)
            | self._touched
        )

    def close(self) -> None:
        """End the work; what was not committed is gone."""
        self._end_reading()
        self._is_over = True

    def _committed(self, writing: Writing) -> list[Change]:
        for follower in self._store.followers:
            follower(self._changes(), self)
        changes = self._changes()
        writing.cached.update(self._flush(writing))
        self._share(writing)
        events = self._trail(writing, changes)  # new keys are there by now, and doomed ones still are
        for subject, circle in self._moved.items():
            events += self._move(writing, subject, circle)
        for subject in self._shredded:
            self._shred_rows(writing, subject)
        if events:
            self._store.append_trail(events)
        return changes

    def _flush(self, writing: Writing) -> dict[UUID, tuple[Where, Entry | None]]:
        """Seal and write every record that changed; returns what the cache has to learn."""
        inserts: list[dict[str, Any]] = []
        updates: list[dict[str, Any]] = []
        cached: dict[UUID, tuple[Where, Entry | None]] = {}
        for record, pending in self._pending.items():
            if pending.before is pending.now:
                continue
            if pending.before is not None:
                self._check_stamp(writing, record, pending.mac)
            known = Change(pending.before, pending.now).record
            where = where_of(known)
            if pending.now is None:
                writing.link.run(statements.DELETE_ROW, {"id": record.bytes})
                if known.is_lone:
                    self._drop_keys(writing, known.subject)
                elif not known.is_fleeting:
                    writing.destroy_lists(known.subject)
                cached[record] = (where, None)
                continue
            key, made = self._store.keys.for_sealing(writing.link, pending.now.subject, where[0])
            if made is not None:
                writing.insert_key(made)
            columns, mac = seal(self._store.keyring, key, pending.now)
            columns["generation"] = writing.meta.generation + 1
            writing.count_row((key.circle, where[0].value), record, pending.now.version, mac, 1)
            cached[record] = (where, entry_of(mac, pending.now, len(columns["blob"])))
            if pending.before is None:
                inserts.append(columns)
            else:
                del columns["id"]
                updates.append(
                    {f"new_{name}": value for name, value in columns.items()} | {"the_id": record.bytes}
                )
        if inserts:
            writing.link.run_each(statements.INSERT_ROW, inserts)
        if updates:
            writing.link.run_each(statements.UPDATE_ROW, updates)
        return cached

    def _check_stamp(self, writing: Writing, record: UUID, mac: bytes) -> None:
        """Make sure the stored row is the one this work knew, and take it out of its digest."""
        row = writing.link.row(statements.STAMP, {"id": record.bytes})
        if row is None or bytes(row[3]) != mac:
            raise RecordConflict
        writing.count_row((UUID(bytes=row[0]), row[1]), record, row[2], mac, -1)

    def _drop_keys(self, writing: Writing, subject: UUID) -> None:
        """Delete the keys of a subject whose only record went; no tombstone, so an older state has it again."""
        values = {"subject": subject.bytes}
        if subject not in self._shredded and writing.link.row(statements.STAMPS_OF_SUBJECT, values) is None:
            rows = writing.link.rows(statements.KEYS_OF_SUBJECT, values)
            writing.delete_some_keys(map(wrapped_key, rows))
            self._store.keys.forget(subject)

    def _shred_rows(self, writing: Writing, subject: UUID) -> None:
        keyring = self._store.keyring
        values = {"subject": subject.bytes}
        rows = [wrapped_key(row) for row in writing.link.rows(statements.KEYS_OF_SUBJECT, values)]
        if not all(keyring.may_read(row.domain, row.circle) for row in rows):
            raise errors.MayNotShred
        if writing.link.row(statements.STAMPS_OF_SUBJECT, values) is not None:
            raise errors.MayNotShred
        writing.delete_keys(subject, rows)
        if writing.link.row(statements.TOMBSTONE, values) is None:
            writing.insert_tombstone(subject, self._store.now().date().isoformat())
        drop_empty(self._store, writing, {row.circle for row in rows})

    def _move(self, writing: Writing, subject: UUID, circle: UUID) -> list[AuditEvent]:
        events = [self._store.keys.event(writing.link, Action.CHANGED, MOVED, subject)]
        learnt = move_subject(self._store, writing, subject, circle)
        writing.cached.update(learnt)
        self._touched |= {
            Touched(entry.kind.__name__, record, entry.subject)
            for record, (_, entry) in learnt.items()
            if entry is not None
        }
        begins = self._store.keys.event(writing.link, Action.CHANGED, MOVED, subject)
        return events if begins == events[0] else [*events, begins]

    def _trail(self, writing: Writing, changes: list[Change]) -> list[Any]:
        """The lines of the audit entry: one per action, kind and subject."""
        tags = [(c.action, str(type(c.record).__struct_config__.tag), c.record.subject) for c in changes]
        lines = dict.fromkeys(line for line in tags if line[1] not in UNTRAILED)
        notes = [(note.action, note.what, note.subject) for note in self.notes]
        event = self._store.keys.event
        shared = [(action, what, None) for action, what in dict.fromkeys(self._shared)]
        return [event(writing.link, *line) for line in [*lines, *notes, *shared]]

    def _changes(self) -> list[Change]:
        return [
            Change(pending.before, pending.now)
            for pending in self._pending.values()
            if pending.before is not pending.now
        ]

    def _touch(self, record: Record) -> _Pending:
        """What this work knows of a record's row; a record of version 0 is looked for on commit."""
        self._check_open()
        pending = self._pending.get(record.id)
        if pending is not None:
            return pending
        if record.version == 0:
            return _Pending(None, b"", None)
        found = self._base().find(record.id)
        return _Pending(found[1], found[0], found[1]) if found else _Pending(None, b"", None)

    def _check_reads(self, reader: Reader) -> None:
        if not all(is_same(reader) for is_same in self._reads):
            raise errors.ReadsMoved

    def _base(self) -> Reader:
        self._check_open()
        if self._reader is None:
            if self._writing is not None:
                self._reader = self._store.reader(self._writing)
            else:
                self._reader = self._open.enter_context(self._store.reading())
        return self._reader

    def _link(self) -> Link:
        return self._base().link

    def _end_reading(self) -> None:
        self._reader = None
        self._open.close()

    def _check_open(self) -> None:
        if self._is_over:
            raise RuntimeError("this unit of work is over")
