# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What stands beside the calendar: who is shown, one appointment, the form, who is to be reminded, other calendars."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol
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


class _Card(Protocol):
    """What all of them can do."""

    def clear(self) -> None:
        """Forget everything."""

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""


class Side(QStackedWidget):
    """Cards of which one is shown; the two big ones are made when they are first needed.

    Signals:
        left: the shown card was put away; the calendar has the keyboard again.
        booked: the form is finished, as `BookingCard.finished` says.
        proposed: the form proposes times, as `BookingCard.proposed` says.
    """

    left = Signal()
    booked = Signal(object)
    proposed = Signal(object)

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._doing = session, doing
        self.who = WhoCard()
        self.detail = DetailCard(session, doing)
        self.reminders = RemindersCard(session, doing)
        self._cards: list[_Card] = [self.who, self.detail, self.reminders]
        for card in (self.who, self.detail, self.reminders):
            self.addWidget(card)
        self.detail.closed.connect(self.put_away)
        self.reminders.closed.connect(self.put_away)

    @cached_property
    def booking(self) -> BookingCard:
        """The form."""
        card = BookingCard(self._session, self._doing)
        card.taken_back.connect(lambda: self.setCurrentWidget(card))
        card.finished.connect(self.booked)
        card.proposed.connect(self.proposed)
        self.addWidget(card)
        self._cards.append(card)
        card.retranslate()
        return card

    @cached_property
    def exchange(self) -> ExchangeCard:
        """What comes from other calendars and goes to them."""
        card = ExchangeCard(self._session)
        card.closed.connect(self.put_away)
        self.addWidget(card)
        self._cards.append(card)
        card.retranslate()
        return card

    @property
    def is_booking(self) -> bool:
        """Whether the form is open."""
        return isinstance(self.currentWidget(), BookingCard)

    @property
    def has_main_action(self) -> bool:
        """Whether the filled button stands here now."""
        return isinstance(self.currentWidget(), BookingCard | ExchangeCard)

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
