# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows of inputs that can be added and taken away: names, languages, titles, family members."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from beratung.i18n import _
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.columns import ColumnsLayout
from ui.widgets.form import Field
from ui.widgets.labels import Line

V = TypeVar("V")


class Row(QWidget, Generic[V]):
    """One row: fields side by side that make one value. Subclasses fill it and say its value.

    Signals:
        changed: a field has another value.
    """

    changed = Signal()

    def __init__(self, *, column: int = 170, most: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: list[Field] = []
        self.columns = ColumnsLayout(self, column=column, most=most)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_field(self, label: str, widget: QWidget, span: int = 1, *, breaks: bool = False) -> Field:
        """Put an input with its label behind the others."""
        field = Field(label, widget)
        if not self.fields:
            self.setFocusProxy(widget)
        self.fields.append(field)
        self.columns.add(field, span, breaks=breaks)
        field.changed.connect(self.changed)
        return field

    def value(self) -> V | None:
        """Return what the row says; None where it says nothing."""
        raise NotImplementedError

    def set_value(self, value: V) -> None:
        """Show a value without telling anyone."""
        raise NotImplementedError

    def problem(self) -> str:
        """Say what is wrong in the row; empty where nothing is."""
        return next((field.problem() for field in self.fields if field.problem()), "")

    def tell(self) -> None:
        """Say now what is wrong."""
        for field in self.fields:
            field.tell()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self.fields:
            field.retranslate()

    def set_labels_visible(self, is_visible: bool) -> None:
        """Show the labels, or leave them to the first row."""
        for field in self.fields:
            field.set_label_visible(is_visible)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.columns.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self.columns.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.columns.minimumSize()


class RowList(QWidget, Generic[V]):
    """Any number of rows, a button that adds one, and a cross that takes one away.

    Signals:
        changed: a row has another value, or a row is gone.
    """

    changed = Signal()

    def __init__(
        self,
        make: Callable[[], Row[V]],
        add: str,
        *,
        least: int = 0,
        newest_first: bool = False,
        repeats_labels: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Take what makes an empty row and a message id for the button that adds one.

        ``least`` empty rows always stand there; ``newest_first`` puts a new row on top;
        ``repeats_labels`` shows the labels in every row and a line between them.
        """
        super().__init__(parent)
        self._make, self._add_id, self._least = make, add, least
        self._newest_first, self._repeats_labels = newest_first, repeats_labels
        self._name = ""
        self.removers: list[IconButton] = []
        self._frames: list[QWidget] = []
        self.rows: list[Row[V]] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self._column = QVBoxLayout()
        self._column.setSpacing(12 if repeats_labels else 6)
        self.add_button = QuietButton("", "plus", self._on_add)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.add_button)
        below.addStretch(1)
        if newest_first:
            outer.addLayout(below)
        outer.addLayout(self._column)
        if not newest_first:
            outer.addLayout(below)
        self.setFocusProxy(self.add_button)
        self.set_values(())
        self.retranslate()

    def values(self) -> tuple[V, ...]:
        """Return what the rows say, without rows that say nothing."""
        found = (row.value() for row in self.rows)
        return tuple(value for value in found if value is not None)

    def set_values(self, values: Sequence[V]) -> None:
        """Show values without telling anyone."""
        while self.rows:
            self._drop(len(self.rows) - 1)
        for value in values:
            self._insert(len(self.rows)).set_value(value)
        while len(self.rows) < self._least:
            self._insert(len(self.rows))
        self._tidy()

    def add(self) -> Row[V]:
        """Add an empty row and return it."""
        row = self._insert(0 if self._newest_first else len(self.rows))
        self._tidy()
        return row

    def problem(self) -> str:
        """Say the first thing that is wrong; empty where nothing is."""
        return next((row.problem() for row in self.rows if row.problem()), "")

    def shows_problem(self) -> bool:
        """Say whether something is wrong; every row says so itself."""
        return False

    def finish(self) -> None:
        """Say now what is wrong."""
        for row in self.rows:
            row.tell()

    def set_name(self, name: str) -> None:
        """Say what the rows are about."""
        self._name = name
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.add_button.setText(_(self._add_id))
        for row, remover in zip(self.rows, self.removers, strict=True):
            row.retranslate()
            remover.set_name(_("Remove this row"))
        self._tidy()

    def _insert(self, place: int) -> Row[V]:
        row = self._make()
        row.changed.connect(self.changed)
        frame = QWidget()
        frame.setProperty("kind", "plain")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if self._repeats_labels:
            column.addWidget(Line())
        line = QHBoxLayout()
        line.setSpacing(6)
        remover = IconButton("x", _("Remove this row"), lambda: self._on_remove(row))
        line.addWidget(row, 1)
        line.addWidget(remover, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        self.rows.insert(place, row)
        self.removers.insert(place, remover)
        self._frames.insert(place, frame)
        self._column.insertWidget(place, frame)
        return row

    def _drop(self, place: int) -> None:
        frame = self._frames.pop(place)
        self.rows.pop(place)
        self.removers.pop(place)
        self._column.removeWidget(frame)
        frame.hide()
        frame.deleteLater()

    def _tidy(self) -> None:
        for number, (row, remover) in enumerate(zip(self.rows, self.removers, strict=True)):
            row.set_labels_visible(self._repeats_labels or number == 0)
            remover.setVisible(len(self.rows) > self._least or row.value() is not None)
        if self.rows:
            self.setFocusProxy(self.rows[0])
        else:
            self.setFocusProxy(self.add_button)

    def _on_add(self) -> None:
        row = self.add()
        row.show()
        row.setFocus()

    def _on_remove(self, row: Row[V]) -> None:
        place = self.rows.index(row)
        self._drop(place)
        while len(self.rows) < self._least:
            self._insert(len(self.rows))
        self._tidy()
        (self.rows[min(place, len(self.rows) - 1)] if self.rows else self.add_button).setFocus()
        self.changed.emit()
