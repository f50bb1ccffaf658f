# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rooms of an open centre that are about times: appointments, and what is built on them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from beratung.centre.keeping import KeptRecords
from beratung.centre.settings import Settings
from beratung.domain.appointments import Absence, Appointment
from beratung.domain.base import Domain, Role
from beratung.domain.codes import Codes
from beratung.domain.interpreting import Exclusion, InterpreterFile, InterpreterRequest, WorkedTime
from beratung.domain.interpreting_views import House, OwnBooking, Shown
from beratung.domain.letters import Letterhead
from beratung.domain.views import CentreInfo, UserView
from beratung.domain.work import Change, Clock, Work

if TYPE_CHECKING:
    from beratung.appointments.exchange.service import ExchangeService
    from beratung.appointments.interpreters import InterpreterService
    from beratung.appointments.service import AppointmentService
    from beratung.appointments.workspace import WorkspaceService
    from beratung.clients import ClientService
    from beratung.letters import LetterService

INTERPRETING = (InterpreterFile, InterpreterRequest, Exclusion, WorkedTime, Absence)


class CentreCalendars:
    """The part of a centre that is about times; `Centre` builds on it."""

    user: UserView
    clock: Clock
    info: CentreInfo
    _records: KeptRecords
    _settings: Settings

    @property
    def codes(self) -> Codes:
        """All code lists."""
        raise NotImplementedError

    @property
    def letterhead(self) -> Letterhead:
        """The sender on letters."""
        raise NotImplementedError

    @property
    def letters(self) -> "LetterService":
        """Letters and hand-outs."""
        raise NotImplementedError

    @property
    def clients(self) -> "ClientService":
        """People."""
        raise NotImplementedError

    def users(self) -> tuple[UserView, ...]:
        """Return everyone who has an account."""
        raise NotImplementedError

    @cached_property
    def appointments(self) -> "AppointmentService":
        """The calendar."""
        from beratung.appointments.service import AppointmentService

        service = AppointmentService(
            self._records,
            self.clock,
            user=self.user,
            users=self._all_users,
            names=self._names_of,
            settings=lambda: self._settings.calendar,
        )
        service.desk = self.interpreters.desk
        service.times = self._foreign_times
        return service

    @cached_property
    def exchange(self) -> "ExchangeService":
        """Other calendars: files in and out, publishing to a server."""
        from beratung.appointments.exchange.service import ExchangeService

        return ExchangeService(
            self._records,
            self.clock,
            user=self.user,
            settings=lambda: self._settings.calendar,
            letterhead=lambda: self.letterhead,
        )

    @cached_property
    def interpreters(self) -> "InterpreterService":
        """Interpreters: files, requests, offers, the inbox, time sheets, the planned week."""
        from beratung.appointments.interpreters import InterpreterService

        return InterpreterService(
            self._records,
            self.clock,
            self.codes,
            user=self.user.name,
            house=self._house,
            reachable=self._reachable,
        )

    @cached_property
    def workspace(self) -> "WorkspaceService":
        """What a Sprachmittler sees and says; it reads nothing but what was sealed to the user."""
        from beratung.appointments.workspace import WorkspaceService

        return WorkspaceService(self._records, self.clock)

    def tidy_calendar(self) -> None:
        """Give times that are over back, and write repeated foreign events out further: in the background."""
        if self._records.may_read(Domain.SCHEDULING):
            self.appointments.clear_past()
            self.exchange.keep_up()

    def appointment_slip(self, appointment: UUID, language: str = "de") -> bytes:
        """Return the slip of an appointment as PDF, with a QR code for the client's telephone.

        Raises:
            NoSuchLanguage, NothingToHandOut: see `LetterService.slip`.
        """
        uid, link = self.exchange.uid_of(appointment), self._settings.calendar.video_link
        return self.letters.slip(appointment, language, uid=uid, link=link)

    def job_of(self, request: UUID, interpreter: UUID) -> Shown:
        """Return what an interpreter sees of a request, for paper or a calendar file; of a booking just its time."""
        (seen,) = self.interpreters.preview(request, [interpreter])
        found = self.interpreters.get_request(request).request
        if found.interpreter != interpreter:
            return seen
        number = next((o.number for o in reversed(found.offers) if o.interpreter == interpreter), seen.number)
        return msgspec.structs.replace(seen, number=number, times=((found.start, found.end),))

    def job_file(self, jobs: Iterable[Shown | OwnBooking]) -> bytes:
        """Return jobs as a file for the interpreter's own calendar."""
        return self.exchange.job_file(jobs, self._language, self.clock.now())

    def _language(self, code: str) -> str:
        found = self.codes.languages.get(code)
        return found.name if found is not None else code

    def _foreign_times(
        self, appointment: Appointment, first: datetime, past: datetime
    ) -> Iterable[tuple[datetime, datetime]]:
        """When a foreign event takes place; the exchange is loaded when there is one."""
        return self.exchange.times(appointment, first, past)

    def _follow_interpreting(self, changes: Iterable[Change], work: Work) -> None:
        """A follower: what is deleted leaves nothing with an interpreter, who sees his own file as it is."""
        found = list(changes)
        if any(isinstance(change.record, INTERPRETING) for change in found):
            self.interpreters.desk.follow(found, work)

    def _house(self) -> House:
        """What interpreting must know of the centre."""
        from beratung.appointments.hours import holidays_of

        head, calendar = self._settings.letterhead, self._settings.calendar
        town = " ".join(part for part in (head.postal_code, head.town) if part)
        year = self.clock.today().year
        days = {day for near in (year, year + 1) for day in holidays_of(calendar.land, near)}
        for closing in calendar.closing:
            length = (closing.last - closing.first).days
            days |= {closing.first + timedelta(days=number) for number in range(min(length, 400) + 1)}
        return House(
            address=", ".join(part for part in (head.street, town) if part) or self.info.name,
            link=calendar.video_link,
            places=self._settings.places,
            opening=calendar.hours,
            holidays=frozenset(days),
            zone=calendar.zone,
        )

    def _reachable(self) -> frozenset[UUID]:
        """The accounts to which something can be shown: confirmed Sprachmittler."""
        return frozenset(
            user.id
            for user in self.users()
            if Role.SPRACHMITTLER in user.roles and not user.is_suspended and not user.is_revoked
        )

    def _all_users(self) -> Sequence[UserView]:
        return self.users()

    def _names_of(self, clients: Collection[UUID]) -> Mapping[UUID, str]:
        return self.clients.names(clients)
