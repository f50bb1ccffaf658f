# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Pages of facts made by hand or by chance, and a count of them that is written as plainly as can be."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from uuid import UUID

from beratung.domain.report_definitions import Grouping, Measure, ReportDefinition, TableDefinition
from beratung.domain.statistics import COLUMNS, MOST_FACTS, PERSON_COLUMNS, SEVERAL, Column, FactPage
from beratung.reports.counting import KINDS, SEVERAL_OF
from beratung.reports.periods import Period

Row = dict[str, str]
"""A fact: ``month``, ``person``, and the words of its columns."""


def pages_of(rows: Iterable[Row], *, is_late: bool = False) -> list[FactPage]:
    """Put facts on pages as they come, a page for each month until it is full."""
    by_month: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_month[row["month"]].append(row)
    found: list[FactPage] = []
    for month, some in sorted(by_month.items()):
        for at in range(0, len(some), MOST_FACTS):
            found.append(_page(len(found), month, some[at : at + MOST_FACTS], is_late=is_late))
    return found


def _page(number: int, month: str, rows: Sequence[Row], *, is_late: bool) -> FactPage:
    own = UUID(int=number + 1 + (10_000_000 if is_late else 0))
    columns = {}
    for name in COLUMNS:
        words = [row.get(name, "") for row in rows]
        known = list(dict.fromkeys(words))
        columns[name] = Column(words=tuple(known), at=bytes(known.index(word) for word in words))
    people = b"".join(int(row["person"]).to_bytes(8, "little") for row in rows)
    keys = b"".join(int(row.get("key", "0")).to_bytes(8, "little") for row in rows)
    return FactPage(
        id=own, subject=own, month=month, is_late=is_late, people=people, keys=keys, columns=columns
    )


def some_facts(chance: random.Random, people: int, facts: int, year: int = 2026) -> list[Row]:
    """Facts by chance: people with attributes that may change during the year, several facts each."""
    nationalities = ["475", "423", "166", "438", "439", "163", "224", "125", "129", "000", ""]
    districts = [f"15{n:03d}" for n in (1, 2, 3, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91)] + [""]
    who = [
        {
            "person": str(chance.getrandbits(64)),
            "gender": chance.choice(["f", "m", "d", ""]),
            "age": chance.choice(["18", "27", "35", "60", ""]),
            "nationality": chance.choice(nationalities),
            "district": chance.choice(districts),
            "status": chance.choice(["humanitaer", "duldung", "familie", ""]),
            "programme": chance.choice(["MBE", "JMD", ""]),
        }
        for _ in range(people)
    ]
    found = []
    for _ in range(facts):
        person = chance.choice(who)
        if chance.random() < 0.1:
            person["district"] = chance.choice(districts)
        month = f"{year}-{chance.randint(1, 12):02d}"
        found.append({**person, "month": month, **_event(chance), "key": str(chance.getrandbits(64))})
    return found


def _event(chance: random.Random) -> Row:
    kind = chance.choices(["consultation", "referral", "unmet", "closing"], [8, 2, 1, 1])[0]
    if kind == "referral":
        return {"kind": kind, "offer": "mbe_lsa", "outcome": chance.choice(["open", "declined"])}
    if kind == "unmet":
        return {"kind": kind, "unmet": chance.choice(["no_place", "waiting_9"])}
    if kind == "closing":
        return {"kind": kind, "reason": "goals_reached", "german_start": "A1", "german_end": "B1"}
    topics = chance.sample(["aufenthalt", "arbeit", "gewalt", "sprache", "gesundheit"], chance.randint(0, 3))
    return {
        "kind": kind,
        "topics": SEVERAL.join(topics),
        "channel": chance.choice(["personal", "phone", "mail"]),
        "interpreter": chance.choice(["1", "0"]),
    }


def naive(
    rows: Sequence[Row], definition: ReportDefinition, table: TableDefinition, period: Period
) -> dict[tuple[tuple[str, str], ...], tuple[int, int]]:
    """Count a table one fact after the other; by key the count and how many different people."""
    ordered = sorted(rows, key=lambda row: row["month"])
    first: dict[str, Row] = {}
    met: set[str] = set()
    counts: defaultdict[tuple[tuple[str, str], ...], int] = defaultdict(int)
    people: defaultdict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
    groupings = [definition.grouping(name) for name in table.dimensions]
    for row in ordered:
        first.setdefault(row["person"], row)
    for row in ordered:
        if row["kind"] != KINDS[table.measure].value:
            continue
        is_new = row["person"] not in met
        met.add(row["person"])
        if row["month"] not in period.month_words or (table.measure is Measure.NEW_PERSONS and not is_new):
            continue
        for seen in _words(row, table.measure):
            known = seen | {name: first[row["person"]].get(name, "") for name in PERSON_COLUMNS}
            if any(_category(definition.grouping(n), known) != c for n, c in table.filter.items()):
                continue
            pairs = [(grouping.name, _category(grouping, known)) for grouping in groupings]
            for size in range(len(pairs) + 1):
                for some in combinations(pairs, size):
                    counts[some] += 1
                    people[some].add(row["person"])
    if table.measure.counts_people:
        return {key: (len(who), len(who)) for key, who in people.items()}
    return {key: (counts[key], len(people[key])) for key in counts}


def _words(row: Row, measure: Measure) -> list[Row]:
    if measure not in SEVERAL_OF:
        return [row]
    column = SEVERAL_OF[measure]
    return [{**row, column: word} for word in row.get(column, "").split(SEVERAL) if word]


def _category(grouping: Grouping, row: Row) -> str:
    if grouping.column == "quarter":
        word = str((int(row["month"][5:]) - 1) // 3 + 1)
    elif grouping.column == "month":
        word = str(int(row["month"][5:]))
    else:
        word = row.get(grouping.column, "")
    for category in grouping.categories:
        if word and word in category.words and not category.is_rest:
            return category.id
    return next(category.id for category in grouping.categories if category.is_rest)
