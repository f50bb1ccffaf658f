# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A calendar in memory with two counsellors, two rooms and two clients."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments.diary import release_deleted
from beratung.appointments.service import AppointmentService
from beratung.domain.appointments import Appointment, AppointmentKind, CalendarSettings, Room
from beratung.domain.base import Role
from beratung.domain.cases import Case
from beratung.domain.clock_times import instant
from beratung.domain.people import Client, Name, NameKind
from beratung.domain.views import UserView
from tests.fakes.records import FakeRecords, FixedClock

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)
"""A Monday."""


def at(day: date, clock: str, zone: ZoneInfo = BERLIN, fold: int | None = None) -> datetime:
    """What the clock shows on a day."""
    return instant(day, time.fromisoformat(clock), zone, fold=fold)


def a_user(name: str) -> UserView:
    return UserView(id=uuid4(), name=name, roles=frozenset({Role.COUNSELLOR}), fingerprint="")


class Calendars:
    """A service over records in memory, with what is needed to book."""

    def __init__(self, records: FakeRecords | None = None, settings: CalendarSettings | None = None) -> None:
        self.records = records if records is not None else FakeRecords()
        self.records.followers.append(release_deleted)
        self.clock = FixedClock(TODAY)
        self.settings = settings if settings is not None else CalendarSettings()
        self.ada, self.ben = a_user("ada"), a_user("ben")
        self.service = self.of(self.ada)
        self.red, self.blue = self.a_room("Rot", 4), self.a_room("Blau", None)
        self.amal, self.case = self.a_client("Amal", "Musterfrau")
        self.omar, self.other_case = self.a_client("Omar", "Mustermann")

    def of(self, user: UserView) -> AppointmentService:
        """The calendar as somebody's program shows it."""
        return AppointmentService(
            self.records,
            self.clock,
            user=user,
            users=lambda: (self.ada, self.ben),
            settings=lambda: self.settings,
        )

    def a_room(self, name: str, seats: int | None) -> UUID:
        own = uuid4()
        self.service.save_room(Room(id=own, subject=own, name=name, seats=seats))
        return own

    def a_client(self, given: str, family: str) -> tuple[UUID, UUID]:
        own, case = uuid4(), uuid4()
        names = (Name(text=given, kind=NameKind.GIVEN), Name(text=family, kind=NameKind.FAMILY))
        with self.records.work() as work:
            work.put(Client(id=own, subject=own, names=names))
            work.put(Case(id=case, subject=own, opened=TODAY))
            work.commit()
        return own, case

    def single(self, begin: datetime, minutes: int = 50, **given: object) -> Appointment:
        """An appointment of Amal with Ada in the red room."""
        values: dict[str, object] = {
            "id": uuid4(),
            "subject": self.amal,
            "start": begin,
            "end": later(begin, minutes),
            "people": (self.ada.id,),
            "rooms": (self.red,),
        }
        return msgspec.convert(values | given, Appointment, from_attributes=True)

    def group(self, begin: datetime, minutes: int = 50, **given: object) -> Appointment:
        """A group of Ada in the red room."""
        own = uuid4()
        values = {"id": own, "subject": own, "kind_of": AppointmentKind.GROUP, "places": 2}
        return self.single(begin, minutes, **(values | given))


def later(start: datetime, minutes: int) -> datetime:
    """So many real minutes later."""
    return datetime.fromtimestamp(start.timestamp() + 60 * minutes, UTC)
