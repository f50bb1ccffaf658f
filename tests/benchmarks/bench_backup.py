# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backup, check and restore of 20,000 clients, beside a plain copy of the same database with one sync."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from beratung.centre import Centre
from beratung.centre.restoring import restore
from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation
from beratung.domain.people import Client, Name, NameKind
from beratung.vault import KdfCost
from tests.benchmarks import Row

CLIENTS = int(os.environ.get("BENCH_CLIENTS", "20000"))
BATCH = 1000
PASSWORD = "probe-probe-probe"
TEXT = "Frau Musterfrau fragt nach dem Stand ihres Antrags auf Anerkennung. " * 6
BESIDE = "a copy of the database file with one sync"


def run() -> list[Row]:
    """Make a centre, then measure each step once: they take seconds."""
    with tempfile.TemporaryDirectory(prefix="bench-backup-") as folder:
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Row]:
    centre, _ = Centre.create(
        folder / "centre", name="Messung", user="alle", password=PASSWORD, cost=KdfCost.FLOOR
    )
    for _ in range(0, CLIENTS, BATCH):
        centre.store_records([record for _ in range(BATCH) for record in _person()])
    copy = timed(lambda: _copied(folder / "centre" / "beratung.db", folder / "copy.db"))
    file = folder / "eins.backup"
    made = timed(lambda: centre.backups.make(file))
    checked = timed(lambda: centre.backups.check(file))
    plain = timed(lambda: centre.verify(full=True))
    centre.lock()
    back = timed(lambda: restore(file, folder / "wieder", user="alle", password=PASSWORD))
    what = f"{CLIENTS} clients, {3 * CLIENTS} records"
    return [
        Row(f"backup of {what}, read again", made, copy, "beside a copy", BESIDE),
        Row(
            f"check of that backup, every envelope ({file.stat().st_size >> 20} MB)",
            checked,
            plain,
            "",
            "verify --full",
        ),
        Row("restore of that backup, every envelope opened", back, copy, "at most 5 min for 1 GB", BESIDE),
    ]


def _person() -> list[Record]:
    own = uuid4()
    return [
        Client(id=own, subject=own, names=(Name(text="Musterfrau", kind=NameKind.FAMILY),)),
        Case(id=uuid4(), subject=own, opened=date(2026, 11, 2)),
        Consultation(id=uuid4(), subject=own, on=date(2026, 11, 2), text=TEXT),
    ]


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def timed(action: Callable[[], Any]) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(f"{row}\n")
