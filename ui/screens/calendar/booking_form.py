# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The fields of an appointment: what, when, where, with whom, and whether it comes again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.appointments import Appointment, AppointmentKind, RemindBy, Repeat, Scope
from beratung.domain.calendar_views import Column
from beratung.domain.errors import N_, BeratungError
from beratung.domain.planning import Mode
from beratung.i18n import _, explain
from ui.models.calendar_words import KINDS, MODES, REMINDERS
from ui.models.choices import Choice
from ui.models.dates import Lean
from ui.models.grid import DAY
from ui.models.times import comes_twice, instant, local
from ui.screens.calendar.repeat_fields import RepeatFields
from ui.widgets.asked_picker import Ask, AskedPicker
from ui.widgets.columns import ColumnsLayout
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, NumberField, TextBox, TextLine, said
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments
from ui.widgets.time_field import TimeField

_MADE_HERE = (
    AppointmentKind.SINGLE,
    AppointmentKind.GROUP,
    AppointmentKind.OPEN_HOURS,
    AppointmentKind.OWN,
)
_WITH_PLACES = {AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}
_FOLDS = ((0, N_("the first time")), (1, N_("the second time")))
_SCOPES = (
    (Scope.ONE, N_("only this one")),
    (Scope.FOLLOWING, N_("this one and those after it")),
    (Scope.ALL, N_("all that are to come")),
)


class BookingForm(QWidget):
    """All that can be said of an appointment.

    Signals:
        changed: something was typed or chosen.
        times_changed: who, where or when is another one: what stands against it must be asked anew.
    """

    changed = Signal()
    times_changed = Signal()

    def __init__(self, ask: Ask, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: Appointment | None = None
        self._zone, self._length, self._start_before = "Europe/Berlin", 50, 0
        self._people: list[Choice] = []
        self._rooms: list[Choice] = []
        self._today = today
        self._make_inputs(ask)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._fields: list[Field] = []
        self._lay_out()
        for field in self._fields:
            field.changed.connect(self.changed)
        for widget in (
            self.day,
            self.start,
            self.end,
            self.fold,
            self.people,
            self.rooms,
            self.client,
            self.mode,
        ):
            widget.changed.connect(self._on_times)
        self.kind.changed.connect(self._on_kind)
        self.repeat.changed.connect(self.changed)
        self._show()

    def _make_inputs(self, ask: Ask) -> None:
        self.kind: Menu[AppointmentKind] = Menu(lambda: [(k, _(KINDS[k])) for k in _MADE_HERE])
        self.client = AskedPicker(ask, placeholder=N_("Type a name"))
        self.title = TextLine(most=200)
        self.day = DateField(lean=Lean.FUTURE)
        self.start, self.end = TimeField(), TimeField()
        self.fold: Menu[int] = Menu(said(_FOLDS))
        self.mode: Segments[Mode] = Segments(lambda: [(m, _(word)) for m, word in MODES.items()])
        self.rooms = Picker(lambda: self._rooms, several=True, placeholder=N_("No room"))
        self.place = TextLine(N_("If in none of our rooms"), most=200)
        self.link = TextLine(N_("As the centre set it"), most=1000)
        self.people = Picker(lambda: self._people, several=True, placeholder=N_("Colleagues"))
        self.places = NumberField(N_("No limit"), least=1, most=999)
        self.remind: Menu[RemindBy] = Menu(lambda: [(r, _(word)) for r, word in REMINDERS.items()])
        self.note = TextBox(2, 8)
        self.scope: Menu[Scope] = Menu(said(_SCOPES))
        self.repeat = RepeatFields(self.day.value)

    def _lay_out(self) -> None:
        self.kind_field = self._add(N_("&What"), self.kind)
        self.client_field = self._add(N_("With"), self.client)
        self.title_field = self._add(N_("Title"), self.title)
        self._add(N_("&Day"), self.day)
        line = QWidget()
        times = ColumnsLayout(line, column=90, most=2)
        for label, widget in ((N_("From"), self.start), (N_("To"), self.end)):
            field = Field(label, widget)
            times.add(field)
            self._fields.append(field)
        self._column.addWidget(line)
        self.fold_field = self._add(N_("The clock is moved back; meant is"), self.fold)
        self._add(N_("How"), self.mode)
        self.rooms_field = self._add(N_("&Room"), self.rooms)
        self.place_field = self._add(N_("Place"), self.place)
        self.link_field = self._add(N_("Link for the video call"), self.link)
        self._add(N_("Wh&o of us"), self.people)
        self.places_field = self._add(N_("Places"), self.places)
        self.scope_field = self._add(N_("Change"), self.scope)
        self._column.addWidget(self.repeat)
        self.remind_field = self._add(N_("Remind by"), self.remind)
        self._add(N_("Note"), self.note)

    def _add(self, label: str, widget: QWidget) -> Field:
        field = Field(label, widget)
        self._fields.append(field)
        self._column.addWidget(field)
        return field

    # -- what is shown -----------------------------------------------------------------------------------

    def offer(self, people: Sequence[Column], rooms: Sequence[Column], zone: str, minutes: int) -> None:
        """Say who and what can be booked."""
        self._people = [Choice(str(c.id), c.name) for c in people]
        self._rooms = [Choice(str(c.id), c.name) for c in rooms]
        self._zone, self._length = zone, minutes
        self.people.refresh()
        self.rooms.refresh()

    def fill(self, appointment: Appointment, client: Choice | None) -> None:
        """Show an appointment; version 0 is a new one."""
        self._base = appointment
        start, end = (local(at, appointment.zone) for at in (appointment.start, appointment.end))
        self.client.forget()
        if client is not None:
            self.client.know((client,))
            self.client.set_code(client.code)
        self.kind.set_value(appointment.kind_of)
        self.title.set_value(appointment.title)
        self.day.set_value(start.date())
        self.start.set_value(60 * start.hour + start.minute)
        self.end.set_value(60 * end.hour + end.minute if end.date() == start.date() else DAY)
        self.fold.set_value(start.fold)
        self._start_before = self.start.value() or 0
        self.mode.set_value(appointment.mode)
        self.rooms.set_codes([str(room) for room in appointment.rooms])
        self.people.set_codes([str(person) for person in appointment.people])
        self.place.set_value(appointment.place)
        self.link.set_value(appointment.link)
        self.places.set_value(appointment.places or None)
        self.remind.set_value(appointment.remind)
        self.note.set_value(appointment.note)
        self.scope.set_value(Scope.ONE)
        self.repeat.clear()
        self.repeat.first_changed()
        self._show()

    def set_times(self, day: date, start: int, end: int) -> None:
        """Take a day and times that were drawn in the calendar."""
        self.day.set_value(day)
        self.start.set_value(start)
        self.end.set_value(end)
        self._start_before = start
        self.changed.emit()
        self._on_times()

    def proposal(self) -> tuple[date, int, int, frozenset[UUID]] | None:
        """Return day, start, end, and whose time it would take; None where that is not known yet."""
        day, start, end = self.day.value(), self.start.value(), self.end.value()
        if day is None or start is None or end is None or end <= start:
            return None
        rooms = self.rooms.codes() if self.mode.value() is Mode.SITE else ()
        return day, start, end, frozenset(UUID(code) for code in (*self.people.codes(), *rooms))

    def clear(self) -> None:
        """Forget everything."""
        self._base = None
        self.client.forget()
        for line in (self.title, self.place, self.link):
            line.set_value("")
        self.note.set_value("")

    def picked_client(self) -> Choice | None:
        """Return who is chosen, as an entry that can be shown again."""
        code = self.client.code()
        return self.client.known(code) if code is not None else None

    @property
    def is_new(self) -> bool:
        """Whether it is not stored yet."""
        return self._base is None or self._base.version == 0

    def value(self, client: UUID | None, case: UUID | None) -> Appointment:
        """Return what the form says; only where nothing is wrong.

        Raises:
            BadInput: the clock is moved over this time.
        """
        base, day = self._base, self.day.value()
        if base is None or day is None:
            raise ValueError("the form is empty")
        kind = self.kind.value()
        fold = self.fold.value() if not self.fold_field.isHidden() else 0
        is_single = kind is AppointmentKind.SINGLE
        own = base.id
        return msgspec.structs.replace(
            base,
            id=own,
            subject=client if is_single and client is not None else own,
            case=case if is_single else None,
            kind_of=kind,
            start=instant(day, self.start.value() or 0, self._zone, fold),
            end=instant(day, self.end.value() or 0, self._zone, fold),
            zone=self._zone,
            title="" if is_single else self.title.value(),
            mode=self.mode.value(),
            rooms=tuple(UUID(code) for code in self.rooms.codes()) if self.mode.value() is Mode.SITE else (),
            people=tuple(UUID(code) for code in self.people.codes()),
            place=self.place.value() if self.mode.value() is Mode.SITE else "",
            link=self.link.value() if self.mode.value() is Mode.VIDEO else "",
            places=(self.places.whole() or 0) if kind in _WITH_PLACES else 0,
            remind=self.remind.value() if is_single else RemindBy.NONE,
            note=self.note.value(),
        )

    def sketch(self, client: UUID | None, case: UUID | None) -> Appointment | None:
        """Return what was typed so far, also where somebody is missing; None where no time is understood."""
        if self._base is None or not self.is_whole():
            return None
        try:
            return self.value(client, case)
        except BeratungError:
            return None

    def rule(self) -> Repeat | None:
        """Return how it comes again; None where it does not."""
        return self.repeat.value() if self.is_new else None

    # -- what is wrong -------------------------------------------------------------------------------------

    def is_whole(self) -> bool:
        """Whether day and times were understood."""
        start, end = self.start.value(), self.end.value()
        return self.day.value() is not None and start is not None and end is not None and start < end

    def tell(self) -> bool:
        """Say what is wrong and go to the first place; True if nothing is."""
        for field in self._fields:
            if not field.isHidden():
                field.tell()
        self.repeat.tell()
        if self.day.value() is None and not self.day.problem():
            self._field_of(self.day).set_problem(_("Please type a day."))
        start, end = self.start.value(), self.end.value()
        if start is not None and end is not None and end <= start:
            self._field_of(self.end).set_problem(_("The end must lie after the start."))
        if self.kind.value() is AppointmentKind.SINGLE and self.client.code() is None:
            self.client_field.set_problem(
                _("Please choose somebody. What has no client is “Without clients”.")
            )
        wrong = next((f for f in self._fields if not f.isHidden() and f.problem()), None)
        if wrong is not None:
            wrong.widget.setFocus()
            return False
        if self.is_new and self.repeat.problem():
            self.repeat.setFocus()
            return False
        return True

    def place_problem(self, error: BeratungError) -> bool:
        """Say at its field what a service found wrong; False where no field is meant."""
        fields = {"start": self.start, "end": self.end, "client": self.client, "case": self.client, "people": self.people,
                  "rooms": self.rooms, "places": self.places, "title": self.title, "place": self.place,
                  "link": self.link, "note": self.note}  # fmt: skip
        place = str(error.details.get("place", ""))
        widget = fields.get(place)
        if widget is None:
            return False
        words = explain(error).removeprefix(f"{place}: ")  # the field itself says where
        self._field_of(widget).set_problem(words[:1].upper() + words[1:])
        widget.setFocus()
        return True

    def _field_of(self, widget: QWidget) -> Field:
        return next(field for field in self._fields if field.widget is widget)

    # -- following -------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self._fields:
            field.retranslate()
        self.repeat.retranslate()
        self._show()

    def _on_kind(self) -> None:
        self._show()
        self.times_changed.emit()

    def _on_times(self) -> None:
        start, end = self.start.value(), self.end.value()
        if start is not None and end is not None and start != self._start_before:
            self.end.set_value(min(end + start - self._start_before, DAY))
        if start is not None:
            self._start_before = start
        self.repeat.first_changed()
        self._show()
        if self.is_whole():
            self.times_changed.emit()

    def _show(self) -> None:
        kind, mode, day, start = self.kind.value(), self.mode.value(), self.day.value(), self.start.value()
        is_single = kind is AppointmentKind.SINGLE
        self.kind.setEnabled(self.is_new)
        self.client.setEnabled(self.is_new)
        self.client_field.setVisible(is_single)
        self.remind_field.setVisible(is_single)
        self.title_field.setVisible(not is_single)
        self.rooms_field.setVisible(mode is Mode.SITE)
        self.place_field.setVisible(mode is Mode.SITE and not self.rooms.codes())
        self.link_field.setVisible(mode is Mode.VIDEO)
        self.places_field.setVisible(kind in _WITH_PLACES)
        self.repeat.setVisible(self.is_new)
        self.scope_field.setVisible(
            not self.is_new and self._base is not None and self._base.series is not None
        )
        is_twice = day is not None and start is not None and comes_twice(day, start, self._zone)
        self.fold_field.setVisible(is_twice)
