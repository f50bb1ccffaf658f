# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The time sheet of a month: every job with its sums, as PDF or as a table."""

from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.errors import BeratungError
from beratung.domain.interpreting_views import TimeSheet
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.calendar_words import say_minutes
from ui.models.sections import SectionModel
from ui.models.words import dotted
from ui.screens.month_sheets import MonthSheets, entry_of, say_money
from ui.session import Session
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.section_list import SectionList


class SheetPart(MonthSheets):
    """The lines of a month with their sums below."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sheet: TimeSheet | None = None
        row = QHBoxLayout()
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addStretch(1)
        self.print_button = PrimaryButton(icon="printer", on_click=self.print_sheet)
        for button in (self.table_button, self.save_button, self.print_button):
            row.addWidget(button)
        self.column.addLayout(row)
        self.card = Card(" ", inset=False)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.empty = EmptyState("clipboard-list")
        self.card.add(self.list, 1)
        self.card.add(self.empty, 1)
        self.sums = Text("", "section", wrap=True)
        self.sums.setContentsMargins(16, 10, 16, 12)
        self.card.add(self.sums)
        self.column.addWidget(self.card, 1)

    def current(self) -> TimeSheet | None:
        return self._sheet

    def load(self) -> None:
        service, year, month = self.session.centre.workspace, self._year, self._month

        def done(found: TimeSheet) -> None:
            if (found.year, found.month) == (self._year, self._month):
                self._on_loaded(found)

        jobs.run(self, lambda: service.sheet(year, month), done, self._on_failed)

    def _on_failed(self, error: BeratungError) -> None:
        self._sheet = None
        self._enable()
        self.empty.say(_("No time sheet yet"), explain(error))

    def _on_loaded(self, found: TimeSheet) -> None:
        self._sheet = found
        self.model.show([entry_of(line) for line in found.lines])
        self._enable()
        title = self.say_month()
        open_lines = ngettext(
            "%(n)d line not confirmed yet", "%(n)d lines not confirmed yet", found.open_lines
        )
        self.card.set_title(title, open_lines % {"n": found.open_lines} if found.open_lines else "")
        way = (
            _("way %(length)s") % {"length": say_minutes(found.travel_minutes)}
            if found.travel_minutes
            else ""
        )
        km = _("%(n)d km") % {"n": found.km} if found.km else ""
        money = say_money(found.cents) if found.is_fee_known else _("no fee agreed")
        self.sums.setText(dotted((say_minutes(found.minutes), way, km, money)) if found.lines else "")

    def _enable(self) -> None:
        has_lines = self._sheet is not None and bool(self._sheet.lines)
        self.list.setVisible(has_lines)
        self.empty.setVisible(not has_lines)
        for button in (self.table_button, self.save_button, self.print_button):
            button.setEnabled(has_lines)

    def retranslate(self) -> None:
        super().retranslate()
        self.print_button.setText(_("Print"))
        self.list.setAccessibleName(_("Time sheet"))
        self.empty.say(
            _("Nothing is written down for this month"),
            _("Write the times down in your week after each job; the centre confirms them."),
        )
        if self._sheet is not None:
            self._on_loaded(self._sheet)
        self._enable()
