# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The cases of ``tests/offers/cases``, which a lawyer can read and change without knowing the program."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from beratung.domain.cases import Case, Fact, ResidenceTitle
from beratung.domain.offers import OfferStatus, Verdict
from beratung.domain.people import Address, Birth, Client, Gender, Precision
from beratung.offers.service import Matcher, load_engine

FOLDER = Path(__file__).with_name("cases")
MATCHER = Matcher()
SOMEBODY, CASE = UUID(int=1), UUID(int=2)


class Instance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must come out for some facts."""

    name: str
    verdict: Verdict
    facts: dict[str, Any] = {}
    without: tuple[str, ...] = ()


class OfferCases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cases of one offer."""

    offer: str
    statute: str
    cases: tuple[Instance, ...]
    base: dict[str, Any] = {}


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of cases on one day."""

    day: date
    offers: tuple[OfferCases, ...]


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must come out for a record, day by day."""

    name: str
    statute: str
    offer: str
    days: dict[date, Verdict]
    born: date
    precision: Precision = Precision.EXACT
    gender: Gender | None = None
    municipality: str | None = None
    entry: date | None = None
    residence: dict[str, Any] | None = None
    facts: dict[str, Any] = {}
    facts_on_the_day: dict[str, Any] = {}


class DeadlineFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of deadlines."""

    deadlines: tuple[Deadline, ...]


def _files() -> list[CaseFile]:
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "fristen")
    return [msgspec.yaml.decode(path.read_bytes(), type=CaseFile) for path in paths]


FILES = _files()
DEADLINES = msgspec.yaml.decode((FOLDER / "fristen.yaml").read_bytes(), type=DeadlineFile).deadlines


def _instances() -> list[Any]:
    return [
        pytest.param(offer, case, file.day, id=f"{offer.offer}: {case.name}")
        for file in FILES
        for offer in file.offers
        for case in offer.cases
    ]


@pytest.mark.parametrize(("offer", "case", "on"), _instances())
def test_case(offer: OfferCases, case: Instance, on: date) -> None:
    facts = {field: v for field, v in {**offer.base, **case.facts}.items() if field not in case.without}
    found = {match.offer: match for match in MATCHER.match_facts(facts, on).offers}
    assert found[offer.offer].verdict is case.verdict, [
        (c.text, c.verdict.value) for c in found[offer.offer].criteria
    ]


def _days() -> list[Any]:
    return [
        pytest.param(deadline, day, verdict, id=f"{deadline.name}: {day}")
        for deadline in DEADLINES
        for day, verdict in deadline.days.items()
    ]


def _record(deadline: Deadline, day: date) -> tuple[Client, Case]:
    client = Client(
        id=SOMEBODY,
        subject=SOMEBODY,
        born=Birth(on=deadline.born, precision=deadline.precision),
        gender=deadline.gender,
        address=Address(municipality=deadline.municipality),
    )
    facts = {field: Fact(value=value, source="client", on=day) for field, value in deadline.facts.items()}
    facts |= {f: Fact(value=v, source="client", on=day) for f, v in deadline.facts_on_the_day.items()}
    residence = () if deadline.residence is None else (ResidenceTitle(**deadline.residence),)
    case = Case(id=CASE, subject=SOMEBODY, opened=day, entry=deadline.entry, residence=residence, facts=facts)
    return client, case


@pytest.mark.parametrize(("deadline", "day", "verdict"), _days())
def test_deadline(deadline: Deadline, day: date, verdict: Verdict) -> None:
    client, case = _record(deadline, day)
    found = {match.offer: match for match in MATCHER.match(client, case, day).offers}
    assert found[deadline.offer].verdict is verdict, [
        (c.text, c.verdict.value, c.value, c.upper) for c in found[deadline.offer].criteria
    ]


def test_every_offer_has_a_yes_a_no_and_an_unknown() -> None:
    seen: dict[str, set[Verdict]] = defaultdict(set)
    for file in FILES:
        for offer in file.offers:
            seen[offer.offer] |= {case.verdict for case in offer.cases}
    for info in load_engine().catalogue:
        wanted = set(Verdict)
        if info.status is OfferStatus.AUSGESETZT:
            wanted.remove(Verdict.YES)
        assert seen[info.id] == wanted, info.id


def test_every_case_names_an_offer_and_a_statute() -> None:
    known = {info.id for info in load_engine().catalogue}
    named = [(o.offer, o.statute) for file in FILES for o in file.offers]
    named += [(deadline.offer, deadline.statute) for deadline in DEADLINES]
    assert {offer for offer, _ in named} == known
    assert all(statute for _, statute in named)
