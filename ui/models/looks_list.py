# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A short list of records, each with a look of two lines and a sign: letters, consents."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.looks import LOOK, RowLook

Index = QModelIndex | QPersistentModelIndex


class LooksModel(QAbstractListModel):
    """Records by id, in the order in which they were given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[UUID, RowLook], ...] = ()

    def show(self, rows: Sequence[tuple[UUID, RowLook]]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def id_of(self, row: int) -> UUID | None:
        """Return the record of a row."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def row_of(self, record: UUID | None) -> int:
        """Return the row of a record, -1 where it is not shown."""
        return next((n for n, (found, _look) in enumerate(self._rows) if found == record), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        look = self._rows[index.row()][1]
        if role == Qt.ItemDataRole.DisplayRole:
            return look.title
        if role == LOOK:
            return look
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sign = look.sign.label if look.sign else ""
            return ", ".join(part for part in (look.title, look.detail, sign) if part)
        return None
