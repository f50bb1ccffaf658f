# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Cuts a calendar file into its components, in one pass and with limits, and knows the line of each.

Nothing is interpreted here: whatever the components hold stays as it came. Pure.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from beratung.appointments.exchange import words
from beratung.domain.base import Value
from beratung.domain.exchange import LineNote

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 400_000
MOST_EVENTS = 10_000
LONGEST_EVENT = 256 * 1024
"""Characters of one component; pictures inside an event are refused by this."""
DEEPEST = 4
"""Components inside one another, the calendar itself counted."""
MOST_NOTES = 200
"""Lines of which something is said; a hostile file could otherwise have a word on each."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r'([A-Za-z0-9-]{1,64})((?:;[A-Za-z0-9-]{1,64}=(?:"[^"]*"|[^":;]*))*):', re.ASCII)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^":;]*)', re.ASCII)
_COMPONENT = re.compile(r"(BEGIN|END):\s*([A-Za-z0-9-]{1,64})\s*$", re.ASCII | re.IGNORECASE)

_ALONE = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VCALENDAR"})
"""Components that never lie inside another but a calendar: where one begins, the last was not ended."""


class Property(NamedTuple):
    """A line of a component: its name in capitals, its parameters, its value as it stands, and where."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int


class Component(Value, frozen=True, kw_only=True):
    """A component that stands directly in a calendar: its unfolded lines with what is inside it."""

    name: str
    line: int
    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    """Where each of them stands in the file."""

    @property
    def text(self) -> str:
        """The component as it came, with the line ends of the standard."""
        return "".join(f"{line}\r\n" for line in self.lines)

    def properties(self) -> Iterator[Property]:
        """Its own lines, those of components inside it left out; what is no property is left out too."""
        depth = 0
        for number, text in zip(self.numbers, self.lines, strict=True):
            found = _COMPONENT.match(text)
            if found:
                depth += 1 if found[1].upper() == "BEGIN" else -1
            elif depth == 1 and (read := property_of(text, number)):
                yield read


class Scanned(Value, frozen=True, kw_only=True):
    """A file cut into components."""

    events: tuple[Component, ...] = ()
    zones: tuple[Component, ...] = ()
    default_zone: str = ""
    """What the calendar itself says of times without a zone."""
    refused: tuple[LineNote, ...] = ()
    guessed: tuple[LineNote, ...] = ()


def property_of(text: str, line: int = 0) -> Property | None:
    """Read a line as a property, None if it is none."""
    found = _NAME.match(text)
    if found is None:
        return None
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
    return Property(found[1].upper(), parameters, text[found.end() :], line)


def scan(data: bytes) -> Scanned:
    """Cut a file into components; what cannot be taken is refused with its line, the rest stays.

    Takes time and memory in proportion to the file, whatever stands in it.
    """
    if len(data) > MOST_BYTES:
        return Scanned(refused=(LineNote(line=1, why=words.FILE_TOO_LARGE, details={"most": 8}),))
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data.decode("utf-16", "replace").encode("utf-8")
    return _Scan(data.removeprefix(b"\xef\xbb\xbf")).run()


class _Scan:
    """One pass over a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._events: list[Component] = []
        self._zones: list[Component] = []
        self._refused: list[LineNote] = []
        self._guessed: list[LineNote] = []
        self._default_zone = ""
        self._stack: list[tuple[str, int]] = []
        self._lines: list[str] = []
        self._numbers: list[int] = []
        self._size = 0
        self._start = -1
        """Depth at which the component lies that is read; -1 between components."""
        self._why = ""
        self._why_line = 0
        self._is_calendar = False
        self._other_encoding = False

    def run(self) -> Scanned:
        """Read all lines."""
        for number, text in self._logical_lines():
            if not self._line(number, text):
                break
        else:
            self._end_of_file()
        return Scanned(
            events=tuple(self._events),
            zones=tuple(self._zones),
            default_zone=self._default_zone,
            refused=tuple(self._refused[:MOST_NOTES]),
            guessed=tuple(self._guessed[:MOST_NOTES]),
        )

    def _logical_lines(self) -> Iterator[tuple[int, str]]:
        """Join folded lines; bytes first, for a fold may cut a letter in two."""
        parts: list[bytes] = []
        first = 1
        for number, raw in enumerate(self._physical_lines(), 1):
            if number > MOST_LINES:
                self._refuse(number, words.TOO_MANY_LINES, most=MOST_LINES)
                return
            if raw[:1] in {b" ", b"\t"} and parts:
                parts.append(raw[1:])
                continue
            if parts:
                yield first, self._decoded(b"".join(parts), first)
            parts, first = [raw], number
        if parts:
            yield first, self._decoded(b"".join(parts), first)

    def _physical_lines(self) -> Iterator[bytes]:
        at = 0
        for found in _LINE_END.finditer(self._data):
            yield self._data[at : found.start()]
            at = found.end()
        if at < len(self._data):
            yield self._data[at:]

    def _decoded(self, raw: bytes, line: int) -> str:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            if not self._other_encoding:
                self._other_encoding = True
                self._guess(line, words.OTHER_ENCODING)
        return "".join(c for c in text if c >= " " or c == "\t")

    def _line(self, number: int, text: str) -> bool:
        """Take a line; False ends the reading."""
        found = _COMPONENT.match(text)
        if found is None:
            self._inside(number, text)
            return True
        name = found[2].upper()
        if found[1].upper() == "BEGIN":
            return self._begin(number, name, text)
        return self._end(number, name, text)

    def _inside(self, number: int, text: str) -> None:
        if self._start >= 0:
            self._keep(number, text)
        elif text.strip():
            read = property_of(text, number)
            if read and self._stack and read.name == "X-WR-TIMEZONE":
                self._default_zone = read.value.strip()[:64]
            elif not self._stack and not self._is_calendar:
                self._refuse(number, words.NO_CALENDAR)
                self._is_calendar = True  # said once

    def _begin(self, number: int, name: str, text: str) -> bool:
        self._is_calendar = True
        if len(self._stack) >= DEEPEST + 60:
            self._refuse(number, words.TOO_DEEP, most=DEEPEST)
            return False
        if self._start >= 0 and name in _ALONE:
            self._refuse(self._stack[-1][1], words.NO_END)
            del self._stack[self._start :]
            self._start, self._why_line = -1, 0
        if self._start < 0 and name != "VCALENDAR":
            self._start = len(self._stack)
            self._lines, self._numbers, self._size, self._why = [], [], 0, ""
        self._stack.append((name, number))
        if self._start >= 0:
            self._keep(number, text)
            if len(self._stack) > DEEPEST:
                self._blame(number, words.TOO_DEEP)
        return True

    def _end(self, number: int, name: str, text: str) -> bool:
        if not self._stack or self._stack[-1][0] != name:
            self._refuse(number, words.WRONG_END)
            if self._start < 0 or name not in {entry for entry, _ in self._stack[self._start :]}:
                return self._start < 0 or name != "VCALENDAR" or self._abandon()
            while self._stack[-1][0] != name:
                self._stack.pop()
            self._blame(number, "")
        if self._start >= 0:
            self._keep(number, text)
        self._stack.pop()
        if len(self._stack) == self._start:
            self._finish(name)
        return True

    def _abandon(self) -> bool:
        """The calendar ends inside a component: what was begun is gone, a further calendar may follow."""
        self._stack.clear()
        self._start = -1
        return True

    def _keep(self, number: int, text: str) -> None:
        text = text.lstrip(" \t")  # else it would go on the line before when it is written again
        self._size += len(text)
        if self._size > LONGEST_EVENT:
            self._blame(number, words.EVENT_TOO_LARGE)
        elif text:
            self._lines.append(text)
            self._numbers.append(number)

    def _blame(self, line: int, why: str) -> None:
        """Let the component that is read be refused at its end, for the first reason."""
        if not self._why_line:
            self._why, self._why_line = why, line

    def _finish(self, name: str) -> None:
        """Put a component where it belongs."""
        start, self._start = self._stack_line(), -1
        line, self._why_line = self._why_line, 0
        if line:
            if self._why:
                self._refuse(line, self._why, most=DEEPEST)
            return
        component = Component(name=name, line=start, lines=tuple(self._lines), numbers=tuple(self._numbers))
        if name == "VEVENT":
            if len(self._events) >= MOST_EVENTS:
                self._refuse(start, words.TOO_MANY_EVENTS, most=MOST_EVENTS)
            else:
                self._events.append(component)
        elif name == "VTIMEZONE":
            self._zones.append(component)
        else:
            self._refuse(start, words.NO_EVENT)

    def _stack_line(self) -> int:
        return self._numbers[0] if self._numbers else 1

    def _end_of_file(self) -> None:
        if self._stack:
            self._refuse(self._stack[-1][1], words.NO_END)
        elif not self._is_calendar:
            self._refuse(1, words.NO_CALENDAR)

    def _refuse(self, line: int, why: str, **details: int) -> None:
        if len(self._refused) < MOST_NOTES:
            self._refused.append(LineNote(line=line, why=why, details=dict(details)))

    def _guess(self, line: int, why: str) -> None:
        if len(self._guessed) < MOST_NOTES:
            self._guessed.append(LineNote(line=line, why=why))
