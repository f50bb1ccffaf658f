# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows, links, domains, versions and epochs swapped in the tables: no pair of a set is accepted."""

import random
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.store import Store
from beratung.store.tables import record, subject_key
from tests.faults.centres import LOUD, SILENT, content_of
from tests.faults.trying import IS_LONG, Tries
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_note, save

Raw = dict[str, Any]
PEOPLE = 10 if IS_LONG else 6
"""With a case and a note each: 30 rows, whose pairs are 870."""


@pytest.fixture
def filled(centre: Centre, location: str | Path) -> Iterator[Store]:
    """A centre whose records have two versions each."""
    store = centre.open_store(location, create=True)
    people = [a_client(f"Musterfrau {number}") for number in range(PEOPLE)]
    save(store, *people, *[a_case(client.id) for client in people], *[a_note(client.id) for client in people])
    yield store
    store.close()


class Rows:
    """The rows of one table, as they are and as they are put back."""

    def __init__(self, store: Store, table: sa.Table) -> None:
        self._store = store
        self._table = table
        with store.database.schema() as connection:
            found = connection.execute(sa.select(table).order_by(table.c.id))
            self.all: list[Raw] = [dict(row._mapping) for row in found]

    def put(self, *rows: Raw) -> None:
        """Write rows as they are given, by their ids, behind the program's back."""
        with self._store.database.schema() as connection:
            for row in rows:
                values = {name: value for name, value in row.items() if name != "id"}
                connection.execute(self._table.update().where(self._table.c.id == row["id"]).values(values))


def judged(store: Store, expected: object) -> str:
    """Reading everything afresh, and the digests: a word about it, or silence."""
    store.cache.clear()
    store.keys.forget()
    try:
        if content_of(store) != expected:
            return SILENT if store.verify().findings == () else LOUD
    except BeratungError:
        return LOUD
    return LOUD if store.verify().findings else SILENT


Swap = Callable[[Raw, Raw], tuple[Raw, Raw]]


def exchanged(*names: str) -> Swap:
    """Two rows that have exchanged some columns."""

    def swap(one: Raw, other: Raw) -> tuple[Raw, Raw]:
        return one | {name: other[name] for name in names}, other | {name: one[name] for name in names}

    return swap


SWAPS: dict[str, Swap] = {
    "blobs": exchanged("blob"),
    "blobs and macs": exchanged("blob", "row_mac"),
    "everything but the id": exchanged(*(column.name for column in record.c if column.name != "id")),
    "subjects": exchanged("subject"),
    "subjects and keys": exchanged("subject", "key"),
    "keys": exchanged("key"),
    "domains": exchanged("domain"),
    "shelves": exchanged("shelf"),
    "everything of the place": exchanged("domain", "shelf", "key", "subject", "circle", "epoch"),
}


@pytest.mark.parametrize("name", SWAPS)
def test_all_pairs_of_rows(filled: Store, name: str) -> None:
    rows, expected = Rows(filled, record), content_of(filled)
    pairs = list(permutations(rows.all, 2))
    if not IS_LONG:
        pairs = random.Random(name).sample(pairs, 12)
    tries = Tries(f"{name} swapped ({filled.backend})", short=len(pairs), long=len(pairs))
    for number, _ in tries:
        one, other = pairs[number]
        changed = SWAPS[name](one, other)
        if changed == (one, other):
            tries.saw("the same before and after")
            continue
        rows.put(*changed)
        outcome = judged(filled, expected)
        rows.put(one, other)
        tries.saw(outcome)
        assert outcome == LOUD, number
    assert judged(filled, expected) == SILENT, "all is as it was"


def test_old_versions_put_back(filled: Store) -> None:
    """Each single row, and all rows of a client, as they were one save ago."""
    old = Rows(filled, record)
    with filled.work() as work:
        for kind in (Client,):
            for known in work.all(kind):
                work.put(known)
        work.commit()
    with filled.work() as work:
        notes = [entry for entry in content_of(filled).values() if not isinstance(entry, Client)]
        for entry in notes:
            work.put(entry)
        work.commit()
    new, expected = Rows(filled, record), content_of(filled)
    tries = Tries(f"old versions put back ({filled.backend})", short=15, long=300)
    for number, chance in tries:
        chosen = chance.sample(range(len(old.all)), chance.choice([1, 1, 2, 5]))
        old.put(*(old.all[at] for at in chosen))
        outcome = judged(filled, expected)
        new.put(*(new.all[at] for at in chosen))
        tries.saw(outcome)
        assert outcome == LOUD, number
    assert judged(filled, expected) == SILENT, "all is as it was"


COLUMNS = ("subject", "key", "domain", "circle", "version", "layout", "epoch", "week", "shelf")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_every_row(filled: Store, column: str) -> None:
    """A value that could stand there just as well."""
    rows, expected = Rows(filled, record), content_of(filled)
    others: dict[str, list[object]] = {
        "domain": ["identity", "case", "scheduling", "statistics", "audit", "common", ""],
        "shelf": ["client", "entry", "appointment", "document", "x"],
        "week": ["2026-W48", ""],
        "version": [0, 2, 2**40, -1],
        "layout": [0, 2, 99, -1],
        "epoch": [0, 2, 99, -1],
        "circle": [bytes(16)],
        "subject": [row["subject"] for row in rows.all],
        "key": [row["key"] for row in rows.all],
    }
    tries = Tries(f"{column} of a row changed ({filled.backend})", short=8, long=120)
    for number, chance in tries:
        row = chance.choice(rows.all)
        value = chance.choice([value for value in others[column] if value != row[column]])
        rows.put(row | {column: value})
        outcome = judged(filled, expected)
        rows.put(row)
        tries.saw(outcome)
        assert outcome == LOUD, (number, value)


def test_keys_of_clients_exchanged(filled: Store) -> None:
    rows, expected = Rows(filled, subject_key), content_of(filled)
    pairs = list(permutations(rows.all, 2))
    tries = Tries(f"keys of clients exchanged ({filled.backend})", short=20, long=min(1000, len(pairs)))
    swaps = [exchanged("wrapped"), exchanged("wrapped", "epoch"), exchanged("epoch")]
    for number, chance in tries:
        one, other = chance.choice(pairs)
        changed = chance.choice(swaps)(one, other)
        if changed == (one, other):
            tries.saw("the same before and after")
            continue
        rows.put(*changed)
        outcome = judged(filled, expected)
        rows.put(one, other)
        tries.saw(outcome)
        assert outcome == LOUD, number
