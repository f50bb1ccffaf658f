# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Other calendars: what comes in from a file, what goes out as a file, and what is published to a server."""

from enum import StrEnum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.errors import N_
from beratung.i18n import _
from ui.screens.calendar.publishing_part import PublishingPart
from ui.screens.calendar.saving_part import SavingPart
from ui.screens.calendar.taking_part import TakingPart
from ui.session import Session
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.page import Scroll
from ui.widgets.tab_strip import TabStrip


class Part(StrEnum):
    """What can be done with other calendars."""

    TAKE = "take"
    SAVE = "save"
    PUBLISH = "publish"


TITLES = {
    Part.TAKE: N_("Take a calendar file over"),
    Part.SAVE: N_("Save my appointments as a file"),
    Part.PUBLISH: N_("Publish to a calendar server"),
}
_TABS = {Part.TAKE: N_("From a file"), Part.SAVE: N_("As a file"), Part.PUBLISH: N_("Server")}

_LAID_OUT = 50
"""Milliseconds after which words that have just been said have their place."""


class ExchangeCard(Card):
    """A strip of three, and below it the part that is chosen.

    Signals:
        closed: the card is to be put away.
    """

    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent, inset=False)
        self.close_button = IconButton("x", on_click=self.closed.emit)
        self.head.addWidget(self.close_button)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(lambda key: self.show_part(Part(key)))
        strip = QVBoxLayout()
        strip.setContentsMargins(16, 0, 16, 8)
        strip.addWidget(self.tabs)
        self.add(strip)
        self.area = Scroll()
        self.area.column.setContentsMargins(16, 4, 16, 16)
        self.taking, self.saving = TakingPart(session), SavingPart(session)
        self.publishing = PublishingPart(session)
        self.parts: dict[Part, TakingPart | SavingPart | PublishingPart] = {
            Part.TAKE: self.taking,
            Part.SAVE: self.saving,
            Part.PUBLISH: self.publishing,
        }
        self.publishing.told_more.connect(lambda: QTimer.singleShot(_LAID_OUT, self.area, self._show_end))
        for part in self.parts.values():
            self.area.column.addWidget(part)
        self.area.column.addStretch(1)
        self.add(self.area, 1)
        self._choose(Part.TAKE)

    @property
    def part(self) -> Part:
        """What is shown."""
        return Part(self.tabs.current_key() or Part.TAKE)

    def show_part(self, part: Part) -> None:
        """Show what can be done in one way."""
        self._choose(part)
        self.parts[part].begin()

    def take_focus(self) -> None:
        """Put the keyboard where one begins."""
        self.parts[self.part].take_focus()

    def _choose(self, part: Part) -> None:
        self.tabs.choose(part)
        for other, widget in self.parts.items():
            widget.setVisible(other is part)
        self.area.verticalScrollBar().setValue(0)

    def _show_end(self) -> None:
        """Bring what was said last into sight, with the buttons below it."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.maximum())

    def clear(self) -> None:
        """Forget everything."""
        for part in self.parts.values():
            part.clear()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Other calendars"))
        self.close_button.set_name(_("Close"))
        self.tabs.set_tabs([(part, _(word), None) for part, word in _TABS.items()])
        self.tabs.setAccessibleName(_("Other calendars"))
        for index, part in enumerate(_TABS):
            self.tabs.setTabToolTip(index, _(TITLES[part]))
        for widget in self.parts.values():
            widget.retranslate()
