# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One's own appointments of some days as a file: times and a number each, nobody's name."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.i18n import _, explain, ngettext
from ui import files, jobs
from ui.screens.calendar.exchange_words import tell
from ui.session import Session
from ui.widgets.buttons import PrimaryButton
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import Tick
from ui.widgets.labels import Text
from ui.widgets.note import Note

_WEEKS = 26


class SavingPart(QWidget):
    """Asks for the days and says what leaves."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._there = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.first, self.last = DateField(), DateField()
        self.first_field = Field(N_("First day"), self.first)
        self.last_field = Field(N_("Last day"), self.last)
        self.foreign = Tick(N_("Also what came from other calendars"))
        self.leaves = Text("", "body", wrap=True)
        self.problem = Note()
        self.save_button = PrimaryButton(icon="device-floppy", on_click=self.save)
        for widget in (self.first_field, self.last_field, self.foreign, self.leaves, self.problem):
            column.addWidget(widget)
        column.addWidget(self.save_button)
        column.addStretch(1)
        self.foreign.changed.connect(self._say_what_leaves)

    def begin(self) -> None:
        """Propose the next half year."""
        if self.first.value() is None and not self.first.text():
            today = self._session.today()
            self.first.set_value(today)
            self.last.set_value(today + timedelta(weeks=_WEEKS))
        self.problem.say("")

        def done(number: int) -> None:
            self._there = number
            self._say_what_leaves()

        jobs.run(self, self._session.centre.exchange.count_foreign, done, self._session.problem)

    def take_focus(self) -> None:
        """Put the keyboard where one begins."""
        self.first.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.set_value(None)
        self.last.set_value(None)
        self.foreign.set_value(False)
        self.problem.say("")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.first_field.retranslate()
        self.last_field.retranslate()
        self.foreign.retranslate()
        self.save_button.setText(_("Save as a file"))
        self._say_what_leaves()

    def _say_what_leaves(self) -> None:
        self.foreign.setVisible(self._there > 0)
        own = _(
            "What leaves: the times of your appointments, each with a number. No name, no case, no reason."
        )
        foreign = _("What came from other calendars leaves word for word.")
        self.leaves.setText(f"{own} {foreign}" if self._with_foreign() else own)

    def _with_foreign(self) -> bool:
        return self._there > 0 and self.foreign.value()

    # -- saving ---------------------------------------------------------------------------------------------------

    def days(self) -> tuple[date, date] | None:
        """The days that were typed; None while something is wrong with them, which is said then."""
        for field in (self.first_field, self.last_field):
            field.tell()
        first, last = self.first.value(), self.last.value()
        for field, value in ((self.first_field, first), (self.last_field, last)):
            if value is None:
                if not field.problem():
                    field.set_problem(_("Please type a day."))
                field.widget.setFocus()
                return None
        if first is None or last is None:
            return None
        if last < first:
            self.last_field.set_problem(_("The last day lies before the first."))
            self.last.setFocus()
            return None
        return first, last

    def save(self) -> None:
        """Ask where to, and write the file there."""
        if self.days() is None:
            return
        path = files.ask_save(self, _("Save the calendar file"), "kalender.ics", "iCalendar (*.ics)")
        if path is not None:
            self.save_at(path if path.suffix else path.with_suffix(".ics"))

    def save_at(self, path: Path) -> None:
        """Write the file to a path."""
        days = self.days()
        if days is None:
            return
        session, centre, with_foreign = self._session, self._session.centre, self._with_foreign()
        self.problem.say("")
        self.save_button.setEnabled(False)

        def work() -> int:
            centre.letters.check_target(path)
            data = centre.exchange.export(*days, with_foreign=with_foreign)
            centre.letters.save(data, path)
            return data.count(b"BEGIN:VEVENT")

        def done(number: int) -> None:
            self._rest()
            said = ngettext("%(n)d entry is saved.", "%(n)d entries are saved.", number) % {"n": number}
            session.toast(said)

        def failed(error: BeratungError) -> None:
            self._rest()
            if not tell(error, {"--until": self.last_field}):
                self.problem.say(explain(error))

        jobs.run(self, work, done, failed)

    def _rest(self) -> None:
        """Let the button be pressed again, by the keyboard too."""
        self.save_button.setEnabled(True)
        if self.isVisible():
            self.save_button.setFocus()
