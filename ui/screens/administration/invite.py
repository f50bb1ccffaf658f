# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Inviting a colleague: a file that one hands over."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from beratung.domain.base import Role
from beratung.i18n import _, explain
from ui import files, jobs
from ui.screens.administration.role_boxes import RoleBoxes
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.note import Note


class Invited(Protocol):
    """An invitation that was made, as the centre hands it out."""

    @property
    def file(self) -> bytes:
        """What is handed over."""

    @property
    def fingerprint(self) -> str:
        """The centre's; the program that accepts shows the same."""


class InviteCard(Card):
    """Name and roles of a colleague; the invitation becomes a file that one hands over.

    Signals:
        invited: somebody was invited.
        cancelled: the user has changed his mind.
    """

    invited = Signal()
    cancelled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self._session = session
        self._ask: Callable[[], Path | None] = self._ask_file
        self._text = Text("", "body", "muted", wrap=True)
        self.add(self._text)
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name_label = Text("", "strong")
        self.name_label.setBuddy(self.name)
        self.add(self.name_label)
        self.add(self.name)
        self._choice = RoleBoxes()
        self._choice.changed.connect(self._allow)
        self.add(self._choice)
        self.trouble = Note()
        self.add(self.trouble)
        buttons = QHBoxLayout()
        self.cancel_button = QuietButton(on_click=self.cancelled.emit)
        self.invite_button = PrimaryButton(icon="user-plus", on_click=self.invite)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.invite_button)
        self.add(buttons)
        self.name.textChanged.connect(self._allow)
        self._allow()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.set_title(_("Invite a colleague"), "")
        self._text.setText(
            _(
                "Hand the file over on a stick. Your colleague opens it on the unlock screen and chooses a password of "
                "their own; then you compare the fingerprint and confirm."
            )
        )
        self.name_label.setText(_("User name"))
        self.name.setAccessibleName(_("User name"))
        self._choice.retranslate()
        self.cancel_button.setText(_("Cancel"))
        self.invite_button.setText(_("Save the invitation"))

    def roles(self) -> frozenset[Role]:
        """Return the roles that were chosen."""
        return self._choice.roles()

    @property
    def boxes(self) -> dict[Role, QCheckBox]:
        """The tick of each role."""
        return self._choice.boxes

    def _allow(self) -> None:
        self.trouble.say("")
        self.invite_button.setEnabled(bool(self.name.text().strip() and self.roles()))

    def _ask_file(self) -> Path | None:
        return files.ask_save(self, _("Save the invitation"), "beratung.einladung", "(*.einladung)")

    def invite(self) -> None:
        """Make the invitation and write it where the user wants it."""
        file = self._ask()
        if file is None:
            return
        centre, name, roles = self._session.centre, self.name.text().strip(), self.roles()

        def make() -> Invited:
            invited = centre.invite(name, roles)
            centre.letters.save(invited.file, file)
            return invited

        jobs.run(self, make, self._on_invited, lambda error: self.trouble.say(explain(error)))

    def _on_invited(self, invited: Invited) -> None:
        self.name.clear()
        self._choice.choose(())
        words = _("The invitation is saved. The fingerprint of the centre is %(fingerprint)s.")
        self._session.toast(words % {"fingerprint": invited.fingerprint})
        self.invited.emit()
