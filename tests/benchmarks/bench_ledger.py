# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Three years of a release ledger: twelve quarters and three years of five linked tables, then the audits.

Beside it the same figures by the seconds that were promised: a new release at most 60 s, the whole anew at most 15 min.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import Category, Grouping, Measure, ReportDefinition
from tests.benchmarks import Row
from tests.reports.facts_made import Row as Fact
from tests.reports.house import EVERY_PERIOD, House, Shelf, table

PEOPLE, TALKS = 2400, 3
NATIONS, DISTRICTS = 40, 12


def _grouping(name: str, column: str, count: int) -> Grouping:
    named = [
        Category(id=f"{name}{n}", label={"de": f"{name} {n}"}, words=(f"{n}",)) for n in range(count - 1)
    ]
    rest = Category(id=f"{name}rest", label={"de": "Sonstige"}, is_rest=True)
    return Grouping(id=name, column=column, label={"de": name}, categories=(*named, rest))


GROUPINGS = (
    _grouping("nation", "nationality", NATIONS),
    _grouping("district", "district", DISTRICTS),
    _grouping("status", "status", 6),
    _grouping("age", "age", 6),
    _grouping("gender", "gender", 3),
)
PAIRS = (
    ("nation", "district"),
    ("nation", "gender"),
    ("district", "status"),
    ("district", "age"),
    ("age", "gender"),
)


def _facts(year: int) -> list[Fact]:
    chance = random.Random(year)
    rows = []
    for person in range(PEOPLE):
        who = {
            "nationality": str(min(NATIONS, int(chance.paretovariate(0.6)) - 1)),
            "district": str(min(DISTRICTS, int(chance.paretovariate(0.5)) - 1)),
            "status": str(chance.randrange(6)),
            "age": str(chance.randrange(6)),
            "gender": str(chance.choices(range(3), (50, 48, 2))[0]),
        }
        rows += [
            {
                "month": f"{year}-{chance.randint(1, 12):02d}",
                "person": str(person + 1),
                "kind": "consultation",
                **who,
            }
            for _ in range(chance.randint(1, TALKS))
        ]
    return rows


def _house(years: range) -> House:
    tables = tuple(table(f"{a}_{b}", Measure.CONSULTATIONS, a, b) for a, b in PAIRS)
    own = ReportDefinition(
        id="fuenf", title={"de": "Fünf"}, periods=EVERY_PERIOD, tables=tables, groupings=GROUPINGS
    )
    return House(Shelf([row for year in years for row in _facts(year)], own))


def run() -> Iterator[Row]:
    """Release everything in its order and audit."""
    years = range(2024, 2027)
    house, out = _house(years), Path(tempfile.mkdtemp())
    longest = 0.0
    for year in years:
        for period in (*(f"{year}-Q{n}" for n in range(1, 5)), str(year)):
            begun = time.monotonic()
            try:
                done = house.reports.release("fuenf", period, to_whom="Land", out=out).report
            except BeratungError as refused:
                sys.stdout.write(f"  {period}: {refused}\n")
                continue
            took = time.monotonic() - begun
            longest = max(longest, took)
            sys.stdout.write(
                f"  {period}: {took:5.1f} s, {done.cells} cells, {done.hidden} hidden"
                f" (at least {done.least_hidden}), proven {done.is_proven}\n"
            )
    begun = time.monotonic()
    stored = house.reports.audit_ledger()
    stored_took = time.monotonic() - begun
    begun = time.monotonic()
    anew = house.reports.audit_ledger(anew=True)
    anew_took = time.monotonic() - begun
    sys.stdout.write(f"  sound by the stored proofs: {stored.is_sound}, anew: {anew.is_sound}\n")
    yield Row("longest release with its joint protection", longest * 1000, 60_000, "at most 1 times", "60 s")
    yield Row("audit from the stored proofs", stored_took * 1000, 60_000, "at most 1 times", "60 s")
    yield Row("audit of the whole ledger anew", anew_took * 1000, 900_000, "at most 1 times", "15 min")
