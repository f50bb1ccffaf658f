# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report of a period as it would leave the house: safe at once, then with as little hidden as can be."""

from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.statistics_views import MergeProposal, PeriodInfo, ProtectedReport, ReportInfo
from beratung.i18n import _, explain
from ui import jobs
from ui.screens.statistics.part import Part
from ui.screens.statistics.tables import TablesView
from ui.session import Busy, Session
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.progress_strip import ProgressStrip


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    reports: tuple[ReportInfo, ...]
    periods: tuple[PeriodInfo, ...]


class _Search:
    """A search for fewer hidden cells that may be given up."""

    def __init__(self) -> None:
        self.is_over = Event()

    def cancel(self) -> None:
        """End it with what was found so far."""
        self.is_over.set()

    def is_cancelled(self) -> bool:
        """Whether it was given up."""
        return self.is_over.is_set()


class ReportsPart(Part):
    """Choose a report and a period; the tables come protected, and get better while one reads.

    Signals:
        shown: a `ProtectedReport`, or None while there is none.
        merge_wanted: the name of the report and a `MergeProposal`.
    """

    shown = Signal(object)
    merge_wanted = Signal(str, object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._choices = Choices((), ())
        self._search = _Search()
        self._run = 0
        self._wanted_period = ""
        self.reports: Menu[str] = Menu(list)
        self.periods: Menu[str] = Menu(list)
        self.reports.changed.connect(self._on_report)
        self.periods.changed.connect(self._ask)
        self._fields = (Field(N_("Report"), self.reports), Field(N_("Period"), self.periods))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields[0], 3)
        row.addWidget(self._fields[1], 2)
        row.addStretch(1)
        self.column.addLayout(row)
        self.strip = ProgressStrip()
        self.column.addWidget(self.strip)
        self.note = Banner("unknown", icon="alert-triangle")
        self.note.hide()
        self.column.addWidget(self.note)
        self.view = TablesView()
        self.view.merge_wanted.connect(self._on_merge)
        self.nothing = EmptyState("chart-bar")
        self.pile = QStackedWidget()
        self.pile.addWidget(self.nothing)
        self.pile.addWidget(self.view)
        self.column.addWidget(self.pile, 1)
        session.about_to_lock.connect(self.forget)

    # -- choosing ------------------------------------------------------------------------------------

    def choose(self, report: str, period: str = "") -> None:
        """Show a report of a period as soon as both are known."""
        self._wanted_period = period
        if report:
            self.reports.set_value(report)
        self.load()

    def load(self) -> None:
        service, wanted = self.session.centre.reports, self.reports.value() if self.reports.count() else ""

        def read() -> Choices:
            infos = service.definitions()
            chosen = wanted if any(info.id == wanted for info in infos) else infos[0].id
            return Choices(infos, service.periods(chosen))

        jobs.run(self, read, self._on_choices, self._on_failed)

    def _on_report(self) -> None:
        self.load()

    def _on_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.reports.offer([(info.id, info.title) for info in choices.reports])
        self.periods.offer([(info.code, say_period(info)) for info in choices.periods])
        codes = [info.code for info in choices.periods]
        if self._wanted_period in codes:
            self.periods.set_value(self._wanted_period)
            self._wanted_period = ""
        elif self.view.report is None:
            over = next((info.code for info in choices.periods if info.is_over), "")
            if over:
                self.periods.set_value(over)
        self._ask()

    # -- protecting ----------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Show the first safe plan, and look on for a better one."""
        if not self.reports.count() or not self.periods.count():
            self._show_nothing(_("There is no report yet"), "")
            return
        self._search.cancel()
        self._search = _Search()
        self._run += 1
        run, service = self._run, self.session.centre.reports
        report, period = self.reports.value(), self.periods.value()
        work = self.strip.begin(_("The small numbers are being hidden"))

        def done(found: ProtectedReport) -> None:
            work.finish()
            if run == self._run:
                self._show(found)
                if not found.is_proven and not found.is_released:
                    self._improve(run, report, period)

        def failed(error: BeratungError) -> None:
            work.finish()
            if run == self._run:
                self._on_failed(error)

        jobs.run(
            self, lambda: service.preview(report, period, quick=True), done, failed, pool=jobs.side_pool()
        )

    def _improve(self, run: int, report: str, period: str) -> None:
        search, service = self._search, self.session.centre.reports
        work: Busy = self.strip.begin(_("Looking whether less can be hidden"), search.cancel)

        def done(found: ProtectedReport) -> None:
            work.finish()
            if run == self._run:
                self._show(found)

        def failed(_error: BeratungError) -> None:
            work.finish()  # the quick plan stays: it is safe

        jobs.run(
            self,
            lambda: service.preview(report, period, progress=work.progress, cancel=search.is_cancelled),
            done,
            failed,
            pool=jobs.side_pool(),
        )

    def _show(self, report: ProtectedReport) -> None:
        self.view.show_report(report)
        self.pile.setCurrentWidget(self.view)
        self._say_note(report)
        self.shown.emit(report)

    def _say_note(self, report: ProtectedReport) -> None:
        info = next((info for info in self._choices.periods if info.code == report.period), None)
        if report.is_released:
            title = _("These numbers left the house before and stay as they are")
            words = (
                _("%(n)d entries came later and are not in them.") % {"n": report.late} if report.late else ""
            )
        elif info is not None and not info.is_over:
            title = _("This period is not over yet")
            words = _("You can look at it. It can be released when it is over.")
        else:
            title = words = ""
        self.note.setVisible(bool(title))
        self.note.say(title, words, "accent" if report.is_released else "unknown")

    def _show_nothing(self, title: str, words: str) -> None:
        self.nothing.say(title, words)
        self.pile.setCurrentWidget(self.nothing)
        self.note.hide()
        self.shown.emit(None)

    def _on_failed(self, error: BeratungError) -> None:
        self._show_nothing(_("This report is not shown"), explain(error))

    def _on_merge(self, merge: MergeProposal) -> None:
        self.merge_wanted.emit(self.reports.value(), merge)

    # -- the page's duties -----------------------------------------------------------------------------

    def is_over(self) -> bool:
        """Whether the period that is shown can be released."""
        report = self.view.report
        return report is not None and any(
            info.code == report.period and info.is_over for info in self._choices.periods
        )

    def forget(self) -> None:
        self._search.cancel()
        self._run += 1
        self.view.report = None
        self.view.table.show_table(None)
        self.pile.setCurrentWidget(self.nothing)

    def retranslate(self) -> None:
        for field in self._fields:
            field.retranslate()
        self.nothing.say(
            _("Reports stand here"),
            _(
                "Choose a report and a period. You always see what would leave the house, never a small number."
            ),
        )
        self.view.retranslate()
        if self.view.report is not None:
            self._say_note(self.view.report)


def say_period(info: PeriodInfo) -> str:
    """A period, and whether it runs or left the house."""
    if not info.is_over:
        return _("%(period)s (still running)") % {"period": info.label}
    if info.is_frozen:
        return _("%(period)s (released)") % {"period": info.label}
    return info.label
