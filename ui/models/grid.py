# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a grid of days shows: columns, blocks, where they lie beside one another, and what would clash. No Qt here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

DAY = 24 * 60
STEP = 5
"""Minutes: starts and lengths are multiples of it."""
QUARTER = 15


@dataclass(frozen=True)
class Span:
    """A part of a day in minutes since midnight, wall-clock time; the end does not belong to it."""

    start: int
    end: int
    word: str = ""

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a minute with another part of the same day."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class GridColumn:
    """A day, or what one person, room or interpreter does on it."""

    day: date
    title: str
    """Of the day: stands once above all columns of it."""
    subtitle: str = ""
    """Whose column it is; empty where there is one for each day."""
    spoken: str = ""
    resource: UUID | None = None
    open: tuple[Span, ...] = ()
    shut: str = ""
    """Why the whole day is closed: the name of a holiday."""
    away: tuple[Span, ...] = ()
    """When whose column it is is not there."""
    is_today: bool = False
    group: str = ""
    """Columns of the same kind may change places by a drag: people with people, rooms with rooms."""

    def is_open(self, start: int, end: int) -> bool:
        """Whether a time lies within one opening time."""
        return not self.shut and any(span.start <= start and end <= span.end for span in self.open)


@dataclass(frozen=True)
class GridBlock:
    """A time that is taken, as it is painted."""

    key: str
    day: date
    start: int
    end: int
    title: str
    detail: str = ""
    spoken: str = ""
    tone: str = "accent"
    """``accent``, ``info``, ``neutral``, ``away`` (nobody there), ``off`` (called off) or ``no`` (did not come)."""
    signs: tuple[str, ...] = ()
    """Names of icons at its end."""
    resources: frozenset[UUID] = frozenset()
    is_movable: bool = True
    is_taking: bool = True
    """Whether it keeps others out; what was called off does not."""


@dataclass(frozen=True)
class Placed:
    """Where a block lies in its column: so many lanes wide, from this one of so many."""

    block: GridBlock
    lane: int = 0
    lanes: int = 1
    width: int = 1


@dataclass(frozen=True)
class Board:
    """All columns and blocks of a view."""

    columns: tuple[GridColumn, ...] = ()
    blocks: tuple[GridBlock, ...] = ()
    placed: Mapping[int, tuple[Placed, ...]] = field(default_factory=dict)
    """By the number of the column, in the order of their starts."""

    @cached_property
    def by_key(self) -> dict[str, GridBlock]:
        """Blocks by their key."""
        return {block.key: block for block in self.blocks}

    @cached_property
    def by_day(self) -> dict[date, list[GridBlock]]:
        """Blocks that take somebody's time, by day."""
        found: dict[date, list[GridBlock]] = defaultdict(list)
        for block in self.blocks:
            if block.is_taking:
                found[block.day].append(block)
        return found

    @cached_property
    def entries(self) -> tuple[tuple[int, "Placed"], ...]:
        """Every block of every column with the number of its column, in the order in which one reads them."""
        return tuple((number, item) for number in sorted(self.placed) for item in self.placed[number])

    @cached_property
    def has_resources(self) -> bool:
        """Whether a day has several columns."""
        return any(column.subtitle for column in self.columns)

    def columns_of(self, key: str) -> list[int]:
        """Return the numbers of the columns in which a block stands."""
        return [n for n, placed in self.placed.items() if any(p.block.key == key for p in placed)]

    def edges(self, column: int, *, besides: str = "") -> list[int]:
        """Return the times at which something of a column or its opening hours begins or ends."""
        found = [p.block for p in self.placed.get(column, ()) if p.block.key != besides]
        spans = [(block.start, block.end) for block in found]
        spans += [(span.start, span.end) for span in self.columns[column].open]
        return [edge for span in spans for edge in span]

    def clashes(
        self, day: date, start: int, end: int, resources: Collection[UUID], *, besides: str = ""
    ) -> list[GridBlock]:
        """Return what would overlap if these people and rooms met at a time; ``besides`` leaves a block out."""
        wanted = frozenset(resources)
        return [
            block
            for block in self.by_day.get(day, ())
            if block.key != besides and block.start < end and start < block.end and block.resources & wanted
        ]


def place(blocks: Iterable[GridBlock]) -> tuple[Placed, ...]:
    """Lay blocks of one column beside one another where they overlap, each as wide as there is room."""
    result: list[Placed] = []
    cluster: list[GridBlock] = []
    until = -1
    for block in sorted(blocks, key=lambda b: (b.start, -b.end, b.title, b.key)):
        if cluster and block.start >= until:
            result += _lay(cluster)
            cluster, until = [], -1
        cluster.append(block)
        until = max(until, block.end)
    return tuple(result + _lay(cluster)) if cluster else tuple(result)


def _lay(cluster: Sequence[GridBlock]) -> list[Placed]:
    """Give each of a cluster of overlapping blocks the first free lane."""
    lanes: list[list[GridBlock]] = []
    at: list[int] = []
    for block in cluster:
        lane = next((n for n, taken in enumerate(lanes) if taken[-1].end <= block.start), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(block)
        at.append(lane)
    placed = []
    for block, lane in zip(cluster, at, strict=True):
        width = 1
        while lane + width < len(lanes) and all(
            other.end <= block.start or block.end <= other.start for other in lanes[lane + width]
        ):
            width += 1
        placed.append(Placed(block, lane, len(lanes), width))
    return placed


def build(columns: Sequence[GridColumn], blocks: Sequence[GridBlock]) -> Board:
    """Sort blocks into the columns of their day, and of the people and rooms that they take."""
    by_day: dict[date, list[GridBlock]] = defaultdict(list)
    for block in blocks:
        by_day[block.day].append(block)
    placed = {}
    for number, column in enumerate(columns):
        mine = [
            b for b in by_day.get(column.day, ()) if column.resource is None or column.resource in b.resources
        ]
        if mine:
            placed[number] = place(mine)
    return Board(tuple(columns), tuple(blocks), placed)


def snap(minute: float, edges: Iterable[int] = (), reach: float = 0.0) -> int:
    """Return the nearest time that may be a start: an edge of a neighbour or a quarter if near, else five minutes."""
    near = [edge for edge in edges if abs(edge - minute) <= reach]
    if near:
        return min(near, key=lambda edge: abs(edge - minute))
    quarter = round(minute / QUARTER) * QUARTER
    if abs(quarter - minute) <= min(reach, STEP - 1):
        return quarter
    return round(minute / STEP) * STEP


def clock(minute: int) -> str:
    """Say a time of the day: ``09:05``; the end of the day is ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def say_time(start: int, end: int) -> str:
    """Say a part of a day: ``09:00–09:50``."""
    return f"{clock(start)}–{clock(end)}"


@dataclass(frozen=True)
class MonthLine:
    """An entry of a day."""

    key: str
    time: str
    title: str
    tone: str = "accent"


@dataclass(frozen=True)
class MonthDay:
    """A day of the grid."""

    day: date
    spoken: str
    lines: tuple[MonthLine, ...] = ()
    shut: str = ""
    is_open: bool = True
    is_today: bool = False
    is_inside: bool = True
    """Whether it belongs to the month that is shown."""
