# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A protected table for a view: every cell says its number, or that it stays in the house and why."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from beratung.domain.statistics_views import CellState, ReportCell, ReportTable
from beratung.i18n import _

Index = QModelIndex | QPersistentModelIndex
STATE = Qt.ItemDataRole.UserRole + 1
"""The `CellState` of a cell."""
IS_TOTAL = Qt.ItemDataRole.UserRole + 2
"""Whether a cell stands in a line or a column of totals."""
BAR = Qt.ItemDataRole.UserRole + 3
"""How long the bar of a number is beside the longest, 0 to 1; None where there is none."""


class ProtectedRows(QAbstractTableModel):
    """The rows and columns of a `ReportTable`; it never holds a number that is hidden."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: ReportTable | None = None
        self._longest = 0

    def show(self, table: ReportTable | None) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self.table = table
        self._longest = 0
        if table is not None and self.is_narrow():
            self._longest = max((r.cells[0].value or 0 for r in table.rows if not r.is_total), default=0)
        self.endResetModel()

    def is_narrow(self) -> bool:
        """Whether there is one number in a line, so that a bar beside it says more than the number."""
        return self.table is not None and len(self.table.columns) == 1

    def cell(self, index: Index) -> ReportCell | None:
        """The cell of an index."""
        if self.table is None or not index.isValid():
            return None
        return self.table.rows[index.row()].cells[index.column()]

    def head_of(self, row: int) -> str:
        """What a line is about."""
        if self.table is None:
            return ""
        line = self.table.rows[row]
        words = [category.label for category in line.head if category.code]
        return " · ".join(words) if words else _("Total")

    def column_of(self, column: int) -> str:
        """What a column is about."""
        if self.table is None:
            return ""
        category = self.table.columns[column]
        if category.code:
            return category.label
        return _("Total") if len(self.table.columns) > 1 else self.table.measure_label

    def spoken(self, index: Index) -> str:
        """The cell as a sentence: where it stands, what it says, why it is hidden."""
        cell = self.cell(index)
        if cell is None:
            return ""
        place = f"{self.head_of(index.row())}, {self.column_of(index.column())}"
        said = _("hidden") if cell.is_hidden else cell.text if cell.value else _("none")
        why = _(cell.why) if cell.why and cell.is_hidden else ""
        return f"{place}: {said}. {why}".rstrip()

    def is_total(self, index: Index) -> bool:
        """Whether a cell is a sum of others."""
        if self.table is None:
            return False
        is_last = len(self.table.columns) > 1 and not self.table.columns[index.column()].code
        return is_last or self.table.rows[index.row()].is_total

    def bar(self, index: Index) -> float | None:
        """How long the bar of a cell is; totals, and what is hidden, have none."""
        cell = self.cell(index)
        if cell is None or not cell.value or not self._longest or self.is_total(index):
            return None
        return cell.value / self._longest

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if self.table is None or parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.table is None or parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        found: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: cell.text,
            Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            STATE: cell.state,
            IS_TOTAL: self.is_total(index),
            BAR: self.bar(index),
        }
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _(cell.why) if cell.why and cell.state is not CellState.EMPTY else None
        return found.get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self.table is None:
            return None
        is_across = orientation is Qt.Orientation.Horizontal
        if role == IS_TOTAL:
            return self.is_total(self.index(0, section) if is_across else self.index(section, 0))
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return self.column_of(section) if is_across else self.head_of(section)
        return None
