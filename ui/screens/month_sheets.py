# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of time sheets share: a month, and the sheet that is shown as paper, PDF or table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QLocale

from beratung.domain.errors import N_
from beratung.domain.interpreting_views import TimeSheet, TimeSheetLine
from beratung.i18n import _
from ui import files, jobs
from ui.models.calendar_words import say_long, say_minutes, say_weekday
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.times import local
from ui.models.words import dotted
from ui.screens.letters.printing import print_pdf
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import IconButton, SecondaryButton

CONFIRMED = Sign("circle-check", "yes", N_("confirmed"))
NOT_CONFIRMED = Sign("clock", "unknown", N_("not confirmed yet"))


class MonthSheets(Part):
    """A part that shows a month; subclasses say which sheet is shown (``current``) and lay the buttons out."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        today = session.today()
        self._year, self._month = today.year, today.month
        self.before = IconButton("chevron-left", on_click=lambda: self.step(-1))
        self.after = IconButton("chevron-right", on_click=lambda: self.step(1))
        self.table_button = SecondaryButton(on_click=self.save_table)
        self.save_button = SecondaryButton(icon="device-floppy", on_click=self.save_pdf)

    def current(self) -> TimeSheet | None:
        """The sheet that is shown."""
        raise NotImplementedError

    def step(self, months: int) -> None:
        """Show another month."""
        at = 12 * self._year + self._month - 1 + months
        self._year, self._month = at // 12, at % 12 + 1
        self.load()

    def say_month(self) -> str:
        """The month in words: November 2026."""
        return QLocale().toString(QDate(self._year, self._month, 1), "MMMM yyyy")

    def print_sheet(self) -> None:
        """Print the sheet."""
        sheet, letters = self.current(), self.session.centre.letters
        if sheet is None:
            return

        def done(pdf: bytes) -> None:
            print_pdf(self, self.session, pdf, _("Time sheet"))

        jobs.run(self, lambda: letters.time_sheet(sheet), done, self.session.problem)

    def save_pdf(self) -> None:
        """Ask where to, and write the sheet there."""
        self._save(".pdf", "PDF (*.pdf)", self.session.centre.letters.time_sheet)

    def save_table(self) -> None:
        """Ask where to, and write the sheet as a table."""
        self._save(".csv", "CSV (*.csv)", self.session.centre.letters.time_sheet_table)

    def _save(self, ending: str, kinds: str, make: Callable[[TimeSheet], bytes]) -> None:
        name = f"stundenzettel-{self._year}-{self._month:02d}{ending}"
        path, sheet = files.ask_save(self, _("Save the time sheet"), name, kinds), self.current()
        if path is not None and sheet is not None:
            self.write(path if path.suffix else path.with_suffix(ending), lambda: make(sheet))

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write what ``make`` returns to a path, whole or not at all."""
        letters = self.session.centre.letters

        def done(_nothing: None) -> None:
            self.session.toast(_("The time sheet is saved."))

        jobs.run(self, lambda: letters.save(make(), path), done, self.session.problem)

    def retranslate(self) -> None:
        self.before.set_name(_("Month before"))
        self.after.set_name(_("Month after"))
        self.table_button.setText(_("As a table"))
        self.save_button.setText(_("As PDF"))


def say_money(cents: int) -> str:
    """An amount in euros, as it is written here."""
    return f"{cents // 100},{cents % 100:02d} EUR"


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
