# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A card in which a user gives himself another password."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain
from ui import jobs
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.new_password import NewPassword
from ui.widgets.note import Note
from ui.widgets.password_field import PasswordField


class PasswordCard(Card):
    """A button that opens the form; the old password is asked for."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self._session = session
        self._text = Text("", "body", "muted", wrap=True)
        self.add(self._text)
        self.open_button = SecondaryButton(icon="key", on_click=lambda: self.show_form(is_shown=True))
        self._line = QHBoxLayout()
        self._line.addWidget(self.open_button)
        self._line.addStretch(1)
        self.add(self._line)
        self.form = Card("", inset=False)
        self.form.setProperty("kind", "plain")
        self.form.body.setContentsMargins(0, 0, 0, 0)
        self.old = PasswordField()
        self.old_label = Text("", "strong")
        self.old_label.setBuddy(self.old)
        self.new = NewPassword()
        self.trouble = Note()
        self.save_button = PrimaryButton(on_click=self.save)
        self.cancel_button = QuietButton(on_click=lambda: self.show_form(is_shown=False))
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        for part in (self.old_label, self.old, self.new, self.trouble, buttons):
            self.form.add(part)
        self.add(self.form)
        self.old.textChanged.connect(self._allow)
        self.new.changed.connect(self._allow)
        self.show_form(is_shown=False)

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.set_title(_("Your password"), "")
        self._text.setText(
            _(
                "It opens your keys on this computer. Nobody can look it up; if you forget it, only the recovery sheet helps."
            )
        )
        self.open_button.setText(_("Change the password"))
        self.old_label.setText(_("Password until now"))
        self.old.setAccessibleName(_("Password until now"))
        self.old.retranslate()
        self.new.retranslate()
        self.save_button.setText(_("Change"))
        self.cancel_button.setText(_("Cancel"))

    def show_form(self, *, is_shown: bool) -> None:
        """Open or close the form; closing forgets what was typed."""
        self.form.setVisible(is_shown)
        self.open_button.setVisible(not is_shown)
        self.trouble.say("")
        if is_shown:
            self.old.setFocus()
        else:
            self.old.take()
            self.new.take()
        self._allow()

    def _allow(self) -> None:
        self.save_button.setEnabled(bool(self.old.text()) and self.new.is_filled())

    def save(self) -> None:
        """Change the password, off the GUI thread: deriving keys takes its time."""
        wrong = self.new.problem()
        self.trouble.say(wrong)
        if wrong:
            return
        centre, old, new = self._session.centre, self.old.text(), self.new.first.text()
        self.form.setEnabled(False)
        jobs.run(
            self, lambda: centre.change_password(old, new), lambda _nothing: self._on_done(), self._on_failed
        )

    def _on_done(self) -> None:
        self.form.setEnabled(True)
        self.show_form(is_shown=False)
        self._session.toast(_("The password is changed."))

    def _on_failed(self, error: BeratungError) -> None:
        self.form.setEnabled(True)
        self.old.take()
        self.trouble.say(explain(error))
        self.old.setFocus()
