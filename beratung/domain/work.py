# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unit of work as the rooms see it, and what it tells those who follow it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record
from beratung.domain.sharing import Claim, Message, SealedClaim, Slice

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Slice)
M = TypeVar("M", bound=Message)


class Action(StrEnum):
    """What was done to a subject, as the audit log keeps it."""

    READ = "read"
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    EXPORTED = "exported"
    PRINTED = "printed"
    GRANTED = "granted"
    UNLOCKED = "unlocked"
    REFUSED = "refused"


class Change(msgspec.Struct, frozen=True):
    """One record before and after, as the unit of work announces it to its followers."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is now, or as it last was."""
        if self.after is not None:
            return self.after
        if self.before is None:
            raise ValueError("a change has a before or an after")
        return self.before

    @property
    def action(self) -> Action:
        """Created, changed or deleted."""
        if self.before is None:
            return Action.CREATED
        return Action.CHANGED if self.after is not None else Action.DELETED


class Touched(msgspec.Struct, frozen=True):
    """Which record a commit touched: enough for a screen to know whether to reload."""

    kind: str
    id: UUID
    subject: UUID


class Changes(msgspec.Struct, frozen=True):
    """What a commit changed, for every screen to decide what to reload."""

    touched: frozenset[Touched] = frozenset()

    def subjects(self) -> frozenset[UUID]:
        """The subjects of all records that were touched."""
        return frozenset(t.subject for t in self.touched)

    def kinds(self) -> frozenset[str]:
        """The kinds (class names) of all records that were touched."""
        return frozenset(t.kind for t in self.touched)


class Clock(Protocol):
    """Where the date and the time come from."""

    def today(self) -> date:
        """The calendar day at the centre."""

    def now(self) -> datetime:
        """The instant, in UTC."""


class Work(Protocol):
    """A unit of work: everything in it is committed together or not at all.

    Leaving the ``with`` block without ``commit()`` rolls everything back.
    """

    def get(self, kind: type[R], record: UUID) -> R:
        """Load one record.

        Raises:
            NotFound: it does not exist, is of another kind, or the user holds no key for it.
        """

    def all(self, kind: type[R], subject: UUID | None = None) -> list[R]:
        """Load every readable record of a kind, of one subject or of all."""

    def during(self, kind: type[R], first_week: str, last_week: str) -> list[R]:
        """Load the readable records of a kind of the shelf appointment whose ISO week lies in ``first…last``.

        Both ends are included, and only rows of these weeks are looked at.
        """

    def put(self, record: R) -> R:
        """Store a record and return it with its new version.

        A record of version 0 is new; any other must carry the version that is stored.

        Raises:
            RecordConflict: somebody else stored another version meanwhile.
        """

    def remove(self, record: Record) -> None:
        """Delete one record."""

    def shred(self, subject: UUID) -> None:
        """Delete every record of a subject together with its keys, so that no copy opens again."""

    def note(self, action: Action, subject: UUID | None, what: str) -> None:
        """Enter something that is not a change (read, exported, printed) into the audit log.

        ``what`` is a fixed word such as ``"case"`` or ``"letter"``; it never names a person.
        """

    def give(self, shared: Slice) -> None:
        """Show a slice to the user it names, sealed to his keys; one of the same id is replaced.

        Raises:
            Refused: the writer does not hold scheduling.
        """

    def slices(self, kind: type[S]) -> list[S]:
        """What was given to this user, of a kind and what descends from it, in the order of the ids."""

    def withdraw(self, slice_: UUID) -> None:
        """Take a slice back; raises NotFound, or at the commit RecordConflict if another was faster."""

    def write_in(self, message: Message) -> None:
        """Tell something to those who hold scheduling; one of the same id is replaced.

        Raises:
            Refused, at the commit: no holder of the newest key can receive it yet.
        """

    def inbox(self, kind: type[M]) -> list[M]:
        """What others wrote, of a kind and what descends from it; empty for who does not hold scheduling."""

    def drop(self, message: UUID) -> None:
        """Remove a message together with taking it over; raises NotFound, or at the commit RecordConflict."""

    def claim(self, booking: UUID, wanted: Iterable[Claim]) -> None:
        """Take times for a booking; those it has already stay, so that a retry finds its own.

        Raises:
            TimeTaken: another booking has one of them; here, or at the commit if it was faster.
        """

    def release(self, booking: UUID) -> None:
        """Give back every time of a booking; together with ``claim`` it moves it."""

    def seal_claims(self, wanted: Iterable[Claim]) -> tuple[SealedClaim, ...]:
        """Claims for a slice, so that who accepts books at once without reading them."""

    def claim_sealed(self, booking: UUID, sealed: Iterable[SealedClaim]) -> None:
        """Take times that a slice offered.

        Raises:
            TimeTaken: as for ``claim``.
            OfferOutdated: they were sealed under a key that is not the newest any more.
        """

    def clear_claims(self, before: int, part: int = 0, parts: int = 1) -> None:
        """Remove the claims of slots that are over; of many, one part of them, so that nobody has to wait long."""

    def commit(self) -> Changes:
        """Make everything durable and tell the followers and the caller what changed."""


Follower = Callable[[Iterable[Change], Work], None]


class Records(Protocol):
    """The records of an open centre."""

    def work(self) -> AbstractContextManager[Work]:
        """Open a unit of work."""

    def may_read(self, domain: Domain) -> bool:
        """Whether the user holds keys of this domain."""
