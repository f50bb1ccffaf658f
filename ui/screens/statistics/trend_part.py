# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How it went: one table over the quarters of some years, as lines and as numbers. Hidden points are gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.statistics_views import ReportCategory, ReportInfo, ReportRow, ReportTable, Trend
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.plotted import Curve
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.protected_table import ProtectedTable

QUARTER = "quarter"
PATIENCE = 300
"""Milliseconds that lines of another choice stay on the page."""
MOST_CURVES = 6
"""More would be unreadable; the table below has them all."""


@dataclass(frozen=True)
class _Offered:
    """What can be followed over time."""

    reports: tuple[ReportInfo, ...]
    tables: tuple[tuple[str, str], ...]


def _spans() -> Sequence[tuple[int, str]]:
    return tuple((n, ngettext("%(n)d year", "%(n)d years", n) % {"n": n}) for n in (1, 2, 3))


class TrendPart(Part):
    """A report, one of its tables, and how far back."""

    least_height = 470

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        from ui.widgets.plots import TrendPlot  # what draws it takes a while to load

        self._stop = Event()
        self._run = self._done = 0
        self._shown: tuple[str, str, int] | None = None
        self._found: Trend | None = None
        self.reports: Menu[str] = Menu(list)
        self.tables: Menu[str] = Menu(list)
        self.span: Menu[int] = Menu(_spans)
        self.reports.changed.connect(self.load)
        self.tables.changed.connect(self._ask)
        self.span.changed.connect(self._ask)
        self._fields = (
            Field(N_("Report"), self.reports),
            Field(N_("Table"), self.tables),
            Field(N_("How far back"), self.span),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        for field, share in zip(self._fields, (3, 3, 1), strict=True):
            row.addWidget(field, share)
        self.column.addLayout(row)
        self.strip = ProgressStrip()
        self.column.addWidget(self.strip)
        self.card = Card(" ", inset=False)
        self.plot = TrendPlot()
        self.table = ProtectedTable()
        self.table.explained.connect(self._explain)
        self.why = Text("", "body", wrap=True)
        self.why.setContentsMargins(16, 8, 16, 12)
        self.card.add(self.plot, 3)
        self.card.add(self.table, 2)
        self.card.add(self.why)
        self.nothing = EmptyState("chart-bar")
        self.pile = QStackedWidget()
        self.pile.addWidget(self.nothing)
        self.pile.addWidget(self.card)
        self.column.addWidget(self.pile, 1)
        session.about_to_lock.connect(self.forget)

    def load(self) -> None:
        centre, wanted = self.session.centre, self.reports.value() if self.reports.count() else ""

        def read() -> _Offered:
            service = centre.reports
            infos = tuple(info for info in service.definitions() if QUARTER in info.kinds)
            chosen = next((info.id for info in infos if info.id == wanted), infos[0].id if infos else "")
            if not chosen:
                return _Offered((), ())
            return _Offered(infos, service.trend_tables(chosen))

        jobs.run(self, read, self._on_offered, self._on_failed)

    def _on_offered(self, found: _Offered) -> None:
        self.reports.offer([(info.id, info.title) for info in found.reports])
        self.tables.offer(found.tables)
        self._ask()

    def _ask(self) -> None:
        if not self.tables.count():
            self.nothing.say(_("No quarter of this report is over yet"), _("Please choose another one."))
            self.pile.setCurrentIndex(0)
            return
        self._stop.set()
        self._stop = Event()
        self._run += 1
        run, stop, centre = self._run, self._stop, self.session.centre
        report, table, this = self.reports.value(), self.tables.value(), self.session.today().year
        years = range(this - self.span.value() + 1, this + 1)
        work = self.strip.begin(_("The quarters are being protected together"), stop.set)

        asked = report, table, self.span.value()
        if asked != self._shown:
            QTimer.singleShot(PATIENCE, self, lambda: self._cover_up(run))

        def done(found: Trend) -> None:
            work.finish()
            if run == self._run:
                self._shown, self._done = asked, run
                self._show(found)

        def failed(error: BeratungError) -> None:
            work.finish()
            if run == self._run:
                self._on_failed(error)

        jobs.run(
            self,
            lambda: centre.reports.trend(report, table, years, progress=work.progress, cancel=stop.is_set),
            done,
            failed,
            pool=jobs.side_pool(),
        )

    def _cover_up(self, run: int) -> None:
        """Numbers of another choice must not stand below this one."""
        if run == self._run != self._done:
            self._found, self._shown = None, None
            self.nothing.say(_("The quarters are being protected together"))
            self.pile.setCurrentIndex(0)

    def _show(self, found: Trend) -> None:
        self._found = found
        self.pile.setCurrentIndex(1)
        self.table.show_table(table_of(found))
        if not self.table.currentIndex().isValid():
            self.why.setText(
                _("Choose a cell: its line stands out, and here you read why a number is hidden.")
            )
        self._draw()

    def _draw(self) -> None:
        """Draw the biggest lines, and always the one that is chosen in the table."""
        found = self._found
        if found is None:
            return
        at = self.table.currentIndex().row()
        chosen = found.lines[at] if 0 <= at < len(found.lines) else None
        lines = [line for line in found.lines if line.category.code] or list(found.lines)
        lines.sort(key=lambda line: -sum(point.cell.value or 0 for point in line.points))
        shown = lines[:MOST_CURVES]
        if chosen is not None and chosen in lines and chosen not in shown:
            shown[-1] = chosen
        curves = [Curve(one.category.label, tuple(point.cell.value for point in one.points)) for one in shown]
        periods = [_short(point.period) for point in found.lines[0].points] if found.lines else []
        marked = chosen.category.label if chosen is not None else ""
        self.plot.show_curves(curves, periods, found.title, marked)
        most = _("the %(n)d biggest") % {"n": MOST_CURVES} if len(lines) > MOST_CURVES else ""
        self.card.set_title(found.title, most)

    def _on_failed(self, error: BeratungError) -> None:
        self._done, self._shown = self._run, None
        self.nothing.say(_("This is not shown"), explain(error))
        self.pile.setCurrentIndex(0)

    def _explain(self, words: str) -> None:
        if words:
            self.why.setText(words)
            self._draw()

    def forget(self) -> None:
        self._stop.set()
        self._run += 1
        self._found = self._shown = None
        self.table.show_table(None)
        self.pile.setCurrentIndex(0)

    def retranslate(self) -> None:
        for field in self._fields:
            field.retranslate()
        self.nothing.say(
            _("Quarters stand here side by side"),
            _("They are protected together, so that none gives away another."),
        )
        if self._found is not None:
            self._show(self._found)


def _short(period: str) -> str:
    """A quarter below a plot; the year stands with its first one only."""
    year, _sign, quarter = period.partition("-Q")
    number = _("Q%(n)s") % {"n": quarter}
    return f"{number} {year}" if quarter == "1" else number


def table_of(trend: Trend) -> ReportTable:
    """A trend as a table: its lines down the side, the periods across."""
    points = trend.lines[0].points if trend.lines else ()
    return ReportTable(
        name=trend.title,
        title=trend.title,
        measure="",
        measure_label=trend.measure_label,
        dimensions=("", ""),
        sides=("",),
        across=_("Period"),
        columns=tuple(ReportCategory(code=point.period, label=point.label) for point in points),
        rows=tuple(
            ReportRow(
                head=(line.category,),
                cells=tuple(point.cell for point in line.points),
                is_total=not line.category.code,
            )
            for line in trend.lines
        ),
        threshold=0,
    )
