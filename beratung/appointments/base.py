# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every part of the calendar's service works with."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from beratung.appointments.checking import check_appointment
from beratung.appointments.desk import InterpreterDesk
from beratung.appointments.diary import Diary
from beratung.appointments.errors import ForeignCaseNamed, Taken
from beratung.appointments.hours import Opening
from beratung.appointments.viewing import Times, own_time
from beratung.domain.appointments import Appointment, AppointmentKind, CalendarSettings, Room
from beratung.domain.base import Domain, Role
from beratung.domain.calendar_views import Done, Hint
from beratung.domain.cases import Case
from beratung.domain.errors import NotFound
from beratung.domain.people import Client
from beratung.domain.views import UserView
from beratung.domain.work import Clock, Records, Work


def usual_settings() -> CalendarSettings:
    """What holds until a centre says otherwise."""
    return CalendarSettings()


class CalendarBase:
    """Records, users and settings; how a change is made.

    ``desk`` hears of appointments that move; ``times`` tells when foreign events come again.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        *,
        user: UserView,
        users: Callable[[], Sequence[UserView]],
        names: Callable[[Collection[UUID]], Mapping[UUID, str]] | None = None,
        settings: Callable[[], CalendarSettings] = usual_settings,
    ) -> None:
        self._records = records
        self._clock = clock
        self._user = user
        self._users = users
        self._names = names
        self._settings = settings
        self.desk: InterpreterDesk | None = None
        self.times: Times = own_time

    @property
    def opening(self) -> Opening:
        """Opening hours and holidays."""
        return Opening(self._settings())

    def names(self, clients: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the names of clients; none for an anonymous one, nor for who may not read identity."""
        if not clients or not self._records.may_read(Domain.IDENTITY):
            return {}
        if self._names is not None:
            return self._names(clients)
        found: dict[UUID, str] = {}
        with self._records.work() as work:
            for client in clients:
                try:
                    found[client] = work.get(Client, client).display_name
                except NotFound:
                    continue
        return found

    def _people(self) -> dict[UUID, str]:
        """The users whose time can be booked, by id."""
        found = [u for u in self._users() if not u.is_revoked and u.roles & {Role.COUNSELLOR}]
        return {user.id: user.name for user in found}

    @contextmanager
    def _diary(self) -> Iterator[Diary]:
        with self._records.work() as work:
            yield Diary(work, self.desk)

    def _commit(self, diary: Diary, wanted: Sequence[Appointment] = ()) -> Done:
        """Make it durable; where a time is taken, say whose and when."""
        try:
            return diary.commit()
        except Taken:
            pass  # the unit of work is open still: what is asked now is seen beside it
        raise Taken(self._refusals(wanted))

    def _refusals(self, wanted: Sequence[Appointment]) -> tuple[Hint, ...]:
        raise NotImplementedError

    def _checked(self, appointment: Appointment) -> Appointment:
        """An appointment as it is stored; who and what it names must be there."""
        with self._records.work() as work:
            rooms = {room.id for room in work.all(Room) if room.is_used}
            self._check_client(work, appointment)
        users = self._people() | {self._user.id: self._user.name}
        return check_appointment(appointment, users=users.keys(), rooms=rooms)

    def _check_client(self, work: Work, appointment: Appointment) -> None:
        if appointment.kind_of is not AppointmentKind.SINGLE or appointment.subject == appointment.id:
            return
        if self._records.may_read(Domain.IDENTITY):
            work.get(Client, appointment.subject)
        if appointment.case is not None and work.get(Case, appointment.case).subject != appointment.subject:
            raise ForeignCaseNamed(place="case")

    def _now(self) -> datetime:
        return self._clock.now()
