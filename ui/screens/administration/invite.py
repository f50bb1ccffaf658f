# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Inviting a colleague, and confirming one whose fingerprint was compared."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain
from ui import jobs
from ui.screens.administration.roles import say_holds, say_role
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
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


class Pending(Protocol):
    """Somebody who cannot work yet, as the centre hands him out."""

    @property
    def name(self) -> str:
        """User name."""

    @property
    def roles(self) -> frozenset[Role]:
        """What was promised."""

    @property
    def fingerprint(self) -> str:
        """Empty until the invitation was accepted."""


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
        self.boxes = {role: QCheckBox() for role in Role}
        for box in self.boxes.values():
            box.toggled.connect(self._allow)
            self.add(box)
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
        for role, box in self.boxes.items():
            box.setText(f"{say_role(role)} – {say_holds(role)}")
        self.cancel_button.setText(_("Cancel"))
        self.invite_button.setText(_("Save the invitation"))

    def roles(self) -> frozenset[Role]:
        """Return the roles that were chosen."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def _allow(self) -> None:
        self.trouble.say("")
        self.invite_button.setEnabled(bool(self.name.text().strip() and self.roles()))

    def _ask_file(self) -> Path | None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the invitation"), str(Path.home() / "beratung.einladung"), "(*.einladung)"
        )
        return Path(name) if name else None

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
        for box in self.boxes.values():
            box.setChecked(False)
        words = _("The invitation is saved. The fingerprint of the centre is %(fingerprint)s.")
        self._session.toast(words % {"fingerprint": invited.fingerprint})
        self.invited.emit()


class PendingRow(QWidget):
    """Somebody who waits: the invitation is not accepted yet, or a fingerprint must be compared.

    Signals:
        granted: the user was confirmed.
    """

    granted = Signal()

    def __init__(self, session: Session, pending: Pending) -> None:
        super().__init__()
        self._session, self._pending = session, pending
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(6)
        roles = ", ".join(say_role(role) for role in Role if role in pending.roles)
        column.addWidget(Text(f"{pending.name} · {roles}", "strong", wrap=True))
        self.note = Note()
        self.typed = QLineEdit()
        self.button = SecondaryButton(_("Confirm"), "check", self.confirm)
        if not pending.fingerprint:
            column.addWidget(
                Text(_("The invitation has not been accepted yet."), "secondary", "muted", wrap=True)
            )
            return
        explained = _("Let your colleague read the fingerprint on their screen to you, and type it here.")
        column.addWidget(Text(explained, "secondary", "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.typed.setAccessibleName(_("Fingerprint of %(name)s") % {"name": pending.name})
        self.typed.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self.typed.setMaxLength(40)
        self.typed.returnPressed.connect(self.confirm)
        row.addWidget(self.typed, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.note)

    def confirm(self) -> None:
        """Grant what this user holds, if the fingerprint is the right one."""
        centre, name, typed = self._session.centre, self._pending.name, self.typed.text().strip()
        if typed:
            jobs.run(self, lambda: centre.grant(name, typed), self._on_granted, self._on_failed)

    def _on_granted(self, missing: tuple[str, ...]) -> None:
        said = (
            _("%(name)s can work now.")
            if not missing
            else _("Confirmed. Somebody else must grant %(name)s the rest.")
        )
        self._session.toast(said % {"name": self._pending.name})
        self.granted.emit()

    def _on_failed(self, error: BeratungError) -> None:
        self.note.say(explain(error))
