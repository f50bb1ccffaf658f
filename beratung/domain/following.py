# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a room keeps in memory to answer lists and searches at once: filled once, then kept right."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import RLock
from typing import Protocol

from beratung.domain.base import Record
from beratung.domain.work import Change, Records, Work


class Index(Protocol):
    """Something in memory that is made from records of some kinds."""

    kinds: tuple[type[Record], ...]

    def clear(self) -> None:
        """Forget everything."""

    def take(self, record: Record) -> None:
        """Learn a record, or its newer version."""

    def drop(self, record: Record) -> None:
        """Unlearn a record."""


class Memory:
    """Fills indexes from the records when they are first needed, and follows every commit after that.

    ``stamp`` is asked before every use: a number that grows by one with every commit, whoever made it.
    Where commits were missed (another program at the same centre has written), everything is read anew.
    """

    def __init__(
        self,
        records: Records,
        *,
        lock: "AbstractContextManager[bool] | None" = None,
        stamp: Callable[[], int] | None = None,
    ) -> None:
        self._records = records
        self.lock = lock if lock is not None else RLock()
        self._stamp = stamp
        self._seen = 0
        self._indexes: list[Index] = []
        self._is_filled = False

    def add(self, index: Index) -> None:
        """Register an index; it is filled at the next use."""
        with self.lock:
            self._indexes.append(index)
            self._is_filled = False

    def forget(self) -> None:
        """Empty every index, so that the next use fills them anew."""
        with self.lock:
            self._is_filled = False
            for index in self._indexes:
                index.clear()

    def ready(self) -> None:
        """Fill the indexes unless they are right already."""
        with self.lock:
            now = self._stamp() if self._stamp is not None else 0
            if self._is_filled and now == self._seen:
                return
            self.forget()
            kinds = list(dict.fromkeys(kind for index in self._indexes for kind in index.kinds))
            with self._records.work() as work:
                for kind in kinds:
                    takers = [index for index in self._indexes if kind in index.kinds]
                    for record in work.all(kind):
                        for index in takers:
                            index.take(record)
            self._seen = now
            self._is_filled = True

    def agree(self) -> None:
        """Take a commit of one's own as followed; one of somebody else just before it is noticed."""
        with self.lock:
            if self._stamp is not None and self._is_filled and self._stamp() == self._seen + 1:
                self._seen += 1

    def follow(self, changes: Iterable[Change], work: Work) -> None:
        """Keep the indexes right: a `Follower`. A commit that fails after this must `forget`."""
        del work
        with self.lock:
            if not self._is_filled:
                return
            for change in changes:
                record = change.record
                for index in self._indexes:
                    if type(record) not in index.kinds:
                        continue
                    if change.after is None:
                        index.drop(record)
                    else:
                        index.take(change.after)
