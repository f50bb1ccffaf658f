# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What tests of the room for interpreters share: the open room over a centre in memory, with one file."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from pytestqt.qtbot import QtBot

from beratung.domain.appointments import Appointment
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterRequest,
)
from beratung.domain.views import PersonRow
from tests.appointments.interpreting_kit import a_file
from tests.ui.shell import open_window, settle
from tests.ui.test_sprachmittler import BOTH
from ui.screens.interpreters.people_part import PeoplePart
from ui.screens.interpreters.screen import InterpretersScreen
from ui.session import Place

MONDAY = date(2026, 11, 2)
THURSDAY = datetime.combine(date(2026, 11, 5), time(9), tzinfo=UTC)
HOUR = timedelta(hours=1)


class Room:
    """The room over a centre in memory, with one file and no request."""

    def __init__(self, qtbot: QtBot, tab: str = "requests", **more: object) -> None:
        self.qtbot = qtbot
        self.window, self.workspace, self.centre = open_window(qtbot, BOTH, today=MONDAY)
        self.window.resize(1360, 860)
        self.service = self.centre.interpreters
        self.mine = self.store(a_file("Probe Stimme", **more))
        self.tab = tab

    def store(self, file: InterpreterFile) -> InterpreterFile:
        self.service.save(file)
        return self.service.file(file.id)

    def open(self, tab: str = "") -> InterpretersScreen:
        """Go to a tab."""
        assert self.workspace.go(Place("interpreters", tab=tab or self.tab))
        settle()
        return self.shown()

    def shown(self) -> InterpretersScreen:
        screen = self.workspace.shown()
        assert isinstance(screen, InterpretersScreen)
        return screen

    def people(self) -> PeoplePart:
        return self.open("people").people

    def person(self) -> PersonRow:
        rows = [row for row in self.centre.clients.roster() if row.case is not None and row.name]
        return min(rows, key=lambda row: row.name)

    def requested(self, start: datetime = THURSDAY, **wishes: object) -> InterpreterRequest:
        """A request of a client for an hour in Arabic."""
        row = self.person()
        made = Appointment(
            id=uuid4(), subject=row.client, case=row.case, start=start, end=start + HOUR,
            people=(self.centre.user.id,),
        )  # fmt: skip
        own = self.centre.appointments.book(made).ids[0]
        return self.service.request(own, language="ar", **wishes).request

    def request(self, request: InterpreterRequest) -> InterpreterRequest:
        return self.service.get_request(request.id).request

    def said(self) -> str:
        settle()
        return self.workspace.toast_box.text.text()

    def trouble(self) -> str:
        settle()
        banner = self.workspace.banner
        return banner.title.text() if banner.isVisible() else ""

    def undo(self) -> None:
        self.workspace.undo()
        settle()
