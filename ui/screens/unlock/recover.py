# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A forgotten password: the code of the recovery sheet opens the centre, and an account gets a new password."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.domain.recovery_views import FoundState, Reset
from beratung.domain.views import UserView
from beratung.i18n import _, explain, pgettext
from ui import jobs, opening
from ui.screens.administration.roles import say_role
from ui.screens.unlock.asking import AskingPage
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.code_field import CodeField
from ui.widgets.labels import Text
from ui.widgets.new_password import NewPassword
from ui.widgets.note import Note

if TYPE_CHECKING:
    from beratung.centre.recovering import Recovering


class RecoverScreen(AskingPage):
    """Type the code, choose the account, choose a password. A wrong code is said, and nothing is changed.

    Signals:
        finished: the user's name; the unlock screen takes it from here.
        wants_to_accept: a ``FoundState``: the data is not known to be the newest, and that has to be decided first.
    """

    finished = Signal(str)
    wants_to_accept = Signal(object)

    def __init__(self, folder: Path, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder, self._name = folder, name
        self._sheet: Recovering | None = None
        self._users: tuple[UserView, ...] = ()
        self._done: Reset | None = None
        self._found: FoundState | None = None
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.title = Text("", "heading", wrap=True)
        self.text = Text("", "body", "muted", wrap=True)
        self.code = CodeField(opening.judge_code)
        self.code.changed.connect(self._on_typed)
        self.choice = QWidget()
        self._choices = QVBoxLayout(self.choice)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(0)
        self._choice_label = Text("", "strong")
        self._choices.addWidget(self._choice_label)
        self._buttons = QButtonGroup(self)
        self._buttons.idToggled.connect(lambda _id, _is_on: self._on_chosen())
        self.lifts = Note("info-circle", "unknown")
        self.password = NewPassword()
        self.password.changed.connect(self._on_typed)
        self.banner = Banner("yes")
        self.accept_button = QuietButton(icon="history", on_click=self._on_accept)
        for part in (self.title, self.text, self.code, self.choice, self.lifts, self.password, self.banner):
            self.card.add(part)
        self.card.add(self.error)
        self.card.add(self.accept_button)
        self.card.body.setAlignment(self.accept_button, Qt.AlignmentFlag.AlignLeading)
        self.accept_button.hide()
        self.add_foot()

    # -- words ----------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.heading.setText(_("Forgotten the password"))
        self.code.retranslate()
        self.password.retranslate()
        self._choice_label.setText(_("For which account?"))
        self.accept_button.setText(_("Look at what was found"))
        self.progress.setAccessibleName(_("The sheet is being tried"))
        self._show()

    def _show(self) -> None:
        is_open = self._sheet is not None and self._done is None
        self.code.setVisible(self._sheet is None and self._done is None)
        self.choice.setVisible(is_open)
        self.password.setVisible(is_open)
        self.banner.setVisible(self._done is not None)
        self.text.setVisible(self._done is None)
        self.back_button.setVisible(self._done is None)
        self.back_button.setText(_("Cancel"))
        if self._done is not None:
            self._show_done(self._done)
        elif is_open:
            self.title.setText(_("The sheet opens this centre"))
            self.text.setText(
                _(
                    "Choose the account and a new password. The old password opens nothing any more; "
                    "everything that was recorded stays."
                )
            )
            self.next_button.setText(_("Set the new password"))
        else:
            self.title.setText(_("Take the recovery sheet to hand"))
            self.text.setText(
                _(
                    "Type the code as it is printed; upper and lower case do not matter. "
                    "It is checked group by group. A wrong code changes nothing."
                )
            )
            self.next_button.setText(_("Continue"))
        self._on_chosen()
        self.refit()

    def _show_done(self, done: Reset) -> None:
        self.title.setText(_("Done"))
        said = _(
            "Please put the sheet back into its envelope and close it, so that it is noticed when somebody uses it."
        )
        if done.is_reinstated:
            said = _("The account is not suspended any more.") + " " + said
        self.banner.say(_("The new password holds from now on"), said)
        self.next_button.setText(_("Go to unlocking"))

    def _show_users(self) -> None:
        for button in self._buttons.buttons():
            self._buttons.removeButton(button)
            button.deleteLater()
        for number, user in enumerate(self._users):
            roles = ", ".join(say_role(role) for role in Role if role in user.roles)
            words = f"{user.name} ({roles})"
            if user.is_revoked:
                words += " – " + pgettext("user", "closed")
            elif user.is_suspended:
                words += " – " + pgettext("user", "suspended")
            button = QRadioButton(words.replace("&", "&&"))
            button.setEnabled(not user.is_revoked)
            self._buttons.addButton(button, number)
            self._choices.addWidget(button)
        wanted = [n for n, u in enumerate(self._users) if u.name == self._name and not u.is_revoked]
        open_ones = [n for n, u in enumerate(self._users) if not u.is_revoked]
        if wanted or len(open_ones) == 1:
            self._buttons.button((wanted or open_ones)[0]).setChecked(True)

    def _chosen(self) -> UserView | None:
        at = self._buttons.checkedId()
        return self._users[at] if 0 <= at < len(self._users) else None

    def _on_chosen(self) -> None:
        chosen = self._chosen() if self._sheet is not None and self._done is None else None
        is_suspended = chosen is not None and chosen.is_suspended
        self.lifts.say(
            _("This account is suspended. With the new password the suspension ends.") if is_suspended else ""
        )
        self._allow()

    def _on_typed(self) -> None:
        self.error.say("")
        self.accept_button.hide()
        self._allow()

    def _allow(self) -> None:
        if self._done is not None:
            is_ready = True
        elif self._sheet is not None:
            is_ready = self._chosen() is not None and self.password.is_filled()
        else:
            is_ready = self.code.is_complete()
        self.next_button.setEnabled(is_ready and not self._is_busy)

    def take_focus(self) -> None:
        """Put the cursor where the next thing is to be typed."""
        if self._done is not None:
            self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._sheet is None:
            self.code.focus()
        elif self._chosen() is None and self._buttons.buttons():
            self._buttons.buttons()[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.password.focus()

    # -- going on -------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Try the code, then set the password, then go to the unlock screen."""
        if not self.next_button.isEnabled():
            return
        if self._done is not None:
            self.finished.emit(self._done.user.name)
        elif self._sheet is None:
            self._try()
        else:
            self._reset(self._sheet)

    def _try(self) -> None:
        folder, code = self._folder, self.code.text()
        self._set_busy(is_busy=True)
        jobs.run(self, lambda: opening.open_with_sheet(folder, code), self._on_opened, self._on_failed,
                 pool=jobs.side_pool())  # fmt: skip

    def _on_opened(self, found: "tuple[Recovering, tuple[UserView, ...]]") -> None:
        self._sheet, self._users = found
        self.code.forget()
        self._set_busy(is_busy=False)
        self._show_users()
        self._show()
        self.take_focus()

    def _reset(self, sheet: "Recovering") -> None:
        chosen, wrong = self._chosen(), self.password.problem()
        self.error.say(wrong)
        if wrong or chosen is None:
            return
        password = self.password.first.text()
        self._set_busy(is_busy=True)
        jobs.run(
            self,
            lambda: sheet.reset(chosen.name, password, reinstates=chosen.is_suspended),
            self._on_reset,
            self._on_failed,
            pool=jobs.side_pool(),
        )

    def _on_reset(self, done: Reset) -> None:
        self.forget()
        self._done = done
        self._set_busy(is_busy=False)
        self._show()
        self.take_focus()

    def _on_failed(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        self.error.say(explain(error))
        if self._sheet is None and opening.is_not_newest(error):
            self._found = opening.found_state(self._folder, error)
            self.accept_button.show()
        self.take_focus()

    def _on_accept(self) -> None:
        if self._found is not None:
            self.wants_to_accept.emit(self._found)

    def _resting(self) -> tuple[QWidget, ...]:
        return (self.code, self.choice, self.password)

    def _is_over(self) -> bool:
        return self._done is not None

    def forget(self) -> None:
        """Forget the code, the password and every key."""
        sheet, self._sheet = self._sheet, None
        self.code.forget()
        self.password.take()
        if sheet is not None:
            jobs.run(self, sheet.close, lambda _nothing: None, pool=jobs.side_pool())
