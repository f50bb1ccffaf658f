# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A calendar with markers in every field, so that any word that gets out is found."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments.exchange.service import ExchangeService
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    Frequency,
    Participant,
    Repeat,
    Room,
    Series,
)
from beratung.domain.base import Record, Role
from beratung.domain.cases import Case
from beratung.domain.letters import Letterhead
from beratung.domain.people import Client
from beratung.domain.views import UserView
from tests.builders import a_case, a_client, names
from tests.fakes.records import FakeRecords, FixedClock

TODAY = date(2026, 11, 23)
"""A Monday."""
BERLIN = ZoneInfo("Europe/Berlin")
MARKERS = (
    "GEHEIMVOR",
    "GEHEIMNACH",
    "GEHEIMTITEL",
    "GEHEIMNOTIZ",
    "GEHEIMORT",
    "GEHEIMLINK",
    "GEHEIMRAUM",
    "GEHEIMAUTOR",
)
SENDER = Letterhead(
    agency="Migrationsberatung Musterstadt",
    street="Beispielweg 1",
    postal_code="00000",
    town="Musterstadt",
    phone="0000 000-0",
)
ME = UserView(
    id=uuid4(), name="beraterin", roles=frozenset({Role.COUNSELLOR}), fingerprint="0000-0000-0000-0000"
)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A time on a clock in Berlin."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


class Book:
    """Records in memory and the service over them, with one client in whose record every field is marked."""

    def __init__(self, user: UserView = ME) -> None:
        self.records = FakeRecords()
        self.clock = FixedClock(TODAY)
        self.user = user
        self.client: Client = a_client(names=names("GEHEIMVOR", "GEHEIMNACH"))
        self.case: Case = a_case(self.client)
        room = uuid4()
        self.room = Room(id=room, subject=room, name="GEHEIMRAUM")
        self.put(self.client, self.case, self.room)
        self.service = ExchangeService(self.records, self.clock, user=user, letterhead=lambda: SENDER)

    def put(self, *records: Record) -> list[Record]:
        """Store records."""
        with self.records.work() as work:
            stored = [work.put(record) for record in records]
            work.commit()
        return stored

    def appointment(self, start: datetime, minutes: int = 50, **more: Any) -> Appointment:  # noqa: ANN401
        """Store an appointment of the client, marked in every field."""
        kind = more.get("kind_of", AppointmentKind.SINGLE)
        own = uuid4()
        usual = Appointment(
            id=own,
            subject=self.client.id if kind is AppointmentKind.SINGLE else own,
            start=start.astimezone(ZoneInfo("UTC")),
            end=start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes),
            case=self.case.id,
            title="GEHEIMTITEL",
            people=(self.user.id,),
            rooms=(self.room.id,),
            place="GEHEIMORT",
            link="https://GEHEIMLINK.example",
            note="GEHEIMNOTIZ",
            author="GEHEIMAUTOR",
        )
        (stored,) = self.put(msgspec.structs.replace(usual, **more))
        assert isinstance(stored, Appointment)
        return stored

    def participant(self, appointment: Appointment) -> None:
        """Let the client take part in a group."""
        self.put(
            Participant(
                id=uuid4(),
                subject=self.client.id,
                appointment=appointment.id,
                start=appointment.start,
                joined_at=self.clock.now(),
                lane=1,
            )
        )

    def series(self, start: datetime, days: list[date], repeat: Repeat, minutes: int = 50) -> Series:
        """Store a series that takes place on these days."""
        own = uuid4()
        ids: list[UUID] = []
        for day in days:
            begins = datetime.combine(day, start.timetz())
            ids.append(self.appointment(begins, minutes, series=own).id)
        rule = Series(
            id=own,
            subject=self.client.id,
            repeat=repeat,
            start=start.astimezone(ZoneInfo("UTC")),
            end=start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes),
            ids=tuple(ids),
        )
        self.put(rule)
        return rule

    def stored(self, kind: AppointmentKind = AppointmentKind.FOREIGN) -> list[Appointment]:
        """Every appointment of a kind, by start."""
        with self.records.work() as work:
            return sorted((a for a in work.all(Appointment) if a.kind_of is kind), key=lambda a: a.start)


WEEKLY = Repeat(frequency=Frequency.WEEKLY, count=4)
