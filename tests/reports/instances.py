# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Tables of all kinds for the tests, the same for the same seed."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.reports.tables import population, problem, table

Person = dict[str, str]
Shapes = Sequence[tuple[dict[str, int], tuple[tuple[str, ...], ...]]]
EVENTS = {"measure": "consultations", "year": "2026"}
PEOPLE = {"measure": "persons", "year": "2026"}
QUARTERS = ("1", "2", "3", "4")
SKEWS = (0.5, 1.0, 1.5)
NAMES = ("flat", "deep", "linked", "quarters", "overlaps", "merged", "corrections", "options")

SHAPES: dict[str, Shapes] = {
    "flat": [
        ({"nat": 6}, (("nat",),)),
        ({"nat": 7, "dist": 5}, (("nat", "dist"),)),
        ({"a": 5, "b": 4}, (("a", "b"),)),
    ],
    "deep": [
        ({"a": 4, "b": 3, "c": 2}, (("a", "b", "c"),)),
        ({"quarter": 4, "nat": 3, "dist": 2}, (("quarter", "nat", "dist"),)),
    ],
    "linked": [
        ({"a": 5, "b": 4, "c": 3}, (("a", "b"), ("b", "c"))),
        ({"a": 4, "b": 4, "c": 3}, (("a", "b"), ("b", "c"), ("a", "c"))),
        ({"a": 4, "b": 3, "c": 3, "d": 3}, (("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"))),
        ({"quarter": 4, "nat": 5, "dist": 3}, (("quarter", "nat"), ("nat", "dist"))),
    ],
}


def kind_of(seed: int) -> str:
    """The kind of one set of tables: they take turns."""
    return NAMES[seed % len(NAMES)]


def instance(seed: int) -> dict[str, Any]:
    """One set of tables; kinds, sizes, thresholds and zeros take turns."""
    chance = random.Random(f"instance {seed}")
    kind = kind_of(seed)
    given = _MAKERS[kind](chance, seed) if kind in _MAKERS else plain(chance, seed, kind)
    return {**given, "threshold": chance.choice((3, 3, 3, 2, 5))}


def plain(chance: random.Random, seed: int, kind: str) -> dict[str, Any]:
    """Tables of one kind about one population."""
    sizes, shapes = chance.choice(SHAPES[kind])
    people = population(chance.choice((60, 120, 300)), sizes, seed, chance.choice(SKEWS))
    return problem(people, *shapes, zeros="merged" if chance.random() < 0.2 else "printed")


def slices(people: Sequence[Person], within: dict[str, str], *shapes: Sequence[str]) -> list[dict[str, Any]]:
    """Tables about the same people, each with what it is about."""
    return [{**table(people, " x ".join(shape), *shape), "within": within} for shape in shapes]


def quarters(chance: random.Random, seed: int) -> dict[str, Any]:
    """Consultations of a year and of some of its quarters, in less detail or in the same."""
    people = population(chance.choice((60, 120, 300)), {"nat": 5, "dist": 3}, seed, chance.choice(SKEWS))
    for person in people:
        person["when"] = chance.choice(QUARTERS)
    year = chance.choice(((("nat", "dist"),), (("nat",), ("dist",))))
    parts = chance.choice(((("nat", "dist"),), (("nat",), ("dist",)), (("nat",),)))
    tables = slices(people, EVENTS, *year)
    for quarter in chance.choice((QUARTERS, QUARTERS[:1], QUARTERS[1:3])):
        mine = [person for person in people if person["when"] == quarter]
        tables += slices(mine, {**EVENTS, "quarter": quarter}, *parts)
    return {"tables": tables, "zeros": "printed"}


def overlaps(chance: random.Random, seed: int) -> dict[str, Any]:
    """Persons of a year and of its quarters, of which each may have seen several."""
    people = population(chance.choice((40, 80, 150)), {"nat": 4, "dist": 3}, seed, chance.choice(SKEWS))
    some = chance.choice((QUARTERS[:2], QUARTERS[:2], QUARTERS[:3]))
    seen = [{q for q in some if chance.random() < 0.4} or {chance.choice(some)} for _ in people]
    parts = chance.choice(((("nat", "dist"),), (("nat",), ("dist",)), (("nat",),)))
    tables = slices(people, PEOPLE, ("nat", "dist"))
    for quarter in some:
        mine = [person for person, when in zip(people, seen, strict=True) if quarter in when]
        tables += slices(mine, {**PEOPLE, "quarter": quarter}, *parts)
    whole = {"whole": PEOPLE, "parts": [{**PEOPLE, "quarter": quarter} for quarter in some]}
    given = {"tables": tables, "overlaps": [whole], "zeros": "printed"}
    if chance.random() < 0.3:  # how often those of the year came
        often = [person for person in people for _ in range(chance.choice((1, 1, 2, 4)))]
        given["tables"] = [*tables, *slices(often, EVENTS, ("nat", "dist"))]
        given["at_most"] = [{"lesser": PEOPLE, "greater": EVENTS}]
    return given


def merged(chance: random.Random, seed: int) -> dict[str, Any]:
    """A table in which rare categories are one, beside one in which they are not."""
    people = population(
        chance.choice((60, 120, 300)), {"nat": 6, "dist": 3, "age": 3}, seed, chance.choice(SKEWS)
    )
    rare = ["n03", "n04", "n05"]
    coarse = [{**person, "nat": "other" if person["nat"] in rare else person["nat"]} for person in people]
    other = chance.choice(("age", "dist"))
    tables = [table(people, "fine", "nat", "dist"), table(coarse, "coarse", "nat", other)]
    return {"tables": tables, "merged": {"nat": {"other": rare}}, "zeros": "printed"}


def corrections(chance: random.Random, seed: int) -> dict[str, Any]:
    """What was entered late beside what was released: apart, so that nothing released changes."""
    people = population(chance.choice((60, 120, 300)), {"nat": 5, "dist": 4}, seed, chance.choice(SKEWS))
    late = population(chance.choice((4, 10, 30)), {"nat": 5, "dist": 4}, seed + 1_000_000)
    first = slices(people, {**EVENTS, "quarter": "1"}, ("nat", "dist"))
    second = slices(late, {**EVENTS, "quarter": "2"}, ("nat", "dist"))
    year = slices([*people, *late], EVENTS, chance.choice((("nat",), ("dist",), ("nat", "dist"))))
    return {"tables": [*second, *year], "first": first, "zeros": "printed"}


def options(chance: random.Random, seed: int) -> dict[str, Any]:
    """Tables with rules of their own."""
    sizes = {"nat": 5, "status": 3, "dist": 3}
    people = population(chance.choice((60, 120, 300)), sizes, seed, chance.choice(SKEWS))
    given = problem(people, ("nat", "status"), ("nat", "dist"))
    given["tables"][0]["threshold"] = chance.choice((3, 5))
    given["tables"][1]["zeros"] = chance.choice(("printed", "merged"))
    for name in ("complements", "insider", "hide_sensitive"):
        if chance.random() < 0.4:
            given[name] = True
    return {**given, "sensitive": ["status"]}


_MAKERS: dict[str, Callable[[random.Random, int], dict[str, Any]]] = {
    "quarters": quarters,
    "overlaps": overlaps,
    "merged": merged,
    "corrections": corrections,
    "options": options,
}
