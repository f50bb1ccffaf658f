# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lists of ten thousand and of a hundred thousand cases: unlocked from what was kept, searched, compared.

Times of the processor, without the derivation of the key from the password; as in the window, Python does not look
for garbage meanwhile. The centres are made for it, which takes a minute or two.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from beratung.cases.agenda import Agenda, Horizon
from beratung.clients.finding import find
from beratung.clients.roster import Roster
from beratung.domain.base import Record
from beratung.domain.cases import Case, ResidenceTitle
from beratung.domain.following import Memory
from beratung.domain.people import Birth, Client, Name, NameKind
from beratung.store import Store
from beratung.store.comparing import Comparing
from beratung.store.snapshots import Snapshots
from tests.benchmarks import Row
from tests.store.keyrings import Centre

FEW, MANY = 10_000, 100_000
ROUNDS = 3
ROWS = 100_000
DAY = date(2026, 11, 2)
QUERIES = ("a", "ba", "mus", "moritalen", "kar ve", "shakar gha", "1984", "basha 1990")
SYLLABLES = ("ba", "mo", "ri", "ta", "len", "sha", "kar", "ve", "zo", "min", "dul", "fe", "gha", "yus")


class Desk:
    """What a program holds in memory of a centre."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.people, self.agenda = Roster(), Agenda()
        self.memory = Memory(store, keeper=Snapshots(store))
        self.memory.add(self.people)
        self.memory.add(self.agenda)

    def show(self) -> int:
        """The list, and the first search in it."""
        self.memory.ready()
        find(self.people, "mu", 20)
        return len(self.people.rows())


def run() -> list[Row]:
    """Everything, in both sizes."""
    with tempfile.TemporaryDirectory(prefix="bench-lists-") as folder:
        centre = Centre(Path(folder))
        few, small = measured(centre, Path(folder) / "few", FEW)
        many, large = measured(centre, Path(folder) / "many", MANY)
    growth = Row(
        f"the same at {MANY:,} cases",
        many[0].ours,
        few[0].ours,
        "at most 11 times",
        f"the same at {FEW:,} cases",
    )
    return [
        *few,
        *many,
        growth,
        Row("search at the most costly key", large, small, "at most 50 ms", "at 10,000 cases"),
    ]


def measured(centre: Centre, folder: Path, cases: int) -> tuple[list[Row], float]:
    """Fill a centre, keep its lists, and open it again."""
    fill(centre.open_store(folder, create=True), cases)
    opened = [unlocked(centre, folder) for _ in range(ROUNDS)]
    for _, desk in opened[:-1]:
        desk.store.close()
    took, desk = min(took for took, _ in opened), opened[-1][1]
    with quietly():
        today = cpu(lambda: desk.agenda.today(DAY, Horizon()))
        keys = [min(cpu(partial(find, desk.people, query, 20)) for _ in range(3)) for query in QUERIES]
        comparing = Comparing(desk.store, desk.memory.kinds, desk.memory.begin_check())
        compared = cpu(lambda: all(iter(comparing.step, False)))
    assert not comparing.findings
    assert not comparing.differing
    desk.store.close()
    size = f"{cases:,} cases"
    return [
        Row(f"unlock to the list and a search, {size}", took, 1000, "at most 1 s", "one second"),
        Row(f"what waits today, {size}", today, took, "behind the list", "the list"),
        Row(
            f"compare {ROWS:,} rows with the heads",
            compared * ROWS / (2 * cases),
            2000,
            "at most 2 s",
            "two seconds",
        ),
    ], max(keys)


def unlocked(centre: Centre, folder: Path) -> tuple[float, Desk]:
    """Open the database, the keys and the lists."""
    gc.collect()
    with quietly():
        start = time.process_time()
        store = Store.open(folder, centre.storage)
        store.attach(centre.user(items=store))
        desk = Desk(store)
        desk.show()
        return (time.process_time() - start) * 1000, desk


def fill(store: Store, cases: int) -> None:
    """Obviously fake people with a case each, and lists kept of them."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(9000)]
    desk = Desk(store)
    for start in range(0, cases, 2000):
        with store.work() as work:
            for _ in range(min(2000, cases - start)):
                for record in a_person(chance, words):
                    work.put(record)
            work.commit()
    desk.memory.ready()
    comparing = Comparing(store, desk.memory.kinds, desk.memory.begin_check())
    while comparing.step():
        pass
    desk.memory.end_check(comparing.differing, comparing.prints)
    assert desk.memory.keep()
    store.close()


def a_person(chance: random.Random, words: list[str]) -> tuple[Record, Record]:
    """A client with a case."""
    client = uuid4()
    names = (
        Name(text=chance.choice(words[:3000]), kind=NameKind.GIVEN),
        Name(text=chance.choice(words), kind=NameKind.FAMILY),
    )
    born = Birth(on=date(chance.randint(1950, 2010), chance.randint(1, 12), chance.randint(1, 28)))
    until = DAY + timedelta(days=chance.randint(-30, 900))
    return (
        Client(id=client, subject=client, names=names, born=born, nationalities=("475",)),
        Case(
            id=uuid4(), subject=client, opened=DAY, residence=(ResidenceTitle(status="ae_25_2", until=until),)
        ),
    )


def cpu(action: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


@contextmanager
def quietly() -> Iterator[None]:
    """Without Python's collector, as in the window."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
