# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Somebody who waits for keys: what is missing, who can give it, and confirming by the fingerprint."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from beratung.domain.account_views import Waiting
from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain
from ui import jobs
from ui.screens.administration.roles import say_either, say_missing, say_roles
from ui.session import Session
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.note import Note


class PendingRow(QWidget):
    """Somebody who waits: the invitation is not accepted yet, a fingerprint must be compared, or keys are missing.

    Signals:
        granted: the user was confirmed.
        withdrawn: the invitation was taken back.
    """

    granted = Signal()
    withdrawn = Signal()

    def __init__(self, session: Session, waits: Waiting) -> None:
        super().__init__()
        self._session, self._waits = session, waits
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Text(f"{waits.name} · {say_roles(waits.roles)}", "strong", wrap=True), 1)
        self.withdraw_button = QuietButton(_("Take back"), on_click=self.withdraw)
        self.withdraw_button.setAccessibleName(
            _("Take back the invitation of %(name)s") % {"name": waits.name}
        )
        self.withdraw_button.setVisible(self.may_withdraw())
        head.addWidget(self.withdraw_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.told = Text(self._say(), "secondary", "muted", wrap=True)
        column.addWidget(self.told)
        self.note = Note()
        self.typed = QLineEdit()
        self.button = SecondaryButton(
            _("Give the keys") if waits.is_member else _("Confirm"), "check", self.confirm
        )
        if not self.is_for_me():
            return
        row = QHBoxLayout()
        row.setSpacing(8)
        self.typed.setAccessibleName(_("Fingerprint of %(name)s") % {"name": waits.name})
        self.typed.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self.typed.setMaxLength(40)
        self.typed.returnPressed.connect(self.confirm)
        row.addWidget(self.typed, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.note)

    def is_for_me(self) -> bool:
        """Say whether this user can do anything here now."""
        return bool(self._waits.fingerprint) and self._waits.can_help

    def may_withdraw(self) -> bool:
        """Say whether this user can take the invitation back."""
        return not self._waits.is_member and Role.ADMIN in self._session.user.roles

    def withdraw(self) -> None:
        """Take the invitation back: who has the file can do nothing with it any more."""
        centre, name = self._session.centre, self._waits.name
        self.withdraw_button.setEnabled(False)
        jobs.run(self, lambda: centre.withdraw(name), self._on_withdrawn, self._on_failed)

    def _on_withdrawn(self, _nothing: None) -> None:
        self._session.toast(_("The invitation of %(name)s is taken back.") % {"name": self._waits.name})
        self.withdrawn.emit()

    def _say(self) -> str:
        waits = self._waits
        if not waits.fingerprint:
            return _("The invitation has not been accepted yet.")
        if self.is_for_me():
            asked = _("Let your colleague read the fingerprint on their screen to you, and type it here.")
            return f"{say_missing(waits.missing)} {asked}" if waits.is_member else asked
        if waits.confirmers:
            return _("This has to be confirmed by: %(names)s.") % {"names": say_either(waits.confirmers)}
        return say_missing(waits.missing)

    def confirm(self) -> None:
        """Grant what this user holds, if the fingerprint is the right one."""
        centre, name, typed = self._session.centre, self._waits.name, self.typed.text().strip()
        if typed:
            self.button.setEnabled(False)
            jobs.run(self, lambda: centre.grant(name, typed), self._on_granted, self._on_failed)

    def _on_granted(self, missing: tuple[str, ...]) -> None:
        said = (
            _("%(name)s can work now.")
            if not missing
            else _("Confirmed. Somebody else must grant %(name)s the rest.")
        )
        self._session.toast(said % {"name": self._waits.name})
        self.granted.emit()

    def _on_failed(self, error: BeratungError) -> None:
        self.button.setEnabled(True)
        self.note.say(explain(error))
        self.typed.setFocus()
