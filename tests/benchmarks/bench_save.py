# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A save with audit and freshness, against the same rows and syncs by bare sqlcipher3 in the same minute."""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from sqlcipher3 import dbapi2

from beratung.domain.base import Record
from beratung.domain.cases import Consultation
from beratung.domain.people import Client, Name, NameKind
from beratung.store import Store
from tests.benchmarks import Row
from tests.store.keyrings import Centre

ROUNDS = 400
STORED = 3000
UPDATE_HEAD = "UPDATE head SET generation=?, digest=?, epoch=?, writer=?, leaves=?, signature=? WHERE circle=? AND domain=?"
TEXT = "Frau Musterfrau fragt nach dem Stand ihres Antrags auf Anerkennung. " * 6


def run() -> list[Row]:
    """Measure saving one note, both ways in turn; and opening a whole list."""
    with tempfile.TemporaryDirectory(prefix="bench-save-") as folder:
        centre = Centre(Path(folder))
        store = centre.open_store(Path(folder) / "centre", create=True)
        clients = [a_client() for _ in range(STORED)]
        save(store, *clients)
        subject = clients[0].id
        save(store, a_note(subject))
        bare = Bare(store, Path(folder) / "bare.db")
        ours, theirs = [], []
        for _ in range(ROUNDS):
            note = a_note(subject)
            ours.append(timed(partial(save, store, note)))
            theirs.append(timed(bare.save))
        bare.close()
        opened = opening(store, centre)
        store.close()
    return [
        Row(
            "save a note, with audit and freshness",
            median(ours),
            median(theirs),
            "at most 1.5 times",
            "the same rows and syncs by bare sqlcipher3",
        ),
        opened,
    ]


def opening(store: Store, centre: Centre) -> Row:
    """Open every client from a cold cache."""
    store.detach()
    store.attach(centre.user())
    with store.work() as work:
        took = timed(lambda: work.all(Client))
    return Row(f"open {STORED} clients", took, STORED / 20.0, "at most 1 time", "20,000 records a second")


class Bare:
    """The rows of one save of ours, written by the driver alone with the same journal and syncs."""

    def __init__(self, store: Store, file: Path) -> None:
        with store.database.schema() as connection:
            dump = connection.exec_driver_sql
            tables = [row[0] for row in dump("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
            rows = {
                name: [tuple(row) for row in dump(f"SELECT * FROM {name}")]
                for name in ("meta", "head", "subject_key", "record", "audit")
            }
        self._record: list[Any] = list(rows["record"][-1])
        self._audit: list[Any] = list(rows["audit"][-1])
        self._heads = [
            (*row[2:], row[0], row[1]) for row in rows["head"] if row[1] in {self._record[4], "common"}
        ]
        self._anchor = os.open(file.with_suffix(".anchor"), os.O_RDWR | os.O_CREAT)
        os.write(self._anchor, bytes(8192))
        self._connection = dbapi2.connect(str(file), isolation_level=None)
        self._run = self._connection.execute
        self._run(f"PRAGMA key=\"x'{os.urandom(32).hex()}'\"")
        self._run("PRAGMA journal_mode=WAL")
        self._run("PRAGMA synchronous=FULL")
        for table in tables:
            self._run(table)
        self._run("BEGIN")
        for name, content in rows.items():
            marks = ",".join("?" * len(content[0]))
            self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", content)
        self._run("COMMIT")
        self._count = 0

    def save(self) -> None:
        """Write one save's rows and the anchor."""
        self._count += 1
        self._record[0] = os.urandom(16)
        self._audit[1] += 1
        run = self._run
        run("BEGIN IMMEDIATE")
        run(f"INSERT INTO record VALUES ({','.join('?' * len(self._record))})", self._record)
        run("INSERT INTO audit VALUES (?,?,?)", self._audit)
        for _, _, epoch, writer, leaves, signature, *place in self._heads:
            digest, seal = os.urandom(32), os.urandom(len(signature))
            run(UPDATE_HEAD, (self._count, digest, epoch, writer, os.urandom(len(leaves)), seal, *place))
        run("UPDATE meta SET generation=generation+1, state=?, previous=?", (os.urandom(32), os.urandom(32)))
        run("COMMIT")
        os.lseek(self._anchor, 4096 * (self._count % 2), os.SEEK_SET)
        os.write(self._anchor, bytes(4096))
        os.fsync(self._anchor)

    def close(self) -> None:
        """Close the files."""
        self._connection.close()
        os.close(self._anchor)


def a_client() -> Client:
    """An obviously fake person."""
    client = uuid4()
    names = (Name(text="Amal", kind=NameKind.GIVEN), Name(text="Musterfrau", kind=NameKind.FAMILY))
    return Client(id=client, subject=client, names=names, nationalities=("475",))


def a_note(subject: UUID) -> Consultation:
    """A consultation of an ordinary length."""
    return Consultation(
        id=uuid4(), subject=subject, on=date(2026, 11, 2), minutes=45, text=TEXT, author="beraterin"
    )


def save(store: Store, *records: Record) -> None:
    """Put and commit."""
    with store.work() as work:
        for record in records:
            work.put(record)
        work.commit()


def timed(action: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000
