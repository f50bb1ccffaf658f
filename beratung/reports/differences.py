# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What follows from two printed tables although neither prints it, so that it can be protected as if it were printed.

Syria, Iraq and Iran less Syria and Iraq: groupings that overlap tell of what is in one group and not in the other. And
everybody of a coarse band of age bounds what the fine bands of one programme have together. For each such pair a table is
counted that stands between both. Pure.

What is left of everybody without one programme is no such table: that part and whole are compared, and no more, is said
in SECURITY.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

import msgspec

from beratung.domain.report_definitions import (
    Category,
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
    merged_id,
)
from beratung.reports.counting import TIMES, CountedTable, Counts
from beratung.reports.periods import Period

Block = frozenset[str]
Side = frozenset[Block]
"""A dimension cut into blocks of its finest categories."""
MARK = "~"
"""Begins the name of a table that nobody prints."""
ROUNDS = 3
PEOPLE_AND_TALKS = (
    {Measure.PERSONS, Measure.CONSULTATIONS},
    {Measure.NEW_PERSONS, Measure.CONSULTATIONS},
)
_ABOUT = frozenset({"measure", "year", *(kind.value for kind in PeriodKind)})


class _Deep(TableDefinition, frozen=True, kw_only=True):
    """A table of any number of dimensions."""

    sides: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.sides


class Shape(NamedTuple):
    """What a table is about, in finest categories."""

    measure: Measure
    when: Period
    filters: frozenset[tuple[str, Block]]
    sides: frozenset[tuple[str, Side]]

    def covers(self, other: "Shape") -> bool:
        """Whether the other's numbers are totals of this one."""
        return self[:3] == other[:3] and self.sides >= other.sides


class Differences:
    """Finds and counts them. ``finest`` has for each dimension the grouping that others are made of."""

    def __init__(self, finest: Mapping[str, Grouping], counts: Counts) -> None:
        self._finest = finest
        self._counts = counts
        self._atoms = {name: frozenset(c.id for c in g.categories) for name, g in finest.items()}

    def between(
        self,
        tables: Sequence[CountedTable],
        earlier: Iterable[Mapping[str, Any]],
    ) -> tuple[CountedTable, ...]:
        """Everything that new tables tell with one another and with what earlier outputs printed."""
        new = {s: table.threshold for table in tables for s in self._of_counted(table)}
        old = {
            s: int(table.get("threshold") or output["threshold"])
            for output in earlier
            for table in output["tables"]
            for s in self._of_printed(output, table)
        }
        if any(shape.measure is Measure.NEW_PERSONS for shape in (*old, *new)):
            old, new = _with_twins(old), _with_twins(new)
        known = old | new
        before = _closed(_every_two(old, self._atoms))
        every = _closed(_every_two(known, self._atoms))
        others = [*known, *before]  # those were protected with what told them
        wanted = [
            shape
            for shape in every
            if not any(one.covers(shape) for one in others)
            and not any(one != shape and one.covers(shape) for one in every)
        ]
        return tuple(self._counted(shape, n, every[shape]) for n, shape in enumerate(wanted, 1))

    def possible(
        self, tables: Iterable[CountedTable], earlier: Iterable[Mapping[str, Any]]
    ) -> dict[Shape, CountedTable]:
        """Everything that `between` can ever ask for, in whatever order these tables leave the house."""
        found = [s for table in tables for s in self._of_counted(table)]
        found += [s for output in earlier for t in output["tables"] for s in self._of_printed(output, t)]
        every = _closed(_every_two(_with_twins(dict.fromkeys(found, 0)), self._atoms))
        widest = [s for s in every if not any(one != s and one.covers(s) for one in every)]
        return {shape: self._counted(shape, n, 2) for n, shape in enumerate(widest, 1)}

    # Reading.

    def _of_counted(self, table: CountedTable) -> list[Shape]:
        stands = {g.name: g.stands for g in (*table.groupings, *table.filters)}
        named = {g.name: [c.id for c in g.categories] for g in table.groupings}
        return self._shapes(table.within, named, stands)

    def _of_printed(self, output: Mapping[str, Any], table: Mapping[str, Any]) -> list[Shape]:
        if table["name"].startswith(MARK):
            return []
        named: dict[str, dict[str, None]] = {name: {} for name in table["dimensions"]}
        for cell in table["cells"]:
            for name, category in cell["key"].items():
                if name in named:
                    named[name][category] = None
        return self._shapes(table["within"], named, output.get("merged", {}))

    def _shapes(
        self,
        within: Mapping[str, str],
        named: Mapping[str, Iterable[str]],
        stands: Mapping[str, Mapping[str, Iterable[str]]],
    ) -> list[Shape]:
        """One, and one for each part of the year where it is laid out by those; none if made for a revision."""
        filters = {name: word for name, word in within.items() if name not in _ABOUT}
        times = [PeriodKind(name) for name in named if name in TIMES]
        named = {name: categories for name, categories in named.items() if name not in TIMES}
        names = {*filters, *named}
        if not names <= self._atoms.keys() or any(self._finest[name].column in TIMES for name in names):
            return []

        def block(name: str, category: str) -> Block:
            return frozenset(stands.get(name, {}).get(category, (category,))) & self._atoms[name]

        sides = {}
        for name, categories in named.items():
            blocks = {block(name, category) for category in categories} - {frozenset()}
            left = self._atoms[name] - frozenset[str]().union(*blocks)
            sides[name] = frozenset(blocks | ({left} if left else set()))
        about = frozenset((name, block(name, word)) for name, word in filters.items())
        when = _period(within)
        periods = [when, *(part for kind in times for part in when.parts(kind))]
        return [
            Shape(Measure(within["measure"]), period, about, frozenset(sides.items())) for period in periods
        ]

    # Counting.

    def _counted(self, shape: Shape, number: int, threshold: int) -> CountedTable:
        sides = [self._grouping(name, side) for name, side in sorted(shape.sides)]
        chosen = {}
        for name, block in sorted(shape.filters):
            grouping = self._grouping(name, frozenset({block, self._atoms[name] - block} - {frozenset()}))
            chosen[grouping.id] = (grouping, self._named(name, block))
        own = _Deep(
            id=f"{MARK}{number}",
            title={"de": MARK},
            measure=shape.measure,
            rows="",
            sides=tuple(grouping.id for grouping in sides),
            filter={name: category for name, (_, category) in chosen.items()},
            threshold=threshold,
        )
        groupings = (*sides, *(grouping for grouping, _ in chosen.values()))
        report = ReportDefinition(id=MARK, title={"de": MARK}, tables=(own,), groupings=groupings)
        return self._counts.count(report, shape.when).tables[0]

    def _grouping(self, name: str, side: Side) -> Grouping:
        finest = self._finest[name]
        categories = []
        for block in sorted(side, key=sorted):
            parts = [category for category in finest.categories if category.id in block]
            words = [w for c in parts for w in (c.words or c.members or (() if c.is_rest else (c.id,)))]
            is_rest = any(category.is_rest for category in parts)
            own = self._named(name, block)
            categories.append(Category(id=own, members=(own,), words=tuple(words), is_rest=is_rest))
        stands = {self._named(name, block): tuple(sorted(block)) for block in side if len(block) > 1}
        return msgspec.structs.replace(
            finest, id=f"{name}{MARK}", categories=tuple(categories), stands=stands, is_sensitive=False
        )

    def _named(self, name: str, block: Block) -> str:
        if len(block) == 1:
            return min(block)
        known = {frozenset(parts): own for own, parts in self._finest[name].stands.items()}
        return known.get(block) or merged_id(tuple(block))


def shape_of(report: ReportDefinition, when: Period) -> Shape:
    """What the one table of a report is about that `Differences` asks to be counted."""
    [table] = report.tables

    def block(grouping: Grouping, category: str) -> Block:
        return frozenset(grouping.stands.get(category, (category,)))

    sides = {
        grouping.name: frozenset(block(grouping, category.id) for category in grouping.categories)
        for grouping in map(report.grouping, table.dimensions)
    }
    filters = {
        grouping.name: block(grouping, table.filter[grouping.id])
        for grouping in map(report.grouping, table.filter)
    }
    return Shape(table.measure, when, frozenset(filters.items()), frozenset(sides.items()))


def _is_from_january(shape: Shape) -> bool:
    """Whether its people may be told once more as new ones (`joining`)."""
    return shape.measure is Measure.PERSONS and 1 in shape.when.months


def _with_twins(shapes: Mapping[Shape, int]) -> dict[Shape, int]:
    """With the same people as new ones."""
    twins = {s._replace(measure=Measure.NEW_PERSONS): n for s, n in shapes.items() if _is_from_january(s)}
    return twins | dict(shapes)


def _period(within: Mapping[str, str]) -> Period:
    for kind in (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
        if kind.value in within:
            return Period(year=int(within["year"]), kind=kind, number=int(within[kind.value]))
    return Period(year=int(within["year"]))


# What follows from two tables.


def _every_two(shapes: Mapping[Shape, int], atoms: Mapping[str, Block]) -> dict[Shape, int]:
    """What follows from any two tables, with the lower of their thresholds."""
    found: dict[Shape, int] = {}
    for (one, limit), (other, limit_too) in combinations(shapes.items(), 2):
        for shape in _following(one, other, atoms):
            found[shape] = min(limit, limit_too, found.get(shape, limit))
    return found


def _following(one: Shape, other: Shape, atoms: Mapping[str, Block]) -> list[Shape]:
    """The tables behind what is printed in one and not in the other; none where nothing follows."""
    within = _within(one, other)
    when = _whole(one, other)
    if when is None:
        return within
    common = one.filters & other.filters
    mine, theirs = dict(one.filters - common), dict(other.filters - common)
    own, others = dict(one.sides), dict(other.sides)
    shared = own.keys() & others.keys()
    if not mine and not theirs:
        return [*within, *_crossing(one.measure, when, common, own, others)]
    if mine.keys() - theirs.keys() - others.keys() and theirs.keys() - mine.keys() - own.keys():
        return []  # neither is about a part of what the other is about
    if any(
        not (mine[name] <= theirs[name] or theirs[name] <= mine[name]) for name in mine.keys() & theirs.keys()
    ):
        return []
    apart = mine.keys() | theirs.keys()
    plain = {name: _joined(own[name], others[name]) for name in shared - apart}

    def parted(name: str, block: Block) -> Side:
        """The part and all others, as finely as the whole tells them apart."""
        every = own.get(name) or others.get(name) or frozenset({atoms[name]})
        return _cut(every, frozenset({block, atoms[name] - block}))

    found = []
    if not (mine and theirs):  # the part may also be one of the rows of the whole
        part, rows = (mine, others) if mine else (theirs, own)
        if all(
            name in rows and all(b <= part[name] or not b & part[name] for b in rows[name]) for name in part
        ):
            rest = {name: side for name, side in rows.items() if name not in part}
            filters = common | frozenset(part.items())
            found += _crossing(one.measure, when, filters, own if mine else others, rest)
    for chosen in (mine, theirs) if mine and theirs else (mine or theirs,):
        found.append(_made(one.measure, when, common | frozenset(chosen.items()), plain))
        beside = {name: parted(name, block) for name, block in chosen.items()}
        found.append(_made(one.measure, when, common, plain | beside))
    return found


def _within(one: Shape, other: Shape) -> list[Shape]:
    """A time and a part of it in other groups: both in the groups that they share, so that `rests` can compare them."""
    months, others = set(one.when.months), set(other.when.months)
    is_tied = months < others or others < months
    if one.measure is not other.measure:  # whoever is counted was counselled at least once
        is_tied = months == others and {one.measure, other.measure} in PEOPLE_AND_TALKS
    if not is_tied or one.filters != other.filters or one.when.year != other.when.year:
        return []
    own, theirs = dict(one.sides), dict(other.sides)
    shared = {name: _joined(own[name], theirs[name]) for name in own.keys() & theirs.keys()}
    if all(own[name] == theirs[name] for name in shared):
        return []
    return [_made(shape.measure, shape.when, one.filters, shared) for shape in (one, other)]


def _crossing(
    measure: Measure,
    when: Period,
    filters: frozenset[tuple[str, Block]],
    own: Mapping[str, Side],
    others: Mapping[str, Side],
) -> list[Shape]:
    """What lies between groupings that overlap, in two tables about the same people; none where none do."""
    shared = own.keys() & others.keys()
    crossing = {n for n in shared if _cut(own[n], others[n]) not in (own[n], others[n])}
    sides = {n: _cut(own[n], others[n]) if n in crossing else _joined(own[n], others[n]) for n in shared}
    return [_made(measure, when, filters, sides)] if crossing else []


def _whole(one: Shape, other: Shape) -> Period | None:
    """The time for which both can be compared: the longer one, where shorter ones add up to it."""
    if one.measure is not other.measure or one.when.year != other.when.year:
        return None
    months, others = set(one.when.months), set(other.when.months)
    if months == others:
        return one.when
    if one.measure is Measure.PERSONS or not (months < others or others < months):
        return None
    return one.when if others < months else other.when


def _made(
    measure: Measure, when: Period, filters: Iterable[tuple[str, Block]], sides: Mapping[str, Side]
) -> Shape:
    kept = frozenset((name, side) for name, side in sides.items() if len(side) > 1)
    return Shape(measure, when, frozenset(filters), kept)


def _closed(found: Mapping[Shape, int]) -> dict[Shape, int]:
    """With what several differences tell together: a third grouping cuts what two leave whole."""
    every = dict(found)
    for _ in range(ROUNDS):
        more: dict[Shape, int] = {}
        for one, other in combinations(every, 2):
            if one[:3] != other[:3]:
                continue
            own, others = dict(one.sides), dict(other.sides)
            shared = own.keys() & others.keys()
            for crossed in [name for name in shared if own[name] != others[name]]:
                sides = {n: (_cut if n == crossed else _joined)(own[n], others[n]) for n in shared}
                shape = _made(*one[:3], sides)
                more[shape] = min(every[one], every[other], more.get(shape, every[one]))
        if more.keys() <= every.keys():
            break
        every = more | every
    return every


def _cut(one: Side, other: Side) -> Side:
    """The coarsest blocks of which both are made."""
    return frozenset({a & b for a, b in product(one, other)} - {frozenset()})


def _joined(one: Side, other: Side) -> Side:
    """The finest blocks that both make up."""
    blocks: list[Block] = []
    for block in (*one, *other):
        near = [known for known in blocks if known & block]
        blocks = [known for known in blocks if not known & block]
        blocks.append(block.union(*near))
    return frozenset(blocks)
