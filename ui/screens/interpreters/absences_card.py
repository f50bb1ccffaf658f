# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The absences of one interpreter: a list, and two days that enter another one."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import msgspec
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.appointments import ZONE, Absence
from beratung.domain.errors import N_, BeratungError
from beratung.domain.work import Changes
from beratung.i18n import _, explain
from ui import jobs
from ui.models.dates import Lean
from ui.models.file_words import say_away
from ui.models.times import instant
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.taken_out import Taken, TakenOut

replace = msgspec.structs.replace


class AbsencesCard(Card):
    """When the chosen interpreter cannot come; what he entered himself stands here too."""

    def __init__(self, session: Session) -> None:
        super().__init__(" ")
        self._session = session
        self._of: UUID | None = None
        self._found: tuple[Absence, ...] = ()
        self.lines = TakenOut()
        self.add(self.lines)
        self.first, self.last = DateField(lean=Lean.FUTURE), DateField(lean=Lean.FUTURE)
        self.fields = (Field(N_("First day"), self.first), Field(N_("Last day"), self.last))
        row = QHBoxLayout()
        row.setSpacing(16)
        for field in self.fields:
            row.addWidget(field, 1)
        self.add(row)
        foot = QHBoxLayout()
        self.add_button = SecondaryButton(icon="plus", on_click=self.enter)
        foot.addStretch(1)
        foot.addWidget(self.add_button)
        self.add(foot)

    def show_absences(self, of: UUID | None, found: tuple[Absence, ...]) -> None:
        """Show the absences of somebody."""
        if of != self._of:
            self._empty()
        self._of, self._found = of, found
        self._show()

    def enter(self) -> None:
        """Enter the days in the two fields."""
        first = self.first.value()
        last = self.last.value() or first
        for field in self.fields:
            field.set_problem("")
            field.tell()
        if self._of is None or any(field.problem() for field in self.fields):
            return
        if first is None or last is None:
            self.fields[0].set_problem(_("Please say the first day."))
            self.first.setFocus()
            return
        if last < first:
            self.fields[1].set_problem(_("The last day lies before the first one."))
            self.last.setFocus()
            return
        absence = Absence(
            id=uuid4(), subject=self._of, of=self._of, start=instant(first, 0, ZONE),
            end=instant(last + timedelta(days=1), 0, ZONE), is_whole_days=True,
        )  # fmt: skip
        service, session = self._session.centre.interpreters, self._session

        def undo() -> None:
            jobs.run(self, lambda: service.remove_absence(absence.id), _nothing, session.problem)

        def done(_changes: Changes) -> None:
            self._empty()
            session.toast(_("The absence is entered."), undo)

        def failed(error: BeratungError) -> None:
            self.fields[1].set_problem(explain(error))

        jobs.run(self, lambda: service.save_absence(absence), done, failed)

    def drop(self, absence: Absence) -> None:
        """Take an absence away."""
        service, session = self._session.centre.interpreters, self._session
        again = replace(absence, id=uuid4(), version=0)

        def undo() -> None:
            jobs.run(self, lambda: service.save_absence(again), _nothing, session.problem)

        def done(_changes: Changes) -> None:
            session.toast(_("The absence is removed."), undo)

        jobs.run(self, lambda: service.remove_absence(absence.id), done, session.problem)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Absences"))
        self.add_button.setText(_("Enter the absence"))
        for field in self.fields:
            field.retranslate()
        self._show()

    def _empty(self) -> None:
        for field, day in zip(self.fields, (self.first, self.last), strict=True):
            day.set_value(None)
            field.set_problem("")

    def _show(self) -> None:
        now = self._session.centre.clock.now()
        ahead = [absence for absence in self._found if absence.end > now]
        self.lines.show_lines(
            [
                Taken(
                    say_away(one.start, one.end, ZONE, is_whole_days=one.is_whole_days),
                    "",
                    partial(self.drop, one),
                )
                for one in ahead
            ],
            _("No absence is entered."),
        )


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
