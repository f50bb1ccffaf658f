# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What may I tell? Reports as they would leave the house, what left it before, and the plan for the year."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.errors import N_
from beratung.domain.statistics_views import LedgerLine, ProtectedReport, Released
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.base import Screen
from ui.screens.part import Part
from ui.screens.statistics.ledger_part import LedgerPart
from ui.screens.statistics.own_part import OwnPart
from ui.screens.statistics.programme_part import ProgrammePart
from ui.screens.statistics.releasing import ReleaseCard
from ui.screens.statistics.reports_part import ReportsPart
from ui.screens.statistics.trend_part import TrendPart
from ui.session import Place, Session
from ui.widgets.buttons import PrimaryButton
from ui.widgets.page import Page
from ui.widgets.tab_strip import TabStrip

_HERE = N_("Statistics")
_TITLES = {
    "reports": N_("Reports"),
    "trend": N_("Trend"),
    "own": N_("Own reports"),
    "ledger": N_("Releases"),
    "programme": N_("Plan for the year"),
}


class StatisticsScreen(Screen):
    """Tabs for reports, releases and the plan of the year; releasing opens beside the tables."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.release_button = PrimaryButton(icon="send", on_click=self.begin_release)
        self.page.header.add_action(self.release_button)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self.show_part)
        self.page.add(self.tabs)
        self.stack = QStackedWidget()
        self.page.add(self.stack, 1)
        self.reports = ReportsPart(session)
        self.trend = TrendPart(session)
        self.own = OwnPart(session)
        self.own.shown.connect(self._on_own)
        self.ledger = LedgerPart(session)
        self.programme = ProgrammePart(session)
        self.parts: dict[str, Part] = {
            "reports": self.reports,
            "trend": self.trend,
            "own": self.own,
            "ledger": self.ledger,
            "programme": self.programme,
        }
        self.release = ReleaseCard(session)
        self.release.hide()
        self.release.closed.connect(self.release.hide)
        self.release.released.connect(self._on_released)
        beside = QHBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(14)
        beside.addWidget(self.reports, 1)
        beside.addWidget(self.release)
        self._with_release = QWidget()
        self._with_release.setLayout(beside)
        self._pages: dict[str, QWidget] = {**self.parts, "reports": self._with_release}
        for page in self._pages.values():
            self.stack.addWidget(page)
        self._key = "reports"
        self.reports.shown.connect(self._on_shown)
        self.ledger.opened.connect(self._on_opened)
        session.bus.changed.connect(self._on_changed)

    def show_place(self, place: Place) -> None:
        self.show_part(place.tab if place.tab in self.parts else self._key)

    def current_place(self) -> Place:
        return Place("statistics", tab=self._key)

    def show_part(self, key: str) -> None:
        """Show one of the tabs."""
        self._key = key
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self._pages[key])
        self.parts[key].load()
        self._on_shown(self.reports.view.report)

    def retranslate(self) -> None:
        self.page.header.set_title(_("Statistics"), _("What may be told without telling on anybody"))
        self.release_button.setText(_("Release"))
        self.tabs.set_tabs([(key, _(title), None) for key, title in _TITLES.items()])
        self.tabs.setAccessibleName(_("Statistics"))
        for part in self.parts.values():
            part.retranslate()
        self.release.retranslate()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("statistics.release", N_("Release this report"), self.begin_release, "Ctrl+Return", "send",
                    self._may_release, group=_HERE),
        )  # fmt: skip

    def go_back(self) -> bool:
        if not self.release.isHidden():
            self.release.hide()
            return True
        return False

    def begin_release(self) -> None:
        """Open the card that releases what is shown."""
        report = self.reports.view.report
        if report is not None and self._may_release():
            self.release.open_for(report)
            self.release.show()

    def _may_release(self) -> bool:
        return self._key == "reports" and self.reports.is_over()

    def _on_shown(self, report: ProtectedReport | None) -> None:
        self.release_button.setVisible(self._key == "reports")
        self.release_button.setEnabled(self._may_release())
        focus = QApplication.focusWidget()
        if report is not None and focus in (None, self, self.tabs):
            self.reports.view.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if report is None:
            self.release.hide()
        elif not self.release.isHidden():
            self.release.open_for(report)

    def _on_released(self, _released: Released) -> None:
        self.release.hide()
        self.reports.load()

    def _on_opened(self, line: LedgerLine) -> None:
        self.show_part("reports")
        self.reports.choose(line.definition, line.period)

    def _on_own(self, report: str) -> None:
        self.show_part("reports")
        self.reports.choose(report)

    def _on_changed(self, changes: Changes) -> None:
        if self._key == "ledger" and "LedgerEntry" in changes.kinds():
            self.ledger.load()
