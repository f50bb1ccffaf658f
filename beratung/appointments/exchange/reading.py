# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads a calendar file in a process of its own that is ended when it takes too long or too much memory.

What comes from outside may be made to hurt: rules with a million occurrences, zones inside zones. The process
that reads has no key and no centre; an event over which it dies is refused with its line, the rest is read on.
"""

import multiprocessing
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from multiprocessing.connection import Connection
from time import monotonic

import msgspec

from beratung.appointments.exchange import words
from beratung.appointments.exchange.ics_events import EventReader, Group, NotTaken, Window, grouped
from beratung.appointments.exchange.ics_scan import MOST_NOTES, Component, Scanned, scan
from beratung.domain.base import Value
from beratung.domain.exchange import ForeignEvent, LineNote, ReadCalendar

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
"""How far around today repeated events are written out."""
MOST_OCCURRENCES = 20_000
"""Of a whole file."""
SECONDS_EACH = 3.0
"""For one event."""
SECONDS_ALL = 45.0
MOST_DEATHS = 5
_MOST_MEMORY = 1024 * 1024 * 1024
_STARTING = 30.0
"""A slow computer may need so long until the process runs."""


class Job(Value, frozen=True, kw_only=True):
    """What the process is to read."""

    groups: tuple[Group, ...]
    zones: tuple[Component, ...]
    default_zone: str
    window: Window


class Told(Value, frozen=True, kw_only=True):
    """What the process tells after each event: what it holds or why not, and what was guessed."""

    event: ForeignEvent | None = None
    refused: LineNote | None = None
    guessed: tuple[LineNote, ...] = ()


def window(today: date, zone: str) -> Window:
    """The days around today for which repeated events are written out."""
    return Window(first=today - BACK, last=today + AHEAD, zone=zone)


def read_calendar(data: bytes, days: Window) -> ReadCalendar:
    """Read a calendar file; takes at most `SECONDS_ALL` and a bounded amount of memory, whatever it holds."""
    scanned = scan(data)
    groups = grouped(scanned.events)
    told = _Reading(scanned, groups, days).run() if groups else []
    events: list[ForeignEvent] = []
    refused, guessed = list(scanned.refused), list(scanned.guessed)
    count = 0
    for one in told:
        guessed += one.guessed
        if one.refused is not None:
            refused.append(one.refused)
        if one.event is None:
            continue
        count += 1 + len(one.event.later)
        if count > MOST_OCCURRENCES:
            details: dict[str, str | int] = {"most": MOST_OCCURRENCES}
            refused.append(LineNote(line=one.event.line, why=words.TOO_MANY_TIMES, details=details))
            count -= 1 + len(one.event.later)
            continue
        events.append(one.event)
    return ReadCalendar(
        events=tuple(events),
        refused=tuple(sorted(refused, key=lambda note: note.line)[:MOST_NOTES]),
        guessed=tuple(sorted(guessed, key=lambda note: note.line)[:MOST_NOTES]),
    )


class _Reading:
    """One file and the processes that read it, one after the other."""

    def __init__(self, scanned: Scanned, groups: Sequence[Group], days: Window) -> None:
        self._scanned = scanned
        self._groups = list(groups)
        self._days = days
        self._told: list[Told] = []
        self._until = 0.0

    def run(self) -> list[Told]:
        """Read all events; those over which a process died are refused."""
        self._until = monotonic() + SECONDS_ALL
        for _ in range(MOST_DEATHS):
            if len(self._told) >= len(self._groups) or monotonic() >= self._until:
                break
            self._process()
        if len(self._told) < len(self._groups):
            line = self._groups[len(self._told)].line
            self._told.append(Told(refused=LineNote(line=line, why=words.NOT_READ)))
        return self._told

    def _process(self) -> None:
        """Start a process for what is left; where it dies or dawdles, its event is refused."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        try:
            self._talk(ours)
        finally:
            ours.close()
            process.kill()
            process.join()

    def _talk(self, pipe: Connection) -> None:
        job = Job(
            groups=tuple(self._groups[len(self._told) :]),
            zones=self._scanned.zones,
            default_zone=self._scanned.default_zone,
            window=self._days,
        )
        try:
            if not pipe.poll(_STARTING):
                return
            pipe.recv_bytes()  # it runs
            pipe.send_bytes(msgspec.msgpack.encode(job))
            for _ in job.groups:
                patience = min(SECONDS_EACH, self._until - monotonic())
                if patience <= 0:
                    return
                if not pipe.poll(patience):
                    raise EOFError
                self._told.append(msgspec.msgpack.decode(pipe.recv_bytes(), type=Told))
        except (EOFError, OSError, msgspec.MsgspecError):
            line = self._groups[len(self._told)].line
            self._told.append(Told(refused=LineNote(line=line, why=words.TOO_SLOW)))


def serve(pipe: Connection) -> None:
    """Read what comes through the pipe: what the process does."""
    import warnings

    warnings.simplefilter("ignore")
    import recurring_ical_events  # noqa: F401 -- before the clock runs

    _limit_memory()
    pipe.send_bytes(b"ready")
    job = msgspec.msgpack.decode(pipe.recv_bytes(), type=Job)
    reader = EventReader(job.zones, job.default_zone, job.window)
    for group in job.groups:
        pipe.send_bytes(msgspec.msgpack.encode(_told(reader, group)))


def _told(reader: EventReader, group: Group) -> Told:
    event: ForeignEvent | None = None
    refused: LineNote | None = None
    try:
        event = reader.read(group)
    except NotTaken as fault:
        refused = fault.note
    except MemoryError:
        refused = LineNote(line=group.line, why=words.TOO_SLOW)
    guessed = tuple(reader.guessed)
    reader.guessed.clear()
    return Told(event=event, refused=refused, guessed=guessed)


def _limit_memory() -> None:
    """Let the process have no more memory than it may need, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(_MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
