# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which time zone a calendar file means: by its name, by a name of Windows, by its own description, or a guess.

Runs in the worker: describing a zone by rules is as dangerous as describing events.
"""

from collections.abc import Callable, Iterable
from datetime import tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from beratung.appointments.exchange import words
from beratung.appointments.exchange.ics_scan import Component, Property, property_of
from beratung.domain.exchange import LineNote

Note = Callable[[LineNote], None]
_UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, AssertionError,
)  # fmt: skip
"""What libraries raise on text that makes no sense."""


class Zone(NamedTuple):
    """A zone: how to reckon with it, and the name under which it is kept."""

    tz: tzinfo
    name: str


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def known(name: str) -> str:
    """The name of a zone as the database of zones spells it, empty if it has none."""
    return _names().get(name.strip().casefold(), "")


class Zones:
    """The zones of one file; each is looked up once."""

    def __init__(self, described: Iterable[Component], default: str, centre: str, note: Note) -> None:
        self.centre = centre
        self._floating = known(default)
        self._note = note
        self._found: dict[str, Zone] = {}
        self._described: dict[str, Component] = {}
        for component in described:
            for entry in component.properties():
                if entry.name == "TZID":
                    self._described.setdefault(entry.value.strip(), component)

    def floating(self, line: int) -> Zone:
        """The zone of times that name none."""
        if "" not in self._found:
            name = self._floating or self.centre
            self._note(LineNote(line=line, why=words.ZONE_MISSING, details={"zone": name}))
            self._found[""] = Zone(ZoneInfo(name), name)
        return self._found[""]

    def of(self, tzid: str, line: int) -> Zone:
        """The zone of a TZID."""
        wanted = tzid.strip()
        if wanted not in self._found:
            self._found[wanted] = self._named(wanted) or self._own(wanted) or self._guessed(wanted, line)
        return self._found[wanted]

    def text(self, tzids: Iterable[str]) -> str:
        """The descriptions that these names need, word for word; those everybody knows are left out."""
        needed = {tzid.strip() for tzid in tzids}
        return "".join(
            component.text
            for tzid, component in self._described.items()
            if tzid in needed and not known(tzid)
        )

    @staticmethod
    def _named(tzid: str) -> Zone | None:
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        name = known(tzid.strip("/")) or WINDOWS_TO_OLSON.get(tzid, "")
        return Zone(ZoneInfo(name), name) if name else None

    def _own(self, tzid: str) -> Zone | None:
        """The zone as the file describes it; its times are right, the name is that of the centre."""
        component = self._described.get(tzid)
        if component is None or _suffix(tzid):
            return None
        from icalendar import Timezone
        from icalendar.timezone import tzp

        try:
            if not all(map(_is_calm, component.lines)):
                raise ValueError
            described = Timezone.from_ical(component.text)
            if not isinstance(described, Timezone):
                raise TypeError
            tzp.cache_timezone_component(described)  # what reads the events' lines finds it there
            return Zone(described.to_tz(lookup_tzid=False), self.centre)
        except _UNREADABLE:
            self._note(LineNote(line=component.line, why=words.ZONE_BROKEN))
            return None

    def _guessed(self, tzid: str, line: int) -> Zone:
        """The zone at the end of a path, such as ``/mozilla.org/20070129_1/Europe/Berlin``; else the centre's."""
        name = _suffix(tzid)
        why = words.ZONE_GUESSED if name else words.ZONE_UNKNOWN
        name = name or self._floating or self.centre
        self._note(LineNote(line=line, why=why, details={"zone": name}))
        return Zone(ZoneInfo(name), name)


def _suffix(tzid: str) -> str:
    parts = tzid.strip("/").split("/")[-8:]
    return next((name for at in range(1, len(parts)) if (name := known("/".join(parts[at:])))), "")


def _is_calm(text: str) -> bool:
    """Whether a line of a description is no rule, or one that turns the clock once a month at most."""
    found: Property | None = property_of(text)
    if found is None or found.name != "RRULE":
        return True
    return "FREQ=YEARLY" in found.value.upper() or "FREQ=MONTHLY" in found.value.upper()
