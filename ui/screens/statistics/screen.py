# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What may I tell? Reports as they would leave the house, what left it before, and the plan for the year."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from beratung.domain.errors import N_
from beratung.domain.statistics_views import LedgerLine, ProtectedReport, Released
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.parts_screen import PartsScreen
from ui.screens.statistics.ledger_part import LedgerPart
from ui.screens.statistics.own_part import OwnPart
from ui.screens.statistics.programme_part import ProgrammePart
from ui.screens.statistics.releasing import ReleaseCard
from ui.screens.statistics.reports_part import ReportsPart
from ui.screens.statistics.trend_part import TrendPart
from ui.session import Session
from ui.widgets.buttons import PrimaryButton

_HERE = N_("Statistics")
_TITLES = {
    "reports": N_("Reports"),
    "trend": N_("Trend"),
    "own": N_("Own reports"),
    "ledger": N_("Releases"),
    "programme": N_("Plan for the year"),
}


class StatisticsScreen(PartsScreen):
    """Tabs for reports, releases and the plan of the year; releasing opens beside the tables."""

    room = "statistics"
    titles = _TITLES

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.release_button = PrimaryButton(icon="send", on_click=self.begin_release)
        self.page.header.add_action(self.release_button)
        self.reports, self.trend, self.own = ReportsPart(session), TrendPart(session), OwnPart(session)
        self.ledger, self.programme = LedgerPart(session), ProgrammePart(session)
        self.release = ReleaseCard(session)
        self.release.hide()
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.reports, 1)
        row.addWidget(self.release)
        self.add_part("reports", self.reports, beside)
        self.add_part("trend", self.trend)
        self.add_part("own", self.own)
        self.add_part("ledger", self.ledger)
        self.add_part("programme", self.programme)
        self.release.closed.connect(self.release.hide)
        self.release.released.connect(self._on_released)
        self.own.shown.connect(self._on_own)
        self.reports.shown.connect(self._on_shown)
        self.ledger.opened.connect(self._on_opened)
        session.bus.changed.connect(self._on_changed)

    def say_title(self) -> tuple[str, str]:
        return _("Statistics"), _("What may be told without telling on anybody")

    def show_part(self, key: str) -> None:
        """Show one of the tabs."""
        super().show_part(key)
        self._on_shown(self.reports.view.report)

    def retranslate(self) -> None:
        super().retranslate()
        self.release_button.setText(_("Release"))
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
