# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A list with titles between its rows and, at its end, a part that is folded away."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.folding import matches
from ui.models.looks import LOOK, RowKind, RowLook

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

KEY = Qt.ItemDataRole.UserRole
"""The role under which the key of a row is found; empty for titles."""


@dataclass(frozen=True)
class Entry:
    """A row: its key, the title under which it stands, what it looks like, what is read out and searched."""

    key: str
    section: str
    look: RowLook
    spoken: str = ""
    hay: str = ""
    """What a search looks through, folded."""


@dataclass(frozen=True)
class _Line:
    look: RowLook
    entry: Entry | None = None


class SectionModel(QAbstractListModel):
    """Entries under the titles of their sections; folded ones behind a line that opens and closes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._folded: tuple[Entry, ...] = ()
        self._fold_title = ""
        self._is_fold_open = False
        self._words: tuple[str, ...] = ()
        self._lines: list[_Line] = []
        self._rows: dict[str, int] = {}
        self._before: dict[str, str] = {}
        self._glow = 0.0

    def show(self, entries: Iterable[Entry], folded: Iterable[Entry] = (), fold_title: str = "") -> None:
        """Show other entries, in this order."""
        self._entries, self._folded, self._fold_title = tuple(entries), tuple(folded), fold_title
        self._build()

    def search(self, words: tuple[str, ...]) -> None:
        """Show only entries in which all words occur; what is folded away is searched too."""
        if words != self._words:
            self._words = words
            self._build()

    def clear(self) -> None:
        """Forget all entries."""
        self._before = {}
        self.show(())

    @property
    def is_fold_open(self) -> bool:
        """Whether what is folded away is shown."""
        return self._is_fold_open

    def open_fold(self, is_open: bool) -> None:
        """Show or hide what is folded away."""
        if is_open != self._is_fold_open:
            self._is_fold_open = is_open
            self._build()

    def mark_changed(self, before: Mapping[str, str]) -> None:
        """Mark entries that have just changed, each with a word for what it was before."""
        old = set(self._before)
        self._before, self._glow = dict(before), 1.0 if before else 0.0
        self._tell(old | set(before))

    def set_glow(self, glow: float) -> None:
        """Tint the marked entries, from 1 to 0."""
        self._glow = glow
        self._tell(self._before)

    def row_of(self, key: str) -> int:
        """Return the row of an entry, -1 where it is not shown."""
        return self._rows.get(key, -1)

    def is_folded(self, key: str) -> bool:
        """Return whether an entry is among those that are folded away."""
        return any(entry.key == key for entry in self._folded)

    def shown_keys(self) -> Sequence[str]:
        """Return the keys of the entries that are shown, in their order."""
        return tuple(self._rows)

    def first_row(self) -> int:
        """Return the row of the first entry, -1 where there is none."""
        return next(iter(self._rows.values()), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._lines[index.row()].look.kind is RowKind.SECTION:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.look.title
        if role == KEY:
            return line.entry.key if line.entry else ""
        if role == LOOK:
            return self._look(line)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return self._spoken(line, role)
        return None

    def _spoken(self, line: _Line, role: int) -> str:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (line.entry.spoken if line.entry else "") or line.look.title
        return line.look.detail

    def _look(self, line: _Line) -> RowLook:
        key = line.entry.key if line.entry else ""
        if key not in self._before:
            return line.look
        return replace(line.look, before=self._before[key], glow=self._glow)

    def _tell(self, keys: Collection[str]) -> None:
        for key in keys:
            row = self._rows.get(key, -1)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row), [LOOK])

    def _build(self) -> None:
        """Lay titles, entries and the fold into lines."""
        self.beginResetModel()
        self._lines = []
        section = None
        for entry in self._found(self._entries):
            if entry.section != section:
                section = entry.section
                if section:
                    self._lines.append(_Line(RowLook(section, kind=RowKind.SECTION)))
            self._lines.append(_Line(entry.look, entry))
        folded = self._found(self._folded)
        if folded:
            is_open = self._is_fold_open or bool(self._words)
            title = self._fold_title % {"n": len(folded)} if self._fold_title else ""
            self._lines.append(_Line(RowLook(title, kind=RowKind.FOLD, is_open=is_open)))
            if is_open:
                self._lines += [_Line(entry.look, entry) for entry in folded]
        self._rows = {line.entry.key: row for row, line in enumerate(self._lines) if line.entry}
        self.endResetModel()

    def _found(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if not self._words or matches(self._words, entry.hay)]
