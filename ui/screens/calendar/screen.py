# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When, with whom? A day, a week or a month of people, rooms and interpreters, and who is to be reminded."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.domain.appointments import Appointment
from beratung.domain.calendar_views import CalendarEntry, CalendarView, Reminder
from beratung.domain.errors import BeratungError
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs, theme
from ui.commands.command import Command
from ui.models.calendar_board import chosen_of, id_of, resources_of
from ui.models.calendar_range import ViewKind, say_range, say_short_range, span_of, stepped, working_day
from ui.models.choices import Choice
from ui.models.grid_moves import Move, Wish
from ui.screens.base import Screen
from ui.screens.calendar import booker
from ui.screens.calendar.bar import CalendarBar, commands_of
from ui.screens.calendar.booker import Loaded, Slot
from ui.screens.calendar.doing import Doing, say_refusal
from ui.screens.calendar.side import Side
from ui.screens.calendar.views import CalendarViews
from ui.session import DRAFT, NEW_APPOINTMENT, Place, Session
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.page import Page

_KINDS = {
    "Appointment",
    "Participant",
    "Series",
    "Room",
    "Absence",
    "InterpreterFile",
    "InterpreterRequest",
    "Client",
}
_SIDE = 328
_MINUTE = 60_000
_MIDNIGHT = 24 * 60
_MORNING = 9 * 60


class CalendarScreen(Screen):
    """The calendar with its views, and beside it what belongs to the chosen appointment."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.on = working_day(session.today())
        self._loaded: Loaded | None = None
        self._reminders: tuple[Reminder, ...] = ()
        self._ids: frozenset[UUID] = frozenset()
        self._wanted: UUID | None = None
        self._run, self._is_stale = 0, False
        self.doing = Doing(session, self)
        self.page = Page()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)
        self.remind_button = SecondaryButton(icon="bell", on_click=self.show_reminders)
        self.new_button = PrimaryButton(icon="calendar-plus", on_click=self.book_now)
        self.page.header.add_action(self.remind_button)
        self.page.header.add_action(self.new_button)
        self.bar = CalendarBar()
        self.page.add(self.bar)
        row = QHBoxLayout()
        row.setSpacing(14)
        self.views, self.side = CalendarViews(), Side(session, self.doing)
        row.addWidget(self.views, 1)
        row.addWidget(self.side)
        self.page.add(row, 1)
        self._connect()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_MINUTE)

    def _connect(self) -> None:
        grid, side = self.views.grid, self.side
        self.bar.kinds.changed.connect(lambda: self.look_at(self.kind))
        self.bar.stepped.connect(self.step)
        self.bar.today_wanted.connect(self.show_today)
        self.bar.exchange_wanted.connect(side.show_exchange)
        self.views.chosen.connect(self._on_chosen)
        self.views.opened.connect(self._on_opened)
        self.views.day_opened.connect(lambda day: self.show_day(day, ViewKind.DAY))
        self.views.day_chosen.connect(self._on_month_day)
        grid.wished.connect(self._on_wished)
        grid.moved.connect(self._on_moved)
        grid.refused.connect(lambda words: self.session.toast(_("Not moved: %(why)s") % {"why": words}))
        side.who.changed.connect(self._on_who)
        side.who.day_chosen.connect(lambda day: self.show_day(day, self.kind))
        side.detail.change_wanted.connect(self.change)
        side.booked.connect(self._on_booked)
        side.proposed.connect(self._on_proposed)
        side.currentChanged.connect(self._fit_button)
        side.reminders.appointment_wanted.connect(self.show_appointment)
        side.left.connect(self._on_left)
        self.session.bus.changed.connect(self._on_changed)
        self.session.about_to_lock.connect(self.clear)

    # -- the screen's duties ---------------------------------------------------------------------------------

    @property
    def kind(self) -> ViewKind:
        """How the calendar is looked at."""
        return self.bar.kinds.value()

    def show_place(self, place: Place) -> None:
        if place.tab in {NEW_APPOINTMENT, DRAFT}:
            self._book_for(place)
        elif place.record is not None:
            self.show_appointment(place.record)
        elif place.tab in set(ViewKind):
            self.look_at(ViewKind(str(place.tab)))
        else:
            self.reload()
        if not self.side.is_booking:
            self.setFocus()

    def current_place(self) -> Place:
        return Place("calendar", tab=str(self.kind))

    def retranslate(self) -> None:
        self.page.header.set_title(_("Calendar"))
        self.bar.retranslate()
        self.new_button.setText(_("New appointment"))
        self.side.retranslate()
        self.views.retranslate()
        self._show()

    def commands(self) -> tuple[Command, ...]:
        return commands_of(self)

    def go_back(self) -> bool:
        if self.side.is_booking:
            self.side.booking.give_up()
            return True
        if self.side.currentWidget() is not self.side.who:
            self.side.put_away()
            return True
        return False

    def save(self) -> None:
        if self.side.is_booking:
            self.side.booking.save()

    def print_page(self) -> None:
        self.side.detail.paper.print_slip()

    def clear(self) -> None:
        """Forget everything that was shown."""
        self._run += 1
        self._loaded, self._reminders = None, ()
        self.side.clear()
        self.views.clear()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.ActiveWindowFocusReason) -> None:
        """Put the keyboard into the calendar."""
        self.views.take_focus(self.kind, reason)

    # -- going through time -------------------------------------------------------------------------------------

    def look_at(self, kind: ViewKind) -> None:
        """Look at the calendar in another way."""
        self.bar.kinds.set_value(kind)
        self.reload()
        self.setFocus()

    def show_day(self, day: date, kind: ViewKind) -> None:
        """Show a day, in a view."""
        self.on = day
        self.look_at(kind)

    def show_today(self) -> None:
        """Show today."""
        self.show_day(self.session.today(), self.kind)

    def step(self, by: int) -> None:
        """Go on or back by so many views."""
        self.on = stepped(self.kind, self.on, by)
        self.reload()

    def show_appointment(self, appointment: UUID) -> None:
        """Show the week of an appointment, and the appointment beside it."""
        calendar = self.session.centre.appointments

        def done(entry: CalendarEntry) -> None:
            self.on, self._wanted = entry.start.date(), entry.id
            if not entry.is_live:
                self.side.who.cancelled.setChecked(True)
            if not self._ids & resources_of(entry):
                me = self.session.user.id
                self._ids |= {me if me in entry.people else (entry.people or entry.rooms)[0]}
            if self.kind is ViewKind.MONTH:
                self.bar.kinds.set_value(ViewKind.WEEK)
            self.reload()

        jobs.run(self, lambda: calendar.show(appointment), done, self.session.problem)

    # -- reading --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what is shown, off the GUI thread."""
        self._run += 1
        run, self._is_stale = self._run, False
        centre, span = self.session.centre, span_of(self.kind, self.on)
        is_list = self.kind is ViewKind.LIST

        def done(loaded: Loaded) -> None:
            if run == self._run:
                self._loaded = loaded
                self._show()
                jobs.run(self, centre.appointments.due_list, self._on_reminders, self.session.problem)

        jobs.run(self, lambda: booker.read(centre, *span, with_due=is_list), done, self.session.problem)

    def _on_reminders(self, lines: tuple[Reminder, ...]) -> None:
        """Show who is to be reminded; read after the calendar, so that it need not wait."""
        self._reminders = lines if self._loaded is not None else ()
        self.side.reminders.show_lines(self._reminders)
        self._fit_reminders()

    def _fit_reminders(self) -> None:
        number = len(self._reminders)
        self.remind_button.setText(_("Remind (%(n)d)") % {"n": number} if number else _("Remind"))

    def _on_changed(self, changes: Changes) -> None:
        if self._loaded is None or not changes.kinds() & _KINDS:
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _on_who(self) -> None:
        self._ids = self.side.who.chosen()
        self._show()

    def _show(self) -> None:
        self.bar.say(say_range(self.kind, self.on), say_short_range(self.kind, self.on))
        loaded = self._loaded
        self._fit_reminders()
        if loaded is None or (loaded.view.first, loaded.view.last) != span_of(self.kind, self.on):
            return
        view, today, side = loaded.view, self.session.today(), self.side
        ids = frozenset(choice.id for choice in chosen_of(view, self._ids))
        side.who.show_view(view, ids)
        side.who.show_day(self.on)
        self.views.show_due(booker.due_of(loaded, self.session.centre.codes))
        self.views.show_view(view, self.kind, self.on, ids, today, with_cancelled=side.who.with_cancelled)
        self._tick()
        self._show_wanted(view)
        if side.is_booking:
            side.booking.propose()

    def _show_wanted(self, view: CalendarView) -> None:
        """Show the appointment that was asked for, or the one that is shown already as it is now."""
        wanted, self._wanted = self._wanted, None
        found = next((entry for entry in view.entries if entry.id == wanted), None)
        if found is None:
            self.side.follow(view)
            return
        self.views.choose(found)
        self.side.show_entry(found, view)

    def _tick(self) -> None:
        """Move the line of now."""
        zone = ZoneInfo(self.session.centre.settings.calendar.zone)
        now = self.session.centre.clock.now().astimezone(zone)
        self.views.grid.set_now(now.hour * 60 + now.minute)

    # -- choosing -----------------------------------------------------------------------------------------------

    def entry_of(self, key: str) -> CalendarEntry | None:
        """Return the appointment of a block."""
        own = id_of(key)
        entries = self._loaded.view.entries if self._loaded is not None else ()
        return next((entry for entry in entries if entry.id == own), None)

    def _on_chosen(self, key: str) -> None:
        entry, side = self.entry_of(key), self.side
        if side.is_booking:
            return
        if entry is not None and self._loaded is not None:
            side.show_entry(entry, self._loaded.view)
        elif side.currentWidget() is side.detail:
            side.setCurrentWidget(side.who)

    def _on_opened(self, key: str) -> None:
        place = self.views.place_of(key)
        if place is not None:
            self.session.go(place)
            return
        self._on_chosen(key)
        if self.side.currentWidget() is self.side.detail:
            self.side.detail.take_focus()

    def _on_left(self) -> None:
        self.views.grid.choose("")
        self.setFocus()

    def _on_month_day(self, day: date) -> None:
        is_elsewhere = (day.year, day.month) != (self.on.year, self.on.month)
        self.on = day
        self.side.who.show_day(day)
        if is_elsewhere:
            self.reload()

    def show_reminders(self) -> None:
        """Show who is to be reminded, or put the list away."""
        if self.side.currentWidget() is self.side.reminders:
            self.side.put_away()
        elif self._loaded is not None:
            self.side.show_reminders(self._reminders)

    # -- booking and moving ----------------------------------------------------------------------------------------

    def _begin(self, slot: Slot, client: Choice | None = None, case: UUID | None = None) -> None:
        if self._loaded is None:
            return
        try:
            new = booker.new_appointment(self.session, slot, self._loaded.view)
        except BeratungError as error:
            self.session.problem(error)
            return
        self.side.begin(new, self._loaded.view, client, case)

    def _on_wished(self, wish: Wish) -> None:
        if self.side.is_booking:
            self.side.booking.form.set_times(wish.column.day, wish.start, wish.end)
            return
        self._begin(Slot(wish.column.day, wish.start, wish.end, wish.column.resource))

    def _on_proposed(self, proposal: tuple[date, int, int, frozenset[UUID]] | None) -> None:
        """Show in the grid which time the form speaks of."""
        own = self.side.booking.appointment_id
        self.views.grid.propose(proposal, str(own) if own is not None else "")

    def _fit_button(self, _index: int) -> None:
        """Keep one filled button on the screen: beside another, the one for new appointments steps back."""
        theme.set_tone(self.new_button, "secondary" if self.side.has_main_action else "primary", "kind")
        self.new_button.set_icon("calendar-plus", "text" if self.side.has_main_action else "on_accent")

    def book_now(self) -> None:
        """Book something at the cursor, or in the morning of the day that is shown; at the next free time."""
        if self.side.is_booking:
            return
        minutes, grid = self.session.centre.settings.calendar.minutes, self.views.grid
        at, columns = grid.cursor_at, grid.board.columns
        slot = Slot(self.on, _MORNING, _MORNING + minutes)
        if self.kind in {ViewKind.DAY, ViewKind.WEEK} and at.column < len(columns) and not at.key:
            column = columns[at.column]
            slot = Slot(column.day, at.start, min(at.start + minutes, _MIDNIGHT), column.resource)
        self._begin(booker.free_slot(grid.board, slot, self.session.user.id))

    def _book_for(self, place: Place) -> None:
        """Open the form for the client of a case, or with what was typed before."""
        session, span = self.session, span_of(self.kind, self.on)

        def done(start: booker.Start) -> None:
            self._loaded = start.loaded
            self._show()
            self.side.begin(start.new, start.loaded.view, start.client, start.case)
            self.side.booking.resume(start.draft)

        jobs.run(self, lambda: booker.start(session, span, self.on, place), done, session.problem)

    def change(self) -> None:
        """Change the chosen appointment in the form."""
        entry, loaded = self.side.detail.entry, self._loaded
        if entry is None or loaded is None:
            return
        calendar = self.session.centre.appointments

        def done(found: Appointment) -> None:
            client = Choice(str(entry.client), entry.who or _("Anonymous client")) if entry.client else None
            self.side.begin(found, loaded.view, client, entry.case)

        jobs.run(self, lambda: calendar.appointment(entry.id), done, self.session.problem)

    def _on_booked(self, own: UUID | None) -> None:
        self.views.grid.show_ghost(None)
        self.side.setCurrentWidget(self.side.who)
        self.setFocus()
        if own is not None:
            self.show_appointment(own)

    def _on_moved(self, wish: Move) -> None:
        entry = self.entry_of(wish.key)
        if entry is not None:
            booker.move(self.session, self.doing, entry, wish, self._on_not_moved)

    def _on_not_moved(self, error: BeratungError) -> None:
        self.views.grid.show_ghost(None)
        self.session.problem(say_refusal(error))

    # -- keys and sizes ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step(by)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(min(theme.px(_SIDE), round(event.size().width() * 0.44)))
