# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""All but one: what a total leaves when one of its parts is taken away is a number as well, though nobody prints it. Pure."""

import msgspec
import numpy as np

from beratung.reports.protection.problem import Key, Problem, Table

Complement = tuple[Key, str]
"""The key of the part that is taken away, and the dimension along which the total is formed."""


def with_complements(problem: Problem, promised: dict[Complement, int], *, is_wanted: bool) -> Problem:
    """The problem with a hidden cell for each small rest; ``promised`` are spans of rests in earlier releases."""
    finding = _Finding(problem)
    if is_wanted:
        for table in problem.tables:
            finding.look_at(table)
    for complement, span in promised.items():
        finding.promise(complement, span)
    return finding.problem_with_all()


class _Finding:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {key: at for at, key in enumerate(problem.keys)}
        self.known = problem.known()
        self.found: dict[Complement, tuple[int, int]] = {}
        self.spans: dict[Complement, int] = {}

    def look_at(self, table: Table) -> None:
        """Find the small rests of one table."""
        for key in table.every_key():
            named = {dimension for dimension, _ in key}
            for dimension in table.dimensions:
                if dimension in named:
                    continue
                parts = [self.place[part] for part in table.parts(key, dimension)]
                for at, part in zip(parts, table.parts(key, dimension), strict=True):
                    others = [other for other in parts if other != at]
                    if self._is_small(self.place[key], at, others):
                        self.found[part, dimension] = (self.place[key], at)

    def _is_small(self, total: int, part: int, others: list[int]) -> bool:
        """Whether a rest is of so few persons; a rest that is a single cell is protected as that cell."""
        problem, threshold = self.problem, self._threshold(total, part)
        if not self.known[[total, part]].all() or not problem.counts[part]:
            return False
        left = [other for other in others if problem.counts[other]]
        if not left or (len(left) == 1 and problem.thresholds[left[0]] >= threshold):
            return False
        persons = max(
            int(problem.persons[total] - problem.persons[part]), int(problem.persons[others].max(initial=0))
        )
        return persons < threshold

    def _threshold(self, total: int, part: int) -> int:
        return int(max(self.problem.thresholds[total], self.problem.thresholds[part]))

    def promise(self, complement: Complement, span: int) -> None:
        """Take over what an earlier release kept in the dark."""
        part, dimension = complement
        total = frozenset(pair for pair in part if pair[0] != dimension)
        if part in self.place and total in self.place:
            self.found[complement] = (self.place[total], self.place[part])
            self.spans[complement] = span

    def problem_with_all(self) -> Problem:
        """The problem with a cell for each rest."""
        problem, first, more = self.problem, len(self.problem.keys), list(self.found.items())
        if not more:
            return problem
        ends = np.array([pair for _, pair in more])
        totals, parts = ends[:, 0], ends[:, 1]
        is_known = self.known[totals] & self.known[parts]
        counts = np.where(is_known, problem.counts[totals] - problem.counts[parts], 1)
        bound = {first + int(at) for at in np.flatnonzero(~is_known)}
        spans = {first + at: self.spans[name] for at, (name, _) in enumerate(more) if name in self.spans}
        thresholds = np.array([self._threshold(total, part) for _, (total, part) in more], np.int64)
        return msgspec.structs.replace(
            problem,
            keys=(*problem.keys, *(part | {("~", f"all but this {along}")} for (part, along), _ in more)),
            counts=np.concatenate([problem.counts, counts]),
            persons=np.concatenate([problem.persons, np.where(counts > 0, 1, 0)]),
            is_events=np.concatenate([problem.is_events, problem.is_events[totals]]),
            thresholds=np.concatenate([problem.thresholds, thresholds]),
            lows=np.concatenate([problem.lows, np.zeros(len(more), np.int64)]),
            sums=(*problem.sums, *((int(t), (int(p), first + at)) for at, (t, p) in enumerate(ends))),
            bound=problem.bound | bound,
            was_primary=problem.was_primary | bound,
            spans={**problem.spans, **spans},
            complements={first + at: (part, along) for at, ((part, along), _) in enumerate(more)},
        )
