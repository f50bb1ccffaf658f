# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is exchanged with other calendars: what was taken over, what was published, and under which names."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record, Shelf, Value
from beratung.domain.work import Changes

PSEUDONYMS = UUID("5b0a7c3e-91d4-4f0e-8d35-0f6c2a4be917")
"""Id and subject of the one `CalendarPseudonyms` of a centre."""


class CalendarPseudonyms(Record, frozen=True, kw_only=True, tag="calendar_pseudonyms"):
    """The secret from which the numbers and UIDs come that stand in files and calendars outside.

    So the same appointment keeps its number, and nobody outside can match one to a row of the database.
    """

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    secret: bytes


class ForeignEvent(Value, frozen=True, kw_only=True):
    """An event of another calendar, as it was read."""

    uid: str
    start: datetime
    """UTC."""
    end: datetime
    zone: str
    is_whole_days: bool = False
    title: str = ""
    place: str = ""
    is_cancelled: bool = False
    is_repeated: bool = False
    later: tuple[tuple[datetime, datetime], ...] = ()
    """Further occurrences, start and end, as far as they were looked up."""
    text: str
    """Its VEVENTs and the VTIMEZONEs they need, word for word."""
    line: int
    """Where it begins in the file."""


class LineNote(Value, frozen=True, kw_only=True):
    """What is to be said of a line of a file: why it was refused, or what had to be guessed."""

    line: int
    why: str
    """A message id."""
    details: dict[str, str | int] = msgspec.field(default_factory=dict)


class ReadCalendar(Value, frozen=True, kw_only=True):
    """What a calendar file holds."""

    events: tuple[ForeignEvent, ...] = ()
    refused: tuple[LineNote, ...] = ()
    guessed: tuple[LineNote, ...] = ()


class ForeignEntry(Value, frozen=True, kw_only=True):
    """An event that was taken over: its UID, its appointment, and when it comes again."""

    uid: str
    appointment: UUID
    digest: str = ""
    """Of its text, to tell whether it changed."""
    times: tuple[tuple[int, int], ...] = ()
    """Start and end of each time, in seconds since 1970 UTC; empty for what does not come again."""


class ForeignCalendar(Record, frozen=True, kw_only=True, tag="foreign_calendar"):
    """What a user has taken over from other calendars; its ``id`` is the subject of those appointments."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    person: UUID
    entries: tuple[ForeignEntry, ...] = ()
    reaching: date | None = None
    """Up to which day repeated events were written out."""


class PublishedEntry(Value, frozen=True, kw_only=True):
    """An appointment as it was last put on a calendar server."""

    appointment: UUID
    uid: str
    etag: str
    digest: str
    """Of what was put there."""


class PublishedCalendar(Record, frozen=True, kw_only=True, tag="published_calendar"):
    """A calendar on a server to which a user publishes his week; never a password."""

    domain: ClassVar[Domain] = Domain.SCHEDULING
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    person: UUID
    url: str
    """Of the calendar itself."""
    account: str = ""
    entries: tuple[PublishedEntry, ...] = ()
    published_at: datetime | None = None


class Published(Value, frozen=True, kw_only=True):
    """What publishing did, in numbers of entries."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    changed_there: tuple[str, ...] = ()
    """Numbers of entries that somebody changed on the server; they were left alone."""
    deleted_there: tuple[str, ...] = ()
    """Numbers of entries that somebody deleted on the server; they were not put there again."""

    @property
    def is_whole(self) -> bool:
        """Whether the calendar there shows just what it should."""
        return not self.changed_there and not self.deleted_there


class TakenOver(Value, frozen=True, kw_only=True):
    """What importing a file did."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: tuple[LineNote, ...] = ()
    guessed: tuple[LineNote, ...] = ()
    is_trial: bool = False
    changes: Changes = Changes()
