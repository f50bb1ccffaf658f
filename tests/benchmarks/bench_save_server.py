# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A save on PostgreSQL, against the same rows by bare psycopg on the same server in the same minute."""

import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from beratung.store import Store
from tests.benchmarks import Row
from tests.benchmarks.bench_save import a_client, a_note, save, timed
from tests.store import postgres
from tests.store.keyrings import Centre

ROUNDS = 400
TABLES = ("meta", "head", "subject_key", "record", "audit", "seen")


def run() -> list[Row]:
    """Measure saving one note, both ways in turn; nothing where there can be no server.

    Once on a server that makes each commit durable, as every real one does, and once on one that never syncs, where
    nothing but processor time is left to compare.
    """
    rows = []
    for syncs, name in (
        (True, "save a note on PostgreSQL"),
        (False, "the same on a server that never syncs"),
    ):
        with (
            suppress(postgres.NoServer),
            tempfile.TemporaryDirectory(prefix="bench-server-") as folder,
            postgres.cluster(syncs=syncs) as address,
        ):
            rows.append(_measured(Path(folder), address, name))
    return rows


def _measured(folder: Path, address: str, name: str) -> Row:
    centre = Centre(folder)
    store = centre.open_store(postgres.new_database(address, "ours"), create=True)
    subject = a_client()
    save(store, subject)
    save(store, a_note(subject.id))
    bare = Bare(store, postgres.new_database(address, "bare"))
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(timed(partial(save, store, a_note(subject.id))))
        theirs.append(timed(bare.save))
    bare.close()
    store.close()
    beside = "the same rows and the same word to the others by bare psycopg"
    return Row(name, median(ours), median(theirs), "at most 1.5 times", beside)


class Bare:
    """The rows of one save of ours, written by the driver alone."""

    def __init__(self, store: Store, address: str) -> None:
        Store.create(address, os.urandom(32)).close()  # the same tables and indexes
        with store.database.schema() as connection:
            rows = {
                name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
                for name in TABLES
            }
        self._record: list[Any] = list(rows["record"][-1])
        self._audit: list[Any] = list(rows["audit"][-1])
        domain = self._record[4]
        self._heads = [(*row[2:], row[0], row[1]) for row in rows["head"] if row[1] in {domain, "common"}]
        self._seen = rows["seen"][-1] if rows["seen"] else None
        self._connection: psycopg.Connection[Any] = psycopg.connect(address)
        self._cursor = self._connection.cursor()
        self._cursor.execute("DELETE FROM meta")
        for name in TABLES:
            for row in rows[name]:
                self._cursor.execute(f"INSERT INTO {name} VALUES ({marks(row)})", row)
        self._connection.commit()
        self._count = 0

    def save(self) -> None:
        """Write one save's rows."""
        self._count += 1
        self._record[0] = os.urandom(16)
        self._audit[1] += 1
        run = self._cursor.execute
        run(f"INSERT INTO record VALUES ({marks(self._record)})", self._record)
        run(f"INSERT INTO audit VALUES ({marks(self._audit)})", self._audit)
        update = (
            "UPDATE head SET generation=%s, digest=%s, epoch=%s, writer=%s, leaves=%s, signature=%s"
            " WHERE circle=%s AND domain=%s"
        )
        changed = [
            (self._count, os.urandom(32), epoch, writer, os.urandom(len(leaves)), os.urandom(64), *place)
            for _, _, epoch, writer, leaves, _, *place in self._heads
        ]
        self._cursor.executemany(update, changed)
        run(
            "UPDATE meta SET generation=generation+1, state=%s, previous=%s", (os.urandom(32), os.urandom(32))
        )
        if self._seen is not None:
            run(
                "UPDATE seen SET generation=%s, state=%s, signature=%s",
                (self._count, os.urandom(32), os.urandom(64)),
            )
        run("NOTIFY beratung_bench")
        self._connection.commit()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def marks(row: Any) -> str:  # noqa: ANN401 - a row of whatever table
    """As many marks as the row has columns."""
    return ",".join(["%s"] * len(row))
