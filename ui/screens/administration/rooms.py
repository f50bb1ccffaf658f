# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rooms that can be booked, and when people and rooms are not there."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.appointments import Absence, Room
from beratung.domain.calendar_views import AbsenceLine, Column, Done
from beratung.domain.errors import N_, BadInput, BeratungError
from beratung.domain.work import Changes
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.choices import Choice
from ui.models.dates import Lean
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.times import instant
from ui.models.words import DOT, say_day
from ui.screens.administration.panel import Panel
from ui.screens.calendar.doing import Doing
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.form import Group
from ui.widgets.inputs import NumberField, TextBox, TextLine, Tick
from ui.widgets.note import Note
from ui.widgets.picker import Picker
from ui.widgets.segments import TriState
from ui.widgets.time_field import TimeField
from ui.widgets.waiting_card import WaitingCard

_LIST = 220
replace = msgspec.structs.replace


class RoomsPanel(Panel):
    """A list of rooms with a form beside it, and below the absences."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rooms: dict[str, Room] = {}
        self._absences: dict[str, AbsenceLine] = {}
        self._columns: tuple[Column, ...] = ()
        self._room: Room | None = None
        self.doing = Doing(session, self)
        self._build_rooms()
        self._build_absences()
        self.cards.addStretch(1)
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self._forget)

    def _build_rooms(self) -> None:
        self.card = WaitingCard("building", has_actions=True)
        self.card.setMinimumHeight(_LIST)
        self.card.chosen.connect(self._on_chosen)
        self.new_button = SecondaryButton(icon="plus", on_click=self.begin)
        self.up_button = QuietButton(on_click=self._on_give_up)
        self.card.foot.addWidget(self.up_button)
        self.card.foot.addStretch(1)
        self.card.head.addWidget(self.new_button)
        self.form = Group(N_("&Room"), column=150, most=2)
        self.name, self.seats = TextLine(most=100), NumberField(least=1, most=999)
        self.accessible, self.words = TriState(), TextBox(2, 5)
        self.name_field = self.form.add_field(N_("Name"), self.name)
        self.form.add_field(N_("Seats"), self.seats)
        self.form.add_field(N_("Without steps"), self.accessible, 2)
        self.form.add_field(N_("Note"), self.words, 2)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.save_button = PrimaryButton(icon="check", on_click=self.save_room)
        foot.addWidget(self.save_button)
        self.form.body.addLayout(foot)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.card, 5)
        row.addWidget(self.form, 4)
        self.cards.addLayout(row)

    def _build_absences(self) -> None:
        self.away = WaitingCard("user-x", has_actions=True)
        self.away.setMinimumHeight(_LIST)
        self.remove_button = QuietButton(icon="trash", on_click=self.remove_absence)
        self.away.foot.addWidget(self.remove_button)
        self.away.foot.addStretch(1)
        self.away_form = Group(N_("&Absence"), column=150, most=2)
        self.who = Picker(self._choices, placeholder=N_("A colleague or a room"))
        self.first, self.last = DateField(lean=Lean.FUTURE), DateField(lean=Lean.FUTURE)
        self.whole = Tick(N_("Whole days"))
        self.start, self.end = TimeField(), TimeField()
        self.away_form.add_field(N_("Who or what"), self.who, 2)
        self.away_form.add_field(N_("First day"), self.first)
        self.away_form.add_field(N_("Last day"), self.last)
        self.away_form.add_field("", self.whole, 2)
        self.from_field = self.away_form.add_field(N_("From"), self.start)
        self.to_field = self.away_form.add_field(N_("To"), self.end)
        self.whole.changed.connect(self._show_times)
        self.note = Note()
        self.away_form.body.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.away_button = SecondaryButton(icon="check", on_click=self.save_absence)
        foot.addWidget(self.away_button)
        self.away_form.body.addLayout(foot)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.away, 5)
        row.addWidget(self.away_form, 4)
        self.cards.addLayout(row)
        self._clear_absence()

    # -- what is shown --------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.card.say(
            _("Rooms"), _("No rooms yet"), _("A room can be booked with each appointment, and never twice.")
        )
        self.away.say(
            _("Absences"),
            _("No absences"),
            _("Holidays of colleagues and closed rooms will stand here. No reason is kept."),
        )
        self.new_button.setText(_("New room"))
        self.save_button.setText(_("Save"))
        self.away_button.setText(_("Enter the absence"))
        self.remove_button.setText(_("Remove"))
        self.form.retranslate()
        self.away_form.retranslate()
        self._show()

    def load(self) -> None:
        calendar, today = self.session.centre.appointments, self.session.today()

        def read() -> tuple[tuple[Room, ...], tuple[AbsenceLine, ...], tuple[Column, ...]]:
            view = calendar.calendar(today, today)
            near = tuple(line for line in calendar.absences() if line.end.date() >= today)
            return calendar.rooms(with_given_up=True), near, (*view.people, *view.rooms)

        def done(found: tuple[tuple[Room, ...], tuple[AbsenceLine, ...], tuple[Column, ...]]) -> None:
            rooms, absences, self._columns = found
            self._rooms = {str(room.id): room for room in rooms}
            self._absences = {str(line.id): line for line in absences}
            self.who.refresh()
            self._show()
            if self._room is None and not rooms:
                self.begin()

        jobs.run(self, read, done, self.session.problem)

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.kinds() & {"Room", "Absence"}:
            self.load()

    def _forget(self) -> None:
        self._rooms, self._absences, self._room = {}, {}, None
        self._show()

    def _show(self) -> None:
        entries = []
        for key, room in sorted(
            self._rooms.items(), key=lambda pair: (not pair[1].is_used, pair[1].name.casefold())
        ):
            seats = (
                ngettext("%(n)d seat", "%(n)d seats", room.seats) % {"n": room.seats} if room.seats else ""
            )
            steps = _("without steps") if room.is_accessible else ""
            detail = DOT.join(part for part in (seats, steps, room.note) if part)
            sign = None if room.is_used else Sign("minus", "unknown", N_("given up"))
            entries.append(Entry(key, "", RowLook(room.name, detail, sign), f"{room.name}, {detail}"))
        self.card.show_entries(entries, str(len(entries)) if entries else "")
        names = {column.id: column.name for column in self._columns}
        lines = []
        for key, line in self._absences.items():
            name, when = names.get(line.of, "–"), say_absence(line)
            lines.append(Entry(key, "", RowLook(name, when), f"{name}, {when}"))
        self.away.show_entries(lines, str(len(lines)) if lines else "")

    def _choices(self) -> list[Choice]:
        return [Choice(str(column.id), column.name) for column in self._columns]

    # -- rooms ----------------------------------------------------------------------------------------------

    def _on_chosen(self, key: str) -> None:
        room = self._rooms.get(key)
        if room is not None:
            self._fill(room)
        self.up_button.setVisible(room is not None)
        if room is not None:
            self.up_button.setText(_("Give the room up") if room.is_used else _("Use it again"))

    def begin(self) -> None:
        """Begin a new room."""
        own = uuid4()
        self._fill(Room(id=own, subject=own, name=""))
        self.name.setFocus()

    def _fill(self, room: Room) -> None:
        self._room = room
        self.name.set_value(room.name)
        self.seats.set_value(room.seats)
        self.accessible.set_value(room.is_accessible)
        self.words.set_value(room.note)
        self.form.retranslate()

    def save_room(self) -> None:
        """Store the room in the form."""
        room = self._room
        if room is None or self.form.problems():
            self.form.tell()
            return
        wanted = replace(
            room, name=self.name.value(), seats=self.seats.whole(), is_accessible=self.accessible.value(),
            note=self.words.value(),
        )  # fmt: skip
        self._store(wanted, _("The room is saved."))

    def _on_give_up(self) -> None:
        room = self._rooms.get(self.card.list.current_key())
        if room is not None:
            said = _("The room is given up.") if room.is_used else _("The room can be booked again.")
            self._store(replace(room, is_used=not room.is_used), said)

    def _store(self, room: Room, said: str) -> None:
        calendar = self.session.centre.appointments

        def failed(error: BeratungError) -> None:
            if isinstance(error, BadInput):
                self.name_field.set_problem(explain(error))
            else:
                self.session.problem(error)

        def done(_done: Done) -> None:
            self._room = None
            self.load()

        self.doing.run(lambda: calendar.save_room(room), said, done=done, failed=failed)

    # -- absences ---------------------------------------------------------------------------------------------

    def _show_times(self) -> None:
        for field in (self.from_field, self.to_field):
            field.setVisible(not self.whole.isChecked())

    def _clear_absence(self) -> None:
        self.who.set_code(None)
        self.first.set_value(None)
        self.last.set_value(None)
        self.whole.setChecked(True)
        self.start.set_value(8 * 60)
        self.end.set_value(18 * 60)
        self._show_times()

    def _times(self, first: date, last: date, zone: str) -> tuple[datetime, datetime]:
        if self.whole.isChecked():
            return instant(first, 0, zone), instant(last + timedelta(days=1), 0, zone)
        return instant(first, self.start.value() or 0, zone), instant(last, self.end.value() or 0, zone)

    def save_absence(self) -> None:
        """Store the absence in the form."""
        code, first = self.who.code(), self.first.value()
        last = self.last.value() or first
        calendar, zone = self.session.centre.appointments, self.session.centre.settings.calendar.zone
        if code is None or first is None or last is None:
            self.note.say(_("Please say who or what, and from which day on."))
            return
        own = uuid4()
        try:
            start, end = self._times(first, last, zone)
        except BeratungError as error:
            self.note.say(explain(error))
            return
        absence = Absence(
            id=own, subject=own, of=UUID(code), start=start, end=end, is_whole_days=self.whole.isChecked()
        )

        def done(_done: Done) -> None:
            self.note.say("")
            self._clear_absence()

        self.doing.run(
            lambda: calendar.save_absence(absence), _("The absence is entered."), done=done,
            failed=lambda error: self.note.say(explain(error)),
        )  # fmt: skip

    def remove_absence(self) -> None:
        """Take the chosen absence away."""
        line, calendar = self._absences.get(self.away.list.current_key()), self.session.centre.appointments
        if line is not None:
            own = line.id
            self.doing.run(lambda: calendar.remove_absence(own), _("The absence is removed."))


def say_absence(line: AbsenceLine) -> str:
    """Say when somebody is not there."""
    zone = ZoneInfo(str(line.start.tzinfo)) if line.start.tzinfo is not None else None
    start, end = line.start.astimezone(zone), line.end.astimezone(zone)
    if line.is_whole_days:
        first, last = start.date(), (end - timedelta(minutes=1)).date()
        return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"
    if start.date() == end.date():
        return f"{say_day(start.date())}, {start:%H:%M}–{end:%H:%M}"
    return f"{say_day(start.date())} {start:%H:%M} – {say_day(end.date())} {end:%H:%M}"
