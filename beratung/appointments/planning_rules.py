# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The hard rules of planning: who may take what and when, and which two jobs one person cannot both take."""

from bisect import bisect_right
from math import hypot
from typing import NamedTuple

from beratung.domain.planning import Assignment, Instance, Interpreter, Mode, Request, Rule, Score


class Choice(NamedTuple):
    """One possible assignment, by the places of request and interpreter in the instance."""

    request: int
    interpreter: int
    start: int
    end: int


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Straight line, km."""
    return hypot(one[0] - other[0], one[1] - other[1])


def keeps_away(request: Request, interpreter: Interpreter) -> Rule | None:
    """The first rule that keeps an interpreter from a request whatever the time, None if there is none."""
    level = interpreter.languages.get(request.language)
    if level is None:
        return Rule.LANGUAGE
    if level < request.min_level:
        return Rule.LEVEL
    if request.gender is not None and interpreter.gender != request.gender:
        return Rule.GENDER
    if request.mode not in interpreter.modes:
        return Rule.MODE
    if not interpreter.has_pledge:
        return Rule.PLEDGE
    return Rule.EXCLUDED if request.client in interpreter.excluded_clients else None


def is_available(interpreter: Interpreter, start: int, end: int) -> bool:
    """Whether a whole job lies inside one interval of availability."""
    at = bisect_right(interpreter.available, (start, 1 << 62)) - 1
    return at >= 0 and end <= interpreter.available[at][1]


class Rules:
    """Every choice that the rules allow, and which of them exclude one another."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.requests = {request.id: place for place, request in enumerate(instance.requests)}
        self.interpreters = {person.id: place for place, person in enumerate(instance.interpreters)}
        self._gaps: dict[tuple[int, int], float] = {}
        self.why: list[dict[int, Rule]] = []
        self.choices: list[Choice] = []
        self.frozen = {entry.request: self.choice(entry) for entry in instance.confirmed}
        self.proposed = {self.choice(entry) for entry in instance.proposed}
        self._find()

    def choice(self, entry: Assignment) -> Choice:
        """An assignment by places; KeyError where the instance has no such request or interpreter."""
        place = self.requests[entry.request]
        end = entry.start + self.instance.requests[place].seconds
        return Choice(place, self.interpreters[entry.interpreter], entry.start, end)

    def assignment(self, choice: Choice) -> Assignment:
        """A choice by names."""
        request, person = (
            self.instance.requests[choice.request],
            self.instance.interpreters[choice.interpreter],
        )
        return Assignment(request.id, person.id, choice.start)

    def collide(self, one: Choice, other: Choice) -> bool:
        """Whether one person cannot take both: they overlap, or the way between two jobs on site is too long."""
        first, second = (one, other) if one.start <= other.start else (other, one)
        gap = second.start - first.end
        if gap < 0:
            return True
        return gap < self.pause(first.request, second.request)

    def pause(self, one: int, other: int) -> float:
        """Seconds that must lie between two requests taken by one person."""
        key = (one, other) if one < other else (other, one)
        known = self._gaps.get(key)
        if known is None:
            a, b = self.instance.requests[one], self.instance.requests[other]
            known = 0.0
            if a.mode is Mode.SITE and b.mode is Mode.SITE:
                way = distance(a.place, b.place) / self.instance.speed_kmh * 3600
                known = max(way, float(self.instance.slot_seconds))
            self._gaps[key] = known
        return known

    def is_previous(self, choice: Choice) -> bool:
        """Whether the client gets the interpreter of before."""
        person = self.instance.interpreters[choice.interpreter]
        return self.instance.requests[choice.request].previous == person.id

    def travel(self, choice: Choice) -> float:
        """Km there and back for one job; nothing for a job that is not on site."""
        request = self.instance.requests[choice.request]
        if request.mode is not Mode.SITE:
            return 0.0
        return 2 * distance(request.place, self.instance.interpreters[choice.interpreter].place)

    def score(self, chosen: list[Choice]) -> Score:
        """What a set of choices is worth."""
        return Score(
            served=len(chosen),
            priorities=sum(self.instance.requests[choice.request].priority for choice in chosen),
            kept=sum(choice in self.proposed for choice in chosen),
            previous=sum(map(self.is_previous, chosen)),
            travel_km=-sum(sorted(map(self.travel, chosen))),
        )

    def _find(self) -> None:
        for place, request in enumerate(self.instance.requests):
            reasons: dict[int, Rule] = {}
            self.why.append(reasons)
            if request.id in self.frozen:
                self.choices.append(self.frozen[request.id])
                continue
            for number, person in enumerate(self.instance.interpreters):
                rule = keeps_away(request, person)
                if rule is None and request.seconds > person.max_seconds:
                    rule = Rule.HOURS
                if rule is None:
                    fitting = [
                        Choice(place, number, start, start + request.seconds)
                        for start in request.starts
                        if is_available(person, start, start + request.seconds)
                    ]
                    self.choices += fitting
                    rule = None if fitting else Rule.AVAILABLE
                if rule is not None:
                    reasons[number] = rule
