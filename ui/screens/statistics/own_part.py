# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports of one's own: what is counted, by what, for which periods. They are protected like all others."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.report_definitions import (
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.statistics_views import ReportInfo
from beratung.i18n import _, explain
from ui import jobs
from ui.models.choices import Choice
from ui.models.looks import RowLook
from ui.models.sections import Entry, SectionModel
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, NumberField, TextLine
from ui.widgets.labels import Text
from ui.widgets.picker import Picker
from ui.widgets.section_list import SectionList

NOTHING = ""


def _measures() -> Sequence[tuple[Measure, str]]:
    return (
        (Measure.PERSONS, _("people")),
        (Measure.NEW_PERSONS, _("people, in the period of their first consultation of the year")),
        (Measure.CONSULTATIONS, _("consultations")),
        (Measure.MENTIONS, _("mentions of topics")),
        (Measure.CROSS_MENTIONS, _("mentions of cross-cutting topics")),
        (Measure.REFERRALS, _("referrals")),
        (Measure.UNMET, _("unmet needs")),
        (Measure.CLOSINGS, _("closed cases")),
        (Measure.INTERPRETING, _("requests for an interpreter")),
        (Measure.APPOINTMENTS, _("appointments")),
    )


def _periods() -> Sequence[tuple[tuple[PeriodKind, ...], str]]:
    return (
        ((PeriodKind.YEAR,), _("years")),
        ((PeriodKind.YEAR, PeriodKind.HALF), _("years and half-years")),
        ((PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER), _("years, half-years and quarters")),
        (tuple(PeriodKind), _("years, half-years, quarters and months")),
    )


@dataclass(frozen=True)
class _Known:
    """What the form can offer."""

    reports: tuple[ReportInfo, ...]
    groupings: tuple[Grouping, ...]


class OwnPart(Part):
    """A list of the centre's own reports, and a form for a new one.

    Signals:
        shown: the id of a report that is to be looked at.
    """

    shown = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known = _Known((), ())
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_list(), 2)
        sides.addWidget(self._build_form(), 3)
        self.column.addLayout(sides, 1)

    def _build_list(self) -> QWidget:
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.opened.connect(self.shown)
        self.list.chosen.connect(lambda _key: self._enable())
        self.card = Card(" ", inset=False)
        self.empty = EmptyState("chart-bar")
        self.card.add(self.list, 1)
        self.card.add(self.empty, 1)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 12)
        self.remove_button = DangerButton(on_click=self.remove)
        self.show_button = SecondaryButton(
            icon="chart-bar", on_click=lambda: self.shown.emit(self.list.current_key())
        )
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.show_button)
        self.card.add(row)
        return self.card

    def _build_form(self) -> QWidget:
        self.form = Card(" ")
        self.title = TextLine()
        self.measure: Menu[Measure] = Menu(_measures)
        self.rows: Menu[str] = Menu(list)
        self.columns: Menu[str] = Menu(list)
        self.only = Picker(self._parts, placeholder=N_("everybody"))
        self.periods: Menu[tuple[PeriodKind, ...]] = Menu(_periods)
        self.threshold = NumberField(least=3, most=20)
        self.threshold.set_value(3)
        self.fields = (
            Field(N_("Title"), self.title, hint=N_("It stands on the pages that leave the house.")),
            Field(N_("What is counted"), self.measure),
            Field(N_("Lines"), self.rows),
            Field(N_("Columns"), self.columns),
            Field(N_("Only"), self.only),
            Field(N_("Periods"), self.periods),
            Field(N_("Hidden below so many people"), self.threshold),
        )
        for field in self.fields:
            self.form.add(field)
        self.problem = Text("", "body", "no", wrap=True)
        self.problem.hide()
        self.form.add(self.problem)
        row = QHBoxLayout()
        self.clear_button = QuietButton(on_click=self.clear)
        self.save_button = PrimaryButton(icon="device-floppy", on_click=self.save)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        self.form.add(row)
        self.form.body.addStretch(1)
        return self.form

    # -- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        service = self.session.centre.reports

        def read() -> _Known:
            own = tuple(info for info in service.definitions() if info.is_own)
            return _Known(own, service.groupings())

        jobs.run(self, read, self._on_known, self.session.problem)

    def _on_known(self, known: _Known) -> None:
        self._known = known
        names = [(grouping.id, grouping.label.get("de", grouping.id)) for grouping in known.groupings]
        names = _told_apart(names)
        self.only.refresh()
        self.rows.offer(names)
        self.columns.offer([(NOTHING, _("none: one number a line")), *names])
        self.model.show(
            [
                Entry(info.id, "", RowLook(info.title, info.about or info.id), info.title)
                for info in known.reports
            ]
        )
        has_some = bool(known.reports)
        self.list.setVisible(has_some)
        self.empty.setVisible(not has_some)
        if has_some and not self.list.current_key():
            self.list.choose(known.reports[0].id)
        self._enable()

    def _enable(self) -> None:
        has_one = bool(self._known.reports)
        self.remove_button.setVisible(has_one)
        self.show_button.setVisible(has_one)

    def _parts(self) -> Sequence[Choice]:
        return [
            Choice(
                f"{grouping.id}={category.id}", category.text(), group=grouping.label.get("de", grouping.id)
            )
            for grouping in self._known.groupings
            for category in grouping.categories
        ]

    def _filter(self) -> dict[str, str]:
        name, _sign, category = (self.only.code() or "").partition("=")
        return {name: category} if category else {}

    # -- doing ---------------------------------------------------------------------------------------

    def definition(self) -> ReportDefinition | None:
        """What the form says; None while something is missing."""
        title = self.title.value().strip()
        if not title:
            self.fields[0].set_problem(_("Please give the report a title."))
            self.title.setFocus()
            return None
        threshold = self.threshold.whole()
        if threshold is None or self.threshold.problem():
            self.fields[-1].tell()
            return None
        name = _name(title)
        table = TableDefinition(
            id="table", title={"de": title}, measure=self.measure.value(), rows=self.rows.value(),
            columns=self.columns.value(), filter=self._filter(), threshold=threshold,
        )  # fmt: skip
        return ReportDefinition(
            id=name,
            title={"de": title},
            periods=self.periods.value(),
            tables=(table,),
            threshold=threshold,
            is_own=True,
        )

    def save(self) -> None:
        """Keep the report, and look at it."""
        wanted = self.definition()
        if wanted is None:
            return
        self.problem.hide()
        service = self.session.centre.reports

        def done(info: ReportInfo) -> None:
            self.session.toast(_("The report is kept."))
            self.clear()
            self.shown.emit(info.id)

        def failed(error: BeratungError) -> None:
            self.problem.setText(explain(error))
            self.problem.show()

        jobs.run(self, lambda: service.save_report(wanted), done, failed)

    def remove(self) -> None:
        """Forget the chosen report; the message offers to take that back."""
        key = self.list.current_key()
        service = self.session.centre.reports
        if not key:
            return

        def do() -> ReportDefinition:
            before = service.definition(key)
            service.remove_report(key)
            return before

        def done(before: ReportDefinition) -> None:
            def take_back() -> None:
                jobs.run(
                    self, lambda: service.save_report(before), lambda _info: self.load(), self.session.problem
                )

            self.session.toast(
                _("The report is removed. What left the house stays in the ledger."), take_back
            )
            self.load()

        jobs.run(self, do, done, self.session.problem)

    def clear(self) -> None:
        """Begin anew."""
        self.title.set_value("")
        self.threshold.set_value(3)
        self.only.set_code(None)
        self.problem.hide()

    def retranslate(self) -> None:
        self.card.set_title(_("Own reports"))
        self.list.setAccessibleName(_("Own reports"))
        self.empty.say(
            _("No report of your own yet"),
            _(
                "Say beside what is to be counted. It is protected like all others before anybody sees a number."
            ),
        )
        self.form.set_title(_("New report"))
        for field in self.fields:
            field.retranslate()
        self.remove_button.setText(_("Remove"))
        self.show_button.setText(_("Show"))
        self.clear_button.setText(_("Clear"))
        self.save_button.setText(_("Keep and show"))


def _name(title: str) -> str:
    """A short name that a file and a call of the command line can bear."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50]
    return name if name[:1].isalpha() else f"bericht-{name}".rstrip("-")


def _told_apart(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Groupings of the same label are told apart by their ids."""
    labels = [label for _name, label in names]
    return [(name, label if labels.count(label) == 1 else f"{label} ({name})") for name, label in names]
