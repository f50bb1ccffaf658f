# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The time sheet of a month: every job with its sums, as PDF or as a table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.errors import N_, BeratungError
from beratung.domain.interpreting_views import TimeSheet, TimeSheetLine
from beratung.i18n import _, explain, ngettext
from ui import files, jobs
from ui.models.calendar_words import say_long, say_minutes, say_weekday
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry, SectionModel
from ui.models.times import local
from ui.models.words import dotted
from ui.screens.letters.printing import print_pdf
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.section_list import SectionList

CONFIRMED = Sign("circle-check", "yes", N_("confirmed"))
NOT_CONFIRMED = Sign("clock", "unknown", N_("not confirmed yet"))


def say_money(cents: int) -> str:
    """An amount in euros, as it is written here."""
    return f"{cents // 100},{cents % 100:02d} EUR"


class SheetPart(Part):
    """The lines of a month with their sums below."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        today = session.today()
        self._year, self._month = today.year, today.month
        self._sheet: TimeSheet | None = None
        row = QHBoxLayout()
        self.before = IconButton("chevron-left", on_click=lambda: self.step(-1))
        self.after = IconButton("chevron-right", on_click=lambda: self.step(1))
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addStretch(1)
        self.table_button = SecondaryButton(on_click=self.save_table)
        self.save_button = SecondaryButton(icon="device-floppy", on_click=self.save_pdf)
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

    def step(self, months: int) -> None:
        """Show another month."""
        at = 12 * self._year + self._month - 1 + months
        self._year, self._month = at // 12, at % 12 + 1
        self.load()

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
        title = QLocale().toString(QDate(found.year, found.month, 1), "MMMM yyyy")
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

    # -- doing ---------------------------------------------------------------------------------------

    def print_sheet(self) -> None:
        """Print the sheet."""
        sheet, letters = self._sheet, self.session.centre.letters
        if sheet is None:
            return

        def done(pdf: bytes) -> None:
            print_pdf(self, self.session, pdf, _("Time sheet"))

        jobs.run(self, lambda: letters.time_sheet(sheet), done, self.session.problem)

    def save_pdf(self) -> None:
        """Ask where to, and write the sheet there."""
        path = files.ask_save(self, _("Save the time sheet"), self._name(".pdf"), "PDF (*.pdf)")
        sheet, letters = self._sheet, self.session.centre.letters
        if path is not None and sheet is not None:
            self._write(path if path.suffix else path.with_suffix(".pdf"), lambda: letters.time_sheet(sheet))

    def save_table(self) -> None:
        """Ask where to, and write the sheet as a table."""
        path = files.ask_save(self, _("Save the time sheet"), self._name(".csv"), "CSV (*.csv)")
        sheet, letters = self._sheet, self.session.centre.letters
        if path is not None and sheet is not None:
            self._write(
                path if path.suffix else path.with_suffix(".csv"), lambda: letters.time_sheet_table(sheet)
            )

    def _name(self, ending: str) -> str:
        return f"stundenzettel-{self._year}-{self._month:02d}{ending}"

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        letters = self.session.centre.letters

        def done(_nothing: None) -> None:
            self.session.toast(_("The time sheet is saved."))

        jobs.run(self, lambda: letters.save(make(), path), done, self.session.problem)

    def retranslate(self) -> None:
        self.before.set_name(_("Month before"))
        self.after.set_name(_("Month after"))
        self.table_button.setText(_("As a table"))
        self.save_button.setText(_("As PDF"))
        self.print_button.setText(_("Print"))
        self.list.setAccessibleName(_("Time sheet"))
        self.empty.say(
            _("Nothing is written down for this month"),
            _("Write the times down in your week after each job; the centre confirms them."),
        )
        if self._sheet is not None:
            self._on_loaded(self._sheet)
        self._enable()


def entry_of(line: TimeSheetLine) -> Entry:
    """A line of a time sheet in a list."""
    begins, ends = local(line.start, line.zone), local(line.end, line.zone)
    title = f"{say_weekday(begins.date(), 'ddd dd.MM.')}  {begins:%H:%M}–{ends:%H:%M}"
    km = _("%(n)d km") % {"n": line.km} if line.km else ""
    detail = dotted(
        (line.number, say_minutes(line.minutes), km, say_money(line.cents) if line.cents else "", line.words)
    )
    sign = CONFIRMED if line.is_confirmed else NOT_CONFIRMED
    return Entry(
        str(line.id), "", RowLook(title, detail, sign), f"{say_long(begins.date())}, {detail}, {sign.label}"
    )
