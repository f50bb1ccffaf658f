# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What must hold for every hidden cell, and what an attack on a set of hidden cells tells about it."""

import msgspec
import numpy as np

from beratung.reports.protection.attacker import Attack
from beratung.reports.protection.problem import Problem

NEAR = 1e-6
NO_LIMIT = np.iinfo(np.int64).max


class Needs(msgspec.Struct, frozen=True):
    """By cell: the greatest value must reach ``high``, the least must not exceed ``low``, and lie ``span`` below."""

    high: np.ndarray
    low: np.ndarray
    span: np.ndarray

    @classmethod
    def of(cls, problem: Problem) -> "Needs":
        """The threshold's needs; where zeros are merged, that somebody is there at all can be denied."""
        count = len(problem.keys)
        low = np.full(count, NO_LIMIT)
        low[problem.deniable()] = 0
        return cls(problem.thresholds, low, problem.span())


class Cut(msgspec.Struct, frozen=True):
    """At least one of some cells must be hidden: the sum of ``weights`` over hidden cells is at least 1.

    ``cell`` is the one because of which; unless ``is_sure``, that one may as well not be hidden. ``is_strict``
    if the cell is safe, but could be shown so by nothing but the true table.
    """

    weights: dict[int, float]
    cell: int
    is_sure: bool
    is_strict: bool = False


class Found:
    """Whole tables that fit one attack, and what they reach for each cell."""

    def __init__(self, attack: Attack, needs: Needs, known: list[np.ndarray]) -> None:
        self.attack = attack
        self.needs = needs
        self.targets = [int(cell) for cell in np.flatnonzero(attack.hidden & attack.problem.watched())]
        cells = len(attack.problem.keys)
        self.high = np.full(cells, -1, np.int64)
        self.low = np.full(cells, NO_LIMIT)
        self.tables: list[np.ndarray] = []
        for table in known:
            self.learn(table)

    def learn(self, table: np.ndarray) -> bool:
        """Take over a table if it is whole, fits, and is not the true one."""
        if not self.attack.fits(table) or self.attack.is_true(table):
            return False
        whole = np.rint(table).astype(np.int64)
        cells = whole[: len(self.high)]
        if (cells > self.high).any() or (cells < self.low).any():
            np.maximum(self.high, cells, out=self.high)
            np.minimum(self.low, cells, out=self.low)
            self.tables.append(whole)
        return True

    def is_met(self, cell: int) -> bool:
        """Whether whole tables show that a cell is safe."""
        return self.is_high(cell) and self.is_low(cell)

    def is_high(self, cell: int) -> bool:
        """Whether a whole table reaches the threshold."""
        return bool(self.high[cell] >= self.needs.high[cell])

    def is_low(self, cell: int) -> bool:
        """Whether whole tables lie far enough apart, and one low enough."""
        spans = self.high[cell] - self.low[cell] >= self.needs.span[cell]
        return bool(spans and self.low[cell] <= self.needs.low[cell])


class Side(msgspec.Struct, frozen=True):
    """How far a cell can move to one side, over the reals, and how that depends on what is hidden.

    The way is at most ``base`` and the sum of ``ways`` over hidden cells, whatever is hidden.
    """

    way: float
    base: float
    ways: np.ndarray


class Settled(msgspec.Struct, frozen=True):
    """Whether whole tables show a cell safe; if not, whether the true table alone would."""

    is_met: bool
    is_strict: bool = False


def settle(found: Found, cell: int) -> Settled:
    """Look for whole tables until a cell is shown safe, or none can: exact for whole numbers."""
    attack, needs = found.attack, found.needs
    is_strict = False

    def search(**wanted: int) -> bool:
        nonlocal is_strict
        table = attack.whole(cell, **wanted)
        is_strict |= attack.needed_truth
        return table is not None and found.learn(table)

    if not found.is_high(cell) and not search(at_least=int(needs.high[cell])):
        return Settled(is_met=False, is_strict=is_strict)
    if found.is_low(cell):
        return Settled(is_met=True)
    least = int(attack.problem.lows[cell])
    wanted = min(int(found.high[cell] - needs.span[cell]), int(needs.low[cell]))
    if wanted >= least and search(at_most=wanted):
        return Settled(is_met=True)
    low = least
    while low < found.low[cell]:  # the least value that a table has lies in between
        middle = (low + int(found.low[cell])) // 2
        if not search(at_most=middle):
            low = middle + 1
    is_met = bool(found.low[cell] <= needs.low[cell])
    is_met = is_met and search(at_least=int(found.low[cell] + needs.span[cell]))
    return Settled(is_met=is_met, is_strict=is_strict and not is_met)


def examine(found: Found, cell: int, always: np.ndarray) -> list[Cut]:
    """Look for tables that make a cell safe; where the reals forbid them, say what must change."""
    needs, attack = found.needs, found.attack
    count = int(attack.problem.counts[cell])
    cuts: list[Cut] = []
    up = _side(found, cell, 1)
    if up.way < needs.high[cell] - count - NEAR:
        cuts.append(_cut(found, cell, always, (up,), float(needs.high[cell] - count)))
    if found.is_low(cell):
        return cuts
    down = _side(found, cell, -1)
    if up.way + down.way < needs.span[cell] - NEAR:
        cuts.append(_cut(found, cell, always, (up, down), float(needs.span[cell])))
    if count - down.way > needs.low[cell] + NEAR:
        cuts.append(_cut(found, cell, always, (down,), float(count - needs.low[cell])))
    return cuts


def _side(found: Found, cell: int, sign: int) -> Side:
    attack, problem = found.attack, found.attack.problem
    table, value = attack.extreme({cell: float(sign)})
    found.learn(table)
    _, reduced = attack.duals()
    cells = len(problem.keys)
    counts = problem.counts.astype(float)
    own, joint = reduced[:cells], reduced[cells:]
    base = float(own @ counts) + float(attack.high[cells:] @ np.maximum(joint, 0)) - sign * counts[cell]
    ways = np.maximum(own, 0) * (attack.tops - counts) + np.maximum(-own, 0) * (counts - problem.lows)
    return Side(value - sign * counts[cell], base, np.maximum(ways, 0))


def _cut(found: Found, cell: int, always: np.ndarray, sides: tuple[Side, ...], need: float) -> Cut:
    ways = np.sum([side.ways for side in sides], axis=0)
    is_free = ~always
    is_free[cell] = False
    left = need - sum(side.base for side in sides) - float(ways[~is_free].sum())
    weights = {
        int(at): min(1.0, float(ways[at]) / left)
        for at in np.flatnonzero(is_free & (ways > NEAR * max(1.0, left)))
    }
    return Cut(weights, cell, bool(always[cell]))
