# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What stands beside the calendar: who is shown, one appointment, the form, who is to be reminded, other calendars."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from beratung.domain.appointments import Appointment
from beratung.domain.calendar_views import CalendarEntry, CalendarView, Reminder
from beratung.i18n import _
from ui.models.choices import Choice
from ui.screens.calendar.booking_card import BookingCard
from ui.screens.calendar.detail_card import DetailCard
from ui.screens.calendar.doing import Doing
from ui.screens.calendar.exchange_card import ExchangeCard, Part
from ui.screens.calendar.reminders_card import RemindersCard
from ui.screens.calendar.who_card import WhoCard
from ui.session import Session


class Side(QStackedWidget):
    """Cards of which one is shown.

    Signals:
        left: the shown card was put away; the calendar has the keyboard again.
    """

    left = Signal()

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.who = WhoCard()
        self.detail = DetailCard(session, doing)
        self.booking = BookingCard(session, doing)
        self.reminders = RemindersCard(session, doing)
        self.exchange = ExchangeCard(session)
        self._cards = (self.who, self.detail, self.booking, self.reminders, self.exchange)
        for card in self._cards:
            self.addWidget(card)
        self.detail.closed.connect(self.put_away)
        self.booking.taken_back.connect(lambda: self.setCurrentWidget(self.booking))
        self.reminders.closed.connect(self.put_away)
        self.exchange.closed.connect(self.put_away)

    @property
    def is_booking(self) -> bool:
        """Whether the form is open."""
        return self.currentWidget() is self.booking

    @property
    def has_main_action(self) -> bool:
        """Whether the filled button stands here now."""
        return self.currentWidget() in {self.booking, self.exchange}

    def show_entry(self, entry: CalendarEntry, view: CalendarView) -> None:
        """Show an appointment, unless the form is open."""
        self.detail.show_entry(entry, view)
        if not self.is_booking:
            self.setCurrentWidget(self.detail)

    def follow(self, view: CalendarView) -> None:
        """Show the appointment that is shown as it is now; one that is gone is put away."""
        shown = self.detail.entry
        if shown is None:
            return
        found = next((entry for entry in view.entries if entry.id == shown.id), None)
        if found is not None:
            self.detail.show_entry(found, view)
        elif view.first <= shown.start.date() <= view.last:
            self.detail.clear()
            if self.currentWidget() is self.detail:
                self.setCurrentWidget(self.who)

    def begin(
        self, appointment: Appointment, view: CalendarView, client: Choice | None, case: UUID | None
    ) -> None:
        """Open the form."""
        self.setCurrentWidget(self.booking)
        self.booking.begin(appointment, view, client, case)

    def show_reminders(self, lines: Sequence[Reminder]) -> None:
        """Show who is to be reminded."""
        self.reminders.show_lines(lines)
        if not self.is_booking:
            self.setCurrentWidget(self.reminders)
            self.reminders.take_focus()

    def show_exchange(self, part: Part) -> None:
        """Show what comes from other calendars and goes to them, unless the form is open."""
        if self.is_booking:
            self._session.toast(_("Please finish the appointment in the form first."))
            return
        self.setCurrentWidget(self.exchange)
        self.exchange.show_part(part)
        self.exchange.take_focus()

    def put_away(self) -> None:
        """Show who is looked at again."""
        self.setCurrentWidget(self.who)
        self.left.emit()

    def clear(self) -> None:
        """Forget everything."""
        for card in self._cards:
            card.clear()
        self.setCurrentWidget(self.who)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for card in self._cards:
            card.retranslate()
