# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A card with a list of what waits, a word where nothing does, and a line of buttons for the chosen row."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui.models.sections import Entry, SectionModel
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Line
from ui.widgets.section_list import SectionList


class WaitingCard(Card):
    """A list in a card. ``foot`` is the layout of its buttons.

    Signals:
        opened: the key of the row that was opened.
        chosen: the key of the row that is current now.
    """

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, icon: str, *, has_actions: bool = False, parent: QWidget | None = None) -> None:
        """Take the icon of the empty card; only a card with actions always has a chosen row."""
        super().__init__(" ", parent, inset=False)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.opened.connect(self.opened)
        self.list.chosen.connect(self.chosen)
        self.empty = EmptyState(icon)
        holder = QWidget()
        holder.setProperty("kind", "plain")
        self._pile = QStackedLayout(holder)
        self._pile.addWidget(self.empty)
        self._pile.addWidget(self.list)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.add(holder, 1)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(16, 10, 16, 12)
        self.foot.setSpacing(8)
        self._foot = QWidget()
        self._foot.setLayout(self.foot)
        self._line = Line()
        self._has_actions = has_actions
        self.add(self._line)
        self.add(self._foot)
        self._foot.setVisible(has_actions)
        self._line.setVisible(has_actions)

    def say(self, title: str, empty_title: str, empty_text: str) -> None:
        """Set the title and what stands here while nothing waits."""
        self.title.setText(title)
        self.list.setAccessibleName(title)
        self.empty.say(empty_title, empty_text)

    def show_entries(self, entries: Iterable[Entry], note: str = "") -> None:
        """Show other rows, keeping the chosen one where it is still there."""
        shown = tuple(entries)
        kept = self.list.current_key()
        before = self.list.currentIndex().row()
        self.model.show(shown)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._pile.setCurrentWidget(self.list if shown else self.empty)
        self._foot.setVisible(self._has_actions and bool(shown))
        self._line.setVisible(self._has_actions and bool(shown))
        if shown and not (kept and self.list.choose(kept)) and (kept or self._has_actions):
            row = min(max(before, self.model.first_row()), self.model.rowCount() - 1)
            keys = self.model.shown_keys()
            nearest = next((key for key in keys if self.model.row_of(key) >= row), keys[-1])
            self.list.choose(nearest)
        self.chosen.emit(self.list.current_key())

    def take_focus(self) -> bool:
        """Put the cursor into the list; False where it is empty."""
        if not self.model.shown_keys():
            return False
        self.list.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        return True
