# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list that shows a ``LooksModel``."""

from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.models.looks_list import LooksModel
from ui.widgets.verdict_row import VerdictDelegate


class LookList(QListView):
    """Records in rows of two lines.

    Signals:
        chosen: the id of the record that is current now, None where none is.
    """

    chosen = Signal(object)

    def __init__(self, model: LooksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records = model
        self.setProperty("kind", "rows")
        self.setModel(model)
        self.setItemDelegate(VerdictDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current(self) -> UUID | None:
        """Return the record that is chosen."""
        return self._records.id_of(self.currentIndex().row())

    def choose(self, record: UUID | None) -> bool:
        """Choose a record, else the first; False where there is none."""
        row = max(self._records.row_of(record), 0)
        if self._records.id_of(row) is None:
            return False
        self.setCurrentIndex(self._records.index(row))
        return True

    def _on_current(self, index: QModelIndex) -> None:
        self.chosen.emit(self._records.id_of(index.row()))
