# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A synthetic centre: the same people for the same seed, none of whom exists.

``households`` is pure; ``beratung.centre.demo`` stores what it yields.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

import msgspec

from beratung.demo import histories, papers, persons
from beratung.demo.chance import Chance
from beratung.demo.making import Maker
from beratung.demo.origins import ORIGINS, Origin
from beratung.demo.showcase import SITUATIONS
from beratung.domain.base import Record
from beratung.domain.cases import Case
from beratung.domain.codes import Codes
from beratung.domain.people import Client

COUNSELLOR = "beraterin"

replace = msgspec.structs.replace


class Household(msgspec.Struct, frozen=True):
    """One or two cases with everything that belongs to them, or an anonymous consultation."""

    cases: int
    records: tuple[Record, ...]


def _case(chance: Chance, client: Client, origin: Origin, on: date) -> Case:
    first, last = origin.entry
    entry = chance.day(on - timedelta(days=365 * last), on - timedelta(days=365 * first + 20))
    if client.born is not None:
        entry = max(entry, client.born.on)
    titles = papers.residence(chance, origin, entry, on)
    status = titles[0].status if titles else ""
    opened = chance.day(max(entry, on - timedelta(days=1000)), on - timedelta(days=1))
    case = Case(
        id=chance.id(),
        subject=client.id,
        programme=papers.programme(client, status, on),
        opened=min(opened, on),
        counsellor=COUNSELLOR,
        entry=entry if chance.happens(88) and origin.nationality != "000" else None,
        residence=titles,
        german=papers.german(chance, origin.nationality, entry, on),
        qualifications=papers.qualifications(chance, origin.nationality, on.year),
        employment=papers.employment(chance, status, entry, on),
    )
    return replace(case, facts=papers.facts(chance, case, client, on))


def _closed(chance: Chance, case: Case, on: date) -> Case:
    last = chance.day(case.opened, on)
    return replace(case, closing=papers.closing(chance, last, on))


def _records(
    chance: Chance, client: Client, case: Case, offers: Collection[str], on: date
) -> tuple[Record, ...]:
    notes = histories.consultations(chance, client, case, on)
    consents = histories.consents(chance, case, on)
    return client, case, *notes, *consents, *histories.referrals(chance, case, notes, offers, on)


def _household(
    chance: Chance, codes: Codes, offers: Collection[str], on: date, *, may_be_two: bool
) -> Household:
    origin = chance.weighted(ORIGINS, [origin.weight for origin in ORIGINS])
    client, language, family = persons.person(chance, origin, codes, on)
    people = [client]
    if may_be_two and chance.happens(11):
        people = list(persons.spouse(chance, client, language, family, on))
    records: list[Record] = []
    for who in people:
        case = _case(chance, who, origin, on)
        if chance.happens(18):
            case = _closed(chance, case, on)
        records.extend(_records(chance, who, case, offers, on))
    if chance.happens(3):
        records.append(histories.anonymous(chance, COUNSELLOR, on))
    return Household(len(people), tuple(records))


def households(cases: int, seed: int, on: date, codes: Codes, offers: Collection[str]) -> Iterator[Household]:
    """Yield so many cases, household by household; the first ones are the situations of the showcase.

    Every record follows from the seed, its place and the day alone, also its id: the first hundred cases of a
    demo of a thousand are those of a demo of a hundred.
    """
    made = 0
    for n, situation in enumerate(SITUATIONS[: min(cases, len(SITUATIONS))]):
        client, case, more = situation(Maker(Chance(seed, "showcase", n), on, COUNSELLOR))
        made += 1
        yield Household(1, (client, case, *more))
    n = 0
    while made < cases:
        household = _household(Chance(seed, n), codes, offers, on, may_be_two=made + 2 <= cases)
        n += 1
        made += household.cases
        yield household
