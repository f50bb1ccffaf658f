# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Writes calendar files. Nothing is written but times, a number and what the caller names: no client, no reason. Pure.

Libraries are loaded in the functions: the calendar opens without them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments.exchange.ics_scan import property_of, scan
from beratung.appointments.exchange.ics_zones import known
from beratung.domain.appointments import Appointment, Frequency, Repeat, Series
from beratung.domain.base import Value

if TYPE_CHECKING:
    from icalendar import Event

MAKER = "-//Beratung//Termine//DE"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_LINE = 75
"""Octets of a line, RFC 5545 section 3.1."""


class OutwardEvent(Value, frozen=True, kw_only=True):
    """An event as it leaves the house."""

    uid: str
    start: datetime
    end: datetime
    zone: str
    title: str
    place: str = ""
    text: str = ""
    link: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    is_private: bool = True
    rule: str = ""
    """An RRULE, for a whole series."""
    left_out: tuple[datetime, ...] = ()


def calendar_file(events: Iterable[OutwardEvent], made_at: datetime, foreign: Iterable[str] = ()) -> bytes:
    """Return a calendar file with these events, the texts of foreign ones, and every zone that they need."""
    from icalendar import Timezone

    own = sorted(events, key=lambda event: (event.start, event.uid))
    texts = list(foreign)
    described, components = _foreign_parts(texts)
    zones = dict.fromkeys(event.zone for event in own if event.zone != "UTC")
    zones |= dict.fromkeys(
        name for text in components for name in _tzids(text) if known(name) and name not in described
    )
    years = [moment.year for event in own for moment in (event.start, event.end)]
    first, last = min(years, default=made_at.year), max(years, default=made_at.year)
    if components:
        first, last = min(first, 1970), max(last, made_at.year + 10)
    parts = ["BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", f"PRODID:{MAKER}\r\n", "CALSCALE:GREGORIAN\r\n"]
    for zone in zones:
        made = Timezone.from_tzid(
            known(zone), first_date=date(first - 1, 1, 1), last_date=date(min(last + 2, 2200), 1, 1)
        )
        made["TZID"] = zone
        parts.append(made.to_ical().decode())
    parts += described.values()
    parts += (_event(event, made_at).to_ical().decode() for event in own)
    parts += components
    return "".join([*parts, "END:VCALENDAR\r\n"]).encode()


def whole_series(series: Series, appointments: Sequence[Appointment]) -> OutwardEvent | None:
    """Return a series as one event with its rule, or None where the rule does not say it all.

    It does where every appointment is of the same length and on the clock time of the first, and where the
    rule without some days gives just these days. That is reckoned out by another program, not believed.
    """
    from dateutil.rrule import rrulestr

    zone = ZoneInfo(series.zone)
    length = series.end - series.start
    if not appointments or any(
        one.is_apart
        or one.zone != series.zone
        or one.end - one.start != length
        or _is_second(one.start, zone)
        for one in appointments
    ):
        return None
    begins = series.start.astimezone(zone).replace(tzinfo=None)
    actual = {one.start.astimezone(zone).replace(tzinfo=None) for one in appointments}
    rule = rule_of(series.repeat, series.start, zone, is_local=True)
    most = len(appointments) + len(series.left_out) + 400
    days = [day for day, _ in zip(rrulestr(rule, dtstart=begins), range(most + 1), strict=False)]
    if len(days) > most or not actual <= set(days) or len(actual) != len(appointments):
        return None
    left_out = tuple(sorted(set(days) - actual))
    return OutwardEvent(
        uid="",
        start=series.start,
        end=series.end,
        zone=series.zone,
        title="",
        rule=rule_of(series.repeat, series.start, zone),
        left_out=tuple(day.replace(tzinfo=zone) for day in left_out),
    )


def rule_of(repeat: Repeat, start: datetime, zone: ZoneInfo, *, is_local: bool = False) -> str:
    """Return a rule as RFC 5545 writes it; ``is_local`` leaves its end in the time of the zone."""
    parts = [f"FREQ={repeat.frequency.value.upper()}"]
    if repeat.every != 1:
        parts.append(f"INTERVAL={repeat.every}")
    if repeat.frequency is Frequency.WEEKLY and repeat.weekdays:
        parts.append(f"BYDAY={','.join(WEEKDAYS[day] for day in sorted(repeat.weekdays))}")
    begins = start.astimezone(zone)
    if repeat.frequency is Frequency.MONTHLY and repeat.nth:
        parts.append(f"BYDAY={repeat.nth}{WEEKDAYS[begins.weekday()]}")
    if repeat.count is not None:
        parts.append(f"COUNT={repeat.count}")
    elif repeat.until is not None:
        last = datetime.combine(repeat.until, begins.time(), zone)
        parts.append(
            f"UNTIL={last:%Y%m%dT%H%M%S}" if is_local else f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        )
    return ";".join(parts)


def outward(
    appointments: Iterable[Appointment],
    series: Iterable[Series],
    *,
    uid_of: Callable[[UUID], str],
    title_of: Callable[[UUID], str],
) -> Iterator[OutwardEvent]:
    """Yield appointments as bare times: a number for each, a series as one event where it is whole."""
    by_series: dict[UUID | None, list[Appointment]] = {}
    seen: set[UUID] = set()
    for one in appointments:
        seen.add(one.id)
        if one.is_live:
            by_series.setdefault(one.series, []).append(one)
    for rule in series:
        found = by_series.get(rule.id, [])
        whole = whole_series(rule, found) if rule.ids and seen.issuperset(rule.ids) else None
        if whole is not None:
            del by_series[rule.id]
            sequence = sum(one.version for one in found)
            yield _replaced(whole, uid=uid_of(rule.id), title=title_of(rule.id), sequence=sequence)
    for group in by_series.values():
        for one in group:
            yield OutwardEvent(
                uid=uid_of(one.id),
                start=one.start,
                end=one.end,
                zone=one.zone,
                title=title_of(one.id),
                sequence=one.version,
            )


def _replaced(event: OutwardEvent, **fields: object) -> OutwardEvent:
    return msgspec.structs.replace(event, **fields)


def _event(event: OutwardEvent, made_at: datetime) -> "Event":
    from icalendar import Event, vRecur

    zone = ZoneInfo(event.zone)
    if not event.rule and (_is_second(event.start, zone) or _is_second(event.end, zone)):
        zone = ZoneInfo("UTC")  # RFC 5545 section 3.3.5: a clock time that comes twice is always the first
    made = Event()
    made.add("UID", event.uid)
    made.add("DTSTAMP", made_at.astimezone(UTC).replace(microsecond=0))
    made.add("SEQUENCE", event.sequence)
    made.add("DTSTART", event.start.astimezone(zone))
    made.add("DTEND", event.end.astimezone(zone))
    made.add("SUMMARY", event.title)
    if event.place:
        made.add("LOCATION", event.place)
    if event.text:
        made.add("DESCRIPTION", event.text)
    if event.link:
        made.add("URL", event.link)
    made.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("TRANSP", "OPAQUE")
    if event.is_private:
        made.add("CLASS", "PRIVATE")
    if event.rule:
        made.add("RRULE", vRecur.from_ical(event.rule))
    if event.left_out:
        made.add("EXDATE", list(event.left_out))
    return made


def _is_second(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time for the second time, after it was moved back."""
    return moment.astimezone(zone).fold == 1


def _foreign_parts(texts: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Split the kept texts of foreign events into zones by their name and events, folded anew."""
    zones: dict[str, str] = {}
    events: list[str] = []
    for text in texts:
        found = scan(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n".encode())
        for zone in found.zones:
            name = next((entry.value.strip() for entry in zone.properties() if entry.name == "TZID"), "")
            zones.setdefault(name, folded(zone.lines))
        events += (folded(event.lines) for event in found.events)
    return zones, events


def _tzids(text: str) -> Iterator[str]:
    for line in text.replace("\r\n ", "").split("\r\n"):
        found = property_of(line)
        if found is not None and "TZID" in found.parameters:
            yield found.parameters["TZID"]


def folded(lines: Iterable[str]) -> str:
    """Return lines with those that are too long folded, never inside a letter."""
    parts: list[str] = []
    for line in lines:
        size = 0
        for letter in line:
            octets = len(letter.encode())
            if size + octets > _LONGEST_LINE:
                parts.append("\r\n ")
                size = 1
            parts.append(letter)
            size += octets
        parts.append("\r\n")
    return "".join(parts)
