# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Appointments" of a case: what is to come and what was, and the agreed steps that have a day."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.appointments import AppointmentKind, AppointmentState
from beratung.domain.calendar_views import CalendarEntry, CalendarView
from beratung.domain.errors import BeratungError
from beratung.domain.views import CaseView
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs
from ui.models.calendar_lists import sign_of
from ui.models.calendar_words import STATES, names_of, say_long, say_span, say_spoken, say_title, say_where
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.models.words import DOT
from ui.screens.cases.later_tab import APPOINTMENTS, StepsCard
from ui.screens.interpreters.exclusions_card import ExcludedInterpreters
from ui.session import NEW_APPOINTMENT, Place, Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.page import Scroll
from ui.widgets.waiting_card import WaitingCard

_KINDS = {"Appointment", "Participant", "InterpreterRequest"}
_EXCLUDING = {"Exclusion", "InterpreterFile"}
_COUNTED = (
    AppointmentState.HELD,
    AppointmentState.NO_SHOW,
    AppointmentState.CANCELLED_BY_CLIENT,
    AppointmentState.CANCELLED_BY_CENTRE,
)


class AppointmentsTab(QWidget):
    """Appointments of a client, soonest first, then those that are over; beside them the steps with a day.

    Signals:
        note_wanted: a new consultation is to be written.
        counted: how many appointments are to come.
    """

    note_wanted = Signal()
    counted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._entries: tuple[CalendarEntry, ...] = ()
        self._names: dict[UUID, str] = {}
        self._run = 0
        self.number = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.card = WaitingCard("calendar", has_actions=True)
        self.card.opened.connect(self._open)
        self.new_button = SecondaryButton(icon="calendar-plus", on_click=self.book)
        self.card.head.addWidget(self.new_button)
        self.show_button = SecondaryButton(on_click=lambda: self._open(self.card.list.current_key()))
        self.card.foot.addStretch(1)
        self.card.foot.addWidget(self.show_button)
        self.steps = StepsCard(session, APPOINTMENTS)
        area = Scroll()
        self.step_button = SecondaryButton(icon="plus", on_click=self.note_wanted.emit)
        self.steps.head.addWidget(self.step_button)
        self.excluded = ExcludedInterpreters(session)
        area.column.addWidget(self.steps)
        area.column.addWidget(self.excluded)
        area.column.addStretch(1)
        row.addWidget(self.card, 6)
        row.addWidget(area, 5)
        session.bus.changed.connect(self._on_changed)

    # -- what is shown -------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Show the appointments and steps of a case."""
        if self._view is None or self._view.client.id != view.client.id:
            self._entries = ()
        self._view = view
        self.steps.show_case(view)
        self.excluded.load(view.client.id)
        self._load()

    def clear(self) -> None:
        """Forget the case."""
        self._run += 1
        self._view, self._entries, self._names, self.number = None, (), {}, 0
        self.steps.clear()
        self.excluded.load(None)
        self._show()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.card.say(
            _("Appointments"), _("No appointments yet"), _("What is booked with this person will stand here.")
        )
        self.new_button.setText(_("New appointment"))
        self.show_button.setText(_("Show in the calendar"))
        self.step_button.setText(_("Agree a step"))
        self.steps.retranslate()
        self.excluded.retranslate()
        self._show()

    def _on_changed(self, changes: Changes) -> None:
        if self._view is not None and changes.kinds() & _KINDS:
            self._load()
        if self._view is not None and changes.kinds() & _EXCLUDING:
            self.excluded.load(self._view.client.id)

    def _load(self) -> None:
        view = self._view
        if view is None:
            return
        self._run += 1
        run, client, today = self._run, view.client.id, self._session.today()
        calendar = self._session.centre.appointments

        def read() -> tuple[tuple[CalendarEntry, ...], CalendarView]:
            return calendar.of_client(client), calendar.calendar(today, today)

        def done(found: tuple[tuple[CalendarEntry, ...], CalendarView]) -> None:
            if run == self._run:
                self._entries, self._names = found[0], names_of(found[1])
                self._show()
                self.counted.emit(self.number)

        def failed(error: BeratungError) -> None:
            if run == self._run:
                self._session.problem(error)

        jobs.run(self, read, done, failed)

    def _show(self) -> None:
        now = self._session.centre.clock.now()
        coming = sorted((e for e in self._entries if e.end > now and e.is_live), key=lambda e: e.start)
        over = [e for e in self._entries if e not in coming]
        self.number = len(coming)
        lines = [self._line(entry, _("To come")) for entry in coming]
        lines += [self._line(entry, _("Over or called off")) for entry in over]
        self.card.show_entries(lines, say_counts(self._entries))

    def _line(self, entry: CalendarEntry, section: str) -> Entry:
        title = f"{say_long(entry.start.date())} {entry.start.year}, {say_span(entry.start, entry.end)}"
        what = "" if entry.kind is AppointmentKind.SINGLE else say_title(entry)
        people = ", ".join(self._names[person] for person in entry.people if person in self._names)
        detail = DOT.join(
            part for part in (what, say_where(entry, self._names), entry.interpreter_name, people) if part
        )
        return Entry(
            str(entry.id), section, RowLook(title, detail, sign_of(entry)), say_spoken(entry, self._names)
        )

    # -- what is done ----------------------------------------------------------------------------------------

    def book(self) -> None:
        """Book something for this client."""
        if self._view is not None:
            self._session.go(Place("calendar", case=self._view.case.id, tab=NEW_APPOINTMENT))

    def _open(self, key: str) -> None:
        if key:
            self._session.go(Place("calendar", record=UUID(key)))


def say_counts(entries: Sequence[CalendarEntry]) -> str:
    """Say how many took place, were missed and were called off; who did not come and who called off stay apart."""
    found = Counter(entry.state for entry in entries)
    return DOT.join(f"{found[state]} {STATES[state].label}" for state in _COUNTED if found[state])
