# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The scaffold of forms: a field with its label and what is wrong with it, and groups reached by Alt+letter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from beratung.i18n import _
from ui.widgets.card import Card
from ui.widgets.columns import ColumnsLayout
from ui.widgets.inputs import as_input
from ui.widgets.labels import Text


class Field(QWidget):
    """An input with its label above and, where something is wrong, a sentence below.

    Signals:
        changed: the input has another value.
    """

    changed = Signal()

    def __init__(self, label: str, widget: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        """Take message ids for the label and for a quiet hint below the input."""
        super().__init__(parent)
        self._label_id, self._hint_id = label, hint
        self._from_outside = ""
        self.widget = widget
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.label = Text("", "secondary", "muted")
        self.label.setBuddy(widget)
        self.message = Text("", "secondary", "no", wrap=True)
        self.message.hide()
        column.addWidget(self.label)
        column.addWidget(widget)
        column.addWidget(self.message)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        as_input(widget).changed.connect(self._on_changed)
        self.retranslate()

    def problem(self) -> str:
        """Say what is wrong here; empty where nothing is."""
        return as_input(self.widget).problem() or self._from_outside

    def set_problem(self, text: str) -> None:
        """Say something that a service found wrong; typing takes it away."""
        self._from_outside = text
        self._show()

    def tell(self) -> None:
        """Say now what is wrong, even if the user has not finished typing."""
        finish = getattr(self.widget, "finish", None)
        if callable(finish):
            finish()
        self._show()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        text = _(self._label_id) if self._label_id else ""
        self.label.setText(text)
        self.label.setVisible(bool(text))
        if text:
            as_input(self.widget).set_name(text)
        as_input(self.widget).retranslate()
        self._show()

    def set_label_visible(self, is_visible: bool) -> None:
        """Show the label or leave it to the line above; the accessible name stays."""
        self.label.setVisible(is_visible)

    def keep_label_room(self) -> None:
        """Leave the room of the label free while it is hidden, so that inputs side by side stay in line."""
        policy = self.label.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.label.setSizePolicy(policy)

    def _on_changed(self) -> None:
        self._from_outside = ""
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        problem = (
            as_input(self.widget).problem() if as_input(self.widget).shows_problem() else self._from_outside
        )
        hint = _(self._hint_id) if self._hint_id else ""
        self.message.set_tone("no" if problem else "muted")
        self.message.setText(problem or hint)
        self.message.setVisible(bool(problem or hint))
        self.updateGeometry()


class _Landing(QWidget):
    """Where the letter of a group leads; it hands the keyboard on, wherever the first input is by then.

    Qt's labels only lead to widgets that take the focus themselves, and an editor of rows does not.
    """

    def __init__(self, target: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._target = target
        self.setFixedSize(1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._target.setFocus(Qt.FocusReason.ShortcutFocusReason)


class Group(Card):
    """Fields of one kind on a card; Alt and the letter of its title go to the first of them.

    Signals:
        changed: an input has another value.
    """

    changed = Signal()

    def __init__(
        self, title: str, *, column: int = 230, most: int = 4, parent: QWidget | None = None
    ) -> None:
        """Take a message id with an ``&`` before the letter."""
        super().__init__("", parent)
        self._title_id = title
        self.fields: list[Field] = []
        self._others: list[QWidget] = []
        self.columns = ColumnsLayout(column=column, most=most)
        self.body.addLayout(self.columns)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.retranslate()

    def add_field(
        self, label: str, widget: QWidget, span: int = 1, *, breaks: bool = False, hint: str = ""
    ) -> Field:
        """Put an input with its label behind the others."""
        field = Field(label, widget, hint=hint)
        self._lead_to(widget)
        self.fields.append(field)
        self.columns.add(field, span, breaks=breaks)
        field.changed.connect(self.changed)
        return field

    def add_rows(self, widget: QWidget, *, above: bool = False) -> None:
        """Put an editor of several rows below the fields, or above them."""
        self._lead_to(widget)
        self._others.append(widget)
        if above:
            self.body.insertWidget(0, widget)
        else:
            self.body.addWidget(widget)
        as_input(widget).changed.connect(self.changed)

    def _lead_to(self, widget: QWidget) -> None:
        """Let the letter of the title lead to the first input."""
        if not self.fields and not self._others:
            self.title.setBuddy(_Landing(widget, self))

    def problems(self) -> list[Field | QWidget]:
        """Return the fields and editors in which something is wrong."""
        wrong: list[Field | QWidget] = [field for field in self.fields if field.problem()]
        return wrong + [other for other in self._others if as_input(other).problem()]

    def tell(self) -> None:
        """Say now what is wrong."""
        for field in self.fields:
            field.tell()
        for other in self._others:
            finish = getattr(other, "finish", None)
            if callable(finish):
                finish()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_(self._title_id))
        self.title.setVisible(True)
        self.setAccessibleName(_(self._title_id).replace("&", ""))
        for field in self.fields:
            field.retranslate()
        for other in self._others:
            as_input(other).retranslate()


class Form(QWidget):
    """Groups one below the other.

    Signals:
        changed: an input has another value.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.groups: list[Group] = []

    def add_group(self, title: str, *, column: int = 230, most: int = 4) -> Group:
        """Put an empty group below the others; the title is a message id with an ``&`` before its letter."""
        group = Group(title, column=column, most=most)
        self.groups.append(group)
        self.column.addWidget(group)
        group.changed.connect(self.changed)
        return group

    def problem(self) -> str:
        """Say the first thing that is wrong; empty where nothing is."""
        for group in self.groups:
            for wrong in group.problems():
                return wrong.problem() if isinstance(wrong, Field) else as_input(wrong).problem()
        return ""

    def tell(self) -> bool:
        """Say what is wrong everywhere and go to the first place; True if nothing is."""
        for group in self.groups:
            group.tell()
        for group in self.groups:
            for wrong in group.problems():
                target = wrong.widget if isinstance(wrong, Field) else wrong
                target.setFocus()
                return False
        return True

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for group in self.groups:
            group.retranslate()
