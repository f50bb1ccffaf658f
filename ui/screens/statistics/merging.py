# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card beside the tables with rare categories that had better be one, and what that would change."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.statistics_views import MergeProposal, ProtectedReport
from beratung.i18n import _
from ui import theme
from ui.screens.statistics.saying import say_effect
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text
from ui.widgets.page import Scroll

SIDE = 340
"""Pixels that a card beside the tables takes."""


class MergeCard(Card):
    """Proposals, the best first; taking one makes a report of the centre's own.

    Signals:
        wanted: the `MergeProposal` that the user takes.
        closed: the user leaves all as it is.
    """

    wanted = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(" ")
        self.setFixedWidth(theme.px(SIDE))
        self._report: ProtectedReport | None = None
        self.about = Text("", "body", "muted", wrap=True)
        self.add(self.about)
        self.proposals = Scroll()
        self.add(self.proposals, 1)
        self.close_button = QuietButton(on_click=self.closed.emit)
        row = QHBoxLayout()
        row.addWidget(self.close_button)
        row.addStretch(1)
        self.add(row)

    def open_for(self, report: ProtectedReport) -> None:
        """Show what could be merged in a report."""
        self._report = report
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Hide less"))
        self.close_button.setText(_("Leave it as it is"))
        self.about.setText(
            _(
                "Rare groups that are counted as one need not be hidden. "
                "It becomes a report of your own; the one you see stays as it is."
            )
        )
        empty_out(self.proposals.column)
        for merge in self._report.merges if self._report is not None else ():
            self._add(merge)
        self.proposals.column.addStretch(1)

    def _add(self, merge: MergeProposal) -> None:
        column = self.proposals.column
        column.addWidget(Line())
        column.addWidget(Text(merge.dimension_label, "strong", wrap=True))
        column.addWidget(Text(", ".join(merge.labels), "secondary", "muted", wrap=True))
        effect = say_effect(merge)
        if effect:
            column.addWidget(Text(effect, "body", "yes", wrap=True))
        button = SecondaryButton(_("Count as one"), on_click=self._wanting(merge))
        button.setAccessibleDescription(f"{merge.dimension_label}: {', '.join(merge.labels)}. {effect}")
        column.addWidget(button)

    def _wanting(self, merge: MergeProposal) -> Callable[[], None]:
        return lambda: self.wanted.emit(merge)
