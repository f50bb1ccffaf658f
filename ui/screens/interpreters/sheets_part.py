# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The time sheets of a month: what each interpreter wrote, confirmed with one click, printed or saved."""

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
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.section_list import SectionList


class SheetsPart(MonthSheets):
    """Interpreters with their sums on the left, the lines of the chosen one on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sheets: tuple[TimeSheet, ...] = ()
        row = QHBoxLayout()
        self.title = Text("", "section")
        for widget in (self.before, self.title, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.chosen.connect(lambda _key: self._show())
        self.card = Card(" ", inset=False)
        self.card.add(self.list, 1)
        self.empty = EmptyState("clipboard-list")
        self.card.add(self.empty, 1)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self.card, 3)
        sides.addWidget(self._build_side(), 5)
        self.column.addLayout(sides, 1)

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
                self._sheets = found
                self._fill()

        jobs.run(self, lambda: service.sheets(year, month), done, self.session.problem)

    def _fill(self) -> None:
        kept = self.list.current_key()
        self.title.setText(self.say_month())
        self.model.show([_sheet_entry(sheet) for sheet in self._sheets])
        self.list.setVisible(bool(self._sheets))
        self.empty.setVisible(not self._sheets)
        if not self.list.choose(kept, scroll=False) and self._sheets:
            self.list.choose(str(self._sheets[0].interpreter))
        self.card.set_title(_("Interpreters"), str(len(self._sheets)) if self._sheets else "")
        self._show()

    def current(self) -> TimeSheet | None:
        """The sheet that is shown."""
        key = self.list.current_key()
        return next((sheet for sheet in self._sheets if str(sheet.interpreter) == key), None)

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
        self.list.setAccessibleName(_("Interpreters"))
        self.lines.setAccessibleName(_("Time sheet"))
        self.empty.say(
            _("Nobody wrote anything down for this month"),
            _("What interpreters write after a job stands here to be confirmed."),
        )
        self._fill()


def _sheet_entry(sheet: TimeSheet) -> Entry:
    sign: Sign = NOT_CONFIRMED if sheet.open_lines else CONFIRMED
    money = say_money(sheet.cents) if sheet.is_fee_known and sheet.cents else ""
    detail = dotted((say_minutes(sheet.minutes), money))
    return Entry(
        str(sheet.interpreter), "", RowLook(sheet.name, detail, sign), f"{sheet.name}, {detail}, {sign.label}"
    )
