# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts new tables together with everything that left the house for the same year, as one input of ``protect``. Pure.

A year's persons are told apart from another's by nothing that is released, so years need not be looked at together.
How tables depend on one another beyond their totals is said here: a person of a quarter is one of the year, whoever is
counted has been counselled at least once, and the people of a period from January on are all new in that year.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from beratung.domain.report_definitions import Measure, PeriodKind
from beratung.reports.rests import without_small_rests, without_small_sums

Within = dict[str, str]
TIMES = (PeriodKind.HALF.value, PeriodKind.QUARTER.value, PeriodKind.MONTH.value)
_LENGTH = {"half": 6, "quarter": 3, "month": 1}
EDITION = "edition"
"""What was added later is no part of what was counted before."""
PEOPLE, NEW = Measure.PERSONS.value, Measure.NEW_PERSONS.value
OTHER_NAME = {PEOPLE: NEW, NEW: PEOPLE}


class Events(NamedTuple):
    """Some of the events of a measure: those of one category."""

    measure: str
    name: str
    category: str

    def is_in(self, table: Mapping[str, Any]) -> bool:
        """Whether a table tells of them."""
        within = table["within"]
        is_cut = self.name in table["dimensions"] or within.get(self.name) == self.category
        return bool(within["measure"] == self.measure and is_cut)


_INTERPRETED = Events(Measure.CROSS_MENTIONS.value, "querschnitt", "sprachmittlung")
SAME_EVENTS = (
    (Events(Measure.CONSULTATIONS.value, "interpreter", "with"), _INTERPRETED),
    (Events(Measure.MENTIONS.value, "topics", "sprachmittlung"), _INTERPRETED),
    (
        Events(Measure.INTERPRETING.value, "interpreting_outcome", "unserved"),
        Events(Measure.UNMET.value, "unmet", "no_interpreter"),
    ),
)
"""Each of the first is one of the second as well (`events`)."""


def joined(
    tables: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
    rules: Mapping[str, Any],
    seen: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The input of ``protect`` for tables that join what was released; ``rules`` are its threshold and the like.

    ``seen`` are tables about other parts of the same people that somebody looked at.
    """
    released = [table for output in earlier for table in output["tables"]]
    sensitive = sorted({name for table in tables for name in table.get("sensitive", ())})
    plain = without_small_rests(
        [{key: value for key, value in table.items() if key != "sensitive"} for table in tables],
        released,
        int(rules["threshold"]),
    )
    if seen:
        plain = without_small_rests(plain, [*released, *seen], int(rules["threshold"]))
        plain = without_small_sums(plain, released, seen, int(rules["threshold"]))
    own = [*plain, *_twins(plain, _told([*plain, *released]))]
    document: dict[str, Any] = {
        **rules,
        "tables": own,
        "released": with_same_people(own, earlier),
    }
    every = [table for output in document["released"] for table in output["tables"]]
    overlaps, limits = _links([table["within"] for table in (*own, *every)])
    limits += _same_events([*own, *every])
    limits += _parts_of_parts([*own, *every])
    if sensitive:
        document["sensitive"] = sensitive
    if overlaps:
        document["overlaps"] = overlaps
    if limits:
        document["at_most"] = limits
    return document


def months_of(within: Mapping[str, str]) -> frozenset[int]:
    """The months that a table is about."""
    kind = next((time for time in TIMES if time in within), "year")
    number = int(within.get(kind, "1"))
    length = _LENGTH[kind] if kind != "year" else 12
    first = (number - 1) * length + 1 if kind != "year" else 1
    return frozenset(range(first, first + length))


def with_same_people(
    tables: Sequence[Mapping[str, Any]], earlier: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What was released, and what it tells in other words, as far as that matters to these tables.

    It may have left the house before the other words were used: new people of a half-year less those of its second
    quarter are all the people of the first.
    """
    found = [dict(output) for output in earlier]
    told = _told([*tables, *(table for output in found for table in output["tables"])])
    for output in tuple(found):
        others = _twins(output["tables"], told)
        if others:
            rules = {name: value for name, value in output.items() if name not in {"tables", "certificate"}}
            found.append({**rules, "tables": others})
    return found


def _twins(tables: Sequence[Mapping[str, Any]], known: Sequence[tuple[str, Within]]) -> list[dict[str, Any]]:
    """People of a period from January on are all new, new ones are all: such tables once more by the other name."""
    names = {table["name"] for table in tables}
    found = []
    for table in tables:
        measure = OTHER_NAME.get(table["within"]["measure"], "")
        name = f"{table['name']} ({measure})"
        whose = _whose(table["within"])
        is_twin = table["name"].endswith(f"({table['within']['measure']})")
        is_told = not is_twin and any(m == measure and w == whose for m, w in known)
        if is_told and 1 in months_of(table["within"]) and name not in names:
            found.append({**table, "name": name, "within": {**table["within"], "measure": measure}})
    return found


def _told(tables: Iterable[Mapping[str, Any]]) -> list[tuple[str, Within]]:
    """Of whom all people are told, and of whom new ones."""
    found: list[tuple[str, Within]] = []
    for table in tables:
        one = str(table["within"]["measure"]), _whose(table["within"])
        if one[0] in OTHER_NAME and one not in found:
            found.append(one)
    return found


def _whose(within: Mapping[str, str], *more: str) -> Within:
    """Whom a table is about, at whatever time; ``more`` is left out too."""
    return {name: word for name, word in within.items() if name not in {"measure", *TIMES, *more}}


def _links(found: Sequence[Mapping[str, str]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How people overlap over the year, and which numbers are never greater than which others."""
    groups: dict[frozenset[tuple[str, str]], dict[str, list[Within]]] = {}
    for within in found:
        rest = frozenset(p for p in within.items() if p[0] not in {"measure", *TIMES})
        kinds = groups.setdefault(rest, {}).setdefault(within["measure"], [])
        if dict(within) not in kinds:
            kinds.append(dict(within))
    overlaps: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    for measures in groups.values():
        people, new = measures.get(PEOPLE, []), measures.get(NEW, [])
        for whole in people:
            overlaps += _overlaps(whole, people)
        limits += [_at_most(one, other) for one in new for other in people if _is_same_time(one, other)]
        limits += [
            _at_most(other, one)
            for one in new
            for other in people
            if _is_same_time(one, other) and 1 in months_of(one)
        ]
        limits += [
            _at_most(one, events)
            for one in (*people, *new)
            for events in measures.get(Measure.CONSULTATIONS.value, [])
            if _is_same_time(one, events)
        ]
    return overlaps, [*limits, *_narrowed(groups)]


def _same_events(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is told of events in two measures."""
    limits: list[dict[str, Any]] = []
    for lesser, greater in SAME_EVENTS:
        few = [table["within"] for table in tables if lesser.is_in(table)]
        many = [table["within"] for table in tables if greater.is_in(table)]
        for one, other in product(few, many):
            is_same = _whose(one, lesser.name) == _whose(other, greater.name) and _is_same_time(one, other)
            limit = _at_most({**one, lesser.name: lesser.category}, {**other, greater.name: greater.category})
            if is_same and limit not in limits:
                limits.append(limit)
    return limits


def _parts_of_parts(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whoever is counted in one programme in a part of the year is counted in it in the year, in whichever table."""
    about: dict[frozenset[tuple[str, str]], set[str]] = {}
    for table in tables:
        about.setdefault(frozenset(table["within"].items()), set()).update(table["dimensions"])
    limits: list[dict[str, Any]] = []
    for part, whole in product(about, repeat=2):
        one, other = dict(sorted(part)), dict(sorted(whole))
        few, many = _whose(one), _whose(other)
        more, others = few.items() - many.items(), many.items() - few.items()
        is_told = {name for name, _ in more} <= about[whole] and {name for name, _ in others} <= about[part]
        if (
            (more or others)
            and is_told
            and EDITION not in {**few, **many}
            and one["measure"] == other["measure"]
            and months_of(one) < months_of(other)
        ):
            limits.append(_at_most({**one, **dict(sorted(others))}, {**other, **dict(sorted(more))}))
    return limits


def _narrowed(
    groups: Mapping[frozenset[tuple[str, str]], Mapping[str, list[Within]]],
) -> list[dict[str, Any]]:
    """Whoever is counted in a part, such as one programme, is counted in the whole."""
    return [
        _at_most(one, other)
        for part, own in groups.items()
        for whole, others in groups.items()
        if whole < part and EDITION not in dict(part)
        for measure in own.keys() & others.keys()
        for one in own[measure]
        for other in others[measure]
        if _is_same_time(one, other)
    ]


def _overlaps(whole: Within, people: Sequence[Within]) -> list[dict[str, Any]]:
    """The periods of each kind that a whole consists of, where something is said of one of them."""
    found = []
    for kind in TIMES:
        inside = [within for within in people if kind in within and months_of(within) < months_of(whole)]
        if inside:
            rest = {name: word for name, word in whole.items() if name not in TIMES}
            numbers = range(1, 12 // _LENGTH[kind] + 1)
            parts = [rest | {kind: str(number)} for number in numbers]
            found.append({"whole": whole, "parts": [p for p in parts if months_of(p) < months_of(whole)]})
    return found


def _at_most(lesser: Within, greater: Within) -> dict[str, Any]:
    return {"lesser": lesser, "greater": greater}


def _is_same_time(one: Within, other: Within) -> bool:
    return months_of(one) == months_of(other)
