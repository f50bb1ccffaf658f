# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who is to be reminded, and how: the due list."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from beratung.domain.calendar_views import Reminder
from beratung.i18n import _
from ui.models.calendar_lists import reminder_line
from ui.screens.calendar.doing import Doing
from ui.session import Session
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.waiting_card import WaitingCard


class RemindersCard(WaitingCard):
    """A list of people, each with how he wants to be reminded.

    Signals:
        closed: the list is to be put away.
        appointment_wanted: the id of an appointment that is to be shown.
    """

    closed = Signal()
    appointment_wanted = Signal(object)

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__("bell", has_actions=True, parent=parent)
        self._session, self._doing = session, doing
        self._lines: dict[str, Reminder] = {}
        self.close_button = IconButton("x", on_click=self.closed.emit)
        self.head.addWidget(self.close_button)
        self.show_button = SecondaryButton(on_click=lambda: self._open(self.list.current_key()))
        self.done_button = SecondaryButton(icon="check", on_click=self.mark_done)
        self.foot.addWidget(self.show_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.done_button)
        self.opened.connect(self._open)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.say(
            _("To be reminded"),
            _("Nobody has to be reminded"),
            _("Who comes in the next days and wants to be reminded will stand here, with the phone number."),
        )
        self.close_button.set_name(_("Close"))
        self.show_button.setText(_("Show"))
        self.done_button.setText(_("Reminded"))
        self.show_lines(tuple(self._lines.values()))

    def show_lines(self, lines: Sequence[Reminder]) -> None:
        """Show who is to be reminded."""
        self._lines = {str(line.id): line for line in lines}
        self.show_entries((reminder_line(line) for line in lines), str(len(lines)) if lines else "")

    def clear(self) -> None:
        """Forget everybody."""
        self.show_lines(())

    def mark_done(self) -> None:
        """Note that the chosen one was reminded today."""
        line = self._lines.get(self.list.current_key())
        if line is not None:
            self._doing.remind(line.id, self._session.today())

    def _open(self, key: str) -> None:
        line = self._lines.get(key)
        if line is not None:
            self.appointment_wanted.emit(line.appointment)


def count_of(lines: Sequence[Reminder]) -> int:
    """Return how many people are to be reminded."""
    people: set[UUID] = {line.id for line in lines}
    return len(people)
