# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads the events of a calendar file: when they are, how they repeat. Runs in the worker.

Only the lines that tell times are given to the libraries; all others stay as they came.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from beratung.appointments.exchange import words
from beratung.appointments.exchange.ics_scan import Component, Property
from beratung.appointments.exchange.ics_zones import Zone, Zones, known
from beratung.domain.base import Value
from beratung.domain.exchange import ForeignEvent, LineNote

if TYPE_CHECKING:
    from icalendar import Event

MOST_TIMES = 1000
"""Occurrences of one event in the window."""
MOST_LISTED = 2000
"""Dates that one event may list."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE"})
_ZONED = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})
_LOCAL = re.compile(r"\s*\d{8}T\d{6}\s*")
_RULE_PART = re.compile(r"(BYHOUR|BYMINUTE|BYSECOND)=([0-9,]*)", re.ASCII)
_ESCAPED = re.compile(r"\\([nN,;\\])")
UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, AssertionError,
)  # fmt: skip
"""What libraries raise on text that makes no sense."""


class NotTaken(Exception):
    """An event that is refused, with its line."""

    def __init__(self, line: int, why: str, **details: int) -> None:
        super().__init__(why)
        self.note = LineNote(line=line, why=why, details=dict(details))


class Group(Value, frozen=True, kw_only=True):
    """One event: the component that repeats or stands alone first, then its changed occurrences."""

    uid: str
    components: tuple[Component, ...]

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.components[0].line


class Window(Value, frozen=True, kw_only=True):
    """From when to when occurrences are written out, and where times without a zone are meant."""

    first: date
    last: date
    zone: str


def grouped(events: Iterable[Component]) -> tuple[Group, ...]:
    """Put the components of one UID together, in the order of the file.

    A component with a higher SEQUENCE takes the place of an older one. Where one UID stands for several events,
    against the standard, each gets a name of its own.
    """
    masters: dict[str, list[tuple[int, Component]]] = {}
    changed: dict[str, list[Component]] = {}
    for component in events:
        own = {entry.name: entry.value.strip() for entry in component.properties()}
        uid = own.get("UID") or f"{sha256(component.text.encode()).hexdigest()[:32]}@import"
        sequence = _number(own.get("SEQUENCE", ""))
        if "RECURRENCE-ID" in own:
            masters.setdefault(uid, [])
            changed.setdefault(uid, []).append(component)
            continue
        known_ones = masters.setdefault(uid, [])
        if known_ones and sequence > known_ones[-1][0]:
            known_ones.pop()
        elif known_ones and sequence < known_ones[-1][0]:
            continue
        known_ones.append((sequence, component))
    return tuple(_groups(masters, changed))


def _groups(
    masters: dict[str, list[tuple[int, Component]]], changed: dict[str, list[Component]]
) -> Iterable[Group]:
    for uid, own in masters.items():
        others = tuple(changed.get(uid, ()))
        if not own:
            for number, component in enumerate(others):
                yield Group(uid=f"{uid}#{number}", components=(component,))
            continue
        yield Group(uid=uid, components=(own[0][1], *others))
        for number, (_, component) in enumerate(own[1:], 2):
            yield Group(uid=f"{uid}#{number}", components=(component,))


class EventReader:
    """Reads one event after the other; what was guessed is noted once for a file."""

    def __init__(self, zones: Sequence[Component], default_zone: str, window: Window) -> None:
        self.guessed: list[LineNote] = []
        self._said: set[tuple[str, str]] = set()
        self._window = window
        self._zones = Zones(zones, default_zone, window.zone, self._note)

    def _note(self, note: LineNote) -> None:
        key = (note.why, str(note.details.get("zone", note.line)))
        if key not in self._said:
            self._said.add(key)
            self.guessed.append(note)

    def read(self, group: Group) -> ForeignEvent:
        """Read one event.

        Raises:
            NotTaken: it cannot be read; names the line.
        """
        master = group.components[0]
        own = list(master.properties())
        first = {entry.name: entry for entry in reversed(own)}
        started = first.get("DTSTART")
        if started is None:
            raise NotTaken(master.line, words.NO_START)
        if "RECURRENCE-ID" in first:
            self._note(LineNote(line=master.line, why=words.NO_MASTER))
        zone = self._zone_of(started)
        event = self._event(own, master.line, drop_id=True)
        start, end, is_whole = self._span(event, zone, started)
        times = self._times(group, first, event, zone) if self._repeats(group, own) else None
        tzids = [
            e.parameters["TZID"] for c in group.components for e in c.properties() if "TZID" in e.parameters
        ]
        spans = times or [(start, end)]
        if times and start < times[0][0] and not self._is_left_out(event, start):
            spans = [(start, end), *times]
        status = first["STATUS"].value.strip().upper() if "STATUS" in first else ""
        return ForeignEvent(
            uid=group.uid,
            start=spans[0][0],
            end=spans[0][1],
            zone=zone.name,
            is_whole_days=is_whole,
            title=_words(first, "SUMMARY"),
            place=_words(first, "LOCATION"),
            is_cancelled=status == "CANCELLED",
            is_repeated=times is not None,
            later=tuple(spans[1:]),
            text=self._zones.text(tzids) + "".join(component.text for component in group.components),
            line=group.line,
        )

    @staticmethod
    def _repeats(group: Group, own: Iterable[Property]) -> bool:
        return len(group.components) > 1 or any(entry.name in {"RRULE", "RDATE"} for entry in own)

    def _zone_of(self, started: Property) -> Zone:
        if "TZID" in started.parameters:
            return self._zones.of(started.parameters["TZID"], started.line)
        if started.value.strip().upper().endswith("Z"):
            return Zone(UTC, self._window.zone)
        if _LOCAL.fullmatch(started.value):
            return self._zones.floating(started.line)
        return Zone(ZoneInfo(self._window.zone), self._window.zone)

    def _event(self, own: Iterable[Property], line: int, *, drop_id: bool = False) -> "Event":
        """Build the event of a library from the lines that tell times."""
        from icalendar import Event

        event = Event()
        for entry in own:
            if entry.name not in _TIMES or (drop_id and entry.name == "RECURRENCE-ID"):
                continue
            if entry.name in {"RDATE", "EXDATE"} and not entry.value.strip():
                continue
            self._check(entry)
            try:
                parsed = Event.from_ical(f"BEGIN:VEVENT\r\n{self._line(entry)}\r\nEND:VEVENT\r\n")
                if parsed.errors:
                    raise ValueError
                for name, value in parsed.property_items(recursive=False):
                    if name not in {"BEGIN", "END"}:
                        event.add(name, value, encode=False)
            except UNREADABLE:
                why = words.BAD_RULE if entry.name == "RRULE" else words.BAD_TIME
                raise NotTaken(entry.line or line, why) from None
        return event

    def _line(self, entry: Property) -> str:
        """A line as the libraries shall read it: with a zone that they know."""
        parameters = {k: v for k, v in entry.parameters.items() if k in {"VALUE", "RANGE"}}
        value = entry.value.strip()
        if (
            entry.name in _ZONED
            and parameters.get("VALUE", "").upper() != "DATE"
            and not value.upper().endswith("Z")
        ):
            if "TZID" in entry.parameters:
                zone = self._zones.of(entry.parameters["TZID"], entry.line)
                parameters["TZID"] = _tzid(zone, entry.parameters["TZID"])
            elif "T" in value.upper():
                parameters["TZID"] = self._zones.floating(entry.line).name
        given = "".join(
            f';{name}="{text}"' if ":" in text or "," in text else f";{name}={text}"
            for name, text in parameters.items()
        )
        return f"{entry.name}{given}:{value}"

    @staticmethod
    def _check(entry: Property) -> None:
        """Refuse what would take for ever before anything is reckoned."""
        if entry.name in {"RDATE", "EXDATE"} and entry.value.count(",") >= MOST_LISTED:
            raise NotTaken(entry.line, words.TOO_MANY_TIMES, most=MOST_TIMES)
        if entry.name != "RRULE":
            return
        rule = entry.value.upper().replace(" ", "")
        a_day = 1
        for _, listed in _RULE_PART.findall(rule):
            a_day *= listed.count(",") + 1
        if "FREQ=SECONDLY" in rule or "FREQ=MINUTELY" in rule or a_day > 24:
            raise NotTaken(entry.line, words.TOO_OFTEN)

    def _span(self, event: "Event", zone: Zone, started: Property) -> tuple[datetime, datetime, bool]:
        """Start and end in UTC, and whether it is about whole days."""
        try:
            start, end = event.start, event.end
            is_whole = not isinstance(start, datetime)
            span = _instant(start, zone.tz), _instant(end, zone.tz)
        except UNREADABLE:
            raise NotTaken(started.line, words.BAD_TIME) from None
        if span[1] < span[0]:
            raise NotTaken(started.line, words.ENDS_FIRST)
        if not FIRST_YEAR <= span[0].year <= span[1].year <= LAST_YEAR:
            raise NotTaken(started.line, words.TOO_FAR)
        return *span, is_whole

    def _times(
        self, group: Group, first: dict[str, Property], event: "Event", zone: Zone
    ) -> list[tuple[datetime, datetime]]:
        """The occurrences in the window, by the library that knows how changed ones take their place."""
        import recurring_ical_events
        from icalendar import Calendar

        calendar = Calendar()
        event.add("uid", "event")
        calendar.add_component(event)
        for component in group.components[1:]:
            own = list(component.properties())
            changed = self._event(own, component.line)
            changed.add("uid", "event")
            if any(e.name == "STATUS" and e.value.strip().upper() == "CANCELLED" for e in own):
                changed.add("status", "CANCELLED")
            calendar.add_component(changed)
        line = first["RRULE"].line if "RRULE" in first else group.line
        try:
            found = recurring_ical_events.of(calendar).between(self._window.first, self._window.last)
            times = sorted(
                {
                    (_instant(one.start, zone.tz), _instant(one.end, zone.tz))
                    for one in found
                    if one.get("STATUS") != "CANCELLED"
                }
            )
        except UNREADABLE:
            raise NotTaken(line, words.BAD_RULE) from None
        if len(times) > MOST_TIMES:
            raise NotTaken(line, words.TOO_MANY_TIMES, most=MOST_TIMES)
        return times

    @staticmethod
    def _is_left_out(event: "Event", start: datetime) -> bool:
        return bool(event.get("EXDATE")) and start in {
            _instant(one, UTC) for one in event.exdates if isinstance(one, datetime)
        }


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _tzid(zone: Zone, tzid: str) -> str:
    return zone.name if known(zone.name) and isinstance(zone.tz, ZoneInfo) else tzid


def _instant(moment: date, zone: tzinfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _words(first: dict[str, Property], name: str) -> str:
    """A text of the event as a person reads it, on one line."""
    found = first.get(name)
    if found is None:
        return ""
    text = _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], found.value)
    return " ".join(text.split())[:200]
