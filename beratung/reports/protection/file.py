# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads tables to protect from a JSON object, together with what was released before, into one problem."""

from typing import Any

import msgspec
import numpy as np

from beratung.domain.errors import N_, BadInput, Refused
from beratung.domain.reading import OneMissing
from beratung.reports.protection.complements import Complement, with_complements
from beratung.reports.protection.contexts import World, is_slack, slack_rows, world_of
from beratung.reports.protection.links import Links, read_links
from beratung.reports.protection.listing import (
    MOST_COUNT,
    Cell,
    Listed,
    Rules,
    flag,
    known,
    mapping,
    pairs,
    read_table,
    sequence,
    text,
    whole,
)
from beratung.reports.protection.problem import Key, Problem, Table, sums_of
from beratung.reports.protection.sealing import digest_of

_DOCUMENT = (
    "threshold", "zeros", "insider", "tables", "released", "overlaps", "at_most", "merged", "hidden_secondary",
    "lower_bound", "proven_best", "safe", "seconds", "certificate", "stopped", "complements", "sensitive",
    "hide_sensitive", "groups",
)  # fmt: skip


class TotalDisagrees(BadInput):
    """A listed total that is not the sum of its parts."""

    message = N_("%(place)s: this total is listed as %(listed)d, but its parts make %(computed)d.")


class CountDisagrees(BadInput):
    """One key with two counts."""

    message = N_("%(place)s: this key stands in another place with another count.")


class OtherThanReleased(Refused):
    """A count that another release gave otherwise."""

    message = N_(
        "%(place)s: this number left the house before with another value. Please keep the released one."
    )


class ReleasedSmall(Refused):
    """A count that is public and would have to be hidden."""

    message = N_("%(place)s: this small number left the house before. It cannot be hidden any more.")


class Altered(Refused):
    """An earlier release that is not as it was written."""

    message = N_(
        "%(place)s: this earlier release was changed after it was made. Please use the original file."
    )


class Contradiction(Refused):
    """Earlier releases that cannot be about the same people as the new tables."""

    message = N_(
        "%(place)s: these tables and the earlier releases cannot be about the same people. Please compare them."
    )


class PartsDisagree(BadInput):
    """A part with more than its whole, or a whole with more than all its parts."""

    message = N_(
        "%(place)s: this part of the year, or these persons, cannot be more than what they belong to."
    )


class PersonsDisagree(BadInput):
    """More persons in a total than in all its parts, or fewer than in one."""

    message = N_("%(place)s: a total has at least %(low)d and at most %(high)d persons here.")


class Release(msgspec.Struct, frozen=True):
    """What left the house at one time."""

    tables: tuple[Listed, ...]
    spans: dict[Key, int]
    rests: dict[Complement, int]
    links: Links


def read_problem(value: dict[str, Any]) -> Problem:
    """Read all tables, and what was released before.

    Raises:
        BadInput: the place of the first fault, as ``tables[0].cells[3].count``, and the remedy.
    """
    known(value, "", _DOCUMENT)
    rules = Rules.of(value)
    entries = sequence(value.get("tables"), "tables")
    listed = [read_table(entry, f"tables[{n}]", rules) for n, entry in enumerate(entries)]
    if not listed:
        raise OneMissing(place="tables")
    links = read_links(value)
    earlier = _earlier(value.get("released"), "released")
    for number, release in enumerate(earlier):
        links = links.and_those(release.links, f"released[{number}]")
    world = world_of(listed + [table for release in earlier for table in release.tables], links)
    reading = _Reading(world, links)
    for source, table in zip(listed, world.tables, strict=False):
        reading.count(source, table)
    if earlier:
        reading.take_over(earlier, world.tables[len(listed) :])
    reading.check_links()
    problem = reading.problem(rules.threshold + rules.is_insider)
    promised = {name: span for release in earlier for name, span in release.rests.items()}
    return with_complements(problem, promised, is_wanted=flag(value.get("complements", False), "complements"))


class _Reading:
    """The cells of all tables while they are filled in."""

    def __init__(self, world: World, links: Links) -> None:
        self.world = world
        self.place: dict[Key, int] = {}
        for table in world.tables:
            self._add(table.every_key())
        real = len(self.place)
        for table in world.latent:
            self._add(table.every_key())
        slack = slack_rows(links, self.place, (*world.tables, *world.latent))
        for total, parts in slack:
            self._add((total, *parts))
        count = len(self.place)
        self.latent = frozenset(range(real, count))
        self.slack = {self.place[parts[-1]] for _, parts in slack if is_slack(parts[-1])}
        self.rows = [*world.rows, *slack]
        self.overlaps = tuple((overlap.whole, overlap.parts) for overlap in links.overlaps)
        self.counts = np.full(count, -1, np.int64)
        self.persons = np.zeros(count, np.int64)
        self.is_events = np.zeros(count, bool)
        self.thresholds = np.zeros(count, np.int64)
        self.lows = np.zeros(count, np.int64)
        for table in world.tables:
            for key in table.every_key():
                place = self.place[key]
                self.thresholds[place] = max(self.thresholds[place], table.threshold)
                if table.prints_zero(key):
                    self.lows[place] = 1
        self.fixed: set[int] = set()
        self.unwanted: set[int] = set()
        """Cells with a number that is not to be told, though it is not small itself."""
        self.was_primary: set[int] = set()
        self.spans: dict[int, int] = {}

    def _add(self, keys: Any) -> None:  # noqa: ANN401
        for key in keys:
            self.place.setdefault(key, len(self.place))

    def _between(self) -> list[tuple[int, tuple[int, ...]]]:
        """The rows between tables, by the places of cells."""
        rows = sums_of(self.world.latent, self.place)
        more = ((self.place[total], tuple(self.place[part] for part in parts)) for total, parts in self.rows)
        return list(dict.fromkeys((*rows, *more)))

    def check_links(self) -> None:
        """Numbers that different tables give for a whole and for its parts must go together."""
        counts = {place: int(count) for place, count in enumerate(self.counts) if count >= 0}
        keys = tuple(self.place)
        for place, ends in self._between():
            if ends[-1] in self.slack:  # what is left must not be less than nothing
                known = [counts[end] for end in ends[:-1] if end in counts]
                is_wrong = place in counts and sum(known) > counts[place]
            else:
                is_known = all(end in counts for end in ends)
                computed = sum(counts[end] for end in ends) if is_known else 0
                if place in self.latent and is_known:
                    counts[place] = computed
                is_wrong = is_known and counts.get(place, computed) != computed
            if is_wrong and self.fixed.intersection((place, *ends)):
                raise OtherThanReleased(place=_words(keys[place]))
            if is_wrong:
                raise PartsDisagree(place=_words(keys[place]))

    def problem(self, threshold: int) -> Problem:
        """Everything that was read; what earlier releases hid and nobody knows now is bound."""
        bound = frozenset(int(place) for place in np.flatnonzero(self.counts < 0))
        self.persons[list(self.unwanted - self.fixed)] = 1
        sums = dict.fromkeys((*sums_of(self.world.tables, self.place), *self._between()))
        return Problem(
            threshold=threshold,
            tables=self.world.tables,
            keys=tuple(self.place),
            counts=np.where(self.counts < 0, 1, self.counts),
            persons=self.persons,
            is_events=self.is_events,
            thresholds=self.thresholds,
            lows=self.lows,
            sums=tuple(sums),
            populations=self.world.populations,
            overlaps=self.overlaps,
            fixed=frozenset(self.fixed),
            bound=bound,
            latent=self.latent,
            latent_tables=self.world.latent,
            was_primary=frozenset(self.was_primary & bound),
            spans=self.spans,
        )

    def count(self, source: Listed, table: Table) -> None:
        """Fill in what one table says, totals computed; raises where it disagrees with itself or another."""
        listed: dict[Key, Cell] = {}
        for cell in source.cells:
            if cell.key in listed and listed[cell.key].count != cell.count:
                raise CountDisagrees(place=cell.place)
            listed[cell.key] = cell
        sums, least, most, are_persons = _totals(source, table, listed)
        at = _positions(table)
        for key in sorted(table.every_key(), key=len, reverse=True):  # a fault is named by the finest cell
            named = dict(key)
            spot = tuple(at[d][named[d]] if d in named else -1 for d in table.dimensions)
            count, low, own = int(sums[spot]), int(least[spot]), listed.get(key)
            if own is not None and own.count != count:
                raise TotalDisagrees(place=own.place, listed=own.count or 0, computed=count)
            if own is not None and own.says_persons:
                high = min(int(most[spot]), count)
                if not low <= own.persons <= high:
                    raise PersonsDisagree(place=f"{own.place}.persons", low=low, high=high)
                low = own.persons
            place = self.place[key]
            if own is not None and own.is_primary:
                self.unwanted.add(place)
            if self.counts[place] not in {-1, count}:
                raise CountDisagrees(place=own.place if own is not None else f"{source.place} {_words(key)}")
            self.counts[place] = count
            self.persons[place] = max(int(self.persons[place]), low)
            self.is_events[place] |= not are_persons

    def take_over(self, earlier: list[Release], tables: tuple[Table, ...]) -> None:
        """What was released before stays as it is, and readers know it."""
        rest = iter(tables)
        hidden: dict[Key, Cell] = {}
        for release in earlier:
            for source in release.tables:
                self._release(source, next(rest), hidden)
            for key, span in release.spans.items():
                if key in self.place:
                    place = self.place[key]
                    self.spans[place] = max(self.spans.get(place, 0), span)
        for key, cell in hidden.items():
            place = self.place[key]
            if cell.is_primary:
                self.was_primary.add(place)
            if place not in self.fixed and self.counts[place] == 0 and self.lows[place]:
                raise OtherThanReleased(place=cell.place)

    def _release(self, source: Listed, table: Table, hidden: dict[Key, Cell]) -> None:
        listed = {cell.key: cell for cell in source.cells}
        own: dict[str, set[str]] = {dimension: set() for dimension in table.dimensions}
        for key in listed:
            for dimension, category in key - source.within:
                own[dimension].add(category)
        for key in table.every_key():
            cell = listed.get(key)
            if cell is not None and cell.count is None:
                hidden[key] = cell
                continue
            place = self.place[key]
            where = cell.place if cell is not None else f"{source.place} {_words(key)}"
            is_known = all(category in own[dimension] for dimension, category in key - source.within)
            if cell is None and not source.is_inner(key) and is_known:
                raise OneMissing(place=where)
            count = cell.count or 0 if cell is not None else 0
            is_told = (
                not count and place in self.fixed
            )  # a release before it had printed that nobody is there
            if not count and not is_told and not source.prints_zero(key) and key != source.within:
                raise OtherThanReleased(place=where)  # an empty cell that was not hidden as all others are
            if self.counts[place] not in {-1, count}:
                raise OtherThanReleased(place=where)
            persons = cell.persons if cell is not None else 0
            if 0 < persons < source.threshold:
                raise ReleasedSmall(place=where)
            if self.counts[place] < 0 or place in self.fixed:
                self.persons[place] = max(int(self.persons[place]), persons)
            self.counts[place] = count
            self.fixed.add(place)


def _positions(table: Table) -> dict[str, dict[str, int]]:
    return {
        dimension: {category: number for number, category in enumerate(side)}
        for dimension, side in zip(table.dimensions, table.categories, strict=True)
    }


def _totals(
    source: Listed, table: Table, listed: dict[Key, Cell]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """All counts of a table, how many persons each has at least and at most, and whether it counts persons."""
    shape = [len(side) + 1 for side in table.categories]
    sums, least, most = (np.zeros(shape, np.int64) for _ in range(3))
    at = _positions(table)
    for key, cell in listed.items():
        if source.is_inner(key):
            named = dict(key)
            spot = tuple(at[dimension][named[dimension]] for dimension in table.dimensions)
            sums[spot], least[spot] = cell.count or 0, cell.persons
    most[...] = least
    are_persons = not any(cell.says_persons and cell.persons != cell.count for cell in source.cells)
    for axis in range(len(shape)):
        inner = [slice(None)] * len(shape)
        inner[axis] = slice(0, -1)
        last: list[Any] = [slice(None)] * len(shape)
        last[axis] = -1
        here, end = tuple(inner), tuple(last)
        sums[end] = sums[here].sum(axis)
        most[end] = most[here].sum(axis)
        # one person may be in several parts: of a total it is sure only that it has as many as its largest part
        least[end] = most[end] if are_persons else least[here].max(axis, initial=0)
    return sums, least, most, are_persons


def _words(key: Key) -> str:
    return ", ".join(f"{dimension}={category}" for dimension, category in sorted(key)) or "total"


def _earlier(value: object, place: str) -> list[Release]:
    """Every earlier output, also those that earlier ones took into account."""
    found: list[Release] = []
    for number, entry in enumerate(sequence([] if value is None else value, place)):
        where = f"{place}[{number}]"
        fields = mapping(entry, where)
        known(fields, where, (*_DOCUMENT, "name"))
        rules = Rules.of(fields, where)
        found += _earlier(fields.get("released"), f"{where}.released")
        tables = sequence(fields.get("tables"), f"{where}.tables")
        listed = tuple(
            read_table(t, f"{where}.tables[{n}]", rules, may_hide=True) for n, t in enumerate(tables)
        )
        proof = mapping(fields.get("certificate") or {}, f"{where}.certificate")
        unnamed = {name: part for name, part in fields.items() if name != "name"}
        if "digest" in proof and proof["digest"] != digest_of(unnamed):
            raise Altered(place=where)
        spans, rests = _promises(proof, f"{where}.certificate")
        found.append(Release(listed, spans, rests, read_links(fields, where)))
    return found


def _promises(proof: dict[str, Any], place: str) -> tuple[dict[Key, int], dict[Complement, int]]:
    """How far each hidden cell, and each rest, had to span, as far as an earlier output says so."""
    spans: dict[Key, int] = {}
    rests: dict[Complement, int] = {}
    for number, entry in enumerate(sequence(proof.get("hidden", []), f"{place}.hidden")):
        where = f"{place}.hidden[{number}]"
        fields = mapping(entry, where)
        key = pairs(fields.get("key"), f"{where}.key")
        spans[key] = whole(fields.get("span"), f"{where}.span", 1, MOST_COUNT)
    for number, entry in enumerate(sequence(proof.get("complements", []), f"{place}.complements")):
        where = f"{place}.complements[{number}]"
        fields = mapping(entry, where)
        key, along = pairs(fields.get("key"), f"{where}.key"), text(fields.get("along"), f"{where}.along")
        rests[key, along] = whole(fields.get("span"), f"{where}.span", 1, MOST_COUNT)
    return spans, rests
