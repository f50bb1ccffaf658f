# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What an import would do, as tables: rows that cannot be taken, and people who may be there already."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from beratung.domain.errors import N_
from beratung.domain.views import Duplicate, Rejected
from beratung.i18n import _, current
from ui.models.words import dotted, say_birth

Index = QModelIndex | QPersistentModelIndex
FIELDS: Mapping[str, str] = {
    "given_name": N_("Given name"),
    "family_name": N_("Family name"),
    "full_name": N_("Whole name"),
    "birth_name": N_("Name at birth"),
    "alias": N_("Also called"),
    "original_script": N_("In original script"),
    "born": N_("Birth date"),
    "gender": N_("Gender"),
    "nationality": N_("Nationality"),
    "languages": N_("Languages"),
    "interpreter": N_("Interpreter needed"),
    "municipality": N_("Municipality"),
    "street": N_("Street and number"),
    "postal_code": N_("Postal code"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "residence_status": N_("Residence status"),
    "residence_until": N_("Valid until"),
    "residence_issued": N_("Issued on"),
    "german_level": N_("Level of German"),
    "entry": N_("Entry into Germany"),
    "programme": N_("Programme"),
    "counsellor": N_("Counsellor in charge"),
    "opened": N_("Opened on"),
}
"""Fields that a column can go to."""


class ImportRowsModel(QAbstractTableModel):
    """Rows of the file by their number, each with one sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[int, str], ...] = ()
        self._title = N_("Reason")

    def show_rejected(self, rejected: Sequence[Rejected]) -> None:
        """Show the rows that cannot be taken, with the reason."""
        self._show([(r.row, say_rejected(r)) for r in rejected], N_("Reason"))

    def show_duplicates(self, found: Sequence[tuple[int, Duplicate]]) -> None:
        """Show the rows whose person may be there already."""
        said = [(row, dotted((d.name or _("Anonymous client"), say_birth(d.born)))) for row, d in found]
        self._show(said, N_("May be the same person as"))

    def clear(self) -> None:
        """Forget every row."""
        self._show((), N_("Reason"))

    def _show(self, rows: Sequence[tuple[int, str]], title: str) -> None:
        self.beginResetModel()
        self._rows, self._title = tuple(rows), title
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._rows[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (_("Row"), _(self._title))[section] if section < 2 else None


def say_rejected(rejected: Rejected) -> str:
    """Say why a row cannot be taken."""
    details = dict(rejected.details)
    place = str(details.get("place", ""))
    if place in FIELDS:
        details["place"] = _(FIELDS[place])
    if isinstance(wanted := details.get("wanted"), str):
        details["wanted"] = _(wanted)
    return current().gettext(rejected.why) % details
