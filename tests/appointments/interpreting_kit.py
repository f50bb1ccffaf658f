# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre in memory with a client, an appointment and interpreters, all obviously fake."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from beratung.appointments.interpreters import InterpreterService
from beratung.appointments.workspace import WorkspaceService
from beratung.domain.appointments import Appointment
from beratung.domain.base import Record
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterRequest,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.interpreting_views import House
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.sharing import claims
from beratung.offers.codes import load_codes
from tests.fakes.people import AMAL, a_case, a_client
from tests.fakes.records import FakeRecords, FixedClock

TODAY = date(2026, 11, 23)
"""A Monday."""
NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
"""Ten o'clock at the centre, on the Thursday."""
HOUR = timedelta(hours=1)
ALL_DAY = tuple(WeeklyTime(weekday=day, start=8 * 60, end=18 * 60) for day in range(5))
COUNSELLOR, ROOM = uuid4(), uuid4()
replace = msgspec.structs.replace


def a_file(name: str = "Probe Sprachfrau", **more: object) -> InterpreterFile:
    """An interpreter whom nothing keeps from anything."""
    own = uuid4()
    usual = InterpreterFile(
        id=own,
        subject=own,
        name=name,
        gender=Gender.F,
        languages=(SpokenLanguage(code="ar", level="C1"),),
        modes=(Mode.SITE, Mode.PHONE),
        weekly=ALL_DAY,
        pledged_on=date(2026, 1, 5),
        born_year=1980,
    )
    return replace(usual, **more)


class Kit:
    """Records in memory with the services of a counsellor and of interpreters."""

    def __init__(self) -> None:
        self.records = FakeRecords()
        self.clock = FixedClock(TODAY)
        self.accounts: set[UUID] = set()
        self.house = House(address="Musterstraße 1, 39104 Magdeburg", link="https://video.example.org/centre")
        self.codes = load_codes()
        self.service = self.colleague()
        self.records.followers.append(self.service.desk.follow)
        self.client = a_client(AMAL)
        self.case = a_case(AMAL, TODAY)
        self.store(self.client, self.case)
        self.appointment = self.appointed(NINE)

    def colleague(self) -> InterpreterService:
        """The service of another counsellor's program, over the same records."""
        return InterpreterService(
            self.records,
            self.clock,
            self.codes,
            user="beraterin",
            house=lambda: self.house,
            reachable=lambda: frozenset(self.accounts),
        )

    def store(self, *records: Record) -> None:
        with self.records.work() as work:
            for record in records:
                work.put(record)
            work.commit()

    def appointed(self, start: datetime, **more: object) -> Appointment:
        """A stored appointment of an hour with its claims."""
        usual = Appointment(
            id=uuid4(),
            subject=self.client.id,
            start=start,
            end=start + HOUR,
            case=self.case.id,
            title="Erstgespräch",
            people=(COUNSELLOR,),
            rooms=(ROOM,),
            author="beraterin",
        )
        found: Appointment = replace(usual, **more)
        with self.records.work() as work:
            work.put(found)
            for of in found.people + found.rooms:
                work.claim(found.id, claims(of, found.start, found.end))
            work.commit()
        return found

    def with_program(
        self, name: str = "Probe Sprachfrau", **more: object
    ) -> tuple[InterpreterFile, WorkspaceService]:
        """A stored file with an account, and the workspace of that account."""
        records = self.records.beside()
        self.accounts.add(records.user)
        file = a_file(name, user=records.user, **more)
        self.service.save(file)
        return self.service.file(file.id), WorkspaceService(records, self.clock)

    def without_program(self, name: str = "Test Telefonmann", **more: object) -> InterpreterFile:
        """A stored file without an account."""
        file = a_file(name, **more)
        self.service.save(file)
        return self.service.file(file.id)

    def requested(self, **wishes: object) -> InterpreterRequest:
        """A stored request for the appointment."""
        return self.service.request(self.appointment.id, **wishes).request

    def request(self, request: InterpreterRequest) -> InterpreterRequest:
        """A request as it is stored now."""
        return self.service.get_request(request.id).request

    def owners(self, resource: UUID) -> set[UUID]:
        """Who has claimed times of somebody."""
        return {owner for claim, owner in self.records.claims.items() if claim.resource == resource}

    def moved(self, start: datetime) -> None:
        """Move the appointment as the calendar does."""
        with self.records.work() as work:
            now = work.get(Appointment, self.appointment.id)
            later = work.put(replace(now, start=start, end=start + HOUR))
            self.service.desk.on_moved(work, later)
            work.release(later.id)
            for of in later.people + later.rooms:
                work.claim(later.id, claims(of, later.start, later.end))
            work.commit()
