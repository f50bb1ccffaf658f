# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One appointment: when, where and with whom it is, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from beratung.domain.appointments import AppointmentKind, AppointmentState, CancelledBy, Scope
from beratung.domain.calendar_views import CalendarEntry, CalendarView
from beratung.domain.planning import Mode
from beratung.i18n import _
from ui.models.calendar_words import (
    HINTS,
    KINDS,
    MODE_ICONS,
    MODES,
    REQUESTS,
    STATES,
    names_of,
    say_long,
    say_minutes,
    say_span,
    say_title,
)
from ui.screens.calendar.doing import Doing
from ui.screens.calendar.group_list import GroupList
from ui.screens.calendar.interpreter_part import InterpreterPart
from ui.screens.calendar.paper_part import PaperPart
from ui.session import Place, Session
from ui.widgets.buttons import IconButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.columns import FlowLayout
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Picture, Text
from ui.widgets.page import Scroll

_GROUPS = {AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}


class FactLine(QWidget):
    """A sign and some words."""

    def __init__(self, icon: str, text: str, tone: str = "muted", detail: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(Picture(icon, tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(text, wrap=True))
        if detail:
            words.addWidget(Text(detail, "secondary", "muted", wrap=True))
        row.addLayout(words, 1)


class DetailCard(Card):
    """The chosen appointment.

    Signals:
        change_wanted: it is to be changed in the form.
        closed: nothing is to be chosen any more.
    """

    change_wanted = Signal()
    closed = Signal()

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent, inset=False)
        self._session, self._doing = session, doing
        self.entry: CalendarEntry | None = None
        self._view: CalendarView | None = None
        self.title.setWordWrap(True)
        self.head.setStretch(0, 1)
        self.head.setStretch(1, 0)
        self.menu_button = IconButton("dots", on_click=self._open_menu)
        self.close_button = IconButton("x", on_click=self.closed.emit)
        self.head.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        self.head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 12)
        area.column.setSpacing(10)
        holder = QWidget()
        self._chips = FlowLayout(holder, gap=6)
        area.column.addWidget(holder)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(2)
        area.column.addLayout(self._facts)
        self.group = GroupList(session, doing)
        area.column.addWidget(self.group)
        self.interpreter = InterpreterPart(session)
        area.column.addWidget(self.interpreter)
        self.paper = PaperPart(session)
        area.column.addWidget(self.paper)
        area.column.addStretch(1)
        self.add(area, 1)
        self.add(Line())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(8)
        states = QHBoxLayout()
        states.setSpacing(8)
        self.held_button = SecondaryButton(icon="check", on_click=lambda: self._set(AppointmentState.HELD))
        self.missed_button = SecondaryButton(
            icon="user-x", on_click=lambda: self._set(AppointmentState.NO_SHOW)
        )
        self.again_button = SecondaryButton(
            icon="arrow-back-up", on_click=lambda: self._set(AppointmentState.PLANNED)
        )
        for button in (self.held_button, self.missed_button, self.again_button):
            states.addWidget(button, 1)
        foot.addLayout(states)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.case_button = QuietButton(icon="folders", on_click=self._open_case)
        self.change_button = SecondaryButton(icon="pencil", on_click=self.change_wanted.emit)
        row.addWidget(self.case_button)
        row.addStretch(1)
        row.addWidget(self.change_button)
        foot.addLayout(row)
        self.add(foot)

    # -- what is shown ----------------------------------------------------------------------------------------

    def show_entry(self, entry: CalendarEntry, view: CalendarView) -> None:
        """Show an appointment."""
        self.entry, self._view = entry, view
        self._build()
        if entry.kind in _GROUPS:
            self.group.show_group(entry)
        self.interpreter.show_entry(entry)
        self.paper.show_entry(entry)

    def clear(self) -> None:
        """Forget it."""
        self.entry, self._view = None, None
        self.set_title(" ")
        self.group.clear()
        self.interpreter.clear()
        self.paper.clear()
        self._empty()

    def take_focus(self) -> None:
        """Put the keyboard on the first button that can be pressed."""
        buttons = (self.held_button, self.again_button, self.change_button, self.close_button)
        next(button for button in buttons if not button.isHidden()).setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.menu_button.set_name(_("More for this appointment"))
        self.close_button.set_name(_("Close"))
        self.held_button.setText(_("Took place"))
        self.missed_button.setText(_("Did not come"))
        self.again_button.setText(_("Planned after all"))
        self.case_button.setText(_("Case"))
        self.change_button.setText(_("Change"))
        self.group.retranslate()
        self.interpreter.retranslate()
        self.paper.retranslate()
        self._build()

    def _empty(self) -> None:
        for layout in (self._chips, self._facts):
            empty_out(layout)

    def _build(self) -> None:
        entry, view = self.entry, self._view
        if entry is None or view is None:
            return
        self._empty()
        self.set_title(say_title(entry))
        self.setAccessibleName(_("Appointment"))
        state = STATES[entry.state]
        self._chips.addWidget(Chip(_(KINDS[entry.kind]), "info"))
        if entry.state is not AppointmentState.PLANNED:
            self._chips.addWidget(Chip(state.label, state.role, state.icon))
        self._add_facts(entry, view)
        self._fit_buttons(entry)

    def _add_facts(self, entry: CalendarEntry, view: CalendarView) -> None:
        names = names_of(view)
        minutes = round((entry.end - entry.start).total_seconds() / 60)
        when = f"{say_long(entry.start.date())}, {say_span(entry.start, entry.end)}"
        self._fact("clock", when, detail=say_minutes(minutes))
        rooms = ", ".join(names.get(room, _("a room that is given up")) for room in entry.rooms)
        if entry.mode is Mode.SITE:
            self._fact("map-pin", rooms or entry.place or _("No room"))
        else:
            self._fact(MODE_ICONS[entry.mode], _(MODES[entry.mode]), detail=entry.link)
        people = [names[person] for person in entry.people if person in names]
        if people:
            self._fact("users" if len(people) > 1 else "user", ", ".join(people))
        if entry.request_state is not None:
            sign = REQUESTS[entry.request_state]
            self._fact(sign.icon, entry.interpreter_name or sign.label, sign.role)
        if entry.series is not None:
            words = _("One of a series, changed by itself") if entry.is_apart else _("One of a series")
            self._fact("repeat", words)
        for hint in entry.hints:
            self._fact("alert-triangle", _(HINTS[hint]), "unknown")
        if entry.note:
            self._fact("notes", entry.note)

    def _fact(self, icon: str, text: str, tone: str = "muted", *, detail: str = "") -> None:
        self._facts.addWidget(FactLine(icon, text, tone, detail))

    def _fit_buttons(self, entry: CalendarEntry) -> None:
        is_own = entry.kind is not AppointmentKind.FOREIGN
        has_begun = entry.start <= self._session.centre.clock.now()
        is_planned = entry.state is AppointmentState.PLANNED
        with_client = entry.kind is not AppointmentKind.OWN and is_own
        self.held_button.setVisible(with_client and has_begun and is_planned)
        self.missed_button.setVisible(entry.kind is AppointmentKind.SINGLE and has_begun and is_planned)
        self.again_button.setVisible(is_own and not is_planned)
        self.case_button.setVisible(entry.case is not None)
        self.change_button.setVisible(is_own and entry.is_live)
        self.menu_button.setVisible(is_own)
        self.group.setVisible(entry.kind in _GROUPS)

    # -- what is done ------------------------------------------------------------------------------------------

    def _set(self, state: AppointmentState) -> None:
        if self.entry is not None:
            self._doing.set_state(self.entry, state)

    def _open_case(self) -> None:
        if self.entry is not None and self.entry.case is not None:
            self._session.go(Place("cases", case=self.entry.case, tab="appointments"))

    def build_menu(self) -> QMenu:
        """Return what else can be done."""
        menu = QMenu(self)
        entry = self.entry
        if entry is None:
            return menu
        doing = self._doing
        actions: list[tuple[str, Callable[[], None]]] = []
        if entry.is_live:
            with_client = entry.kind is AppointmentKind.SINGLE
            if with_client:
                actions.append((_("The client called off"), lambda: doing.cancel(entry, CancelledBy.CLIENT)))
            actions.append((_("We call off"), lambda: doing.cancel(entry, CancelledBy.CENTRE)))
            if entry.series is not None:
                words = _("We call off this one and those after it")
                following = Scope.FOLLOWING
                actions.append((words, lambda: doing.cancel(entry, CancelledBy.CENTRE, following)))
        actions.append((_("Delete: it was a mistake"), lambda: doing.remove(entry)))
        if entry.series is not None:
            words = _("Delete this one and those after it")
            actions.append((words, lambda: doing.remove(entry, Scope.FOLLOWING)))
        for text, run in actions:
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, do=run: do())
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2)))
