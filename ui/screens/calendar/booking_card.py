# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Booking and changing an appointment: the form, what stands against it before it is saved, and the buttons."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.appointments import Appointment, AppointmentKind, Scope
from beratung.domain.calendar_views import Booked, CalendarView, Done, Hint
from beratung.domain.cases import Draft
from beratung.domain.errors import BadInput, BeratungError
from beratung.domain.views import PersonRow
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.calendar_words import LEFT_OUT, hint_icon, names_of, say_hint, sort_hints
from ui.models.choices import Choice
from ui.models.words import say_birth, say_day
from ui.screens.calendar.booking_form import BookingForm
from ui.screens.calendar.doing import Doing, say_refusal
from ui.screens.cases.drafts import APPOINTMENT, DraftKeeper
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.inputs import Tick
from ui.widgets.labels import Line
from ui.widgets.note import Note
from ui.widgets.page import Scroll

_PAUSE = 200
"""Milliseconds of rest before it is asked what stands against a time."""
_SHOWN = 4
_FOUND = 8


def choice_of(row: PersonRow) -> Choice:
    """Return a person as an entry that can be picked."""
    return Choice(str(row.client), row.name or _("Anonymous client"), say_birth(row.born))


class BookingCard(Card):
    """The form with its title and buttons.

    Signals:
        finished: it was saved or given up; carries the id of the appointment, or None.
        taken_back: the form is wanted again, with what was typed.
        proposed: day, start, end and whose time it would take, or None: for the calendar to show.
    """

    finished = Signal(object)
    taken_back = Signal()
    proposed = Signal(object)

    def __init__(self, session: Session, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent, inset=False)
        self._session, self._doing = session, doing
        self._cases: dict[str, UUID | None] = {}
        self._before: Appointment | None = None
        self._is_dirty, self._is_saving, self._asked = False, False, 0
        self._names: dict[UUID, str] = {}
        self._view: CalendarView | None = None
        self.hints: tuple[Hint, ...] = ()
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 12)
        self.form = BookingForm(self._ask, session.today())
        area.column.addWidget(self.form)
        area.column.addStretch(1)
        self.add(area, 1)
        self._area = area
        self.add(Line())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(4)
        self._notes = [Note() for _n in range(_SHOWN)]
        for note in self._notes:
            foot.addWidget(note)
        self.skip = Tick("")
        self.skip.hide()
        foot.addWidget(self.skip)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.cancel_button = SecondaryButton(on_click=self.give_up)
        self.save_button = PrimaryButton(icon="check", on_click=self._on_save)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        foot.addLayout(row)
        self.add(foot)
        self._keeper = DraftKeeper(session, APPOINTMENT, self._collect, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._check)
        self.form.changed.connect(self._on_changed)
        self.form.times_changed.connect(self._timer.start)
        self.form.times_changed.connect(self.propose)
        self.form.repeat.changed.connect(self._timer.start)

    # -- what is shown ------------------------------------------------------------------------------------

    def begin(
        self, appointment: Appointment, view: CalendarView, client: Choice | None, case: UUID | None
    ) -> None:
        """Show an appointment to be booked or changed."""
        settings = self._session.centre.settings.calendar
        self.form.offer(view.people, view.rooms, settings.zone, settings.minutes)
        self._names, self._view = names_of(view), view
        self._before = appointment if appointment.version else None
        self._cases = {client.code: case} if client is not None else {}
        self.form.fill(appointment, client)
        self._is_dirty, self._is_saving = False, False
        self.skip.setChecked(False)
        self._show_hints(())
        self.retranslate()
        self._area.verticalScrollBar().setValue(0)
        if self.form.is_whole():
            self._timer.start()
            self.propose()
        (self.form.client if client is None and self.form.is_new else self.form.start).setFocus()

    def resume(self, draft: Draft | None) -> None:
        """Go on with a draft that was found: what is shown is not saved yet."""
        if draft is not None:
            self._keeper.resume(draft)
            self._is_dirty = True

    def _collect(self) -> tuple[UUID, UUID | None, Appointment] | None:
        code = self.form.client.code()
        case = self._before.case if self._before is not None else self._cases.get(code or "")
        typed = self.form.sketch(UUID(code) if code else None, case) if self._is_dirty else None
        return (typed.subject, case, typed) if typed is not None else None

    def propose(self) -> None:
        """Tell the calendar which time the form speaks of."""
        self.proposed.emit(self.form.proposal())

    @property
    def appointment_id(self) -> UUID | None:
        """The stored appointment that is being changed; None for a new one."""
        return self._before.id if self._before is not None else None

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_dirty

    def clear(self) -> None:
        """Forget everything; what was typed is sealed first, whoever hears of the lock before."""
        self._keeper.flush()
        self._asked += 1
        self._timer.stop()
        self._before, self._cases, self._is_dirty, self._view = None, {}, False, None
        self.form.clear()
        self._show_hints(())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("New appointment") if self.form.is_new else _("Change appointment"))
        self.form.retranslate()
        self.cancel_button.setText(_("Cancel"))
        self.save_button.setText(_("Book") if self.form.is_new else _("Save"))
        self.skip.setText(_("Leave out days that are taken"))

    # -- people ---------------------------------------------------------------------------------------------

    def _ask(self, text: str, done: Callable[[Sequence[Choice]], None]) -> None:
        clients = self._session.centre.clients

        def work() -> list[PersonRow]:
            if text:
                return [hit.row for hit in clients.search(text, _FOUND)]
            latest = [row for row in clients.roster() if row.is_open and row.last_contact is not None]
            return sorted(latest, key=lambda row: row.last_contact or self._session.today(), reverse=True)[
                :_FOUND
            ]

        def found(rows: list[PersonRow]) -> None:
            self._cases |= {str(row.client): row.case for row in rows}
            done([choice_of(row) for row in rows])

        jobs.run(self, work, found, self._session.problem)

    def _value(self) -> Appointment | None:
        """Return what the form says as an appointment; None where that cannot be one yet."""
        code = self.form.client.code()
        is_single = self.form.kind.value() is AppointmentKind.SINGLE
        if not self.form.is_whole() or (is_single and code is None):
            return None
        client = UUID(code) if code else None
        if self._before is not None:
            return self.form.value(self._before.subject, self._before.case)
        return self.form.value(client, self._cases.get(code or ""))

    # -- what stands against it --------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._is_dirty = True
        self._keeper.touch()

    def _check(self) -> None:
        self._asked += 1
        asked, calendar = self._asked, self._session.centre.appointments
        try:
            wanted = self._value()
        except BadInput as error:
            self.form.place_problem(error)
            return
        rule = self.form.rule() if not self.form.repeat.problem() else None
        if wanted is None or (not wanted.people and not wanted.rooms):
            self._show_hints(())
            return

        def done(hints: tuple[Hint, ...]) -> None:
            if asked == self._asked:
                self._show_hints(hints)

        def failed(error: BeratungError) -> None:
            if asked == self._asked and not self.form.place_problem(error):
                self._session.problem(error)

        jobs.run(self, lambda: calendar.check(wanted, repeat=rule), done, failed)

    def _show_hints(self, hints: Sequence[Hint]) -> None:
        self.hints = tuple(sort_hints(hints))
        seen = dict.fromkeys(
            (say_hint(hint, self._names), hint.is_refusal, hint_icon(hint)) for hint in self.hints
        )
        words = list(seen)
        for number, note in enumerate(self._notes):
            if number >= len(words):
                note.say("")
                continue
            text, is_refusal, icon = words[number]
            if number == _SHOWN - 1 and len(words) > _SHOWN:
                left = len(words) - number
                text = ngettext("And %(n)d more.", "And %(n)d more.", left) % {"n": left}
            note.say(text, "no" if is_refusal else "unknown", icon)
        has_refusal = any(hint.is_refusal for hint in self.hints)
        self.skip.setVisible(has_refusal and self.form.is_new and self.form.rule() is not None)

    # -- saving ----------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save what was typed; False where something is wrong and the user must stay."""
        if self._is_saving:
            return True
        if not self.form.tell():
            return False
        try:
            wanted = self._value()
        except BadInput as error:
            self.form.place_problem(error)
            return False
        if wanted is None:
            return False
        self._is_saving = True
        if wanted.version:
            self._change(wanted)
        else:
            self._book(wanted)
        return True

    def _book(self, wanted: Appointment) -> None:
        calendar, rule, skip = self._session.centre.appointments, self.form.rule(), self.skip.isChecked()

        def done(booked: Booked) -> None:
            self._is_saving, self._is_dirty = False, False
            self._keeper.drop()
            if booked.left_out:
                days = ", ".join(f"{say_day(day)} ({_(LEFT_OUT[why])})" for day, why in booked.left_out[:5])
                self._session.problem(_("Left out: %(days)s") % {"days": days})
            self.finished.emit(booked.ids[0])

        number = _("The series is booked.") if rule is not None else _("Booked.")
        self._doing.run(
            lambda: calendar.book(wanted, repeat=rule, skip_taken=skip),
            number,
            done=done,
            failed=self._on_refused,
        )

    def _change(self, wanted: Appointment) -> None:
        calendar, scope, before = self._session.centre.appointments, self.form.scope.value(), self._before

        def work() -> Done:
            if scope is Scope.ONE or before is None or before.series is None:
                return calendar.change(wanted)
            return calendar.move(
                wanted.id, wanted.start, wanted.end, people=wanted.people, rooms=wanted.rooms, scope=scope
            )

        def done(_done: Done) -> None:
            self._is_saving, self._is_dirty = False, False
            self._keeper.drop()
            self.finished.emit(wanted.id)

        self._doing.run(work, _("Saved."), done=done, failed=self._on_refused)

    def _on_refused(self, error: BeratungError) -> None:
        self._is_saving = False
        hints: tuple[Hint, ...] = getattr(error, "hints", ())
        if hints:
            self._show_hints(hints)
        elif isinstance(error, BadInput) and self.form.place_problem(error):
            return
        else:
            self._notes[0].say(say_refusal(error) or explain(error), "no", "circle-x")

    def _on_save(self) -> None:
        self.save()

    def give_up(self) -> None:
        """Leave the form; undo brings back what was typed."""
        collected, view = self._collect(), self._view
        self._keeper.drop()
        client = self.form.picked_client()
        self.clear()
        self.finished.emit(None)
        if collected is None or view is None:
            return
        _subject, case, typed = collected

        def undo() -> None:
            self.taken_back.emit()
            self.begin(typed, view, client, case)
            self._on_changed()

        self._session.toast(_("The entry was not saved."), undo)
