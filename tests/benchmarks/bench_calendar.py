# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A year of 20 calendars with 30,000 appointments: a week is shown, an appointment is checked, booked and moved.

The comparison reads the whole year to show a week. Times are those of a program that was unlocked just now and has
its list of people in memory.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from beratung.centre import Centre
from beratung.domain.appointments import Appointment, Participant, Room
from beratung.domain.cases import Case
from beratung.domain.interpreting import InterpreterRequest, RequestState
from beratung.domain.people import Client, Name, NameKind
from beratung.vault import KdfCost
from tests.benchmarks import Row

PASSWORD = "korrekt Pferd Batterie 7"
APPOINTMENTS, CALENDARS, CLIENTS = 30_000, 20, 1_500
MONDAY = datetime(2026, 1, 5, 7, tzinfo=UTC)
SHOWN = date(2026, 6, 15)
WEEK = timedelta(days=6)


def run() -> list[Row]:
    """Make the centre, unlock it anew and look at a week."""
    with tempfile.TemporaryDirectory(prefix="bench-calendar-") as folder:
        make(Path(folder) / "Beratung")
        return measure(Path(folder) / "Beratung")


def make(folder: Path) -> None:
    """A year in which every calendar is full, a third of it with an interpreter."""
    random.seed(4)
    centre, _ = Centre.create(folder, name="Probestelle", user="ada", password=PASSWORD, cost=KdfCost.FLOOR)
    people = [centre.user.id, *(new_id() for _ in range(CALENDARS - 1))]
    rooms = [Room(id=(own := new_id()), subject=own, name=f"Raum {n}") for n in range(CALENDARS)]
    clients = [a_client(n) for n in range(CLIENTS)]
    cases = {client.id: Case(id=new_id(), subject=client.id, opened=SHOWN) for client in clients}
    centre.store_records([*rooms, *clients, *cases.values()])
    starts = [
        MONDAY + timedelta(weeks=week, days=day, hours=hour)
        for week in range(50)
        for day in range(5)
        for hour in range(8)
    ]
    found: list[Appointment | InterpreterRequest | Participant] = []
    for number in range(APPOINTMENTS):
        start, calendar = starts[number * len(starts) // APPOINTMENTS], number % CALENDARS
        client = random.choice(clients).id
        entry = Appointment(
            id=new_id(),
            subject=client,
            case=cases[client].id,
            start=start,
            end=start + timedelta(minutes=50),
            people=(people[calendar],),
            rooms=(rooms[calendar].id,),
            title="Beratung",
        )
        found.append(entry)
        if number % 3 == 0:
            found.append(a_request(entry))
    for first in range(0, len(found), 5000):
        centre.store_records(found[first : first + 5000])
    centre.lock()


def new_id() -> UUID:
    """A random id that is the same in every run."""
    return UUID(int=random.getrandbits(128), version=4)


def a_client(number: int) -> Client:
    """Somebody with a name."""
    own = new_id()
    names = (Name(text=f"Person {number}", kind=NameKind.GIVEN), Name(text="Muster", kind=NameKind.FAMILY))
    return Client(id=own, subject=own, names=names)


def a_request(entry: Appointment) -> InterpreterRequest:
    """A request that nobody has answered."""
    return InterpreterRequest(
        id=new_id(),
        subject=entry.subject,
        appointment=entry.id,
        language="ar",
        start=entry.start,
        end=entry.end,
        state=RequestState.OPEN,
        made_at=entry.start,
    )


def measure(folder: Path) -> list[Row]:
    """The times of one program."""
    centre = Centre.open(folder, user="ada", password=PASSWORD)
    calendar = centre.appointments
    centre.clients.roster()
    calendar.calendar(date(2026, 12, 28), date(2026, 12, 28))  # what loads once: time zones, holidays
    first = timed(lambda: calendar.calendar(SHOWN, SHOWN + WEEK))
    again = min(timed(lambda: calendar.calendar(SHOWN, SHOWN + WEEK)) for _ in range(5))
    mondays = [SHOWN + timedelta(weeks=n) for n in range(1, 6)]
    nexts = max(timed(partial(calendar.calendar, monday, monday + WEEK)) for monday in mondays)
    entry = calendar.calendar(SHOWN, SHOWN + WEEK).entries[300]
    later = entry.start + timedelta(hours=10)
    check = min(
        timed(lambda: calendar.check_move(entry.id, later, later + timedelta(minutes=50))) for _ in range(5)
    )
    moved = timed(lambda: calendar.move(entry.id, later, later + timedelta(minutes=50)))
    month = timed(lambda: calendar.calendar(date(2026, 9, 1), date(2026, 9, 30)))
    due = timed(lambda: calendar.due_list(SHOWN))
    centre.lock()
    centre = Centre.open(folder, user="ada", password=PASSWORD)
    centre.clients.roster()
    naive = timed(lambda: everything(centre))
    centre.lock()
    whole = "reading the year"
    return [
        Row("a week of 600 entries, first look", first, naive, "100 ms", whole),
        Row("the next weeks, worst of five", nexts, naive, "100 ms", whole),
        Row("the same week again", again, naive, "100 ms", whole),
        Row("a month of 2,600 entries, first look", month, naive, "", whole),
        Row("what to mind before a move", check, naive, "50 ms", whole),
        Row("moving", moved, naive, "", whole),
        Row("the due list", due, naive, "", whole),
    ]


def everything(centre: Centre) -> int:
    """How many appointments lie in the week, by reading every one."""
    with centre.appointments._records.work() as work:
        return sum(SHOWN <= a.start.date() <= SHOWN + WEEK for a in work.all(Appointment))


def timed(job: Callable[[], object]) -> float:
    """Milliseconds of the processor that something takes: others may be at work beside it."""
    began = time.process_time()
    job()
    return (time.process_time() - began) * 1000
