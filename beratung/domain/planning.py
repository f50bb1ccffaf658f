# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The nouns of planning a week: who interprets what and when. Times are whole seconds since 1970, UTC."""

from enum import StrEnum
from typing import NamedTuple

from beratung.domain.base import Value


class Mode(StrEnum):
    """How somebody interprets."""

    SITE = "site"
    PHONE = "phone"
    VIDEO = "video"


class Rule(StrEnum):
    """A hard rule that keeps an interpreter from a request, in the order in which they are looked at."""

    LANGUAGE = "language"
    LEVEL = "level"
    GENDER = "gender"
    MODE = "mode"
    PLEDGE = "pledge"
    EXCLUDED = "excluded"
    AVAILABLE = "available"
    HOURS = "hours"
    TAKEN = "taken"
    """Everything fits, but the time is taken by other requests of the plan."""


class Interpreter(Value, frozen=True, kw_only=True):
    """What the planner needs of an interpreter; never a name."""

    id: str
    languages: dict[str, int]
    """Level 1 to 6 (A1 to C2) by code."""
    gender: str | None
    modes: frozenset[Mode]
    place: tuple[float, float]
    """East and north, in km."""
    available: tuple[tuple[int, int], ...]
    """Ascending and apart: intervals that touch are one."""
    max_seconds: int
    has_pledge: bool
    excluded_clients: frozenset[str]


class Request(Value, frozen=True, kw_only=True):
    """A conversation that needs an interpreter, and when it could begin."""

    id: str
    client: str
    language: str
    min_level: int
    gender: str | None
    mode: Mode
    place: tuple[float, float]
    seconds: int
    starts: tuple[int, ...]
    priority: int
    previous: str | None


class Assignment(NamedTuple):
    """A request, the interpreter who takes it, and when it begins."""

    request: str
    interpreter: str
    start: int


class Instance(Value, frozen=True, kw_only=True):
    """A week to plan.

    ``confirmed`` stays as it is; of ``proposed``, an earlier plan, as little as possible changes.
    """

    slot_seconds: int
    speed_kmh: float
    interpreters: tuple[Interpreter, ...]
    requests: tuple[Request, ...]
    confirmed: tuple[Assignment, ...] = ()
    proposed: tuple[Assignment, ...] = ()


class Score(NamedTuple):
    """What a plan is worth; a greater tuple is a better plan."""

    served: int
    priorities: int
    kept: int
    """How much of the earlier proposal stays."""
    previous: int
    """Requests that get the interpreter they had before."""
    travel_km: float
    """Negative: there and back between each job on site and the interpreter's place, as the crow flies."""


class Unserved(Value, frozen=True, kw_only=True):
    """A request that the plan leaves out, and which rule keeps how many interpreters from it."""

    request: str
    rules: tuple[tuple[Rule, int], ...]
    blocked_by: tuple[str, ...] = ()
    """Requests that hold the time of those who would fit."""


class Plan(Value, frozen=True, kw_only=True):
    """The best plan that was found."""

    assignments: tuple[Assignment, ...]
    unserved: tuple[Unserved, ...]
    score: Score
    most: int
    """No plan serves more requests than this."""
    is_proven: bool
    """No plan is better in any of the aims, taken in their order."""
    is_stopped: bool
    seconds: float
