# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Giving a colleague other roles, below their name in the list."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.i18n import _
from ui.screens.administration.role_boxes import RoleBoxes
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import Text
from ui.widgets.note import Note


class RoleEditor(QWidget):
    """A tick for each role, and a sentence on what the change brings about.

    Signals:
        wanted: the roles that were chosen.
        cancelled: the user has changed their mind.
    """

    wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, name: str, roles: Iterable[Role]) -> None:
        super().__init__()
        self._former = frozenset(roles)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(4)
        self._choice = RoleBoxes()
        self._choice.choose(self._former)
        self._choice.setAccessibleName(_("Roles of %(name)s") % {"name": name})
        self._choice.changed.connect(self._on_changed)
        column.addWidget(self._choice)
        self.outlook = Text("", "secondary", "muted", wrap=True)
        column.addWidget(self.outlook)
        self.trouble = Note()
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.save_button = PrimaryButton(_("Save the roles"), on_click=self.save)
        self.cancel_button = QuietButton(_("Cancel"), on_click=self.cancelled.emit)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.setFocusProxy(self._choice)
        self._on_changed()

    @property
    def boxes(self) -> dict[Role, QCheckBox]:
        """The tick of each role."""
        return self._choice.boxes

    def roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return self._choice.roles()

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.setEnabled(True)
        self.trouble.say(text)
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Ask for the change, and take no other until it is done."""
        if self.save_button.isEnabled():
            self.setEnabled(False)
            self.wanted.emit(self.roles())

    def _on_changed(self) -> None:
        chosen = self.roles()
        self.trouble.say("")
        self.save_button.setEnabled(bool(chosen) and chosen != self._former)
        if not chosen:
            words = _("Please choose at least one role.")
        elif self._former - chosen:
            words = _(
                "What is taken away can no longer be opened at the next unlock. What was read or copied before "
                "stays known."
            )
        elif chosen - self._former:
            words = _("A colleague who holds the keys must give them afterwards.")
        else:
            words = ""
        self.outlook.setText(words)
        self.outlook.setVisible(bool(words))
