# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The data is older than what was last saved here, or nothing shows its age: what was found, and who may accept it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.recovery_views import FoundState
from beratung.i18n import _, explain, ngettext
from ui import jobs, opening
from ui.screens.unlock.asking import AskingPage
from ui.widgets.banner import Banner
from ui.widgets.code_field import CodeField
from ui.widgets.labels import Text
from ui.widgets.password_field import PasswordField
from ui.widgets.segments import Segments

ACCOUNT, SHEET = "account", "sheet"


def _ways() -> Sequence[tuple[str, str]]:
    return (ACCOUNT, _("Account of the administration")), (SHEET, _("Recovery sheet"))


class AcceptScreen(AskingPage):
    """Says what was found and what was expected, advises, and lets the administration or the sheet decide.

    Signals:
        finished: the found state is the newest from now on.
    """

    finished = Signal()

    def __init__(self, folder: Path, found: FoundState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder, self._found = folder, found
        self._is_done = False
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.title = Text("", "heading", wrap=True)
        self.banner = Banner("unknown")
        self.advice = Text("", "body", "muted", wrap=True)
        self.ways: Segments[str] = Segments(_ways)
        self.ways.changed.connect(self._on_way)
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.user, self.password = QLineEdit(), PasswordField()
        self.user.setMaxLength(80)
        self.password.setMaxLength(1024)
        self.user_label, self.password_label = Text("", "strong"), Text("", "strong")
        self.user_label.setBuddy(self.user)
        self.password_label.setBuddy(self.password)
        form.addRow(self.user_label, self.user)
        form.addRow(self.password_label, self.password)
        self.code = CodeField(opening.judge_code)
        for line in (self.user, self.password):
            line.textChanged.connect(self._on_typed)
        self.code.changed.connect(self._on_typed)
        for part in (self.title, self.banner, self.advice, self.ways, self.form, self.code, self.error):
            self.card.add(part)
        self.add_foot()

    # -- words ----------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.heading.setText(_("Not the newest data"))
        self.title.setText(_("What was found here"))
        self.advice.setText(
            _(
                "Have you put an older copy back yourself? Then you can go on with it. If nobody knows why, please ask "
                "who looks after the computer first, and look for a newer backup: somebody may have exchanged the files."
            )
        )
        self.ways.retranslate()
        self.ways.set_name(_("Who decides?"))
        self.user_label.setText(_("User"))
        self.user.setAccessibleName(_("User"))
        self.password_label.setText(_("Password"))
        self.password.setAccessibleName(_("Password"))
        self.password.retranslate()
        self.code.retranslate()
        self.progress.setAccessibleName(_("The found data is being accepted"))
        self._show()

    def _show(self) -> None:
        is_sheet = self.ways.value() == SHEET
        for part, is_shown in (
            (self.advice, not self._is_done), (self.ways, not self._is_done),
            (self.form, not self._is_done and not is_sheet), (self.code, not self._is_done and is_sheet),
            (self.back_button, not self._is_done),
        ):  # fmt: skip
            part.setVisible(is_shown)
        self.back_button.setText(_("Cancel"))
        if self._is_done:
            self.title.setText(_("Done"))
            self.banner.say(
                _("The found data holds from now on"),
                _(
                    "The trail says who decided this. Please look first which of the last entries are missing."
                ),
                "yes",
            )
            self.next_button.setText(_("Go to unlocking"))
        else:
            self.banner.say(*self._words())
            self.next_button.setText(_("Accept the found data"))
        self._allow()
        self.refit()

    def _words(self) -> tuple[str, str]:
        """Say in two sentences what lies there."""
        found, when = self._found, ""
        if found.written_at is not None:
            when = _("The data was last written on %(when)s.") % {
                "when": f"{found.written_at.astimezone():%d.%m.%Y %H:%M}"
            }
        if found.lost:
            title = ngettext(
                "The data is older than expected: %(n)d save is missing",
                "The data is older than expected: %(n)d saves are missing",
                found.lost,
            ) % {"n": found.lost}
        else:
            title = _("Nothing shows whether this data is the newest")
        return title, " ".join(
            part for part in (when, _("Who accepts it gives up what was saved later.")) if part
        )

    def _on_way(self) -> None:
        self.error.say("")
        self._show()

    def _on_typed(self) -> None:
        self.error.say("")
        self._allow()

    def _allow(self) -> None:
        if self._is_done:
            is_ready = True
        elif self.ways.value() == SHEET:
            is_ready = self.code.is_complete()
        else:
            is_ready = bool(self.user.text().strip() and self.password.text())
        self.next_button.setEnabled(is_ready and not self._is_busy)

    def take_focus(self) -> None:
        """Put the cursor where the next thing is to be typed."""
        if self._is_done:
            self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.ways.value() == SHEET:
            self.code.focus()
        else:
            (self.password if self.user.text() else self.user).setFocus(Qt.FocusReason.TabFocusReason)

    # -- going on -------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Accept what was found, or go to the unlock screen once that is done."""
        if not self.next_button.isEnabled():
            return
        if self._is_done:
            self.finished.emit()
            return
        folder, code = self._folder, self.code.text() if self.ways.value() == SHEET else ""
        user, password = self.user.text().strip(), self.password.take()

        def accept() -> FoundState:
            if code:
                return opening.accept_with_sheet(folder, code)
            return opening.accept_as(folder, user, password)

        self._set_busy(is_busy=True)
        jobs.run(self, accept, self._on_accepted, self._on_failed, pool=jobs.side_pool())

    def _on_accepted(self, _found: FoundState) -> None:
        self._is_done = True
        self.forget()
        self._set_busy(is_busy=False)
        self._show()
        self.take_focus()

    def _on_failed(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        self.error.say(explain(error))
        self.take_focus()

    def _resting(self) -> tuple[QWidget, ...]:
        return (self.ways, self.form, self.code)

    def _is_over(self) -> bool:
        return self._is_done

    def forget(self) -> None:
        """Forget what was typed."""
        self.password.take()
        self.code.forget()
