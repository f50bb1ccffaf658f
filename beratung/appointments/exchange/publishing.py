# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Brings a calendar on a server to what it should show, one way, and never over what somebody changed there. Pure.

The calendar may hold other things: nothing is touched but what this program put there.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Protocol
from uuid import UUID

import msgspec

from beratung.appointments.exchange.ics_scan import scan
from beratung.domain.base import Value
from beratung.domain.exchange import Published, PublishedEntry

_TELLING = frozenset({"UID", "DTSTART", "DTEND", "SUMMARY", "STATUS"})


class ChangedThere(Exception):
    """The server holds something else than what was named (412)."""


class CalendarServer(Protocol):
    """A calendar on a server: files by name, each with its ETag."""

    def etags(self) -> dict[str, str]:
        """The names of all files with their ETags."""

    def read(self, name: str) -> bytes:
        """A file; empty where there is none."""

    def put(self, name: str, body: bytes, etag: str | None) -> str:
        """Write a file that has this ETag, or is not there (None); returns the new one, empty if it is not told.

        Raises:
            ChangedThere: another one stands there.
        """

    def delete(self, name: str, etag: str) -> None:
        """Remove a file that has this ETag; one that is gone is no fault.

        Raises:
            ChangedThere: another one stands there.
        """


class Wanted(Value, frozen=True, kw_only=True):
    """An appointment as it is to stand there."""

    appointment: UUID
    uid: str
    number: str
    body: bytes

    @property
    def digest(self) -> str:
        """What tells whether it changed: all but the moment at which it was written."""
        return sha256(repr(essence(self.body)).encode()).hexdigest()


class Outcome(Value, frozen=True, kw_only=True):
    """What stands there now, and what was done."""

    entries: tuple[PublishedEntry, ...]
    published: Published


def name_of(uid: str) -> str:
    """The name of the file of a UID."""
    return f"termin-{uid.partition('@')[0]}.ics"


def essence(body: bytes) -> list[tuple[str, str, str]]:
    """What an event says, however it is written down."""
    return sorted(
        (entry.name, entry.parameters.get("TZID", ""), entry.value.strip())
        for event in scan(body).events
        for entry in event.properties()
        if entry.name in _TELLING
    )


def publish(
    server: CalendarServer,
    wanted: Mapping[str, Wanted],
    known: Mapping[str, PublishedEntry],
    numbers: Mapping[str, str],
    *,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Put what is new, replace what changed, remove what is not wanted any more.

    ``known`` is what was put there last time, ``numbers`` tells the number of each. What was changed or deleted there
    meanwhile is left as it is and named, unless ``force``. What ``progress`` raises ends the run; the next one finds
    what was put already.
    """
    return _Publishing(server, wanted, known, numbers, is_forced=force).run(progress or _silent)


class _Publishing:
    """One run."""

    def __init__(
        self,
        server: CalendarServer,
        wanted: Mapping[str, Wanted],
        known: Mapping[str, PublishedEntry],
        numbers: Mapping[str, str],
        *,
        is_forced: bool,
    ) -> None:
        self._server = server
        self._wanted = wanted
        self._known = known
        self._numbers = numbers
        self._is_forced = is_forced
        self._there = server.etags()
        self._entries: dict[str, PublishedEntry] = {}
        self._counts = dict.fromkeys(("added", "changed", "removed", "unchanged"), 0)
        self._changed_there: list[str] = []
        self._deleted_there: list[str] = []

    def run(self, progress: Callable[[int, int], None]) -> Outcome:
        """Publish everything."""
        total = len(self._wanted)
        for number, (uid, wanted) in enumerate(self._wanted.items()):
            progress(number, total)
            known = self._known.get(uid)
            if known is None:
                self._add(wanted)
            else:
                self._keep_up(wanted, known)
        for uid, known in self._known.items():
            if uid not in self._wanted:
                self._remove(uid, known)
        if any(not entry.etag for entry in self._entries.values()):
            now = self._server.etags()
            for uid, entry in self._entries.items():
                if not entry.etag:
                    self._entries[uid] = msgspec.structs.replace(entry, etag=now.get(name_of(uid), ""))
        return Outcome(
            entries=tuple(self._entries.values()),
            published=Published(
                **self._counts,
                changed_there=tuple(self._changed_there),
                deleted_there=tuple(self._deleted_there),
            ),
        )

    def _add(self, wanted: Wanted) -> None:
        """Put something new; after a run that was cut off it may stand there already."""
        there = self._there.get(name_of(wanted.uid))
        if there is None:
            self._put(wanted, None, "added")
        elif self._is_same(wanted):
            self._entry(wanted, there)
            self._counts["unchanged"] += 1
        elif self._is_forced:
            self._put(wanted, there, "changed")
        else:
            self._changed_there.append(wanted.number)

    def _keep_up(self, wanted: Wanted, known: PublishedEntry) -> None:
        there = self._there.get(name_of(wanted.uid))
        if there is None:
            if self._is_forced:
                self._put(wanted, None, "added")
            else:
                self._deleted_there.append(wanted.number)
                self._entries[wanted.uid] = known
        elif there == known.etag and wanted.digest == known.digest:
            self._entries[wanted.uid] = known
            self._counts["unchanged"] += 1
        elif there == known.etag or self._is_forced:
            self._put(wanted, there, "changed")
        elif self._is_same(wanted):
            self._entry(wanted, there)
            self._counts["unchanged"] += 1
        else:
            self._changed_there.append(wanted.number)
            self._entries[wanted.uid] = known

    def _remove(self, uid: str, known: PublishedEntry) -> None:
        """Remove what is not wanted any more; what was changed there is left to whoever did, and named once."""
        there = self._there.get(name_of(uid))
        if there is None:
            return
        if there != known.etag and not self._is_forced:
            self._changed_there.append(self._numbers.get(uid, ""))
            return
        try:
            self._server.delete(name_of(uid), there)
        except ChangedThere:
            self._changed_there.append(self._numbers.get(uid, ""))
        else:
            self._counts["removed"] += 1

    def _put(self, wanted: Wanted, etag: str | None, what: str) -> None:
        try:
            now = self._server.put(name_of(wanted.uid), wanted.body, etag)
        except ChangedThere:
            self._changed_there.append(wanted.number)
            if wanted.uid in self._known:
                self._entries[wanted.uid] = self._known[wanted.uid]
            return
        self._entry(wanted, now)
        self._counts[what] += 1

    def _entry(self, wanted: Wanted, etag: str) -> None:
        self._entries[wanted.uid] = PublishedEntry(
            appointment=wanted.appointment, uid=wanted.uid, etag=etag, digest=wanted.digest
        )

    def _is_same(self, wanted: Wanted) -> bool:
        return essence(self._server.read(name_of(wanted.uid))) == essence(wanted.body)


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""
