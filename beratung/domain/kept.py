# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Parts of lists that are kept over the end of the program: who makes them, who keeps them, who looks."""

import gc
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Protocol
from uuid import UUID

import msgspec

from beratung.domain.base import Record

PARTS = 64


@cache
def shape_of(kind: type[msgspec.Struct]) -> str:
    """A short text that changes whenever the fields of a struct, or of what it holds, do."""
    return hashlib.sha256(repr(msgspec.inspect.type_info(kind)).encode()).hexdigest()[:16]


Kinds = tuple[type[Record], ...]


def part_of(subject: UUID) -> int:
    """The part that a subject belongs to."""
    return subject.int >> 122


class Index(Protocol):
    """Something in memory that is made, subject by subject, from records of some kinds."""

    name: str
    """A word; kept parts bear it."""
    kinds: Kinds

    @property
    def shape(self) -> str:
        """The `shape_of` what it dumps: parts of another version of the program are read anew."""

    def __len__(self) -> int:
        """How many subjects are known."""

    def clear(self) -> None:
        """Forget everything."""

    def clear_part(self, part: int) -> None:
        """Forget everybody of a part."""

    def learn(self, subject: UUID, records: Sequence[Record]) -> None:
        """Take all records of a subject in place of what was known; without any, forget him."""

    def dump(self, part: int, subjects: Collection[UUID]) -> bytes:
        """What is known of these subjects of a part, for `load`."""

    def load(self, part: int, body: bytes) -> None:
        """Learn what `dump` told of a part; may wait with the work until something is asked."""


class Look(Protocol):
    """The records as they are after one commit, and the parts that were kept before."""

    generation: int

    def kept(self) -> Mapping[str, int]:
        """Which parts are kept, and of which commit."""

    def open(self, name: str) -> bytes | None:
        """A kept part, None where it does not open."""

    def changed(self, kinds: Kinds, since: int) -> Iterable[tuple[UUID, int]]:
        """Whose records were written after a commit, and when."""

    def elsewhere(self) -> Iterable[UUID]:
        """Subjects of restricted cases that this user may read: they are in no kept part."""

    def all(self, kinds: Kinds, part: int | None = None) -> Iterator[Record]:
        """Every readable record of a part, or of all."""

    def of_subject(self, kinds: Kinds, subject: UUID) -> list[Record]:
        """Every readable record of a subject."""


Prints = Mapping[UUID, bytes]
"""A fingerprint of the stored rows of each subject; subjects of restricted cases have none."""


class Keeping(Protocol):
    """One transaction in which parts are kept."""

    def prints(self, kinds: Kinds, part: int) -> Prints:
        """The fingerprints of the subjects of a part."""

    def print_of(self, kinds: Kinds, subject: UUID) -> bytes | None:
        """The fingerprint of a subject; None where there is no row, or the case is a restricted one."""

    def keep(self, name: str, body: bytes) -> None:
        """Keep a part in place of the one before."""


class Keeper(Protocol):
    """Keeps the parts of indexes sealed, and knows what has changed since."""

    def generation(self) -> int:
        """A number that grows by one with every commit, whoever makes it."""

    def look(self) -> AbstractContextManager[Look]:
        """Look at the newest state."""

    def keeping(self, kinds: Kinds, generation: int) -> "AbstractContextManager[Keeping | None]":
        """Keep parts of this commit; None where it is not the newest, or the user lacks a key."""


@contextmanager
def no_collecting() -> Iterator[None]:
    """Spare Python looking again and again for garbage among thousands of records that all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
