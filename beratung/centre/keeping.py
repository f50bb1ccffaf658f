# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The records as a centre hands them to its rooms: one at a time, followed by memory and by subscribers."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar
from uuid import UUID

from beratung.domain.base import Domain, Record
from beratung.domain.following import Memory
from beratung.domain.kept import Keeping, Kinds, Look
from beratung.domain.sharing import Claim, Message, SealedClaim, Slice
from beratung.domain.work import Action, Changes, Work
from beratung.store import Store
from beratung.store.snapshots import Snapshots
from beratung.vault import Locked

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Slice)
M = TypeVar("M", bound=Message)

READ_AGAIN = 600.0
"""Seconds within which looking at the same thing again is no second entry in the trail."""


class KeptWork:
    """A unit of work that tells the centre how it ended."""

    def __init__(self, inner: Work, records: "KeptRecords") -> None:
        self._inner = inner
        self._records = records
        self._looks: list[tuple[UUID | None, str]] = []

    def get(self, kind: type[R], record: UUID) -> R:
        """Load one record."""
        return self._inner.get(kind, record)

    def all(self, kind: type[R], subject: UUID | None = None) -> list[R]:
        """Load every readable record of a kind."""
        return self._inner.all(kind, subject)

    def during(self, kind: type[R], first_week: str, last_week: str) -> list[R]:
        """Load every readable record of a kind in some weeks."""
        return self._inner.during(kind, first_week, last_week)

    def put(self, record: R) -> R:
        """Store a record."""
        return self._inner.put(record)

    def remove(self, record: Record) -> None:
        """Delete one record."""
        self._inner.remove(record)

    def shred(self, subject: UUID) -> None:
        """Delete a subject with its keys."""
        self._inner.shred(subject)

    def note(self, action: Action, subject: UUID | None, what: str) -> None:
        """Enter something into the trail; reading the same again within minutes is one entry."""
        if action is Action.READ:
            if not self._records.is_first_look(subject, what):
                return
            self._looks.append((subject, what))
        self._inner.note(action, subject, what)

    def give(self, shared: Slice) -> None:
        """Show a slice to the user it names."""
        self._inner.give(shared)

    def slices(self, kind: type[S]) -> list[S]:
        """What was given to this user."""
        return self._inner.slices(kind)

    def withdraw(self, slice_: UUID) -> None:
        """Take a slice back."""
        self._inner.withdraw(slice_)

    def write_in(self, message: Message) -> None:
        """Tell something to those who hold scheduling."""
        self._inner.write_in(message)

    def inbox(self, kind: type[M]) -> list[M]:
        """What others wrote."""
        return self._inner.inbox(kind)

    def drop(self, message: UUID) -> None:
        """Remove a message together with taking it over."""
        self._inner.drop(message)

    def claim(self, booking: UUID, wanted: Iterable[Claim]) -> None:
        """Take times for a booking."""
        self._inner.claim(booking, wanted)

    def release(self, booking: UUID) -> None:
        """Give back every time of a booking."""
        self._inner.release(booking)

    def seal_claims(self, wanted: Iterable[Claim]) -> tuple[SealedClaim, ...]:
        """Claims for a slice."""
        return self._inner.seal_claims(wanted)

    def claim_sealed(self, booking: UUID, sealed: Iterable[SealedClaim]) -> None:
        """Take times that a slice offered."""
        self._inner.claim_sealed(booking, sealed)

    def clear_claims(self, before: int, part: int = 0, parts: int = 1) -> None:
        """Remove the claims of slots that are over."""
        self._inner.clear_claims(before, part, parts)

    def commit(self) -> Changes:
        """Make everything durable; a commit that fails may have misled what follows, so that is read anew."""
        with ExitStack() as undo:
            undo.callback(self._records.memory.distrust)
            changes = self._inner.commit()
            undo.pop_all()
        self._records.looked(self._looks)
        self._records.committed(changes)
        return changes


class KeptRecords:
    """`Records` over a store: units of work of one centre come one after the other, from whatever thread."""

    def __init__(self, store: Store, lock: AbstractContextManager[bool]) -> None:
        self._store = store
        self._lock = lock
        self._looks: dict[tuple[UUID | None, str], float] = {}
        self._callbacks: list[Callable[[Changes], None]] = []
        self.is_closed = False
        self._snapshots = Snapshots(store)
        self.memory = Memory(self, lock=lock, keeper=self)

    @contextmanager
    def work(self) -> Iterator[KeptWork]:
        """Open a unit of work.

        Raises:
            Locked: the centre was locked.
        """
        with self._lock:
            if self.is_closed:
                raise Locked
            with self._store.work() as inner:
                yield KeptWork(inner, self)

    def may_read(self, domain: Domain) -> bool:
        """Whether the user holds keys of this domain."""
        return not self.is_closed and self._store.may_read(domain)

    def generation(self) -> int:
        """A number that grows by one with every save, whoever makes it."""
        if self.is_closed:
            raise Locked
        return self._snapshots.generation()

    def look(self) -> AbstractContextManager[Look]:
        """Look at the newest state, for the lists in memory."""
        return self._snapshots.look()

    def keeping(self, kinds: Kinds, generation: int) -> AbstractContextManager[Keeping | None]:
        """Keep parts of the lists."""
        return self._snapshots.keeping(kinds, generation)

    def subscribe(self, callback: Callable[[Changes], None]) -> None:
        """Tell somebody of every commit, in the thread that made it."""
        self._callbacks.append(callback)

    def committed(self, changes: Changes) -> None:
        """Take a commit as followed and tell the subscribers."""
        self.memory.agree()
        if changes.touched:
            for callback in tuple(self._callbacks):
                callback(changes)

    def catch_up(self) -> None:
        """Learn what other programs saved and tell the subscribers; raises what the store finds wrong."""
        with self._lock:
            if self.is_closed:
                return
            changes = self._store.catch_up()
        if changes.touched:
            for callback in tuple(self._callbacks):
                callback(changes)

    def is_first_look(self, subject: UUID | None, what: str) -> bool:
        """Whether a look is one that the trail does not know yet."""
        last = self._looks.get((subject, what))
        return last is None or time.monotonic() - last >= READ_AGAIN

    def looked(self, looks: Iterable[tuple[UUID | None, str]]) -> None:
        """Remember looks that stand in the trail now."""
        now = time.monotonic()
        self._looks.update((look, now) for look in looks)

    def close(self) -> None:
        """Refuse everything from now on."""
        with self._lock:
            self.memory.forget()
            self._callbacks.clear()
            self._looks.clear()
            self.is_closed = True
