# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What all parts of the service for interpreters share."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from beratung.appointments.interpreter_desk import Desk, Reachable
from beratung.domain.appointments import week_of
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import InterpreterFile, InterpreterRequest, RequestState
from beratung.domain.interpreting_views import House, RequestLine
from beratung.domain.people import Client
from beratung.domain.work import Clock, Records, Work

replace = msgspec.structs.replace
LAST_WEEK = "9999-W52"
SERVED = frozenset({RequestState.BOOKED, RequestState.DONE})


class Room:
    """Records, clock and house; ``reachable`` are the accounts to which something can be shown."""

    def __init__(
        self,
        records: Records,
        clock: Clock,
        codes: Codes,
        *,
        user: str,
        house: Callable[[], House],
        reachable: Reachable,
    ) -> None:
        self._records = records
        self._clock = clock
        self._codes = codes
        self._user = user
        self._house = house
        self._reachable = reachable
        self.desk = Desk(clock, house, reachable)
        self._numbers: dict[tuple[UUID, UUID], str] = {}

    def _files(self, work: Work) -> dict[UUID, InterpreterFile]:
        return {file.id: file for file in work.all(InterpreterFile)}

    def _since(self, work: Work, day: date) -> list[InterpreterRequest]:
        """Requests of the week of a day and later."""
        return work.during(InterpreterRequest, week_of(day), LAST_WEEK)

    def _between(self, work: Work, first: date, last: date) -> list[InterpreterRequest]:
        return work.during(InterpreterRequest, week_of(first), week_of(last))

    @staticmethod
    def _name(work: Work, request: InterpreterRequest) -> str:
        """The client's name, where there is one and it can be read."""
        if request.subject == request.appointment:
            return ""
        try:
            return work.get(Client, request.subject).display_name
        except NotFound:
            return ""

    def _line(
        self, work: Work, request: InterpreterRequest, files: Mapping[UUID, InterpreterFile]
    ) -> RequestLine:
        booked = files.get(request.interpreter) if request.interpreter is not None else None
        return RequestLine(
            request=request,
            client_name=self._name(work, request),
            interpreter_name=booked.name if booked is not None else "",
        )


def booked_minutes(requests: Iterable[InterpreterRequest]) -> dict[UUID, int]:
    """Minutes of bookings by interpreter."""
    found: dict[UUID, int] = {}
    for request in requests:
        if request.state in SERVED and request.interpreter is not None:
            length = int((request.end - request.start).total_seconds()) // 60
            found[request.interpreter] = found.get(request.interpreter, 0) + length
    return found


def monday(moment: datetime, zone: str) -> date:
    """The first day of the week of a moment."""
    from zoneinfo import ZoneInfo

    day = moment.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())
