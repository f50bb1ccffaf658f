# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The plan of a year: in which detail each table goes out, decided before its first report leaves; and its end."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.releases import PlannedTable
from beratung.domain.statistics_views import Detail, Programme, ProgrammeLine, YearState
from beratung.i18n import _, explain
from ui import jobs, theme
from ui.screens.part import Part
from ui.screens.statistics.closing_year import CloseYearDialog, say_standing
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text
from ui.widgets.page import Scroll

_WIDE = 168
"""Pixels of a column in which the detail is chosen."""


def _details() -> Sequence[tuple[Detail, str]]:
    return (
        (Detail.FULL, _("whole table")),
        (Detail.MARGINS, _("each side by itself")),
        (Detail.NONE, _("not at all")),
    )


class ProgrammePart(Part):
    """A line for each table: how it goes out within the year, and for the whole year."""

    least_height = 480

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        year = session.today().year
        self.years: Menu[int] = Menu(lambda: [(y, str(y)) for y in range(year + 1, year - 5, -1)])
        self.years.set_value(year)
        self.years.changed.connect(self.load)
        self.field = Field(N_("Year"), self.years)
        self.field.setFixedWidth(160)
        row = QHBoxLayout()
        row.addWidget(self.field)
        row.addStretch(1)
        self.column.addLayout(row)
        self.banner = Banner("accent", icon="calendar-due")
        self.column.addWidget(self.banner)
        self.standing = Banner("accent", icon="lock")
        self.close_button = SecondaryButton(icon="lock", on_click=self._ask_to_close)
        self.standing.add_button(self.close_button)
        self.standing.hide()
        self.column.addWidget(self.standing)
        self.card = Card(" ")
        self.lines = Scroll()
        self.card.add(self.lines, 1)
        self.column.addWidget(self.card, 1)
        self._found: Programme | None = None
        self._laid_out: Programme | None = None
        self._state: YearState | None = None

    def load(self) -> None:
        service, year = self.session.centre.reports, self.years.value()

        def read() -> tuple[Programme, YearState]:
            return service.programme(year), service.year(year)

        jobs.run(self, read, lambda both: self._show(*both), self.session.problem)

    def _show(self, found: Programme, state: YearState) -> None:
        if found.year != self.years.value():
            return
        self._found, self._state = found, state
        self._say(found)
        self._say_standing(state)
        empty_out(self.lines.column)
        self._laid_out = found
        by_report = groupby(found.lines, key=lambda line: line.title)
        self._add_next([(title, list(lines)) for title, lines in by_report], found)

    def _add_next(self, groups: list[tuple[str, list[ProgrammeLine]]], found: Programme) -> None:
        """Add one report after the other, so that the window answers while a long plan is laid out."""
        if found is not self._laid_out:
            return
        if not groups:
            self.lines.column.addStretch(1)
            return
        (title, lines), *others = groups
        self.lines.column.addWidget(self._group(title, lines, is_fixed=found.is_fixed))
        QTimer.singleShot(0, self, lambda: self._add_next(others, found))

    def _group(self, title: str, lines: Sequence[ProgrammeLine], *, is_fixed: bool) -> QWidget:
        """The tables of a report, under its title."""
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.addWidget(Text(title, "section"), 0, 0)
        for column, words in enumerate((_("Quarters and months"), _("Year")), 1):
            head = Text(words, "secondary", "muted")
            head.setFixedWidth(theme.px(_WIDE))
            grid.addWidget(head, 0, column)
        for at, line in enumerate(lines, 1):
            grid.addWidget(Text(line.table_title, "body", wrap=True), at, 0)
            if is_fixed:
                self._add_words(grid, at, line)
            else:
                self._add_menus(grid, at, line)
        return inner

    def _add_words(self, grid: QGridLayout, at: int, line: ProgrammeLine) -> None:
        """What is fixed cannot be chosen: words, no menus."""
        words = dict(_details())
        for column, value in ((1, line.within_year), (2, line.year)):
            grid.addWidget(
                Text(words[value], "body", "muted" if value is Detail.NONE else "text"), at, column
            )

    def _add_menus(self, grid: QGridLayout, at: int, line: ProgrammeLine) -> None:
        within: Menu[Detail] = Menu(_details)
        whole: Menu[Detail] = Menu(_details)
        for column, menu, value, name in (
            (1, within, line.within_year, _("Quarters and months")),
            (2, whole, line.year, _("Year")),
        ):
            menu.set_value(value)
            menu.setFixedWidth(theme.px(_WIDE))
            menu.set_name(f"{line.title}, {line.table_title}, {name}")
            menu.changed.connect(lambda: self._save(line, within.value(), whole.value()))
            grid.addWidget(menu, at, column)

    def _save(self, line: ProgrammeLine, within: Detail, whole: Detail) -> None:
        service, year = self.session.centre.reports, self.years.value()
        planned = PlannedTable(definition=line.definition, table=line.table, within_year=within, year=whole)

        def failed(error: BeratungError) -> None:
            self.session.problem(error)
            self.load()

        jobs.run(self, lambda: service.set_programme(year, [planned]), self._said, failed)

    def _said(self, found: Programme) -> None:
        self._found = found
        self.session.toast(_("The plan for the year is kept."))

    def _say_standing(self, state: YearState) -> None:
        title, words = say_standing(state)
        self.standing.say(title, words)
        self.standing.setVisible(bool(title))
        self.close_button.setVisible(not state.is_closed)
        self.close_button.setEnabled(state.is_counted)
        self.banner.setVisible(not state.is_closed)

    def _ask_to_close(self) -> None:
        """Show what closing the year brings about, and close it when that is confirmed."""
        if self._state is None:
            return
        service, year = self.session.centre.reports, self._state.year
        dialog = CloseYearDialog(self.window(), self._state)

        def done(_state: YearState) -> None:
            dialog.accept()
            self.session.toast(_("%(year)d is closed.") % {"year": year})
            self.load()

        def failed(error: BeratungError) -> None:
            dialog.refuse(explain(error))

        dialog.on_confirmed(
            lambda: jobs.run(self, lambda: service.close_year(year), done, failed, pool=jobs.side_pool())
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, found: Programme) -> None:
        if found.is_fixed:
            self.banner.say(
                _("The plan for %(year)d is fixed") % {"year": found.year},
                _(
                    "Its first report left the house with release %(n)d. A report of your own can still go out in another "
                    "detail where that is safe."
                )
                % {"n": found.fixed_by},
                "accent",
            )
        else:
            self.banner.say(
                _("The plan for %(year)d can still be changed") % {"year": found.year},
                _(
                    "Quarters in less detail let more of the year be shown. "
                    "The plan is fixed when the first report of the year leaves the house."
                ),
                "accent",
            )

    def forget(self) -> None:
        self._found = self._laid_out = self._state = None

    def retranslate(self) -> None:
        self.field.retranslate()
        self.card.set_title(_("In which detail"))
        self.close_button.setText(_("Close the year"))
        if self._found is not None and self._state is not None:
            self._show(self._found, self._state)
