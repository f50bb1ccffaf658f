# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whom do I meet? One's own appointments of today, or of the next day that has any."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from beratung.domain.calendar_views import CalendarEntry
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs
from ui.models.calendar_lists import own_day
from ui.models.calendar_words import names_of, say_long
from ui.session import NEW_APPOINTMENT, Place, Session
from ui.widgets.buttons import QuietButton
from ui.widgets.waiting_card import WaitingCard

if TYPE_CHECKING:
    from beratung.centre import Centre

_AHEAD = 7
_KINDS = {"Appointment", "Participant", "InterpreterRequest", "Series", "Room", "Client"}


@dataclass(frozen=True)
class Day:
    """A day with what one has on it."""

    on: date
    entries: tuple[CalendarEntry, ...]
    names: dict[UUID, str]


def read(centre: "Centre", today: date) -> Day:
    """Read today, or the next day of the week ahead on which there is something; a job."""
    view = centre.appointments.calendar(today, today + timedelta(days=_AHEAD), people=[centre.user.id])
    now = centre.clock.now()
    live = [entry for entry in view.entries if entry.is_live]
    days = sorted({max(entry.start.date(), today) for entry in live if entry.end > now})
    on = days[0] if days and not any(entry.start.date() == today for entry in live) else today
    names = {own: name for own, name in names_of(view).items() if own != centre.user.id}
    return Day(on, tuple(entry for entry in live if max(entry.start.date(), today) == on), names)


class AppointmentsCard(WaitingCard):
    """A list of one's own appointments; Enter goes to the calendar."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("calendar", parent=parent)
        self._session = session
        self._day: Day | None = None
        self.calendar_button = QuietButton(on_click=lambda: session.go(Place("calendar")))
        self.new_button = QuietButton(
            icon="calendar-plus", on_click=lambda: session.go(Place("calendar", tab=NEW_APPOINTMENT))
        )
        self.head.addWidget(self.new_button)
        self.head.addWidget(self.calendar_button)
        self.opened.connect(self._open)
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.clear)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.say(
            _("Appointments today"),
            _("No appointments in the next days"),
            _("What you book in the calendar will stand here on its day."),
        )
        self.calendar_button.setText(_("Calendar"))
        self.new_button.setText(_("New appointment"))
        self._show()

    def clear(self) -> None:
        """Forget everything."""
        self._day = None
        self.show_entries(())

    def reload(self) -> None:
        """Read the day anew."""
        centre, today = self._session.centre, self._session.today()

        def done(day: Day) -> None:
            self._day = day
            self._show()

        jobs.run(self, lambda: read(centre, today), done, self._session.problem)

    def _on_changed(self, changes: Changes) -> None:
        if self._day is not None and changes.kinds() & _KINDS:
            self.reload()

    def _show(self) -> None:
        day = self._day
        if day is None:
            return
        is_today = day.on == self._session.today()
        title = _("Appointments today") if is_today else _("Next: %(day)s") % {"day": say_long(day.on)}
        self.title.setText(title)
        self.list.setAccessibleName(title)
        self.show_entries(own_day(day.entries, day.names), str(len(day.entries)) if day.entries else "")

    def _open(self, key: str) -> None:
        if key:
            self._session.go(Place("calendar", record=UUID(key)))
