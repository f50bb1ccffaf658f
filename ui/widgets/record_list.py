# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A card with a list of records, what stands there while there is none, and something beside it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.models.sections import Entry, SectionModel
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.section_list import SectionList

T = TypeVar("T")
GAP = 14
"""Pixels between two cards side by side."""


class RecordList(Card, Generic[T]):
    """Records as rows, the first one chosen unless another was; an empty list says what will stand in it.

    Signals:
        chosen: another record is the current one.
        opened: the current record was opened (Enter, double click).
    """

    chosen = Signal()
    opened = Signal()

    def __init__(self, icon: str, entry: Callable[[T], Entry]) -> None:
        """Take the icon of the empty list, and what a record looks like as a row."""
        super().__init__(" ", inset=False)
        self._entry = entry
        self.records: tuple[T, ...] = ()
        self._keys: tuple[str, ...] = ()
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.chosen.connect(lambda _key: self.chosen.emit())
        self.list.opened.connect(lambda _key: self.opened.emit())
        self.empty = EmptyState(icon)
        self.add(self.list, 1)
        self.add(self.empty, 1)
        self.list.hide()

    def show_records(self, records: Sequence[T]) -> None:
        """Show other records without telling anyone; what was chosen stays so where it is still there."""
        kept = self.list.current_key()
        entries = [self._entry(record) for record in records]
        self.records, self._keys = tuple(records), tuple(entry.key for entry in entries)
        self.model.show(entries)
        self.list.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        if not self.list.choose(kept, scroll=False) and entries:
            self.list.choose(entries[0].key)

    def show_anew(self) -> None:
        """Say the rows in the language spoken now."""
        self.show_records(self.records)

    def current(self) -> T | None:
        """Return the chosen record."""
        key = self.list.current_key()
        return self.records[self._keys.index(key)] if key in self._keys else None

    def say_empty(self, title: str, words: str) -> None:
        """Say what stands here while there is no record."""
        self.empty.say(title, words)


def side_by_side(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Return a layout of cards side by side, each with its share of the width."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for widget, share in parts:
        row.addWidget(widget, share)
    return row
