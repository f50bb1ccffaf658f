# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads a week to plan from a JSON object, and names the place of every fault."""

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from beratung.domain.errors import N_, BadInput
from beratung.domain.planning import Assignment, Instance, Interpreter, Mode, Request
from beratung.domain.reading import NotOneOf, OneMissing, OutOfRange, WrongShape, unknown_key

MOST = 5000
"""Requests, or interpreters, of one week."""
MOST_STARTS = 2000
LONGEST = 24 * 60
T = TypeVar("T")

_INSTANCE = ("slot_minutes", "interpreters", "requests", "speed_kmh", "confirmed", "proposed")
_INTERPRETER = (
    "id", "languages", "gender", "modes", "place", "available", "max_hours", "pledge", "excluded_clients"
)  # fmt: skip
_REQUEST = (
    "id", "client", "language", "min_level", "gender", "mode", "place", "minutes", "starts", "priority", "previous"
)  # fmt: skip
GENDERS = ("f", "m", "d")


class NoOffset(BadInput):
    """A time that does not say in which zone it is."""

    message = N_("%(place)s: please write the time with its offset, for example 2026-11-23T10:00:00+01:00.")


class EndsBeforeStart(BadInput):
    """An interval that ends before it begins."""

    message = N_("%(place)s: this ends before it begins.")


class TwiceTheSame(BadInput):
    """Two entries under one id."""

    message = N_("%(place)s: this id is used twice.")


class Nobody(BadInput):
    """An id that no entry has."""

    message = N_("%(place)s: nothing in this file has this id.")


class TooMany(BadInput):
    """More than anybody plans at once."""

    message = N_("%(place)s: at most %(limit)d entries can be planned at once.")


class ConfirmedTwice(BadInput):
    """Two confirmed jobs that one person cannot both take."""

    message = N_("%(place)s: this confirmed job collides with another one of the same interpreter.")


class Fields:
    """One JSON object with the place where it stands."""

    def __init__(self, value: object, place: str, known: Iterable[str]) -> None:
        if not isinstance(value, dict):
            raise WrongShape(place=place, wanted=N_("an object with named fields"))
        self.place = place
        self._value: dict[str, Any] = value
        for key in value:
            if key not in known:
                raise unknown_key(place, key, known)

    def at(self, key: str) -> str:
        """The place of one field."""
        return f"{self.place}.{key}" if self.place else key

    def get(self, key: str, usual: object = None) -> object:
        """A field, or what stands in for it."""
        return self._value.get(key, usual)

    def text(self, key: str) -> str:
        """A short text that is not empty."""
        value = self._value.get(key)
        if value is None:
            raise OneMissing(place=self.at(key))
        if not isinstance(value, str) or not 0 < len(value) <= 200:
            raise WrongShape(place=self.at(key), wanted=N_("a short text"))
        return value

    def number(self, key: str, low: float, high: float, usual: float | None = None) -> float:
        """A number in a range."""
        return number_of(self._value.get(key, usual), self.at(key), low, high)

    def whole(self, key: str, low: int, high: int, usual: int | None = None) -> int:
        """A whole number in a range."""
        return whole_of(self._value.get(key, usual), self.at(key), low, high)

    def word(self, key: str, known: Iterable[str], *, may_lack: bool = False) -> str | None:
        """One of a few words."""
        value = self._value.get(key)
        if value is None and may_lack:
            return None
        if value is None:
            raise OneMissing(place=self.at(key))
        return _one_of(value, self.at(key), known)

    def many(self, key: str, read: Callable[[object, str], T], most: int = MOST) -> tuple[T, ...]:
        """A list, each entry with its place."""
        value = self._value.get(key, [])
        if not isinstance(value, list):
            raise WrongShape(place=self.at(key), wanted=N_("a list"))
        if len(value) > most:
            raise TooMany(place=self.at(key), limit=most)
        return tuple(read(entry, f"{self.at(key)}[{number}]") for number, entry in enumerate(value))


def read_instance(value: dict[str, Any]) -> Instance:
    """Read a whole week.

    Raises:
        BadInput: the place of the first fault, as ``requests[3].minutes``, and the remedy.
    """
    fields = Fields(value, "", _INSTANCE)
    for key in ("interpreters", "requests"):
        if fields.get(key) is None:
            raise OneMissing(place=key)
    people = fields.many("interpreters", _interpreter)
    requests = fields.many("requests", _request)
    _check_apart([person.id for person in people], "interpreters")
    _check_apart([request.id for request in requests], "requests")
    ids = {person.id for person in people}
    for number, request in enumerate(requests):
        if request.previous is not None and request.previous not in ids:
            raise Nobody(place=f"requests[{number}].previous")
    read_job = _job_reader({request.id for request in requests}, ids)
    found = Instance(
        slot_seconds=60 * fields.whole("slot_minutes", 1, 240, 15),
        speed_kmh=fields.number("speed_kmh", 1, 1000, 50),
        interpreters=people,
        requests=requests,
        confirmed=fields.many("confirmed", read_job),
        proposed=fields.many("proposed", read_job),
    )
    _check_confirmed(found)
    return found


def _interpreter(value: object, place: str) -> Interpreter:
    fields = Fields(value, place, _INTERPRETER)
    gender = fields.word("gender", GENDERS, may_lack=True)
    return Interpreter(
        id=fields.text("id"),
        languages=_languages(fields.many("languages", _language)),
        gender=gender,
        modes=frozenset(fields.many("modes", lambda mode, at: Mode(_one_of(mode, at, [*Mode])))),
        place=_point(fields.get("place"), fields.at("place")),
        available=_joined(fields.many("available", _interval)),
        max_seconds=round(3600 * fields.number("max_hours", 0, 24 * 7 * 60)),
        has_pledge=_truth(fields.get("pledge", False), fields.at("pledge")),
        excluded_clients=frozenset(fields.many("excluded_clients", _id)),
    )


def _request(value: object, place: str) -> Request:
    fields = Fields(value, place, _REQUEST)
    previous = fields.get("previous")
    return Request(
        id=fields.text("id"),
        client=fields.text("client"),
        language=fields.text("language"),
        min_level=fields.whole("min_level", 1, 6, 1),
        gender=fields.word("gender", GENDERS, may_lack=True),
        mode=Mode(fields.word("mode", [*Mode]) or Mode.SITE),
        place=_point(fields.get("place", [0, 0]), fields.at("place")),
        seconds=60 * fields.whole("minutes", 1, LONGEST),
        starts=tuple(sorted(set(fields.many("starts", _time, MOST_STARTS)))),
        priority=fields.whole("priority", 1, 3, 1),
        previous=None if previous is None else _id(previous, fields.at("previous")),
    )


def _job_reader(requests: set[str], people: set[str]) -> Callable[[object, str], Assignment]:
    def read(value: object, place: str) -> Assignment:
        fields = Fields(value, place, ("request", "interpreter", "start"))
        found = Assignment(
            fields.text("request"), fields.text("interpreter"), _time(fields.get("start"), fields.at("start"))
        )
        if found.request not in requests:
            raise Nobody(place=fields.at("request"))
        if found.interpreter not in people:
            raise Nobody(place=fields.at("interpreter"))
        return found

    return read


def _check_apart(ids: list[str], place: str) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(ids):
        if entry in seen:
            raise TwiceTheSame(place=f"{place}[{number}].id")
        seen.add(entry)


def _check_confirmed(instance: Instance) -> None:
    """Confirmed jobs may break any rule that a person decided to break, but nobody is in two places at once."""
    lengths = {request.id: request.seconds for request in instance.requests}
    _check_apart([job.request for job in instance.confirmed], "confirmed")
    for number, job in enumerate(instance.confirmed):
        for other in instance.confirmed[:number]:
            if job.interpreter == other.interpreter and (
                job.start < other.start + lengths[other.request]
                and other.start < job.start + lengths[job.request]
            ):
                raise ConfirmedTwice(place=f"confirmed[{number}]")


def _languages(entries: tuple[tuple[str, int], ...]) -> dict[str, int]:
    """The best level of each language."""
    return {code: max(level for other, level in entries if other == code) for code, _ in entries}


def _language(value: object, place: str) -> tuple[str, int]:
    fields = Fields(value, place, ("code", "level"))
    return fields.text("code"), fields.whole("level", 1, 6)


def _id(value: object, place: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise WrongShape(place=place, wanted=N_("a short text"))
    return value


def _time(value: object, place: str) -> int:
    if not isinstance(value, str):
        raise NoOffset(place=place)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise NoOffset(place=place) from None
    if moment.tzinfo is None:
        raise NoOffset(place=place)
    return int(moment.timestamp())


def _interval(value: object, place: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise WrongShape(place=place, wanted=N_("a list of two times, start and end"))
    start, end = (_time(value[at], f"{place}[{at}]") for at in (0, 1))
    if end <= start:
        raise EndsBeforeStart(place=place)
    return start, end


def _joined(intervals: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Ascending, with those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _point(value: object, place: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise WrongShape(place=place, wanted=N_("a list of two numbers, km to the east and to the north"))
    east, north = (number_of(value[at], f"{place}[{at}]", -20_000, 20_000) for at in (0, 1))
    return east, north


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise WrongShape(place=place, wanted=N_("true or false"))
    return value


def _one_of(value: object, place: str, known: Iterable[str]) -> str:
    words = [str(word) for word in known]
    if not isinstance(value, str) or value not in words:
        raise NotOneOf(place=place, known=", ".join(words))
    return value


def number_of(value: object, place: str, low: float, high: float) -> float:
    """A number in a range."""
    if value is None:
        raise OneMissing(place=place)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type,operator]
        raise OutOfRange(place=place, low=int(low), high=int(high))
    return float(value)  # type: ignore[arg-type]


def whole_of(value: object, place: str, low: int, high: int) -> int:
    """A whole number in a range."""
    found = number_of(value, place, low, high)
    if found != int(found):
        raise OutOfRange(place=place, low=low, high=high)
    return int(found)
