# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house: every field with its very words, whether it may leave, and a box to tick."""

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import ReleaseField
from beratung.domain.errors import N_
from beratung.domain.views import PlannedField, ReleaseState
from beratung.i18n import _
from ui import theme
from ui.models.looks import Sign
from ui.models.words import RELEASE_FIELDS
from ui.widgets.chip import Chip
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text

STATES: Mapping[ReleaseState, Sign] = {
    ReleaseState.RELEASED: Sign("circle-check", "yes", N_("released")),
    ReleaseState.NOT_RELEASED: Sign("lock", "neutral", N_("not released")),
    ReleaseState.EMPTY: Sign("circle-dashed", "neutral", N_("empty")),
}
BY_CLIENT = Sign("circle-check", "yes", N_("handed over by the client"))


def _indent() -> int:
    """Return where the text behind a box begins."""
    return theme.px(16) + 14


class _ReleaseRow(QWidget):
    """One field: a box with its name, its words, and its state as a chip."""

    ticked = Signal()

    def __init__(self, field: ReleaseField) -> None:
        super().__init__()
        self.field = field
        self._plan: PlannedField | None = None
        self._to_client = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        row.addLayout(words, 1)
        self.box = QCheckBox()
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.box.toggled.connect(lambda _on: self._on_ticked())
        self.words = Text("", "body", wrap=True)
        self.words.setIndent(0)
        self.setFocusProxy(self.box)
        indented = self._indented = QHBoxLayout()
        words.addWidget(self.box)
        words.addLayout(indented)
        indented.addWidget(self.words)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        row.addLayout(chips)
        self.state = Chip()
        self.sensitive = Chip()
        chips.addWidget(self.sensitive, 0, Qt.AlignmentFlag.AlignTop)
        chips.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)

    def show_field(self, plan: PlannedField, *, is_ticked: bool, to_client: bool) -> None:
        """Show another state of the field without telling anyone."""
        self._plan, self._to_client = plan, to_client
        may_leave = plan.state is ReleaseState.RELEASED
        self.box.blockSignals(True)
        self.box.setEnabled(may_leave)
        self.box.setChecked(may_leave and is_ticked)
        self.box.blockSignals(False)
        self.words.setText(plan.text)
        self.words.setVisible(bool(plan.text))
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        if self._plan is None:
            return
        plan = self._plan
        self._indented.setContentsMargins(_indent(), 0, 0, 0)
        self.box.setText(_(RELEASE_FIELDS[self.field]))
        is_released = plan.state is ReleaseState.RELEASED
        sign = BY_CLIENT if self._to_client and is_released else STATES[plan.state]
        self.state.show_word(sign.label, sign.role, sign.icon)
        self.sensitive.setVisible(plan.is_sensitive)
        self.sensitive.show_word(_("sensitive"), "unknown", "shield-lock")
        self._say_tone()
        what = f"{self.box.text()}: {plan.text}" if plan.text else self.box.text()
        marks = [sign.label, *([_("sensitive")] if plan.is_sensitive else [])]
        self.box.setAccessibleName(what)
        self.box.setAccessibleDescription(", ".join(marks))

    def _say_tone(self) -> None:
        self.words.set_tone("text" if self.box.isChecked() else "muted")

    def _on_ticked(self) -> None:
        self._say_tone()
        self.ticked.emit()


class ReleaseList(QWidget):
    """All fields of a letter; only those that may leave can be ticked.

    Signals:
        changed: other fields are ticked than before.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: dict[ReleaseField, _ReleaseRow] = {}
        self._empty: tuple[ReleaseField, ...] = ()
        self.rest = Text("", "secondary", "muted", wrap=True)
        self._unticked: set[ReleaseField] = set()
        self._seen: set[ReleaseField] = set()
        self._column.addWidget(self.rest)
        self.rest.hide()

    def show_fields(self, fields: Iterable[PlannedField], *, to_client: bool = False) -> None:
        """Show the fields of a plan; what the user ticked or unticked before stays so.

        A field that may leave is ticked at first, unless it is sensitive: that is ticked by hand only.
        """
        every = tuple(fields)
        planned = {field.field: field for field in every if field.state is not ReleaseState.EMPTY}
        self._empty = tuple(field.field for field in every if field.state is ReleaseState.EMPTY)
        if list(planned) != list(self._rows):
            self._build(planned)
        for name, field in planned.items():
            if field.state is ReleaseState.RELEASED and name not in self._seen:
                self._seen.add(name)
                if field.is_sensitive:
                    self._unticked.add(name)
            self._rows[name].show_field(field, is_ticked=name not in self._unticked, to_client=to_client)
        self._say_rest()

    def clear(self) -> None:
        """Forget all fields and what was ticked."""
        self._empty = ()
        self._build({})
        self._say_rest()
        self._unticked.clear()
        self._seen.clear()

    def ticked(self) -> tuple[ReleaseField, ...]:
        """Return the fields that are to leave, in the order of the letter."""
        return tuple(name for name, row in self._rows.items() if row.box.isChecked())

    def tick(self, fields: Collection[ReleaseField]) -> None:
        """Tick just these, as far as they may leave."""
        self._unticked = set(self._rows) - set(fields)
        for name, row in self._rows.items():
            row.box.blockSignals(True)
            row.box.setChecked(row.box.isEnabled() and name in fields)
            row.box.blockSignals(False)
            row.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        for row in self._rows.values():
            row.retranslate()
        self._say_rest()

    def row(self, field: ReleaseField) -> QCheckBox:
        """Return the box of a field that is not empty."""
        return self._rows[field].box

    def first(self) -> QWidget | None:
        """Return the first row; None where nothing is shown."""
        return next(iter(self._rows.values()), None)

    def _build(self, planned: Mapping[ReleaseField, PlannedField]) -> None:
        self._column.removeWidget(self.rest)
        empty_out(self._column)
        self._rows = {}
        for name in planned:
            if self._rows:
                self._column.addWidget(Line())
            row = _ReleaseRow(name)
            row.ticked.connect(self._on_ticked)
            self._rows[name] = row
            self._column.addWidget(row)
        self._column.addWidget(self.rest)

    def _say_rest(self) -> None:
        """Name the fields in which nothing is recorded."""
        self.rest.setContentsMargins(_indent(), 8, 0, 4)
        names = ", ".join(_(RELEASE_FIELDS[field]) for field in self._empty)
        self.rest.setText(_("Empty, nothing to print: %(fields)s") % {"fields": names} if names else "")
        self.rest.setVisible(bool(names))

    def _on_ticked(self) -> None:
        for name, row in self._rows.items():
            if row.box.isEnabled():
                (self._unticked.discard if row.box.isChecked() else self._unticked.add)(name)
        self.changed.emit()
