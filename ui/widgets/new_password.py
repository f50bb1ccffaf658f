# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A new password, typed twice, with a word about its strength."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from beratung.i18n import _
from ui.models.strength import strength_of
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.password_field import PasswordField


class NewPassword(QWidget):
    """Two lines side by side, a bar and a word.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.first, self.again = PasswordField(), PasswordField()
        row = QHBoxLayout()
        row.setSpacing(12)
        self._first_label = self._beside(row, self.first)
        self._again_label = self._beside(row, self.again)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setRange(0, 3)
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        self.strength = Note("info-circle", "unknown")
        self.caps = Note("alert-triangle", "unknown")
        column.addWidget(self.strength)
        column.addWidget(self.caps)
        for field in (self.first, self.again):
            field.setMaxLength(1024)
            field.textChanged.connect(self._on_typed)
            field.caps_lock_changed.connect(
                lambda is_on: self.caps.say(_("Caps lock is on.") if is_on else "")
            )
        self.setFocusProxy(self.first)
        self.retranslate()

    def _beside(self, row: QHBoxLayout, field: PasswordField) -> Text:
        column = QVBoxLayout()
        column.setSpacing(6)
        label = Text("", "strong")
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)
        row.addLayout(column, 1)
        return label

    def is_filled(self) -> bool:
        """Say whether both lines hold something."""
        return bool(self.first.text() and self.again.text())

    def problem(self) -> str:
        """Say what is wrong; empty where the password can be taken."""
        found = strength_of(self.first.text())
        if not found.is_enough:
            return found.word
        return "" if self.first.text() == self.again.text() else _("The two passwords differ.")

    def take(self) -> str:
        """Return the password and empty both lines."""
        self.again.take()
        return self.first.take()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self._first_label.setText(_("New password"))
        self.first.setAccessibleName(_("New password"))
        self._again_label.setText(_("New password once more"))
        self.again.setAccessibleName(_("New password once more"))
        self.first.retranslate()
        self.again.retranslate()
        self.bar.setAccessibleName(_("Strength of the password"))
        self._judge()

    def _on_typed(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        password = self.first.text()
        found = strength_of(password)
        self.bar.setValue(found.level if password else 0)
        if not password:
            self.strength.say("")
        elif self.again.text() and not password.startswith(self.again.text()):
            self.strength.say(_("The two passwords differ."), "no", "circle-x")
        else:
            icon = "circle-check" if found.tone == "yes" else "info-circle"
            self.strength.say(found.word, found.tone, icon)

    def focus(self) -> None:
        """Put the cursor into the first line."""
        self.first.setFocus(Qt.FocusReason.TabFocusReason)
