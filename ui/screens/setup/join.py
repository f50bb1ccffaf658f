# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Accepting an invitation: the invited user's own program makes the keys, under a password of the user's own."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain
from ui import files, jobs, opening
from ui.screens.administration.roles import say_role
from ui.screens.setup.frame import Frame
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.new_password import NewPassword
from ui.widgets.note import Note


class Invitation(Protocol):
    """What an invitation says before it is accepted."""

    @property
    def name(self) -> str:
        """The name that the user will have."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that were promised."""

    @property
    def invited_by(self) -> str:
        """Who invited."""

    @property
    def fingerprint(self) -> str:
        """The centre's, to be compared."""


class JoinScreen(Frame):
    """Choose the file, compare the centre's fingerprint, choose a password, read one's own fingerprint out.

    Signals:
        finished: the user's name; the unlock screen takes it from here.
    """

    finished = Signal(str)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._file = b""
        self._invitation: Invitation | None = None
        self._own = ""
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.text = Text("", "body", "muted", wrap=True)
        self.choose_button = SecondaryButton(icon="folder-open", on_click=self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addStretch(1)
        self.card.add(self.text)
        self.card.add(row)
        self.banner = Banner("accent", icon="key")
        self.password = NewPassword()
        self.password.changed.connect(self._allow)
        self.error = Note()
        for part in (self.banner, self.password, self.error):
            self.card.add(part)
        self.add_foot()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.heading.setText(_("Accept an invitation"))
        self.choose_button.setText(_("Choose the file"))
        self.back_button.setText(_("Cancel"))
        self.password.retranslate()
        self.progress.setAccessibleName(_("Your keys are being made"))
        self._show()

    def _show(self) -> None:
        found = self._invitation
        self.choose_button.setVisible(found is None)
        self.banner.setVisible(found is not None)
        self.password.setVisible(found is not None and not self._own)
        self.back_button.setVisible(not self._own)
        self.next_button.setVisible(found is not None)
        self.next_button.setText(_("Go to unlocking") if self._own else _("Accept"))
        self.text.setText(self._explanation())
        if self._own:
            self.banner.say(
                _("Your fingerprint: %(fingerprint)s") % {"fingerprint": self._own},
                _("Read it to the colleague who confirms you. After that you can open the centre."),
            )
        elif found is not None:
            self.banner.say(
                _("Fingerprint of the centre: %(fingerprint)s") % {"fingerprint": found.fingerprint},
                _("%(name)s sees the same one. If it differs, please do not go on.")
                % {"name": found.invited_by},
            )
        self._allow()

    def _explanation(self) -> str:
        found = self._invitation
        if self._own:
            return _("Your keys are made.")
        if found is None:
            return _(
                "A colleague has given you a file. Your keys are made here, under a password that only you know."
            )
        roles = ", ".join(say_role(role) for role in Role if role in found.roles)
        return _("%(by)s invites you as %(name)s (%(roles)s).") % {
            "by": found.invited_by, "name": found.name, "roles": roles,
        }  # fmt: skip

    def _allow(self) -> None:
        self.next_button.setEnabled(bool(self._own) or self.password.is_filled())

    def take_focus(self) -> None:
        """Put the cursor where the next thing is to be done."""
        if self._invitation is None:
            self.choose_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._own:
            self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.password.focus()

    def show_problem(self, text: str) -> None:
        """Show a sentence below what is asked."""
        self.error.say(text)

    def _on_choose(self) -> None:
        chosen = files.ask_open(self, _("Choose the file"))
        if chosen is not None:
            self.read(chosen)

    def read(self, file: Path) -> None:
        """Read an invitation and show what it says."""

        def look() -> tuple[bytes, Invitation]:
            return opening.read_invitation(file)

        jobs.run(
            self, look, self._on_read, lambda error: self.error.say(explain(error)), pool=jobs.side_pool()
        )

    def _on_read(self, found: tuple[bytes, Invitation]) -> None:
        self._file, self._invitation = found
        self.error.say("")
        self._show()
        self.take_focus()

    def go_on(self) -> None:
        """Accept the invitation, or go to the unlock screen once that is done."""
        found = self._invitation
        if found is None or not self.next_button.isEnabled():
            return
        if self._own:
            self.finished.emit(found.name)
            return
        wrong = self.password.problem()
        self.error.say(wrong)
        if wrong:
            return
        folder, file, password = self._folder, self._file, self.password.first.text()
        self._set_busy(is_busy=True)
        jobs.run(self, lambda: opening.accept_invitation(folder, file, password), self._on_accepted, self._on_failed,
                 pool=jobs.side_pool())  # fmt: skip

    def _set_busy(self, *, is_busy: bool) -> None:
        self.progress.setVisible(is_busy)
        self.password.setEnabled(not is_busy)
        self.next_button.setEnabled(not is_busy)
        self.back_button.setEnabled(not is_busy)

    def _on_accepted(self, fingerprint: str) -> None:
        self._own = fingerprint
        self.password.take()
        self._set_busy(is_busy=False)
        self._show()
        self.take_focus()

    def _on_failed(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        self.error.say(explain(error))
        self._allow()

    def forget(self) -> None:
        """Forget the password."""
        self.password.take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape and not self._own:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
