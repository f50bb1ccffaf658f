# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the auditor says of hidden cells is what trying all whole tables says."""

import os
import random

import numpy as np
import pytest

from beratung.reports.protection.audit import audit
from beratung.reports.protection.file import read_problem
from tests.reports.brute import Key, ends, small_table

TABLES = 10_000 if os.environ.get("BERATUNG_TORTURE") else 1_000
PARTS = 10


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_auditor_agrees_with_trying_everything(part: int) -> None:
    tried = 0
    seed = part * 1_000_000
    while tried < TABLES // PARTS:
        seed += 1
        problem = read_problem(small_table(seed, side=4 if seed % 7 == 0 else 3))
        chance = random.Random(f"hide {seed}")
        hidden = problem.primary()
        for cell, key in enumerate(problem.keys):
            hidden[cell] |= bool(key) and problem.counts[cell] > 0 and chance.random() < 0.3
        cells: dict[Key, int | None] = {
            key: None if hidden[cell] else int(problem.counts[cell]) for cell, key in enumerate(problem.keys)
        }
        expected = ends(cells, int(problem.lows[0]), 5_000)
        if expected is None:
            continue  # more tables than anybody wants to try
        tried += 1
        found = audit(problem, np.asarray(hidden))
        assert {problem.keys[cell]: (end.low, end.high) for cell, end in found.items()} == expected, seed
