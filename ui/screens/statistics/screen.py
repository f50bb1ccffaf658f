# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What may I tell? Reports as they would leave the house, what left it before, and the plan for the year."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.statistics_views import LedgerLine, MergeProposal, ProtectedReport, Released
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import theme
from ui.commands.command import Command
from ui.screens.parts_screen import PartsScreen
from ui.screens.statistics.ledger_part import LedgerPart
from ui.screens.statistics.merging import SIDE, MergeCard
from ui.screens.statistics.own_part import OwnPart
from ui.screens.statistics.programme_part import ProgrammePart
from ui.screens.statistics.releasing import ReleaseCard
from ui.screens.statistics.reports_part import ReportsPart
from ui.screens.statistics.trend_part import TrendPart
from ui.session import Session
from ui.widgets.buttons import PrimaryButton
from ui.widgets.record_list import side_by_side

_HERE = N_("Statistics")
_LEAST = 460
"""Pixels that tables need beside a card."""
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
        self.reports, self.release, self.merges = ReportsPart(session), ReleaseCard(session), MergeCard()
        self._sides = (self.release, self.merges)
        beside = QWidget()
        beside.setLayout(side_by_side((self.reports, 1), (self.release, 0), (self.merges, 0)))
        self._open_side(None)
        self.add_part("reports", lambda: self.reports, beside)
        self.add_part("trend", lambda: TrendPart(session))
        self.add_part("own", self._build_own)
        self.add_part("ledger", self._build_ledger)
        self.add_part("programme", lambda: ProgrammePart(session))
        self.release.closed.connect(lambda: self._open_side(None))
        self.merges.closed.connect(lambda: self._open_side(None))
        self.merges.wanted.connect(self._on_merge)
        self.reports.view.less_wanted.connect(
            lambda: self._open_side(self.merges if self.merges.isHidden() else None)
        )
        self.release.released.connect(self._on_released)
        self.release.refused.connect(self._on_refused)
        self.reports.shown.connect(self._on_shown)
        self.reports.release_wanted.connect(self._on_release_wanted)
        session.bus.changed.connect(self._on_changed)

    def _build_own(self) -> OwnPart:
        own = OwnPart(self.session)
        own.shown.connect(self._on_own)
        return own

    def _build_ledger(self) -> LedgerPart:
        ledger = LedgerPart(self.session)
        ledger.opened.connect(self._on_opened)
        return ledger

    @property
    def trend(self) -> TrendPart:
        """How it went."""
        return self.part("trend", TrendPart)

    @property
    def own(self) -> OwnPart:
        """Reports of one's own."""
        return self.part("own", OwnPart)

    @property
    def ledger(self) -> LedgerPart:
        """What left the house."""
        return self.part("ledger", LedgerPart)

    @property
    def programme(self) -> ProgrammePart:
        """The plan of the year."""
        return self.part("programme", ProgrammePart)

    def say_title(self) -> tuple[str, str]:
        return _("Statistics"), _("What may be told without telling on anybody")

    def show_part(self, key: str) -> None:
        """Show one of the tabs."""
        super().show_part(key)
        self._enable()

    def retranslate(self) -> None:
        super().retranslate()
        self.release_button.setText(_("Release …"))
        self.release.retranslate()
        self.merges.retranslate()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("statistics.release", N_("Release this report"), self.begin_release, "Ctrl+Return", "send",
                    self._may_release, group=_HERE),
        )  # fmt: skip

    def go_back(self) -> bool:
        is_open = any(not side.isHidden() for side in self._sides)
        if is_open:
            self._open_side(None)
        return is_open

    def begin_release(self) -> None:
        """Open the card that releases what is shown."""
        report = self.reports.view.report
        if report is not None and self._may_release():
            self._open_side(self.release)
            self.release.to_whom.setFocus()

    def _open_side(self, side: ReleaseCard | MergeCard | None) -> None:
        """Open one of the cards beside the tables, or none; the keyboard goes back to the tables."""
        report, focus = self.reports.view.report, QApplication.focusWidget()
        was_there = any(
            focus is not None and one.isAncestorOf(focus) for one in self._sides if one is not side
        )
        if side is not None and report is not None:
            side.open_for(report)
        for one in self._sides:
            one.setVisible(one is side)
        self._make_room()
        self._enable()
        if was_there:
            self.reports.view.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In little room a card stands in place of the tables."""
        is_open = any(not side.isHidden() for side in self._sides)
        self.reports.setVisible(not is_open or self.width() >= theme.px(SIDE + _LEAST))

    def _enable(self) -> None:
        """The card has the main button while it is open."""
        self.release_button.setVisible(self._key == "reports" and self.release.isHidden())
        self.release_button.setEnabled(self._may_release())

    def _on_merge(self, merge: MergeProposal) -> None:
        self._open_side(None)
        self.reports.merge(merge)

    def _may_release(self) -> bool:
        return self._key == "reports" and self.reports.is_over()

    def _on_shown(self, report: ProtectedReport | None) -> None:
        focus = QApplication.focusWidget()
        if report is not None and focus in (None, self, self.tabs):
            self.reports.view.take_focus()
        side = next((side for side in self._sides if not side.isHidden()), None)
        keeps = report is not None and (self._may_release() if side is self.release else report.merges)
        self._open_side(side if keeps else None)

    def _on_released(self, _released: Released) -> None:
        self._open_side(None)
        self.reports.load()

    def _on_refused(self, error: BeratungError) -> None:
        """The page has the room, and the button, for what helps."""
        self._open_side(None)
        self.reports.refuse(error)

    def _on_release_wanted(self, number: int) -> None:
        self.show_part("ledger")
        self.ledger.choose(number)

    def _on_opened(self, line: LedgerLine) -> None:
        self.show_part("reports")
        self.reports.choose(line.definition, line.period)

    def _on_own(self, report: str) -> None:
        self.show_part("reports")
        self.reports.choose(report)

    def _on_changed(self, changes: Changes) -> None:
        if self._key == "ledger" and "LedgerEntry" in changes.kinds():
            self.ledger.load()
