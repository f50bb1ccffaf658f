# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a block while it is drawn, moved or made longer, and what would stand against it. No Qt here."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from uuid import UUID

from beratung.i18n import _
from ui.models.grid import DAY, STEP, Board, GridBlock, GridColumn, say_time, snap


class Act(Enum):
    """What is done with a time."""

    CREATE = "create"
    MOVE = "move"
    START = "start"
    """The start is moved, the end stays."""
    END = "end"


@dataclass(frozen=True)
class Ghost:
    """Where a block would come to lie."""

    act: Act
    column: int
    start: int
    end: int
    key: str = ""
    title: str = ""
    origin: int = 0
    """The column in which it began."""
    taken_from: UUID | None = None
    """Who or which room gives it away, where it changes hands."""
    given_to: UUID | None = None
    resources: frozenset[UUID] = frozenset()
    problems: tuple[str, ...] = ()
    """What makes it impossible: somebody or a room is taken."""
    warnings: tuple[str, ...] = ()
    """What one should know: it is outside the opening hours, somebody is away."""

    @property
    def is_possible(self) -> bool:
        """Whether nobody's time would be taken twice."""
        return not self.problems

    @property
    def words(self) -> str:
        """The time, and what is against it."""
        return " · ".join((say_time(self.start, self.end), *self.problems, *self.warnings))


@dataclass(frozen=True)
class Cursor:
    """Where the keyboard is: in a free time, or on a block."""

    column: int = 0
    start: int = 9 * 60
    end: int = 9 * 60 + 30
    key: str = ""


@dataclass(frozen=True)
class Wish:
    """A free time in which something shall be booked."""

    column: GridColumn
    start: int
    end: int


@dataclass(frozen=True)
class Move:
    """What the user did with a block, for the screen to make it so."""

    key: str
    day: date
    start: int
    end: int
    taken_from: UUID | None = None
    given_to: UUID | None = None


def begin(board: Board, act: Act, column: int, what: GridBlock | tuple[int, int]) -> Ghost:
    """Return the ghost of a block where it is, or of a new time from start to end."""
    if isinstance(what, GridBlock):
        return Ghost(
            act, column, what.start, what.end, what.key, what.title, column, resources=what.resources
        )
    resource = board.columns[column].resource
    resources = frozenset({resource}) if resource is not None else frozenset()
    return Ghost(act, column, what[0], max(what[1], what[0] + STEP), origin=column, resources=resources)


def drawn(board: Board, ghost: Ghost, anchor: int, minute: float, reach: float) -> Ghost:
    """Return the ghost of a new time from an anchor to where the mouse is."""
    other = _within(snap(minute, board.edges(ghost.column, besides=ghost.key), reach))
    start, end = min(anchor, other), max(anchor, other)
    return judge(board, replace(ghost, start=start, end=max(end, start + STEP)))


def shifted(board: Board, ghost: Ghost, column: int, start: float, reach: float) -> Ghost:
    """Return the ghost of a block that begins at another time, and may stand in another column."""
    length = ghost.end - ghost.start
    aim = replace(ghost, column=column)
    edges = board.edges(column, besides=ghost.key)
    wanted = snap(start, [*edges, *(edge - length for edge in edges)], reach)
    begins = min(max(wanted, 0), DAY - length)
    return judge(board, _handed_over(board, replace(aim, start=begins, end=begins + length)))


def stretched(board: Board, ghost: Ghost, minute: float, reach: float) -> Ghost:
    """Return the ghost of a block whose start or end is moved; it is never shorter than five minutes."""
    aim = _within(snap(minute, board.edges(ghost.column, besides=ghost.key), reach))
    if ghost.act is Act.START:
        return judge(board, replace(ghost, start=min(aim, ghost.end - STEP)))
    return judge(board, replace(ghost, end=max(aim, ghost.start + STEP)))


def judge(board: Board, ghost: Ghost) -> Ghost:
    """Say what would stand against it: whose time is taken, and what one should know."""
    column = board.columns[ghost.column]
    problems = []
    for block in board.clashes(column.day, ghost.start, ghost.end, ghost.resources, besides=ghost.key):
        words = {"time": say_time(block.start, block.end), "what": block.title}
        problems.append(_("taken: %(what)s, %(time)s") % words)
    warnings = []
    if column.shut:
        warnings.append(column.shut)
    elif not column.is_open(ghost.start, ghost.end):
        warnings.append(_("outside the opening hours"))
    for other in _columns_of(board, column.day, ghost):
        for span in other.away:
            if span.overlaps(ghost.start, ghost.end):
                words = {"who": other.subtitle or span.word, "time": say_time(span.start, span.end)}
                warnings.append(_("%(who)s: away") % words)
    return replace(ghost, problems=tuple(problems), warnings=tuple(dict.fromkeys(warnings)))


def _columns_of(board: Board, day: date, ghost: Ghost) -> list[GridColumn]:
    return [
        c for c in board.columns if c.day == day and (c.resource is None or c.resource in ghost.resources)
    ]


def _handed_over(board: Board, ghost: Ghost) -> Ghost:
    """Let a block change hands where it was dragged from one person's column to another's, or from room to room."""
    block = board.by_key.get(ghost.key)
    origin, target = board.columns[ghost.origin], board.columns[ghost.column]
    resources = block.resources if block is not None else ghost.resources
    is_handed_over = (
        origin.resource is not None
        and target.resource is not None
        and target.resource not in resources
        and bool(target.group)
        and target.group == origin.group
    )
    if not is_handed_over or origin.resource is None or target.resource is None:
        return replace(ghost, taken_from=None, given_to=None, resources=resources)
    changed = (resources - {origin.resource}) | {target.resource}
    return replace(ghost, taken_from=origin.resource, given_to=target.resource, resources=changed)


def _within(minute: int) -> int:
    return min(max(minute, 0), DAY)


def is_changed(board: Board, ghost: Ghost) -> bool:
    """Whether a block would lie elsewhere than it does."""
    block = board.by_key.get(ghost.key)
    if block is None:
        return True
    same = (block.day, block.start, block.end) == (board.columns[ghost.column].day, ghost.start, ghost.end)
    return not same or ghost.given_to is not None


def as_move(board: Board, ghost: Ghost) -> Move:
    """Return what is to be done."""
    day = board.columns[ghost.column].day
    return Move(ghost.key, day, ghost.start, ghost.end, ghost.taken_from, ghost.given_to)
