# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report of a period as it would leave the house: safe at once, then with as little hidden as can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.report_definitions import ReportDefinition
from beratung.domain.statistics_views import MergeProposal, PeriodInfo, ProtectedReport, ReportInfo
from beratung.i18n import _, explain
from ui import jobs
from ui.models.choices import Choice
from ui.screens.part import Part
from ui.screens.statistics.tables import TablesView
from ui.session import Busy, Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.note import Note
from ui.widgets.picker import Picker
from ui.widgets.progress_strip import ProgressStrip

MUCH = 0.05
"""From this share of hidden numbers on it is looked for what could be merged."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    reports: tuple[ReportInfo, ...]
    periods: tuple[PeriodInfo, ...]
    definition: ReportDefinition | None = None
    is_whole: bool = True
    """Whether everything that was recorded before is counted."""


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
    """

    least_height = 460
    shown = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._choices = Choices((), ())
        self._search = _Search()
        self._run = 0
        self._wanted_period = self._wanted_report = ""
        self.reports: Menu[str] = Menu(list)
        self.periods: Menu[str] = Menu(list)
        self.only = Picker(self._parts, placeholder=N_("everybody"))
        self.only.changed.connect(self._ask)
        self.reports.changed.connect(self._on_report)
        self.periods.changed.connect(self._ask)
        self._fields = (
            Field(N_("Report"), self.reports),
            Field(N_("Period"), self.periods),
            Field(N_("Only"), self.only),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields[0], 3)
        row.addWidget(self._fields[1], 3)
        row.addWidget(self._fields[2], 2)
        self.column.addLayout(row)
        self.strip = ProgressStrip()
        self.column.addWidget(self.strip)
        self.note = Note()
        self.column.addWidget(self.note)
        self.view = TablesView()
        self._remedy: tuple[MergeProposal, ...] = ()
        self.nothing = EmptyState("chart-bar", on_action=lambda: self.merge(*self._remedy))
        self.pile = QStackedWidget()
        self.pile.addWidget(self.nothing)
        self.pile.addWidget(self.view)
        self.column.addWidget(self.pile, 1)
        session.about_to_lock.connect(self.forget)

    # -- choosing ------------------------------------------------------------------------------------

    def choose(self, report: str, period: str = "") -> None:
        """Show a report of a period as soon as both are known."""
        self._wanted_period, self._wanted_report = period, report
        self.only.set_codes(())
        self.load()

    def load(self) -> None:
        centre = self.session.centre
        wanted = self._wanted_report or (self.reports.value() if self.reports.count() else "")

        def read() -> Choices:
            service = centre.reports
            infos = service.definitions()
            chosen = wanted if any(info.id == wanted for info in infos) else infos[0].id
            is_whole = centre.facts.is_filled()
            return Choices(infos, service.periods(chosen), service.definition(chosen), is_whole)

        jobs.run(self, read, self._on_choices, self._on_failed)

    def _on_report(self) -> None:
        self.only.set_codes(())
        self.load()

    def _parts(self) -> Sequence[Choice]:
        """By which categories the report can be narrowed."""
        own = self._choices.definition
        if own is None:
            return ()
        return [
            Choice(
                f"{grouping.id}={category.id}", category.text(), group=grouping.label.get("de", grouping.id)
            )
            for grouping in own.groupings
            for category in grouping.categories
        ]

    def _filters(self) -> dict[str, str]:
        """The category that is counted alone, by dimension."""
        code = next(iter(self.only.codes()), "")
        dimension, _sign, category = code.partition("=")
        return {dimension: category} if category else {}

    def _on_choices(self, choices: Choices) -> None:
        self._choices, self._wanted_report = choices, ""
        self.reports.offer([(info.id, info.title) for info in choices.reports])
        if choices.definition is not None:
            self.reports.set_value(choices.definition.id)
        self.only.refresh()
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
                self._improve(run, found)

        def failed(error: BeratungError) -> None:
            work.finish()
            if run == self._run:
                self._on_failed(error)

        filters, search = self._filters(), self._search

        def read() -> ProtectedReport:
            if filters:
                return service.drill(report, period, filters, cancel=search.is_cancelled)
            return service.preview(report, period, quick=True)

        jobs.run(self, read, done, failed, pool=jobs.side_pool())

    def _improve(self, run: int, found: ProtectedReport) -> None:
        """Look for a plan that hides less; what is shown is safe all the while."""
        search, service, filters = self._search, self.session.centre.reports, self._filters()
        if found.is_released or filters:
            return
        if found.is_proven:
            self._propose(run, found)
            return
        work = self.strip.begin(_("Looking whether less can be hidden"), search.cancel)

        def read() -> ProtectedReport:
            return service.preview(
                found.definition, found.period, progress=work.progress, cancel=search.is_cancelled
            )

        self._look_on(run, work, read, lambda better: self._propose(run, better))

    def _propose(self, run: int, found: ProtectedReport) -> None:
        """Try out which rare categories had better be merged, where much is hidden."""
        search, service = self._search, self.session.centre.reports
        if found.hidden_share < MUCH or search.is_cancelled():
            return
        work = self.strip.begin(_("Looking which categories could be merged"), search.cancel)
        self._look_on(
            run, work, lambda: service.with_merges(found, cancel=search.is_cancelled), lambda _found: None
        )

    def _look_on(
        self,
        run: int,
        work: Busy,
        read: Callable[[], ProtectedReport],
        then: Callable[[ProtectedReport], None],
    ) -> None:
        def done(found: ProtectedReport) -> None:
            work.finish()
            if run == self._run:
                self._show(found)
                then(found)

        def failed(_error: BeratungError) -> None:
            work.finish()  # the plan that is shown stays: it is safe

        jobs.run(self, read, done, failed, pool=jobs.side_pool())

    def _show(self, report: ProtectedReport) -> None:
        self.view.show_report(report)
        self.pile.setCurrentWidget(self.view)
        self._say_note(report)
        self.shown.emit(report)

    def _say_note(self, report: ProtectedReport) -> None:
        info = next((info for info in self._choices.periods if info.code == report.period), None)
        words, tone, icon = "", "unknown", "alert-triangle"
        if report.is_released:
            words, tone, icon = (
                _("These numbers left the house before and stay as they are."),
                "accent",
                "send",
            )
            if report.late:
                words += " " + _("%(n)d entries came later and are not in them.") % {"n": report.late}
        elif info is not None and not info.is_over:
            words, icon = _("This period is not over yet. It can be released when it is over."), "clock"
        elif not self._choices.is_whole:
            words = _(
                "Not everything of before is counted yet. That happens by itself while a counsellor works with "
                "the program; please wait with a release."
            )
        self.note.say(words, tone, icon)

    def _show_nothing(self, title: str, words: str, remedy: Sequence[MergeProposal] = ()) -> None:
        self._remedy = tuple(remedy)
        self.nothing.say(title, words, _("Count as one, and show it") if remedy else "")
        self.pile.setCurrentWidget(self.nothing)
        self.note.say("")
        self.view.forget()
        self.shown.emit(None)

    def _on_failed(self, error: BeratungError) -> None:
        self._show_nothing(_("This report is not shown"), explain(error), getattr(error, "merges", ()))

    def merge(self, first: MergeProposal, *others: MergeProposal) -> None:
        """Keep a report of the centre's own with these categories as one, and show it."""
        service, report, period = self.session.centre.reports, self.reports.value(), self.periods.value()

        def make() -> ReportInfo:
            info = service.merge(report, first)
            for one in others:
                info = service.merge(info.id, one, name=info.id)
            return info

        def done(info: ReportInfo) -> None:
            self.session.toast(_("“%(title)s” is kept as a report of your own.") % {"title": info.title})
            self.choose(info.id, period)

        jobs.run(self, make, done, self.session.problem)

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
        self.view.forget()
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
