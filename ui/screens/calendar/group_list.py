# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who takes part in a group or in open hours, who waits, and who moves up."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from beratung.domain.appointments import CancelledBy, ParticipantState
from beratung.domain.calendar_views import CalendarEntry, Done, GroupView, ParticipantLine
from beratung.domain.errors import N_
from beratung.domain.views import PersonRow
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.calendar_words import TAKING_PART
from ui.models.choices import Choice
from ui.screens.calendar.booking_card import choice_of
from ui.screens.calendar.doing import Doing
from ui.session import Place, Session
from ui.widgets.asked_picker import AskedPicker
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Picture, Text

_FOUND = 8


class ParticipantRow(QWidget):
    """A client of a group: a sign, the name, and a menu of what can be done."""

    def __init__(self, line: ParticipantLine, actions: Sequence[tuple[str, Callable[[], None]]]) -> None:
        super().__init__()
        self.line, self._actions = line, tuple(actions)
        sign = TAKING_PART[line.state]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(Picture(sign.icon, sign.role, 16))
        name = line.who or _("Anonymous client")
        row.addWidget(Text(name, "body", wrap=True), 1)
        if line.is_kept_apart and line.state in {ParticipantState.PLANNED, ParticipantState.WAITING}:
            row.addWidget(Text(_("Shall not meet who interprets"), "secondary", "no", wrap=True))
        if line.state is not ParticipantState.PLANNED:
            row.addWidget(Text(sign.label, "secondary", sign.role))
        self.menu_button = IconButton("dots", _("More for %(name)s") % {"name": name}, self._open_menu)
        row.addWidget(self.menu_button)

    def build_menu(self) -> QMenu:
        """Return what can be done with this client."""
        menu = QMenu(self)
        for text, run in self._actions:
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, do=run: do())
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2)))


class GroupList(QWidget):
    """The list of a group, and a line to put somebody on it."""

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._doing = session, doing
        self._entry: CalendarEntry | None = None
        self._view: GroupView | None = None
        self._cases: dict[str, UUID | None] = {}
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.head = Text("", "caps", "muted")
        column.addWidget(self.head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.next_button = SecondaryButton(icon="arrow-right", on_click=self._on_next)
        self.next_button.hide()
        column.addWidget(self.next_button)
        self.picker = AskedPicker(self._ask, placeholder=N_("Add somebody by name"))
        self.picker.changed.connect(self._on_picked)
        column.addWidget(self.picker)

    def show_group(self, entry: CalendarEntry) -> None:
        """Show the list of a group; of anything else, nothing."""
        if self._entry is None or entry.id != self._entry.id:
            self.clear()
        self._entry = entry
        self._asked += 1
        asked, calendar = self._asked, self._session.centre.appointments

        def done(view: GroupView) -> None:
            if asked == self._asked:
                self._view = view
                self._build()

        jobs.run(self, lambda: calendar.group(entry.id), done, self._session.problem)

    def clear(self) -> None:
        """Forget everybody."""
        self._asked += 1
        self._entry, self._view, self._cases = None, None, {}
        self.picker.forget()
        self._build()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.picker.retranslate()
        self.picker.set_name(_("Add somebody by name"))
        self._build()

    def rows(self) -> list[ParticipantRow]:
        """Return the rows that are shown."""
        items = [self._rows.itemAt(at) for at in range(self._rows.count())]
        return [w for item in items if item is not None and isinstance(w := item.widget(), ParticipantRow)]

    def _build(self) -> None:
        empty_out(self._rows)
        view = self._view
        self.next_button.setVisible(bool(view is not None and view.next_up))
        self.picker.setVisible(self._entry is not None and self._entry.is_live)
        if view is None:
            self.head.setText(_("Who takes part"))
            return
        taken = len(view.taking_part)
        if view.places:
            self.head.setText(_("%(taken)d of %(places)d places") % {"taken": taken, "places": view.places})
        else:
            self.head.setText(ngettext("%(n)d person", "%(n)d people", taken) % {"n": taken})
        for line in (*view.taking_part, *view.waiting, *view.gone):
            self._rows.addWidget(ParticipantRow(line, self._actions(line)))
        if view.next_up:
            who = view.next_up[0].who or _("Anonymous client")
            self.next_button.setText(_("Free place: let %(name)s move up") % {"name": who})

    def _actions(self, line: ParticipantLine) -> list[tuple[str, Callable[[], None]]]:
        calendar = self._session.centre.appointments
        own = line.id

        def act(work: Callable[[], Done], said: str) -> Callable[[], None]:
            return lambda: self._doing.run(work, said)

        found: list[tuple[str, Callable[[], None]]] = []
        if line.case is not None:
            case = line.case
            found.append((_("Open the case"), lambda: self._session.go(Place("cases", case=case))))
        if line.state is ParticipantState.WAITING:
            found.append((_("Give a place"), act(lambda: calendar.move_up(own), _("Has a place now."))))
        if line.state in {ParticipantState.PLANNED, ParticipantState.NO_SHOW}:
            held = ParticipantState.HELD
            found.append((_("Came"), act(lambda: calendar.set_participant(own, held), _("Noted: came."))))
        if line.state in {ParticipantState.PLANNED, ParticipantState.HELD}:
            gone = ParticipantState.NO_SHOW
            found.append(
                (
                    _("Did not come"),
                    act(lambda: calendar.set_participant(own, gone), _("Noted: did not come.")),
                )
            )
        if line.state in {ParticipantState.PLANNED, ParticipantState.WAITING}:
            found.append(
                (
                    _("Called off"),
                    act(lambda: calendar.leave(own, CancelledBy.CLIENT), _("Noted: called off.")),
                )
            )
        return found

    def _ask(self, text: str, done: Callable[[Sequence[Choice]], None]) -> None:
        clients = self._session.centre.clients

        def found(rows: list[PersonRow]) -> None:
            self._cases |= {str(row.client): row.case for row in rows}
            done([choice_of(row) for row in rows])

        if text:
            jobs.run(
                self, lambda: [hit.row for hit in clients.search(text, _FOUND)], found, self._session.problem
            )

    def _on_picked(self) -> None:
        code, entry = self.picker.code(), self._entry
        if code is None or entry is None:
            return
        calendar, client, case = self._session.centre.appointments, UUID(code), self._cases.get(code)
        self.picker.forget()
        self._doing.run(lambda: calendar.join(entry.id, client, case), _("Is on the list."))

    def _on_next(self) -> None:
        view, calendar = self._view, self._session.centre.appointments
        if view is not None and view.next_up:
            own = view.next_up[0].id
            self._doing.run(lambda: calendar.move_up(own), _("Has a place now."))
