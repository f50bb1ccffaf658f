# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Two evaluators that share no code agree: the product's engine and a naive one over the reference data."""

import random
from datetime import date
from typing import Any

from beratung.domain.offers import FieldKind
from beratung.domain.views import FactLine
from beratung.offers.service import load_engine
from tests.offers.reference import Naive, needs_reference, offers, read, statuses

ROUNDS = 2000
DAYS = (date(2026, 2, 8), date(2026, 2, 9), date(2026, 11, 22), date(2027, 6, 30), date(2027, 7, 1))


def _values(field: str) -> list[Any]:
    """Return values of a field from both sides of everything that the reference compares it with."""
    wanted: list[Any] = []

    def collect(node: dict[str, Any]) -> None:
        if node.get("field") == field:
            value = node["value"]
            wanted.extend(value if isinstance(value, list) else [value])
        for key in ("all", "any"):
            for part in node.get(key, []):
                collect(part)

    for offer in offers():
        collect(offer["eligibility"])
    info = load_engine().book.fields[field]
    if info.kind is FieldKind.YES_NO:
        return [True, False]
    if info.kind is FieldKind.LEVEL:
        return ["A0", "A1", "A2", "B1", "B2", "C1", "C2"]
    if info.kind is FieldKind.STATUS:
        return list(statuses())
    if info.kind is FieldKind.PLACE:
        return ["15001", "15002", "15003", "15082", "15091", "15090", "14713"]
    if info.options:
        return [option.value for option in info.options]
    return sorted({n + d for n in wanted for d in (-1, 0, 1) if n + d >= 0})


def _aim(
    rng: random.Random, facts: dict[str, Any], node: dict[str, Any], domains: dict[str, list[Any]]
) -> None:
    """Set facts that fulfil a tree, most of the time, so that every offer is reached."""
    if "any" in node:
        _aim(rng, facts, rng.choice(node["any"]), domains)
    for part in node.get("all", []):
        _aim(rng, facts, part, domains)
    if "field" in node and node["field"] in domains and rng.random() < 0.95:
        naive = Naive({}, date(2026, 11, 22))
        fitting = []
        for value in domains[node["field"]]:
            naive.facts = {node["field"]: value}
            if naive.leaf(node["field"], node["op"], node["value"]) == "yes":
                fitting.append(value)
        facts[node["field"]] = rng.choice(fitting)


def _facts(rng: random.Random, domains: dict[str, list[Any]]) -> dict[str, Any]:
    known = rng.choice([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
    facts = {field: rng.choice(values) for field, values in domains.items() if rng.random() < known}
    if rng.random() < 0.5:
        facts["residence_status"] = rng.choice(domains["residence_status"])
    if rng.random() < 0.1:
        facts["residence_status"] = "fiktion_81_4"
    _aim(rng, facts, rng.choice(offers())["eligibility"], domains)
    topics = domains["topic"]
    if rng.random() < 0.3:
        facts["topic"] = tuple(rng.sample(topics, rng.randint(1, 3)))
    return facts


@needs_reference
def test_both_evaluators_agree_on_random_facts() -> None:
    rng = random.Random(20261122)
    engine = load_engine()
    derived = {name for name, info in engine.book.fields.items() if info.is_derived}
    domains = {
        field: _values(field) for field in read("offers.yaml")["meta"]["fields"] if field not in derived
    }
    domains["topic"] = [option.value for option in engine.book.fields["topic"].options]
    seen: dict[tuple[str, str], int] = {}
    for _ in range(ROUNDS):
        facts, on = _facts(rng, domains), rng.choice(DAYS)
        lines = {field: FactLine(field=field, value=value) for field, value in facts.items()}
        ours = {m.offer: m.verdict.value for m in engine.match(lines, on).offers}
        naive = Naive(facts, on)
        theirs = {offer["id"]: naive.offer(offer["id"]) for offer in offers()}
        assert ours == theirs, (facts, on, {k: (v, theirs[k]) for k, v in ours.items() if v != theirs[k]})
        for offer, verdict in ours.items():
            seen[offer, verdict] = seen.get((offer, verdict), 0) + 1
    reached = {(offer["id"], v) for offer in offers() for v in ("yes", "no", "unknown")}
    assert reached - set(seen) <= {("ik_zulassung", "yes")}


@needs_reference
def test_every_status_alone_is_decided_the_same() -> None:
    engine = load_engine()
    for code in statuses():
        for previous in ("ae_25_2_fl", "ae_18a", "unbekannt", None):
            facts = {"residence_status": code, "district_ags": "15003"}
            if previous is not None:
                facts["previous_status"] = previous
            lines = {field: FactLine(field=field, value=value) for field, value in facts.items()}
            on = date(2026, 11, 22)
            ours = {m.offer: m.verdict.value for m in engine.match(lines, on).offers}
            naive = Naive(facts, on)
            assert ours == {offer["id"]: naive.offer(offer["id"]) for offer in offers()}, (code, previous)
