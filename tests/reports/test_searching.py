# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Large tables are shown safe as well, a stopped search ends, and only what is needed is looked at."""

import copy
import itertools
import time
from typing import Any

import numpy as np
import pytest

from beratung.reports.protection import attacker, protector, reckoning
from beratung.reports.protection.attacker import Attack, Model, TooLarge
from beratung.reports.protection.checking import check
from beratung.reports.protection.crowd import Crowd
from beratung.reports.protection.document import protect
from beratung.reports.protection.file import read_problem
from beratung.reports.protection.moves import Moves, widely_moved
from beratung.reports.protection.needs import Found, Needs
from beratung.reports.protection.protector import Protector
from beratung.reports.protection.reckoning import UNLIMITED, Clock, Ending, OutOfTime, opened
from tests.reports.outsider import Outsider
from tests.reports.tables import population, problem

TRIANGLE = (("nat", "dist"), ("nat", "status"), ("dist", "status"))
RING = (("nat", "dist"), ("dist", "status"), ("status", "topic"), ("topic", "nat"))


def small(seed: int, shapes: tuple[tuple[str, str], ...] = TRIANGLE, **more: object) -> dict[str, Any]:
    sizes = {"nat": 8, "dist": 5, "status": 4, "topic": 3}
    return problem(population(300, sizes, seed), *shapes, **more)


def recoverable(document: dict[str, Any]) -> int:
    outsider = Outsider(document)
    threshold = document["threshold"]
    ends = [outsider.ends(key) for key in outsider.hidden()]
    return sum(high < threshold or high - low < threshold - 1 for low, high in ends)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("seed", "shapes"), [(1, TRIANGLE), (2, TRIANGLE), (3, RING), (4, RING)])
def test_more_kinds_of_people_than_can_be_listed_are_no_reason_to_refuse(
    monkeypatch: pytest.MonkeyPatch, seed: int, shapes: tuple[tuple[str, str], ...]
) -> None:
    """The witnesses are whole populations of the few kinds that are needed, and the reader apart finds nothing."""
    exact = protect(small(seed, shapes)).document
    monkeypatch.setattr(attacker, "MOST_JOINT", 10)
    with pytest.raises(TooLarge):
        Model(read_problem(small(seed, shapes)))
    document = protect(small(seed, shapes)).document
    assert document["certificate"]["joint"]
    assert check(document).hidden
    assert not recoverable(document)
    assert document["lower_bound"] <= exact["hidden_secondary"] <= document["hidden_secondary"]


def test_a_release_before_is_kept_in_mind_where_kinds_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden numbers that nobody counts any more get one possible population behind them."""
    first = protect(small(5, TRIANGLE[:1])).document
    monkeypatch.setattr(attacker, "MOST_JOINT", 10)
    given = small(
        5, TRIANGLE[1:], released=[{name: first[name] for name in ("threshold", "zeros", "tables")}]
    )
    document = protect(given).document
    assert check(document).hidden
    assert not recoverable(document)


def test_people_behind_the_true_tables_add_up_to_them() -> None:
    read = read_problem(small(6, RING))
    found = Crowd(read, UNLIMITED).any_population()
    assert found is not None
    counts, people = found
    assert np.array_equal(counts, read.counts)
    crowd = Crowd(read, UNLIMITED)
    keys = crowd.keys_of([people])
    vector = crowd.vector(counts, people, keys)
    assert Attack(Model(read, kinds=keys), np.zeros(len(read.keys), bool)).fits(vector)


def test_a_step_is_made_up_for_by_the_people_around() -> None:
    read = read_problem(small(6))
    crowd = Crowd(read, UNLIMITED)
    found = crowd.any_population()
    assert found is not None
    hidden = read.counts > 0
    attack = Attack(Model(read, has_joint=False), hidden)
    moves = Moves(attack, read.counts)
    done = 0
    for cell in np.flatnonzero(read.primary()):
        table = moves.moved(int(cell), 2)
        if table is None:
            continue
        assert table[cell] >= read.counts[cell] + 2
        assert attack.fits(table)
        steps = {int(at): int(table[at] - read.counts[at]) for at in np.flatnonzero(table != read.counts)}
        people = crowd.completed(found[1], steps)
        if people is not None:
            done += 1
            keys = crowd.keys_of([people])
            vector = crowd.vector(table, people, keys)
            assert Attack(Model(read, kinds=keys), hidden).fits(vector)
    assert done > 5


def test_many_cells_move_in_one_table() -> None:
    read = read_problem(problem(population(400, {"a": 8, "b": 5, "c": 4}, 1), ("a", "b", "c")))
    hidden = (read.counts > 0) & ~read.totals()
    found = Found(Attack(Model(read), hidden), Needs.of(read), [])
    cells = [int(cell) for cell in np.flatnonzero(read.primary())]
    table = widely_moved(found, cells, np.ones(len(hidden)))
    assert table is not None
    assert found.learn(table)
    assert sum(table[cell] >= 3 for cell in cells) > len(cells) // 4


def test_what_is_known_is_no_column_of_the_reckoning() -> None:
    read = read_problem(small(7, TRIANGLE[:1]))
    rows = Model(read).rows
    hidden = read.primary()
    low = np.where(hidden, 1.0, read.counts)
    left = opened(rows, low, np.where(hidden, 99.0, read.counts))
    assert left is not None
    assert list(left.columns) == list(np.flatnonzero(hidden))
    assert np.array_equal(left.whole_of(read.counts[hidden].astype(float)), read.counts)
    low[~hidden] += 1  # untrue sums are seen at once
    assert opened(rows, low, low) is None


def test_the_bounds_of_the_reduced_reckoning_are_those_of_all_cells() -> None:
    """Weak duality: no table gains more than the reduced costs allow for."""
    read = read_problem(problem(population(400, {"a": 6, "b": 4, "c": 3}, 2), ("a", "b", "c")))
    hidden = (read.counts > 0) & ~read.totals()
    attack = Attack(Model(read), hidden)
    for cell in np.flatnonzero(read.primary()):
        table, value = attack.extreme({int(cell): 1.0})
        _, reduced = attack.duals()
        assert value == pytest.approx(table[cell])
        gain = float(reduced @ (table - read.counts)) + float(read.counts[cell])
        assert gain == pytest.approx(value)
        assert (
            abs(reduced[hidden & (table > 1.5) & (table < attack.high[: len(table)] - 1)]).max(initial=0)
            < 1e-6
        )


@pytest.mark.timeout(600)
def test_a_table_of_three_dimensions_is_shown_safe() -> None:
    given = problem(population(400, {"a": 6, "b": 4, "c": 3}, 1), ("a", "b", "c"))
    document = protect(given).document
    assert check(document).hidden > 20
    assert 0 < document["lower_bound"] <= document["hidden_secondary"] <= document["lower_bound"] * 1.6
    assert not recoverable(document)


@pytest.mark.timeout(600)
def test_the_budget_counts_work_and_not_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a small budget the outcome is a quick plan, the same each time, and safe."""
    monkeypatch.setattr(protector, "WORK", 100_000)
    monkeypatch.setattr(protector, "PRUNING", 1_000_000)
    given = problem(population(300, {"a": 6, "b": 4, "c": 3}, 3), ("a", "b", "c"))
    one, other = (protect(copy.deepcopy(given)).document for _ in range(2))
    del one["seconds"], other["seconds"]
    assert one == other
    assert one["stopped"] is False
    assert not one["proven_best"]
    assert not recoverable(one)


def test_a_search_that_cannot_end_in_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the quick plan and its proof are bounded; nothing is called safe that was not shown."""
    monkeypatch.setattr(reckoning, "GRACE", 0.2)
    given = problem(population(3000, {"a": 20, "b": 10, "c": 8}, 1), ("a", "b", "c"))
    begun = time.monotonic()
    with pytest.raises(OutOfTime):
        protect(given, seconds=0.1)
    asked = itertools.count()
    with pytest.raises(OutOfTime):
        protect(given, is_cancelled=lambda: next(asked) > 3)
    assert time.monotonic() - begun < 60


def test_a_stopped_search_gives_its_quick_plan_within_the_grace() -> None:
    read = read_problem(problem(population(300, {"a": 6, "b": 4, "c": 3}, 3), ("a", "b", "c")))
    pattern = Protector(read, Ending(time.monotonic() - 1, None)).run()
    assert pattern.is_stopped
    assert pattern.tables


def test_the_clock_looks_at_both_ends() -> None:
    clock = Clock(lambda: time.monotonic() + 5)
    assert 0 < clock.left() <= 5
    assert set(reckoning.timed(clock)) == {"time_limit"}
    assert not reckoning.timed(UNLIMITED)
    clock.is_paused = lambda: True
    with pytest.raises(reckoning.Paused):
        clock.look()
    with pytest.raises(OutOfTime):
        Clock(lambda: time.monotonic() - 1).look()
