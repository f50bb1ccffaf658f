# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Takes events of other calendars over into the calendar of one user, and tells when they come again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Lock
from uuid import UUID, uuid4

import msgspec

from beratung.domain.appointments import Appointment, AppointmentKind, AppointmentState
from beratung.domain.errors import NotFound
from beratung.domain.exchange import (
    ForeignCalendar,
    ForeignEntry,
    ForeignEvent,
    TakenOver,
)
from beratung.domain.work import Changes, Clock, Records, Work

AGAIN = timedelta(days=180)
"""How far ahead repeated events must at least be written out, else they are read anew."""


class ForeignCalendars:
    """What the users have taken over."""

    def __init__(self, records: Records, clock: Clock, author: str) -> None:
        self._records = records
        self._clock = clock
        self._author = author
        self._lock = Lock()
        self._times: dict[UUID, tuple[int, tuple[tuple[datetime, datetime], ...]]] = {}

    def take_over(
        self, data: bytes, person: UUID, zone: str, *, only_times: bool = False, is_trial: bool = False
    ) -> TakenOver:
        """Read a file and store its events; one of a known UID is replaced, all others stay.

        ``only_times`` keeps nothing of them but when they are.
        """
        from beratung.appointments.exchange.reading import (
            read_calendar,
            window,
        )  # loads what starts processes

        days = window(self._clock.today(), zone)
        found = read_calendar(data, days)
        told = TakenOver(refused=found.refused, guessed=found.guessed, is_trial=is_trial)
        if not found.events:
            return told
        with self._records.work() as work:
            calendar = self._calendar(work, person)
            taken = _Taken(work, calendar, self._author, only_times=only_times)
            for event in found.events:
                taken.take(event)
            if not is_trial:
                work.put(msgspec.structs.replace(taken.calendar(), reaching=days.last))
                changes = work.commit()
            else:
                changes = Changes()
        self._forget_times()
        return msgspec.structs.replace(
            told, added=taken.added, replaced=taken.replaced, unchanged=taken.unchanged, changes=changes
        )

    def texts(self, person: UUID) -> tuple[str, ...]:
        """The events of a user as they came."""
        with self._records.work() as work:
            calendar = self._calendar(work, person)
            found = (_one(work, entry.appointment) for entry in calendar.entries)
            return tuple(one.foreign for one in found if one is not None and one.foreign)

    def count(self, person: UUID) -> int:
        """How many events a user has taken over."""
        with self._records.work() as work:
            return len(self._calendar(work, person).entries)

    def drop(self, person: UUID) -> Changes:
        """Remove everything that a user has taken over."""
        with self._records.work() as work:
            calendar = self._calendar(work, person)
            if calendar.version == 0:
                return Changes()
            work.shred(calendar.id)
            changes = work.commit()
        self._forget_times()
        return changes

    def keep_up(self, person: UUID, zone: str) -> Changes:
        """Write repeated events out further where that is due; call it in the background."""
        today = self._clock.today()
        with self._records.work() as work:
            calendar = self._calendar(work, person)
            due = calendar.reaching is not None and calendar.reaching < today + AGAIN
            repeated = {entry.appointment: entry for entry in calendar.entries if entry.times} if due else {}
            texts = {of: one.foreign for of in repeated if (one := _one(work, of)) is not None}
        if not due:
            return Changes()
        from beratung.appointments.exchange.reading import read_calendar, window

        days = window(today, zone)
        later: dict[UUID, tuple[tuple[int, int], ...]] = {}
        for of, text in texts.items():
            found = read_calendar(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n".encode(), days)
            if found.events:
                later[of] = _seconds(found.events[0])
        with self._records.work() as work:
            calendar = self._calendar(work, person)
            entries = tuple(
                msgspec.structs.replace(
                    entry, times=tuple(sorted({*entry.times, *later.get(entry.appointment, ())}))
                )
                for entry in calendar.entries
            )
            work.put(msgspec.structs.replace(calendar, entries=entries, reaching=days.last))
            changes = work.commit()
        self._forget_times()
        return changes

    def times(
        self, appointment: Appointment, first: datetime, past: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield when a foreign event takes place between two instants; nothing is reckoned here."""
        with self._lock:
            known = self._times.get(appointment.id)
        if known is None or known[0] != appointment.version:
            known = self._looked_up(appointment)
        spans = known[1] or ((appointment.start, appointment.end),)
        return ((start, end) for start, end in spans if start < past and first < end)

    def _looked_up(self, appointment: Appointment) -> tuple[int, tuple[tuple[datetime, datetime], ...]]:
        with self._records.work() as work:
            entries = {e.appointment: e for calendar in work.all(ForeignCalendar) for e in calendar.entries}
        with self._lock:
            for of, entry in entries.items():
                version = appointment.version if of == appointment.id else self._times.get(of, (0,))[0]
                self._times[of] = (version, tuple((_moment(a), _moment(b)) for a, b in entry.times))
            return self._times.setdefault(appointment.id, (appointment.version, ()))

    def _forget_times(self) -> None:
        with self._lock:
            self._times.clear()

    @staticmethod
    def _calendar(work: Work, person: UUID) -> ForeignCalendar:
        found = [calendar for calendar in work.all(ForeignCalendar) if calendar.person == person]
        if found:
            return min(found, key=lambda calendar: calendar.id)
        own = uuid4()
        return ForeignCalendar(id=own, subject=own, person=person)


class _Taken:
    """Events on their way into one unit of work."""

    def __init__(self, work: Work, calendar: ForeignCalendar, author: str, *, only_times: bool) -> None:
        self._work = work
        self._calendar = calendar
        self._author = author
        self._only_times = only_times
        self._entries = {entry.uid: entry for entry in calendar.entries}
        self.added = self.replaced = self.unchanged = 0

    def calendar(self) -> ForeignCalendar:
        """The calendar with everything that was taken."""
        return msgspec.structs.replace(self._calendar, entries=tuple(self._entries.values()))

    def take(self, event: ForeignEvent) -> None:
        """Store one event, in the place of that of the same UID."""
        text = bare(event) if self._only_times else event.text
        digest = sha256(text.encode()).hexdigest()
        known = self._entries.get(event.uid)
        before = _one(self._work, known.appointment) if known is not None else None
        times = _seconds(event) if event.is_repeated else ()
        if before is not None and known is not None and known.digest == digest:
            self.unchanged += 1
            self._entries[event.uid] = msgspec.structs.replace(known, times=times)
            return
        appointment = self._appointment(event, text, before)
        self._work.put(appointment)
        self.replaced += before is not None
        self.added += before is None
        self._entries[event.uid] = ForeignEntry(
            uid=event.uid, appointment=appointment.id, digest=digest, times=times
        )

    def _appointment(self, event: ForeignEvent, text: str, before: Appointment | None) -> Appointment:
        state = AppointmentState.CANCELLED_BY_CENTRE if event.is_cancelled else AppointmentState.PLANNED
        shown = not self._only_times and not _is_private(event)
        return Appointment(
            id=before.id if before is not None else uuid4(),
            subject=self._calendar.id,
            version=before.version if before is not None else 0,
            kind_of=AppointmentKind.FOREIGN,
            start=event.start,
            end=event.end,
            zone=event.zone,
            title=event.title if shown else "",
            place=event.place if shown else "",
            people=(self._calendar.person,),
            state=state,
            uid=event.uid,
            foreign=text,
            author=self._author,
        )


def bare(event: ForeignEvent) -> str:
    """The text of an event with nothing in it but its times."""
    from beratung.appointments.exchange.ics_scan import property_of

    kept = ("BEGIN:", "END:VEVENT", "END:VTIMEZONE", "END:STANDARD", "END:DAYLIGHT", "TZID", "TZOFFSET")
    names = {
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "STATUS",
    }
    lines: list[str] = []
    skipped = 0
    for line in event.text.split("\r\n"):
        upper = line.upper()
        inner = upper.startswith("BEGIN:") and upper not in {
            "BEGIN:VEVENT", "BEGIN:VTIMEZONE", "BEGIN:STANDARD", "BEGIN:DAYLIGHT",
        }  # fmt: skip
        if inner or (skipped and upper.startswith("BEGIN:")):
            skipped += 1
        elif skipped:
            skipped -= upper.startswith("END:")
        elif upper.startswith(kept) or ((found := property_of(line)) and found.name in names):
            lines.append(line)
    return "".join(f"{line}\r\n" for line in lines)


def _is_private(event: ForeignEvent) -> bool:
    """Whether its owner marked it as nobody else's business; colleagues see that there is something."""
    return any(line.upper() in {"CLASS:PRIVATE", "CLASS:CONFIDENTIAL"} for line in event.text.split("\r\n"))


def _seconds(event: ForeignEvent) -> tuple[tuple[int, int], ...]:
    spans = ((event.start, event.end), *event.later)
    return tuple((int(start.timestamp()), int(end.timestamp())) for start, end in spans)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _one(work: Work, appointment: UUID) -> Appointment | None:
    try:
        return work.get(Appointment, appointment)
    except NotFound:
        return None
