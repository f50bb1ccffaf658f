# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A reader written apart from the product: one variable for each way to be a person, and all he was told.

He knows nothing of cliques, cuts and tables; a hidden number is the sum of the people it is about.
"""

from itertools import product
from typing import Any

import highspy

Key = frozenset[tuple[str, str]]


class Outsider:
    """What can be reckoned from a file and all earlier ones within it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.threshold = document["threshold"]
        least = 1 if document["zeros"] == "printed" else 0
        tables = [*document["tables"], *(t for r in document.get("released") or [] for t in r["tables"])]
        self.counts: dict[Key, int | None] = {}
        self.primary: set[Key] = set()
        categories: dict[str, set[str]] = {}
        for table in tables:
            for cell in table["cells"]:
                key = frozenset(cell["key"].items())
                if self.counts.get(key) is None:
                    self.counts[key] = cell["count"]
                if cell["status"] == "primary":
                    self.primary.add(key)
                for dimension, category in key:
                    categories.setdefault(dimension, set()).add(category)
        names = sorted(categories)
        people = [
            tuple(zip(names, chosen, strict=True))
            for chosen in product(*(sorted(categories[n]) for n in names))
        ]
        self._columns: dict[Key, list[int]] = {key: [] for key in self.counts}
        for column, person in enumerate(people):
            pairs = set(person)
            for key, columns in self._columns.items():
                if key <= pairs:
                    columns.append(column)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
            self._highs.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(people), len(self.counts)
        lp.col_cost_ = [0.0] * len(people)
        lp.col_lower_, lp.col_upper_ = [0.0] * len(people), [1e6] * len(people)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(people)
        lp.row_lower_ = [float(least if count is None else count) for count in self.counts.values()]
        lp.row_upper_ = [1e7 if count is None else float(count) for count in self.counts.values()]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = [0]
        for key in self.counts:
            starts.append(starts[-1] + len(self._columns[key]))
        lp.a_matrix_.start_ = starts
        lp.a_matrix_.index_ = [column for key in self.counts for column in self._columns[key]]
        lp.a_matrix_.value_ = [1.0] * starts[-1]
        self._highs.passModel(lp)
        self._size = len(people)

    def hidden(self) -> list[Key]:
        """What he would like to know."""
        return [key for key, count in self.counts.items() if count is None]

    def ends(self, key: Key) -> tuple[int, int]:
        """The least and the greatest number that a hidden one can be."""
        return self._furthest(key, 1.0), self._furthest(key, -1.0)

    def _furthest(self, key: Key, sign: float) -> int:
        for column in range(self._size):
            self._highs.changeColCost(column, 0.0)
        for column in self._columns[key]:
            self._highs.changeColCost(column, sign)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return abs(round(self._highs.getInfo().objective_function_value))
