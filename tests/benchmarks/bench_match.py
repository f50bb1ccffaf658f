# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Matching one client against all offers with reasons and the next question, beside a plain loop without them."""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from beratung.domain.cases import Case, Fact, GermanLevel, GermanSkill, ResidenceTitle
from beratung.domain.facts import derive_facts
from beratung.domain.people import Address, Birth, Client, FamilyMember, Gender, Language, Relation
from beratung.domain.rules import DERIVED, Group, Leaf, Needs, Part, status_value
from beratung.domain.views import FactLine
from beratung.offers.codes import load_codes
from beratung.offers.engine_values import LEVELS, NO, UNKNOWN, YES
from beratung.offers.service import load_engine
from tests.benchmarks import Row

ON = date(2026, 11, 22)
ROUNDS = 60
WHO = UUID(int=1)


def _client() -> Client:
    return Client(
        id=WHO,
        subject=WHO,
        born=Birth(on=date(1992, 3, 14)),
        gender=Gender.F,
        nationalities=("475",),
        languages=(Language(code="ar", interpreter=True), Language(code="en", spoken="A2")),
        address=Address(municipality="15003000"),
        family=(FamilyMember(relation=Relation.CHILD, born=Birth(on=date(2019, 5, 1))),),
    )


def _case() -> Case:
    answers: dict[str, bool | str] = {
        "in_school": False,
        "employed": False,
        "in_vocational_training": False,
        "benefit_system": "SGB_II",
        "able_to_work": True,
        "needy": True,
        "registered_with_agency": True,
        "foreign_qualification": "berufsausbildung",
    }
    return Case(
        id=UUID(int=2),
        subject=WHO,
        opened=date(2026, 1, 10),
        entry=date(2023, 5, 1),
        residence=(ResidenceTitle(status="ae_25_2_fl", issued=date(2026, 2, 2), until=date(2029, 2, 2)),),
        german=(GermanLevel(skill=GermanSkill.OVERALL, level="A2", on=date(2026, 6, 3)),),
        facts={field: Fact(value=value, on=date(2026, 10, 12)) for field, value in answers.items()},
    )


class Plain:
    """The least that decides: a loop over the leaves of every offer, with neither reasons nor questions."""

    def __init__(self, facts: Mapping[str, FactLine]) -> None:
        self._book = load_engine().book
        self._rules = {rule.info.id: rule for rule in self._book.rules}
        self._facts = facts

    def decide(self) -> dict[str, int]:
        """Return the truth of every offer."""
        return {offer: self._part(rule.tree) for offer, rule in self._rules.items()}

    def _part(self, part: Part) -> int:
        if isinstance(part, Leaf):
            return self._leaf(part)
        if isinstance(part, Needs):
            return max(self._part(self._rules[base].tree) for base in part.offers)
        assert isinstance(part, Group)
        return (max if part.is_any else min)([self._part(inner) for inner in part.parts])

    def _leaf(self, leaf: Leaf) -> int:
        field = "residence_status" if leaf.field in DERIVED else leaf.field
        line = self._facts.get(field)
        if line is None or line.value is None:
            return UNKNOWN
        value: Any = line.value
        if leaf.field in DERIVED:
            value = status_value(self._book.statuses[value], leaf.field)
        wanted: Any = leaf.value
        if value in LEVELS:
            value, wanted = LEVELS[value], LEVELS[wanted]
        answers: dict[str, Callable[[], bool]] = {
            "eq": lambda: bool(value == wanted),
            "ne": lambda: bool(value != wanted),
            "in": lambda: value in leaf.wanted,
            "not_in": lambda: value not in leaf.wanted,
            "lt": lambda: bool(value < wanted),
            "le": lambda: bool(value <= wanted),
            "gt": lambda: bool(value > wanted),
            "ge": lambda: bool(value >= wanted),
            "prefix": lambda: value.startswith(wanted),
        }
        return YES if answers[leaf.op.value]() else NO


def _medians(*jobs: Callable[[], object]) -> list[float]:
    """Return medians in milliseconds of this thread's own time: nothing here waits for anything."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(ROUNDS):
        for taken, job in zip(times, jobs, strict=True):
            start = time.thread_time()
            job()
            taken.append((time.thread_time() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def run() -> list[Row]:
    """Measure, in interleaved rounds."""
    engine, codes = load_engine(), load_codes()
    client, case = _client(), _case()
    facts = derive_facts(client, case, ("existenz",), ON, codes)
    plain, nothing = Plain(facts), Plain({})
    match, loop, empty, empty_loop, derive = _medians(
        lambda: engine.match(facts, ON),
        plain.decide,
        lambda: engine.match({}, ON),
        nothing.decide,
        lambda: derive_facts(client, case, ("existenz",), ON, codes),
    )
    against = "a loop over all leaves, without reasons and questions"
    return [
        Row("one client, all offers, reasons, next question", match, loop, "at most 3 ms", against),
        Row("a client of whom nothing is known", empty, empty_loop, "at most 3 ms", against),
        Row("deriving the facts of a record", derive, match, "a small part of matching", "matching"),
    ]
