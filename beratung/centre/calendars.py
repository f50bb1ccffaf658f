# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rooms of an open centre that are about times: appointments, and what is built on them."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from beratung.centre.keeping import KeptRecords
from beratung.centre.settings import Settings
from beratung.domain.codes import Codes
from beratung.domain.views import UserView
from beratung.domain.work import Clock

if TYPE_CHECKING:
    from beratung.appointments.service import AppointmentService
    from beratung.clients import ClientService


class CentreCalendars:
    """The part of a centre that is about times; `Centre` builds on it."""

    user: UserView
    clock: Clock
    _records: KeptRecords
    _settings: Settings

    @property
    def codes(self) -> Codes:
        """All code lists."""
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

        return AppointmentService(
            self._records,
            self.clock,
            user=self.user,
            users=self._all_users,
            name_of=self._name_of,
            settings=lambda: self._settings.calendar,
        )

    def _all_users(self) -> Sequence[UserView]:
        return self.users()

    def _name_of(self, client: UUID) -> str:
        row = self.clients.person(client)
        return row.name if row is not None else ""
