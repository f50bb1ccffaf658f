# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What facts cost a save, and how long a report takes from sealed pages to counted tables, beside a plain count."""

import random
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from beratung.domain.cases import Case
from beratung.domain.statistics import FactBook, PageLine
from beratung.offers.codes import load_codes
from beratung.reports.counting import count
from beratung.reports.definitions import STANDARD, Definitions
from beratung.reports.facts import gather
from beratung.reports.following import FactWriter
from beratung.reports.pages import pages_in
from beratung.reports.periods import Period
from beratung.store import Store
from beratung.store.circles import circle_of_subject
from tests.benchmarks import Row
from tests.benchmarks.bench_save import STORED, a_client, a_note, save, timed
from tests.fakes.records import FixedClock
from tests.reports.facts_made import naive, pages_of, some_facts
from tests.store.keyrings import Centre

PEOPLE, FACTS = 100_000, 500_000
ROUNDS = 300
BATCH = 200
DEFAULT = "year"


class NoItems:
    """A centre without reports of its own."""

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return []

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        raise AssertionError


def run() -> list[Row]:
    """Both, in one run."""
    with tempfile.TemporaryDirectory(prefix="bench-facts-") as folder:
        centre = Centre(Path(folder))
        return [*saving(centre, Path(folder)), *reporting(centre, Path(folder))]


def saving(centre: Centre, folder: Path) -> list[Row]:
    """A save with the facts that it writes, and the same save without."""
    stores = [centre.open_store(folder / name, create=True) for name in ("with", "without")]
    subjects = []
    for store in stores:
        clients = [a_client() for _ in range(STORED)]
        save(store, *clients, *(a_case(client.id) for client in clients))
        subjects.append([client.id for client in clients])
    follow(stores[0])
    chance = random.Random(1)
    rows = []
    for people, words in ((subjects[0], "of somebody new"), (subjects[0][:20], "of somebody known")):
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            who = chance.randrange(len(people))
            for store, some, times in zip(stores, subjects, took, strict=True):
                times.append(timed(partial(save, store, a_note(some[who]))))
        ours, plain = median(took[0]), median(took[1])
        rows.append(
            Row(
                f"save a note {words}, with its fact",
                ours,
                plain,
                "at most 1.6 times",
                "the same save without facts",
            )
        )
    for store in stores:
        store.close()
    return rows


def a_case(subject: UUID) -> Case:
    return Case(id=uuid4(), subject=subject, opened=date(2026, 1, 5))


def follow(store: Store) -> None:
    """Let facts follow what is saved."""
    default = store.keyring.default_circle
    writer = FactWriter(
        store,
        FixedClock(date(2026, 11, 2)),
        load_codes,
        lambda subject: circle_of_subject(store, subject) not in {None, default},
    )
    store.followers.append(writer.follow)


def reporting(centre: Centre, folder: Path) -> list[Row]:
    """A year of facts in a store; opened and counted by a program that has just started."""
    store = centre.open_store(folder / "many", create=True)
    save(store, a_client())
    rows = some_facts(random.Random(3), PEOPLE, FACTS)
    pages = pages_of(rows)
    for at in range(0, len(pages), BATCH):
        save(store, *pages[at : at + BATCH])
    own = uuid4()
    lines = tuple(PageLine(month=page.month, page=page.id) for page in pages)
    save(store, FactBook(id=own, subject=own, year=2026, pages=lines))
    del pages
    reports = Definitions(load_codes(), {}, NoItems())
    year = Period.read("2026")
    store.detach()
    store.attach(centre.user(items=store))
    begin = time.perf_counter()
    with store.work() as work:
        facts = gather(2026, pages_in(work, 2026))
    opened = time.perf_counter() - begin
    counted = timed(partial(count, facts, reports.get(DEFAULT), year))
    every = timed(lambda: [count(facts, reports.get(name), year) for name in STANDARD])
    definition = reports.get(DEFAULT)
    plainly = timed(lambda: [naive(rows, definition, table, year) for table in definition.tables])
    store.close()
    name = f"{FACTS:,} sealed facts of {PEOPLE:,} people"
    return [
        Row(f"{name}: opened and a report counted", opened * 1000 + counted, plainly, "at most 3000 ms",
            "counting alone, fact by fact, the facts in memory"),
        Row(f"{name}: one report counted", counted, plainly, "at most 1 time", "the same fact by fact"),
        Row(f"{name}: all {len(STANDARD)} reports counted", every, counted, "at most 3000 ms", "one report"),
    ]  # fmt: skip
