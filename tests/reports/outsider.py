# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A reader written apart from the product: one variable for each way to be a person, and all he was told.

He knows nothing of cliques, cuts and tables; a hidden number is the sum of the people it is about. Somebody who is
counted once a year may have been there in any of its parts; what is counted by events lies in one part.
"""

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

import highspy
import numpy as np

Key = frozenset[tuple[str, str]]
Way = tuple[dict[str, str], frozenset[object]]
"""The finest category of each dimension, and the months or, for people, the parts of the year."""
MONTHS = {"half": 6, "quarter": 3, "month": 1}


def pairs(entry: dict[str, str] | None) -> Key:
    """A key of a file."""
    return frozenset((entry or {}).items())


def months(pair: tuple[str, str]) -> frozenset[object]:
    """The months of a part of a year."""
    length = MONTHS[pair[0]]
    return frozenset(range((int(pair[1]) - 1) * length, int(pair[1]) * length))


class Outsider:
    """What can be reckoned from a file and all earlier ones within it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.counts: dict[Key, int | None] = {}
        self.thresholds: dict[Key, int] = {}
        self.primary: set[Key] = set()
        self.printed: set[Key] = set()
        self.about: dict[Key, set[Key]] = {}
        self.merged: dict[str, dict[str, set[str]]] = {}
        self.wholes: dict[Key, list[Key]] = {}
        self.at_most: list[tuple[Key, Key]] = []
        for release in [document, *(document.get("released") or [])]:
            self._hear(release)
        self._columns: dict[Key, list[int]] = {key: [] for key in self.counts}
        size = 0
        for base in sorted({self._base(within) for within in self.about}, key=sorted):
            size = self._people(base, size)
        self._load(size)

    # What he was told.

    def _hear(self, release: dict[str, Any]) -> None:
        unprinted = set(release.get("sensitive") or []) if release.get("hide_sensitive") else set()
        for table in release["tables"]:
            within = pairs(table.get("within"))
            threshold = (table.get("threshold") or release["threshold"]) + bool(release.get("insider"))
            is_printed = (table.get("zeros") or release["zeros"]) == "printed"
            for cell in table["cells"]:
                key = pairs(cell["key"]) | within
                self.about.setdefault(within, set()).add(key)
                if self.counts.get(key) is None:
                    self.counts[key] = cell["count"]
                if cell["status"] == "primary":
                    self.primary.add(key)
                if is_printed and not unprinted & {dimension for dimension, _ in key}:
                    self.printed.add(key)
                self.thresholds[key] = max(self.thresholds.get(key, 0), threshold)
        for dimension, names in (release.get("merged") or {}).items():
            for name, parts in names.items():
                self.merged.setdefault(dimension, {})[name] = set(parts)
        for overlap in release.get("overlaps") or []:
            self.wholes[pairs(overlap["whole"])] = [pairs(part) for part in overlap["parts"]]
        for limit in release.get("at_most") or []:
            self.at_most.append((pairs(limit["lesser"]), pairs(limit["greater"])))

    @staticmethod
    def _base(within: Key) -> Key:
        return frozenset(pair for pair in within if pair[0] not in MONTHS)

    def _time_of(self, base: Key) -> set[str]:
        """The dimensions that divide the year in what some tables are about; without such tables they are words."""
        named = {d for within in self.about if self._base(within) == base for d, _ in within if d in MONTHS}
        return set(MONTHS) if named else set()

    def finest(self, dimension: str, category: str) -> set[str]:
        """What a category stands for."""
        parts = self.merged.get(dimension, {}).get(category)
        return {category} if parts is None else set().union(*(self.finest(dimension, part) for part in parts))

    # Every way to be a person.

    def _people(self, base: Key, first: int) -> int:
        """Add the columns of everybody that some tables are about."""
        contexts = [within for within in self.about if self._base(within) == base]
        sides: dict[str, set[str]] = {}
        for within in contexts:
            for key in self.about[within]:
                for dimension, category in key - within:
                    if dimension not in self._time_of(base):
                        sides.setdefault(dimension, set()).update(self.finest(dimension, category))
        names = sorted(sides)
        times = list(self._times(base, contexts))
        column = first
        for chosen in product(*(sorted(sides[name]) for name in names)):
            person = dict(zip(names, chosen, strict=True))
            for time in times:
                for within in contexts:
                    for key in self.about[within]:
                        if self._is_counted(person, time, key, within):
                            self._columns[key].append(column)
                column += 1
        return column

    def _times(self, base: Key, contexts: list[Key]) -> Iterator[frozenset[object]]:
        """When somebody can have been there."""
        for whole, parts in self.wholes.items():
            if self._base(whole) == base and set(contexts) & {whole, *parts}:
                some = [combinations(parts, count) for count in range(1, len(parts) + 1)]
                yield from (frozenset(part) for part in chain(*some))
                return
        if not self._time_of(base):
            yield frozenset()
            return
        named = {d for within in contexts for key in self.about[within] for d, _ in key}
        unit = min(named & MONTHS.keys(), key=lambda dimension: MONTHS[dimension])
        yield from (months((unit, str(n + 1))) for n in range(12 // MONTHS[unit]))

    def _is_counted(self, person: dict[str, str], time: frozenset[object], key: Key, within: Key) -> bool:
        if within in self.wholes or any(within in parts for parts in self.wholes.values()):
            if within not in self.wholes and within not in time:
                return False
        elif not all(time <= months(pair) for pair in key if pair[0] in self._time_of(self._base(within))):
            return False
        return all(
            person[dimension] in self.finest(dimension, category)
            for dimension, category in key - within
            if dimension not in self._time_of(self._base(within))
        )

    # What can be reckoned.

    def _load(self, size: int) -> None:
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
            highs.setOptionValue(name, value)
        rows: list[tuple[list[int], list[float], float, float]] = []
        for key, count in self.counts.items():
            low, high = (self.least(key), 1e7) if count is None else (count, count)
            rows.append((self._columns[key], [1.0] * len(self._columns[key]), float(low), float(high)))
        for lesser, greater in self.at_most:
            for key in self.about.get(lesser, ()):
                other = (key - lesser) | greater
                if other in self.counts:
                    few, many = self._columns[key], self._columns[other]
                    rows.append(([*few, *many], [1.0] * len(few) + [-1.0] * len(many), -1e7, 0.0))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, len(rows)
        lp.col_cost_ = [0.0] * size
        lp.col_lower_, lp.col_upper_ = [0.0] * size, [1e6] * size
        lp.integrality_ = [highspy.HighsVarType.kInteger] * size
        lp.row_lower_, lp.row_upper_ = [row[2] for row in rows], [row[3] for row in rows]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([column for row in rows for column in row[0]], np.int32)
        lp.a_matrix_.value_ = np.array([value for row in rows for value in row[1]], float)
        highs.passModel(lp)
        self._highs, self._size = highs, size

    def least(self, key: Key) -> int:
        """The least that he expects in a hidden cell."""
        return int(key in self.printed)

    def hidden(self) -> list[Key]:
        """What he would like to know."""
        return [key for key, count in self.counts.items() if count is None]

    def ends(self, key: Key, without: Key | None = None) -> tuple[int, int]:
        """The least and the greatest number that a hidden one can be, or what is left of it without another."""
        return self._furthest(key, without, 1.0), self._furthest(key, without, -1.0)

    def _furthest(self, key: Key, without: Key | None, sign: float) -> int:
        costs = np.zeros(self._size)
        costs[self._columns[key]] = sign
        if without is not None:
            costs[self._columns[without]] -= sign
        self._highs.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), costs)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return round(sign * self._highs.getInfo().objective_function_value)


def unsafe(document: dict[str, Any]) -> list[object]:
    """The hidden cells that an outsider knows too well."""
    outsider = Outsider(document)
    found: list[object] = []
    for key in outsider.hidden():
        low, high = outsider.ends(key)
        threshold = outsider.thresholds[key]
        is_wide = high >= threshold and high - low >= threshold - 1
        if not is_wide or (key in outsider.primary and not outsider.least(key) and low):
            found.append((sorted(key), low, high))
    return found
