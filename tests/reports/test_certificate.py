# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The proof shows other tables only, and no number of a file can be changed without being seen."""

import copy
import random
import time
from typing import Any

import pytest

from beratung.reports.protection.checking import NotProven, check
from beratung.reports.protection.document import CannotProtect, protect
from beratung.reports.protection.sealing import digest_of, sealed_seconds
from tests.reports.brute import small_table
from tests.reports.spots import spots
from tests.reports.tables import population, problem


@pytest.fixture(scope="module")
def linked() -> dict[str, Any]:
    people = population(300, {"nat": 7, "dist": 5, "status": 3}, 2)
    return protect(problem(people, ("nat", "dist"), ("nat", "status"), ("dist", "status"))).document


def test_one_changed_number_is_seen(linked: dict[str, Any]) -> None:
    check(linked)
    changed = copy.deepcopy(linked)
    every = list(spots(changed))
    for container, place in random.Random("changes").sample(every, min(1000, len(every))):
        before = container[place]
        for wrong in (before + 1, before - 1):
            container[place] = wrong
            with pytest.raises(NotProven):
                check(changed)
        container[place] = before
    check(changed)


def test_a_changed_count_is_seen_even_under_a_fresh_seal(linked: dict[str, Any]) -> None:
    """Whoever writes the fingerprint anew still has to make the sums right."""
    changed = copy.deepcopy(linked)
    counts = [(c, "count") for t in changed["tables"] for c in t["cells"] if c["count"] is not None]
    witnesses = [(w, n) for w in changed["certificate"]["witnesses"] for n in range(len(w))]
    chance = random.Random("sealed")
    for container, place in chance.sample(counts, 30) + chance.sample(witnesses, min(60, len(witnesses))):
        before = container[place]
        container[place] = before + 1
        changed["certificate"]["digest"] = digest_of(changed)
        changed["seconds"] = sealed_seconds(7, changed["certificate"]["digest"])
        with pytest.raises(NotProven):
            check(changed)
        container[place] = before
    changed["certificate"]["digest"] = digest_of(changed)
    changed["seconds"] = sealed_seconds(7, changed["certificate"]["digest"])
    check(changed)


def test_a_file_without_proof_is_refused(linked: dict[str, Any]) -> None:
    for name in linked:
        changed = {key: value for key, value in linked.items() if key != name}
        with pytest.raises(NotProven):
            check(changed)
    with pytest.raises(NotProven):
        check({})


def test_the_people_behind_the_tables_are_part_of_the_proof(linked: dict[str, Any]) -> None:
    changed = copy.deepcopy(linked)
    assert changed["certificate"]["joint"]
    changed["certificate"]["joint"] = []
    changed["certificate"]["digest"] = digest_of(changed)
    changed["seconds"] = sealed_seconds(7, changed["certificate"]["digest"])
    with pytest.raises(NotProven):
        check(changed)


def test_the_true_table_is_never_among_the_witnesses() -> None:
    seen = 0
    for seed in range(60):
        try:
            outcome = protect(small_table(seed, side=3))
        except CannotProtect:
            continue
        true = [int(count) for count in outcome.problem.counts[outcome.pattern.hidden]]
        witnesses = outcome.document["certificate"]["witnesses"]
        seen += len(witnesses)
        assert true not in witnesses or not true
    assert seen > 60


def test_a_large_proof_is_checked_at_once() -> None:
    people = population(1500, {"nat": 40, "dist": 12}, 1)
    document = protect(problem(people, ("nat", "dist"))).document
    begun = time.process_time()
    check(document)
    assert time.process_time() - begun < 2  # 0.4 on a machine that does nothing else
