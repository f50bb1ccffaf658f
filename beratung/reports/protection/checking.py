# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks the proof of a protected file by adding whole numbers. Pure, without a solver, and apart from the rest.

It trusts nothing but the numbers themselves: it lists the cells anew, adds up every witness and the people
behind it, and looks whether each hidden cell reaches and spans what it must.
"""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from beratung.domain.errors import N_, Refused
from beratung.reports.protection.sealing import FORMAT, digest_of, sealed_seconds

Key = frozenset[tuple[str, str]]
Counts = dict[Key, int]


class NotProven(Refused):
    """A file whose proof does not hold."""

    message = N_("%(place)s: the proof does not hold here. This file must not leave the house.")

    def __init__(self, place: str) -> None:
        super().__init__(place=place)
        self.place = place


class Checked:
    """What was checked: how many hidden cells, by how many witnesses."""

    def __init__(self, hidden: int, witnesses: int) -> None:
        self.hidden = hidden
        self.witnesses = witnesses


def check(document: dict[str, Any]) -> Checked:
    """Check a file; raises NotProven with the first place where the proof does not hold."""
    try:
        return _Check(document).run()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:
        raise NotProven("certificate") from fault


def _need(holds: bool, place: str) -> None:
    if not holds:
        raise NotProven(place)


def _whole(value: object, place: str, least: int = 0) -> int:
    if type(value) is not int or value < least:
        raise NotProven(place)
    return value


class _Check:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.threshold = _whole(document["threshold"], "threshold", 2)
        _need(document["zeros"] in {"printed", "merged"}, "zeros")
        self.least = 1 if document["zeros"] == "printed" else 0
        self.published: Counts = {}
        self.current: dict[Key, str] = {}
        self.earlier: dict[Key, str] = {}
        self.status: dict[Key, str] = {}
        self.sums: list[tuple[Key, list[Key]]] = []
        self.shapes: set[frozenset[str]] = set()
        self.categories: dict[str, list[str]] = {}

    def run(self) -> Checked:
        document, proof = self.document, self.document["certificate"]
        _need(proof["format"] == FORMAT, "certificate.format")
        _need(document["safe"] is True, "safe")
        self._tables()
        self._digest(proof)
        hidden = self._hidden(proof)
        ends: dict[Key, tuple[int, int]] = {}
        for number, values in enumerate(proof["witnesses"]):
            place = f"certificate.witnesses[{number}]"
            table = self._table(hidden, values, place)
            self._population(proof["joint"], number, table, place)
            for key in hidden:
                low, high = ends.get(key, (table[key], table[key]))
                ends[key] = min(low, table[key]), max(high, table[key])
        self._reached(proof["hidden"], hidden, ends)
        return Checked(len(hidden), len(proof["witnesses"]))

    # The cells.

    def _tables(self) -> None:
        listed = [("tables", number, table) for number, table in enumerate(self.document["tables"])]
        for earlier, release in enumerate(self.document.get("released") or []):
            _need(release["zeros"] == self.document["zeros"], f"released[{earlier}].zeros")
            listed += [
                (f"released[{earlier}].tables", number, table)
                for number, table in enumerate(release["tables"])
            ]
        found: dict[str, dict[str, None]] = {}
        for _, _, table in listed:
            for cell in table["cells"]:
                for dimension, category in cell["key"].items():
                    found.setdefault(dimension, {})[category] = None
        self.categories = {dimension: list(names) for dimension, names in found.items()}
        for where, number, table in listed:
            self._cells(table, f"{where}[{number}]", is_current=where == "tables")
        self.status = {**self.earlier, **self.current}
        for where, number, table in listed:
            self._sums(table, f"{where}[{number}]")

    def _cells(self, table: dict[str, Any], where: str, *, is_current: bool) -> None:
        for number, cell in enumerate(table["cells"]):
            place = f"{where}.cells[{number}]"
            key = frozenset(cell["key"].items())
            _need({dimension for dimension, _ in key} <= set(table["dimensions"]), f"{place}.key")
            status, count, persons = cell["status"], cell["count"], cell["persons"]
            if status != "published":
                _need(status in {"primary", "secondary"}, f"{place}.status")
                _need(count is None and persons is None, f"{place}.count")
            else:
                self._published(key, count, persons, place)
            mine, others = (self.current, self.earlier) if is_current else (self.earlier, self.current)
            _need(not is_current or mine.get(key, status) == status, f"{place}.status")
            if mine.get(key) != "published":  # of two earlier files, what one published is published
                mine[key] = status
            if not is_current and status == "published":
                _need(others.get(key, status) == status, f"{place}.status")

    def _published(self, key: Key, count: object, persons: object, place: str) -> None:
        number = _whole(count, f"{place}.count")
        people = _whole(persons, f"{place}.persons")
        _need(people <= number and (people > 0 or number == 0), f"{place}.persons")
        is_small = 0 < people < self.threshold or (not number and not self.least and bool(key))
        _need(not is_small, f"{place}.count")
        _need(self.published.setdefault(key, number) == number, f"{place}.count")

    def _sums(self, table: dict[str, Any], where: str) -> None:
        """Every total with its parts along the first dimension that it leaves out; every cell must be listed."""
        dimensions: list[str] = table["dimensions"]
        _need(len(set(dimensions)) == len(dimensions), f"{where}.dimensions")
        self.shapes.add(frozenset(dimensions))
        listed = {frozenset(cell["key"].items()) for cell in table["cells"]}
        _need(len(listed) == len(table["cells"]), f"{where}.cells")
        sides = [[None, *self.categories.get(dimension, ())] for dimension in dimensions]
        for chosen in product(*sides):
            pairs = [(d, c) for d, c in zip(dimensions, chosen, strict=True) if c is not None]
            key = frozenset(pairs)
            if key not in self.status:  # a category that other tables named: nobody is in it here
                _need(not listed & {key}, f"{where}.cells")
                self.status[key], self.published[key] = "published", 0
            missing = next((d for d, c in zip(dimensions, chosen, strict=True) if c is None), None)
            if missing is not None:
                self.sums.append((key, [key | {(missing, c)} for c in self.categories.get(missing, ())]))

    # The proof.

    def _digest(self, proof: dict[str, Any]) -> None:
        document = self.document
        _need(proof["digest"] == digest_of(document), "certificate.digest")
        seconds = document["seconds"]
        _need(type(seconds) is float, "seconds")
        _need(seconds == sealed_seconds(int(seconds * 1000 + 1e-7), proof["digest"]), "seconds")
        secondary = {key for key, status in self.current.items() if status == "secondary"}
        count = _whole(document["hidden_secondary"], "hidden_secondary")
        _need(count == len(secondary), "hidden_secondary")
        bound = _whole(document["lower_bound"], "lower_bound")
        _need(bound <= count and document["proven_best"] is (bound == count), "lower_bound")

    def _hidden(self, proof: dict[str, Any]) -> list[Key]:
        hidden = [frozenset(entry["key"].items()) for entry in proof["hidden"]]
        wanted = {key for key, status in self.status.items() if status != "published"}
        _need(len(set(hidden)) == len(hidden) and set(hidden) == wanted, "certificate.hidden")
        for number, (key, entry) in enumerate(zip(hidden, proof["hidden"], strict=True)):
            place = f"certificate.hidden[{number}]"
            _whole(entry["reach"], f"{place}.reach", self.threshold)
            _whole(entry["span"], f"{place}.span", self.threshold - 1)
            is_deniable = not self.least and self.status[key] == "primary"
            _need(entry["down_to"] == (0 if is_deniable else None), f"{place}.down_to")
        return hidden

    def _table(self, hidden: list[Key], values: list[int], place: str) -> Counts:
        _need(len(values) == len(hidden), place)
        table = dict(self.published)
        for key, value in zip(hidden, values, strict=True):
            table[key] = _whole(value, place, self.least)
        for total, parts in self.sums:
            _need(table[total] == sum([table[part] for part in parts]), place)
        return table

    def _reached(
        self, entries: list[dict[str, Any]], hidden: list[Key], ends: dict[Key, tuple[int, int]]
    ) -> None:
        for number, (key, entry) in enumerate(zip(hidden, entries, strict=True)):
            place = f"certificate.hidden[{number}]"
            _need(key in ends, place)
            low, high = ends[key]
            _need(high >= entry["reach"] and high - low >= entry["span"], place)
            _need(entry["down_to"] is None or low <= entry["down_to"], place)

    # The people behind the tables.

    def _population(self, joints: list[dict[str, Any]], number: int, table: Counts, place: str) -> None:
        """The joint tables and the tables agree wherever they meet, and can be joined one after the other."""
        edges: list[tuple[frozenset[str], Counts | None]] = [
            (shape, None) for shape in sorted(self.shapes, key=sorted)
        ]
        for joint in joints:
            dimensions = joint["dimensions"]
            counts: Counts = {}
            for *categories, count in joint["cells"][number]:
                key = frozenset(zip(dimensions, categories, strict=True))
                _need(len(key) == len(dimensions) and key not in counts, place)
                _need(all(category in self.categories[dimension] for dimension, category in key), place)
                counts[key] = _whole(count, place, 1)
            edges.append((frozenset(dimensions), counts))
        _need(_is_tree([edge for edge, _ in edges]), "certificate.joint")
        for (one, its), (other, others) in combinations(edges, 2):
            shared = one & other
            if its is None and others is None:
                continue  # two tables share their very cells
            left, right = self._margin(shared, its, table), self._margin(shared, others, table)
            _need(left == right, place)

    def _margin(self, shared: frozenset[str], counts: Counts | None, table: Counts) -> Counts:
        """The counts over some dimensions, empty ones left out."""
        found: Counts = {}
        if counts is None:
            for key in self._keys(shared):
                if table[key]:
                    found[key] = table[key]
            return found
        for key, count in counts.items():
            part = frozenset(pair for pair in key if pair[0] in shared)
            found[part] = found.get(part, 0) + count
        return found

    def _keys(self, dimensions: frozenset[str]) -> Iterator[Key]:
        names = sorted(dimensions)
        for chosen in product(*(self.categories.get(name, ()) for name in names)):
            yield frozenset(zip(names, chosen, strict=True))


def _is_tree(edges: list[frozenset[str]]) -> bool:
    """Whether sets of dimensions can be joined one by one: what one shares with the rest lies within another."""
    left = [set(edge) for edge in edges]
    while len(left) > 1:
        for at, edge in enumerate(left):
            rest = left[:at] + left[at + 1 :]
            shared = edge & set().union(*rest)
            if any(shared <= other for other in rest):
                left.pop(at)
                break
        else:
            return False
    return True
