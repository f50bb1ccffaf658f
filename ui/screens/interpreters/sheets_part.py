# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The time sheets of a month: what each interpreter wrote, confirmed with one click, printed or saved."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.interpreting_views import TimeSheet
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.calendar_words import say_minutes
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry, SectionModel
from ui.models.words import dotted
from ui.screens.month_sheets import CONFIRMED, NOT_CONFIRMED, MonthSheets, entry_of, say_money
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.record_list import RecordList, side_by_side
from ui.widgets.section_list import SectionList


class SheetsPart(MonthSheets):
    """Interpreters with their sums on the left, the lines of the chosen one on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        row = QHBoxLayout()
        self.title = Text("", "section")
        for widget in (self.before, self.title, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)
        self.card = RecordList("clipboard-list", _sheet_entry)
        self.card.chosen.connect(self._show)
        self.column.addLayout(side_by_side((self.card, 3), (self._build_side(), 5)), 1)

    def _build_side(self) -> QWidget:
        self.side = Card(" ", inset=False)
        self.line_model = SectionModel(self)
        self.lines = SectionList(self.line_model)
        self.side.add(self.lines, 1)
        self.sums = Text("", "section", wrap=True)
        self.sums.setContentsMargins(16, 10, 16, 4)
        self.side.add(self.sums)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 12)
        self.print_button = SecondaryButton(icon="printer", on_click=self.print_sheet)
        self.confirm_button = PrimaryButton(icon="check", on_click=self.confirm)
        for button in (self.table_button, self.save_button, self.print_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.confirm_button)
        self.side.add(row)
        return self.side

    def load(self) -> None:
        service, year, month = self.session.centre.interpreters, self._year, self._month

        def done(found: tuple[TimeSheet, ...]) -> None:
            if (year, month) == (self._year, self._month):
                self._fill(found)

        jobs.run(self, lambda: service.sheets(year, month), done, self.session.problem)

    def _fill(self, sheets: Sequence[TimeSheet]) -> None:
        self.title.setText(self.say_month())
        self.card.show_records(sheets)
        self.card.set_title(_("Interpreters"), str(len(sheets)) if sheets else "")
        self._show()

    def current(self) -> TimeSheet | None:
        """The sheet that is shown."""
        return self.card.current()

    def _show(self) -> None:
        sheet = self.current()
        self.side.setVisible(sheet is not None)
        if sheet is None:
            return
        self.side.set_title(sheet.name)
        self.line_model.show([entry_of(line) for line in sheet.lines])
        money = say_money(sheet.cents) if sheet.is_fee_known else _("no fee agreed")
        km = _("%(n)d km") % {"n": sheet.km} if sheet.km else ""
        self.sums.setText(dotted((say_minutes(sheet.minutes), km, money)))
        self.confirm_button.setEnabled(bool(sheet.open_lines))
        said = ngettext("Confirm %(n)d line", "Confirm %(n)d lines", sheet.open_lines) % {
            "n": sheet.open_lines
        }
        self.confirm_button.setText(said if sheet.open_lines else _("All confirmed"))

    # -- doing ---------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Confirm every line of the sheet that is open; the interpreter sees it."""
        sheet, service = self.current(), self.session.centre.interpreters
        if sheet is not None:
            open_lines = [line.id for line in sheet.lines if not line.is_confirmed]
            self.do(
                lambda: service.confirm_times(open_lines),
                _("The lines are confirmed."),
                lambda: service.reopen_times(open_lines),
            )

    def retranslate(self) -> None:
        super().retranslate()
        self.print_button.setText(_("Print"))
        self.card.list.setAccessibleName(_("Interpreters"))
        self.lines.setAccessibleName(_("Time sheet"))
        self.card.say_empty(
            _("Nobody wrote anything down for this month"),
            _("What interpreters write after a job stands here to be confirmed."),
        )
        self._fill(self.card.records)


def _sheet_entry(sheet: TimeSheet) -> Entry:
    sign: Sign = NOT_CONFIRMED if sheet.open_lines else CONFIRMED
    money = say_money(sheet.cents) if sheet.is_fee_known and sheet.cents else ""
    detail = dotted((say_minutes(sheet.minutes), money))
    return Entry(
        str(sheet.interpreter), "", RowLook(sheet.name, detail, sign), f"{sheet.name}, {detail}, {sign.label}"
    )
