# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What tests of the calendar's screens share: an open window with rooms and appointments of obviously fake people."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import Appointment, AppointmentKind, Room
from beratung.domain.calendar_views import CalendarEntry
from beratung.domain.clock_times import instant
from tests.ui.shell import open_window, settle
from ui.models.calendar_range import ViewKind
from ui.models.times import instant as at_minute
from ui.screens.calendar.screen import CalendarScreen
from ui.session import Place
from ui.widgets.week_grid import WeekGrid

ZONE = "Europe/Berlin"
TODAY = date(2026, 11, 23)
"""A Monday."""


class CalendarDesk:
    """An open window on the calendar, with two rooms; times are given in minutes since midnight."""

    def __init__(self, qtbot: QtBot, today: date = TODAY) -> None:
        self.qtbot = qtbot
        self.window, self.workspace, self.centre = open_window(qtbot, today=today)
        self.window.resize(1360, 860)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.today, self.calendar = today, self.centre.appointments
        self.me = self.centre.user.id
        self.red, self.blue = self.a_room("Rot", 4), self.a_room("Blau", 8)

    def a_room(self, name: str, seats: int) -> UUID:
        own = uuid4()
        self.calendar.save_room(Room(id=own, subject=own, name=name, seats=seats))
        return own

    def people(self) -> list[tuple[UUID, UUID, str]]:
        """Return clients with a case and a name: client, case, name."""
        rows = [row for row in self.centre.clients.roster() if row.case is not None and row.name]
        rows.sort(key=lambda row: row.name)
        return [(row.client, row.case, row.name) for row in rows if row.case is not None]

    def a_time(
        self, start: int, minutes: int = 50, *, day: int = 0, person: int = 0, **given: object
    ) -> UUID:
        """Book somebody, so many days after the first; return the appointment."""
        client, case, _name = self.people()[person]
        begins = at_minute(self.today + timedelta(days=day), start, ZONE)
        values: dict[str, object] = {"people": (self.me,), "rooms": ()}
        wanted = Appointment(
            id=uuid4(), subject=client, case=case, start=begins, end=begins + timedelta(minutes=minutes),
            **(values | given),  # type: ignore[arg-type]
        )  # fmt: skip
        return self.calendar.book(wanted).ids[0]

    def a_group(self, start: int, places: int, *, day: int = 0, title: str = "Sprachcafé") -> UUID:
        own = uuid4()
        begins = at_minute(self.today + timedelta(days=day), start, ZONE)
        group = Appointment(
            id=own, subject=own, kind_of=AppointmentKind.GROUP, title=title, places=places, start=begins,
            end=begins + timedelta(minutes=90), people=(self.me,), rooms=(self.blue,),
        )  # fmt: skip
        return self.calendar.book(group).ids[0]

    def open(self, kind: ViewKind = ViewKind.WEEK) -> CalendarScreen:
        """Go to the calendar."""
        assert self.workspace.go(Place("calendar", tab=str(kind)))
        settle()
        screen = self.workspace.shown()
        assert isinstance(screen, CalendarScreen)
        return screen

    def entry(self, own: UUID) -> CalendarEntry:
        """Return an appointment as it is stored."""
        return self.calendar.show(own)

    def times(self, own: UUID) -> tuple[str, str]:
        """Return when an appointment is, in words."""
        entry = self.entry(own)
        return f"{entry.start:%d.%m. %H:%M}", f"{entry.end:%H:%M}"

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


def later(begins: datetime, minutes: int) -> datetime:
    """So many real minutes later."""
    return datetime.fromtimestamp(begins.timestamp() + 60 * minutes, UTC)


def spot(grid: WeekGrid, column: int, minute: int) -> QPoint:
    """Return a place in the middle of a column."""
    left, right = grid.column_span(column)
    return QPoint(round((left + right) / 2), round(grid.y_of(minute)))


def drag(grid: WeekGrid, start: QPoint, end: QPoint) -> None:
    """Press, move in steps, and let go."""
    view = grid.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 6):
        at = start + (end - start) * part / 5
        move(grid, at)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def move(grid: WeekGrid, at: QPoint) -> None:
    """Move the mouse with its button down."""
    view = grid.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), view.mapToGlobal(QPointF(at)), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


__all__ = ["CalendarDesk", "drag", "instant", "later", "move", "spot"]
