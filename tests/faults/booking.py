# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Many programs that want the same time: ``python -m tests.faults.booking KEYS LOCATION PROGRAMS FIRST ROUNDS SEED``.

Each program opens the centre by itself. In every round all of them book at once, each a little earlier or later,
all over one common five minutes: of one person in even rounds, of one room in odd ones. Some lose the confirmation
of what was saved, and book the same again. The answer is a line of JSON a round: the outcome of each program.
"""

import json
import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from beratung.appointments.errors import Taken
from beratung.appointments.service import AppointmentService
from beratung.domain.appointments import Appointment
from beratung.domain.base import Role
from beratung.domain.views import UserView
from beratung.domain.work import Changes
from beratung.store import Store
from beratung.vault import unlock
from tests.fakes.records import FixedClock
from tests.faults.passwords import derive_once
from tests.store.keyrings import NOW, PASSWORD

DAY = date(2031, 3, 3)
CORE = datetime(2031, 3, 3, 6, tzinfo=UTC)
STEP = timedelta(minutes=5)
ROOM, CLIENT = UUID(int=2), UUID(int=3)
ADA = UUID(int=1)
LOSES = 4
"""One confirmation of so many gets lost."""


class ConfirmationLost(Exception):
    """What was saved is saved, and nobody was told."""


class Forgetful:
    """Records whose confirmations get lost now and then."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self._store = store
        self._chance = chance

    @contextmanager
    def work(self) -> Iterator[Any]:
        with self._store.work() as inner:
            commit = inner.commit

            def committed() -> Changes:
                changes = commit()
                if changes.touched and not self._chance.randrange(LOSES):
                    raise ConfirmationLost
                return changes

            inner.commit = committed  # type: ignore[method-assign]
            yield inner

    def may_read(self, domain: Any) -> bool:  # noqa: ANN401 - whatever the store takes
        return self._store.may_read(domain)


def wanted(number: int, of_round: int) -> Appointment:
    """What one program wants in one round; all share the five minutes of the round."""
    core = CORE + of_round * timedelta(hours=1)
    is_person = of_round % 2 == 0
    return Appointment(
        id=UUID(int=(of_round << 32) + number + (1 << 64), version=4),
        subject=CLIENT,
        start=core - STEP * (number % 3),
        end=core + STEP * (1 + number % 4),
        people=(ADA if is_person else UUID(int=100 + number),),
        rooms=() if is_person else (ROOM,),
        title=f"{number}",
    )


def a_user(own: UUID) -> UserView:
    return UserView(id=own, name=str(own), roles=frozenset({Role.COUNSELLOR}), fingerprint="")


def book(service: AppointmentService, appointment: Appointment) -> str:
    """Book until there is an answer."""
    lost = 0
    while True:
        try:
            booked = service.book(appointment)
        except ConfirmationLost:
            lost += 1
        except Taken:
            return "lost" if lost else "taken"
        else:
            return "again" if lost and not booked.changes.touched else "won"


def program(number: int, rounds: range, seed: int, told: Any, barrier: Any) -> None:  # noqa: ANN401
    """One program: its own keys, its own connection."""
    keys, location = sys.argv[1:3]
    unlocked = unlock(Path(keys), "beraterin", PASSWORD, NOW)
    store = Store.open(location, unlocked.storage_key)
    store.attach(unlocked.keyring(store, UUID(int=number + 1, version=4)))
    users = [a_user(ADA), *(a_user(UUID(int=100 + n)) for n in range(barrier.parties))]
    service = AppointmentService(
        Forgetful(store, random.Random(seed * 1000 + number)),
        FixedClock(DAY),
        user=users[0],
        users=lambda: users,
    )
    for of_round in rounds:
        barrier.wait(600)
        outcome = book(service, wanted(number, of_round))
        told.put((of_round, number, outcome))
    store.close()


def main() -> int:
    """Start all programs from one that has everything loaded, and print what each came to."""
    programs, first, count, seed = map(int, sys.argv[3:7])
    derive_once()
    unlock(Path(sys.argv[1]), "beraterin", PASSWORD, NOW)
    context = multiprocessing.get_context("fork")
    told, barrier = context.Queue(), context.Barrier(programs)
    rounds = range(first, first + count)
    running = [
        context.Process(target=program, args=(number, rounds, seed, told, barrier))
        for number in range(programs)
    ]
    for one in running:
        one.start()
    found: dict[int, dict[int, str]] = {}
    for _ in range(programs * count):
        of_round, number, outcome = told.get(timeout=600)
        found.setdefault(of_round, {})[number] = outcome
        if len(found[of_round]) == programs:
            outcomes = found.pop(of_round)
            line = json.dumps([outcomes[n] for n in range(programs)]) + "\n"
            os.write(1, f"{of_round}\t{line}".encode())
    for one in running:
        one.join(60)
    return max(one.exitcode or 0 for one in running)


if __name__ == "__main__":
    sys.exit(main())
