# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A report of a period as it would leave the house: safe at once, then with as little hidden as can be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.report_definitions import narrowed
from beratung.domain.statistics_views import MergeProposal, ProtectedReport, ReportInfo
from beratung.i18n import _, explain
from ui import jobs
from ui.models.choices import Choice
from ui.screens.part import Part
from ui.screens.statistics.choosing import Choices, Search, say_period
from ui.screens.statistics.keeping import keep_anew, keep_merged, keep_part, keep_without
from ui.screens.statistics.tables import TablesView
from ui.session import Busy, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.note import Note
from ui.widgets.picker import Picker
from ui.widgets.progress_strip import ProgressStrip

MUCH = 0.05
"""From this share of hidden numbers on it is looked for what could be merged."""
FEW = 10
"""Fewer late entries are not counted on the page."""
PATIENCE = 300
"""Milliseconds that numbers of another choice stay on the page; what comes sooner does not flash."""


class ReportsPart(Part):
    """Choose a report and a period; the tables come protected, and get better while one reads.

    Signals:
        shown: a `ProtectedReport`, or None while there is none.
        release_wanted: the number of a release that stands in the way, to be looked at.
    """

    least_height = 460
    shown = Signal(object)
    release_wanted = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._choices = Choices((), ())
        self._search = Search()
        self._run = 0
        self._asked: tuple[str, str, str] | None = None
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.setInterval(PATIENCE)
        self._cover.timeout.connect(self._cover_up)
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
        self.notice = Banner("unknown")
        self.keep_button = SecondaryButton(on_click=self._keep)
        self.notice.add_button(self.keep_button)
        self.notice.hide()
        self.column.addWidget(self.notice)
        self.view = TablesView()
        self._remedy: Callable[[], None] | None = None
        self.nothing = EmptyState("chart-bar", on_action=self._help)
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
            if narrowed(own, {grouping.id: ""}).tables  # a part of which no table would be left is none
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
        self._search = Search()
        self._run += 1
        run, service = self._run, self.session.centre.reports
        report, period = self.reports.value(), self.periods.value()
        asked = report, period, next(iter(self.only.codes()), "")
        if asked != self._asked and self.view.report is not None:
            self._asked = None
            self.shown.emit(None)
            self._cover.start()
        filters, search = self._filters(), self._search
        # a part is looked for until nothing less can be hidden; whoever does not wait sees what is safe by then
        enough = search.cancel if filters else None
        work = self.strip.begin(_("The small numbers are being hidden"), enough)

        def done(found: ProtectedReport) -> None:
            work.finish()
            if run == self._run:
                self._asked = asked
                self._show(found)
                self._improve(run, found)

        def failed(error: BeratungError) -> None:
            work.finish()
            if run == self._run:
                self._on_failed(error)

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

    def _cover_up(self) -> None:
        """Numbers of another choice must not stand below this one."""
        self._show_nothing(
            _("The small numbers are being hidden"),
            _("What was chosen is counted and protected together with everything that left the house."),
        )

    def _show(self, report: ProtectedReport) -> None:
        self._cover.stop()
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
                few = _("Some entries came later and are not in them; they can go out as a correction.")
                many = _("%(n)d entries came later and are not in them; they can go out as a correction.")
                words += " " + (few if report.late < FEW else many % {"n": report.late})
        elif info is not None and not info.is_over:
            words, icon = _("This period is not over yet. It can be released when it is over."), "clock"
        elif not self._choices.is_whole:
            words = _(
                "Not everything of before is counted yet. That happens by itself while a counsellor works with "
                "the program; please wait with a release."
            )
        self.note.say("" if report.is_former else words, tone, icon)
        self._say_notice(report)

    def _say_notice(self, report: ProtectedReport) -> None:
        """Say where what is shown is not what would be released now, and what to do."""
        if report.is_former:
            self.notice.say(
                _("This left the house before the report was changed"),
                _(
                    "For this period the numbers stay as they were released then. "
                    "Under a new name the report as it is now can go out too."
                ),
                "unknown",
            )
            self.keep_button.setText(_("Keep under a new name"))
        elif report.filters:
            words = _(
                "It is protected together with the whole. As a report of your own it can be released, too."
            )
            if report.left_out:
                said = _("Left out, since they would tell of few people: %(tables)s.")
                words += " " + said % {"tables": "; ".join(report.left_out)}
            self.notice.say(_("You are looking at a part of the people"), words, "accent")
            self.keep_button.setText(_("Keep as a report of your own"))
        self.notice.setVisible(report.is_former or bool(report.filters))

    def _keep(self) -> None:
        """Keep what is looked at as a report of the centre's own."""
        report, filters = self.view.report, self._filters()
        if report is None:
            return
        service, name = self.session.centre.reports, report.definition
        if filters:
            self._make(lambda: keep_part(service, name, filters))
        else:
            self._make(lambda: keep_anew(service, name))

    def _show_nothing(
        self, title: str, words: str, action: str = "", remedy: Callable[[], None] | None = None
    ) -> None:
        self._cover.stop()
        self._remedy, self._asked = remedy, None
        self.nothing.say(title, words, action)
        self.pile.setCurrentWidget(self.nothing)
        self.note.say("")
        self.notice.hide()
        self.view.forget()
        self.shown.emit(None)

    def _on_failed(self, error: BeratungError) -> None:
        self.refuse(error)

    def refuse(self, error: BeratungError) -> None:
        """Say why a report is not shown or not released, with a button for what helps."""
        service, report = self.session.centre.reports, self.reports.value() if self.reports.count() else ""
        merges: tuple[MergeProposal, ...] = tuple(getattr(error, "merges", ()))
        without: tuple[str, ...] = tuple(getattr(error, "without", ()))
        number = error.details.get("number", 0)
        action, remedy = "", None
        if self._filters():
            action, remedy = _("Show everybody"), self._show_everybody
        elif merges:
            action = _("Count as one, and show it")
            remedy = self._making(lambda: keep_merged(service, report, merges))
        elif without:
            action = _("Leave it out, and show the rest")
            remedy = self._making(lambda: keep_without(service, report, without))
        elif isinstance(number, int) and number:
            action = _("Look at release %(n)d") % {"n": number}
            remedy = self._looking(number)
        title = _("This part is not shown") if self._filters() else _("This report is not shown")
        self._show_nothing(title, explain(error), action, remedy)

    def _show_everybody(self) -> None:
        self.only.set_code(None)
        self._ask()

    def _help(self) -> None:
        if self._remedy is not None:
            self._remedy()

    def _making(self, make: Callable[[], ReportInfo]) -> Callable[[], None]:
        return lambda: self._make(make)

    def _looking(self, number: int) -> Callable[[], None]:
        return lambda: self.release_wanted.emit(number)

    def merge(self, *merges: MergeProposal) -> None:
        """Keep a report of the centre's own with these categories as one, and show it."""
        service, report = self.session.centre.reports, self.reports.value()
        self._make(lambda: keep_merged(service, report, merges))

    def _make(self, make: Callable[[], ReportInfo]) -> None:
        """Make a report of the centre's own, and show it for the same period."""
        period = self.periods.value()

        def done(info: ReportInfo) -> None:
            self.session.toast(_("“%(title)s” is kept as a report of your own.") % {"title": info.title})
            self.choose(info.id, period)

        jobs.run(self, make, done, self.session.problem)

    # -- the page's duties -----------------------------------------------------------------------------

    def is_over(self) -> bool:
        """Whether what is shown can be released: all of it, of a period that is over."""
        report = self.view.report
        if report is None or report.filters or self._asked is None:
            return False
        return any(info.code == report.period and info.is_over for info in self._choices.periods)

    def forget(self) -> None:
        self._search.cancel()
        self._cover.stop()
        self._run += 1
        self._asked = None
        self.notice.hide()
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
